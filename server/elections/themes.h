/* What the themes of the module ask of each other. */
#ifndef ELECTIONS_THEMES_H
#define ELECTIONS_THEMES_H

#include "elections/elections.h"

/* trustees.c: trustees.json of an election's finished set-up. ERR_TRUSTEES_INCOMPLETE. */
enum err trustees_document(struct txn *txn, struct election_id id, const char **ret_json) must_use;

#endif
