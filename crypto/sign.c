/* Ed25519 key pairs and detached signatures. libsodium's 64-byte secret key is seed and public key
 * in a row, which is how struct sign_secret lies in memory. */
#include "crypto/sign.h"

#include <sodium.h>

#include "crypto/reveal.h"

_Static_assert(sizeof(struct sign_secret) == crypto_sign_SECRETKEYBYTES, "seed, then public key");
_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SIGN_SEED_BYTES == crypto_sign_SEEDBYTES, "Ed25519");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

void sign_secret_from_seed(const uint8_t seed[SIGN_SEED_BYTES], struct sign_secret *ret_secret)
{
	struct sign_public key;

	crypto_sign_seed_keypair(key.bytes, (uint8_t *)ret_secret, seed);
	reveal(&ret_secret->key, sizeof ret_secret->key);
}

void sign_secret_new(struct rand *rand, struct sign_secret *ret_secret)
{
	uint8_t seed[SIGN_SEED_BYTES];

	rand_bytes(rand, seed, sizeof seed);
	sign_secret_from_seed(seed, ret_secret);
	sodium_memzero(seed, sizeof seed);
}

void sign_secret_wipe(struct sign_secret *secret)
{
	sodium_memzero(secret, sizeof *secret);
}

struct digest sign_key_id(const struct sign_public *key)
{
	return digest_of(key->bytes, sizeof key->bytes);
}

bool sign_key_equal(const struct sign_public *a, const struct sign_public *b)
{
	return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void sign_message(const struct sign_secret *secret, const void *message, size_t len,
	struct signature *ret_signature)
{
	crypto_sign_detached(ret_signature->bytes, NULL, message, len, (const uint8_t *)secret);
	reveal(ret_signature, sizeof *ret_signature);
}

bool sign_verify(const struct sign_public *key, const void *message, size_t len,
	const struct signature *signature)
{
	return crypto_sign_verify_detached(signature->bytes, message, len, key->bytes) == 0;
}
