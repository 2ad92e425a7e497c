/* Election results: the worked examples, and every toy election against a second formulation that
 * knows nothing of sorting. */
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rules/outcome.h"
#include "tool/decide.h"

enum { TOY_MAX = 4, LINES_MAX = 64 << 20 };

static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g"};

static size_t named(struct candidate *candidates, const int64_t *votes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		candidates[i] = (struct candidate){.id = ids[i], .votes = votes[i]};
	return n;
}

/* "elected|tied|re-run", in the order of the ranking. */
static const char *fates(const struct candidate *candidates, size_t n)
{
	static char text[64];
	char *at = text;

	for (enum fate fate = FATE_ELECTED; fate <= FATE_RERUN; fate++) {
		for (size_t i = 0; i < n; i++)
			if (candidates[i].fate == fate)
				*at++ = candidates[i].id[0];
		*at++ = fate == FATE_RERUN ? '\0' : '|';
	}
	return text;
}

/* W14–W17, W19 and the corners of A60–A71. */
TEST(rules, results_of_the_worked_examples)
{
	static const struct {
		const char *example;
		struct contest contest; /* mode, round, seats, n, p */
		size_t n;
		int64_t votes[7];
		const char *fates;
		bool valid, incomplete;
		int64_t rerun_seats;
	} cases[] = {
		{"W14 turnout", {MODE_ALL, ROUND_FIRST, 5, 2400, 1200}, 6,
			{900, 812, 760, 640, 601, 600}, "||", false, false, 0},
		{"W14", {MODE_ALL, ROUND_FIRST, 5, 2400, 1201}, 6, {900, 812, 760, 640, 601, 600},
			"abcde||", true, false, 0},
		{"W15 first", {MODE_ALL, ROUND_FIRST, 1, 2000, 1500}, 2, {740, 620}, "||ab", true,
			false, 1},
		{"W15 re-run", {MODE_ALL, ROUND_RERUN, 1, 2000, 1200}, 2, {520, 480}, "a||", true,
			false, 0},
		{"W15 third", {MODE_ALL, ROUND_RERUN, 1, 2000, 1200}, 2, {400, 399}, "a||", true,
			false, 0},
		{"W15 short", {MODE_ALL, ROUND_RERUN, 1, 2000, 1200}, 2, {390, 380}, "||", true,
			true, 0},
		{"W16", {MODE_ALL, ROUND_FIRST, 3, 2000, 1300}, 4, {1000, 900, 700, 700}, "ab|cd|",
			true, false, 0},
		{"W16 tie-break", {MODE_ALL, ROUND_TIEBREAK, 1, 2000, 1100}, 2, {300, 301}, "b||",
			true, false, 0},
		{"W16 tied again", {MODE_ALL, ROUND_TIEBREAK, 1, 2000, 1100}, 2, {301, 301}, "|ab|",
			true, false, 0},
		{"W17", {MODE_ALL, ROUND_FIRST, 5, 1900, 1000}, 6, {900, 800, 700, 600, 501, 490},
			"abcde||", true, false, 0},
		{"W17 490", {MODE_ALL, ROUND_FIRST, 5, 1900, 1000}, 6,
			{900, 800, 700, 600, 490, 100}, "abcd||ef", true, false, 1},
		{"W19 40", {MODE_REPS, ROUND_FIRST, 1, 60, 40}, 2, {40, 0}, "||", false, false, 0},
		{"W19 41", {MODE_REPS, ROUND_FIRST, 1, 60, 41}, 2, {21, 20}, "a||", true, false, 0},
		{"household", {MODE_HOUSEHOLD, ROUND_FIRST, 1, 60, 31}, 2, {15, 16}, "b||", true,
			false, 0},
		{"tie over all seats", {MODE_ALL, ROUND_FIRST, 2, 10, 10}, 4, {8, 8, 8, 6}, "|abc|",
			true, false, 0},
		{"tie within the seats", {MODE_ALL, ROUND_FIRST, 2, 10, 10}, 3, {8, 8, 7}, "ab||",
			true, false, 0},
		{"re-run edge tied", {MODE_ALL, ROUND_FIRST, 2, 10, 10}, 6, {6, 5, 4, 4, 4, 3},
			"a||bcde", true, false, 1},
		{"re-run of all", {MODE_ALL, ROUND_FIRST, 3, 10, 10}, 4, {5, 5, 1, 0}, "||abcd",
			true, false, 3},
		{"too few for a re-run", {MODE_ALL, ROUND_FIRST, 3, 10, 10}, 2, {9, 0}, "a||b",
			true, false, 2},
		{"nobody stands", {MODE_ALL, ROUND_FIRST, 3, 10, 10}, 0, {0}, "||", true, false, 3},
		{"re-run tie at a third", {MODE_ALL, ROUND_RERUN, 1, 10, 9}, 3, {3, 3, 2}, "|ab|",
			true, false, 0},
		{"re-run turnout", {MODE_ALL, ROUND_RERUN, 1, 10, 5}, 2, {5, 0}, "||", false, false,
			0},
		{"re-run half filled", {MODE_ALL, ROUND_RERUN, 2, 10, 9}, 3, {3, 2, 2}, "a||", true,
			true, 0},
		{"ties by id", {MODE_ALL, ROUND_FIRST, 3, 10, 10}, 3, {6, 7, 7}, "bca||", true,
			false, 0},
		{"nobody", {MODE_ALL, ROUND_FIRST, 1, 0, 0}, 1, {0}, "||", false, false, 0},
		{"one voter", {MODE_ALL, ROUND_FIRST, 1, 1, 1}, 1, {1}, "a||", true, false, 0},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct candidate candidates[7];
		size_t n = named(candidates, cases[i].votes, cases[i].n);
		struct error error = {0};
		struct outcome outcome;

		T_OK(outcome_decide(&cases[i].contest, candidates, n, &error, &outcome));
		if (strcmp(fates(candidates, n), cases[i].fates) != 0 ||
			outcome.valid != cases[i].valid ||
			outcome.incomplete != cases[i].incomplete ||
			outcome.rerun_seats != cases[i].rerun_seats)
			t_fail(__FILE__, __LINE__, "%s: %s", cases[i].example,
				fates(candidates, n));
	}
}

