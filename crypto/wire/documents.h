/* The protocol's documents as text. Writers append the canonical form, compact JSON with the
 * members in the protocol's order. Readers accept that form and no other (election.json alone may
 * be any strict JSON), so that a document has one text; ERR_INVALID says where it differs. What is
 * read lives in the arena; strings of an election do too. */
#ifndef CRYPTO_WIRE_DOCUMENTS_H
#define CRYPTO_WIRE_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"
#include "crypto/ballot.h"
#include "crypto/credential.h"
#include "crypto/election.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"

/* election.json; reading also runs election_init() and sets φ. */
void election_write(const struct election *election, struct buf *buf);
enum err election_read(const char *text, size_t len, struct arena *arena,
	struct election **ret_election, struct error *error) must_use;

/* trustees.json; the reader takes an optional name in each key and drops it. Structure only:
 * trustees_check() does the rest. */
void trustees_write(const struct trustees *trustees, struct buf *buf);
enum err trustees_read(const char *text, size_t len, struct arena *arena,
	struct trustees *ret_trustees, struct error *error) must_use;

/* One threshold trustee's announcements, the same texts as inside trustees.json. */
void certificate_write(const struct certificate *certificate, struct buf *buf);
enum err certificate_read(const char *text, size_t len, struct certificate *ret_certificate,
	struct error *error) must_use;
void commitment_write(const struct commitment *commitment, unsigned t, struct buf *buf);
enum err commitment_read(const char *text, size_t len, unsigned t, struct arena *arena,
	struct commitment *ret_commitment, struct error *error) must_use;
void proof_write(const struct proof *proof, struct buf *buf);
enum err proof_read(
	const char *text, size_t len, struct proof *ret_proof, struct error *error) must_use;

/* A public key: a Single's, or a threshold trustee's with its signature. */
void trustee_key_write(const struct trustee_key *key, bool pedersen, struct buf *buf);
enum err trustee_key_read(const char *text, size_t len, bool pedersen, struct trustee_key *ret_key,
	struct error *error) must_use;

/* public_creds.json; reading also runs credentials_init(). */
void credentials_write(const struct credentials *credentials, struct buf *buf);
enum err credentials_read(const char *text, size_t len, struct arena *arena,
	struct credentials *ret_credentials, struct error *error) must_use;

/* The three documents an archive starts with, by their SHA-256. */
struct setup {
	struct digest election;
	struct digest trustees;
	struct digest credentials;
};

void setup_write(const struct setup *setup, struct buf *buf);
enum err setup_read(
	const char *text, size_t len, struct setup *ret_setup, struct error *error) must_use;

/* A ballot, in the shape and with the uuid and φ of this election; ballot_write() is ballot.h's. */
enum err ballot_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct ballot **ret_ballot, struct error *error) must_use;

/* The encrypted tally's ciphertexts (its totals are in `sized`). */
void tally_write(const struct election *election, const struct tally *tally, struct buf *buf);
enum err tally_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct tally *ret_tally, struct error *error) must_use;

struct sized {
	uint64_t num_tallied;
	uint64_t total_weight;
	struct digest encrypted_tally;
};

void sized_write(const struct sized *sized, struct buf *buf);
enum err sized_read(
	const char *text, size_t len, struct sized *ret_sized, struct error *error) must_use;

struct owned {
	uint64_t owner;
	struct digest payload;
};

void owned_write(const struct owned *owned, struct buf *buf);
enum err owned_read(
	const char *text, size_t len, struct owned *ret_owned, struct error *error) must_use;

void decryption_write(
	const struct election *election, const struct decryption *decryption, struct buf *buf);
enum err decryption_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct decryption *ret_decryption, struct error *error) must_use;

/* `result` has one number per choice of the election. */
void result_write(const struct election *election, const uint64_t *result, struct buf *buf);
enum err result_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, uint64_t **ret_result, struct error *error) must_use;

#endif
