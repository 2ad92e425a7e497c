/* How many have voted, told while they do. */
#include <stdlib.h>

#include "harness/result.h"

#define OPENS  "2026-07-01T00:00:00Z"
#define CLOSES "2026-07-08T00:00:00Z"

enum { VOTERS = 30 };

static struct t_course *polling(void)
{
	struct t_course *course = t_course_new(t_app_new(), VOTERS, OPENS, CLOSES);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, OPENS);
	return course;
}

static struct t_reply told(struct t_course *course, const char *token, const char *which)
{
	struct t_app *app = course->app;

	return t_call(app, token, "GET",
		t_text(app, "/v1/rounds/%s%s/turnout", course->uuids[0], which), NULL);
}

static struct t_reply public(struct t_course *course)
{
	return told(course, NULL, "");
}

static struct t_reply at_desk(struct t_course *course)
{
	return told(course, course->body->officer.token, "/rights");
}

/* A61: more than half of 30 must take part. */
TEST(voted, everybody_is_told_how_many_are_needed)
{
	struct t_course *course = polling();
	struct t_app *app = course->app;
	struct t_reply r = public(course);

	T_STATUS(r, 200);
	T_JSON(app, r, "/state", "polling");
	T_JSON(app, r, "/voters", "30");
	T_JSON(app, r, "/voted", "0");
	T_JSON(app, r, "/needed", "16");
	T_PROBLEM(app, t_call(app, NULL, "GET", "/v1/rounds/aaaaaaaaaaaaaa/turnout", NULL), 404,
		"not-found");
}

/* An online ballot is told with its batch, a paper at once; a second ballot of a voter is no second
 * voter. */
TEST(voted, the_public_sum_moves_with_the_record)
{
	struct t_course *course = polling();
	struct t_app *app = course->app;
	const char *box = t_box_new(course, 5);

	T_STATUS(t_course_vote(course, 1, "010|0110"), 201);
	T_JSON(app, public(course), "/voted", "0");
	t_box_issue_many(course, box, 2, 2);
	T_JSON(app, public(course), "/voted", "2");
	t_course_clock(course, "2026-07-01T00:11:00Z"); /* the batch is due after ten minutes */
	T_JSON(app, public(course), "/voted", "3");
	T_STATUS(t_course_vote(course, 1, "100|0110"), 201);
	T_STATUS(t_course_vote(course, 4, "100|0110"), 201);
	T_JSON(app, public(course), "/voted", "3");
	t_course_clock(course, "2026-07-01T00:22:00Z");
	T_JSON(app, public(course), "/voted", "4");
	T_STATUS(t_course_vote(course, 5, "100|0110"), 201);
	t_course_clock(course, CLOSES);
	T_JSON(app, public(course), "/voted", "5");
	T_JSON(app, public(course), "/state", "closed");
}

/* "" beyond the last. */
static const char *building(struct t_app *app, struct t_reply r, int i, const char *what)
{
	return t_json(app, r, t_text(app, "/buildings/%d/%s", i, what));
}

/* A85: the desk sees each voter anyway. */
TEST(voted, the_desk_is_told_at_once_by_channel_and_building)
{
	struct t_course *course = polling();
	struct t_app *app = course->app;
	const char *box = t_box_new(course, 5);
	int voters = 0, voted = 0;
	struct t_reply r;

	T_STATUS(t_course_vote(course, 1, "010|0110"), 201);
	T_STATUS(t_course_vote(course, 1, "100|0110"), 201);
	t_box_issue_many(course, box, 2, 2);
	r = at_desk(course);
	T_STATUS(r, 200);
	T_JSON(app, r, "/online", "1");
	T_JSON(app, r, "/paper", "2");
	T_JSON(app, r, "/proxy_paper", "0");
	T_JSON(app, r, "/needed", "16");
	for (int i = 0; *building(app, r, i, "building"); i++) {
		voters += (int)strtol(building(app, r, i, "voters"), NULL, 10);
		voted += (int)strtol(building(app, r, i, "voted"), NULL, 10);
	}
	T_INT(voters, VOTERS);
	T_INT(voted, 3);
}

TEST(voted, only_the_desk_is_told_by_channel)
{
	struct t_course *course = polling();
	struct t_app *app = course->app;

	T_PROBLEM(app, told(course, NULL, "/rights"), 401, "sign-in-needed");
	T_PROBLEM(app, told(course, course->keeper.token, "/rights"), 403, "forbidden");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "GET",
			"/v1/rounds/aaaaaaaaaaaaaa/rights/turnout", NULL),
		404, "not-found");
}
