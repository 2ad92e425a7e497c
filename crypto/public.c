/* Public products by libsodium's constant-time calls: simple, and slower than they need be. */
#include "crypto/public.h"

bool public_prepare(const struct point *point, struct public_point *ret_point)
{
	if (!point_in_group(point))
		return false;
	ret_point->point = *point;
	return true;
}

void public_identity(struct public_point *ret_point)
{
	ret_point->point = point_identity;
}

void public_generator(struct public_point *ret_point)
{
	ret_point->point = point_generator;
}

void public_point_of(const struct public_point *point, struct point *ret_point)
{
	*ret_point = point->point;
}

void public_add(
	const struct public_point *a, const struct public_point *b, struct public_point *ret_sum)
{
	/* both are in the group, so this cannot fail */
	(void)!point_add(&a->point, &b->point, &ret_sum->point);
}

void public_lower(const struct public_point *point, unsigned m, struct public_point *ret_difference)
{
	const struct scalar n = scalar_of(m);
	struct point shift;

	point_base_mul(&n, &shift);
	(void)!point_sub(&point->point, &shift, &ret_difference->point);
}

static void mul(const struct scalar *n, const struct public_point *point, struct point *ret_point)
{
	if (point_equal(&point->point, &point_generator))
		point_base_mul(n, ret_point);
	else
		(void)!point_mul(n, &point->point, ret_point);
}

void public_double_mul(const struct scalar *m, const struct public_point *a, const struct scalar *n,
	const struct public_point *b, struct point *ret_point)
{
	struct point other;

	mul(m, a, ret_point);
	mul(n, b, &other);
	(void)!point_add(ret_point, &other, ret_point);
}
