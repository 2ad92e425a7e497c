/* base/: text from outside: encodings, CSV, folding, masking. */
#include "harness/test.h"

#include <string.h>

#include "base/charset.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/mask.h"
#include "base/rand.h"
#include "base/text.h"

static const struct csv_limits small = {.rows = 5, .columns = 4, .field = 10};

/* A writable copy that lives as long as the buffer. */
static struct csv open_text(struct buf *buf, const char *text, size_t len)
{
	struct csv csv;

	buf_init(buf, 1 << 16);
	buf_add(buf, text, len);
	csv_init(&csv, buf->data, buf->len, ',', &small);
	return csv;
}

/* All rows on one line: fields in brackets, defects as !number. */
static void t_csv_bytes(const char *text, size_t len, const char *expected)
{
	auto_buf struct buf copy, seen;
	struct csv csv = open_text(&copy, text, len);
	struct csv_row row;

	buf_init(&seen, 4096);
	while (csv_next(&csv, &row)) {
		buf_printf(&seen, "%u", row.row);
		for (uint32_t i = 0; i < row.n_fields; i++)
			buf_printf(&seen, "[%s]", row.fields[i]);
		if (row.defect)
			buf_printf(&seen, "!%d", (int)row.defect);
	}
	T_STR(seen.data ? seen.data : "", expected);
}

static void t_csv(const char *text, const char *expected)
{
	t_csv_bytes(text, strlen(text), expected);
}

TEST(base, csv_reads_every_kind_of_line_end)
{
	t_csv("a,b\r\nc,d\ne\rf", "1[a][b]2[c][d]3[e]4[f]");
	t_csv("a\n\nb\n", "1[a]2[]3[b]");
	t_csv("", "");
	t_csv("\n", "1[]");
	t_csv("a,", "1[a][]");
	t_csv(",,\n", "1[][][]");
}

TEST(base, csv_unquotes_fields)
{
	t_csv("\"a,b\",\"c\"\"d\"", "1[a,b][c\"d]");
	t_csv("\"two\r\nlines\",x\ny", "1[two\r\nlines][x]2[y]");
	t_csv("\"\",\"\"\"\"\n", "1[][\"]");
	t_csv("a\"b,c\"", "1[a\"b][c\"]");
	t_csv("\"a\"  ,b", "1[a][b]");
}

TEST(base, csv_says_what_is_wrong_with_a_row_and_reads_on)
{
	t_csv("x,\"a\"b,c\nd", "1[x]!2"
			       "2[d]");
	t_csv("x,\"a\n,b", "1[x]!3");
	t_csv("12345678901,x\ny", "1!4"
				  "2[y]");
	t_csv("1,2,3,4\n1,2,3,4,5\ny", "1[1][2][3][4]2[1][2][3][4]!5"
				       "3[y]");
	t_csv("1\n2\n3\n4\n5\n6\n7", "1[1]2[2]3[3]4[4]5[5]6!6");
	t_csv_bytes("a\0b,c\nd", 7,
		"1!1"
		"2[d]");
}

TEST(base, csv_counts_lines_inside_fields)
{
	auto_buf struct buf copy;
	static const char text[] = "\"a\r\nb\nc\",d\ne";
	struct csv csv = open_text(&copy, text, strlen(text));
	struct csv_row row;

	T_CHECK(csv_next(&csv, &row) && row.row == 1 && row.line == 1);
	T_CHECK(csv_next(&csv, &row) && row.row == 2 && row.line == 4);
}

TEST(base, csv_finds_the_separator_of_a_spreadsheet)
{
	T_INT(csv_separator("a,b;c,d\n;;;;", 12), ',');
	T_INT(csv_separator("a\tb\tc,d", 8), '\t');
	T_INT(csv_separator("a;b;c", 5), ';');
	T_INT(csv_separator("name", 4), ',');
}

/* Random bytes, mostly of the alphabet that matters: no crash, and the reader ends. */
TEST(base, csv_survives_any_bytes)
{
	struct rand rand = rand_seeded(t_seed());
	static const char alphabet[] = "\"\",,\r\n\na \0\xE6";

	for (int round = 0; round < 3000; round++) {
		auto_buf struct buf copy;
		char text[60];
		size_t len = rand_below(&rand, sizeof text + 1);
		struct csv_row row;
		struct csv csv;
		uint32_t rows = 0;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[rand_below(&rand, sizeof alphabet - 1)];
		csv = open_text(&copy, len ? text : "", len);
		while (csv_next(&csv, &row)) {
			T_INT(row.row, ++rows);
			for (uint32_t i = 0; i < row.n_fields; i++)
				T_CHECK(strlen(row.fields[i]) <= small.field);
		}
		T_CHECK(rows <= small.rows + 1);
	}
}

static void t_charset(const char *bytes, size_t len, enum charset charset, const char *expected)
{
	auto_buf struct buf text;
	struct error error = {0};
	enum charset seen;

	buf_init(&text, 1 << 20);
	T_OK(charset_decode((struct span){(const uint8_t *)bytes, len}, &error, &text, &seen));
	T_STR(charset_name(seen), charset_name(charset));
	T_STR(text.data ? text.data : "", expected);
}

