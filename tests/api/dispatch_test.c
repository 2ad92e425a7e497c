/* What the dispatcher promises every route: strict input, told failures, whole effects or none, and
 * one answer for one Idempotency-Key. */
#include <string.h>

#include "api/notes.h"
#include "base/clock.h"
#include "base/encoding.h"

struct word {
	const char *name;
};
SCHEMA(word, struct word, FIELD_STRING(struct word, name, .required = true, .max = 40));

struct word_query {
	int64_t size;
	const char *of;
};
SCHEMA(word_query, struct word_query, FIELD_INT(struct word_query, size, .in = IN_QUERY, .max = 9),
	FIELD_STRING(struct word_query, of, .in = IN_QUERY, .required = true));

static enum err add(struct call *call)
{
	const struct word *in = call_in(call, word);
	struct note *out = call_out(call, note);

	out->name = in->name;
	TRY(note_add(call->txn, in->name));
	return note_count(call->txn, in->name, &out->n);
}

static enum err add_and_fail(struct call *call)
{
	TRY(note_add(call->txn, call_in(call, word)->name));
	return ERR_FORBIDDEN; /* without telling call->error */
}

static enum err add_after_a_probe(struct call *call)
{
	fail(call->error, ERR_NOT_FOUND);
	return add(call);
}

static enum err add_and_record_another(struct call *call)
{
	call->txn->recorded = "something.else";
	return add(call);
}

static enum err refuse_if_there(struct call *call)
{
	int64_t n;

	TRY(note_count(call->txn, call_in(call, word)->name, &n));
	return n ? fail(call->error, ERR_CONFLICT) : OK;
}

static enum err read_and_fail(struct call *call)
{
	(void)call;
	return ERR_FORBIDDEN;
}

static enum err count(struct call *call)
{
	struct note *out = call_out(call, note);

	out->name = call_in(call, word_query)->of;
	return note_count(call->txn, out->name, &out->n);
}

static const struct route routes[] = {
	{.op = "wordCount",
		GET("/v1/words"),
		.in = &word_query_schema,
		.out = &note_schema,
		.read = count,
		.allow = allow_anyone},
	{.op = "wordAdd",
		POST("/v1/words", 201),
		.in = &word_schema,
		.out = &note_schema,
		.write = add,
		.allow = allow_anyone},
	{.op = "wordFailRead",
		GET("/v1/words/fail"),
		.out = &note_schema,
		.read = read_and_fail,
		.allow = allow_anyone},
	{.op = "wordFail",
		POST("/v1/words/fail", 201),
		.in = &word_schema,
		.out = &note_schema,
		.write = add_and_fail,
		.allow = allow_anyone},
	{.op = "wordLoad",
		POST("/v1/words/load", 201),
		.in = &word_schema,
		.out = &note_schema,
		.load = refuse_if_there,
		.write = add,
		.allow = allow_anyone},
	{.op = "wordProbe",
		POST("/v1/words/probe", 201),
		.in = &word_schema,
		.out = &note_schema,
		.write = add_after_a_probe,
		.allow = allow_anyone},
	{.op = "wordRecord",
		POST("/v1/words/record", 201),
		.in = &word_schema,
		.out = &note_schema,
		.write = add_and_record_another,
		.allow = allow_anyone,
		.records = "word.added"},
	{.op = "wordSecret",
		POST("/v1/words/secret", 201),
		.in = &word_schema,
		.out = &note_schema,
		.write = add,
		.allow = allow_anyone,
		.secret = true},
};
static const struct module words = {"words", routes, COUNT_OF(routes), &note_stmts};

static void expect(
	struct t_engine *engine, const struct request *request, int status, const char *part)
{
	const char *text = t_reply_text(engine, request);

	if (request->status != status || !strstr(text, part))
		t_fail(__FILE__, __LINE__, "%d %s, expected %d with %s", request->status, text,
			status, part);
}

static int64_t count_of(struct t_engine *engine, const char *name)
{
	const char *target = arena_printf(&engine->arena, "/v1/words?of=%s", name);
	const char *text = t_reply_text(engine, t_ask(engine, METHOD_GET, target, NULL, NULL));
	const char *n = strstr(text, "\"n\":");

	T_CHECK(n != NULL);
	return strtol(n + 4, NULL, 10);
}

TEST(api, an_unknown_address_is_404_and_an_unknown_method_405)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_GET, "/v1/wordss", NULL, NULL), 404, "\"not-found\"");
	expect(engine, t_ask(engine, METHOD_GET, "/v1/word", NULL, NULL), 404, "\"not-found\"");
	expect(engine, t_ask(engine, METHOD_GET, "/v1/words/", NULL, NULL), 404, "\"not-found\"");
	expect(engine, t_ask(engine, METHOD_DELETE, "/v1/words", NULL, NULL), 405,
		"\"method-not-allowed\"");
}

