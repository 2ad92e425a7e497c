/* Reads that are followed: server-sent events (WHATWG HTML, section 9.2). An event is the whole
 * reply of the read, its id the reply's ETag. Nothing is lost by a broken connection or a slow
 * reader, for the next event says all that the missed ones said; the Last-Event-ID of one who comes
 * back counts as If-None-Match.
 *
 * Once a second, and only after a commit that changed something, the read is made again for each
 * follower: by the same steps as the first time, so that a session that ended ends its stream. The
 * loop gives them a small part of that second; who is not reached then comes first in the next. */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/internal.h"

enum {
	ETAG_SIZE = 48,
	BEAT_SECONDS = 15,     /* of silence before a sign of life */
	UNSENT_MAX = 64 << 10, /* bytes; who has not read so much gets nothing more until she has */
	HEARD_MAX = 1024,      /* bytes; who follows has nothing to say */
	SHARE_US = 50000,      /* of each second */
};

/* One who follows. It owns the evhttp request until its last chunk. */
struct follower {
	struct live *live;
	struct follower *next;
	struct evhttp_request *in;
	char etag[ETAG_SIZE]; /* of what she was told last */
	uint64_t changes;     /* that she was told of */
	int64_t spoken_at;
};

struct live {
	struct live_config config;
	struct follower *first; /* who waits longest */
	struct follower **end;  /* where the next one is linked */
	size_t n;
};

struct live *live_new(const struct live_config *config)
{
	struct live *live = calloc(1, sizeof *live);

	if (!live)
		return NULL;
	live->config = *config;
	live->end = &live->first;
	return live;
}

static void append(struct live *live, struct follower *follower)
{
	follower->next = NULL;
	*live->end = follower;
	live->end = &follower->next;
	live->n++;
}

static void take_out(struct live *live, struct follower *follower)
{
	struct follower **at = &live->first;

	while (*at != follower)
		at = &(*at)->next;
	*at = follower->next;
	if (!*at)
		live->end = at;
	live->n--;
}

static void forget(struct live *live, struct follower *follower)
{
	take_out(live, follower);
	free(follower);
}

void live_free(struct live *live)
{
	while (live && live->first)
		forget(live, live->first);
	free(live);
}

static const char *header(struct evhttp_request *in, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(in), name);
}

bool live_wanted(struct evhttp_request *in, const struct request *request)
{
	const char *accept = header(in, "Accept");

	return request->route && request->route->live && accept &&
	       strstr(accept, "text/event-stream") &&
	       evhttp_request_get_command(in) == EVHTTP_REQ_GET;
}

const char *live_seen(struct evhttp_request *in)
{
	return header(in, "Last-Event-ID");
}

/* ---- what is said ---- */

static struct bufferevent *connection_of(const struct follower *follower)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(follower->in);

	return connection ? evhttp_connection_get_bufferevent(connection) : NULL;
}

static void say(struct follower *follower, struct evbuffer *text)
{
	evhttp_send_reply_chunk(follower->in, text);
	follower->spoken_at = follower->live->config.clock();
}

static void say_text(struct follower *follower, const char *text)
{
	struct evbuffer *buffer = evbuffer_new();

	if (!buffer)
		return;
	evbuffer_add(buffer, text, strlen(text));
	say(follower, buffer);
	evbuffer_free(buffer);
}

/* Our JSON has no line breaks, which end a `data` field. */
static void tell(struct follower *follower, const struct request *request)
{
	struct evbuffer *event = evbuffer_new();

	if (!event)
		return;
	evbuffer_add_printf(event, "id: %s\ndata: ", request->etag);
	evbuffer_add(event, request->reply.data, request->reply.len);
	evbuffer_add(event, "\n\n", 2);
	snprintf(follower->etag, sizeof follower->etag, "%s", request->etag);
	say(follower, event);
	evbuffer_free(event);
}

/* ---- coming and going ---- */

static void finish(struct live *live, struct follower *follower)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(follower->in);

	if (connection)
		evhttp_connection_set_closecb(connection, NULL, NULL);
	evhttp_send_reply_end(follower->in); /* frees it when the client has gone */
	forget(live, follower);
}

