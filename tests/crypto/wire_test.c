/* Documents: what is written is read, and nothing else is. */
#include "crypto/example.h"

#define HEX64 "e52b8cb126862536e2cac7e873ff145d787cd914654e6990b52b1d1f2a310383"

TEST(crypto, large_numbers_travel_in_quotes)
{
	struct sized sized = {.num_tallied = 2, .total_weight = 1073741823}, again;
	struct error error = {0};
	auto_buf struct buf buf;

	buf_init(&buf, 1000);
	sized_write(&sized, &buf);
	T_CHECK(strstr(buf.data, ":1073741823,") != NULL);
	T_OK(sized_read(buf.data, buf.len, &again, &error));
	T_INT(again.total_weight, 1073741823);
	sized.total_weight++;
	buf_reset(&buf);
	sized_write(&sized, &buf);
	T_CHECK(strstr(buf.data, ":\"1073741824\",") != NULL);
	T_OK(sized_read(buf.data, buf.len, &again, &error));
	T_INT(again.total_weight, 1073741824);
}

TEST(crypto, sized_owned_and_setup_are_read_strictly)
{
	static const char *const bad_sized[] = {"",
		"{\"num_tallied\":3,\"total_weight\":1073741824,\"encrypted_tally\":\"" HEX64 "\"}",
		"{\"num_tallied\":3,\"total_weight\":\"3\",\"encrypted_tally\":\"" HEX64 "\"}",
		"{\"num_tallied\":03,\"total_weight\":3,\"encrypted_tally\":\"" HEX64 "\"}",
		"{\"num_tallied\":3,\"total_weight\":3,\"encrypted_tally\":\"" HEX64 "0\"}",
		"{\"total_weight\":3,\"num_tallied\":3,\"encrypted_tally\":\"" HEX64 "\"}",
		"{\"num_tallied\":3, \"total_weight\":3,\"encrypted_tally\":\"" HEX64 "\"}"};
	static const char good[] = "{\"election\":\"" HEX64 "\",\"trustees\":\"" HEX64
				   "\",\"credentials\":\"" HEX64 "\"}";
	static const char owner[] = "{\"owner\":65,\"payload\":\"" HEX64 "\"}";
	struct sized sized;
	struct owned owned;
	struct setup setup;
	struct error error = {0};
	auto_buf struct buf buf;

	for (size_t i = 0; i < COUNT_OF(bad_sized); i++)
		T_ERR(sized_read(bad_sized[i], strlen(bad_sized[i]), &sized, &error), INVALID);
	T_ERR(owned_read(owner, strlen(owner), &owned, &error), INVALID);
	T_OK(setup_read(good, strlen(good), &setup, &error));
	buf_init(&buf, 1000);
	setup_write(&setup, &buf);
	T_STR(buf.data, good);
	T_ERR(setup_read(good, strlen(good) - 1, &setup, &error), INVALID);
}

TEST(crypto, lists_of_credentials_mix_lines_with_and_without_weight)
{
	static const char good[] =
		"[\"" HEX64
		",0\",\"33bd822f2beb05dc966380db83da060702ed58bbb30aa6b1609b52e6d4f69189"
		"\"]";
	static const char *const bad[] = {"", "[", "[\"" HEX64 "\"", "[\"" HEX64 ",\"]",
		"[\"" HEX64 ",01\"]", "[\"" HEX64 ",-1\"]", "[\"" HEX64 ",1,name\"]",
		"[\"" HEX64 "\",]", "[,\"" HEX64 "\"]", "[\"" HEX64 "\" ]",
		"[\"" HEX64 ",100000000001\"]", "[\"" HEX64 "\",\"" HEX64 "\"]"};
	auto_arena struct arena arena = {.limit = 1 << 16};
	struct credentials credentials;
	struct error error = {0};
	auto_buf struct buf buf;

	buf_init(&buf, 1000);
	T_OK(credentials_read(good, strlen(good), &arena, &credentials, &error));
	T_INT(credentials.weight, 1);
	credentials_write(&credentials, &buf);
	T_STR(buf.data, good);
	T_OK(credentials_read("[]", 2, &arena, &credentials, &error));
	T_INT(credentials.n, 0);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_ERR(credentials_read(bad[i], strlen(bad[i]), &arena, &credentials, &error),
			INVALID);
}

/* Any one byte of trustees.json changed: either refused, or the same document again. */
TEST(crypto, trustees_are_read_strictly)
{
	struct error error = {0};
	size_t len;
	const char *text = example_file("election-threshold", "trustees.json", &len);
	auto_arena struct arena arena = {.limit = 1 << 20};
	char *copy = arena_copy(&arena, text, len);
	auto_buf struct buf buf;

	buf_init(&buf, 1 << 20);
	for (size_t i = 0; i < len; i += 3) {
		auto_arena struct arena inner = {.limit = 1 << 20};
		struct trustees trustees;

		copy[i] = "x7\" ]"[i % 5];
		error = (struct error){0};
		if (trustees_read(copy, len, &inner, &trustees, &error) == OK) {
			buf_reset(&buf);
			trustees_write(&trustees, &buf);
			T_INT(buf.len, len);
			T_MEM(buf.data, copy, len);
		}
		copy[i] = text[i];
		T_ERR(trustees_read(copy, i, &inner, &trustees, &error), INVALID);
	}
}

