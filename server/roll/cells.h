/* What a single cell of a roll file means. Cells come folded (base/text.h) and not empty; those
 * given as `char *` are brought into their final form in place. */
#ifndef ROLL_CELLS_H
#define ROLL_CELLS_H

#include "roll/model.h"

/* A word and what it stands for; a table ends with a NULL text. */
struct cell_word {
	const char *text;
	int value;
};

extern const struct cell_word cell_sexes[];
extern const struct cell_word cell_kinds[];
extern const struct cell_word cell_proofs[];

/* Looks a word up, without regard to ASCII case. */
bool cell_word(const struct cell_word *words, const char *text, int *ret_value);

/* Whether the cell says that there is nothing: 无, -, N/A … */
bool cell_is_nothing(const char *text);

/* A building, entrance or room without its classifier: 3栋 → 3, 2单元 → 2, 0701室 → 0701. */
void cell_place(enum roll_column column, char *text);

/* A name: blanks between Han characters go, a full stop between them becomes the middle dot. The
 * result, at most CELL_NAME_SIZE(strlen(text)) bytes, is set whatever is returned. */
#define CELL_NAME_SIZE(n) (2 * (n) + 1)
enum roll_reason cell_name(const char *text, char *ret_name);

/* What a document number tells. `born` and `sex` are set for 18-digit ID numbers only. */
struct cell_id {
	enum roll_id_kind kind;
	int64_t born;
	enum roll_sex sex;
};

/* 18 digits by GB 11643 with their checksum (resident ID, residence permits of Hong Kong, Macao
 * and Taiwan residents, foreigners' permanent residence card), or the number of a passport or
 * travel permit: 8 or 10 digits, or a letter and 5 to 11 more letters and digits with at least four
 * digits, for which REASON_ID_OTHER is returned. */
enum roll_reason cell_id_number(char *text, struct cell_id *ret_id);

/* A day: 2008-01-05, 2008-1-5, 2008/1/5, 2008.1.5, 2008年1月5日, 20080105, each also followed by a
 * time of midnight; or the five-digit day number of a spreadsheet (1900 system), for which
 * REASON_DATE_SERIAL is returned. */
enum roll_reason cell_date(char *text, int64_t *ret_day);

/* A mobile number, or a fixed one of 7 to 12 digits; separators and +86 go. */
enum roll_reason cell_phone(char *text);

#endif
