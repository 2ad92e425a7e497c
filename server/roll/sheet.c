/* Reading goes top down: decode the text, find the header, take each row cell by cell through the
 * column table, check cells against each other, then rows against each other. */
#include "roll/sheet.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/mask.h"
#include "base/text.h"
#include "roll/cells.h"

enum { HEADER_ROWS_MAX = 5, HEADER_COLUMNS_MIN = 3, ALIASES_MAX = 6, MINOR_YEARS = 14 };

struct found {
	struct found *next;
	struct sheet_finding finding;
};

/* A file being read. */
struct reading {
	struct arena *arena;
	struct sheet *sheet;
	struct csv csv;
	struct csv_row cells;
	int64_t today;
	uint32_t n_columns;              /* of the header */
	bool filled[ROLL_COLUMN__COUNT]; /* of the row in hand */
	struct sheet_row *row;           /* the row in hand; NULL outside of rows */
	struct found *first, **last;
	bool exhausted; /* of memory */
};

enum masking { SHOW, SHOW_YEAR, SHOW_SURNAME, SHOW_TAIL };

typedef void take_fn(struct reading *reading, enum roll_column column, char *text);
static take_fn take_text, take_place, take_name, take_id_number, take_born, take_sex, take_kind,
	take_permit, take_since, take_phone;

static const struct column {
	const char *key;
	const char *label[2]; /* by enum lang */
	const char *aliases[ALIASES_MAX];
	bool required; /* the column and each of its cells */
	uint8_t max;   /* characters */
	enum masking masking;
	take_fn *take;
} columns[ROLL_COLUMN__COUNT] = {
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

const char *sheet_column_key(enum roll_column column)
{
	return columns[column].key;
}

const char *sheet_column_label(enum roll_column column, enum lang lang)
{
	return columns[column].label[lang];
}

static void show_head(const char *value, size_t n_characters, char *ret_text)
{
	const char *end = value;

	for (size_t i = 0; i < n_characters && *end; i++)
		utf8_next(&end);
	snprintf(ret_text, FINDING_VALUE_SIZE, "%.*s%s", (int)(end - value), value,
		*end ? "**" : "");
}

void sheet_mask(enum roll_column column, const char *value, char ret_text[FINDING_VALUE_SIZE])
{
	char masked[MASK_SIZE] = "";

	if (!*value)
		column = ROLL_COLUMN__COUNT;
	switch (column < ROLL_COLUMN__COUNT ? columns[column].masking : SHOW) {
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
		copy_text(ret_text, FINDING_VALUE_SIZE, value);
		return;
	}
	copy_text(ret_text, FINDING_VALUE_SIZE, masked);
}

void sheet_finding_text(
	const struct sheet_finding *finding, enum lang lang, char *ret_text, size_t size)
{
	const char *text = roll_reason_info(finding->reason)->text[lang];
	const char *hole = strstr(text, "{0}");

	if (hole)
		snprintf(ret_text, size, "%.*s%u%s", (int)(hole - text), text, finding->other_row,
			hole + 3);
	else
		snprintf(ret_text, size, "%s", text);
}

/* ---- findings ---- */

/* Adds a finding; NULL when it is counted only. Its row is no longer sound after an error. */
static struct sheet_finding *add_finding(
	struct reading *reading, struct sheet_row *row, enum roll_reason reason)
{
	struct sheet *sheet = reading->sheet;
	enum roll_severity severity = roll_reason_info(reason)->severity;
	struct found *found;

	sheet->n_of[severity]++;
	if (severity == SEVERITY_ERROR && row)
		row->sound = false;
	if (sheet->n_findings >= SHEET_FINDINGS_MAX && reason != REASON_ROW_LIMIT) {
		sheet->n_omitted++;
		return NULL;
	}
	found = arena_new(reading->arena, struct found);
	if (!found) {
		reading->exhausted = true;
		return NULL;
	}
	sheet->n_findings++;
	*reading->last = found;
	reading->last = &found->next;
	found->finding.row = row ? row->row : reading->cells.row;
	found->finding.column = ROLL_COLUMN__COUNT;
	found->finding.reason = reason;
	return &found->finding;
}

/* A finding about one of our columns; `row` as in add_finding(). */
static void note(struct reading *reading, struct sheet_row *row, enum roll_column column,
	enum roll_reason reason, const char *value, uint32_t other_row)
{
	struct sheet_finding *finding = add_finding(reading, row, reason);

	if (!finding)
		return;
	finding->column = column;
	finding->position = reading->sheet->positions[column];
	finding->other_row = other_row;
	sheet_mask(column, value, finding->value);
}

/* A finding about the cell in hand, unless there is no reason for one. */
static void note_cell(struct reading *reading, enum roll_column column, enum roll_reason reason,
	const char *value)
{
	if (reason)
		note(reading, reading->row, column, reason, value, 0);
}

/* A finding about whatever stands at `index` (from 0) in the row in hand. */
static void note_place(
	struct reading *reading, enum roll_reason reason, uint32_t index, const char *value)
{
	struct sheet_finding *finding = add_finding(reading, reading->row, reason);

	if (!finding)
		return;
	finding->position = index + 1;
	copy_text(finding->value, sizeof finding->value, value);
}

/* ---- cells ---- */

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
	note_cell(reading, column, cell_name(text, name), text);
	take_text(reading, column, name);
}

