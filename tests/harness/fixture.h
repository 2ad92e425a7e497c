/* The real program without sockets and threads: real tables, real dispatcher, real SQL in a private
 * folder, a clock that the test moves, seeded randomness. A request runs when it is made.
 *
 *   struct t_app *app = t_app_new();
 *   struct t_reply r = t_call(app, T_OFFICER, "POST", "/v1/…", "{…}");
 *   T_STATUS(r, 201);  T_JSON(app, r, "/id", "3"); */
#ifndef TESTS_HARNESS_FIXTURE_H
#define TESTS_HARNESS_FIXTURE_H

#include "app.h"
#include "harness/test.h"

struct t_app {
	const char *folder;
	struct app app;
	struct arena arena;            /* replies live here */
	int64_t now;                   /* real time, as the program sees it */
	void (*meanwhile)(void *data); /* before each further piece of a long reply; may be NULL */
	void *data;
};

struct t_reply {
	int status;
	const char *media;
	const char *etag;
	struct span body;   /* followed by a NUL */
	const char *cookie; /* the session a browser is to keep; NULL: what it has */
	enum err error;
};

/* Founds nothing: an empty data folder. */
struct t_app *t_app_new(void);

/* Closes the program, if it is open, and opens its folder again; with workers requests may be made
 * by several threads. app_close(&app->app) leaves the folder to another process. */
void t_app_reopen(struct t_app *app, size_t n_workers);

/* The clock of the app that was made last. */
int64_t t_app_clock(void);

/* One request. `bearer` and `body` may be NULL. */
struct t_reply t_call(struct t_app *app, const char *bearer, const char *method, const char *target,
	const char *body);

/* The same with an Idempotency-Key, or raw bytes as the body. */
struct t_reply t_call_once(struct t_app *app, const char *bearer, const char *method,
	const char *target, const char *body, const char *key);
struct t_reply t_call_raw(struct t_app *app, const char *bearer, const char *method,
	const char *target, const void *body, size_t len);

/* As a browser asks: with the cookie it keeps, from a page of the origin `sender`; each may be
 * NULL. */
struct t_reply t_call_page(struct t_app *app, const char *cookie, const char *sender,
	const char *method, const char *target, const char *body);

/* Many requests under way at once, as from a full hall: the program runs with threads meanwhile,
 * and the writer commits for whoever waits. All must be answered with `status`. */
void t_call_all(struct t_app *app, const char *bearer, const char *method, const char *target,
	const char *const *bodies, size_t n, int status);

/* The value at a JSON Pointer of the reply: strings as they are, anything else as JSON text; ""
 * when it is not there. */
const char *t_json(struct t_app *app, struct t_reply reply, const char *pointer);

#define T_STATUS(reply, expected)                                                                  \
	do {                                                                                       \
		const struct t_reply t_reply_ = (reply);                                           \
		if (t_reply_.status != (expected))                                                 \
			t_fail(__FILE__, __LINE__, "status %d: %s", t_reply_.status,               \
				(const char *)t_reply_.body.data);                                 \
	} while (0)
#define T_JSON(app, reply, pointer, expected) T_STR(t_json(app, reply, pointer), expected)
#define T_PROBLEM(app, reply, status_, type)                                                       \
	do {                                                                                       \
		const struct t_reply t_problem_ = (reply);                                         \
		T_STATUS(t_problem_, status_);                                                     \
		T_JSON(app, t_problem_, "/type", type);                                            \
	} while (0)

#endif
