/* Counting without opening: the last ballot of each credential, multiplied by its weight, summed;
 * the trustees' partial decryptions of the sum; the numbers inside. */
#ifndef CRYPTO_TALLY_H
#define CRYPTO_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/error.h"
#include "base/rand.h"
#include "crypto/ballot.h"
#include "crypto/election.h"
#include "crypto/trustee.h"

/* The encrypted tally and its two totals. */
struct tally {
	struct ciphertext *choices; /* one per choice of the election */
	uint64_t n_ballots;
	uint64_t weight;
};

/* The same in the making. */
struct tally_sum {
	struct public_ciphertext *choices;
	uint64_t n_ballots;
	uint64_t weight;
};

/* One trustee's contribution. */
struct decryption {
	struct point *factors; /* one per choice of the election */
	struct proof *proofs;
};

/* Which of the ballots count: the last of each credential. `voters[i]` is the place of ballot i's
 * credential on the list of `n_voters`. */
enum err tally_last(const size_t *voters, size_t n, size_t n_voters, struct arena *arena,
	bool **ret_counts, struct error *error) must_use;

enum err tally_start(const struct election *election, struct arena *arena,
	struct tally_sum *ret_sum, struct error *error) must_use;

/* Adds a verified ballot; ERR_INVALID when the total passes CREDENTIALS_WEIGHT_MAX. */
enum err tally_add(const struct election *election, const struct ballot *ballot, uint64_t weight,
	struct tally_sum *sum, struct error *error) must_use;

enum err tally_end(const struct election *election, const struct tally_sum *sum,
	struct arena *arena, struct tally *ret_tally, struct error *error) must_use;

/* Partial decryption with the secret of a public key. Only ever of a tally that the caller has
 * recomputed from the ballots: decrypting anything else opens votes. */
enum err decryption_make(const struct election *election, const struct tally *tally,
	const struct scalar *secret, struct rand *rand, struct arena *arena,
	struct decryption *ret_decryption, struct error *error) must_use;
enum err decryption_check(const struct election *election, const struct tally *tally,
	const struct point *public_key, const struct decryption *decryption,
	struct error *error) must_use;

/* Joins checked decryptions: `by_owner[owner − 1]`, NULL where there is none. ERR_INVALID names
 * the item of trustees.json that too few took part of. One factor per choice. */
enum err decryption_combine(const struct election *election, const struct trustees *trustees,
	const struct decryption *const *by_owner, struct arena *arena, struct point **ret_factors,
	struct error *error) must_use;

/* The numbers inside, one per choice, each at most the tally's weight. */
enum err tally_open(const struct election *election, const struct tally *tally,
	const struct point *factors, struct arena *arena, uint64_t **ret_result,
	struct error *error) must_use;

/* Whether a result is what the tally and the joined factors say. */
enum err result_check(const struct election *election, const struct tally *tally,
	const struct point *factors, const uint64_t *result, struct error *error) must_use;

#endif
