/* The course of an election over the API: from the roll to a result that verifies, and the guards
 * on the way (A10–A54; W20's dates). */
#include "harness/course.h"

#include <string.h>

#include "crypto/verify/verify.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

static const char *state_of(struct t_course *course)
{
	return t_json(course->app, t_course_call(course, "GET", "", NULL), "/state");
}

static void check_archive(struct t_course *course)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, course->body->officer.token, "GET",
		t_text(app, "/v1/rounds/%s/archive", course->uuids[0]), NULL);
	struct verify_options options = {.n_threads = 2};
	struct verify_report report;

	T_STATUS(r, 200);
	T_OK(verify_archive(r.body, &options, &app->arena, &report));
	T_CHECK(report.verdict == AUDIT_HOLDS);
}

TEST(elections, a_whole_election_ends_in_a_result_that_verifies)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 40, OPENS, CLOSES);
	struct t_reply r;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, 30);
	t_course_clock(course, "2026-06-20T15:59:59Z");
	T_PROBLEM(app, t_course_call(course, "POST", "/prepare", NULL), 409, "not-frozen-yet");
	t_course_clock(course, "2026-06-20T16:00:00Z");
	T_STR(state_of(course), "polling");
	for (size_t i = 1; i <= 20; i++)
		T_STATUS(t_course_vote(course, i, i % 3 ? "010|0110" : "100|0101"), 201);
	T_STATUS(t_course_vote(course, 1, "001|0011"), 201);
	T_STATUS(t_course_vote(course, 21, "010|0100"), 201);
	t_course_clock(course, CLOSES);
	T_STR(state_of(course), "counting");
	T_STATUS(t_course_vote(course, 22, "010|0100"), 409);
	t_course_count(course);
	r = t_call(app, course->body->officer.token, "GET",
		t_text(app, "/v1/rounds/%s/tally", course->uuids[0]), NULL);
	T_JSON(app, r, "/ballots", "21");
	T_JSON(app, r, "/result/result", "[[6,14,1],[0,20,14,7]]");
	check_archive(course);
}