/* How many of the candidates for whom `of` holds have more votes than this one. */
static size_t better(const int64_t *votes, const bool *of, size_t n, size_t than)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += of[i] && votes[i] > votes[than];
	return count;
}

static size_t at_least_as_good(const int64_t *votes, const bool *of, size_t n, size_t than)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += of[i] && votes[i] >= votes[than];
	return count;
}

/* The fate of one candidate by counting rivals: seated when all who are at least as good find a
 * seat, tied when only some of its equals do. In a first round that leaves seats empty, the rest
 * stand again unless missing + 1 of the rest are better. */
static enum fate expected_fate(
	const struct contest *contest, const int64_t *votes, size_t n, size_t i)
{
	size_t seats = (size_t)contest->seats, able = 0;
	bool qualified[TOY_MAX], rest[TOY_MAX];
	bool valid = contest->mode == MODE_REPS ? contest->p * 3 > contest->n * 2
						: contest->p > contest->n - contest->p;

	for (size_t j = 0; j < n; j++) {
		qualified[j] =
			contest->round == ROUND_TIEBREAK ||
			(contest->round == ROUND_FIRST && votes[j] > contest->p - votes[j]) ||
			(contest->round == ROUND_RERUN && votes[j] * 3 >= contest->p);
		rest[j] = !qualified[j];
		able += qualified[j];
	}
	if (!valid)
		return FATE_NONE;
	if (qualified[i]) {
		if (at_least_as_good(votes, qualified, n, i) <= seats)
			return FATE_ELECTED;
		return better(votes, qualified, n, i) < seats ? FATE_TIED : FATE_NONE;
	}
	if (contest->round != ROUND_FIRST || able >= seats)
		return FATE_NONE;
	return better(votes, rest, n, i) < seats - able + 1 ? FATE_RERUN : FATE_NONE;
}

/* What a round leads to as a whole, from the fates alone. Seats that tied candidates wait for are
 * neither re-run seats nor missing. */
static struct outcome expected_whole(const struct contest *contest, const int64_t *votes, size_t n)
{
	struct outcome whole = {.valid = contest->mode == MODE_REPS
						 ? contest->p * 3 > contest->n * 2
						 : contest->p > contest->n - contest->p};
	int64_t empty = whole.valid ? contest->seats : 0;
	bool tied = false;

	for (size_t i = 0; i < n; i++) {
		enum fate fate = expected_fate(contest, votes, n, i);

		empty -= fate == FATE_ELECTED;
		tied = tied || fate == FATE_TIED;
	}
	if (contest->round == ROUND_FIRST && !tied)
		whole.rerun_seats = empty;
	whole.incomplete = contest->round == ROUND_RERUN && !tied && empty;
	return whole;
}

static void compare_whole(const struct contest *contest, const int64_t *votes, size_t n,
	const struct outcome *outcome)
{
	struct outcome expected = expected_whole(contest, votes, n);

	T_INT(outcome->valid, expected.valid);
	T_INT(outcome->rerun_seats, expected.rerun_seats);
	T_INT(outcome->incomplete, expected.incomplete);
}

