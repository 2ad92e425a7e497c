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

/* W15. */
TEST(rounds, a_rerun_elects_the_highest_of_the_two)
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

/* A small election for 主任 with two candidates, counted with these votes. */
static struct t_course *counted(int first, int second)
{
	static const struct t_plan plan = {.n = 20,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	struct t_course *course = ready(&plan, 2);
	const char *box;

	t_course_clock(course, OPENS);
	box = t_box_new(course, 20);
	t_box_issue_many(course, box, 1, 16);
	t_course_clock(course, CLOSES);
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 4,
			.recovered = 16,
			.invalid = 16 - first - second,
			.votes = {{1, first}, {2, second}}});
	return course;
}

/* A67: a further round follows an announced result that calls for one, and no other. */
TEST(rounds, none_is_scheduled_before_a_result_or_without_a_call)
{
	struct t_course *course = counted(10, 6);
	struct t_app *app = course->app;

	T_PROBLEM(app, t_round_schedule(course, RERUN_OPENS, RERUN_CLOSES), 409, "wrong-state");
	t_result_announce(course);
	T_PROBLEM(app, t_round_schedule(course, RERUN_OPENS, RERUN_CLOSES), 409,
		"round-not-called-for");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "POST", "/v1/elections/99999/rounds",
			"{\"opens_at\":\"" RERUN_OPENS "\",\"closes_at\":\"" RERUN_CLOSES "\"}"),
		404, "not-found");
}

/* A70: within thirty days; the last of them still counts. */
TEST(rounds, a_rerun_is_held_within_thirty_days)
{
	struct t_course *course = counted(8, 8);
	struct t_app *app = course->app;
	struct t_reply r = t_result_announce(course);

	T_STR(t_result_of(course, r, 1, "fate"), "rerun");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-26T16:00:00Z", "2026-07-27T16:00:01Z"),
		409, "round-too-late");
	T_STATUS(t_round_schedule(course, "2026-07-26T16:00:00Z", "2026-07-27T16:00:00Z"), 201);
	T_PROBLEM(app, t_round_schedule(course, RERUN_OPENS, RERUN_CLOSES), 409, "wrong-state");
}

/* A66: those tied in the re-run are voted on once more; the highest wins. */
TEST(rounds, a_tie_of_the_rerun_is_voted_on_once_more)
{
	static const struct t_plan plan = {.n = 20,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"委员", 1, 2}}};
	struct t_course *course = ready(&plan, 2);
	struct t_app *app = course->app;
	const char *box;
	struct t_reply r;

	t_course_clock(course, OPENS);
	box = t_box_new(course, 20);
	t_box_issue_many(course, box, 1, 12);
	t_course_clock(course, CLOSES);
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 8, .recovered = 12, .votes = {{1, 6}, {2, 6}}});
	r = t_result_announce(course);
	T_STR(t_result_of(course, r, 1, "fate"), "rerun");
	T_STATUS(t_round_schedule(course, RERUN_OPENS, RERUN_CLOSES), 201);
	t_course_clock(course, RERUN_OPENS);
	box = t_box_new(course, 20);
	t_box_issue_many(course, box, 1, 12);
	t_course_clock(course, RERUN_CLOSES);
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 8, .recovered = 12, .votes = {{1, 6}, {2, 6}}});
	r = t_result_announce(course);
	T_STR(t_result_of(course, r, 1, "fate"), "tied");
	T_STATUS(t_round_schedule(course, "2026-07-10T16:00:00Z", "2026-07-11T16:00:00Z"), 201);
	t_course_clock(course, "2026-07-10T16:00:00Z");
	box = t_box_new(course, 20);
	t_box_issue_many(course, box, 1, 12);
	t_course_clock(course, "2026-07-11T16:00:00Z");
	t_course_count(course);
	t_box_count(course, box,
		&(struct t_count){.spare = 8, .recovered = 12, .votes = {{1, 7}, {2, 5}}});
	r = t_result_announce(course);
	T_STR(t_result_of(course, r, 1, "fate"), "elected");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-12T16:00:00Z", "2026-07-13T16:00:00Z"),
		409, "round-not-called-for");
}
