/* What sheet.c and columns.c share: the file in hand and the column table. Nobody else's. */
#ifndef ROLL_READING_H
#define ROLL_READING_H

#include "base/csv.h"
#include "roll/sheet.h"

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

/* How much of a value a report may show. */
enum masking { SHOW, SHOW_YEAR, SHOW_SURNAME, SHOW_TAIL };

enum { ALIASES_MAX = 6 };

/* Takes a cell, folded and not empty, into the entry of the row in hand. */
typedef void take_fn(struct reading *reading, enum roll_column column, char *text);

struct column {
	const char *key;
	const char *label[2]; /* by enum lang */
	const char *aliases[ALIASES_MAX];
	bool required; /* the column and each of its cells */
	uint8_t max;   /* characters */
	enum masking masking;
	take_fn *take;
};

extern const struct column sheet_columns[ROLL_COLUMN__COUNT];

/* Whether a date is one a person of today can have. */
bool reading_day_in_range(const struct reading *reading, int64_t day);

/* A finding about the cell in hand, unless there is no reason for one. */
void reading_note(struct reading *reading, enum roll_column column, enum roll_reason reason,
	const char *value);

#endif
