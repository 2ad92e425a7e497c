/* The loop thread: listen, take requests in, send replies out, stop in order. */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/internal.h"

enum { FOLLOWERS_PART = 4 /* one connection in so many may follow a read */ };
enum { ENTRANCE_PLAIN, ENTRANCE_TLS, ENTRANCE__COUNT };

struct server {
	struct http_config config;
	struct event_base *base;
	struct tls *tls;                             /* NULL: plain HTTP only */
	struct entrance *entrances[ENTRANCE__COUNT]; /* NULL: there is none */
	struct event *results;                       /* finished tasks */
	struct event *second;                        /* sweep, resume accepting */
	struct event *signals[3];
	struct conns *conns;
	struct rate *rate;
	struct live *live;
	struct home *home;
	struct conn *reader;
	struct rand rand;
	size_t in_hand;
	bool stopping;
	int64_t stop_by;
};

/* One request of ours with the evhttp request it came from. */
struct exchange {
	struct task task; /* first */
	struct server *server;
	struct evhttp_request *in;
	int64_t began_us;
	uint64_t sent; /* bytes of the reply's body */
	bool misread;  /* where the next request begins is not sure: none is read */
	bool follows;  /* the reply is the first of many */
};

static int fd_of(struct evhttp_request *in)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(in);

	return connection ? bufferevent_getfd(evhttp_connection_get_bufferevent(connection)) : -1;
}

/* ---- out ---- */

static void log_reply(const struct exchange *exchange)
{
	const struct request *request = &exchange->task.request;
	bool private = request->route && request->route->private;

	if (private && request->status < 500) /* the line's time would tell on somebody */
		return;
	log_event(request->status >= 500 ? LOG_ERROR : LOG_INFO, "request",
		LOG_TEXT("op", request->route ? request->route->op : "-"),
		LOG_INT("status", request->status),
		LOG_TEXT("error",
			request->error.code ? error_info(request->error.code)->token : "-"),
		LOG_TEXT("note", request->error.note),
		LOG_INT("person", private ? 0 : request->actor.person.v),
		LOG_INT("us", private ? 0 : clock_monotonic_us() - exchange->began_us),
		LOG_INT("work_us", exchange->task.us_work), LOG_INT("db_us", exchange->task.us_db),
		LOG_INT("bytes", exchange->sent));
}

/* Scripts, styles and pictures come from this service alone, and nothing stands in the page itself.
 */
static const char content_policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
	"frame-ancestors 'none'; base-uri 'none'";

/* The desk scans slips. A page goes on to the desk without being loaded again, so any may be it. */
static const char device_policy[] = "camera=(self), microphone=(), geolocation=()";

/* The tag names the bytes before any coding, so with one it is a weak one (RFC 9110 section 8.8.3).
 */
static void add_caching(struct evkeyvalq *headers, const struct request *request, bool coded)
{
	const char *control = request->etag ? "no-cache" : "no-store";
	char etag[80];

	if (request->etag && request->call.credential) /* not for caches on the way */
		control = "private, no-cache";

	if (request->immutable)
		control = "public, max-age=31536000, immutable";
	evhttp_add_header(headers, "Cache-Control", control);
	if (!request->etag)
		return;
	snprintf(etag, sizeof etag, "%s%s", coded ? "W/" : "", request->etag);
	evhttp_add_header(headers, "ETag", etag);
}

static bool add_coding(struct evkeyvalq *headers, struct exchange *exchange)
{
	struct request *request = &exchange->task.request;
	enum coding coding;

	if (request->method != METHOD_GET)
		return false;
	coding = coding_apply(
		request, evhttp_find_header(evhttp_request_get_input_headers(exchange->in),
				 "Accept-Encoding"));
	evhttp_add_header(headers, "Vary", "Accept-Encoding");
	if (coding != CODING_NONE)
		evhttp_add_header(headers, "Content-Encoding", coding_name(coding));
	return coding != CODING_NONE;
}

