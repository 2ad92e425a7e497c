/* A desk computer that an officer's phone lets in. */
#include <string.h>

#include "harness/fixture.h"
#include "harness/people.h"

static const char asking[] = "{\"name\":\"Chrome, Windows\"}";

/* A computer that asks: its nonce and the secret it collects with. */
struct desk {
	struct t_app *app;
	const char *nonce;
	const char *secret;
	const char *code;
};

static struct desk asks(struct t_app *app)
{
	struct t_reply r = t_call(app, NULL, "POST", "/v1/computers", asking);

	T_STATUS(r, 201);
	return (struct desk){app, strchr(t_json(app, r, "/url"), '#') + 1,
		t_json(app, r, "/secret"), t_json(app, r, "/code")};
}

static const char *at(const struct desk *desk, const char *rest)
{
	return t_text(desk->app, "/v1/computers/%s%s", desk->nonce, rest);
}

static struct t_reply collects(const struct desk *desk)
{
	return t_call_page(desk->app, NULL, "http://test", "POST", "/v1/computers/collect",
		t_text(desk->app, "{\"secret\":\"%s\",\"browser\":true}", desk->secret));
}

static const char *permit(struct t_app *app, const struct t_person *person, const char *nonce)
{
	return t_text(app, "{\"envelope\":%s}",
		t_session_statement(app, person, "http://test", app->now + 60000, nonce));
}

static struct t_reply allows(const struct desk *desk, const struct t_person *person)
{
	return t_call(desk->app, person->token, "POST", at(desk, "/allow"),
		permit(desk->app, person, desk->nonce));
}

static struct t_reply in_browser(
	struct t_app *app, const char *cookie, const char *method, const char *target)
{
	return t_call_page(app, cookie, "http://test", method, target, NULL);
}

/* A computer that was let in; the cookie it keeps. */
static const char *let_in(struct desk *desk, const struct t_person *person)
{
	struct t_reply r;

	T_STATUS(allows(desk, person), 204);
	r = collects(desk);
	T_JSON(desk->app, r, "/state", "allowed");
	T_JSON(desk->app, r, "/session/token", "");
	T_CHECK(r.cookie && *r.cookie);
	return r.cookie;
}

TEST(computers, works_in_the_officers_name_until_she_ends_it)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const struct t_person *officer = &body->officer;
	struct desk desk = asks(app);
	struct t_reply r = t_call(app, officer->token, "GET", at(&desk, ""), NULL);
	const char *cookie;

	T_JSON(app, r, "/code", desk.code);
	T_JSON(app, r, "/name", "Chrome, Windows");
	T_JSON(app, collects(&desk), "/state", "waiting");
	cookie = let_in(&desk, officer);
	r = in_browser(app, cookie, "GET", "/v1/sessions/current");
	T_JSON(app, r, "/person_id", t_text(app, "%lld", (long long)officer->id));
	T_JSON(app, r, "/roles/0", "officer");

	r = t_call(app, officer->token, "GET", "/v1/computers", NULL);
	T_JSON(app, r, "/computers/0/name", "Chrome, Windows");
	T_JSON(app, r, "/computers/1/name", "");
	T_JSON(app, t_call(app, officer->token, "POST", at(&desk, "/end"), NULL), "",
		"{\"computers\":[]}");
	T_STATUS(in_browser(app, cookie, "GET", "/v1/sessions/current"), 401);
	T_PROBLEM(app, t_call(app, officer->token, "POST", at(&desk, "/end"), NULL), 404,
		"not-found");
}

/* The session is there once, and only for who holds the secret that no screen shows. */
TEST(computers, collects_once_and_with_its_own_secret)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct desk desk = asks(app), other = asks(app), photographed = desk;

	photographed.secret = t_text(app, "%s%s", desk.nonce, "AAAAAAAAAAAAAAAAAAAAA");
	T_CHECK(strcmp(desk.nonce, other.nonce) != 0 && strcmp(desk.secret, other.secret) != 0);
	T_STATUS(allows(&desk, &body->officer), 204);
	T_JSON(app, collects(&photographed), "/state", "gone");
	T_JSON(app, collects(&other), "/state", "waiting");
	T_JSON(app, collects(&desk), "/state", "allowed");
	T_JSON(app, collects(&desk), "/state", "gone");
	T_STR(t_sql(app, "SELECT count(*) FROM session WHERE computer IS NOT NULL"), "1");
	T_STR(t_sql(app, "SELECT count(*) FROM computer"), "1");
}

