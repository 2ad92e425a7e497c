/* Ballots: every allowed vote, no other; and every way a ballot can be wrong. */
#include "crypto/example.h"

static const char *const names[] = {"张", "李", "王", "赵", "陈", "杨", "黄"};

struct booth {
	struct scalar trustee, secret;
	struct trustees trustees;
	struct rand rand;
};

static struct booth open_booth(struct arena *arena)
{
	struct booth booth = {.rand = rand_seeded(t_seed())};

	scalar_random(&booth.rand, &booth.trustee);
	scalar_random(&booth.rand, &booth.secret);
	booth.trustees = example_single(&booth.trustee, &booth.rand, arena);
	return booth;
}

static struct question ask(size_t n, bool blank, unsigned min, unsigned max)
{
	return (struct question){.text = "主任",
		.answers = names,
		.n_answers = n,
		.blank = blank,
		.min = min,
		.max = max};
}

/* The rule of a vote in plain words, not the code's own. */
static bool allowed(const struct question *question, unsigned bits)
{
	unsigned flag = question->blank ? bits & 1 : 0;
	unsigned marks = (unsigned)__builtin_popcount(question->blank ? bits >> 1 : bits);

	return flag ? marks == 0 : marks >= question->min && marks <= question->max;
}

/* Makes a ballot from `bits`, sends it through its text, and verifies it. */
static void cast(struct booth *booth, const struct election *election, unsigned bits)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct ballot *ballot, *again;
	struct error error = {0};
	uint8_t votes[16];
	auto_buf struct buf buf;

	for (size_t k = 0; k < election->n_choices; k++)
		votes[k] = bits >> k & 1;
	if (!allowed(&election->questions[0], bits)) {
		T_ERR(ballot_make(election, &booth->secret, votes, &booth->rand, &arena, &ballot,
			      &error),
			INVALID);
		T_STR(error.fields[0].pointer, "/questions/0");
		return;
	}
	T_OK(ballot_make(election, &booth->secret, votes, &booth->rand, &arena, &ballot, &error));
	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(election, ballot, &buf);
	T_OK(ballot_read(election, buf.data, buf.len, &arena, &again, &error));
	T_OK(ballot_verify(election, again, BALLOT_INTAKE, &error));
}

TEST(crypto, every_allowed_vote_of_small_questions_verifies_and_no_other_is_made)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct booth booth = open_booth(&arena);

	for (unsigned shape = 0; shape < 2 * 3 * 4 * 4; shape++) {
		size_t n = 1 + shape / 2 % 3;
		unsigned min = shape / 6 % 4, max = shape / 24;
		struct question question = ask(n, shape & 1, min, max);
		const struct election *election;

		if (min > max || max > n)
			continue;
		election = example_election(&booth.trustees, &question, 1, &arena);
		for (unsigned bits = 0; bits < 1u << election->n_choices; bits++)
			cast(&booth, election, bits);
	}
}

TEST(crypto, a_ballot_of_seven_candidates_verifies)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct booth booth = open_booth(&arena);
	struct question question = ask(7, true, 1, 5);
	const struct election *election = example_election(&booth.trustees, &question, 1, &arena);

	cast(&booth, election, 0x01);
	cast(&booth, election, 0x54);
	cast(&booth, election, 0x3E);
	cast(&booth, election, 0xFE);
}

TEST(crypto, a_vote_that_is_neither_0_nor_1_is_refused)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct booth booth = open_booth(&arena);
	struct question question = ask(3, true, 0, 3);
	const struct election *election = example_election(&booth.trustees, &question, 1, &arena);
	struct error error = {0};
	struct ballot *ballot;

	for (size_t k = 0; k < 4; k++) {
		uint8_t votes[4] = {0};

		votes[k] = 2;
		T_ERR(ballot_make(
			      election, &booth.secret, votes, &booth.rand, &arena, &ballot, &error),
			INVALID);
	}
}

/* A revealed seed reproduces its ballot byte for byte. */
TEST(crypto, a_seed_gives_the_same_ballot_again)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct booth booth = open_booth(&arena);
	struct question question = ask(3, true, 1, 2);
	const struct election *election = example_election(&booth.trustees, &question, 1, &arena);
	const uint8_t votes[4] = {0, 1, 0, 1};
	auto_buf struct buf first, second;
	struct buf *bufs[] = {&first, &second};
	struct error error = {0};

	for (size_t i = 0; i < 2; i++) {
		struct rand rand = rand_seeded((const uint8_t[32]){7});
		struct ballot *ballot;

		buf_init(bufs[i], BALLOT_TEXT_MAX);
		T_OK(ballot_make(election, &booth.secret, votes, &rand, &arena, &ballot, &error));
		ballot_write(election, ballot, bufs[i]);
	}
	T_STR(first.data, second.data);
}

