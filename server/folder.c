/* See folder.h. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "keyfile.h"
#include "record/record.h"

enum { FOLDER_ARENA = 16 << 20, PATH_SIZE = 4096 };

static const struct stmt_table *const no_tables[] = {NULL};

/* ---- check ---- */

struct check {
	FILE *out;
	const char *data;
	struct keyring *keys; /* NULL: their file cannot be used */
	struct arena arena;
	struct error error;
	bool ok; /* so far */
};

/* One line; of a finding that has more the first one. */
static void tell(struct check *check, const char *what, enum err err, const char *finding)
{
	char text[512];

	if (err != OK) {
		error_text(&check->error, LANG_EN, text, sizeof text);
		finding = *check->error.note ? check->error.note : text;
	}
	fprintf(check->out, "%s: %.*s\n", what, (int)strcspn(finding, "\n"), finding);
	check->ok = check->ok && err == OK && strcmp(finding, "ok") == 0;
	check->error = (struct error){0};
}

static enum err open_reader(
	struct check *check, const struct stmt_table *const *tables, struct conn **ret_conn)
{
	struct db_config config = {app_database_path(&check->arena, check->data), tables};

	if (!config.path || !config.tables)
		return fail(&check->error, ERR_BUSY);
	return conn_open(&config, CONN_READER, ret_conn, &check->error);
}

static void check_key(struct check *check)
{
	const char *path = app_key_path(&check->arena, check->data);
	enum err err = path ? keyfile_open(path, &check->keys, &check->error)
			    : fail(&check->error, ERR_BUSY);

	tell(check, "key file", err, "ok");
}

/* The file as any database; whether its tables are those of this version. */
static bool check_database(struct check *check)
{
	static const struct {
		const char *what;
		conn_check_fn *run;
	} checks[] = {
		{"database pages", conn_check_pages},
		{"database references", conn_check_references},
		{"database schema", conn_check_schema}, /* the last: it says whether to go on */
	};
	struct conn *conn = NULL;
	const char *finding = "";
	enum err err = open_reader(check, no_tables, &conn);

	if (err != OK) {
		tell(check, "database", err, NULL);
		return false;
	}
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		err = checks[i].run(conn, &check->arena, &finding, &check->error);
		tell(check, checks[i].what, err, finding);
	}
	conn_close(conn);
	return err == OK && strcmp(finding, "ok") == 0;
}

static void check_record(struct check *check, struct txn *txn, struct body_id body)
{
	const char *finding = "";
	char what[64];
	enum err err = record_check(txn, body, &finding);

	snprintf(what, sizeof what, "record of body %lld", (long long)body.v);
	tell(check, what, err, finding);
	snprintf(what, sizeof what, "record key of body %lld", (long long)body.v);
	if (check->keys)
		tell(check, what, record_check_key(txn, body), "ok");
}

static enum err check_records(struct check *check, struct conn *conn)
{
	struct rand rand = rand_system();
	struct txn txn = {.conn = conn,
		.now = clock_now_ms(),
		.rand = &rand,
		.arena = &check->arena,
		.error = &check->error,
		.keys = check->keys};
	struct list bodies;
	enum err err;

	TRY(txn_begin_read(conn));
	err = record_bodies(&txn, &bodies);
	for (size_t i = 0; err == OK && i < bodies.n; i++)
		check_record(check, &txn, ((const struct body_id *)bodies.items)[i]);
	txn_end_read(conn);
	return err;
}

bool folder_check(const char *data, FILE *out)
{
	struct check check = {.out = out, .data = data, .ok = true};
	struct conn *conn = NULL;
	enum err err;

	arena_init(&check.arena, FOLDER_ARENA);
	check_key(&check);
	if (check_database(&check)) {
		err = open_reader(&check, app_tables(&check.arena), &conn);
		if (err == OK)
			err = check_records(&check, conn);
		if (err != OK)
			tell(&check, "records", err, "");
	}
	conn_close(conn);
	keyring_free(check.keys);
	arena_done(&check.arena);
	return check.ok;
}

