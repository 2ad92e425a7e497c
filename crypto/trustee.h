/* Trustees: who holds the election's secret key, in parts. An item is either one trustee whose
 * part is always needed (Single) or a group of n of whom any t suffice (Pedersen). Items mix
 * freely. Owners are numbered from 1 over all keys in order.
 *
 * The set-up of a threshold group, as trustee i sees it:
 *   pedersen_keys      her two secrets from a seed she keeps
 *   certificate_make   announced to everybody; pedersen_certificates_check when all are there
 *   polynomial_make    her commitment, announced, and t secret coefficients
 *   polynomial_share   for each trustee j one secret number, sent to j privately
 *   share_check        of each number received
 *   pedersen_key_make  her decryption key is the sum of them; the public half is announced
 *   pedersen_check     of all that was announced */
#ifndef CRYPTO_TRUSTEE_H
#define CRYPTO_TRUSTEE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/error.h"
#include "base/rand.h"
#include "crypto/group.h"
#include "crypto/proof.h"
#include "crypto/scalar.h"
#include "crypto/transcript.h"

enum { TRUSTEES_MAX = 64, PEDERSEN_SEED_SIZE = 23 };

/* A public decryption key. */
struct trustee_key {
	struct proof pok;
	struct point public_key;
	struct proof signature; /* by the certificate's key; Pedersen only */
};

struct certificate {
	unsigned size;      /* n */
	unsigned threshold; /* t */
	unsigned index;     /* 1 … n */
	struct point verification;
	struct point encryption;
	struct proof signature;
};

/* Commitment to a polynomial: g to the power of each coefficient. */
struct commitment {
	struct point *coefexps; /* t */
	struct proof signature;
};

struct pedersen {
	unsigned threshold; /* t, 0 < t < n */
	size_t n;
	struct certificate *certs; /* n each */
	struct commitment *commitments;
	struct proof *signatures; /* on certificates and own commitment together */
	struct trustee_key *keys;
};

struct trustee_item {
	struct pedersen *pedersen; /* NULL: a Single */
	struct trustee_key single;
};

struct trustees {
	struct trustee_item *items;
	size_t n_items;
};

/* Secrets of a threshold trustee. */
struct pedersen_secret {
	struct scalar sign;    /* of certificate.verification */
	struct scalar decrypt; /* of certificate.encryption */
};

#define auto_pedersen_secret __attribute__((cleanup(pedersen_secret_wipe)))
void pedersen_secret_wipe(struct pedersen_secret *secret);

/* A Single's public key with proof of knowledge; `x` is her secret. */
void trustee_key_make(const struct scalar *x, struct rand *rand, struct trustee_key *ret_key);

/* A new seed (22 Base58 digits), and the secrets it stands for. */
void pedersen_seed_new(struct rand *rand, char ret_seed[PEDERSEN_SEED_SIZE]);
void pedersen_keys(const char *seed, struct pedersen_secret *ret_secret);

void certificate_make(const struct pedersen_secret *secret, unsigned size, unsigned threshold,
	unsigned index, struct rand *rand, struct certificate *ret_certificate);

/* The announced texts: a signed message each. */
void transcript_certificate(struct transcript *transcript, const struct certificate *certificate);
void transcript_commitment(
	struct transcript *transcript, const struct commitment *commitment, unsigned t);

/* One announcement at a time, as they come in during a set-up: certificate i (from 1) of n with
 * threshold t; commitment i (from 0), when all certificates are there; key i, when all commitments
 * are. ERR_INVALID names what does not hold. */
enum err certificate_check(const struct certificate *certificate, size_t n, unsigned t,
	size_t index, struct error *error) must_use;
enum err commitment_check(const struct pedersen *pedersen, size_t i, struct error *error) must_use;
enum err pedersen_key_check(
	const struct pedersen *pedersen, size_t i, struct error *error) must_use;

/* Draws t secret coefficients into `ret_coefficients`; the caller wipes them. `certs` are all n. */
enum err polynomial_make(const struct pedersen_secret *secret, const struct certificate *certs,
	struct rand *rand, struct arena *arena, struct scalar *ret_coefficients,
	struct commitment *ret_commitment, struct proof *ret_signature,
	struct error *error) must_use;

/* The secret number for trustee j (1 … n). */
void polynomial_share(
	const struct scalar *coefficients, unsigned t, unsigned j, struct scalar *ret_share);

/* Whether a number received fits the sender's commitment. `j` is the receiver. */
bool share_check(const struct commitment *commitment, unsigned t, unsigned j,
	const struct scalar *share) must_use;

/* The decryption key, the sum of the n shares, and its signed public half. */
void pedersen_key_make(const struct pedersen_secret *secret, const struct scalar *shares, size_t n,
	struct rand *rand, struct scalar *ret_decryption, struct trustee_key *ret_key);

/* Every check of what is published; ERR_INVALID names the place below trustees.json's root. */
enum err trustees_check(const struct trustees *trustees, struct error *error) must_use;

size_t trustees_owners(const struct trustees *trustees);

/* The public key of an owner (1 …); NULL when there is none of that number. */
const struct trustee_key *trustees_key(const struct trustees *trustees, size_t owner);

/* The election's public key; false when a point is not in the group. */
bool trustees_public_key(const struct trustees *trustees, struct point *ret_key) must_use;

#endif
