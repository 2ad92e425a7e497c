/* Applies the embedded migrations in the order of their names, one transaction each, and refuses a
 * database whose history is not ours: a changed, missing or unknown migration. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/embed.h"
#include "db/internal.h"

static const char create_table[] = "CREATE TABLE IF NOT EXISTS schema_migration("
				   " name TEXT NOT NULL PRIMARY KEY," /* file name */
				   " sql TEXT NOT NULL" /* what was applied, to the letter */
				   ") STRICT;";

static enum err applied(struct conn *conn, const char *name, const char *sql, bool *ret_applied,
	struct error *error)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(
		conn->sqlite, "SELECT sql FROM schema_migration WHERE name = ?1", -1, &stmt, NULL);
	enum err err = OK;

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	*ret_applied = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(stmt, 0), sql) != 0)
		err = fail_note(
			error, ERR_IO, "migration %s was changed after it was applied", name);
	else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		err = db_fail(conn, rc, error);
	sqlite3_finalize(stmt);
	return err;
}

static enum err remember(struct conn *conn, const char *name, const char *sql, struct error *error)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(conn->sqlite,
		"INSERT INTO schema_migration(name, sql) VALUES (?1, ?2)", -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 2, sql, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? OK : db_fail(conn, rc, error);
}

static enum err apply(struct conn *conn, const char *name, const char *sql, struct error *error)
{
	TRY(conn_exec(conn, "BEGIN IMMEDIATE", error));
	if (conn_exec(conn, sql, error) != OK || remember(conn, name, sql, error) != OK ||
		conn_exec(conn, "COMMIT", error) != OK) {
		char note[160];

		copy_text(note, sizeof note, error->note);
		txn_rollback(conn);
		return fail_note(error, ERR_IO, "migration %s: %s", name, note);
	}
	return OK;
}

/* A database written by a newer program holds migrations this one does not know. */
static enum err refuse_unknown(struct conn *conn, size_t n_known, struct error *error)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n = -1;

	sqlite3_prepare_v2(conn->sqlite, "SELECT count(*) FROM schema_migration", -1, &stmt, NULL);
	if (stmt && sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	if (n != (int64_t)n_known)
		return fail_note(error, ERR_IO, "the data folder was written by a newer version");
	return OK;
}

enum err conn_migrate(struct conn *conn, struct error *error)
{
	static const char folder[] = "migrations/";
	size_t n = 0;

	TRY(conn_exec(conn, create_table, error));
	for (const struct embedded *file = embedded_files; file->name; file++) {
		const char *name = file->name + sizeof folder - 1;
		const char *sql = (const char *)file->data;
		bool done;

		if (strncmp(file->name, folder, sizeof folder - 1) != 0)
			continue;
		n++;
		TRY(applied(conn, name, sql, &done, error));
		if (!done)
			TRY(apply(conn, name, sql, error));
	}
	return refuse_unknown(conn, n, error);
}