/* ---- wrong ballots -------------------------------------------------------------------------- */

struct forge {
	struct booth booth;
	struct election *election;
	struct ballot *ballot;
};

/* Two questions: one of three without blank, a yes or no with it. */
static struct forge start_forge(struct arena *arena)
{
	struct forge forge = {.booth = open_booth(arena)};
	struct question questions[2] = {ask(3, false, 1, 1), ask(2, true, 1, 1)};
	const uint8_t votes[6] = {0, 1, 0, 0, 1, 0};
	struct error error = {0};

	forge.election = example_election(&forge.booth.trustees, questions, 2, arena);
	T_OK(ballot_make(forge.election, &forge.booth.secret, votes, &forge.booth.rand, arena,
		&forge.ballot, &error));
	return forge;
}

/* Signs what the ballot says now, as a malicious voter can. */
static void sign_again(struct forge *forge)
{
	struct transcript prefix;
	struct digest_state state;
	struct digest digest;
	auto_buf struct buf buf;
	const char *end;

	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(forge->election, forge->ballot, &buf);
	end = strstr(buf.data, ",\"signature\"");
	digest_start(&state);
	digest_add(&state, buf.data, (size_t)(end - buf.data));
	digest_add(&state, "}", 1);
	digest = digest_finish(&state);
	transcript_start(&prefix, "sig|", NULL);
	transcript_base64(&prefix, &digest);
	transcript_str(&prefix, "|");
	schnorr_prove(&prefix, &forge->booth.secret, &forge->booth.rand, &forge->ballot->signature);
}

static void expect(struct forge *forge, const char *pointer, const char *rule)
{
	struct error error = {0};

	sign_again(forge);
	T_ERR(ballot_verify(forge->election, forge->ballot, BALLOT_INTAKE, &error), INVALID);
	T_STR(error.fields[0].pointer, pointer);
	T_STR(error.fields[0].rule, rule);
	T_ERR(ballot_verify(forge->election, forge->ballot, BALLOT_AUDIT, &error), INVALID);
}

TEST(crypto, fifty_votes_in_one_are_refused)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	struct point *beta = &forge.ballot->answers[0].choices[2].beta;
	const struct scalar fifty = scalar_of(50);
	struct point votes;

	point_base_mul(&fifty, &votes);
	T_CHECK(point_add(beta, &votes, beta));
	expect(&forge, "/answers/0/individual_proofs/2", "proof does not hold");
}

TEST(crypto, each_proof_is_checked)
{
	static const char *const places[] = {"/answers/0/individual_proofs/0",
		"/answers/0/overall_proof", "/answers/1/individual_proofs/0",
		"/answers/1/overall_proof", "/answers/1/blank_proof"};

	for (size_t which = 0; which < COUNT_OF(places); which++)
		for (size_t part = 0; part < 4; part++) {
			auto_arena struct arena arena = {.limit = 1 << 20};
			struct forge forge = start_forge(&arena);
			struct answer *answers = forge.ballot->answers;
			struct proof *proofs[] = {answers[0].individual[0], answers[0].overall,
				answers[1].individual[0], answers[1].overall, answers[1].blank};
			/* the first question's overall proof has one branch */
			struct proof *proof = &proofs[which][which == 1 ? 0 : part / 2];
			struct scalar *scalar = part % 2 ? &proof->challenge : &proof->response;

			scalar_add(scalar, &scalar_one, scalar);
			expect(&forge, places[which], "proof does not hold");
		}
}

/* Challenges moved against each other keep their sum but not their proofs. */
TEST(crypto, challenges_cannot_be_exchanged_between_branches)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	struct proof *pair = forge.ballot->answers[0].individual[1];
	struct proof first = pair[0];

	pair[0] = pair[1];
	pair[1] = first;
	expect(&forge, "/answers/0/individual_proofs/1", "proof does not hold");
}

/* The ballot asks for one mark where the election wants two: all but the sum is in order. */
TEST(crypto, a_sum_that_is_not_allowed_is_refused)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);

	forge.election->questions[0].min = forge.election->questions[0].max = 2;
	expect(&forge, "/answers/0/overall_proof", "proof does not hold");
}

TEST(crypto, a_proof_counts_only_in_its_own_election_and_for_its_own_credential)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);

	forge.election->hash[0] ^= 1;
	expect(&forge, "/answers/0/individual_proofs/0", "proof does not hold");
	forge.election->hash[0] ^= 1;
	scalar_add(&forge.booth.secret, &scalar_one, &forge.booth.secret);
	point_base_mul(&forge.booth.secret, &forge.ballot->credential);
	expect(&forge, "/answers/0/individual_proofs/0", "proof does not hold");
}

