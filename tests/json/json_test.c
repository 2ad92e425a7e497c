/* json/ and schema/: what is refused on the way in, and that what goes out comes back. */
#include "harness/test.h"

#include <string.h>

#include "base/cleanup.h"
#include "json/json.h"

struct seat {
	const char *title;
	int64_t seats;
};
SCHEMA(seat, struct seat, FIELD_STRING(struct seat, title, .required = true, .max = 4),
	FIELD_INT(struct seat, seats, .required = true, .min = 1, .max = 9));

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_BLUE };
static const char *const colours[] = {"", "red", "blue", NULL};

struct sample_id {
	int64_t v;
};

struct sample {
	const char *name;
	int64_t n;
	bool on;
	enum colour colour;
	struct sample_id id;
	int64_t at;
	int64_t day;
	struct span bytes;
	const struct seat *seat;
	struct list seats;
	struct strings words;
	struct ints numbers;
	struct counts votes;
	const char *any;
};
SCHEMA(sample, struct sample, FIELD_STRING(struct sample, name),
	FIELD_INT(struct sample, n, .fallback = 7), FIELD_BOOL(struct sample, on),
	FIELD_ENUM(struct sample, colour, colours), FIELD_ID(struct sample, id, .nullable = true),
	FIELD_TIME(struct sample, at, .nullable = true),
	FIELD_DAY(struct sample, day, .nullable = true),
	FIELD_BYTES(struct sample, bytes, .max = 4), FIELD_OBJECT(struct sample, seat, seat_schema),
	FIELD_LIST(struct sample, seats, seat_schema, .max = 2),
	FIELD_STRINGS(struct sample, words, .max = 3), FIELD_INTS(struct sample, numbers, .max = 3),
	FIELD_COUNTS(struct sample, votes, .max = 3), FIELD_TEXT(struct sample, any));

static enum err parse(const char *text)
{
	struct error error = {0};
	struct json *root = NULL;
	enum err err = json_parse(text, strlen(text), &root, &error);

	json_free(root);
	return err;
}

TEST(json, what_the_library_would_let_pass_is_refused)
{
	static const char *const bad[] = {"", " ", "{", "[1,]", "{\"a\":1,}", "01", "1.", "-", "+1",
		"1e", ".5", "nul", "NaN", "\"a", "\"\\x\"", "\"\\u00g0\"", "\"\\u0000\"",
		"\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\t\"", "\"\xff\"",
		"\"\xc0\x80\"", "1 2", "{}x", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "'a'",
		"{\"a\":1,\"a\":2}", "[[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]]", "\xef\xbb\xbf{}"};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (parse(bad[i]) != ERR_MALFORMED)
			t_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
	T_OK(parse(" {\"a\":[1,-2.5e+3,true,null,\"\\ud83d\\ude00 桥\"],\"A\":{}} \n"));
}

TEST(json, nesting_is_bounded)
{
	char deep[2 * JSON_DEPTH_MAX + 3] = {0};

	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	T_ERR(parse(deep), MALFORMED);
	deep[2 * JSON_DEPTH_MAX + 1] = '\0';
	T_OK(parse(deep + 1));
}

TEST(json, a_syntax_error_names_line_and_column)
{
	struct error error = {0};
	struct json *root = NULL;
	const char *text = "{\n  \"a\": tru\n}";

	T_ERR(json_parse(text, strlen(text), &root, &error), MALFORMED);
	T_STR(error.fields[0].pointer, "2:8");
}

