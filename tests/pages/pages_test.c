/* The pages people see in a browser: they answer, they escape, they show no more than is public. */
#include <string.h>

#include "crypto/digest.h"
#include "harness/round.h"
#include "pages/assets.h"
#include "pages/html.h"

static const char *page(struct t_app *app, const char *path)
{
	struct t_reply r = t_call(app, NULL, "GET", path, NULL);

	T_STATUS(r, 200);
	T_STR(r.media, "text/html; charset=utf-8");
	return (const char *)r.body.data;
}

static bool shows(const char *text, const char *what)
{
	return strstr(text, what) != NULL;
}

/* An election of one post; its reply. */
static struct t_reply draft(struct t_app *app, const struct t_body *body, const char *title)
{
	struct t_reply r = t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/elections", body->id),
		t_text(app,
			"{\"title\":\"%s\",\"mode\":\"all\",\"opens_at\":\"2026-08-01T00:00:00Z\","
			"\"closes_at\":\"2026-08-08T00:00:00Z\","
			"\"posts\":[{\"title\":\"<b>主任\",\"seats\":1}]}",
			title));

	T_STATUS(r, 201);
	return r;
}

TEST(pages, the_guides_answer_on_an_empty_service)
{
	struct t_app *app = t_app_new();

	T_CHECK(shows(page(app, "/"), "这里还没有社区"));
	T_CHECK(shows(page(app, "/in"), "gongyi device new --key my.key --slip"));
	T_CHECK(shows(page(app, "/in"), "--url http://test"));
	T_CHECK(shows(page(app, "/audit"), "belenios-tool election verify"));
	T_CHECK(shows(page(app, "/test"), "gongyi-verify UUID.bel --test-ballot"));
	T_CHECK(shows(page(app, "/in/desk"), "gongyi call"));
	T_CHECK(shows(page(app, "/office"), "gongyi call"));
	T_CHECK(shows(page(app, "/office/roll"), "gongyi call"));
	T_CHECK(shows(page(app, "/office/desk/aaaaaaaaaaaaaa"), "gongyi call"));
}

TEST(pages, browsers_find_what_they_look_for_under_names_of_their_own)
{
	struct t_app *app = t_app_new();

	const struct {
		const char *path, *media, *has;
	} files[] = {
		{"/icon.svg", "image/svg+xml", "<svg"},
		{"/manifest.webmanifest", "application/manifest+json", "\"start_url\": \"/\""},
		{"/sw.js", "text/javascript; charset=utf-8", "addEventListener"},
	};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct t_reply r = t_call(app, NULL, "GET", files[i].path, NULL);

		T_STATUS(r, 200);
		T_STR(r.media, files[i].media);
		T_CHECK(shows((const char *)r.body.data, files[i].has));
	}
	T_CHECK(shows(page(app, "/"), "href=\"/icon.svg\""));
}

TEST(pages, a_rehearsal_says_so_on_every_page_of_its_own)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct t_app *app = round->app;

	T_CHECK(shows(page(app, "/"), "class=\"drill\""));
	T_CHECK(shows(page(app, t_text(app, "/e/%lld", (long long)round->election_id)),
		"class=\"drill\""));
	T_CHECK(shows(page(app, t_text(app, "/vote/%s", round->uuid)), "class=\"drill\""));
	T_CHECK(shows(page(app, t_text(app, "/screen/%s", round->uuid)), "class=\"drill\""));
}

TEST(pages, a_round_shows_its_state_and_commands)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	const char *text = page(round->app, t_text(round->app, "/vote/%s", round->uuid));

	T_CHECK(shows(text, "正在投票"));
	T_CHECK(shows(
		text, t_text(round->app, "gongyi-verify %s.bel --record record.tar", round->uuid)));
	T_CHECK(!shows(text, "--result"));
	T_CHECK(shows(text, t_text(round->app, "http://test/vote/%s", round->uuid)));
	T_CHECK(shows(page(round->app, "/audit"), round->uuid));
}

/* A35, A52 */
TEST(pages, an_election_shows_dates_with_their_rules)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	const char *text =
		page(round->app, t_text(round->app, "/e/%lld", (long long)round->election_id));

	T_CHECK(shows(text, "A35"));
	T_CHECK(shows(text, "A52"));
	T_CHECK(shows(text, "2026年6月"));
	T_CHECK(shows(text, t_text(round->app, "/v1/rounds/%s/archive", round->uuid)));
}

