/* What a stranger may try on the wire: where a request ends must never be in doubt, and a client
 * that is slow, silent or does not read holds nothing for long (RFC 9110, RFC 9112). */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "harness/http.h"
#include "harness/wire.h"

enum { REPLY_SIZE = 65536, SHORT_MS = 1000, PATIENCE_MS = 6000, UNREAD_MS = 4000 };

static enum err say(struct call *call, const char *what)
{
	call_out(call, raw_reply)->bytes = (struct span){(const uint8_t *)what, strlen(what)};
	return OK;
}

static enum err first(struct call *call)
{
	return say(call, "<first>");
}

static enum err second(struct call *call)
{
	return say(call, "<second>");
}

static enum err taken(struct call *call)
{
	const char *text = arena_printf(call->arena, "<taken %zu>", call->body.len);

	return text ? say(call, text) : ERR_BUSY;
}

#define PLAIN .out = &raw_reply_schema, .media = "text/plain", .allow = allow_anyone
static const struct route routes[] = {
	{.op = "first", GET("/first"), .read = first, PLAIN},
	{.op = "large", GET("/large"), .read = t_large_reply, PLAIN},
	{.op = "second", GET("/second"), .read = second, PLAIN},
	{.op = "take", POST("/take", 200), .write = taken, .raw_input = true, PLAIN},
};
static const struct module module = {"probes", routes, COUNT_OF(routes), NULL};

#define HOST   "Host: x\r\n"
#define FIRST  "GET /first HTTP/1.1\r\n" HOST "\r\n"
#define SECOND "GET /second HTTP/1.1\r\n" HOST "\r\n"
#define TAKE   "POST /take HTTP/1.1\r\n" HOST

/* What comes back for all that is sent on one connection; `ret_closed` may be NULL. */
static const char *ask(const struct t_http *http, const char *text, bool *ret_closed)
{
	static char reply[REPLY_SIZE];
	int fd = t_connect(http->port);
	bool closed;

	t_send(fd, text);
	closed = t_receive(fd, reply, sizeof reply, 400);
	close(fd);
	if (ret_closed)
		*ret_closed = closed;
	return reply;
}

/* ---- what is refused, and nothing behind it is a request ---- */

