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
#include "base/clock.h"
#include "crypto/digest.h"

/* A client that has not asked again for a week has given up. */
enum { REMEMBERED_DAYS = 7 };

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

/* The code is the one that was returned: not every function that fails has told the request so,
 * and a failure told on the way may have been overcome. */
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
	enum err err;

	arena_init(&request->arena, request->api->arena_limit);
	request->call = (struct call){
		.actor = &request->actor,
		.arena = &request->arena,
		.error = &request->error,
		.keys = request->api->keys,
		.origin = request->api->origin,
	};
	err = prepare(request);
	if (err == OK)
		request->next = first_step(request->route);
	else
		request_refuse(request, err);
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

/* A browser sends its cookie along whichever page asks; only our own may change anything with it.
 */
static enum err find_credential(struct request *request, const char **ret_credential)
{
	*ret_credential = request->bearer;
	if (request->bearer || !request->cookie.len)
		return OK;
	*ret_credential = arena_copy(&request->arena, request->cookie.data, request->cookie.len);
	if (!*ret_credential)
		return fail(&request->error, ERR_BUSY);
	if (!request->route->write)
		return OK;
	if (request->sender && strcmp(request->sender, request->api->origin) == 0)
		return OK;
	return fail(&request->error, ERR_FOREIGN_PAGE);
}

/* A cookie is sent until it is forgotten: one that no longer counts makes a visitor. */
static enum err authenticate(struct request *request, struct call *call)
{
	enum err err;

	TRY(find_credential(request, &call->credential));
	if (!call->credential || !request->api->authenticate)
		return OK;
	err = request->api->authenticate(call, call->credential, &request->actor);
	if (err != ERR_UNAUTHENTICATED || request->bearer)
		return err;
	request->error = (struct error){0};
	return OK;
}

/* Who asks, and whether they may: both inside the transaction, so that a revoked right cannot race
 * its last use. A visitor who lacks a right is told to sign in. */
static enum err authorize(struct request *request)
{
	struct call *call = &request->call;

	TRY(authenticate(request, call));
	if (request->route->allow(call))
		return OK;
	return fail(&request->error, call->actor->person.v ? ERR_FORBIDDEN : ERR_UNAUTHENTICATED);
}

/* A handler that succeeds has overcome whatever failed on its way: a probe that found nothing. */
static enum err run(struct request *request, call_fn *handler)
{
	TRY(handler(&request->call));
	request->error = (struct error){0};
	return OK;
}

/* ---- answers that are given again ---- */

static struct digest request_digest(const struct request *request)
{
	struct digest_state state;

	digest_start(&state);
	digest_add(&state, &request->method, sizeof request->method);
	digest_add(&state, request->path, strlen(request->path) + 1);
	if (request->query)
		digest_add(&state, request->query, strlen(request->query));
	digest_add(&state, "", 1);
	digest_add(&state, request->body.data, request->body.len);
	return digest_finish(&state);
}

static const char *actor_text(struct request *request)
{
	if (!request->actor.person.v)
		return "-";
	return arena_printf(&request->arena, "person:%" PRId64, request->actor.person.v);
}

/* A private write repeats by itself what it answered: a stored answer would tell when it came. */
static bool repeatable(const struct request *request)
{
	const struct route *route = request->route;

	return request->idempotency_key && route->write && !route->private && !route->secret;
}

/* The stored answer to this key, if there is one; then nothing is done again. */
static enum err repeat(struct request *request, struct txn *txn)
{
	struct stored_reply row = {.actor = actor_text(request), .key = request->idempotency_key};
	struct digest digest;
	enum err err;

	if (!repeatable(request))
		return OK;
	digest = request_digest(request);
	err = db_one(txn, &defs[REPLY_GET], &row, &row);
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
	request->media = reply_media(request->route);
	request->reply = row.reply;
	request->next = STEP_REPLY;
	return OK;
}

static enum err keep_reply(struct request *request, struct txn *txn)
{
	struct digest digest = request_digest(request);
	struct stored_reply old = {.at = txn->now - REMEMBERED_DAYS * MS_PER_DAY};
	struct stored_reply row = {
		.actor = actor_text(request),
		.key = request->idempotency_key,
		.request = {digest.bytes, DIGEST_BYTES},
		.status = request->status,
		.reply = {request->reply.data ? request->reply.data : (const uint8_t *)"",
			request->reply.len},
		.at = txn->now,
	};

