/* The tally: summed without being opened, then decrypted by the trustees together. Only ever one
 * tally of a round exists, and a decryption of anything else is refused. */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"
#include "elections/tally_store.h"
#include "elections/themes.h"
#include "elections/trustees_store.h"
#include "elections/views.h"
#include "record/record.h"

/* A ballot in memory: its text, points and proofs. */
enum { BALLOT_ARENA = 24 << 20, TALLY_MAX = 1 << 20 };

static const struct stmt_table stmt_table = {"tally", tally_stmts, TALLY_STMT__COUNT};

/* A round with what its arithmetic needs. */
struct count_scope {
	struct round_row round;
	struct election_scope scope;
	struct election *election;
	struct trustees trustees;
};

/* Where a walk over a round's ballots stands: behind this one. */
struct ballot_place {
	int64_t batch;
	struct digest digest;
};

static enum err open_round(struct txn *txn, const char *uuid, struct count_scope *ret_count)
{
	struct round_documents documents;

	TRY(round_by_uuid(txn, uuid, &ret_count->round));
	TRY(election_open(txn, ret_count->round.election_id, &ret_count->scope));
	TRY(round_documents(txn, ret_count->round.id, &documents));
	TRY(election_read(documents.election_json, strlen(documents.election_json), txn->arena,
		&ret_count->election, txn->error));
	return trustees_read(documents.trustees_json, strlen(documents.trustees_json), txn->arena,
		&ret_count->trustees, txn->error);
}

static enum err expect_round(
	struct txn *txn, const struct count_scope *count, enum round_state state)
{
	if (count->round.state == state)
		return OK;
	return round_refuse_state(count->round.state, txn->error);
}

/* ---- the encrypted tally ---- */

/* Adds the next ballot that is the last of its credential; `ret_ended` when there is none. It was
 * verified when it was accepted; what reading it takes is released with it. */
static enum err add_next(struct txn *txn, const struct count_scope *count, struct ballot_place *at,
	struct tally_sum *sum, bool *ret_ended)
{
	struct last_ballot_row row = {.round_id = count->round.id,
		.batch = at->batch,
		.digest = {at->digest.bytes, DIGEST_BYTES}};
	auto_arena struct arena arena = {0};
	struct txn apart = *txn;
	struct ballot *ballot;
	enum err err;

	arena_init(&arena, BALLOT_ARENA);
	apart.arena = &arena;
	err = db_one(&apart, &tally_stmts[TALLY_NEXT_BALLOT], &row, &row);
	*ret_ended = err == ERR_NOT_FOUND;
	if (*ret_ended)
		return OK;
	TRY(err);
	at->batch = row.batch;
	memcpy(at->digest.bytes, row.digest.data, DIGEST_BYTES);
	TRY(ballot_read(count->election, (const char *)row.text.data, row.text.len, &arena, &ballot,
		txn->error));
	return tally_add(count->election, ballot, 1, sum, txn->error);
}

static enum err compute(struct txn *txn, const struct count_scope *count, struct tally *ret_tally)
{
	struct ballot_place at = {0};
	struct tally_sum sum;
	bool ended = false;

	TRY(tally_start(count->election, txn->arena, &sum, txn->error));
	while (!ended)
		TRY(add_next(txn, count, &at, &sum, &ended));
	*txn->error = (struct error){0};
	return tally_end(count->election, &sum, txn->arena, ret_tally, txn->error);
}

struct tally_event {
	const char *round;
	int64_t ballots;
	const char *hash;
	int64_t trustee;
};
SCHEMA(tally_event, struct tally_event, FIELD_STRING(struct tally_event, round),
	FIELD_INT(struct tally_event, ballots, .nullable = true),
	FIELD_STRING(struct tally_event, hash, .doc = "SHA-256 of the document, hexadecimal"),
	FIELD_INT(struct tally_event, trustee, .nullable = true));

static enum err record_document(struct txn *txn, const struct count_scope *count, const char *type,
	const char *document, struct tally_event event)
{
	struct digest digest = digest_of(document, strlen(document));
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&digest, hex);
	event.round = count->round.uuid;
	event.hash = hex;
	return record_append(txn, &count->scope.body, type, &tally_event_schema, &event, NULL);
}

