/* The command line against a real service: from the printed slip to signed calls, in both
 * languages, over lost connections and a service that is killed. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/options.h"
#include "crypto/wire/dsse.h"
#include "harness/people.h"
#include "harness/run.h"
#include "harness/server.h"
#include "tool/internal.h"

enum { ARGUMENTS_MAX = 24, OUTPUT_MAX = 1 << 20 };

/* Somebody at a terminal. */
struct desk {
	const char *program;
	const char *folder;
	struct t_server *server;
	struct arena arena;
	struct buf out, err;
	char *key; /* path of the officer's key file */
};

static void desk_done(void *data)
{
	struct desk *desk = data;

	buf_done(&desk->out);
	buf_done(&desk->err);
	arena_done(&desk->arena);
	free(desk);
}

static struct desk *desk_new(void)
{
	struct desk *desk = calloc(1, sizeof *desk);

	if (!desk)
		abort();
	arena_init(&desk->arena, 16 << 20);
	buf_init(&desk->out, OUTPUT_MAX);
	buf_init(&desk->err, OUTPUT_MAX);
	t_defer(desk_done, desk);
	desk->program = t_program("gongyi");
	desk->folder = t_folder();
	desk->key = arena_printf(&desk->arena, "%s/officer.key", desk->folder);
	return desk;
}

/* Runs gongyi with these arguments (NULL ends them) and `input`. */
static int run_with(struct desk *desk, const char *input, va_list list)
{
	const char *argv[ARGUMENTS_MAX] = {desk->program};
	struct span bytes = {(const uint8_t *)input, strlen(input)};
	size_t n = 1;

	while (n + 1 < ARGUMENTS_MAX && (argv[n] = va_arg(list, const char *)))
		n++;
	return t_run(NULL, argv, bytes, &desk->out, &desk->err);
}

__attribute__((sentinel)) static int gongyi(struct desk *desk, ...)
{
	va_list list;
	int status;

	va_start(list, desk);
	status = run_with(desk, "", list);
	va_end(list);
	return status;
}

__attribute__((sentinel)) static int gongyi_input(struct desk *desk, const char *input, ...)
{
	va_list list;
	int status;

	va_start(list, input);
	status = run_with(desk, input, list);
	va_end(list);
	return status;
}

#define T_EXIT(desk, status, call)                                                                 \
	do {                                                                                       \
		int t_s_ = (call);                                                                 \
		if (t_s_ != (status))                                                              \
			t_fail(__FILE__, __LINE__, "exit %d: %s%s", t_s_,                          \
				(desk)->err.len ? (desk)->err.data : "",                           \
				(desk)->out.len ? (desk)->out.data : "");                          \
	} while (0)
#define T_HAS(buf, text)                                                                           \
	do {                                                                                       \
		if (!(buf).len || !strstr((buf).data, text))                                       \
			t_fail(__FILE__, __LINE__, "\"%s\" is not in: %s", text,                   \
				(buf).len ? (buf).data : "");                                      \
	} while (0)

/* What stands between two texts of the last output. */
static char *between(struct desk *desk, const char *before, const char *after)
{
	const char *at = strstr(desk->out.data, before);
	const char *end = at ? strstr(at + strlen(before), after) : NULL;

	if (!end)
		t_fail(__FILE__, __LINE__, "no %s…%s in: %s", before, after, desk->out.data);
	at += strlen(before);
	return arena_copy(&desk->arena, at, (size_t)(end - at));
}

/* A founded rehearsal, its service running; the slip's text is in desk->out. */
static struct desk *founded(void)
{
	struct desk *desk = desk_new();
	const char *data = arena_printf(&desk->arena, "--data=%s", desk->folder);

	T_EXIT(desk, 0,
		gongyi(desk, "init", data, "--name", "幸福社区", "--officer=陈主任", "--rehearsal",
			"--origin=" T_ORIGIN, NULL));
	t_outsiders_in(arena_printf(&desk->arena, "%s/gongyi.db", desk->folder), "1", 90, 905);
	desk->server = t_server_start(desk->folder);
	return desk;
}

static struct desk *activated(void)
{
	struct desk *desk = founded();
	char *secret = between(desk, "/in#", "\n");
	char *link = arena_printf(&desk->arena, T_ORIGIN "/in#%s", secret);

