/* What an election needs next, asked at every step from the draft to the archive: the reasons are
 * those for which the step itself would be refused. */
#include "harness/result.h"

enum { VOTERS = 30 };

static struct t_reply next(struct t_course *course)
{
	return t_course_call(course, "GET", "/next", NULL);
}

/* Where it goes, by which operation, and the reason for which it does not yet (NULL: none). */
static void check_next(struct t_course *course, const char *to, const char *op, const char *missing)
{
	struct t_app *app = course->app;
	struct t_reply r = next(course);

	T_STATUS(r, 200);
	T_JSON(app, r, "/to", to);
	T_JSON(app, r, "/op", op);
	if (missing)
		T_JSON(app, r, "/missing/0/reason", missing);
	else
		T_JSON(app, r, "/missing", "[]");
}

static void check_says(struct t_course *course, size_t i, const char *english)
{
	struct t_app *app = course->app;

	T_JSON(app, next(course), t_text(app, "/missing/%zu/english", i), english);
}

static struct t_course *drafted(struct t_app *app)
{
	return t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
}

/* A10, A13, A35, A37, A49, A52: every guard speaks before an officer runs into it. */
TEST(next, the_way_to_polling_names_what_is_missing)
{
	struct t_app *app = t_app_new();
	struct t_course *course = drafted(app);

	check_next(course, "committee_formed", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	check_next(course, "registering", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "registering"), 200);
	check_next(course, "list_published", "listPublish", NULL);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	check_next(course, "objections_closed", "electionAdvance", "objection-period");
	t_course_clock(course, "2026-06-09T00:00:00Z");
	check_next(course, "objections_closed", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
	check_next(course, "nominating", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "nominating"), 200);
	check_next(course, "candidates_published", "candidatesPublish", "candidates-too-few");
	check_says(course, 0, "主任: 0 candidates for 1 seats; at least 2 are needed (A49)");
	check_says(course, 1, "委员: 0 candidates for 2 seats; at least 3 are needed (A49)");
}

/* A35: the list is late from the first day on which it could not stand long enough. */
TEST(next, a_list_that_comes_too_late_is_told_before_it_is_refused)
{
	struct t_app *app = t_app_new();
	struct t_course *course = drafted(app);

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	t_course_clock(course, "2026-06-12T00:00:00Z");
	check_next(course, "list_published", "listPublish", "list-too-late");
	T_PROBLEM(app, t_course_call(course, "POST", "/list", "{}"), 409, "list-too-late");
}

TEST(next, a_ballot_paper_waits_for_trustees_and_keys_and_then_for_the_clock)
{
	struct t_app *app = t_app_new();
	struct t_course *course = drafted(app);

	t_course_candidates(course);
	check_next(course, "polling", "", "trustees-incomplete");
	T_JSON(app, next(course), "/missing/1/reason", "no-credentials");
	T_JSON(app, next(course), "/at", "2026-06-30T16:00:00Z");
	t_course_trustees(course);
	check_next(course, "polling", "", "no-credentials");
	t_course_keys(course, VOTERS);
	check_next(course, "polling", "", NULL);
	t_course_clock(course, "2026-06-30T17:00:00Z");
	T_JSON(app, next(course), "/at", "2026-07-01T00:00:00Z");
}

/* A90: what holds up an announcement, one thing after the other; A71, A72: what follows it. */
TEST(next, a_count_waits_for_the_sum_the_trustees_and_the_boxes)
{
	struct t_app *app = t_app_new();
	struct t_course *course = drafted(app);
	struct t_count count = {
		.spare = 3, .recovered = 2, .votes = {{1, 2}, {2, 0}, {3, 2}, {4, 2}, {5, 0}, {0}}};
	const char *box;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	check_next(course, "counting", "", NULL);
	T_JSON(app, next(course), "/at", "2026-07-02T00:00:00Z");
	for (size_t i = 1; i <= 18; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	box = t_box_new(course, 5);
	t_box_issue_many(course, box, 19, 2);
	t_course_clock(course, "2026-07-02T00:00:00Z");
	check_next(course, "announced", "resultSign", "tally-none");
	T_JSON(app, next(course), "/missing/1/reason", "result-blocked");
	t_course_count(course);
	check_next(course, "announced", "resultSign", "result-blocked");
	check_says(course, 0, "The boxes are not settled yet: a box is not closed (A89)");
	t_box_count(course, box, &count);
	check_next(course, "announced", "resultSign", NULL);
	t_result_announce(course);
	check_next(course, "completed", "electionComplete", NULL);
	T_STATUS(t_course_call(course, "POST", "/completion", "{}"), 200);
	check_next(course, "handover", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "handover"), 200);
	check_next(course, "archived", "electionAdvance", NULL);
	T_STATUS(t_course_advance(course, "archived"), 200);
	T_PROBLEM(app, next(course), 404, "not-found");
}

/* A66, A67: seats that stay empty call for a further round first. */
TEST(next, an_election_with_seats_left_is_not_completed)
{
	struct t_app *app = t_app_new();
	struct t_course *course = drafted(app);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_poll_hold(course, &(struct t_poll){.opens = "2026-07-01T00:00:00Z",
				    .closes = "2026-07-02T00:00:00Z",
				    .online = {{12, "010|0100"}, {8, "001|0001"}}});
	check_next(course, "completed", "electionComplete", "seats-open");
}
