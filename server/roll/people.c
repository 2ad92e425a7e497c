/* Keyed hashes find people, sealed text keeps their numbers; dwellings and households are made as
 * they are first named. */
#include "roll/people.h"

#include <inttypes.h>
#include <string.h>

#include "base/mask.h"
#include "base/text.h"
#include "crypto/privacy.h"
#include "roll/cells.h"

/* Clears the error of a row that is allowed to be missing. */
static enum err maybe(struct txn *txn, enum err err, bool *ret_found)
{
	*ret_found = err == OK;
	if (err != ERR_NOT_FOUND)
		return err;
	*txn->error = (struct error){0};
	return OK;
}

static struct span span_of(const struct privacy_tag *tag)
{
	return (struct span){tag->bytes, sizeof tag->bytes};
}

struct privacy_tag person_tag(
	const struct keyring *keys, struct body_id body, const char *id_number)
{
	return privacy_tag_of(keys, body.v, id_number, strlen(id_number));
}

enum err person_match(struct txn *txn, struct body_id body, const struct privacy_tag *tag,
	struct person_row *ret_row, bool *ret_found)
{
	struct person_row key = {.body_id = body, .id_tag = span_of(tag)};

	return maybe(txn, db_one(txn, &roll_stmts[PERSON_BY_TAG], &key, ret_row), ret_found);
}

enum err person_find(struct txn *txn, const struct keyring *keys, struct body_id body,
	const char *typed, struct person_row *ret_row, bool *ret_found)
{
	char *text = arena_string(txn->arena, typed);
	struct privacy_tag tag;
	enum roll_reason reason;
	struct cell_id id;

	if (!text)
		return fail(txn->error, ERR_TOO_LARGE);
	text_fold(text);
	reason = cell_id_number(text, &id);
	*ret_found = false;
	if (reason != REASON_NONE && reason != REASON_ID_OTHER)
		return OK;
	tag = person_tag(keys, body, text);
	return person_match(txn, body, &tag, ret_row, ret_found);
}

enum err person_similar(struct txn *txn, const struct body *body, const struct privacy_tag *tag,
	const struct roll_entry *entry, bool *ret_similar)
{
	struct person_row row = {.body_id = body->id,
		.id_tag = span_of(tag),
		.name = entry->name,
		.born = entry->born,
		.building = entry->building,
		.entrance = entry->entrance,
		.room = entry->room};

	return maybe(txn, db_one(txn, &roll_stmts[PERSON_SIMILAR], &row, &row), ret_similar);
}

struct roll_facts facts_of(const struct resident_row *row)
{
	return (struct roll_facts){
		.born = row->born,
		.since = row->since,
		.kind = row->kind,
		.proof = row->proof,
		.standing = row->standing,
	};
}

/* ---- names ---- */

enum err name_masked(struct txn *txn, const char *name, const char **ret_masked)
{
	char masked[MASK_SIZE];

	mask_name(name, masked);
	*ret_masked = arena_string(txn->arena, masked);
	return *ret_masked ? OK : fail(txn->error, ERR_TOO_LARGE);
}

enum err name_fold(
	struct txn *txn, const char *typed, const char **ret_name, enum roll_reason *ret_reason)
{
	char *text = arena_string(txn->arena, typed);
	char *name = arena_alloc(txn->arena, CELL_NAME_SIZE(strlen(typed)));

	if (!text || !name)
		return fail(txn->error, ERR_TOO_LARGE);
	text_fold(text);
	*ret_reason = cell_name(text, name);
	*ret_name = name;
	return OK;
}

/* ---- sealed numbers ---- */

enum err roll_seal(struct txn *txn, struct body_id body, const char *context, struct span plain,
	struct span *ret_sealed)
{
	uint8_t *sealed = arena_alloc(txn->arena, plain.len + PRIVACY_EXTRA_BYTES);

	if (!sealed || !context)
		return fail(txn->error, ERR_TOO_LARGE);
	privacy_seal(txn->keys, body.v, context, txn->rand, plain.data, plain.len, sealed);
	*ret_sealed = (struct span){sealed, plain.len + PRIVACY_EXTRA_BYTES};
	return OK;
}

enum err roll_open(const struct keyring *keys, struct arena *arena, struct error *error,
	struct body_id body, const char *context, struct span sealed, struct span *ret_plain)
{
	uint8_t *plain;

