/* Comma-separated values (RFC 4180) read out of a buffer, in place: fields are unquoted and
 * terminated where they stand, so a field lives as long as the buffer and nothing is allocated.
 *
 * More forgiving than the RFC where no doubt arises: any of CRLF, LF and CR ends a row, rows may
 * differ in length, a quote inside a bare field is an ordinary character, blanks may follow a
 * closing quote. A row that cannot be read says why and where, and reading goes on behind it. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { CSV_COLUMNS_MAX = 64 };

enum csv_defect {
	CSV_SOUND,
	CSV_NUL,          /* a NUL byte: no text file */
	CSV_AFTER_QUOTE,  /* text between a closing quote and the separator */
	CSV_OPEN_QUOTE,   /* a quote that is never closed; swallows the rest of the text */
	CSV_LONG_FIELD,   /* a field above limits.field */
	CSV_MANY_COLUMNS, /* more fields than limits.columns */
	CSV_MANY_ROWS,    /* more rows than limits.rows; reading ends here */
	CSV_DEFECT__COUNT
};

struct csv_limits {
	uint32_t rows;
	uint32_t columns; /* at most CSV_COLUMNS_MAX */
	size_t field;     /* bytes of one field */
};

struct csv {
	char *at;
	char *end;
	char separator;
	struct csv_limits limits;
	uint32_t row;
	uint32_t line;
};

struct csv_row {
	uint32_t row;      /* 1 for the first, blank ones counted: a spreadsheet's row number */
	uint32_t line;     /* where it begins; differs from `row` after line breaks in fields */
	uint32_t n_fields; /* the sound fields in front of a defect */
	enum csv_defect defect;
	char *fields[CSV_COLUMNS_MAX];
};

/* Reads `text`, whose byte text[len] must be writable too (a struct buf's is). */
void csv_init(
	struct csv *csv, char *text, size_t len, char separator, const struct csv_limits *limits);

/* The next row; false at the end of the text. */
bool csv_next(struct csv *csv, struct csv_row *ret_row);

/* A row with nothing in it, as spreadsheets leave at the end. */
bool csv_row_is_blank(const struct csv_row *row);

/* Which of comma, tab and semicolon the first line uses most; comma when it uses none. */
char csv_separator(const char *text, size_t len);

/* Appends a field, quoted where it needs to be. */
void csv_add(struct buf *out, const char *text);

#endif
