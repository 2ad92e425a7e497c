/* Secret ballots, for the module's other themes. */
#ifndef ELECTIONS_BALLOTS_H
#define ELECTIONS_BALLOTS_H

#include "crypto/election.h"
#include "elections/elections.h"

/* Closes every open batch of a round and records each; part of the closing of polling. */
enum err ballots_close_all(
	struct txn *txn, const struct body *body, struct round_id round) must_use;

/* The election of a prepared round, out of its document; in the transaction's arena.
 * ERR_NOT_FOUND. */
enum err round_read_election(
	struct txn *txn, struct round_id round, struct election **ret_election) must_use;

#endif
