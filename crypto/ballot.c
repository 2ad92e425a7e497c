/* Ballots: text, making, verifying. The prefixes of the proofs stand here once and serve both
 * sides. With a blank flag the proofs of a question say "not blank, or no answer marked" and
 * "blank, or an allowed number of answers marked". */
#include "crypto/ballot.h"

#include <sodium.h>
#include <string.h>

#include "crypto/place.h"
#include "crypto/reveal.h"

enum { BRANCHES_MAX = QUESTION_ANSWERS_MAX + 2 };

/* ---- text ---------------------------------------------------------------------------------- */

static void add_proofs(struct transcript *to, const struct proof *proofs, size_t n)
{
	transcript_str(to, "[");
	for (size_t i = 0; i < n; i++) {
		transcript_str(to, i ? "," : "");
		transcript_proof(to, &proofs[i]);
	}
	transcript_str(to, "]");
}

static void add_answer(
	struct transcript *to, const struct question *question, const struct answer *answer)
{
	size_t n = question_choices(question);

	transcript_str(to, "{\"choices\":[");
	for (size_t i = 0; i < n; i++) {
		transcript_str(to, i ? "," : "");
		transcript_ciphertext(to, &answer->choices[i]);
	}
	transcript_str(to, "],\"individual_proofs\":[");
	for (size_t i = 0; i < n; i++) {
		transcript_str(to, i ? "," : "");
		add_proofs(to, answer->individual[i], 2);
	}
	transcript_str(to, "],\"overall_proof\":");
	add_proofs(to, answer->overall, question_branches(question));
	if (question->blank) {
		transcript_str(to, ",\"blank_proof\":");
		add_proofs(to, answer->blank, 2);
	}
	transcript_str(to, "}");
}

/* The unsigned text but for its last brace. */
static void add_body(
	struct transcript *to, const struct election *election, const struct ballot *ballot)
{
	transcript_str(to, "{\"election_uuid\":\"");
	transcript_str(to, election->uuid);
	transcript_str(to, "\",\"election_hash\":\"");
	transcript_str(to, election->hash);
	transcript_str(to, "\",\"credential\":\"");
	transcript_point(to, &ballot->credential);
	transcript_str(to, "\",\"answers\":[");
	for (size_t i = 0; i < election->n_questions; i++) {
		transcript_str(to, i ? "," : "");
		add_answer(to, &election->questions[i], &ballot->answers[i]);
	}
	transcript_str(to, "]");
}

/* Ends a body and starts the prefix of the signature over it. */
static struct digest end_body(struct transcript *body, struct transcript *ret_prefix)
{
	struct digest digest;

	body->copy = NULL;
	transcript_str(body, "}");
	digest = transcript_digest(body);
	transcript_start(ret_prefix, "sig|", NULL);
	transcript_base64(ret_prefix, &digest);
	transcript_str(ret_prefix, "|");
	return digest;
}

void ballot_write(const struct election *election, const struct ballot *ballot, struct buf *buf)
{
	struct transcript body, signature;
	struct digest digest;

	transcript_start(&body, "", buf);
	add_body(&body, election, ballot);
	digest = end_body(&body, &signature);
	transcript_start(&signature, ",\"signature\":{\"hash\":\"", buf);
	transcript_base64(&signature, &digest);
	transcript_str(&signature, "\",\"proof\":");
	transcript_proof(&signature, &ballot->signature);
	transcript_str(&signature, "}}");
}

/* ---- what the proofs are bound to ----------------------------------------------------------- */

/* name φ "|" credential, the start of every prefix. */
static void start_prefix(struct transcript *prefix, const char *name,
	const struct election *election, const struct ballot *ballot)
{
	transcript_start(prefix, name, NULL);
	transcript_str(prefix, election->hash);
	transcript_str(prefix, "|");
	transcript_point(prefix, &ballot->credential);
}

static void add_ciphertext(
	struct transcript *prefix, const char *before, const struct ciphertext *c)
{
	transcript_str(prefix, before);
	transcript_pair(prefix, &c->alpha, &c->beta);
}

static struct transcript individual_prefix(const struct election *election,
	const struct ballot *ballot, const struct ciphertext *choice)
{
	struct transcript prefix;

	start_prefix(&prefix, "prove|", election, ballot);
	add_ciphertext(&prefix, "|", choice);
	transcript_str(&prefix, "|");
	return prefix;
}

/* Over all choices of question i; `sum` is in the prefix where there is no blank. */
static struct transcript whole_prefix(const char *name, const struct election *election,
	const struct ballot *ballot, size_t i, const struct ciphertext *sum)
{
	const struct question *question = &election->questions[i];
	struct transcript prefix;

	start_prefix(&prefix, name, election, ballot);
	for (size_t k = 0; k < question_choices(question); k++)
		add_ciphertext(&prefix, k ? "," : "|", &ballot->answers[i].choices[k]);
	if (!question->blank)
		add_ciphertext(&prefix, "|", sum);
	transcript_str(&prefix, "|");
	return prefix;
}

