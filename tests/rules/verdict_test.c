/* Named decisions: owners' votes, petitions, meetings, recall. */
#include "harness/test.h"

#include <string.h>

#include "rules/verdict.h"

/* Total, participating and agreeing. */
struct sums {
	int64_t total, participating, agree;
};

static struct figures owners(struct sums area, struct sums heads)
{
	struct figures figures = figures_none();

	figures.of[FIGURE_AREA_TOTAL] = area.total;
	figures.of[FIGURE_AREA_PARTICIPATING] = area.participating;
	figures.of[FIGURE_AREA_AGREE] = area.agree;
	figures.of[FIGURE_HEADS_TOTAL] = heads.total;
	figures.of[FIGURE_HEADS_PARTICIPATING] = heads.participating;
	figures.of[FIGURE_HEADS_AGREE] = heads.agree;
	return figures;
}

static const char *owners_verdict(const char *key, struct sums area, struct sums heads)
{
	struct figures figures = owners(area, heads);
	struct error error = {0};
	struct decision decision;

	T_OK(rule_decide(rule_find(key), MODE_ALL, &figures, &error, &decision));
	T_INT(decision.n, decision.verdict == VERDICT_NOT_VALID ? 2 : 4);
	return verdict_names[decision.verdict];
}

/* W1–W10, W12: areas in 0.01 m². */
TEST(rules, owners_votes_of_the_worked_examples)
{
	static const struct {
		const char *example, *key;
		struct sums area, heads;
		const char *verdict;
	} cases[] = {
		{"W1", "oa.ordinary", {3000000, 2000000, 2000000}, {257, 172, 172}, "passed"},
		{"W1 area", "oa.ordinary", {3000000, 1999999, 1999999}, {257, 172, 172},
			"not_valid"},
		{"W1 heads", "oa.ordinary", {3000000, 2000000, 2000000}, {257, 171, 171},
			"not_valid"},
		{"W2", "oa.ordinary", {3000000, 1720000, 1720000}, {257, 172, 172}, "not_valid"},
		{"W3", "oa.ordinary", {3000000, 2140000, 2140000}, {257, 171, 171}, "not_valid"},
		{"W4", "oa.ordinary", {3000000, 2130000, 1290000}, {257, 172, 88}, "passed"},
		{"W5", "oa.ordinary", {3000000, 2130000, 1270000}, {257, 172, 86}, "rejected"},
		{"W6", "oa.ordinary", {720000, 480000, 248000}, {90, 60, 31}, "passed"},
		{"W6 59", "oa.ordinary", {720000, 472000, 472000}, {90, 59, 59}, "not_valid"},
		{"W6 30", "oa.ordinary", {720000, 480000, 240000}, {90, 60, 30}, "rejected"},
		{"W6 45", "oa.special", {720000, 480000, 360000}, {90, 60, 45}, "passed"},
		{"W6 44", "oa.special", {720000, 480000, 352000}, {90, 60, 44}, "rejected"},
		{"W7", "oa.ordinary", {720000, 480000, 320000}, {90, 60, 40}, "passed"},
		{"W7 raise", "oa.special", {720000, 480000, 320000}, {90, 60, 40}, "rejected"},
		{"W8", "oa.special", {900000, 600000, 440000}, {90, 60, 48}, "rejected"},
		{"W8 heads", "oa.special", {900000, 600000, 450000}, {90, 60, 44}, "rejected"},
		{"W9", "oa.ordinary", {8350000, 8350000, 4210000}, {821, 821, 407}, "rejected"},
		{"W9 wrong", "oa.ordinary", {8350000, 8350000, 4210000}, {835, 835, 421}, "passed"},
		{"W10", "oa.ordinary", {2000000, 800000, 800000}, {81, 80, 80}, "not_valid"},
		{"W10 no", "oa.ordinary", {2000000, 2000000, 800000}, {81, 81, 80}, "rejected"},
		{"W12 a", "oa.ordinary", {1000000, 500000, 300000}, {100, 50, 30}, "not_valid"},
		{"W12 b", "oa.ordinary", {1000000, 900000, 700000}, {100, 90, 70}, "passed"},
		{"W12 c 66", "oa.ordinary", {1000000, 660000, 460000}, {100, 66, 46}, "not_valid"},
		{"W12 c 67", "oa.ordinary", {1000000, 670000, 470000}, {100, 67, 47}, "passed"},
		{"W12 e", "oa.special", {1000000, 900000, 700000}, {100, 90, 70}, "passed"},
		{"W13", "oa.ordinary", {700000, 700000, 200000}, {70, 70, 20}, "rejected"},
		{"nobody", "oa.ordinary", {0, 0, 0}, {0, 0, 0}, "not_valid"},
		{"no area", "oa.special", {0, 0, 0}, {1, 1, 1}, "not_valid"},
		{"one", "oa.special", {1, 1, 1}, {1, 1, 1}, "passed"},
		{"all abstain", "oa.ordinary", {9, 9, 0}, {9, 9, 0}, "rejected"},
		{"10^9", "oa.special", {1000000000, 1000000000, 750000000}, {4, 4, 3}, "passed"},
		{"4*10^9", "oa.special", {4000000000, 4000000000, 2999999999}, {4, 4, 3},
			"rejected"},
		{"10^15", "oa.special", {FIGURE_MAX, FIGURE_MAX, FIGURE_MAX / 4 * 3}, {4, 4, 3},
			"passed"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *verdict = owners_verdict(cases[i].key, cases[i].area, cases[i].heads);

		if (strcmp(verdict, cases[i].verdict) != 0)
			t_fail(__FILE__, __LINE__, "%s: %s", cases[i].example, verdict);
	}
}

/* `part` of `whole` for a rule of one test. */
static bool holds(const char *key, enum figure part, int64_t part_value, enum figure whole,
	int64_t whole_value)
{
	struct figures figures = figures_none();
	struct error error = {0};
	struct decision decision;

	figures.of[part] = part_value;
	figures.of[whole] = whole_value;
	T_OK(rule_decide(rule_find(key), MODE_ALL, &figures, &error, &decision));
	T_INT(decision.n, 1);
	return decision.verdict == VERDICT_HOLDS;
}

/* W14, W19, W20: elections, meetings and petitions of the worked examples. */
TEST(rules, turnout_quorum_and_petitions_of_the_worked_examples)
{
	T_CHECK(!holds("rc.election.all.valid", FIGURE_P, 1200, FIGURE_N, 2400));
	T_CHECK(holds("rc.election.all.valid", FIGURE_P, 1201, FIGURE_N, 2400));
	T_CHECK(holds("rc.elected", FIGURE_V, 601, FIGURE_P, 1201));
	T_CHECK(!holds("rc.elected", FIGURE_V, 600, FIGURE_P, 1201));
	T_CHECK(!holds("rc.election.reps.valid", FIGURE_P, 40, FIGURE_N, 60));
	T_CHECK(holds("rc.election.reps.valid", FIGURE_P, 41, FIGURE_N, 60));
	T_CHECK(!holds("rrm.quorum", FIGURE_P, 44, FIGURE_N, 67));
	T_CHECK(holds("rrm.quorum", FIGURE_P, 45, FIGURE_N, 67));
	T_CHECK(!holds("rrm.pass", FIGURE_V, 22, FIGURE_P, 45));
	T_CHECK(holds("rrm.pass", FIGURE_V, 23, FIGURE_P, 45));
	T_CHECK(!holds("rrm.composition", FIGURE_REPS, 35, FIGURE_MEMBERS, 9));
	T_CHECK(holds("rrm.composition", FIGURE_REPS, 36, FIGURE_MEMBERS, 9));
	T_CHECK(holds("rrm.composition", FIGURE_REPS, 60, FIGURE_MEMBERS, 7));
	T_CHECK(!holds("rc.recall.petition.residents", FIGURE_S, 299, FIGURE_N, 3000));
	T_CHECK(holds("rc.recall.petition.residents", FIGURE_S, 300, FIGURE_N, 3000));
	T_CHECK(!holds("rc.recall.petition.reps", FIGURE_S, 19, FIGURE_N, 60));
	T_CHECK(holds("rc.recall.petition.reps", FIGURE_S, 20, FIGURE_N, 60));
	T_CHECK(!holds("oa.extraordinary", FIGURE_S, 51, FIGURE_N, 257));
	T_CHECK(holds("oa.extraordinary", FIGURE_S, 52, FIGURE_N, 257));
}

/* A113: the mode's own turnout and more than half of it; W20. */
TEST(rules, recall_needs_the_turnout_of_its_mode_and_a_majority)
{
	static const struct {
		enum election_mode mode;
		int64_t p, n, v;
		bool holds;
	} cases[] = {
		{MODE_ALL, 1201, 2400, 601, true},
		{MODE_ALL, 1201, 2400, 600, false},
		{MODE_ALL, 1200, 2400, 1200, false},
		{MODE_HOUSEHOLD, 31, 60, 16, true},
		{MODE_HOUSEHOLD, 30, 60, 30, false},
		{MODE_REPS, 40, 60, 40, false},
		{MODE_REPS, 41, 60, 21, true},
		{MODE_REPS, 41, 60, 20, false},
		{MODE_REPS, 0, 0, 0, false},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct figures figures = figures_none();
		struct error error = {0};
		struct decision decision;

		figures.of[FIGURE_P] = cases[i].p;
		figures.of[FIGURE_N] = cases[i].n;
		figures.of[FIGURE_V] = cases[i].v;
		T_OK(rule_decide(
			rule_find("rc.recall.pass"), cases[i].mode, &figures, &error, &decision));
		T_INT(decision.n, 2);
		T_INT(decision.verdict, cases[i].holds ? VERDICT_HOLDS : VERDICT_FAILS);
		T_CHECK(decision.comparisons[0].threshold ==
			threshold_get(T_RC_VALID_ALL + cases[i].mode));
	}
}

/* B54: one complete pair suffices, either may carry the request, a pair begun must be complete. */
TEST(rules, audit_request_takes_either_pair)
{
	enum { NO = FIGURE_ABSENT };
	static const struct {
		int64_t s, n, s2, n2;
		int verdict; /* -1: refused */
		size_t tests;
	} cases[] = {
		{20, 60, NO, NO, VERDICT_HOLDS, 1},
		{19, 60, NO, NO, VERDICT_FAILS, 1},
		{NO, NO, 300, 3000, VERDICT_HOLDS, 1},
		{NO, NO, 299, 3000, VERDICT_FAILS, 1},
		{19, 60, 300, 3000, VERDICT_HOLDS, 2},
		{20, 60, 299, 3000, VERDICT_HOLDS, 2},
		{19, 60, 299, 3000, VERDICT_FAILS, 2},
		{0, 0, 0, 0, VERDICT_FAILS, 2},
		{NO, NO, NO, NO, -1, 0},
		{20, NO, NO, NO, -1, 0},
		{20, NO, NO, 3000, -1, 0},
		{20, 60, 300, NO, -1, 0},
		{61, 60, NO, NO, -1, 0},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct figures figures = figures_none();
		struct error error = {0};
		struct decision decision;
		enum err err;

		figures.of[FIGURE_S] = cases[i].s;
		figures.of[FIGURE_N] = cases[i].n;
		figures.of[FIGURE_S2] = cases[i].s2;
		figures.of[FIGURE_N2] = cases[i].n2;
		err = rule_decide(
			rule_find("audit.request"), MODE_ALL, &figures, &error, &decision);
		T_INT(err, cases[i].verdict < 0 ? ERR_INVALID : OK);
		if (err)
			continue;
		T_INT(decision.verdict, cases[i].verdict);
		T_INT(decision.n, cases[i].tests);
	}
}

/* C95: more than half present, and more than half of all members agreeing. */
TEST(rules, owners_committee_counts_all_its_members)
{
	static const struct {
		int64_t present, yes, members;
		bool holds;
	} cases[] = {{4, 4, 7, true}, {3, 3, 7, false}, {7, 3, 7, false}, {6, 4, 6, true},
		{3, 3, 6, false}, {1, 1, 1, true}, {0, 0, 0, false}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct figures figures = figures_none();
		struct error error = {0};
		struct decision decision;

		figures.of[FIGURE_PRESENT] = cases[i].present;
		figures.of[FIGURE_YES] = cases[i].yes;
		figures.of[FIGURE_MEMBERS] = cases[i].members;
		T_OK(rule_decide(rule_find("oc.meeting"), MODE_ALL, &figures, &error, &decision));
		T_INT(decision.verdict, cases[i].holds ? VERDICT_HOLDS : VERDICT_FAILS);
	}
}

TEST(rules, missing_and_foreign_figures_are_named)
{
	struct figures figures = figures_none();
	struct error error = {0};
	struct decision decision = {.n = 99};

	figures.of[FIGURE_P] = 1;
	figures.of[FIGURE_S] = 1;
	T_ERR(rule_decide(rule_find("rm.quorum"), MODE_ALL, &figures, &error, &decision), INVALID);
	T_INT(error.n_fields, 2);
	T_STR(error.fields[0].pointer, "/n");
	T_STR(error.fields[0].rule, "required");
	T_STR(error.fields[1].pointer, "/s");
	T_STR(error.fields[1].rule, "unknown");
	T_INT(decision.n, 99);
	T_CHECK(rule_find("rm.quoru") == NULL && rule_find("") == NULL);
}

/* 9.2: every rule at n = 0 and n = 1. */
TEST(rules, nobody_never_decides_and_one_person_can)
{
	size_t n;
	const struct rule *list = rule_list(&n);

	for (size_t i = 0; i < n; i++)
		for (int64_t value = 0; value <= 1; value++) {
			struct figures figures = figures_none();
			struct error error = {0};
			struct decision decision;

			for (enum figure f = FIGURE_P; f < FIGURE__COUNT; f++)
				if (rule_uses(&list[i], f))
					figures.of[f] = value;
			if (value && rule_uses(&list[i], FIGURE_REPS))
				figures.of[FIGURE_MEMBERS] = 0;
			T_OK(rule_decide(&list[i], MODE_ALL, &figures, &error, &decision));
			if (list[i].combine == COMBINE_OWNERS)
				T_INT(decision.verdict, value ? VERDICT_PASSED : VERDICT_NOT_VALID);
			else
				T_INT(decision.verdict, value ? VERDICT_HOLDS : VERDICT_FAILS);
		}
}
