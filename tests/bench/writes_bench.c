/* Writes that are durable when they are answered, for 32 clients: through the engine, and by a
 * group commit with nothing around it. */
#include <poll.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>

#include "api/notes.h"
#include "bench/measure.h"

enum { ROWS = 1920, CLIENTS = 32, TURNS = 9, NAME_SIZE = 32 };

struct text {
	const char *name;
};
SCHEMA(text, struct text, FIELD_STRING(struct text, name, .required = true, .max = 40));

static enum err add(struct call *call)
{
	return note_add(call->txn, call_in(call, text)->name);
}

static const struct route routes[] = {{.op = "add",
	POST("/v1/add", 201),
	.in = &text_schema,
	.allow = allow_anyone,
	.write = add}};
static const struct module texts = {"texts", routes, COUNT_OF(routes), &note_stmts};

static void name_of(int i, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "note %d", i);
}

static void submit(struct t_engine *engine, int i)
{
	char name[NAME_SIZE];
	const char *body;

	name_of(i, name);
	body = arena_printf(&engine->arena, "{\"name\":\"%s\"}", name);
	T_CHECK(t_submit(engine, t_task(engine, METHOD_POST, "/v1/add", body, NULL)));
}

/* How many clients were answered; at least one. */
static int answered(struct t_engine *engine)
{
	struct pollfd wait = {.fd = home_fd(engine->home), .events = POLLIN};
	int n = 0;

	T_INT(poll(&wait, 1, 20000), 1);
	for (struct job *jobs = home_collect(engine->home); jobs; jobs = jobs->next)
		n++;
	return n;
}

/* Each client writes again when it was answered. Returns rows in a second. */
static double through_engine(double *ret_batch)
{
	struct t_engine *engine = t_engine_new(&texts, 2, CLIENTS, NULL);
	struct engine_stats stats = engine_stats(engine->engine);
	uint64_t batches = stats.batches;
	struct cost start = cost_now();
	double seconds;

	for (int sent = 0, done = 0; done < ROWS; done += answered(engine))
		while (sent < ROWS && sent < done + CLIENTS)
			submit(engine, sent++);
	seconds = cost_since(start).wall;
	stats = engine_stats(engine->engine);
	*ret_batch = (double)ROWS / (double)(stats.batches - batches);
	return ROWS / seconds;
}

/* ---- a bare group commit ---- */

/* Each client waits until its own row is durable; one writer inserts the rows of all who wait,
 * commits, and wakes them. */
struct bare {
	sqlite3 *db;
	pthread_mutex_t lock;
	pthread_cond_t work, durable;
	int sent;
	struct waiting {
		int row;
		bool durable;
		struct waiting *next;
	} * waiting;
	int n_durable;
};

static void execute(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		t_fail(__FILE__, __LINE__, "%s: %s", sql, sqlite3_errmsg(db));
}

static void *client(void *data)
{
	struct bare *bare = data;

	pthread_mutex_lock(&bare->lock);
	while (bare->sent < ROWS) {
		struct waiting mine = {.row = bare->sent++, .next = bare->waiting};

		bare->waiting = &mine;
		pthread_cond_signal(&bare->work);
		while (!mine.durable)
			pthread_cond_wait(&bare->durable, &bare->lock);
	}
	pthread_mutex_unlock(&bare->lock);
	return NULL;
}

static void insert(struct bare *bare, sqlite3_stmt *stmt, const struct waiting *list)
{
	execute(bare->db, "BEGIN IMMEDIATE");
	for (; list; list = list->next) {
		char name[NAME_SIZE];

		name_of(list->row, name);
		sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
		T_INT(sqlite3_step(stmt), SQLITE_DONE);
		sqlite3_reset(stmt);
	}
	execute(bare->db, "COMMIT");
}

static void write_all(struct bare *bare, sqlite3_stmt *stmt)
{
	pthread_mutex_lock(&bare->lock);
	while (bare->n_durable < ROWS) {
		struct waiting *list = bare->waiting;

		if (!list) {
			pthread_cond_wait(&bare->work, &bare->lock);
			continue;
		}
		bare->waiting = NULL;
		pthread_mutex_unlock(&bare->lock);
		insert(bare, stmt, list);
		pthread_mutex_lock(&bare->lock);
		for (; list; list = list->next, bare->n_durable++)
			list->durable = true;
		pthread_cond_broadcast(&bare->durable);
	}
	pthread_mutex_unlock(&bare->lock);
}

static sqlite3 *open_bare(void)
{
	char path[256];
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/bare.db", t_folder());
	T_INT(sqlite3_open(path, &db), SQLITE_OK);
	execute(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		    "CREATE TABLE note(name TEXT NOT NULL PRIMARY KEY, reply BLOB NOT NULL,"
		    " at INTEGER NOT NULL) STRICT, WITHOUT ROWID");
	return db;
}

/* Rows in a second. */
static double through_bare(void)
{
	struct bare bare = {.db = open_bare(),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.work = PTHREAD_COND_INITIALIZER,
		.durable = PTHREAD_COND_INITIALIZER};
	pthread_t clients[CLIENTS];
	sqlite3_stmt *stmt;
	struct cost start = cost_now();
	double seconds;

	T_INT(sqlite3_prepare_v2(bare.db, "INSERT INTO note VALUES(?, x'', 0)", -1, &stmt, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < CLIENTS; i++)
		T_INT(pthread_create(&clients[i], NULL, client, &bare), 0);
	write_all(&bare, stmt);
	seconds = cost_since(start).wall;
	for (size_t i = 0; i < CLIENTS; i++)
		T_INT(pthread_join(clients[i], NULL), 0);
	sqlite3_finalize(stmt);
	sqlite3_close(bare.db);
	return ROWS / seconds;
}

TEST(bench, writes_are_durable_when_they_are_answered)
{
	double ratios[TURNS], engine[TURNS], bare[TURNS], batch = 0;

	for (int turn = 0; turn < TURNS; turn++) {
		bare[turn] = through_bare();
		engine[turn] = through_engine(&batch);
		ratios[turn] = engine[turn] / bare[turn];
	}
	report("%d rows for %d clients, %.0f to a commit of the engine", ROWS, CLIENTS, batch);
	report("the engine %.0f rows/s, a bare group commit %.0f rows/s", median(engine, TURNS),
		median(bare, TURNS));
	report("ratio %.2f (goal: at least 0.70)", median(ratios, TURNS));
}
