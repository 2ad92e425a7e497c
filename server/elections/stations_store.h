/* Rows and statements of paper: boxes and the entries of their counts. */
#ifndef ELECTIONS_STATIONS_STORE_H
#define ELECTIONS_STATIONS_STORE_H

#include "elections/stations.h"

struct box_row {
	struct box_id id;
	struct round_id round_id;
	const char *name;
	enum box_kind kind;
	int64_t printed;
	int64_t issued;
	int64_t spoiled;
	int64_t spare;
	bool closed;
	const char *explanation;
};

/* One entry of a box's latest attempt; the numbers are read out of the stored text. */
struct entry_row {
	struct box_id box_id;
	int64_t attempt;
	int64_t entry; /* 1 or 2 */
	struct person_id person_id;
	const char *text;
	const char *hash;
	int64_t at;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
};

struct entry_votes_row {
	struct box_id box_id;
	int64_t attempt;
	int64_t entry;
	struct round_id round_id;
	int64_t candidate_id;
	int64_t votes;
};

enum {
	BOX_INSERT,
	BOX_GET,
	BOX_LIST,
	BOX_ISSUE,
	BOX_SPOIL,
	BOX_CLOSE,
	BOX_EXPLAIN,
	ENTRY_INSERT,
	ENTRY_LATEST,
	ENTRY_VOTES,
	STATIONS_STMT__COUNT
};
extern const struct stmt_def stations_stmts[STATIONS_STMT__COUNT];

#endif
