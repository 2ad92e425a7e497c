/* Envelopes as JSON, bound by two field tables. */
#include "crypto/wire/dsse.h"

#include <stdio.h>
#include <string.h>

#include "schema/schema.h"
#include "json/json.h"

struct wire_signature {
	const char *keyid;
	const char *sig;
};
SCHEMA(wire_signature, struct wire_signature,
	FIELD_STRING(struct wire_signature, keyid, .max = 256,
		.doc = "Hexadecimal SHA-256 of the public key; only a hint"),
	FIELD_STRING(struct wire_signature, sig, .required = true, .max = 128,
		.doc = "Base64 of the Ed25519 signature over the pre-authentication encoding"));

struct wire_envelope {
	const char *payloadType;
	const char *payload;
	struct list signatures;
};
SCHEMA(wire_envelope, struct wire_envelope,
	FIELD_STRING(struct wire_envelope, payloadType, .required = true, .min = 1,
		.max = DSSE_TYPE_SIZE - 1, .doc = "application/vnd.gongyi.<kind>+json"),
	FIELD_STRING(struct wire_envelope, payload, .required = true,
		.max = DSSE_PAYLOAD_MAX / 3 * 4 + 4, .doc = "Base64 of the signed bytes"),
	FIELD_LIST(struct wire_envelope, signatures, wire_signature_schema, .required = true,
		.min = 1, .max = DSSE_SIGNATURES_MAX));

/* Base64 in either alphabet, with or without padding; ret_data holds `size` bytes. */
static bool decode(const char *text, uint8_t *ret_data, size_t size, size_t *ret_len)
{
	size_t len = strlen(text);

	if (base64_decode(BASE64, text, len, ret_data, size, ret_len) ||
		base64_decode(BASE64_NOPAD, text, len, ret_data, size, ret_len))
		return true;
	while (len > 0 && len % 4 == 0 && text[len - 1] == '=' && strlen(text) - len < 2)
		len--;
	return base64_decode(BASE64URL_NOPAD, text, len, ret_data, size, ret_len);
}

static enum err read_signature(
	const struct wire_signature *wire, struct dsse *dsse, struct error *error)
{
	struct dsse_signature *signature = &dsse->signatures[dsse->n];
	char pointer[ERROR_TEXT_MAX];
	size_t len;

	snprintf(pointer, sizeof pointer, "/signatures/%zu/sig", dsse->n++);
	signature->has_key_id = wire->keyid && digest_from_hex(wire->keyid, &signature->key_id);
	if (!decode(wire->sig, signature->signature.bytes, SIGNATURE_BYTES, &len) ||
		len != SIGNATURE_BYTES)
		return fail_field(error, pointer, "base64 of 64 bytes");
	return OK;
}

enum err dsse_read(const char *json, size_t len, struct arena *arena, struct dsse *ret_dsse,
	struct error *error)
{
	struct wire_envelope wire = {0};
	struct dsse dsse = {0};
	uint8_t *payload;
	size_t size;

	if (len > DSSE_JSON_MAX)
		return fail(error, ERR_TOO_LARGE);
	TRY(json_read(&wire_envelope_schema, json, len, arena, &wire, error));
	copy_text(dsse.type, sizeof dsse.type, wire.payloadType);
	if (strcmp(dsse.type, wire.payloadType) != 0)
		return fail_field(error, "/payloadType", "length");
	size = strlen(wire.payload) / 4 * 3 + 3;
	payload = arena_alloc(arena, size);
	if (!payload)
		return fail(error, ERR_BUSY);
	if (!decode(wire.payload, payload, size, &dsse.payload.len))
		return fail_field(error, "/payload", "base64");
	if (dsse.payload.len > DSSE_PAYLOAD_MAX)
		return fail(error, ERR_TOO_LARGE);
	dsse.payload.data = payload;
	for (size_t i = 0; i < wire.signatures.n; i++)
		TRY(read_signature(
			&((const struct wire_signature *)wire.signatures.items)[i], &dsse, error));
	*ret_dsse = dsse;
	return OK;
}

/* Base64 as a string of the arena; NULL when it is exhausted. */
static const char *encode(struct arena *arena, const uint8_t *data, size_t len)
{
	char *text = arena_alloc(arena, BASE64_SIZE(len));

	if (text)
		base64_encode(BASE64, data, len, text);
	return text;
}

enum err dsse_write(struct buf *json, const struct dsse *dsse, struct arena *arena)
{
	struct json_writer writer = json_writer(json);
	struct wire_signature signatures[DSSE_SIGNATURES_MAX] = {0};
	struct wire_envelope wire = {.payloadType = dsse->type,
		.payload = encode(arena, dsse->payload.data, dsse->payload.len),
		.signatures = {signatures, dsse->n}};

	for (size_t i = 0; i < dsse->n; i++) {
		const struct dsse_signature *from = &dsse->signatures[i];
		char id[DIGEST_HEX_SIZE];

		digest_hex(&from->key_id, id);
		signatures[i].keyid = from->has_key_id ? arena_string(arena, id) : NULL;
		signatures[i].sig = encode(arena, from->signature.bytes, SIGNATURE_BYTES);
		if (!signatures[i].sig || (from->has_key_id && !signatures[i].keyid))
			return ERR_BUSY;
	}
	if (!wire.payload)
		return ERR_BUSY;
	json_write(&writer, &wire_envelope_schema, &wire);
	return buf_ok(json) ? OK : ERR_TOO_LARGE;
}

enum err dsse_payload(const struct dsse *dsse, const struct schema *schema, struct arena *arena,
	void *record, struct error *error)
{
	return json_read(
		schema, (const char *)dsse->payload.data, dsse->payload.len, arena, record, error);
}
