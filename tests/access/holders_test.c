/* What the record says of people: keys and offices under one commitment, no name and no number. */
#include "harness/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/commitment.h"

/* The record's entry from the end, 0 the latest. */
static struct t_reply entry(struct t_app *app, const struct t_body *body, int from_end)
{
	const char *path = t_text(app, "/v1/bodies/%s/record", body->id);
	const char *size = t_json(app, t_call(app, NULL, "GET", path, NULL), "/size");

	return t_call(app, NULL, "GET",
		t_text(app, "%s/entries/%ld", path, strtol(size, NULL, 10) - 1 - from_end), NULL);
}

static const char *key_of(struct t_app *app, const struct t_person *person)
{
	char text[BASE64_SIZE(SIGN_PUBLIC_BYTES)];

	base64_encode(BASE64, person->key.key.bytes, SIGN_PUBLIC_BYTES, text);
	return t_text(app, "%s", text);
}

TEST(access, the_record_names_a_device_s_key_and_not_its_owner)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person person = t_person_in(app, body, 901);
	struct t_reply r = t_call(app, person.token, "GET", "/v1/devices", NULL);
	const char *holder = t_json(app, r, "/holder"), *id = t_json(app, r, "/devices/0/id");

	r = entry(app, body, 0);
	T_JSON(app, r, "/type", "device.activated");
	T_JSON(app, r, "/key", key_of(app, &person));
	T_JSON(app, r, "/holder", holder);
	T_CHECK(!memmem(r.body.data, r.body.len, "901", 3));
	T_STATUS(t_call(app, person.token, "POST", t_text(app, "/v1/devices/%s/remove", id), NULL),
		200);
	r = entry(app, body, 0);
	T_JSON(app, r, "/type", "device.removed");
	T_JSON(app, r, "/key", key_of(app, &person));
	T_JSON(app, r, "/holder", holder);
	T_STATUS(t_call(app, person.token, "POST", t_text(app, "/v1/devices/%s/remove", id), NULL),
		401);
}

TEST(access, somebody_else_s_device_is_not_removed)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person person = t_person_in(app, body, 901);
	struct t_reply r = t_call(app, person.token, "GET", "/v1/devices", NULL);
	const char *target = t_text(app, "/v1/devices/%s/remove", t_json(app, r, "/devices/0/id"));

	T_PROBLEM(app, t_call(app, body->officer.token, "POST", target, NULL), 404, "not-found");
	T_STATUS(t_call(app, person.token, "GET", "/v1/devices", NULL), 200);
}

/* Whoever is shown the salt can open the commitment; without it nobody can. */
TEST(access, a_holder_is_a_commitment_that_its_salt_opens)
{
	static const char datum[] = "gongyi:holder:1\n901\n";
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person person = t_person_in(app, body, 901);
	struct t_reply r = t_call(app, person.token, "GET", "/v1/devices", NULL);
	const char *holder = t_json(app, r, "/holder"), *text = t_json(app, r, "/salt");
	struct commitment_salt salt;
	struct digest commitment;
	size_t len;

	T_CHECK(base64_decode(BASE64, text, strlen(text), salt.bytes, sizeof salt.bytes, &len));
	T_CHECK(digest_from_base64(holder, strlen(holder), &commitment));
	T_CHECK(commitment_opens(&commitment, &salt, datum, strlen(datum)));
	salt.bytes[0] ^= 1;
	T_CHECK(!commitment_opens(&commitment, &salt, datum, strlen(datum)));
}

TEST(access, the_record_says_which_offices_one_holder_has)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_reply r = t_call(app, body->officer.token, "GET", "/v1/devices", NULL);
	const char *officer = t_json(app, r, "/holder"), *target, *holder, *id;

	r = entry(app, body, 3); /* the first officer's, of the founding; before it: opened */
	T_JSON(app, r, "/type", "office.granted");
	T_JSON(app, r, "/role", "officer");
	T_JSON(app, r, "/holder", officer);
	r = t_grant(app, body, 901, "election_committee");
	T_STATUS(r, 201);
	r = entry(app, body, 0);
	holder = t_json(app, r, "/holder");
	id = t_json(app, r, "/office");
	T_JSON(app, r, "/role", "election_committee");
	T_JSON(app, r, "/from", "2026-01-01");
	T_JSON(app, r, "/until", "2031-12-31");
	T_CHECK(strcmp(holder, officer) != 0);
	target = t_text(app, "/v1/bodies/%s/offices/%s/end", body->id, id);
	T_STATUS(t_call(app, body->officer.token, "POST", target, NULL), 200);
	r = entry(app, body, 0);
	T_JSON(app, r, "/type", "office.ended");
	T_JSON(app, r, "/office", id);
	T_JSON(app, r, "/holder", holder);
	T_PROBLEM(app, t_call(app, body->officer.token, "POST", target, NULL), 404, "not-found");
}

TEST(bodies, staff_see_who_holds_which_office_and_what_the_record_calls_them)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *target = t_text(app, "/v1/bodies/%s/offices", body->id);
	struct t_reply mine = t_call(app, body->officer.token, "GET", "/v1/devices", NULL);
	struct t_reply r = t_call(app, body->officer.token, "GET", target, NULL);

	T_STATUS(r, 200);
	T_JSON(app, r, "/offices/2/person_id", t_text(app, "%lld", (long long)body->officer.id));
	T_JSON(app, r, "/offices/2/holder", t_json(app, mine, "/holder"));
	T_JSON(app, r, "/offices/2/salt", t_json(app, mine, "/salt"));
	T_STATUS(t_call(app, NULL, "GET", target, NULL), 401);
}
