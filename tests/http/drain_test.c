/* The server in a thread of the test, over a module of the test's own. */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "harness/engine.h"
#include "harness/wire.h"
#include "http/http.h"

enum { LARGE = 12 << 20 };

static sem_t reached, go_on;

static enum err large(struct call *call)
{
	char *bytes = arena_alloc(call->arena, LARGE);

	if (!bytes)
		return ERR_BUSY;
	memset(bytes, 'x', LARGE);
	call_out(call, raw_reply)->bytes = (struct span){(const uint8_t *)bytes, LARGE};
	return OK;
}

static enum err stop_here(struct call *call)
{
	(void)call;
	sem_post(&reached);
	sem_wait(&go_on);
	return OK;
}

static const struct route routes[] = {
	{.op = "large",
		GET("/large"),
		.out = &raw_reply_schema,
		.read = large,
		.media = "text/plain",
		.allow = allow_anyone},
	{.op = "stop", POST("/stop", 200), .write = stop_here, .allow = allow_anyone},
};
static const struct module module = {"drain", routes, COUNT_OF(routes), NULL};

struct server {
	struct t_engine *engine;
	int port;
	pthread_t thread;
	sem_t ready;
	size_t queue_max;
	enum err err;
};

static void on_ready(void *data, uint16_t port)
{
	struct server *server = data;

	server->port = port;
	sem_post(&server->ready);
}

static void *run(void *data)
{
	struct server *server = data;
	struct error error = {0};

	server->err = http_serve(
		&(struct http_config){
			.host = "127.0.0.1",
			.api = &server->engine->api,
			.engine = server->engine->engine,
			.clock = clock_now_ms,
			.body_limit = 1024,
			.max_connections = 100,
			.message_ms = 20000,
			.drain_ms = 10000,
			.ready = on_ready,
			.data = server,
		},
		&error);
	return NULL;
}

static void start(struct server *server, size_t queue_max)
{
	log_set_level(LOG_OFF);
	sem_init(&reached, 0, 0);
	sem_init(&go_on, 0, 0);
	sem_init(&server->ready, 0, 0);
	server->engine = t_engine_new(&module, 1, queue_max, NULL);
	T_INT(pthread_create(&server->thread, NULL, run, server), 0);
	sem_wait(&server->ready);
}

static void end(struct server *server)
{
	pthread_join(server->thread, NULL);
	log_set_level(LOG_INFO);
	T_INT(server->err, OK);
}

/* Reads until the other side closes; returns how much came. */
static size_t read_all(int fd)
{
	char part[4096];
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, part, sizeof part)) > 0)
		len += (size_t)n;
	close(fd);
	return len;
}

TEST(http, a_stop_waits_until_replies_are_written)
{
	struct server server = {0};
	char part[100];
	int fd;

	start(&server, 10);
	fd = t_connect(server.port);
	t_send(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
	T_INT(read(fd, part, sizeof part), sizeof part);
	kill(getpid(), SIGTERM);
	nanosleep(&(struct timespec){0, 300000000}, NULL);
	T_CHECK(read_all(fd) > LARGE);
	end(&server);
}

TEST(http, a_stop_waits_for_writes_and_refuses_new_ones)
{
	struct server server = {0};
	char reply[4096];
	int held, late;

	start(&server, 10);
	held = t_connect(server.port);
	late = t_connect(server.port);
	t_send(held, "POST /stop HTTP/1.1\r\nHost: x\r\n\r\n");
	sem_wait(&reached);
	t_send(late, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
	t_receive(late, reply, 20, 5000);
	kill(getpid(), SIGTERM);
	t_receive(late, reply, sizeof reply, 200);
	t_send(late, "POST /stop HTTP/1.1\r\nHost: x\r\n\r\n");
	T_CHECK(t_receive(late, reply, sizeof reply, 5000));
	T_CHECK(strstr(reply, " 503 ") && strstr(reply, "Retry-After: "));
	sem_post(&go_on);
	T_CHECK(t_receive(held, reply, sizeof reply, 5000));
	T_CHECK(strstr(reply, " 200 ") != NULL);
	close(held);
	close(late);
	end(&server);
}

TEST(http, a_full_queue_is_503_with_a_time_to_come_back)
{
	struct server server = {0};
	char reply[4096];
	int fds[3];

	start(&server, 1);
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = t_connect(server.port);
		t_send(fds[i], "POST /stop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		if (i == 0)
			sem_wait(&reached);
		else
			nanosleep(&(struct timespec){0, 100000000}, NULL);
	}
	T_CHECK(t_receive(fds[2], reply, sizeof reply, 5000));
	T_CHECK(strstr(reply, " 503 ") && strstr(reply, "Retry-After: ") &&
		strstr(reply, "\"busy\""));
	sem_post(&go_on);
	sem_post(&go_on);
	for (size_t i = 0; i < 2; i++) {
		T_CHECK(t_receive(fds[i], reply, sizeof reply, 5000));
		T_CHECK(strstr(reply, " 200 ") != NULL);
	}
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
	kill(getpid(), SIGTERM);
	end(&server);
}
