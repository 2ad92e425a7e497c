/* The desk looks voters up. */
#include <string.h>

#include "harness/result.h"

enum { VOTERS = 30 };

static struct t_reply look(struct t_course *course, const char *query)
{
	struct t_app *app = course->app;

	return t_call(app, course->body->officer.token, "GET",
		t_text(app, "/v1/rounds/%s/rights%s", course->uuids[0], query), NULL);
}

/* A85, D2: whether she voted and how, never what; her name masked. */
TEST(desk, a_voter_is_found_by_number_name_and_building)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
	const char *name, *box;
	struct t_reply r;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	T_STATUS(t_course_vote(course, 1, "010|0110"), 201);
	box = t_box_new(course, 5);
	t_box_issue_many(course, box, 2, 1);

	r = look(course, "?number=1");
	T_STATUS(r, 200);
	T_JSON(app, r, "/voters/0/state", "online");
	T_JSON(app, look(course, "?number=2"), "/voters/0/state", "paper");
	T_JSON(app, look(course, "?number=99"), "/voters", "[]");
	name = t_sql(app, "SELECT person.name FROM person JOIN voter ON person_id = person.id"
			  " WHERE number = 3");
	r = look(course, t_text(app, "?name=%s", name));
	T_JSON(app, r, "/voters/0/number", "3");
	T_JSON(app, r, "/voters/0/state", "free");
	T_CHECK(strstr(t_json(app, r, "/voters/0/name"), "*"));
	r = look(course, "?pending=true&limit=2");
	T_JSON(app, r, "/voters/0/number", "3");
	T_JSON(app, r, "/voters/1/number", "4");
	T_JSON(app, r, "/next", "4");
	T_JSON(app, look(course, "?building=999"), "/voters", "[]");
}

TEST(desk, only_the_desk_looks_voters_up)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
	const char *at = t_text(app, "/v1/rounds/%s/rights", course->uuids[0]);

	T_PROBLEM(app, t_call(app, NULL, "GET", at, NULL), 401, "sign-in-needed");
	T_PROBLEM(app, t_call(app, course->keeper.token, "GET", at, NULL), 403, "forbidden");
	T_PROBLEM(app, look(course, "?number=0"), 422, "invalid-input");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "GET", "/v1/rounds/aaaaaaaaaaaaaa/rights",
			NULL),
		404, "not-found");
}
