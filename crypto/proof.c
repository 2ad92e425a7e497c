/* Schnorr, equality of logarithms, and disjunctions of "this ciphertext encrypts m". */
#include "crypto/proof.h"

#include "crypto/reveal.h"

/* response = w − secret · challenge */
static void respond(const struct scalar *w, const struct scalar *secret, struct proof *proof)
{
	scalar_mul(secret, &proof->challenge, &proof->response);
	scalar_sub(w, &proof->response, &proof->response);
	reveal(proof, sizeof *proof);
}

void transcript_pair(struct transcript *transcript, const struct point *a, const struct point *b)
{
	transcript_point(transcript, a);
	transcript_str(transcript, ",");
	transcript_point(transcript, b);
}

void transcript_ciphertext(struct transcript *transcript, const struct ciphertext *ciphertext)
{
	transcript_str(transcript, "{\"alpha\":\"");
	transcript_point(transcript, &ciphertext->alpha);
	transcript_str(transcript, "\",\"beta\":\"");
	transcript_point(transcript, &ciphertext->beta);
	transcript_str(transcript, "\"}");
}

void transcript_proof(struct transcript *transcript, const struct proof *proof)
{
	transcript_str(transcript, "{\"challenge\":\"");
	transcript_scalar(transcript, &proof->challenge);
	transcript_str(transcript, "\",\"response\":\"");
	transcript_scalar(transcript, &proof->response);
	transcript_str(transcript, "\"}");
}

void schnorr_prove(const struct transcript *prefix, const struct scalar *x, struct rand *rand,
	struct proof *ret_proof)
{
	struct transcript transcript = *prefix;
	auto_scalar struct scalar w;
	struct point commitment;

	scalar_random(rand, &w);
	point_base_mul(&w, &commitment);
	reveal(&commitment, sizeof commitment);
	transcript_point(&transcript, &commitment);
	ret_proof->challenge = transcript_challenge(&transcript);
	respond(&w, x, ret_proof);
}

/* False when the point is not in the group. */
static bool multiply(
	const struct scalar *n, const struct point *point, struct public_point *ret_product)
{
	struct public_point decoded;
	struct public_base base;
	const struct public_term term = {n, &base};

	if (!public_decode(point, &decoded) || !public_base_init(&decoded, &base))
		return false;
	public_sum(&term, 1, ret_product);
	return true;
}

/* g^response · X^challenge */
static bool key_commitment(const struct point *public_key, const struct proof *proof,
	struct public_point *ret_commitment)
{
	const struct public_term term = {&proof->response, public_generator()};
	struct public_point power;

	if (!multiply(&proof->challenge, public_key, &power))
		return false;
	public_sum(&term, 1, ret_commitment);
	public_add(ret_commitment, &power, ret_commitment);
	return true;
}

bool schnorr_holds(
	const struct transcript *prefix, const struct point *public_key, const struct proof *proof)
{
	struct transcript transcript = *prefix;
	struct public_point commitment;
	struct scalar challenge;
	struct point text;

	if (!key_commitment(public_key, proof, &commitment))
		return false;
	public_encode(&commitment, 1, &text);
	transcript_point(&transcript, &text);
	challenge = transcript_challenge(&transcript);
	return scalar_equal(&challenge, &proof->challenge);
}

bool factor_prove(const struct transcript *prefix, const struct scalar *x,
	const struct point *alpha, struct rand *rand, struct proof *ret_proof)
{
	struct transcript transcript = *prefix;
	auto_scalar struct scalar w;
	struct point a, b;

	scalar_random(rand, &w);
	point_base_mul(&w, &a);
	if (!point_mul(&w, alpha, &b))
		return false;
	reveal(&a, sizeof a);
	reveal(&b, sizeof b);
	transcript_pair(&transcript, &a, &b);
	ret_proof->challenge = transcript_challenge(&transcript);
	respond(&w, x, ret_proof);
	return true;
}

bool factor_holds(const struct transcript *prefix, const struct point *public_key,
	const struct point *alpha, const struct point *factor, const struct proof *proof)
{
	struct transcript transcript = *prefix;
	struct public_point commitments[2], power;
	struct scalar challenge;
	struct point texts[2];

	if (!key_commitment(public_key, proof, &commitments[0]) ||
		!multiply(&proof->response, alpha, &commitments[1]) ||
		!multiply(&proof->challenge, factor, &power))
		return false;
	public_add(&commitments[1], &power, &commitments[1]);
	public_encode(commitments, 2, texts);
	transcript_pair(&transcript, &texts[0], &texts[1]);
	challenge = transcript_challenge(&transcript);
	return scalar_equal(&challenge, &proof->challenge);
}

/* The commitments that a challenge and a response determine: g^response · α^challenge and
 * y^response · (β/g^m)^challenge. */
static bool simulate(const struct branch *branch, const struct point *y, const struct proof *proof,
	struct point *ret_a, struct point *ret_b)
{
	const struct scalar m = scalar_of(branch->m);
	struct point part;