	T_EXIT(desk, 0,
		gongyi(desk, "device", "new", "--key", desk->key, "--url", desk->server->url,
			"--slip", link, NULL));
	T_HAS(desk->out, "person 2");
	return desk;
}

static mode_t mode_of(const char *path)
{
	struct stat info;

	T_CHECK(stat(path, &info) == 0);
	return info.st_mode & 0777;
}

static const char *content(struct desk *desk, const char *path)
{
	struct error error = {0};
	const char *text;

	T_OK(file_read(path, &desk->arena, &text, &error));
	return text;
}

/* ---- the way in ---- */

TEST(tool, a_slip_becomes_a_key_that_signs_its_calls)
{
	struct desk *desk = activated();
	char *session = arena_printf(&desk->arena, "%s.session", desk->key);
	const char *first;

	T_INT(mode_of(desk->key), 0600);
	T_EXIT(desk, 0,
		gongyi(desk, "call", "officeList", "--key", desk->key, "--body_id=1", NULL));
	T_HAS(desk->out, "{\n  \"offices\": [\n    {\n      \"id\": ");
	T_INT(mode_of(session), 0600);
	first = content(desk, session);
	T_EXIT(desk, 0,
		gongyi(desk, "call", "officeCreate", "--key", desk->key, "--body_id=1",
			"--person_id=90", "--role=auditor", "--from_day=2026-01-01",
			"--until_day=2099-12-31", NULL));
	T_HAS(desk->out, "\"role\": \"auditor\"");
	T_STR(content(desk, session), first); /* signed in once only */
	T_EXIT(desk, 0,
		gongyi(desk, "call", "bodyAdvanceClock", "--key", desk->key, "--body_id=1",
			"--to=2090-01-01T00:00:00+08:00", NULL));
	T_HAS(desk->out, "\"today\": \"2090-01-01\"");
	t_server_stop(desk->server);
}

TEST(tool, a_typed_code_activates_and_a_wrong_one_costs_a_try)
{
	struct desk *desk = founded();
	char *number = between(desk, "list number ", ",");
	char *code = between(desk, "code ", "\n");
	const char *url = desk->server->url;

	T_EXIT(desk, 1,
		gongyi(desk, "device", "new", "--key", desk->key, "--url", url, "--list-number",
			number, "--code=0000-0000", "--lang=en", NULL));
	T_HAS(desk->err, "the code is wrong; tries left: ");
	T_CHECK(access(desk->key, F_OK) != 0);
	T_EXIT(desk, 0,
		gongyi(desk, "device", "new", "--key", desk->key, "--url", url, "--origin",
			T_ORIGIN, "--list-number", number, "--code", code, NULL));
	T_EXIT(desk, 0, gongyi(desk, "call", "deviceList", "--key", desk->key, NULL));
	T_HAS(desk->out, "\"devices\": [");
	T_EXIT(desk, 1,
		gongyi(desk, "device", "new", "--key", desk->key, "--url", url, "--list-number",
			number, "--code", code, "--lang=en", NULL));
	T_HAS(desk->err, "This device is activated already");
}

/* The answer to an activation is lost: the same command takes the key up again and gets it. */
TEST(tool, an_interrupted_activation_is_taken_up_again)
{
	struct desk *desk = founded();
	char *link = arena_printf(&desk->arena, T_ORIGIN "/in#%s", between(desk, "/in#", "\n"));
	const char *seed;
	char *key;

	t_server_kill(desk->server);
	T_EXIT(desk, 1,
		gongyi(desk, "device", "new", "--key", desk->key, "--url", desk->server->url,
			"--slip", link, "--lang=zh", NULL));
	T_HAS(desk->err, "操作未能完成");
	seed = strstr(content(desk, desk->key), "\"seed\"");
	T_CHECK(seed);
	t_server_restart(desk->server);
	for (int i = 0; i < 2; i++) {
		T_EXIT(desk, 0,
			gongyi(desk, "device", "new", "--key", desk->key, "--slip", link, NULL));
		T_HAS(desk->out, "person 2");
		T_CHECK(strncmp(strstr(content(desk, desk->key), "\"seed\""), seed, 53) == 0);
		key = arena_string(&desk->arena, content(desk, desk->key));
		*strstr(key, ",\"person\"") = '}'; /* as if it had not heard the answer */
		strchr(key, '}')[1] = '\0';
		unlink(desk->key);
		T_OK(file_write(desk->key, key, strlen(key), true, &(struct error){0}));
	}
}

