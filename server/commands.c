/* The commands that open the data folder themselves, and the service. */
#include "commands.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/options.h"
#include "folder.h"
#include "found.h"
#include "http/http.h"
#include "tool/usage.h"

enum { TEXTS_MAX = 1 << 20 };

int command_failed(const char *what, const struct error *error)
{
	char text[512];

	error_text(error, LANG_EN, text, sizeof text);
	fprintf(stderr, "gongyi: %s: %s", what, text);
	for (size_t i = 0; i < error->n_fields; i++)
		fprintf(stderr, "\n  %s: %s", error->fields[i].pointer, error->fields[i].rule);
	if (*error->note)
		fprintf(stderr, "\n  %s", error->note);
	fprintf(stderr, "\n");
	return 1;
}

/* ---- init ---- */

static int print_way_in(const struct founding *founding, const struct app *app)
{
	printf("%s is founded as body %lld. Activation slip of the first officer:\n\n"
	       "  %s/in#%s\n\n"
	       "  or by hand: list number %lld, code %.4s-%s\n\n",
		founding->name, (long long)founding->body.v, app->api.origin, founding->slip.secret,
		(long long)founding->slip.list_number, founding->slip.code,
		founding->slip.code + 4);
	return 0;
}

static int init_body(struct founding *founding, const struct config *config)
{
	struct error error = {0};
	struct app app;
	int status;

	if (app_open(&app, config, 0, clock_now_ms, rand_system(), &error) != OK)
		return command_failed(config->data, &error);
	if (found_body(&app, founding, clock_now_ms(), &error) == OK)
		status = print_way_in(founding, &app);
	else
		status = command_failed("init", &error);
	app_close(&app);
	return status;
}

int command_init(int argc, char **argv)
{
	struct founding founding = {0};
	struct config config = config_default();
	struct error error = {0};
	const struct option options[] = {
		OPTION_TEXT("data", &config.data),
		OPTION_TEXT("origin", &config.origin),
		OPTION_TEXT("name", &founding.name),
		OPTION_TEXT("officer", &founding.officer),
		OPTION_FLAG("rehearsal", &founding.rehearsal),
		OPTION_FLAG("estate", &founding.estate),
		{0},
	};

	if (!options_read(options, argc, argv) || !founding.name || !founding.officer)
		return usage_wrong("init");
	if (app_found(config.data, &error) != OK)
		return command_failed(config.data, &error);
	return init_body(&founding, &config);
}

/* ---- serve ---- */

static void say_ready(void *data, uint16_t port, uint16_t tls_port)
{
	const struct config *config = data;

	if (tls_port)
		printf("ready https://%s:%u\n", config_tls_host(config), tls_port);
	printf("ready http://%s:%u\n", config->host, port);
	fflush(stdout);
}

static struct http_tls tls_of(const struct config *config)
{
	return (struct http_tls){
		.host = config_tls_host(config),
		.port = (uint16_t)config->tls_port,
		.certificate = config->tls_certificate,
		.key = config->tls_key,
	};
}

/* What a request frees the next one takes. Left to itself the allocator gives it back to the system
 * at once, and every page has to be fetched and cleared anew. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

static int serve(const struct config *config)
{
	const struct http_tls tls = tls_of(config);
	struct error error = {0};
	struct app app;
	enum err err;

	keep_memory();
	if (app_open(&app, config, (size_t)config->workers, clock_now_ms, rand_system(), &error) !=
		OK)
		return command_failed(config->data, &error);
	err = http_serve(
		&(struct http_config){
			.host = config->host,
			.port = (uint16_t)config->port,
			.tls = config_has_tls(config) ? &tls : NULL,
			.api = &app.api,
			.engine = app.engine,
			.clock = clock_now_ms,
			.body_limit = (size_t)config->body_limit,
			.max_connections = (size_t)config->connections,
			.message_ms = config->message_seconds * MS_PER_SECOND,
			.drain_ms = config->drain_seconds * MS_PER_SECOND,
			.rate = config->rate,
			.ready = say_ready,
			.data = (void *)(uintptr_t)config,
		},
		&error);
	app_close(&app);
	return err == OK ? 0 : command_failed("serve", &error);
}

/* A configuration file first, so that flags win over it whatever their order. */
static enum err read_config(
	struct config *config, int argc, char **argv, struct arena *arena, struct error *error)
{
	static const char flag[] = "--config=";

