/* Text of strangers: JSON, roll files, lines for `gongyi decide`, and what stands in a field. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/mask.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"
#include "roll/sheet.h"
#include "tool/decide.h"
#include "json/check.h"
#include "json/json.h"

enum { OUTPUT_MAX = 16 << 20, TODAY = 20605, FINDING_TEXT = 400 };

static void seed_lines(struct fuzz_seeds *seeds, const char *path)
{
	const char *line = t_file(path, NULL);

	while (*line) {
		size_t len = strcspn(line, "\n");

		fuzz_seed(seeds, 0, line, len);
		line += len + (line[len] == '\n');
	}
}

/* ---- JSON ---- */

/* What was read is written, and what is written is read as the same. Only integers are. */
static void write_again(const struct json *root)
{
	struct json *again;
	struct error error = {0};
	struct json_writer writer;
	auto_buf struct buf first = {0};
	auto_buf struct buf second = {0};

	buf_init(&first, OUTPUT_MAX);
	buf_init(&second, OUTPUT_MAX);
	writer = json_writer(&first);
	json_add_value(&writer, root);
	if (!buf_ok(&first))
		return; /* a number that is no integer */
	T_OK(json_parse(first.data, first.len, &again, &error));
	writer = json_writer(&second);
	json_add_value(&writer, again);
	json_free(again);
	T_INT(second.len, first.len);
	T_MEM(second.data, first.data, first.len);
}

void fuzz_json(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	auto_json struct json *root = NULL;
	struct error error = {0};
	size_t at;

	if (json_parse(text, len, &root, &error) != OK) {
		T_CHECK(error.code == ERR_MALFORMED || error.code == ERR_TOO_LARGE);
		return;
	}
	T_CHECK(!json_check(text, len, &at));
	T_CHECK(utf8_valid(text, len));
	write_again(root);
}

void fuzz_json_seed(struct fuzz_seeds *seeds)
{
	static const char *const texts[] = {"{\"a\":[1,-2,true,null,\"\\ud83d\\ude00\\n\"]}",
		"[[[[{\"\":\"\"}]]]]", "9007199254740991", "1e3", "-0", "\"\\u0000\"", "{}"};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		fuzz_seed(seeds, 0, texts[i], strlen(texts[i]));
	fuzz_seed_file(seeds, 0, "vectors/election-threshold/election.json");
	fuzz_seed_file(seeds, 0, "vectors/election-threshold/trustees.json");
	seed_lines(seeds, "rules/decide.out.jsonl");
}

/* ---- gongyi decide ---- */

/* An answer is one JSON object. */
static void check_answers(const char *answers)
{
	while (*answers) {
		size_t len = strcspn(answers, "\n");
		auto_json struct json *answer = NULL;
		struct error error = {0};

		T_CHECK(answers[len] == '\n');
		T_OK(json_parse(answers, len, &answer, &error));
		T_CHECK(json_get(answer, "error") || json_get(answer, "outcome"));
		answers += len + 1;
	}
}

void fuzz_decide(const uint8_t *data, size_t len)
{
	FILE *in = fmemopen((void *)(uintptr_t)data, len ? len : 1, "r");
	struct error error = {0};
	char *answers = NULL;
	size_t size = 0, n_bad;
	FILE *out = open_memstream(&answers, &size);

	T_CHECK(in && out);
	if (len)
		T_OK(decide_lines(in, out, &error, &n_bad));
	fclose(in);
	fclose(out);
	check_answers(answers);
	free(answers);
}

void fuzz_decide_seed(struct fuzz_seeds *seeds)
{
	fuzz_seed_file(seeds, 0, "rules/decide.in.jsonl");
	seed_lines(seeds, "rules/decide.in.jsonl");
}

/* ---- roll files ---- */

static void check_findings(const struct sheet *sheet)
{
	char text[FINDING_TEXT];

	for (uint32_t i = 0; i < sheet->n_findings; i++) {
		const struct sheet_finding *finding = &sheet->findings[i];

		T_CHECK(finding->reason > REASON_NONE && finding->reason < ROLL_REASON__COUNT);
		T_CHECK(finding->column <= ROLL_COLUMN__COUNT);
		T_CHECK(utf8_valid(finding->value, strlen(finding->value)));
		sheet_finding_text(finding, LANG_ZH, text, sizeof text);
		T_CHECK(utf8_valid(text, strlen(text)));
		T_CHECK(!i || finding[-1].row <= finding->row);
	}
}

static void check_rows(const struct sheet *sheet)
{
	uint32_t n_sound = 0;

	for (uint32_t i = 0; i < sheet->n_rows; i++) {
		const struct roll_entry *entry = &sheet->rows[i].entry;
		const char *const texts[] = {entry->building, entry->entrance, entry->room,
			entry->household, entry->name, entry->id_number, entry->group,
			entry->phone};

		for (size_t k = 0; k < COUNT_OF(texts); k++)
			T_CHECK(texts[k] && utf8_valid(texts[k], strlen(texts[k])));
		n_sound += sheet->rows[i].sound;
	}
	T_INT(n_sound, sheet->n_sound);
}

