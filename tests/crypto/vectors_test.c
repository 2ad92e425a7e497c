/* The example elections of belenios-tool: every intermediate value, every document. */
#include "crypto/example.h"
#include "json/json.h"

/* The string at a path of names; "a.b.c". */
static const char *at(const struct json *root, const char *path)
{
	const char *text;

	while (*path) {
		char name[64];
		size_t len = strcspn(path, ".");

		snprintf(name, sizeof name, "%.*s", (int)len, path);
		root = json_get(root, name);
		T_CHECK(root != NULL);
		path += path[len] ? len + 1 : len;
	}
	T_CHECK(json_string(root, &text));
	return text;
}

static struct json *vectors(const char *folder)
{
	struct error error = {0};
	struct json *root = NULL;
	size_t len;
	const char *text = example_file(folder, "vectors.json", &len);

	T_OK(json_parse(text, len, &root, &error));
	return root;
}

static const char *const folders[] = {"election-basic", "election-threshold"};

/* SHA-256, the scalar it gives, and that the challenges of a proof add up to it. */
static void check_hash(const struct json *root, const char *path)
{
	char name[128], hex[DIGEST_HEX_SIZE], decimal[SCALAR_TEXT_SIZE];
	struct digest digest;
	struct scalar scalar;
	const char *input;

	snprintf(name, sizeof name, "%s.input", path);
	input = at(root, name);
	digest = digest_of(input, strlen(input));
	digest_hex(&digest, hex);
	snprintf(name, sizeof name, "%s.sha256", path);
	T_STR(hex, at(root, name));
	scalar_of_digest(&digest, &scalar);
	scalar_text(&scalar, decimal);
	snprintf(name, sizeof name, "%s.scalar", path);
	T_STR(decimal, at(root, name));
}

TEST(crypto, vectors_of_hashing_agree)
{
	static const char *const paths[] = {"ballot_0.question_0.individual_0",
		"ballot_0.question_0.overall", "ballot_0.question_1.individual_0",
		"ballot_0.question_1.overall", "ballot_0.question_1.blank",
		"ballot_0.signature.challenge", "decryption_proof_owner_1_0_0"};

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_json struct json *root = vectors(folders[i]);

		for (size_t k = 0; k < COUNT_OF(paths); k++)
			check_hash(root, paths[k]);
		check_hash(root, i ? "cert_signature" : "trustee_pok");
	}
}

TEST(crypto, vectors_of_points_and_scalars_agree)
{
	auto_json struct json *root = vectors("election-basic");
	char text[SCALAR_TEXT_SIZE], hex[HEX_SIZE(POINT_BYTES)];
	struct scalar scalar, minus_one;
	struct point point;

	point_text(&point_generator, text);
	T_STR(text, at(root, "group.g"));
	point_text(&point_identity, text);
	T_STR(text, at(root, "point_encoding.identity_printed"));
	T_CHECK(point_parse(at(root, "point_encoding.printed_by_belenios"), &point));
	hex_encode(point.bytes, POINT_BYTES, hex);
	T_STR(hex, at(root, "point_encoding.bytes_as_libsodium"));
	T_CHECK(!scalar_parse(at(root, "group.q"), &scalar));
	scalar_negate(&scalar_one, &minus_one);
	scalar_text(&minus_one, text);
	T_CHECK(strncmp(text, at(root, "group.q"), strlen(text) - 1) == 0);
}

TEST(crypto, vectors_of_credentials_agree)
{
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_json struct json *root = vectors(folders[i]);
		char text[SCALAR_TEXT_SIZE];
		struct scalar secret;
		struct point public;

		credential_derive(at(root, "credential.uuid"), at(root, "credential.private"),
			&secret, &public);
		scalar_text(&secret, text);
		T_STR(text, at(root, "credential.scalar"));
		point_text(&public, text);
		T_STR(text, at(root, "credential.public"));
	}
}

TEST(crypto, vectors_of_hashes_and_trackers_agree)
{
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_arena struct arena arena = {.limit = 1 << 20};
		auto_json struct json *root = vectors(folders[i]);
		struct example example = example_open(folders[i], &arena);
		char text[ELECTION_HASH_SIZE];
		struct digest digest;
		auto_buf struct buf buf;

		T_STR(example.election->hash, at(root, "election_hash.phi"));
		buf_init(&buf, BALLOT_TEXT_MAX);
		ballot_write(example.election, example.ballots[0], &buf);
		digest = digest_of(buf.data, buf.len);
		base64_encode(BASE64_NOPAD, digest.bytes, sizeof digest.bytes, text);
		T_STR(text, at(root, "ballot_0.tracker"));
		T_CHECK(strstr(buf.data, at(root, "ballot_0.signature.hash")) != NULL);
	}
}

