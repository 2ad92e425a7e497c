/* What was entered for the boxes of a round (two sheets for each attempt, the latest counts), and
 * what every operation on a box begins with. */
#ifndef ELECTIONS_COUNTS_H
#define ELECTIONS_COUNTS_H

#include "base/buf.h"
#include "elections/stations_model.h"
#include "elections/stations_store.h"

enum { BOXES_MAX = 200, ATTEMPTS_MAX = 50 };

/* The {box_id} of a path. */
struct box_key {
	struct box_id box_id;
};
extern const struct schema box_key_schema;

#define FIELD_BOX(record) FIELD_ID(record, box_id, .in = IN_PATH)

/* A box and what it belongs to. */
struct box_scope {
	struct box_row box;
	struct round_row round;
	struct election_scope election;
};

/* Loads a box for a request: the actor must hold an office in its body. */
enum err box_of(struct call *call, struct box_id id, struct box_scope *ret_scope) must_use;

/* Refuses but from the close of polling until the result is announced: ERR_WRONG_STATE. */
enum err round_expect_counting(struct txn *txn, const struct round_row *round) must_use;

/* A box's latest attempt, as far as it has come. */
struct attempt {
	int64_t number; /* 0: nothing was entered yet */
	size_t n;       /* entries that are in */
	struct entry_row rows[2];
	struct count_sheet sheets[2];
	struct list differences; /* struct count_difference, when both are in */
};

/* The answers of a round, in the ballot paper's order. */
enum err answers_load(struct txn *txn, struct round_id round, struct answers *ret_answers) must_use;

enum err attempt_load(struct txn *txn, const struct box_row *box, const struct answers *answers,
	struct attempt *ret_attempt) must_use;

/* A box with what its attempt says of it. */
struct box_sum box_sum_of(const struct box_row *box, const struct attempt *attempt);

/* The text of an entry, as it is stored and hashed. */
void count_write(const struct entry_row *row, const struct count_sheet *sheet,
	const struct answers *answers, struct buf *out);

#endif
