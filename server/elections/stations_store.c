/* The SQL of paper. Counters go up in place, each only while a paper is left. */
#include "elections/stations_store.h"

const char *const box_kind_names[] = {"hall", "station", "mobile", NULL};
const char *const box_stage_names[] = {"open", "closed", "entered", "differing", "counted", NULL};

SCHEMA(box_row, struct box_row, FIELD_ID(struct box_row, id), FIELD_ID(struct box_row, round_id),
	FIELD_STRING(struct box_row, name), FIELD_ENUM(struct box_row, kind, box_kind_names),
	FIELD_INT(struct box_row, printed), FIELD_INT(struct box_row, issued),
	FIELD_INT(struct box_row, spoiled), FIELD_INT(struct box_row, spare),
	FIELD_BOOL(struct box_row, closed), FIELD_STRING(struct box_row, explanation));

SCHEMA(entry_row, struct entry_row, FIELD_ID(struct entry_row, box_id),
	FIELD_INT(struct entry_row, attempt), FIELD_INT(struct entry_row, entry),
	FIELD_ID(struct entry_row, person_id), FIELD_STRING(struct entry_row, text),
	FIELD_STRING(struct entry_row, hash), FIELD_TIME(struct entry_row, at),
	FIELD_INT(struct entry_row, recovered), FIELD_INT(struct entry_row, valid),
	FIELD_INT(struct entry_row, invalid));

SCHEMA(entry_votes_row, struct entry_votes_row, FIELD_ID(struct entry_votes_row, box_id),
	FIELD_INT(struct entry_votes_row, attempt), FIELD_INT(struct entry_votes_row, entry),
	FIELD_ID(struct entry_votes_row, round_id), FIELD_INT(struct entry_votes_row, candidate_id),
	FIELD_INT(struct entry_votes_row, votes));

#define BOX_COLUMNS                                                                                \
	"SELECT id, round_id, name, kind, printed, issued, spoiled, spare, closed, explanation"    \
	" FROM ballot_box"
#define PAPER_LEFT " WHERE id = :id AND issued + spoiled < printed"

const struct stmt_def stations_stmts[STATIONS_STMT__COUNT] = {
	[BOX_INSERT] = {WRITES, .in = &box_row_schema,
		.sql = "INSERT INTO ballot_box(id, round_id, name, kind, printed)"
		       " VALUES (:id, :round_id, :name, :kind, :printed)"},
	[BOX_GET] = {.in = &box_row_schema,
		.out = &box_row_schema,
		.sql = BOX_COLUMNS " WHERE id = :id"},
	[BOX_LIST] = {.in = &box_row_schema,
		.out = &box_row_schema,
		.sql = BOX_COLUMNS " WHERE round_id = :round_id ORDER BY id"},
	[BOX_ISSUE] = {WRITES, .in = &box_row_schema,
		.sql = "UPDATE ballot_box SET issued = issued + 1" PAPER_LEFT},
	[BOX_SPOIL] = {WRITES, .in = &box_row_schema,
		.sql = "UPDATE ballot_box SET spoiled = spoiled + 1" PAPER_LEFT},
	[BOX_CLOSE] = {WRITES, .in = &box_row_schema,
		.sql = "UPDATE ballot_box SET spare = :spare, closed = 1"
		       " WHERE id = :id AND closed = 0"},
	[BOX_EXPLAIN] = {WRITES, .in = &box_row_schema,
		.sql = "UPDATE ballot_box SET explanation = :explanation WHERE id = :id"},
	[ENTRY_INSERT] = {WRITES, .in = &entry_row_schema,
		.sql = "INSERT INTO count_entry(box_id, attempt, entry, person_id, text, hash, at)"
		       " VALUES (:box_id, :attempt, :entry, :person_id, :text, :hash, :at)"},
	[ENTRY_LATEST] = {.in = &entry_row_schema,
		.out = &entry_row_schema,
		.sql = "SELECT box_id, attempt, entry, person_id, text, hash, at,"
		       " text ->> '$.recovered' AS recovered, text ->> '$.valid' AS valid,"
		       " text ->> '$.invalid' AS invalid FROM count_entry"
		       " WHERE box_id = :box_id AND attempt = (SELECT max(attempt)"
		       " FROM count_entry WHERE box_id = :box_id) ORDER BY entry"},
	[ENTRY_VOTES] = {.in = &entry_votes_row_schema,
		.out = &entry_votes_row_schema,
		.sql = "SELECT candidate_id, text ->> ('$.votes.\"' || candidate_id || '\"') AS "
		       "votes"
		       " FROM count_entry JOIN round_answer ON round_id = :round_id"
		       " WHERE box_id = :box_id AND attempt = :attempt AND entry = :entry"
		       " ORDER BY question, answer"},
};