static void compare_toy(const struct contest *contest, const int64_t *votes, size_t n)
{
	struct candidate candidates[TOY_MAX];
	struct error error = {0};
	struct outcome outcome;

	named(candidates, votes, n);
	T_OK(outcome_decide(contest, candidates, n, &error, &outcome));
	compare_whole(contest, votes, n, &outcome);
	for (size_t i = 0; i < n; i++) {
		size_t who = (size_t)(candidates[i].id[0] - 'a');

		if (candidates[i].fate != expected_fate(contest, votes, n, who))
			t_fail(__FILE__, __LINE__,
				"mode %d round %d seats %d n %d p %d votes %d %d %d %d: %s",
				contest->mode, contest->round, (int)contest->seats, (int)contest->n,
				(int)contest->p, (int)votes[0], (int)votes[1], (int)votes[2],
				(int)votes[3], fates(candidates, n));
		if (i && (candidates[i - 1].votes < candidates[i].votes ||
				 (candidates[i - 1].votes == candidates[i].votes &&
					 candidates[i - 1].id[0] > candidates[i].id[0])))
			t_fail(__FILE__, __LINE__, "not in order");
	}
}

/* ---- the same as lines of rc.result ---- */

struct lines {
	struct buf asked;
	struct buf expected; /* of each answer as much as comes before its tests */
};

static void add_ids(struct buf *out, const struct contest *contest, const int64_t *votes, size_t n,
	enum fate fate)
{
	bool any = false;

	/* whoever has more votes stands in front, and of equals the first letter */
	for (int64_t many = contest->p; many >= 0; many--)
		for (size_t i = 0; i < n; i++)
			if (votes[i] == many && expected_fate(contest, votes, n, i) == fate) {
				buf_printf(out, "%s\"%s\"", any ? "," : "", ids[i]);
				any = true;
			}
}

static void expect_line(
	struct buf *out, const struct contest *contest, const int64_t *votes, size_t n)
{
	struct outcome whole = expected_whole(contest, votes, n);

	buf_printf(out, "{\"outcome\":\"%s\",\"elected\":[", whole.valid ? "valid" : "not_valid");
	add_ids(out, contest, votes, n, FATE_ELECTED);
	buf_str(out, "],\"tied\":[");
	add_ids(out, contest, votes, n, FATE_TIED);
	buf_char(out, ']');
	if (whole.rerun_seats) {
		buf_printf(
			out, ",\"rerun\":{\"seats\":%d,\"candidates\":[", (int)whole.rerun_seats);
		add_ids(out, contest, votes, n, FATE_RERUN);
		buf_str(out, "]}");
	}
	buf_printf(out, "%s,\"tests\":\n", whole.incomplete ? ",\"incomplete\":true" : "");
}

static void add_line(
	struct lines *lines, const struct contest *contest, const int64_t *votes, size_t n)
{
	static const char *const modes[] = {"all", "household", "reps"};
	static const char *const rounds[] = {"1", "2", "\"tiebreak\""};

	buf_printf(&lines->asked,
		"{\"rule\":\"rc.result\",\"mode\":\"%s\",\"n\":%d,\"p\":%d,\"round\":%s,\"seats\":%"
		"d,"
		"\"votes\":{",
		modes[contest->mode], (int)contest->n, (int)contest->p, rounds[contest->round],
		(int)contest->seats);
	for (size_t i = 0; i < n; i++)
		buf_printf(&lines->asked, "%s\"%s\":%d", i ? "," : "", ids[i], (int)votes[i]);
	buf_str(&lines->asked, "}}\n");
	expect_line(&lines->expected, contest, votes, n);
}

static void compare_lines(const char *answers, const char *expected)
{
	while (*expected) {
		size_t len = strcspn(expected, "\n");

		if (strncmp(answers, expected, len) != 0)
			t_fail(__FILE__, __LINE__, "%.*s, expected\n    %.*s",
				(int)strcspn(answers, "\n"), answers, (int)len, expected);
		answers += strcspn(answers, "\n") + 1;
		expected += len + 1;
	}
	T_STR(answers, "");
}

static void decide(const struct lines *lines)
{
	FILE *in = fmemopen(lines->asked.data, lines->asked.len, "r");
	struct error error = {0};
	char *answers = NULL;
	size_t size = 0, n_bad = 1;
	FILE *out = open_memstream(&answers, &size);

	T_CHECK(in && out);
	T_OK(decide_lines(in, out, &error, &n_bad));
	fclose(in);
	fclose(out);
	t_defer(free, answers);
	T_INT(n_bad, 0);
	compare_lines(answers, lines->expected.data);
}

/* ---- every one ---- */

/* One toy election; a way to hold it against what is expected. */
typedef void toy_fn(void *data, const struct contest *contest, const int64_t *votes, size_t n);

