/* The real program over real sockets: framing to the letter, bounded clients, orderly ends. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "harness/people.h"
#include "harness/run.h"
#include "harness/server.h"
#include "harness/wire.h"

enum { REPLY_SIZE = 65536, PART_SIZE = 8192 };

#define HOST "Host: x\r\n"

/* A founded body and its officer, served by the real program. */
struct site {
	struct t_app *app; /* closed: only its arena is used */
	struct t_body *body;
	struct t_server *server;
	int port;
};

static int port_of(const struct t_server *server)
{
	return (int)strtol(strrchr(server->url, ':') + 1, NULL, 10);
}

/* Runs `gongyi <command>` on the site's data; its exit status. */
static int run(const struct site *site, const char *command)
{
	const char *data = t_text(site->app, "--data=%s", site->app->folder);
	const char *const argv[] = {t_program("gongyi"), command, data, NULL};

	return t_run(NULL, argv, (struct span){0}, NULL, NULL);
}

static struct site site_new(const char *const *flags)
{
	struct site site = {.app = t_app_new()};

	site.app->now = clock_now_ms();
	site.body = t_body_new(site.app, "桥东社区");
	t_outsiders(site.app, site.body, 5000, 8000);
	app_close(&site.app->app);
	site.server = t_server_start_with(site.app->folder, flags);
	site.port = port_of(site.server);
	return site;
}

/* The request that gives person `number` an office. */
static const char *office_request(const struct site *site, int number, const char *key)
{
	const char *body = t_text(site->app,
		"{\"person_id\":\"%d\",\"role\":\"desk\",\"from_day\":\"2026-01-01\","
		"\"until_day\":\"2036-12-31\"}",
		number);

	return t_text(site->app,
		"POST /v1/bodies/%s/offices HTTP/1.1\r\n" HOST
		"Authorization: Bearer %s\r\nIdempotency-Key: %s\r\nContent-Length: %zu\r\n\r\n%s",
		site->body->id, site->body->officer.token, key, strlen(body), body);
}

/* Sends on a connection of its own and returns what came within the time. */
static const char *ask(const struct site *site, const char *text, int ms)
{
	char *reply = arena_alloc(&site->app->arena, REPLY_SIZE);
	int fd = t_connect(site->port);

	t_send(fd, text);
	t_receive(fd, reply, REPLY_SIZE, ms);
	close(fd);
	return reply;
}

static size_t n_offices(const struct site *site, int number)
{
	const char *reply = ask(site,
		t_text(site->app,
			"GET /v1/bodies/%s/offices HTTP/1.1\r\n" HOST
			"Connection: close\r\nAuthorization: Bearer %s\r\n\r\n",
			site->body->id, site->body->officer.token),
		5000);

	T_CHECK(strstr(reply, " 200 ") != NULL);
	return t_times(reply, t_text(site->app, "\"person_id\":\"%d\"", number));
}

/* RFC 9110 section 9.3.2: the next reply on the connection must begin where the headers end. */
TEST(http, head_is_answered_without_a_body)
{
	struct site site = site_new(NULL);
	const char *reply = ask(&site,
		"HEAD /v1/bodies/9 HTTP/1.1\r\n" HOST "\r\n"
		"HEAD /v1/bodies HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
		5000);
	const char *second = strstr(reply, "\r\n\r\n");

	T_CHECK(second != NULL);
	T_CHECK(strncmp(second + 4, "HTTP/1.1 200 ", 13) == 0);
	T_CHECK(strstr(second, "Content-Length: ") != NULL);
	T_STR(strstr(second + 4, "\r\n\r\n"), "\r\n\r\n");
}

/* More than arrive in one turn of the loop: each is counted and each has its deadline. */
TEST(http, a_flood_of_slow_connections_is_ended)
{
	static const char *const flags[] = {"--message-seconds=1", NULL};
	struct site site = site_new(flags);
	int fds[600];
	char reply[PART_SIZE];
	int64_t until;

	kill(site.server->pid, SIGSTOP);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fds[i] = t_connect(site.port);
	kill(site.server->pid, SIGCONT);
	until = clock_monotonic_us() + 4500000;
	while (clock_monotonic_us() < until) { /* a byte now and then rearms evhttp's own timer */
		for (size_t i = 0; i < COUNT_OF(fds); i++)
			(void)!write(fds[i], "G", 1);
		nanosleep(&(struct timespec){0, 300000000}, NULL);
	}
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		if (!t_receive(fds[i], reply, sizeof reply, 0))
			t_fail(__FILE__, __LINE__, "connection %zu is still open", i);
		close(fds[i]);
	}
	T_CHECK(strstr(ask(&site, "GET /v1/bodies HTTP/1.1\r\n" HOST "\r\n", 1000), " 200 "));
}

