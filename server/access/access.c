/* Issuing slips, recognising sessions, checking signed statements. */
#include "access/access.h"

#include <stdio.h>
#include <string.h>

#include "access/model.h"
#include "access/store.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/wire/dsse.h"

static struct span span_of(const struct digest *digest)
{
	return (struct span){digest->bytes, DIGEST_BYTES};
}

enum err person_expect(struct call *call, struct body_id body, struct person_id person)
{
	struct holder_row row = {.body_id = body, .person_id = person};
	enum err err = db_one(call->txn, &access_stmts[PERSON_KNOWN], &row, &row);

	return err == ERR_NOT_FOUND
		       ? fail_field(call->error, "/person_id", "no person of that number")
		       : err;
}

enum err slip_issue(struct txn *txn, const struct keyring *keys, const struct body *body,
	struct person_id person, struct person_id by, struct slip *ret_slip)
{
	struct slip_row row = {
		.body_id = body->id,
		.person_id = person,
		.tries_left = SLIP_TRIES,
		.issued_at = txn->now,
		.issued_by = by,
		.expires_at = txn->now + SLIP_DAYS * MS_PER_DAY,
		.voided_at = txn->now,
	};
	struct slip slip = {.expires_at = row.expires_at};
	struct slip_row number;
	struct digest secret_hash, code_hash;

	slip_draw(txn->rand, slip.secret, slip.code);
	TRY(db_do(txn, &access_stmts[SLIP_VOID_OLDER], &row));
	TRY(db_one(txn, &access_stmts[SLIP_NEXT_NUMBER], &row, &number));
	slip.list_number = row.list_number = number.list_number;
	secret_hash = digest_of(slip.secret, strlen(slip.secret));
	code_hash = slip_code_hash(keys, body->id, slip.list_number, slip.code);
	row.secret_hash = span_of(&secret_hash);
	row.code_hash = span_of(&code_hash);
	TRY(db_new_id(txn, &row.id));
	TRY(db_do(txn, &access_stmts[SLIP_INSERT], &row));
	*ret_slip = slip;
	return OK;
}

char *slip_url(struct arena *arena, const char *origin, const struct slip *slip)
{
	return arena_printf(arena, "%s/in#%s", origin, slip->secret);
}

enum err slip_holder(
	struct txn *txn, struct body_id body, struct span secret_hash, struct person_id *ret_person)
{
	struct slip_row slip = {.secret_hash = secret_hash};

	TRY(db_one(txn, &access_stmts[SLIP_BY_SECRET], &slip, &slip));
	if (slip.body_id.v != body.v)
		return fail(txn->error, ERR_NOT_FOUND);
	*ret_person = slip.person_id;
	return OK;
}

/* A credential that is not or no longer known makes the asker a visitor, who is told to sign in. */
enum err session_authenticate(struct call *call, const char *bearer, struct actor *ret_actor)
{
	struct digest hash = digest_of(bearer, strlen(bearer));
	struct session_row row = {.token_hash = span_of(&hash)};
	struct body body;
	enum err err = db_one(call->txn, &access_stmts[SESSION_GET], &row, &row);

	if (err == ERR_NOT_FOUND || (err == OK && row.expires_at < call->txn->now)) {
		*call->error = (struct error){0};
		return fail(call->error, ERR_UNAUTHENTICATED);
	}
	TRY(err);
	TRY(body_get(call->txn, row.body_id, &body));
	ret_actor->person = row.person_id;
	ret_actor->body = row.body_id;
	ret_actor->device = row.device_id;
	return office_roles(call->txn, &body, row.person_id, &ret_actor->roles);
}

/* The actor's device that signed, of those not removed. */
static enum err check_signer(struct call *call, const struct dsse *dsse, const char *kind)
{
	struct device_row key = {.person_id = call->actor->person};
	struct sign_public keys[16];
	struct list devices;
	uint64_t signed_by;
	size_t n = 0;

	TRY(db_all(call->txn, &access_stmts[DEVICE_OF_PERSON], &key, &devices));
	for (size_t i = 0; i < devices.n && n < COUNT_OF(keys); i++) {
		const struct device_row *row = &((const struct device_row *)devices.items)[i];

		if (row->public_key.len == SIGN_PUBLIC_BYTES)
			memcpy(keys[n++].bytes, row->public_key.data, SIGN_PUBLIC_BYTES);
	}
	if (dsse_verify(dsse, kind, keys, n, 1, &signed_by) != OK)
		return fail(call->error, ERR_STATEMENT_INVALID);
	return OK;
}

enum err statement_check(
	struct call *call, const char *envelope, const char *kind, struct span *ret_payload)
{
	struct dsse dsse;

	TRY(dsse_read(envelope, strlen(envelope), call->arena, &dsse, call->error));
	TRY(check_signer(call, &dsse, kind));
	*ret_payload = dsse.payload;
	return OK;
}
