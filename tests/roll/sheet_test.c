/* roll/: reading a file of residents: forgiving about form, and every defect is named. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/rand.h"
#include "roll/sheet.h"

#define HEADER "楼栋,单元,房号,户号,姓名,证件号,出生日期,性别,类别,居住证,迁入日期,居民小组,电话\n"
/* Numbers made up so that their checksums hold: a woman of 1949 (the example of GB 11643), a man
 * of 1990-03-07, a woman of 2000-02-29, a child of 2020. */
#define WOMAN_1949 "11010519491231002X"
#define MAN_1990   "440305199003070030"
#define WOMAN_2000 "440305200002290045"
#define CHILD_2020 "440305202001010020"

static const int64_t TODAY = 20607; /* 2026-06-03 */

static struct sheet t_sheet(struct arena *arena, const char *text, size_t len)
{
	struct error error = {0};
	struct sheet sheet;
	struct span file = {(const uint8_t *)text, len};

	arena_init(arena, SHEET_ARENA_MAX);
	T_OK(sheet_read(file, TODAY, arena, &error, &sheet));
	return sheet;
}

/* One finding a piece: "row:position token=value". */
static void t_findings(const char *text, const char *expected)
{
	auto_arena struct arena arena;
	auto_buf struct buf seen;
	struct sheet sheet = t_sheet(&arena, text, strlen(text));

	buf_init(&seen, 1 << 16);
	for (uint32_t i = 0; i < sheet.n_findings; i++) {
		const struct sheet_finding *finding = &sheet.findings[i];

		buf_printf(&seen, "%s%u:%u %s=%s", i ? "; " : "", finding->row, finding->position,
			roll_reason_info(finding->reason)->token, finding->value);
		if (finding->other_row)
			buf_printf(&seen, "#%u", finding->other_row);
	}
	T_STR(seen.data ? seen.data : "", expected);
}

TEST(roll, today_of_these_tests)
{
	char text[DAY_TEXT_SIZE];

	day_format(TODAY, text);
	T_STR(text, "2026-06-03");
}

TEST(roll, a_file_in_any_order_and_language_reads_alike)
{
	static const char *const files[] = {
		HEADER "3栋,2单元,0701室,H1,张三丰," MAN_1990
		       ",1990-03-07,男,户籍,,2010-05-01,第一小组,13800138000\n",
		"\xEF\xBB\xBFname;id_number;kind;building;entrance;room;household;born;sex;since;"
		"group;phone\n张 三丰;" MAN_1990 ";registered;3;2;0701;H1;;;2010/5/1;第一小组;+86 "
		"138-0013-8000",
		"桥东社区居民花名册,,,,,,,,,,,\r\n\r\n姓名（必填）,身份证号码*,类型,楼 "
		"号,单元号,房间号,"
		"户编号,生日,Gender,入住日期,小组,手机\r\n　张三丰,"
		"４４０３０５１９９００３０７００３０,户籍居民,"
		"３幢,２单元,０７０１,Ｈ１,33 "
		",男,2010年5月1日,第一小组,\"138 0013 8000\"\r\n,,,,,,,,,,,\r\n",
	};

	for (size_t i = 0; i < COUNT_OF(files) - 1; i++) {
		auto_arena struct arena arena;
		struct sheet sheet = t_sheet(&arena, files[i], strlen(files[i]));
		const struct roll_entry *entry = &sheet.rows[0].entry;

		T_INT(sheet.n_findings, 0);
		T_INT(sheet.n_sound, 1);
		T_STR(entry->building, "3");
		T_STR(entry->entrance, "2");
		T_STR(entry->room, "0701");
		T_STR(entry->household, "H1");
		T_STR(entry->name, "张三丰");
		T_STR(entry->id_number, MAN_1990);
		T_INT(entry->born, day_from_civil(1990, 3, 7));
		T_INT(entry->sex, SEX_MALE);
		T_INT(entry->kind, KIND_REGISTERED);
		T_INT(entry->proof, PROOF_NONE);
		T_INT(entry->since, day_from_civil(2010, 5, 1));
		T_STR(entry->group, "第一小组");
		T_STR(entry->phone, "13800138000");
	}
	t_findings(files[2], "4:8 date-format=33");
}

