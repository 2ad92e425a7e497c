/* Connections, transactions and migrations: what is refused, what is undone. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "api/notes.h"
#include "base/embed.h"
#include "db/internal.h"

struct file {
	struct arena arena;
	const char *path;
	const struct stmt_table *tables[2];
	struct error error;
};

static void file_done(void *data)
{
	arena_done(&((struct file *)data)->arena);
}

static void file_init(struct file *file)
{
	*file = (struct file){.tables = {&note_stmts}};
	arena_init(&file->arena, 16 << 20);
	t_defer(file_done, file);
	file->path = arena_printf(&file->arena, "%s/test.db", t_folder());
}

static enum err open_as(struct file *file, enum conn_mode mode, struct conn **ret_conn)
{
	return conn_open(
		&(struct db_config){file->path, file->tables}, mode, ret_conn, &file->error);
}

static struct txn txn_on(struct file *file, struct conn *conn)
{
	return (struct txn){.conn = conn, .arena = &file->arena, .error = &file->error};
}

static int64_t count_of(struct file *file, struct conn *conn, const char *name)
{
	struct txn txn = txn_on(file, conn);
	int64_t n = -1;

	T_OK(note_count(&txn, name, &n));
	return n;
}

/* Does to the file what only another program would. */
static void tamper(const struct file *file, const char *sql)
{
	sqlite3 *sqlite = NULL;

	T_INT(sqlite3_open(file->path, &sqlite), SQLITE_OK);
	T_INT(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sqlite);
}

static int64_t ask(const struct file *file, const char *sql)
{
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t value;

	T_INT(sqlite3_open(file->path, &sqlite), SQLITE_OK);
	T_INT(sqlite3_prepare_v2(sqlite, sql, -1, &stmt, NULL), SQLITE_OK);
	T_INT(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(sqlite);
	return value;
}

TEST(db, a_savepoint_undoes_its_request_alone)
{
	struct file file;
	struct conn *conn;
	struct txn txn;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	txn = txn_on(&file, conn);
	T_OK(txn_begin_write(conn));
	T_OK(txn_save(conn));
	T_OK(note_add(&txn, "kept"));
	T_OK(txn_release(conn));
	T_OK(txn_save(conn));
	T_OK(note_add(&txn, "undone"));
	T_ERR(note_add(&txn, "kept"), CONFLICT);
	txn_undo(conn);
	T_CHECK(txn_open(conn));
	T_OK(txn_commit(conn, &file.error));
	T_INT(count_of(&file, conn, "kept"), 1);
	T_INT(count_of(&file, conn, "undone"), 0);
	conn_close(conn);
}

TEST(db, nothing_is_written_outside_a_transaction)
{
	struct file file;
	struct conn *conn;
	struct txn txn;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	txn = txn_on(&file, conn);
	T_ERR(note_add(&txn, "a"), IO);
	T_INT(count_of(&file, conn, "a"), 0);
	conn_close(conn);
}

TEST(db, a_failed_step_is_told_and_the_statement_works_again)
{
	struct file file;
	struct conn *conn;
	struct txn txn;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	txn = txn_on(&file, conn);
	T_OK(txn_begin_write(conn));
	conn_inject_failure(conn, 2);
	T_OK(note_add(&txn, "a"));
	T_ERR(note_add(&txn, "b"), IO);
	T_OK(note_add(&txn, "b"));
	T_OK(txn_commit(conn, &file.error));
	conn_close(conn);
}

TEST(db, a_reader_reads_one_snapshot_and_writes_nothing)
{
	struct file file;
	struct conn *writer, *reader;
	struct txn txn;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &writer));
	T_OK(open_as(&file, CONN_READER, &reader));
	T_OK(txn_begin_read(reader));
	T_INT(count_of(&file, reader, "a"), 0);
	txn = txn_on(&file, writer);
	T_OK(txn_begin_write(writer));
	T_OK(note_add(&txn, "a"));
	T_OK(txn_commit(writer, &file.error));
	T_INT(count_of(&file, reader, "a"), 0);
	txn_end_read(reader);
	T_INT(count_of(&file, reader, "a"), 1);
	txn = txn_on(&file, reader);
	T_ERR(note_add(&txn, "b"), INTERNAL); /* not even prepared */
	T_ERR(conn_exec(reader, "DELETE FROM idempotency", &file.error), IO);
	conn_close(reader);
	conn_close(writer);
}

