/* Exponential ElGamal. */
#include "crypto/elgamal.h"

#include <sodium.h>

#include "crypto/reveal.h"

const struct ciphertext ciphertext_zero = {{{1}}, {{1}}};
const struct public_ciphertext public_ciphertext_zero = {
	{{{0}}, {{1}}, {{1}}, {{0}}}, {{{0}}, {{1}}, {{1}}, {{0}}}};

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

bool ciphertext_decode(
	const struct ciphertext *ciphertext, struct public_ciphertext *ret_ciphertext)
{
	return public_decode(&ciphertext->alpha, &ret_ciphertext->alpha) &&
	       public_decode(&ciphertext->beta, &ret_ciphertext->beta);
}

struct ciphertext ciphertext_encode(const struct public_ciphertext *ciphertext)
{
	const struct public_point points[2] = {ciphertext->alpha, ciphertext->beta};
	struct point texts[2];

	public_encode(points, 2, texts);
	return (struct ciphertext){texts[0], texts[1]};
}

void public_ciphertext_add(
	struct public_ciphertext *sum, const struct public_ciphertext *addend, uint64_t weight)
{
	struct public_ciphertext product;

	public_times(&addend->alpha, weight, &product.alpha);
	public_times(&addend->beta, weight, &product.beta);
	public_add(&sum->alpha, &product.alpha, &sum->alpha);
	public_add(&sum->beta, &product.beta, &sum->beta);
}
