/* Rounds of many voters: nothing that a request does may need memory for all ballots at once
 * (A4). The tests make requests small instead of rounds large. */
#include "crypto/verify/verify.h"
#include "harness/result.h"
#include "harness/round.h"

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

enum { SMALL_ARENA = 192 << 10 };

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
