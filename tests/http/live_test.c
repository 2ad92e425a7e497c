/* Reads that are followed as server-sent events, by clients that mean well and by others. */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/notes.h"
#include "harness/http.h"
#include "harness/wire.h"

enum { TEXT_MAX = 1 << 16, SOON = 3000, QUIET = 1600, WIDE = 3000000, CONNECTIONS = 100 };

static atomic_int asked; /* how often the reads were made */
static atomic_bool allowed;

struct told {
	int64_t n;
	const char *text;
};
SCHEMA(told, struct told, FIELD_INT(struct told, n, .required = true),
	FIELD_STRING(struct told, text));

static enum err read_notes(struct call *call)
{
	struct told *out = call_out(call, told);

	atomic_fetch_add(&asked, 1);
	return note_count(call->txn, "a", &out->n);
}

/* Never the same twice, and more than the network takes for somebody who does not read. */
static enum err read_wide(struct call *call)
{
	struct told *out = call_out(call, told);
	char *text = arena_alloc(call->arena, WIDE + 1);

	if (!text)
		return fail(call->error, ERR_BUSY);
	memset(text, 'w', WIDE);
	out->n = atomic_fetch_add(&asked, 1);
	out->text = text;
	return OK;
}

static enum err write_note(struct call *call)
{
	return note_add(call->txn, call_in(call, note)->name);
}

static bool allow_while_allowed(const struct call *call)
{
	(void)call;
	return atomic_load(&allowed);
}

#define LIVE(op_, path_, read_, allow_)                                                            \
	{                                                                                          \
		.op = op_, GET(path_), .out = &told_schema, .read = read_, .live = true,           \
		.allow = allow_                                                                    \
	}

static const struct route routes[] = {
	LIVE("guarded", "/guarded", read_notes, allow_while_allowed),
	{.op = "note",
		POST("/note", 204),
		.in = &note_schema,
		.write = write_note,
		.allow = allow_anyone},
	LIVE("notes", "/notes", read_notes, allow_anyone),
	{.op = "plain",
		GET("/plain"),
		.out = &told_schema,
		.read = read_notes,
		.allow = allow_anyone},
	LIVE("wide", "/wide", read_wide, allow_anyone),
};
static const struct module module = {"live", routes, COUNT_OF(routes), &note_stmts};

static void start(struct t_http *http, int64_t message_ms)
{
	atomic_store(&asked, 0);
	atomic_store(&allowed, true);
	t_http_start_with(http, &module, 10, message_ms);
}

static int follow(const struct t_http *http, const char *path, const char *header)
{
	char text[300];
	int fd = t_connect(http->port);

	snprintf(text, sizeof text,
		"GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n%s\r\n", path, header);
	t_send(fd, text);
	return fd;
}

static void note(const struct t_http *http, const char *name)
{
	char text[200], reply[2000];
	int fd = t_connect(http->port);

	snprintf(text, sizeof text,
		"POST /note HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n{\"name\":\"%s\"}",
		strlen(name) + 11, name);
	t_send(fd, text);
	T_CHECK(t_receive(fd, reply, sizeof reply, SOON));
	T_CHECK(strstr(reply, " 204 ") != NULL);
	close(fd);
}

static char heard[TEXT_MAX];

/* What comes while nothing ends the stream. */
static const char *hear(int fd, int ms)
{
	T_CHECK(!t_receive(fd, heard, sizeof heard, ms));
	return heard;
}

/* What comes until `part` has. */
static const char *hear_until(int fd, const char *part)
{
	size_t len = 0;

	for (int ms = 0; ms < SOON; ms += 20) {
		T_CHECK(!t_receive(fd, heard + len, sizeof heard - len, 20));
		len += strlen(heard + len);
		if (strstr(heard, part))
			return heard;
	}
	t_fail(__FILE__, __LINE__, "%s did not come, but %s", part, heard);
}

/* The last that comes before the other side closes. */
static const char *hear_last(int fd)
{
	T_CHECK(t_receive(fd, heard, sizeof heard, SOON));
	return heard;
}

TEST(live, what_changes_is_told_and_what_does_not_is_not)
{
	struct t_http http;
	const char *text;
	int fd;

	start(&http, 20000);
	fd = follow(&http, "/notes", "");
	text = hear_until(fd, "\ndata: {\"n\":0}\n\n");
	T_CHECK(strstr(text, "HTTP/1.1 200 ") && strstr(text, "Content-Type: text/event-stream\r"));
	T_CHECK(strstr(text, "Cache-Control: no-store\r"));
	T_CHECK(strstr(text, "retry: 3000\n\n"));
	note(&http, "other");
	T_STR(hear(fd, QUIET), "");
	T_CHECK(atomic_load(&asked) > 1);
	note(&http, "a");
	text = hear_until(fd, "\ndata: {\"n\":1}\n\n");
	T_CHECK(strstr(text, "id: \""));
	T_INT(t_times(text, "\ndata:"), 1);
	close(fd);
	t_http_stop(&http);
}

