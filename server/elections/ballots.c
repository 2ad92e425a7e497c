/* Casting a secret ballot, its receipt and its proof.
 *
 *   load   round and documents, the ballot's form, its credential's right   reader, worker thread
 *   work   every proof and the signature                                    worker thread
 *   write  time, state and right once more, the batch, the receipt          writer
 */
#include "elections/ballots.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/wire/documents.h"
#include "crypto/wire/dsse.h"
#include "elections/batches.h"
#include "elections/store.h"
#include "elections/views.h"
#include "record/record.h"

/* ---- casting ---- */

struct ballot_receipt {
	const char *fingerprint;
	int64_t batch;
	int64_t due;
	const char *receipt;
};
SCHEMA(ballot_receipt, struct ballot_receipt,
	FIELD_STRING(struct ballot_receipt, fingerprint, .required = true,
		.doc = "SHA-256 of the ballot's text: its tracker"),
	FIELD_INT(struct ballot_receipt, batch, .required = true),
	FIELD_TIME(struct ballot_receipt, due, .required = true,
		.doc = "When the batch stands in the record at the latest"),
	FIELD_TEXT(struct ballot_receipt, receipt, .required = true,
		.doc = "DSSE envelope of kind receipt, signed by the body's record key. Without an "
		       "entry of the record after `due` it is evidence"));

/* A ballot on its way from `load` to `write`. */
struct intake {
	struct election *election;
	struct ballot *ballot;
	struct digest digest;
	const char *credential;
	struct body_id body;
	struct batch_limits limits;
	bool known; /* stored already: nothing to check again */
};

static enum err find_ballot(struct txn *txn, struct round_id round, const struct digest *digest,
	struct placed_row *ret_place)
{
	struct ballot_row key = {.round_id = round, .digest = {digest->bytes, DIGEST_BYTES}};

	return db_one(txn, &ballots_stmts[BALLOT_FIND], &key, ret_place);
}

static enum err is_stored(struct txn *txn, struct round_id round, const struct digest *digest,
	bool *ret_stored, struct placed_row *ret_place)
{
	enum err err = find_ballot(txn, round, digest, ret_place);

	*ret_stored = err == OK;
	if (err != ERR_NOT_FOUND)
		return err;
	*txn->error = (struct error){0};
	return OK;
}

static enum err expect_right(
	struct txn *txn, struct round_id round, const char *credential, struct right_row *ret_right)
{
	struct right_row key = {.round_id = round, .credential = credential};
	enum err err = db_one(txn, &elections_stmts[RIGHT_BY_CREDENTIAL], &key, ret_right);

	if (err == ERR_NOT_FOUND)
		return fail(txn->error, ERR_CREDENTIAL_UNLISTED);
	TRY(err);
	if (ret_right->state == RIGHT_PAPER || ret_right->state == RIGHT_PROXY_PAPER)
		return fail(txn->error, ERR_RIGHT_ON_PAPER);
	return ret_right->state == RIGHT_VOID ? fail(txn->error, ERR_RIGHT_VOID) : OK;
}

/* Only the canonical text is a ballot; the place where another one differs is told. */
static enum err read_ballot(struct call *call, struct intake *intake)
{
	char credential[POINT_TEXT_SIZE];
	enum err err = ballot_read(intake->election, (const char *)call->body.data, call->body.len,
		call->arena, &intake->ballot, call->error);

	if (err == ERR_INVALID)
		return fail(call->error, ERR_BALLOT_FORM);
	TRY(err);
	point_text(&intake->ballot->credential, credential);
	intake->credential = arena_string(call->arena, credential);
	return intake->credential ? OK : fail(call->error, ERR_BUSY);
}

static enum err load_scope(struct call *call, const struct round_row *round, struct intake *intake)
{
	struct election_scope scope;

	TRY(election_open(call->txn, round->election_id, &scope));
	TRY(round_expect_polling(call->txn, &scope.body, round));
	intake->limits =
		(struct batch_limits){scope.profile.batch_ballots, scope.profile.batch_minutes};
	if (intake->limits.ballots > BATCH_BALLOTS_MAX)
		intake->limits.ballots = BATCH_BALLOTS_MAX;
	return OK;
}

