/* Integers modulo q, the prime order of the group. In memory: 32 bytes, least significant first,
 * always below q. In text: decimal, as Belenios prints them (source: BELENIOS, sections 3.1 and 4
 * as frozen in crypto/README.md). Whoever holds a secret one wipes it (auto_scalar). */
#ifndef CRYPTO_SCALAR_H
#define CRYPTO_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rand.h"
#include "crypto/digest.h"

enum { SCALAR_BYTES = 32, SCALAR_TEXT_SIZE = 82 };

struct scalar {
	uint8_t bytes[SCALAR_BYTES];
};

extern const struct scalar scalar_zero;
extern const struct scalar scalar_one;

#define auto_scalar __attribute__((cleanup(scalar_wipe)))
void scalar_wipe(struct scalar *scalar);

struct scalar scalar_of(uint64_t value);

/* Uniform: 512 random bits reduced, the first byte being the least significant. */
void scalar_random(struct rand *rand, struct scalar *ret_scalar);

/* The digest as a number, most significant byte first, modulo q. */
void scalar_of_digest(const struct digest *digest, struct scalar *ret_scalar);

/* The same of two digests, the first being the more significant. */
void scalar_of_digests(const struct digest digests[2], struct scalar *ret_scalar);

/* Decimal text without leading zeros; false when it is anything else or not below q. */
bool scalar_parse(const char *text, struct scalar *ret_scalar) must_use;

/* Takes the same time for every value but for the length of the text. */
void scalar_text(const struct scalar *scalar, char ret_text[SCALAR_TEXT_SIZE]);

/* All of these run in constant time; the result may be one of the operands. */
void scalar_add(const struct scalar *a, const struct scalar *b, struct scalar *ret_sum);
void scalar_sub(const struct scalar *a, const struct scalar *b, struct scalar *ret_difference);
void scalar_mul(const struct scalar *a, const struct scalar *b, struct scalar *ret_product);
void scalar_negate(const struct scalar *a, struct scalar *ret_negative);
bool scalar_equal(const struct scalar *a, const struct scalar *b) must_use;

/* a when `pick` is 1, zero when it is 0. */
void scalar_keep(const struct scalar *a, uint8_t pick, struct scalar *ret_kept);

/* 1/a; zero has no inverse and gives zero. */
void scalar_invert(const struct scalar *a, struct scalar *ret_inverse);

#endif
