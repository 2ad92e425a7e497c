/* A ballot: for each choice an encrypted 0 or 1, proofs that they are such and that each
 * question's sum is allowed, and the voter's signature. Its canonical text is the only accepted
 * one, and the text's SHA-256 is the ballot's tracker. */
#ifndef CRYPTO_BALLOT_H
#define CRYPTO_BALLOT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/rand.h"
#include "crypto/election.h"
#include "crypto/elgamal.h"
#include "crypto/proof.h"

enum { BALLOT_TEXT_MAX = 1 << 20 };

struct answer {
	struct ciphertext *choices;    /* question_choices() */
	struct proof (*individual)[2]; /* question_choices(): each is 0 or 1 */
	struct proof *overall;         /* question_branches() */
	struct proof *blank;           /* two; NULL where the question has no blank */
};

struct ballot {
	struct point credential;
	struct answer *answers; /* one per question */
	struct proof signature;
};

/* Who asks: the service refuses identity elements, which only a mistaken or malicious ballot
 * maker produces; an audit accepts what the protocol accepts. */
enum ballot_rule { BALLOT_INTAKE, BALLOT_AUDIT };

/* An empty ballot of the election's shape; ERR_BUSY: no memory. */
enum err ballot_new(const struct election *election, struct arena *arena,
	struct ballot **ret_ballot, struct error *error) must_use;

/* Makes a ballot but for its signature. `votes` has one 0 or 1 for each of the election's choices;
 * ERR_INVALID names a question whose marks are not allowed. Which marks were made shows in no
 * branch, no index and no length; the same seed in `rand` gives the same ballot. */
enum err ballot_seal(const struct election *election, const struct point *credential,
	const uint8_t *votes, struct rand *rand, struct arena *arena, struct ballot **ret_ballot,
	struct error *error) must_use;

/* What the signature is over: the SHA-256 of the text without it. */
struct digest ballot_hash(const struct election *election, const struct ballot *ballot);

/* A whole ballot, of whoever knows the credential's secret half: sealed and signed. */
enum err ballot_make(const struct election *election, const struct scalar *secret,
	const uint8_t *votes, struct rand *rand, struct arena *arena, struct ballot **ret_ballot,
	struct error *error) must_use;

/* Checks every point, every proof and the signature. ERR_INVALID names what does not hold; that
 * the credential is on the list and the uuid and φ are this election's is checked elsewhere
 * (credentials_find(), ballot_read()). */
enum err ballot_verify(const struct election *election, const struct ballot *ballot,
	enum ballot_rule rule, struct error *error) must_use;

/* Appends the canonical text. */
void ballot_write(const struct election *election, const struct ballot *ballot, struct buf *buf);

#endif