TEST(tool, an_activation_sent_to_a_wrong_address_is_sent_to_the_right_one)
{
	struct desk *desk = founded();
	char *link = arena_printf(
		&desk->arena, "https://vote.example/in#%s", between(desk, "/in#", "\n"));

	T_EXIT(desk, 1, gongyi(desk, "device", "new", "--key", desk->key, "--slip", link, NULL));
	T_EXIT(desk, 0,
		gongyi(desk, "device", "new", "--key", desk->key, "--slip", link, "--url",
			desk->server->url, NULL));
	T_HAS(desk->out, "person 2");
	T_CHECK(strstr(content(desk, desk->key), desk->server->url));
}

TEST(tool, a_session_that_ended_is_opened_again)
{
	struct desk *desk = activated();
	char *session = arena_printf(&desk->arena, "%s.session", desk->key);
	struct error error = {0};
	char *kept;

	T_EXIT(desk, 0, gongyi(desk, "call", "deviceList", "--key", desk->key, NULL));
	kept = arena_string(&desk->arena, content(desk, session));
	memcpy(strstr(kept, "\"token\":\"") + 9, "AAAAAAAA", 8);
	T_OK(file_replace(session, kept, strlen(kept), true, &error));
	T_EXIT(desk, 0, gongyi(desk, "call", "deviceList", "--key", desk->key, NULL));
	T_CHECK(strcmp(content(desk, session), kept) != 0);
	chmod(desk->key, 0644);
	T_EXIT(desk, 1, gongyi(desk, "call", "deviceList", "--key", desk->key, NULL));
	T_HAS(desk->err, "others may read it");
}

/* ---- what is refused ---- */

TEST(tool, refusals_are_sentences_in_both_languages)
{
	static const struct {
		const char *lang;
		const char *sentence[4];
	} cases[] = {
		{"--lang=en", {"Some fields are not acceptable", "/role: must be one of officer|",
				      "/from_day: must be a day", "No such thing"}},
		{"--lang=zh", {"部分内容填写有误", "/role: 只能是 officer|", "/from_day: 应为日期",
				      "没有找到"}},
	};
	struct desk *desk = activated();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		T_EXIT(desk, 1,
			gongyi(desk, "call", "officeCreate", "--key", desk->key, "--body_id=1",
				"--person_id=9", "--role=king", "--from_day=soon",
				"--until_day=2099-12-31", cases[i].lang, NULL));
		T_INT(desk->out.len, 0);
		for (size_t j = 0; j < 3; j++)
			T_HAS(desk->err, cases[i].sentence[j]);
		T_EXIT(desk, 1,
			gongyi(desk, "call", "bodyShow", "--url", desk->server->url, "--body_id=77",
				cases[i].lang, NULL));
		T_HAS(desk->err, cases[i].sentence[3]);
	}
	T_EXIT(desk, 1,
		gongyi(desk, "call", "officeList", "--url", desk->server->url, "--body_id=1",
			"--lang=en", NULL));
	T_HAS(desk->err, "Sign in first");
}

TEST(tool, a_wrong_call_is_explained_and_sends_nothing)
{
	static const struct {
		const char *arguments[5];
		const char *says;
	} cases[] = {
		{{"officeLst"}, "  officeList  "},
		{{"OFFICE"}, "  officeCreate  "},
		{{"--body_id=1"}, "no operation is called --body_id=1"},
		{{"zzzzzz"}, "gongyi call lists all of them"},
		{{"bodyShow"}, "/body_id: is missing"},
		{{"bodyShow", "--body_id"}, "/body_id: is missing"},
		{{"bodyShow", "--body_id=1", "--bodi=2"}, "/bodi: is no field here"},
		{{"bodyShow", "1"}, "/1: is no field here"},
		{{"bodyShow", "--body_id=1", "--body=-"}, "--body: is no field here"},
		{{"bodyShow", "--json=-"}, "--json: must be a JSON object"},
		{{"bodyShow", "--json=/nowhere"}, "/nowhere: No such file"},
		{{"deviceCreate", "--envelope={"}, "/envelope: must be JSON"},
		{{"bodyList", "--key"}, "/key: is no field here"},
	};
	struct desk *desk = desk_new();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		T_EXIT(desk, 2,
			gongyi_input(desk, "[1]", "call", "--lang=en", "--url=http://127.0.0.1:1",
				cases[i].arguments[0], cases[i].arguments[1], cases[i].arguments[2],
				NULL));
		T_HAS(desk->err, cases[i].says);
		T_INT(desk->out.len, 0);
	}
	T_EXIT(desk, 2, gongyi(desk, "call", "bodyList", "--lang=fr", NULL));
	T_EXIT(desk, 2, gongyi(desk, "check", "--nowhere", NULL));
	T_EXIT(desk, 2, gongyi(desk, "openapi", "1", NULL));
	T_EXIT(desk, 2, gongyi(desk, "device", NULL));
	T_EXIT(desk, 2, gongyi(desk, "device", "new", "--key=k", "--slip=abc", NULL));
	T_EXIT(desk, 2, gongyi(desk, "sign", "--kind=result", NULL));
	T_EXIT(desk, 2, gongyi(desk, "sign", "--key=k", "--kind=Result!", NULL));
	T_EXIT(desk, 1, gongyi(desk, "call", "bodyList", "--url=https://a.test", NULL));
	T_HAS(desk->err, "not an http:// address");
}

