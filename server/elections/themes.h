/* What the themes of the module ask of each other. */
#ifndef ELECTIONS_THEMES_H
#define ELECTIONS_THEMES_H

#include "elections/model.h"

/* candidates.c: whether whoever asks may see who stands. */
bool candidates_visible(const struct call *call, const struct election_scope *scope);

/* trustees.c: trustees.json of an election's finished set-up. ERR_TRUSTEES_INCOMPLETE. */
enum err trustees_document(struct txn *txn, struct election_id id, const char **ret_json) must_use;

/* disputes.c: that every dispute about an election is answered. ERR_DISPUTES_OPEN names the day. */
enum err disputes_settled(struct txn *txn, struct election_id id) must_use;

/* round_setup.c: fixes a reserved round. `paper` becomes its questions and answers, the voting keys
 * registered for its kind its credential list; every voter still on the list gets a right that is
 * free, whatever became of it in another round; polling opens and closes by itself.
 * ERR_TRUSTEES_INCOMPLETE, ERR_NO_CREDENTIALS, ERR_WRONG_STATE. */
enum err round_setup(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const struct answers *paper,
	const struct polling_times *times) must_use;

#endif
