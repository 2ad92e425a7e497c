/* See holders.h. A commitment is the same in every entry about a person: whoever reads the record
 * can count people, and whoever is shown a salt can tell one of them. */
#include "access/holders.h"

#include <inttypes.h>
#include <string.h>

#include "access/store.h"
#include "record/record.h"

static enum err holder_from(
	struct txn *txn, const struct holder_row *row, struct holder *ret_holder)
{
	struct digest commitment;

	if (row->salt.len != COMMITMENT_SALT_BYTES || row->commitment.len != DIGEST_BYTES)
		return fail_note(txn->error, ERR_INTERNAL, "a stored holder is none");
	memcpy(ret_holder->salt.bytes, row->salt.data, COMMITMENT_SALT_BYTES);
	memcpy(commitment.bytes, row->commitment.data, DIGEST_BYTES);
	digest_base64(&commitment, ret_holder->commitment);
	return OK;
}

/* ERR_NOT_FOUND, without a word in the transaction's error. */
static enum err find(
	struct txn *txn, struct body_id body, struct person_id person, struct holder *ret_holder)
{
	struct holder_row row = {.body_id = body, .person_id = person};
	enum err err = db_one(txn, &access_stmts[HOLDER_GET], &row, &row);

	if (err == ERR_NOT_FOUND)
		*txn->error = (struct error){0};
	TRY(err);
	return holder_from(txn, &row, ret_holder);
}

static enum err create(struct txn *txn, const struct body *body, struct person_id person,
	struct holder *ret_holder)
{
	const char *datum = arena_printf(txn->arena, "gongyi:holder:1\n%" PRId64 "\n", person.v);
	struct commitment_salt salt;
	struct digest commitment;
	struct holder_row row;

	if (!datum)
		return fail(txn->error, ERR_BUSY);
	commitment = commitment_new(txn->rand, datum, strlen(datum), &salt);
	row = (struct holder_row){.body_id = body->id,
		.person_id = person,
		.salt = {salt.bytes, sizeof salt.bytes},
		.commitment = {commitment.bytes, DIGEST_BYTES}};
	TRY(db_do(txn, &access_stmts[HOLDER_INSERT], &row));
	return holder_from(txn, &row, ret_holder);
}

enum err holder_of(struct txn *txn, const struct body *body, struct person_id person,
	struct holder *ret_holder)
{
	enum err err = find(txn, body->id, person, ret_holder);

	return err == ERR_NOT_FOUND ? create(txn, body, person, ret_holder) : err;
}

enum err holder_show(struct txn *txn, struct body_id body, struct person_id person,
	const char **ret_commitment, struct span *ret_salt)
{
	struct holder *holder = arena_new(txn->arena, struct holder);
	enum err err;

	if (!holder)
		return fail(txn->error, ERR_BUSY);
	err = find(txn, body, person, holder);
	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	*ret_commitment = holder->commitment;
	*ret_salt = (struct span){holder->salt.bytes, sizeof holder->salt.bytes};
	return OK;
}

struct device_event {
	const char *holder;
	struct span key;
};
SCHEMA(device_event, struct device_event, FIELD_STRING(struct device_event, holder),
	FIELD_BYTES(struct device_event, key));

enum err record_device(struct txn *txn, const struct body *body, const char *type,
	struct person_id person, struct span public_key)
{
	struct device_event event = {.key = public_key};
	struct holder holder;

	TRY(holder_of(txn, body, person, &holder));
	event.holder = holder.commitment;
	return record_append(txn, body, type, &device_event_schema, &event, NULL);
}
