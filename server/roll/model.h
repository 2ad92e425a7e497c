/* The roll's pure rules: who is on it, what an import may say, who may vote on a given day.
 * No database, no clock. Days are as in base/clock.h. */
#ifndef ROLL_MODEL_H
#define ROLL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A day that is not known. */
#define DAY_NONE INT64_MIN

/* The columns of a roll file, which are the fields of an entry. */
enum roll_column {
	COLUMN_BUILDING,
	COLUMN_ENTRANCE,
	COLUMN_ROOM,
	COLUMN_HOUSEHOLD,
	COLUMN_NAME,
	COLUMN_ID_NUMBER,
	COLUMN_BORN,
	COLUMN_SEX,
	COLUMN_KIND,
	COLUMN_PERMIT,
	COLUMN_SINCE,
	COLUMN_GROUP,
	COLUMN_PHONE,
	ROLL_COLUMN__COUNT
};

enum roll_sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE };

/* On what ground a person belongs to the community (A22, A23). */
enum roll_kind {
	KIND_REGISTERED,
	KIND_HABITUAL,
	KIND_WORKER,
	KIND_OUTSIDER /* known by name only: an officer who does not live here */
};

/* What shows that a person habitually lives here (A24). A permit's number is not kept. */
enum roll_proof {
	PROOF_NONE,
	PROOF_PERMIT,
	PROOF_LEASE,
	PROOF_PROPERTY,
	PROOF_EMPLOYER,
	PROOF_COMMUNITY
};

enum roll_id_kind { ID_RESIDENT, ID_OTHER_DOCUMENT, ID_NONE };

extern const char *const roll_sex_names[];
extern const char *const roll_kind_names[];
extern const char *const roll_proof_names[];
extern const char *const roll_id_kind_names[];
extern const char *const roll_standing_names[];

/* Why a person of the roll is not registered as a voter, if there is a reason. */
enum roll_standing {
	STANDING_NORMAL,
	STANDING_WAIVED,    /* did not want to take part (A22, A27) */
	STANDING_ELSEWHERE, /* registered to vote elsewhere (A26) */
	STANDING_DEPRIVED,  /* of political rights, by law (A20) */
	STANDING_LEFT_OFF,  /* by the election committee: capacity, or not to be reached (A28) */
	STANDING_LEFT       /* moved away, or died (A41) */
};

/* One person as a roll file tells her. Strings are folded UTF-8, "" when not given; an empty
 * household means that the dwelling is the household. */
struct roll_entry {
	const char *building;
	const char *entrance;
	const char *room;
	const char *household;
	const char *name;
	const char *id_number;
	const char *group;
	const char *phone;
	int64_t born;
	int64_t since; /* moved in; for a worker: began to work here. DAY_NONE when not given */
	enum roll_id_kind id_kind;
	enum roll_sex sex;
	enum roll_kind kind;
	enum roll_proof proof;
};

/* What is known of a person after `file` told of her: an empty cell erases nothing, except that
 * building, entrance and room are one thing and move together. */
struct roll_entry roll_merge(const struct roll_entry *known, const struct roll_entry *file);

/* The columns (bits 1 << enum roll_column) in which two entries differ. */
uint32_t roll_differences(const struct roll_entry *a, const struct roll_entry *b);

enum roll_severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE, ROLL_SEVERITY__COUNT };

enum roll_reason {
	REASON_NONE,
#define R(name, severity, token, english, chinese) REASON_##name,
#include "roll/reasons.def"
#undef R
	ROLL_REASON__COUNT
};

struct roll_reason_info {
	enum roll_severity severity;
	const char *token;
	const char *text[2]; /* by enum lang */
};

extern const char *const roll_reason_names[]; /* tokens by enum roll_reason; ends with NULL */

const struct roll_reason_info *roll_reason_info(enum roll_reason reason);

/* What a jurisdiction's profile says about who may vote. */
struct roll_terms {
	int64_t voting_age;           /* years */
	int64_t min_residence_months; /* 0: any one proof of residence is enough (A24) */
	int64_t min_work_months;      /* of community workers (A23) */
};

/* What eligibility depends on. */
struct roll_facts {
	int64_t born;
	int64_t since;
	enum roll_kind kind;
	enum roll_proof proof;
	enum roll_standing standing;
};

/* Why a person may vote, or why not. */
enum roll_ground {
	GROUND_REGISTERED,
	GROUND_HABITUAL,
	GROUND_WORKER,
	GROUND_UNDER_AGE,
	GROUND_NO_PROOF,
	GROUND_SHORT_RESIDENCE,
	GROUND_SHORT_WORK,
	GROUND_UNKNOWN_SINCE,
	GROUND_WAIVED,
	GROUND_ELSEWHERE,
	GROUND_DEPRIVED,
	GROUND_LEFT_OFF,
	GROUND_LEFT,
	GROUND_OUTSIDER,
	ROLL_GROUND__COUNT
};

struct roll_ground_info {
	bool eligible;
	const char *token;
	const char *rule; /* of DOMAIN section 3.3 */
	const char *text[2];
};

extern const char *const roll_ground_names[];

const struct roll_ground_info *roll_ground_info(enum roll_ground ground);

/* Whether `facts` make a voter on election day `day`, under `terms` (A20–A28). */
enum roll_ground roll_eligibility(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day);

/* Whether `months` calendar months have passed from `from` to `day`: the day of the same number is
 * reached already, and where the month has none, the first of the next (A21: whoever is born on
 * the 29th of February comes of age on the 1st of March). */
bool months_passed(int64_t from, int64_t months, int64_t day);

#endif
