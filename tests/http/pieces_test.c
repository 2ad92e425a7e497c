/* Replies that are longer than what a request may hold: made and sent piece by piece. */
#include "harness/http.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "harness/wire.h"
#include "http/http.h"

/* 96 MiB together, six times the arena. */
enum { PIECE = 1 << 20, PIECES = 96, HEAD_MAX = 4096 };
#define WHOLE ((uint64_t)PIECE * PIECES)

static atomic_int made; /* pieces since the test began */

struct place {
	size_t n;
	size_t fails_at; /* 0: nowhere */
	size_t ends_at;
};

static enum err next_piece(struct call *call)
{
	struct place *place = call->loaded;
	struct raw_reply *out = call_out(call, raw_reply);
	char *bytes = arena_alloc(call->arena, PIECE);

	if (!bytes)
		return fail(call->error, ERR_TOO_LARGE);
	if (place->n && place->n == place->fails_at)
		return fail_note(call->error, ERR_IO, "the disk is gone");
	memset(bytes, 'a' + (int)(place->n % 26), PIECE);
	out->bytes = (struct span){(const uint8_t *)bytes, PIECE};
	out->more = ++place->n < place->ends_at ? next_piece : NULL;
	atomic_fetch_add(&made, 1);
	return OK;
}

static enum err first_piece(struct call *call, size_t fails_at, size_t ends_at)
{
	struct place *place = arena_new(call->arena, struct place);
	struct raw_reply *out = call_out(call, raw_reply);

	if (!place)
		return fail(call->error, ERR_BUSY);
	*place = (struct place){.fails_at = fails_at, .ends_at = ends_at};
	call->loaded = place;
	out->length = WHOLE;
	out->etag = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	return next_piece(call);
}

static enum err long_reply(struct call *call)
{
	return first_piece(call, 0, PIECES);
}

static enum err failing_reply(struct call *call)
{
	return first_piece(call, 3, PIECES);
}

static enum err short_reply(struct call *call)
{
	return first_piece(call, 0, 5);
}

#define RAW(op_, path_, read_)                                                                     \
	{                                                                                          \
		.op = op_, GET(path_), .out = &raw_reply_schema, .read = read_,                    \
		.media = "text/plain", .slow = true, .allow = allow_anyone                         \
	}

static const struct route routes[] = {
	RAW("failing", "/failing", failing_reply),
	RAW("long", "/long", long_reply),
	RAW("short", "/short", short_reply),
};
static const struct module module = {"pieces", routes, COUNT_OF(routes), NULL};

static void start(struct t_http *http)
{
	atomic_store(&made, 0);
	t_http_start(http, &module, 10);
}

/* The head of a reply; nothing of the body is taken. */
static void read_head(int fd, char head[HEAD_MAX])
{
	size_t len = 0;

	while (len + 1 < HEAD_MAX && read(fd, head + len, 1) == 1) {
		head[++len] = '\0';
		if (len > 4 && strcmp(head + len - 4, "\r\n\r\n") == 0)
			return;
	}
	t_fail(__FILE__, __LINE__, "no head of a reply: %s", head);
}

/* Takes the body: every piece has its own letter. Returns how much came. */
static uint64_t read_body(int fd, uint64_t len)
{
	static char part[1 << 16];
	uint64_t at = 0;
	ssize_t n;

	while (at < len && (n = read(fd, part, sizeof part)) > 0)
		for (ssize_t i = 0; i < n; i++, at++)
			if (part[i] != 'a' + (int)(at / PIECE % 26))
				t_fail(__FILE__, __LINE__, "byte %llu is wrong",
					(unsigned long long)at);
	return at;
}

static int ask(const struct t_http *http, const char *method, const char *path, const char *header)
{
	char text[256];
	int fd = t_connect(http->port);

	snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n", method, path, header);
	t_send(fd, text);
	return fd;
}

