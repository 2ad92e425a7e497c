/* Module registry, data folder, start and stop. */
#include "app.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/access.h"
#include "base/cleanup.h"
#include "bodies/bodies.h"
#include "elections/elections.h"
#include "keyfile.h"
#include "pages/assets.h"
#include "pages/pages.h"
#include "record/record.h"
#include "roll/roll.h"

enum { REQUEST_ARENA = 64 << 20, APP_ARENA = 1 << 20, TABLES_MAX = 32 };

extern const struct stmt_table api_stmts;

const struct module *const app_modules[] = {
	&openapi_module,
	&bodies_module,
	&record_module,
	&access_module,
	&sessions_module,
	&computers_module,
	&offices_module,
	&roll_module,
	&roll_imports_module,
	&elections_module,
	&candidates_module,
	&photos_module,
	&lists_module,
	&objections_module,
	&rounds_module,
	&trustees_module,
	&ballots_module,
	&published_module,
	&opening_module,
	&stations_module,
	&counting_module,
	&tally_module,
	&results_module,
	&next_module,
	&desk_module,
	&turnout_module,
	&visits_module,
	&disputes_module,
	&waiting_module,
	&assets_module,
	&pages_module,
	NULL,
};

/* What happens by itself, by the name under which it is scheduled. */
static const struct act acts[] = {
	{"batch.close", batch_close, round_about},
	{"round.prepare", round_prepare_due, round_prepare_about},
	{"polling.open", polling_open, round_about},
	{"polling.close", polling_close, round_about},
	{0},
};

static enum err run_due(struct txn *txn, int64_t until, struct body_id only)
{
	return acts_run(txn, until, only, acts);
}

const char *app_database_path(struct arena *arena, const char *data)
{
	return arena_printf(arena, "%s/gongyi.db", data);
}

const char *app_key_path(struct arena *arena, const char *data)
{
	return arena_printf(arena, "%s/master.key", data);
}

const struct stmt_table *const *app_tables(struct arena *arena)
{
	const struct stmt_table **tables =
		arena_array(arena, const struct stmt_table *, TABLES_MAX);
	size_t n = 0;

	if (!tables)
		return NULL;
	tables[n++] = &api_stmts;
	for (const struct module *const *module = app_modules; *module; module++)
		if ((*module)->stmts)
			tables[n++] = (*module)->stmts;
	return tables;
}

enum err app_found(const char *data, struct error *error)
{
	auto_arena struct arena arena = {0};
	const char *path;

	arena_init(&arena, APP_ARENA);
	path = app_key_path(&arena, data);
	if (!path)
		return fail(error, ERR_BUSY);
	if (access(path, F_OK) == 0)
		return fail_args(error, ERR_DATA_EXISTS, data, NULL);
	if (mkdir(data, 0700) != 0 && errno != EEXIST)
		return fail_note(error, ERR_IO, "%s: %s", data, strerror(errno));
	return keyfile_create(path, error);
}

static enum err open_engine(struct app *app, const struct config *config, size_t n_workers,
	int64_t (*clock)(void), struct rand rand, struct error *error)
{
	struct engine_config engine = {
		.api = &app->api,
		.db = {app->database, app_tables(&app->arena)},
		.n_workers = n_workers,
		.queue_max = (size_t)config->queue,
		.due = run_due,
		.clock = clock,
		.rand = rand,
	};

	if (!engine.db.tables)
		return fail(error, ERR_BUSY);
	return engine_new(&engine, &app->engine, error);
}

static enum err open_all(struct app *app, const struct config *config, size_t n_workers,
	int64_t (*clock)(void), struct rand rand, struct error *error)
{
	const char *path = app_key_path(&app->arena, config->data);

	app->database = app_database_path(&app->arena, config->data);
	app->api = (struct api){
		.modules = app_modules,
		.authenticate = session_authenticate,
		.arena_limit = REQUEST_ARENA,
		.origin = config_origin(config, &app->arena),
	};
	if (!path || !app->database || !app->api.origin)
		return fail(error, ERR_BUSY);
	TRY(keyfile_open(path, &app->keys, error));
	app->api.keys = app->keys;
	TRY(api_check(&app->api, error));
	return open_engine(app, config, n_workers, clock, rand, error);
}

enum err app_open(struct app *app, const struct config *config, size_t n_workers,
	int64_t (*clock)(void), struct rand rand, struct error *error)
{
	enum err err;

	*app = (struct app){0};
	arena_init(&app->arena, APP_ARENA);
	err = open_all(app, config, n_workers, clock, rand, error);
	if (err != OK)
		app_close(app);
	return err;
}

void app_close(struct app *app)
{
	engine_free(app->engine);
	keyring_free(app->keys);
	arena_done(&app->arena);
	*app = (struct app){0};
}

/* Waits for the one task that was handed in. */
static struct job *wait_home(struct home *home)
{
	struct pollfd wait = {.fd = home_fd(home), .events = POLLIN};
	struct job *job;

	while (!(job = home_collect(home)))
		poll(&wait, 1, -1);
	return job;
}

enum err app_run(struct app *app, struct task *task)
{
	struct request *request = &task->request;

	request->api = &app->api;
	request_begin(request);
	if (request->next == STEP_READ)
		request->next = STEP_SLOW_READ;
	if (request->next == STEP_REPLY)
		return request->error.code;
	task->home = home_new();
	if (task->home && engine_submit(app->engine, task))
		wait_home(task->home);
	else
		request_refuse(request, ERR_BUSY);
	home_free(task->home);
	return request->error.code;
}
