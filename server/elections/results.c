/* The announced result: drawn up from the tally and the boxes, signed by two people who are no
 * candidates, one after the other; the second signature announces it. */
#include <string.h>

#include "access/access.h"
#include "base/cleanup.h"
#include "crypto/wire/dsse.h"
#include "elections/archive.h"
#include "elections/ballots.h"
#include "elections/results.h"
#include "elections/results_store.h"
#include "elections/views.h"
#include "record/record.h"

static const struct stmt_table stmt_table = {"results", results_stmts, RESULTS_STMT__COUNT};

/* A round with its election and what is stored of its result. */
struct result_scope {
	struct round_row round;
	struct election_scope scope;
	struct result_row row; /* without payload: nothing is drawn up yet */
};

static enum err open_result(struct call *call, const char *uuid, struct result_scope *ret_result)
{
	struct result_scope result = {0};
	enum err err;

	TRY(round_by_uuid(call->txn, uuid, &result.round));
	TRY(election_open(call->txn, result.round.election_id, &result.scope));
	result.row.round_id = result.round.id;
	err = db_one(call->txn, &results_stmts[RESULT_GET], &result.row, &result.row);
	if (err != OK && err != ERR_NOT_FOUND)
		return err;
	if (err == ERR_NOT_FOUND)
		*call->error = (struct error){0};
	*ret_result = result;
	return OK;
}

/* The same for those who act in the body. */
static enum err own_result(struct call *call, const char *uuid, struct result_scope *ret_result)
{
	TRY(open_result(call, uuid, ret_result));
	if (call->actor->body.v != ret_result->scope.body.id.v)
		return fail(call->error, ERR_FORBIDDEN);
	return ret_result->row.announced_at ? fail(call->error, ERR_RESULT_ANNOUNCED) : OK;
}

/* ---- replies ---- */

struct result_key {
	const char *uuid;
};
SCHEMA(result_key, struct result_key,
	FIELD_STRING(struct result_key, uuid, .in = IN_PATH, .max = 64));

struct result_view {
	const char *uuid;
	enum round_state state;
	int64_t announced_at;
	int64_t record_index;
	bool signed_once;
	const char *payload;
	struct span bytes;
	const char *envelope;
	struct strings chinese;
	struct strings english;
};
SCHEMA(result_view, struct result_view, FIELD_STRING(struct result_view, uuid),
	FIELD_ENUM(struct result_view, state, round_state_names),
	FIELD_TIME(struct result_view, announced_at, .nullable = true),
	FIELD_INT(struct result_view, record_index, .nullable = true,
		.doc = "Where the record holds it: an entry result.announced with the hash of "
		       "bytes"),
	FIELD_BOOL(struct result_view, signed_once, .doc = "One of two signatures is there"),
	FIELD_TEXT(struct result_view, payload, .doc = "The result: figures, sums, verdict"),
	FIELD_BYTES(struct result_view, bytes, .doc = "The exact bytes of it that are signed"),
	FIELD_TEXT(struct result_view, envelope, .doc = "DSSE of kind result, by two officers"),
	FIELD_STRINGS(struct result_view, chinese, .max = 1024, .doc = "For the notice board"),
	FIELD_STRINGS(struct result_view, english, .max = 1024));

static enum err read_payload(
	struct txn *txn, const struct result_row *row, struct announcement *ret_announcement)
{
	return announcement_read((const char *)row->payload.data, row->payload.len, txn->arena,
		ret_announcement, txn->error);
}

/* What is not announced is shown to those who prepare it only. */
static enum err shown_result(struct call *call, const char *uuid, struct result_scope *ret_result)
{
	TRY(open_result(call, uuid, ret_result));
	if (ret_result->row.announced_at)
		return OK;
	if (ret_result->row.payload.data && call->actor->body.v == ret_result->scope.body.id.v &&
		allow_election_committee(call))
		return OK;
	return fail(call->error, ERR_NOT_FOUND);
}

static enum err describe(struct call *call, const char *uuid)
{
	struct result_view *out = call_out(call, result_view);
	struct result_scope result;
	struct announcement announcement;
	const struct result_row *row = &result.row;

	TRY(shown_result(call, uuid, &result));
	*out = (struct result_view){.uuid = result.round.uuid,
		.state = result.round.state,
		.announced_at = row->announced_at,
		.record_index = row->record_index,
		.signed_once = row->first_signer_id.v != 0,
		.payload = arena_copy(call->arena, row->payload.data, row->payload.len),
		.bytes = row->payload,
		.envelope = row->envelope};
	TRY(read_payload(call->txn, row, &announcement));
	if (!out->payload ||
		announcement_sentences(&announcement, LANG_ZH, call->arena, &out->chinese) != OK ||
		announcement_sentences(&announcement, LANG_EN, call->arena, &out->english) != OK)
		return fail(call->error, ERR_BUSY);
	return OK;
}

