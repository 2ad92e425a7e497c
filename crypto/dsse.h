/* Signed statements (DSSE v1, Dead Simple Signing Envelope): a payload of a named type, signed by
 * one or several Ed25519 keys over an encoding that binds the type to the bytes. The payload is
 * signed exactly as it was sent; nobody re-prints it. */
#ifndef CRYPTO_DSSE_H
#define CRYPTO_DSSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"
#include "crypto/sign.h"

enum {
	DSSE_TYPE_SIZE = 96,
	DSSE_KIND_SIZE = 48,
	DSSE_PAYLOAD_MAX = 256 * 1024,
	DSSE_SIGNATURES_MAX = 16
};

/* One signature. The key id only helps to find the key; nothing is decided by it. */
struct dsse_signature {
	bool has_key_id;
	struct digest key_id; /* sign_key_id() */
	struct signature signature;
};

/* The payload belongs to whoever made the envelope. */
struct dsse {
	char type[DSSE_TYPE_SIZE];
	struct span payload;
	size_t n;
	struct dsse_signature signatures[DSSE_SIGNATURES_MAX];
};

/* Writes "application/vnd.gongyi.<kind>+json". False when the kind is empty, too long, or not
 * lower-case letters, digits and '-'. */
bool dsse_type(const char *kind, char ret_type[DSSE_TYPE_SIZE]) must_use;

/* PAE: "DSSEv1 <length of type> <type> <length of payload> <payload>". */
void dsse_encode(struct buf *message, const char *type, struct span payload);

/* Starts an envelope without signatures. ERR_INVALID for another kind than dsse_type() takes
 * and for an empty payload, ERR_TOO_LARGE above DSSE_PAYLOAD_MAX. */
enum err dsse_init(const char *kind, struct span payload, struct dsse *ret_dsse) must_use;

/* Adds a signature. ERR_TOO_LARGE when there are DSSE_SIGNATURES_MAX already. */
enum err dsse_sign(struct dsse *dsse, const struct sign_secret *secret) must_use;

/* Checks that the statement is of `kind` and that at least `threshold` ≥ 1 different keys of the
 * `n_keys` ≤ 64 known ones signed it. Signatures that match no known key count nothing. Two equal
 * keys count once. `ret_signed` has bit i set when keys[i] signed. ERR_BAD_SIGNATURE. */
enum err dsse_verify(const struct dsse *dsse, const char *kind, const struct sign_public *keys,
	size_t n_keys, size_t threshold, uint64_t *ret_signed) must_use;

#endif