/* ---- help ---- */

TEST(tool, every_operation_is_listed_and_explains_itself)
{
	struct desk *desk = desk_new();
	const struct api api = {.modules = app_modules};
	const struct route *route;

	T_EXIT(desk, 0, gongyi(desk, "call", NULL));
	for (size_t i = 0; (route = api_route(&api, i)); i++)
		T_HAS(desk->out, arena_printf(&desk->arena, "\n  %s ", route->op));
	T_EXIT(desk, 0, gongyi(desk, "call", "officeCreate", "--help", "--lang=zh", NULL));
	T_HAS(desk->out, "POST /v1/bodies/{body_id}/offices");
	T_HAS(desk->out, "--body_id  id, required");
	T_HAS(desk->out, "--from_day  day, required  — First day of the term");
	T_HAS(desk->out, "duties-not-joinable  — 同一人不得兼任这些职务");
}

/* ---- lost connections ---- */

/* Something that answers as it is told. */
struct flaky {
	const char *const *replies; /* ends with NULL; "" closes without a word */
	int listener;
	pthread_t thread;
	char *url;        /* --url=… */
	char keys[4][80]; /* the Idempotency-Key of each request */
};

static void *be_flaky(void *data)
{
	struct flaky *flaky = data;

	for (size_t i = 0; flaky->replies[i]; i++) {
		int fd = accept(flaky->listener, NULL, NULL);
		char request[4096] = "";
		ssize_t n = read(fd, request, sizeof request - 1);
		const char *key = n > 0 ? strstr(request, "Idempotency-Key: ") : NULL;

		if (key)
			copy_text(flaky->keys[i], strcspn(key, "\r") + 1, key);
		if (write(fd, flaky->replies[i], strlen(flaky->replies[i])) < 0)
			abort();
		close(fd);
	}
	return NULL;
}

static void flaky_start(struct flaky *flaky, struct desk *desk, const char *const *replies)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;

	flaky->replies = replies;
	flaky->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	T_CHECK(bind(flaky->listener, (struct sockaddr *)&address, len) == 0);
	T_CHECK(listen(flaky->listener, 4) == 0);
	T_CHECK(getsockname(flaky->listener, (struct sockaddr *)&address, &len) == 0);
	flaky->url =
		arena_printf(&desk->arena, "--url=http://localhost:%u", ntohs(address.sin_port));
	T_CHECK(pthread_create(&flaky->thread, NULL, be_flaky, flaky) == 0);
}

static void flaky_end(struct flaky *flaky)
{
	shutdown(flaky->listener, SHUT_RDWR); /* whoever still waits for a request stops */
	pthread_join(flaky->thread, NULL);
	close(flaky->listener);
}

#define REPLY(status, length, body)                                                                \
	"HTTP/1.1 " status "\r\nContent-Length: " length "\r\nConnection: close\r\n\r\n" body

TEST(tool, a_write_is_repeated_under_the_same_key)
{
	static const char *const replies[] = {
		REPLY("503 Busy", "2", "{}"), "", REPLY("200 OK", "14", "{\"devices\":[]}"), NULL};
	struct desk *desk = desk_new();
	struct flaky flaky = {0};
	int status;

	flaky_start(&flaky, desk, replies);
	status = gongyi(desk, "call", "deviceRemove", "--device_id=4", flaky.url, NULL);
	flaky_end(&flaky);
	T_EXIT(desk, 0, status);
	T_STR(desk->out.data, "{\n  \"devices\": []\n}\n");
	T_INT(strlen(flaky.keys[0]), strlen("Idempotency-Key: ") + 32);
	T_STR(flaky.keys[1], flaky.keys[0]);
	T_STR(flaky.keys[2], flaky.keys[0]);
}

