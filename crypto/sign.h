/* Ed25519 signatures (RFC 8032) by libsodium, which refuses public keys of small order and
 * signatures that are not canonical. A secret key is wiped by whoever holds it. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rand.h"
#include "crypto/digest.h"

enum { SIGN_PUBLIC_BYTES = 32, SIGN_SEED_BYTES = 32, SIGNATURE_BYTES = 64 };

struct sign_public {
	uint8_t bytes[SIGN_PUBLIC_BYTES];
};

/* The seed of RFC 8032 and the public key it gives. */
struct sign_secret {
	uint8_t seed[SIGN_SEED_BYTES];
	struct sign_public key;
};

struct signature {
	uint8_t bytes[SIGNATURE_BYTES];
};

/* Scope-bound wiping, as base/cleanup.h has it for other things. */
#define auto_secret __attribute__((cleanup(sign_secret_wipe)))

void sign_secret_from_seed(const uint8_t seed[SIGN_SEED_BYTES], struct sign_secret *ret_secret);
void sign_secret_new(struct rand *rand, struct sign_secret *ret_secret);
void sign_secret_wipe(struct sign_secret *secret);

/* SHA-256 of the public key; in hexadecimal it is the `keyid` of statements. */
struct digest sign_key_id(const struct sign_public *key);

bool sign_key_equal(const struct sign_public *a, const struct sign_public *b) must_use;

void sign_message(const struct sign_secret *secret, const void *message, size_t len,
	struct signature *ret_signature);
bool sign_verify(const struct sign_public *key, const void *message, size_t len,
	const struct signature *signature) must_use;

#endif
