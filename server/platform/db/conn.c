/* Opening, guarding and closing connections; transactions. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "db/internal.h"

enum { APPLICATION_ID = 0x476F6E67 /* "Gong" */, PATH_SIZE = 4096 };

/* Tables where nothing is ever changed or removed; triggers say the same to outside tools. */
static const char *const append_only[] = {"record_entry", "record_node", "schema_migration", NULL};

enum err db_fail(struct conn *conn, int rc, struct error *error)
{
	int primary = rc & 0xff;

	if (primary == SQLITE_CONSTRAINT)
		return fail_note(error, ERR_CONFLICT, "%s", sqlite3_errmsg(conn->sqlite));
	if (primary == SQLITE_NOMEM || primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
		return fail_note(error, ERR_BUSY, "%s", sqlite3_errmsg(conn->sqlite));
	return fail_note(error, ERR_IO, "%s (%d)", sqlite3_errmsg(conn->sqlite), rc);
}

enum err conn_exec(struct conn *conn, const char *sql, struct error *error)
{
	int rc = sqlite3_exec(conn->sqlite, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : db_fail(conn, rc, error);
}

static int authorize(
	void *data, int action, const char *table, const char *b, const char *c, const char *d)
{
	const char *const *name;

	(void)data;
	(void)b;
	(void)c;
	(void)d;
	if (action == SQLITE_ATTACH || action == SQLITE_DETACH)
		return SQLITE_DENY;
	if (action != SQLITE_UPDATE && action != SQLITE_DELETE)
		return SQLITE_OK;
	for (name = append_only; *name; name++)
		if (strcmp(*name, table) == 0)
			return SQLITE_DENY;
	return SQLITE_OK;
}

/* The lock outlives any crash of SQLite's own locking: one process for one data folder. */
static enum err take_lock(struct conn *conn, const char *path, struct error *error)
{
	char lock_path[PATH_SIZE];

	snprintf(lock_path, sizeof lock_path, "%s.lock", path);
	conn->lock_fd = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (conn->lock_fd < 0)
		return fail_note(error, ERR_IO, "%s: %s", lock_path, strerror(errno));
	if (flock(conn->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return fail_note(error, ERR_BUSY, "another process serves %s", path);
	return OK;
}

static void configure(struct conn *conn)
{
	sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	if (conn->mode == CONN_READER)
		sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_extended_result_codes(conn->sqlite, 1);
	sqlite3_busy_timeout(conn->sqlite, 2000);
}

/* The writer's cache (KiB, negative for SQLite) holds the pages that a large roll or list changes:
 * with fewer they would be written and read again many times before the commit. */
static enum err set_pragmas(struct conn *conn, struct error *error)
{
	char sql[64];

	TRY(conn_exec(conn, "PRAGMA foreign_keys=ON;", error));
	if (conn->mode == CONN_READER)
		return conn_exec(conn, "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;", error);
	snprintf(sql, sizeof sql, "PRAGMA application_id=%d;", APPLICATION_ID);
	TRY(conn_exec(conn, sql, error));
	return conn_exec(conn,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;"
		" PRAGMA cache_size=-32768; PRAGMA secure_delete=ON;", /* erased is erased */
		error);
}

static enum err open_sqlite(struct conn *conn, const char *path, struct error *error)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc;

	flags |= conn->mode == CONN_READER ? SQLITE_OPEN_READONLY
					   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	rc = sqlite3_open_v2(path, &conn->sqlite, flags, NULL);
	if (rc != SQLITE_OK)
		return db_fail(conn, rc, error);
	configure(conn);
	return set_pragmas(conn, error);
}

static enum err open_all(struct conn *conn, const struct db_config *config, struct error *error)
{
	if (conn->mode == CONN_WRITER)
		TRY(take_lock(conn, config->path, error));
	TRY(open_sqlite(conn, config->path, error));
	if (conn->mode == CONN_WRITER)
		TRY(conn_migrate(conn, error));
	sqlite3_set_authorizer(conn->sqlite, authorize, NULL);
	return conn_prepare(conn, error);
}

enum err conn_open(const struct db_config *config, enum conn_mode mode, struct conn **ret_conn,
	struct error *error)
{
	struct conn *conn = calloc(1, sizeof *conn);
	enum err err;

	if (!conn)
		return fail(error, ERR_BUSY);
	conn->mode = mode;
	conn->tables = config->tables;
	conn->lock_fd = -1;
	err = open_all(conn, config, error);
	if (err != OK) {
		conn_close(conn);
		return err;
	}
	*ret_conn = conn;
	return OK;
}

void conn_close(struct conn *conn)
{
	if (!conn)
		return;
	conn_unprepare(conn);
	sqlite3_close(conn->sqlite);
	if (conn->lock_fd >= 0)
		close(conn->lock_fd);
	free(conn);
}

/* Transactions are begun and ended thousands of times a second, but sqlite3_exec of a constant
 * string costs little beside the commit. */
static enum err run(struct conn *conn, const char *sql)
{
	struct error ignored = {0};