TEST(base, charset_is_told_by_mark_or_validity)
{
	t_charset("桥东", 6, CHARSET_UTF8, "桥东");
	t_charset("\xEF\xBB\xBF桥东", 9, CHARSET_UTF8, "桥东");
	t_charset("\xC7\xC5\xB6\xAB", 4, CHARSET_GB18030, "桥东");
	t_charset("\x95\x32\x82\x36,\xC7\xC5", 7, CHARSET_GB18030, "𠀀,桥");
	t_charset("\xFF\xFE\x65\x68\x1C\x4E", 6, CHARSET_UTF16LE, "桥东");
	t_charset("\xFE\xFF\x68\x65\x4E\x1C", 6, CHARSET_UTF16BE, "桥东");
	t_charset("", 0, CHARSET_UTF8, "");
}

static void t_undecodable(const char *bytes, size_t len, const char *at, const char *line)
{
	auto_buf struct buf text;
	struct error error = {0};
	enum charset seen = CHARSET__COUNT;

	buf_init(&text, 1 << 20);
	T_ERR(charset_decode((struct span){(const uint8_t *)bytes, len}, &error, &text, &seen),
		TEXT_ENCODING);
	T_STR(error.args[0], at);
	T_STR(error.args[1], line);
	T_INT(seen, CHARSET__COUNT);
}

TEST(base, charset_names_the_byte_and_line_it_cannot_read)
{
	t_undecodable("a\nb\n\xC7\xC5\xFF\xFF", 8, "6", "3");
	t_undecodable("\xEF\xBB\xBF"
		      "a\n\xC7\xC5",
		7, "5", "2"); /* the mark decides */
	t_undecodable("\xEF\xBB\xBF"
		      "a\xF4\xBC\x92\xBC",
		8, "4", "1");                       /* beyond U+10FFFF, found by tests/fuzz */
	t_undecodable("\xFF\xFE\x65", 3, "2", "1"); /* half a character */
	t_undecodable("a\xC7", 2, "1", "1");
}

TEST(base, charset_stops_at_the_limit_of_its_buffer)
{
	auto_buf struct buf text;
	struct error error = {0};
	enum charset seen;
	uint8_t bytes[10000];

	memset(bytes, 'a', sizeof bytes);
	buf_init(&text, 5000);
	T_ERR(charset_decode((struct span){bytes, sizeof bytes}, &error, &text, &seen), TOO_LARGE);
}

TEST(base, charset_survives_any_bytes)
{
	struct rand rand = rand_seeded(t_seed());

	for (int round = 0; round < 2000; round++) {
		auto_buf struct buf text;
		struct error error = {0};
		enum charset seen;
		uint8_t bytes[40];
		size_t len = rand_below(&rand, sizeof bytes + 1);

		rand_bytes(&rand, bytes, len);
		buf_init(&text, 1 << 10);
		if (charset_decode((struct span){bytes, len}, &error, &text, &seen) == OK)
			T_CHECK(utf8_valid(text.data ? text.data : "", text.len));
	}
}

static void t_fold(const char *in, const char *expected)
{
	char text[128];

	copy_text(text, sizeof text, in);
	text_fold(text);
	T_STR(text, expected);
}

TEST(base, fold_brings_typed_text_into_one_form)
{
	t_fold("　３栋\t Ａ座　\r\n", "3栋 A座");
	t_fold("\xEF\xBB\xBF姓\xE2\x80\x8B名", "姓名");
	t_fold("阿依古丽•买买提", "阿依古丽·买买提");
	t_fold("a‧b⋅c・d･e·f", "a·b·c·d·e·f");
	t_fold("（１）", "(1)");
	t_fold("   ", "");
	t_fold("𠀀\xC2\xA0号", "𠀀 号");
}

/* D3: by code point, for Han names of every length. */
TEST(base, names_are_masked_to_the_surname)
{
	static const char *const cases[][2] = {
		{"张三", "张*"},
		{"张三丰", "张**"},
		{"王", "*"},
		{"欧阳明月", "欧阳**"},
		{"欧阳修", "欧阳*"},
		{"司马光", "司马*"},
		{"諸葛孔明", "諸葛**"},
		{"欧阳", "欧*"}, /* surname 欧: nothing would be hidden otherwise */
		{"李赵明月", "李**"},
		{"𠮷田", "𠮷*"},
		{"", ""},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char masked[MASK_SIZE];

		mask_name(cases[i][0], masked);
		T_STR(masked, cases[i][1]);
	}
}

/* D3: neither the length nor the form of other names shows. */
TEST(base, other_names_are_masked_to_one_character)
{
	static const char *const cases[][2] = {
		{"买买提·吐尔逊", "买**"},
		{"阿·乙", "阿**"},
		{"古丽巴哈尔汗", "古**"},
		{"John Smith", "J**"},
		{"Li", "L**"},
		{"X", "**"},
		{"Éva", "É**"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char masked[MASK_SIZE];

		mask_name(cases[i][0], masked);
		T_STR(masked, cases[i][1]);
	}
}

/* D6: the last four at most. */
TEST(base, numbers_are_masked_to_their_last_four)
{
	static const char *const cases[][2] = {
		{"11010519491231002X", "****002X"},
		{"13800138000", "****8000"},
		{"E1234567", "****4567"},
		{"1234567", "****"},
		{"1234", "****"},
		{"", "****"},
		{"证件号一二三四五", "****二三四五"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char masked[MASK_SIZE];

		mask_number(cases[i][0], masked);
		T_STR(masked, cases[i][1]);
	}
}
