/* Ranking and fates. The candidates are sorted once; after that every group (those who qualify,
 * those elected, those tied, those of the re-run) is a run of neighbours. */
#include "rules/outcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int by_rank(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->votes != b->votes)
		return a->votes > b->votes ? -1 : 1;
	return strcmp(a->id, b->id);
}

/* `whole` names the figure that is the largest allowed, NULL when that is a number. */
static enum err within(int64_t value, int64_t min, int64_t max, const char *whole,
	const char *pointer, struct error *error)
{
	char rule[ERROR_TEXT_MAX];

	if (value >= min && value <= max)
		return OK;
	if (value < min)
		snprintf(rule, sizeof rule, "min:%" PRId64, min);
	else if (whole)
		snprintf(rule, sizeof rule, "max:%s", whole);
	else
		snprintf(rule, sizeof rule, "max:%" PRId64, max);
	return fail_field(error, pointer, rule);
}

/* Names every figure that does not fit. */
static enum err contest_check(const struct contest *contest, const struct candidate *candidates,
	size_t n, struct error *error)
{
	enum err n_err = within(contest->n, 0, FIGURE_MAX, NULL, "/n", error);
	enum err p_err = within(contest->p, 0, contest->n, "/n", "/p", error);
	enum err seats_err = within(contest->seats, 1, FIGURE_MAX, NULL, "/seats", error);
	enum err votes_err = OK;

	for (size_t i = 0; i < n; i++) {
		char pointer[ERROR_TEXT_MAX];
		enum err err;

		snprintf(pointer, sizeof pointer, "/votes/%s", candidates[i].id);
		err = within(candidates[i].votes, 0, contest->p, "/p", pointer, error);
		votes_err = err ? err : votes_err;
	}
	TRY(n_err);
	TRY(p_err);
	TRY(seats_err);
	return votes_err;
}

/* Whether the candidate has what this round asks for before rank counts. */
static bool qualifies(const struct contest *contest, struct candidate *candidate)
{
	struct figures figures = figures_none();

	if (contest->round == ROUND_TIEBREAK)
		return true;
	figures.of[FIGURE_V] = candidate->votes;
	figures.of[FIGURE_P] = contest->p;
	figures.of[FIGURE_BALLOTS] = contest->p;
	candidate->test = threshold_compare(
		contest->round == ROUND_FIRST ? T_RC_ELECTED : T_RC_RERUN_ELECTED, &figures);
	return candidate->test.holds;
}

/* The run of candidates with as many votes as ranked[at]. */
static void find_equals(
	const struct candidate *ranked, size_t n, size_t at, size_t *ret_first, size_t *ret_end)
{
	size_t first = at, end = at + 1;

	while (first > 0 && ranked[first - 1].votes == ranked[at].votes)
		first--;
	while (end < n && ranked[end].votes == ranked[at].votes)
		end++;
	*ret_first = first;
	*ret_end = end;
}

static void set_fate(struct candidate *ranked, size_t first, size_t end, enum fate fate)
{
	for (size_t i = first; i < end; i++)
		ranked[i].fate = fate;
}

/* Seats the best of the first `n` candidates, all of whom qualify. Whoever equals the first one
 * left standing is tied when that rank reaches into the seats. */
static void seat(struct candidate *ranked, size_t n, int64_t seats)
{
	size_t first, end;

	if ((int64_t)n <= seats) {
		set_fate(ranked, 0, n, FATE_ELECTED);
		return;
	}
	find_equals(ranked, n, (size_t)seats, &first, &end);
	set_fate(ranked, 0, first, FATE_ELECTED);
	if (first < (size_t)seats)
		set_fate(ranked, first, end, FATE_TIED);
}

/* One more than the missing seats, from the best of the rest, and whoever equals the last of them.
 */
static void name_rerun(struct candidate *rest, size_t n, int64_t missing)
{
	size_t first, end = n;

	if ((int64_t)n > missing + 1)
		find_equals(rest, n, (size_t)missing, &first, &end);
	set_fate(rest, 0, end, FATE_RERUN);
}

/* Sorts the candidates and tests each; returns how many qualify. */
static size_t rank(
	const struct contest *contest, struct candidate *candidates, size_t n, bool valid)
{
	size_t n_qualified = 0;

	if (n)
		qsort(candidates, n, sizeof *candidates, by_rank);
	for (size_t i = 0; i < n; i++) {
		candidates[i].fate = FATE_NONE;
		candidates[i].test = (struct comparison){0};
		if (valid && qualifies(contest, &candidates[i]))
			n_qualified++;
	}
	return n_qualified;
}

enum err outcome_decide(const struct contest *contest, struct candidate *candidates,
	size_t n_candidates, struct error *error, struct outcome *ret_outcome)
{
	struct figures figures = figures_none();
	struct outcome outcome = {0};
	size_t n_qualified;
	int64_t missing;

	TRY(contest_check(contest, candidates, n_candidates, error));
	figures.of[FIGURE_P] = contest->p;
	figures.of[FIGURE_N] = contest->n;
	outcome.turnout = threshold_compare(T_RC_VALID_ALL + contest->mode, &figures);
	outcome.valid = outcome.turnout.holds;
	n_qualified = rank(contest, candidates, n_candidates, outcome.valid);
	seat(candidates, n_qualified, contest->seats);
	missing = contest->seats - (int64_t)n_qualified;
	if (outcome.valid && missing > 0 && contest->round == ROUND_FIRST) {
		outcome.rerun_seats = missing;
		name_rerun(candidates + n_qualified, n_candidates - n_qualified, missing);
	}
	outcome.incomplete = outcome.valid && missing > 0 && contest->round == ROUND_RERUN;
	*ret_outcome = outcome;
	return OK;
}
