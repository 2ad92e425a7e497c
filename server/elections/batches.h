/* Batches: how accepted ballots wait for the record, so that it shows no order of arrival. */
#ifndef ELECTIONS_BATCHES_H
#define ELECTIONS_BATCHES_H

#include "elections/ballots_store.h"

/* No entry of the record holds more ballots, whatever a profile says. */
enum { BATCH_BALLOTS_MAX = 200, BATCHES_OPEN_MAX = 8 };

struct batch_limits {
	int64_t ballots;
	int64_t minutes;
};

/* Puts a ballot into the first open batch behind the last one that has a ballot of the same
 * credential, and closes what became full. `ballot->batch` is set; `ret_due` is when it will be
 * recorded at the latest. ERR_BALLOTS_MANY: too many ballots of this credential wait. */
enum err batch_add(struct txn *txn, const struct body *body, const struct round_row *round,
	const struct batch_limits *limits, struct ballot_row *ballot, int64_t *ret_due) must_use;

#endif
