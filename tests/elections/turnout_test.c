/* The worked examples of a single round with their full figures, end to end through the API: W14,
 * W17, the election half of W19, and the dates of W20. */
#include <string.h>

#include "harness/result.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

static struct t_course *ready(const struct t_plan *plan)
{
	struct t_course *course = t_course_plan(t_app_new(), plan);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, 1);
	return course;
}

/* Five seats and six candidates on a list of so many. */
static struct t_plan five_seats(size_t n)
{
	return (struct t_plan){
		.n = n, .mode = "all", .opens = OPENS, .closes = CLOSES, .posts = {{"委员", 5, 6}}};
}

/* ---- W14 ---- */

/* W14, A61: 1,200 of 2,400 are half of the list, and not more. */
TEST(turnout, half_of_the_list_is_too_few_and_ends_the_election)
{
	static const struct t_poll poll = {OPENS, CLOSES, {{0}}, 1200,
		{.spare = 1200,
			.recovered = 1200,
			.votes = {{1, 900}, {2, 812}, {3, 760}, {4, 640}, {5, 601}, {6, 600}}}};
	const struct t_plan plan = five_seats(2400);
	struct t_course *course = ready(&plan);
	struct t_app *app = course->app;
	struct t_reply r = t_poll_hold(course, &poll);

	T_JSON(app, r, "/payload/n", "2400");
	T_JSON(app, r, "/payload/turnout", "2*1200 = 2400 > 2400");
	T_JSON(app, r, "/payload/verdict", "not_valid");
	T_STR(t_result_of(course, r, 1, "fate"), "none");
	T_STR(t_course_state(course), "invalid_turnout");
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/kind", "");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-04T16:00:00Z", "2026-07-05T16:00:00Z"),
		409, "wrong-state");
	r = t_call(app, NULL, "GET", t_text(app, "/e/%s", course->id), NULL);
	T_CHECK(strstr((const char *)r.body.data, "2*1200 = 2400 &gt; 2400"));
	T_CHECK(strstr((const char *)r.body.data, "无人当选，本次选举到此结束"));
	T_CHECK(strstr((const char *)r.body.data, "gongyi call electionCreate"));
}

/* W14, A61, A64: with one more the vote is valid, and 601 votes elect, 600 do not; without a
 * second vote for a sixth seat that there is not. */
TEST(turnout, one_more_than_half_is_valid_and_the_majority_is_of_those_who_voted)
{
	static const struct t_poll poll = {OPENS, CLOSES, {{1, "0111110"}}, 1200,
		{.spare = 1200,
			.recovered = 1200,
			.votes = {{1, 899}, {2, 811}, {3, 759}, {4, 639}, {5, 600}, {6, 600}}}};
	const struct t_plan plan = five_seats(2400);
	struct t_course *course = ready(&plan);
	struct t_app *app = course->app;
	struct t_reply r = t_poll_hold(course, &poll);

	T_JSON(app, r, "/payload/turnout", "2*1201 = 2402 > 2400");
	T_JSON(app, r, "/payload/verdict", "valid");
	for (int number = 1; number <= 5; number++)
		T_STR(t_result_of(course, r, number, "fate"), "elected");
	T_STR(t_result_of(course, r, 5, "test"), "2*601 = 1202 > 1201");
	T_STR(t_result_of(course, r, 6, "test"), "2*600 = 1200 > 1201");
	T_STR(t_result_of(course, r, 6, "holds"), "false");
	T_STR(t_result_of(course, r, 6, "fate"), "none");
	T_JSON(app, r, "/payload/posts/0/rerun_seats", "0");
	T_STR(t_course_state(course), "announced");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-04T16:00:00Z", "2026-07-05T16:00:00Z"),
		409, "round-not-called-for");
}

/* ---- W17 ---- */

/* 1,000 papers issued to a list of 1,900, of which so many were in the box. */
static struct t_course *thousand(int recovered)
{
	const struct t_poll poll = {OPENS, CLOSES, {{0}}, 1000,
		{.spare = 100,
			.recovered = recovered,
			.invalid = 30,
			.votes = {{1, 900}, {2, 800}, {3, 700}, {4, 600}, {5, 501}, {6, 490}}}};
	const struct t_plan plan = five_seats(1900);
	struct t_course *course = ready(&plan);

	t_poll_count(course, &poll);
	return course;
}

/* W17, A64, A84: invalid and blank papers count among those who voted. */
TEST(turnout, invalid_and_blank_ballots_raise_the_majority)
{
	struct t_course *course = thousand(1000);
	struct t_app *app = course->app;
	struct t_reply r = t_result_announce(course);

	T_JSON(app, r, "/payload/p", "1000");
	T_JSON(app, r, "/payload/boxes/0/valid", "970");
	T_STR(t_result_of(course, r, 5, "test"), "2*501 = 1002 > 1000");
	T_STR(t_result_of(course, r, 5, "fate"), "elected");
	T_STR(t_result_of(course, r, 6, "test"), "2*490 = 980 > 1000");
	T_STR(t_result_of(course, r, 6, "fate"), "none");
	T_STR(t_course_state(course), "announced");
}

