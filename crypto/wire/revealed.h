/* A test ballot as its phone reveals it (crypto/README.md, "Testing the device"). It was made like
 * any other, was never signed and is never cast; whoever reads its text makes it again and compares
 * the hash. The text is
 *
 *   1.UUID.HASH          before the phone knows whether it will be tested
 *   1.UUID.HASH.REST     revealed
 *
 * with HASH what a signature would be over and REST the public credential (as its text has it), the
 * seed and one bit for each choice, the first being the highest of its byte, the last byte filled
 * up with zeros; both in unpadded URL-safe base64. */
#ifndef CRYPTO_WIRE_REVEALED_H
#define CRYPTO_WIRE_REVEALED_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/rand.h"
#include "crypto/ballot.h"
#include "crypto/digest.h"
#include "crypto/election.h"

struct revealed {
	bool whole;         /* what follows the hash is there too */
	struct digest hash; /* as the phone said before */
	struct point credential;
	uint8_t seed[RAND_SEED_BYTES];
	uint8_t votes[ELECTION_CHOICES_MAX]; /* one 0 or 1 for each choice */
};

void revealed_write(
	const struct election *election, const struct revealed *revealed, struct buf *buf);

/* Reads a text, or a link that ends with it behind its #. ERR_INVALID names the part: "form",
 * "round" (of another election), "hash" or "rest". */
enum err revealed_read(const struct election *election, const char *text,
	struct revealed *ret_revealed, struct error *error) must_use;

/* The hash of the ballot that this seed of a whole text and these choices make. ERR_INVALID where
 * the paper does not allow the choices, or the credential is no element. */
enum err revealed_hash(const struct election *election, const struct revealed *revealed,
	struct arena *arena, struct digest *ret_hash, struct error *error) must_use;

#endif
