/* An engine over a module of the test's own, on a database with the real migrations: for what the
 * platform promises whatever the service does. */
#ifndef TESTS_HARNESS_ENGINE_H
#define TESTS_HARNESS_ENGINE_H

#include "api/engine.h"
#include "harness/test.h"

enum { T_TASKS_MAX = 2000, T_START = 1000000 };

struct t_engine {
	struct api api;
	const struct module *modules[2];
	const struct stmt_table *tables[3];
	const char *database;
	struct engine *engine;
	struct home *home;
	struct arena arena;
	struct task *tasks[T_TASKS_MAX];
	size_t n_tasks;
	int64_t now; /* real time, as the engine sees it; T_START at first */
};

/* `n_workers` 0: everything runs inline. Ends with the test. */
struct t_engine *t_engine_new(
	const struct module *module, size_t n_workers, size_t queue_max, due_fn *due);

/* A request read at this instant; it lives as long as the engine. `target` may hold a query; `body`
 * and `key` may be NULL. */
struct task *t_task(struct t_engine *engine, enum method method, const char *target,
	const char *body, const char *key);

/* Begins a request and hands it to the engine; false when the engine refused it. What ended before
 * counts as taken. */
bool t_submit(struct t_engine *engine, struct task *task) must_use;

/* Waits until n tasks came home. */
void t_collect(struct t_engine *engine, size_t n);

/* One request to its end. */
const struct request *t_ask(struct t_engine *engine, enum method method, const char *target,
	const char *body, const char *key);

/* The reply as text. */
const char *t_reply_text(struct t_engine *engine, const struct request *request);

#endif