	if (sealed.len < PRIVACY_EXTRA_BYTES)
		return fail_note(error, ERR_INTERNAL, "%s: too short to be sealed", context);
	plain = arena_alloc(arena, sealed.len - PRIVACY_EXTRA_BYTES + 1); /* terminated */
	if (!plain || !context)
		return fail(error, ERR_TOO_LARGE);
	if (!privacy_open(keys, body.v, context, sealed.data, sealed.len, plain))
		return fail_note(error, ERR_INTERNAL, "%s: sealed with another key", context);
	*ret_plain = (struct span){plain, sealed.len - PRIVACY_EXTRA_BYTES};
	return OK;
}

static const char *context_of(struct txn *txn, const char *what, struct person_id id)
{
	return arena_printf(txn->arena, "%s of person %" PRId64, what, id.v);
}

static enum err seal_text(struct txn *txn, const struct person_row *row, const char *what,
	const char *text, struct span *ret_sealed)
{
	struct span plain = {(const uint8_t *)text, strlen(text)};

	return roll_seal(txn, row->body_id, context_of(txn, what, row->id), plain, ret_sealed);
}

static enum err open_text(struct txn *txn, const struct person_row *row, const char *what,
	struct span sealed, const char **ret_text)
{
	struct span plain = {0};

	TRY(roll_open(txn->keys, txn->arena, txn->error, row->body_id,
		context_of(txn, what, row->id), sealed, &plain));
	*ret_text = (const char *)plain.data;
	return OK;
}

enum err person_entry(struct txn *txn, const struct person_row *row, struct roll_entry *ret_entry)
{
	struct roll_entry entry = {
		.building = row->building,
		.entrance = row->entrance,
		.room = row->room,
		.household = row->household_number,
		.name = row->name,
		.id_number = "",
		.group = row->residents_group,
		.phone = "",
		.born = row->born,
		.since = row->since,
		.id_kind = row->id_kind,
		.sex = row->sex,
		.kind = row->kind,
		.proof = row->proof,
	};

	if (row->id_sealed.data)
		TRY(open_text(txn, row, "id", row->id_sealed, &entry.id_number));
	if (row->phone_sealed.data)
		TRY(open_text(txn, row, "phone", row->phone_sealed, &entry.phone));
	*ret_entry = entry;
	return OK;
}

/* ---- adding and changing ---- */

/* Finds or makes the dwelling and the household the row names. */
static enum err settle_household(struct txn *txn, struct person_row *row)
{
	struct person_row found;
	bool there;

	TRY(maybe(txn, db_one(txn, &roll_stmts[DWELLING_FIND], row, &found), &there));
	row->dwelling_id = found.dwelling_id;
	if (!there) {
		TRY(db_new_id(txn, &row->dwelling_id));
		TRY(db_do(txn, &roll_stmts[DWELLING_INSERT], row));
	}
	TRY(maybe(txn, db_one(txn, &roll_stmts[HOUSEHOLD_FIND], row, &found), &there));
	row->household_id = found.household_id;
	if (there)
		return OK;
	TRY(db_new_id(txn, &row->household_id));
	return db_do(txn, &roll_stmts[HOUSEHOLD_INSERT], row);
}

/* The row an entry makes; its numbers sealed, its household settled. */
static enum err fill_row(struct txn *txn, const struct body *body, struct person_id id,
	const struct roll_entry *entry, struct person_row *ret_row)
{
	struct person_row row = {
		.id = id,
		.body_id = body->id,
		.id_kind = entry->id_kind,
		.name = entry->name,
		.born = entry->born,
		.sex = entry->sex,
		.kind = entry->kind,
		.proof = entry->proof,
		.since = entry->since,
		.residents_group = entry->group,
		.created_at = body->now,
		.updated_at = body->now,
		.building = entry->building,
		.entrance = entry->entrance,
		.room = entry->room,
		.household_number = entry->household,
	};

	TRY(settle_household(txn, &row));
	TRY(seal_text(txn, &row, "id", entry->id_number, &row.id_sealed));
	if (*entry->phone)
		TRY(seal_text(txn, &row, "phone", entry->phone, &row.phone_sealed));
	*ret_row = row;
	return OK;
}

enum err person_add(struct txn *txn, const struct body *body, const struct privacy_tag *tag,
	const struct roll_entry *entry)
{
	struct person_id id;
	struct person_row row;

	TRY(db_new_id(txn, &id.v));
	TRY(fill_row(txn, body, id, entry, &row));
	row.id_tag = span_of(tag);
	return db_do(txn, &roll_stmts[PERSON_INSERT], &row);
}

enum err person_change(struct txn *txn, const struct body *body, struct person_id id,
	const struct roll_entry *entry)
{
	struct person_row row;

	TRY(fill_row(txn, body, id, entry, &row));
	return db_do(txn, &roll_stmts[PERSON_UPDATE], &row);
}
