/* Scalars and points: text, arithmetic, what must be refused. */
#include "crypto/example.h"

#include <sodium.h>

#include "base/rand.h"
#include "crypto/base58.h"

TEST(crypto, scalar_text_is_strict)
{
	static const char *const bad[] = {"", "00", "01", "-1", "+1", " 1", "1 ", "0x1",
		"7237005577332262213973186563042994240857116359379907606001950938285454250989",
		"115792089237316195423570985008687907853269984665640564039457584007913129639936",
		"9999999999999999999999999999999999999999999999999999999999999999999999999999999",
		"1:", "1/", "\xb1", "1\x80"};
	struct scalar scalar;
	char text[SCALAR_TEXT_SIZE];

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_CHECK(!scalar_parse(bad[i], &scalar));
	T_CHECK(scalar_parse("0", &scalar) && scalar_equal(&scalar, &scalar_zero));
	T_CHECK(scalar_parse(
		"7237005577332262213973186563042994240857116359379907606001950938285454250988",
		&scalar));
	scalar_add(&scalar, &scalar_one, &scalar);
	T_CHECK(scalar_equal(&scalar, &scalar_zero));
	scalar = scalar_of(1000000000000000000);
	scalar_text(&scalar, text);
	T_STR(text, "1000000000000000000");
}

TEST(crypto, scalars_survive_text_and_form_a_field)
{
	struct rand rand = rand_seeded(t_seed());

	for (int i = 0; i < 100; i++) {
		struct scalar a, b, c;
		char text[SCALAR_TEXT_SIZE];

		scalar_random(&rand, &a);
		scalar_text(&a, text);
		T_CHECK(scalar_parse(text, &b) && scalar_equal(&a, &b));
		scalar_invert(&a, &b);
		scalar_mul(&a, &b, &c);
		T_CHECK(scalar_equal(&c, &scalar_one));
		scalar_negate(&a, &b);
		scalar_add(&a, &b, &c);
		T_CHECK(scalar_equal(&c, &scalar_zero));
		scalar_keep(&a, 0, &c);
		T_CHECK(scalar_equal(&c, &scalar_zero));
		scalar_keep(&a, 1, &c);
		T_CHECK(scalar_equal(&c, &a));
	}
}

/* Bytes as libsodium has them, so in reverse of the text. */
static struct point point_of(const char *hex)
{
	struct point point;

	T_CHECK(hex_decode(hex, point.bytes, POINT_BYTES));
	return point;
}

