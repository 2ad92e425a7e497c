/* Rounds of many voters: nothing that a request does may need memory for all ballots at once
 * (A4). The tests make requests small instead of rounds large. */
#include "crypto/verify/verify.h"
#include "harness/result.h"
#include "harness/round.h"

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

enum { SMALL_ARENA = 192 << 10, COMMUNITY = 3000, CARDS_MAX = 10000 };

static struct t_reply archive_of(struct t_app *app, const char *uuid)
{
	struct t_reply r =
		t_call(app, NULL, "GET", t_text(app, "/v1/rounds/%s/archive", uuid), NULL);

	T_STATUS(r, 200);
	return r;
}

static struct verify_report verified(struct t_app *app, struct t_reply archive)
{
	struct verify_options options = {.n_threads = 2};
	struct verify_report report;

	T_OK(verify_archive(archive.body, &options, &app->arena, &report));
	T_INT(report.verdict, AUDIT_HOLDS);
	return report;
}

static void vote(struct t_course *course, size_t n, const char *marks)
{
	for (size_t number = 1; number <= n; number++)
		T_STATUS(t_course_vote(course, number, marks), 201);
}

TEST(elections, a_round_longer_than_a_request_may_hold_is_counted_announced_and_read)
{
	struct t_course *course = t_course_new(t_app_new(), 40, OPENS, CLOSES);
	struct t_app *app = course->app;
	struct verify_report report;
	struct t_reply r;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, 30);
	t_course_clock(course, OPENS);
	app->app.api.arena_limit = SMALL_ARENA;
	vote(course, 30, "010|0110");
	vote(course, 15, "001|0101");
	t_course_clock(course, CLOSES);
	t_course_count(course);
	t_result_announce(course);
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/state", "announced");
	r = archive_of(app, course->uuids[0]);
	T_CHECK(r.body.len > SMALL_ARENA);
	report = verified(app, r);
	T_INT(report.n_ballots, 45);
	T_INT(report.n_tallied, 30);
	T_CHECK(report.outcome[VERIFY_RESULT] == VERIFY_HOLDS);
}

/* A second batch closes before the next piece of the archive is made. */
static void vote_on(void *data)
{
	struct t_round *round = data;

	round->app->meanwhile = NULL;
	for (size_t i = 48; i < 70; i++)
		T_STATUS(t_vote(round, i), 201);
}

TEST(elections, an_archive_read_while_a_batch_closes_is_the_stage_at_which_reading_began)
{
	struct t_round *round = t_round_new(t_app_new(), 70);
	struct t_app *app = round->app;
	struct t_reply first, second;

	for (size_t i = 0; i < 48; i++)
		T_STATUS(t_vote(round, i), 201);
	app->meanwhile = vote_on;
	app->data = round;
	first = archive_of(app, round->uuid);
	T_CHECK(!app->meanwhile);
	T_INT(verified(app, first).n_ballots, 32);
	second = archive_of(app, round->uuid);
	T_INT(verified(app, second).n_ballots, 64);
	T_MEM(second.body.data, first.body.data, first.body.len);
}

/* ---- thousands of voters ---- */

/* The cards of a further call come on top, those of a number that has one replace it. */
TEST(elections, the_cards_of_a_large_community_are_registered_in_parts)
{
	struct t_course *course = t_course_new(t_app_new(), COMMUNITY, OPENS, CLOSES);
	struct t_app *app = course->app;
	struct point point = point_generator;
	struct t_reply r;

	t_course_candidates(course);
	t_course_trustees(course);
	T_JSON(app, t_course_cards(course, 1, 1200, &point), "/registered", "1200");
	T_JSON(app, t_course_cards(course, 1001, 2400, &point), "/registered", "2400");
	T_JSON(app, t_course_cards(course, 2401, COMMUNITY, &point), "/registered", "3000");
	t_course_clock(course, OPENS);
	r = t_course_call(course, "GET", "", NULL);
	T_JSON(app, r, "/state", "polling");
	T_JSON(app, r, "/voters", "3000");
	T_JSON(app, r, "/credentials", "3000");
}

TEST(elections, a_call_takes_ten_thousand_cards_and_says_so_of_more)
{
	struct t_course *course = t_course_new(t_app_new(), 10, OPENS, CLOSES);
	struct t_app *app = course->app;
	struct point point = point_generator;
	struct t_reply r;

	t_course_candidates(course);
	r = t_course_cards(course, 1, CARDS_MAX, &point); /* goes on to the list, which is short */
	T_STATUS(r, 422);
	T_JSON(app, r, "/errors/0/pointer", "/cards/10");
	r = t_course_cards(course, 1, CARDS_MAX + 1, &point);
	T_STATUS(r, 422);
	T_JSON(app, r, "/errors/0/pointer", "/cards");
	T_JSON(app, r, "/errors/0/rule", "max:10000");
}

/* The ids of every second person of the roll, from the last to the first. */
static const char *every_second(struct t_course *course)
{
	struct t_app *app = course->app;
	const char *after = "0", *ids = "";
	size_t n = 0;

	while (n < COMMUNITY) {
		struct t_reply r = t_call(app, course->keeper.token, "GET",
			t_text(app, "/v1/bodies/%s/people?limit=50&after=%s", course->body->id,
				after),
			NULL);

		for (size_t i = 0; i < 50; i++, n++) {
			after = t_json(app, r, t_text(app, "/people/%zu/id", i));
			if (n % 2 == 0)
				ids = t_text(app, "\"%s\"%s%s", after, *ids ? "," : "", ids);
		}
	}
	return ids;
}

/* A36: those named make the list, in its order, whatever the order they were named in. */
TEST(elections, fifteen_hundred_representatives_are_named_in_one_call)
{
	const struct t_plan plan = {.n = COMMUNITY,
		.mode = "reps",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	struct t_course *course = t_course_plan(t_app_new(), &plan);
	struct t_app *app = course->app;
	const char *ids = every_second(course);
	struct t_reply r;

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list",
			 t_text(app, "{\"person_ids\":[%s,%s]}", ids, ids)),
		422);
	r = t_course_call(course, "POST", "/list", t_text(app, "{\"person_ids\":[%s]}", ids));
	T_STATUS(r, 201);
	T_JSON(app, r, "/voters", "1500");
	r = t_course_call(course, "GET", "/list?after=1499", NULL);
	T_JSON(app, r, "/voters/0/number", "1500");
	T_JSON(app, r, "/voters/0/building", "30"); /* of the last but one of the roll */
	T_STR(t_json(app, r, "/voters/1/number"), "");
}
