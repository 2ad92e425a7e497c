/* A roll file as sent by an officer: CSV in any of the encodings of base/charset.h, its columns in
 * any order under Chinese or English names. Reading it yields the rows and a report that names
 * every unacceptable cell; nothing is decided here about what enters. */
#ifndef ROLL_SHEET_H
#define ROLL_SHEET_H

#include "base/arena.h"
#include "base/charset.h"
#include "roll/model.h"

enum {
	SHEET_BYTES_MAX = 8 * 1024 * 1024, /* of the file, and of its text in UTF-8 */
	SHEET_ROWS_MAX = 60000,
	SHEET_ARENA_MAX = 128 * 1024 * 1024,
	SHEET_FINDINGS_MAX = 100000,
	FINDING_VALUE_SIZE = 64
};

/* One remark of the report. */
struct sheet_finding {
	uint32_t row;            /* of the file, from 1; 0: the file as a whole */
	uint32_t position;       /* of the column in the file, from 1; 0: the whole row */
	enum roll_column column; /* ROLL_COLUMN__COUNT when it is none of ours */
	enum roll_reason reason;
	uint32_t other_row;             /* of duplicates */
	char value[FINDING_VALUE_SIZE]; /* what stands there, masked */
};

struct sheet_row {
	struct roll_entry entry;
	uint32_t row;
	bool sound; /* to be entered: no ERROR against it, and no child's */
};

struct sheet {
	enum charset charset;
	bool usable; /* header complete, at least one row */
	uint32_t n_rows;
	uint32_t n_sound;
	struct sheet_row *rows;
	uint32_t n_findings;
	uint32_t n_omitted; /* beyond SHEET_FINDINGS_MAX */
	uint32_t n_of[ROLL_SEVERITY__COUNT];
	struct sheet_finding *findings;         /* by row, then position */
	uint32_t positions[ROLL_COLUMN__COUNT]; /* in the file, from 1; 0: not there */
};

/* Reads `file` into `arena`, of which SHEET_ARENA_MAX bytes always suffice. `today` bounds dates.
 * Fails with ERR_TEXT_ENCODING, ERR_TOO_LARGE, ERR_ROLL_WORKBOOK; everything else is in the report.
 */
enum err sheet_read(struct span file, int64_t today, struct arena *arena, struct error *error,
	struct sheet *ret_sheet) must_use;

/* What entering `row` would do, as findings for the report. `known` is the person of the same ID
 * number on the roll, or NULL; `similar`: somebody else has the name, birth date and dwelling.
 * Returns how many; none when the roll says the same already. */
size_t sheet_compare(const struct sheet *sheet, const struct sheet_row *row,
	const struct roll_entry *known, bool similar,
	struct sheet_finding ret_findings[ROLL_COLUMN__COUNT]);

/* What a report or a list may show of a value of `column`. */
void sheet_mask(enum roll_column column, const char *value, char ret_text[FINDING_VALUE_SIZE]);

/* The reason in words, with the other row filled in. */
void sheet_finding_text(
	const struct sheet_finding *finding, enum lang lang, char *ret_text, size_t size);

#endif
