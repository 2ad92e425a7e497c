/* See contract.h. */
#include "harness/contract.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "harness/openapi.h"
#include "harness/test.h"

enum { SEEN_MAX = 4096, DESCRIBED_MAX = 400, DOCUMENT_MAX = 1 << 20 };

/* One pair that was met; OK stands for success. */
struct seen {
	const struct route *route;
	enum err err;
};

/* The OpenAPI document of one route alone; of none: the schema of problems. */
struct described {
	const struct route *route;
	struct json *document;
};

static struct {
	pthread_mutex_t lock;
	struct seen seen[SEEN_MAX];
	size_t n_seen;
	struct described described[DESCRIBED_MAX];
	size_t n_described;
	char broken[BROKEN_SIZE];
	bool uncounted;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void broken(const char *format, ...) printf_like(1, 2);
static void broken(const char *format, ...)
{
	va_list list;

	if (*state.broken)
		return;
	va_start(list, format);
	vsnprintf(state.broken, sizeof state.broken, format, list);
	va_end(list);
}

/* ---- what was met ---- */

static bool met(const struct route *route, enum err err)
{
	for (size_t i = 0; i < state.n_seen; i++)
		if (state.seen[i].route == route && state.seen[i].err == err)
			return true;
	return false;
}

/* What any route may answer: it comes from the dispatcher, the statements or the fields. */
static bool general(enum err err)
{
	static const enum err any[] = {OK, ERR_BUSY, ERR_CONFLICT, ERR_FORBIDDEN, ERR_INVALID,
		ERR_IO, ERR_MALFORMED, ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_UNAUTHENTICATED,
		ERR_KEY_REUSED, ERR_INTERNAL, ERR_FOREIGN_PAGE};

	for (size_t i = 0; i < COUNT_OF(any); i++)
		if (any[i] == err)
			return true;
	return false;
}

static bool declared(const struct route *route, enum err err)
{
	for (const enum err *at = route->errors; at && *at != OK; at++)
		if (*at == err)
			return true;
	return false;
}

static void note(const struct route *route, enum err err)
{
	if (!general(err) && !declared(route, err))
		broken("%s does not declare %s", route->op, error_info(err)->token);
	if (!state.uncounted && !met(route, err) && state.n_seen < SEEN_MAX)
		state.seen[state.n_seen++] = (struct seen){route, err};
}

/* ---- what the reply looks like ---- */

static struct json *describe(const struct route *route)
{
	const struct module module = {.name = "one", .routes = route, .n_routes = route != NULL};
	const struct module *const modules[] = {&module, NULL};
	const struct api api = {.modules = modules};
	struct error error = {0};
	struct json *document;
	auto_buf struct buf text = {0};

