/* An address on which connections come in: its listening socket, and evhttp behind it. The plain
 * one and the one for TLS share everything that comes after (conns.c, door.c, server.c). */
#include <arpa/inet.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/internal.h"

enum { BACKLOG = 1024, HEADERS_BYTES_MAX = 8192 };

struct entrance {
	struct entrance_config config;
	struct evhttp *http;
	struct evhttp_bound_socket *bound;
	struct evconnlistener *listener; /* NULL once it is closed */
	uint16_t port;
};

static enum err open_socket(const struct entrance_config *config, int *ret_fd, struct error *error)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(config->port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const int one = 1;

	if (fd < 0 || inet_pton(AF_INET, config->host, &address.sin_addr) != 1) {
		if (fd >= 0)
			close(fd);
		return fail_note(error, ERR_IO, "no such address: %s", config->host);
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); /* inherited when accepting */
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(fd, BACKLOG) != 0) {
		close(fd);
		return fail_note(
			error, ERR_IO, "cannot listen on %s:%u", config->host, config->port);
	}
	*ret_fd = fd;
	return OK;
}

/* The cap holds at once, not only at the next second: accepting stops with this connection. */
static struct bufferevent *on_connection(struct event_base *base, void *data)
{
	struct entrance *entrance = data;
	const struct entrance_config *config = &entrance->config;
	struct bufferevent *connection =
		config->tls ? tls_accept(config->tls, base)
			    : bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);

	if (connection) {
		/* evhttp reads on while it writes a reply: no more than one more message */
		bufferevent_setwatermark(
			connection, EV_READ, 0, config->body_limit + HEADERS_BYTES_MAX);
		conns_add(config->conns, connection);
	}
	if (conns_full(config->conns))
		entrance_pause(entrance);
	return connection;
}

/* Out of descriptors: stop accepting until the next second instead of spinning. */
static void on_accept_error(struct evconnlistener *listener, void *data)
{
	(void)data;
	evconnlistener_disable(listener);
	log_event(LOG_WARN, "accept-paused", LOG_TEXT("why", "no descriptors left"));
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address = {0};
	socklen_t len = sizeof address;

	return getsockname(fd, (struct sockaddr *)&address, &len) == 0 ? ntohs(address.sin_port)
								       : 0;
}

static enum err listen_on(struct entrance *entrance, struct error *error)
{
	const struct entrance_config *config = &entrance->config;
	int fd = -1;

	TRY(open_socket(config, &fd, error));
	entrance->listener = evconnlistener_new(
		config->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	entrance->bound = entrance->listener
				  ? evhttp_bind_listener(entrance->http, entrance->listener)
				  : NULL;
	if (!entrance->bound)
		return fail_note(error, ERR_IO, "cannot listen");
	evconnlistener_set_error_cb(entrance->listener, on_accept_error);
	entrance->port = port_of(fd);
	return OK;
}

static void configure(struct entrance *entrance)
{
	const struct entrance_config *config = &entrance->config;

	evhttp_set_max_headers_size(entrance->http, HEADERS_BYTES_MAX);
	evhttp_set_max_body_size(entrance->http, (ev_ssize_t)config->body_limit);
	evhttp_set_timeout(entrance->http, (int)(config->message_ms / MS_PER_SECOND) + 1);
	evhttp_set_allowed_methods(entrance->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD |
							   EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
							   EVHTTP_REQ_DELETE);
	evhttp_set_gencb(entrance->http, config->on_request, config->data);
	evhttp_set_bevcb(entrance->http, on_connection, entrance);
}

enum err entrance_open(
	const struct entrance_config *config, struct entrance **ret_entrance, struct error *error)
{
	struct entrance *entrance = calloc(1, sizeof *entrance);
	enum err err;

	if (!entrance)
		return fail(error, ERR_BUSY);
	entrance->config = *config;
	entrance->http = evhttp_new(config->base);
	if (!entrance->http) {
		free(entrance);
		return fail(error, ERR_BUSY);
	}
	configure(entrance);
	err = listen_on(entrance, error);
	if (err != OK) {
		entrance_free(entrance);
		return err;
	}
	*ret_entrance = entrance;
	return OK;
}

uint16_t entrance_port(const struct entrance *entrance)
{
	return entrance->port;
}

void entrance_pause(struct entrance *entrance)
{
	if (entrance && entrance->listener)
		evconnlistener_disable(entrance->listener);
}

void entrance_resume(struct entrance *entrance)
{
	if (entrance && entrance->listener)
		evconnlistener_enable(entrance->listener);
}

void entrance_close(struct entrance *entrance)
{
	if (entrance && entrance->listener)
		evhttp_del_accept_socket(entrance->http, entrance->bound);
	if (entrance)
		entrance->listener = NULL;
}

void entrance_free(struct entrance *entrance)
{
	if (!entrance)
		return;
	evhttp_free(entrance->http);
	free(entrance);
}