static const char *const refused[] = {
	/* a length that can be read in two ways */
	TAKE "Content-Length: 5, 5\r\n\r\nhello",
	TAKE "Content-Length: 5 5\r\n\r\nhello",
	TAKE "Content-Length: 0x5\r\n\r\nhello",
	TAKE "Content-Length: 05\r\n\r\nhello",
	TAKE "Content-Length: +5\r\n\r\nhello",
	TAKE "Content-Length: -5\r\n\r\nhello",
	TAKE "Content-Length: 5.0\r\n\r\nhello",
	TAKE "Content-Length:\r\n\r\n",
	TAKE "Content-Length: 18446744073709551621\r\n\r\nhello",
	TAKE "Content-Length: 99999999999999999999999\r\n\r\nhello",
	TAKE "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
	TAKE "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
	TAKE "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
	/* encodings that somebody in front may not know or read differently */
	TAKE "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: identity\r\n\r\n",
	TAKE "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	/* chunks, whose sizes evhttp reads too kindly */
	TAKE "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n5;x=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n",
	TAKE "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nHost: y\r\n\r\n",
	/* a body where a method has none */
	"GET /first HTTP/1.1\r\n" HOST "Content-Length: 33\r\n\r\n",
	"HEAD /first HTTP/1.1\r\n" HOST "Content-Length: 33\r\n\r\n",
	"DELETE /first HTTP/1.1\r\n" HOST "Content-Length: 33\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
	/* names and values of headers */
	"GET /first HTTP/1.1\r\n" HOST "X Y: z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X : z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST ": z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X(): z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X-\xff: z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X: \xff\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X: a\x01z\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST "X: a\rz\r\n\r\n",
	"GET /first HTTP/1.1\r\n X: z\r\n" HOST "\r\n",
	/* whom it is for */
	"GET /first HTTP/1.1\r\n\r\n",
	"GET /first HTTP/1.1\r\nHost:\r\n\r\n",
	"GET /first HTTP/1.1\r\n" HOST HOST "\r\n",
	"GET /first HTTP/1.1\r\n" HOST "host: y\r\n\r\n",
	"GET /first HTTP/1.1\r\nHost: x y\r\n\r\n",
	"GET /first HTTP/1.1\r\nHost: x/first\r\n\r\n",
	"GET /first HTTP/1.1\r\nHost: x, y\r\n\r\n",
	"GET /first HTTP/1.1\r\nHost: user@x\r\n\r\n",
	"GET http://y/first HTTP/1.1\r\n" HOST "\r\n",
	"GET HTTP://x/first HTTP/1.1\r\n" HOST "\r\n",
	"GET first HTTP/1.1\r\n" HOST "\r\n",
	"GET * HTTP/1.1\r\n" HOST "\r\n",
	"GET \\first HTTP/1.1\r\n" HOST "\r\n",
	"GET /first\x01 HTTP/1.1\r\n" HOST "\r\n",
	"GET /first\x7f HTTP/1.1\r\n" HOST "\r\n",
	"GET /first\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n",
	"GET /first#x HTTP/1.1\r\n" HOST "\r\n",
	"GET  /first HTTP/1.1\r\n" HOST "\r\n",
	"GET /first  HTTP/1.1\r\n" HOST "\r\n",
	"GET /first x HTTP/1.1\r\n" HOST "\r\n",
	"GET\t/first HTTP/1.1\r\n" HOST "\r\n",
	/* methods and versions */
	"TRACE /first HTTP/1.1\r\n" HOST "\r\n",
	"OPTIONS * HTTP/1.1\r\n" HOST "\r\n",
	"PATCH /first HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
	"get /first HTTP/1.1\r\n" HOST "\r\n",
	"GETX /first HTTP/1.1\r\n" HOST "\r\n",
	"GET /first\r\n",
	"GET /first HTTP/0.9\r\n" HOST "\r\n",
	"GET /first HTTP/1.2\r\n" HOST "\r\n",
	"GET /first HTTP/2.0\r\n" HOST "\r\n",
	"GET /first HTTP/9.9\r\n" HOST "\r\n",
	"GET /first HTTP/1.1x\r\n" HOST "\r\n",
	"GET /first http/1.1\r\n" HOST "\r\n",
	"GET /first HTTPS/1.1\r\n" HOST "\r\n",
	"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	"\x16\x03\x01\x02\x01\x01\r\n\r\n",
};

/* Each of these was once let through by some server. */
TEST(probes, what_can_be_read_in_two_ways_ends_the_connection)
{
	struct t_http http;
	char text[1024];
	size_t n_wrong = 0;

	t_http_start(&http, &module, 10);
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		const char *reply;
		bool closed;

		snprintf(text, sizeof text, "%s%s", refused[i], SECOND);
		reply = ask(&http, text, &closed);
		if (closed && !strstr(reply, " 200 ") && !strstr(reply, "<second>"))
			continue;
		n_wrong++;
		printf("  %s%s\n%s\n", closed ? "" : "(open) ", refused[i], reply);
	}
	t_http_stop(&http);
	T_INT(n_wrong, 0);
}

/* ---- what is served ---- */

