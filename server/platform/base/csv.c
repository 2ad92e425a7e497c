/* The reader moves one pointer through the text. The bytes of a quoted field slide left over its
 * quotes, and the terminator of a field falls on its separator or its closing quote. */
#include "base/csv.h"

#include <string.h>

#include "base/attr.h"

void csv_init(
	struct csv *csv, char *text, size_t len, char separator, const struct csv_limits *limits)
{
	*csv = (struct csv){
		.at = text,
		.end = text + len,
		.separator = separator,
		.limits = *limits,
		.line = 1,
	};
	if (csv->limits.columns > CSV_COLUMNS_MAX)
		csv->limits.columns = CSV_COLUMNS_MAX;
}

static bool at_line_end(const struct csv *csv)
{
	return csv->at == csv->end || *csv->at == '\r' || *csv->at == '\n';
}

/* Steps over CRLF, LF or CR. */
static void skip_line_end(struct csv *csv)
{
	if (csv->at == csv->end)
		return;
	if (*csv->at++ == '\r' && csv->at < csv->end && *csv->at == '\n')
		csv->at++;
	csv->line++;
}

static void skip_row(struct csv *csv)
{
	while (!at_line_end(csv))
		csv->at++;
	skip_line_end(csv);
}

/* A field without quotes; returns where it ends. */
static char *bare_field(struct csv *csv)
{
	while (!at_line_end(csv) && *csv->at != csv->separator)
		csv->at++;
	return csv->at;
}

/* A field from behind its opening quote to behind the closing one. */
static enum csv_defect quoted_field(struct csv *csv, char **ret_end)
{
	char *to = csv->at;

	while (csv->at < csv->end) {
		char c = *csv->at++;

		if (c == '"' && (csv->at == csv->end || *csv->at != '"')) {
			*ret_end = to;
			return CSV_SOUND;
		}
		if (c == '"')
			csv->at++;
		if (c == '\n' || (c == '\r' && (csv->at == csv->end || *csv->at != '\n')))
			csv->line++;
		*to++ = c;
	}
	return CSV_OPEN_QUOTE;
}

/* Reads a field up to its separator or line end, which is left for the caller to step over;
 * the field is not terminated yet. */
static enum csv_defect read_field(struct csv *csv, char **ret_start, char **ret_end)
{
	char *start = csv->at;
	char *end;

	if (csv->at < csv->end && *csv->at == '"') {
		enum csv_defect defect;

		start = ++csv->at;
		defect = quoted_field(csv, &end);
		if (defect)
			return defect;
		while (csv->at < csv->end && *csv->at == ' ')
			csv->at++;
		if (!at_line_end(csv) && *csv->at != csv->separator)
			return CSV_AFTER_QUOTE;
	} else {
		end = bare_field(csv);
	}
	if ((size_t)(end - start) > csv->limits.field)
		return CSV_LONG_FIELD;
	if (memchr(start, '\0', (size_t)(end - start)))
		return CSV_NUL;
	*ret_start = start;
	*ret_end = end;
	return CSV_SOUND;
}

/* Reads one more field into the row; false when it was the last. */
static bool add_field(struct csv *csv, struct csv_row *row)
{
	char *start = NULL, *end = NULL;
	bool more;

	row->defect = row->n_fields < csv->limits.columns ? read_field(csv, &start, &end)
							  : CSV_MANY_COLUMNS;
	if (row->defect) {
		skip_row(csv);
		return false;
	}
	more = !at_line_end(csv);
	if (more)
		csv->at++;
	else
		skip_line_end(csv);
	*end = '\0';
	row->fields[row->n_fields++] = start;
	return more;
}

bool csv_next(struct csv *csv, struct csv_row *ret_row)
{
	if (csv->at == csv->end)
		return false;
	ret_row->row = ++csv->row;
	ret_row->line = csv->line;
	ret_row->n_fields = 0;
	if (csv->row > csv->limits.rows) {
		ret_row->defect = CSV_MANY_ROWS;
		csv->at = csv->end;
		return true;
	}
	while (add_field(csv, ret_row))
		;
	return true;
}

bool csv_row_is_blank(const struct csv_row *row)
{
	for (uint32_t i = 0; i < row->n_fields; i++)
		if (*row->fields[i])
			return false;
	return !row->defect;
}

char csv_separator(const char *text, size_t len)
{
	static const char known[] = {',', '\t', ';'};
	size_t count[COUNT_OF(known)] = {0};
	size_t best = 0;

	for (size_t i = 0; i < len && text[i] != '\n' && text[i] != '\r'; i++)
		for (size_t k = 0; k < COUNT_OF(known); k++)
			count[k] += text[i] == known[k];
	for (size_t k = 1; k < COUNT_OF(known); k++)
		if (count[k] > count[best])
			best = k;
	return known[best];
}

void csv_add(struct buf *out, const char *text)
{
	if (!strpbrk(text, ",;\t\"\r\n")) {
		buf_str(out, text);
		return;
	}
	buf_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text);
	}
	buf_char(out, '"');
}
