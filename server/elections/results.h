/* What a round's result is made of, and what it leads to. */
#ifndef ELECTIONS_RESULTS_H
#define ELECTIONS_RESULTS_H

#include "elections/store.h"
#include "rules/announcement.h"

/* The result of a round whose tally is open, from what is stored; `archive` is the hexadecimal
 * fingerprint of its archive. ERR_RESULT_PENDING: not decrypted yet. ERR_RESULT_BLOCKED: a box is
 * not counted, or its figures do not agree and nobody explained why (A89). */
enum err result_build(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const char *archive,
	struct announcement *ret_announcement) must_use;

/* A further round, as the announced ones call for it. */
struct next_round {
	enum round_kind kind;
	struct answers paper; /* in the order of the first ballot paper */
	int64_t last_day;     /* it must be over by the end of it (A70) */
};

/* The re-run comes first, then one tie-break over all that are tied (A66, A67). Each is held once:
 * who is tied again stays so, and what a re-run leaves empty is decided by A71. ERR_NOT_FOUND:
 * none is called for. */
enum err next_round(
	struct txn *txn, const struct election_scope *scope, struct next_round *ret_next) must_use;

/* Seats that no announced round filled. */
enum err seats_missing(struct txn *txn, struct election_id election, int64_t *ret_missing) must_use;

#endif