static bool in_range(const struct reading *reading, int64_t day)
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
	note_cell(reading, column, reason, original);
	if (day == DAY_NONE)
		return DAY_NONE;
	if (!in_range(reading, day)) {
		note_cell(reading, column, REASON_DATE_RANGE, original);
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

	note_cell(reading, column, cell_id_number(text, &id), text);
	if (id.born != DAY_NONE && !in_range(reading, id.born))
		note_cell(reading, column, REASON_DATE_RANGE, text);
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
		note_cell(reading, column, REASON_BORN_DIFFERS, text);
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
		note_cell(reading, column, REASON_SEX_WORD, text);
	else if (entry->sex && entry->sex != (enum roll_sex)sex)
		note_cell(reading, column, REASON_SEX_DIFFERS, text);
	else
		entry->sex = (enum roll_sex)sex;
}

static void take_kind(struct reading *reading, enum roll_column column, char *text)
{
	int kind;

	if (cell_word(cell_kinds, text, &kind))
		reading->row->entry.kind = (enum roll_kind)kind;
	else
		note_cell(reading, column, REASON_KIND_WORD, text);
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

	note_cell(reading, column, reason, text);
	if (!reason)
		take_text(reading, column, text);
}

/* ---- rows ---- */

static const enum roll_reason defect_reasons[CSV_DEFECT__COUNT] = {
	[CSV_NUL] = REASON_ROW_NUL,
	[CSV_AFTER_QUOTE] = REASON_ROW_AFTER_QUOTE,
	[CSV_OPEN_QUOTE] = REASON_ROW_OPEN_QUOTE,
	[CSV_LONG_FIELD] = REASON_ROW_LONG_FIELD,
	[CSV_MANY_COLUMNS] = REASON_ROW_MANY_COLUMNS,
	[CSV_MANY_ROWS] = REASON_ROW_LIMIT,
};

static bool is_blank(const struct csv_row *cells)
{
	for (uint32_t i = 0; i < cells->n_fields; i++)
		if (*cells->fields[i])
			return false;
	return cells->defect == CSV_SOUND;
}

/* The next row that is not blank, its cells folded. */
static bool next_row(struct reading *reading)
{
	struct csv_row *cells = &reading->cells;

	while (csv_next(&reading->csv, cells)) {
		for (uint32_t i = 0; i < cells->n_fields; i++)
			text_fold(cells->fields[i]);
		if (!is_blank(cells))
			return true;
	}
	return false;
}

