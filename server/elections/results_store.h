/* Rows and statements of announced results. */
#ifndef ELECTIONS_RESULTS_STORE_H
#define ELECTIONS_RESULTS_STORE_H

#include "elections/elections.h"

struct result_row {
	struct round_id round_id;
	struct span payload;  /* the exact bytes that are signed */
	const char *envelope; /* once two have signed */
	struct person_id first_signer_id;
	const char *first_envelope;
	struct person_id second_signer_id;
	int64_t announced_at;
	int64_t record_index; /* of its entry in the record; 0 before it is announced */
};

struct announced_row {
	struct election_id election_id;
	enum round_kind kind;
	struct span payload;
	int64_t closes_at;
};

enum {
	RESULT_GET,
	RESULT_PUT,
	RESULT_SIGN,
	RESULT_ANNOUNCE,
	RESULT_ANNOUNCED, /* of an election, in the order of its rounds */
	RESULTS_STMT__COUNT
};
extern const struct stmt_def results_stmts[RESULTS_STMT__COUNT];

#endif