/* The same sheet as GB18030, as Excel of a Chinese Windows saves it. */
TEST(roll, a_gb18030_file_reads_like_utf8)
{
	auto_arena struct arena arena;
	size_t len;
	const char *text = t_file("vectors/roll-gb18030.csv", &len);
	struct sheet sheet = t_sheet(&arena, text, len);

	T_INT(sheet.charset, CHARSET_GB18030);
	T_INT(sheet.n_findings, 0);
	T_INT(sheet.n_rows, 3);
	T_STR(sheet.rows[0].entry.name, "欧阳明月");
	T_STR(sheet.rows[1].entry.name, "阿依古丽·买买提");
	T_INT(sheet.rows[1].entry.proof, PROOF_LEASE);
	T_STR(sheet.rows[2].entry.name, "𠮷田");
	T_INT(sheet.rows[2].entry.kind, KIND_WORKER);
}

TEST(roll, every_bad_cell_of_a_row_is_named)
{
	t_findings(HEADER ",,0701,H1,张3," WOMAN_1949 ",1950-01-01,男,亲戚,,2008-13-40,,12\n",
		"2:1 required=; 2:5 name-characters=张**; 2:7 born-differs=1950**; 2:8 "
		"sex-differs=男; 2:9 kind-word=亲戚; 2:11 date-format=2008-13-40; 2:13 "
		"phone-format=****");
}

TEST(roll, a_bad_row_does_not_hide_the_next)
{
	t_findings(HEADER "1,,1,,\"张三\"x," MAN_1990 ",,,户籍\n"
			  "1,,1,,张三," MAN_1990 ",,,户籍,,,,,多\n"
			  "1,,1,,李四\n",
		"2:5 row-after-quote=; 3:14 row-long=多; 4:6 required=; 4:9 required=");
}

TEST(roll, missing_and_unknown_columns_are_reported_once)
{
	t_findings("姓名,房号,类别,姓名,备注\n张三,1,户籍,张三,x\n李四,2,户籍,李四,y\n",
		"1:0 column-missing=; 1:0 column-missing=; 1:4 column-twice=姓名; 1:5 "
		"column-unknown=备注");
	t_findings("你好\n", "0:0 column-missing=; 0:0 column-missing=; 0:0 column-missing=; 0:0 "
			     "column-missing=; 0:0 column-missing=");
	t_findings("", "0:0 column-missing=; 0:0 column-missing=; 0:0 column-missing=; 0:0 "
		       "column-missing=; 0:0 column-missing=");
}

TEST(roll, duplicates_are_held_against_the_first)
{
	t_findings(HEADER "1,,1,,张三," MAN_1990 ",,,户籍\n"
			  "2,,2,,李四," MAN_1990 ",,,户籍\n"
			  "1,,1,,张三,E12345678,1990-03-07,,户籍\n"
			  "2,,2,,李四," MAN_1990 ",,,户籍\n",
		"3:6 duplicate-id=****0030#2; 4:5 duplicate-person=张*#2; 4:6 id-other=****5678; "
		"5:6 duplicate-id=****0030#2");
}

/* Every reason is given by some file; which ones is noted here. */
static bool produced[ROLL_REASON__COUNT];

static void t_reason(const char *text, size_t len, enum roll_reason expected)
{
	auto_arena struct arena arena;
	struct sheet sheet = t_sheet(&arena, text, len);
	bool found = false;

	for (uint32_t i = 0; i < sheet.n_findings; i++)
		found = found || sheet.findings[i].reason == expected;
	if (!found)
		t_fail(__FILE__, __LINE__, "no %s for %.200s", roll_reason_info(expected)->token,
			text);
	if (roll_reason_info(expected)->severity == SEVERITY_ERROR && sheet.usable)
		T_CHECK(sheet.n_sound < sheet.n_rows);
	produced[expected] = true;
}

#define ROW(name, id, born, sex, kind, permit, since, phone)                                       \
	HEADER "1栋,1,101,," name "," id "," born "," sex "," kind "," permit "," since ",," phone \
	       "\n"

