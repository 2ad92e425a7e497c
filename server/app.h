/* The program put together: every module's tables, the data folder, the engine. The only place that
 * includes every layer. */
#ifndef APP_H
#define APP_H

#include "api/engine.h"
#include "base/buf.h"
#include "config.h"
#include "crypto/keyring.h"

struct app {
	struct keyring *keys;
	struct api api;
	struct engine *engine;
	const char *database; /* path of the file */
	struct arena arena;   /* texts that live as long as the program */
};

/* Every module of the service, in the order their routes are searched; ends with NULL. */
extern const struct module *const app_modules[];

extern const struct module openapi_module;

/* Writes the OpenAPI document of all modules. */
void app_describe(struct buf *out);

/* Where a data folder keeps its database and its master key; NULL: no memory. */
const char *app_database_path(struct arena *arena, const char *data);
const char *app_key_path(struct arena *arena, const char *data);

/* The statements of all modules; ends with NULL. NULL: no memory. */
const struct stmt_table *const *app_tables(struct arena *arena);

/* Founds a data folder with its master key; the database is made when it is first opened.
 * ERR_DATA_EXISTS when there is one already. */
enum err app_found(const char *data, struct error *error) must_use;

/* Opens a data folder. `n_workers` 0 runs everything inline; `clock` is the real time. */
enum err app_open(struct app *app, const struct config *config, size_t n_workers,
	int64_t (*clock)(void), struct rand rand, struct error *error) must_use;
void app_close(struct app *app);

/* Runs one request to its end, whatever threads there are; the caller has filled in what was asked
 * and task->received. The reply lives until request_done(&task->request). Returns its error. */
enum err app_run(struct app *app, struct task *task);

#endif
