/* The archive of a round, put together anew from what is stored each time it is asked for: the
 * tables are the truth, and the format has one file for them. An archive of many voters is longer
 * than what a request may hold, so it is made event by event: once without writing, which tells its
 * length and its fingerprint, then in pieces. What is written once never changes, so pieces read at
 * different times join. */
#include "elections/archive.h"

#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"

enum { SCRATCH_ARENA = 4 << 20, SETUP_TEXT_MAX = 1024 };

static struct span text_span(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static enum err add(struct txn *txn, struct archive_walk *walk, enum archive_type type,
	const struct archive_data *data, size_t n)
{
	enum err err = archive_add(&walk->writer, type, data, n);

	return err == OK ? OK
			 : fail_note(txn->error, err == ERR_TOO_LARGE ? err : ERR_INTERNAL,
				   "archive of round %s", walk->round.uuid);
}

/* The same for texts that are not digested yet. */
static enum err append(struct txn *txn, struct archive_walk *walk, enum archive_type type,
	const struct span *texts, size_t n)
{
	struct archive_data data[ARCHIVE_DATA_MAX];

	for (size_t i = 0; i < n; i++)
		data[i] = (struct archive_data){texts[i], digest_of(texts[i].data, texts[i].len)};
	return add(txn, walk, type, data, n);
}

static enum err append_setup(struct txn *txn, struct archive_walk *walk)
{
	struct round_documents documents;
	struct span data[ARCHIVE_DATA_MAX];
	struct setup setup;
	auto_buf struct buf text = {0};

	TRY(round_documents(txn, walk->round.id, &documents));
	data[SETUP_ELECTION] = text_span(documents.election_json);
	data[SETUP_TRUSTEES] = text_span(documents.trustees_json);
	data[SETUP_CREDENTIALS] = text_span(documents.credentials_json);
	setup.election = digest_of(data[SETUP_ELECTION].data, data[SETUP_ELECTION].len);
	setup.trustees = digest_of(data[SETUP_TRUSTEES].data, data[SETUP_TRUSTEES].len);
	setup.credentials = digest_of(data[SETUP_CREDENTIALS].data, data[SETUP_CREDENTIALS].len);
	buf_init(&text, SETUP_TEXT_MAX);
	setup_write(&setup, &text);
	if (!buf_ok(&text))
		return fail(txn->error, ERR_BUSY);
	data[SETUP_DATA] = (struct span){(const uint8_t *)text.data, text.len};
	walk->next = ARCHIVE_BALLOT;
	return append(txn, walk, ARCHIVE_SETUP, data, ARCHIVE_DATA_MAX);
}

static struct archive_data ballot_data(const struct ballot_row *row)
{
	struct archive_data data = {.body = {row->text.data, (size_t)row->size}};

	memcpy(data.digest.bytes, row->digest.data, DIGEST_BYTES);
	return data;
}

/* The next ballots: one with its text where something is written, else many without. Batches are
 * numbered from 1 without gaps and close in order; a ballot's text is its canonical one, so that
 * its tracker is the digest. */
static enum err append_ballots(struct txn *txn, struct archive_walk *walk)
{
	struct ballot_row key = {.round_id = walk->round.id,
		.batch = walk->batch,
		.digest = {walk->ballot.bytes, DIGEST_BYTES},
		.until = walk->n_batches};
	auto_arena struct arena arena = {0};
	struct txn apart = *txn;
	struct list rows;

	arena_init(&arena, SCRATCH_ARENA);
	apart.arena = &arena;
	TRY(db_all(&apart, &ballots_stmts[walk->writer.out ? BALLOT_NEXT : BALLOT_SIZES], &key,
		&rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct ballot_row *row = &((const struct ballot_row *)rows.items)[i];
		struct archive_data data = ballot_data(row);

		TRY(add(txn, walk, ARCHIVE_BALLOT, &data, 1));
		walk->batch = row->batch;
		walk->ballot = data.digest;
	}
	if (!rows.n)
		walk->next = ARCHIVE_END_BALLOTS;
	return OK;
}

static enum err append_end(struct txn *txn, struct archive_walk *walk)
{
	walk->next = ARCHIVE_ENCRYPTED_TALLY;
	return append(txn, walk, ARCHIVE_END_BALLOTS, NULL, 0);
}

static enum err append_tally(struct txn *txn, struct archive_walk *walk)
{
	struct round_stage_row stage = {.id = walk->round.id};
	struct span data[2];

	TRY(db_one(txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	data[0] = text_span(stage.encrypted_tally);
	data[1] = text_span(stage.sized);
	walk->next = ARCHIVE_PARTIAL_DECRYPTION;
	return append(txn, walk, ARCHIVE_ENCRYPTED_TALLY, data, COUNT_OF(data));
}

/* As many as there were when the walk began; they keep their order. */
static enum err append_partials(struct txn *txn, struct archive_walk *walk)
{
	struct partial_row key = {.round_id = walk->round.id};
	struct list rows;

	TRY(db_all(txn, &ballots_stmts[PARTIAL_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n && i < walk->n_partials; i++) {
		const struct partial_row *row = &((const struct partial_row *)rows.items)[i];
		const struct span data[] = {text_span(row->text), text_span(row->owned)};

		TRY(append(txn, walk, ARCHIVE_PARTIAL_DECRYPTION, data, COUNT_OF(data)));
	}
	walk->next = ARCHIVE_RESULT;
	return OK;
}

static enum err append_result(struct txn *txn, struct archive_walk *walk)
{
	struct round_stage_row stage = {.id = walk->round.id};
	struct span data;

	TRY(db_one(txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	data = text_span(stage.result);
	walk->next = ARCHIVE_TYPE__COUNT;
	return append(txn, walk, ARCHIVE_RESULT, &data, 1);
}

typedef enum err append_fn(struct txn *txn, struct archive_walk *walk);
static append_fn *const steps[ARCHIVE_TYPE__COUNT] = {
	[ARCHIVE_SETUP] = append_setup,
	[ARCHIVE_BALLOT] = append_ballots,
	[ARCHIVE_END_BALLOTS] = append_end,
	[ARCHIVE_ENCRYPTED_TALLY] = append_tally,
	[ARCHIVE_PARTIAL_DECRYPTION] = append_partials,
	[ARCHIVE_RESULT] = append_result,
};

/* How far the round has come; a void one ends with its ballots. */
static enum err find_stage(struct txn *txn, struct archive_walk *walk)
{
	struct round_count_row count = {.round_id = walk->round.id};
	struct round_stage_row stage = {.id = walk->round.id};
	struct partial_row key = {.round_id = walk->round.id};
	struct list partials;

	TRY(db_one(txn, &ballots_stmts[BATCH_COUNT], &count, &count));
	walk->n_batches = count.n_batches;
	walk->last = ARCHIVE_BALLOT;
	if (walk->round.state < ROUND_CLOSED || walk->round.state == ROUND_VOID)
		return OK;
	TRY(db_one(txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	TRY(db_all(txn, &ballots_stmts[PARTIAL_LIST], &key, &partials));
	walk->n_partials = partials.n;
	walk->last = ARCHIVE_END_BALLOTS;
	if (stage.encrypted_tally)
		walk->last = stage.result ? ARCHIVE_RESULT : ARCHIVE_PARTIAL_DECRYPTION;
	return OK;
}

enum err archive_start(struct txn *txn, const struct round_row *round, enum archive_type last,
	struct archive_walk *ret_walk)
{
	struct archive_walk walk = {.round = *round};

	if (round->state == ROUND_RESERVED)
		return fail(txn->error, ERR_NOT_FOUND);
	TRY(find_stage(txn, &walk));
	if (last < walk.last)
		walk.last = last;
	*ret_walk = walk;
	return OK;
}

bool archive_ended(const struct archive_walk *walk)
{
	return walk->next > walk->last;
}

enum err archive_go_on(struct txn *txn, struct archive_walk *walk, size_t enough, struct buf *out)
{
	bool begun = walk->writer.size != 0;

	walk->writer.out = out;
	if (!begun && archive_begin(&walk->writer, out, (uint64_t)walk->round.timestamp) != OK)
		return fail_note(
			txn->error, ERR_INTERNAL, "timestamp of round %s", walk->round.uuid);
	while (!archive_ended(walk) && (!out || out->len < enough))
		TRY(steps[walk->next](txn, walk));
	return OK;
}

enum err archive_fingerprint(
	struct txn *txn, const struct round_row *round, struct digest *ret_fingerprint)
{
	struct archive_walk walk;

	TRY(archive_start(txn, round, ARCHIVE_RESULT, &walk));
	TRY(archive_go_on(txn, &walk, 0, NULL));
	*ret_fingerprint = walk.writer.last;
	return OK;
}