/* Strict: a link from elsewhere opens the page, and only the page itself then asks as somebody. */
static void add_cookie(struct evkeyvalq *headers, const struct request *request)
{
	const struct cookie *cookie = &request->call.cookie;
	bool secure = strncmp(request->api->origin, "https:", 6) == 0;
	char text[200];

	if (!cookie->token || request->status >= 300)
		return;
	snprintf(text, sizeof text,
		COOKIE_NAME "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%" PRId64 "%s",
		cookie->token, cookie->seconds, secure ? "; Secure" : "");
	evhttp_add_header(headers, "Set-Cookie", text);
}

static void add_headers(struct evkeyvalq *headers, const struct request *request)
{
	char disposition[200];

	if (request->media)
		evhttp_add_header(headers, "Content-Type", request->media);
	if (request->error.code == ERR_BUSY || request->error.code == ERR_LIMIT)
		evhttp_add_header(headers, "Retry-After", "2");
	if (request->filename) {
		snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"",
			request->filename);
		evhttp_add_header(headers, "Content-Disposition", disposition);
	}
	add_cookie(headers, request);
	evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
	evhttp_add_header(headers, "Referrer-Policy", "no-referrer");
	evhttp_add_header(headers, "Content-Security-Policy", content_policy);
	evhttp_add_header(headers, "Permissions-Policy", device_policy);
}

/* The last byte of a reply was handed to the network. */
static void on_written(struct evhttp_request *in, void *data)
{
	struct server *server = data;

	conns_idle(server->conns, fd_of(in));
	if (server->stopping)
		event_active(server->second, EV_TIMEOUT, 0);
}

static bool is_head(const struct exchange *exchange)
{
	return evhttp_request_get_command(exchange->in) == EVHTTP_REQ_HEAD;
}

static void add_length(struct exchange *exchange)
{
	const struct request *request = &exchange->task.request;
	char length[24];

	snprintf(length, sizeof length, "%" PRIu64,
		request->more ? request->length : (uint64_t)request->reply.len);
	evhttp_add_header(
		evhttp_request_get_output_headers(exchange->in), "Content-Length", length);
}

static struct evbuffer *body_of(struct exchange *exchange)
{
	const struct span *reply = &exchange->task.request.reply;
	struct evbuffer *body = evbuffer_new();

	if (body)
		evbuffer_add(body, reply->data, reply->len);
	exchange->sent += reply->len;
	return body;
}

static void end_exchange(struct exchange *exchange)
{
	log_reply(exchange);
	exchange->server->in_hand--;
	request_done(&exchange->task.request);
	free(exchange);
}

/* evhttp would send a body in reply to HEAD, and the client would take it for the next reply. When
 * the client has gone meanwhile, evhttp drops the reply. */
static void send_whole(struct exchange *exchange)
{
	struct evbuffer *body = NULL;

	if (is_head(exchange))
		add_length(exchange);
	else
		body = body_of(exchange);
	evhttp_send_reply(exchange->in, exchange->task.request.status, NULL, body);
	if (body)
		evbuffer_free(body);
	end_exchange(exchange);
}

/* ---- out, in pieces: the next one is made when the last one is written ---- */

static void end_pieces(struct exchange *exchange)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(exchange->in);

	if (connection)
		evhttp_connection_set_closecb(connection, NULL, NULL);
	evhttp_send_reply_end(exchange->in); /* frees it when the client has gone */
	end_exchange(exchange);
}

/* The client has gone or was cut off, and evhttp has let go of the request. */
static void on_gone(struct evhttp_connection *connection, void *data)
{
	struct exchange *exchange = data;

	(void)connection;
	if (evhttp_request_get_connection(exchange->in))
		end_exchange(exchange);
	else
		end_pieces(exchange);
}

static void on_piece_written(struct evhttp_connection *connection, void *data);

static void send_piece(struct exchange *exchange)
{
	struct evbuffer *body = body_of(exchange);

	if (!body)
		return; /* the connection's deadline ends it */
	evhttp_send_reply_chunk_with_cb(exchange->in, body, on_piece_written, exchange);
	evbuffer_free(body);
}

