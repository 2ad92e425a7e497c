/* gongyi decide: the written examples, and what files cannot hold well. */
#include "harness/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/decide.h"

/* Answers `text`, which lives until the test ends. */
static const char *decide(const char *text, size_t len, size_t *ret_n_bad)
{
	FILE *in = fmemopen((void *)(uintptr_t)text, len, "r");
	struct error error = {0};
	char *answer = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&answer, &size);

	T_CHECK(in && out);
	T_OK(decide_lines(in, out, &error, ret_n_bad));
	fclose(in);
	fclose(out);
	t_defer(free, answer);
	return answer;
}

/* The protocol line by line: W3–W5, W8, W14–W17, W19, W20 and every kind of bad line. */
TEST(decide, answers_the_written_examples)
{
	size_t len, n_bad;
	const char *in = t_file("rules/decide.in.jsonl", &len);
	const char *want = t_file("rules/decide.out.jsonl", NULL);
	const char *got = decide(in, len, &n_bad);

	for (size_t line = 1; *want || *got; line++) {
		size_t want_len = strcspn(want, "\n"), got_len = strcspn(got, "\n");

		if (want_len != got_len || memcmp(want, got, got_len) != 0)
			t_fail(__FILE__, __LINE__, "line %zu is\n    %.*s, expected\n    %.*s",
				line, (int)got_len, got, (int)want_len, want);
		want += want_len + (want[want_len] == '\n');
		got += got_len + (got[got_len] == '\n');
	}
	T_INT(n_bad, 36);
}

TEST(decide, too_long_a_line_is_refused_and_the_next_answered)
{
	static const char head[] = "{\"id\":\"long\",\"rule\":\"";
	static const char tail[] = "\n{\"id\":\"next\",\"rule\":\"rm.pass\",\"v\":1,\"p\":1}\n";
	size_t n_bad, len = DECIDE_LINE_MAX + 1;
	char *text = calloc(1, len + sizeof tail);

	T_CHECK(text != NULL);
	t_defer(free, text);
	memset(text, 'x', len);
	memcpy(text, head, sizeof head - 1);
	memcpy(text + len, tail, sizeof tail);
	T_STR(decide(text, len + sizeof tail - 1, &n_bad),
		"{\"id\":\"long\",\"error\":{\"type\":\"too-large\",\"line\":1,"
		"\"errors\":[{\"pointer\":\"\",\"rule\":\"max:65536\"}]}}\n"
		"{\"id\":\"next\",\"outcome\":\"holds\",\"tests\":[{\"test\":\"rm.pass\","
		"\"rule\":\"B5\",\"law\":\"城市居民委员会组织法 第27条\",\"text\":\"2*1 = 2 > "
		"1\",\"holds\":true}]}\n");
	T_INT(n_bad, 1);
}

/* A line of exactly the limit is read; its blanks are no part of the value. */
TEST(decide, the_longest_line_is_answered)
{
	static const char line[] = "{\"rule\":\"rm.pass\",\"v\":1,\"p\":2}";
	char *text = malloc(DECIDE_LINE_MAX);
	size_t n_bad;

	T_CHECK(text != NULL);
	t_defer(free, text);
	memset(text, ' ', DECIDE_LINE_MAX);
	memcpy(text, line, sizeof line - 1);
	T_STR(decide(text, DECIDE_LINE_MAX, &n_bad),
		"{\"outcome\":\"fails\",\"tests\":[{\"test\":\"rm.pass\",\"rule\":\"B5\","
		"\"law\":\"城市居民委员会组织法 第27条\",\"text\":\"2*1 = 2 > "
		"2\",\"holds\":false}]}\n");
	T_INT(n_bad, 0);
}

/* An id is given back as far as it can be told, never guessed. */
TEST(decide, a_broken_line_keeps_its_id_when_it_is_readable)
{
	static const struct {
		const char *line, *begins;
	} cases[] = {
		{"{\"id\":\"a\",", "{\"id\":\"a\",\"error\""},
		{"{\"p\":{\"id\":\"x\"},\"id\" : -12,", "{\"id\":-12,\"error\""},
		{"{\"id\":\"a", "{\"error\""},
		{"{\"id\":", "{\"error\""},
		{"{\"id\"", "{\"error\""},
		{"{\"x\":\"id\",\"y\":1", "{\"error\""},
		{"{\"x\":\"\\\"id\\\":5\"", "{\"error\""},
		{"[\"id\",1", "{\"error\""},
		{"{\"id\":\"\\u00zz\",\"p\":1}", "{\"error\""},
		{"{\"id\":1.5,\"rule\":\"x\"}", "{\"error\""},
		{"{\"id\":\"\\\"\\\\\",", "{\"id\":\"\\\"\\\\\",\"error\""},
		{"\\", "{\"error\""},
		{"\"\\", "{\"error\""},
		{"{\"id\":true,\"rule\":\"rm.pass\",\"v\":1,\"p\":1}", "{\"error\""},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t n_bad;
		const char *got = decide(cases[i].line, strlen(cases[i].line), &n_bad);

		if (n_bad != 1 || strncmp(got, cases[i].begins, strlen(cases[i].begins)) != 0)
			t_fail(__FILE__, __LINE__, "%s gave %s", cases[i].line, got);
	}
}

TEST(decide, bytes_that_are_no_text_are_refused)
{
	static const char text[] = "{\"rule\":\0}\n\xff\xfe\n{\"rule\":\"\xc0\x80\"}\n";
	size_t n_bad;

	decide(text, sizeof text - 1, &n_bad);
	T_INT(n_bad, 3);
}

TEST(decide, a_write_error_is_reported)
{
	static const char text[] = "{\"rule\":\"rm.pass\",\"v\":1,\"p\":2}\n";
	FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
	FILE *out = fopen("/dev/full", "w");
	struct error error = {0};
	size_t n_bad = 99;

	T_CHECK(in && out);
	T_ERR(decide_lines(in, out, &error, &n_bad), IO);
	T_INT(n_bad, 99);
	fclose(in);
	fclose(out);
}