TEST(db, a_table_that_is_listed_twice_is_refused)
{
	const struct stmt_table *const twice[] = {&note_stmts, &note_stmts, NULL};
	struct file file;
	struct conn *conn;

	file_init(&file);
	T_ERR(conn_open(&(struct db_config){file.path, twice}, CONN_WRITER, &conn, &file.error),
		INTERNAL);
}

TEST(db, a_second_writer_is_kept_out)
{
	struct file file;
	struct conn *first, *second;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &first));
	T_ERR(open_as(&file, CONN_WRITER, &second), BUSY);
	conn_close(first);
	T_OK(open_as(&file, CONN_WRITER, &second));
	conn_close(second);
}

TEST(db, what_is_append_only_cannot_be_changed)
{
	static const char *const statements[] = {
		"UPDATE record_entry SET type = 'x'",
		"DELETE FROM record_entry",
		"DELETE FROM record_node",
		"UPDATE schema_migration SET sql = ''",
		"ATTACH '/dev/null' AS other",
	};
	struct file file;
	struct conn *conn;

	file_init(&file);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	for (size_t i = 0; i < COUNT_OF(statements); i++) {
		T_ERR(conn_exec(conn, statements[i], &file.error), IO);
		T_CHECK(strstr(file.error.note, "not authorized") != NULL);
	}
	conn_close(conn);
}

TEST(db, a_backup_is_a_new_file_of_ones_own)
{
	conn_check_fn *const checks[] = {
		conn_check_pages, conn_check_references, conn_check_schema};
	struct file file;
	struct conn *conn;
	const char *finding, *copy;
	struct txn txn;
	struct stat status;

	file_init(&file);
	copy = arena_printf(&file.arena, "%s.copy", file.path);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	txn = txn_on(&file, conn);
	T_OK(txn_begin_write(conn));
	T_OK(note_add(&txn, "a"));
	T_OK(txn_commit(conn, &file.error));
	T_OK(conn_backup(conn, copy, &file.error));
	T_ERR(conn_backup(conn, copy, &file.error), DATA_EXISTS);
	conn_close(conn);
	T_INT(stat(copy, &status), 0);
	T_INT(status.st_mode & 077, 0);
	file.path = copy;
	T_OK(open_as(&file, CONN_WRITER, &conn));
	T_INT(count_of(&file, conn, "a"), 1);
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		T_OK(checks[i](conn, &file.arena, &finding, &file.error));
		T_STR(finding, "ok");
	}
	conn_close(conn);
}

/* A history that is not the beginning of ours is refused before anything is applied. */
TEST(db, a_database_with_another_history_is_refused_untouched)
{
	static const struct {
		const char *sql;
		const char *note;
	} changes[] = {
		{"UPDATE schema_migration SET sql = sql || ' ' WHERE name LIKE '0002%'", "changed"},
		{"INSERT INTO schema_migration VALUES ('9999_later.sql', '')", "newer version"},
		{"DELETE FROM schema_migration WHERE name LIKE '0002%'", "expected"},
		/* one of ours is missing and there is one of another's */
		{"UPDATE schema_migration SET name = '9999_other.sql' WHERE name ="
		 " (SELECT max(name) FROM schema_migration)",
			"expected"},
	};

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct file file;
		struct conn *conn;
		int64_t n;

		file_init(&file);
		T_OK(open_as(&file, CONN_WRITER, &conn));
		conn_close(conn);
		tamper(&file, changes[i].sql);
		n = ask(&file, "SELECT count(*) FROM schema_migration");
		T_ERR(open_as(&file, CONN_WRITER, &conn), IO);
		if (!strstr(file.error.note, changes[i].note))
			t_fail(__FILE__, __LINE__, "change %zu: %s", i, file.error.note);
		T_INT(ask(&file, "SELECT count(*) FROM schema_migration"), n);
		file_done(&file);
	}
}