TEST(crypto, points_outside_the_group_are_refused_in_ballots)
{
	/* the point of order two: added to α it keeps half of all forged proofs alive */
	struct point two;
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	struct ciphertext *choice = &forge.ballot->answers[1].choices[2], honest = *choice;

	T_CHECK(point_parse(
		"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", &two));
	T_CHECK(point_add(&choice->alpha, &two, &choice->alpha));
	expect(&forge, "/answers/1/choices/2/alpha", "not in the group");
	*choice = honest;
	choice->beta = two;
	expect(&forge, "/answers/1/choices/2/beta", "not in the group");
	*choice = honest;
	T_CHECK(point_add(&forge.ballot->credential, &two, &forge.ballot->credential));
	expect(&forge, "/credential", "not in the group");
	forge.ballot->credential = point_identity;
	expect(&forge, "/credential", "is the identity");
}

/* r = 0 is a voter's folly; the service refuses it, an audit lives with it. */
TEST(crypto, identity_elements_are_refused_at_intake_only)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	struct error error = {0};

	forge.ballot->answers[0].choices[0] = ciphertext_zero;
	sign_again(&forge);
	T_ERR(ballot_verify(forge.election, forge.ballot, BALLOT_INTAKE, &error), INVALID);
	T_STR(error.fields[0].pointer, "/answers/0/choices/0/alpha");
	T_STR(error.fields[0].rule, "is the identity");
	T_ERR(ballot_verify(forge.election, forge.ballot, BALLOT_AUDIT, &error), INVALID);
	T_STR(error.fields[1].pointer, "/answers/0/individual_proofs/0");
}

TEST(crypto, the_signature_is_checked)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	struct error error = {0};

	scalar_add(
		&forge.ballot->signature.response, &scalar_one, &forge.ballot->signature.response);
	T_ERR(ballot_verify(forge.election, forge.ballot, BALLOT_AUDIT, &error), INVALID);
	T_STR(error.fields[0].pointer, "/signature");
}

/* ---- the text ------------------------------------------------------------------------------- */

static void expect_text(
	const struct forge *forge, const char *text, size_t len, const char *pointer)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct error error = {0};
	struct ballot *ballot = NULL;

	T_ERR(ballot_read(forge->election, text, len, &arena, &ballot, &error), INVALID);
	T_CHECK(ballot == NULL);
	if (pointer)
		T_STR(error.fields[0].pointer, pointer);
}

TEST(crypto, a_ballot_has_one_text)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	auto_buf struct buf buf;

	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(forge.election, forge.ballot, &buf);
	for (size_t i = 0; i < buf.len; i++) {
		static const char other[] = " 0Aa9\"\\\0";
		char kept = buf.data[i];
		char put = other[i % (sizeof other - 1)];

		if (put == kept)
			put = '~';
		/* a digit of the last proof may be another digit: the proof fails later */
		if (i < (size_t)(strstr(buf.data, "\"proof\"") - buf.data)) {
			buf.data[i] = put;
			expect_text(&forge, buf.data, buf.len, NULL);
			buf.data[i] = kept;
		}
		if (i % 64 == 0)
			expect_text(&forge, buf.data, i, NULL);
	}
	buf_char(&buf, '\n');
	expect_text(&forge, buf.data, buf.len, "/signature/proof");
}

TEST(crypto, a_ballot_text_of_another_election_or_shape_is_refused_with_its_place)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct forge forge = start_forge(&arena);
	auto_buf struct buf buf;

	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(forge.election, forge.ballot, &buf);
	forge.election->uuid[0] = 'm';
	expect_text(&forge, buf.data, buf.len, "/election_uuid");
	forge.election->uuid[0] = 'n';
	forge.election->hash[0] ^= 1;
	expect_text(&forge, buf.data, buf.len, "/election_hash");
	forge.election->hash[0] ^= 1;
	forge.election->questions[0].n_answers = 2;
	expect_text(&forge, buf.data, buf.len, "/answers/0/choices");
	forge.election->questions[0].n_answers = 3;
	forge.election->questions[0].max = 2;
	expect_text(&forge, buf.data, buf.len, "/answers/0/overall_proof");
	forge.election->questions[0].max = 1;
	forge.election->questions[1].blank = false;
	expect_text(&forge, buf.data, buf.len, "/answers/1/choices");
	forge.election->questions[1].blank = true;
	forge.election->n_questions = 1;
	expect_text(&forge, buf.data, buf.len, "/answers/0/overall_proof");
	forge.election->n_questions = 2;
	strstr(buf.data, "\"hash\":\"")[12] ^= 1;
	expect_text(&forge, buf.data, buf.len, "/signature/hash");
}
