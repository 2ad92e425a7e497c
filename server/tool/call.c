/* `gongyi call`: any operation of the API, from its row in the route table. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/options.h"
#include "tool/internal.h"
#include "json/json.h"

enum { ONCE_BYTES = 16 };

struct call_options {
	const char *json, *body, *out, *get, *url, *key, *lang, *once;
	bool help;
};

/* ---- going ---- */

/* Writes carry an Idempotency-Key, so that a repeat does nothing twice. */
static const char *once_key(struct tool *tool, const struct route *route, const char *given)
{
	struct rand rand = rand_system();
	uint8_t bytes[ONCE_BYTES];
	char *text;

	if (route->read || given)
		return route->read ? NULL : given;
	text = arena_alloc(&tool->arena, HEX_SIZE(ONCE_BYTES));
	rand_bytes(&rand, bytes, sizeof bytes);
	if (text)
		hex_encode(bytes, sizeof bytes, text);
	return text;
}

static enum err prepare(struct tool *tool, const struct call_options *options, int argc,
	char **argv, struct outgoing *outgoing)
{
	const char *json = NULL;

	if (options->json)
		TRY(file_read(options->json, &tool->arena, &json, &tool->error));
	TRY(outgoing_build(tool, json, argc, argv, outgoing));
	if (outgoing->route->raw_input)
		return options->body ? file_bytes(options->body, &tool->arena, &outgoing->body,
					       &tool->error)
				     : fail_field(&tool->error, "--body", "required");
	return options->body ? fail_field(&tool->error, "--body", "unknown") : OK;
}

/* ---- coming back ---- */

/* One value of the reply on a line of its own, a text without its quotes: for scripts. */
static enum err pick(
	struct tool *tool, const char *pointer, const struct buf *reply, struct buf *text)
{
	auto_json struct json *root = NULL;
	const struct json *value;

	TRY(json_parse(reply->data, reply->len, &root, &tool->error));
	value = json_at(root, pointer);
	if (!value)
		return fail_field(&tool->error, "--get", "points at nothing");
	json_plain(value, text);
	buf_char(text, '\n');
	return OK;
}

static int written(struct tool *tool, const char *path, const struct buf *text, bool secret)
{
	const char *data = text->len ? text->data : "";

	if (!buf_ok(text))
		fail(&tool->error, ERR_TOO_LARGE);
	else if (!path)
		return fwrite(data, 1, text->len, stdout) == text->len && fflush(stdout) == 0 ? 0
											      : 1;
	else if (file_replace(path, data, text->len, secret, &tool->error) == OK)
		return 0;
	return tool_failed(tool);
}

static int show(struct tool *tool, const struct call_options *options, const struct route *route,
	const struct buf *reply)
{
	auto_buf struct buf text = {0};

	buf_init(&text, 4 * (size_t)REPLY_MAX);
	if (reply->len && !options->get)
		json_indent(&text, reply->data, reply->len);
	else if (reply->len && pick(tool, options->get, reply, &text) != OK)
		return tool_failed(tool);
	return written(tool, options->out, &text, route->private);
}

/* A raw reply may be longer than memory: it goes into a file at once, its own or a nameless one. */
static enum err begin_raw(struct tool *tool, const struct call_options *options,
	const struct route *route, FILE **ret_into)
{
	if (!route->media)
		return OK;
	if (options->out)
		return file_open_new(options->out, route->private, ret_into, &tool->error);
	*ret_into = tmpfile();
	return *ret_into ? OK : fail_note(&tool->error, ERR_IO, "no temporary file can be made");
}

static int show_raw(struct tool *tool, const struct call_options *options, FILE *into)
{
	char part[4096];
	size_t n;

	if (options->out)
		return file_settle(into, options->out, &tool->error) == OK ? 0 : tool_failed(tool);
	rewind(into);
	while ((n = fread(part, 1, sizeof part, into)) > 0)
		if (fwrite(part, 1, n, stdout) != n)
			return 1;
	return !ferror(into) && fflush(stdout) == 0 ? 0 : 1;
}

static enum err send(struct tool *tool, const struct call_options *options, struct device_key *key,
	struct sending *sending, int *ret_status, struct buf *reply)
{
	if (options->key)
		TRY(key_read(tool, options->key, key));
	if (options->url)
		key->url = options->url;
	sending->url = key->url;
	return options->key ? session_send(tool, options->key, key, sending, ret_status, reply)
			    : send_steadily(tool, sending, ret_status, reply);
}

static int exchange(struct tool *tool, const struct call_options *options,
	const struct outgoing *outgoing, FILE *into)
{
	const struct route *route = outgoing->route;
	struct device_key key = {.url = "http://127.0.0.1:8080"};
	struct sending sending = {.method = route->method,
		.target = outgoing->target,
		.body = outgoing->body,
		.raw = route->raw_input,
		.once = once_key(tool, route, options->once),
		.into = into};
	auto_buf struct buf reply = {0};
	int status = 0;

	buf_init(&reply, REPLY_MAX);
	if (send(tool, options, &key, &sending, &status, &reply) != OK)
		return tool->error.code ? tool_failed(tool) : 1;
	if (status < 200 || status > 299)
		return tool_refused(tool, status, &reply);
	return into ? show_raw(tool, options, into) : show(tool, options, route, &reply);
}

static int run(
	struct tool *tool, const struct call_options *options, const struct outgoing *outgoing)
{
	auto_file FILE *into = NULL;
	int status;

	if (begin_raw(tool, options, outgoing->route, &into) != OK)
		return tool_failed(tool);
	status = exchange(tool, options, outgoing, into);
	if (status && into && options->out)
		file_abandon(options->out);
	return status;
}

/* ---- the command ---- */

static int call(struct tool *tool, const struct call_options *options, const struct api *api,
	int argc, char **argv)
{
	struct outgoing outgoing = {0};

	if (argc && strncmp(argv[0], "--", 2) != 0)
		outgoing.route = api_find(api, argv[0]);
	else if (argc)
		return help_unknown(tool, api, argv[0]);
	else
		return help_operations(tool, api);
	if (!outgoing.route)
		return help_unknown(tool, api, argv[0]);
	if (options->help)
		return help_operation(tool, outgoing.route);
	if (prepare(tool, options, argc - 1, argv + 1, &outgoing) != OK) {
		tool_failed(tool);
		tool_say(tool, "gongyi call {} --help shows what it takes",
			"gongyi call {} --help 列出可填各项", outgoing.route->op);
		return 2;
	}
	return run(tool, options, &outgoing);
}

int tool_call(const struct api *api, int argc, char **argv)
{
	struct call_options given = {0};
	const struct option options[] = {
		OPTION_TEXT("json", &given.json),
		OPTION_TEXT("body", &given.body),
		OPTION_TEXT("out", &given.out),
		OPTION_TEXT("get", &given.get),
		OPTION_TEXT("url", &given.url),
		OPTION_TEXT("key", &given.key),
		OPTION_TEXT("lang", &given.lang),
		OPTION_TEXT("once", &given.once),
		OPTION_FLAG("help", &given.help),
		{0},
	};
	int left = options_take(options, argc, argv);
	struct tool tool;
	int status = 2;

	if (tool_begin(&tool, given.lang))
		status = call(&tool, &given, api, left, argv);
	arena_done(&tool.arena);
	return status;
}
