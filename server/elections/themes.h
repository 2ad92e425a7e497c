/* What the themes of the module ask of each other. */
#ifndef ELECTIONS_THEMES_H
#define ELECTIONS_THEMES_H

#include "elections/elections.h"

/* trustees.c: trustees.json of an election's finished set-up. ERR_TRUSTEES_INCOMPLETE. */
enum err trustees_document(
	struct txn *txn, struct election_id election, const char **ret_json) must_use;

/* ballots.c: closes every open batch of a round, as its polling closes. */
enum err ballots_close_all(
	struct txn *txn, const struct body *body, struct round_id round) must_use;

#endif
