/* Reading goes top down: decode the text, find the header, take each row cell by cell through the
 * column table, check cells against each other, then rows against each other. */
#include "roll/reading.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/text.h"
#include "roll/cells.h"

enum { HEADER_ROWS_MAX = 5, HEADER_COLUMNS_MIN = 3, MINOR_MONTHS = 14 * 12 };

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

/* Adds a finding; NULL when it is counted only. Its row is not entered after an error, nor a
 * child's (D12). */
static struct sheet_finding *add_finding(
	struct reading *reading, struct sheet_row *row, enum roll_reason reason)
{
	struct sheet *sheet = reading->sheet;
	enum roll_severity severity = roll_reason_info(reason)->severity;
	struct found *found;

	sheet->n_of[severity]++;
	if (row && (severity == SEVERITY_ERROR || reason == REASON_UNDER_14))
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

void reading_note(struct reading *reading, enum roll_column column, enum roll_reason reason,
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
	sheet_mask(ROLL_COLUMN__COUNT, value, finding->value);
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

/* The next row that is not blank, its cells folded. */
static bool next_row(struct reading *reading)
{
	struct csv_row *cells = &reading->cells;

	while (csv_next(&reading->csv, cells)) {
		for (uint32_t i = 0; i < cells->n_fields; i++)
			text_fold(cells->fields[i]);
		if (!csv_row_is_blank(cells))
			return true;
	}
	return false;
}

static void take_cell(struct reading *reading, enum roll_column column)
{
	const struct column *rules = &sheet_columns[column];
	uint32_t position = reading->sheet->positions[column];
	char *text;

	reading->filled[column] = false;
	if (!position)
		return;
	text = position <= reading->cells.n_fields ? reading->cells.fields[position - 1] : NULL;
	if (text && *text && !cell_is_nothing(text)) {
		reading->filled[column] = true;
		if (utf8_length(text) > rules->max)
			reading_note(reading, column, REASON_TOO_LONG, text);
		else
			rules->take(reading, column, text);
	} else if (rules->required) {
		reading_note(reading, column, REASON_REQUIRED, text ? text : "");
	}
}

static void check_born(struct reading *reading)
{
	const struct roll_entry *entry = &reading->row->entry;
	bool filled = reading->filled[COLUMN_BORN];

	if (entry->born == DAY_NONE && entry->id_kind == ID_OTHER_DOCUMENT && !filled)
		reading_note(reading, COLUMN_BORN, REASON_BORN_REQUIRED, "");
	if (entry->born == DAY_NONE || !reading_day_in_range(reading, entry->born))
		return;
	if (!months_passed(entry->born, MINOR_MONTHS, reading->today))
		reading_note(reading, filled ? COLUMN_BORN : COLUMN_ID_NUMBER, REASON_UNDER_14, "");
}

/* What can only be said of a whole row. */
static void check_row(struct reading *reading)
{
	const struct roll_entry *entry = &reading->row->entry;

	check_born(reading);
	if (entry->since != DAY_NONE && entry->since < entry->born)
		reading_note(reading, COLUMN_SINCE, REASON_SINCE_BEFORE_BORN, "");
	if (entry->kind == KIND_WORKER && !reading->filled[COLUMN_SINCE])
		reading_note(reading, COLUMN_SINCE, REASON_SINCE_MISSING, "");
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
		const struct column *column = &sheet_columns[i];
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
		if (sheet_columns[i].required && !reading->sheet->positions[i])
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

/* ---- rows against the roll ---- */

/* The file's text of a column, where it has one. */
static const char *text_of(const struct roll_entry *entry, enum roll_column column)
{
	const char *const texts[ROLL_COLUMN__COUNT] = {
		[COLUMN_BUILDING] = entry->building,
		[COLUMN_ENTRANCE] = entry->entrance,
		[COLUMN_ROOM] = entry->room,
		[COLUMN_HOUSEHOLD] = entry->household,
		[COLUMN_NAME] = entry->name,
		[COLUMN_ID_NUMBER] = entry->id_number,
		[COLUMN_GROUP] = entry->group,
		[COLUMN_PHONE] = entry->phone,
	};

	return texts[column] ? texts[column] : "";
}

static struct sheet_finding finding_of(const struct sheet *sheet, const struct sheet_row *row,
	enum roll_column column, enum roll_reason reason)
{
	struct sheet_finding finding = {.row = row->row,
		.position = sheet->positions[column],
		.column = column,
		.reason = reason};

	sheet_mask(column, text_of(&row->entry, column), finding.value);
	return finding;
}

size_t sheet_compare(const struct sheet *sheet, const struct sheet_row *row,
	const struct roll_entry *known, bool similar,
	struct sheet_finding ret_findings[ROLL_COLUMN__COUNT])
{
	struct roll_entry merged = known ? roll_merge(known, &row->entry) : row->entry;
	uint32_t changed = known ? roll_differences(known, &merged) : 0;
	size_t n = 0;

	if (!known)
		ret_findings[n++] = finding_of(sheet, row, COLUMN_NAME, REASON_WILL_ADD);
	if (!known && similar)
		ret_findings[n++] = finding_of(sheet, row, COLUMN_NAME, REASON_KNOWN_SIMILAR);
	for (enum roll_column i = 0; i < ROLL_COLUMN__COUNT; i++)
		if (changed >> i & 1)
			ret_findings[n++] = finding_of(sheet, row, i, REASON_WILL_CHANGE);
	return n;
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
	auto_buf struct buf buf = {0};
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