TEST(computers, waits_two_minutes_and_no_longer)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct desk desk = asks(app);

	app->now += 120000;
	T_JSON(app, collects(&desk), "/state", "waiting");
	app->now++;
	T_JSON(app, collects(&desk), "/state", "gone");
	T_PROBLEM(app, t_call(app, body->officer.token, "GET", at(&desk, ""), NULL), 404,
		"not-found");
	T_PROBLEM(app, allows(&desk, &body->officer), 404, "not-found");
	T_PROBLEM(app, t_call(app, body->officer.token, "POST", at(&desk, "/refuse"), NULL), 404,
		"not-found");
	asks(app);
	T_STR(t_sql(app, "SELECT count(*) FROM computer"), "1");
}

TEST(computers, is_turned_away)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *token = body->officer.token;
	struct desk desk = asks(app);

	T_STATUS(t_call(app, token, "POST", at(&desk, "/refuse"), NULL), 204);
	T_JSON(app, collects(&desk), "/state", "refused");
	T_PROBLEM(app, allows(&desk, &body->officer), 409, "computer-settled");
	T_PROBLEM(app, t_call(app, token, "POST", at(&desk, "/refuse"), NULL), 409,
		"computer-settled");
	T_STR(t_sql(app, "SELECT count(*) FROM session WHERE computer IS NOT NULL"), "0");
}

/* Another's signature, another computer's, one that was used, and one of nobody in office. */
TEST(computers, is_let_in_by_a_fresh_signature_of_somebody_in_office)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct desk desk = asks(app), other = asks(app);
	struct t_person member, resident;
	const char *foreign;

	T_STATUS(t_grant(app, body, 900, "desk"), 201);
	member = t_person_in(app, body, 900);
	t_outsiders(app, body, 901, 901);
	resident = t_person_in(app, body, 901);
	foreign = permit(app, &member, desk.nonce);
	T_PROBLEM(app, t_call(app, body->officer.token, "POST", at(&desk, "/allow"), foreign), 422,
		"statement-invalid");
	T_PROBLEM(app,
		t_call(app, body->officer.token, "POST", at(&desk, "/allow"),
			permit(app, &body->officer, other.nonce)),
		422, "invalid-input");
	T_PROBLEM(app, allows(&desk, &resident), 403, "forbidden");
	T_PROBLEM(app, t_call(app, resident.token, "GET", at(&desk, ""), NULL), 403, "forbidden");
	T_PROBLEM(app, t_call(app, NULL, "GET", at(&desk, ""), NULL), 401, "sign-in-needed");
	T_STATUS(allows(&desk, &member), 204);
	T_PROBLEM(app, allows(&desk, &member), 422, "invalid-input"); /* the nonce is used */
	T_JSON(app, collects(&desk), "/state", "allowed");
	T_PROBLEM(app, t_call(app, body->officer.token, "POST", at(&desk, "/end"), NULL), 404,
		"not-found"); /* it works in another's name */
	T_JSON(app, t_call(app, resident.token, "GET", "/v1/computers", NULL), "",
		"{\"computers\":[]}");
}

/* Who loses her phone removes it, and the computers it let in with it. */
TEST(computers, go_with_the_device_that_let_them_in)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct desk in = asks(app), waiting = asks(app);
	const char *cookie = let_in(&in, &body->officer);
	const char *device = t_sql(app, "SELECT id FROM device");

	T_STATUS(allows(&waiting, &body->officer), 204);
	T_STATUS(t_call(app, body->officer.token, "POST",
			 t_text(app, "/v1/devices/%s/remove", device), NULL),
		200);
	T_STATUS(in_browser(app, cookie, "GET", "/v1/sessions/current"), 401);
	T_JSON(app, collects(&waiting), "/state", "refused");
}

/* What it calls itself is read by an officer who decides. */
TEST(computers, have_plain_names)
{
	static const char *const names[] = {
		"", "请点允许", "<b>IT</b>", "Chrome, Windows; please allow", "a\\nb"};
	struct t_app *app = t_app_new();

	for (size_t i = 0; i < COUNT_OF(names); i++)
		T_PROBLEM(app,
			t_call(app, NULL, "POST", "/v1/computers",
				t_text(app, "{\"name\":\"%s\"}", names[i])),
			422, "invalid-input");
}

TEST(computers, are_bounded_while_they_wait)
{
	struct t_app *app = t_app_new();

	t_body_new(app, "桥东社区");
	for (int i = 0; i < 1000; i++)
		T_STATUS(t_call(app, NULL, "POST", "/v1/computers", asking), 201);
	T_PROBLEM(
		app, t_call(app, NULL, "POST", "/v1/computers", asking), 429, "too-many-requests");
	app->now += 120001;
	T_STATUS(t_call(app, NULL, "POST", "/v1/computers", asking), 201);
}
