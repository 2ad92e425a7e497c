/* Further rounds of an election, end to end through the API: re-run and tie-break (A60–A71). */
#include <string.h>

#include "harness/result.h"

#define OPENS        "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES       "2026-06-27T16:00:00Z"
#define RERUN_OPENS  "2026-07-04T16:00:00Z"
#define RERUN_CLOSES "2026-07-05T16:00:00Z"

static struct t_course *ready(const struct t_plan *plan, size_t n_keys)
{
	struct t_course *course = t_course_plan(t_app_new(), plan);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, n_keys);
	return course;
}

TEST(rounds, a_rerun)
{
	static const struct t_plan plan = {.n = 2000,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	struct t_course *course = ready(&plan, 20);
	const char *box;
	struct t_reply r;

	t_course_clock(course, OPENS);
	box = t_box_new(course, 2000);
	t_box_issue_many(course, box, 1, 1500);
	t_course_clock(course, CLOSES);
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 500,
			.recovered = 1500,
			.invalid = 140,
			.votes = {{1, 740}, {2, 620}}});
	r = t_result_announce(course);
	T_STR(t_result_of(course, r, 1, "fate"), "rerun");
	T_STATUS(t_round_schedule(course, RERUN_OPENS, RERUN_CLOSES), 201);
	t_course_clock(course, RERUN_OPENS);
	T_STR(t_course_state(course), "polling");
	box = t_box_new(course, 2000);
	t_box_issue_many(course, box, 1, 1200);
	t_course_clock(course, RERUN_CLOSES);
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 800,
			.recovered = 1200,
			.invalid = 200,
			.votes = {{1, 520}, {2, 480}}});
	r = t_result_announce(course);
	T_STR(t_result_of(course, r, 1, "fate"), "elected");
	T_STR(t_course_state(course), "announced");
}