static enum err store_tally(
	struct txn *txn, const struct count_scope *count, const struct tally *tally)
{
	struct tallied_row row = {.id = count->round.id};
	auto_buf struct buf text = {.max = TALLY_MAX};
	auto_buf struct buf sized_text = {.max = TALLY_MAX};
	struct sized sized = {.num_tallied = tally->n_ballots, .total_weight = tally->weight};
	int64_t changed;

	tally_write(count->election, tally, &text);
	sized.encrypted_tally = digest_of(text.data, text.len);
	sized_write(&sized, &sized_text);
	if (!buf_ok(&text) || !buf_ok(&sized_text))
		return fail(txn->error, ERR_TOO_LARGE);
	row.encrypted_tally = text.data;
	row.sized = sized_text.data;
	TRY(db_change(txn, &tally_stmts[TALLY_SET], &row, &changed));
	if (!changed)
		return fail(txn->error, ERR_CONFLICT);
	return record_document(txn, count, "round.tallied", text.data,
		(struct tally_event){.ballots = (int64_t)tally->n_ballots});
}

/* ---- replies ---- */

struct round_uuid {
	const char *uuid;
};
SCHEMA(round_uuid, struct round_uuid,
	FIELD_STRING(struct round_uuid, uuid, .in = IN_PATH, .max = 64));

struct tally_view {
	const char *uuid;
	enum round_state state;
	int64_t ballots;
	int64_t threshold;
	struct ints decrypted_by;
	bool small;
	const char *encrypted_tally;
	const char *result;
};
SCHEMA(tally_view, struct tally_view, FIELD_STRING(struct tally_view, uuid),
	FIELD_ENUM(struct tally_view, state, round_state_names),
	FIELD_INT(struct tally_view, ballots, .doc = "Tallied: the last of each voting key"),
	FIELD_INT(struct tally_view, threshold, .doc = "Trustees needed"),
	FIELD_INTS(struct tally_view, decrypted_by, .max = TRUSTEES_MAX),
	FIELD_BOOL(struct tally_view, small,
		.doc = "So few ballots that the sums would tell single votes: think before "
		       "decrypting"),
	FIELD_STRING(struct tally_view, encrypted_tally, .max = TALLY_MAX),
	FIELD_TEXT(struct tally_view, result, .doc = "Per question: blank, then each candidate"));

static enum err list_decryptions(struct txn *txn, struct round_id round, struct ints *ret_owners)
{
	struct list rows;

	TRY(db_all(txn, &tally_stmts[DECRYPTION_LIST], &(struct decryption_row){.round_id = round},
		&rows));
	ret_owners->items = arena_array(txn->arena, int64_t, rows.n);
	if (!ret_owners->items)
		return fail(txn->error, ERR_TOO_LARGE);
	for (ret_owners->n = 0; ret_owners->n < rows.n; ret_owners->n++)
		ret_owners->items[ret_owners->n] =
			((const struct decryption_row *)rows.items)[ret_owners->n].owner;
	return OK;
}

/* What came out is shown as the opening is. */
static enum err describe(struct call *call, const char *uuid)
{
	struct tally_view *out = call_out(call, tally_view);
	struct tallied_row row;
	struct count_scope count;
	enum opening_state state;
	struct sized sized;

	TRY(open_round(call->txn, uuid, &count));
	row = (struct tallied_row){.id = count.round.id};
	TRY(db_one(call->txn, &tally_stmts[TALLY_GET], &row, &row));
	if (!row.encrypted_tally)
		return fail(call->error, ERR_NOT_FOUND);
	TRY(sized_read(row.sized, strlen(row.sized), &sized, call->error));
	*out = (struct tally_view){.uuid = count.round.uuid,
		.state = count.round.state,
		.ballots = (int64_t)sized.num_tallied,
		.threshold = count.scope.election.threshold,
		.small = (int64_t)sized.num_tallied < count.scope.profile.small_channel,
		.encrypted_tally = row.encrypted_tally,
		.result = row.result};
	TRY(opening_state(call, &count.round, &state));
	if (state != OPENING_READABLE)
		out->result = NULL;
	return list_decryptions(call->txn, count.round.id, &out->decrypted_by);
}