TEST(http, connections_beyond_the_cap_wait_their_turn)
{
	static const char *const flags[] = {"--connections=4", NULL};
	static const char get[] = "GET /v1/bodies HTTP/1.1\r\n" HOST "\r\n";
	struct site site = site_new(flags);
	char reply[PART_SIZE];
	int fds[12];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = t_connect(site.port);
		t_send(fds[i], get);
	}
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		t_receive(fds[i], reply, sizeof reply, i ? 0 : 300);
		n += strstr(reply, " 200 ") != NULL;
	}
	T_INT(n, 4);
	for (size_t i = 0; i < 4; i++)
		close(fds[i]);
	t_receive(fds[4], reply, sizeof reply, 3000);
	T_CHECK(strstr(reply, " 200 ") != NULL);
	for (size_t i = 4; i < COUNT_OF(fds); i++)
		close(fds[i]);
}

/* Processor time of the service so far, in milliseconds. */
static int64_t busy_ms(const struct site *site)
{
	FILE *file = fopen(t_text(site->app, "/proc/%d/stat", (int)site->server->pid), "r");
	long user = -1, kernel = 0;

	T_CHECK(file != NULL);
	T_INT(fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
		      &kernel),
		2);
	fclose(file);
	return (user + kernel) * 1000 / sysconf(_SC_CLK_TCK);
}

/* Of 100 descriptors 64 are kept for storage. Those who wait cost nothing and are served later. */
TEST(http, a_flood_of_connections_leaves_storage_its_descriptors)
{
	static const char get[] = "GET /v1/bodies HTTP/1.1\r\n" HOST "\r\n";
	static const char last[] = "GET /v1/bodies HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";
	struct site site = site_new(NULL);
	char reply[PART_SIZE];
	int fds[80];
	int64_t before;

	t_server_stop(site.server);
	site.server->n_files = 100;
	t_server_restart(site.server);
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = t_connect(site.port);
		t_send(fds[i], i < 60 ? get : last);
	}
	t_receive(fds[0], reply, sizeof reply, 1000);
	T_CHECK(strstr(reply, " 200 ") != NULL);
	t_send(fds[0], office_request(&site, 8000, "flood"));
	t_receive(fds[0], reply, sizeof reply, 1000);
	T_CHECK(strstr(reply, " 201 ") != NULL);
	before = busy_ms(&site);
	T_CHECK(!t_receive(fds[COUNT_OF(fds) - 1], reply, sizeof reply, 2000) && !*reply);
	T_CHECK(busy_ms(&site) - before < 500);
	for (size_t i = 0; i < 60; i++)
		close(fds[i]);
	for (size_t i = 60; i < COUNT_OF(fds); i++) {
		t_receive(fds[i], reply, sizeof reply, 3000);
		T_CHECK(strstr(reply, " 200 ") != NULL);
		close(fds[i]);
	}
	t_server_stop(site.server);
}

/* A lost reply is no lost write, and asking again does nothing twice. */
TEST(http, a_write_of_a_vanished_client_is_done_once)
{
	struct site site = site_new(NULL);
	int fd;

	for (int i = 0; i < 40; i++) {
		fd = t_connect(site.port);
		t_send(fd, office_request(&site, 5000, "vanished"));
		t_break(fd);
	}
	T_CHECK(strstr(ask(&site, office_request(&site, 5000, "vanished"), 1000), " 201 "));
	T_INT(n_offices(&site, 5000), 1);
	t_server_stop(site.server);
}

/* What was acknowledged is there after kill -9, and the data is whole. */
TEST(http, a_killed_server_keeps_what_it_acknowledged)
{
	struct site site = site_new(NULL);
	char reply[PART_SIZE];
	int fds[20];
	bool acknowledged[COUNT_OF(fds)];

	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = t_connect(site.port);
		t_send(fds[i],
			office_request(&site, 6000 + (int)i, t_text(site.app, "kill-%zu", i)));
	}
	t_receive(fds[0], reply, 20, 1000);
	t_server_kill(site.server);
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		t_receive(fds[i], reply, sizeof reply, 0);
		acknowledged[i] = i == 0 || strstr(reply, " 201 ");
		close(fds[i]);
	}
	T_INT(run(&site, "check"), 0);
	t_server_restart(site.server);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		T_CHECK(n_offices(&site, 6000 + (int)i) == 1 || !acknowledged[i]);
}

TEST(http, a_stop_answers_what_is_under_way)
{
	struct site site = site_new(NULL);
	char reply[PART_SIZE];
	int fds[40];

	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = t_connect(site.port);
		t_send(fds[i],
			office_request(&site, 7000 + (int)i, t_text(site.app, "stop-%zu", i)));
	}
	t_receive(fds[0], reply, 20, 1000); /* the others were read by now, or soon */
	t_server_stop(site.server);
	for (size_t i = 1; i < COUNT_OF(fds); i++) {
		t_receive(fds[i], reply, sizeof reply, 0);
		T_CHECK(!*reply || strstr(reply, " 201 ") || strstr(reply, " 503 "));
		close(fds[i]);
	}
	close(fds[0]);
	T_INT(run(&site, "check"), 0);
}

TEST(http, a_data_folder_is_served_once)
{
	struct site site = site_new(NULL);

	T_CHECK(run(&site, "serve") != 0);
}
