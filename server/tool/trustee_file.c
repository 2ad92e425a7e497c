/* See trustee_steps.h: what a trustee's file holds, and what the service says of a set-up. */
#include "tool/trustee_steps.h"

#include <string.h>

#include "base/encoding.h"
#include "crypto/box.h"
#include "json/json.h"

enum { SIGNATURE_MAX = 400, UUID_TEXT_MAX = 64 };

#define FIELD_HEX(type, member, ...)                                                               \
	FIELD_STRING(type, member, .min = DIGEST_HEX_SIZE - 1, .max = DIGEST_HEX_SIZE - 1,         \
		##__VA_ARGS__)

SCHEMA(opened_tally, struct opened_tally,
	FIELD_STRING(struct opened_tally, uuid, .required = true, .max = UUID_TEXT_MAX),
	FIELD_HEX(struct opened_tally, hash, .required = true));

SCHEMA_PUBLIC(trustee_file, struct trustee_file,
	FIELD_STRING(struct trustee_file, seed, .required = true, .min = PEDERSEN_SEED_SIZE - 1,
		.max = PEDERSEN_SEED_SIZE - 1),
	FIELD_INT(struct trustee_file, election, .required = true, .max = JSON_INT_MAX),
	FIELD_INT(struct trustee_file, number, .max = TRUSTEES_MAX),
	FIELD_STRING(struct trustee_file, certificate, .max = TRUSTEE_TEXT_MAX),
	FIELD_STRING(struct trustee_file, box_key, .max = BASE64_SIZE(BOX_KEY_BYTES)),
	FIELD_STRING(struct trustee_file, box_signature, .max = SIGNATURE_MAX),
	FIELD_HEX(struct trustee_file, compared),
	FIELD_STRING(struct trustee_file, polynomial, .max = TRUSTEE_TEXT_MAX),
	FIELD_STRING(struct trustee_file, agreement, .max = SIGNATURE_MAX),
	FIELD_STRINGS(struct trustee_file, shares, .max = TRUSTEES_MAX),
	FIELD_STRING(struct trustee_file, verification_key, .max = TRUSTEE_TEXT_MAX),
	FIELD_STRING(struct trustee_file, decryption_key, .max = SCALAR_TEXT_SIZE),
	FIELD_LIST(struct trustee_file, opened, opened_tally_schema, .max = TRUSTEE_OPENED_MAX));

enum err trustee_file_new(
	int64_t election, struct rand *rand, struct arena *arena, struct trustee_file *ret_file)
{
	char seed[PEDERSEN_SEED_SIZE];
	const char *kept;

	pedersen_seed_new(rand, seed);
	kept = arena_string(arena, seed);
	explicit_bzero(seed, sizeof seed);
	if (!kept)
		return ERR_BUSY;
	*ret_file = (struct trustee_file){.seed = kept, .election = election};
	return OK;
}

/* ---- what the service said ---- */

/* A later service may say more than is read here. */
SCHEMA(announced, struct announced, FIELD_STRING(struct announced, name),
	FIELD_STRING(struct announced, certificate), FIELD_STRING(struct announced, box_key),
	FIELD_STRING(struct announced, box_signature), FIELD_STRING(struct announced, polynomial),
	FIELD_STRING(struct announced, agreement),
	FIELD_STRING(struct announced, verification_key));

static enum err read_announced(
	const struct json *object, struct arena *arena, struct announced *ret_row)
{
	for (size_t i = 0; i < announced_schema.n_fields; i++) {
		const struct field *field = &announced_schema.fields[i];
		const char **at = field_at(field, ret_row);

		if (!json_string(json_get(object, field->name), at))
			continue;
		*at = arena_string(arena, *at);
		if (!*at)
			return ERR_BUSY;
	}
	return OK;
}

static enum err read_trustees(const struct json *root, struct arena *arena, struct setup_view *view)
{
	const struct json *list = json_get(root, "trustees");
	size_t i = 0;

	view->n = json_count(list);
	if (!json_int(json_get(root, "threshold"), &view->threshold) || view->n < 2 ||
		view->n > TRUSTEES_MAX || view->threshold < 1 ||
		view->threshold >= (int64_t)view->n)
		return ERR_MALFORMED;
	view->rows = arena_array(arena, struct announced, view->n);
	if (!view->rows)
		return ERR_BUSY;
	for (const struct json *item = json_first(list); item; item = json_next(item), i++) {
		int64_t number;

		if (!json_int(json_get(item, "number"), &number) || number != (int64_t)i + 1)
			return ERR_MALFORMED;
		TRY(read_announced(item, arena, &view->rows[i]));
	}
	return OK;
}

static enum err read_shares(const struct json *root, struct arena *arena, struct setup_view *view)
{
	const struct json *list = json_get(root, "shares");

	if (!json_int(json_get(root, "number"), &view->number) || view->number < 1 ||
		view->number > (int64_t)view->n)
		return ERR_MALFORMED;
	for (const struct json *item = json_first(list); item; item = json_next(item)) {
		const char *sealed;
		int64_t from;

		if (!json_int(json_get(item, "from"), &from) || from < 1 ||
			from > (int64_t)view->n || !json_string(json_get(item, "sealed"), &sealed))
			return ERR_MALFORMED;
		view->rows[from - 1].sealed = arena_string(arena, sealed);
		if (!view->rows[from - 1].sealed)
			return ERR_BUSY;
	}
	return OK;
}

enum err setup_view_read(struct span trustees, struct span shares, struct arena *arena,
	struct setup_view *ret_view, struct error *error)
{
	auto_json struct json *root = NULL;
	auto_json struct json *sent = NULL;
	struct setup_view view = {0};
	enum err err;

	if (!trustees.len || !shares.len)
		return fail(error, ERR_MALFORMED);
	TRY(json_parse((const char *)trustees.data, trustees.len, &root, error));
	TRY(json_parse((const char *)shares.data, shares.len, &sent, error));
	err = read_trustees(root, arena, &view);
	if (err == OK)
		err = read_shares(sent, arena, &view);
	if (err != OK)
		return fail(error, err);
	*ret_view = view;
	return OK;
}
