/* What a voter costs in a large community and in a small one: nothing may grow faster than the
 * number of voters. */
#include <stdio.h>

#include "bench/measure.h"
#include "harness/course.h"

enum { SMALL = 2000, LARGE = 20000, CARDS_AT_ONCE = 2000 }; /* divides both */

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

static const char *const steps[] = {"roll imported, election drafted",
	"list and candidates published", "cards registered", "ballot paper fixed, polling open"};
enum { STEPS = COUNT_OF(steps) };

static void run(size_t n, double ret_seconds[STEPS])
{
	struct t_app *app = t_app_new();
	struct point point = point_generator;
	struct t_course *course;
	struct cost start = cost_now();
	size_t step = 0;

	course = t_course_new(app, n, OPENS, CLOSES);
	ret_seconds[step++] = cost_since(start).cpu;
	start = cost_now();
	t_course_candidates(course);
	ret_seconds[step++] = cost_since(start).cpu;
	t_course_trustees(course);
	start = cost_now();
	for (size_t i = 1; i <= n; i += CARDS_AT_ONCE)
		T_STATUS(t_course_cards(course, i, i + CARDS_AT_ONCE - 1, &point), 200);
	ret_seconds[step++] = cost_since(start).cpu;
	t_course_clock(course, "2026-06-20T15:00:00Z");
	start = cost_now();
	t_course_clock(course, OPENS);
	ret_seconds[step++] = cost_since(start).cpu;
	T_STR(t_course_state(course), "polling");
}

TEST(bench, a_voter_costs_the_same_in_a_large_community)
{
	double small[STEPS], large[STEPS];

	run(SMALL, small);
	run(LARGE, large);
	report("CPU for each of %d and of %d voters, and the ratio (goal: below 2)", SMALL, LARGE);
	for (size_t i = 0; i < STEPS; i++)
		report("%6.0f µs %6.0f µs  %.2f  %s", small[i] * 1e6 / SMALL,
			large[i] * 1e6 / LARGE, large[i] / LARGE / (small[i] / SMALL), steps[i]);
}
