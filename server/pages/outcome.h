/* The part of an election's page that is about its results: who is elected over all rounds, each
 * announced result in sentences, and what the results lead to. */
#ifndef PAGES_OUTCOME_H
#define PAGES_OUTCOME_H

#include "api/api.h"
#include "base/buf.h"
#include "elections/elections.h"

/* Nothing before the first result is announced. */
enum err outcome_results(
	struct call *call, const struct election_scope *scope, struct buf *out) must_use;

/* The arguments of `gongyi call` that go on from here, and what is to be known for it; NULL when
 * nothing is left to be done by hand. Says in `out` which further round is due, and until when. */
enum err outcome_next(struct call *call, const struct election_scope *scope, struct buf *out,
	const char **ret_command) must_use;

#endif
