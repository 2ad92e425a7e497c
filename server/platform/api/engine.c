/* The writer's loop, the workers' loop, and the list of tasks under way. */
#include "api/engine.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "base/clock.h"
#include "base/log.h"

enum { BATCH_MAX = 256, DUE_ARENA = 64 << 20, WORKERS_MAX = 16 };

struct worker {
	struct engine *engine;
	struct conn *conn;
	struct rand rand;
	pthread_t thread;
	bool started;
};

struct engine {
	struct engine_config config;
	struct queue *writes;
	struct queue *works;
	struct worker writer;
	struct worker workers[WORKERS_MAX];

	pthread_mutex_t lock; /* of everything below */
	struct task *oldest;
	struct task *youngest;
	struct engine_stats stats;

	enum err due_failure; /* of the writer: what the last look for due acts ended with */
};

/* ---- tasks under way ---- */

static void enter(struct engine *engine, struct task *task)
{
	pthread_mutex_lock(&engine->lock);
	task->younger = NULL;
	task->older = engine->youngest;
	if (engine->youngest)
		engine->youngest->younger = task;
	else
		engine->oldest = task;
	engine->youngest = task;
	engine->stats.under_way++;
	pthread_mutex_unlock(&engine->lock);
}

static void leave(struct engine *engine, struct task *task)
{
	pthread_mutex_lock(&engine->lock);
	if (task->older)
		task->older->younger = task->younger;
	else
		engine->oldest = task->younger;
	if (task->younger)
		task->younger->older = task->older;
	else
		engine->youngest = task->older;
	engine->stats.under_way--;
	pthread_mutex_unlock(&engine->lock);
}

/* No task that may still change something was read before this instant. */
static int64_t settled_until(struct engine *engine, int64_t now)
{
	const struct task *task;
	int64_t until = now;

	pthread_mutex_lock(&engine->lock);
	for (task = engine->oldest; task && task->received < now; task = task->younger)
		if (task->request.route->write) {
			until = task->received;
			break;
		}
	pthread_mutex_unlock(&engine->lock);
	return until;
}

/* Sends a list of finished tasks home, each to its own. */
static void deliver(struct job *jobs)
{
	while (jobs) {
		struct task *task = (struct task *)jobs;

		jobs = jobs->next;
		task->job.next = NULL;
		home_deliver(task->home, &task->job);
	}
}

/* ---- the writer ---- */

static struct txn writer_txn(
	struct engine *engine, int64_t now, struct arena *arena, struct error *error)
{
	return (struct txn){
		.conn = engine->writer.conn,
		.now = now,
		.rand = &engine->writer.rand,
		.arena = arena,
		.error = error,
		.keys = engine->config.api->keys,
		.origin = engine->config.api->origin,
	};
}

/* A failure that goes on is logged once: the writer looks at every request and every second. */
static void run_due(struct engine *engine, int64_t until, struct body_id only)
{
	struct conn *conn = engine->writer.conn;
	struct arena arena;
	struct error error = {0};
	struct txn txn = writer_txn(engine, until, &arena, &error);
	enum err err;

	if (!engine->config.due || txn_save(conn) != OK)
		return;
	arena_init(&arena, DUE_ARENA);
	err = engine->config.due(&txn, until, only);
	if (err == OK)
		err = txn_release(conn);
	if (err != OK)
		txn_undo(conn);
	if (err != OK && err != engine->due_failure)
		log_event(LOG_ERROR, "due-acts-failed", LOG_TEXT("reason", error_info(err)->token),
			LOG_TEXT("note", error.note));
	engine->due_failure = err;
	arena_done(&arena);
}

static const struct body_id every_body = {0};

/* A jump of a body's clock passes instants at which nobody was there: what they brought happens
 * before its reply leaves, and writes under way find it done. */
static void run_passed(struct engine *engine, const struct task *task)
{
	const struct request *request = &task->request;

	if (request->route->moves_clock && request->error.code == OK)
		run_due(engine, task->received, request->actor.body);
}

/* What is due can end the transaction, when storage fails; the request is lost with it then. */
static void write_one(struct engine *engine, struct task *task)
{
	struct conn *conn = engine->writer.conn;
	int64_t began = clock_monotonic_us();

	run_due(engine, settled_until(engine, task->received), every_body);
	if (txn_open(conn))
		request_write(&task->request, conn, task->received, &engine->writer.rand);
	if (txn_open(conn))
		run_passed(engine, task);
	task->us_db = clock_monotonic_us() - began;
}