	point_base_mul(&proof->response, ret_a);
	if (!point_mul(&proof->challenge, &branch->ciphertext->alpha, &part) ||
		!point_add(ret_a, &part, ret_a))
		return false;
	point_base_mul(&m, &part);
	return point_sub(&branch->ciphertext->beta, &part, &part) &&
	       point_mul(&proof->challenge, &part, &part) &&
	       point_mul(&proof->response, y, ret_b) && point_add(ret_b, &part, ret_b);
}

/* Every branch is simulated alike, the true one too. Since its randomness r is known, its
 * challenge may afterwards be moved by any δ if the response moves by −r·δ: the commitments stay.
 * The δ that makes the challenges add up to the hash goes to the branch that `truth` marks, by
 * masks, so nothing that can be seen depends on which one it is. */
bool disjunction_prove(const struct transcript *prefix, const struct point *y,
	const struct branch *branches, size_t n, const uint8_t *truth, const struct scalar *r,
	struct rand *rand, struct proof *ret_proofs)
{
	struct transcript transcript = *prefix;
	auto_scalar struct scalar delta = scalar_zero, shift = scalar_zero;
	struct scalar hash;
	struct point a, b;

	for (size_t j = 0; j < n; j++) {
		scalar_random(rand, &ret_proofs[j].challenge);
		scalar_random(rand, &ret_proofs[j].response);
		if (!simulate(&branches[j], y, &ret_proofs[j], &a, &b))
			return false;
		reveal(&a, sizeof a);
		reveal(&b, sizeof b);
		if (j)
			transcript_str(&transcript, ",");
		transcript_pair(&transcript, &a, &b);
		scalar_add(&delta, &ret_proofs[j].challenge, &delta);
	}
	hash = transcript_challenge(&transcript);
	scalar_sub(&hash, &delta, &delta);
	for (size_t j = 0; j < n; j++) {
		scalar_keep(&delta, truth[j], &shift);
		scalar_add(&ret_proofs[j].challenge, &shift, &ret_proofs[j].challenge);
		scalar_mul(&shift, r, &shift);
		scalar_sub(&ret_proofs[j].response, &shift, &ret_proofs[j].response);
	}
	reveal(ret_proofs, n * sizeof *ret_proofs);
	return true;
}

/* Branches whose commitments are computed and written together. */
enum { AT_ONCE = 16 };

/* The commitments to the α (with mask g) or the β (with mask y) of the branches' ciphertexts:
 * mask^response · (half/g^m)^challenge. Neighbours about one ciphertext share its base. */
static bool commit(const struct public_base *mask, bool beta, const struct public_branch *branches,
	size_t n, const struct proof *proofs, struct public_point *ret_commitments)
{
	struct public_base base;

	for (size_t j = 0; j < n; j++) {
		const struct public_ciphertext *c = branches[j].ciphertext;
		struct scalar shift = scalar_of(branches[j].m);
		const struct public_term terms[] = {{&proofs[j].response, mask},
			{&proofs[j].challenge, &base}, {&shift, public_generator()}};

		if ((j == 0 || c != branches[j - 1].ciphertext) &&
			!public_base_init(beta ? &c->beta : &c->alpha, &base))
			return false;
		scalar_mul(&shift, &proofs[j].challenge, &shift);
		scalar_negate(&shift, &shift);
		public_sum(terms, beta && branches[j].m ? 3 : 2, &ret_commitments[2 * j]);
	}
	return true;
}

static bool add_commitments(struct transcript *transcript, const struct public_base *y,
	const struct public_branch *branches, size_t n, const struct proof *proofs)
{
	struct public_point commitments[2 * AT_ONCE];
	struct point texts[2 * AT_ONCE];

	if (!commit(public_generator(), false, branches, n, proofs, commitments) ||
		!commit(y, true, branches, n, proofs, commitments + 1))
		return false;
	public_encode(commitments, 2 * n, texts);
	for (size_t j = 0; j < n; j++) {
		transcript_str(transcript, j ? "," : "");
		transcript_pair(transcript, &texts[2 * j], &texts[2 * j + 1]);
	}
	return true;
}

bool disjunction_holds(const struct transcript *prefix, const struct public_base *y,
	const struct public_branch *branches, size_t n, const struct proof *proofs)
{
	struct transcript transcript = *prefix;
	struct scalar sum = scalar_zero, hash;

	for (size_t j = 0; j < n; j += AT_ONCE) {
		transcript_str(&transcript, j ? "," : "");
		if (!add_commitments(&transcript, y, branches + j,
			    n - j < AT_ONCE ? n - j : AT_ONCE, proofs + j))
			return false;
	}
	for (size_t j = 0; j < n; j++)
		scalar_add(&sum, &proofs[j].challenge, &sum);
	hash = transcript_challenge(&transcript);
	return scalar_equal(&hash, &sum);
}
