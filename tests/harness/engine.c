/* See engine.h. */
#include "harness/engine.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"

static struct t_engine *current;

static int64_t test_clock(void)
{
	return current->now;
}

static void engine_done(void *data)
{
	struct t_engine *engine = data;

	engine_free(engine->engine);
	for (size_t i = 0; i < engine->n_tasks; i++)
		request_done(&engine->tasks[i]->request);
	home_free(engine->home);
	arena_done(&engine->arena);
	free(engine);
	current = NULL;
}

struct t_engine *t_engine_new(
	const struct module *module, size_t n_workers, size_t queue_max, due_fn *due)
{
	const char *folder = t_folder();
	struct t_engine *engine = calloc(1, sizeof *engine);
	struct error error = {0};

	if (!engine)
		abort();
	current = engine;
	t_defer(engine_done, engine);
	arena_init(&engine->arena, 64 << 20);
	engine->now = T_START;
	engine->home = home_new();
	engine->modules[0] = module;
	engine->tables[0] = &api_stmts;
	engine->tables[1] = module->stmts;
	engine->database = arena_printf(&engine->arena, "%s/test.db", folder);
	engine->api = (struct api){
		.modules = engine->modules, .arena_limit = 16 << 20, .origin = "http://test"};
	T_OK(api_check(&engine->api, &error));
	if (engine_new(
		    &(struct engine_config){
			    .api = &engine->api,
			    .db = {engine->database, engine->tables},
			    .n_workers = n_workers,
			    .queue_max = queue_max,
			    .due = due,
			    .clock = test_clock,
			    .rand = rand_seeded(t_seed()),
		    },
		    &engine->engine, &error) != OK)
		t_fail(__FILE__, __LINE__, "engine_new: %s", error.note);
	return engine;
}

struct task *t_task(struct t_engine *engine, enum method method, const char *target,
	const char *body, const char *key)
{
	struct task *task = arena_new(&engine->arena, struct task);
	char *path = arena_string(&engine->arena, target);
	char *query = path ? strchr(path, '?') : NULL;

	if (!task || !path || engine->n_tasks == T_TASKS_MAX)
		abort();
	engine->tasks[engine->n_tasks++] = task;
	if (query)
		*query++ = '\0';
	task->home = engine->home;
	task->received = engine->now;
	task->request.api = &engine->api;
	task->request.method = method;
	task->request.path = path;
	task->request.query = query;
	task->request.idempotency_key = key;
	task->request.lang = LANG_EN;
	task->request.body = (struct span){(const uint8_t *)body, body ? strlen(body) : 0};
	return task;
}

bool t_submit(struct t_engine *engine, struct task *task)
{
	request_begin(&task->request);
	if (task->request.next == STEP_READ)
		task->request.next = STEP_SLOW_READ;
	if (task->request.next != STEP_REPLY)
		return engine_submit(engine->engine, task);
	home_deliver(engine->home, &task->job);
	return true;
}

void t_collect(struct t_engine *engine, size_t n)
{
	struct pollfd wait = {.fd = home_fd(engine->home), .events = POLLIN};
	struct job *jobs;

	while (n) {
		if (poll(&wait, 1, 20000) <= 0)
			t_fail(__FILE__, __LINE__, "%zu tasks did not come home", n);
		for (jobs = home_collect(engine->home); jobs; jobs = jobs->next) {
			if (!n--)
				t_fail(__FILE__, __LINE__, "more tasks came home than went out");
		}
	}
}

const struct request *t_ask(struct t_engine *engine, enum method method, const char *target,
	const char *body, const char *key)
{
	struct task *task = t_task(engine, method, target, body, key);

	T_CHECK(t_submit(engine, task));
	t_collect(engine, 1);
	return &task->request;
}

const char *t_reply_text(struct t_engine *engine, const struct request *request)
{
	return arena_copy(&engine->arena, request->reply.data, request->reply.len);
}