TEST(pages, what_does_not_exist_is_not_found)
{
	struct t_app *app = t_app_new();

	T_STATUS(t_call(app, NULL, "GET", "/e/4711", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/e/nonsense", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/vote/4JutDPcYHFcoLq", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/screen/4JutDPcYHFcoLq", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/nowhere", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/assets/nothing.js", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/office/nothing", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", "/office/nothing/1", NULL), 404);
	T_STATUS(t_call(app, NULL, "GET", asset_script, NULL), 200);
	T_STATUS(t_call(app, NULL, "GET", "/?from=singlemessage&isappinstalled=0&%", NULL), 200);
	T_STATUS(t_call(app, NULL, "GET", "/v1/bodies?from=singlemessage", NULL), 422);
}

TEST(pages, hostile_names_are_text)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "<script>alert('桥东')</script>\"&");
	struct t_reply r = draft(app, body, "<img src=x onerror=alert(1)> & 换届");
	const char *home = page(app, "/");
	const char *election = page(app, t_text(app, "/e/%s", t_json(app, r, "/id")));

	T_CHECK(!shows(home, "<script>"));
	T_CHECK(shows(home, "&lt;script&gt;alert(&#39;桥东&#39;)&lt;/script&gt;&quot;&amp;"));
	T_CHECK(!shows(home, "<img") && !shows(election, "<img"));
	T_CHECK(!shows(election, "<b>主任") && shows(election, "&lt;b&gt;主任"));
	T_CHECK(!shows(page(app, "/audit"), "<script>"));
}

TEST(pages, candidates_show_only_once_published)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *id = t_json(app, draft(app, body, "换届"), "/id");
	const char *path = t_text(app, "/e/%s", id);

	t_sql(app,
		t_text(app,
			"INSERT INTO candidate(id, election_id, post_id, person_id, position, name,"
			" statement, state) SELECT 900, election_id, id, 5, 0, '周<梅>', '', "
			"'standing' FROM election_post WHERE election_id = %s",
			id));
	T_CHECK(!shows(page(app, path), "周&lt;梅&gt;"));
	t_sql(app,
		t_text(app, "UPDATE election SET candidates_published_at = 1 WHERE id = %s", id));
	T_CHECK(shows(page(app, path), "周&lt;梅&gt;"));
}

TEST(pages, an_officer_reads_the_command_that_goes_on)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *id = t_json(app, draft(app, body, "换届"), "/id");

	T_CHECK(shows(page(app, t_text(app, "/e/%s", id)),
		t_text(app, "gongyi call electionAdvance --to=committee_formed --election_id=%s",
			id)));
}

TEST(pages, times_are_shown_as_shanghai_clocks_show_them)
{
	char text[HTML_TIME_SIZE];

	html_time(INT64_C(1782000000000), text); /* 2026-06-21T00:00:00Z, a Sunday */
	T_STR(text, "2026年6月21日（日）08:00");
	html_time(INT64_C(1781971199999), text);
	T_STR(text, "2026年6月20日（六）23:59");
}

/* An auditor compares what phones are sent with a build of her own. */
TEST(pages, every_file_of_the_client_is_listed_with_the_hash_of_its_bytes)
{
	struct t_app *app = t_app_new();
	struct t_reply list = t_call(app, NULL, "GET", "/v1/client", NULL);
	size_t n = 0;

	T_STATUS(list, 200);
	T_CHECK(shows(page(app, "/audit"), "/v1/client"));
	for (;; n++) {
		const char *path = t_json(app, list, t_text(app, "/files/%zu/path", n));
		struct t_reply file;
		struct digest digest;
		char hex[DIGEST_HEX_SIZE];

		if (!*path)
			break;
		file = t_call(app, NULL, "GET", path, NULL);
		T_STATUS(file, 200);
		digest = digest_of(file.body.data, file.body.len);
		digest_hex(&digest, hex);
		T_JSON(app, list, t_text(app, "/files/%zu/sha256", n), hex);
	}
	T_CHECK(n > 5);
}
