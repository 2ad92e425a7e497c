/* The archive of a round, put together anew from what is stored each time it is asked for: the
 * tables are the truth, and the format has one file for them. */
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"
#include "elections/ballots.h"
#include "elections/ballots_store.h"

enum { BATCH_ARENA = 64 << 20, SETUP_TEXT_MAX = 1024 };

/* An archive on its way. */
struct making {
	struct txn *txn;
	const struct round_row *round;
	enum archive_type last;
	struct archive_writer writer;
};

static struct span text_span(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static enum err append(
	struct making *making, enum archive_type type, const struct span *data, size_t n)
{
	enum err err = archive_append(&making->writer, type, data, n);

	return err == OK ? OK
			 : fail_note(making->txn->error, err == ERR_TOO_LARGE ? err : ERR_INTERNAL,
				   "archive of round %s", making->round->uuid);
}

static enum err append_setup(struct making *making)
{
	struct round_documents documents;
	struct span data[ARCHIVE_DATA_MAX];
	struct setup setup;
	auto_buf struct buf text = {0};

	TRY(round_documents(making->txn, making->round->id, &documents));
	data[SETUP_ELECTION] = text_span(documents.election_json);
	data[SETUP_TRUSTEES] = text_span(documents.trustees_json);
	data[SETUP_CREDENTIALS] = text_span(documents.credentials_json);
	setup.election = digest_of(data[SETUP_ELECTION].data, data[SETUP_ELECTION].len);
	setup.trustees = digest_of(data[SETUP_TRUSTEES].data, data[SETUP_TRUSTEES].len);
	setup.credentials = digest_of(data[SETUP_CREDENTIALS].data, data[SETUP_CREDENTIALS].len);
	buf_init(&text, SETUP_TEXT_MAX);
	setup_write(&setup, &text);
	if (!buf_ok(&text))
		return fail(making->txn->error, ERR_BUSY);
	data[SETUP_DATA] = (struct span){(const uint8_t *)text.data, text.len};
	return append(making, ARCHIVE_SETUP, data, ARCHIVE_DATA_MAX);
}

/* A batch's texts live no longer than it takes to append them. */
static enum err append_batch(struct making *making, int64_t batch)
{
	struct ballot_row key = {.round_id = making->round->id, .batch = batch};
	struct txn txn = *making->txn;
	auto_arena struct arena arena = {0};
	struct list rows;

	arena_init(&arena, BATCH_ARENA);
	txn.arena = &arena;
	TRY(db_all(&txn, &ballots_stmts[BALLOT_TEXTS], &key, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(append(making, ARCHIVE_BALLOT, &((const struct ballot_row *)rows.items)[i].text,
			1));
	return OK;
}

/* Batches are numbered from 1 without gaps and close in order. */
static enum err append_ballots(struct making *making)
{
	struct round_count_row count = {.round_id = making->round->id};

	TRY(db_one(making->txn, &ballots_stmts[BATCH_COUNT], &count, &count));
	for (int64_t batch = 1; batch <= count.n_batches; batch++)
		TRY(append_batch(making, batch));
	return OK;
}

static enum err append_partials(struct making *making)
{
	struct partial_row key = {.round_id = making->round->id};
	struct list rows;

	TRY(db_all(making->txn, &ballots_stmts[PARTIAL_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct partial_row *row = &((const struct partial_row *)rows.items)[i];
		const struct span data[] = {text_span(row->text), text_span(row->owned)};

		TRY(append(making, ARCHIVE_PARTIAL_DECRYPTION, data, COUNT_OF(data)));
	}
	return OK;
}

static enum err append_tally(struct making *making)
{
	struct round_stage_row stage = {.id = making->round->id};
	struct span data[2];

	TRY(db_one(making->txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	if (!stage.encrypted_tally || making->last < ARCHIVE_ENCRYPTED_TALLY)
		return OK;
	data[0] = text_span(stage.encrypted_tally);
	data[1] = text_span(stage.sized);
	TRY(append(making, ARCHIVE_ENCRYPTED_TALLY, data, COUNT_OF(data)));
	if (making->last < ARCHIVE_PARTIAL_DECRYPTION)
		return OK;
	TRY(append_partials(making));
	if (!stage.result || making->last < ARCHIVE_RESULT)
		return OK;
	data[0] = text_span(stage.result);
	return append(making, ARCHIVE_RESULT, data, 1);
}

static enum err make(struct making *making, struct buf *out)
{
	const struct round_row *round = making->round;
	struct txn *txn = making->txn;

	if (round->state == ROUND_RESERVED)
		return fail(txn->error, ERR_NOT_FOUND);
	if (archive_begin(&making->writer, out, (uint64_t)round->timestamp) != OK)
		return fail_note(txn->error, ERR_INTERNAL, "timestamp of round %s", round->uuid);
	TRY(append_setup(making));
	if (making->last >= ARCHIVE_BALLOT)
		TRY(append_ballots(making));
	if (round->state < ROUND_CLOSED || round->state == ROUND_VOID ||
		making->last < ARCHIVE_END_BALLOTS)
		return OK;
	TRY(append(making, ARCHIVE_END_BALLOTS, NULL, 0));
	return append_tally(making);
}

enum err archive_until(
	struct txn *txn, const struct round_row *round, enum archive_type last, struct buf *out)
{
	struct making making = {.txn = txn, .round = round, .last = last};

	return make(&making, out);
}

enum err archive_fingerprint(
	struct txn *txn, const struct round_row *round, struct digest *ret_fingerprint)
{
	struct making making = {.txn = txn, .round = round, .last = ARCHIVE_RESULT};
	auto_buf struct buf bytes = {0};

	buf_init(&bytes, ARCHIVE_BYTES_MAX);
	TRY(make(&making, &bytes));
	*ret_fingerprint = making.writer.last;
	return OK;
}

enum err archive_of_round(struct txn *txn, const struct round_row *round, struct buf *out)
{
	return archive_until(txn, round, ARCHIVE_RESULT, out);
}
