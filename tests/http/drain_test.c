/* Stopping in order, and a full queue. */
#include "harness/http.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/wire.h"

static sem_t reached, go_on;

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
		.read = t_large_reply,
		.media = "text/plain",
		.allow = allow_anyone},
	{.op = "stop", POST("/stop", 200), .write = stop_here, .allow = allow_anyone},
};
static const struct module module = {"drain", routes, COUNT_OF(routes), NULL};

static void start(struct t_http *http, size_t queue_max)
{
	sem_init(&reached, 0, 0);
	sem_init(&go_on, 0, 0);
	t_http_start(http, &module, queue_max);
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
	struct t_http server;
	char part[100];
	int fd;

	start(&server, 10);
	fd = t_connect(server.port);
	t_send(fd, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
	T_INT(read(fd, part, sizeof part), sizeof part);
	kill(getpid(), SIGTERM);
	nanosleep(&(struct timespec){0, 300000000}, NULL);
	T_CHECK(read_all(fd) > T_LARGE);
	t_http_ended(&server);
}

TEST(http, a_stop_waits_for_writes_and_refuses_new_ones)
{
	struct t_http server;
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
	t_http_ended(&server);
}

TEST(http, a_full_queue_is_503_with_a_time_to_come_back)
{
	struct t_http server;
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
	t_http_stop(&server);
}
