/* Sessions of browsers: a cookie that scripts cannot read, and that another site's page cannot use.
 */
#include "harness/fixture.h"
#include "harness/people.h"

#include <string.h>

static const char ours[] = "http://test";

static struct t_reply in_browser(
	struct t_app *app, const char *cookie, const char *method, const char *target)
{
	return t_call_page(app, cookie, ours, method, target, NULL);
}

static const char *signed_in(struct t_app *app, const struct t_person *person)
{
	struct t_reply r = t_call_page(
		app, NULL, ours, "POST", "/v1/sessions", t_browser_sign_in(app, person, ours));

	T_STATUS(r, 201);
	T_JSON(app, r, "/token", "");
	T_CHECK(r.cookie && *r.cookie);
	return r.cookie;
}

TEST(sessions, a_browser_is_known_by_its_cookie_until_it_signs_out)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *cookie = signed_in(app, &body->officer);
	struct t_reply r = in_browser(app, cookie, "GET", "/v1/sessions/current");

	T_STATUS(r, 200);
	T_JSON(app, r, "/person_id", t_text(app, "%lld", (long long)body->officer.id));
	T_JSON(app, r, "/roles/0", "officer");
	r = in_browser(app, cookie, "POST", "/v1/sessions/end");
	T_STATUS(r, 204);
	T_STR(r.cookie, "");
	T_STATUS(in_browser(app, cookie, "GET", "/v1/sessions/current"), 401);
	T_STATUS(in_browser(app, cookie, "POST", "/v1/sessions/end"), 401);
}

TEST(sessions, another_sites_page_changes_nothing_with_the_cookie)
{
	static const char *const senders[] = {
		NULL, "", "null", "http://evil.test", "http://test.evil.test", "https://test"};
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *cookie = signed_in(app, &body->officer);

	for (size_t i = 0; i < sizeof senders / sizeof senders[0]; i++)
		T_PROBLEM(app,
			t_call_page(app, cookie, senders[i], "POST", "/v1/sessions/end", NULL), 403,
			"foreign-page");
	T_STATUS(in_browser(app, cookie, "GET", "/v1/sessions/current"), 200);
	T_STATUS(t_call(app, body->officer.token, "POST", "/v1/sessions/end", NULL), 204);
}

/* Else everybody whose session ran out would see nothing at all. */
TEST(sessions, a_cookie_that_no_longer_counts_makes_a_visitor)
{
	struct t_app *app = t_app_new();

	T_STATUS(in_browser(app, "no-such-token", "GET", "/v1/bodies"), 200);
	T_STATUS(in_browser(app, "no-such-token", "GET", "/v1/devices"), 401);
	T_STATUS(t_call(app, "no-such-token", "GET", "/v1/bodies", NULL), 401);
}