static enum err ballot_load(struct call *call)
{
	struct intake *intake = arena_new(call->arena, struct intake);
	struct placed_row place;
	struct round_row round;
	struct right_row right;

	if (!intake)
		return fail(call->error, ERR_BUSY);
	call->loaded = intake;
	if (!call->body.len || call->body.len > BALLOT_TEXT_MAX)
		return fail(call->error, call->body.len ? ERR_TOO_LARGE : ERR_BALLOT_FORM);
	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	intake->digest = digest_of(call->body.data, call->body.len);
	TRY(is_stored(call->txn, round.id, &intake->digest, &intake->known, &place));
	if (intake->known)
		return OK;
	TRY(load_scope(call, &round, intake));
	TRY(round_read_election(call->txn, round.id, &intake->election));
	TRY(read_ballot(call, intake));
	return expect_right(call->txn, round.id, intake->credential, &right);
}

static enum err ballot_work(struct call *call)
{
	const struct intake *intake = call->loaded;
	enum err err;

	if (intake->known)
		return OK;
	err = ballot_verify(intake->election, intake->ballot, BALLOT_INTAKE, call->error);
	return err == ERR_INVALID ? fail(call->error, ERR_BALLOT_PROOF) : err;
}

/* The same bytes for the same ballot, however often it is sent. */
static enum err write_receipt(struct call *call, const struct body *body,
	const struct round_row *round, const struct placed_row *place)
{
	const struct intake *intake = call->loaded;
	struct ballot_receipt *out = call_out(call, ballot_receipt);
	char fingerprint[DIGEST_HEX_SIZE], due[TIME_TEXT_SIZE];
	const char *payload;
	struct dsse dsse;
	auto_buf struct buf text = {0};

	digest_hex(&intake->digest, fingerprint);
	time_format(place->due_at, due);
	payload = arena_printf(call->arena,
		"{\"body\":\"%" PRId64
		"\",\"round\":\"%s\",\"fingerprint\":\"%s\",\"batch\":%" PRId64 ",\"due\":\"%s\"}",
		body->id.v, round->uuid, fingerprint, place->batch, due);
	if (!payload)
		return fail(call->error, ERR_BUSY);
	TRY(dsse_init("receipt", (struct span){(const uint8_t *)payload, strlen(payload)}, &dsse));
	TRY(record_sign(call->txn, body, &dsse));
	buf_init(&text, DSSE_JSON_MAX);
	TRY(dsse_write(&text, &dsse, call->arena));
	*out = (struct ballot_receipt){arena_string(call->arena, fingerprint), place->batch,
		place->due_at, arena_string(call->arena, text.data)};
	return out->fingerprint && out->receipt ? OK : fail(call->error, ERR_BUSY);
}

/* First channel wins: free becomes online, or it is online already, by this credential. */
static enum err take_right(struct call *call, struct round_id round)
{
	const struct intake *intake = call->loaded;
	struct right_row right;
	bool moved = false;

	TRY(expect_right(call->txn, round, intake->credential, &right));
	if (right.state == RIGHT_ONLINE)
		return OK;
	TRY(right_move(call->txn, round, right.voter_number, RIGHT_FREE, RIGHT_ONLINE, &moved));
	return moved ? OK : fail(call->error, ERR_CONFLICT);
}

static enum err store_ballot(struct call *call, const struct body *body,
	const struct round_row *round, struct placed_row *ret_place)
{
	const struct intake *intake = call->loaded;
	struct ballot_row row = {.round_id = round->id,
		.digest = {intake->digest.bytes, DIGEST_BYTES},
		.credential = intake->credential,
		.text = call->body};

	TRY(round_expect_polling(call->txn, body, round));
	TRY(take_right(call, round->id));
	TRY(batch_add(call->txn, body, round, &intake->limits, &row, &ret_place->due_at));
	ret_place->batch = row.batch;
	return OK;
}

