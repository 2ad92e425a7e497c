/* Rows and statements of disputes. */
#ifndef ELECTIONS_DISPUTES_STORE_H
#define ELECTIONS_DISPUTES_STORE_H

#include "elections/elections.h"

enum dispute_kind {
	DISPUTE_NOT_RECORDED,   /* a receipt is due and its ballot is not in the record */
	DISPUTE_PROOF_WRONG,    /* what the service showed for it does not hold */
	DISPUTE_NOT_MINE,       /* a ballot in her name that she did not send */
	DISPUTE_RESULT_DIFFERS, /* the announced figures are not those of the opened tally */
	DISPUTE_KIND__COUNT
};
extern const char *const dispute_kind_names[];

enum dispute_outcome { DISPUTE_OPEN, DISPUTE_UPHELD, DISPUTE_REJECTED };
extern const char *const dispute_outcome_names[];

struct dispute_row {
	int64_t id;
	struct round_id round_id;
	struct person_id person_id;
	enum dispute_kind kind;
	struct span digest;
	const char *statement;
	struct span salt;
	int64_t filed_at;
	int64_t answer_by; /* day */
	enum dispute_outcome outcome;
	const char *answer;
	int64_t answered_at;
	struct person_id answered_by_id;
	const char *uuid; /* of the round; this and the next two are read only */
	struct election_id election_id;
	const char *title; /* of the election */
	int64_t after;     /* with `limit`: parameters of a page */
	int64_t limit;
};

/* How many disputes about a round are of a kind. */
struct dispute_count_row {
	struct round_id round_id;
	struct person_id person_id; /* parameter of DISPUTE_COUNT; round 0: all */
	enum dispute_kind kind;
	int64_t filed;
	int64_t answered;
	int64_t upheld;
};

enum {
	DISPUTE_INSERT,
	DISPUTE_GET,
	DISPUTE_COUNT, /* of one person */
	DISPUTE_COUNTS,
	DISPUTE_PAGE,
	DISPUTE_OF_PERSON,
	DISPUTE_ANSWER,
	DISPUTE_FIRST_OPEN, /* of an election, by the day of the answer */
	DISPUTES_STMT__COUNT
};
extern const struct stmt_def disputes_stmts[DISPUTES_STMT__COUNT];

#endif
