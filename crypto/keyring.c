/* Guarded memory for the master key; derivation in two steps: by purpose, then by body and epoch.
 */
#include "crypto/keyring.h"

#include <sodium.h>
#include <string.h>

#include "crypto/wipe.h"

struct keyring {
	uint8_t *master; /* sodium_malloc: guard pages, locked, no core dump */
};

struct keyring *keyring_new(const uint8_t master[KEYRING_MASTER_BYTES])
{
	struct keyring *keyring = sodium_malloc(sizeof *keyring);

	if (!keyring)
		return NULL;
	keyring->master = sodium_malloc(KEYRING_MASTER_BYTES);
	if (!keyring->master) {
		sodium_free(keyring);
		return NULL;
	}
	memcpy(keyring->master, master, KEYRING_MASTER_BYTES);
	sodium_mprotect_readonly(keyring->master);
	return keyring;
}

void keyring_free(struct keyring *keyring)
{
	if (!keyring)
		return;
	sodium_free(keyring->master);
	sodium_free(keyring);
}

void keyring_derive(const struct keyring *keyring, enum key_purpose purpose, int64_t body,
	uint32_t epoch, uint8_t ret_key[KEYRING_KEY_BYTES])
{
	static const char by_purpose[crypto_kdf_CONTEXTBYTES + 1] = "gongyi-p";
	static const char by_body[crypto_kdf_CONTEXTBYTES + 1] = "gongyi-b";
	static const char by_epoch[crypto_kdf_CONTEXTBYTES + 1] = "gongyi-e";
	uint8_t key[crypto_kdf_KEYBYTES];

	_Static_assert(crypto_kdf_KEYBYTES == KEYRING_KEY_BYTES, "one size for all keys");
	crypto_kdf_derive_from_key(key, sizeof key, (uint64_t)purpose, by_purpose, keyring->master);
	crypto_kdf_derive_from_key(key, sizeof key, (uint64_t)body, by_body, key);
	crypto_kdf_derive_from_key(ret_key, KEYRING_KEY_BYTES, epoch, by_epoch, key);
	sodium_memzero(key, sizeof key);
	wipe_stack();
}

void keyring_record_secret(
	const struct keyring *keyring, int64_t body, uint32_t epoch, struct sign_secret *ret_secret)
{
	uint8_t seed[KEYRING_KEY_BYTES];

	keyring_derive(keyring, KEY_RECORD, body, epoch, seed);
	sign_secret_from_seed(seed, ret_secret);
	sodium_memzero(seed, sizeof seed);
}
