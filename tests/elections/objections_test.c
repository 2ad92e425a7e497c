/* Objections to the published voter list and the corrections of it (A37–A41), and the list as a
 * table. */
#include "harness/course.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/csv.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

enum { VOTERS = 20 };

/* A published list, in the days of objections. */
static struct t_course *published(struct t_app *app)
{
	struct t_course *course = t_course_new(app, VOTERS, OPENS, CLOSES);

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	return course;
}

static const char *person_at(struct t_course *course, size_t number)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, course->keeper.token, "GET",
		t_text(app, "/v1/bodies/%s/people?limit=100", course->body->id), NULL);

	return t_json(app, r, t_text(app, "/people/%zu/id", number - 1));
}

static struct t_reply correct(struct t_course *course, const char *person, const char *change,
	const char *ground, const char *objection)
{
	return t_course_call(course, "POST", "/list/corrections",
		t_text(course->app,
			"{\"person_id\":\"%s\",\"change\":\"%s\",\"ground\":\"%s\",%s"
			"\"reason\":\"选举委员会决定\"}",
			person, change, ground,
			objection ? t_text(course->app, "\"objection_id\":\"%s\",", objection)
				  : ""));
}

static const char *object(struct t_course *course, const char *kind)
{
	struct t_reply r = t_call(course->app, course->counter.token, "POST",
		t_text(course->app, "/v1/elections/%s/objections", course->id),
		t_text(course->app, "{\"kind\":\"%s\",\"text\":\"名单上的楼栋写错了\"}", kind));

	T_STATUS(r, 201);
	return t_json(course->app, r, "/id");
}

static struct t_reply decide(struct t_course *course, const char *objection, const char *outcome)
{
	return t_course_call(course, "POST",
		t_text(course->app, "/objections/%s/decide", objection),
		t_text(course->app, "{\"outcome\":\"%s\",\"reason\":\"核对了名册\"}", outcome));
}

static size_t count_lines(struct t_course *course)
{
	struct t_reply r = t_call(course->app, NULL, "GET",
		t_text(course->app, "/v1/elections/%s/list.csv", course->id), NULL);
	size_t n = 0;

	T_STATUS(r, 200);
	for (const char *at = (const char *)r.body.data; (at = strchr(at, '\n')); at++)
		n++;
	return n;
}

/* A37, A38, A40: whoever decides reads what was objected; the public does not. */
TEST(elections, objections_are_read_by_those_who_decide_them)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	const char *first = object(course, "wrong_data");
	struct t_reply r;

	object(course, "left_off");
	r = t_course_call(course, "GET", "/objections?limit=1", NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/objections/0/id", first);
	T_JSON(app, r, "/objections/0/text", "名单上的楼栋写错了");
	T_JSON(app, r, "/objections/0/decide_by", "2026-06-04");
	T_JSON(app, r, "/next", first);
	r = t_course_call(course, "GET", t_text(app, "/objections?after=%s", first), NULL);
	T_JSON(app, r, "/objections/0/kind", "left_off");
	T_JSON(app, r, "/next", "");
	T_STATUS(t_call(app, NULL, "GET", t_text(app, "/v1/elections/%s/objections", course->id),
			 NULL),
		401);
	T_STATUS(decide(course, first, "corrected"), 200);
	r = t_course_call(course, "GET", "/objections", NULL);
	T_JSON(app, r, "/objections/0/outcome", "corrected");
}

/* A41: an objection changes the list once it was decided in its favour. */
TEST(elections, a_list_is_corrected_on_the_ground_of_a_decided_objection)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	const char *upheld = object(course, "wrongly_included");
	const char *rejected = object(course, "wrong_data");
	const char *person = person_at(course, 7);
	struct t_reply r;

	T_PROBLEM(app, correct(course, person, "remove", "objection", upheld), 409,
		"objection-no-ground");
	T_STATUS(decide(course, upheld, "upheld"), 200);
	T_STATUS(decide(course, rejected, "rejected"), 200);
	T_PROBLEM(app, correct(course, person, "remove", "objection", rejected), 409,
		"objection-no-ground");
	T_STATUS(correct(course, person, "remove", "objection", NULL), 422);
	T_STATUS(correct(course, person, "remove", "death", upheld), 422);
	r = correct(course, person, "remove", "objection", upheld);
	T_STATUS(r, 201);
	T_JSON(app, r, "/number", "7");
	T_JSON(app, r, "/voters", "19");
	T_INT(count_lines(course), 1 + 19);
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/voters", "19");
}

