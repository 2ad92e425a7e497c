/* An election's course and its guards, seen by those who are refused (A13, A37, A39). */
#include <string.h>

#include "harness/course.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

static struct t_reply draft(struct t_app *app, const struct t_body *body, const char *title)
{
	return t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/elections", body->id),
		t_text(app,
			"{\"title\":\"%s\",\"opens_at\":\"" OPENS "\",\"closes_at\":\"" CLOSES
			"\",\"posts\":[{\"title\":\"主任\",\"seats\":1}]}",
			title));
}

static void publish_list(struct t_course *course)
{
	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
}

static struct t_reply object(struct t_course *course)
{
	return t_course_call(
		course, "POST", "/objections", "{\"kind\":\"left_off\",\"text\":\"名单上没有我\"}");
}

TEST(elections, the_elections_of_a_body_are_listed_newest_first)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_reply r;

	T_STATUS(draft(app, body, "第十届选举"), 201);
	T_STATUS(draft(app, body, "补选"), 201);
	r = t_call(app, NULL, "GET", t_text(app, "/v1/bodies/%s/elections", body->id), NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/elections/0/title", "补选");
	T_JSON(app, r, "/elections/1/title", "第十届选举");
	T_JSON(app, r, "/elections/1/state", "draft");
	T_JSON(app, r, "/elections/2", "");
	T_PROBLEM(app, t_call(app, NULL, "GET", "/v1/elections/4711", NULL), 404, "not-found");
}

/* A13: the election committee has five to nine members. */
TEST(elections, no_election_begins_with_four_committee_members)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *id, *state;
	struct t_reply r;

	for (int64_t person = 901; person <= 903; person++)
		T_STATUS(t_grant(app, body, person, "election_committee"), 201);
	id = t_json(app, draft(app, body, "第十届选举"), "/id");
	state = t_text(app, "/v1/elections/%s/state", id);
	r = t_call(app, body->officer.token, "POST", state, "{\"to\":\"committee_formed\"}");
	T_PROBLEM(app, r, 409, "committee-too-small");
	T_JSON(app, r, "/title",
		"The election committee has 4 members; at least 5 are needed (A13)");
	T_STATUS(t_grant(app, body, 904, "election_committee"), 201);
	r = t_call(app, body->officer.token, "POST", state, "{\"to\":\"committee_formed\"}");
	T_STATUS(r, 200);
}

TEST(elections, no_state_is_left_out_and_none_is_set_by_hand_that_has_an_act_of_its_own)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 3, OPENS, CLOSES);
	struct t_reply r = t_course_advance(course, "registering");

	T_PROBLEM(app, r, 409, "wrong-state");
	T_JSON(app, r, "/title", "Not possible at this stage: Draft");
	publish_list(course);
	T_PROBLEM(app, t_course_advance(course, "list_published"), 409, "wrong-state");
	T_PROBLEM(app, t_course_advance(course, "registering"), 409, "wrong-state");
	T_PROBLEM(app, t_course_advance(course, "polling"), 409, "wrong-state");
}

/* A37, G5: five days after publication on 1 June end on a Saturday, so the residents' time ends
 * with the Monday after it. */
TEST(elections, objections_can_be_made_to_the_last_second_of_their_time)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 3, OPENS, CLOSES);
	struct t_reply r;

	publish_list(course);
	t_course_clock(course, "2026-06-08T15:59:59Z");
	r = t_course_advance(course, "objections_closed");
	T_PROBLEM(app, r, 409, "objection-period");
	T_JSON(app, r, "/title", "Objections can be made until the end of 2026-06-08 (A37)");
	t_course_clock(course, "2026-06-08T16:00:00Z");
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
}

/* A39 */
TEST(elections, an_undecided_objection_holds_the_election_up)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 3, OPENS, CLOSES);
	struct t_reply r;

	publish_list(course);
	T_STATUS(object(course), 201);
	t_course_clock(course, "2026-06-09T00:00:00Z");
	r = t_course_advance(course, "objections_closed");
	T_PROBLEM(app, r, 409, "objections-open");
	T_JSON(app, r, "/title", "1 objections are undecided (A39)");
}

/* A39 is the only guard that the profile lets a decision pass; it is published with its reason. */
TEST(elections, the_objection_guard_alone_is_passed_by_a_recorded_decision)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 3, OPENS, CLOSES);
	const char *record = t_text(app, "/v1/bodies/%s/record", course->body->id);
	const char *size;
	struct t_reply r;

	publish_list(course);
	T_STATUS(object(course), 201);
	t_course_clock(course, "2026-06-09T00:00:00Z");
	T_PROBLEM(app,
		t_course_call(course, "POST", "/overrides",
			"{\"rule\":\"A49\",\"reason\":\"无人愿意参选\"}"),
		409, "override-refused");
	T_PROBLEM(app, t_course_advance(course, "objections_closed"), 409, "objections-open");
	T_STATUS(t_course_call(course, "POST", "/overrides",
			 "{\"rule\":\"A39\",\"reason\":\"异议人已撤回\"}"),
		201);
	size = t_json(app, t_call(app, NULL, "GET", record, NULL), "/size");
	r = t_call(app, NULL, "GET",
		t_text(app, "%s/entries/%lld", record, strtoll(size, NULL, 10) - 1), NULL);
	T_JSON(app, r, "/type", "guard.passed");
	T_JSON(app, r, "/rule", "A39");
	T_JSON(app, r, "/reason", "异议人已撤回");
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
}
