/* The rows of roll/ and their statements. */
#ifndef ROLL_STORE_H
#define ROLL_STORE_H

#include "roll/roll.h"

/* A person with her household and dwelling. */
struct person_row {
	struct person_id id;
	struct body_id body_id;
	int64_t household_id;
	int64_t dwelling_id;
	struct span id_tag;
	struct span id_sealed;
	enum roll_id_kind id_kind;
	const char *name;
	int64_t born;
	enum roll_sex sex;
	enum roll_kind kind;
	enum roll_proof proof;
	int64_t since; /* DAY_NONE: not known */
	enum roll_standing standing;
	const char *residents_group;
	struct span phone_sealed;
	int64_t created_at;
	int64_t updated_at;
	const char *building;
	const char *entrance;
	const char *room;
	const char *household_number;
	struct person_id after; /* parameters of a page */
	int64_t limit;
};

/* What a voter list is made of. */
struct resident_row {
	struct person_id id;
	struct body_id body_id;
	int64_t household_id;
	const char *name;
	int64_t born;
	enum roll_sex sex;
	enum roll_kind kind;
	enum roll_proof proof;
	int64_t since;
	enum roll_standing standing;
	const char *building;
	const char *entrance;
	const char *room;
};

enum import_state { IMPORT_REPORTED, IMPORT_ACCEPTED, IMPORT_DISCARDED };

struct import_row {
	int64_t id;
	struct body_id body_id;
	enum import_state state;
	struct span file_sealed;
	int64_t read_day;
	const char *charset;
	bool usable;
	int64_t n_rows;
	int64_t n_sound;
	int64_t n_errors;
	int64_t n_warnings;
	int64_t n_omitted;
	int64_t n_added;
	int64_t n_changed;
	int64_t created_at;
	struct person_id created_by;
	int64_t settled_at;
	struct person_id settled_by;
	struct span salt_sealed;
	struct span plan;
};

struct finding_row {
	int64_t import_id;
	int64_t seq;
	struct body_id body_id;
	int64_t row;
	int64_t position;
	enum roll_column field;
	enum roll_severity severity;
	enum roll_reason reason;
	int64_t other_row;
	const char *value;
	const char *only; /* parameter: a severity, or NULL */
	int64_t after;    /* parameters of a page */
	int64_t limit;
};

struct read_row {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	struct person_id by_person_id;
	const char *purpose;
	int64_t at;
	int64_t before; /* parameters of a page */
	int64_t limit;
};

struct decision_row {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	enum roll_standing standing;
	const char *reason;
	struct person_id by_person_id;
	int64_t at;
	const char *datum;
	struct span salt;
};

enum {
	DWELLING_FIND,
	DWELLING_INSERT,
	HOUSEHOLD_FIND,
	HOUSEHOLD_INSERT,
	PERSON_GET,
	PERSON_BY_TAG,
	PERSON_SIMILAR,
	PERSON_PAGE,
	RESIDENT_ALL,
	RESIDENT_GET,
	PERSON_INSERT,
	PERSON_UPDATE,
	PERSON_SET_STANDING,
	IMPORT_INSERT,
	IMPORT_COMPARED,
	IMPORT_GET,
	IMPORT_FILE,
	IMPORT_LIST,
	IMPORT_SETTLE,
	FINDING_INSERT,
	FINDING_PAGE,
	READ_INSERT,
	READ_PAGE,
	DECISION_INSERT,
	ROLL_STMT__COUNT
};
extern const struct stmt_def roll_stmts[ROLL_STMT__COUNT];
extern const struct stmt_table roll_stmt_table;

extern const char *const import_state_names[];
extern const char *const roll_severity_names[];
extern const char *const roll_field_names[]; /* by enum roll_column; "other" for none of ours */

#endif
