/* Test ballots: a seed and choices make one ballot, here and by known answers that a program of its
 * own made from crypto/README.md (tests/vectors/test-ballot, of the election in election-basic). */
#include "crypto/wire/revealed.h"

#include "crypto/example.h"
#include "json/json.h"

static const char *at(const struct json *from, const char *name)
{
	const char *text;

	T_CHECK(json_string(json_get(from, name), &text));
	return text;
}

static struct json *vectors(void)
{
	struct error error = {0};
	struct json *root = NULL;
	size_t len;
	const char *text = example_file("test-ballot", "vectors.json", &len);

	T_OK(json_parse(text, len, &root, &error));
	return root;
}

static const char *at_index(const struct json *root, const char *name, size_t i)
{
	const struct json *item = json_first(json_get(root, name));
	const char *text;

	while (i--)
		item = json_next(item);
	T_CHECK(json_string(item, &text));
	return text;
}

TEST(crypto, a_seeds_stream_is_known)
{
	auto_json struct json *root = vectors();
	uint8_t seed[RAND_SEED_BYTES], long_draw[RAND_BLOCK_BYTES + 1], blocks[2][RAND_BLOCK_BYTES];
	struct rand first, again, scalars;

	T_CHECK(hex_decode(at(root, "seed"), seed, sizeof seed));
	first = rand_seeded(seed);
	scalars = rand_seeded(seed);
	for (size_t i = 0; i < 2; i++) {
		char text[SCALAR_TEXT_SIZE], hex[HEX_SIZE(RAND_BLOCK_BYTES)];
		struct scalar scalar;

		rand_bytes(&first, blocks[i], sizeof blocks[i]);
		hex_encode(blocks[i], sizeof blocks[i], hex);
		T_STR(hex, at_index(root, "blocks", i));
		scalar_random(&scalars, &scalar);
		scalar_text(&scalar, text);
		T_STR(text, at_index(root, "scalars", i));
	}
	/* whoever draws more than a block gets the next one's beginning too */
	again = rand_seeded(seed);
	rand_bytes(&again, long_draw, sizeof long_draw);
	T_MEM(long_draw, blocks[0], RAND_BLOCK_BYTES);
	T_INT(long_draw[RAND_BLOCK_BYTES], blocks[1][0]);
}

TEST(crypto, known_test_ballots_are_made_again)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	auto_json struct json *root = vectors();
	struct example example = example_open("election-basic", &arena);
	size_t n = 0;

	for (const struct json *item = json_first(json_get(root, "ballots")); item;
		item = json_next(item), n++) {
		struct revealed revealed;
		struct error error = {0};
		char hex[DIGEST_HEX_SIZE];
		struct digest hash;
		auto_buf struct buf buf;

		T_OK(revealed_read(example.election, at(item, "text"), &revealed, &error));
		T_CHECK(revealed.whole);
		for (size_t i = 0; i < example.election->n_choices; i++)
			T_INT(revealed.votes[i], at(item, "votes")[i] - '0');
		T_OK(revealed_hash(example.election, &revealed, &arena, &hash, &error));
		digest_hex(&hash, hex);
		T_STR(hex, at(item, "hash"));
		T_MEM(&revealed.hash, &hash, sizeof hash);
		buf_init(&buf, 1 << 12);
		revealed_write(example.election, &revealed, &buf);
		T_STR(buf.data, at(item, "text"));
	}
	T_INT(n, 2);
}

/* A ballot that is cast is the sealed one and its signature: it says the number shown before. */
TEST(crypto, a_cast_ballot_says_the_hash_that_it_had_before_it_was_signed)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct example example = example_open("election-basic", &arena);
	const uint8_t votes[] = {0, 1, 0, 0, 1, 0};
	char text[DIGEST_BASE64_SIZE];
	struct rand rand = rand_seeded(t_seed());
	struct ballot *sealed, *cast;
	struct error error = {0};
	struct scalar secret;
	struct digest hash;
	auto_buf struct buf buf;

	scalar_random(&rand, &secret);
	rand = rand_seeded(t_seed());
	T_OK(ballot_make(example.election, &secret, votes, &rand, &arena, &cast, &error));
	rand = rand_seeded(t_seed());
	T_OK(ballot_seal(
		example.election, &cast->credential, votes, &rand, &arena, &sealed, &error));
	hash = ballot_hash(example.election, sealed);
	base64_encode(BASE64_NOPAD, hash.bytes, sizeof hash.bytes, text);
	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(example.election, cast, &buf);
	T_CHECK(strstr(strstr(buf.data, "\"signature\":{\"hash\":\""), text) != NULL);
}

/* ---- what somebody could change ---------------------------------------------------------------
 */

struct test_ballot {
	struct election *election;
	struct revealed revealed;
};

static struct test_ballot start(struct arena *arena)
{
	struct test_ballot test = {.election = example_open("election-basic", arena).election};
	auto_json struct json *root = vectors();
	struct error error = {0};

