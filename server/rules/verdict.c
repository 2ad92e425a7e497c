/* The table of named decisions and the three ways tests combine into one. */
#include "rules/verdict.h"

#include <string.h>

const char *const election_mode_names[] = {"all", "household", "reps", NULL};
const char *const verdict_names[] = {"holds", "fails", "passed", "rejected", "not_valid", NULL};

/* clang-format off */
static const struct rule rules[] = {
	{"rc.election.all.valid",         COMBINE_ALL, false, 1, {T_RC_VALID_ALL}},
	{"rc.election.household.valid",   COMBINE_ALL, false, 1, {T_RC_VALID_HOUSEHOLD}},
	{"rc.election.reps.valid",        COMBINE_ALL, false, 1, {T_RC_VALID_REPS}},
	{"rc.elected",                    COMBINE_ALL, false, 1, {T_RC_ELECTED}},
	{"rc.rerun.elected",              COMBINE_ALL, false, 1, {T_RC_RERUN_ELECTED}},
	{"rc.recall.petition.residents",  COMBINE_ALL, false, 1, {T_RC_PETITION_RESIDENTS}},
	{"rc.recall.petition.households", COMBINE_ALL, false, 1, {T_RC_PETITION_HOUSEHOLDS}},
	{"rc.recall.petition.reps",       COMBINE_ALL, false, 1, {T_RC_PETITION_REPS}},
	{"rc.recall.pass",                COMBINE_ALL, true,  2, {T_RC_VALID_ALL, T_RC_RECALL_PASS}},
	{"rm.call.residents",             COMBINE_ALL, false, 1, {T_RM_CALL_RESIDENTS}},
	{"rm.call.households",            COMBINE_ALL, false, 1, {T_RM_CALL_HOUSEHOLDS}},
	{"rm.call.reps",                  COMBINE_ALL, false, 1, {T_RM_CALL_REPS}},
	{"rm.quorum",                     COMBINE_ALL, false, 1, {T_RM_QUORUM}},
	{"rm.pass",                       COMBINE_ALL, false, 1, {T_RM_PASS}},
	{"rrm.call",                      COMBINE_ALL, false, 1, {T_RRM_CALL}},
	{"rrm.composition",               COMBINE_ALL, false, 1, {T_RRM_COMPOSITION}},
	{"rrm.quorum",                    COMBINE_ALL, false, 1, {T_RRM_QUORUM}},
	{"rrm.pass",                      COMBINE_ALL, false, 1, {T_RRM_PASS}},
	{"audit.request",                 COMBINE_ANY, false, 2, {T_AUDIT_REPS, T_AUDIT_RESIDENTS}},
	{"oa.participation",              COMBINE_ALL, false, 2,
		{T_OA_PARTICIPATION_AREA, T_OA_PARTICIPATION_HEADS}},
	{"oa.ordinary",                   COMBINE_OWNERS, false, 4,
		{T_OA_PARTICIPATION_AREA, T_OA_PARTICIPATION_HEADS,
		 T_OA_ORDINARY_AREA, T_OA_ORDINARY_HEADS}},
	{"oa.special",                    COMBINE_OWNERS, false, 4,
		{T_OA_PARTICIPATION_AREA, T_OA_PARTICIPATION_HEADS,
		 T_OA_SPECIAL_AREA, T_OA_SPECIAL_HEADS}},
	{"oa.extraordinary",              COMBINE_ALL, false, 1, {T_OA_EXTRAORDINARY}},
	{"oc.meeting",                    COMBINE_ALL, false, 2, {T_OC_PRESENT, T_OC_YES}},
};
/* clang-format on */

const struct rule *rule_find(const char *key)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (strcmp(rules[i].key, key) == 0)
			return &rules[i];
	return NULL;
}

const struct rule *rule_list(size_t *ret_n)
{
	*ret_n = COUNT_OF(rules);
	return rules;
}

static bool test_uses(enum threshold_id id, enum figure figure)
{
	const struct threshold *t = threshold_get(id);

	return figure && (figure == t->left || figure == t->right || figure == t->plus);
}

