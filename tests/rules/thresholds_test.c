/* The threshold tests: each at its boundary, against a second formulation, and the worked examples
 * of the domain rules. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "rules/verdict.h"

/* The bound of every test once more, as a fraction of its base. */
static const struct {
	const char *key;
	int64_t numerator, denominator;
	bool inclusive;
} expected[THRESHOLD__COUNT] = {
	{"rc.election.all.valid", 1, 2, false},
	{"rc.election.household.valid", 1, 2, false},
	{"rc.election.reps.valid", 2, 3, false},
	{"rc.elected", 1, 2, false},
	{"rc.rerun.elected", 1, 3, true},
	{"rc.recall.petition.residents", 1, 10, true},
	{"rc.recall.petition.households", 1, 10, true},
	{"rc.recall.petition.reps", 1, 3, true},
	{"rc.recall.pass", 1, 2, false},
	{"rm.call.residents", 1, 10, true},
	{"rm.call.households", 1, 10, true},
	{"rm.call.reps", 1, 3, true},
	{"rm.quorum", 1, 2, false},
	{"rm.pass", 1, 2, false},
	{"rrm.call", 1, 5, true},
	{"rrm.composition", 4, 5, true},
	{"rrm.quorum", 2, 3, true},
	{"rrm.pass", 1, 2, false},
	{"audit.request.reps", 1, 3, true},
	{"audit.request.residents", 1, 10, true},
	{"oa.participation.area", 2, 3, true},
	{"oa.participation.heads", 2, 3, true},
	{"oa.ordinary.area", 1, 2, false},
	{"oa.ordinary.heads", 1, 2, false},
	{"oa.special.area", 3, 4, true},
	{"oa.special.heads", 3, 4, true},
	{"oa.extraordinary", 1, 5, true},
	{"oc.meeting.present", 1, 2, false},
	{"oc.meeting.yes", 1, 2, false},
};

/* Figures for one test: `part` of a base of `whole`. */
static struct figures part_of_whole(const struct threshold *t, int64_t part, int64_t whole)
{
	struct figures figures = figures_none();

	figures.of[t->right] = whole;
	if (t->plus)
		figures.of[t->plus] = whole - part;
	figures.of[t->left] = part;
	return figures;
}

/* The smallest part that reaches the bound, found by counting up. */
static int64_t smallest(size_t i, int64_t whole)
{
	int64_t part = 0;

	while (part * expected[i].denominator < expected[i].numerator * whole ||
		(!expected[i].inclusive &&
			part * expected[i].denominator == expected[i].numerator * whole))
		part++;
	return part;
}

static bool holds(size_t i, int64_t part, int64_t whole)
{
	struct figures figures = part_of_whole(threshold_get(i), part, whole);

	return threshold_compare(i, &figures).holds;
}

/* 9.2, 10.1: every key, every base up to 130: one below, at and one above the boundary. */
TEST(rules, every_test_changes_exactly_at_its_boundary)
{
	for (size_t i = 0; i < THRESHOLD__COUNT; i++) {
		T_STR(threshold_get(i)->key, expected[i].key);
		for (int64_t whole = 1; whole <= 130; whole++) {
			int64_t bound = smallest(i, whole);

			if (holds(i, bound - 1, whole) || !holds(i, bound, whole) ||
				!holds(i, bound + 1, whole) || holds(i, 0, whole))
				t_fail(__FILE__, __LINE__, "%s with a base of %d", expected[i].key,
					(int)whole);
		}
	}
}

/* 9.2: how many it takes is told before anybody has voted. */
TEST(rules, the_least_that_a_test_asks_for_is_its_boundary)
{
	for (size_t i = 0; i < THRESHOLD__COUNT; i++)
		for (int64_t whole = 0; whole <= 130; whole++) {
			struct figures figures = part_of_whole(threshold_get(i), 0, whole);

			T_INT(threshold_least(i, &figures), whole ? smallest(i, whole) : 0);
		}
}

/* 10.1: a base of nobody never holds, also where the bound is included. */
TEST(rules, no_test_holds_with_a_base_of_zero)
{
	for (size_t i = 0; i < THRESHOLD__COUNT; i++) {
		struct figures figures = part_of_whole(threshold_get(i), 0, 0);
		struct comparison made = threshold_compare(i, &figures);
		char text[COMPARISON_TEXT_SIZE];

		comparison_text(&made, text);
		T_CHECK(!made.holds);
		T_CHECK(strstr(text, " and 0 > 0") != NULL);
	}
}

