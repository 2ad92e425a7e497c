/* Digests and signatures against FIPS 180-4 and RFC 8032 section 7.1. */
#include "crypto/digest.h"
#include "crypto/sign.h"
#include "harness/test.h"

TEST(digest, agrees_with_the_standard_whole_or_in_pieces)
{
	struct digest_state state;
	struct digest whole = digest_of("abc", 3), pieces;
	char text[DIGEST_HEX_SIZE];

	digest_hex(&whole, text);
	T_STR(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_start(&state);
	digest_add(&state, "a", 1);
	digest_add(&state, "", 0);
	digest_add(&state, "bc", 2);
	pieces = digest_finish(&state);
	T_CHECK(digest_equal(&whole, &pieces));
}

TEST(digest, text_forms_are_strict)
{
	struct digest digest = digest_of("", 0), read = {{7}};
	char hex[DIGEST_HEX_SIZE], base64[DIGEST_BASE64_SIZE];

	digest_hex(&digest, hex);
	digest_base64(&digest, base64);
	T_STR(base64, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
	T_CHECK(!digest_from_hex("e3b0", &read));
	hex[0] = 'E';
	T_CHECK(!digest_from_hex(hex, &read));
	hex[0] = 'e';
	T_CHECK(!digest_from_base64(base64, 43, &read));
	T_CHECK(!digest_from_base64("47DEQpj8", 8, &read));
	T_INT(read.bytes[0], 7);
	T_CHECK(digest_from_hex(hex, &read) && digest_equal(&read, &digest));
	read.bytes[31] ^= 1;
	T_CHECK(!digest_equal(&read, &digest));
	T_CHECK(digest_from_base64(base64, 44, &read) && digest_equal(&read, &digest));
}

/* RFC 8032 section 7.1, test 2. */
TEST(sign, agrees_with_the_standard)
{
	uint8_t seed[SIGN_SEED_BYTES], expected[SIGNATURE_BYTES];
	auto_secret struct sign_secret secret;
	struct signature signature;
	struct digest id;
	char text[DIGEST_HEX_SIZE];

	T_CHECK(hex_decode(
		"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed, 32));
	T_CHECK(hex_decode("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
			   "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		expected, 64));
	sign_secret_from_seed(seed, &secret);
	hex_encode(secret.key.bytes, SIGN_PUBLIC_BYTES, text);
	T_STR(text, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
	sign_message(&secret, "\x72", 1, &signature);
	T_MEM(signature.bytes, expected, SIGNATURE_BYTES);
	T_CHECK(sign_verify(&secret.key, "\x72", 1, &signature));
	id = sign_key_id(&secret.key);
	digest_hex(&id, text);
	T_STR(text, "39f713d0a644253f04529421b9f51b9b08979d08295959c4f3990ee617f5139f");
}

TEST(sign, a_changed_bit_anywhere_is_refused)
{
	struct rand rand = rand_seeded(t_seed());
	auto_secret struct sign_secret secret, other;
	struct signature signature;
	uint8_t message[5] = "hello";

	sign_secret_new(&rand, &secret);
	sign_secret_new(&rand, &other);
	sign_message(&secret, message, sizeof message, &signature);
	T_CHECK(sign_verify(&secret.key, message, sizeof message, &signature));
	T_CHECK(!sign_key_equal(&secret.key, &other.key));
	T_CHECK(!sign_verify(&other.key, message, sizeof message, &signature));
	T_CHECK(!sign_verify(&secret.key, message, 4, &signature));
	for (unsigned bit = 0; bit < 8 * SIGNATURE_BYTES; bit++) {
		signature.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		T_CHECK(!sign_verify(&secret.key, message, sizeof message, &signature));
		signature.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (unsigned bit = 0; bit < 8 * sizeof message; bit++) {
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
		T_CHECK(!sign_verify(&secret.key, message, sizeof message, &signature));
		message[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

TEST(sign, a_key_of_small_order_verifies_nothing)
{
	struct sign_public identity = {{1}};
	struct signature signature = {{1}}; /* R = identity, S = 0: holds for such a key */

	T_CHECK(!sign_verify(&identity, "x", 1, &signature));
}

TEST(sign, wiping_leaves_nothing)
{
	struct rand rand = rand_seeded(t_seed());
	struct sign_secret secret;
	static const struct sign_secret nothing;

	sign_secret_new(&rand, &secret);
	sign_secret_wipe(&secret);
	T_MEM(&secret, &nothing, sizeof secret);
}
