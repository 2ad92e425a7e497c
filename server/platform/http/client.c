/* One request at a time, on an event loop of its own. */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <string.h>

#include "http/http.h"

enum { REPLY_SECONDS = 120 };

struct waiting {
	struct http_exchange *exchange;
	struct event_base *base;
};

static void on_reply(struct evhttp_request *reply, void *data)
{
	struct waiting *waiting = data;
	struct evbuffer *body = reply ? evhttp_request_get_input_buffer(reply) : NULL;

	if (reply)
		waiting->exchange->status = evhttp_request_get_response_code(reply);
	if (body)
		buf_add(waiting->exchange->reply, evbuffer_pullup(body, -1),
			evbuffer_get_length(body));
	event_base_loopbreak(waiting->base);
}

static enum evhttp_cmd_type command_of(const char *method)
{
	if (strcmp(method, "POST") == 0)
		return EVHTTP_REQ_POST;
	if (strcmp(method, "PUT") == 0)
		return EVHTTP_REQ_PUT;
	return strcmp(method, "DELETE") == 0 ? EVHTTP_REQ_DELETE : EVHTTP_REQ_GET;
}

static void fill(struct evhttp_request *out, const struct http_exchange *exchange,
	const struct evhttp_uri *uri)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(out);
	char host[300];

	snprintf(host, sizeof host, "%s:%d", evhttp_uri_get_host(uri), evhttp_uri_get_port(uri));
	evhttp_add_header(headers, "Host", host);
	evhttp_add_header(headers, "Connection", "close");
	for (const struct http_header *header = exchange->headers; header && header->name; header++)
		evhttp_add_header(headers, header->name, header->value);
	evbuffer_add(
		evhttp_request_get_output_buffer(out), exchange->body.data, exchange->body.len);
}

static enum err run(struct http_exchange *exchange, struct event_base *base,
	const struct evhttp_uri *uri, struct error *error)
{
	struct waiting waiting = {exchange, base};
	struct evhttp_connection *connection = evhttp_connection_base_new(
		base, NULL, evhttp_uri_get_host(uri), (ev_uint16_t)evhttp_uri_get_port(uri));
	struct evhttp_request *out = evhttp_request_new(on_reply, &waiting);
	char target[4096];

	if (!connection || !out)
		return fail(error, ERR_BUSY);
	evhttp_connection_set_timeout(connection, REPLY_SECONDS);
	fill(out, exchange, uri);
	snprintf(target, sizeof target, "%s%s%s",
		*evhttp_uri_get_path(uri) ? evhttp_uri_get_path(uri) : "/",
		evhttp_uri_get_query(uri) ? "?" : "",
		evhttp_uri_get_query(uri) ? evhttp_uri_get_query(uri) : "");
	if (evhttp_make_request(connection, out, command_of(exchange->method), target) == 0)
		event_base_dispatch(base);
	evhttp_connection_free(connection);
	if (exchange->status == 0)
		return fail_note(error, ERR_IO, "no answer from %s", exchange->url);
	return buf_ok(exchange->reply) ? OK : fail(error, ERR_TOO_LARGE);
}

enum err http_request(struct http_exchange *exchange, struct error *error)
{
	struct evhttp_uri *uri = evhttp_uri_parse(exchange->url);
	struct event_base *base = event_base_new();
	enum err err;

	exchange->status = 0;
	if (!uri || !evhttp_uri_get_host(uri) || evhttp_uri_get_port(uri) <= 0)
		err = fail_note(error, ERR_INVALID, "not an address: %s", exchange->url);
	else
		err = base ? run(exchange, base, uri, error) : fail(error, ERR_BUSY);
	if (base)
		event_base_free(base);
	if (uri)
		evhttp_uri_free(uri);
	return err;
}
