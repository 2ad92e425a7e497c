/* Exponential ElGamal: α = g^r, β = y^r · g^m for a small number m. Ciphertexts are multiplied
 * component by component, which adds the numbers inside. */
#ifndef CRYPTO_ELGAMAL_H
#define CRYPTO_ELGAMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "crypto/group.h"
#include "crypto/public.h"
#include "crypto/scalar.h"

struct ciphertext {
	struct point alpha;
	struct point beta;
};

/* Of the number 0 with randomness 0: the neutral element of sums. */
extern const struct ciphertext ciphertext_zero;

/* Encrypts the bit `m` (0 or 1) with the secret `r`, without branching on either; false when `y`
 * is not in the group. */
bool ciphertext_make(const struct point *y, const struct scalar *r, uint8_t m,
	struct ciphertext *ret_ciphertext) must_use;

/* False when a component is not on the curve. The result may be one of the operands. */
bool ciphertext_add(const struct ciphertext *a, const struct ciphertext *b,
	struct ciphertext *ret_sum) must_use;

/* The same decoded, for whatever is computed in public. */
struct public_ciphertext {
	struct public_point alpha;
	struct public_point beta;
};

extern const struct public_ciphertext public_ciphertext_zero;

/* False when a component is not on the curve or not canonically written. */
bool ciphertext_decode(
	const struct ciphertext *ciphertext, struct public_ciphertext *ret_ciphertext) must_use;
struct ciphertext ciphertext_encode(const struct public_ciphertext *ciphertext);

/* `sum` becomes sum + weight · addend. */
void public_ciphertext_add(
	struct public_ciphertext *sum, const struct public_ciphertext *addend, uint64_t weight);

#endif