TEST(crypto, a_name_in_a_trustees_key_is_skipped)
{
	struct error error = {0};
	struct trustee_key key;
	size_t len;
	const char *text = example_file("election-basic", "trustees.json", &len);
	const char *start = strstr(text, "{\"pok\""), *end = strstr(text, "}],[\"Single\"");
	auto_buf struct buf buf;

	buf_init(&buf, 2000);
	buf_printf(&buf, "%.*s,\"name\":\"张\\\"三\"}", (int)(end - start), start);
	T_OK(trustee_key_read(buf.data, buf.len, false, &key, &error));
	buf.data[buf.len - 3] = '\\';
	T_ERR(trustee_key_read(buf.data, buf.len, false, &key, &error), INVALID);
}

static void expect_election(const char *from, const char *to, const char *pointer)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct election *election;
	struct error error = {0};
	size_t len;
	const char *text = example_file("election-basic", "election.json", &len);
	const char *at = strstr(text, from);
	auto_buf struct buf buf;

	T_CHECK(at != NULL);
	buf_init(&buf, 1 << 16);
	buf_add(&buf, text, (size_t)(at - text));
	buf_str(&buf, to);
	at += strlen(from);
	buf_add(&buf, at, len - (size_t)(at - text));
	if (!pointer) {
		T_OK(election_read(buf.data, buf.len, &arena, &election, &error));
		return;
	}
	T_ERR(election_read(buf.data, buf.len, &arena, &election, &error), INVALID);
	T_STR(error.fields[0].pointer, pointer);
}

TEST(crypto, an_election_is_checked_member_by_member)
{
	static const char *const cases[][3] = {
		{"\"version\":1", "\"version\":2", "/version"},
		{"\"version\":1,", "", "/version"},
		{"\"version\":1,", "\"version\":1,\"surprise\":1,", "/surprise"},
		{"\"group\":\"Ed25519\"", "\"group\":\"BELENIOS-2048\"", "/group"},
		{"\"4220b7e8", "\"4220B7e8", "/public_key"},
		{"\"4220b7e8", "\"4520b7e8", "/public_key"},
		{"\"Throw-away example\"", "7", "/description"},
		{"\"answers\":[\"Yes\",\"No\"]", "\"answers\":[]", "/questions/1/answers"},
		{"\"answers\":[\"Yes\",\"No\"]", "\"answers\":[\"Yes\",1]", "/questions/1/answers"},
		{"\"blank\":true", "\"blank\":1", "/questions/1/blank"},
		{"\"min\":1,\"max\":2", "\"min\":2,\"max\":1", "/questions/0/min"},
		{"\"min\":1,\"max\":2", "\"min\":1,\"max\":4", "/questions/0/max"},
		{"\"min\":1,\"max\":2", "\"min\":-1,\"max\":2", "/questions/0/min"},
		{"\"min\":1,\"max\":2", "\"type\":\"NonHomomorphic\",\"min\":1,\"max\":2",
			"/questions/0/type"},
		{"nVPZZBXZKKpe2t", "nVPZZBXZKKpe2", "/uuid"},
		{"nVPZZBXZKKpe2t", "nVPZZBXZKKpe2_", "/uuid"},
		{"\"uuid\"", "\"administrator\":\"王\",\"uuid\"", NULL},
		{"\"uuid\"", " \"language\":\"zh\",\"uuid\"", NULL},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect_election(cases[i][0], cases[i][1], cases[i][2]);
}

TEST(crypto, results_and_tallies_must_have_the_elections_shape)
{
	static const char *const bad[] = {"{\"result\":[[2,2,1],[1,1]]}",
		"{\"result\":[[2,2,1,1],[1,1,1]]}", "{\"result\":[[2,2,1]]}",
		"{\"result\":[[2,2,1],[1,1,1],[1]]}", "{\"result\":[[2,2,01],[1,1,1]]}",
		"{\"result\":[[2,2,\"1\"],[1,1,1]]}"};
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct example example = example_open("election-basic", &arena);
	struct error error = {0};
	struct tally tally;
	uint64_t *result;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_ERR(result_read(
			      example.election, bad[i], strlen(bad[i]), &arena, &result, &error),
			INVALID);
	T_ERR(tally_read(example.election, "[[]]", 4, &arena, &tally, &error), INVALID);
}
