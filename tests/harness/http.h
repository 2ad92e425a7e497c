/* The HTTP server in a thread of the test, over a module of the test's own or the whole program.
 * One at a time: it stops by the signal of the process. */
#ifndef TESTS_HARNESS_HTTP_H
#define TESTS_HARNESS_HTTP_H

#include <pthread.h>
#include <semaphore.h>

#include "harness/engine.h"
#include "harness/fixture.h"
#include "http/http.h"

struct t_http {
	const struct api *api;
	struct engine *engine;
	int64_t (*clock)(void);
	size_t body_limit;
	int64_t message_ms;
	const struct http_tls *tls; /* NULL: plain HTTP only */
	int port;
	int tls_port;
	pthread_t thread;
	sem_t ready;
	enum err err;
};

/* Listens once it returns. One worker; `queue_max` as the engine has it; a message may take
 * `message_ms`, 20 seconds where that is not said. */
void t_http_start(struct t_http *http, const struct module *module, size_t queue_max);
void t_http_start_with(
	struct t_http *http, const struct module *module, size_t queue_max, int64_t message_ms);

/* With TLS beside it, on `tls_port`; `tls` lasts as long as it serves. */
void t_http_start_tls(struct t_http *http, const struct module *module, int64_t message_ms,
	const struct http_tls *tls);

/* Over the app, opened anew with threads; its clock is the app's, which the test moves. */
void t_http_serve(struct t_http *http, struct t_app *app);

/* A handler of a raw reply of T_LARGE bytes, more than the network takes at once. */
enum { T_LARGE = 12 << 20 };
enum err t_large_reply(struct call *call);

/* Asks it to stop, waits until it has, and checks that it ended well. */
void t_http_stop(struct t_http *http);
void t_http_ended(struct t_http *http); /* the same, once it was asked */

#endif