/* evhttp has let go of the request, or does so with its connection. */
static void on_gone(struct evhttp_connection *connection, void *data)
{
	struct follower *follower = data;

	(void)connection;
	if (evhttp_request_get_connection(follower->in))
		forget(follower->live, follower);
	else
		finish(follower->live, follower);
}

bool live_full(const struct live *live)
{
	return live->n >= live->config.max;
}

/* One who follows may be silent for as long as she likes, but must take what she is sent. */
static void let_be_silent(struct follower *follower)
{
	struct timeval unsent = {
		(time_t)(follower->live->config.message_ms / MS_PER_SECOND) + 1, 0};
	struct bufferevent *connection = connection_of(follower);

	bufferevent_set_timeouts(connection, NULL, &unsent);
	bufferevent_setwatermark(connection, EV_READ, 0, HEARD_MAX);
}

void live_start(struct live *live, struct evhttp_request *in, const struct request *request)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(in);
	struct follower *follower = calloc(1, sizeof *follower);

	if (!follower) { /* an empty stream: she comes back */
		evhttp_send_reply_start(in, 200, NULL);
		evhttp_send_reply_end(in);
		return;
	}
	*follower = (struct follower){.live = live, .in = in};
	append(live, follower);
	evhttp_send_reply_start(in, 200, NULL);
	if (!connection) {
		finish(live, follower);
		return;
	}
	evhttp_connection_set_closecb(connection, on_gone, follower);
	let_be_silent(follower);
	say_text(follower, "retry: 3000\n\n");
	snprintf(follower->etag, sizeof follower->etag, "%s", request->etag);
	if (request->status == 200)
		tell(follower, request);
}

/* ---- every second ---- */

static bool lost(const struct follower *follower)
{
	struct bufferevent *connection = connection_of(follower);

	return !connection || evbuffer_get_length(bufferevent_get_input(connection)) > 0;
}

static bool behind(const struct follower *follower)
{
	return evbuffer_get_length(bufferevent_get_output(connection_of(follower))) > UNSENT_MAX;
}

static void ask_again(struct live *live, struct follower *follower, struct request *request)
{
	const struct live_config *config = &live->config;

	*request = (struct request){.api = config->api};
	if (door_enter(follower->in, request) != OK) {
		arena_init(&request->arena, config->api->arena_limit);
		request_refuse(request, ERR_MALFORMED);
		return;
	}
	request->if_none_match = follower->etag;
	request_begin(request);
	if (request->next == STEP_READ)
		request_read(request, config->reader, config->clock(), config->rand);
}

/* Whether she still follows. An error ends the stream; one who comes back is told which. */
static bool follow_up(struct live *live, struct follower *follower)
{
	struct request request;
	int status;

	ask_again(live, follower, &request);
	status = request.status;
	if (status == 200)
		tell(follower, &request);
	request_done(&request);
	if (status == 200 || status == 304)
		return true;
	finish(live, follower);
	return false;
}

/* Keeps proxies from closing, and tells a page that what it shows still holds: a comment would not
 * reach its script, and an event without data neither. */
static const char beat[] = "event: beat\ndata: 1\n\n";

static void keep_awake(struct follower *follower)
{
	int64_t silent = follower->live->config.clock() - follower->spoken_at;

	if (silent >= BEAT_SECONDS * MS_PER_SECOND)
		say_text(follower, beat);
}

static void attend(struct live *live, struct follower *follower, uint64_t changes)
{
	if (lost(follower)) {
		finish(live, follower);
		return;
	}
	if (behind(follower))
		return;
	if (follower->changes != changes && !follow_up(live, follower))
		return;
	follower->changes = changes;
	keep_awake(follower);
}

void live_second(struct live *live, uint64_t changes)
{
	int64_t stop = clock_monotonic_us() + SHARE_US;

	for (size_t n = live->n; n && clock_monotonic_us() < stop; n--) {
		struct follower *first = live->first;

		if (!first)
			return;
		take_out(live, first);
		append(live, first);
		attend(live, first, changes);
	}
}

void live_end(struct live *live)
{
	while (live->first)
		finish(live, live->first);
}
