/* One request from its first byte to its reply, whatever carries it.
 *
 *   request_begin ─▶ STEP_READ ──────────────────────────────▶ STEP_REPLY
 *         │          STEP_SLOW_READ (on a worker) ────────────▶
 *         ├────────▶ STEP_LOAD ─▶ STEP_WORK ─▶ STEP_WRITE ────▶
 *         └─ error ───────────────────────────────────────────▶
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "crypto/digest.h"

enum { IDEMPOTENCY_KEY_MAX = 100 };

struct stored_reply {
	const char *actor;
	const char *key;
	struct span request;
	int64_t status;
	struct span reply;
	int64_t at;
};
SCHEMA(stored_reply, struct stored_reply, FIELD_STRING(struct stored_reply, actor),
	FIELD_STRING(struct stored_reply, key), FIELD_BYTES(struct stored_reply, request),
	FIELD_INT(struct stored_reply, status), FIELD_BYTES(struct stored_reply, reply),
	FIELD_TIME(struct stored_reply, at));

enum { REPLY_GET, REPLY_KEEP, REPLY_FORGET, REPLY__COUNT };
static const struct stmt_def defs[REPLY__COUNT] = {
	[REPLY_GET] = {.in = &stored_reply_schema,
		.out = &stored_reply_schema,
		.sql = "SELECT actor, key, request, status, reply, at FROM idempotency"
		       " WHERE actor = :actor AND key = :key"},
	[REPLY_KEEP] = {WRITES, .in = &stored_reply_schema,
		.sql = "INSERT INTO idempotency(actor, key, request, status, reply, at)"
		       " VALUES (:actor, :key, :request, :status, :reply, :at)"},
	[REPLY_FORGET] = {WRITES, .in = &stored_reply_schema,
		.sql = "DELETE FROM idempotency WHERE at < :at"},
};
const struct stmt_table api_stmts = {"api", defs, REPLY__COUNT};

void request_refuse(struct request *request, enum err code)
{
	fail(&request->error, code);
	reply_error(request);
}

const void *call_input(const struct call *call, const struct schema *schema)
{
	assert(call->route->in == schema);
	return call->in;
}

void *call_output(const struct call *call, const struct schema *schema)
{
	assert(call->route->out == schema);
	return call->out;
}

static enum request_step first_step(const struct route *route)
{
	if (route->read)
		return route->slow ? STEP_SLOW_READ : STEP_READ;
	if (route->load)
		return STEP_LOAD;
	return route->work ? STEP_WORK : STEP_WRITE;
}

static enum err prepare(struct request *request)
{
	struct params params;
	enum err err =
		match(request->api, request->method, request->path, &request->route, &params);

	if (err != OK)
		return fail(&request->error, err);
	if (request->idempotency_key && strlen(request->idempotency_key) > IDEMPOTENCY_KEY_MAX)
		return fail_field(&request->error, "Idempotency-Key", "max:100");
	request->call.route = request->route;
	TRY(bind_request(request, &params));
	if (!request->route->out)
		return OK;
	request->call.out = arena_alloc(&request->arena, request->route->out->size);
	return request->call.out ? OK : fail(&request->error, ERR_BUSY);
}

void request_begin(struct request *request)
{
	arena_init(&request->arena, request->api->arena_limit);
	request->call = (struct call){
		.actor = &request->actor,
		.arena = &request->arena,
		.error = &request->error,
		.keys = request->api->keys,
		.origin = request->api->origin,
	};
	if (prepare(request) == OK)
		request->next = first_step(request->route);
	else
		reply_error(request);
}

/* The transaction as a handler sees it. */
static struct txn txn_of(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	return (struct txn){.conn = conn,
		.now = now,
		.rand = rand,
		.arena = &request->arena,
		.error = &request->error,
		.keys = request->api->keys,
		.origin = request->api->origin};
}

/* Who asks, and whether they may: both inside the transaction, so that a revoked right cannot race
 * its last use. A visitor who lacks a right is told to sign in. */
static enum err authorize(struct request *request)
{
	struct call *call = &request->call;

	if (request->bearer && request->api->authenticate)
		TRY(request->api->authenticate(call, request->bearer, &request->actor));
	if (request->route->allow(call))
		return OK;
	return fail(&request->error, call->actor->person.v ? ERR_FORBIDDEN : ERR_UNAUTHENTICATED);
}

static enum err authorized(struct request *request, struct txn *txn, call_fn *handler)
{
	enum err err;

