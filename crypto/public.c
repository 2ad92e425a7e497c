/* Twisted Edwards arithmetic on −x² + y² = 1 + dx²y², complete for every point of the curve.
 *
 * Sources: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited" (2008), as
 * add-2008-hwcd-3 and dbl-2008-hwcd in the Explicit-Formulas Database; decoding: RFC 8032, 5.1.3;
 * products: the method of Brickell, Gordon, McCurley, Wilson (1992) with signed digits; many
 * inverses at the price of one: Montgomery. */
#include "crypto/public.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { DIGIT_MAX = 1 << (PUBLIC_DIGIT_BITS - 1), BATCH = 16 };

_Static_assert(PUBLIC_DIGITS *PUBLIC_DIGIT_BITS > 253, "the digits hold every scalar and q");

static const struct public_point public_identity = {{{0}}, {{1}}, {{1}}, {{0}}};

/* d = −121665/121666, 2d, and a square root of −1. */
static const struct element curve_d = {
	{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
static const struct element curve_2d = {
	{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
static const struct element root_of_minus_one = {
	{0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};

/* q, as a number: not a scalar, being not below q. */
static const struct scalar group_order = {
	{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
		0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10}};

/* ---- adding --------------------------------------------------------------------------------- */

/* Both formulas end alike. With t false the result is good for doubling only. */
static inline void complete(const struct element *e, const struct element *f,
	const struct element *g, const struct element *h, bool t, struct public_point *ret_point)
{
	element_mul(e, f, &ret_point->x);
	element_mul(g, h, &ret_point->y);
	element_mul(f, g, &ret_point->z);
	if (t)
		element_mul(e, h, &ret_point->t);
}

static void double_point(const struct public_point *a, bool t, struct public_point *ret_double)
{
	struct element xx, yy, zz, e, f, g, h;

	element_square(&a->x, &xx);
	element_square(&a->y, &yy);
	element_square(&a->z, &zz);
	element_add(&a->x, &a->y, &e);
	element_square(&e, &e);
	/* each of the four with the other sign than in the source, which changes no product */
	element_add(&xx, &yy, &h);
	element_sub(&h, &e, &e);
	element_sub(&xx, &yy, &g);
	element_add(&zz, &zz, &f);
	element_add(&f, &g, &f);
	complete(&e, &f, &g, &h, t, ret_double);
}

static void addend_of(const struct public_point *a, struct public_addend *ret_addend)
{
	element_add(&a->y, &a->x, &ret_addend->sum);
	element_sub(&a->y, &a->x, &ret_addend->difference);
	element_add(&a->z, &a->z, &ret_addend->double_z);
	element_mul(&a->t, &curve_2d, &ret_addend->scaled_t);
}

/* a + b, or a − b: −b has the sign of x and t changed. */
static void add_addend(const struct public_point *a, const struct public_addend *b, bool minus,
	struct public_point *ret_sum)
{
	struct element e, f, g, h, c, d;

	element_sub(&a->y, &a->x, &e);
	element_mul(&e, minus ? &b->sum : &b->difference, &e);
	element_add(&a->y, &a->x, &h);
	element_mul(&h, minus ? &b->difference : &b->sum, &h);
	element_mul(&a->t, &b->scaled_t, &c);
	element_mul(&a->z, &b->double_z, &d);
	element_add(&d, &c, minus ? &f : &g);
	element_sub(&d, &c, minus ? &g : &f);
	element_sub(&h, &e, &c);
	element_add(&h, &e, &h);
	complete(&c, &f, &g, &h, true, ret_sum);
}

void public_add(
	const struct public_point *a, const struct public_point *b, struct public_point *ret_sum)
{
	struct public_addend addend;

	addend_of(b, &addend);
	add_addend(a, &addend, false, ret_sum);
}

void public_times(const struct public_point *point, uint64_t n, struct public_point *ret_product)
{
	struct public_point product = public_identity;
	struct public_addend addend;

	addend_of(point, &addend);
	for (int bit = 63; bit >= 0; bit--) {
		if (n >> bit > 1)
			double_point(&product, true, &product);
		if (n >> bit & 1)
			add_addend(&product, &addend, false, &product);
	}
	*ret_product = product;
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* x with v·x² = u, if there is one: a candidate, which is right up to a root of −1. */
static bool root_of_ratio(
	const struct element *u, const struct element *v, struct element *ret_root)
{
	struct element v3, power, check, minus, plus;

	element_square(v, &v3);
	element_mul(&v3, v, &v3);
	element_square(&v3, &power);
	element_mul(&power, v, &power);
	element_mul(&power, u, &power);
	element_root_power(&power, &power);
	element_mul(&power, &v3, &power);
	element_mul(&power, u, ret_root); /* u·v³·(u·v⁷)^((p − 5)/8) */
	element_square(ret_root, &check);
	element_mul(&check, v, &check);
	element_sub(&check, u, &minus);
	if (element_is_zero(&minus))
		return true;
	element_add(&check, u, &plus);
	element_mul(ret_root, &root_of_minus_one, ret_root);
	return element_is_zero(&plus);
}

bool public_decode(const struct point *point, struct public_point *ret_point)
{
	bool odd = point->bytes[POINT_BYTES - 1] >> 7;
	struct public_point decoded = {.z = element_one};
	struct element yy, u, v;

	if (!element_decode(point->bytes, &decoded.y))
		return false;
	element_square(&decoded.y, &yy);
	element_sub(&yy, &element_one, &u);
	element_mul(&yy, &curve_d, &v);
	element_add(&v, &element_one, &v);
	if (!root_of_ratio(&u, &v, &decoded.x) || (odd && element_is_zero(&decoded.x)))
		return false;
	if (element_is_odd(&decoded.x) != odd) {
		element_sub(&element_zero, &decoded.x, &u);
		element_mul(&u, &element_one, &decoded.x);
	}
	element_mul(&decoded.x, &decoded.y, &decoded.t);
	*ret_point = decoded;
	return true;
}

static void encode_one(
	const struct public_point *point, const struct element *inverse_z, struct point *ret_point)
{
	struct element x, y;

	element_mul(&point->x, inverse_z, &x);
	element_mul(&point->y, inverse_z, &y);
	element_encode(&y, ret_point->bytes);
	ret_point->bytes[POINT_BYTES - 1] |= (uint8_t)(element_is_odd(&x) << 7);
}

/* products[i] is z[0] … z[i−1]; the inverse of all of them is unwound from the last one on. */
static void encode_batch(const struct public_point *points, size_t n, struct point *ret_points)
{
	struct element products[BATCH + 1] = {element_one}, inverse, inverse_z;

	for (size_t i = 0; i < n; i++)
		element_mul(&products[i], &points[i].z, &products[i + 1]);
	element_invert(&products[n], &inverse);
	for (size_t i = n; i-- > 0;) {
		element_mul(&inverse, &products[i], &inverse_z);
		encode_one(&points[i], &inverse_z, &ret_points[i]);
		element_mul(&inverse, &points[i].z, &inverse);
	}
}

void public_encode(const struct public_point *points, size_t n, struct point *ret_points)
{
	for (size_t i = 0; i < n; i += BATCH)
		encode_batch(points + i, n - i < BATCH ? n - i : BATCH, ret_points + i);
}

/* ---- products ------------------------------------------------------------------------------- */

/* Sums of the multiples of bases that belong to the digits 1 … DIGIT_MAX. */
struct buckets {
	struct public_point sum[DIGIT_MAX];
};

static void buckets_add(struct buckets *buckets, const struct public_base *base, int digit, int at)
{
	struct public_point *sum = &buckets->sum[digit < 0 ? -digit - 1 : digit - 1];

	add_addend(sum, &base->row[at], digit < 0, sum);
}

/* The five bits of a number from bit 5·at on. */
static int digit_of(const struct scalar *n, int at)
{
	int bit = at * PUBLIC_DIGIT_BITS, byte = bit / 8;
	unsigned window = n->bytes[byte];

	if (byte + 1 < SCALAR_BYTES)
		window |= (unsigned)n->bytes[byte + 1] << 8;
	return (int)(window >> bit % 8 & (2 * DIGIT_MAX - 1));
}

/* Digits from −DIGIT_MAX + 1 to DIGIT_MAX: larger ones owe a whole one to the next. */
static void add_term(struct buckets *buckets, const struct public_term *term)
{
	int owed = 0;

	for (int at = 0; at < PUBLIC_DIGITS; at++) {
		int digit = digit_of(term->n, at) + owed;

		owed = digit > DIGIT_MAX;
		if (owed)
			digit -= 2 * DIGIT_MAX;
		if (digit)
			buckets_add(buckets, term->base, digit, at);
	}
	assert(!owed); /* true of everything below 2^254 */
}

/* 1·sum[0] + 2·sum[1] + …, by sums of sums from the last on. */
static void collect(const struct buckets *buckets, struct public_point *ret_sum)
{
	struct public_point above = buckets->sum[DIGIT_MAX - 1];

	*ret_sum = above;
	for (int i = DIGIT_MAX - 1; i-- > 0;) {
		public_add(&above, &buckets->sum[i], &above);
		public_add(ret_sum, &above, ret_sum);
	}
}

void public_sum(const struct public_term *terms, size_t n, struct public_point *ret_sum)
{
	struct buckets buckets;

	for (int i = 0; i < DIGIT_MAX; i++)
		buckets.sum[i] = public_identity;
	for (size_t i = 0; i < n; i++)
		add_term(&buckets, &terms[i]);
	collect(&buckets, ret_sum);
}

static void fill_rows(const struct public_point *point, struct public_base *ret_base)
{
	struct public_point power = *point;

	for (int at = 0; at < PUBLIC_DIGITS; at++) {
		for (int i = PUBLIC_DIGIT_BITS; at && i-- > 0;)
			double_point(&power, i == 0, &power);
		addend_of(&power, &ret_base->row[at]);
	}
}

/* Members are the points that q times become the identity, (0, 1). */
bool public_base_init(const struct public_point *point, struct public_base *ret_base)
{
	struct public_term term;
	struct public_point product;
	struct element difference;

	fill_rows(point, ret_base);
	term = (struct public_term){&group_order, ret_base};
	public_sum(&term, 1, &product);
	element_sub(&product.y, &product.z, &difference);
	return element_is_zero(&product.x) && element_is_zero(&difference);
}

bool public_is_member(const struct public_point *point)
{
	struct public_base base;

	return public_base_init(point, &base);
}

static struct public_base generator;
static pthread_once_t generator_once = PTHREAD_ONCE_INIT;

static void generator_init(void)
{
	struct public_point point;

	if (!public_decode(&point_generator, &point) || !public_base_init(&point, &generator))
		abort();
}

const struct public_base *public_generator(void)
{
	pthread_once(&generator_once, generator_init);
	return &generator;
}