/* Applies a migration as the program did that had it. */
static void apply_old(const struct file *file, const char *name, const char *sql)
{
	char *both =
		sqlite3_mprintf("CREATE TABLE IF NOT EXISTS schema_migration(name TEXT NOT NULL"
				" PRIMARY KEY, sql TEXT NOT NULL) STRICT;"
				"INSERT INTO schema_migration VALUES (%Q, %Q);%s",
			name, sql, sql);

	tamper(file, both);
	sqlite3_free(both);
}

/* A file as the program left it when its last migration was this one. */
static void make_old(const struct file *file, const char *last)
{
	static const char folder[] = "migrations/";

	for (const struct embedded *at = embedded_files; at->name; at++) {
		const char *name = at->name + sizeof folder - 1;

		if (strncmp(at->name, folder, sizeof folder - 1) == 0 && strcmp(name, last) <= 0)
			apply_old(file, name, (const char *)at->data);
	}
}

TEST(db, an_older_database_is_brought_up_to_date)
{
	struct file file;
	struct conn *conn;

	file_init(&file);
	make_old(&file, "0001_platform.sql");
	T_INT(ask(&file, "SELECT count(*) FROM schema_migration"), 1);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	conn_close(conn);
	T_CHECK(ask(&file, "SELECT count(*) FROM schema_migration") > 1);
	T_INT(ask(&file, "SELECT count(*) FROM sqlite_schema WHERE name = 'device'"), 1);
}

/* 0011: the documents of prepared rounds and all ballots move, nothing is lost. */
TEST(db, rounds_and_ballots_of_an_older_database_are_kept)
{
	struct file file;
	struct conn *conn;

	file_init(&file);
	make_old(&file, "0010_act_failures.sql");
	tamper(&file, "INSERT INTO round(id, election_id, kind, uuid, state, election_json,"
		      " trustees_json, credentials_json, timestamp, result)"
		      " VALUES (1, 1, 'vote', 'a', 'tallied', '{}', '[]', '[1]', 7, 'r'),"
		      " (2, 1, 'rerun', 'b', 'reserved', NULL, NULL, NULL, NULL, NULL);"
		      "INSERT INTO ballot(round_id, digest, batch, credential, text)"
		      " VALUES (1, x'01', 1, 'p', x'aa'), (1, x'02', 2, 'q', x'bb')");
	T_OK(open_as(&file, CONN_WRITER, &conn));
	conn_close(conn);
	T_INT(ask(&file, "SELECT count(*) FROM round WHERE (uuid, timestamp, result)"
			 " = ('a', 7, 'r') OR uuid = 'b'"),
		2);
	T_INT(ask(&file, "SELECT count(*) FROM round_document WHERE (round_id, election_json,"
			 " trustees_json, credentials_json) = (1, '{}', '[]', '[1]')"),
		1);
	T_INT(ask(&file, "SELECT count(*) FROM round_document"), 1);
	T_INT(ask(&file, "SELECT count(*) FROM ballot WHERE (digest, batch, credential, text)"
			 " IN (VALUES (x'01', 1, 'p', x'aa'), (x'02', 2, 'q', x'bb'))"),
		2);
}