	return conn_exec(conn, sql, &ignored);
}

bool txn_open(struct conn *conn)
{
	return sqlite3_get_autocommit(conn->sqlite) == 0;
}

static void must_run(struct conn *conn, const char *sql)
{
	if (run(conn, sql) != OK && txn_open(conn))
		sqlite3_exec(conn->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

enum err txn_begin_read(struct conn *conn)
{
	return run(conn, "BEGIN");
}

void txn_end_read(struct conn *conn)
{
	must_run(conn, "COMMIT");
}

enum err txn_begin_write(struct conn *conn)
{
	return run(conn, "BEGIN IMMEDIATE");
}

enum err txn_commit(struct conn *conn, struct error *error)
{
	return conn_exec(conn, "COMMIT", error);
}

void txn_rollback(struct conn *conn)
{
	must_run(conn, "ROLLBACK");
}

enum err txn_save(struct conn *conn)
{
	return run(conn, "SAVEPOINT request");
}

enum err txn_release(struct conn *conn)
{
	return run(conn, "RELEASE request");
}

void txn_undo(struct conn *conn)
{
	must_run(conn, "ROLLBACK TO request; RELEASE request");
}

uint64_t conn_changes(struct conn *conn)
{
	return (uint64_t)sqlite3_total_changes64(conn->sqlite);
}

void conn_checkpoint(struct conn *conn)
{
	sqlite3_wal_checkpoint_v2(conn->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void conn_inject_failure(struct conn *conn, int64_t n)
{
	conn->fail_in = n;
}

static enum err collect(struct conn *conn, const char *sql, struct buf *buf, struct error *error)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(conn->sqlite, sql, -1, &stmt, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc != SQLITE_ROW)
			break;
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const unsigned char *text = sqlite3_column_text(stmt, i);

			buf_printf(buf, "%s%s", i ? " " : "", text ? (const char *)text : "-");
		}
		buf_char(buf, '\n');
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? OK : db_fail(conn, rc, error);
}

static enum err keep(
	const struct buf *buf, struct arena *arena, const char **ret_text, struct error *error)
{
	*ret_text = buf_ok(buf) ? arena_copy(arena, buf->data, buf->len) : NULL;
	return *ret_text ? OK : fail(error, ERR_TOO_LARGE);
}

enum err conn_check_pages(
	struct conn *conn, struct arena *arena, const char **ret_finding, struct error *error)
{
	auto_buf struct buf buf = {0};

	buf_init(&buf, 1 << 20);
	TRY(collect(conn, "PRAGMA integrity_check", &buf, error));
	if (buf_ok(&buf) && strcmp(buf.data, "ok\n") == 0)
		buf.data[--buf.len] = '\0';
	return keep(&buf, arena, ret_finding, error);
}

enum err conn_check_references(
	struct conn *conn, struct arena *arena, const char **ret_finding, struct error *error)
{
	auto_buf struct buf buf = {0};

	buf_init(&buf, 1 << 20);
	TRY(collect(conn, "PRAGMA foreign_key_check", &buf, error));
	if (!buf.len)
		buf_str(&buf, "ok");
	return keep(&buf, arena, ret_finding, error);
}

enum err conn_explain(struct conn *conn, const struct stmt_def *def, struct arena *arena,
	const char **ret_plan, struct error *error)
{
	auto_buf struct buf buf = {0};
	char *sql = arena_printf(arena, "EXPLAIN QUERY PLAN %s", def->sql);

	buf_init(&buf, 1 << 20);
	if (!sql)
		return fail(error, ERR_BUSY);
	buf_str(&buf, "");
	TRY(collect(conn, sql, &buf, error));
	return keep(&buf, arena, ret_plan, error);
}

static enum err copy_pages(struct conn *conn, sqlite3 *to, struct error *error)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", conn->sqlite, "main");
	int rc;

	if (!backup)
		return fail_note(error, ERR_IO, "%s", sqlite3_errmsg(to));
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? OK : db_fail(conn, rc, error);
}

/* An empty file of our own. What an interrupted backup left is removed, its journal above all:
 * SQLite would put its pages back. */
static enum err make_empty(const char *path, struct error *error)
{
	char journal[PATH_SIZE + sizeof "-journal"];
	auto_fd int fd = -1;

	snprintf(journal, sizeof journal, "%s-journal", path);
	unlink(journal);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd >= 0 ? OK : fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err copy_into(struct conn *conn, const char *path, struct error *error)
{
	sqlite3 *to = NULL;
	enum err err;

	TRY(make_empty(path, error));
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		err = copy_pages(conn, to, error);
	else
		err = fail_note(error, ERR_IO, "cannot create %s", path);
	sqlite3_close(to);
	if (err != OK)
		unlink(path);
	return err;
}

enum err conn_backup(struct conn *conn, const char *path, struct error *error)
{
	char new_path[PATH_SIZE];

	if ((size_t)snprintf(new_path, sizeof new_path, "%s.new", path) >= sizeof new_path)
		return fail_note(error, ERR_IO, "%s: the path is too long", path);
	if (access(path, F_OK) == 0)
		return fail_args(error, ERR_DATA_EXISTS, path, NULL);
	TRY(copy_into(conn, new_path, error));
	return file_publish(new_path, path, error);
}