/* Documents read, written again and compared byte by byte. */
TEST(crypto, example_documents_survive_reading_and_writing)
{
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_arena struct arena arena = {.limit = 1 << 20};
		struct example example = example_open(folders[i], &arena);
		auto_buf struct buf buf;
		size_t len;
		const char *text;

		buf_init(&buf, BALLOT_TEXT_MAX);
		text = example_file(folders[i], "election.json", &len);
		election_write(example.election, &buf);
		T_INT(buf.len, len);
		T_MEM(buf.data, text, len);
		buf_reset(&buf);
		text = example_file(folders[i], "trustees.json", &len);
		trustees_write(&example.trustees, &buf);
		T_INT(buf.len, len);
		T_MEM(buf.data, text, len);
		buf_reset(&buf);
		text = example_file(folders[i], "public_creds.json", &len);
		credentials_write(&example.credentials, &buf);
		T_INT(buf.len, len);
		T_MEM(buf.data, text, len);
		for (size_t b = 0; b < COUNT_OF(example.ballots); b++) {
			char name[32];

			snprintf(name, sizeof name, "ballot.%zu.json", b + 1);
			text = example_file(folders[i], name, &len);
			buf_reset(&buf);
			ballot_write(example.election, example.ballots[b], &buf);
			T_INT(buf.len, len);
			T_MEM(buf.data, text, len);
		}
	}
}

TEST(crypto, example_ballots_and_trustees_verify)
{
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_arena struct arena arena = {.limit = 1 << 20};
		struct example example = example_open(folders[i], &arena);
		struct error error = {0};
		struct point key;

		T_OK(trustees_check(&example.trustees, &error));
		T_CHECK(trustees_public_key(&example.trustees, &key));
		T_CHECK(point_equal(&key, &example.election->public_key));
		T_INT(trustees_owners(&example.trustees), i ? 3 : 2);
		for (size_t b = 0; b < COUNT_OF(example.ballots); b++) {
			size_t voter;

			T_OK(ballot_verify(
				example.election, example.ballots[b], BALLOT_INTAKE, &error));
			T_CHECK(credentials_find(
				&example.credentials, &example.ballots[b]->credential, &voter));
		}
	}
}

/* The first line of a two-line output. */
static size_t first_line(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);

	return end ? (size_t)(end - text) : len;
}

static struct decryption example_decryption(
	const char *folder, size_t owner, const struct example *example, struct arena *arena)
{
	struct decryption decryption = {0};
	struct error error = {0};
	struct owned owned;
	char name[32];
	size_t len, line;
	const char *text;
	struct digest digest;

	snprintf(name, sizeof name, "pd.%zu.out", owner);
	text = example_file(folder, name, &len);
	line = first_line(text, len);
	T_OK(decryption_read(example->election, text, line, arena, &decryption, &error));
	T_OK(owned_read(text + line + 1, len - line - 1, &owned, &error));
	digest = digest_of(text, line);
	T_CHECK(digest_equal(&digest, &owned.payload));
	T_INT(owned.owner, owner);
	T_OK(decryption_check(example->election, &example->tally,
		&trustees_key(&example->trustees, owner)->public_key, &decryption, &error));
	return decryption;
}

TEST(crypto, example_tallies_are_recomputed_byte_for_byte_and_opened)
{
	static const size_t owners[2][2] = {{1, 2}, {1, 3}};

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_arena struct arena arena = {.limit = 1 << 20};
		struct example example = example_open(folders[i], &arena);
		struct decryption first =
			example_decryption(folders[i], owners[i][0], &example, &arena);
		struct decryption second =
			example_decryption(folders[i], owners[i][1], &example, &arena);
		const struct decryption *by_owner[3] = {0};
		struct error error = {0};
		struct point *factors;
		uint64_t *result;
		struct sized sized = {.num_tallied = 3, .total_weight = 3};
		auto_buf struct buf buf;
		size_t len;
		const char *text = example_file(folders[i], "encrypted_tally.out", &len);

		buf_init(&buf, 1 << 20);
		tally_write(example.election, &example.tally, &buf);
		sized.encrypted_tally = digest_of(buf.data, buf.len);
		buf_str(&buf, "\n");
		sized_write(&sized, &buf);
		T_INT(buf.len, len);
		T_MEM(buf.data, text, len);
		by_owner[owners[i][0] - 1] = &first;
		by_owner[owners[i][1] - 1] = &second;
		T_OK(decryption_combine(
			example.election, &example.trustees, by_owner, &arena, &factors, &error));
		T_OK(tally_open(
			example.election, &example.tally, factors, &arena, &result, &error));
		T_OK(result_check(example.election, &example.tally, factors, result, &error));
		buf_reset(&buf);
		result_write(example.election, result, &buf);
		text = example_file(folders[i], "result.json", &len);
		T_INT(buf.len, len);
		T_MEM(buf.data, text, len);
	}
}