TEST(http, a_long_reply_comes_whole_and_the_connection_goes_on)
{
	struct t_http http;
	char head[HEAD_MAX];
	int fd;

	start(&http);
	fd = ask(&http, "GET", "/long", "");
	for (int round = 0; round < 2; round++) {
		read_head(fd, head);
		T_CHECK(strstr(head, "HTTP/1.1 200 ") &&
			strstr(head, "Content-Length: 100663296\r\n"));
		T_CHECK(!strstr(head, "chunked"));
		T_INT(read_body(fd, WHOLE), WHOLE);
		t_send(fd, round ? "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
				 : "GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	read_head(fd, head);
	T_CHECK(strstr(head, " 404 ") != NULL);
	T_INT(atomic_load(&made), 2 * PIECES);
	close(fd);
	t_http_stop(&http);
}

TEST(http, a_long_reply_is_not_made_for_those_who_have_it_or_want_its_head)
{
	struct t_http http;
	char head[HEAD_MAX];
	int fd;

	start(&http);
	fd = ask(&http, "HEAD", "/long", "");
	read_head(fd, head);
	T_CHECK(strstr(head, " 200 ") && strstr(head, "Content-Length: 100663296\r\n"));
	t_send(fd, "GET /long HTTP/1.1\r\nHost: x\r\n"
		   "If-None-Match: \"0123456789abcdef0123456789abcdef\"\r\n\r\n");
	read_head(fd, head);
	T_CHECK(strstr(head, " 304 ") != NULL);
	t_send(fd, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
	read_head(fd, head);
	T_CHECK(strstr(head, " 404 ") != NULL);
	T_INT(atomic_load(&made), 2); /* the first of each */
	close(fd);
	t_http_stop(&http);
}

/* Neither the network nor the program holds more than a few pieces for a client that does not
 * read. */
TEST(http, pieces_wait_until_the_client_takes_them)
{
	struct t_http http;
	char head[HEAD_MAX];
	int fd, before;

	start(&http);
	fd = ask(&http, "GET", "/long", "");
	read_head(fd, head);
	do {
		before = atomic_load(&made);
		usleep(300000);
	} while (atomic_load(&made) != before);
	T_CHECK(before < PIECES / 2);
	T_INT(read_body(fd, WHOLE), WHOLE);
	close(fd);
	t_http_stop(&http);
}

/* A second request is answered meanwhile, and the stop does not wait for whoever left. */
TEST(http, a_client_that_leaves_during_a_long_reply_leaves_nothing_behind)
{
	struct t_http http;
	char head[HEAD_MAX];
	int fds[3], fd;

	start(&http);
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = ask(&http, "GET", "/long", "");
		read_head(fds[i], head);
		T_INT(read_body(fds[i], 2 * PIECE + 5) >= 2 * PIECE + 5, true);
	}
	fd = ask(&http, "GET", "/nothing", "");
	read_head(fd, head);
	T_CHECK(strstr(head, " 404 ") != NULL);
	close(fd);
	t_break(fds[0]);
	close(fds[1]);
	shutdown(fds[2], SHUT_RDWR);
	close(fds[2]);
	t_http_stop(&http);
	T_CHECK(atomic_load(&made) < 3 * PIECES);
}

/* She does not read, and goes on sending: what she sends is not taken without end. */
TEST(http, who_sends_on_during_a_reply_fills_nobodys_memory)
{
	enum { PATIENCE = 50, PUSHED_MAX = 64 << 20, TAKEN_MAX = 32 << 20 };
	static const char part[1 << 16];
	struct t_http http;
	char head[HEAD_MAX];
	size_t taken = 0;
	int fd;

	start(&http);
	fd = ask(&http, "GET", "/long", "");
	read_head(fd, head);
	for (int waits = 0; waits < PATIENCE && taken < PUSHED_MAX;) {
		ssize_t n = send(fd, part, sizeof part, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0)
			taken += (size_t)n;
		else
			waits++;
		if (n <= 0)
			usleep(10000);
	}
	T_CHECK(taken < TAKEN_MAX);
	close(fd);
	t_http_stop(&http);
}

/* What cannot be completed ends before its announced length. */
static void expect_cut_off(const char *path, size_t n_pieces)
{
	struct t_http http;
	char head[HEAD_MAX];
	int fd;

	start(&http);
	fd = ask(&http, "GET", path, "");
	read_head(fd, head);
	T_CHECK(strstr(head, "Content-Length: 100663296\r\n") != NULL);
	T_INT(read_body(fd, WHOLE), n_pieces * PIECE);
	close(fd);
	t_http_stop(&http);
}

TEST(http, a_reply_whose_next_piece_fails_is_cut_off)
{
	expect_cut_off("/failing", 3);
}

TEST(http, a_reply_shorter_than_it_announced_is_cut_off)
{
	expect_cut_off("/short", 4);
}

/* ---- the client ---- */

static enum err fetch(const struct t_http *http, const char *path, FILE *into, int *ret_status,
	struct buf *reply, struct error *error)
{
	char url[64];
	struct http_exchange exchange = {
		.method = "GET", .url = url, .reply = reply, .into = into, .timeout_ms = 20000};
	enum err err;

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", http->port, path);
	err = http_request(&exchange, error);
	*ret_status = exchange.status;
	return err;
}

TEST(http, the_client_puts_a_long_reply_into_a_file_and_its_refusal_into_memory)
{
	auto_buf struct buf reply = {0};
	auto_file FILE *into = tmpfile();
	struct error error = {0};
	struct t_http http;
	int status;

	T_CHECK(into != NULL);
	start(&http);
	buf_init(&reply, 4096);
	T_OK(fetch(&http, "/long", into, &status, &reply, &error));
	T_INT(status, 200);
	T_INT(reply.len, 0);
	T_INT(fflush(into), 0);
	T_INT(lseek(fileno(into), 0, SEEK_SET), 0);
	T_INT(read_body(fileno(into), WHOLE + 1), WHOLE);
	T_OK(fetch(&http, "/nothing", into, &status, &reply, &error));
	T_INT(status, 404);
	T_CHECK(strstr(reply.data, "not-found") != NULL);
	T_INT(lseek(fileno(into), 0, SEEK_END), WHOLE);
	T_ERR(fetch(&http, "/long", NULL, &status, &reply, &error), IO);
	t_http_stop(&http);
}

TEST(http, the_client_takes_nothing_for_whole_that_was_cut_off)
{
	auto_buf struct buf reply = {0};
	auto_file FILE *into = tmpfile();
	auto_file FILE *full = fopen("/dev/full", "w");
	struct error error = {0};
	struct t_http http;
	int status;

	T_CHECK(into && full);
	start(&http);
	buf_init(&reply, 4096);
	T_ERR(fetch(&http, "/failing", into, &status, &reply, &error), IO);
	T_ERR(fetch(&http, "/long", full, &status, &reply, &error), IO);
	t_http_stop(&http);
}
