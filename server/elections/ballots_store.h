/* Rows and statements of secret ballots, their batches, and what an archive consists of. */
#ifndef ELECTIONS_BALLOTS_STORE_H
#define ELECTIONS_BALLOTS_STORE_H

#include "elections/elections.h"

struct ballot_row {
	struct round_id round_id;
	struct span digest; /* SHA-256 of the text */
	int64_t batch;
	const char *credential;
	struct span text;
	int64_t size;  /* of the text */
	int64_t until; /* last batch of a walk */
};

struct batch_row {
	struct round_id round_id;
	int64_t batch; /* from 1 */
	int64_t n_ballots;
	int64_t due_at;
	int64_t record_index; /* 0 while it is open */
};

/* Where a stored ballot is. */
struct placed_row {
	int64_t batch;
	int64_t due_at;
	int64_t record_index; /* 0 while the batch is open */
};

/* How far a round has come. */
struct round_stage_row {
	struct round_id id;
	const char *encrypted_tally; /* NULL before it is there, as the next two */
	const char *sized;
	const char *result;
};

struct partial_row {
	struct round_id round_id;
	int64_t owner; /* the trustee's number */
	const char *text;
	const char *owned;
};

struct round_count_row {
	struct round_id round_id;
	int64_t n_ballots; /* in closed batches; or of newcomers */
	int64_t n_batches; /* closed */
};

enum {
	BALLOT_INSERT,
	BALLOT_FIND,
	BALLOT_LAST_BATCH,
	BALLOT_LATEST,
	BALLOT_DIGESTS,
	BALLOT_NEXT,
	BALLOT_SIZES,
	BATCH_INSERT,
	BATCH_OPEN,
	BATCH_LAST,
	BATCH_GROW,
	BATCH_CLOSE,
	BATCH_COUNT,
	BATCH_NEWCOMERS, /* who voted online and is in no closed batch yet */
	ROUND_STAGE,
	PARTIAL_LIST,
	BALLOTS_STMT__COUNT
};
extern const struct stmt_def ballots_stmts[BALLOTS_STMT__COUNT];
extern const struct stmt_table ballots_stmt_table;

#endif
