/* A module for tests of the platform: notes by name, kept in a table the platform has anyway. */
#ifndef TESTS_API_NOTES_H
#define TESTS_API_NOTES_H

#include "harness/engine.h"

struct note {
	const char *name;
	int64_t n;
	int64_t at;
};
extern const struct schema note_schema;
extern const struct stmt_table note_stmts;

/* ERR_CONFLICT when there is one of that name. */
enum err note_add(struct txn *txn, const char *name) must_use;
enum err note_count(struct txn *txn, const char *name, int64_t *ret_n) must_use;

#endif