	TRY(db_do(txn, &defs[REPLY_FORGET], &old));
	return db_do(txn, &defs[REPLY_KEEP], &row);
}

static enum err remember(struct request *request, struct txn *txn)
{
	return repeatable(request) ? keep_reply(request, txn) : OK;
}

/* ---- reads and what comes before a write ---- */

void request_read(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_begin_read(conn);

	request->call.txn = &txn;
	if (err == OK) {
		err = authorize(request);
		if (err == OK)
			err = run(request, request->route->read);
		txn_end_read(conn);
	}
	request->call.txn = NULL;
	if (err == OK)
		reply_success(request);
	else
		request_refuse(request, err);
}

/* What is still to come is as long as was announced, neither more nor less. */
static enum err take_piece(struct request *request)
{
	const struct raw_reply *raw = request->call.out;

	request->reply = raw->bytes;
	request->more = raw->more;
	request->given += raw->bytes.len;
	if (raw->more ? request->given < request->length : request->given == request->length)
		return OK;
	return fail_note(&request->error, ERR_INTERNAL, "%s has not the length it announced",
		request->route->op);
}

void request_more(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	call_fn *more = request->more;
	enum err err = txn_begin_read(conn);

	arena_done(&request->piece);
	arena_init(&request->piece, request->api->arena_limit);
	txn.arena = &request->piece;
	request->call.arena = &request->piece;
	request->call.txn = &txn;
	request->more = NULL;
	if (err == OK) {
		err = run(request, more);
		txn_end_read(conn);
	}
	request->call.txn = NULL;
	if (err == OK)
		err = take_piece(request);
	if (err == OK)
		return;
	request->more = NULL;
	request->reply.len = 0;
	fail(&request->error, err);
}

/* A repeat gets its answer here already: `load` would tell it that what it asks for is done. */
static enum err load(struct request *request, struct txn *txn)
{
	TRY(authorize(request));
	TRY(repeat(request, txn));
	return request->repeated ? OK : run(request, request->route->load);
}

void request_load(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_begin_read(conn);

	request->call.txn = &txn;
	if (err == OK) {
		err = load(request, &txn);
		txn_end_read(conn);
	}
	request->call.txn = NULL;
	if (err != OK)
		request_refuse(request, err);
	else if (!request->repeated)
		request->next = request->route->work ? STEP_WORK : STEP_WRITE;
}

void request_work(struct request *request)
{
	enum err err = run(request, request->route->work);

	if (err == OK)
		request->next = STEP_WRITE;
	else
		request_refuse(request, err);
}

/* ---- writes ---- */

/* The dispatcher's promise that a change and its record entry stand or fall together. */
static enum err check_recorded(const struct request *request, const struct txn *txn)
{
	const char *promised = request->route->records;

	if (!promised || (txn->recorded && strcmp(txn->recorded, promised) == 0))
		return OK;
	return fail_note(
		txn->error, ERR_INTERNAL, "%s did not record %s", request->route->op, promised);
}

static enum err run_write(struct request *request, struct txn *txn)
{
	TRY(authorize(request));
	TRY(repeat(request, txn));
	if (request->repeated)
		return OK;
	TRY(run(request, request->route->write));
	TRY(check_recorded(request, txn));
	reply_success(request);
	if (request->error.code != OK)
		return request->error.code;
	return remember(request, txn);
}

void request_write(struct request *request, struct conn *conn, int64_t now, struct rand *rand)
{
	struct txn txn = txn_of(request, conn, now, rand);
	enum err err = txn_save(conn);

	request->call.txn = &txn;
	if (err == OK) {
		err = run_write(request, &txn);
		if (err == OK)
			err = txn_release(conn);
		if (err != OK)
			txn_undo(conn);
	}
	request->call.txn = NULL;
	if (err != OK)
		request_refuse(request, err);
}

void request_lost(struct request *request)
{
	request->error = (struct error){0};
	request->filename = NULL;
	request_refuse(request, ERR_BUSY);
}

void request_done(struct request *request)
{
	arena_done(&request->piece);
	arena_done(&request->arena);
}
