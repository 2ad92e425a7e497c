/* The rows of bodies/ and their statements. */
#ifndef BODIES_STORE_H
#define BODIES_STORE_H

#include "bodies/bodies.h"

struct body_row {
	struct body_id id;
	const char *name;
	enum body_kind kind;
	const char *profile;
	int64_t created_at;
	bool rehearsal;
	int64_t clock_offset;
};

struct office_row {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	enum role role;
	int64_t from_day;
	int64_t until_day;
	struct person_id granted_by;
	int64_t ended_at;
	int64_t day; /* parameter: the body's present day */
	int64_t n;   /* of people */
};

struct act_row {
	int64_t id;
	struct body_id body_id;
	int64_t at;
	const char *act;
	int64_t subject_id;
	const char *state;
	const char *reason;
	const char *note;
	const char *chinese;
	const char *english;
	int64_t retry_at;
};

enum {
	BODY_GET,
	BODY_LIST,
	BODY_INSERT,
	REHEARSAL_INSERT,
	REHEARSAL_ADVANCE,
	OFFICE_INSERT,
	OFFICE_HELD,
	OFFICE_COUNT,
	OFFICE_GET,
	OFFICE_END,
	OFFICE_LIST,
	ACT_INSERT,
	ACT_NEXT,
	ACT_SETTLE,
	ACT_FAILED,
	BODIES_STMT__COUNT
};
extern const struct stmt_def bodies_stmts[BODIES_STMT__COUNT];
extern const struct stmt_table bodies_stmt_table;

extern const char *const body_kind_names[];

#endif