/* What cannot be completed must not look complete: on_gone() follows. */
static void cut_off(struct exchange *exchange)
{
	log_event(LOG_ERROR, "reply-cut-off", LOG_TEXT("op", exchange->task.request.route->op),
		LOG_TEXT("note", exchange->task.request.error.note));
	shutdown(fd_of(exchange->in), SHUT_RDWR);
}

static void on_piece_written(struct evhttp_connection *connection, void *data)
{
	struct exchange *exchange = data;
	struct request *request = &exchange->task.request;
	struct server *server = exchange->server;

	(void)connection;
	if (!request->more) {
		end_pieces(exchange);
		return;
	}
	request_more(request, server->reader, server->config.clock(), &server->rand);
	if (request->error.code == OK)
		send_piece(exchange);
	else
		cut_off(exchange);
}

static void send_pieces(struct exchange *exchange)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(exchange->in);

	add_length(exchange); /* so evhttp does not chunk it */
	evhttp_send_reply_start(exchange->in, exchange->task.request.status, NULL);
	if (!connection) {
		end_pieces(exchange);
		return;
	}
	evhttp_connection_set_closecb(connection, on_gone, exchange);
	send_piece(exchange);
}

/* ---- out, as events ---- */

/* nginx would hold events back to send many at once. */
static void send_events(struct exchange *exchange)
{
	struct request *request = &exchange->task.request;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->in);

	request->media = "text/event-stream";
	add_headers(headers, request);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Accel-Buffering", "no");
	evhttp_add_header(headers, "Connection", "close");
	evhttp_request_set_on_complete_cb(exchange->in, on_written, exchange->server);
	live_start(exchange->server->live, exchange->in, request);
	end_exchange(exchange);
}

static bool begins_events(const struct exchange *exchange)
{
	int status = exchange->task.request.status;

	return exchange->follows && (status == 200 || status == 304);
}

static void send_reply(struct exchange *exchange)
{
	struct server *server = exchange->server;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->in);

	if (begins_events(exchange)) {
		send_events(exchange);
		return;
	}
	add_caching(headers, &exchange->task.request, add_coding(headers, exchange));
	add_headers(headers, &exchange->task.request);
	if (server->stopping || exchange->misread)
		evhttp_add_header(headers, "Connection", "close");
	evhttp_request_set_on_complete_cb(exchange->in, on_written, server);
	if (exchange->task.request.more && !is_head(exchange))
		send_pieces(exchange);
	else
		send_whole(exchange);
}

/* ---- in ---- */

static void advance(struct exchange *exchange)
{
	struct request *request = &exchange->task.request;
	struct server *server = exchange->server;

	if (request->next == STEP_READ)
		request_read(request, server->reader, exchange->task.received, &server->rand);
	if (request->next != STEP_REPLY) {
		if (engine_submit(server->config.engine, &exchange->task))
			return;
		request_refuse(request, ERR_BUSY);
	}
	send_reply(exchange);
}

static const char *peer_of(struct evhttp_request *in)
{
	char *address = NULL;
	ev_uint16_t port;

	evhttp_connection_get_peer(evhttp_request_get_connection(in), &address, &port);
	return address ? address : "";
}

/* What is refused before anybody looks at what is asked. */
static enum err admit(struct exchange *exchange)
{
	struct server *server = exchange->server;
	struct error *error = &exchange->task.request.error;
	const char *wrong = door_check(exchange->in);

	if (wrong) {
		exchange->misread = true;
		fail_field(error, "", wrong);
		return fail(error, ERR_MALFORMED);
	}
	if (server->stopping)
		return fail(error, ERR_BUSY);
	if (!rate_allows(server->rate, peer_of(exchange->in), server->config.clock()))
		return fail(error, ERR_LIMIT);
	return OK;
}

static void begin(struct exchange *exchange)
{
	struct request *request = &exchange->task.request;
	const struct live *live = exchange->server->live;

	request_begin(request);
	exchange->follows = live_wanted(exchange->in, request);
	if (!exchange->follows)
		return;
	request->if_none_match = live_seen(exchange->in);
	if (live_full(live))
		request_refuse(request, ERR_BUSY);
}

