/* Integers modulo p = 2^255 − 19 for public values only: time and memory access depend on nothing
 * secret here because nothing secret may come here. Used by public.c and by nobody else.
 *
 * An element is a sum of five limbs times 2^0, 2^51, 2^102, 2^153, 2^204, and is not unique. It is
 * tight when no limb exceeds 2^51 + 2^13 (what products are), loose when all are below 2^54 (what
 * products accept). Sums and differences of tight elements are loose, without any carrying. */
#ifndef CRYPTO_PUBLIC_FIELD_H
#define CRYPTO_PUBLIC_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum { ELEMENT_LIMBS = 5, ELEMENT_LIMB_BITS = 51, ELEMENT_BYTES = 32 };

#define ELEMENT_LIMB_MASK ((UINT64_C(1) << ELEMENT_LIMB_BITS) - 1)

__extension__ typedef unsigned __int128 element_wide;

struct element {
	uint64_t limb[ELEMENT_LIMBS];
};

extern const struct element element_zero;
extern const struct element element_one;

/* The number in 255 bits, least significant byte first; the 256th bit is not looked at. False when
 * it is p or more: such a text is another one's double. */
bool element_decode(const uint8_t bytes[ELEMENT_BYTES], struct element *ret_element) must_use;

/* The one canonical text of a loose element. */
void element_encode(const struct element *a, uint8_t ret_bytes[ELEMENT_BYTES]);

/* Of loose elements. */
bool element_is_zero(const struct element *a) must_use;
bool element_is_odd(const struct element *a) must_use;

/* 1/a, and a^((p − 5)/8), of which square roots are made; zero gives zero. */
void element_invert(const struct element *a, struct element *ret_inverse);
void element_root_power(const struct element *a, struct element *ret_power);

/* Tight operands (or two loose ones below 2^53), loose result. */
static inline void element_add(
	const struct element *a, const struct element *b, struct element *ret_sum)
{
	for (int i = 0; i < ELEMENT_LIMBS; i++)
		ret_sum->limb[i] = a->limb[i] + b->limb[i];
}

/* a + 2p − b: `b` tight, `a` below 2^53; the result is loose. */
static inline void element_sub(
	const struct element *a, const struct element *b, struct element *ret_difference)
{
	ret_difference->limb[0] = a->limb[0] + 2 * (ELEMENT_LIMB_MASK - 18) - b->limb[0];
	for (int i = 1; i < ELEMENT_LIMBS; i++)
		ret_difference->limb[i] = a->limb[i] + 2 * ELEMENT_LIMB_MASK - b->limb[i];
}

/* Sums of products of loose limbs stay below 2^115; the last carry, times 19, below 2^64. */
static inline void element_carry(element_wide sum[ELEMENT_LIMBS], struct element *ret_tight)
{
	uint64_t limb;

	for (int i = 0; i < ELEMENT_LIMBS - 1; i++)
		sum[i + 1] += (uint64_t)(sum[i] >> ELEMENT_LIMB_BITS);
	limb = ((uint64_t)sum[0] & ELEMENT_LIMB_MASK) +
	       19 * (uint64_t)(sum[ELEMENT_LIMBS - 1] >> ELEMENT_LIMB_BITS);
	ret_tight->limb[0] = limb & ELEMENT_LIMB_MASK;
	ret_tight->limb[1] = ((uint64_t)sum[1] & ELEMENT_LIMB_MASK) + (limb >> ELEMENT_LIMB_BITS);
	for (int i = 2; i < ELEMENT_LIMBS; i++)
		ret_tight->limb[i] = (uint64_t)sum[i] & ELEMENT_LIMB_MASK;
}

/* Loose operands, tight result. What passes 2^255 comes back times 19. */
static inline void element_mul(
	const struct element *a, const struct element *b, struct element *ret_product)
{
	const uint64_t *x = a->limb, *y = b->limb;
	const uint64_t y1 = 19 * y[1], y2 = 19 * y[2], y3 = 19 * y[3], y4 = 19 * y[4];
	element_wide sum[ELEMENT_LIMBS];

#define P(i, factor) ((element_wide)x[i] * (factor))
	sum[0] = P(0, y[0]) + P(1, y4) + P(2, y3) + P(3, y2) + P(4, y1);
	sum[1] = P(0, y[1]) + P(1, y[0]) + P(2, y4) + P(3, y3) + P(4, y2);
	sum[2] = P(0, y[2]) + P(1, y[1]) + P(2, y[0]) + P(3, y4) + P(4, y3);
	sum[3] = P(0, y[3]) + P(1, y[2]) + P(2, y[1]) + P(3, y[0]) + P(4, y4);
	sum[4] = P(0, y[4]) + P(1, y[3]) + P(2, y[2]) + P(3, y[1]) + P(4, y[0]);
	element_carry(sum, ret_product);
}

static inline void element_square(const struct element *a, struct element *ret_square)
{
	const uint64_t *x = a->limb;
	const uint64_t d0 = 2 * x[0], d1 = 2 * x[1];
	const uint64_t w1 = 38 * x[1], w3 = 38 * x[3], w4 = 38 * x[4];
	const uint64_t x3 = 19 * x[3], x4 = 19 * x[4];
	element_wide sum[ELEMENT_LIMBS];

	sum[0] = P(0, x[0]) + P(4, w1) + P(2, w3);
	sum[1] = P(1, d0) + P(2, w4) + P(3, x3);
	sum[2] = P(2, d0) + P(1, x[1]) + P(3, w4);
	sum[3] = P(3, d0) + P(2, d1) + P(4, x4);
	sum[4] = P(4, d0) + P(3, d1) + P(2, x[2]);
#undef P
	element_carry(sum, ret_square);
}

#endif
