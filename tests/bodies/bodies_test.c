/* Communities with their clocks, and who holds which office (D28). */
#include <string.h>

#include "harness/people.h"

TEST(bodies, anybody_sees_the_bodies_served_here)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_body *other = t_body_real(app, "桥西社区");
	struct t_reply r = t_call(app, NULL, "GET", "/v1/bodies", NULL);

	T_STATUS(r, 200);
	T_JSON(app, r, "/bodies/0/name", "桥东社区");
	T_JSON(app, r, "/bodies/0/rehearsal", "true");
	T_JSON(app, r, "/bodies/1/profile", "cn-2026");
	T_JSON(app, r, "/bodies/2", "");
	r = t_call(app, NULL, "GET", t_text(app, "/v1/bodies/%s", other->id), NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/id", other->id);
	T_JSON(app, r, "/rehearsal", "false");
	T_JSON(app, r, "/today", "2026-06-01");
	T_CHECK(strcmp(body->id, other->id) != 0);
	T_PROBLEM(app, t_call(app, NULL, "GET", "/v1/bodies/4711", NULL), 404, "not-found");
}

/* G6: a real community's time is the real one. */
TEST(bodies, only_a_rehearsals_clock_is_moved)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_real(app, "桥西社区");
	struct t_reply r = t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/clock", body->id), "{\"to\":\"2026-06-21T00:00:00Z\"}");

	T_PROBLEM(app, r, 409, "not-a-rehearsal");
}

static struct t_reply offices(struct t_app *app, const struct t_body *body)
{
	return t_call(app, body->officer.token, "GET",
		t_text(app, "/v1/bodies/%s/offices", body->id), NULL);
}

static struct t_reply end_office(struct t_app *app, const struct t_body *body, const char *id)
{
	return t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/offices/%s/end", body->id, id), NULL);
}

/* A mistyped number must not make an officer of whoever gets it later. */
TEST(bodies, nobody_gets_an_office_or_a_slip)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区"), *other = t_body_new(app, "桥西社区");
	const char *numbers[] = {"4711", t_text(app, "%lld", (long long)other->officer.id)};

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct t_reply r = t_call(app, body->officer.token, "POST",
			t_text(app, "/v1/bodies/%s/offices", body->id),
			t_text(app,
				"{\"person_id\":\"%s\",\"role\":\"desk\",\"from_day\":\"2026-01-"
				"01\","
				"\"until_day\":\"2031-12-31\"}",
				numbers[i]));

		T_STATUS(r, 422);
		T_JSON(app, r, "/errors/0/pointer", "/person_id");
		r = t_call(app, body->officer.token, "POST",
			t_text(app, "/v1/bodies/%s/slips", body->id),
			t_text(app, "{\"person_id\":\"%s\"}", numbers[i]));
		T_STATUS(r, 422);
		T_JSON(app, r, "/errors/0/pointer", "/person_id");
	}
}

TEST(bodies, an_office_ends_when_it_is_ended)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person keeper = t_person_in(app, body, 900);
	const char *people = t_text(app, "/v1/bodies/%s/people", body->id);
	struct t_reply r = t_grant(app, body, 900, "roll_keeper");
	const char *id;

	T_STATUS(r, 201);
	T_STATUS(t_call(app, keeper.token, "GET", people, NULL), 200);
	r = offices(app, body);
	T_STATUS(r, 200);
	T_JSON(app, r, "/offices/3/person_id", "900");
	T_JSON(app, r, "/offices/3/role", "roll_keeper");
	T_JSON(app, r, "/offices/3/ended_at", "");
	id = t_json(app, r, "/offices/3/id");
	r = end_office(app, body, id);
	T_STATUS(r, 200);
	T_JSON(app, r, "/offices/3/ended_at", "2026-06-01T00:00:00Z");
	T_STATUS(t_call(app, keeper.token, "GET", people, NULL), 403);
	T_PROBLEM(app, end_office(app, body, id), 404, "not-found"); /* it has ended */
	T_PROBLEM(app, end_office(app, body, "4711"), 404, "not-found");
}

/* D28: who keeps the roll does not count. */
TEST(bodies, offices_that_exclude_each_other_are_not_joined)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");

	T_STATUS(t_grant(app, body, 900, "roll_keeper"), 201);
	T_PROBLEM(app, t_grant(app, body, 900, "counter"), 409, "duties-not-joinable");
	T_STATUS(t_grant(app, body, 900, "election_committee"), 201);
	T_PROBLEM(app, t_grant(app, body, 900, "auditor"), 409, "duties-not-joinable");
}

TEST(bodies, the_clock_of_a_rehearsal_moves_forward_only)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *target = t_text(app, "/v1/bodies/%s/clock", body->id);
	struct t_reply r = t_call(
		app, body->officer.token, "POST", target, "{\"to\":\"2026-06-21T00:00:00Z\"}");

	T_STATUS(r, 200);
	T_JSON(app, r, "/now", "2026-06-21T00:00:00Z");
	T_STATUS(t_call(app, body->officer.token, "POST", target,
			 "{\"to\":\"2026-06-20T00:00:00Z\"}"),
		422);
	T_STATUS(t_call(app, NULL, "POST", target, "{\"to\":\"2026-07-21T00:00:00Z\"}"), 401);
}
