/* Further rounds of an election, end to end through the API: re-run and tie-break (A60–A71), by the
 * worked examples W15 and W16 and on small lists. */
#include <string.h>

#include "crypto/verify/verify.h"
#include "elections/model.h"
#include "harness/result.h"
#include "harness/round.h"

#define OPENS   "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES  "2026-06-27T16:00:00Z"
#define OPENS2  "2026-07-04T16:00:00Z"
#define CLOSES2 "2026-07-05T16:00:00Z"
#define OPENS3  "2026-07-10T16:00:00Z"
#define CLOSES3 "2026-07-11T16:00:00Z"

#define REASON "{\"reason\":\"居民代表会议同意\"}"

static struct t_course *ready(const struct t_plan *plan, size_t n_keys)
{
	struct t_course *course = t_course_plan(t_app_new(), plan);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, n_keys);
	return course;
}

/* ---- what anybody sees ---- */

static const char *page(struct t_course *course, const char *path)
{
	struct t_reply r = t_call(course->app, NULL, "GET", path, NULL);

	T_STATUS(r, 200);
	return (const char *)r.body.data;
}

static const char *election_page(struct t_course *course)
{
	return page(course, t_text(course->app, "/e/%s", course->id));
}

static bool shows(const char *text, const char *what)
{
	return strstr(text, what) != NULL;
}

/* The sentence is among those of the result. */
static bool says(struct t_course *course, struct t_reply result, const char *sentence)
{
	for (int i = 0;; i++) {
		const char *at = t_json(course->app, result, t_text(course->app, "/chinese/%d", i));

		if (!*at || strcmp(at, sentence) == 0)
			return *at != '\0';
	}
}

/* The archive of the present round holds by itself, and is the one that the result names. */
static void expect_archive(struct t_course *course, struct t_reply result, uint64_t n_tallied)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, NULL, "GET",
		t_text(app, "/v1/rounds/%s/archive", course->uuids[course->round]), NULL);
	struct verify_options options = {
		.n_threads = 1, .fingerprint = t_json(app, result, "/payload/archive")};
	struct verify_report report;

	T_STATUS(r, 200);
	T_OK(verify_archive(r.body, &options, &app->arena, &report));
	T_INT(report.verdict, AUDIT_HOLDS);
	T_INT(report.outcome[VERIFY_FINGERPRINT], VERIFY_HOLDS);
	T_INT(report.outcome[VERIFY_RESULT], VERIFY_HOLDS);
	T_STR(report.election->uuid, course->uuids[course->round]);
	T_CHECK(report.bound);
	T_INT(report.n_tallied, n_tallied);
}

static struct t_reply complete(struct t_course *course, const char *body)
{
	return t_course_call(course, "POST", "/completion", body);
}

/* Seats stay empty: no other round, and only a reason ends the election (A71). */
static void expect_incomplete(struct t_course *course)
{
	struct t_app *app = course->app;

	T_STR(t_course_state(course), "incomplete");
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/kind", "");
	T_PROBLEM(app, t_round_schedule(course, OPENS3, CLOSES3), 409, "wrong-state");
	T_CHECK(shows(election_page(course), "再次投票后仍有空缺"));
	T_CHECK(shows(election_page(course), "空缺名额"));
	T_STATUS(complete(course, "{}"), 422);
	T_JSON(app, complete(course, REASON), "/state", "completed");
}

/* ---- W15 ---- */