void fuzz_roll(const uint8_t *data, size_t len)
{
	auto_arena struct arena arena = {0};
	struct error error = {0};
	struct sheet sheet;
	enum err err;

	arena_init(&arena, SHEET_ARENA_MAX);
	err = sheet_read((struct span){data, len}, TODAY, &arena, &error, &sheet);
	if (err != OK) {
		T_CHECK(err == ERR_TEXT_ENCODING || err == ERR_TOO_LARGE ||
			err == ERR_ROLL_WORKBOOK);
		return;
	}
	check_findings(&sheet);
	check_rows(&sheet);
}

void fuzz_roll_seed(struct fuzz_seeds *seeds)
{
	static const char *const texts[] = {
		"\xEF\xBB\xBF楼栋,单元,房号,户号,姓名,证件号,出生日期,性别,类别,居住证,迁入日期,"
		"居民小组,电话\r\n1,2,301,,张三,11010519491231002X,1949-12-31,男,户籍,,2020-01-01,"
		"一组,13800138000\r\n",
		"name;id_number;building;room;kind\n\"李, 四\";;3;0101;habitual\n\n",
		"姓名\t楼栋\t房号\n王五\t1\t１０１\n", "PK\x03\x04",
		"\xFF\xFE"
		"n\0a\0m\0e\0\n\0"};

	for (size_t i = 0; i + 1 < COUNT_OF(texts); i++)
		fuzz_seed(seeds, 0, texts[i], strlen(texts[i]));
	fuzz_seed(seeds, 0, texts[COUNT_OF(texts) - 1], 12);
	fuzz_seed_file(seeds, 0, "vectors/roll-gb18030.csv");
	fuzz_seed_file(seeds, 0, "walk/roll.csv");
}

/* ---- fields ---- */

static void check_decoded(const uint8_t *data, size_t len)
{
	auto_buf struct buf text = {0};
	struct error error = {0};
	enum charset charset;
	enum err err;

	buf_init(&text, OUTPUT_MAX);
	err = charset_decode((struct span){data, len}, &error, &text, &charset);
	if (err == OK)
		T_CHECK(utf8_valid(text.data ? text.data : "", text.len));
	else
		T_INT(err, ERR_TEXT_ENCODING);
}

/* A time and a day have other spellings, but the written one is read as the same. */
static void check_times(const char *text)
{
	char written[TIME_TEXT_SIZE];
	int64_t value, again;

	if (time_parse(text, &value)) {
		time_format(value, written);
		T_CHECK(time_parse(written, &again));
		T_INT(again, value);
	}
	if (day_parse(text, &value)) {
		day_format(value, written);
		T_STR(written, text);
	}
}

static void check_base64(const char *text, size_t len, uint8_t *bytes, char *written)
{
	for (enum base64 variant = BASE64; variant <= BASE64URL_NOPAD; variant++) {
		size_t n;

		if (!base64_decode(variant, text, len, bytes, len, &n))
			continue;
		base64_encode(variant, bytes, n, written);
		T_STR(written, text);
	}
}

/* Folding twice folds no further, and a mask fits its place. */
static void check_folded(char *text)
{
	size_t len = strlen(text);
	char masked[MASK_SIZE], once[MASK_SIZE * 4];

	if (!utf8_valid(text, len))
		return;
	text_fold(text);
	T_CHECK(strlen(text) <= len && utf8_valid(text, strlen(text)));
	copy_text(once, sizeof once, text);
	mask_name(text, masked);
	T_CHECK(utf8_valid(masked, strlen(masked)));
	mask_number(text, masked);
	T_CHECK(utf8_valid(masked, strlen(masked)));
	text_fold(text);
	T_CHECK(strncmp(once, text, strlen(once)) == 0);
}

void fuzz_text(const uint8_t *data, size_t len)
{
	auto_arena struct arena arena = {0};
	char *text, *written;
	uint8_t *bytes;

	arena_init(&arena, OUTPUT_MAX);
	text = arena_copy(&arena, data, len);
	bytes = arena_alloc(&arena, len + 1);
	written = arena_alloc(&arena, BASE64_SIZE(len));
	T_CHECK(text && bytes && written);
	check_decoded(data, len);
	if (strlen(text) != len)
		return;
	check_times(text);
	check_base64(text, len, bytes, written);
	check_folded(text);
}

void fuzz_text_seed(struct fuzz_seeds *seeds)
{
	static const char *const texts[] = {"2026-06-21T00:00:00.250+08:00", "2026-02-29",
		"AQIDBA==", "-_8", "ＡＢ　１２·３", "\xBB\xB6\xD3\xAD", "\x81\x30\x81\x30",
		"欧阳明月", "\xFE\xFF\x4E\x00"};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		fuzz_seed(seeds, 0, texts[i], strlen(texts[i]));
}