TEST(tool, a_raw_reply_stays_as_it_is_and_a_strange_one_is_named)
{
	static const char *const replies[] = {REPLY("200 OK", "8", "{\"a\": 1}"),
		REPLY("200 OK", "8", "{\"a\": 1}"), REPLY("502 Gone", "6", "<html>"), NULL};
	struct desk *desk = desk_new();
	char *out = arena_printf(&desk->arena, "--out=%s/entry", desk->folder);
	struct flaky flaky = {0};
	int status[3];
	char *printed;

	flaky_start(&flaky, desk, replies);
	status[0] =
		gongyi(desk, "call", "recordEntry", "--body_id=1", "--index=0", flaky.url, NULL);
	printed = arena_string(&desk->arena, desk->out.len ? desk->out.data : "");
	status[1] = gongyi(
		desk, "call", "recordEntry", "--body_id=1", "--index=0", flaky.url, out, NULL);
	status[2] = gongyi(desk, "call", "bodyList", flaky.url, "--lang=en", NULL);
	flaky_end(&flaky);
	T_INT(status[0], 0);
	T_STR(printed, "{\"a\": 1}");
	T_INT(status[1], 0);
	T_STR(content(desk, out + strlen("--out=")), printed);
	T_EXIT(desk, 1, status[2]);
	T_HAS(desk->err, "what answered is no Gongyi service (HTTP 502)");
}

TEST(tool, a_named_call_happens_once_even_over_a_killed_service)
{
	struct desk *desk = activated();
	const char *once = "--once=grant-7";
	const char *first;

	for (int i = 0; i < 2; i++) {
		T_EXIT(desk, 0,
			gongyi(desk, "call", "officeCreate", "--key", desk->key, "--body_id=1",
				"--person_id=90", "--role=auditor", "--from_day=2026-01-01",
				"--until_day=2099-12-31", once, NULL));
		if (!i)
			first = arena_string(&desk->arena, desk->out.data);
		t_server_kill(desk->server);
		t_server_restart(desk->server);
	}
	T_STR(desk->out.data, first);
	T_EXIT(desk, 1,
		gongyi(desk, "call", "officeCreate", "--key", desk->key, "--body_id=1",
			"--person_id=91", "--role=auditor", "--from_day=2026-01-01",
			"--until_day=2099-12-31", once, "--lang=en", NULL));
	T_HAS(desk->err, "This Idempotency-Key was used for another request");
}

/* ---- where values come from and replies go ---- */

TEST(tool, replies_and_objects_can_be_files)
{
	struct desk *desk = founded();
	char *out = arena_printf(&desk->arena, "%s/reply", desk->folder);

	T_EXIT(desk, 0,
		gongyi_input(desk, "{\"body_id\":1}", "call", "bodyShow", "--json", "-", "--url",
			desk->server->url, "--out", out, NULL));
	T_INT(desk->out.len, 0);
	T_CHECK(strncmp(content(desk, out), "{\n  \"id\": \"1\",\n", 15) == 0);
}

struct row {
	int64_t number;
	const char *name;
};
SCHEMA(row, struct row, FIELD_INT(struct row, number), FIELD_STRING(struct row, name));

struct everything {
	const char *rest;
	struct list rows;
	const char *text;
	struct strings words;
	struct ints numbers;
	bool yes;
	int64_t count;
	struct span bytes;
	const char *any;
	const char *page;
};
SCHEMA(everything, struct everything, FIELD_STRING(struct everything, rest, .in = IN_PATH),
	FIELD_STRING(struct everything, text), FIELD_STRINGS(struct everything, words, .max = 9),
	FIELD_INTS(struct everything, numbers, .max = 9), FIELD_BOOL(struct everything, yes),
	FIELD_INT(struct everything, count), FIELD_BYTES(struct everything, bytes),
	FIELD_TEXT(struct everything, any),
	FIELD_LIST(struct everything, rows, row_schema, .max = 9),
	FIELD_STRING(struct everything, page, .in = IN_QUERY, .max = 9));

static const struct route everything_route = {
	.op = "everything", POST("/v1/x/{rest*}/end", 200), .in = &everything_schema};

