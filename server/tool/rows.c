/* A list of records from a CSV file: the titles are the names of the records' fields, in any order,
 * and each row becomes an object. What spreadsheets and `gongyi cards` write goes in as it is. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/charset.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/options.h"
#include "base/text.h"
#include "tool/internal.h"
#include "json/json.h"

enum { ROWS_BYTES_MAX = 32 << 20, ROWS_MAX = 100000, CELL_MAX = 4096 };

/* A file on its way. */
struct reading {
	struct tool *tool;
	const char *path;
	const struct schema *item;
	const struct field *columns[CSV_COLUMNS_MAX];
	uint32_t n_columns;
	struct json_writer writer;
};

static enum err refuse(struct reading *reading, const struct csv_row *row, const char *rule)
{
	char place[ERROR_TEXT_MAX];

	snprintf(place, sizeof place, "%.60s row %" PRIu32, reading->path, row->row);
	return fail_field(&reading->tool->error, place, rule);
}

static enum err read_titles(struct reading *reading, struct csv_row *row)
{
	if (row->defect)
		return refuse(reading, row, "cannot be read");
	for (uint32_t i = 0; i < row->n_fields; i++) {
		text_fold(row->fields[i]);
		reading->columns[i] =
			schema_field(reading->item, row->fields[i], strlen(row->fields[i]));
		if (!reading->columns[i])
			return refuse(reading, row, "has a column that is no field here");
	}
	reading->n_columns = row->n_fields;
	return OK;
}

static enum err read_row(struct reading *reading, const struct csv_row *row)
{
	if (row->defect || row->n_fields > reading->n_columns)
		return refuse(reading, row, "cannot be read");
	json_begin_object(&reading->writer);
	for (uint32_t i = 0; i < row->n_fields; i++) {
		const char *json = value_json(reading->tool, reading->columns[i], row->fields[i]);

		if (!json)
			return refuse(reading, row, "cannot be read");
		if (!*row->fields[i])
			continue;
		json_add_name(&reading->writer, reading->columns[i]->name);
		json_add_text(&reading->writer, json);
	}
	json_end_object(&reading->writer);
	return OK;
}

static enum err read_rows(struct reading *reading, struct buf *text)
{
	static const struct csv_limits limits = {ROWS_MAX, CSV_COLUMNS_MAX, CELL_MAX};
	struct csv csv;
	struct csv_row row = {.row = 1};

	csv_init(&csv, text->data, text->len, csv_separator(text->data, text->len), &limits);
	if (!csv_next(&csv, &row))
		return refuse(reading, &row, "required");
	TRY(read_titles(reading, &row));
	json_begin_array(&reading->writer);
	while (csv_next(&csv, &row))
		if (!csv_row_is_blank(&row))
			TRY(read_row(reading, &row));
	json_end_array(&reading->writer);
	return OK;
}

enum err rows_read(
	struct tool *tool, const struct field *field, const char *path, const char **ret_json)
{
	struct reading reading = {.tool = tool, .path = path, .item = field->item};
	auto_buf struct buf text = {0};
	auto_buf struct buf json = {0};
	enum charset charset;
	struct span bytes;

	buf_init(&text, ROWS_BYTES_MAX);
	buf_init(&json, ROWS_BYTES_MAX);
	reading.writer = json_writer(&json);
	TRY(file_bytes(path, &tool->arena, &bytes, &tool->error));
	TRY(charset_decode(bytes, &tool->error, &text, &charset));
	TRY(read_rows(&reading, &text));
	*ret_json = buf_ok(&json) ? arena_string(&tool->arena, json.data) : NULL;
	return *ret_json ? OK : fail(&tool->error, ERR_TOO_LARGE);
}
