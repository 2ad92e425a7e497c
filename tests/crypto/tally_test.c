/* Whole elections: trustees' set-up, ballots, count, decryption; and every check on the way. */
#include "crypto/example.h"

enum { OWNERS_MAX = 8 };

/* Trustees with the secrets that a real set-up scatters over as many machines. */
struct board {
	struct trustees trustees;
	struct scalar secrets[OWNERS_MAX]; /* by owner − 1 */
	struct rand rand;
};

/* One threshold set-up from seed to key, the shares carried by hand. */
static struct pedersen *set_up(
	struct board *board, size_t first, size_t n, unsigned t, struct arena *arena)
{
	struct pedersen *pedersen = arena_new(arena, struct pedersen);
	struct scalar coefficients[OWNERS_MAX][OWNERS_MAX], shares[OWNERS_MAX];
	struct pedersen_secret secrets[OWNERS_MAX];
	struct error error = {0};

	*pedersen = (struct pedersen){t, n, arena_array(arena, struct certificate, n),
		arena_array(arena, struct commitment, n), arena_array(arena, struct proof, n),
		arena_array(arena, struct trustee_key, n)};
	for (size_t i = 0; i < n; i++) {
		char seed[PEDERSEN_SEED_SIZE];

		pedersen_seed_new(&board->rand, seed);
		pedersen_keys(seed, &secrets[i]);
		certificate_make(&secrets[i], (unsigned)n, t, (unsigned)i + 1, &board->rand,
			&pedersen->certs[i]);
	}
	for (size_t i = 0; i < n; i++)
		T_OK(polynomial_make(&secrets[i], pedersen->certs, &board->rand, arena,
			coefficients[i], &pedersen->commitments[i], &pedersen->signatures[i],
			&error));
	for (unsigned j = 0; j < n; j++) {
		for (size_t i = 0; i < n; i++) {
			polynomial_share(coefficients[i], t, j + 1, &shares[i]);
			T_CHECK(share_check(&pedersen->commitments[i], t, j + 1, &shares[i]));
			T_CHECK(!share_check(&pedersen->commitments[i], t, j + 2, &shares[i]));
		}
		pedersen_key_make(&secrets[j], shares, n, &board->rand, &board->secrets[first + j],
			&pedersen->keys[j]);
	}
	return pedersen;
}

/* `shape` has two numbers for each item: n and t; t = 0 is a Single. It ends with n = 0. */
static struct board seat_board(const unsigned *shape, struct arena *arena)
{
	struct trustee_item *items = arena_array(arena, struct trustee_item, OWNERS_MAX);
	struct board board = {.rand = rand_seeded(t_seed())};
	struct error error = {0};
	size_t owner = 0, n = 0;

	for (; *shape; shape += 2, n++) {
		if (shape[1])
			items[n].pedersen = set_up(&board, owner, shape[0], shape[1], arena);
		else {
			scalar_random(&board.rand, &board.secrets[owner]);
			trustee_key_make(&board.secrets[owner], &board.rand, &items[n].single);
		}
		owner += shape[0];
	}
	board.trustees = (struct trustees){items, n};
	T_INT(trustees_owners(&board.trustees), owner);
	T_OK(trustees_check(&board.trustees, &error));
	return board;
}

struct count {
	const struct election *election;
	struct tally tally;
	struct decryption decryptions[OWNERS_MAX];
};

static const char *const names[] = {"同意", "反对", "弃权"};

/* Three ballots on one question of three with blank: 1·0, 2·blank, 3·2 … with given weights. */
static struct count hold(struct board *board, const uint64_t weights[3], struct arena *arena)
{
	static const uint8_t votes[3][4] = {{0, 1, 0, 1}, {1, 0, 0, 0}, {0, 0, 0, 1}};
	struct question question = {
		.text = "?", .answers = names, .n_answers = 3, .blank = true, .min = 1, .max = 2};
	struct count count = {.election = example_election(&board->trustees, &question, 1, arena)};
	struct error error = {0};
	struct tally_sum sum;

	T_OK(tally_start(count.election, arena, &sum, &error));
	for (size_t v = 0; v < 3; v++) {
		struct scalar secret;
		struct ballot *ballot;

		scalar_random(&board->rand, &secret);
		T_OK(ballot_make(
			count.election, &secret, votes[v], &board->rand, arena, &ballot, &error));
		T_OK(tally_add(count.election, ballot, weights[v], &sum, &error));
	}
	T_OK(tally_end(count.election, &sum, arena, &count.tally, &error));
	for (size_t i = 0; i < trustees_owners(&board->trustees); i++) {
		T_OK(decryption_make(count.election, &count.tally, &board->secrets[i], &board->rand,
			arena, &count.decryptions[i], &error));
		T_OK(decryption_check(count.election, &count.tally,
			&trustees_key(&board->trustees, i + 1)->public_key, &count.decryptions[i],
			&error));
	}
	return count;
}

