/* Writes that are durable when they are answered: for 32 clients through the engine, and by a bare
 * loop that commits 32 rows at a time. */
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>

#include "api/notes.h"
#include "bench/measure.h"

enum { ROWS = 1920, CLIENTS = 32, TURNS = 5 };

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

static const char *name_of(int i)
{
	static char name[32];

	snprintf(name, sizeof name, "note %d", i);
	return name;
}

static void submit(struct t_engine *engine, int i)
{
	const char *body = arena_printf(&engine->arena, "{\"name\":\"%s\"}", name_of(i));

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

static void execute(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		t_fail(__FILE__, __LINE__, "%s: %s", sql, sqlite3_errmsg(db));
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

static double bare(void)
{
	sqlite3 *db = open_bare();
	sqlite3_stmt *insert;
	struct cost start = cost_now();
	double seconds;

	T_INT(sqlite3_prepare_v2(db, "INSERT INTO note VALUES(?, x'', 0)", -1, &insert, NULL),
		SQLITE_OK);
	for (int i = 0; i < ROWS; i++) {
		if (i % CLIENTS == 0)
			execute(db, "BEGIN IMMEDIATE");
		sqlite3_bind_text(insert, 1, name_of(i), -1, SQLITE_TRANSIENT);
		T_INT(sqlite3_step(insert), SQLITE_DONE);
		sqlite3_reset(insert);
		if (i % CLIENTS == CLIENTS - 1)
			execute(db, "COMMIT");
	}
	seconds = cost_since(start).wall;
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return ROWS / seconds;
}

TEST(bench, writes_are_durable_when_they_are_answered)
{
	double ratios[TURNS], engine[TURNS], loop[TURNS], batch = 0;

	for (int turn = 0; turn < TURNS; turn++) {
		loop[turn] = bare();
		engine[turn] = through_engine(&batch);
		ratios[turn] = engine[turn] / loop[turn];
	}
	report("%d rows for %d clients, %.0f to a commit", ROWS, CLIENTS, batch);
	report("the engine %.0f rows/s, a bare loop %.0f rows/s", median(engine, TURNS),
		median(loop, TURNS));
	report("ratio %.2f (goal: at least 0.70)", median(ratios, TURNS));
}
