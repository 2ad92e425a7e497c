/* Jurisdiction profiles (法域配置): what the law leaves to cities and what it fixes, as versioned
 * data with its references. A vote freezes the exact bytes of its profile when it is drafted (G8).
 */
#ifndef RULES_PROFILE_H
#define RULES_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "schema/schema.h"

/* Whether a secret ballot may be cast online (A81). */
enum online_ballot {
	ONLINE_OFF,
	ONLINE_ADVISORY, /* 意向征询: labelled, never added to anything, never a decision (G13) */
	ONLINE_BINDING   /* added to paper; names its legal basis */
};

struct profile_source {
	const char *rule;    /* "A35" */
	const char *article; /* "JWH Art. 17" */
};

struct profile {
	const char *id;
	const char *title;
	int64_t version;
	int64_t effective_from;       /* day */
	int64_t voting_age;           /* A20 */
	int64_t min_residence_months; /* A24 */
	int64_t min_work_months;      /* A23 */
	int64_t list_days;            /* A35: voter list at least so long before election day */
	int64_t objection_days;       /* A37 */
	int64_t decision_days;        /* A38 */
	int64_t candidate_days;       /* A52 */
	int64_t candidate_margin;     /* A49: more candidates than seats, for each post */
	int64_t rerun_days;           /* A70: a further round ends so many days after the last */
	int64_t proxy_limit;          /* A101 */
	int64_t proxy_days;           /* A106 */
	int64_t committee_min;        /* A13: members of the election committee */
	int64_t committee_max;
	int64_t freeze_days;   /* credentials: so many days before polling, at 24:00 */
	int64_t batch_ballots; /* ballots in a batch of the record */
	int64_t batch_minutes;
	int64_t small_channel;    /* fewer ballots than this would unmask a channel */
	bool override_objections; /* A39(b): by decision, recorded */
	enum online_ballot online_ballot;
	const char *legal_basis; /* of a binding online ballot; printed on results */
	struct list sources;     /* of struct profile_source */
};

/* The profile with this id out of those built in. `ret_text` gets its exact bytes; may be NULL.
 * ERR_NOT_FOUND; ERR_INVALID when the built-in text is defective. */
enum err profile_load(const char *id, struct arena *arena, struct profile *ret_profile,
	struct span *ret_text, struct error *error) must_use;

#endif
