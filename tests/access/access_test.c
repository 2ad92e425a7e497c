/* The way in: slip → device → session → office; and every way it is refused. */
#include "harness/fixture.h"
#include "harness/people.h"

#include <string.h>

#include "base/clock.h"

TEST(access, a_slip_activates_one_device_and_the_device_signs_in)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_reply r = t_call(app, body->officer.token, "GET", "/v1/devices", NULL);

	T_STATUS(r, 200);
	T_JSON(app, r, "/devices/0/name", "officer");
	T_STATUS(t_call(app, NULL, "GET", "/v1/devices", NULL), 401);
	T_STATUS(t_call(app, "nonsense", "GET", "/v1/devices", NULL), 401);
}

TEST(access, a_slip_is_used_once)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person again = t_person_key(app, 7);

	T_PROBLEM(app, t_activate(app, &again, body->slip_secret), 409, "slip-invalid");
}

TEST(access, a_device_of_another_key_is_refused)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person stranger = t_person_key(app, 7);

	(void)body;
	T_PROBLEM(app,
		t_sign_in(app, &stranger, "http://test", app->now + 60000, "0123456789abcdef"), 401,
		"sign-in-needed");
}

TEST(access, a_sign_in_statement_counts_once_here_and_now)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person *officer = &body->officer;

	T_STATUS(t_sign_in(app, officer, "http://test", app->now + 60000, "0123456789abcdef"), 201);
	T_STATUS(t_sign_in(app, officer, "http://test", app->now + 60000, "0123456789abcdef"), 422);
	T_STATUS(
		t_sign_in(app, officer, "http://other", app->now + 60000, "0123456789abcdeg"), 422);
	T_STATUS(t_sign_in(app, officer, "http://test", app->now - 1, "0123456789abcdeh"), 422);
	T_STATUS(
		t_sign_in(app, officer, "http://test", app->now + 600000, "0123456789abcdei"), 422);
}

TEST(access, a_session_ends_by_time_and_by_removal)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_reply r = t_call(app, body->officer.token, "GET", "/v1/devices", NULL);
	char target[100];

	snprintf(target, sizeof target, "/v1/devices/%s/remove", t_json(app, r, "/devices/0/id"));
	app->now += 13 * 3600 * MS_PER_SECOND;
	T_STATUS(t_call(app, body->officer.token, "GET", "/v1/devices", NULL), 401);
	t_person_sign_in(app, &body->officer);
	T_STATUS(t_call(app, body->officer.token, "POST", target, NULL), 200);
	T_STATUS(t_call(app, body->officer.token, "GET", "/v1/devices", NULL), 401);
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
