/* The group's arithmetic for public values: checking proofs, summing ballots. The time taken
 * depends on every value, so nothing secret may come here; secrets go through group.h, by
 * libsodium. All verification arithmetic passes through this header.
 *
 *   struct point          32 bytes from outside, of which nothing is known
 *   struct public_point   decoded: on the curve, and canonically written
 *   struct public_base    proven to be in the group, ready to be multiplied
 *
 * Only bases can be multiplied, so no product leaves out the check of membership. */
#ifndef CRYPTO_PUBLIC_H
#define CRYPTO_PUBLIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "crypto/group.h"
#include "crypto/public_field.h"

/* Extended coordinates: (x/z, y/z), xy = zt. All limbs are tight. */
struct public_point {
	struct element x, y, z, t;
};

/* A point as an addend: what an addition wants of its second operand. */
struct public_addend {
	struct element sum, difference, double_z, scaled_t; /* y + x, y − x, 2z, 2dt */
};

enum { PUBLIC_DIGIT_BITS = 5, PUBLIC_DIGITS = 51 };

/* A member of the group times 32^0 … 32^50. */
struct public_base {
	struct public_addend row[PUBLIC_DIGITS];
};

/* False unless the text is the canonical one of a point of the curve (RFC 8032, 5.1.3). */
bool public_decode(const struct point *point, struct public_point *ret_point) must_use;

/* The texts of n points. Two or more at a time are cheaper than one by one. */
void public_encode(const struct public_point *points, size_t n, struct point *ret_points);

/* The result may be one of the operands. */
void public_add(
	const struct public_point *a, const struct public_point *b, struct public_point *ret_sum);

/* `n` times `point`, for numbers much shorter than a scalar. */
void public_times(const struct public_point *point, uint64_t n, struct public_point *ret_product);

/* False when the point is not in the group. The identity is. */
bool public_base_init(const struct public_point *point, struct public_base *ret_base) must_use;

bool public_is_member(const struct public_point *point) must_use;

/* Of the generator; made once, for all threads. */
const struct public_base *public_generator(void);

struct public_term {
	const struct scalar *n;
	const struct public_base *base;
};

/* The sum of n[i] times base[i]. */
void public_sum(const struct public_term *terms, size_t n, struct public_point *ret_sum);

#endif