TEST(probes, what_is_well_formed_is_served_in_the_order_it_came)
{
	static const struct {
		const char *text;
		const char *parts[4]; /* of the replies, in this order */
	} served[] = {
		{FIRST SECOND FIRST, {"<first>", "<second>", "<first>"}},
		{TAKE "Content-Length: 5\r\n\r\nhello" SECOND, {"<taken 5>", "<second>"}},
		{TAKE "Content-Length: 0\r\n\r\n" SECOND, {"<taken 0>", "<second>"}},
		{TAKE "content-length: 5\r\n\r\n\r\n\r\nx" SECOND, {"<taken 5>", "<second>"}},
		{TAKE "Content-Length:  5  \r\n\r\nhello" SECOND, {"<taken 5>", "<second>"}},
		{"GET /first HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n" SECOND,
			{"<first>", "<second>"}},
		{"GET /first HTTP/1.0\r\n" HOST "\r\n", {"<first>"}},
		{"GET /first HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", {"<first>"}},
		{"GET /first HTTP/1.1\r\nHost: vote.example:443\r\n\r\n", {"<first>"}},
		{"GET /first?x HTTP/1.1\r\n" HOST "\r\n" SECOND, {"malformed query", "<second>"}},
		{"GET /first?x=1 HTTP/1.1\r\n" HOST "\r\n" SECOND, {"unknown", "<second>"}},
		{"GET //first HTTP/1.1\r\n" HOST "\r\n" SECOND, {" 404 ", "<second>"}},
		{"GET /./first HTTP/1.1\r\n" HOST "\r\n" SECOND, {" 404 ", "<second>"}},
		{"GET /first%00 HTTP/1.1\r\n" HOST "\r\n" SECOND, {" 404 ", "<second>"}},
		{"GET /take HTTP/1.1\r\n" HOST "\r\n" SECOND, {" 405 ", "<second>"}},
		/* no tunnel is opened */
		{"CONNECT x:80 HTTP/1.1\r\n" HOST "\r\n" SECOND, {" 501 ", "<second>"}},
		{FIRST "GET /second HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n" FIRST,
			{"<first>", "<second>"}},
	};
	struct t_http http;

	t_http_start(&http, &module, 10);
	for (size_t i = 0; i < COUNT_OF(served); i++) {
		const char *reply = ask(&http, served[i].text, NULL), *at = reply;

		for (size_t k = 0; served[i].parts[k] && at; k++)
			if ((at = strstr(at, served[i].parts[k])))
				at += strlen(served[i].parts[k]);
		if (!at || strstr(at, "\r\n\r\n"))
			t_fail(__FILE__, __LINE__, "%s gave\n%s", served[i].text, reply);
	}
	t_http_stop(&http);
}

/* ---- what is too large ---- */

/* `unit` n times between two texts. */
static const char *made(const char *before, const char *unit, size_t n, const char *after)
{
	static char text[1 << 15];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", before);

	while (n--)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s", unit);
	T_CHECK((size_t)snprintf(text + at, sizeof text - at, "%s", after) < sizeof text - at);
	return text;
}

TEST(probes, sizes_have_limits_however_they_are_made_up)
{
	static const struct {
		const char *before, *unit;
		size_t n;
		const char *after, *status;
	} cases[] = {
		{"GET /first HTTP/1.1\r\n" HOST, "X: y\r\n", 63, "\r\n", " 200 "},
		{"GET /first HTTP/1.1\r\n" HOST, "X: y\r\n", 64, "\r\n", " 400 "},
		{"GET /first HTTP/1.1\r\n" HOST, "X: y\r\n", 2040, "\r\n", " 400 "},
		{"GET /first HTTP/1.1\r\n" HOST "X: ", "y", 8000, "\r\n\r\n", " 200 "},
		{"GET /first HTTP/1.1\r\n" HOST "X: ", "y", 8300, "\r\n\r\n", " 400 "},
		{"GET /first HTTP/1.1\r\n" HOST, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy: z\r\n", 300,
			"\r\n", " 400 "},
		{"GET /", "y", 2047, " HTTP/1.1\r\n" HOST "\r\n", " 404 "},
		{"GET /", "y", 2048, " HTTP/1.1\r\n" HOST "\r\n", " 400 "},
		{"GET /first?", "y", 20000, " HTTP/1.1\r\n" HOST "\r\n", " 400 "},
		{TAKE "Content-Length: 1024\r\n\r\n", "y", 1024, "", " 200 "},
		{TAKE "Content-Length: 1025\r\n\r\n", "y", 1025, "", " 413 "},
		{TAKE "Content-Length: 1025\r\nExpect: 100-continue\r\n\r\n", "", 0, "", " 413 "},
		{TAKE "Transfer-Encoding: chunked\r\n\r\n401\r\n", "y", 1025, "\r\n0\r\n\r\n",
			" 413 "},
		{TAKE "Transfer-Encoding: chunked\r\n\r\n", "1\r\ny\r\n", 1025, "0\r\n\r\n",
			" 413 "},
	};
	struct t_http http;

	t_http_start(&http, &module, 10);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool closed, served = strcmp(cases[i].status, " 200 ") == 0;
		const char *reply = ask(&http,
			made(cases[i].before, cases[i].unit, cases[i].n, cases[i].after), &closed);

		if (strncmp(reply, "HTTP/1.1", 8) != 0 ||
			strncmp(reply + 8, cases[i].status, 5) != 0 || strstr(reply, " 100 "))
			t_fail(__FILE__, __LINE__, "case %zu gave\n%s", i, reply);
		T_CHECK(!served || !closed);
	}
	t_http_stop(&http);
}

