/* The zero-knowledge proofs of the protocol, all of one shape: a challenge and a response with
 * response = w − secret · challenge (modulo q). A proof is bound to its context by `prefix`, a
 * transcript that already holds the text before the commitments; it is copied, not used up.
 *
 * Proving is constant time in every secret and draws from `rand`; verifying is variable time. */
#ifndef CRYPTO_PROOF_H
#define CRYPTO_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/rand.h"
#include "crypto/elgamal.h"
#include "crypto/transcript.h"

struct proof {
	struct scalar challenge;
	struct scalar response;
};

/* Pieces of documents: "α,β" as challenges have it, {"alpha":…,"beta":…}, {"challenge":…}. */
void transcript_pair(struct transcript *transcript, const struct point *a, const struct point *b);
void transcript_ciphertext(struct transcript *transcript, const struct ciphertext *ciphertext);
void transcript_proof(struct transcript *transcript, const struct proof *proof);

/* Knowledge of x with X = g^x: a signature on the prefix. Challenge: hash(prefix; g^w). */
void schnorr_prove(const struct transcript *prefix, const struct scalar *x, struct rand *rand,
	struct proof *ret_proof);
bool schnorr_holds(const struct transcript *prefix, const struct point *public_key,
	const struct proof *proof) must_use;

/* That `factor` = alpha^x with the x of `public_key` = g^x. Challenge: hash(prefix; g^w, alpha^w).
 */
bool factor_prove(const struct transcript *prefix, const struct scalar *x,
	const struct point *alpha, struct rand *rand, struct proof *ret_proof) must_use;
bool factor_holds(const struct transcript *prefix, const struct point *public_key,
	const struct point *alpha, const struct point *factor, const struct proof *proof) must_use;

/* One branch of a disjunction: "`ciphertext` encrypts the number m". */
struct branch {
	const struct ciphertext *ciphertext;
	unsigned m;
};

/* At least one of n branches is true. `truth[j]` is 1 for the true branch and 0 for the others;
 * `r` is the true branch's randomness. Challenge: hash(prefix; A₀, B₀, A₁, B₁, …), the sum of the
 * branches' challenges. False when a ciphertext or `y` is not in the group. */
bool disjunction_prove(const struct transcript *prefix, const struct point *y,
	const struct branch *branches, size_t n, const uint8_t *truth, const struct scalar *r,
	struct rand *rand, struct proof *ret_proofs) must_use;

struct public_branch {
	const struct public_ciphertext *ciphertext;
	unsigned m;
};

/* Also false when a ciphertext is not in the group. */
bool disjunction_holds(const struct transcript *prefix, const struct public_base *y,
	const struct public_branch *branches, size_t n, const struct proof *proofs) must_use;

#endif