	for (int i = 0; i < argc; i++) {
		const char *text;

		if (strncmp(argv[i], flag, sizeof flag - 1) != 0)
			continue;
		TRY(file_read(argv[i] + sizeof flag - 1, arena, &text, error));
		TRY(config_read(config, text, arena, error));
	}
	return OK;
}

static enum err read_flags(
	struct config *config, int argc, char **argv, struct arena *arena, struct error *error)
{
	for (int i = 0; i < argc; i++) {
		char name[64];
		const char *value = strchr(argv[i], '=');

		if (strncmp(argv[i], "--config=", 9) == 0 || strcmp(argv[i], "-n") == 0 ||
			strcmp(argv[i], "--print-config") == 0)
			continue;
		if (strncmp(argv[i], "--", 2) != 0 || !value || value - argv[i] > 60)
			return fail_field(error, argv[i], "--setting=value expected");
		copy_text(name, (size_t)(value - argv[i]) - 1, argv[i] + 2);
		TRY(config_set(config, name, value + 1, arena, error));
	}
	return OK;
}

static bool has_flag(int argc, char **argv, const char *flag)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], flag) == 0)
			return true;
	return false;
}

static int print_config(const struct config *config)
{
	auto_buf struct buf buf = {0};

	buf_init(&buf, TEXTS_MAX);
	config_print(config, &buf);
	fputs(buf.data, stdout);
	return 0;
}

/* Opens everything a start would open, and stops there. */
static int check_config(const struct config *config)
{
	const struct http_tls tls = tls_of(config);
	struct error error = {0};
	struct app app;

	if (config_has_tls(config) && http_check_tls(&tls, &error) != OK)
		return command_failed("serve", &error);
	if (app_open(&app, config, 0, clock_now_ms, rand_system(), &error) != OK)
		return command_failed(config->data, &error);
	app_close(&app);
	return 0;
}

int command_serve(int argc, char **argv)
{
	struct config config = config_default();
	struct error error = {0};
	auto_arena struct arena arena = {0};
	static const char *const levels[] = {"debug", "info", "warn", "error", "off", NULL};

	arena_init(&arena, TEXTS_MAX);
	if (read_config(&config, argc, argv, &arena, &error) != OK ||
		read_flags(&config, argc, argv, &arena, &error) != OK ||
		config_check(&config, &error) != OK)
		return command_failed("serve", &error) + 1;
	if (has_flag(argc, argv, "--print-config"))
		return print_config(&config);
	if (has_flag(argc, argv, "-n"))
		return check_config(&config);
	if (names_find(levels, config.log) >= 0)
		log_set_level((enum log_level)names_find(levels, config.log));
	return serve(&config);
}

/* ---- check, backup, restore ---- */

int command_check(int argc, char **argv)
{
	struct config config = config_default();
	const struct option options[] = {OPTION_TEXT("data", &config.data), {0}};

	if (!options_read(options, argc, argv))
		return usage_wrong("check");
	return folder_check(config.data, stdout) ? 0 : 1;
}

int command_backup(int argc, char **argv)
{
	struct config config = config_default();
	const char *to = NULL;
	const struct option options[] = {
		OPTION_TEXT("data", &config.data), OPTION_TEXT("to", &to), {0}};
	struct error error = {0};

	if (!options_read(options, argc, argv) || !to)
		return usage_wrong("backup");
	if (folder_backup(config.data, to, &error) != OK)
		return command_failed("backup", &error);
	printf("%s holds the database; keep %s/master.key apart from it\n", to, config.data);
	return 0;
}

int command_restore(int argc, char **argv)
{
	struct restoring what = {0};
	const struct option options[] = {OPTION_TEXT("from", &what.backup),
		OPTION_TEXT("key", &what.key), OPTION_TEXT("data", &what.data), {0}};
	struct error error = {0};

	if (!options_read(options, argc, argv) || !what.backup || !what.key || !what.data)
		return usage_wrong("restore");
	if (folder_restore(&what, stdout, &error) != OK)
		return command_failed("restore", &error);
	printf("%s is ready to serve. Whatever was answered after the backup was made is lost: tell"
	       " the officers,\nfor whoever kept a later head of the record sees that it went "
	       "back\n",
		what.data);
	return 0;
}

/* ---- openapi ---- */

int command_openapi(int argc, char **argv)
{
	auto_buf struct buf buf = {.max = 8 << 20};

	(void)argv;
	if (argc)
		return usage_wrong("openapi");
	app_describe(&buf);
	fputs(buf_ok(&buf) ? buf.data : "", stdout);
	return buf_ok(&buf) ? 0 : 1;
}
