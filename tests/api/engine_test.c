/* The order of things between threads: batches, due acts, full queues, transactions that end by
 * themselves, and that every task comes home once. */
#include <semaphore.h>
#include <string.h>

#include "api/notes.h"
#include "db/internal.h"

struct text {
	const char *name;
};
SCHEMA(text, struct text, FIELD_STRING(struct text, name, .required = true, .max = 40));

/* Handlers that stop here let the test put things behind them. */
static struct {
	sem_t reached;
	sem_t go_on;
	int64_t due_at;
	int64_t due_runs;
} gate;

static enum err stop_here(struct call *call)
{
	(void)call;
	sem_post(&gate.reached);
	sem_wait(&gate.go_on);
	return OK;
}

static enum err work(struct call *call)
{
	(void)call;
	return OK;
}

static enum err add(struct call *call)
{
	return note_add(call->txn, call_in(call, text)->name);
}

/* Only before the act: the state that an act changes decides. */
static enum err add_unless_closed(struct call *call)
{
	int64_t n;

	TRY(note_count(call->txn, "closed", &n));
	return n ? fail(call->error, ERR_FORBIDDEN) : add(call);
}

/* A full disk, as the database meets it. */
static enum err fill_the_disk(struct call *call)
{
	char name[32];

	TRY(conn_exec(call->txn->conn, "PRAGMA max_page_count=1", call->error));
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "filler %d of the file", i);
		TRY(note_add(call->txn, name));
	}
	return OK;
}

static enum err due(struct txn *txn, int64_t until, struct body_id only)
{
	int64_t n;

	(void)only;
	if (until < gate.due_at)
		return OK;
	TRY(note_count(txn, "closed", &n));
	gate.due_runs += !n;
	return n ? OK : note_add(txn, "closed");
}

#define ROUTE .in = &text_schema, .allow = allow_anyone
static const struct route routes[] = {
	{.op = "add", POST("/v1/add", 201), ROUTE, .write = add},
	{.op = "fill", POST("/v1/fill", 201), ROUTE, .write = fill_the_disk},
	{.op = "held", POST("/v1/held", 201), ROUTE, .work = stop_here, .write = add_unless_closed},
	{.op = "heldRead",
		GET("/v1/held-read"),
		.read = stop_here,
		.slow = true,
		.allow = allow_anyone},
	{.op = "move", POST("/v1/move", 201), ROUTE, .write = add, .moves_clock = true},
	{.op = "open", POST("/v1/open", 201), ROUTE, .write = add_unless_closed},
	{.op = "stop", POST("/v1/stop", 201), ROUTE, .write = stop_here},
	{.op = "worked", POST("/v1/worked", 201), ROUTE, .work = work, .write = add},
};
static const struct module texts = {"texts", routes, COUNT_OF(routes), &note_stmts};

/* An engine at the instant T_START, with an act that is due at another. */
static struct t_engine *gated(size_t n_workers, size_t queue_max, int64_t due_at)
{
	sem_init(&gate.reached, 0, 0);
	sem_init(&gate.go_on, 0, 0);
	gate.due_at = due_at;
	gate.due_runs = 0;
	return t_engine_new(&texts, n_workers, queue_max, due);
}

static struct task *post(struct t_engine *engine, const char *path, const char *name)
{
	const char *body = arena_printf(&engine->arena, "{\"name\":\"%s\"}", name);
	struct task *task = t_task(engine, METHOD_POST, path, body, NULL);

	T_CHECK(t_submit(engine, task));
	return task;
}

TEST(api, what_is_queued_together_is_committed_together)
{
	struct t_engine *engine = gated(1, 200, INT64_MAX);
	struct engine_stats before;

	post(engine, "/v1/stop", "x");
	sem_wait(&gate.reached);
	before = engine_stats(engine->engine);
	for (int i = 0; i < 100; i++)
		post(engine, "/v1/add", arena_printf(&engine->arena, "%d", i));
	T_INT(engine_stats(engine->engine).under_way, 101);
	sem_post(&gate.go_on);
	t_collect(engine, 101);
	T_INT(engine_stats(engine->engine).batches - before.batches, 2);
	T_INT(engine_stats(engine->engine).writes - before.writes, 101);
	T_INT(engine_stats(engine->engine).under_way, 0);
}

TEST(api, a_full_queue_refuses_at_once)
{
	struct t_engine *engine = gated(1, 2, INT64_MAX);
	struct task *third;

	post(engine, "/v1/stop", "x");
	sem_wait(&gate.reached);
	post(engine, "/v1/add", "1");
	post(engine, "/v1/add", "2");
	third = t_task(engine, METHOD_POST, "/v1/add", "{\"name\":\"3\"}", NULL);
	T_CHECK(!t_submit(engine, third));
	T_INT(engine_stats(engine->engine).under_way, 3);
	sem_post(&gate.go_on);
	t_collect(engine, 3);
}

