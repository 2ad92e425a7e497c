/* See server.h. */
#include "harness/server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "http/http.h"

enum { READY_MS = 60000, PATH_SIZE = 512, FLAGS_MAX = 16 };

const char *t_program(const char *name)
{
	const char *folders[] = {getenv("GONGYI_ASAN_BIN"), getenv("GONGYI_BIN"), "build/asan/bin",
		"build/release/bin"};
	char *path = calloc(1, PATH_SIZE);

	if (!path)
		abort();
	t_defer(free, path);
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		snprintf(path, PATH_SIZE, "%s/%s", folders[i] ? folders[i] : "", name);
		if (folders[i] && access(path, X_OK) == 0)
			return path;
	}
	t_skip("%s is not built", name);
}

/* In the child. */
static void serve(const struct t_server *server, int out)
{
	int log = open(server->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	const char *port = strrchr(server->url, ':');
	char options[2][PATH_SIZE];
	const char *argv[FLAGS_MAX + 1] = {
		server->program, "serve", options[0], options[1], "--origin=" T_ORIGIN};

	for (size_t n = 5; server->flags && server->flags[n - 5] && n < FLAGS_MAX; n++)
		argv[n] = server->flags[n - 5];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (server->n_files)
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){server->n_files, server->n_files});
	snprintf(options[0], PATH_SIZE, "--data=%s", server->folder);
	snprintf(options[1], PATH_SIZE, "--port=%s", port ? port + 1 : "0");
	if (log < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(127);
	execv(server->program, (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* Reads "ready http://host:port\n" from the new process. */
static void wait_ready(struct t_server *server, int in)
{
	struct pollfd wait = {.fd = in, .events = POLLIN};
	char line[128] = "";
	size_t len = 0;

	while (len + 1 < sizeof line && !strchr(line, '\n')) {
		ssize_t n = poll(&wait, 1, READY_MS) > 0
				    ? read(in, line + len, sizeof line - 1 - len)
				    : 0;

		if (n <= 0)
			t_fail(__FILE__, __LINE__, "the service did not start");
		len += (size_t)n;
		line[len] = '\0';
	}
	if (sscanf(line, "ready %63s", server->url) != 1)
		t_fail(__FILE__, __LINE__, "not the line of a ready service: %s", line);
}

void t_server_restart(struct t_server *server)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		t_fail(__FILE__, __LINE__, "no pipe");
	server->pid = fork();
	if (server->pid == 0)
		serve(server, ends[1]);
	close(ends[1]);
	if (server->pid > 0)
		wait_ready(server, ends[0]);
	close(ends[0]);
	if (server->pid < 0)
		t_fail(__FILE__, __LINE__, "no process");
}

static int end(struct t_server *server, int signal_number)
{
	int status = 0;

	if (server->pid > 0) {
		kill(server->pid, signal_number);
		waitpid(server->pid, &status, 0);
	}
	server->pid = 0;
	return status;
}

static void server_done(void *data)
{
	end(data, SIGKILL);
	free(data);
}

struct t_server *t_server_start(const char *folder)
{
	return t_server_start_with(folder, NULL);
}

struct t_server *t_server_start_with(const char *folder, const char *const *flags)
{
	struct t_server *server = calloc(1, sizeof *server);

	if (!server)
		abort();
	server->program = t_program("gongyi");
	server->folder = folder;
	server->flags = flags;
	snprintf(server->log, sizeof server->log, "%s/server.log", folder);
	t_defer(server_done, server);
	t_server_restart(server);
	return server;
}

void t_server_kill(struct t_server *server)
{
	end(server, SIGKILL);
}

void t_server_stop(struct t_server *server)
{
	int status = end(server, SIGTERM);

	if (status != 0)
		t_fail(__FILE__, __LINE__, "the service ended with status %d", status);
}

int t_server_ask(const struct t_server *server, const char *token, const char *method,
	const char *target, struct span body, struct buf *ret_reply)
{
	char url[PATH_SIZE], bearer[PATH_SIZE];
	const struct http_header headers[] = {{token ? "Authorization" : NULL, bearer}, {0}};
	struct http_exchange exchange = {
		.method = method, .url = url, .headers = headers, .body = body, .reply = ret_reply};
	struct error error = {0};

	snprintf(url, sizeof url, "%s%s", server->url, target);
	snprintf(bearer, sizeof bearer, "Bearer %s", token ? token : "");
	buf_reset(ret_reply);
	return http_request(&exchange, &error) == OK ? exchange.status : 0;
}
