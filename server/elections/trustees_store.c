/* The SQL of the trustees' set-up. A step is stored once: each update wants its column empty. */
#include "elections/trustees_store.h"

SCHEMA(trustee_row, struct trustee_row, FIELD_ID(struct trustee_row, election_id),
	FIELD_INT(struct trustee_row, number), FIELD_ID(struct trustee_row, person_id),
	FIELD_STRING(struct trustee_row, name), FIELD_STRING(struct trustee_row, certificate),
	FIELD_STRING(struct trustee_row, box_key), FIELD_STRING(struct trustee_row, box_signature),
	FIELD_STRING(struct trustee_row, polynomial), FIELD_STRING(struct trustee_row, agreement),
	FIELD_STRING(struct trustee_row, verification_key));

SCHEMA(share_row, struct share_row, FIELD_ID(struct share_row, election_id),
	FIELD_INT(struct share_row, from_number), FIELD_INT(struct share_row, to_number),
	FIELD_BYTES(struct share_row, sealed));

SCHEMA(threshold_row, struct election_row, FIELD_ID(struct election_row, id),
	FIELD_INT(struct election_row, threshold));

const struct stmt_def trustees_stmts[TRUSTEES_STMT__COUNT] = {
	[TRUSTEE_INSERT] = {WRITES, .in = &trustee_row_schema,
		.sql = "INSERT INTO trustee(election_id, number, person_id, name)"
		       " VALUES (:election_id, :number, :person_id, :name)"},
	[TRUSTEE_CLEAR] = {WRITES, .in = &trustee_row_schema,
		.sql = "DELETE FROM trustee WHERE election_id = :election_id"},
	[TRUSTEE_LIST] = {.in = &trustee_row_schema,
		.out = &trustee_row_schema,
		.sql = "SELECT number, person_id, name, certificate, box_key, box_signature,"
		       " polynomial, agreement, verification_key FROM trustee"
		       " WHERE election_id = :election_id ORDER BY number"},
	[TRUSTEE_SET_CERTIFICATE] = {WRITES, .in = &trustee_row_schema,
		.sql = "UPDATE trustee SET certificate = :certificate, box_key = :box_key,"
		       " box_signature = :box_signature WHERE election_id = :election_id"
		       " AND number = :number AND certificate IS NULL"},
	[TRUSTEE_SET_POLYNOMIAL] = {WRITES, .in = &trustee_row_schema,
		.sql = "UPDATE trustee SET polynomial = :polynomial, agreement = :agreement"
		       " WHERE election_id = :election_id AND number = :number"
		       " AND polynomial IS NULL"},
	[TRUSTEE_SET_KEY] = {WRITES, .in = &trustee_row_schema,
		.sql = "UPDATE trustee SET verification_key = :verification_key"
		       " WHERE election_id = :election_id AND number = :number"
		       " AND verification_key IS NULL"},
	[TRUSTEE_SET_THRESHOLD] = {WRITES, .in = &threshold_row_schema,
		.sql = "UPDATE election SET threshold = :threshold WHERE id = :id"},
	[SHARE_INSERT] = {WRITES, .in = &share_row_schema,
		.sql = "INSERT INTO trustee_share(election_id, from_number, to_number, sealed)"
		       " VALUES (:election_id, :from_number, :to_number, :sealed)"},
	[SHARE_LIST] = {.in = &share_row_schema,
		.out = &share_row_schema,
		.sql = "SELECT from_number, to_number, sealed FROM trustee_share"
		       " WHERE election_id = :election_id AND to_number = :to_number"
		       " ORDER BY from_number"},
};
