/* Keyed BLAKE2b and XChaCha20-Poly1305. A nonce of 24 random bytes never repeats by chance, so one
 * key serves a body for ever; suite and context are authenticated with the text. */
#include "crypto/privacy.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "crypto/reveal.h"

enum {
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	MAC_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD_BYTES = 1 + NONCE_BYTES
};

_Static_assert(HEAD_BYTES + MAC_BYTES == PRIVACY_EXTRA_BYTES, "layout of sealed text");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == KEYRING_KEY_BYTES, "key size");

struct privacy_tag privacy_tag_of(
	const struct keyring *keys, int64_t body, const void *data, size_t len)
{
	struct privacy_tag tag = {.bytes = {PRIVACY_SUITE}};
	uint8_t key[KEYRING_KEY_BYTES];

	keyring_derive(keys, KEY_ROLL_HASH, body, 0, key);
	crypto_generichash(tag.bytes + 1, sizeof tag.bytes - 1, data, len, key, sizeof key);
	sodium_memzero(key, sizeof key);
	return tag;
}

/* What is authenticated besides the text; its length. */
static size_t associated(const char *context, char ret_text[PRIVACY_CONTEXT_MAX + 32])
{
	return (size_t)snprintf(ret_text, PRIVACY_CONTEXT_MAX + 32, "gongyi:private:%d\n%.*s",
		PRIVACY_SUITE, PRIVACY_CONTEXT_MAX, context);
}

void privacy_seal(const struct keyring *keys, int64_t body, const char *context, struct rand *rand,
	const void *data, size_t len, uint8_t *ret_sealed)
{
	char extra[PRIVACY_CONTEXT_MAX + 32];
	size_t extra_len = associated(context, extra);
	uint8_t key[KEYRING_KEY_BYTES];

	keyring_derive(keys, KEY_DATA, body, 0, key);
	ret_sealed[0] = PRIVACY_SUITE;
	rand_bytes(rand, ret_sealed + 1, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + HEAD_BYTES, NULL, data, len,
		(const uint8_t *)extra, extra_len, NULL, ret_sealed + 1, key);
	sodium_memzero(key, sizeof key);
	reveal(ret_sealed, len + PRIVACY_EXTRA_BYTES);
}

bool privacy_open(const struct keyring *keys, int64_t body, const char *context,
	const uint8_t *sealed, size_t len, uint8_t *ret_data)
{
	char extra[PRIVACY_CONTEXT_MAX + 32];
	size_t extra_len = associated(context, extra);
	uint8_t key[KEYRING_KEY_BYTES];
	int status;

	if (len < PRIVACY_EXTRA_BYTES || sealed[0] != PRIVACY_SUITE)
		return false;
	keyring_derive(keys, KEY_DATA, body, 0, key);
	status = crypto_aead_xchacha20poly1305_ietf_decrypt(ret_data, NULL, NULL,
		sealed + HEAD_BYTES, len - HEAD_BYTES, (const uint8_t *)extra, extra_len,
		sealed + 1, key);
	sodium_memzero(key, sizeof key);
	return reveal_bit(status == 0);
}