/* Joins the owners whose bit is set and opens. */
static enum err open_with(const struct board *board, const struct count *count, unsigned owners,
	struct arena *arena, uint64_t **ret_result, struct error *error)
{
	const struct decryption *by_owner[OWNERS_MAX] = {0};
	struct point *factors = NULL;

	for (size_t i = 0; i < OWNERS_MAX; i++)
		by_owner[i] = owners >> i & 1 ? &count->decryptions[i] : NULL;
	TRY(decryption_combine(
		count->election, &board->trustees, by_owner, arena, &factors, error));
	TRY(tally_open(count->election, &count->tally, factors, arena, ret_result, error));
	return result_check(count->election, &count->tally, factors, *ret_result, error);
}

/* Every set of owners: those that suffice open the count, the others are named as too few. */
static void try_all_sets(const unsigned *shape, bool (*enough)(unsigned owners))
{
	auto_arena struct arena arena = {.limit = 1 << 23};
	struct board board = seat_board(shape, &arena);
	struct count count = hold(&board, (const uint64_t[]){1, 20, 300}, &arena);
	size_t n = trustees_owners(&board.trustees);

	T_INT(count.tally.n_ballots, 3);
	T_INT(count.tally.weight, 321);
	for (unsigned owners = 0; owners < 1u << n; owners++) {
		struct error error = {0};
		uint64_t *result = NULL;

		if (!enough(owners)) {
			T_ERR(open_with(&board, &count, owners, &arena, &result, &error), INVALID);
			T_STR(error.fields[0].rule, "too few partial decryptions");
			continue;
		}
		T_OK(open_with(&board, &count, owners, &arena, &result, &error));
		T_INT(result[0], 20);
		T_INT(result[1], 1);
		T_INT(result[2], 0);
		T_INT(result[3], 301);
	}
}

static bool at_least_2(unsigned owners)
{
	return __builtin_popcount(owners) >= 2;
}

static bool at_least_3(unsigned owners)
{
	return __builtin_popcount(owners) >= 3;
}

static bool single_2_of_3_single(unsigned owners)
{
	return (owners & 1) && __builtin_popcount(owners & 0xE) >= 2 && (owners & 0x10);
}

TEST(crypto, two_of_three_trustees_open_the_count)
{
	try_all_sets((const unsigned[]){3, 2, 0}, at_least_2);
}

TEST(crypto, three_of_five_trustees_open_the_count)
{
	try_all_sets((const unsigned[]){5, 3, 0}, at_least_3);
}

TEST(crypto, a_mixture_needs_each_of_its_items)
{
	try_all_sets((const unsigned[]){1, 0, 3, 2, 1, 0, 0}, single_2_of_3_single);
}

TEST(crypto, a_weight_of_a_million_square_metres_is_found)
{
	auto_arena struct arena arena = {.limit = 1 << 23};
	struct board board = seat_board((const unsigned[]){1, 0, 0}, &arena);
	struct count count = hold(&board, (const uint64_t[]){0, 98765432, 1234567}, &arena);
	struct error error = {0};
	uint64_t *result = NULL;

	T_OK(open_with(&board, &count, 1, &arena, &result, &error));
	T_INT(result[0], 98765432);
	T_INT(result[1], 0);
	T_INT(result[3], 1234567);
}

TEST(crypto, the_last_ballot_of_a_credential_counts)
{
	auto_arena struct arena arena = {.limit = 1 << 16};
	const size_t voters[] = {2, 0, 2, 1, 0};
	const bool expected[] = {false, false, true, true, true};
	struct error error = {0};
	bool *counts;

	T_OK(tally_last(voters, 5, 3, &arena, &counts, &error));
	T_MEM(counts, expected, sizeof expected);
}

TEST(crypto, a_total_weight_beyond_the_limit_is_refused)
{
	auto_arena struct arena arena = {.limit = 1 << 23};
	struct board board = seat_board((const unsigned[]){1, 0, 0}, &arena);
	struct count count = hold(&board, (const uint64_t[]){1, 1, 1}, &arena);
	struct tally_sum sum;
	struct ballot *ballot;
	struct error error = {0};

	T_OK(ballot_new(count.election, &arena, &ballot, &error));
	T_OK(tally_start(count.election, &arena, &sum, &error));
	sum.weight = 3;
	T_ERR(tally_add(count.election, ballot, CREDENTIALS_WEIGHT_MAX - 2, &sum, &error), INVALID);
	T_STR(error.fields[0].rule, "total weight too large");
	T_INT(sum.n_ballots, 0);
}

