/* Signed statements. Verification tries each signature with the keys that its key id allows; the
 * id is a hint of the sender and decides nothing. */
#include "crypto/dsse.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

enum { MESSAGE_MAX = DSSE_PAYLOAD_MAX + DSSE_TYPE_SIZE + 64, KEYS_MAX = 64 };

bool dsse_type(const char *kind, char ret_type[DSSE_TYPE_SIZE])
{
	size_t len = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (len == 0 || len >= DSSE_KIND_SIZE || kind[len] != '\0')
		return false;
	snprintf(ret_type, DSSE_TYPE_SIZE, "application/vnd.gongyi.%s+json", kind);
	return true;
}

void dsse_encode(struct buf *message, const char *type, struct span payload)
{
	buf_printf(message, "DSSEv1 %zu %s %zu ", strlen(type), type, payload.len);
	buf_add(message, payload.data, payload.len);
}

enum err dsse_init(const char *kind, struct span payload, struct dsse *ret_dsse)
{
	struct dsse dsse = {.payload = payload};

	if (payload.len > DSSE_PAYLOAD_MAX)
		return ERR_TOO_LARGE;
	if (payload.len == 0 || !dsse_type(kind, dsse.type))
		return ERR_INVALID;
	*ret_dsse = dsse;
	return OK;
}

static enum err message_of(const struct dsse *dsse, struct buf *message)
{
	dsse_encode(message, dsse->type, dsse->payload);
	return buf_ok(message) ? OK : ERR_TOO_LARGE;
}

enum err dsse_sign(struct dsse *dsse, const struct sign_secret *secret)
{
	auto_buf struct buf message = {0};
	struct dsse_signature *signature = &dsse->signatures[dsse->n];

	buf_init(&message, MESSAGE_MAX);
	if (dsse->n == DSSE_SIGNATURES_MAX)
		return ERR_TOO_LARGE;
	TRY(message_of(dsse, &message));
	signature->has_key_id = true;
	signature->key_id = sign_key_id(&secret->key);
	sign_message(secret, message.data, message.len, &signature->signature);
	dsse->n++;
	return OK;
}

static bool signed_by(
	const struct dsse *dsse, const struct buf *message, const struct sign_public *key)
{
	struct digest id = sign_key_id(key);

	for (size_t i = 0; i < dsse->n; i++) {
		const struct dsse_signature *signature = &dsse->signatures[i];

		if (signature->has_key_id && !digest_equal(&signature->key_id, &id))
			continue;
		if (sign_verify(key, message->data, message->len, &signature->signature))
			return true;
	}
	return false;
}

/* Whether keys[at] occurs before `at`. */
static bool is_repeated(const struct sign_public *keys, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (sign_key_equal(&keys[i], &keys[at]))
			return true;
	return false;
}

enum err dsse_verify(const struct dsse *dsse, const char *kind, const struct sign_public *keys,
	size_t n_keys, size_t threshold, uint64_t *ret_signed)
{
	auto_buf struct buf message = {0};
	char type[DSSE_TYPE_SIZE];
	uint64_t verified = 0;
	size_t n = 0;

	buf_init(&message, MESSAGE_MAX);
	if (!dsse_type(kind, type) || strcmp(dsse->type, type) != 0 || n_keys > KEYS_MAX)
		return ERR_BAD_SIGNATURE;
	TRY(message_of(dsse, &message));
	for (size_t i = 0; i < n_keys; i++) {
		if (is_repeated(keys, i) || !signed_by(dsse, &message, &keys[i]))
			continue;
		verified |= UINT64_C(1) << i;
		n++;
	}
	if (threshold < 1 || n < threshold)
		return ERR_BAD_SIGNATURE;
	*ret_signed = verified;
	return OK;
}