static enum err tally_show(struct call *call)
{
	return describe(call, call_in(call, round_uuid)->uuid);
}

static enum err open_own_round(struct call *call, struct count_scope *ret_count)
{
	TRY(open_round(call->txn, call_in(call, round_uuid)->uuid, ret_count));
	if (call->actor->body.v != ret_count->scope.body.id.v)
		return fail(call->error, ERR_FORBIDDEN);
	return expect_round(call->txn, ret_count, ROUND_CLOSED);
}

/* Once polling is closed no ballot comes or goes, so that the sum can be made before the writer's
 * turn: it takes about a millisecond a ballot. */
static enum err tally_load(struct call *call)
{
	struct tally *tally = arena_new(call->arena, struct tally);
	struct count_scope count;

	if (!tally)
		return fail(call->error, ERR_BUSY);
	TRY(open_own_round(call, &count));
	call->loaded = tally;
	return compute(call->txn, &count, tally);
}

static enum err tally_create(struct call *call)
{
	struct count_scope count;

	TRY(open_own_round(call, &count));
	TRY(store_tally(call->txn, &count, call->loaded));
	TRY(round_move(call->txn, &count.round, ROUND_CLOSED, ROUND_TALLIED));
	return describe(call, count.round.uuid);
}

/* ---- decryptions ---- */

struct decryption_new {
	const char *uuid;
	const char *decryption;
};
SCHEMA(decryption_new, struct decryption_new,
	FIELD_STRING(struct decryption_new, uuid, .in = IN_PATH, .max = 64),
	FIELD_TEXT(struct decryption_new, decryption, .required = true,
		.doc = "The document that gongyi trustee decrypt made"));

static enum err own_number(struct call *call, const struct count_scope *count, int64_t *ret_number)
{
	struct trustee_row key = {.election_id = count->scope.election.id};
	struct list rows;

