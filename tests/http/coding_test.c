/* What surrounds a reply: its coding, how long it may be kept, and the cookie beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/clock.h"
#include "harness/people.h"
#include "harness/server.h"
#include "harness/wire.h"
#include "pages/assets.h"

enum { REPLY_SIZE = 256 << 10 };

struct site {
	struct t_app *app;
	struct t_body *body;
	struct t_server *server;
	int port;
};

static struct site site_new(void)
{
	struct site site = {.app = t_app_new()};

	site.app->now = clock_now_ms();
	site.body = t_body_new(site.app, "桥东社区");
	app_close(&site.app->app);
	site.server = t_server_start(site.app->folder);
	site.port = (int)strtol(strrchr(site.server->url, ':') + 1, NULL, 10);
	return site;
}

struct answer {
	const char *head;
	const char *body;
	size_t len; /* of the body */
};

static struct answer ask(const struct site *site, const char *method, const char *target,
	const char *headers, const char *content)
{
	char *text = arena_alloc(&site->app->arena, REPLY_SIZE);
	struct answer answer = {.head = text};
	const char *length;
	char *end;
	int fd = t_connect(site->port);

	t_send(fd, t_text(site->app,
			   "%s %s HTTP/1.1\r\nHost: gongyi.test\r\nConnection: close\r\n%s%s\r\n%s",
			   method, target, headers,
			   content ? t_text(site->app, "Content-Length: %zu\r\n", strlen(content))
				   : "",
			   content ? content : ""));
	t_receive(fd, text, REPLY_SIZE, 5000);
	close(fd);
	end = strstr(text, "\r\n\r\n");
	T_CHECK(end != NULL);
	*end = '\0';
	answer.body = end + 4;
	length = strstr(text, "Content-Length: ");
	answer.len = length ? strtoul(length + 16, NULL, 10) : 0;
	return answer;
}

static struct answer get(const struct site *site, const char *target, const char *headers)
{
	return ask(site, "GET", target, headers, NULL);
}

static bool says(struct answer answer, const char *header)
{
	return strstr(answer.head, header) != NULL;
}

/* The bytes behind gzip must be those of the plain reply. */
static void check_same(struct answer coded, struct answer plain)
{
	static unsigned char text[REPLY_SIZE];
	z_stream stream = {.next_in = (const unsigned char *)coded.body,
		.avail_in = (unsigned)coded.len,
		.next_out = text,
		.avail_out = sizeof text};

	T_INT(inflateInit2(&stream, 15 + 16), Z_OK);
	T_INT(inflate(&stream, Z_FINISH), Z_STREAM_END);
	inflateEnd(&stream);
	T_INT(stream.total_out, plain.len);
	T_CHECK(memcmp(text, plain.body, plain.len) == 0);
}

/* RFC 9110 sections 8.4, 8.8.3 and 12.5.3. */
TEST(coding, replies_come_in_fewer_bytes_to_whoever_takes_them)
{
	static const char *const unwanted[] = {"", "Accept-Encoding: identity\r\n",
		"Accept-Encoding: gzip;q=0\r\n", "Accept-Encoding: gzipped, x-gzip\r\n"};
	struct site site = site_new();
	struct answer plain, coded;

	for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0]; i++) {
		plain = get(&site, "/", unwanted[i]);
		T_CHECK(says(plain, " 200 ") && !says(plain, "Content-Encoding"));
		T_CHECK(says(plain, "Vary: Accept-Encoding") && says(plain, "ETag: \""));
	}
	coded = get(&site, "/", "Accept-Encoding: deflate, gzip;q=0.5\r\n");
	T_CHECK(says(coded, "Content-Encoding: gzip") && says(coded, "ETag: W/\""));
	T_CHECK(coded.len < plain.len);
	check_same(coded, plain);
}

TEST(coding, an_unchanged_reply_is_not_sent_again_in_any_coding)
{
	struct site site = site_new();
	struct answer first = get(&site, "/", "Accept-Encoding: gzip\r\n"), again;
	const char *etag = strstr(first.head, "ETag: ") + 6;

	again = get(&site, "/",
		t_text(site.app, "Accept-Encoding: gzip\r\nIf-None-Match: %.*s\r\n",
			(int)strcspn(etag, "\r"), etag));
	T_CHECK(says(again, " 304 ") && !says(again, "Content-Encoding"));
	T_INT(again.len, 0);
}

TEST(coding, a_file_of_the_client_is_kept_for_ever_and_has_its_best_coding)
{
	struct site site = site_new();
	struct answer plain = get(&site, asset_script, "");
	struct answer gzip = get(&site, asset_script, "Accept-Encoding: gzip\r\n");
	struct answer brotli = get(&site, asset_script, "Accept-Encoding: gzip, br\r\n");

	T_CHECK(says(plain, "Cache-Control: public, max-age=31536000, immutable"));
	T_CHECK(says(plain, "Content-Type: text/javascript"));
	T_CHECK(says(gzip, "Content-Encoding: gzip") && says(brotli, "Content-Encoding: br"));
	T_CHECK(brotli.len < gzip.len && gzip.len < plain.len);
	check_same(gzip, plain);
	T_CHECK(says(get(&site, "/assets/main.js", ""), " 404 "));
}

/* Nothing on our pages is anybody else's, and nothing in them is run that stands in the text. */
TEST(coding, pages_load_from_here_alone)
{
	struct site site = site_new();
	struct answer page = get(&site, "/", "");

	T_CHECK(says(page, "Content-Security-Policy: default-src 'none'; script-src 'self'; "
			   "style-src 'self'; "));
	T_CHECK(says(page, "Permissions-Policy: camera=(self), microphone=(), geolocation=()"));
	T_CHECK(!says(page, "unsafe") && !says(page, "http"));
	T_CHECK(strstr(page.body, asset_script) && strstr(page.body, asset_style));
	T_CHECK(!strstr(page.body, "<style"));
}

TEST(coding, the_session_of_a_browser_is_a_cookie_of_this_site_alone)
{
	struct site site = site_new();
	const char *statement, *cookie;
	struct answer answer;

	statement = t_browser_sign_in(site.app, &site.body->officer, T_ORIGIN);
	answer = ask(&site, "POST", "/v1/sessions", "Origin: " T_ORIGIN "\r\n", statement);
	T_CHECK(says(answer, " 201 ") && says(answer, "HttpOnly; SameSite=Strict; Max-Age=43200"));
	cookie = strstr(answer.head, "Set-Cookie: ") + 12;
	cookie = t_text(site.app, "Cookie: a=b; %.*s; c=d\r\n", (int)strcspn(cookie, ";"), cookie);
	answer = get(&site, "/v1/sessions/current", cookie);
	T_CHECK(says(answer, " 200 ") && says(answer, "Cache-Control: private, no-cache"));
	answer = ask(&site, "POST", "/v1/sessions/end", cookie, "");
	T_CHECK(says(answer, " 403 "));
	answer = ask(&site, "POST", "/v1/sessions/end",
		t_text(site.app, "%sOrigin: " T_ORIGIN "\r\n", cookie), "");
	T_CHECK(says(answer, " 204 ") && says(answer, "Set-Cookie: gongyi=; "));
	T_CHECK(says(get(&site, "/v1/sessions/current", cookie), " 401 "));
}
