/* The SQL of secret ballots. */
#include "elections/ballots_store.h"

SCHEMA(ballot_row, struct ballot_row, FIELD_ID(struct ballot_row, round_id),
	FIELD_BYTES(struct ballot_row, digest), FIELD_INT(struct ballot_row, batch),
	FIELD_STRING(struct ballot_row, credential), FIELD_BYTES(struct ballot_row, text),
	FIELD_INT(struct ballot_row, size), FIELD_INT(struct ballot_row, until));

SCHEMA(batch_row, struct batch_row, FIELD_ID(struct batch_row, round_id),
	FIELD_INT(struct batch_row, batch), FIELD_INT(struct batch_row, n_ballots),
	FIELD_TIME(struct batch_row, due_at),
	FIELD_INT(struct batch_row, record_index, .nullable = true));

SCHEMA(placed_row, struct placed_row, FIELD_INT(struct placed_row, batch),
	FIELD_TIME(struct placed_row, due_at),
	FIELD_INT(struct placed_row, record_index, .nullable = true));

SCHEMA(round_stage_row, struct round_stage_row, FIELD_ID(struct round_stage_row, id),
	FIELD_STRING(struct round_stage_row, encrypted_tally),
	FIELD_STRING(struct round_stage_row, sized), FIELD_STRING(struct round_stage_row, result));

SCHEMA(partial_row, struct partial_row, FIELD_ID(struct partial_row, round_id),
	FIELD_INT(struct partial_row, owner), FIELD_STRING(struct partial_row, text),
	FIELD_STRING(struct partial_row, owned));

SCHEMA(round_count_row, struct round_count_row, FIELD_ID(struct round_count_row, round_id),
	FIELD_INT(struct round_count_row, n_ballots), FIELD_INT(struct round_count_row, n_batches));

const struct stmt_def ballots_stmts[BALLOTS_STMT__COUNT] = {
	[BALLOT_INSERT] = {WRITES, .in = &ballot_row_schema,
		.sql = "INSERT INTO ballot(id, round_id, digest, batch, credential, text)"
		       " VALUES (random(), :round_id, :digest, :batch, :credential, :text)"},
	[BALLOT_FIND] = {.in = &ballot_row_schema,
		.out = &placed_row_schema,
		.sql = "SELECT ballot.batch, due_at, record_index FROM ballot JOIN ballot_batch"
		       " ON ballot_batch.round_id = ballot.round_id"
		       " AND ballot_batch.batch = ballot.batch"
		       " WHERE ballot.round_id = :round_id AND digest = :digest"},
	[BALLOT_LAST_BATCH] = {.in = &ballot_row_schema,
		.out = &placed_row_schema,
		.sql = "SELECT coalesce(max(batch), 0) AS batch FROM ballot"
		       " WHERE round_id = :round_id AND credential = :credential"},
	[BALLOT_LATEST] = {.in = &ballot_row_schema,
		.out = &ballot_row_schema,
		.sql = "SELECT batch, digest FROM ballot"
		       " WHERE round_id = :round_id AND credential = :credential"
		       " ORDER BY batch DESC LIMIT 1"},
	[BALLOT_DIGESTS] = {.in = &ballot_row_schema,
		.out = &ballot_row_schema,
		.sql = "SELECT digest FROM ballot WHERE round_id = :round_id AND batch = :batch"
		       " ORDER BY digest"},
	/* both go on behind (batch, digest) and stop after the batch `until` */
	[BALLOT_NEXT] = {.in = &ballot_row_schema,
		.out = &ballot_row_schema,
		.sql = "SELECT batch, digest, text, length(text) AS size FROM ballot"
		       " WHERE round_id = :round_id AND (batch, digest) > (:batch, :digest)"
		       " AND batch <= :until ORDER BY batch, digest LIMIT 1"},
	[BALLOT_SIZES] = {.in = &ballot_row_schema,
		.out = &ballot_row_schema,
		.sql = "SELECT batch, digest, length(text) AS size FROM ballot"
		       " WHERE round_id = :round_id AND (batch, digest) > (:batch, :digest)"
		       " AND batch <= :until ORDER BY batch, digest LIMIT 500"},
	[BATCH_INSERT] = {WRITES, .in = &batch_row_schema,
		.sql = "INSERT INTO ballot_batch(round_id, batch, n_ballots, due_at)"
		       " VALUES (:round_id, :batch, 0, :due_at)"},
	[BATCH_OPEN] = {.in = &batch_row_schema,
		.out = &batch_row_schema,
		.sql = "SELECT round_id, batch, n_ballots, due_at FROM ballot_batch"
		       " WHERE round_id = :round_id AND record_index IS NULL ORDER BY batch"},
	[BATCH_LAST] = {.in = &batch_row_schema,
		.out = &batch_row_schema,
		.sql = "SELECT coalesce(max(batch), 0) AS batch FROM ballot_batch"
		       " WHERE round_id = :round_id"},
	[BATCH_GROW] = {WRITES, .in = &batch_row_schema,
		.sql = "UPDATE ballot_batch SET n_ballots = n_ballots + 1"
		       " WHERE round_id = :round_id AND batch = :batch AND record_index IS NULL"},
	[BATCH_CLOSE] = {WRITES, .in = &batch_row_schema,
		.sql = "UPDATE ballot_batch SET record_index = :record_index"
		       " WHERE round_id = :round_id AND batch = :batch AND record_index IS NULL"},
	[BATCH_COUNT] = {.in = &round_count_row_schema,
		.out = &round_count_row_schema,
		.sql = "SELECT coalesce(sum(n_ballots), 0) AS n_ballots, count(*) AS n_batches"
		       " FROM ballot_batch WHERE round_id = :round_id AND record_index IS NOT "
		       "NULL"},
	[BATCH_NEWCOMERS] = {.in = &round_count_row_schema,
		.out = &round_count_row_schema,
		.sql = "SELECT count(DISTINCT credential) AS n_ballots FROM ballot_batch AS open"
		       " JOIN ballot AS fresh ON fresh.round_id = open.round_id"
		       " AND fresh.batch = open.batch WHERE open.round_id = :round_id"
		       " AND open.record_index IS NULL AND NOT EXISTS (SELECT 1 FROM ballot AS told"
		       " JOIN ballot_batch AS closed ON closed.round_id = told.round_id"
		       " AND closed.batch = told.batch WHERE told.round_id = fresh.round_id"
		       " AND told.credential = fresh.credential"
		       " AND closed.record_index IS NOT NULL)"},
	[ROUND_STAGE] = {.in = &round_stage_row_schema,
		.out = &round_stage_row_schema,
		.sql = "SELECT id, encrypted_tally, sized, result FROM round WHERE id = :id"},
	[PARTIAL_LIST] = {.in = &partial_row_schema,
		.out = &partial_row_schema,
		.sql = "SELECT owner, text, owned FROM partial_decryption WHERE round_id = "
		       ":round_id"
		       " ORDER BY position"},
};

const struct stmt_table ballots_stmt_table = {"ballots", ballots_stmts, BALLOTS_STMT__COUNT};