/* The seeds that belenios-tool drew stand for the keys in its certificates. */
TEST(crypto, example_threshold_seeds_give_the_certified_keys)
{
	static const char *const names[] = {
		"29db56a7fb941f3c6723038f2599aae494c5f79444ed7062bb8ed72636dcec5c.key",
		"b01d50eff3630f00a85ddf532293c18e582916a9d70b850dbd218c5f2bd05069.key",
		"f8ad2cc6034543960927fc5bbbe73dea4fc8d9148cae11b2be8084c541cebb4f.key"};
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct example example = example_open("election-threshold", &arena);
	const struct pedersen *pedersen = example.trustees.items[0].pedersen;
	size_t found = 0;

	for (size_t k = 0; k < COUNT_OF(names); k++) {
		struct pedersen_secret secret;
		struct point sign, decrypt;
		size_t len;
		const char *text = example_file("election-threshold", names[k], &len);
		char *seed = arena_copy(&arena, text, len);

		pedersen_keys(seed, &secret);
		point_base_mul(&secret.sign, &sign);
		point_base_mul(&secret.decrypt, &decrypt);
		for (size_t i = 0; i < pedersen->n; i++)
			found += point_equal(&sign, &pedersen->certs[i].verification) &&
				 point_equal(&decrypt, &pedersen->certs[i].encryption);
	}
	T_INT(found, 3);
}

/* The same ballots counted with areas as weights. */
TEST(crypto, example_weighted_tally_opens_to_the_published_sums)
{
	static const char *const keys[] = {"4B765F99.privkey", "9F57AFC6.privkey"};
	auto_arena struct arena arena = {.limit = 1 << 22};
	struct example example = example_open("election-basic", &arena);
	struct decryption decryptions[2];
	const struct decryption *by_owner[2] = {0};
	struct rand rand = rand_seeded(t_seed());
	struct error error = {0};
	struct credentials areas;
	struct tally_sum sum;
	struct tally tally;
	struct point *factors;
	uint64_t *result;
	auto_buf struct buf buf;
	size_t len;
	const char *text = example_file("election-area", "public_creds.json", &len);

	T_OK(credentials_read(text, len, &arena, &areas, &error));
	T_OK(tally_start(example.election, &arena, &sum, &error));
	for (size_t b = 0; b < COUNT_OF(example.ballots); b++) {
		size_t voter = 0;

		T_CHECK(credentials_find(&areas, &example.ballots[b]->credential, &voter));
		T_OK(tally_add(example.election, example.ballots[b], areas.list[voter].weight, &sum,
			&error));
	}
	T_OK(tally_end(example.election, &sum, &arena, &tally, &error));
	for (size_t k = 0; k < 2; k++) {
		struct scalar secret;
		struct point public;
		char *decimal;

		text = example_file("election-basic", keys[k], &len);
		decimal = arena_copy(&arena, text + 1, len - 2);
		T_CHECK(scalar_parse(decimal, &secret));
		point_base_mul(&secret, &public);
		T_OK(decryption_make(
			example.election, &tally, &secret, &rand, &arena, &decryptions[k], &error));
		for (size_t owner = 1; owner <= 2; owner++)
			if (point_equal(
				    &public, &trustees_key(&example.trustees, owner)->public_key))
				by_owner[owner - 1] = &decryptions[k];
	}
	T_OK(decryption_combine(
		example.election, &example.trustees, by_owner, &arena, &factors, &error));
	T_OK(tally_open(example.election, &tally, factors, &arena, &result, &error));
	buf_init(&buf, 1 << 20);
	result_write(example.election, result, &buf);
	text = example_file("election-area", "result.json", &len);
	T_INT(buf.len, len);
	T_MEM(buf.data, text, len);
}
