/* Requests as they come through the door of http/: the real program on a private folder, a body
 * with its officer, a vote in its polling. Every reply is held against its contract. An input that
 * changed something is undone, so that each tells the same whatever came before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "fuzz/fuzz.h"
#include "harness/contract.h"
#include "harness/round.h"

enum { ARENA = 256 << 20, TOKEN_SIZE = 200, TARGET_MAX = 2048, DATABASE_MAX = 16 << 20 };

static const char officer[] = "officer";

/* What outlives an input; everything else in the app's arena does not. */
static struct {
	struct t_app *app;
	char token[TOKEN_SIZE];
	char uuid[UUID_SIZE];
	char body[24];
	char election[24];
	char database[512];
	struct buf untouched; /* the database at the beginning */
} world;

static void read_database(void)
{
	FILE *file = fopen(world.database, "rb");
	char part[4096];
	size_t n;

	T_CHECK(file != NULL);
	buf_init(&world.untouched, DATABASE_MAX);
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		buf_add(&world.untouched, part, n);
	fclose(file);
	T_CHECK(buf_ok(&world.untouched) && world.untouched.len);
}

static void restore_database(void)
{
	FILE *file;

	app_close(&world.app->app);
	file = fopen(world.database, "wb");
	T_CHECK(file &&
		fwrite(world.untouched.data, 1, world.untouched.len, file) == world.untouched.len);
	fclose(file);
	t_app_reopen(world.app, 0);
}

static void world_done(void *data)
{
	(void)data;
	buf_done(&world.untouched);
	world.app = NULL;
	contract_counts(true);
}

static void forget_replies(void)
{
	arena_done(&world.app->arena);
	arena_init(&world.app->arena, ARENA);
}

static void world_new(void)
{
	struct t_app *app = t_app_new();
	struct t_round *round = t_round_new(app, 2);

	t_defer(world_done, NULL);
	contract_counts(false);
	T_STATUS(t_vote(round, 0), 201);
	copy_text(world.token, sizeof world.token, round->body->officer.token);
	copy_text(world.uuid, sizeof world.uuid, round->uuid);
	copy_text(world.body, sizeof world.body, round->body->id);
	snprintf(world.election, sizeof world.election, "%lld", (long long)round->election_id);
	copy_text(world.database, sizeof world.database, app->app.database);
	world.app = app;
	app_close(&app->app);
	read_database();
	t_app_reopen(app, 0);
	forget_replies();
}

/* ---- one request ---- */

/* Takes the first line off the text. */
static char *take_line(char **text)
{
	char *line = *text;
	size_t len = strcspn(line, "\n");

	*text = line + len + (line[len] == '\n');
	line[len] = '\0';
	return line;
}

static const char *take_method(char **target)
{
	static const char *const methods[] = {"GET ", "POST ", "PUT ", "DELETE "};
	static const char *const names[] = {"GET", "POST", "PUT", "DELETE"};

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strncmp(*target, methods[i], strlen(methods[i])) == 0) {
			*target += strlen(methods[i]);
			return names[i];
		}
	return "GET";
}

static struct t_reply send(char *text, const char *end)
{
	char *target = take_line(&text);
	const char *method = take_method(&target);
	const char *bearer = take_line(&text);
	const char *key = take_line(&text);

	bearer = strcmp(bearer, officer) == 0 ? world.token : *bearer ? bearer : NULL;
	if (strlen(target) > TARGET_MAX)
		target[TARGET_MAX] = '\0';
	if (*key)
		return t_call_once(world.app, bearer, method, target, text, key);
	return t_call_raw(world.app, bearer, method, target, text, (size_t)(end - text));
}

void fuzz_request(const uint8_t *data, size_t len)
{
	char broken[BROKEN_SIZE];
	struct t_reply reply;
	char *text;

	if (!world.app)
		world_new();
	text = arena_copy(&world.app->arena, data, len);
	T_CHECK(text != NULL);
	reply = send(text, text + len);
	if (contract_broken(broken))
		t_fail(__FILE__, __LINE__, "contract: %s", broken);
	T_CHECK(reply.status >= 200 && reply.status <= 503);
	T_CHECK(reply.error != ERR_INTERNAL && reply.error != ERR_IO);
	if (reply.status == 200 || reply.status == 201)
		restore_database();
	forget_replies();
}

/* ---- seeds: one for each endpoint, made from its row ---- */

static void add_example(struct buf *out, const struct field *field)
{
	static const char *const examples[] = {
		[KIND_STRING] = "\"x\"",
		[KIND_INT] = "1",
		[KIND_BOOL] = "true",
		[KIND_ENUM] = "\"all\"",
		[KIND_ID] = "\"1\"",
		[KIND_TIME] = "\"2026-06-02T00:00:00Z\"",
		[KIND_DAY] = "\"2026-06-02\"",
		[KIND_BYTES] = "\"AAAA\"",
		[KIND_OBJECT] = "{}",
		[KIND_LIST] = "[{}]",
		[KIND_STRINGS] = "[\"x\"]",
		[KIND_INTS] = "[1]",
		[KIND_COUNTS] = "{\"1\":2}",
		[KIND_TEXT] = "{}",
	};

	if (field->kind == KIND_ENUM && field->names)
		buf_printf(out, "\"%s\"", field->names[0]);
	else
		buf_str(out, examples[field->kind]);
}

/* Query or body: the fields that come from there. */
static void add_fields(struct buf *out, const struct schema *schema, enum field_in in)
{
	size_t n = 0;

	for (size_t i = 0; schema && i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];

		if (field->in != in)
			continue;
		if (in == IN_QUERY)
			buf_printf(out, "%c%s=1", n++ ? '&' : '?', field->name);
		else {
			buf_printf(out, "%s\"%s\":", n++ ? "," : "{", field->name);
			add_example(out, field);
		}
	}
	if (n && in == IN_BODY)
		buf_char(out, '}');
}

/* What there is for a parameter of a path. */
static const char *value_of(const char *param)
{
	const struct {
		const char *param, *value;
	} known[] = {{"{uuid}", world.uuid}, {"{body_id}", world.body},
		{"{election_id}", world.election}};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strncmp(param, known[i].param, strlen(known[i].param)) == 0)
			return known[i].value;
	return "1";
}

static void add_path(struct buf *out, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "{");

		buf_add(out, path, len);
		path += len;
		if (!*path)
			return;
		buf_str(out, value_of(path));
		path += strcspn(path, "}") + 1;
	}
}

void fuzz_request_seed(struct fuzz_seeds *seeds)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
	const struct api api = {.modules = app_modules};
	const struct route *route;
	auto_buf struct buf out = {0};

	if (!world.app)
		world_new();
	buf_init(&out, 1 << 16);
	for (size_t i = 0; (route = api_route(&api, i)); i++) {
		buf_reset(&out);
		buf_printf(&out, "%s ", methods[route->method]);
		add_path(&out, route->path);
		add_fields(&out, route->in, IN_QUERY);
		buf_printf(&out, "\n%s\n%s\n", i % 3 ? officer : "", i % 5 ? "" : "key-1");
		add_fields(&out, route->in, IN_BODY);
		fuzz_seed(seeds, 0, out.data, out.len);
	}
}
