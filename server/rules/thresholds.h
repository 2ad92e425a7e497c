/* The threshold tests of the law, one row of data each. A test compares two whole numbers after
 * multiplying each by a small factor: "more than half of the registered" is 2*p > n. Nothing is
 * ever divided or rounded (DOMAIN G2), and a test whose base is 0 does not hold.
 *
 * Whether a bound is included follows the Civil Code, art. 1259 (DOMAIN G1): 以上 includes it,
 * 超过 and 过半数 do not. */
#ifndef RULES_THRESHOLDS_H
#define RULES_THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The numbers that tests speak of. Areas are in 0.01 m², everything else counts heads or papers. */
enum figure {
	FIGURE_NONE,
	FIGURE_P, /* took part: online ballots tallied and papers out of boxes, also invalid */
	FIGURE_N, /* all who have the right */
	FIGURE_V, /* votes for */
	FIGURE_BALLOTS, /* ballots cast in a re-run */
	FIGURE_S,       /* signatures */
	FIGURE_S2,      /* signatures of the second kind of signers */
	FIGURE_N2,      /* all of that second kind */
	FIGURE_REPS,    /* resident representatives */
	FIGURE_MEMBERS, /* members of the committee */
	FIGURE_PRESENT,
	FIGURE_YES,
	FIGURE_AREA_TOTAL,
	FIGURE_AREA_PARTICIPATING,
	FIGURE_AREA_AGREE,
	FIGURE_HEADS_TOTAL,
	FIGURE_HEADS_PARTICIPATING,
	FIGURE_HEADS_AGREE,
	FIGURE__COUNT
};

/* The largest figure. Ten times the sum of two still fits 64 bits with room to spare. */
#define FIGURE_MAX INT64_C(1000000000000000)

/* FIGURE_ABSENT stands for a figure that was not given. */
#define FIGURE_ABSENT INT64_C(-1)

struct figures {
	int64_t of[FIGURE__COUNT];
};

enum threshold_id {
	T_RC_VALID_ALL, /* the first three in the order of enum election_mode */
	T_RC_VALID_HOUSEHOLD,
	T_RC_VALID_REPS,
	T_RC_ELECTED,
	T_RC_RERUN_ELECTED,
	T_RC_PETITION_RESIDENTS,
	T_RC_PETITION_HOUSEHOLDS,
	T_RC_PETITION_REPS,
	T_RC_RECALL_PASS,
	T_RM_CALL_RESIDENTS,
	T_RM_CALL_HOUSEHOLDS,
	T_RM_CALL_REPS,
	T_RM_QUORUM,
	T_RM_PASS,
	T_RRM_CALL,
	T_RRM_COMPOSITION,
	T_RRM_QUORUM,
	T_RRM_PASS,
	T_AUDIT_REPS,
	T_AUDIT_RESIDENTS,
	T_OA_PARTICIPATION_AREA,
	T_OA_PARTICIPATION_HEADS,
	T_OA_ORDINARY_AREA,
	T_OA_ORDINARY_HEADS,
	T_OA_SPECIAL_AREA,
	T_OA_SPECIAL_HEADS,
	T_OA_EXTRAORDINARY,
	T_OC_PRESENT,
	T_OC_YES,
	THRESHOLD__COUNT
};

enum bound { MORE_THAN, AT_LEAST };

/* left_factor * left  bound  right_factor * (right + plus) */
struct threshold {
	const char *key;  /* "rc.elected" */
	const char *rule; /* "A64" of the domain rules */
	const char *law;  /* law and article */
	int left_factor;
	enum figure left;
	enum bound bound;
	int right_factor;
	enum figure right;
	enum figure plus;    /* FIGURE_NONE, or a second part of the base */
	const char *text[2]; /* the test as a sentence, by enum lang */
};

/* A test as it was made: the numbers stay with it, so it can be printed and made again. */
struct comparison {
	const struct threshold *threshold;
	int64_t left;
	int64_t right;
	int64_t plus;
	bool holds;
};

/* Size for comparison_text(): three figures, three products, factors and signs. */
enum { COMPARISON_TEXT_SIZE = 192 };

const struct threshold *threshold_get(enum threshold_id id);

/* Name of a figure as a JSON pointer: "/p", "/area/total". */
const char *figure_pointer(enum figure figure);

/* No figure given. */
struct figures figures_none(void);

/* Checks what was given: 0 … FIGURE_MAX, and no part larger than its whole (p > n, v > p …).
 * ERR_INVALID names every figure that does not fit. */
enum err figures_check(const struct figures *figures, struct error *error) must_use;

/* Makes the comparison. The figures must have passed figures_check() and those the test speaks of
 * must be given. */
struct comparison threshold_compare(enum threshold_id id, const struct figures *figures);

/* The least left side with which the test holds; 0 where none does. The figures of the right side
 * must be given and have passed figures_check(). */
int64_t threshold_least(enum threshold_id id, const struct figures *figures);

/* The comparison in numbers, "2*601 = 1202 > 1201", always as the test demands it; `holds` says
 * whether it is true. With a base of 0 the text goes on "and 0 > 0", which nothing fulfils. */
void comparison_text(const struct comparison *comparison, char ret_text[COMPARISON_TEXT_SIZE]);

#endif