/* 1,500 of 2,000 vote, 20 of them online; X (王1) 740, Y (王2) 620: nobody has 751. */
static struct t_course *without_majority(void)
{
	static const struct t_plan plan = {.n = 2000,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	static const struct t_poll first = {OPENS, CLOSES, {{12, "010"}, {8, "001"}}, 1480,
		{.spare = 20, .recovered = 1480, .invalid = 140, .votes = {{1, 728}, {2, 612}}}};
	struct t_course *course = ready(&plan, 20);
	struct t_reply r = t_poll_hold(course, &first);

	T_STR(t_result_of(course, r, 1, "test"), "2*740 = 1480 > 1500");
	T_STR(t_result_of(course, r, 1, "fate"), "rerun");
	T_STR(t_result_of(course, r, 2, "votes"), "620");
	T_STR(t_result_of(course, r, 2, "fate"), "rerun");
	T_CHECK(says(course, r, "主任缺额 1 名，另行选举（A67）。"));
	T_STR(t_course_state(course), "announced");
	return course;
}

/* W15, A67–A70: the re-run between both elects X; its archive holds, and the first one still. */
TEST(rounds, a_rerun_elects_the_highest_with_a_third_of_the_ballots)
{
	static const struct t_poll rerun = {OPENS2, CLOSES2, {{10, "010"}, {6, "001"}}, 1184,
		{.spare = 816, .recovered = 1184, .invalid = 200, .votes = {{1, 510}, {2, 474}}}};
	struct t_course *course = without_majority();
	struct t_app *app = course->app;
	struct t_reply r, first = t_result_show(course, NULL);

	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/last_day", "2026-07-27");
	T_CHECK(shows(election_page(course), "gongyi call roundSchedule"));
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	T_INT(course->round, 1);
	r = t_poll_hold(course, &rerun);
	T_JSON(app, r, "/payload/kind", "rerun");
	T_JSON(app, r, "/payload/turnout", "2*1200 = 2400 > 2000");
	T_STR(t_result_of(course, r, 1, "test"), "3*520 = 1560 >= 1200");
	T_STR(t_result_of(course, r, 1, "fate"), "elected");
	T_STR(t_result_of(course, r, 2, "fate"), "none");
	T_CHECK(says(course, r, "第十届居民委员会选举，另行选举结果："));
	T_STR(t_course_state(course), "announced");
	expect_archive(course, r, 16);
	course->round = 0;
	expect_archive(course, first, 20);
	T_JSON(app, complete(course, "{}"), "/state", "completed");
}

/* W15, A68, A71: X 390, Y 380 and 430 scattered elect nobody. */
TEST(rounds, less_than_a_third_of_the_ballots_elects_nobody_in_a_rerun)
{
	static const struct t_poll rerun = {OPENS2, CLOSES2, {{5, "010"}, {5, "001"}}, 1190,
		{.spare = 0, .recovered = 1190, .invalid = 430, .votes = {{1, 385}, {2, 375}}}};
	struct t_course *course = without_majority();
	struct t_reply r;

	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	r = t_poll_hold(course, &rerun);
	T_STR(t_result_of(course, r, 1, "test"), "3*390 = 1170 >= 1200");
	T_STR(t_result_of(course, r, 1, "fate"), "none");
	T_CHECK(says(course, r, "主任 王1：390 票，3*390 = 1170 >= 1200，不成立，未当选。"));
	T_CHECK(says(course, r, "主任经另行选举仍有缺额（A71）。"));
	expect_incomplete(course);
}

/* ---- W16 ---- */

/* W16, A65, A66: three seats, 1,300 ballots, 1,000, 900, 700, 700. */
TEST(rounds, a_tiebreak_elects_the_highest_of_those_tied)
{
	static const struct t_plan plan = {.n = 1500,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"委员", 3, 4}}};
	static const struct t_poll first = {OPENS, CLOSES,
		{{6, "01110"}, {5, "01101"}, {1, "10000"}}, 1288,
		{.spare = 12,
			.recovered = 1288,
			.invalid = 30,
			.votes = {{1, 989}, {2, 889}, {3, 694}, {4, 695}}}};
	static const struct t_poll tiebreak = {OPENS2, CLOSES2, {{6, "010"}, {7, "001"}}, 787,
		{.spare = 13, .recovered = 787, .invalid = 687, .votes = {{3, 50}, {4, 50}}}};
	struct t_course *course = ready(&plan, 13);
	struct t_app *app = course->app;
	struct t_reply r = t_poll_hold(course, &first);

	T_STR(t_result_of(course, r, 1, "fate"), "elected");
	T_STR(t_result_of(course, r, 2, "fate"), "elected");
	T_STR(t_result_of(course, r, 3, "test"), "2*700 = 1400 > 1300");
	T_STR(t_result_of(course, r, 3, "fate"), "tied");
	T_STR(t_result_of(course, r, 4, "fate"), "tied");
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/kind", "tiebreak");
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	T_INT(course->round, 2);
	r = t_poll_hold(course, &tiebreak);
	T_JSON(app, r, "/payload/kind", "tiebreak");
	T_JSON(app, r, "/payload/posts/0/seats", "1");
	T_STR(t_result_of(course, r, 1, "fate"), "no candidate");
	T_STR(t_result_of(course, r, 3, "fate"), "none");
	T_STR(t_result_of(course, r, 4, "votes"), "57");
	T_STR(t_result_of(course, r, 4, "fate"), "elected");
	T_STR(t_course_state(course), "announced");
	expect_archive(course, r, 13);
	T_JSON(app, complete(course, "{}"), "/state", "completed");
}

/* ---- small lists ---- */

/* 20 voters with two keys; one chair of two, and two seats of three. */
static const struct t_plan small = {.n = 20,
	.mode = "all",
	.opens = OPENS,
	.closes = CLOSES,
	.posts = {{"主任", 1, 2}, {"委员", 2, 3}}};