/* The worker that hands a task to the writer must not touch it any more. */
TEST(api, a_task_comes_home_once)
{
	struct t_engine *engine = gated(4, 2000, INT64_MAX);
	int64_t n = 0;

	for (int i = 0; i < 1000; i++)
		post(engine, i % 2 ? "/v1/worked" : "/v1/add",
			arena_printf(&engine->arena, "%d", i));
	t_collect(engine, 1000);
	for (size_t i = 0; i < engine->n_tasks; i++)
		n += engine->tasks[i]->request.status == 201;
	T_INT(n, 1000);
	T_CHECK(home_collect(engine->home) == NULL);
}

TEST(api, what_falls_due_between_two_requests_of_a_batch_happens_between_them)
{
	struct t_engine *engine = gated(1, 10, T_START + 5);
	struct task *before, *after;

	post(engine, "/v1/stop", "x");
	sem_wait(&gate.reached);
	before = post(engine, "/v1/open", "before");
	engine->now += 5;
	after = post(engine, "/v1/open", "after");
	sem_post(&gate.go_on);
	t_collect(engine, 3);
	T_INT(before->request.status, 201);
	T_INT(after->request.status, 403);
	T_INT(gate.due_runs, 1);
}

/* DESIGN: a request counts by the instant it was fully read. */
TEST(api, what_is_due_waits_for_a_write_read_before_it)
{
	struct t_engine *engine = gated(1, 10, T_START + 5);
	struct task *slow, *other;

	slow = post(engine, "/v1/held", "slow");
	sem_wait(&gate.reached);
	engine->now += 10;
	other = post(engine, "/v1/add", "other");
	t_collect(engine, 1);
	T_INT(other->request.status, 201);
	T_INT(gate.due_runs, 0);
	sem_post(&gate.go_on);
	t_collect(engine, 1);
	T_INT(slow->request.status, 201);
	post(engine, "/v1/open", "late");
	t_collect(engine, 1);
	T_INT(gate.due_runs, 1);
}

/* A rehearsal's jump is no instant at which somebody stood in the queue. */
TEST(api, what_a_moved_clock_brings_waits_for_nobody)
{
	struct t_engine *engine = gated(1, 10, T_START + 5);
	struct task *slow, *move;

	slow = post(engine, "/v1/held", "slow");
	sem_wait(&gate.reached);
	engine->now += 10;
	move = post(engine, "/v1/move", "move");
	t_collect(engine, 1);
	T_INT(move->request.status, 201);
	T_INT(gate.due_runs, 1);
	sem_post(&gate.go_on);
	t_collect(engine, 1);
	T_INT(slow->request.status, 403);
}

TEST(api, what_is_due_does_not_wait_for_a_read)
{
	struct t_engine *engine = gated(1, 10, T_START + 5);
	struct task *late;

	T_CHECK(t_submit(engine, t_task(engine, METHOD_GET, "/v1/held-read", NULL, NULL)));
	sem_wait(&gate.reached);
	engine->now += 10;
	late = post(engine, "/v1/open", "late");
	t_collect(engine, 1);
	T_INT(late->request.status, 403);
	sem_post(&gate.go_on);
	t_collect(engine, 1);
}

TEST(api, what_was_missed_happens_before_the_first_request)
{
	struct t_engine *engine = gated(1, 10, T_START);

	T_INT(gate.due_runs, 1);
	post(engine, "/v1/open", "x");
	t_collect(engine, 1);
	T_INT(engine->tasks[0]->request.status, 403);
}

/* A full disk makes SQLite end the transaction in the middle of a batch. What ran before is undone
 * and what comes after must not be committed on its own: everybody is told to try again. */
TEST(api, a_transaction_that_ends_by_itself_takes_its_batch_along)
{
	struct t_engine *engine = gated(1, 10, INT64_MAX);
	struct task *before, *full, *after;
	int64_t n = 0;

	post(engine, "/v1/stop", "x");
	sem_wait(&gate.reached);
	before = post(engine, "/v1/add", "before");
	full = post(engine, "/v1/fill", "x");
	after = post(engine, "/v1/add", "after");
	sem_post(&gate.go_on);
	t_collect(engine, 4);
	T_INT(before->request.status, 503);
	T_INT(full->request.status, 503);
	T_INT(after->request.status, 503);
	engine_free(engine->engine);
	engine->engine = NULL;
	for (int i = 0; i < 2; i++) {
		struct error error = {0};
		struct conn *conn;
		struct txn txn;

		T_OK(conn_open(&(struct db_config){engine->database, engine->tables}, CONN_WRITER,
			&conn, &error));
		txn = (struct txn){.conn = conn, .arena = &engine->arena, .error = &error};
		T_OK(note_count(&txn, i ? "after" : "before", &n));
		conn_close(conn);
		T_INT(n, 0);
	}
}
