/* The SQL of announced results. What is announced never changes. */
#include "elections/results_store.h"

SCHEMA(result_row, struct result_row, FIELD_ID(struct result_row, round_id),
	FIELD_BYTES(struct result_row, payload, .max = 1 << 20),
	FIELD_STRING(struct result_row, envelope),
	FIELD_ID(struct result_row, first_signer_id, .nullable = true),
	FIELD_STRING(struct result_row, first_envelope),
	FIELD_ID(struct result_row, second_signer_id, .nullable = true),
	FIELD_TIME(struct result_row, announced_at, .nullable = true),
	FIELD_INT(struct result_row, record_index, .nullable = true));

SCHEMA(announced_row, struct announced_row, FIELD_ID(struct announced_row, election_id),
	FIELD_ENUM(struct announced_row, kind, round_kind_names),
	FIELD_BYTES(struct announced_row, payload, .max = 1 << 20),
	FIELD_TIME(struct announced_row, closes_at));

const struct stmt_def results_stmts[RESULTS_STMT__COUNT] = {
	[RESULT_GET] = {.in = &result_row_schema,
		.out = &result_row_schema,
		.sql = "SELECT round_id, payload, envelope, first_signer_id, first_envelope,"
		       " second_signer_id, announced_at, record_index FROM round_result"
		       " WHERE round_id = :round_id"},
	/* a new text takes the first signature away; the same text keeps it */
	[RESULT_PUT] = {WRITES, .in = &result_row_schema,
		.sql = "INSERT INTO round_result(round_id, payload) VALUES (:round_id, :payload)"
		       " ON CONFLICT (round_id) DO UPDATE SET payload = excluded.payload,"
		       " first_signer_id = NULL, first_envelope = NULL"
		       " WHERE announced_at IS NULL AND payload <> excluded.payload"},
	[RESULT_SIGN] = {WRITES, .in = &result_row_schema,
		.sql = "UPDATE round_result SET first_signer_id = :first_signer_id,"
		       " first_envelope = :first_envelope"
		       " WHERE round_id = :round_id AND first_signer_id IS NULL"},
	[RESULT_ANNOUNCE] = {WRITES, .in = &result_row_schema,
		.sql = "UPDATE round_result SET envelope = :envelope,"
		       " second_signer_id = :second_signer_id, announced_at = :announced_at,"
		       " record_index = :record_index"
		       " WHERE round_id = :round_id AND announced_at IS NULL"},
	[RESULT_ANNOUNCED] = {.in = &announced_row_schema,
		.out = &announced_row_schema,
		.sql = "SELECT election_id, kind, payload, closes_at FROM round"
		       " JOIN round_result ON round_result.round_id = round.id"
		       " WHERE election_id = :election_id AND announced_at IS NOT NULL"
		       " ORDER BY announced_at, round.id"},
};