/* Twelve papers: nobody is chair, 王3 and 王4 are on the committee. */
static const struct t_poll no_chair = {OPENS, CLOSES, {{0}}, 12,
	{.spare = 8, .recovered = 12, .votes = {{1, 6}, {2, 6}, {3, 12}, {4, 8}, {5, 1}}}};

static struct t_course *called_again(void)
{
	struct t_course *course = ready(&small, 2);

	t_poll_hold(course, &no_chair);
	return course;
}

/* The same again on one day, with other figures. */
static struct t_poll rerun_of(int issued, int recovered, int first, int second)
{
	return (struct t_poll){OPENS2, CLOSES2, {{0}}, issued,
		{.spare = 20 - issued,
			.recovered = recovered,
			.invalid = recovered - first - second,
			.votes = {{1, first}, {2, second}}}};
}

/* A67: a further round follows an announced result that calls for one, and no other. */
TEST(rounds, none_is_scheduled_before_a_result_or_without_a_call)
{
	static const struct t_poll clear = {OPENS, CLOSES, {{0}}, 12,
		{.spare = 8, .recovered = 12, .votes = {{1, 7}, {2, 5}, {3, 12}, {4, 8}, {5, 1}}}};
	struct t_course *course = ready(&small, 2);
	struct t_app *app = course->app;

	t_poll_count(course, &clear);
	T_PROBLEM(app, t_round_schedule(course, OPENS2, CLOSES2), 409, "wrong-state");
	t_result_announce(course);
	T_PROBLEM(app, t_round_schedule(course, OPENS2, CLOSES2), 409, "round-not-called-for");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "POST", "/v1/elections/99999/rounds",
			"{\"opens_at\":\"" OPENS2 "\",\"closes_at\":\"" CLOSES2 "\"}"),
		404, "not-found");
}

TEST(rounds, only_the_committee_schedules_one_and_in_the_future)
{
	struct t_course *course = called_again();
	struct t_app *app = course->app;
	const char *target = t_text(app, "/v1/elections/%s/rounds", course->id);
	const char *body = "{\"opens_at\":\"" OPENS2 "\",\"closes_at\":\"" CLOSES2 "\"}";

	T_STATUS(t_call(app, NULL, "POST", target, body), 401);
	T_STATUS(t_call(app, course->trustees[0].token, "POST", target, body), 403);
	T_STATUS(t_round_schedule(course, OPENS, CLOSES2), 422);
	T_STATUS(t_round_schedule(course, CLOSES2, OPENS2), 422);
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
}

/* A70: within thirty days; the last of them still counts. */
TEST(rounds, a_rerun_is_held_within_thirty_days)
{
	struct t_course *course = called_again();
	struct t_app *app = course->app;

	T_PROBLEM(app, t_round_schedule(course, "2026-07-26T16:00:00Z", "2026-07-27T16:00:01Z"),
		409, "round-too-late");
	T_STATUS(t_round_schedule(course, "2026-07-26T16:00:00Z", "2026-07-27T16:00:00Z"), 201);
	T_PROBLEM(app, t_round_schedule(course, OPENS2, CLOSES2), 409, "wrong-state");
}

/* A70, A71: once the days are over nothing is left but to decide about the empty seat. */
TEST(rounds, a_rerun_nobody_scheduled_in_time_leaves_the_seat_empty)
{
	struct t_course *course = called_again();
	struct t_app *app = course->app;

	T_PROBLEM(app, complete(course, REASON), 409, "seats-open");
	t_course_clock(course, "2026-07-27T16:00:00Z");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-28T16:00:00Z", "2026-07-29T16:00:00Z"),
		409, "round-too-late");
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/kind", "");
	T_CHECK(shows(election_page(course), "gongyi call electionComplete"));
	T_STATUS(complete(course, "{}"), 422);
	T_JSON(app, complete(course, REASON), "/state", "completed");
}

/* A70: the same day; A52's five days are not asked again. What is voted on is recorded. */
TEST(rounds, a_rerun_may_follow_on_the_same_day)
{
	struct t_course *course = called_again();
	struct t_app *app = course->app;
	const char *entry;

	T_STATUS(t_round_schedule(course, "2026-06-27T16:00:01Z", "2026-06-28T02:00:00Z"), 201);
	entry = t_sql(app, "SELECT CAST(entry AS TEXT) FROM record_entry"
			   " WHERE type = 'round.scheduled'");
	T_CHECK(shows(entry, "\"kind\":\"rerun\""));
	T_CHECK(shows(entry, course->uuids[1]));
	T_CHECK(shows(entry, "\"last_day\":\"2026-07-27\""));
	T_CHECK(!shows(entry, "王"));
	T_CHECK(shows(election_page(course), "再次投票的候选人已公布"));
	t_course_clock(course, "2026-06-27T16:00:01Z");
	T_STR(t_course_state(course), "polling");
	t_course_clock(course, "2026-06-28T02:00:00Z");
	T_STR(t_course_state(course), "counting");
}

