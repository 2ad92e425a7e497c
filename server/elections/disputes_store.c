/* The SQL of disputes. */
#include "elections/disputes_store.h"

const char *const dispute_kind_names[] = {
	"not_recorded", "proof_wrong", "not_mine", "result_differs", NULL};
const char *const dispute_outcome_names[] = {"", "upheld", "rejected", NULL};

SCHEMA(dispute_row, struct dispute_row, FIELD_INT(struct dispute_row, id),
	FIELD_ID(struct dispute_row, round_id), FIELD_ID(struct dispute_row, person_id),
	FIELD_ENUM(struct dispute_row, kind, dispute_kind_names),
	FIELD_BYTES(struct dispute_row, digest), FIELD_STRING(struct dispute_row, statement),
	FIELD_BYTES(struct dispute_row, salt), FIELD_TIME(struct dispute_row, filed_at),
	FIELD_DAY(struct dispute_row, answer_by),
	FIELD_ENUM(struct dispute_row, outcome, dispute_outcome_names),
	FIELD_STRING(struct dispute_row, answer),
	FIELD_TIME(struct dispute_row, answered_at, .nullable = true),
	FIELD_ID(struct dispute_row, answered_by_id, .nullable = true),
	FIELD_STRING(struct dispute_row, uuid), FIELD_ID(struct dispute_row, election_id),
	FIELD_STRING(struct dispute_row, title), FIELD_INT(struct dispute_row, after),
	FIELD_INT(struct dispute_row, limit));

SCHEMA(dispute_count_row, struct dispute_count_row, FIELD_ID(struct dispute_count_row, round_id),
	FIELD_ID(struct dispute_count_row, person_id),
	FIELD_ENUM(struct dispute_count_row, kind, dispute_kind_names),
	FIELD_INT(struct dispute_count_row, filed), FIELD_INT(struct dispute_count_row, answered),
	FIELD_INT(struct dispute_count_row, upheld));

#define SELECT_DISPUTE                                                                             \
	"SELECT dispute.id AS id, round_id, person_id, dispute.kind AS kind, statement, salt,"     \
	" filed_at, answer_by, outcome, answer, answered_at, answered_by_id, uuid, election_id,"   \
	" title FROM dispute JOIN round ON round.id = round_id"                                    \
	" JOIN election ON election.id = election_id"

const struct stmt_def disputes_stmts[DISPUTES_STMT__COUNT] = {
	[DISPUTE_INSERT] = {WRITES, .in = &dispute_row_schema,
		.sql = "INSERT INTO dispute(id, round_id, person_id, kind, digest, statement, salt,"
		       " filed_at, answer_by) VALUES (:id, :round_id, :person_id, :kind, :digest,"
		       " :statement, :salt, :filed_at, :answer_by)"},
	[DISPUTE_GET] = {.in = &dispute_row_schema,
		.out = &dispute_row_schema,
		.sql = SELECT_DISPUTE " WHERE dispute.id = :id"},
	[DISPUTE_COUNT] = {.in = &dispute_count_row_schema,
		.out = &dispute_count_row_schema,
		.sql = "SELECT count(*) AS filed FROM dispute WHERE person_id = :person_id"
		       " AND (NOT :round_id OR round_id = :round_id)"},
	[DISPUTE_COUNTS] = {.in = &dispute_count_row_schema,
		.out = &dispute_count_row_schema,
		.sql = "SELECT kind, count(*) AS filed, count(outcome) AS answered,"
		       " count(*) FILTER (WHERE outcome = 'upheld') AS upheld FROM dispute"
		       " WHERE round_id = :round_id GROUP BY kind ORDER BY kind"},
	[DISPUTE_PAGE] = {.in = &dispute_row_schema,
		.out = &dispute_row_schema,
		.sql = SELECT_DISPUTE " WHERE round_id = :round_id AND dispute.id > :after"
				      " ORDER BY dispute.id LIMIT :limit"},
	[DISPUTE_OF_PERSON] = {.in = &dispute_row_schema,
		.out = &dispute_row_schema,
		.sql = SELECT_DISPUTE " WHERE person_id = :person_id AND dispute.id > :after"
				      " ORDER BY dispute.id LIMIT :limit"},
	[DISPUTE_ANSWER] = {WRITES, .in = &dispute_row_schema,
		.sql = "UPDATE dispute SET outcome = :outcome, answer = :answer,"
		       " answered_at = :answered_at, answered_by_id = :answered_by_id"
		       " WHERE id = :id AND outcome IS NULL"},
	[DISPUTE_FIRST_OPEN] = {.in = &dispute_row_schema,
		.out = &dispute_row_schema,
		.sql = SELECT_DISPUTE " WHERE election_id = :election_id AND outcome IS NULL"
				      " ORDER BY answer_by, dispute.id LIMIT 1"},
};
