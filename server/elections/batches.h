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

/* The fingerprint of the last ballot of a credential, in hexadecimal and the transaction's arena. A
 * batch holds one ballot of a credential at most, so the last is known without any time. */
enum err ballot_latest(struct txn *txn, struct round_id round, const char *credential,
	const char **ret_fingerprint) must_use;

#endif