/* A28, A41: who left comes back under her number; the commitment to the list follows each change.
 */
TEST(elections, a_voter_who_is_restored_gets_her_number_back)
{
	struct t_app *app = t_app_new();
	struct t_course *course = published(app);
	const char *person = person_at(course, 20);
	const char *before =
		t_json(app, t_course_call(course, "GET", "", NULL), "/roll_commitment");
	struct t_reply removed = correct(course, person, "remove", "rights_lost", NULL);
	struct t_reply restored;

	T_STATUS(removed, 201);
	T_CHECK(strcmp(t_json(app, removed, "/roll_commitment"), before) != 0);
	T_PROBLEM(app, correct(course, person, "remove", "death", NULL), 409, "not-a-voter");
	T_PROBLEM(app, correct(course, person, "renew", "restored", NULL), 409, "not-a-voter");
	restored = correct(course, person, "add", "restored", NULL);
	T_STATUS(restored, 201);
	T_JSON(app, restored, "/number", "20");
	T_JSON(app, restored, "/voters", "20");
	T_PROBLEM(app, correct(course, person, "add", "restored", NULL), 409, "voter-listed");
	T_STATUS(correct(course, person, "renew", "restored", NULL), 201);
}

/* A20, A40: somebody left off the list gets the next number; the roll decides who may. */
TEST(elections, whoever_was_left_off_gets_the_next_number)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, VOTERS, OPENS, CLOSES);
	const char *waived = person_at(course, 3);
	const char *standing =
		t_text(app, "/v1/bodies/%s/people/%s/standing", course->body->id, waived);
	struct t_reply r;

	T_STATUS(t_call(app, course->body->officer.token, "POST", standing,
			 "{\"standing\":\"waived\",\"reason\":\"本人放弃登记\"}"),
		200);
	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	T_INT(count_lines(course), 1 + VOTERS - 1);
	T_PROBLEM(app, correct(course, waived, "add", "restored", NULL), 409, "not-eligible");
	T_STATUS(correct(course, "999999", "add", "restored", NULL), 404);
	T_STATUS(t_call(app, course->body->officer.token, "POST", standing,
			 "{\"standing\":\"normal\",\"reason\":\"本人要求登记\"}"),
		200);
	r = correct(course, waived, "add", "restored", NULL);
	T_STATUS(r, 201);
	T_JSON(app, r, "/number", "20");
	T_JSON(app, r, "/voters", "20");
}

/* A41, A54: a key goes with its voter, a candidate withdraws first, and once the first ballot paper
 * is fixed the list stays as it is. */
TEST(elections, a_removed_voter_has_no_right_and_no_key)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, VOTERS, OPENS, CLOSES);
	const char *person;
	struct t_reply r;

	t_course_candidates(course);
	person = person_at(course, 6);
	t_course_trustees(course);
	t_course_keys(course, 8);
	T_PROBLEM(app, correct(course, person_at(course, 1), "remove", "death", NULL), 409,
		"voter-stands");
	T_STATUS(correct(course, person, "remove", "death", NULL), 201);
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/credentials", "7");
	t_course_clock(course, OPENS);
	T_STATUS(t_course_vote(course, 5, "010|0110"), 201);
	T_PROBLEM(app, t_course_vote(course, 6, "010|0110"), 409, "credential-unlisted");
	T_PROBLEM(app, correct(course, person, "add", "restored", NULL), 409, "wrong-state");
	r = t_call(app, NULL, "GET",
		t_text(app, "/v1/elections/%s/list?after=5&limit=1", course->id), NULL);
	T_JSON(app, r, "/voters/0/number", "7");
}

TEST(base, csv_quotes_what_would_be_read_otherwise)
{
	static const char *const cases[][2] = {{"张*", "张*"}, {"", ""}, {"甲,乙", "\"甲,乙\""},
		{"a\"b", "\"a\"\"b\""}, {"a\nb", "\"a\nb\""}, {"a;b", "\"a;b\""}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		auto_buf struct buf out = {0};

		buf_init(&out, 100);
		csv_add(&out, cases[i][0]);
		T_STR(out.data ? out.data : "", cases[i][1]);
	}
}
