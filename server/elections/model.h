/* The rules of an election's course, without the database: which state follows which, and what has
 * to be true first. */
#ifndef ELECTIONS_MODEL_H
#define ELECTIONS_MODEL_H

#include "elections/elections.h"
#include "elections/store.h"
#include "rules/dates.h"

/* Whether the transition table has a move (DOMAIN 8.1). */
bool state_follows(enum election_state from, enum election_state to);

/* What the guards look at. */
struct guard_facts {
	int64_t now; /* the body's time */
	int64_t committee_members;
	int64_t open_objections;
	bool objections_overridden; /* A39(b), recorded */
	const struct post_row *posts;
	size_t n_posts;
};

/* Each returns OK, or an error with the numbers that were compared. */
enum err guard_committee(const struct election_scope *scope, const struct guard_facts *facts,
	struct error *error) must_use; /* A10, A13 */
enum err guard_list_day(const struct election_scope *scope, int64_t published_day,
	struct error *error) must_use; /* A35 */
enum err guard_objections(const struct election_scope *scope, const struct calendar *calendar,
	const struct guard_facts *facts, struct error *error) must_use; /* A37, A39 */
enum err guard_candidates(const struct election_scope *scope, const struct guard_facts *facts,
	struct error *error) must_use; /* A49 */
enum err guard_candidates_day(const struct election_scope *scope, int64_t published_day,
	struct error *error) must_use; /* A52 */

/* All that must hold when polling opens: A35, A38, A39, A49, A52. */
enum err guard_polling(const struct election_scope *scope, const struct guard_facts *facts,
	struct error *error) must_use;

/* 24:00 of the day so many days before polling opens: end of credential registration. */
int64_t credential_freeze(int64_t opens_at, int64_t freeze_days);

#endif