bool rule_uses(const struct rule *rule, enum figure figure)
{
	for (size_t i = 0; i < rule->n_tests; i++)
		if (test_uses(rule->tests[i], figure))
			return true;
	return false;
}

/* Whether any figure of the test was given. */
static bool test_given(enum threshold_id id, const struct figures *figures)
{
	for (enum figure f = FIGURE_NONE; f < FIGURE__COUNT; f++)
		if (test_uses(id, f) && figures->of[f] != FIGURE_ABSENT)
			return true;
	return false;
}

/* Of a COMBINE_ANY rule only the sets that were begun must be complete, and one must be begun. */
static bool figure_needed(
	const struct rule *rule, enum figure figure, const struct figures *figures)
{
	bool begun = false;

	if (rule->combine != COMBINE_ANY)
		return rule_uses(rule, figure);
	for (size_t i = 0; i < rule->n_tests; i++) {
		bool given = test_given(rule->tests[i], figures);

		if (given && test_uses(rule->tests[i], figure))
			return true;
		begun |= given;
	}
	return !begun && rule_uses(rule, figure);
}

static enum err presence_check(
	const struct rule *rule, const struct figures *figures, struct error *error)
{
	enum err err = OK;

	for (enum figure f = FIGURE_NONE + 1; f < FIGURE__COUNT; f++) {
		bool given = figures->of[f] != FIGURE_ABSENT;

		if (given && !rule_uses(rule, f))
			err = fail_field(error, figure_pointer(f), "unknown");
		else if (!given && figure_needed(rule, f, figures))
			err = fail_field(error, figure_pointer(f), "required");
	}
	return err;
}

static void compare(struct decision *decision, enum threshold_id id, const struct figures *figures)
{
	decision->comparisons[decision->n++] = threshold_compare(id, figures);
}

static size_t held(const struct decision *decision)
{
	size_t n = 0;

	for (size_t i = 0; i < decision->n; i++)
		n += decision->comparisons[i].holds;
	return n;
}

static struct decision decide_all(
	const struct rule *rule, enum election_mode mode, const struct figures *figures)
{
	struct decision decision = {0};

	for (size_t i = 0; i < rule->n_tests; i++)
		compare(&decision, rule->tests[i] + (rule->by_mode && i == 0 ? mode : 0), figures);
	decision.verdict = held(&decision) == decision.n ? VERDICT_HOLDS : VERDICT_FAILS;
	return decision;
}

static struct decision decide_any(const struct rule *rule, const struct figures *figures)
{
	struct decision decision = {0};

	for (size_t i = 0; i < rule->n_tests; i++)
		if (test_given(rule->tests[i], figures))
			compare(&decision, rule->tests[i], figures);
	decision.verdict = held(&decision) ? VERDICT_HOLDS : VERDICT_FAILS;
	return decision;
}

static struct decision decide_owners(const struct rule *rule, const struct figures *figures)
{
	struct decision decision = {0};

	compare(&decision, rule->tests[0], figures);
	compare(&decision, rule->tests[1], figures);
	decision.verdict = VERDICT_NOT_VALID;
	if (held(&decision) < 2)
		return decision;
	compare(&decision, rule->tests[2], figures);
	compare(&decision, rule->tests[3], figures);
	decision.verdict = held(&decision) == 4 ? VERDICT_PASSED : VERDICT_REJECTED;
	return decision;
}

enum err rule_decide(const struct rule *rule, enum election_mode mode,
	const struct figures *figures, struct error *error, struct decision *ret_decision)
{
	enum err presence = presence_check(rule, figures, error);

	TRY(figures_check(figures, error));
	TRY(presence);
	switch (rule->combine) {
	case COMBINE_ALL:
		*ret_decision = decide_all(rule, mode, figures);
		break;
	case COMBINE_ANY:
		*ret_decision = decide_any(rule, figures);
		break;
	case COMBINE_OWNERS:
		*ret_decision = decide_owners(rule, figures);
		break;
	}
	return OK;
}
