/* The column table: names, limits, what may be shown, and how each cell is taken. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/mask.h"
#include "roll/cells.h"
#include "roll/reading.h"

enum { LONG_NUMBER = 7 }; /* digits in a row: a telephone or ID number */

static take_fn take_text, take_place, take_name, take_id_number, take_born, take_sex, take_kind,
	take_permit, take_since, take_phone;

const struct column sheet_columns[ROLL_COLUMN__COUNT] = {
	[COLUMN_BUILDING] = {"building", {"楼栋", "Building"}, {"栋", "楼号", "楼栋号", "幢", "楼"},
		true, 20, SHOW, take_place},
	[COLUMN_ENTRANCE] = {"entrance", {"单元", "Entrance"}, {"单元号", "梯", "unit"}, false, 20,
		SHOW, take_place},
	[COLUMN_ROOM] = {"room", {"房号", "Room"},
		{"房间号", "室", "室号", "门牌号", "房间", "roomno"}, true, 20, SHOW, take_place},
	[COLUMN_HOUSEHOLD] = {"household", {"户号", "Household"}, {"户编号", "户口号", "户口簿号"},
		false, 30, SHOW, take_text},
	[COLUMN_NAME] = {"name", {"姓名", "Name"}, {"名字", "居民姓名", "fullname"}, true, 40,
		SHOW_SURNAME, take_name},
	[COLUMN_ID_NUMBER] = {"id_number", {"证件号", "ID number"},
		{"证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码", "id"}, true, 30,
		SHOW_TAIL, take_id_number},
	[COLUMN_BORN] = {"born", {"出生日期", "Born"},
		{"出生年月日", "生日", "birthdate", "birthday", "dateofbirth"}, false, 30,
		SHOW_YEAR, take_born},
	[COLUMN_SEX] = {"sex", {"性别", "Sex"}, {"gender"}, false, 10, SHOW, take_sex},
	[COLUMN_KIND] = {"kind", {"类别", "Kind"}, {"居民类别", "人员类别", "户籍类别", "类型"},
		true, 20, SHOW, take_kind},
	[COLUMN_PERMIT] = {"permit", {"居住证", "Residence permit"},
		{"居住证号", "居住证号码", "居住证明", "residencepermit"}, false, 40, SHOW_TAIL,
		take_permit},
	[COLUMN_SINCE] = {"since", {"迁入日期", "Since"},
		{"入住日期", "居住起始日期", "入职日期", "起始日期", "movedin"}, false, 30, SHOW,
		take_since},
	[COLUMN_GROUP] = {"group", {"居民小组", "Residents' group"}, {"小组", "组别"}, false, 40,
		SHOW, take_text},
	[COLUMN_PHONE] = {"phone", {"电话", "Phone"},
		{"电话号码", "手机", "手机号", "手机号码", "联系电话", "mobile"}, false, 30,
		SHOW_TAIL, take_phone},
};

static void show_head(const char *value, size_t n_characters, char *ret_text)
{
	const char *end = value;

	for (size_t i = 0; i < n_characters && *end; i++)
		utf8_next(&end);
	snprintf(ret_text, FINDING_VALUE_SIZE, "%.*s%s", (int)(end - value), value,
		*end ? "**" : "");
}

/* A long number in a column that may be shown got there by mistake, as in a shifted row. */
static bool has_long_number(const char *text)
{
	size_t n = 0;

	for (; *text && n < LONG_NUMBER; text++)
		n = *text >= '0' && *text <= '9' ? n + 1 : 0;
	return n == LONG_NUMBER;
}

void sheet_mask(enum roll_column column, const char *value, char ret_text[FINDING_VALUE_SIZE])
{
	char masked[MASK_SIZE] = "";

	if (!*value)
		column = ROLL_COLUMN__COUNT;
	switch (column < ROLL_COLUMN__COUNT ? sheet_columns[column].masking : SHOW) {
	case SHOW_SURNAME:
		mask_name(value, masked);
		break;
	case SHOW_TAIL:
		mask_number(value, masked);
		break;
	case SHOW_YEAR:
		show_head(value, 4, ret_text);
		return;
	case SHOW:
		if (has_long_number(value)) {
			mask_number(value, masked);
			break;
		}
		copy_text(ret_text, FINDING_VALUE_SIZE, value);
		return;
	}
	copy_text(ret_text, FINDING_VALUE_SIZE, masked);
}