/* ---- making --------------------------------------------------------------------------------- */

enum err ballot_new(const struct election *election, struct arena *arena,
	struct ballot **ret_ballot, struct error *error)
{
	struct ballot *ballot = arena_new(arena, struct ballot);
	struct answer *answers = arena_array(arena, struct answer, election->n_questions);

	if (!ballot || !answers)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < election->n_questions; i++) {
		const struct question *question = &election->questions[i];
		size_t n = question_choices(question);

		answers[i].choices = arena_array(arena, struct ciphertext, n);
		answers[i].individual = arena_calloc(arena, n, sizeof answers[i].individual[0]);
		answers[i].overall = arena_array(arena, struct proof, question_branches(question));
		answers[i].blank = question->blank ? arena_array(arena, struct proof, 2) : NULL;
		if (!answers[i].choices || !answers[i].individual || !answers[i].overall ||
			(question->blank && !answers[i].blank))
			return fail(error, ERR_BUSY);
	}
	ballot->answers = answers;
	*ret_ballot = ballot;
	return OK;
}

/* 1 when equal, else 0, without a branch; both below 2^31. */
static uint8_t same(unsigned a, unsigned b)
{
	return (uint8_t)(((a ^ b) - 1) >> 31);
}

/* One question in the making: what only the voter knows about it. */
struct secret_answer {
	struct scalar r[QUESTION_ANSWERS_MAX + 1]; /* by choice, the flag first */
	struct scalar r_sum;
	unsigned sum; /* answers marked */
	uint8_t flag; /* marked blank */
};

static void wipe_secret_answer(struct secret_answer *secret)
{
	sodium_memzero(secret, sizeof *secret);
}

/* Whether the marks are allowed; that is all that a caller can tell from the time taken. */
static bool marks_allowed(
	const struct question *question, const uint8_t *votes, struct secret_answer *secret)
{
	uint8_t bad = 0, allowed = 0;

	secret->sum = 0;
	secret->flag = question->blank ? votes[0] : 0;
	for (size_t k = 0; k < question_choices(question); k++) {
		bad |= votes[k] & 0xFE;
		secret->sum += votes[k];
	}
	secret->sum -= secret->flag;
	for (unsigned sum = question->min; sum <= question->max; sum++)
		allowed |= same(secret->sum, sum);
	allowed = (allowed & (secret->flag ^ 1)) | (same(secret->sum, 0) & secret->flag);
	return reveal_bit(same(bad, 0) & allowed);
}

/* r where pick is 1, s where it is 0. */
static void select_scalar(
	const struct scalar *r, const struct scalar *s, uint8_t pick, struct scalar *ret_scalar)
{
	struct scalar other;

	scalar_keep(s, pick ^ 1, &other);
	scalar_keep(r, pick, ret_scalar);
	scalar_add(ret_scalar, &other, ret_scalar);
	scalar_wipe(&other);
}

static bool make_choices(const struct election *election, struct ballot *ballot, size_t i,
	const uint8_t *votes, struct rand *rand, struct secret_answer *secret,
	struct ciphertext *ret_sum)
{
	const struct question *question = &election->questions[i];
	struct answer *answer = &ballot->answers[i];

	*ret_sum = ciphertext_zero;
	secret->r_sum = scalar_zero;
	for (size_t k = 0; k < question_choices(question); k++) {
		struct ciphertext *c = &answer->choices[k];
		const struct branch branches[2] = {{c, 0}, {c, 1}};
		const uint8_t truth[2] = {votes[k] ^ 1, votes[k]};
		struct transcript prefix;

		scalar_random(rand, &secret->r[k]);
		if (!ciphertext_make(&election->public_key, &secret->r[k], votes[k], c))
			return false;
		prefix = individual_prefix(election, ballot, c);
		if (!disjunction_prove(&prefix, &election->public_key, branches, 2, truth,
			    &secret->r[k], rand, answer->individual[k]))
			return false;
		if (question->blank && k == 0)
			continue;
		scalar_add(&secret->r_sum, &secret->r[k], &secret->r_sum);
		if (!ciphertext_add(ret_sum, c, ret_sum))
			return false;
	}
	return true;
}