static void on_turn(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	advance(data);
}

/* evhttp has sent `100 Continue` to whoever expects it. Over TLS it learns that this was written a
 * turn of the loop later, and would take that for the end of a reply that is on its way by then. */
static void advance_in_turn(struct exchange *exchange)
{
	static const struct timeval at_once = {0, 0};
	bool expects = evhttp_find_header(
			       evhttp_request_get_input_headers(exchange->in), "Expect") != NULL;

	if (!expects || event_base_once(exchange->server->base, -1, EV_TIMEOUT, on_turn, exchange,
				&at_once) != 0)
		advance(exchange);
}

static void on_request(struct evhttp_request *in, void *data)
{
	struct server *server = data;
	struct exchange *exchange = calloc(1, sizeof *exchange);
	struct request *request;
	enum err err;

	if (!exchange) {
		evhttp_send_error(in, 503, NULL);
		return;
	}
	exchange->server = server;
	exchange->in = in;
	exchange->began_us = clock_monotonic_us();
	exchange->task.home = server->home;
	exchange->task.received = server->config.clock();
	request = &exchange->task.request;
	request->api = server->config.api;
	server->in_hand++;
	conns_busy(server->conns, fd_of(in));

	err = admit(exchange);
	if (err == OK)
		err = door_enter(in, request);
	if (err == OK)
		begin(exchange);
	else {
		arena_init(&request->arena, server->config.api->arena_limit);
		request_refuse(request, err);
	}
	advance_in_turn(exchange);
}

static void on_results(evutil_socket_t fd, short what, void *data)
{
	struct server *server = data;
	struct job *jobs = home_collect(server->home);

	(void)fd;
	(void)what;
	while (jobs) {
		struct exchange *exchange = (struct exchange *)jobs;

		jobs = jobs->next;
		send_reply(exchange);
	}
}

/* ---- running ---- */

static void on_second(evutil_socket_t fd, short what, void *data)
{
	struct server *server = data;
	bool busy;

	(void)fd;
	(void)what;
	busy = conns_sweep(server->conns) || server->in_hand;
	live_second(server->live, engine_stats(server->config.engine).changes);
	if (server->stopping) {
		if (!busy || server->config.clock() >= server->stop_by)
			event_base_loopbreak(server->base);
		return;
	}
	for (size_t i = 0; i < ENTRANCE__COUNT; i++)
		(conns_full(server->conns) ? entrance_pause : entrance_resume)(
			server->entrances[i]);
}

static void on_signal(evutil_socket_t fd, short what, void *data)
{
	struct server *server = data;

	(void)fd;
	(void)what;
	if (server->stopping) /* a second signal does not wait */
		event_base_loopbreak(server->base);
	for (size_t i = 0; i < ENTRANCE__COUNT; i++)
		entrance_close(server->entrances[i]);
	server->stopping = true;
	live_end(server->live);
	server->stop_by = server->config.clock() + server->config.drain_ms;
	event_active(server->second, EV_TIMEOUT, 0);
}

/* What cannot be used is logged, and what was in use before stays. */
static void on_hangup(evutil_socket_t fd, short what, void *data)
{
	struct server *server = data;
	struct error error = {0};

	(void)fd;
	(void)what;
	if (!server->tls)
		return;
	if (tls_reload(server->tls, &error) == OK)
		log_event(LOG_INFO, "certificate-read",
			LOG_TEXT("file", server->config.tls->certificate));
	else
		log_event(LOG_ERROR, "certificate-kept", LOG_TEXT("note", error.note));
}

static enum err open_entrance(
	struct server *server, int which, const char *host, uint16_t port, struct error *error)
{
	const struct http_config *config = &server->config;

	return entrance_open(
		&(struct entrance_config){
			.base = server->base,
			.conns = server->conns,
			.host = host,
			.port = port,
			.tls = which == ENTRANCE_TLS ? server->tls : NULL,
			.body_limit = config->body_limit,
			.message_ms = config->message_ms,
			.on_request = on_request,
			.data = server,
		},
		&server->entrances[which], error);
}

