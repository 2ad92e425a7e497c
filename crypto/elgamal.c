/* Exponential ElGamal. */
#include "crypto/elgamal.h"

#include <sodium.h>

#include "crypto/reveal.h"

const struct ciphertext ciphertext_zero = {{{1}}, {{1}}};

bool ciphertext_make(
	const struct point *y, const struct scalar *r, uint8_t m, struct ciphertext *ret_ciphertext)
{
	struct scalar bit;
	struct point mask, message;
	bool ok;

	/* g^(m + 1) / g: zero would be an exponent that the library treats apart */
	scalar_keep(&scalar_one, m, &bit);
	scalar_add(&bit, &scalar_one, &bit);
	point_base_mul(&bit, &message);
	point_base_mul(r, &ret_ciphertext->alpha);
	ok = point_mul(r, y, &mask) && point_sub(&message, &point_generator, &message) &&
	     point_add(&mask, &message, &ret_ciphertext->beta);
	reveal(ret_ciphertext, sizeof *ret_ciphertext);
	scalar_wipe(&bit);
	sodium_memzero(&mask, sizeof mask);
	sodium_memzero(&message, sizeof message);
	return ok;
}

bool ciphertext_add(
	const struct ciphertext *a, const struct ciphertext *b, struct ciphertext *ret_sum)
{
	return point_add(&a->alpha, &b->alpha, &ret_sum->alpha) &&
	       point_add(&a->beta, &b->beta, &ret_sum->beta);
}

bool ciphertext_mul(
	const struct ciphertext *ciphertext, uint64_t weight, struct ciphertext *ret_product)
{
	struct scalar n = scalar_of(weight);

	if (weight == 1) {
		*ret_product = *ciphertext;
		return true;
	}
	return point_mul(&n, &ciphertext->alpha, &ret_product->alpha) &&
	       point_mul(&n, &ciphertext->beta, &ret_product->beta);
}