/* A service where nothing happens is not asked anything. */
TEST(live, nothing_is_read_again_as_long_as_nothing_changes)
{
	struct t_http http;
	int fd, before;

	start(&http, 20000);
	fd = follow(&http, "/notes", "");
	hear(fd, QUIET);
	before = atomic_load(&asked);
	T_STR(hear(fd, QUIET), "");
	T_INT(atomic_load(&asked), before);
	close(fd);
	t_http_stop(&http);
}

TEST(live, who_comes_back_is_told_only_what_she_has_not_seen)
{
	struct t_http http;
	char id[64], header[100];
	const char *text;
	int fd;

	start(&http, 20000);
	fd = follow(&http, "/notes", "");
	text = hear_until(fd, "\ndata: {\"n\":0}\n\n");
	T_INT(sscanf(strstr(text, "id: "), "id: %63s", id), 1);
	close(fd);
	snprintf(header, sizeof header, "Last-Event-ID: %s\r\n", id);
	fd = follow(&http, "/notes", header);
	text = hear(fd, QUIET);
	T_CHECK(strstr(text, " 200 ") && !strstr(text, "\ndata:"));
	note(&http, "a");
	hear_until(fd, "data: {\"n\":1}");
	close(fd);
	fd = follow(&http, "/notes", header); /* missed the change meanwhile */
	hear_until(fd, "data: {\"n\":1}");
	close(fd);
	t_http_stop(&http);
}

TEST(live, only_a_get_of_what_is_live_is_followed)
{
	static const char *const asks[] = {
		"GET /notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"HEAD /notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Accept: text/event-stream\r\n\r\n",
		"GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Accept: text/event-stream\r\n\r\n",
	};
	struct t_http http;

	start(&http, 20000);
	for (size_t i = 0; i < COUNT_OF(asks); i++) {
		int fd = t_connect(http.port);

		t_send(fd, asks[i]);
		T_CHECK(strstr(hear_last(fd), "Content-Type: application/json\r") != NULL);
		close(fd);
	}
	t_http_stop(&http);
}

/* Her right ends: so does her stream, and she is told why when she comes back. */
TEST(live, a_right_that_ends_ends_the_stream)
{
	struct t_http http;
	int fd;

	start(&http, 20000);
	fd = follow(&http, "/guarded", "");
	hear_until(fd, "data: {\"n\":0}");
	atomic_store(&allowed, false);
	note(&http, "a");
	T_CHECK(!strstr(hear_last(fd), "\ndata:"));
	close(fd);
	fd = follow(&http, "/guarded", "Connection: close\r\n");
	T_CHECK(strstr(hear_last(fd), "sign-in-needed") && strstr(heard, " 401 "));
	close(fd);
	t_http_stop(&http);
}

/* Who follows has nothing to say; whoever says something is not kept. */
TEST(live, who_keeps_talking_is_let_go)
{
	struct t_http http;
	int fd;

	start(&http, 20000);
	fd = follow(&http, "/notes", "");
	hear(fd, 300);
	t_send(fd, "and another thing");
	hear_last(fd);
	close(fd);
	t_http_stop(&http);
}

/* What she does not take is not made, and in the end her connection is closed. */
TEST(live, who_does_not_read_costs_little_and_not_for_ever)
{
	struct t_http http;
	int fd, before;

	start(&http, 3000);
	fd = follow(&http, "/wide", "");
	for (char name[] = "A"; *name <= 'D'; ++*name) {
		note(&http, name);
		usleep(1100000);
	}
	before = atomic_load(&asked);
	T_CHECK(before < 5);
	note(&http, "E");
	usleep(6 * 1000000); /* past the deadline */
	note(&http, "F");
	usleep(1100000);
	T_INT(atomic_load(&asked), before);
	close(fd);
	t_http_stop(&http);
}

TEST(live, there_is_room_for_so_many)
{
	struct t_http http;
	int fds[CONNECTIONS / 4], fd;

	start(&http, 20000);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fds[i] = follow(&http, "/notes", "");
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		hear_until(fds[i], "\ndata:");
	fd = follow(&http, "/notes", "Connection: close\r\n");
	T_CHECK(strstr(hear_last(fd), "Retry-After: ") && strstr(heard, " 503 "));
	close(fd);
	note(&http, "a");
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		hear_until(fds[i], "data: {\"n\":1}");
	for (size_t i = 0; i < COUNT_OF(fds); i += 2)
		t_break(fds[i]);
	usleep(200000);
	fd = follow(&http, "/notes", "");
	hear_until(fd, "data: {\"n\":1}");
	close(fd);
	for (size_t i = 1; i < COUNT_OF(fds); i += 2)
		close(fds[i]);
	t_http_stop(&http);
}

/* Who follows does not hold up a stop, and her stream ends as it should. */
TEST(live, a_stop_ends_every_stream)
{
	struct t_http http;
	int fd;

	start(&http, 20000);
	fd = follow(&http, "/notes", "");
	hear(fd, 300);
	t_http_stop(&http);
	T_CHECK(strstr(hear_last(fd), "0\r\n\r\n") != NULL);
	close(fd);
}