TEST(api, a_query_is_read_to_the_letter)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);
	static const struct {
		const char *target;
		const char *part;
	} refused[] = {
		{"/v1/words", "\"pointer\":\"/of\",\"rule\":\"required\""},
		{"/v1/words?of=a&shape=b", "\"pointer\":\"/shape\",\"rule\":\"unknown\""},
		{"/v1/words?of=a&of=b", "\"pointer\":\"/of\",\"rule\":\"duplicate\""},
		{"/v1/words?of=a&size=10", "\"pointer\":\"/size\",\"rule\":\"max:9\""},
		{"/v1/words?of=a&size=1.0", "type:integer"},
		{"/v1/words?of", "malformed query"},
		{"/v1/words?of=%4", "malformed query"},
		{"/v1/words?of=%00", "malformed query"},
		{"/v1/words?%FF=1", "malformed query"},
		{"/v1/words?of=%FF", "type:string"},
		{"/v1/words?of=a&a%2Fb~=1", "\"pointer\":\"/a~1b~0\""},
	};

	for (size_t i = 0; i < COUNT_OF(refused); i++)
		expect(engine, t_ask(engine, METHOD_GET, refused[i].target, NULL, NULL), 422,
			refused[i].part);
	expect(engine, t_ask(engine, METHOD_GET, "/v1/words?of=%E6%A1%A5+a&size=9", NULL, NULL),
		200, "\"n\":0");
}

/* A problem document is UTF-8 whatever name the client made up and wherever it is cut. */
TEST(api, a_long_name_is_cut_at_a_character)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);
	char body[400] = "{\"name\":\"a\",\"";
	const char *text;

	for (int shift = 0; shift < 3; shift++) {
		snprintf(body, sizeof body, "{\"name\":\"a\",\"%.*s", shift, "xx");
		for (int i = 0; i < 60; i++)
			snprintf(body + strlen(body), sizeof body - strlen(body), "桥");
		snprintf(body + strlen(body), sizeof body - strlen(body), "\":1}");
		text = t_reply_text(engine, t_ask(engine, METHOD_POST, "/v1/words", body, NULL));
		T_CHECK(strstr(text, "unknown") != NULL);
		T_CHECK(utf8_valid(text, strlen(text)));
	}
}

TEST(api, the_code_a_handler_returns_is_what_is_told)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_GET, "/v1/words/fail", NULL, NULL), 403,
		"\"forbidden\"");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/fail", "{\"name\":\"a\"}", NULL), 403,
		"\"forbidden\"");
	T_INT(count_of(engine, "a"), 0);
}

TEST(api, a_failure_that_was_overcome_is_none)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/probe", "{\"name\":\"a\"}", NULL), 201,
		"\"n\":1");
	T_INT(count_of(engine, "a"), 1);
}

TEST(api, a_change_without_its_promised_entry_is_undone)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/record", "{\"name\":\"a\"}", NULL),
		500, "\"internal\"");
	T_INT(count_of(engine, "a"), 0);
}

TEST(api, a_broken_constraint_is_a_conflict_and_has_no_effect)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", NULL), 201, "");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", NULL), 409,
		"\"conflict\"");
}

TEST(api, a_repeat_gets_the_first_answer)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);
	const struct request *first =
		t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key");
	const struct request *again;

	expect(engine, first, 201, "\"n\":1");
	again = t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key");
	T_CHECK(again->repeated);
	T_INT(again->status, 201);
	T_STR(again->media, first->media);
	T_STR(t_reply_text(engine, again), t_reply_text(engine, first));
}

TEST(api, a_key_belongs_to_one_request)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);
	char key[102] = "";

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key"), 201, "");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"b\"}", "key"), 409,
		"\"idempotency-key-reused\"");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/probe", "{\"name\":\"a\"}", "key"),
		409, "\"idempotency-key-reused\"");
	T_INT(count_of(engine, "b"), 0);
	memset(key, 'k', sizeof key - 1);
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"b\"}", key), 422,
		"Idempotency-Key");
}

TEST(api, a_failure_does_not_use_the_key_up)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/fail", "{\"name\":\"a\"}", "key"), 403,
		"");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key"), 201, "");
}

/* The step before the write would refuse what the first request has done. */
TEST(api, a_repeat_is_answered_before_it_is_loaded)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/load", "{\"name\":\"a\"}", "key"), 201,
		"");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/load", "{\"name\":\"a\"}", "key"), 201,
		"\"n\":1");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/load", "{\"name\":\"a\"}", "new"), 409,
		"\"conflict\"");
}

TEST(api, an_answer_with_a_secret_is_not_kept)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/secret", "{\"name\":\"a\"}", "key"),
		201, "");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words/secret", "{\"name\":\"a\"}", "key"),
		409, "\"conflict\"");
}

TEST(api, an_answer_is_kept_for_a_week)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);

	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key"), 201, "");
	engine->now += 7 * MS_PER_DAY;
	T_CHECK(t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"a\"}", "key")->repeated);
	engine->now++;
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"c\"}", "other"), 201,
		"");
	expect(engine, t_ask(engine, METHOD_POST, "/v1/words", "{\"name\":\"b\"}", "key"), 201, "");
}

static enum err stop(struct txn *txn, void *data)
{
	(void)txn;
	(void)data;
	return ERR_FORBIDDEN;
}

TEST(api, a_command_is_told_the_code_too)
{
	struct t_engine *engine = t_engine_new(&words, 0, 10, NULL);
	struct error error = {0};

	T_ERR(engine_run(engine->engine, engine->now, stop, NULL, &error), FORBIDDEN);
	T_INT(error.code, ERR_FORBIDDEN);
}
