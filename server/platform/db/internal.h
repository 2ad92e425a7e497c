/* What the files of db/ share. */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include <sqlite3.h>

#include "db/db.h"

/* A prepared statement with its parameters and columns resolved to fields. */
struct prepared {
	sqlite3_stmt *stmt;
	const struct field **params;  /* [n_params] */
	const struct field **columns; /* [n_columns] */
	int n_params;
	int n_columns;
};

struct conn {
	sqlite3 *sqlite;
	enum conn_mode mode;
	const struct stmt_table *const *tables;
	struct prepared **prepared; /* by table, then by statement */
	size_t n_tables;
	sqlite3_stmt *next_id; /* NULL: no id was made yet */
	sqlite3_stmt *take_id;
	int lock_fd;
	int64_t fail_in; /* 0: no failure is injected */
};

/* The code for an SQLite result, with its message as the note. */
enum err db_fail(struct conn *conn, int rc, struct error *error);

/* Runs one or more statements without parameters. */
enum err conn_exec(struct conn *conn, const char *sql, struct error *error) must_use;

/* Brings the schema up to the embedded migrations (migrate.c). */
enum err conn_migrate(struct conn *conn, struct error *error) must_use;

/* Prepares all statements of the connection's tables (stmt.c). */
enum err conn_prepare(struct conn *conn, struct error *error) must_use;
void conn_unprepare(struct conn *conn);

#endif