	request->call.txn = txn;
	err = authorize(request);
	if (err == OK)
		err = handler(&request->call);
	request->call.txn = NULL;
	return err;
}

void request_read(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_begin_read(conn);

	if (err == OK) {
		err = authorized(request, &txn, request->route->read);
		txn_end_read(conn);
	} else {
		fail(&request->error, err);
	}
	if (err == OK)
		reply_success(request);
	else
		reply_error(request);
}

void request_load(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_begin_read(conn);

	if (err == OK) {
		err = authorized(request, &txn, request->route->load);
		txn_end_read(conn);
	} else {
		fail(&request->error, err);
	}
	if (err != OK)
		reply_error(request);
	else
		request->next = request->route->work ? STEP_WORK : STEP_WRITE;
}

void request_work(struct request *request)
{
	if (request->route->work(&request->call) == OK)
		request->next = STEP_WRITE;
	else
		reply_error(request);
}

/* ---- writes ---- */

static struct digest request_digest(const struct request *request)
{
	struct digest_state state;

	digest_start(&state);
	digest_add(&state, &request->method, sizeof request->method);
	digest_add(&state, request->path, strlen(request->path) + 1);
	digest_add(&state, request->body.data, request->body.len);
	return digest_finish(&state);
}

static const char *actor_text(struct request *request)
{
	if (!request->actor.person.v)
		return "-";
	return arena_printf(&request->arena, "person:%" PRId64, request->actor.person.v);
}

/* The stored answer to this key, if there is one; then nothing is done again. */
static enum err repeat(struct request *request, struct txn *txn)
{
	struct stored_reply row = {.actor = actor_text(request), .key = request->idempotency_key};
	struct digest digest = request_digest(request);
	enum err err = db_one(txn, &defs[REPLY_GET], &row, &row);

	if (err == ERR_NOT_FOUND) {
		request->error = (struct error){0};
		return OK;
	}
	TRY(err);
	if (row.request.len != DIGEST_BYTES ||
		memcmp(row.request.data, digest.bytes, DIGEST_BYTES) != 0)
		return fail(&request->error, ERR_KEY_REUSED);
	request->repeated = true;
	request->status = (int)row.status;
	request->media = request->route->media ? request->route->media : "application/json";
	request->reply = row.reply;
	request->next = STEP_REPLY;
	return OK;
}

static enum err remember(struct request *request, struct txn *txn)
{
	struct digest digest = request_digest(request);
	struct stored_reply row = {
		.actor = actor_text(request),
		.key = request->idempotency_key,
		.request = {digest.bytes, DIGEST_BYTES},
		.status = request->status,
		.reply = {request->reply.data ? request->reply.data : (const uint8_t *)"",
			request->reply.len},
		.at = txn->now,
	};

	return db_do(txn, &defs[REPLY_KEEP], &row);
}

/* The dispatcher's promise that a change and its record entry stand or fall together. */
static enum err check_recorded(const struct request *request, const struct txn *txn)
{
	const char *promised = request->route->records;

	if (!promised || (txn->recorded && strcmp(txn->recorded, promised) == 0))
		return OK;
	return fail_note(
		txn->error, ERR_INTERNAL, "%s did not record %s", request->route->op, promised);
}

/* A private write repeats by itself what it answered: a stored answer would tell when it came. */
static enum err run_write(struct request *request, struct txn *txn)
{
	bool keep = request->idempotency_key && !request->route->private;

	TRY(authorize(request));
	if (keep)
		TRY(repeat(request, txn));
	if (request->repeated)
		return OK;
	TRY(request->route->write(&request->call));
	TRY(check_recorded(request, txn));
	reply_success(request);
	if (request->error.code != OK)
		return request->error.code;
	return keep ? remember(request, txn) : OK;
}

void request_write(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_save(conn);

	request->call.txn = &txn;
	if (err == OK)
		err = run_write(request, &txn);
	else
		fail(&request->error, err);
	request->call.txn = NULL;
	if (err == OK && txn_release(conn) != OK)
		err = fail(&request->error, ERR_IO);
	if (err != OK) {
		txn_undo(conn);
		reply_error(request);
	}
}

void request_lost(struct request *request)
{
	request->error = (struct error){0};
	request->filename = NULL;
	request_refuse(request, ERR_BUSY);
}

void request_done(struct request *request)
{
	arena_done(&request->arena);
}