/* A right of the first round is used up in it; every voter has a new one, over both channels. */
TEST(rounds, whoever_voted_in_the_first_round_votes_again_on_either_channel)
{
	static const struct t_poll first = {OPENS, CLOSES, {{1, "010|0110"}}, 11,
		{.spare = 8, .recovered = 11, .votes = {{1, 5}, {2, 6}, {3, 11}, {4, 8}, {5, 1}}}};
	struct t_course *course = ready(&small, 2);
	struct t_app *app = course->app;
	const char *box;
	struct t_reply r;

	t_poll_hold(course, &first);
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	t_course_clock(course, OPENS2);
	box = t_box_new(course, 20);
	T_STATUS(t_box_issue(course, box, 1), 200); /* online before */
	T_PROBLEM(app, t_course_vote(course, 1, "010"), 409, "right-used-on-paper");
	r = t_course_vote(course, 2, "010"); /* on paper before */
	T_STATUS(r, 201);
	T_PROBLEM(app, t_box_issue(course, box, 2), 409, "right-used-online");
	T_STATUS(t_course_vote(course, 2, "001"), 201);
}

/* Both rounds have the same question, so that only the round tells their ballots apart. */
TEST(rounds, a_ballot_of_the_first_round_is_refused_in_the_rerun)
{
	static const struct t_plan plan = {.n = 20,
		.mode = "all",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	static const struct t_poll first = {
		OPENS, CLOSES, {{0}}, 12, {.spare = 8, .recovered = 12, .votes = {{1, 6}, {2, 6}}}};
	struct t_course *course = ready(&plan, 2);
	struct t_app *app = course->app;
	const char *rerun = t_text(app, "/v1/rounds/%s/ballots", course->uuids[1]);
	struct span old;

	t_course_clock(course, OPENS);
	old = t_course_ballot(course, 1, "010");
	T_PROBLEM(app, t_call_raw(app, NULL, "POST", rerun, old.data, old.len), 409,
		"ballot-paper-pending");
	t_poll_hold(course, &first);
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	T_PROBLEM(app, t_course_vote(course, 1, "010"), 409, "polling-not-open");
	t_course_clock(course, OPENS2);
	T_PROBLEM(app, t_call_raw(app, NULL, "POST", rerun, old.data, old.len), 422, "ballot-form");
	T_STATUS(t_course_vote(course, 1, "010"), 201);
	course->round = 0;
	T_PROBLEM(app, t_course_vote(course, 1, "010"), 409, "polling-over");
}

/* A66: those tied in the re-run are voted on once more, together with those of the first round. */
TEST(rounds, one_tiebreak_is_over_all_that_are_tied)
{
	static const struct t_poll first = {OPENS, CLOSES, {{0}}, 12,
		{.spare = 8, .recovered = 12, .votes = {{1, 6}, {2, 6}, {3, 10}, {4, 7}, {5, 7}}}};
	static const struct t_poll tiebreak = {OPENS3, CLOSES3, {{1, "010|001"}}, 11,
		{.spare = 8, .recovered = 11, .votes = {{1, 5}, {2, 6}, {4, 6}, {5, 4}}}};
	struct t_poll rerun = rerun_of(12, 12, 6, 6);
	struct t_course *course = ready(&small, 2);
	struct t_app *app = course->app;
	struct t_reply r;

	t_poll_hold(course, &first);
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	T_INT(course->round, 1);
	r = t_poll_hold(course, &rerun);
	T_STR(t_result_of(course, r, 1, "fate"), "tied");
	T_STR(t_result_of(course, r, 4, "fate"), "no candidate");
	T_CHECK(says(
		course, r, "主任 王1：6 票，3*6 = 18 >= 12，成立，得票相同，须再次投票（A66）。"));
	T_STATUS(t_round_schedule(course, OPENS3, CLOSES3), 201);
	T_INT(course->round, 2);
	r = t_poll_hold(course, &tiebreak);
	T_STR(t_result_of(course, r, 3, "fate"), "no candidate");
	T_STR(t_result_of(course, r, 4, "fate"), "elected");
	T_STR(t_result_of(course, r, 5, "votes"), "5");
	T_STR(t_result_of(course, r, 1, "fate"), "tied"); /* 6 : 6 */
	T_CHECK(says(course, r, "主任 王1：6 票，得票仍然相同，未能决出。"));
	T_CHECK(says(course, r, "主任经再次投票仍有缺额（A71）。"));
	T_CHECK(!shows(t_json(app, r, "/chinese"), "须再次投票"));
	expect_incomplete(course);
}

/* A66: the page lists who is elected over all rounds, and by which. */
TEST(rounds, the_page_lists_who_is_elected_over_all_rounds)
{
	struct t_poll rerun = rerun_of(12, 12, 5, 6);
	struct t_course *course = called_again();
	const char *text = election_page(course);

	T_CHECK(shows(text, "<li>王3</li>"));
	T_CHECK(shows(text, "空缺名额"));
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	t_poll_hold(course, &rerun);
	text = election_page(course);
	T_CHECK(shows(text, "<li>王3</li>"));
	T_CHECK(shows(text, "<li>王4</li>"));
	T_CHECK(shows(text, "<li>王2<p"));
	T_CHECK(!shows(text, "空缺名额"));
	T_CHECK(shows(text, t_text(course->app, "/v1/rounds/%s/archive", course->uuids[1])));
	T_CHECK(!shows(text, course->uuids[2]));
}

/* A card's address leads to the first round; its page leads on. */
TEST(rounds, the_first_round_s_page_leads_to_the_vote_that_is_open)
{
	struct t_course *course = called_again();
	struct t_app *app = course->app;
	const char *first = t_text(app, "/vote/%s", course->uuids[0]);
	const char *second = t_text(app, "/vote/%s", course->uuids[1]);

	T_CHECK(!shows(page(course, first), second));
	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	t_course_clock(course, OPENS2);
	T_CHECK(shows(page(course, first), second));
	T_CHECK(shows(page(course, second), "王2"));
	T_CHECK(!shows(page(course, second), "王3"));
}

/* A68 (W15's 400 of 1,200): exactly a third is enough. */
TEST(rounds, exactly_a_third_of_the_ballots_is_enough_in_a_rerun)
{
	struct t_poll rerun = rerun_of(12, 12, 4, 3);
	struct t_course *course = called_again();
	struct t_reply r;

	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	r = t_poll_hold(course, &rerun);
	T_STR(t_result_of(course, r, 1, "test"), "3*4 = 12 >= 12");
	T_STR(t_result_of(course, r, 1, "fate"), "elected");
	T_STR(t_result_of(course, r, 2, "test"), "3*3 = 9 >= 12");
	T_STR(t_course_state(course), "announced");
}

/* A69, A71: too few come to the re-run; who was elected before stays elected. */
TEST(rounds, a_rerun_with_too_small_a_turnout_fills_nothing)
{
	struct t_poll rerun = rerun_of(10, 10, 10, 0);
	struct t_course *course = called_again();
	struct t_reply r;

	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	r = t_poll_hold(course, &rerun);
	T_JSON(course->app, r, "/payload/verdict", "not_valid");
	T_JSON(course->app, r, "/payload/turnout", "2*10 = 20 > 20");
	T_CHECK(says(course, r, "此前已经当选的不受影响；本次投票的名额仍然空缺（A71）。"));
	T_CHECK(shows(election_page(course), "<li>王3</li>"));
	expect_incomplete(course);
}

/* A88, A71: so does one whose boxes hold more than was issued. */
TEST(rounds, a_void_rerun_fills_nothing)
{
	struct t_poll rerun = rerun_of(12, 13, 12, 1);
	struct t_course *course = called_again();
	struct t_reply r;

	T_STATUS(t_round_schedule(course, OPENS2, CLOSES2), 201);
	r = t_poll_hold(course, &rerun);
	T_JSON(course->app, r, "/payload/verdict", "void");
	T_CHECK(shows(election_page(course), "<li>王4</li>"));
	expect_incomplete(course);
}

/* A38, A39: before a further round as before the first; A35, A49 and A52 belong to the first. */
TEST(rounds, an_undecided_objection_keeps_every_round_from_opening)
{
	struct guard_facts facts = {.open_objections = 1};
	struct election_scope scope = {0};
	struct error error = {0};

	T_INT(guard_polling(&scope, &facts, KIND_RERUN, &error), ERR_OBJECTIONS_OPEN);
	T_INT(guard_polling(&scope, &facts, KIND_TIEBREAK, &error), ERR_OBJECTIONS_OPEN);
	facts.objections_overridden = true;
	T_OK(guard_polling(&scope, &facts, KIND_RERUN, &error));
}