/* ---- backup ---- */

enum err folder_backup(const char *data, const char *to, struct error *error)
{
	auto_arena struct arena arena = {0};
	struct conn *conn = NULL;
	struct db_config config = {.tables = no_tables};
	enum err err;

	arena_init(&arena, FOLDER_ARENA);
	config.path = app_database_path(&arena, data);
	if (!config.path)
		return fail(error, ERR_BUSY);
	TRY(conn_open(&config, CONN_READER, &conn, error));
	err = conn_backup(conn, to, error);
	conn_close(conn);
	return err;
}

/* ---- restore ---- */

void folder_empty(const char *data)
{
	static const char *const names[] = {"gongyi.db", "gongyi.db-wal", "gongyi.db-shm",
		"gongyi.db.lock", "master.key", "master.key.new"};
	char path[PATH_SIZE];

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if ((size_t)snprintf(path, sizeof path, "%s/%s", data, names[i]) < sizeof path)
			unlink(path);
}

/* A database with a write-ahead log beside it is not all in its file. */
static enum err refuse_live(const char *backup, struct error *error)
{
	char wal[PATH_SIZE];
	struct stat status;

	snprintf(wal, sizeof wal, "%s-wal", backup);
	if (stat(wal, &status) == 0 && status.st_size > 0)
		return fail_args(error, ERR_DATA_IN_USE, backup, NULL);
	return OK;
}

/* The writer's connection applies the migrations that are newer than the copy. */
static enum err migrate(const char *database, struct error *error)
{
	const struct db_config config = {database, no_tables};
	struct conn *conn = NULL;

	TRY(conn_open(&config, CONN_WRITER, &conn, error));
	conn_close(conn);
	return OK;
}

static enum err fill(
	const char *folder, const struct restoring *what, FILE *out, struct error *error)
{
	auto_arena struct arena arena = {0};
	const char *database, *key;

	arena_init(&arena, FOLDER_ARENA);
	database = app_database_path(&arena, folder);
	key = app_key_path(&arena, folder);
	if (!database || !key)
		return fail(error, ERR_BUSY);
	TRY(file_copy(what->backup, database, error));
	TRY(keyfile_copy(what->key, key, error));
	TRY(migrate(database, error));
	return folder_check(folder, out) ? OK : fail(error, ERR_DATA_UNSOUND);
}

/* Gives the finished folder its name, unless somebody took it meanwhile. */
static enum err settle(const char *folder, const char *data, struct error *error)
{
	if (renameat2(AT_FDCWD, folder, AT_FDCWD, data, RENAME_NOREPLACE) == 0)
		return file_sync_folder(data, error);
	if (errno == EEXIST)
		return fail_args(error, ERR_DATA_EXISTS, data, NULL);
	return fail_note(error, ERR_IO, "%s: %s", data, strerror(errno));
}

enum err folder_restore(const struct restoring *what, FILE *out, struct error *error)
{
	char folder[PATH_SIZE];
	size_t len = strlen(what->data);
	enum err err;

	while (len > 1 && what->data[len - 1] == '/')
		len--;
	if (len + sizeof ".new" > sizeof folder)
		return fail_note(error, ERR_IO, "%s: the path is too long", what->data);
	snprintf(folder, sizeof folder, "%.*s.new", (int)len, what->data);
	if (access(what->data, F_OK) == 0)
		return fail_args(error, ERR_DATA_EXISTS, what->data, NULL);
	TRY(refuse_live(what->backup, error));
	folder_empty(folder); /* what an interrupted restore left */
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return fail_note(error, ERR_IO, "%s: %s", folder, strerror(errno));
	err = fill(folder, what, out, error);
	if (err == OK)
		err = settle(folder, what->data, error);
	if (err != OK) {
		folder_empty(folder);
		rmdir(folder);
	}
	return err;
}
