/* Opening, filling and closing batches. Batches close in order: an entry of the record never names
 * ballots that come before those of an earlier one. */
#include "elections/batches.h"

#include <inttypes.h>

#include "base/clock.h"
#include "crypto/digest.h"
#include "elections/ballots.h"
#include "elections/store.h"
#include "record/record.h"

struct ballots_event {
	const char *round;
	int64_t batch;
	struct strings ballots;
};
SCHEMA(ballots_event, struct ballots_event, FIELD_STRING(struct ballots_event, round),
	FIELD_INT(struct ballots_event, batch),
	FIELD_STRINGS(struct ballots_event, ballots, .max = BATCH_BALLOTS_MAX));

static enum err open_batches(struct txn *txn, struct round_id round, struct list *ret_batches)
{
	return db_all(txn, &ballots_stmts[BATCH_OPEN], &(struct batch_row){.round_id = round},
		ret_batches);
}

/* As proofs, receipts and voters speak of a ballot. */
static enum err fingerprint(struct txn *txn, struct span digest, const char **ret_text)
{
	char *text = arena_alloc(txn->arena, HEX_SIZE(digest.len));

	if (!text)
		return fail(txn->error, ERR_BUSY);
	hex_encode(digest.data, digest.len, text);
	*ret_text = text;
	return OK;
}

static enum err hex_digests(
	struct txn *txn, const struct batch_row *batch, struct strings *ret_digests)
{
	struct list rows;
	const char **texts;

	TRY(db_all(txn, &ballots_stmts[BALLOT_DIGESTS],
		&(struct ballot_row){.round_id = batch->round_id, .batch = batch->batch}, &rows));
	texts = arena_array(txn->arena, const char *, rows.n + 1);
	if (!texts)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++) {
		const struct ballot_row *row = &((const struct ballot_row *)rows.items)[i];

		TRY(fingerprint(txn, row->digest, &texts[i]));
	}
	*ret_digests = (struct strings){texts, rows.n};
	return OK;
}

enum err ballot_latest(struct txn *txn, struct round_id round, const char *credential,
	const char **ret_fingerprint)
{
	struct ballot_row row = {.round_id = round, .credential = credential};

	TRY(db_one(txn, &ballots_stmts[BALLOT_LATEST], &row, &row));
	return fingerprint(txn, row.digest, ret_fingerprint);
}

static enum err close_batch(
	struct txn *txn, const struct body *body, const char *uuid, const struct batch_row *batch)
{
	struct ballots_event event = {.round = uuid, .batch = batch->batch};
	struct batch_row closed = *batch;
	int64_t changed;

	TRY(hex_digests(txn, batch, &event.ballots));
	TRY(record_append(
		txn, body, "ballots", &ballots_event_schema, &event, &closed.record_index));
	TRY(db_change(txn, &ballots_stmts[BATCH_CLOSE], &closed, &changed));
	return changed == 1 ? OK : fail_note(txn->error, ERR_INTERNAL, "a batch closed twice");
}

/* Adds the ballot to a batch; a full one closes, and with it those before it. */
static enum err fill(struct txn *txn, const struct body *body, const struct round_row *round,
	const struct batch_limits *limits, const struct list *open, size_t at)
{
	const struct batch_row *batches = open->items;

	TRY(db_do(txn, &ballots_stmts[BATCH_GROW], &batches[at]));
	if (batches[at].n_ballots + 1 < limits->ballots)
		return OK;
	for (size_t i = 0; i <= at; i++)
		TRY(close_batch(txn, body, round->uuid, &batches[i]));
	return OK;
}

static enum err too_many(struct txn *txn, const struct batch_row *first)
{
	char due[TIME_TEXT_SIZE];

	time_say(first->due_at, due);
	return fail_args(txn->error, ERR_BALLOTS_MANY, due, NULL);
}

static enum err open_next(struct txn *txn, const struct body *body, const struct round_row *round,
	const struct batch_limits *limits, struct list *open)
{
	struct batch_row batch = {.round_id = round->id}, last;

	if (open->n >= BATCHES_OPEN_MAX)
		return too_many(txn, open->items);
	TRY(db_one(txn, &ballots_stmts[BATCH_LAST], &batch, &last));
	batch.batch = last.batch + 1;
	batch.due_at = body->now + limits->minutes * 60 * MS_PER_SECOND;
	if (batch.due_at > round->closes_at)
		batch.due_at = round->closes_at;
	TRY(db_do(txn, &ballots_stmts[BATCH_INSERT], &batch));
	TRY(act_schedule(txn, body, batch.due_at, "batch.close", round->id.v));
	return open_batches(txn, round->id, open);
}

enum err batch_add(struct txn *txn, const struct body *body, const struct round_row *round,
	const struct batch_limits *limits, struct ballot_row *ballot, int64_t *ret_due)
{
	struct placed_row last;
	struct list open;
	size_t at = 0;

	TRY(db_one(txn, &ballots_stmts[BALLOT_LAST_BATCH], ballot, &last));
	TRY(open_batches(txn, round->id, &open));
	while (at < open.n && ((const struct batch_row *)open.items)[at].batch <= last.batch)
		at++;
	if (at == open.n)
		TRY(open_next(txn, body, round, limits, &open));
	ballot->batch = ((const struct batch_row *)open.items)[at].batch;
	*ret_due = ((const struct batch_row *)open.items)[at].due_at;
	TRY(db_do(txn, &ballots_stmts[BALLOT_INSERT], ballot));
	return fill(txn, body, round, limits, &open, at);
}

static enum err close_due(
	struct txn *txn, const struct body *body, struct round_id round, int64_t until)
{
	struct round_row row = {.id = round};
	const struct batch_row *batches;
	struct list open;

	TRY(db_one(txn, &elections_stmts[ROUND_BY_ID], &row, &row));
	TRY(open_batches(txn, round, &open));
	batches = open.items;
	for (size_t i = 0; i < open.n && batches[i].due_at <= until; i++)
		TRY(close_batch(txn, body, row.uuid, &batches[i]));
	return OK;
}

enum err batch_close(struct txn *txn, const struct body *body, int64_t round)
{
	return close_due(txn, body, (struct round_id){round}, body->now);
}

enum err ballots_close_all(struct txn *txn, const struct body *body, struct round_id round)
{
	return close_due(txn, body, round, INT64_MAX);
}
