/* Applies the embedded migrations in the order of their names, one transaction each. A database
 * whose history is not the beginning of ours (a changed, missing or unknown migration) is refused
 * before anything is applied. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/embed.h"
#include "db/internal.h"

static const char create_table[] = "CREATE TABLE IF NOT EXISTS schema_migration("
				   " name TEXT NOT NULL PRIMARY KEY," /* file name */
				   " sql TEXT NOT NULL" /* what was applied, to the letter */
				   ") STRICT;";

static const char folder[] = "migrations/";

/* The n-th embedded migration; NULL beyond the last. */
static const struct embedded *migration(size_t n)
{
	for (const struct embedded *file = embedded_files; file->name; file++)
		if (strncmp(file->name, folder, sizeof folder - 1) == 0 && n-- == 0)
			return file;
	return NULL;
}

static const char *name_of(const struct embedded *file)
{
	return file->name + sizeof folder - 1;
}

static const char *sql_of(const struct embedded *file)
{
	return (const char *)file->data;
}

/* The n-th migration that was applied must be the n-th of ours, to the letter. */
static enum err compare(sqlite3_stmt *stmt, size_t n, struct error *error)
{
	const struct embedded *ours = migration(n);
	const char *name = (const char *)sqlite3_column_text(stmt, 0);
	const char *sql = (const char *)sqlite3_column_text(stmt, 1);

	if (!name || !sql)
		return fail(error, ERR_BUSY);
	if (!ours)
		return fail_note(error, ERR_IO, "%s: the data is of a newer version", name);
	if (strcmp(name, name_of(ours)) != 0)
		return fail_note(error, ERR_IO, "migration %s stands where %s is expected", name,
			name_of(ours));
	if (strcmp(sql, sql_of(ours)) != 0)
		return fail_note(
			error, ERR_IO, "migration %s was changed after it was applied", name);
	return OK;
}

/* Counts what was applied so far. */
static enum err check_history(struct conn *conn, size_t *ret_n, struct error *error)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(conn->sqlite,
		"SELECT name, sql FROM schema_migration ORDER BY name", -1, &stmt, NULL);
	enum err err = OK;
	size_t n = 0;

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			err = compare(stmt, n++, error);
		if (err != OK)
			break;
	}
	if (err == OK && rc != SQLITE_DONE)
		err = db_fail(conn, rc, error);
	sqlite3_finalize(stmt);
	*ret_n = n;
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

enum err conn_migrate(struct conn *conn, struct error *error)
{
	const struct embedded *next;
	size_t n;

	TRY(conn_exec(conn, create_table, error));
	TRY(check_history(conn, &n, error));
	for (; (next = migration(n)); n++)
		TRY(apply(conn, name_of(next), sql_of(next), error));
	return OK;
}

enum err conn_check_schema(
	struct conn *conn, struct arena *arena, const char **ret_finding, struct error *error)
{
	const struct embedded *next;
	size_t n;

	TRY(check_history(conn, &n, error));
	next = migration(n);
	*ret_finding = next ? arena_printf(arena, "%s is not applied yet; gongyi serve does it",
				      name_of(next))
			    : "ok";
	return *ret_finding ? OK : fail(error, ERR_BUSY);
}
