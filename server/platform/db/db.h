/* The database behind one small interface. This folder is the only one that knows SQLite.
 *
 * Every statement stands in a static table with the records of its parameters and its row; they are
 * matched by name and prepared when a connection opens, so a wrong table never serves a request and
 * no SQL is ever built at run time. One connection writes and checkpoints, all others are
 * read-only: Debian's SQLite can corrupt a WAL that two connections reset at once.
 *
 * A connection, and all that hangs on it, belongs to one thread at a time. */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/rand.h"
#include "schema/schema.h"

struct conn;

struct stmt_def {
	const char *sql;          /* parameters are :field of `in`, columns are fields of `out` */
	const struct schema *in;  /* NULL when there are no parameters */
	const struct schema *out; /* NULL when there are no rows */
	bool writes;
	bool scans; /* a full scan is intended; else a test refuses one */
};

/* Marks a writing statement in a table: [X] = { WRITES, .sql = …}. */
#define WRITES .writes = true

/* The statements of one module. */
struct stmt_table {
	const char *module;
	const struct stmt_def *defs;
	size_t n;
};

struct db_config {
	const char *path;                       /* the file */
	const struct stmt_table *const *tables; /* ends with NULL */
};

enum conn_mode { CONN_WRITER, CONN_READER };

/* Opens a connection and prepares every statement (a reader only those that read). The writer
 * creates the file, takes the lock that keeps a second process out, and applies the migrations. */
enum err conn_open(const struct db_config *config, enum conn_mode mode, struct conn **ret_conn,
	struct error *error) must_use;
void conn_close(struct conn *conn);

struct keyring; /* crypto/keyring.h */

/* One transaction. Handlers take their time and their randomness from here and nowhere else. */
struct txn {
	struct conn *conn;
	int64_t now;          /* the real instant it began, UTC milliseconds */
	struct rand *rand;    /* for everything that must be unpredictable */
	struct arena *arena;  /* where rows live */
	struct error *error;  /* where failures are told */
	const char *recorded; /* type of the last entry appended to the record; NULL before any */
	const struct keyring *keys; /* the data folder's secrets, for signing the record */
	const char *origin;         /* scheme and authority people reach us at */
};

/* A reader's transaction sees one snapshot. */
enum err txn_begin_read(struct conn *conn) must_use;
void txn_end_read(struct conn *conn);

/* The writer's: one transaction for a batch, one savepoint for each request in it. */
enum err txn_begin_write(struct conn *conn) must_use;
enum err txn_commit(struct conn *conn, struct error *error) must_use;
void txn_rollback(struct conn *conn);

/* Whether a transaction is open. A full disk or a failed read can end one before its commit; a
 * savepoint set then would be a transaction of its own. */
bool txn_open(struct conn *conn);
enum err txn_save(struct conn *conn) must_use;
enum err txn_release(struct conn *conn) must_use;
void txn_undo(struct conn *conn);

/* Rows this connection has changed since it was opened, those of undone transactions too: when the
 * number stands still, so does the database. */
uint64_t conn_changes(struct conn *conn);

/* Moves the WAL into the file. The writer calls it between batches; nobody else may. */
void conn_checkpoint(struct conn *conn);

/* Runs a statement that returns no rows. `in` may be NULL when it has no parameters. A broken
 * UNIQUE or CHECK is ERR_CONFLICT. */
enum err db_do(struct txn *txn, const struct stmt_def *def, const void *in) must_use;

/* As db_do(), and tells how many rows changed: the basis of every compare-and-set. */
enum err db_change(
	struct txn *txn, const struct stmt_def *def, const void *in, int64_t *ret_changed) must_use;

/* The only row; ERR_NOT_FOUND when there is none. `ret_row` is of def->out->size. */
enum err db_one(
	struct txn *txn, const struct stmt_def *def, const void *in, void *ret_row) must_use;

/* All rows, in the transaction's arena; its limit bounds them (ERR_TOO_LARGE). */
enum err db_all(struct txn *txn, const struct stmt_def *def, const void *in,
	struct list *ret_rows) must_use;

/* A number for a new row: positive, never used before in this database. */
enum err db_new_id(struct txn *txn, int64_t *ret_id) must_use;

/* ---- for the operator and for tests ---- */

/* Each: "ok", or what is wrong, in `arena`: whether every page and index is whole (PRAGMA
 * integrity_check), every reference leads somewhere (foreign_key_check), and all our migrations are
 * applied to the letter and no others. A reader may ask while another process writes. */
typedef enum err conn_check_fn(
	struct conn *conn, struct arena *arena, const char **ret_finding, struct error *error);
conn_check_fn conn_check_pages, conn_check_references, conn_check_schema;

/* A consistent copy of the whole database into a new file, which is there only when it is whole. A
 * reader may make it while another process writes: it holds what was committed when it began.
 * ERR_DATA_EXISTS, ERR_IO with a note. */
enum err conn_backup(struct conn *conn, const char *path, struct error *error) must_use;

/* The query plan of a statement, one step a line, in `arena`. */
enum err conn_explain(struct conn *conn, const struct stmt_def *def, struct arena *arena,
	const char **ret_plan, struct error *error) must_use;

/* Makes the n-th next statement step of this connection fail with an I/O error; 0 stops it. */
void conn_inject_failure(struct conn *conn, int64_t n);

#endif