/* Where an entry keeps the text of a column; NULL for the others. */
static const char **text_of(struct roll_entry *entry, enum roll_column column)
{
	const char **const at[ROLL_COLUMN__COUNT] = {
		[COLUMN_BUILDING] = &entry->building,
		[COLUMN_ENTRANCE] = &entry->entrance,
		[COLUMN_ROOM] = &entry->room,
		[COLUMN_HOUSEHOLD] = &entry->household,
		[COLUMN_NAME] = &entry->name,
		[COLUMN_ID_NUMBER] = &entry->id_number,
		[COLUMN_GROUP] = &entry->group,
		[COLUMN_PHONE] = &entry->phone,
	};

	return at[column];
}

static void take_text(struct reading *reading, enum roll_column column, char *text)
{
	*text_of(&reading->row->entry, column) = text;
}

static void take_place(struct reading *reading, enum roll_column column, char *text)
{
	cell_place(column, text);
	take_text(reading, column, text);
}

static void take_name(struct reading *reading, enum roll_column column, char *text)
{
	char *name = arena_alloc(reading->arena, CELL_NAME_SIZE(strlen(text)));

	if (!name) {
		reading->exhausted = true;
		return;
	}
	reading_note(reading, column, cell_name(text, name), text);
	take_text(reading, column, name);
}

bool reading_day_in_range(const struct reading *reading, int64_t day)
{
	return day >= day_from_civil(1900, 1, 1) && day <= reading->today;
}

/* A date within reason; DAY_NONE, with a finding, when there is none. */
static int64_t take_date(struct reading *reading, enum roll_column column, char *text)
{
	char original[FINDING_VALUE_SIZE];
	int64_t day = DAY_NONE;
	enum roll_reason reason;

	copy_text(original, sizeof original, text);
	reason = cell_date(text, &day);
	reading_note(reading, column, reason, original);
	if (day == DAY_NONE)
		return DAY_NONE;
	if (!reading_day_in_range(reading, day)) {
		reading_note(reading, column, REASON_DATE_RANGE, original);
		return DAY_NONE;
	}
	return day;
}

/* Columns are taken in their own order, so the ID number's birth date and sex are there when the
 * cells that must agree with them come. */
static void take_id_number(struct reading *reading, enum roll_column column, char *text)
{
	struct roll_entry *entry = &reading->row->entry;
	struct cell_id id = {.born = DAY_NONE};

	reading_note(reading, column, cell_id_number(text, &id), text);
	if (id.born != DAY_NONE && !reading_day_in_range(reading, id.born))
		reading_note(reading, column, REASON_DATE_RANGE, text);
	entry->id_kind = id.kind;
	entry->born = id.born;
	entry->sex = id.sex;
	take_text(reading, column, text);
}

static void take_born(struct reading *reading, enum roll_column column, char *text)
{
	struct roll_entry *entry = &reading->row->entry;
	int64_t born = take_date(reading, column, text);

	if (born != DAY_NONE && entry->born != DAY_NONE && born != entry->born)
		reading_note(reading, column, REASON_BORN_DIFFERS, text);
	else if (born != DAY_NONE)
		entry->born = born;
}

static void take_since(struct reading *reading, enum roll_column column, char *text)
{
	reading->row->entry.since = take_date(reading, column, text);
}

static void take_sex(struct reading *reading, enum roll_column column, char *text)
{
	struct roll_entry *entry = &reading->row->entry;
	int sex;

	if (!cell_word(cell_sexes, text, &sex))
		reading_note(reading, column, REASON_SEX_WORD, text);
	else if (entry->sex && entry->sex != (enum roll_sex)sex)
		reading_note(reading, column, REASON_SEX_DIFFERS, text);
	else
		entry->sex = (enum roll_sex)sex;
}

static void take_kind(struct reading *reading, enum roll_column column, char *text)
{
	int kind;

	if (cell_word(cell_kinds, text, &kind))
		reading->row->entry.kind = (enum roll_kind)kind;
	else
		reading_note(reading, column, REASON_KIND_WORD, text);
}

static void take_permit(struct reading *reading, enum roll_column column, char *text)
{
	int proof = PROOF_PERMIT;

	(void)column;
	(void)cell_word(cell_proofs, text, &proof);
	reading->row->entry.proof = (enum roll_proof)proof;
}

static void take_phone(struct reading *reading, enum roll_column column, char *text)
{
	enum roll_reason reason = cell_phone(text);

	reading_note(reading, column, reason, text);
	if (!reason)
		take_text(reading, column, text);
}