TEST(json, integers_are_exact_or_refused)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} cases[] = {{"9007199254740991", true, INT64_C(9007199254740991)},
		{"9007199254740992", false, 0}, {"-9007199254740991", true, -JSON_INT_MAX},
		{"1.5", false, 0}, {"1e400", false, 0}, {"3.0", false, 0}, {"1e0", false, 0},
		{"10E-1", false, 0}, {"1.00000000000000000001", false, 0}, {"-0", false, 0},
		{"0", true, 0}, {"-0.0", false, 0}, {"900719925474099200e-2", false, 0},
		{"111111111111111111111111111111", false, 0}, {"\"3\"", false, 0}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = {0};
		auto_json struct json *root = NULL;
		int64_t value = -1;

		T_OK(json_parse(cases[i].text, strlen(cases[i].text), &root, &error));
		T_INT(json_int(root, &value), cases[i].ok);
		if (cases[i].ok)
			T_INT(value, cases[i].value);
	}
}

/* Numbers are read from the text, so strings full of digits must not disturb them. */
TEST(json, each_number_is_read_where_it_stands)
{
	static const char text[] =
		"{\"-1\":[7,\"8\",{\"9\\\"1\":-10,\"x\":\"\\\\\"},1.0],\"e\":true,"
		"\"f\":null,\"g\":[[],[0]],\"h\":12}";
	struct error error = {0};
	auto_json struct json *root = NULL;
	const struct json *item;
	int64_t value = 0;

	T_OK(json_parse(text, strlen(text), &root, &error));
	item = json_first(json_get(root, "-1"));
	T_CHECK(json_int(item, &value));
	T_INT(value, 7);
	item = json_next(json_next(item));
	T_CHECK(json_int(json_get(item, "9\"1"), &value));
	T_INT(value, -10);
	T_CHECK(!json_int(json_next(item), &value));
	T_CHECK(json_int(json_first(json_next(json_first(json_get(root, "g")))), &value));
	T_INT(value, 0);
	T_CHECK(json_int(json_get(root, "h"), &value));
	T_INT(value, 12);
}

TEST(json, a_name_given_twice_is_told_with_its_place)
{
	static const char text[] = "{\"a\":[0,{\"b/c\":{\"x\":1,\"y\":2,\"x\":3}}]}";
	struct error error = {0};
	struct json *root = NULL;

	T_ERR(json_parse(text, strlen(text), &root, &error), MALFORMED);
	T_STR(error.fields[0].pointer, "/a/1/b~1c/x");
	T_STR(error.fields[0].rule, "duplicate");
}

static enum err read_sample(
	const char *text, struct sample *sample, struct arena *arena, struct error *error)
{
	*sample = (struct sample){0};
	*error = (struct error){0};
	return json_read(&sample_schema, text, strlen(text), arena, sample, error);
}

TEST(json, a_record_comes_back_as_it_went_out)
{
	static const char text[] =
		"{\"name\":\"王\\\"五\\n\",\"n\":7,\"on\":true,\"colour\":\"blue\",\"id\":\"12\","
		"\"at\":\"2026-06-20T16:00:00Z\",\"day\":\"2026-06-21\",\"bytes\":\"AQI=\","
		"\"seat\":{\"title\":\"主任\",\"seats\":1},\"seats\":[{\"title\":\"委员\","
		"\"seats\":3}],"
		"\"words\":[\"a\",\"\"],\"numbers\":[3,-5],\"votes\":{\"王\":3,\"b\":0},"
		"\"any\":[1,{\"x\":null}]}";
	auto_arena struct arena arena;
	auto_buf struct buf buf;
	struct json_writer writer;
	struct sample sample;
	struct error error;

	arena_init(&arena, 1 << 20);
	buf_init(&buf, 4096);
	T_OK(read_sample(text, &sample, &arena, &error));
	T_INT(sample.votes.items[0].n, 3);
	writer = json_writer(&buf);
	json_write(&writer, &sample_schema, &sample);
	T_STR(buf.data, text);
}

