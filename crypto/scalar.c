/* Scalars by libsodium; decimal text by long division in base 10^9, whose constant divisor the
 * compiler turns into multiplications, so that a secret key can be written without a
 * value-dependent division. */
#include "crypto/scalar.h"

#include <sodium.h>
#include <string.h>

#include "crypto/reveal.h"
#include "crypto/wipe.h"

enum { LIMBS = SCALAR_BYTES / 4, CHUNK = 1000000000, CHUNK_DIGITS = 9, CHUNKS = 9 };

const struct scalar scalar_zero = {{0}};
const struct scalar scalar_one = {{1}};

void scalar_wipe(struct scalar *scalar)
{
	sodium_memzero(scalar, sizeof *scalar);
}

struct scalar scalar_of(uint64_t value)
{
	struct scalar scalar = {{0}};

	for (size_t i = 0; i < sizeof value; i++)
		scalar.bytes[i] = (uint8_t)(value >> 8 * i);
	return scalar;
}

void scalar_random(struct rand *rand, struct scalar *ret_scalar)
{
	uint8_t wide[crypto_core_ed25519_NONREDUCEDSCALARBYTES];

	rand_bytes(rand, wide, sizeof wide);
	crypto_core_ed25519_scalar_reduce(ret_scalar->bytes, wide);
	sodium_memzero(wide, sizeof wide);
}

/* Reduces a number of up to 64 bytes, most significant first. */
static void reduce_big_endian(const uint8_t *number, size_t len, struct scalar *ret_scalar)
{
	uint8_t wide[crypto_core_ed25519_NONREDUCEDSCALARBYTES] = {0};

	for (size_t i = 0; i < len; i++)
		wide[i] = number[len - 1 - i];
	crypto_core_ed25519_scalar_reduce(ret_scalar->bytes, wide);
	sodium_memzero(wide, sizeof wide);
}

void scalar_of_digest(const struct digest *digest, struct scalar *ret_scalar)
{
	reduce_big_endian(digest->bytes, sizeof digest->bytes, ret_scalar);
}

void scalar_of_digests(const struct digest digests[2], struct scalar *ret_scalar)
{
	_Static_assert(sizeof(struct digest) == DIGEST_BYTES, "two digests are 64 bytes in a row");
	reduce_big_endian((const uint8_t *)digests, 2 * sizeof digests[0], ret_scalar);
}

/* limbs = limbs · 10 + digit; 1 when that passes 256 bits. */
static unsigned push_digit(uint32_t limbs[LIMBS], unsigned digit)
{
	uint64_t carry = digit;

	for (size_t i = 0; i < LIMBS; i++) {
		carry += (uint64_t)limbs[i] * 10;
		limbs[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return (0U - (unsigned)carry) >> 31; /* carry < 256 */
}

bool scalar_parse(const char *text, struct scalar *ret_scalar)
{
	uint32_t limbs[LIMBS] = {0};
	struct scalar scalar, reduced;
	size_t len = strlen(text);
	unsigned bad = 0;
	bool ok;

	if (len == 0 || len >= SCALAR_TEXT_SIZE)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (uint8_t)(text[i] - '0');

		bad |= (9 - digit) >> 31; /* not a digit */
		bad |= push_digit(limbs, digit);
	}
	bad |= (((uint8_t)text[0] ^ '0') - 1U) >> 31 & (len > 1); /* a leading zero */
	for (size_t i = 0; i < SCALAR_BYTES; i++)
		scalar.bytes[i] = (uint8_t)(limbs[i / 4] >> 8 * (i % 4));
	scalar_add(&scalar, &scalar_zero, &reduced);
	bad |= !scalar_equal(&scalar, &reduced);
	ok = reveal_bit((uint8_t)(bad ^ 1));
	if (ok)
		*ret_scalar = scalar;
	scalar_wipe(&scalar);
	scalar_wipe(&reduced);
	sodium_memzero(limbs, sizeof limbs);
	return ok;
}

/* Divides by 10^9 and returns the remainder. */
static uint32_t pop_chunk(uint32_t limbs[LIMBS])
{
	uint64_t rest = 0;

	for (size_t i = LIMBS; i-- > 0;) {
		rest = rest << 32 | limbs[i];
		limbs[i] = (uint32_t)(rest / CHUNK);
		rest %= CHUNK;
	}
	return (uint32_t)rest;
}

void scalar_text(const struct scalar *scalar, char ret_text[SCALAR_TEXT_SIZE])
{
	uint32_t limbs[LIMBS] = {0};
	char digits[CHUNKS * CHUNK_DIGITS];
	size_t zeros = 0;
	unsigned leading = 1;

	for (size_t i = 0; i < SCALAR_BYTES; i++)
		limbs[i / 4] |= (uint32_t)scalar->bytes[i] << 8 * (i % 4);
	for (size_t i = CHUNKS; i-- > 0;) {
		uint32_t chunk = pop_chunk(limbs);

		for (size_t k = CHUNK_DIGITS; k-- > 0; chunk /= 10)
			digits[i * CHUNK_DIGITS + k] = (char)('0' + chunk % 10);
	}
	for (size_t i = 0; i < sizeof digits - 1; i++) {
		leading &= (((unsigned)digits[i] ^ '0') - 1) >> 31;
		zeros += leading;
	}
	reveal(&zeros, sizeof zeros);
	memcpy(ret_text, digits + zeros, sizeof digits - zeros);
	ret_text[sizeof digits - zeros] = '\0';
	sodium_memzero(limbs, sizeof limbs);
	sodium_memzero(digits, sizeof digits);
}

void scalar_add(const struct scalar *a, const struct scalar *b, struct scalar *ret_sum)
{
	crypto_core_ed25519_scalar_add(ret_sum->bytes, a->bytes, b->bytes);
	wipe_stack();
}

void scalar_sub(const struct scalar *a, const struct scalar *b, struct scalar *ret_difference)
{
	crypto_core_ed25519_scalar_sub(ret_difference->bytes, a->bytes, b->bytes);
	wipe_stack();
}

void scalar_mul(const struct scalar *a, const struct scalar *b, struct scalar *ret_product)
{
	crypto_core_ed25519_scalar_mul(ret_product->bytes, a->bytes, b->bytes);
}

void scalar_negate(const struct scalar *a, struct scalar *ret_negative)
{
	crypto_core_ed25519_scalar_negate(ret_negative->bytes, a->bytes);
}

bool scalar_equal(const struct scalar *a, const struct scalar *b)
{
	return sodium_memcmp(a->bytes, b->bytes, SCALAR_BYTES) == 0;
}

void scalar_keep(const struct scalar *a, uint8_t pick, struct scalar *ret_kept)
{
	uint8_t mask = (uint8_t)-pick;

	for (size_t i = 0; i < SCALAR_BYTES; i++)
		ret_kept->bytes[i] = a->bytes[i] & mask;
}

void scalar_invert(const struct scalar *a, struct scalar *ret_inverse)
{
	uint8_t inverse[SCALAR_BYTES];

	/* the answer only says whether `a` was zero, and then zero is the result we promise */
	if (crypto_core_ed25519_scalar_invert(inverse, a->bytes) != 0)
		memset(inverse, 0, sizeof inverse);
	memcpy(ret_inverse->bytes, inverse, sizeof inverse);
	sodium_memzero(inverse, sizeof inverse);
}
