/* SHA-256, the one hash of the program (suite 1), and its value as a type. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/encoding.h"

enum {
	DIGEST_BYTES = 32,
	DIGEST_HEX_SIZE = HEX_SIZE(DIGEST_BYTES),
	DIGEST_BASE64_SIZE = BASE64_SIZE(DIGEST_BYTES)
};

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

struct digest digest_of(const void *data, size_t len);

/* For data that comes in pieces: start, add …, finish once. */
struct digest_state {
	crypto_hash_sha256_state sha256;
};

void digest_start(struct digest_state *state);
void digest_add(struct digest_state *state, const void *data, size_t len);
struct digest digest_finish(struct digest_state *state);

/* Takes the same time whatever the values are. */
bool digest_equal(const struct digest *a, const struct digest *b) must_use;

/* Lower-case hexadecimal, and padded base64 of RFC 4648 section 4. */
void digest_hex(const struct digest *digest, char ret_text[DIGEST_HEX_SIZE]);
bool digest_from_hex(const char *text, struct digest *ret_digest) must_use;
void digest_base64(const struct digest *digest, char ret_text[DIGEST_BASE64_SIZE]);
bool digest_from_base64(const char *text, size_t len, struct digest *ret_digest) must_use;

#endif
