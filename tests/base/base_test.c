/* base/: memory, text, time. */
#include "harness/test.h"

#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/options.h"
#include "base/rand.h"

TEST(base, arena_refuses_more_than_its_limit)
{
	auto_arena struct arena arena;

	arena_init(&arena, 100000);
	T_CHECK(arena_alloc(&arena, 60000) != NULL);
	T_CHECK(arena_alloc(&arena, 60000) == NULL);
	T_CHECK(arena_alloc(&arena, 30000) != NULL);
	T_CHECK(arena_calloc(&arena, SIZE_MAX / 2, 4) == NULL);
}

TEST(base, buf_stops_at_its_maximum_and_stays_failed)
{
	auto_buf struct buf buf;

	buf_init(&buf, 10);
	buf_str(&buf, "12345");
	buf_printf(&buf, "%d", 678);
	T_CHECK(buf_ok(&buf));
	T_STR(buf.data, "12345678");
	buf_str(&buf, "abc");
	T_CHECK(!buf_ok(&buf));
	buf_str(&buf, "a");
	T_STR(buf.data, "12345678");
}

TEST(base, copy_text_never_cuts_a_character)
{
	char field[8];

	copy_text(field, sizeof field, "桥东社区");
	T_STR(field, "桥东");
}

TEST(base, error_text_fills_in_its_arguments)
{
	struct error error = {0};
	char text[128];

	T_CHECK(fail_args(&error, ERR_INVALID, "unused", NULL) == ERR_INVALID);
	error_text(&error, LANG_EN, text, sizeof text);
	T_STR(text, "Some fields are not acceptable");
	T_CHECK(fail_field(&error, "/name", "required") == ERR_INVALID);
	T_STR(error.fields[0].pointer, "/name");
}

TEST(base, error_keeps_the_first_fields_and_counts_the_rest)
{
	struct error error = {0};

	for (int i = 0; i < ERROR_FIELDS_MAX + 3; i++)
		T_CHECK(fail_field(&error, "/x", "required") == ERR_INVALID);
	T_INT(error.n_fields, ERROR_FIELDS_MAX);
	T_INT(error.n_omitted, 3);
}

TEST(base, hex_is_strict)
{
	uint8_t out[2];
	char text[5];

	hex_encode((const uint8_t *)"\xab\x01", 2, text);
	T_STR(text, "ab01");
	T_CHECK(hex_decode("ab01", out, 2) && out[0] == 0xab && out[1] == 1);
	T_CHECK(!hex_decode("AB01", out, 2));
	T_CHECK(!hex_decode("ab0", out, 2));
	T_CHECK(!hex_decode("ab01f", out, 2));
}

TEST(base, base64_has_one_text_per_byte_string)
{
	uint8_t out[8];
	size_t len;
	char text[16];

	base64_encode(BASE64, (const uint8_t *)"\xff\xfe", 2, text);
	T_STR(text, "//4=");
	base64_encode(BASE64URL_NOPAD, (const uint8_t *)"\xff\xfe", 2, text);
	T_STR(text, "__4");
	T_CHECK(base64_decode(BASE64, "//4=", 4, out, sizeof out, &len) && len == 2);
	T_CHECK(!base64_decode(BASE64, "//5=", 4, out, sizeof out, &len));
	T_CHECK(!base64_decode(BASE64, "//4", 3, out, sizeof out, &len));
	T_CHECK(!base64_decode(BASE64_NOPAD, "//4=", 4, out, sizeof out, &len));
	T_CHECK(!base64_decode(BASE64_NOPAD, "__4", 3, out, sizeof out, &len));
	T_CHECK(!base64_decode(BASE64_NOPAD, "//4", 3, out, 1, &len));
}

TEST(base, utf8_refuses_overlong_forms_and_surrogates)
{
	T_CHECK(utf8_valid("欧阳·a", strlen("欧阳·a")));
	T_CHECK(!utf8_valid("\xc0\x80", 2));
	T_CHECK(!utf8_valid("\xed\xa0\x80", 3));
	T_CHECK(!utf8_valid("\xf4\x90\x80\x80", 4));
	T_CHECK(!utf8_valid("\xe6\xa1", 2));
	T_INT(utf8_length("欧阳a"), 3);
}

