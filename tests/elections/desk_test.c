/* The desk looks voters up. */
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/digest.h"
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

/* What an officer's phone asks with when it has read a slip: the hash, never the secret. */
static struct t_reply look_slip(struct t_course *course, const char *secret)
{
	struct digest hash = digest_of(secret, strlen(secret));
	char text[DIGEST_BASE64_SIZE], query[3 * DIGEST_BASE64_SIZE];
	size_t n = 0;

	base64_encode(BASE64, hash.bytes, DIGEST_BYTES, text);
	for (const char *at = text; *at; at++)
		n += (size_t)snprintf(query + n, sizeof query - n, "%%%02X", *at);
	return look(course, t_text(course->app, "?slip=%s", query));
}

static const char *slip_for(struct t_course *course, int number)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, course->body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/slips", course->body->id),
		t_text(app, "{\"person_id\":\"%s\"}",
			t_sql(app, t_text(app, "SELECT person_id FROM voter WHERE number = %d",
					   number))));

	T_STATUS(r, 201);
	return strchr(t_json(app, r, "/url"), '#') + 1;
}

/* A slip says who she is whatever became of it; one from elsewhere says nothing. */
TEST(desk, a_voter_is_found_by_her_slip_even_a_used_one)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
	struct t_person phone = t_person_key(app, 77);
	const char *replaced, *used;
	struct t_body *other;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	replaced = slip_for(course, 3);
	used = slip_for(course, 3);
	T_JSON(app, look_slip(course, replaced), "/voters/0/number", "3");
	T_JSON(app, look_slip(course, used), "/voters/0/number", "3");
	T_STATUS(t_activate(app, &phone, used), 201); /* to be looked up uses nothing up */
	T_JSON(app, look_slip(course, used), "/voters/0/number", "3");
	T_JSON(app, look_slip(course, used), "/voters/0/state", "free");
	T_JSON(app, look_slip(course, used), "/voters/1", "");

	other = t_body_new(app, "桥西社区");
	T_JSON(app, look_slip(course, other->slip_secret), "/voters", "[]");
	T_JSON(app, look_slip(course, course->body->slip_secret), "/voters", "[]");
	T_JSON(app, look_slip(course, "anything"), "/voters", "[]");
	T_PROBLEM(app, look(course, "?slip=AAAA"), 422, "invalid-input");
}

/* A card names its election by the first round, whichever is held now. */
TEST(desk, a_card_of_another_election_finds_nobody)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	for (int i = 0; i < 3; i++)
		T_JSON(app, look(course, t_text(app, "?number=5&card=%s", course->uuids[i])),
			"/voters/0/number", "5");
	T_JSON(app, look(course, t_text(app, "?number=99&card=%s", course->uuids[0])), "/voters",
		"[]");
	t_sql(app, "INSERT INTO round(id, election_id, kind, uuid, state) SELECT 999999, 999999,"
		   " 'vote', 'aaaaaaaaaaaaaa', 'polling'");
	T_JSON(app, look(course, "?number=5&card=aaaaaaaaaaaaaa"), "/voters", "[]");
	T_JSON(app, look(course, "?number=5&card=nothing"), "/voters", "[]");
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
