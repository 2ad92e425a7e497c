/* See http.h. */
#include "harness/http.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/http.h"

enum { MESSAGE_MS = 20000, SMALL_BODY = 1024, LARGE_BODY = 1 << 20, TLS_QUEUE = 10 };

static void on_ready(void *data, uint16_t port, uint16_t tls_port)
{
	struct t_http *http = data;

	http->port = port;
	http->tls_port = tls_port;
	sem_post(&http->ready);
}

static void *run(void *data)
{
	struct t_http *http = data;
	struct error error = {0};

	http->err = http_serve(
		&(struct http_config){
			.host = "127.0.0.1",
			.tls = http->tls,
			.api = http->api,
			.engine = http->engine,
			.clock = http->clock,
			.body_limit = http->body_limit,
			.max_connections = 100,
			.message_ms = http->message_ms,
			.drain_ms = 10000,
			.ready = on_ready,
			.data = http,
		},
		&error);
	return NULL;
}

static void start(struct t_http *http)
{
	sem_init(&http->ready, 0, 0);
	T_INT(pthread_create(&http->thread, NULL, run, http), 0);
	sem_wait(&http->ready);
}

void t_http_start(struct t_http *http, const struct module *module, size_t queue_max)
{
	t_http_start_with(http, module, queue_max, MESSAGE_MS);
}

static struct t_http over_module(const struct module *module, size_t queue_max, int64_t message_ms)
{
	struct t_engine *engine = t_engine_new(module, 1, queue_max, NULL);

	return (struct t_http){.api = &engine->api,
		.engine = engine->engine,
		.clock = clock_now_ms,
		.body_limit = SMALL_BODY,
		.message_ms = message_ms};
}

void t_http_start_with(
	struct t_http *http, const struct module *module, size_t queue_max, int64_t message_ms)
{
	*http = over_module(module, queue_max, message_ms);
	start(http);
}

void t_http_start_tls(struct t_http *http, const struct module *module, int64_t message_ms,
	const struct http_tls *tls)
{
	*http = over_module(module, TLS_QUEUE, message_ms);
	http->tls = tls;
	start(http);
}

void t_http_serve(struct t_http *http, struct t_app *app)
{
	t_app_reopen(app, 1);
	*http = (struct t_http){.api = &app->app.api,
		.engine = app->app.engine,
		.clock = t_app_clock,
		.body_limit = LARGE_BODY,
		.message_ms = MESSAGE_MS};
	start(http);
}

enum err t_large_reply(struct call *call)
{
	char *bytes = arena_alloc(call->arena, T_LARGE);

	if (!bytes)
		return ERR_BUSY;
	memset(bytes, 'x', T_LARGE);
	call_out(call, raw_reply)->bytes = (struct span){(const uint8_t *)bytes, T_LARGE};
	return OK;
}

void t_http_ended(struct t_http *http)
{
	pthread_join(http->thread, NULL);
	T_INT(http->err, OK);
}

void t_http_stop(struct t_http *http)
{
	kill(getpid(), SIGTERM);
	t_http_ended(http);
}
