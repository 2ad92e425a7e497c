/* The way in: slip → device → session → office; and every way it is refused. */
#include "harness/fixture.h"
#include "harness/people.h"

#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"

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

/* ---- statements that prove nothing ---- */

/* What another key states of `person`, with the fields the kind wants. */
static struct t_reply state_as(struct t_app *app, const struct t_person *signer,
	const struct t_person *person, const char *kind, const char *target, const char *rest)
{
	char key[BASE64_SIZE(SIGN_PUBLIC_BYTES)];

	base64_encode(BASE64, person->key.key.bytes, SIGN_PUBLIC_BYTES, key);
	return t_call(app, NULL, "POST", target,
		t_text(app, "{\"envelope\":%s}",
			t_statement(app, signer, kind,
				t_text(app, "{\"public_key\":\"%s\",%s}", key, rest))));
}

TEST(access, a_device_is_activated_by_its_own_key_only)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person hers = t_person_key(app, 7), thief = t_person_key(app, 8);
	const char *slip = t_text(app, "\"slip\":\"%s\"", body->slip_secret);

	T_PROBLEM(app, state_as(app, &thief, &hers, "device", "/v1/devices", slip), 422,
		"statement-invalid");
	T_PROBLEM(app, state_as(app, &hers, &hers, "session", "/v1/devices", slip), 422,
		"statement-invalid");
}

TEST(access, a_session_is_opened_by_the_devices_own_key_only)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person thief = t_person_key(app, 8);
	const char *rest = "\"origin\":\"http://test\",\"nonce\":\"0123456789abcdef\","
			   "\"expires\":\"2026-06-01T00:01:00Z\"";
	const struct t_person *hers = &body->officer;

	T_PROBLEM(app, state_as(app, &thief, hers, "session", "/v1/sessions", rest), 422,
		"statement-invalid");
	T_PROBLEM(app, state_as(app, hers, hers, "device", "/v1/sessions", rest), 422,
		"statement-invalid");
	T_STATUS(state_as(app, hers, hers, "session", "/v1/sessions", rest), 201);
}

/* One key, one person: a phone that is passed on makes a new one. */
TEST(access, a_device_that_is_known_takes_no_second_slip)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person other = t_person_key(app, 9);
	struct t_reply r;
	const char *slip;

	t_outsiders(app, body, 900, 900);
	r = t_call(app, body->officer.token, "POST", t_text(app, "/v1/bodies/%s/slips", body->id),
		"{\"person_id\":\"900\"}");
	T_STATUS(r, 201);
	slip = strchr(t_json(app, r, "/url"), '#') + 1;
	T_PROBLEM(app, t_activate(app, &body->officer, slip), 409, "device-known");
	T_STATUS(t_activate(app, &other, slip), 201); /* the slip was not used up */
}

TEST(access, nobody_removes_a_device_of_somebody_else)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person other = t_person_in(app, body, 900);
	struct t_reply r = t_call(app, other.token, "GET", "/v1/devices", NULL);
	const char *target = t_text(app, "/v1/devices/%s/remove", t_json(app, r, "/devices/0/id"));

	T_PROBLEM(app, t_call(app, body->officer.token, "POST", target, NULL), 404, "not-found");
	T_STATUS(t_call(app, other.token, "POST", target, NULL), 200);
	t_person_sign_in(app, &body->officer);
	T_PROBLEM(app, t_call(app, body->officer.token, "POST", target, NULL), 404, "not-found");
}
