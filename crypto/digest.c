/* SHA-256 by libsodium. Decoders fill a local first, so that a refused text leaves the output as
 * it was. */
#include "crypto/digest.h"

struct digest digest_of(const void *data, size_t len)
{
	struct digest digest = {0};

	crypto_hash_sha256(digest.bytes, data, len);
	return digest;
}

void digest_start(struct digest_state *state)
{
	crypto_hash_sha256_init(&state->sha256);
}

void digest_add(struct digest_state *state, const void *data, size_t len)
{
	crypto_hash_sha256_update(&state->sha256, data, len);
}

struct digest digest_finish(struct digest_state *state)
{
	struct digest digest = {0};

	crypto_hash_sha256_final(&state->sha256, digest.bytes);
	return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return sodium_memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

void digest_hex(const struct digest *digest, char ret_text[DIGEST_HEX_SIZE])
{
	hex_encode(digest->bytes, DIGEST_BYTES, ret_text);
}

bool digest_from_hex(const char *text, struct digest *ret_digest)
{
	struct digest digest = {0};

	if (!hex_decode(text, digest.bytes, DIGEST_BYTES))
		return false;
	*ret_digest = digest;
	return true;
}

void digest_base64(const struct digest *digest, char ret_text[DIGEST_BASE64_SIZE])
{
	base64_encode(BASE64, digest->bytes, DIGEST_BYTES, ret_text);
}

bool digest_from_base64(const char *text, size_t len, struct digest *ret_digest)
{
	struct digest digest = {0};
	size_t n;

	if (!base64_decode(BASE64, text, len, digest.bytes, DIGEST_BYTES, &n) || n != DIGEST_BYTES)
		return false;
	*ret_digest = digest;
	return true;
}
