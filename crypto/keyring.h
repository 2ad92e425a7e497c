/* The data folder's secrets. One master key of 32 bytes lies in guarded memory; every other secret
 * of the service is derived from it (BLAKE2b, libsodium's crypto_kdf) by purpose, body and epoch,
 * so that one small file, kept apart from the backup, restores them all. */
#ifndef CRYPTO_KEYRING_H
#define CRYPTO_KEYRING_H

#include <stdint.h>

#include "base/attr.h"
#include "crypto/sign.h"

enum { KEYRING_MASTER_BYTES = 32, KEYRING_KEY_BYTES = 32 };

enum key_purpose {
	KEY_RECORD = 1,    /* Ed25519 seed of a body's record: checkpoints, receipts */
	KEY_ROLL_HASH = 2, /* keyed hashes of identity numbers */
	KEY_DATA = 3,      /* encryption of telephone and identity numbers at rest */
	KEY_SLIP = 4       /* keyed hashes of the codes typed from activation slips */
};

struct keyring;

/* Copies the master key; the caller wipes its own copy. NULL when there is no guarded memory. */
struct keyring *keyring_new(const uint8_t master[KEYRING_MASTER_BYTES]) must_use;
void keyring_free(struct keyring *keyring);

/* The key for a purpose in a body. The caller wipes it. */
void keyring_derive(const struct keyring *keyring, enum key_purpose purpose, int64_t body,
	uint32_t epoch, uint8_t ret_key[KEYRING_KEY_BYTES]);

/* A body's record key; the caller wipes it (auto_secret). */
void keyring_record_secret(const struct keyring *keyring, int64_t body, uint32_t epoch,
	struct sign_secret *ret_secret);

#endif