	T_OK(revealed_read(test.election, at(json_first(json_get(root, "ballots")), "text"),
		&test.revealed, &error));
	return test;
}

static bool same(const struct test_ballot *test)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct error error = {0};
	struct digest hash;

	T_OK(revealed_hash(test->election, &test->revealed, &arena, &hash, &error));
	return digest_equal(&hash, &test->revealed.hash);
}

TEST(crypto, a_revealed_ballot_with_other_choices_seed_or_credential_has_another_hash)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct test_ballot test = start(&arena), honest = test;

	T_CHECK(same(&test));
	test.revealed.votes[0] = 1; /* the second candidate, and the first too */
	T_CHECK(!same(&test));
	test.revealed.votes[1] = 0; /* instead */
	T_CHECK(!same(&test));
	test = honest;
	test.revealed.seed[31] ^= 1;
	T_CHECK(!same(&test));
	test = honest;
	test.revealed.credential = point_generator;
	T_CHECK(!same(&test));
	test = honest;
	test.election->hash[0] ^= 1; /* another ballot paper */
	T_CHECK(!same(&test));
}

TEST(crypto, what_the_paper_does_not_allow_was_never_sealed)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct test_ballot test = start(&arena), honest = test;
	struct error error = {0};
	struct digest hash;

	memset(test.revealed.votes, 1, test.election->n_choices);
	T_ERR(revealed_hash(test.election, &test.revealed, &arena, &hash, &error), INVALID);
	T_STR(error.fields[0].pointer, "/questions/0");
	test = honest;
	test.revealed.credential = point_identity;
	T_ERR(revealed_hash(test.election, &test.revealed, &arena, &hash, &error), INVALID);
	T_STR(error.fields[1].pointer, "credential");
}

static void expect(const struct election *election, const char *text, const char *part)
{
	struct error error = {0};
	struct revealed revealed;

	if (part) {
		T_ERR(revealed_read(election, text, &revealed, &error), INVALID);
		T_STR(error.fields[0].pointer, part);
	} else {
		T_OK(revealed_read(election, text, &revealed, &error));
	}
}

#define HASH "1EjfTihS1uxu6kEpXjGFl_K08UcL64Long5mOqyu8RM"
#define REST                                                                                       \
	"M72CLyvrBdyWY4Dbg9oGBwLtWLuzCqaxYJtS5tT2kYkAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH0g"
#define UUID "nVPZZBXZKKpe2t"

TEST(crypto, a_test_ballots_text_is_read_in_its_one_form)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	const struct election *election = example_open("election-basic", &arena).election;
	static const struct {
		const char *text, *part;
	} texts[] = {
		{"1." UUID "." HASH "." REST, NULL},
		{"1." UUID "." HASH, NULL},
		{"http://gongyi.test/test#1." UUID "." HASH "." REST, NULL},
		{"", "form"},
		{"1", "form"},
		{"1." UUID, "form"},
		{"2." UUID "." HASH "." REST, "form"},
		{"1." UUID "." HASH "." REST ".", "form"},
		{"1.nVPZZBXZKKpe2u." HASH "." REST, "round"},
		{"1." UUID "5." HASH "." REST, "round"},
		{"1." UUID "..", "hash"},
		{"1." UUID "." HASH "A." REST, "hash"},
		{"1." UUID "." HASH "=." REST, "hash"},
		{"1." UUID "." HASH ".", "rest"},
		{"1." UUID "." HASH "." REST "A", "rest"},
		{"1." UUID "." HASH "." REST "AAA", "rest"},
		{"1." UUID "." HASH "." HASH, "rest"},
		{"1." UUID "." HASH "." REST " ", "rest"},
	};
	char more[] = "1." UUID "." HASH "." REST;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		expect(election, texts[i].text, texts[i].part);
	more[sizeof more - 2] = 'k'; /* a seventh choice, of six */
	expect(election, more, "rest");
}

/* The empty bits behind the last choice. */
TEST(crypto, every_text_that_is_read_is_written_the_same)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	const struct election *election = example_open("election-basic", &arena).election;
	static const char alphabet[] = "ABgh09-_+/=. ";
	char text[] = "1." UUID "." HASH "." REST;

	for (size_t i = sizeof "1." UUID - 1; i + 1 < sizeof text; i++)
		for (size_t k = 0; k + 1 < sizeof alphabet; k++) {
			struct revealed revealed;
			struct error error = {0};
			char kept = text[i];
			auto_buf struct buf buf;

			buf_init(&buf, 1 << 12);
			text[i] = alphabet[k];
			if (revealed_read(election, text, &revealed, &error) == OK &&
				revealed.whole) {
				revealed_write(election, &revealed, &buf);
				T_STR(buf.data, text);
			}
			text[i] = kept;
		}
}