static enum err ballot_store(struct call *call)
{
	const struct intake *intake = call->loaded;
	struct election_row election;
	struct placed_row place = {0};
	struct round_row round;
	struct body body;
	bool stored;

	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	election = (struct election_row){.id = round.election_id};
	TRY(db_one(call->txn, &elections_stmts[ELECTION_GET], &election, &election));
	TRY(body_get(call->txn, election.body_id, &body));
	TRY(is_stored(call->txn, round.id, &intake->digest, &stored, &place));
	if (!stored)
		TRY(store_ballot(call, &body, &round, &place));
	return write_receipt(call, &body, &round, &place);
}

/* ---- the proof ---- */

struct ballot_path {
	const char *uuid;
	const char *fingerprint;
};
SCHEMA(ballot_path, struct ballot_path, FIELD_UUID(struct ballot_path),
	FIELD_STRING(struct ballot_path, fingerprint, .required = true, .in = IN_PATH,
		.min = DIGEST_HEX_SIZE - 1, .max = DIGEST_HEX_SIZE - 1,
		.doc = "The tracker: 64 lower-case hexadecimal digits"));

struct ballot_proof {
	int64_t batch;
	int64_t index;
	const char *entry;
	const char *proof;
};
SCHEMA(ballot_proof, struct ballot_proof, FIELD_INT(struct ballot_proof, batch, .required = true),
	FIELD_INT(struct ballot_proof, index, .required = true, .doc = "Position in the record"),
	FIELD_STRING(struct ballot_proof, entry, .required = true, .max = RECORD_ENTRY_MAX,
		.doc = "The record's entry, byte for byte as it was hashed; lists the tracker"),
	FIELD_STRING(struct ballot_proof, proof, .required = true, .max = 1 << 16,
		.doc = "Proof of that entry that stands by itself (C2SP tlog-proof)"));

static enum err ballot_proof(struct call *call)
{
	const struct ballot_path *in = call_in(call, ballot_path);
	struct ballot_proof *out = call_out(call, ballot_proof);
	struct election_scope scope;
	struct placed_row place;
	struct round_row round;
	struct digest digest;
	struct span entry, proof;
	char due[TIME_TEXT_SIZE];

	TRY(round_by_uuid(call->txn, in->uuid, &round));
	if (!digest_from_hex(in->fingerprint, &digest))
		return fail(call->error, ERR_NOT_FOUND);
	TRY(find_ballot(call->txn, round.id, &digest, &place));
	if (!place.record_index) {
		time_say(place.due_at, due);
		return fail_args(call->error, ERR_BALLOT_WAITING, due, NULL);
	}
	TRY(election_open(call->txn, round.election_id, &scope));
	TRY(record_entry(call->txn, scope.body.id, place.record_index, &entry));
	TRY(record_proof(call->txn, scope.body.id, place.record_index, &proof));
	*out = (struct ballot_proof){place.batch, place.record_index,
		arena_copy(call->arena, entry.data, entry.len),
		arena_copy(call->arena, proof.data, proof.len)};
	return out->entry && out->proof ? OK : fail(call->error, ERR_BUSY);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "ballotCast",
		POST("/v1/rounds/{uuid}/ballots", 201),
		.in = &round_key_schema,
		.out = &ballot_receipt_schema,
		.load = ballot_load,
		.work = ballot_work,
		.write = ballot_store,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_BALLOT_FORM, ERR_BALLOT_PROOF, ERR_BALLOTS_MANY,
			ERR_CREDENTIAL_UNLISTED, ERR_PAPER_PENDING, ERR_POLLING_EARLY,
			ERR_POLLING_OVER, ERR_RIGHT_ON_PAPER, ERR_RIGHT_VOID),
		.raw_input = true,
		.private = true,
		.doc = "Casts an encrypted ballot, in its canonical text. The last one of a "
		       "credential counts; sending the same one again gives the same receipt"},
	{.op = "ballotProof",
		GET("/v1/rounds/{uuid}/ballots/{fingerprint}/proof"),
		.in = &ballot_path_schema,
		.out = &ballot_proof_schema,
		.read = ballot_proof,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_BALLOT_WAITING),
		.private = true,
		.doc = "Proves that a ballot stands in the record"},
};

const struct module ballots_module = {"ballots", routes, COUNT_OF(routes), &ballots_stmt_table};
