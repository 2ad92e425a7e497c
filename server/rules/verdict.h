/* Decisions with a name: which tests one is made of and what follows from them. An election's
 * result, which ranks candidates, is in outcome.h. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/mode.h"
#include "rules/thresholds.h"

enum verdict { VERDICT_HOLDS, VERDICT_FAILS, VERDICT_PASSED, VERDICT_REJECTED, VERDICT_NOT_VALID };

/* "holds", "fails", "passed", "rejected", "not_valid", NULL */
extern const char *const verdict_names[];

enum { RULE_TESTS_MAX = 4 };

/* What follows from the tests of a rule. */
enum combine {
	COMBINE_ALL, /* holds when every test does */
	COMBINE_ANY, /* each test needs its own figures, one complete set suffices; any may hold */
	COMBINE_OWNERS /* two tests of participation, then two of agreement (DOMAIN C33) */
};

struct rule {
	const char *key; /* "oa.ordinary" */
	enum combine combine;
	bool by_mode; /* the first test is the turnout of the election's mode */
	size_t n_tests;
	enum threshold_id tests[RULE_TESTS_MAX];
};

struct decision {
	enum verdict verdict;
	size_t n; /* comparisons that were made */
	struct comparison comparisons[RULE_TESTS_MAX];
};

/* The rule with this key, or NULL. */
const struct rule *rule_find(const char *key);

/* All rules in the order of the table; `ret_n` is their number. */
const struct rule *rule_list(size_t *ret_n);

/* Whether the rule speaks of this figure. */
bool rule_uses(const struct rule *rule, enum figure figure);

/* Decides. `mode` matters for rules `by_mode` only. Figures that are missing, not the rule's, out
 * of range or larger than their whole give ERR_INVALID, each named. An owners' vote without
 * participation is not valid and its agreement is not looked at. */
enum err rule_decide(const struct rule *rule, enum election_mode mode,
	const struct figures *figures, struct error *error, struct decision *ret_decision) must_use;

#endif