static enum err result_show(struct call *call)
{
	return describe(call, call_in(call, result_key)->uuid);
}

/* As files: what is signed, and what an auditor takes with her. */
static enum err result_payload(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	struct result_scope result;

	TRY(shown_result(call, call_in(call, result_key)->uuid, &result));
	out->filename = arena_printf(call->arena, "%s.result.json", result.round.uuid);
	out->bytes = result.row.payload;
	return out->filename ? OK : fail(call->error, ERR_BUSY);
}

static enum err result_envelope(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	struct result_scope result;

	TRY(shown_result(call, call_in(call, result_key)->uuid, &result));
	if (!result.row.envelope)
		return fail(call->error, ERR_NOT_FOUND);
	out->filename = arena_printf(call->arena, "%s.result.dsse.json", result.round.uuid);
	out->bytes =
		(struct span){(const uint8_t *)result.row.envelope, strlen(result.row.envelope)};
	return out->filename ? OK : fail(call->error, ERR_BUSY);
}

/* ---- drawing up ---- */

/* The archive may be long: its fingerprint is computed before the writer's turn. It cannot change
 * meanwhile, because nothing more goes into an archive once the tally is open. */
static enum err result_load(struct call *call)
{
	char *hex = arena_alloc(call->arena, DIGEST_HEX_SIZE);
	struct result_scope result;
	struct announcement unused;
	struct digest fingerprint;

	if (!hex)
		return fail(call->error, ERR_BUSY);
	call->loaded = hex;
	TRY(own_result(call, call_in(call, result_key)->uuid, &result));
	TRY(result_build(call->txn, &result.scope, &result.round, "", &unused));
	TRY(archive_fingerprint(call->txn, &result.round, &fingerprint));
	digest_hex(&fingerprint, hex);
	return OK;
}

/* Draws up the payload into `buf`. */
static enum err draw_up(
	struct call *call, const struct result_scope *result, const char *archive, struct buf *buf)
{
	struct announcement announcement;

	TRY(result_build(call->txn, &result->scope, &result->round, archive, &announcement));
	announcement_write(&announcement, buf);
	return buf_ok(buf) ? OK : fail(call->error, ERR_TOO_LARGE);
}

static enum err result_create(struct call *call)
{
	const char *uuid = call_in(call, result_key)->uuid;
	auto_buf struct buf buf = {0};
	struct result_scope result;

	buf_init(&buf, DSSE_PAYLOAD_MAX);
	TRY(own_result(call, uuid, &result));
	TRY(draw_up(call, &result, call->loaded, &buf));
	result.row.payload = (struct span){(const uint8_t *)buf.data, buf.len};
	TRY(db_do(call->txn, &results_stmts[RESULT_PUT], &result.row));
	return describe(call, uuid);
}

/* ---- signing ---- */

struct result_signature {
	const char *uuid;
	const char *envelope;
};
SCHEMA(result_signature, struct result_signature,
	FIELD_STRING(struct result_signature, uuid, .in = IN_PATH, .max = 64),
	FIELD_TEXT(struct result_signature, envelope, .required = true,
		.doc = "DSSE of kind result over the exact bytes, by my device's key alone"));

struct result_event {
	const char *round;
	const char *hash;
	enum announced_verdict verdict;
	int64_t n;
	int64_t p;
	int64_t signatures;
};
SCHEMA(result_event, struct result_event, FIELD_STRING(struct result_event, round),
	FIELD_STRING(struct result_event, hash, .doc = "SHA-256 of the payload, hexadecimal"),
	FIELD_ENUM(struct result_event, verdict, announced_verdict_names),
	FIELD_INT(struct result_event, n), FIELD_INT(struct result_event, p),
	FIELD_INT(struct result_event, signatures));

static enum err record_result(struct txn *txn, const struct result_scope *result, const char *type,
	int64_t n_signatures, const struct announcement *announcement, int64_t *ret_index)
{
	struct digest digest = digest_of(result->row.payload.data, result->row.payload.len);
	char hex[DIGEST_HEX_SIZE];
	struct result_event event = {.round = result->round.uuid,
		.hash = hex,
		.verdict = announcement->verdict,
		.n = announcement->n,
		.p = announcement->p,
		.signatures = n_signatures};

	digest_hex(&digest, hex);
	return record_append(
		txn, &result->scope.body, type, &result_event_schema, &event, ret_index);
}

