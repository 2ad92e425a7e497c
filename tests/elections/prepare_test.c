/* Preparing the first round between the credential freeze and the opening (A81), and the desk
 * before it opens. */
#include <string.h>

#include "harness/course.h"
#include "harness/round.h"

#define FREEZE "2026-06-20T16:00:00Z" /* 2026-06-21, 00:00 in Shanghai */
#define OPENS  "2026-06-21T00:00:00Z" /* 08:00 */
#define CLOSES "2026-06-27T16:00:00Z"

/* Candidates are published; keys and trustees are missing. */
static struct t_course *published(struct t_app *app)
{
	struct t_course *course = t_course_new(app, 8, OPENS, CLOSES);

	t_course_candidates(course);
	return course;
}

static struct t_reply prepare(struct t_course *course)
{
	return t_course_call(course, "POST", "/prepare", NULL);
}

static const char *round_state(struct t_course *course)
{
	struct t_reply r = t_call(course->app, NULL, "GET",
		t_text(course->app, "/v1/elections/%s", course->id), NULL);

	return t_json(course->app, r, "/rounds/0/state");
}

/* A member of what the election says did not happen by itself; "" when all did. */
static const char *held_up(struct t_course *course, const char *member)
{
	return t_json(course->app, t_course_call(course, "GET", "", NULL),
		t_text(course->app, "/held_up/%s", member));
}

static bool on_page(struct t_course *course, const char *text)
{
	struct t_reply r =
		t_call(course->app, NULL, "GET", t_text(course->app, "/e/%s", course->id), NULL);

	T_STATUS(r, 200);
	return strstr((const char *)r.body.data, text) != NULL;
}

TEST(elections, a_round_that_was_held_up_at_the_freeze_is_prepared_by_hand)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	struct t_reply r;

	T_PROBLEM(app, prepare(course), 409, "not-frozen-yet");
	t_course_keys(course, 5);
	T_STR(held_up(course, "act"), "");
	t_course_clock(course, FREEZE); /* it would have been prepared now */
	T_STR(round_state(course), "reserved");
	T_STR(held_up(course, "act"), "round.prepare");
	T_STR(held_up(course, "at"), FREEZE);
	T_STR(held_up(course, "reason"), "trustees-incomplete");
	T_STR(held_up(course, "english"), "The trustees have not finished their set-up");
	T_STR(held_up(course, "chinese"), "监票人密钥设置尚未完成");
	T_CHECK(on_page(course, "The ballot paper was not fixed in time"));
	T_CHECK(on_page(course, "监票人密钥设置尚未完成"));
	T_CHECK(on_page(course, "gongyi call roundPrepare"));
	T_PROBLEM(app, prepare(course), 409, "trustees-incomplete");
	t_course_trustees(course);
	r = prepare(course);
	T_STATUS(r, 200);
	T_JSON(app, r, "/held_up", "");
	T_STR(round_state(course), "prepared");
	T_CHECK(!on_page(course, "was not fixed in time"));
	T_PROBLEM(app, prepare(course), 409, "wrong-state"); /* its documents are fixed */
	t_course_clock(course, OPENS);
	T_STR(round_state(course), "polling");
}

/* A49: candidates who withdraw at the last moment keep polling from opening. */
TEST(elections, polling_that_did_not_open_says_what_for)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);

	t_course_keys(course, 5);
	t_course_trustees(course);
	t_course_clock(course, FREEZE);
	T_STR(round_state(course), "prepared");
	t_sql(app, "UPDATE candidate SET state = 'withdrawn' WHERE position = 1");
	t_course_clock(course, OPENS);
	T_STR(round_state(course), "prepared");
	T_STR(held_up(course, "act"), "polling.open");
	T_STR(held_up(course, "reason"), "candidates-too-few");
	T_CHECK(on_page(course, "Polling did not open in time"));
}

TEST(elections, a_round_needs_voting_keys)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);

	t_course_trustees(course);
	t_course_clock(course, FREEZE);
	T_PROBLEM(app, prepare(course), 409, "no-credentials");
}

TEST(elections, a_round_is_prepared_before_its_polling_should_open)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	struct t_reply r;

	t_course_keys(course, 5);
	t_course_clock(course, "2026-06-21T00:00:01Z");
	t_course_trustees(course);
	r = prepare(course);
	T_PROBLEM(app, r, 409, "polling-past");
	T_JSON(app, r, "/title", "Polling should have opened at 2026-06-21 08:00");
}

TEST(elections, no_round_is_prepared_before_its_candidates_are_published)
{
	struct t_app *app = t_app_new();

	T_PROBLEM(app, prepare(t_course_new(app, 3, OPENS, CLOSES)), 409, "wrong-state");
}

/* Boxes and papers come early, voters do not. */
TEST(elections, a_desk_gives_no_paper_before_polling_opens)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	const char *token = course->body->officer.token, *box;
	struct t_reply r;

	t_course_keys(course, 5);
	t_course_trustees(course);
	t_course_clock(course, FREEZE);
	r = t_call(app, token, "POST", t_text(app, "/v1/rounds/%s/boxes", course->uuids[0]),
		"{\"name\":\"一号票箱\",\"kind\":\"station\",\"printed\":9}");
	T_STATUS(r, 201);
	box = t_text(app, "/v1/boxes/%s", t_json(app, r, "/id"));
	T_PROBLEM(app,
		t_call(app, token, "POST", t_text(app, "%s/issues", box),
			"{\"voter_number\":6,\"identity_checked\":true}"),
		409, "polling-not-open");
	T_PROBLEM(app, t_call(app, token, "POST", t_text(app, "%s/spoiled", box), NULL), 409,
		"polling-not-open");
	t_course_clock(course, OPENS);
	T_STATUS(t_call(app, token, "POST", t_text(app, "%s/issues", box),
			 "{\"voter_number\":6,\"identity_checked\":true}"),
		200);
	T_STATUS(t_call(app, token, "POST", t_text(app, "%s/spoiled", box), NULL), 200);
}

/* ---- what does not exist ---- */

static void expect_missing(struct t_course *course, const struct t_person *person,
	const char *method, const char *target, const char *body)
{
	T_PROBLEM(course->app, t_call(course->app, person->token, method, target, body), 404,
		"not-found");
}

TEST(elections, boxes_that_do_not_exist_are_not_found)
{
	struct t_course *course = t_course_new(t_app_new(), 3, OPENS, CLOSES);
	const struct t_person *officer = &course->body->officer;

	expect_missing(course, officer, "POST", "/v1/boxes/4711/close", "{\"spare\":0}");
	expect_missing(course, officer, "POST", "/v1/boxes/4711/explanation", "{\"text\":\"无\"}");
	expect_missing(course, officer, "POST", "/v1/boxes/4711/issues",
		"{\"voter_number\":1,\"identity_checked\":true}");
	expect_missing(course, officer, "POST", "/v1/boxes/4711/spoiled", NULL);
	expect_missing(course, officer, "GET", "/v1/boxes/4711/counts", NULL);
	expect_missing(course, &course->counter, "POST", "/v1/boxes/4711/counts",
		"{\"recovered\":0,\"valid\":0,\"invalid\":0,\"votes\":{}}");
	expect_missing(course, officer, "GET", "/v1/rounds/11111111111111/boxes", NULL);
	expect_missing(course, officer, "POST", "/v1/rounds/11111111111111/boxes",
		"{\"name\":\"一号票箱\",\"kind\":\"station\",\"printed\":9}");
}