static void take_cell(struct reading *reading, enum roll_column column)
{
	const struct column *rules = &columns[column];
	uint32_t position = reading->sheet->positions[column];
	char *text;

	reading->filled[column] = false;
	if (!position)
		return;
	text = position <= reading->cells.n_fields ? reading->cells.fields[position - 1] : NULL;
	if (text && *text && !cell_is_nothing(text)) {
		reading->filled[column] = true;
		if (utf8_length(text) > rules->max)
			note_cell(reading, column, REASON_TOO_LONG, text);
		else
			rules->take(reading, column, text);
	} else if (rules->required) {
		note_cell(reading, column, REASON_REQUIRED, text ? text : "");
	}
}

/* What can only be said of a whole row. */
static void check_row(struct reading *reading)
{
	const struct roll_entry *entry = &reading->row->entry;
	enum roll_column born = reading->filled[COLUMN_BORN] ? COLUMN_BORN : COLUMN_ID_NUMBER;

	if (entry->born == DAY_NONE && entry->id_kind == ID_OTHER_DOCUMENT &&
		!reading->filled[COLUMN_BORN])
		note_cell(reading, COLUMN_BORN, REASON_BORN_REQUIRED, "");
	if (entry->born != DAY_NONE && in_range(reading, entry->born) &&
		!months_passed(entry->born, MINOR_YEARS * 12, reading->today))
		note_cell(reading, born, REASON_UNDER_14, "");
	if (entry->born != DAY_NONE && entry->since != DAY_NONE && entry->since < entry->born)
		note_cell(reading, COLUMN_SINCE, REASON_SINCE_BEFORE_BORN, "");
	if (entry->kind == KIND_WORKER && !reading->filled[COLUMN_SINCE])
		note_cell(reading, COLUMN_SINCE, REASON_SINCE_MISSING, "");
}

/* More cells than the header has, and something in them: the row is probably shifted. */
static void check_width(struct reading *reading)
{
	const struct csv_row *cells = &reading->cells;

	for (uint32_t i = reading->n_columns; i < cells->n_fields; i++) {
		if (*cells->fields[i]) {
			note_place(reading, REASON_ROW_LONG, i, cells->fields[i]);
			return;
		}
	}
}

static void take_row(struct reading *reading)
{
	struct sheet *sheet = reading->sheet;
	struct sheet_row *row = &sheet->rows[sheet->n_rows++];

	*row = (struct sheet_row){.row = reading->cells.row, .sound = true};
	row->entry = (struct roll_entry){.building = "",
		.entrance = "",
		.room = "",
		.household = "",
		.name = "",
		.id_number = "",
		.group = "",
		.phone = "",
		.born = DAY_NONE,
		.since = DAY_NONE};
	reading->row = row;
	if (reading->cells.defect) {
		note_place(reading, defect_reasons[reading->cells.defect], reading->cells.n_fields,
			"");
	} else {
		for (enum roll_column i = 0; i < ROLL_COLUMN__COUNT; i++)
			take_cell(reading, i);
		check_width(reading);
		check_row(reading);
	}
	reading->row = NULL;
}

/* ---- header ---- */

static bool is_filler(char c)
{
	return c == ' ' || c == '_' || c == '*' || c == ':';
}

/* Equal but for ASCII case and fillers; a remark in parentheses does not count. */
static bool same_heading(const char *a, const char *b)
{
	char name[2][64];
	const char *from[] = {a, b};

	for (size_t i = 0; i < 2; i++) {
		size_t n = 0;

		for (const char *at = from[i]; *at && *at != '(' && n + 1 < sizeof name[i]; at++)
			if (!is_filler(*at))
				name[i][n++] = *at;
		name[i][n] = '\0';
	}
	return text_equal_fold(name[0], name[1]);
}

static enum roll_column column_of(const char *heading)
{
	for (enum roll_column i = 0; i < ROLL_COLUMN__COUNT; i++) {
		const struct column *column = &columns[i];
		bool found = same_heading(heading, column->key) ||
			     same_heading(heading, column->label[LANG_ZH]) ||
			     same_heading(heading, column->label[LANG_EN]);

		for (size_t k = 0; k < ALIASES_MAX && column->aliases[k] && !found; k++)
			found = same_heading(heading, column->aliases[k]);
		if (found)
			return i;
	}
	return ROLL_COLUMN__COUNT;
}

