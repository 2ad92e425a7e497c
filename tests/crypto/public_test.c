/* The engine for public values against libsodium, which knows nothing of it, and against the laws
 * of the field and the group. */
#include "crypto/public.h"

#include <string.h>

#include "base/rand.h"
#include "harness/test.h"

/* ---- the field ------------------------------------------------------------------------------- */

/* 2^255 − 19 less a small number, least byte first. */
static void below_p(uint8_t less, uint8_t ret_bytes[ELEMENT_BYTES])
{
	memset(ret_bytes, 0xff, ELEMENT_BYTES);
	ret_bytes[0] = (uint8_t)(0xed - less);
	ret_bytes[ELEMENT_BYTES - 1] = 0x7f;
}

TEST(public, every_element_has_one_text)
{
	struct rand rand = rand_seeded(t_seed());
	uint8_t bytes[ELEMENT_BYTES], again[ELEMENT_BYTES];
	struct element element;

	for (int less = 1; less < 40; less++) {
		below_p((uint8_t)less, bytes);
		T_CHECK(element_decode(bytes, &element));
		element_encode(&element, again);
		T_MEM(again, bytes, ELEMENT_BYTES);
	}
	for (int more = 0; more < 19; more++) { /* p … 2^255 − 1 */
		below_p((uint8_t)-more, bytes);
		T_CHECK(!element_decode(bytes, &element));
	}
	for (int i = 0; i < 1000; i++) {
		rand_bytes(&rand, bytes, sizeof bytes);
		bytes[ELEMENT_BYTES - 1] &= 0x3f;
		T_CHECK(element_decode(bytes, &element));
		element_encode(&element, again);
		T_MEM(again, bytes, ELEMENT_BYTES);
	}
}

static void t_equal(const struct element *a, const struct element *b)
{
	uint8_t left[ELEMENT_BYTES], right[ELEMENT_BYTES];

	element_encode(a, left);
	element_encode(b, right);
	T_MEM(left, right, ELEMENT_BYTES);
}

/* Every limb at a bound of what products take, or within. */
static struct element loose(struct rand *rand)
{
	static const uint64_t bounds[] = {0, 1, ELEMENT_LIMB_MASK, ELEMENT_LIMB_MASK + 1,
		(UINT64_C(1) << 54) - 1, (UINT64_C(1) << 51) + (1 << 13)};
	struct element element;

	for (int i = 0; i < ELEMENT_LIMBS; i++) {
		uint64_t pick = rand_below(rand, 2 * COUNT_OF(bounds));

		if (pick < COUNT_OF(bounds))
			element.limb[i] = bounds[pick];
		else
			rand_bytes(rand, &element.limb[i], sizeof element.limb[i]);
		element.limb[i] &= (UINT64_C(1) << 54) - 1;
	}
	return element;
}

TEST(public, the_field_keeps_its_laws_at_the_bounds_of_its_limbs)
{
	struct rand rand = rand_seeded(t_seed());

	for (int i = 0; i < 3000; i++) {
		struct element a = loose(&rand), b = loose(&rand), c = loose(&rand);
		struct element ab, bc, left, right;

		element_mul(&a, &b, &ab);
		element_mul(&b, &a, &right);
		t_equal(&ab, &right);
		element_mul(&b, &c, &bc);
		element_mul(&ab, &c, &left);
		element_mul(&a, &bc, &right);
		t_equal(&left, &right);
		element_square(&a, &left);
		element_mul(&a, &a, &right);
		t_equal(&left, &right);
		for (int k = 0; k < ELEMENT_LIMBS; k++) /* (a + b)c = ac + bc, all tight first */
			T_CHECK(ab.limb[k] <= ELEMENT_LIMB_MASK + (1 << 13));
		element_add(&ab, &bc, &left);
		element_mul(&left, &c, &left);
		element_mul(&ab, &c, &ab);
		element_mul(&bc, &c, &bc);
		element_add(&ab, &bc, &right);
		t_equal(&left, &right);
		element_sub(&right, &bc, &left);
		t_equal(&left, &ab);
		element_invert(&a, &left);
		element_mul(&left, &a, &left);
		t_equal(&left, element_is_zero(&a) ? &element_zero : &element_one);
	}
}

/* ---- the group ------------------------------------------------------------------------------- */

