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

/* The ciphertext `weight` times; `weight` is public. */
bool ciphertext_mul(const struct ciphertext *ciphertext, uint64_t weight,
	struct ciphertext *ret_product) must_use;

#endif