static bool make_overall(const struct election *election, struct ballot *ballot, size_t i,
	const struct secret_answer *secret, const struct ciphertext *sum, struct rand *rand)
{
	const struct question *question = &election->questions[i];
	const struct answer *answer = &ballot->answers[i];
	struct transcript prefix =
		whole_prefix(question->blank ? "bproof1|" : "prove|", election, ballot, i, sum);
	struct branch branches[BRANCHES_MAX];
	uint8_t truth[BRANCHES_MAX];
	auto_scalar struct scalar r;
	size_t n = 0;

	if (question->blank) {
		branches[n] = (struct branch){&answer->choices[0], 1};
		truth[n++] = secret->flag;
	}
	for (unsigned m = question->min; m <= question->max; m++) {
		branches[n] = (struct branch){sum, m};
		truth[n++] = same(secret->sum, m) & (secret->flag ^ 1);
	}
	select_scalar(&secret->r[0], &secret->r_sum, secret->flag, &r);
	return disjunction_prove(
		&prefix, &election->public_key, branches, n, truth, &r, rand, answer->overall);
}

static bool make_blank(const struct election *election, struct ballot *ballot, size_t i,
	const struct secret_answer *secret, const struct ciphertext *sum, struct rand *rand)
{
	const struct answer *answer = &ballot->answers[i];
	const struct branch branches[2] = {{&answer->choices[0], 0}, {sum, 0}};
	const uint8_t truth[2] = {secret->flag ^ 1, secret->flag};
	struct transcript prefix = whole_prefix("bproof0|", election, ballot, i, sum);
	auto_scalar struct scalar r;

	select_scalar(&secret->r_sum, &secret->r[0], secret->flag, &r);
	return disjunction_prove(
		&prefix, &election->public_key, branches, 2, truth, &r, rand, answer->blank);
}

static enum err make_answer(const struct election *election, struct ballot *ballot, size_t i,
	const uint8_t *votes, struct rand *rand, struct error *error)
{
	__attribute__((cleanup(wipe_secret_answer))) struct secret_answer secret;
	struct ciphertext sum;

	if (!marks_allowed(&election->questions[i], votes, &secret))
		return fail_place(error, "not an allowed number of marks", "/questions/%zu", i);
	if (!make_choices(election, ballot, i, votes, rand, &secret, &sum) ||
		!make_overall(election, ballot, i, &secret, &sum, rand) ||
		(election->questions[i].blank &&
			!make_blank(election, ballot, i, &secret, &sum, rand)))
		return fail_field(error, "/public_key", "not in the group");
	return OK;
}

enum err ballot_seal(const struct election *election, const struct point *credential,
	const uint8_t *votes, struct rand *rand, struct arena *arena, struct ballot **ret_ballot,
	struct error *error)
{
	struct ballot *ballot = NULL;

	TRY(ballot_new(election, arena, &ballot, error));
	ballot->credential = *credential;
	for (size_t i = 0; i < election->n_questions; i++)
		TRY(make_answer(
			election, ballot, i, votes + election->questions[i].first, rand, error));
	*ret_ballot = ballot;
	return OK;
}

/* The hash that is signed, and the prefix of the signature's proof. */
static struct digest to_sign(
	const struct election *election, const struct ballot *ballot, struct transcript *ret_prefix)
{
	struct transcript body;

	transcript_start(&body, "", NULL);
	add_body(&body, election, ballot);
	return end_body(&body, ret_prefix);
}

struct digest ballot_hash(const struct election *election, const struct ballot *ballot)
{
	struct transcript prefix;

	return to_sign(election, ballot, &prefix);
}

enum err ballot_make(const struct election *election, const struct scalar *secret,
	const uint8_t *votes, struct rand *rand, struct arena *arena, struct ballot **ret_ballot,
	struct error *error)
{
	struct transcript prefix;
	struct point credential;

	point_base_mul(secret, &credential);
	reveal(&credential, sizeof credential);
	TRY(ballot_seal(election, &credential, votes, rand, arena, ret_ballot, error));
	to_sign(election, *ret_ballot, &prefix);
	schnorr_prove(&prefix, secret, rand, &(*ret_ballot)->signature);
	return OK;
}

/* ---- verifying ------------------------------------------------------------------------------ */

/* A question being verified: the sum of its answers, and its blank flag. */
struct public_answer {
	struct public_ciphertext sum;
	struct public_ciphertext flag;
};

static enum err decode_half(const struct point *half, enum ballot_rule rule, const char *name,
	size_t i, size_t k, struct public_point *ret_point, struct error *error)
{
	if (rule == BALLOT_INTAKE && point_is_identity(half))
		return fail_place(
			error, "is the identity", "/answers/%zu/choices/%zu/%s", i, k, name);
	if (!public_decode(half, ret_point))
		return fail_place(
			error, "not in the group", "/answers/%zu/choices/%zu/%s", i, k, name);
	return OK;
}

