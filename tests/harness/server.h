/* A real `gongyi serve` in a process of its own, on a free port and a private data folder, reached
 * by real connections; it can be killed without warning and started again. */
#ifndef TESTS_HARNESS_SERVER_H
#define TESTS_HARNESS_SERVER_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "harness/test.h"

/* What the service calls itself, whatever its port. */
#define T_ORIGIN "http://gongyi.test"

struct t_server {
	const char *program;
	const char *folder; /* its data; its log is server.log there */
	char log[512];
	char url[64];             /* http://127.0.0.1:port, the same after a restart */
	pid_t pid;                /* 0: not running */
	unsigned n_files;         /* descriptors it may have; 0: what the machine grants */
	const char *const *flags; /* more settings for `serve`, ends with NULL; NULL: none */
};

/* The path of one of our programs: in $GONGYI_ASAN_BIN, $GONGYI_BIN, build/asan/bin or
 * build/release/bin, the first that has it. Skips the test when none does. */
const char *t_program(const char *name);

/* Starts a service on the data folder and waits until it is ready. It ends with the test. */
struct t_server *t_server_start(const char *folder);
struct t_server *t_server_start_with(const char *folder, const char *const *flags);

/* Starts it again after t_server_kill() or t_server_stop(), on the same port. */
void t_server_restart(struct t_server *server);

/* Ends it without warning, or in order; an orderly end must succeed (no leaks under ASan). */
void t_server_kill(struct t_server *server);
void t_server_stop(struct t_server *server);

/* One request over a connection of its own; `token` and `body` may be NULL. What comes back
 * replaces the content of `ret_reply`. Returns the status; 0 when no reply came. Any thread may
 * ask. */
int t_server_ask(const struct t_server *server, const char *token, const char *method,
	const char *target, struct span body, struct buf *ret_reply);

#endif