static void lose_all(struct job *jobs)
{
	for (struct job *job = jobs; job; job = job->next)
		request_lost(&((struct task *)job)->request);
}

static void tell_changes(struct engine *engine)
{
	pthread_mutex_lock(&engine->lock);
	engine->stats.changes = conn_changes(engine->writer.conn);
	pthread_mutex_unlock(&engine->lock);
}

/* Commits a transaction that is still open: a full disk or a failed read ends it by itself. */
static bool commit(struct engine *engine)
{
	struct conn *conn = engine->writer.conn;
	struct error error = {0};

	if (txn_open(conn) && txn_commit(conn, &error) == OK) {
		tell_changes(engine);
		return true;
	}
	log_event(LOG_ERROR, "commit-failed", LOG_TEXT("note", error.note));
	txn_rollback(conn);
	return false;
}

/* Runs up to BATCH_MAX tasks in one transaction; returns the rest. A task has had its turn when it
 * was run: what falls due between two tasks of a batch happens between them. */
static struct job *write_batch(struct engine *engine, struct job *jobs)
{
	struct conn *conn = engine->writer.conn;
	struct job **end = &jobs;
	struct job *rest;
	bool begun = txn_begin_write(conn) == OK;
	uint64_t n = 0;

	for (; *end && n < BATCH_MAX; n++, end = &(*end)->next) {
		if (begun && txn_open(conn))
			write_one(engine, (struct task *)*end);
		leave(engine, (struct task *)*end);
	}
	rest = *end;
	*end = NULL;
	if (!commit(engine))
		lose_all(jobs);
	pthread_mutex_lock(&engine->lock);
	engine->stats.batches++;
	engine->stats.writes += n;
	pthread_mutex_unlock(&engine->lock);
	deliver(jobs);
	return rest;
}

/* What is due although nobody asks for anything. */
static void write_due(struct engine *engine)
{
	struct conn *conn = engine->writer.conn;

	if (!engine->config.due || txn_begin_write(conn) != OK)
		return;
	run_due(engine, settled_until(engine, engine->config.clock()), every_body);
	commit(engine);
}

/* When every core checks proofs, a writer that is woken for each row would push a check aside and
 * commit one row. Scheduled as a batch it gets its turn a little later, and commits all that came.
 */
static void be_patient(void)
{
	static const struct sched_param none;

	pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
}

static void *writer_main(void *data)
{
	struct engine *engine = data;

	be_patient();
	for (;;) {
		struct job *jobs = queue_take_all(engine->writes, MS_PER_SECOND);

		if (!jobs && queue_closed(engine->writes))
			return NULL;
		if (!jobs)
			write_due(engine);
		while (jobs)
			jobs = write_batch(engine, jobs);
	}
}

/* ---- the workers ---- */

static void run_on_worker(struct worker *worker, struct task *task)
{
	struct request *request = &task->request;
	int64_t began = clock_monotonic_us();

	if (request->next == STEP_SLOW_READ)
		request_read(request, worker->conn, task->received, &worker->rand);
	if (request->next == STEP_LOAD)
		request_load(request, worker->conn, task->received, &worker->rand);
	if (request->next == STEP_WORK)
		request_work(request);
	task->us_work = clock_monotonic_us() - began;
}

/* On to the writer, to whom the task belongs from then on, or home. */
static void forward(struct engine *engine, struct task *task)
{
	task->job.next = NULL;
	if (task->request.next == STEP_WRITE) {
		if (queue_push(engine->writes, &task->job))
			return; /* it belongs to the writer now */
		request_lost(&task->request);
	}
	if (task->request.next == STEP_REPLY) {
		leave(engine, task);
		deliver(&task->job);
	}
}

static void *worker_main(void *data)
{
	struct worker *worker = data;
	struct job *job;

	while ((job = queue_take(worker->engine->works))) {
		run_on_worker(worker, (struct task *)job);
		forward(worker->engine, (struct task *)job);
	}
	return NULL;
}

/* ---- life ---- */

static enum err open_worker(
	struct engine *engine, struct worker *worker, enum conn_mode mode, struct error *error)
{
	worker->engine = engine;
	worker->rand = engine->config.rand;
	return conn_open(&engine->config.db, mode, &worker->conn, error);
}