static void as_function(void *data, const struct contest *contest, const int64_t *votes, size_t n)
{
	(void)data;
	compare_toy(contest, votes, n);
}

static void as_line(void *data, const struct contest *contest, const int64_t *votes, size_t n)
{
	add_line(data, contest, votes, n);
}

/* Every vote for `n` candidates, 0 … p each. */
static void each_vote(toy_fn *toy, void *data, const struct contest *contest, size_t n)
{
	int64_t votes[TOY_MAX] = {0};
	size_t at;

	do {
		toy(data, contest, votes, n);
		for (at = 0; at < n && votes[at] == contest->p; at++)
			votes[at] = 0;
		if (at < n)
			votes[at]++;
	} while (at < n);
}

/* All modes, rounds and turnouts of `n` voters, for up to so many candidates and one seat more. */
static void each_toy(toy_fn *toy, void *data, int64_t n, size_t n_candidates)
{
	struct contest contest = {.n = n};

	for (contest.p = 0; contest.p <= n; contest.p++)
		for (int which = 0; which < 9; which++)
			for (contest.seats = 1; contest.seats <= (int64_t)n_candidates + 1;
				contest.seats++) {
				contest.mode = which % 3;
				contest.round = which / 3;
				for (size_t k = 0; k <= n_candidates; k++)
					each_vote(toy, data, &contest, k);
			}
}

/* A60–A71: up to seven voters and four candidates. */
TEST(rules, every_toy_election_agrees_with_counting_rivals)
{
	for (int64_t n = 0; n <= 7; n++)
		each_toy(as_function, NULL, n, n > 5 ? TOY_MAX - 1 : TOY_MAX);
}

/* The same as rc.result answers it: up to five voters and three candidates. */
TEST(rules, every_toy_election_is_answered_as_a_line)
{
	for (int64_t n = 0; n <= 5; n++) {
		struct lines lines;

		buf_init(&lines.asked, LINES_MAX);
		buf_init(&lines.expected, LINES_MAX);
		each_toy(as_line, &lines, n, 3);
		T_CHECK(buf_ok(&lines.asked) && buf_ok(&lines.expected));
		decide(&lines);
		buf_done(&lines.asked);
		buf_done(&lines.expected);
	}
}

/* The order in which candidates are given does not matter. */
TEST(rules, the_order_of_the_candidates_changes_nothing)
{
	static const int64_t votes[] = {6, 5, 4, 4, 4, 3};
	const struct contest contest = {MODE_ALL, ROUND_FIRST, 2, 10, 10};

	for (size_t shift = 0; shift < 6; shift++) {
		struct candidate candidates[6];
		struct error error = {0};
		struct outcome outcome;

		for (size_t i = 0; i < 6; i++) {
			size_t from = (i * 5 + shift) % 6;

			candidates[i] = (struct candidate){.id = ids[from], .votes = votes[from]};
		}
		T_OK(outcome_decide(&contest, candidates, 6, &error, &outcome));
		T_STR(fates(candidates, 6), "a||bcde");
	}
}

TEST(rules, results_refuse_impossible_figures)
{
	static const struct {
		struct contest contest;
		int64_t votes;
		const char *pointer, *rule;
	} cases[] = {
		{{MODE_ALL, ROUND_FIRST, 1, 10, 11}, 1, "/p", "max:/n"},
		{{MODE_ALL, ROUND_FIRST, 1, 10, 8}, 9, "/votes/a", "max:/p"},
		{{MODE_ALL, ROUND_FIRST, 1, 10, 8}, -1, "/votes/a", "min:0"},
		{{MODE_ALL, ROUND_FIRST, 0, 10, 8}, 1, "/seats", "min:1"},
		{{MODE_ALL, ROUND_FIRST, 1, FIGURE_MAX + 1, 8}, 1, "/n", "max:1000000000000000"},
		{{MODE_ALL, ROUND_FIRST, FIGURE_MAX + 1, 10, 8}, 1, "/seats",
			"max:1000000000000000"},
		{{MODE_ALL, ROUND_FIRST, 1, 10, -1}, 0, "/p", "min:0"},
		{{MODE_ALL, ROUND_FIRST, 1, -1, 0}, 0, "/n", "min:0"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct candidate candidate = {.id = "a", .votes = cases[i].votes};
		struct error error = {0};
		struct outcome outcome = {.rerun_seats = 99};

		T_ERR(outcome_decide(&cases[i].contest, &candidate, 1, &error, &outcome), INVALID);
		T_STR(error.fields[0].pointer, cases[i].pointer);
		T_STR(error.fields[0].rule, cases[i].rule);
		T_INT(outcome.rerun_seats, 99);
	}
}