TEST(rules, the_largest_figures_do_not_overflow)
{
	static const int64_t max = FIGURE_MAX;

	for (size_t i = 0; i < THRESHOLD__COUNT; i++) {
		int64_t at = max * expected[i].numerator;
		int64_t bound = (int64_t)(at / expected[i].denominator);

		if (bound * expected[i].denominator < at || !expected[i].inclusive)
			bound++;
		T_CHECK(holds(i, bound, max));
		T_CHECK(!holds(i, bound - 1, max));
		T_CHECK(holds(i, max, max));
	}
}

TEST(rules, every_test_names_rule_law_and_meaning)
{
	for (size_t i = 0; i < THRESHOLD__COUNT; i++) {
		const struct threshold *t = threshold_get(i);

		T_CHECK(t->rule && t->law && t->text[LANG_ZH] && t->text[LANG_EN]);
		T_CHECK(t->left && t->right && t->left_factor > 0 && t->right_factor > 0);
	}
}

TEST(rules, comparisons_are_written_out_in_numbers)
{
	static const struct {
		enum threshold_id id;
		int64_t part, whole;
		const char *text;
	} cases[] = {
		{T_RC_ELECTED, 601, 1201, "2*601 = 1202 > 1201"},
		{T_RC_VALID_ALL, 1200, 2400, "2*1200 = 2400 > 2400"},
		{T_RC_VALID_REPS, 41, 60, "3*41 = 123 > 120 = 2*60"},
		{T_RRM_COMPOSITION, 36, 45, "5*36 = 180 >= 180 = 4*(36+9)"},
		{T_OA_SPECIAL_AREA, 440000, 600000, "4*440000 = 1760000 >= 1800000 = 3*600000"},
		{T_RC_PETITION_REPS, 0, 0, "3*0 = 0 >= 0 and 0 > 0"},
		{T_RC_PETITION_RESIDENTS, FIGURE_MAX, FIGURE_MAX,
			"10*1000000000000000 = 10000000000000000 >= 1000000000000000"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct threshold *t = threshold_get(cases[i].id);
		struct figures figures = part_of_whole(t, cases[i].part, cases[i].whole);
		struct comparison made;
		char text[COMPARISON_TEXT_SIZE];

		if (t->plus) {
			figures.of[t->left] = cases[i].part;
			figures.of[t->plus] = cases[i].whole - cases[i].part;
		}
		made = threshold_compare(cases[i].id, &figures);
		comparison_text(&made, text);
		T_STR(text, cases[i].text);
	}
}

static enum err check(enum figure part, int64_t part_value, enum figure whole, int64_t whole_value,
	struct error *error)
{
	struct figures figures = figures_none();

	figures.of[part] = part_value;
	figures.of[whole] = whole_value;
	return figures_check(&figures, error);
}

TEST(rules, figures_out_of_range_are_refused_by_name)
{
	struct error error = {0};

	T_OK(check(FIGURE_P, 3, FIGURE_N, 3, &error));
	T_OK(check(FIGURE_P, 0, FIGURE_N, FIGURE_MAX, &error));
	T_ERR(check(FIGURE_P, 4, FIGURE_N, 3, &error), INVALID);
	T_STR(error.fields[0].pointer, "/p");
	T_STR(error.fields[0].rule, "max:/n");
	error = (struct error){0};
	T_ERR(check(FIGURE_P, -2, FIGURE_N, FIGURE_MAX + 1, &error), INVALID);
	T_INT(error.n_fields, 2);
	T_STR(error.fields[0].rule, "min:0");
	T_STR(error.fields[1].rule, "max:1000000000000000");
	T_ERR(check(FIGURE_V, 4, FIGURE_BALLOTS, 3, &error), INVALID);
	T_ERR(check(FIGURE_S2, 4, FIGURE_N2, 3, &error), INVALID);
	T_ERR(check(FIGURE_YES, 4, FIGURE_PRESENT, 3, &error), INVALID);
	T_ERR(check(FIGURE_AREA_AGREE, 4, FIGURE_AREA_PARTICIPATING, 3, &error), INVALID);
	T_ERR(check(FIGURE_HEADS_PARTICIPATING, 4, FIGURE_HEADS_TOTAL, 3, &error), INVALID);
}