/* 0017: what was announced before it is found in the record; what is only drawn up is not. */
TEST(db, results_of_an_older_database_know_their_place_in_the_record)
{
	struct file file;
	struct conn *conn;

	file_init(&file);
	make_old(&file, "0016_computers.sql");
	tamper(&file,
		"INSERT INTO round(id, election_id, kind, uuid, state)"
		" VALUES (1, 1, 'vote', 'a', 'announced'), (2, 1, 'rerun', 'b', 'tallied');"
		"INSERT INTO round_result(round_id, payload, announced_at)"
		" VALUES (1, x'01', 7), (2, x'02', NULL);"
		"INSERT INTO record_entry(body_id, idx, leaf, entry, type, at) VALUES"
		" (1, 3, zeroblob(32), CAST('{\"round\":\"a\"}' AS BLOB), 'result.signed', 6),"
		" (1, 4, zeroblob(32), CAST('{\"round\":\"b\"}' AS BLOB), 'result.announced', 7),"
		" (1, 5, zeroblob(32), CAST('{\"round\":\"a\"}' AS BLOB), 'result.announced', 7)");
	T_OK(open_as(&file, CONN_WRITER, &conn));
	conn_close(conn);
	T_INT(ask(&file, "SELECT record_index FROM round_result WHERE round_id = 1"), 5);
	T_INT(ask(&file, "SELECT count(*) FROM round_result WHERE record_index IS NULL"), 1);
	file_done(&file);
}

static const char old_people[] =
	"INSERT INTO body VALUES (1, 'b', 'community', 'rehearsal', 0);"
	"INSERT INTO dwelling VALUES (1, 1, '1', '', '101');"
	"INSERT INTO household VALUES (2, 1, 1, '');"
	"INSERT INTO person VALUES (3, 1, 2, x'01', x'02', 'resident', 'a', 5, 'female', 'worker',"
	" 'lease', 6, 'left_off', '', NULL, 7, 8);"
	"INSERT INTO roll_import(id, body_id, state, read_day, charset, usable, n_rows, n_sound,"
	" n_errors, n_warnings, n_omitted, n_added, n_changed, created_at, created_by)"
	" VALUES (1, 1, 'reported', 0, 'utf-8', 1, 1, 1, 0, 0, 0, 1, 0, 0, 3);"
	"INSERT INTO roll_finding VALUES (1, 2, 1, 1, 1, 'name', 'note', 'will_add', 0, 'v');"
	"INSERT INTO round(id, election_id, kind, uuid, state) VALUES (4, 1, 'vote', 'a',"
	" 'polling');"
	"INSERT INTO voting_right VALUES (4, 9, 'proxy_paper', 'c');";

/* 0012: people, findings and rights move, and what was refused is refused still. */
TEST(db, people_and_rights_of_an_older_database_are_kept)
{
	static const char *const wrong[] = {"UPDATE person SET standing = 'gone'",
		"UPDATE person SET id_kind = 'x'", "UPDATE person SET sex = 'x'",
		"UPDATE person SET kind = 'x'", "UPDATE person SET proof = 'x'",
		"UPDATE roll_finding SET severity = 'x'", "UPDATE voting_right SET state = 'x'"};
	struct file file;
	struct conn *conn;

	file_init(&file);
	make_old(&file, "0011_small_rows.sql");
	tamper(&file, old_people);
	T_OK(open_as(&file, CONN_WRITER, &conn));
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		T_ERR(conn_exec(conn, wrong[i], &file.error), CONFLICT);
	conn_close(conn);
	T_INT(ask(&file, "SELECT count(*) FROM person WHERE (id, id_tag, name, born, kind, proof,"
			 " standing) = (3, x'01', 'a', 5, 'worker', 'lease', 'left_off')"),
		1);
	T_INT(ask(&file, "SELECT count(*) FROM roll_finding WHERE (import_id, seq, severity, value)"
			 " = (1, 2, 'note', 'v')"),
		1);
	T_INT(ask(&file, "SELECT count(*) FROM voting_right WHERE (voter_number, state, credential)"
			 " = (9, 'proxy_paper', 'c')"),
		1);
}
