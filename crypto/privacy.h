/* Personal numbers at rest (suite 1): a keyed hash finds a person by an ID number without storing
 * it in a form that can be searched for, and sealed text is readable with the data folder's key
 * only. Both begin with one byte that names their suite. */
#ifndef CRYPTO_PRIVACY_H
#define CRYPTO_PRIVACY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rand.h"
#include "crypto/keyring.h"

enum {
	PRIVACY_SUITE = 1,
	PRIVACY_TAG_BYTES = 1 + 32,
	PRIVACY_EXTRA_BYTES = 1 + 24 + 16, /* sealed text is so much longer */
	PRIVACY_CONTEXT_MAX = 100
};

struct privacy_tag {
	uint8_t bytes[PRIVACY_TAG_BYTES];
};

/* The hash of `data` that is the same for this body and this key alone. */
struct privacy_tag privacy_tag_of(
	const struct keyring *keys, int64_t body, const void *data, size_t len);

/* Encrypts into `ret_sealed` of len + PRIVACY_EXTRA_BYTES. `context` says what this is ("phone of
 * person 7"), so that it opens nowhere else; at most PRIVACY_CONTEXT_MAX characters. */
void privacy_seal(const struct keyring *keys, int64_t body, const char *context, struct rand *rand,
	const void *data, size_t len, uint8_t *ret_sealed);

/* Decrypts into `ret_data` of len − PRIVACY_EXTRA_BYTES; false when it was not sealed for this body
 * and context, or was changed. */
bool privacy_open(const struct keyring *keys, int64_t body, const char *context,
	const uint8_t *sealed, size_t len, uint8_t *ret_data) must_use;

#endif
