/* The threads that carry requests through the database: one writer, a few workers. Transports (the
 * HTTP server, the test harness) hand tasks in and get them back; see dispatch.c for what happens
 * to a request and work.h for how tasks move.
 *
 * The writer takes everything queued, runs each request in a savepoint of its own, and commits once
 * for all: one fsync. Replies leave only after that commit. Before each request it runs the due
 * acts (opening, closing …) whose instant lies before the instant the request was fully read, and
 * never one while a write that was read before that instant is still on its way: it counts. A write
 * read after it may then run before the act does, so a handler whose right ends at an instant
 * compares that instant with txn->now; the state alone does not tell. Only what a moved clock
 * (route.moves_clock) makes due in its body waits for nobody: it has happened when the reply
 * leaves. */
#ifndef API_ENGINE_H
#define API_ENGINE_H

#include "api/api.h"
#include "work/work.h"

struct engine;

/* A request in the hands of the engine. The transport embeds it. */
struct task {
	struct job job; /* first: tasks are queued as jobs */
	struct request request;
	struct home *home;            /* where it is delivered when next is STEP_REPLY */
	int64_t received;             /* real instant it was fully read */
	struct task *older, *younger; /* the engine's list of tasks under way */
	int64_t us_work, us_db;       /* for the log */
};

/* Runs what is due up to the real instant `until`, inside the writer's transaction: in every body,
 * or (id not 0) in one. */
typedef enum err due_fn(struct txn *txn, int64_t until, struct body_id only);

struct engine_config {
	const struct api *api;
	struct db_config db;
	size_t n_workers; /* 0: everything runs inline, in engine_submit() */
	size_t queue_max; /* tasks waiting for the writer; as many again for the workers */
	due_fn *due;      /* NULL: nothing is ever due */
	int64_t (*clock)(void);
	struct rand rand;
};

/* Opens the connections and starts the threads. */
enum err engine_new(const struct engine_config *config, struct engine **ret_engine,
	struct error *error) must_use;

/* Stops taking work, finishes what was taken, runs a last checkpoint, closes. */
void engine_free(struct engine *engine);

/* Takes a task whose next step is not STEP_REPLY; it comes home when it is. false when the queue is
 * full: the caller still owns the task. */
bool engine_submit(struct engine *engine, struct task *task) must_use;

/* Runs `run` in a write transaction of its own at the instant `now`, on the caller's thread: for
 * commands that open the data folder themselves. Only without workers. */
typedef enum err engine_job_fn(struct txn *txn, void *data);
enum err engine_run(struct engine *engine, int64_t now, engine_job_fn *run, void *data,
	struct error *error) must_use;

/* A reader connection for the caller's thread; closed by the caller. */
enum err engine_reader(struct engine *engine, struct conn **ret_conn, struct error *error) must_use;

/* How many tasks are inside, how many batches were committed so far, and a number that grows with
 * every commit that changed something. */
struct engine_stats {
	size_t under_way;
	uint64_t batches;
	uint64_t writes;
	uint64_t changes;
};
struct engine_stats engine_stats(struct engine *engine);

#endif
