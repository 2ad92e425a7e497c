/* HTTP/1.1 in front of the dispatcher. This folder is the only one that knows evhttp: what comes in
 * is a struct request, what goes out is its reply, and both could travel over another transport.
 *
 * The loop thread matches, binds and answers reads with its own read-only connection; everything
 * else goes through the engine. Nobody can hold the service: every message has a deadline, a size
 * and a strict form, connections are counted, queues are bounded. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "api/engine.h"
#include "base/buf.h"
#include "base/error.h"

/* Where TLS is spoken, beside plain HTTP. The texts are kept. */
struct http_tls {
	const char *host;
	uint16_t port;           /* 0: any free one */
	const char *certificate; /* file, PEM, with the chain behind it */
	const char *key;         /* file, PEM */
};

struct http_config {
	const char *host;           /* address to listen on */
	uint16_t port;              /* 0: any free one */
	const struct http_tls *tls; /* NULL: plain HTTP only */
	const struct api *api;
	struct engine *engine;
	int64_t (*clock)(void);
	size_t body_limit;      /* bytes */
	size_t max_connections; /* beyond it new ones wait in the backlog */
	int64_t message_ms;     /* a connection that ends no message for so long is closed */
	int64_t drain_ms;       /* how long a stop waits for what is under way */
	int64_t rate;           /* requests a second from one address; 0: no limit */
	/* called once it listens; may be NULL. `tls_port` is 0 without TLS */
	void (*ready)(void *data, uint16_t port, uint16_t tls_port);
	void *data;
};

/* Whether certificate and key could be used: as http_serve() would find. */
enum err http_check_tls(const struct http_tls *files, struct error *error) must_use;

/* Serves until SIGINT or SIGTERM, then stops in order: no new connections, finish what is under
 * way, close. SIGHUP reads certificate and key again. */
enum err http_serve(const struct http_config *config, struct error *error) must_use;

/* ---- a simple client, for the command line and for tests ---- */

struct http_header {
	const char *name;
	const char *value;
};

struct http_exchange {
	const char *method;
	const char *url; /* http://host:port/path?query; a name is looked up as IPv4 */
	const struct http_header *headers; /* ends with a NULL name; may be NULL */
	struct span body;
	int64_t timeout_ms; /* for the whole exchange; 0: two minutes */
	int status;         /* of the reply; 0 when there was none */
	struct buf *reply;  /* its body; initialised by the caller, whose maximum holds */
	FILE *into;         /* NULL, or where the body of a success goes instead, however long
			     * it is and takes; the time is then that between two parts of it */
};

/* One request, one reply, blocking. ERR_IO with a note when no reply came, ERR_TOO_LARGE
 * when it does not fit, ERR_INVALID when the address cannot be used. */
enum err http_request(struct http_exchange *exchange, struct error *error) must_use;

#endif
