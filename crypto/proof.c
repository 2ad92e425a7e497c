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

bool schnorr_holds(
	const struct transcript *prefix, const struct point *public_key, const struct proof *proof)
{
	struct transcript transcript = *prefix;
	struct public_point generator, key;
	struct scalar challenge;
	struct point commitment;

	if (!public_prepare(public_key, &key))
		return false;
	public_generator(&generator);
	public_double_mul(&proof->response, &generator, &proof->challenge, &key, &commitment);
	transcript_point(&transcript, &commitment);
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
	struct public_point generator, key, base, power;
	struct scalar challenge;
	struct point a, b;

	if (!public_prepare(public_key, &key) || !public_prepare(alpha, &base) ||
		!public_prepare(factor, &power))
		return false;
	public_generator(&generator);
	public_double_mul(&proof->response, &generator, &proof->challenge, &key, &a);
	public_double_mul(&proof->response, &base, &proof->challenge, &power, &b);
	transcript_pair(&transcript, &a, &b);
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

bool disjunction_holds(const struct transcript *prefix, const struct public_point *y,
	const struct public_branch *branches, size_t n, const struct proof *proofs)
{
	struct transcript transcript = *prefix;
	struct scalar sum = scalar_zero, hash;
	struct public_point generator, beta;
	struct point a, b;

	public_generator(&generator);
	for (size_t j = 0; j < n; j++) {
		const struct public_ciphertext *c = branches[j].ciphertext;

		public_lower(&c->beta, branches[j].m, &beta);
		public_double_mul(
			&proofs[j].response, &generator, &proofs[j].challenge, &c->alpha, &a);
		public_double_mul(&proofs[j].response, y, &proofs[j].challenge, &beta, &b);
		if (j)
			transcript_str(&transcript, ",");
		transcript_pair(&transcript, &a, &b);
		scalar_add(&sum, &proofs[j].challenge, &sum);
	}
	hash = transcript_challenge(&transcript);
	return scalar_equal(&hash, &sum);
}
