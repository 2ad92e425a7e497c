/* Secret ballots, for the module's other themes: the closing of batches, the archive of a round. */
#ifndef ELECTIONS_BALLOTS_H
#define ELECTIONS_BALLOTS_H

#include "base/buf.h"
#include "crypto/election.h"
#include "crypto/wire/archive.h"
#include "elections/elections.h"

#define ARCHIVE_BYTES_MAX ((size_t)512 << 20)

/* Closes every open batch of a round and records each; part of the closing of polling. */
enum err ballots_close_all(
	struct txn *txn, const struct body *body, struct round_id round) must_use;

/* The election of a prepared round, out of its document; in the transaction's arena.
 * ERR_NOT_FOUND. */
enum err round_read_election(
	struct txn *txn, struct round_id round, struct election **ret_election) must_use;

/* Appends the round's archive as far as the round has come: the set-up, the ballots of closed
 * batches in order, EndBallots once polling is closed, the tally, decryptions, result.
 * ERR_NOT_FOUND before the round is prepared. */
enum err archive_of_round(struct txn *txn, const struct round_row *round, struct buf *out) must_use;

/* The same, but no event after the first of type `last`. */
enum err archive_until(struct txn *txn, const struct round_row *round, enum archive_type last,
	struct buf *out) must_use;

/* The digest of the whole archive's last event. */
enum err archive_fingerprint(
	struct txn *txn, const struct round_row *round, struct digest *ret_fingerprint) must_use;

#endif