TEST(base, parse_uint_accepts_one_form_only)
{
	uint64_t value;

	T_CHECK(parse_uint("18446744073709551615", UINT64_MAX, &value) && value == UINT64_MAX);
	T_CHECK(!parse_uint("18446744073709551616", UINT64_MAX, &value));
	T_CHECK(parse_uint("0", 10, &value) && value == 0);
	T_CHECK(!parse_uint("01", 10, &value));
	T_CHECK(!parse_uint("+1", 10, &value));
	T_CHECK(!parse_uint("", 10, &value));
	T_CHECK(!parse_uint("11", 10, &value));
}

/* G6: days are Shanghai days. */
TEST(base, a_shanghai_day_begins_at_16_utc)
{
	int64_t ms, day;
	char text[TIME_TEXT_SIZE], said[TIME_TEXT_SIZE];

	T_CHECK(time_parse("2026-06-20T16:00:00Z", &ms));
	day_format(day_of(ms), text);
	T_STR(text, "2026-06-21");
	day_format(day_of(ms - 1), text);
	T_STR(text, "2026-06-20");
	T_CHECK(day_parse("2026-06-21", &day));
	T_INT(day_start(day), ms);
	time_say(ms + 8 * 60 * 60 * MS_PER_SECOND + 59999, said);
	T_STR(said, "2026-06-21 08:00");
	T_CHECK(time_parse("2026-06-21T00:00:00.25+08:00", &day) && day == ms + 250);
	time_format(day, text);
	T_STR(text, "2026-06-20T16:00:00.250Z");
}

TEST(base, days_that_do_not_exist_are_refused)
{
	int64_t day;

	T_CHECK(day_parse("2028-02-29", &day));
	T_CHECK(!day_parse("2026-02-29", &day));
	T_CHECK(!day_parse("2026-13-01", &day));
	T_CHECK(!day_parse("2026-6-1", &day));
	T_CHECK(!day_parse("2026-06-01 ", &day));
	for (int64_t i = -200000; i < 200000; i += 37) {
		int64_t y, m, d;

		day_to_civil(i, &y, &m, &d);
		T_INT(day_from_civil(y, m, d), i);
	}
}

TEST(base, seeded_randomness_repeats)
{
	struct rand one = rand_seeded(t_seed());
	struct rand two = rand_seeded(t_seed());
	uint8_t a[40], b[40], c[40];

	rand_bytes(&one, a, sizeof a);
	rand_bytes(&two, b, sizeof b);
	rand_bytes(&two, c, sizeof c);
	T_MEM(a, b, sizeof a);
	T_CHECK(memcmp(b, c, sizeof b) != 0);
	for (int i = 0; i < 1000; i++)
		T_CHECK(rand_below(&one, 7) < 7);
}

/* ---- options ---- */

TEST(base, options_are_taken_in_both_forms_and_the_rest_stays)
{
	const char *key = NULL, *name = NULL;
	bool help = false;
	const struct option options[] = {OPTION_TEXT("key", &key), OPTION_TEXT("name", &name),
		OPTION_FLAG("help", &help), {0}};
	char op[] = "op", a[] = "--key", b[] = "file", c[] = "--name=", d[] = "--keys=1",
	     e[] = "--help", f[] = "--help=1", g[] = "--name";
	char *argv[] = {op, a, b, c, d, e, f, g};

	T_INT(options_take(options, COUNT_OF(argv), argv), 4);
	T_STR(key, "file");
	T_STR(name, "");
	T_CHECK(help);
	T_STR(argv[0], "op");
	T_STR(argv[1], "--keys=1");
	T_STR(argv[2], "--help=1");
	T_STR(argv[3], "--name"); /* nothing follows */
}

TEST(base, a_file_is_replaced_whole_and_a_missing_one_is_an_error)
{
	const char *folder = t_folder();
	char path[128];
	struct error error = {0};
	struct arena arena;
	const char *text;

	snprintf(path, sizeof path, "%s/file", folder);
	arena_init(&arena, 1 << 16);
	T_ERR(file_read(path, &arena, &text, &error), IO);
	T_OK(file_replace(path, "first", 5, true, &error));
	T_OK(file_replace(path, "2", 1, true, &error));
	T_OK(file_read(path, &arena, &text, &error));
	T_STR(text, "2");
	arena_done(&arena);
	snprintf(path, sizeof path, "%s/nowhere/file", folder);
	T_ERR(file_replace(path, "x", 1, true, &error), IO);
}
