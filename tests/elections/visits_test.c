/* Calls at the doors of who has not voted. */
#include <stdlib.h>
#include <string.h>

#include "harness/result.h"

enum { VOTERS = 30 };

static struct t_course *polling(struct t_app *app)
{
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	return course;
}

static const char *door(struct t_course *course, int number)
{
	return t_text(course->app, "/v1/rounds/%s/rights/%d/visits", course->uuids[0], number);
}

static const char *found(struct t_course *course, const char *outcome)
{
	return t_text(course->app, "{\"outcome\":\"%s\"}", outcome);
}

static struct t_reply visit(
	struct t_course *course, const struct t_person *officer, int number, const char *outcome)
{
	return t_call(
		course->app, officer->token, "POST", door(course, number), found(course, outcome));
}

static struct t_person desk_officer(struct t_course *course)
{
	T_STATUS(t_grant(course->app, course->body, 990, "desk"), 201);
	return t_person_in(course->app, course->body, 990);
}

/* Two officers at one door: both calls are kept, and the list shows the later one. */
TEST(visits, calls_of_two_officers_are_both_kept)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person second = desk_officer(course);
	const char *list =
		t_text(app, "/v1/rounds/%s/rights?pending=true&limit=1", course->uuids[0]);
	struct t_reply r = t_call(app, second.token, "GET", list, NULL);

	T_JSON(app, r, "/voters/0/visits", "0");
	T_JSON(app, r, "/voters/0/visit", "");
	T_JSON(app, r, "/voters/0/visited_at", "");
	T_STATUS(visit(course, &course->body->officer, 1, "not_home"), 201);
	t_course_clock(course, "2026-07-01T01:00:00Z");
	r = visit(course, &second, 1, "wants_box");
	T_STATUS(r, 201);
	T_JSON(app, r, "/count", "2");
	T_JSON(app, r, "/visits/0/outcome", "wants_box");
	T_JSON(app, r, "/visits/0/at", "2026-07-01T01:00:00Z");
	T_JSON(app, r, "/visits/1/outcome", "not_home");
	T_CHECK(strstr(t_json(app, r, "/visits/0/by"), "*") != NULL);
	T_STR(t_sql(app, "SELECT count(DISTINCT by_person_id) FROM visit"), "2");

	r = t_call(app, second.token, "GET", list, NULL);
	T_JSON(app, r, "/voters/0/visits", "2");
	T_JSON(app, r, "/voters/0/visit", "wants_box");
	T_JSON(app, r, "/voters/0/visited_at", "2026-07-01T01:00:00Z");
	T_JSON(app, t_call(app, second.token, "GET", door(course, 2), NULL), "/count", "0");
}

/* The answer was lost and the phone asks again. */
TEST(visits, a_repeat_of_the_request_is_one_call)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_reply r;

	for (int i = 0; i < 2; i++)
		r = t_call_once(app, course->body->officer.token, "POST", door(course, 1),
			found(course, "spoken"), "0123456789abcdef");
	T_STATUS(r, 201);
	T_JSON(app, r, "/count", "1");
	T_STR(t_sql(app, "SELECT count(*) FROM visit"), "1");
}

TEST(visits, the_latest_twenty_are_shown_and_all_are_counted)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_reply r;

	for (int i = 0; i < 21; i++)
		r = visit(course, &course->body->officer, 1, i ? "not_home" : "spoken");
	T_JSON(app, r, "/count", "21");
	T_JSON(app, r, "/visits/19/outcome", "not_home");
	T_JSON(app, r, "/visits/20/outcome", "");
}

/* They are the desk's, and there are no words for how somebody votes. */
TEST(visits, are_for_the_desk_alone_and_say_nothing_of_a_vote)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = t_person_in(app, course->body,
		strtoll(t_sql(app, "SELECT person_id FROM voter WHERE number = 1"), NULL, 10));
	const char *before = t_sql(app, "SELECT count(*) FROM record_entry");

	T_PROBLEM(app, t_call(app, NULL, "GET", door(course, 1), NULL), 401, "sign-in-needed");
	T_PROBLEM(app, t_call(app, voter.token, "GET", door(course, 1), NULL), 403, "forbidden");
	T_PROBLEM(app, t_call(app, course->keeper.token, "GET", door(course, 1), NULL), 403,
		"forbidden");
	T_PROBLEM(app, visit(course, &course->keeper, 1, "spoken"), 403, "forbidden");
	T_PROBLEM(app, visit(course, &course->body->officer, 1, "refuses"), 422, "invalid-input");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "POST", door(course, 1),
			"{\"outcome\":\"spoken\",\"note\":\"votes for 王1\"}"),
		422, "invalid-input");
	T_PROBLEM(app, t_call(app, course->body->officer.token, "POST", door(course, 1), "{}"), 422,
		"invalid-input");
	T_STATUS(visit(course, &course->body->officer, 1, "spoken"), 201);
	T_STR(t_sql(app, "SELECT count(*) FROM record_entry"), before);
}

TEST(visits, are_noted_for_voters_while_there_is_a_vote_to_come_to)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	const char *token = course->body->officer.token;

	T_PROBLEM(app, visit(course, &course->body->officer, 99, "spoken"), 409, "not-a-voter");
	T_PROBLEM(app, t_call(app, token, "GET", door(course, 99), NULL), 409, "not-a-voter");
	T_PROBLEM(app, t_call(app, token, "GET", "/v1/rounds/aaaaaaaaaaaaaa/rights/1/visits", NULL),
		404, "not-found");
	T_PROBLEM(app,
		t_call(app, token, "POST", "/v1/rounds/aaaaaaaaaaaaaa/rights/1/visits",
			found(course, "spoken")),
		404, "not-found");
	T_STATUS(t_course_vote(course, 1, "010|0110"), 201);
	T_STATUS(visit(course, &course->body->officer, 1, "spoken"), 201);
	t_course_clock(course, "2026-07-02T01:00:00Z");
	T_PROBLEM(app, visit(course, &course->body->officer, 1, "spoken"), 409, "wrong-state");
	T_JSON(app, t_call(app, token, "GET", door(course, 1), NULL), "/count", "1");
}