/* Why a choice's proof does not hold. */
static enum err fail_choice(
	const struct public_ciphertext *choice, size_t i, size_t k, struct error *error)
{
	if (!public_is_member(&choice->alpha))
		return fail_place(
			error, "not in the group", "/answers/%zu/choices/%zu/alpha", i, k);
	if (!public_is_member(&choice->beta))
		return fail_place(error, "not in the group", "/answers/%zu/choices/%zu/beta", i, k);
	return fail_place(error, "proof does not hold", "/answers/%zu/individual_proofs/%zu", i, k);
}

static enum err verify_choice(const struct election *election, const struct ballot *ballot,
	size_t i, size_t k, const struct public_base *y, enum ballot_rule rule,
	struct public_ciphertext *ret_choice, struct error *error)
{
	struct public_branch branches[2];
	const struct answer *answer = &ballot->answers[i];
	const struct ciphertext *choice = &answer->choices[k];
	struct transcript prefix = individual_prefix(election, ballot, choice);

	TRY(decode_half(&choice->alpha, rule, "alpha", i, k, &ret_choice->alpha, error));
	TRY(decode_half(&choice->beta, rule, "beta", i, k, &ret_choice->beta, error));
	branches[0] = (struct public_branch){ret_choice, 0};
	branches[1] = (struct public_branch){ret_choice, 1};
	if (!disjunction_holds(&prefix, y, branches, 2, answer->individual[k]))
		return fail_choice(ret_choice, i, k, error);
	return OK;
}

static enum err verify_choices(const struct election *election, const struct ballot *ballot,
	size_t i, const struct public_base *y, enum ballot_rule rule,
	struct public_answer *ret_answer, struct error *error)
{
	const struct question *question = &election->questions[i];

	ret_answer->sum = public_ciphertext_zero;
	for (size_t k = 0; k < question_choices(question); k++) {
		struct public_ciphertext choice;

		TRY(verify_choice(election, ballot, i, k, y, rule, &choice, error));
		if (question->blank && k == 0)
			ret_answer->flag = choice;
		else
			public_ciphertext_add(&ret_answer->sum, &choice, 1);
	}
	return OK;
}

static bool overall_holds(const struct election *election, const struct ballot *ballot, size_t i,
	const struct public_base *y, const struct public_answer *answer)
{
	const struct question *question = &election->questions[i];
	struct public_branch branches[BRANCHES_MAX];
	const struct ciphertext sum = ciphertext_encode(&answer->sum);
	struct transcript prefix =
		whole_prefix(question->blank ? "bproof1|" : "prove|", election, ballot, i, &sum);
	size_t n = 0;

	if (question->blank)
		branches[n++] = (struct public_branch){&answer->flag, 1};
	for (unsigned m = question->min; m <= question->max; m++)
		branches[n++] = (struct public_branch){&answer->sum, m};
	return disjunction_holds(&prefix, y, branches, n, ballot->answers[i].overall);
}

static bool blank_holds(const struct election *election, const struct ballot *ballot, size_t i,
	const struct public_base *y, const struct public_answer *answer)
{
	const struct public_branch branches[2] = {{&answer->flag, 0}, {&answer->sum, 0}};
	struct transcript prefix = whole_prefix("bproof0|", election, ballot, i, NULL);

	return disjunction_holds(&prefix, y, branches, 2, ballot->answers[i].blank);
}

static enum err verify_answer(const struct election *election, const struct ballot *ballot,
	size_t i, const struct public_base *y, enum ballot_rule rule, struct error *error)
{
	struct public_answer answer;

	TRY(verify_choices(election, ballot, i, y, rule, &answer, error));
	if (!overall_holds(election, ballot, i, y, &answer))
		return fail_place(error, "proof does not hold", "/answers/%zu/overall_proof", i);
	if (election->questions[i].blank && !blank_holds(election, ballot, i, y, &answer))
		return fail_place(error, "proof does not hold", "/answers/%zu/blank_proof", i);
	return OK;
}

static enum err verify_signature(
	const struct election *election, const struct ballot *ballot, struct error *error)
{
	struct transcript prefix;

	if (point_is_identity(&ballot->credential))
		return fail_field(error, "/credential", "is the identity");
	to_sign(election, ballot, &prefix);
	if (schnorr_holds(&prefix, &ballot->credential, &ballot->signature))
		return OK;
	return point_valid(&ballot->credential)
		       ? fail_field(error, "/signature", "proof does not hold")
		       : fail_field(error, "/credential", "not in the group");
}

enum err ballot_verify(const struct election *election, const struct ballot *ballot,
	enum ballot_rule rule, struct error *error)
{
	struct public_point key;
	struct public_base y;

	if (!public_decode(&election->public_key, &key) || !public_base_init(&key, &y))
		return fail_field(error, "", "the election's public key is not in the group");
	TRY(verify_signature(election, ballot, error));
	for (size_t i = 0; i < election->n_questions; i++)
		TRY(verify_answer(election, ballot, i, &y, rule, error));
	return OK;
}
