/* See notes.h. */
#include "api/notes.h"

SCHEMA_PUBLIC(note, struct note, FIELD_STRING(struct note, name, .required = true, .max = 40),
	FIELD_INT(struct note, n), FIELD_TIME(struct note, at));

enum { NOTE_ADD, NOTE_COUNT, NOTE__COUNT };
static const struct stmt_def defs[NOTE__COUNT] = {
	[NOTE_ADD] = {WRITES, .in = &note_schema,
		.sql = "INSERT INTO idempotency(actor, key, request, status, reply, at)"
		       " VALUES ('note', :name, x'', 0, x'', :at)"},
	[NOTE_COUNT] = {.in = &note_schema,
		.out = &note_schema,
		.sql = "SELECT count(*) AS n FROM idempotency WHERE actor = 'note' AND key = "
		       ":name"},
};
const struct stmt_table note_stmts = {"notes", defs, NOTE__COUNT};

enum err note_add(struct txn *txn, const char *name)
{
	return db_do(txn, &defs[NOTE_ADD], &(struct note){.name = name, .at = txn->now});
}

enum err note_count(struct txn *txn, const char *name, int64_t *ret_n)
{
	struct note row = {.name = name};

	TRY(db_one(txn, &defs[NOTE_COUNT], &row, &row));
	*ret_n = row.n;
	return OK;
}