static const struct {
	enum roll_reason reason;
	const char *text;
} bad_files[] = {
	{REASON_COLUMN_MISSING, "姓名,房号,楼栋\n张三,1,1\n"},
	{REASON_COLUMN_TWICE, "姓名,房号,楼栋,name\n张三,1,1\n"},
	{REASON_COLUMN_UNKNOWN, "姓名,房号,楼栋,爱好\n张三,1,1\n"},
	{REASON_FILE_EMPTY, HEADER ",,,,\n"},
	{REASON_ROW_AFTER_QUOTE, HEADER "\"1\"2\n"},
	{REASON_ROW_OPEN_QUOTE, HEADER "1,\"2\n3,4\n"},
	{REASON_REQUIRED, ROW("", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_REQUIRED, ROW("无", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_TOO_LONG, ROW("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
			      "一二三四五六七八九十一",
				  MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_NAME_CHARACTERS, ROW("张?", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_NAME_CHARACTERS, ROW("张\xEF\xBF\xBD", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_NAME_CHARACTERS, ROW("张😀", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_NAME_CHARACTERS, ROW("张、李", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_NAME_SHORT, ROW("张", MAN_1990, "", "", "户籍", "", "", "")},
	{REASON_ID_BORN, ROW("张三", "440305199002300033", "", "", "户籍", "", "", "")},
	{REASON_ID_CHECKSUM, ROW("张三", "440305199003070037", "", "", "户籍", "", "", "")},
	{REASON_ID_FIFTEEN, ROW("张三", "440305900307003", "", "", "户籍", "", "", "")},
	{REASON_ID_FORMAT, ROW("张三", "44030519900307003", "", "", "户籍", "", "", "")},
	{REASON_ID_FORMAT, ROW("张三", "军字第1234号", "", "", "户籍", "", "", "")},
	{REASON_ID_FORMAT, ROW("张三", "44030519900307X038", "", "", "户籍", "", "", "")},
	{REASON_ID_OTHER, ROW("张三", "E12345678", "1990-01-01", "", "户籍", "", "", "")},
	{REASON_ID_ROUNDED, ROW("张三", "440305199003070000", "", "", "户籍", "", "", "")},
	{REASON_ID_SCIENTIFIC, ROW("张三", "4.40305E+17", "", "", "户籍", "", "", "")},
	{REASON_BORN_DIFFERS, ROW("张三", MAN_1990, "1990-03-08", "", "户籍", "", "", "")},
	{REASON_BORN_REQUIRED, ROW("张三", "H12345678", "", "", "户籍", "", "", "")},
	{REASON_DATE_FORMAT, ROW("张三", MAN_1990, "07/03/1990", "", "户籍", "", "", "")},
	{REASON_DATE_FORMAT, ROW("张三", MAN_1990, "", "", "户籍", "", "2023-02-29", "")},
	{REASON_DATE_RANGE, ROW("张三", MAN_1990, "", "", "户籍", "", "2026-06-04", "")},
	{REASON_DATE_RANGE, ROW("张三", "E12345678", "1899-12-31", "", "户籍", "", "", "")},
	{REASON_DATE_RANGE, ROW("张三", "440305189912310012", "", "", "户籍", "", "", "")},
	{REASON_DATE_SERIAL, ROW("张三", MAN_1990, "32939", "", "户籍", "", "", "")},
	{REASON_SINCE_BEFORE_BORN, ROW("张三", MAN_1990, "", "", "户籍", "", "1990-03-06", "")},
	{REASON_SINCE_MISSING, ROW("张三", MAN_1990, "", "", "社区工作者", "", "", "")},
	{REASON_UNDER_14, ROW("张三", CHILD_2020, "", "", "户籍", "", "", "")},
	{REASON_KIND_WORD, ROW("张三", MAN_1990, "", "", "亲戚", "", "", "")},
	{REASON_PHONE_FORMAT, ROW("张三", MAN_1990, "", "", "户籍", "", "", "23800138000")},
	{REASON_PHONE_FORMAT, ROW("张三", MAN_1990, "", "", "户籍", "", "", "138001380OO")},
	{REASON_SEX_DIFFERS, ROW("张三", MAN_1990, "", "女", "户籍", "", "", "")},
	{REASON_SEX_WORD, ROW("张三", MAN_1990, "", "x", "户籍", "", "", "")},
	{REASON_DUPLICATE_ID,
		HEADER "1,,1,,张三," MAN_1990 ",,,户籍\n1,,2,,张四," MAN_1990 ",,,户籍\n"},
	{REASON_DUPLICATE_PERSON, HEADER "1,,1,,张三," MAN_1990 ",,,户籍\n1,,1,,张三,E12345678,"
					 "1990-03-07,,户籍\n"},
	{REASON_ROW_LONG, HEADER "1,,1,,张三," MAN_1990 ",,,户籍,,,,,多\n"},
};

/* Files too long or too odd to be written down. */
static void t_made_files(void)
{
	auto_buf struct buf text;

	buf_init(&text, 1 << 24);
	buf_str(&text, HEADER "a");
	buf_add(&text, "\0", 1);
	t_reason(text.data, text.len, REASON_ROW_NUL);
	buf_reset(&text);
	buf_str(&text, HEADER);
	for (int i = 0; i < 5000; i++)
		buf_char(&text, 'a');
	t_reason(text.data, text.len, REASON_ROW_LONG_FIELD);
	buf_reset(&text);
	buf_str(&text, HEADER);
	for (int i = 0; i < 70; i++)
		buf_char(&text, ',');
	t_reason(text.data, text.len, REASON_ROW_MANY_COLUMNS);
	buf_reset(&text);
	buf_str(&text, HEADER);
	for (int i = 0; i < SHEET_ROWS_MAX + 10; i++)
		buf_str(&text, "1\n");
	t_reason(text.data, text.len, REASON_ROW_LIMIT);
}

/* What is said of a good row when the roll already has, or lacks, that person. */
static void t_compared(void)
{
	auto_arena struct arena arena;
	static const char text[] = ROW("张三", MAN_1990, "", "", "户籍", "", "", "13800138000");
	struct sheet sheet = t_sheet(&arena, text, strlen(text));
	struct roll_entry known = sheet.rows[0].entry;
	struct sheet_finding findings[ROLL_COLUMN__COUNT];

	T_INT(sheet_compare(&sheet, sheet.rows, &known, true, findings), 0);
	T_INT(sheet_compare(&sheet, sheet.rows, NULL, true, findings), 2);
	produced[findings[0].reason] = produced[findings[1].reason] = true;
	known.room = "102";
	known.phone = "";
	known.group = "第一小组"; /* left open in the file: not erased */
	T_INT(sheet_compare(&sheet, sheet.rows, &known, false, findings), 2);
	T_INT(findings[0].position, 3);
	T_STR(findings[0].value, "101");
	T_INT(findings[1].column, COLUMN_PHONE);
	T_STR(findings[1].value, "****8000");
	produced[findings[0].reason] = true;
}

TEST(roll, every_reason_is_given_for_some_file)
{
	memset(produced, 0, sizeof produced);
	for (size_t i = 0; i < COUNT_OF(bad_files); i++)
		t_reason(bad_files[i].text, strlen(bad_files[i].text), bad_files[i].reason);
	t_made_files();
	t_compared();
	for (size_t i = REASON_NONE + 1; i < ROLL_REASON__COUNT; i++)
		if (!produced[i])
			t_fail(__FILE__, __LINE__, "%s is never given",
				roll_reason_info((enum roll_reason)i)->token);
}

TEST(roll, reasons_are_said_in_both_languages)
{
	struct sheet_finding finding = {.reason = REASON_DUPLICATE_ID, .other_row = 17};
	char text[128];

	sheet_finding_text(&finding, LANG_ZH, text, sizeof text);
	T_STR(text, "证件号与第 17 行相同");
	sheet_finding_text(&finding, LANG_EN, text, sizeof text);
	T_STR(text, "The same ID number as in row 17");
	for (size_t i = REASON_NONE + 1; i < ROLL_REASON__COUNT; i++) {
		const struct roll_reason_info *info = roll_reason_info((enum roll_reason)i);

		T_CHECK(*info->token && *info->text[LANG_ZH] && *info->text[LANG_EN]);
		for (size_t k = REASON_NONE + 1; k < i; k++)
			T_CHECK(strcmp(info->token, roll_reason_info((enum roll_reason)k)->token) !=
				0);
	}
}

/* D3, D6: a report shows no full name, ID number, birth date or telephone number. */
TEST(roll, a_report_masks_what_it_quotes)
{
	t_findings(ROW("张三丰5", "440305199003070037", "1990.13.07", "", "户籍", "", "",
			   "2380013800x"),
		"2:5 name-characters=张**; 2:6 id-checksum=****0037; 2:7 date-format=1990**; 2:13 "
		"phone-format=****800x");
	t_findings(HEADER "1,,1,,张三," MAN_1990 ",,," MAN_1990 ",,,,,13800138000\n",
		"2:9 kind-word=****0030; 2:14 row-long=****8000");
}

TEST(roll, warnings_leave_a_row_sound)
{
	auto_arena struct arena arena;
	static const char text[] = ROW("张", "E12345678", "32939", "", "社区工作者", "", "", "bad");
	struct sheet sheet = t_sheet(&arena, text, strlen(text));

	T_CHECK(sheet.usable && sheet.rows[0].sound);
	T_INT(sheet.n_of[SEVERITY_WARNING], 5);
	T_INT(sheet.rows[0].entry.born, day_from_civil(1990, 3, 7));
	T_STR(sheet.rows[0].entry.phone, "");
}

TEST(roll, a_workbook_or_garbage_is_refused_as_a_whole)
{
	auto_arena struct arena arena;
	struct error error = {0};
	struct sheet sheet = {.n_rows = 7};

	arena_init(&arena, SHEET_ARENA_MAX);
	T_ERR(sheet_read((struct span){(const uint8_t *)"PK\3\4zip", 7}, TODAY, &arena, &error,
		      &sheet),
		ROLL_WORKBOOK);
	T_ERR(sheet_read((struct span){(const uint8_t *)"\xFF\xFF\xFF", 3}, TODAY, &arena, &error,
		      &sheet),
		TEXT_ENCODING);
	T_ERR(sheet_read((struct span){(const uint8_t *)"", SHEET_BYTES_MAX + 1}, TODAY, &arena,
		      &error, &sheet),
		TOO_LARGE);
	T_INT(sheet.n_rows, 7);
}

TEST(roll, memory_is_bounded)
{
	auto_arena struct arena arena;
	struct error error = {0};
	struct sheet sheet;
	static const char text[] = ROW("张三", MAN_1990, "", "", "户籍", "", "", "");

	for (size_t limit = 0; limit < 1500; limit += 16) {
		arena_init(&arena, limit);
		T_ERR(sheet_read((struct span){(const uint8_t *)text, strlen(text)}, TODAY, &arena,
			      &error, &sheet),
			TOO_LARGE);
		arena_done(&arena);
		if (limit == 400)
			break;
	}
	arena_init(&arena, 4000);
	T_OK(sheet_read(
		(struct span){(const uint8_t *)text, strlen(text)}, TODAY, &arena, &error, &sheet));
}

/* A good file with random bytes changed: always a report or a clean refusal. */
TEST(roll, reading_survives_any_bytes)
{
	struct rand rand = rand_seeded(t_seed());
	static const char good[] = HEADER "1,,1,,张三," MAN_1990 ",1990-3-7,男,户籍,,,,\n"
					  "\"2\",,2,,李四," WOMAN_2000 ",36585,女,常住,有,,,\n";

	for (int round = 0; round < 3000; round++) {
		auto_arena struct arena arena;
		struct error error = {0};
		struct sheet sheet;
		char text[sizeof good];

		memcpy(text, good, sizeof good);
		for (uint32_t n = rand_below(&rand, 6); n; n--)
			text[rand_below(&rand, sizeof good - 1)] =
				(char)"\",\n\0\xE5\x9F 9-E"[rand_below(&rand, 11)];
		arena_init(&arena, SHEET_ARENA_MAX);
		if (sheet_read((struct span){(const uint8_t *)text, sizeof good - 1}, TODAY, &arena,
			    &error, &sheet) == OK)
			T_CHECK(sheet.n_sound <= sheet.n_rows);
	}
}