	buf_init(&text, DOCUMENT_MAX);
	api_describe(&api, &text);
	if (!buf_ok(&text) || json_parse(text.data, text.len, &document, &error) != OK)
		abort();
	return document;
}

static const struct json *document_of(const struct route *route)
{
	struct described *at = state.described;

	for (; at < state.described + state.n_described; at++)
		if (at->route == route)
			return at->document;
	if (state.n_described == DESCRIBED_MAX)
		abort();
	state.n_described++;
	*at = (struct described){route, describe(route)};
	return at->document;
}

/* The only operation of the only path. */
static const struct json *operation(const struct json *document)
{
	return json_first(json_first(json_get(document, "paths")));
}

/* The response the document describes for an answer, by status or by default. */
static const struct json *response_of(const struct json *document, int status, enum err err)
{
	const struct json *responses = json_get(operation(document), "responses");
	char text[12] = "default";

	if (err == OK)
		snprintf(text, sizeof text, "%d", status);
	return json_get(responses, text);
}

static void hold_json(const char *op, const struct json *document, const struct json *schema,
	const char *text, size_t len)
{
	auto_json struct json *value = NULL;
	struct error error = {0};
	char finding[FINDING_SIZE];

	if (json_parse(text, len, &value, &error) != OK)
		broken("%s: its reply is no JSON (%s %s)", op, error.fields[0].pointer,
			error.fields[0].rule);
	else if (!openapi_holds(document, schema, value, finding))
		broken("%s: its reply does not hold: %s", op, finding);
}

static bool is_json(const char *media)
{
	return strcmp(media, "application/json") == 0 ||
	       strcmp(media, "application/problem+json") == 0;
}

/* A file of the client says itself what it is. */
static const struct json *described_media(const struct json *content, const char *media)
{
	const struct json *described = json_get(content, media ? media : "");

	return described ? described : json_get(content, "*/*");
}

static void hold_content(const char *op, const struct json *document, const struct json *response,
	const struct request *request)
{
	const struct json *content = json_get(response, "content");
	const struct json *described = described_media(content, request->media);
	const char *text = (const char *)request->reply.data;

	if (!response)
		broken("%s: status %d is not described", op, request->status);
	else if (!content != !request->media || !content != !request->reply.len)
		broken("%s: a reply of %zu bytes as %s", op, request->reply.len,
			request->media ? request->media : "nothing");
	else if (content && !described)
		broken("%s: media type %s is not described", op, request->media);
	else if (content && is_json(request->media))
		hold_json(op, document, json_get(described, "schema"), text, request->reply.len);
	else if (content && strncmp(request->media, "text/", 5) == 0 &&
		 !utf8_valid(text, request->reply.len))
		broken("%s: its reply is not UTF-8", op);
}

/* A problem document tells the error that was met, in words. */
static void hold_problem(const char *op, const struct request *request)
{
	const struct error_info *info = error_info(request->error.code);
	const struct json *document = document_of(NULL);

	if (request->status != info->status || !request->media ||
		strcmp(request->media, "application/problem+json") != 0)
		broken("%s: %s as status %d", op, info->token, request->status);
	else
		hold_json(op, document, openapi_at(document, "/components/schemas/problem"),
			(const char *)request->reply.data, request->reply.len);
}

static void hold(const struct request *request)
{
	const struct route *route = request->route;
	const char *op = route ? route->op : "no route";

	if (request->length && request->error.code != OK)
		return; /* broke off between its pieces: its status had left */
	if (request->error.code != OK)
		hold_problem(op, request);
	if (!route)
		return;
	note(route, request->error.code);
	if (request->status == 304 && !request->reply.len)
		return;
	hold_content(op, document_of(route),
		response_of(document_of(route), request->status, request->error.code), request);
}

/* The linker sends every call of request_done() here (--wrap). */
void __real_request_done(struct request *request);
void __wrap_request_done(struct request *request);
void __wrap_request_done(struct request *request)
{
	pthread_mutex_lock(&state.lock);
	if (request->status)
		hold(request);
	pthread_mutex_unlock(&state.lock);
	__real_request_done(request);
}

void contract_printed(const char *op, const char *text, size_t len)
{
	const struct api api = {.modules = app_modules};
	const struct route *route = api_find(&api, op);
	const struct json *document;

	if (!route || route->media || !route->out)
		return;
	pthread_mutex_lock(&state.lock);
	document = document_of(route);
	hold_json(op, document,
		openapi_at(response_of(document, route->status, OK),
			"/content/application~1json/schema"),
		text, len);
	pthread_mutex_unlock(&state.lock);
}

/* ---- what a test, and the run, have to answer for ---- */

bool contract_broken(char ret_text[BROKEN_SIZE])
{
	pthread_mutex_lock(&state.lock);
	memcpy(ret_text, state.broken, BROKEN_SIZE);
	*state.broken = '\0';
	pthread_mutex_unlock(&state.lock);
	return *ret_text != '\0';
}

void contract_counts(bool counts)
{
	pthread_mutex_lock(&state.lock);
	state.uncounted = !counts;
	pthread_mutex_unlock(&state.lock);
}

static size_t gap(const struct route *route, enum err err, bool print)
{
	if (met(route, err))
		return 0;
	if (print)
		printf("FAIL contract: no test has %s %s%s\n", route->op,
			err == OK ? "succeed" : "answer ", err == OK ? "" : error_info(err)->token);
	return 1;
}

static size_t gaps_of(const struct route *route, bool print)
{
	size_t n = gap(route, OK, print);

	for (const enum err *at = route->errors; at && *at != OK; at++)
		n += gap(route, *at, print);
	return n;
}

size_t contract_gaps(const struct module *const *modules, bool print)
{
	size_t n = 0;

	for (; *modules; modules++)
		for (size_t i = 0; i < (*modules)->n_routes; i++)
			n += gaps_of(&(*modules)->routes[i], print);
	return n;
}

void contract_done(void)
{
	for (size_t i = 0; i < state.n_described; i++)
		json_free(state.described[i].document);
	state.n_described = 0;
}