/* ---- a client that asks before it sends ---- */

TEST(probes, a_body_is_asked_for_when_its_client_waits_for_that)
{
	struct t_http http;
	char reply[1024];
	int fd;

	t_http_start(&http, &module, 10);
	fd = t_connect(http.port);
	t_send(fd, TAKE "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
	t_receive(fd, reply, sizeof reply, 400);
	T_CHECK(strncmp(reply, "HTTP/1.1 100 ", 13) == 0 && !strstr(reply, "<taken"));
	t_send(fd, "hello");
	t_receive(fd, reply, sizeof reply, 400);
	T_CHECK(strstr(reply, "<taken 5>") != NULL);
	close(fd);
	t_http_stop(&http);
}

/* ---- who is slow ---- */

/* Sends a text again and again, slowly, until the other side closes; false when it does not. */
static bool is_ended(int fd, const char *drop)
{
	int64_t until = clock_monotonic_us() + PATIENCE_MS * INT64_C(1000);
	char reply[256];

	while (clock_monotonic_us() < until) {
		if (send(fd, drop, strlen(drop), MSG_NOSIGNAL) < 0 ||
			t_receive(fd, reply, sizeof reply, 200))
			return true;
	}
	return false;
}

/* Each byte rearms evhttp's own timer; the deadline is for the message. */
TEST(probes, a_message_that_does_not_end_is_ended_whatever_part_is_slow)
{
	static const struct {
		const char *begins, *drop;
	} slow[] = {
		{"", ""},
		{"G", "E"},
		{"GET /first HTTP/1.1\r\n", "X: y\r\n"},
		{"GET /first HTTP/1.1\r\nX: ", "y"},
		{TAKE "Content-Length: 1000\r\n\r\n", "y"},
		{TAKE "Content-Length: 1000\r\n\r\n", ""},
		{TAKE "Transfer-Encoding: chunked\r\n\r\n", "1\r\ny\r\n"},
		{FIRST, ""},
		{FIRST "GET /sec", "o"},
	};
	struct t_http http;
	int fds[COUNT_OF(slow)];

	t_http_start_with(&http, &module, 10, SHORT_MS);
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		fds[i] = t_connect(http.port);
		t_send(fds[i], slow[i].begins);
	}
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		if (!is_ended(fds[i], slow[i].drop))
			t_fail(__FILE__, __LINE__, "still open: %s", slow[i].begins);
		close(fds[i]);
	}
	T_CHECK(strstr(ask(&http, SECOND, NULL), "<second>") != NULL);
	t_http_stop(&http);
}

TEST(probes, a_client_that_does_not_read_its_reply_is_let_go)
{
	static char part[1 << 16];
	struct t_http http;
	size_t len = 0;
	ssize_t n;
	int fd;

	t_http_start_with(&http, &module, 10, SHORT_MS);
	fd = t_connect(http.port);
	t_send(fd, "GET /large HTTP/1.1\r\n" HOST "\r\n");
	usleep(1000 * UNREAD_MS);
	while ((n = recv(fd, part, sizeof part, 0)) > 0)
		len += (size_t)n;
	T_CHECK(len < T_LARGE);
	close(fd);
	T_CHECK(strstr(ask(&http, SECOND, NULL), "<second>") != NULL);
	t_http_stop(&http);
}