static enum err start_worker(
	struct worker *worker, void *(*run)(void *), void *data, struct error *error)
{
	if (pthread_create(&worker->thread, NULL, run, data) != 0)
		return fail(error, ERR_BUSY);
	worker->started = true;
	return OK;
}

static enum err start(struct engine *engine, struct error *error)
{
	size_t n = engine->config.n_workers ? engine->config.n_workers : 1;

	engine->writes = queue_new(engine->config.queue_max);
	engine->works = queue_new(engine->config.queue_max);
	if (!engine->writes || !engine->works || n > WORKERS_MAX)
		return fail(error, ERR_BUSY);
	TRY(open_worker(engine, &engine->writer, CONN_WRITER, error));
	for (size_t i = 0; i < n; i++)
		TRY(open_worker(engine, &engine->workers[i], CONN_READER, error));
	write_due(engine); /* what was missed, before anything is asked; no thread runs yet */
	if (engine->config.n_workers == 0)
		return OK;
	TRY(start_worker(&engine->writer, writer_main, engine, error));
	for (size_t i = 0; i < n; i++)
		TRY(start_worker(&engine->workers[i], worker_main, &engine->workers[i], error));
	return OK;
}

enum err engine_new(
	const struct engine_config *config, struct engine **ret_engine, struct error *error)
{
	struct engine *engine = calloc(1, sizeof *engine);
	enum err err;

	if (!engine)
		return fail(error, ERR_BUSY);
	engine->config = *config;
	pthread_mutex_init(&engine->lock, NULL);
	err = start(engine, error);
	if (err != OK) {
		engine_free(engine);
		return err;
	}
	*ret_engine = engine;
	return OK;
}

static void stop_worker(struct worker *worker)
{
	if (worker->started)
		pthread_join(worker->thread, NULL);
	conn_close(worker->conn);
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	if (engine->works)
		queue_close(engine->works);
	for (size_t i = 0; i < WORKERS_MAX; i++)
		stop_worker(&engine->workers[i]);
	if (engine->writes)
		queue_close(engine->writes);
	if (engine->writer.started)
		pthread_join(engine->writer.thread, NULL);
	engine->writer.started = false;
	if (engine->writer.conn)
		conn_checkpoint(engine->writer.conn);
	stop_worker(&engine->writer);
	queue_free(engine->writes);
	queue_free(engine->works);
	pthread_mutex_destroy(&engine->lock);
	free(engine);
}

/* Without threads: the same steps in the caller's, and nobody else looks for what is due. */
static void run_inline(struct engine *engine, struct task *task)
{
	write_due(engine);
	if (task->request.next != STEP_WRITE)
		run_on_worker(&engine->workers[0], task);
	task->job.next = NULL;
	if (task->request.next == STEP_WRITE) {
		write_batch(engine, &task->job);
	} else {
		leave(engine, task);
		deliver(&task->job);
	}
}

bool engine_submit(struct engine *engine, struct task *task)
{
	bool accepted;

	enter(engine, task);
	if (engine->config.n_workers == 0) {
		run_inline(engine, task);
		return true;
	}
	accepted = queue_push(
		task->request.next == STEP_WRITE ? engine->writes : engine->works, &task->job);
	if (!accepted)
		leave(engine, task);
	return accepted;
}

enum err engine_run(
	struct engine *engine, int64_t now, engine_job_fn *run, void *data, struct error *error)
{
	struct conn *conn = engine->writer.conn;
	struct arena arena;
	struct txn txn = writer_txn(engine, now, &arena, error);
	enum err err;

	assert(engine->config.n_workers == 0);
	TRY(txn_begin_write(conn));
	arena_init(&arena, DUE_ARENA);
	err = run(&txn, data);
	if (err == OK)
		err = txn_commit(conn, error);
	if (err != OK)
		txn_rollback(conn);
	arena_done(&arena);
	return err == OK ? OK : fail(error, err);
}

enum err engine_reader(struct engine *engine, struct conn **ret_conn, struct error *error)
{
	return conn_open(&engine->config.db, CONN_READER, ret_conn, error);
}

struct engine_stats engine_stats(struct engine *engine)
{
	struct engine_stats stats;

	pthread_mutex_lock(&engine->lock);
	stats = engine->stats;
	pthread_mutex_unlock(&engine->lock);
	return stats;
}
