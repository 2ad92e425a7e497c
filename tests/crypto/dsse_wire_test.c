/* Envelopes as JSON. The example envelope of the DSSE protocol is read as it stands there (its
 * signature is of another kind of key, so it verifies with none of ours). */
#include "crypto/wire/dsse.h"

#include <string.h>

#include "base/cleanup.h"
#include "harness/test.h"

static enum err read_envelope(const char *json, struct arena *arena, struct dsse *ret_dsse)
{
	struct error error = {0};

	return dsse_read(json, strlen(json), arena, ret_dsse, &error);
}

TEST(dsse_wire, an_envelope_comes_back_as_it_was_written)
{
	auto_arena struct arena arena;
	auto_buf struct buf json;
	uint8_t seed[SIGN_SEED_BYTES] = {5}, bytes[] = {0xfb, 0xff, 0xfe, 0, '"'};
	auto_secret struct sign_secret secret;
	struct dsse dsse, read;
	uint64_t signed_by;

	arena_init(&arena, 100000);
	buf_init(&json, DSSE_JSON_MAX);
	sign_secret_from_seed(seed, &secret);
	T_OK(dsse_init("receipt", (struct span){bytes, sizeof bytes}, &dsse));
	T_OK(dsse_sign(&dsse, &secret));
	T_OK(dsse_sign(&dsse, &secret));
	dsse.signatures[1].has_key_id = false;
	T_OK(dsse_write(&json, &dsse, &arena));
	T_MEM(json.data,
		"{\"payloadType\":\"application/vnd.gongyi.receipt+json\",\"payload\":\"+//"
		"+ACI=\",",
		71);
	T_OK(read_envelope(json.data, &arena, &read));
	T_STR(read.type, dsse.type);
	T_INT(read.n, 2);
	T_CHECK(read.signatures[0].has_key_id && !read.signatures[1].has_key_id);
	T_INT(read.payload.len, sizeof bytes);
	T_MEM(read.payload.data, bytes, sizeof bytes);
	T_OK(dsse_verify(&read, "receipt", &secret.key, 1, 1, &signed_by));
}

#define SIG                                                                                        \
	"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
#define SIGNATURES "\"signatures\":[{\"sig\":\"" SIG "\"}]"

TEST(dsse_wire, the_protocol_example_and_both_alphabets_are_read)
{
	static const char *const good[] = {
		"{\"payload\": \"aGVsbG8gd29ybGQ=\",\n \"payloadType\": "
		"\"http://example.com/HelloWorld\",\n \"signatures\": [{\"sig\": \"" SIG "\"}]}",
		"{\"payload\":\"aGVsbG8gd29ybGQ\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"_-8\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"_-8=\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"signatures\":"
		"[{\"sig\":\"" SIG "\",\"keyid\":\"somebody\"}]}"};
	auto_arena struct arena arena;
	struct dsse dsse;

	arena_init(&arena, 100000);
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		T_OK(read_envelope(good[i], &arena, &dsse));
		T_INT(dsse.n, 1);
		T_CHECK(!dsse.signatures[0].has_key_id);
		if (i < 2)
			T_MEM(dsse.payload.data, "hello world", 11);
	}
}

TEST(dsse_wire, other_envelopes_are_refused)
{
	static const char *const bad[] = {"", "[]", "null", "{}",
		"{\"payload\":\"\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"signatures\":[]}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"\"," SIGNATURES "}",
		"{\"payload\":\"aGV\xff\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"aGVsb\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"aGV+_w==\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"_-8==\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"====\",\"payloadType\":\"t\"," SIGNATURES "}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\"," SIGNATURES "}x",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"payload\":\"aGVs\"," SIGNATURES "}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"more\":1," SIGNATURES "}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"signatures\":[{\"sig\":\"aGVs\"}]}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":\"a\"}]}",
		"{\"payload\":\"aGVs\",\"payloadType\":\"t\",\"signatures\":{\"sig\":\"" SIG
		"\"}}"};
	auto_arena struct arena arena;
	struct dsse dsse = {.n = 77};

	arena_init(&arena, 200000);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (read_envelope(bad[i], &arena, &dsse) == OK)
			t_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
	T_INT(dsse.n, 77);
}

TEST(dsse_wire, the_largest_payload_fits_and_one_byte_more_does_not)
{
	static uint8_t bytes[DSSE_PAYLOAD_MAX + 1];
	auto_arena struct arena arena;
	auto_buf struct buf json;
	uint8_t seed[SIGN_SEED_BYTES] = {5};
	auto_secret struct sign_secret secret;
	struct error error = {0};
	struct dsse dsse, read;

	arena_init(&arena, 8 * DSSE_PAYLOAD_MAX);
	buf_init(&json, DSSE_JSON_MAX);
	sign_secret_from_seed(seed, &secret);
	T_OK(dsse_init("bundle", (struct span){bytes, DSSE_PAYLOAD_MAX}, &dsse));
	for (int i = 0; i < DSSE_SIGNATURES_MAX; i++)
		T_OK(dsse_sign(&dsse, &secret));
	T_OK(dsse_write(&json, &dsse, &arena));
	T_OK(dsse_read(json.data, json.len, &arena, &read, &error));
	T_INT(read.payload.len, DSSE_PAYLOAD_MAX);
	buf_reset(&json);
	dsse.payload.len++;
	T_OK(dsse_write(&json, &dsse, &arena));
	T_ERR(dsse_read(json.data, json.len, &arena, &read, &error), TOO_LARGE);
}