	TRY(db_all(call->txn, &trustees_stmts[TRUSTEE_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct trustee_row *row = &((const struct trustee_row *)rows.items)[i];

		if (row->person_id.v == call->actor->person.v) {
			*ret_number = row->number;
			return OK;
		}
	}
	return fail(call->error, ERR_FORBIDDEN);
}

static enum err load_tally(
	struct txn *txn, const struct count_scope *count, struct tally *ret_tally)
{
	struct tallied_row row = {.id = count->round.id};
	struct sized sized;

	TRY(db_one(txn, &tally_stmts[TALLY_GET], &row, &row));
	if (row.result) /* one more would change an archive whose fingerprint may be signed */
		return fail(txn->error, ERR_TALLY_OPEN);
	TRY(tally_read(count->election, row.encrypted_tally, strlen(row.encrypted_tally),
		txn->arena, ret_tally, txn->error));
	TRY(sized_read(row.sized, strlen(row.sized), &sized, txn->error));
	ret_tally->n_ballots = sized.num_tallied;
	ret_tally->weight = sized.total_weight;
	return OK;
}

static enum err store_decryption(
	struct txn *txn, const struct count_scope *count, int64_t owner, const char *text)
{
	struct decryption_row row = {.round_id = count->round.id, .owner = owner, .text = text};
	struct owned owned = {.owner = (uint64_t)owner, .payload = digest_of(text, strlen(text))};
	auto_buf struct buf buf = {.max = TALLY_MAX};
	struct decryption_row counted;
	enum err err;

	owned_write(&owned, &buf);
	if (!buf_ok(&buf))
		return fail(txn->error, ERR_BUSY);
	row.owned = buf.data;
	TRY(db_one(txn, &tally_stmts[DECRYPTION_COUNT], &row, &counted));
	row.position = counted.n;
	err = db_do(txn, &tally_stmts[DECRYPTION_INSERT], &row);
	if (err == ERR_CONFLICT)
		return fail(txn->error, ERR_DECRYPTED);
	TRY(err);
	return record_document(
		txn, count, "round.decrypted", text, (struct tally_event){.trustee = owner});
}

static enum err read_decryptions(struct txn *txn, const struct count_scope *count,
	const struct decryption **by_owner, size_t *ret_n)
{
	struct decryption_row key = {.round_id = count->round.id};
	struct list rows;

	TRY(db_all(txn, &tally_stmts[DECRYPTION_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct decryption_row *row = &((const struct decryption_row *)rows.items)[i];
		struct decryption *decryption = arena_new(txn->arena, struct decryption);

		if (!decryption)
			return fail(txn->error, ERR_BUSY);
		TRY(decryption_read(count->election, row->text, strlen(row->text), txn->arena,
			decryption, txn->error));
		by_owner[row->owner - 1] = decryption;
	}
	*ret_n = rows.n;
	return OK;
}

/* With enough decryptions the sums can be read; they are checked once more before they are kept. */
static enum err open_tally(
	struct txn *txn, const struct count_scope *count, const struct tally *tally)
{
	const struct decryption *by_owner[TRUSTEES_MAX] = {0};
	auto_buf struct buf buf = {.max = TALLY_MAX};
	struct tallied_row row = {.id = count->round.id};
	struct point *factors;
	uint64_t *result;
	size_t n = 0;

	TRY(read_decryptions(txn, count, by_owner, &n));
	if ((int64_t)n != count->scope.election.threshold)
		return OK; /* too few yet, or opened already */
	TRY(decryption_combine(
		count->election, &count->trustees, by_owner, txn->arena, &factors, txn->error));
	TRY(tally_open(count->election, tally, factors, txn->arena, &result, txn->error));
	TRY(result_check(count->election, tally, factors, result, txn->error));
	result_write(count->election, result, &buf);
	if (!buf_ok(&buf))
		return fail(txn->error, ERR_TOO_LARGE);
	row.result = buf.data;
	TRY(db_do(txn, &tally_stmts[TALLY_SET_RESULT], &row));
	return record_document(txn, count, "round.opened", buf.data, (struct tally_event){0});
}

static enum err check_decryption(struct call *call, const struct count_scope *count,
	const struct tally *tally, int64_t owner, const char *text)
{
	const struct trustee_key *key = trustees_key(&count->trustees, (size_t)owner);
	struct decryption decryption;

	if (!key ||
		decryption_read(count->election, text, strlen(text), call->arena, &decryption,
			call->error) != OK ||
		decryption_check(
			count->election, tally, &key->public_key, &decryption, call->error) != OK)
		return fail(call->error, ERR_DECRYPTION);
	return OK;
}

static enum err decryption_create(struct call *call)
{
	const struct decryption_new *in = call_in(call, decryption_new);
	struct count_scope count;
	struct tally tally;
	int64_t owner = 0;

	TRY(open_round(call->txn, in->uuid, &count));
	TRY(own_number(call, &count, &owner));
	TRY(expect_round(call->txn, &count, ROUND_TALLIED));
	TRY(load_tally(call->txn, &count, &tally));
	TRY(check_decryption(call, &count, &tally, owner, in->decryption));
	TRY(store_decryption(call->txn, &count, owner, in->decryption));
	TRY(open_tally(call->txn, &count, &tally));
	return describe(call, in->uuid);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "decryptionCreate",
		POST("/v1/rounds/{uuid}/decryptions", 201),
		.in = &decryption_new_schema,
		.out = &tally_view_schema,
		.write = decryption_create,
		.allow = allow_trustee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_TALLY_OPEN, ERR_DECRYPTION, ERR_DECRYPTED),
		.doc = "Hands in my partial decryption of the tally"},
	{.op = "tallyShow",
		GET("/v1/rounds/{uuid}/tally"),
		.in = &round_uuid_schema,
		.out = &tally_view_schema,
		.read = tally_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "The encrypted tally and who decrypted it"},
	{.op = "tallyCreate",
		POST("/v1/rounds/{uuid}/tally", 201),
		.in = &round_uuid_schema,
		.out = &tally_view_schema,
		.load = tally_load,
		.write = tally_create,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE),
		.records = "round.tallied",
		.doc = "Sums the ballots without opening them"},
};

const struct module tally_module = {"tally", routes, COUNT_OF(routes), &stmt_table};