static bool is_header(const struct csv_row *cells)
{
	size_t known = 0;

	for (uint32_t i = 0; i < cells->n_fields; i++)
		known += column_of(cells->fields[i]) != ROLL_COLUMN__COUNT;
	return known >= HEADER_COLUMNS_MIN;
}

/* Assigns a position to each column the header names. */
static void take_header(struct reading *reading)
{
	const struct csv_row *cells = &reading->cells;
	uint32_t *positions = reading->sheet->positions;

	reading->n_columns = cells->n_fields;
	for (uint32_t i = 0; i < cells->n_fields; i++) {
		enum roll_column column = column_of(cells->fields[i]);

		if (column == ROLL_COLUMN__COUNT && *cells->fields[i])
			note_place(reading, REASON_COLUMN_UNKNOWN, i, cells->fields[i]);
		else if (column != ROLL_COLUMN__COUNT && positions[column])
			note_place(reading, REASON_COLUMN_TWICE, i, cells->fields[i]);
		else if (column != ROLL_COLUMN__COUNT)
			positions[column] = i + 1;
	}
}

/* Finds the header among the first rows (a title may stand above it); says what it lacks. */
static void read_header(struct reading *reading)
{
	bool found = false;

	for (size_t i = 0; i < HEADER_ROWS_MAX && !found && next_row(reading); i++)
		found = is_header(&reading->cells);
	if (found)
		take_header(reading);
	else
		reading->cells.row = 0;
	for (enum roll_column i = 0; i < ROLL_COLUMN__COUNT; i++) {
		if (columns[i].required && !reading->sheet->positions[i])
			note(reading, NULL, i, REASON_COLUMN_MISSING, "", 0);
	}
	reading->sheet->usable = reading->sheet->n_of[SEVERITY_ERROR] == 0;
}

/* ---- rows against each other ---- */

static int compare_ids(const void *a, const void *b)
{
	const struct sheet_row *one = *(const struct sheet_row *const *)a;
	const struct sheet_row *two = *(const struct sheet_row *const *)b;
	int order = strcmp(one->entry.id_number, two->entry.id_number);

	return order ? order : (one->row > two->row) - (one->row < two->row);
}

/* Name, birth date and dwelling; 0 for what may be the same person. */
static int compare_persons(const struct roll_entry *one, const struct roll_entry *two)
{
	int order = strcmp(one->name, two->name);

	if (!order)
		order = (one->born > two->born) - (one->born < two->born);
	if (!order)
		order = strcmp(one->building, two->building);
	if (!order)
		order = strcmp(one->entrance, two->entrance);
	return order ? order : strcmp(one->room, two->room);
}

static int compare_rows(const void *a, const void *b)
{
	const struct sheet_row *one = *(const struct sheet_row *const *)a;
	const struct sheet_row *two = *(const struct sheet_row *const *)b;
	int order = compare_persons(&one->entry, &two->entry);

	return order ? order : (one->row > two->row) - (one->row < two->row);
}

