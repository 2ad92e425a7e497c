/* The rare operations of the field: texts, inverses, roots. */
#include "crypto/public_field.h"

#include <string.h>

const struct element element_zero = {{0}};
const struct element element_one = {{1}};

static uint64_t load(const uint8_t bytes[8])
{
	uint64_t word = 0;

	for (int i = 0; i < 8; i++)
		word |= (uint64_t)bytes[i] << 8 * i;
	return word;
}

bool element_decode(const uint8_t bytes[ELEMENT_BYTES], struct element *ret_element)
{
	uint8_t again[ELEMENT_BYTES];

	for (int i = 0; i < ELEMENT_LIMBS; i++) {
		int bit = i * ELEMENT_LIMB_BITS;
		int at = bit / 8 < ELEMENT_BYTES - 8 ? bit / 8 : ELEMENT_BYTES - 8;

		ret_element->limb[i] = load(bytes + at) >> (bit - 8 * at) & ELEMENT_LIMB_MASK;
	}
	element_encode(ret_element, again);
	again[ELEMENT_BYTES - 1] |= bytes[ELEMENT_BYTES - 1] & 0x80;
	return memcmp(again, bytes, ELEMENT_BYTES) == 0;
}

/* Moves what is too much for a limb into the next; what passes 2^255 is taken off and returned. */
static uint64_t carry(struct element *a)
{
	uint64_t over = 0;

	for (int i = 0; i < ELEMENT_LIMBS; i++) {
		a->limb[i] += over;
		over = a->limb[i] >> ELEMENT_LIMB_BITS;
		a->limb[i] &= ELEMENT_LIMB_MASK;
	}
	return over;
}

void element_encode(const struct element *a, uint8_t ret_bytes[ELEMENT_BYTES])
{
	struct element b = *a;
	uint64_t over;

	b.limb[0] += 19 * carry(&b);
	/* below 2p now, and p or more exactly when 19 more would pass 2^255 */
	over = (b.limb[0] + 19) >> ELEMENT_LIMB_BITS;
	for (int i = 1; i < ELEMENT_LIMBS; i++)
		over = (b.limb[i] + over) >> ELEMENT_LIMB_BITS;
	b.limb[0] += 19 * over;
	(void)carry(&b);
	for (int i = 0; i < ELEMENT_BYTES; i++) {
		int limb = 8 * i / ELEMENT_LIMB_BITS, shift = 8 * i % ELEMENT_LIMB_BITS;
		uint64_t bits = b.limb[limb] >> shift;

		if (limb + 1 < ELEMENT_LIMBS)
			bits |= b.limb[limb + 1] << (ELEMENT_LIMB_BITS - shift);
		ret_bytes[i] = (uint8_t)bits;
	}
}

bool element_is_zero(const struct element *a)
{
	static const uint8_t zero[ELEMENT_BYTES];
	uint8_t bytes[ELEMENT_BYTES];

	element_encode(a, bytes);
	return memcmp(bytes, zero, ELEMENT_BYTES) == 0;
}

bool element_is_odd(const struct element *a)
{
	uint8_t bytes[ELEMENT_BYTES];

	element_encode(a, bytes);
	return bytes[0] & 1;
}

/* a^(2^n) · b; the result may be one of the operands. */
static void square_times(
	const struct element *a, int n, const struct element *b, struct element *ret_product)
{
	struct element power = *a;

	while (n--)
		element_square(&power, &power);
	element_mul(&power, b, ret_product);
}

/* a^(2^250 − 1), and a^11 on the way: exponents of ones, each twice as long as the one before. */
static void raise(const struct element *a, struct element *ret_power, struct element *ret_11)
{
	struct element two, nine, ones5, ones10, ones50, ones100;

	element_square(a, &two);
	square_times(&two, 2, a, &nine);
	element_mul(&nine, &two, ret_11);
	square_times(ret_11, 1, &nine, &ones5);
	square_times(&ones5, 5, &ones5, &ones10);
	square_times(&ones10, 10, &ones10, &ones50); /* 20 */
	square_times(&ones50, 20, &ones50, &ones50); /* 40 */
	square_times(&ones50, 10, &ones10, &ones50);
	square_times(&ones50, 50, &ones50, &ones100);
	square_times(&ones100, 100, &ones100, ret_power); /* 200 */
	square_times(ret_power, 50, &ones50, ret_power);
}

/* p − 2 = 2^5 · (2^250 − 1) + 11 */
void element_invert(const struct element *a, struct element *ret_inverse)
{
	struct element power, eleven;

	raise(a, &power, &eleven);
	square_times(&power, 5, &eleven, ret_inverse);
}

/* (p − 5) / 8 = 2^2 · (2^250 − 1) + 1 */
void element_root_power(const struct element *a, struct element *ret_power)
{
	struct element power, eleven;

	raise(a, &power, &eleven);
	square_times(&power, 2, a, ret_power);
}
