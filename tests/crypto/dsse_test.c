/* Signed statements: the encoding of the DSSE protocol's own example, thresholds, refusals. */
#include "crypto/dsse.h"

#include <string.h>

#include "base/cleanup.h"
#include "harness/test.h"

static const struct span payload = {(const uint8_t *)"{\"choice\":\"for\"}", 16};

static struct sign_secret secret_of(uint8_t seed)
{
	uint8_t bytes[SIGN_SEED_BYTES];
	struct sign_secret secret;

	memset(bytes, seed, sizeof bytes);
	sign_secret_from_seed(bytes, &secret);
	return secret;
}

TEST(dsse, encoding_is_that_of_the_protocol)
{
	auto_buf struct buf message;

	buf_init(&message, 1000);
	dsse_encode(&message, "http://example.com/HelloWorld",
		(struct span){(const uint8_t *)"hello world", 11});
	T_STR(message.data, "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
	buf_reset(&message);
	dsse_encode(&message, "", (struct span){(const uint8_t *)"\0", 1});
	T_INT(message.len, 13);
	T_MEM(message.data, "DSSEv1 0  1 \0", 13);
}

/* Ed25519 is deterministic: this fixes key, encoding and signature together. */
TEST(dsse, known_answer)
{
	struct sign_secret secret = secret_of(7);
	struct dsse dsse;
	char text[BASE64_SIZE(SIGNATURE_BYTES)], id[DIGEST_HEX_SIZE];

	T_OK(dsse_init("ballot", payload, &dsse));
	T_STR(dsse.type, "application/vnd.gongyi.ballot+json");
	T_OK(dsse_sign(&dsse, &secret));
	base64_encode(BASE64, dsse.signatures[0].signature.bytes, SIGNATURE_BYTES, text);
	digest_hex(&dsse.signatures[0].key_id, id);
	T_STR(id, "fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889");
	T_STR(text, "kBR1bo3lYEz1LMjGfXGwAkBndZbUsQEhBK15Npwkv3RZAfYOCF/"
		    "Wvxubjj9HFZKgDEAZSeUY1FI7qhyB6K2cDw==");
}

TEST(dsse, kinds_are_short_lower_case_words)
{
	static const char *const bad[] = {"", "Ballot", "a b", "a/b", "a+json", "a.b", "票",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	char type[DSSE_TYPE_SIZE];
	struct dsse dsse;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		T_CHECK(!dsse_type(bad[i], type));
		T_ERR(dsse_init(bad[i], payload, &dsse), INVALID);
	}
	T_CHECK(dsse_type(bad[7] + 1, type));
	T_CHECK(strlen(type) < DSSE_TYPE_SIZE - 1);
}

TEST(dsse, threshold_counts_different_known_keys)
{
	struct sign_secret a = secret_of(1), b = secret_of(2), c = secret_of(3);
	struct sign_public keys[] = {a.key, a.key, b.key, c.key};
	struct dsse dsse;
	uint64_t signed_by = 99;

	T_OK(dsse_init("result", payload, &dsse));
	T_ERR(dsse_verify(&dsse, "result", keys, 4, 1, &signed_by), BAD_SIGNATURE);
	T_OK(dsse_sign(&dsse, &a));
	T_OK(dsse_sign(&dsse, &a));
	T_ERR(dsse_verify(&dsse, "result", keys, 4, 2, &signed_by), BAD_SIGNATURE);
	T_ERR(dsse_verify(&dsse, "result", keys, 4, 0, &signed_by), BAD_SIGNATURE);
	T_INT(signed_by, 99);
	T_OK(dsse_verify(&dsse, "result", keys, 4, 1, &signed_by));
	T_INT(signed_by, 1);
	T_OK(dsse_sign(&dsse, &c));
	T_OK(dsse_verify(&dsse, "result", keys, 4, 2, &signed_by));
	T_INT(signed_by, 9);
	T_ERR(dsse_verify(&dsse, "result", keys, 4, 3, &signed_by), BAD_SIGNATURE);
	T_ERR(dsse_verify(&dsse, "result", &keys[2], 1, 1, &signed_by), BAD_SIGNATURE);
	T_ERR(dsse_verify(&dsse, "results", keys, 4, 1, &signed_by), BAD_SIGNATURE);
}

TEST(dsse, the_key_id_decides_nothing)
{
	struct sign_secret a = secret_of(1), b = secret_of(2);
	struct dsse dsse;
	uint64_t signed_by;

	T_OK(dsse_init("result", payload, &dsse));
	T_OK(dsse_sign(&dsse, &a));
	dsse.signatures[0].has_key_id = false;
	T_OK(dsse_verify(&dsse, "result", &a.key, 1, 1, &signed_by));
	dsse.signatures[0].has_key_id = true;
	dsse.signatures[0].key_id = sign_key_id(&b.key);
	T_ERR(dsse_verify(&dsse, "result", &b.key, 1, 1, &signed_by), BAD_SIGNATURE);
	T_ERR(dsse_verify(&dsse, "result", &a.key, 1, 1, &signed_by), BAD_SIGNATURE);
}

TEST(dsse, every_bit_of_the_payload_counts)
{
	struct sign_secret a = secret_of(1);
	uint8_t bytes[16];
	struct dsse dsse;
	uint64_t signed_by;

	memcpy(bytes, payload.data, sizeof bytes);
	T_OK(dsse_init("ballot", (struct span){bytes, sizeof bytes}, &dsse));
	T_OK(dsse_sign(&dsse, &a));
	for (unsigned bit = 0; bit < 8 * sizeof bytes; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		T_ERR(dsse_verify(&dsse, "ballot", &a.key, 1, 1, &signed_by), BAD_SIGNATURE);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	dsse.payload.len--;
	T_ERR(dsse_verify(&dsse, "ballot", &a.key, 1, 1, &signed_by), BAD_SIGNATURE);
	dsse.payload.len++;
	T_OK(dsse_verify(&dsse, "ballot", &a.key, 1, 1, &signed_by));
	/* The type is under the signature too. */
	T_CHECK(dsse_type("result", dsse.type));
	T_ERR(dsse_verify(&dsse, "result", &a.key, 1, 1, &signed_by), BAD_SIGNATURE);
}

TEST(dsse, limits_hold)
{
	struct sign_secret a = secret_of(1);
	struct sign_public keys[65] = {{{0}}};
	struct dsse dsse;
	uint64_t signed_by;

	T_ERR(dsse_init("a", (struct span){payload.data, DSSE_PAYLOAD_MAX + 1}, &dsse), TOO_LARGE);
	T_ERR(dsse_init("a", (struct span){payload.data, 0}, &dsse), INVALID);
	T_OK(dsse_init("a", payload, &dsse));
	for (int i = 0; i < DSSE_SIGNATURES_MAX; i++)
		T_OK(dsse_sign(&dsse, &a));
	T_ERR(dsse_sign(&dsse, &a), TOO_LARGE);
	keys[0] = a.key;
	T_OK(dsse_verify(&dsse, "a", keys, 64, 1, &signed_by));
	T_ERR(dsse_verify(&dsse, "a", keys, 65, 1, &signed_by), BAD_SIGNATURE);
}