static enum err open_entrances(struct server *server, struct error *error)
{
	const struct http_config *config = &server->config;
	uint16_t tls_port = 0;

	TRY(open_entrance(server, ENTRANCE_PLAIN, config->host, config->port, error));
	if (config->tls) {
		TRY(tls_new(config->tls->certificate, config->tls->key, &server->tls, error));
		TRY(open_entrance(
			server, ENTRANCE_TLS, config->tls->host, config->tls->port, error));
		tls_port = entrance_port(server->entrances[ENTRANCE_TLS]);
	}
	if (config->ready)
		config->ready(
			config->data, entrance_port(server->entrances[ENTRANCE_PLAIN]), tls_port);
	return OK;
}

static enum err make_base(struct server *server, struct error *error)
{
	struct event_config *config = event_config_new();

	if (config)
		event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	server->base = config ? event_base_new_with_config(config) : NULL;
	if (config)
		event_config_free(config);
	return server->base ? OK : fail(error, ERR_BUSY);
}

static enum err add_events(struct server *server, struct error *error)
{
	static const struct timeval second = {1, 0};
	static const struct {
		int number;
		event_callback_fn on;
	} signals[] = {{SIGINT, on_signal}, {SIGTERM, on_signal}, {SIGHUP, on_hangup}};

	server->results = event_new(
		server->base, home_fd(server->home), EV_READ | EV_PERSIST, on_results, server);
	server->second = event_new(server->base, -1, EV_PERSIST, on_second, server);
	if (!server->results || !server->second || event_add(server->results, NULL) != 0 ||
		event_add(server->second, &second) != 0)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		server->signals[i] =
			evsignal_new(server->base, signals[i].number, signals[i].on, server);
		if (!server->signals[i] || event_add(server->signals[i], NULL) != 0)
			return fail(error, ERR_BUSY);
	}
	return OK;
}

static enum err start(struct server *server, struct error *error)
{
	const struct http_config *config = &server->config;

	TRY(make_base(server, error));
	server->home = home_new();
	server->rate = rate_new(config->rate);
	server->conns =
		conns_new(server->base, config->max_connections, config->message_ms, config->clock);
	if (!server->home || !server->rate || !server->conns)
		return fail(error, ERR_BUSY);
	TRY(engine_reader(config->engine, &server->reader, error));
	server->live = live_new(&(struct live_config){
		.api = config->api,
		.reader = server->reader,
		.rand = &server->rand,
		.clock = config->clock,
		.message_ms = config->message_ms,
		.max = config->max_connections / FOLLOWERS_PART,
	});
	if (!server->live)
		return fail(error, ERR_BUSY);
	TRY(add_events(server, error));
	return open_entrances(server, error);
}

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
}

/* Stops when nothing is in hand and every reply is written. Requests that outlast the drain are
 * left to the engine, which finishes their writes; evhttp is then not freed, because it forbids
 * that while a request is in hand. */
static void stop(struct server *server)
{
	for (size_t i = 0; i < ENTRANCE__COUNT && !server->in_hand; i++)
		entrance_free(server->entrances[i]);
	tls_free(server->tls);
	live_free(server->live);
	conns_free(server->conns);
	free_event(server->results);
	free_event(server->second);
	for (size_t i = 0; i < COUNT_OF(server->signals); i++)
		free_event(server->signals[i]);
	conn_close(server->reader);
	rate_free(server->rate);
	if (!server->in_hand) {
		home_free(server->home);
		if (server->base)
			event_base_free(server->base);
	}
}

enum err http_check_tls(const struct http_tls *files, struct error *error)
{
	struct tls *tls = NULL;
	enum err err = tls_new(files->certificate, files->key, &tls, error);

	tls_free(tls);
	return err;
}

enum err http_serve(const struct http_config *config, struct error *error)
{
	struct server server = {.config = *config, .rand = rand_system()};
	enum err err = start(&server, error);

	if (err == OK) {
		signal(SIGPIPE, SIG_IGN);
		event_base_dispatch(server.base);
	}
	stop(&server);
	return err;
}