static const char *body_of_arguments(struct desk *desk, const char *json, char **argv)
{
	struct tool tool;
	struct outgoing outgoing = {.route = &everything_route};
	int argc = 0;
	char *text;

	while (argv[argc])
		argc++;
	T_CHECK(tool_begin(&tool, "en"));
	T_OK(outgoing_build(&tool, json, argc, argv, &outgoing));
	text = arena_printf(&desk->arena, "%s %.*s", outgoing.target, (int)outgoing.body.len,
		(const char *)outgoing.body.data);
	arena_done(&tool.arena);
	return text;
}

static bool refuses_arguments(char **argv)
{
	struct tool tool;
	struct outgoing outgoing = {.route = &everything_route};
	int argc = 0;
	enum err err;

	while (argv[argc])
		argc++;
	T_CHECK(tool_begin(&tool, "en"));
	err = outgoing_build(&tool, NULL, argc, argv, &outgoing);
	arena_done(&tool.arena);
	return err == ERR_INVALID;
}

TEST(tool, values_go_where_their_fields_belong)
{
	struct desk *desk = desk_new();
	char *file = arena_printf(&desk->arena, "%s/bytes", desk->folder);
	char *bytes = arena_printf(&desk->arena, "--bytes=@%s", file);
	char rest[] = "--rest=a/b c", page[] = "--page=1&2", text[] = "--text=\"@甲\"";
	char words[] = "--words=a,b", list[] = "--words=[\"x,y\"]", numbers[] = "--numbers=1,-2,x";
	char yes[] = "--yes", count[] = "--count=12", wrong[] = "--count=1e3", any[] = "--any={}";

	T_OK(file_write(file, "\0\1\2", 3, false, &(struct error){0}));
	T_STR(body_of_arguments(desk, NULL, (char *[]){rest, page, text, words, yes, count, NULL}),
		"/v1/x/a/b%20c/end?page=1%262 {\"text\":\"\\\"@甲\\\"\",\"words\":[\"a\",\"b\"],"
		"\"yes\":true,\"count\":12}");
	T_STR(body_of_arguments(
		      desk, NULL, (char *[]){rest, list, numbers, wrong, bytes, any, NULL}),
		"/v1/x/a/b%20c/end {\"words\":[\"x,y\"],\"numbers\":[1,-2,\"x\"],"
		"\"count\":\"1e3\",\"bytes\":\"AAEC\",\"any\":{}}");
	T_STR(body_of_arguments(desk, "{\"rest\":\"r\",\"page\":7,\"count\":1,\"any\":[1,{}]}",
		      (char *[]){count, NULL}),
		"/v1/x/r/end?page=7 {\"count\":12,\"any\":[1,{}]}");
}

/* One value of a reply, for scripts. */
TEST(tool, one_value_of_a_reply_is_printed_alone)
{
	struct desk *desk = founded();
	char *url = arena_printf(&desk->arena, "--url=%s", desk->server->url);

	T_EXIT(desk, 0, gongyi(desk, "call", "bodyList", url, "--get=/bodies/0/id", NULL));
	T_STR(desk->out.data, "1\n");
	T_EXIT(desk, 0,
		gongyi(desk, "call", "bodyShow", "--body_id=1", url, "--get=/rehearsal", NULL));
	T_STR(desk->out.data, "true\n");
	T_EXIT(desk, 1,
		gongyi(desk, "call", "bodyList", url, "--get=/bodies/7", "--lang=en", NULL));
	T_HAS(desk->err, "--get: points at nothing in the reply");
}