/* Each row is held against the first of those equal to it. */
static void find_duplicates(struct reading *reading)
{
	struct sheet *sheet = reading->sheet;
	struct sheet_row **rows = arena_array(reading->arena, struct sheet_row *, sheet->n_rows);
	struct sheet_row *first;

	if (!rows) {
		reading->exhausted = true;
		return;
	}
	for (uint32_t i = 0; i < sheet->n_rows; i++)
		rows[i] = &sheet->rows[i];
	qsort(rows, sheet->n_rows, sizeof(struct sheet_row *), compare_ids);
	first = rows[0];
	for (uint32_t i = 1; i < sheet->n_rows; i++) {
		const char *id = rows[i]->entry.id_number;

		if (*id && strcmp(first->entry.id_number, id) == 0)
			note(reading, rows[i], COLUMN_ID_NUMBER, REASON_DUPLICATE_ID, id,
				first->row);
		else
			first = rows[i];
	}
	qsort(rows, sheet->n_rows, sizeof(struct sheet_row *), compare_rows);
	first = rows[0];
	for (uint32_t i = 1; i < sheet->n_rows; i++) {
		const struct roll_entry *entry = &rows[i]->entry;

		if (*entry->name && compare_persons(&first->entry, entry) != 0)
			first = rows[i];
		else if (*entry->name && strcmp(first->entry.id_number, entry->id_number) != 0)
			note(reading, rows[i], COLUMN_NAME, REASON_DUPLICATE_PERSON, entry->name,
				first->row);
	}
}

/* ---- the file ---- */

static int compare_findings(const void *a, const void *b)
{
	const struct sheet_finding *one = a;
	const struct sheet_finding *two = b;

	if (one->row != two->row)
		return one->row > two->row ? 1 : -1;
	if (one->position != two->position)
		return one->position > two->position ? 1 : -1;
	return (int)one->reason - (int)two->reason;
}

static void collect_findings(struct reading *reading)
{
	struct sheet *sheet = reading->sheet;
	struct sheet_finding *to =
		arena_array(reading->arena, struct sheet_finding, sheet->n_findings);

	sheet->findings = to;
	reading->exhausted = reading->exhausted || !to;
	for (const struct found *at = reading->first; to && at; at = at->next)
		*to++ = at->finding;
	if (to)
		qsort(sheet->findings, sheet->n_findings, sizeof *to, compare_findings);
}

/* The file as UTF-8 in the arena, ready to be read in place. */
static enum err decode(struct span file, struct reading *reading, struct error *error)
{
	static const struct csv_limits limits = {.rows = SHEET_ROWS_MAX + HEADER_ROWS_MAX,
		.columns = CSV_COLUMNS_MAX,
		.field = 4096};
	auto_buf struct buf buf;
	struct sheet *sheet = reading->sheet;
	size_t lines = 1;
	char *text;

	buf_init(&buf, SHEET_BYTES_MAX);
	if (file.len >= 4 && memcmp(file.data, "PK\3\4", 4) == 0)
		return fail(error, ERR_ROLL_WORKBOOK);
	TRY(charset_decode(file, error, &buf, &sheet->charset));
	text = arena_copy(reading->arena, buf.data, buf.len);
	for (size_t i = 0; i < buf.len && lines <= limits.rows; i++)
		lines += text && (text[i] == '\n' || text[i] == '\r');
	sheet->rows = arena_array(reading->arena, struct sheet_row, lines);
	if (!text || !sheet->rows)
		return fail(error, ERR_TOO_LARGE);
	csv_init(&reading->csv, text, buf.len, csv_separator(text, buf.len), &limits);
	return OK;
}

enum err sheet_read(struct span file, int64_t today, struct arena *arena, struct error *error,
	struct sheet *ret_sheet)
{
	struct sheet sheet = {0};
	struct reading reading = {.arena = arena, .sheet = &sheet, .today = today};

	reading.last = &reading.first;
	if (file.len > SHEET_BYTES_MAX)
		return fail(error, ERR_TOO_LARGE);
	TRY(decode(file, &reading, error));
	read_header(&reading);
	while (sheet.usable && next_row(&reading))
		take_row(&reading);
	if (sheet.n_rows)
		find_duplicates(&reading);
	else if (sheet.usable)
		add_finding(&reading, NULL, REASON_FILE_EMPTY);
	collect_findings(&reading);
	if (reading.exhausted)
		return fail(error, ERR_TOO_LARGE);
	sheet.usable = sheet.usable && sheet.n_rows > 0;
	for (uint32_t i = 0; i < sheet.n_rows; i++)
		sheet.n_sound += sheet.rows[i].sound;
	*ret_sheet = sheet;
	return OK;
}