/* W17, A88: 1,003 in the box and 1,000 issued; nothing that is said about it makes it valid. */
TEST(turnout, three_ballots_too_many_void_the_vote)
{
	struct t_course *course = thousand(1003);
	struct t_app *app = course->app;
	struct t_reply r = t_result_announce(course);

	T_JSON(app, r, "/payload/verdict", "void");
	T_STR(t_result_of(course, r, 1, "fate"), "none");
	T_STR(t_course_state(course), "void");
	T_PROBLEM(app, t_round_schedule(course, "2026-07-04T16:00:00Z", "2026-07-05T16:00:00Z"),
		409, "wrong-state");
	r = t_call(app, NULL, "GET", t_text(app, "/e/%s", course->id), NULL);
	T_CHECK(strstr((const char *)r.body.data, "投票无效，选举作废"));
}

/* W17, A89: 997 block the result until somebody says why; then they are who voted. */
TEST(turnout, three_ballots_missing_are_explained_and_the_vote_is_valid)
{
	struct t_course *course = thousand(997);
	struct t_app *app = course->app;
	struct t_reply r = t_result_draw(course);

	T_PROBLEM(app, r, 409, "result-blocked");
	t_box_explain(course, "三名选民将选票带走");
	r = t_result_announce(course);
	T_JSON(app, r, "/payload/verdict", "valid");
	T_JSON(app, r, "/payload/p", "997");
	T_JSON(app, r, "/payload/boxes/0/explanation", "三名选民将选票带走");
	T_STR(t_result_of(course, r, 6, "test"), "2*490 = 980 > 997");
}

/* ---- W19 ---- */

/* W19, A63: of 60 representatives more than two thirds have to vote; 40 are two thirds. */
static struct t_reply of_sixty(int voters)
{
	static const struct t_plan plan = {.n = 60,
		.mode = "reps",
		.opens = OPENS,
		.closes = CLOSES,
		.posts = {{"主任", 1, 2}}};
	const struct t_poll poll = {OPENS, CLOSES, {{1, "010"}}, voters - 1,
		{.spare = 60, .recovered = voters - 1, .votes = {{1, 30}, {2, voters - 31}}}};

	return t_poll_hold(ready(&plan), &poll);
}

TEST(turnout, two_thirds_of_the_representatives_are_too_few)
{
	struct t_reply r = of_sixty(40);

	T_CHECK(strstr((const char *)r.body.data, "3*40 = 120 > 120"));
	T_CHECK(strstr((const char *)r.body.data, "not_valid"));
}

TEST(turnout, one_more_than_two_thirds_of_the_representatives_is_valid)
{
	struct t_reply r = of_sixty(41);

	T_CHECK(strstr((const char *)r.body.data, "3*41 = 123 > 120"));
	T_CHECK(strstr((const char *)r.body.data, "2*31 = 62 > 41"));
	T_CHECK(!strstr((const char *)r.body.data, "not_valid"));
}

/* ---- W20 ---- */

/* W20, A35, A37, A38: polling on Sunday 2026-06-21. An objection of Saturday the 6th is in time and
 * decided by the 9th; the residents' period goes on to Monday the 8th. */
TEST(turnout, the_dates_of_an_election_follow_from_its_day)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 20, OPENS, CLOSES);
	struct t_reply r = t_course_call(course, "GET", "", NULL);

	T_JSON(app, r, "/election_day", "2026-06-21");
	T_JSON(app, r, "/list_by", "2026-06-01");
	T_JSON(app, r, "/candidates_by", "2026-06-16");
	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	t_course_clock(course, "2026-06-06T01:00:00Z");
	r = t_call(app, course->counter.token, "POST",
		t_text(app, "/v1/elections/%s/objections", course->id),
		"{\"kind\":\"wrong_data\",\"text\":\"楼栋写错了\"}");
	T_STATUS(r, 201);
	T_JSON(app, r, "/decide_by", "2026-06-09");
	T_STATUS(t_course_call(course, "POST",
			 t_text(app, "/objections/%s/decide", t_json(app, r, "/id")),
			 "{\"outcome\":\"corrected\",\"reason\":\"核对了名册\"}"),
		200);
	t_course_clock(course, "2026-06-08T15:59:59Z");
	T_PROBLEM(app, t_course_advance(course, "objections_closed"), 409, "objection-period");
	t_course_clock(course, "2026-06-08T16:00:00Z");
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
}
