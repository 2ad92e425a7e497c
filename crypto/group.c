/* The group by libsodium's public API. libsodium says -1 both for a point outside the group and
 * for a product that is the identity; here the identity is an ordinary member. */
#include "crypto/group.h"

#include <sodium.h>
#include <string.h>

#include "crypto/reveal.h"

const struct point point_identity = {{1}};
const struct point point_generator = {{0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66}};

/* The point of order two, (0, −1): the generator plus this has order 2q. */
static const struct point order_two = {{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}};

enum err group_init(struct error *error)
{
	struct point mixed;

	if (sodium_init() < 0)
		return fail_note(error, ERR_INTERNAL, "libsodium does not start");
	if (!point_valid(&point_generator) || point_valid(&point_identity) ||
		point_valid(&order_two))
		return fail_note(error, ERR_INTERNAL, "libsodium misjudges points");
	if (!point_add(&point_generator, &order_two, &mixed) || point_valid(&mixed))
		return fail_note(error, ERR_INTERNAL,
			"libsodium accepts points outside the group (CVE-2025-69277): upgrade it");
	return OK;
}

void point_text(const struct point *point, char ret_text[POINT_TEXT_SIZE])
{
	struct point reversed = {0};

	for (size_t i = 0; i < POINT_BYTES; i++)
		reversed.bytes[i] = point->bytes[POINT_BYTES - 1 - i];
	hex_encode(reversed.bytes, POINT_BYTES, ret_text);
}

bool point_parse(const char *text, struct point *ret_point)
{
	struct point reversed = {0};

	if (!hex_decode(text, reversed.bytes, POINT_BYTES))
		return false;
	for (size_t i = 0; i < POINT_BYTES; i++)
		ret_point->bytes[i] = reversed.bytes[POINT_BYTES - 1 - i];
	return true;
}

bool point_valid(const struct point *point)
{
	return crypto_core_ed25519_is_valid_point(point->bytes) == 1;
}

bool point_in_group(const struct point *point)
{
	return point_is_identity(point) || point_valid(point);
}

bool point_is_identity(const struct point *point)
{
	return point_equal(point, &point_identity);
}

bool point_equal(const struct point *a, const struct point *b)
{
	return memcmp(a->bytes, b->bytes, POINT_BYTES) == 0;
}

void point_base_mul(const struct scalar *n, struct point *ret_point)
{
	/* -1 means that n is zero, and then the identity was written: not an error here */
	int status = crypto_scalarmult_ed25519_base_noclamp(ret_point->bytes, n->bytes);

	reveal(&status, sizeof status); /* also keeps this function in memcheck's sight */
}

/* Whether a call of libsodium succeeded. It fails for points that are none and for zero: that is
 * no secret. */
static bool succeeded(int status)
{
	return reveal_bit(status == 0);
}

bool point_mul(const struct scalar *n, const struct point *point, struct point *ret_point)
{
	struct point product;

	if (!succeeded(crypto_scalarmult_ed25519_noclamp(product.bytes, n->bytes, point->bytes))) {
		if (!point_in_group(point))
			return false;
		product = point_identity;
	}
	*ret_point = product;
	sodium_memzero(&product, sizeof product);
	return true;
}

bool point_add(const struct point *a, const struct point *b, struct point *ret_sum)
{
	return succeeded(crypto_core_ed25519_add(ret_sum->bytes, a->bytes, b->bytes));
}

bool point_sub(const struct point *a, const struct point *b, struct point *ret_difference)
{
	return succeeded(crypto_core_ed25519_sub(ret_difference->bytes, a->bytes, b->bytes));
}
