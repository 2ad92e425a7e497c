/* The rules of an election's course, without the database: which state follows which, and what has
 * to be true first. */
#ifndef ELECTIONS_MODEL_H
#define ELECTIONS_MODEL_H

#include "elections/elections.h"
#include "elections/store.h"
#include "rules/dates.h"

/* Whether the transition table has a move (DOMAIN 8.1). */
bool state_follows(enum election_state from, enum election_state to);

/* When a round is held. */
struct polling_times {
	int64_t opens_at;
	int64_t closes_at;
};

/* In the future, and in order. Names what is not; ERR_INVALID. */
enum err polling_times_check(
	const struct polling_times *times, int64_t now, struct error *error) must_use;

/* The public half of a voter's one credential that belongs to a round of this kind. */
const char *public_half(const struct credential_row *row, enum round_kind kind);

/* Numbers rows that are in the ballot paper's order: a question for each run of answers to the same
 * post. */
void answers_number(struct answer_row *rows, size_t n);

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

/* All that must hold when polling of a round opens. First round: A35, A38, A39, A49, A52. A further
 * one: A38, A39. The list is the one of the first round, published in time for it (A35, A41). How
 * many stand is laid down by A66 and A67 (who is tied; one more than seats are missing) and was
 * decided by the voters, so A49 is not asked. All of them have stood since the first list was
 * published, and A70 lets a further round follow on the same day: A52's days are not asked again.
 */
enum err guard_polling(const struct election_scope *scope, const struct guard_facts *facts,
	enum round_kind kind, struct error *error) must_use;

/* The last day of a further round when the polling before it closed at `closes_at` (A70, G4). The
 * period starts from election day; of a polling of several days that is the last. */
int64_t further_last_day(const struct profile *profile, int64_t closes_at);

/* That a further round is over by the end of that day: ERR_ROUND_LATE. */
enum err guard_further_day(const struct election_scope *scope, int64_t last_day, int64_t closes_at,
	struct error *error) must_use;

/* 24:00 of the day so many days before polling opens: end of credential registration. */
int64_t credential_freeze(int64_t opens_at, int64_t freeze_days);

#endif