TEST(tool, json_is_indented_and_nothing_else)
{
	static const char *const cases[][2] = {
		{"{\"a\":[1,{\"b\":\"x,{\\\"]:\"}],\"c\":{},\"d\":[]}",
			"{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{\\\"]:\"\n    }\n  ],\n"
			"  \"c\": {},\n  \"d\": []\n}\n"},
		{"[ 1 ,\n2]", "[\n  1,\n  2\n]\n"},
		{"\"cut", "\"cut\n"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		auto_buf struct buf out = {0};

		buf_init(&out, 1000);
		json_indent(&out, cases[i][0], strlen(cases[i][0]));
		T_STR(out.data, cases[i][1]);
	}
}

/* ---- statements ---- */

static void write_key(struct desk *desk, const char *path, struct sign_secret *ret_secret)
{
	struct device_key key = {.url = "http://a.test", .origin = "http://a.test", .device = 1};
	struct rand rand = rand_system();
	struct tool tool;

	(void)desk;
	sign_secret_new(&rand, ret_secret);
	key.seed = (struct span){ret_secret->seed, SIGN_SEED_BYTES};
	T_CHECK(tool_begin(&tool, "en"));
	T_OK(key_write(&tool, path, &key));
	arena_done(&tool.arena);
}

TEST(tool, two_officers_sign_one_statement)
{
	struct desk *desk = desk_new();
	char *other = arena_printf(&desk->arena, "%s/other.key", desk->folder);
	struct sign_secret secrets[2];
	struct sign_public keys[2];
	struct error error = {0};
	uint64_t signed_by;
	struct dsse dsse;

	write_key(desk, desk->key, &secrets[0]);
	write_key(desk, other, &secrets[1]);
	keys[0] = secrets[0].key;
	keys[1] = secrets[1].key;
	T_EXIT(desk, 0,
		gongyi_input(desk, "{\"p\":1}", "sign", "--key", desk->key, "--kind=result", NULL));
	T_EXIT(desk, 0,
		gongyi_input(desk, arena_string(&desk->arena, desk->out.data), "sign", "--key",
			other, "--kind=result", "--add", "-", NULL));
	T_OK(dsse_read(desk->out.data, desk->out.len, &desk->arena, &dsse, &error));
	T_OK(dsse_verify(&dsse, "result", keys, 2, 2, &signed_by));
	T_INT(signed_by, 3);
	T_EXIT(desk, 1,
		gongyi_input(desk, arena_string(&desk->arena, desk->out.data), "sign", "--key",
			other, "--kind=result", "--add", "-", "--lang=en", NULL));
	T_HAS(desk->err, "this key signed it already");
	T_EXIT(desk, 1,
		gongyi_input(desk, "{}", "sign", "--key", other, "--kind=vote", "--add=-", NULL));
}

/* ---- trustees ---- */

/* Trustee 900 + i with a key of her own. */
static char *trustee_in(struct desk *desk, int i)
{
	char *key = arena_printf(&desk->arena, "%s/t%d.key", desk->folder, i);
	char *person = arena_printf(&desk->arena, "--person_id=%d", 900 + i);
	char *link;

	T_EXIT(desk, 0,
		gongyi(desk, "call", "officeCreate", "--key", desk->key, "--body_id=1", person,
			"--role=trustee", "--from_day=2026-01-01", "--until_day=2099-12-31", NULL));
	T_EXIT(desk, 0,
		gongyi(desk, "call", "slipCreate", "--key", desk->key, "--body_id=1", person,
			NULL));
	link = between(desk, "\"url\": \"", "\"");
	T_EXIT(desk, 0,
		gongyi(desk, "device", "new", "--key", key, "--url", desk->server->url, "--slip",
			link, NULL));
	return key;
}

static const char *election_with_trustees(struct desk *desk)
{
	static const char election[] =
		"{\"title\":\"换届选举\",\"mode\":\"all\",\"opens_at\":\"2090-09-06T01:00:00Z\","
		"\"closes_at\":\"2090-09-06T09:00:00Z\","
		"\"posts\":[{\"title\":\"主任\",\"seats\":1}]}";
	static const char trustees[] =
		"{\"threshold\":1,\"trustees\":[{\"person_id\":\"901\",\"name\":\"甲\"},"
		"{\"person_id\":\"902\",\"name\":\"乙\"}]}";
	const char *id;

	T_EXIT(desk, 0,
		gongyi_input(desk, election, "call", "electionCreate", "--key", desk->key,
			"--body_id=1", "--json=-", NULL));
	id = between(desk, "\"id\": \"", "\"");
	T_EXIT(desk, 0,
		gongyi_input(desk, trustees, "call", "trusteesAppoint", "--key", desk->key,
			arena_printf(&desk->arena, "--election_id=%s", id), "--json=-", NULL));
	return id;
}

TEST(tool, trustees_set_up_from_the_command_line)
{
	struct desk *desk = activated();
	char *keys[] = {trustee_in(desk, 1), trustee_in(desk, 2)};
	const char *id = election_with_trustees(desk);
	char *files[2];

	for (size_t i = 0; i < COUNT_OF(files); i++)
		files[i] = arena_printf(&desk->arena, "%s.trustee", keys[i]);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		T_EXIT(desk, 0,
			gongyi(desk, "trustee", "setup", "--election", id, "--key", keys[i],
				"--file", files[i], "--lang=en", NULL));
	T_INT(mode_of(files[0]), 0600);
	T_HAS(desk->err, "1/2 of the trustees open the count. Compare every fingerprint");
	T_HAS(desk->out, "\t甲\n2\t");
	t_server_kill(desk->server);
	T_EXIT(desk, 1,
		gongyi(desk, "trustee", "setup", "--election", id, "--key", keys[1], "--file",
			files[1], "--confirmed", NULL));
	t_server_restart(desk->server);
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < COUNT_OF(files); i++)
			T_EXIT(desk, 0,
				gongyi(desk, "trustee", "setup", "--election", id, "--key", keys[i],
					"--file", files[i], "--confirmed", "--lang=zh", NULL));
	T_STR(desk->out.data, "ready\n");
	T_HAS(desk->err, "已就绪");
	T_HAS(((struct buf){.data = (char *)(uintptr_t)content(desk, files[0]), .len = 1}),
		"\"decryption_key\":\"");
}

