/* The SQL of the tally. */
#include "elections/tally_store.h"

SCHEMA(tallied_row, struct tallied_row, FIELD_ID(struct tallied_row, id),
	FIELD_STRING(struct tallied_row, encrypted_tally), FIELD_STRING(struct tallied_row, sized),
	FIELD_STRING(struct tallied_row, result));

SCHEMA(decryption_row, struct decryption_row, FIELD_ID(struct decryption_row, round_id),
	FIELD_INT(struct decryption_row, owner), FIELD_STRING(struct decryption_row, text),
	FIELD_STRING(struct decryption_row, owned), FIELD_INT(struct decryption_row, position),
	FIELD_INT(struct decryption_row, n));

SCHEMA(last_ballot_row, struct last_ballot_row, FIELD_ID(struct last_ballot_row, round_id),
	FIELD_INT(struct last_ballot_row, batch), FIELD_BYTES(struct last_ballot_row, digest),
	FIELD_BYTES(struct last_ballot_row, text));

const struct stmt_def tally_stmts[TALLY_STMT__COUNT] = {
	[TALLY_SET] = {WRITES, .in = &tallied_row_schema,
		.sql = "UPDATE round SET encrypted_tally = :encrypted_tally, sized = :sized"
		       " WHERE id = :id AND encrypted_tally IS NULL"},
	[TALLY_GET] = {.in = &tallied_row_schema,
		.out = &tallied_row_schema,
		.sql = "SELECT id, encrypted_tally, sized, result FROM round WHERE id = :id"},
	[TALLY_SET_RESULT] = {WRITES, .in = &tallied_row_schema,
		.sql = "UPDATE round SET result = :result WHERE id = :id AND result IS NULL"},
	[TALLY_NEXT_BALLOT] = {.in = &last_ballot_row_schema,
		.out = &last_ballot_row_schema,
		.sql = "SELECT batch, digest, text FROM ballot WHERE round_id = :round_id"
		       " AND (batch, digest) > (:batch, :digest)"
		       " AND NOT EXISTS (SELECT 1 FROM ballot AS later"
		       " WHERE later.round_id = ballot.round_id"
		       " AND later.credential = ballot.credential AND later.batch > ballot.batch)"
		       " ORDER BY batch, digest LIMIT 1"},
	[DECRYPTION_INSERT] = {WRITES, .in = &decryption_row_schema,
		.sql = "INSERT INTO partial_decryption(round_id, owner, text, owned, position)"
		       " VALUES (:round_id, :owner, :text, :owned, :position)"},
	[DECRYPTION_LIST] = {.in = &decryption_row_schema,
		.out = &decryption_row_schema,
		.sql = "SELECT owner, text, owned, position FROM partial_decryption"
		       " WHERE round_id = :round_id ORDER BY position"},
	[DECRYPTION_COUNT] = {.in = &decryption_row_schema,
		.out = &decryption_row_schema,
		.sql = "SELECT count(*) AS n FROM partial_decryption WHERE round_id = :round_id"},
};