/* G12: no candidate, and not who signed before. */
static enum err check_person(struct call *call, const struct result_scope *result)
{
	struct candidate_row key = {.election_id = result->scope.election.id};
	struct list rows;

	if (result->row.first_signer_id.v == call->actor->person.v)
		return fail(call->error, ERR_SIGNER_SAME);
	TRY(db_all(call->txn, &elections_stmts[CANDIDATE_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct candidate_row *row = &((const struct candidate_row *)rows.items)[i];

		if (row->state == CANDIDATE_STANDING && row->person_id.v == call->actor->person.v)
			return fail(call->error, ERR_SIGNER_CANDIDATE);
	}
	return OK;
}

/* The envelope has one signature, the actor's, over what is stored; and what is stored is still
 * what would be drawn up. */
static enum err check_signature(struct call *call, const struct result_scope *result,
	const char *envelope, struct announcement *ret_announcement, struct dsse *ret_dsse)
{
	const struct span *stored = &result->row.payload;
	auto_buf struct buf buf = {0};
	struct span payload;

	buf_init(&buf, DSSE_PAYLOAD_MAX);
	TRY(dsse_read(envelope, strlen(envelope), call->arena, ret_dsse, call->error));
	if (ret_dsse->n != 1)
		return fail_field(call->error, "/envelope/signatures", "exactly one");
	TRY(statement_check(call, envelope, "result", &payload));
	if (payload.len != stored->len || memcmp(payload.data, stored->data, stored->len) != 0)
		return fail(call->error, ERR_RESULT_OTHER);
	TRY(read_payload(call->txn, &result->row, ret_announcement));
	TRY(draw_up(call, result, ret_announcement->archive, &buf));
	if (buf.len != stored->len || memcmp(buf.data, stored->data, stored->len) != 0)
		return fail(call->error, ERR_RESULT_CHANGED);
	return OK;
}

static enum err sign_first(struct call *call, struct result_scope *result, const char *envelope,
	const struct announcement *announcement)
{
	result->row.first_signer_id = call->actor->person;
	result->row.first_envelope = envelope;
	TRY(db_do(call->txn, &results_stmts[RESULT_SIGN], &result->row));
	return record_result(call->txn, result, "result.signed", 1, announcement, NULL);
}

/* Where an announced result leaves the election. A further round that is void (A88) or not valid
 * (A69) fills nothing, and takes nothing from whom an earlier one elected. */
static enum err settle(
	struct call *call, struct result_scope *result, const struct announcement *announcement)
{
	const bool first = result->round.kind == KIND_VOTE;
	struct txn *txn = call->txn;
	struct further further;
	int64_t missing;
	enum err err;

	if (first && announcement->verdict == ANNOUNCED_VOID)
		return election_move(txn, &result->scope, ELECTION_VOID);
	if (first && announcement->verdict == ANNOUNCED_NOT_VALID)
		return election_move(txn, &result->scope, ELECTION_INVALID_TURNOUT);
	err = further_round(txn, &result->scope, &further);
	if (err == OK)
		return election_move(txn, &result->scope, ELECTION_ANNOUNCED);
	if (err != ERR_NOT_FOUND)
		return err;
	TRY(seats_missing(txn, result->scope.election.id, &missing));
	return election_move(
		txn, &result->scope, missing ? ELECTION_INCOMPLETE : ELECTION_ANNOUNCED);
}

/* Both signatures under one envelope. */
static enum err join_signatures(struct call *call, const struct result_scope *result,
	const struct dsse *second, struct buf *buf)
{
	const char *first = result->row.first_envelope;
	struct dsse dsse;

	TRY(dsse_read(first, strlen(first), call->arena, &dsse, call->error));
	dsse.signatures[dsse.n++] = second->signatures[0];
	if (dsse_write(buf, &dsse, call->arena) != OK)
		return fail(call->error, ERR_TOO_LARGE);
	return OK;
}

static enum err announce(struct call *call, struct result_scope *result, const struct dsse *second,
	const struct announcement *announcement)
{
	auto_buf struct buf buf = {0};

	buf_init(&buf, DSSE_JSON_MAX);
	TRY(join_signatures(call, result, second, &buf));
	result->row.envelope = buf.data;
	result->row.second_signer_id = call->actor->person;
	result->row.announced_at = result->scope.body.now;
	TRY(record_result(
		call->txn, result, "result.announced", 2, announcement, &result->row.record_index));
	TRY(db_do(call->txn, &results_stmts[RESULT_ANNOUNCE], &result->row));
	TRY(round_move(call->txn, &result->round, ROUND_TALLIED, ROUND_ANNOUNCED));
	return settle(call, result, announcement);
}

static enum err result_sign(struct call *call)
{
	const struct result_signature *in = call_in(call, result_signature);
	struct announcement announcement = {0};
	struct result_scope result;
	struct dsse dsse;

	TRY(own_result(call, in->uuid, &result));
	if (!result.row.payload.data)
		return fail(call->error, ERR_NOT_FOUND);
	TRY(check_person(call, &result));
	TRY(check_signature(call, &result, in->envelope, &announcement, &dsse));
	if (result.row.first_signer_id.v)
		TRY(announce(call, &result, &dsse, &announcement));
	else
		TRY(sign_first(call, &result, in->envelope, &announcement));
	return describe(call, in->uuid);
}

/* ---- completing ---- */

struct completion {
	struct election_id election_id;
	const char *reason;
};
SCHEMA(completion, struct completion, FIELD_ID(struct completion, election_id, .in = IN_PATH),
	FIELD_STRING(struct completion, reason, .min = 4, .max = 400,
		.doc = "Where seats stay empty: why that is accepted (A71); it is published"));

struct completion_event {
	struct election_id election;
	int64_t missing;
	const char *reason;
};
SCHEMA(completion_event, struct completion_event, FIELD_ID(struct completion_event, election),
	FIELD_INT(struct completion_event, missing), FIELD_STRING(struct completion_event, reason));

static enum err check_completion(
	struct call *call, const struct election_scope *scope, struct completion_event *event)
{
	struct further further;
	enum err err = further_round(call->txn, scope, &further);

	if (err == OK)
		return fail(call->error, ERR_SEATS_OPEN);
	if (err != ERR_NOT_FOUND)
		return err;
	TRY(seats_missing(call->txn, scope->election.id, &event->missing));
	if (event->missing && !event->reason)
		return fail_field(call->error, "/reason", "required");
	return OK;
}

static enum err election_complete(struct call *call)
{
	const struct completion *in = call_in(call, completion);
	struct completion_event event = {.election = in->election_id, .reason = in->reason};
	struct election_scope scope;

	TRY(election_of(call, in->election_id, &scope));
	if (scope.election.state != ELECTION_INCOMPLETE)
		TRY(election_expect(call->txn, &scope, ELECTION_ANNOUNCED));
	TRY(check_completion(call, &scope, &event));
	TRY(election_move(call->txn, &scope, ELECTION_COMPLETED));
	TRY(record_append(call->txn, &scope.body, "election.completed", &completion_event_schema,
		&event, NULL));
	return election_describe(call->txn, &scope, call_out(call, election_view));
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "electionComplete",
		POST("/v1/elections/{election_id}/completion", 200),
		.in = &completion_schema,
		.out = &election_view_schema,
		.write = election_complete,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_SEATS_OPEN),
		.records = "election.completed",
		.doc = "Ends an election whose seats are filled, or stay empty by decision (A71)"},
	{.op = "resultShow",
		GET("/v1/rounds/{uuid}/result"),
		.in = &result_key_schema,
		.out = &result_view_schema,
		.read = result_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "The announced result: figures, envelope, sentences"},
	{.op = "resultCreate",
		POST("/v1/rounds/{uuid}/result", 201),
		.in = &result_key_schema,
		.out = &result_view_schema,
		.load = result_load,
		.write = result_create,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_RESULT_PENDING, ERR_RESULT_BLOCKED,
			ERR_RESULT_ANNOUNCED),
		.doc = "Draws up the result of an opened tally; a changed one drops a signature"},
	{.op = "resultEnvelope",
		GET("/v1/rounds/{uuid}/result/envelope"),
		.in = &result_key_schema,
		.out = &raw_reply_schema,
		.read = result_envelope,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = "application/json",
		.doc = "The announced result as its two signers signed it (DSSE)"},
	{.op = "resultPayload",
		GET("/v1/rounds/{uuid}/result/payload"),
		.in = &result_key_schema,
		.out = &raw_reply_schema,
		.read = result_payload,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = "application/json",
		.doc = "The exact bytes to sign, for gongyi sign --kind result"},
	{.op = "resultSign",
		POST("/v1/rounds/{uuid}/result/signatures", 201),
		.in = &result_signature_schema,
		.out = &result_view_schema,
		.write = result_sign,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_STATEMENT_INVALID, ERR_RESULT_OTHER,
			ERR_RESULT_CHANGED, ERR_RESULT_ANNOUNCED, ERR_SIGNER_SAME,
			ERR_SIGNER_CANDIDATE),
		.doc = "Signs the result; the second of two people announces it"},
};

const struct module results_module = {"results", routes, COUNT_OF(routes), &stmt_table};
