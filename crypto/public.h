/* Products of points when everything is public: checking proofs, summing ballots. The time taken
 * may depend on every value, so nothing secret may come here. All verification arithmetic passes
 * through this header, and whoever brings a faster engine replaces public.c alone. */
#ifndef CRYPTO_PUBLIC_H
#define CRYPTO_PUBLIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "crypto/group.h"

/* A point that was found to be in the group (the identity included), ready for many products. */
struct public_point {
	struct point point;
};

/* False when the point is not in the group. */
bool public_prepare(const struct point *point, struct public_point *ret_point) must_use;

/* Two points everybody knows, prepared. */
void public_identity(struct public_point *ret_point);
void public_generator(struct public_point *ret_point);

/* The point as it is written. */
void public_point_of(const struct public_point *point, struct point *ret_point);

/* a + b, prepared. The result may be one of the operands. */
void public_add(
	const struct public_point *a, const struct public_point *b, struct public_point *ret_sum);

/* `point` less m times the generator, prepared. */
void public_lower(
	const struct public_point *point, unsigned m, struct public_point *ret_difference);

/* m·A + n·B. */
void public_double_mul(const struct scalar *m, const struct public_point *a, const struct scalar *n,
	const struct public_point *b, struct point *ret_point);

#endif