TEST(tool, trustees_setup_refuses_files_and_keys_that_do_not_belong)
{
	struct desk *desk = activated();
	char *key = trustee_in(desk, 1);
	const char *id = election_with_trustees(desk);
	char *file = arena_printf(&desk->arena, "%s.trustee", key);

	T_EXIT(desk, 1,
		gongyi(desk, "trustee", "setup", "--election", id, "--key", desk->key, "--file",
			file, "--lang=en", NULL));
	T_HAS(desk->err, "You do not have the right");
	T_EXIT(desk, 0,
		gongyi(desk, "trustee", "setup", "--election", id, "--key", key, "--file", file,
			"--lang=en", NULL));
	T_HAS(desk->err, "waiting for other trustees");
	T_EXIT(desk, 1,
		gongyi(desk, "trustee", "setup", "--election=77", "--key", key, "--file", file,
			"--lang=en", NULL));
	T_HAS(desk->err, "belongs to another election");
	unlink(file); /* a seed that is lost is not made up for */
	T_EXIT(desk, 1,
		gongyi(desk, "trustee", "setup", "--election", id, "--key", key, "--file", file,
			"--lang=en", NULL));
	T_HAS(desk->err, "start again with new trustees' keys");
	chmod(file, 0640);
	T_EXIT(desk, 1,
		gongyi(desk, "trustee", "setup", "--election", id, "--key", key, "--file", file,
			"--lang=en", NULL));
	T_HAS(desk->err, "others may read it");
	T_EXIT(desk, 2, gongyi(desk, "trustee", NULL));
	T_EXIT(desk, 2, gongyi(desk, "trustee", "setup", "--file", file, "--key", key, NULL));
	T_EXIT(desk, 2, gongyi(desk, "trustee", "decrypt", "--file", file, NULL));
}

/* What `gongyi cards` wrote, titles in another order, a blank line at the end, a spreadsheet's
 * mark. */
TEST(tool, a_list_of_records_comes_from_a_table)
{
	static const char table[] = "\xef\xbb\xbfname,number\r\n\"甲,乙\",1\r\n丙,2\r\n,\r\n";
	static const char strange[] = "name,colour\n甲,red\n";
	static const char ragged[] = "name\n甲,1\n";
	struct desk *desk = desk_new();
	char *file = arena_printf(&desk->arena, "%s/rows.csv", desk->folder);
	char *rows = arena_printf(&desk->arena, "--rows=@%s", file);
	char rest[] = "--rest=r", count[] = "--count=1";

	T_OK(file_replace(file, table, sizeof table - 1, false, &(struct error){0}));
	T_STR(body_of_arguments(desk, NULL, (char *[]){rest, count, rows, NULL}),
		"/v1/x/r/end {\"count\":1,\"rows\":[{\"name\":\"甲,乙\",\"number\":1},"
		"{\"name\":\"丙\",\"number\":2}]}");
	T_OK(file_replace(file, strange, sizeof strange - 1, false, &(struct error){0}));
	T_CHECK(refuses_arguments((char *[]){rest, count, rows, NULL}));
	T_OK(file_replace(file, ragged, sizeof ragged - 1, false, &(struct error){0}));
	T_CHECK(refuses_arguments((char *[]){rest, count, rows, NULL}));
}
