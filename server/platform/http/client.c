/* One request at a time, on an event loop of its own. */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "http/http.h"

enum { TIMEOUT_MS = 120000, TARGET_MAX = 4096, HOST_MAX = 256 };
#define INTO_MAX ((ev_ssize_t)1 << 40)

struct waiting {
	struct http_exchange *exchange;
	struct event_base *base;
	bool ended; /* with a reply or an error, not by the deadline */
	const char *why;
};

static void on_error(enum evhttp_request_error reason, void *data)
{
	struct waiting *waiting = data;

	switch (reason) {
	case EVREQ_HTTP_TIMEOUT:
		waiting->why = "no answer in time";
		break;
	case EVREQ_HTTP_DATA_TOO_LONG:
		waiting->why = "the answer is too long";
		break;
	case EVREQ_HTTP_INVALID_HEADER:
		waiting->why = "the answer is not HTTP";
		break;
	case EVREQ_HTTP_EOF:
	case EVREQ_HTTP_BUFFER_ERROR:
	case EVREQ_HTTP_REQUEST_CANCEL:
		waiting->why = "the connection was lost";
		break;
	}
}

static void on_reply(struct evhttp_request *reply, void *data)
{
	struct waiting *waiting = data;
	struct evbuffer *body = reply ? evhttp_request_get_input_buffer(reply) : NULL;

	waiting->ended = true;
	if (reply)
		waiting->exchange->status = evhttp_request_get_response_code(reply);
	if (body)
		buf_add(waiting->exchange->reply, evbuffer_pullup(body, -1),
			evbuffer_get_length(body));
	event_base_loopbreak(waiting->base);
}

/* A part of the body of a reply that goes into a file; evhttp forgets it afterwards. */
static void on_part(struct evhttp_request *reply, void *data)
{
	struct waiting *waiting = data;
	struct evbuffer *input = evhttp_request_get_input_buffer(reply);
	int status = evhttp_request_get_response_code(reply);
	char part[8192];
	int n;

	while ((n = evbuffer_remove(input, part, sizeof part)) > 0)
		if (status < 200 || status > 299)
			buf_add(waiting->exchange->reply, part, (size_t)n);
		else if (fwrite(part, 1, (size_t)n, waiting->exchange->into) != (size_t)n)
			waiting->why = "the file cannot be written";
}

static enum evhttp_cmd_type command_of(const char *method)
{
	if (strcmp(method, "POST") == 0)
		return EVHTTP_REQ_POST;
	if (strcmp(method, "PUT") == 0)
		return EVHTTP_REQ_PUT;
	return strcmp(method, "DELETE") == 0 ? EVHTTP_REQ_DELETE : EVHTTP_REQ_GET;
}

/* What http_request() was told to reach. */
struct place {
	struct evhttp_uri *uri;
	char host[HOST_MAX]; /* without the brackets of an IPv6 address */
	int family;
	ev_uint16_t port;
};

/* A name is looked up as IPv4: that is what the service listens on. */
static bool place_read(struct place *place, const char *url)
{
	const char *host;
	const char *scheme;
	int port;

	place->uri = evhttp_uri_parse(url);
	host = place->uri ? evhttp_uri_get_host(place->uri) : NULL;
	scheme = place->uri ? evhttp_uri_get_scheme(place->uri) : NULL;
	if (!host || !*host || strlen(host) >= HOST_MAX || !scheme || strcmp(scheme, "http") != 0)
		return false;
	place->family = *host == '[' ? AF_INET6 : AF_INET;
	copy_text(place->host, sizeof place->host, host + (*host == '['));
	place->host[strcspn(place->host, "]")] = '\0';
	port = evhttp_uri_get_port(place->uri);
	place->port = port < 0 ? 80 : (ev_uint16_t)port;
	return port != 0;
}

static void fill(
	struct evhttp_request *out, const struct http_exchange *exchange, const struct place *place)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(out);
	char host[HOST_MAX + 16];

	snprintf(host, sizeof host, "%s:%u", evhttp_uri_get_host(place->uri), place->port);
	evhttp_add_header(headers, "Host", host);
	evhttp_add_header(headers, "Connection", "close");
	for (const struct http_header *header = exchange->headers; header && header->name; header++)
		evhttp_add_header(headers, header->name, header->value);
	evbuffer_add(
		evhttp_request_get_output_buffer(out), exchange->body.data, exchange->body.len);
}

/* Hands the request to the connection; false when there is no memory. */
static bool send_to(
	struct evhttp_connection *connection, struct waiting *waiting, const struct place *place)
{
	const struct http_exchange *exchange = waiting->exchange;
	struct evhttp_request *out = evhttp_request_new(on_reply, waiting);
	const char *path = evhttp_uri_get_path(place->uri);
	const char *query = evhttp_uri_get_query(place->uri);
	char target[TARGET_MAX];

	if (!out)
		return false;
	evhttp_request_set_error_cb(out, on_error);
	if (exchange->into)
		evhttp_request_set_chunked_cb(out, on_part);
	fill(out, exchange, place);
	snprintf(target, sizeof target, "%s%s%s", path && *path ? path : "/", query ? "?" : "",
		query ? query : "");
	return evhttp_make_request(connection, out, command_of(exchange->method), target) == 0;
}

static enum err wait_for(struct waiting *waiting, struct evhttp_connection *connection,
	const struct place *place, struct error *error)
{
	struct http_exchange *exchange = waiting->exchange;
	int64_t ms = exchange->timeout_ms ? exchange->timeout_ms : TIMEOUT_MS;
	const struct timeval deadline = {ms / 1000, (ms % 1000) * 1000};

	evhttp_connection_set_family(connection, place->family);
	evhttp_connection_set_timeout_tv(connection, &deadline);
	evhttp_connection_set_max_body_size(
		connection, exchange->into ? INTO_MAX : (ev_ssize_t)exchange->reply->max);
	/* the connection's own limit is for each step, this one for all of them */
	if (!exchange->into)
		event_base_loopexit(waiting->base, &deadline);
	if (send_to(connection, waiting, place))
		event_base_dispatch(waiting->base);
	if (exchange->into && ferror(exchange->into))
		return fail_note(error, ERR_IO, "%s", waiting->why);
	if (exchange->status)
		return buf_ok(exchange->reply) ? OK : fail(error, ERR_TOO_LARGE);
	if (!waiting->why)
		waiting->why = waiting->ended ? "no connection" : "no answer in time";
	return fail_note(error, ERR_IO, "%s: %s", exchange->url, waiting->why);
}

static enum err run(struct http_exchange *exchange, const struct place *place, struct error *error)
{
	struct waiting waiting = {.exchange = exchange, .base = event_base_new()};
	struct evhttp_connection *connection;
	enum err err = ERR_BUSY;

	if (!waiting.base)
		return fail(error, ERR_BUSY);
	connection = evhttp_connection_base_new(waiting.base, NULL, place->host, place->port);
	if (connection) {
		err = wait_for(&waiting, connection, place, error);
		evhttp_connection_free(connection);
	} else {
		fail(error, ERR_BUSY);
	}
	event_base_free(waiting.base);
	return err;
}

enum err http_request(struct http_exchange *exchange, struct error *error)
{
	struct place place = {0};
	enum err err;

	exchange->status = 0;
	if (place_read(&place, exchange->url))
		err = run(exchange, &place, error);
	else
		err = fail_note(error, ERR_INVALID, "not an http:// address: %s", exchange->url);
	if (place.uri)
		evhttp_uri_free(place.uri);
	return err;
}
