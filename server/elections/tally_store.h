/* Rows and statements of the tally and the trustees' decryptions. */
#ifndef ELECTIONS_TALLY_STORE_H
#define ELECTIONS_TALLY_STORE_H

#include "elections/elections.h"

struct tallied_row {
	struct round_id id;
	const char *encrypted_tally;
	const char *sized;
	const char *result;
};

struct decryption_row {
	struct round_id round_id;
	int64_t owner;
	const char *text;
	const char *owned;
	int64_t position;
	int64_t n;
};

struct last_ballot_row {
	struct round_id round_id;
	int64_t batch;
	struct span digest; /* the walk goes on behind (batch, digest) */
	struct span text;
};

enum {
	TALLY_SET,
	TALLY_GET,
	TALLY_SET_RESULT,
	TALLY_NEXT_BALLOT,
	DECRYPTION_INSERT,
	DECRYPTION_LIST,
	DECRYPTION_COUNT,
	TALLY_STMT__COUNT
};
extern const struct stmt_def tally_stmts[TALLY_STMT__COUNT];

#endif