/* Texts of order 1, 2, 4 and 8, what is not on the curve, what is not canonical. */
static const char *const texts[] = {
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"0200000000000000000000000000000000000000000000000000000000000000",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

static struct point point_of(const char *hex)
{
	struct point point;

	T_CHECK(hex_decode(hex, point.bytes, POINT_BYTES));
	return point;
}

static bool is_member(const struct point *point)
{
	struct public_point decoded;

	return public_decode(point, &decoded) && public_is_member(&decoded);
}

TEST(public, membership_is_what_libsodium_calls_valid_and_the_identity)
{
	struct rand rand = rand_seeded(t_seed());
	struct point point, sum;

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		point = point_of(texts[i]);
		T_CHECK(is_member(&point) == point_in_group(&point));
		T_CHECK(is_member(&point) == (i == 0));
	}
	for (int i = 0; i < 2000; i++) {
		rand_bytes(&rand, point.bytes, POINT_BYTES);
		T_CHECK(is_member(&point) == point_in_group(&point));
	}
	for (int i = 0; i < 200; i++) { /* a member and something of small order */
		struct scalar n;

		scalar_random(&rand, &n);
		point_base_mul(&n, &point);
		T_CHECK(is_member(&point));
		for (size_t t = 2; t < 10; t++) {
			struct point torsion = point_of(texts[t]);

			if (!point_add(&point, &torsion, &sum))
				continue;
			T_CHECK(is_member(&sum) == point_in_group(&sum));
			T_CHECK(!is_member(&sum));
		}
	}
}

TEST(public, what_is_decoded_is_encoded_again)
{
	enum { MANY = 50 };
	struct rand rand = rand_seeded(t_seed());
	struct public_point points[MANY];
	struct point written[MANY], again[MANY];

	for (int i = 0; i < MANY; i++) {
		struct scalar n = i ? scalar_zero : scalar_one;

		if (i > 1)
			scalar_random(&rand, &n);
		point_base_mul(&n, &written[i]);
		T_CHECK(public_decode(&written[i], &points[i]));
	}
	for (size_t n = 0; n <= MANY; n++) {
		memset(again, 0, sizeof again);
		public_encode(points, n, again);
		T_MEM(again, written, n * sizeof *written);
	}
}

static struct public_point decoded(const struct point *point)
{
	struct public_point public;

	T_CHECK(public_decode(point, &public));
	return public;
}

static void t_written(const struct public_point *actual, const struct point *expected)
{
	struct point text;

	public_encode(actual, 1, &text);
	T_MEM(text.bytes, expected->bytes, POINT_BYTES);
}

static void check_pair(const struct scalar *m, const struct point *a, const struct scalar *n,
	const struct point *b)
{
	struct public_point pa = decoded(a), pb = decoded(b), sum;
	static struct public_base bases[2]; /* large for a stack */
	const struct public_term terms[] = {{m, &bases[0]}, {n, &bases[1]}};
	struct point ma, nb, expected;

	T_CHECK(public_base_init(&pa, &bases[0]) && public_base_init(&pb, &bases[1]));
	T_CHECK(point_mul(m, a, &ma) && point_mul(n, b, &nb) && point_add(&ma, &nb, &expected));
	public_sum(terms, 2, &sum);
	t_written(&sum, &expected);
	T_CHECK(point_add(a, b, &expected));
	public_add(&pa, &pb, &sum);
	t_written(&sum, &expected);
	public_add(&pa, &pa, &pa); /* a result may be an operand, and doubles are complete */
	T_CHECK(point_add(a, a, &expected));
	t_written(&pa, &expected);
}

TEST(public, sums_of_products_agree_with_libsodium)
{
	struct rand rand = rand_seeded(t_seed());
	struct scalar scalars[8] = {scalar_zero, scalar_one};
	struct point points[5] = {point_identity, point_generator};

	scalar_negate(&scalar_one, &scalars[2]);
	scalars[3] = scalar_of(UINT64_MAX);
	scalars[4] = scalar_of(16); /* the digits turn over */
	scalars[5] = scalar_of(17);
	for (size_t i = 0; i < 2; i++) {
		scalar_random(&rand, &scalars[6 + i]);
		point_base_mul(&scalars[6 + i], &points[2 + i]);
	}
	T_CHECK(point_sub(&point_identity, &points[2], &points[4]));
	for (size_t m = 0; m < COUNT_OF(scalars); m++)
		for (size_t n = 0; n < COUNT_OF(scalars); n++)
			for (size_t p = 0; p < COUNT_OF(points) * COUNT_OF(points); p++)
				check_pair(&scalars[m], &points[p / COUNT_OF(points)], &scalars[n],
					&points[p % COUNT_OF(points)]);
}

TEST(public, products_by_short_numbers_and_of_the_generator_agree_with_libsodium)
{
	static const uint64_t numbers[] = {0, 1, 2, 3, 255, 1000000, UINT64_MAX};
	struct rand rand = rand_seeded(t_seed());

	for (int i = 0; i < 300; i++) {
		struct scalar n, short_n = scalar_of(numbers[(size_t)i % COUNT_OF(numbers)]);
		const struct public_term term = {&n, public_generator()};
		struct public_point product;
		struct point point, expected;

		scalar_random(&rand, &n);
		point_base_mul(&n, &point);
		public_sum(&term, 1, &product);
		t_written(&product, &point);
		public_times(&product, numbers[(size_t)i % COUNT_OF(numbers)], &product);
		T_CHECK(point_mul(&short_n, &point, &expected));
		t_written(&product, &expected);
	}
}