TEST(crypto, wrong_decryptions_and_results_are_refused_with_their_place)
{
	auto_arena struct arena arena = {.limit = 1 << 23};
	struct board board = seat_board((const unsigned[]){1, 0, 1, 0, 0}, &arena);
	struct count count = hold(&board, (const uint64_t[]){1, 1, 1}, &arena);
	const struct point *own = &trustees_key(&board.trustees, 1)->public_key;
	const struct point *other = &trustees_key(&board.trustees, 2)->public_key;
	const struct decryption *by_owner[] = {&count.decryptions[0], &count.decryptions[1]};
	struct decryption *decryption = &count.decryptions[0];
	struct error error = {0};
	struct point *factors, honest = decryption->factors[2];
	uint64_t *result;

	T_OK(decryption_combine(
		count.election, &board.trustees, by_owner, &arena, &factors, &error));
	T_OK(tally_open(count.election, &count.tally, factors, &arena, &result, &error));
	result[3]++;
	T_ERR(result_check(count.election, &count.tally, factors, result, &error), INVALID);
	T_STR(error.fields[0].pointer, "/result/0/3");
	factors[1] = point_generator;
	T_ERR(tally_open(count.election, &count.tally, factors, &arena, &result, &error), INVALID);
	T_STR(error.fields[1].pointer, "/encrypted_tally/0/1");
	T_ERR(decryption_check(count.election, &count.tally, other, decryption, &error), INVALID);
	T_STR(error.fields[2].pointer, "/decryption_proofs/0/0");
	T_CHECK(point_add(&honest, &point_generator, &decryption->factors[2]));
	T_ERR(decryption_check(count.election, &count.tally, own, decryption, &error), INVALID);
	T_STR(error.fields[3].pointer, "/decryption_proofs/0/2");
	memset(&decryption->factors[2], 2, sizeof honest);
	T_ERR(decryption_check(count.election, &count.tally, own, decryption, &error), INVALID);
	T_STR(error.fields[4].pointer, "/decryption_factors/0/2");
	decryption->factors[2] = honest;
	scalar_add(&decryption->proofs[1].response, &scalar_one, &decryption->proofs[1].response);
	T_ERR(decryption_check(count.election, &count.tally, own, decryption, &error), INVALID);
	T_STR(error.fields[5].pointer, "/decryption_proofs/0/1");
}

/* ---- what trustees publish ------------------------------------------------------------------ */

static void expect(struct board *board, const char *pointer, const char *rule)
{
	struct error error = {0};

	T_ERR(trustees_check(&board->trustees, &error), INVALID);
	T_STR(error.fields[0].pointer, pointer);
	T_STR(error.fields[0].rule, rule);
}

static void spoil(struct scalar *scalar)
{
	scalar_add(scalar, &scalar_one, scalar);
}

TEST(crypto, a_single_trustee_must_know_her_key)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct board board = seat_board((const unsigned[]){1, 0, 1, 0, 0}, &arena);
	struct trustee_key *key = &board.trustees.items[1].single;

	spoil(&key->pok.response);
	expect(&board, "/1/1/pok", "proof does not hold");
	key->public_key = point_identity;
	expect(&board, "/1/1/public_key", "not in the group");
	board.trustees.n_items = 0;
	expect(&board, "", "number of trustees out of range");
}

TEST(crypto, each_published_parameter_of_a_threshold_group_is_checked)
{
	auto_arena struct arena arena = {.limit = 1 << 22};
	struct board board = seat_board((const unsigned[]){3, 2, 0}, &arena);
	struct pedersen *pedersen = board.trustees.items[0].pedersen;
	struct certificate cert = pedersen->certs[1];
	struct commitment *commitment = &pedersen->commitments[2];
	struct trustee_key *key = &pedersen->keys[1], honest = *key;
	struct point coefexp = commitment->coefexps[1];

	pedersen->threshold = 3;
	expect(&board, "/0/1/threshold", "not between 1 and the number of trustees");
	pedersen->threshold = 1;
	expect(&board, "/0/1/certs/0", "another context");
	pedersen->threshold = 2;
	pedersen->certs[1].index = 1;
	expect(&board, "/0/1/certs/1", "another context");
	pedersen->certs[1] = cert;
	pedersen->certs[1].encryption = point_identity;
	expect(&board, "/0/1/certs/1", "key not in the group");
	pedersen->certs[1] = cert;
	spoil(&pedersen->certs[1].signature.challenge);
	expect(&board, "/0/1/certs/1", "signature does not hold");
	pedersen->certs[1] = cert;
	commitment->coefexps[1] = point_identity;
	expect(&board, "/0/1/coefexps/2", "not in the group");
	commitment->coefexps[1] = point_generator;
	expect(&board, "/0/1/coefexps/2", "signature does not hold");
	commitment->coefexps[1] = coefexp;
	pedersen->signatures[0] = pedersen->signatures[1];
	expect(&board, "/0/1/signatures/0", "signature does not hold");
	board = seat_board((const unsigned[]){3, 2, 0}, &arena);
	pedersen = board.trustees.items[0].pedersen;
	key = &pedersen->keys[1];
	honest = *key;
	spoil(&key->pok.challenge);
	expect(&board, "/0/1/verification_keys/1/pok", "proof does not hold");
	trustee_key_make(&scalar_one, &board.rand, key);
	expect(&board, "/0/1/verification_keys/1/public_key", "not the committed key");
	*key = honest;
	spoil(&key->signature.response);
	expect(&board, "/0/1/verification_keys/1/signature", "signature does not hold");
}
