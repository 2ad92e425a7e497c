/* Salted commitments: what the record holds in place of personal data. Whoever may see the datum
 * is shown the salt as well and can check it; when salt and datum are erased, what is left says
 * nothing. */
#ifndef CRYPTO_COMMITMENT_H
#define CRYPTO_COMMITMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rand.h"
#include "crypto/digest.h"

enum { COMMITMENT_SALT_BYTES = 32 };

struct commitment_salt {
	uint8_t bytes[COMMITMENT_SALT_BYTES];
};

/* SHA-256("gongyi:commitment:1" || LF || salt || data). */
struct digest commitment_of(const struct commitment_salt *salt, const void *data, size_t len);

/* Draws a salt and commits. A salt is used once. */
struct digest commitment_new(
	struct rand *rand, const void *data, size_t len, struct commitment_salt *ret_salt);

bool commitment_opens(const struct digest *commitment, const struct commitment_salt *salt,
	const void *data, size_t len) must_use;

#endif