/* Of small order, not on the curve, not canonical. */
static const char *const not_in_group[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"0200000000000000000000000000000000000000000000000000000000000000",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

TEST(crypto, points_outside_the_group_are_refused_everywhere)
{
	struct error error = {0};

	T_OK(group_init(&error));
	for (size_t i = 0; i < COUNT_OF(not_in_group); i++) {
		struct point point = point_of(not_in_group[i]), other;
		const struct scalar five = scalar_of(5);

		T_CHECK(!point_valid(&point) && !point_in_group(&point));
		T_CHECK(!point_mul(&five, &point, &other));
		/* another spelling of the identity disappears in a sum; nothing else does */
		if (point_add(&point, &point_generator, &point) &&
			!point_equal(&point, &point_generator))
			T_CHECK(!point_valid(&point));
	}
}

TEST(crypto, the_identity_is_an_ordinary_member)
{
	const struct scalar five = scalar_of(5);
	struct point point;

	T_CHECK(!point_valid(&point_identity) && point_in_group(&point_identity));
	point_base_mul(&scalar_zero, &point);
	T_CHECK(point_is_identity(&point));
	T_CHECK(point_mul(&five, &point_identity, &point) && point_is_identity(&point));
	T_CHECK(point_mul(&scalar_zero, &point_generator, &point) && point_is_identity(&point));
	T_CHECK(point_add(&point_identity, &point_generator, &point));
	T_CHECK(point_equal(&point, &point_generator));
	T_CHECK(point_sub(&point, &point, &point) && point_is_identity(&point));
}

TEST(crypto, point_text_is_strict)
{
	struct point point;
	char text[POINT_TEXT_SIZE];

	point_text(&point_generator, text);
	T_CHECK(point_parse(text, &point) && point_equal(&point, &point_generator));
	T_CHECK(!point_parse("6666", &point));
	text[10] = 'F';
	T_CHECK(!point_parse(text, &point));
}

TEST(crypto, base58_has_its_58_digits_and_each_is_drawn)
{
	static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	struct rand rand = rand_seeded(t_seed());
	char drawn[58 * 100 + 1];

	for (int c = -128; c < 128; c++) {
		enum base58_class class = base58_classify((char)c);

		T_INT(class == BASE58_DIGIT, c && strchr(digits, c) != NULL);
		T_INT(class == BASE58_FILLER, c == ' ' || c == '-');
	}
	base58_random(&rand, sizeof drawn - 1, drawn);
	T_INT(strspn(drawn, digits), sizeof drawn - 1);
	for (size_t i = 0; i < sizeof digits - 1; i++)
		T_CHECK(strchr(drawn, digits[i]) != NULL);
}

TEST(crypto, credentials_are_normalized_only_when_complete)
{
	char text[CREDENTIAL_SIZE];
	struct rand rand = rand_seeded(t_seed());

	T_CHECK(credential_normalize("5LhpWiRmTXWdM7Bf5qjbxU", text));
	T_STR(text, "5LhpW-iRmTXW-dM7Bf-5qjbxU");
	T_CHECK(credential_normalize(" 5LhpW iRmTXW dM7Bf-5qjbxU ", text));
	T_STR(text, "5LhpW-iRmTXW-dM7Bf-5qjbxU");
	T_CHECK(!credential_normalize("5LhpW-iRmTXW-dM7Bf-5qjbx", text));
	T_CHECK(!credential_normalize("5LhpW-iRmTXW-dM7Bf-5qjbxUU", text));
	T_CHECK(!credential_normalize("0LhpW-iRmTXW-dM7Bf-5qjbxU", text));
	for (int i = 0; i < 50; i++) {
		char again[CREDENTIAL_SIZE], uuid[UUID_NEW_SIZE];

		credential_new(&rand, text);
		T_CHECK(credential_normalize(text, again));
		T_STR(again, text);
		uuid_new(&rand, uuid);
		T_CHECK(uuid_valid(uuid));
	}
	T_CHECK(!uuid_valid("nVPZZBXZKKpe2") && !uuid_valid("nVPZZBXZKKpe0t"));
}

TEST(crypto, a_list_of_credentials_is_checked)
{
	auto_arena struct arena arena = {.limit = 1 << 16};
	struct public_credential list[3] = {{.weight = 1}, {.weight = 0}, {.weight = 7}};
	struct credentials credentials;
	struct error error = {0};
	size_t place = 9;

	for (size_t i = 0; i < 3; i++) {
		const struct scalar n = scalar_of(i + 2);

		point_base_mul(&n, &list[i].point);
	}
	T_OK(credentials_init(list, 3, &arena, &credentials, &error));
	T_INT(credentials.weight, 8);
	T_CHECK(credentials_find(&credentials, &list[2].point, &place) && place == 2);
	T_CHECK(!credentials_find(&credentials, &point_generator, &place));
	list[2].weight = CREDENTIALS_WEIGHT_MAX;
	T_ERR(credentials_init(list, 3, &arena, &credentials, &error), INVALID);
	T_STR(error.fields[0].rule, "total weight too large");
	list[2].weight = 1;
	list[2].point = list[0].point;
	T_ERR(credentials_init(list, 3, &arena, &credentials, &error), INVALID);
	T_STR(error.fields[1].rule, "stands on the list twice");
	list[1].point = point_identity;
	T_ERR(credentials_init(list, 3, &arena, &credentials, &error), INVALID);
	T_STR(error.fields[2].pointer, "/1");
	T_STR(error.fields[2].rule, "not in the group");
}