TEST(json, all_errors_of_a_body_are_collected)
{
	static const char text[] =
		"{\"nam\":1,\"n\":\"x\",\"on\":1,\"colour\":\"green\",\"id\":5,\"at\":"
		"\"yesterday\","
		"\"bytes\":\"AQIDBAU=\",\"seat\":{\"seats\":10},\"seats\":[{\"title\":"
		"\"一二三四五\","
		"\"seats\":1},{\"title\":\"\",\"seats\":1},{\"title\":\"a\",\"seats\":1}],"
		"\"votes\":{\"a\":-1,\"b\":1.0},\"numbers\":[1,2e0]}";
	static const char *const expected[][2] = {{"/nam", "unknown"}, {"/n", "type:integer"},
		{"/on", "type:boolean"}, {"/colour", "enum:red|blue"}, {"/id", "type:id"},
		{"/at", "type:date-time"}, {"/bytes", "max:4"}, {"/seat/seats", "max:9"},
		{"/seat/title", "required"}, {"/seats/0/title", "max:4"},
		{"/seats/1/title", "required"}, {"/votes/a", "type:count"},
		{"/votes/b", "type:count"}, {"/numbers", "type:integers"}};
	auto_arena struct arena arena;
	struct sample sample;
	struct error error;

	arena_init(&arena, 1 << 20);
	T_ERR(read_sample(text, &sample, &arena, &error), INVALID);
	T_INT(error.n_fields, COUNT_OF(expected));
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		T_STR(error.fields[i].pointer, expected[i][0]);
		T_STR(error.fields[i].rule, expected[i][1]);
	}
}

TEST(json, lists_stop_at_their_maximum)
{
	auto_arena struct arena arena;
	struct sample sample;
	struct error error;

	arena_init(&arena, 1 << 20);
	T_ERR(read_sample("{\"numbers\":[1,2,3,4]}", &sample, &arena, &error), INVALID);
	T_STR(error.fields[0].rule, "max:3");
	T_OK(read_sample("{}", &sample, &arena, &error));
	T_INT(sample.n, 7);
}

TEST(schema, values_written_as_text_bind_by_the_same_rules)
{
	auto_arena struct arena arena;
	struct sample sample = {0};
	struct error error = {0};

	arena_init(&arena, 1 << 20);
	T_OK(field_set_text(
		schema_field(&sample_schema, "numbers", 7), &sample, "3,5", &arena, "/n", &error));
	T_INT(sample.numbers.items[1], 5);
	T_ERR(field_set_text(schema_field(&sample_schema, "numbers", 7), &sample, "3,", &arena,
		      "/n", &error),
		INVALID);
	T_ERR(field_set_text(
		      schema_field(&sample_schema, "id", 2), &sample, "-0", &arena, "/n", &error),
		INVALID);
	T_CHECK(schema_field(&sample_schema, "nam", 3) == NULL);
}

/* RFC 6901, section 5. */
TEST(json, a_pointer_leads_to_one_value)
{
	static const char text[] = "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8,"
				   "\"deep\":{\"foo\":[{\"x\":5}]}}";
	static const struct {
		const char *pointer;
		int64_t value; /* 0: leads nowhere, or to no number */
	} cases[] = {{"/a~1b", 1}, {"/m~0n", 8}, {"/deep/foo/0/x", 5}, {"/deep/foo/1/x", 0},
		{"/deep/foo/00/x", 0}, {"/deep/fo", 0}, {"/deep/foo0", 0}, {"/m~n", 0}, {"/a~", 0},
		{"a~1b", 0}, {"/a~1b/", 0}, {"/a/b", 0}};
	auto_json struct json *root = NULL;
	struct error error = {0};
	const char *string = NULL;

	T_OK(json_parse(text, sizeof text - 1, &root, &error));
	T_CHECK(json_at(root, "") == root);
	T_CHECK(json_string(json_at(root, "/foo/1"), &string));
	T_STR(string, "baz");
	T_CHECK(json_at(root, "/") != NULL);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = 0;

		T_CHECK(json_int(json_at(root, cases[i].pointer), &value) == (cases[i].value != 0));
		T_INT(value, cases[i].value);
	}
}
