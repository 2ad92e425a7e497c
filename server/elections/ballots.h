/* The archive of a round, for tally and decryption. */
#ifndef ELECTIONS_BALLOTS_H
#define ELECTIONS_BALLOTS_H

#include "base/buf.h"
#include "crypto/wire/archive.h"
#include "elections/themes.h"

#define ARCHIVE_BYTES_MAX ((size_t)512 << 20)

/* Appends the round's archive as far as the round has come: the set-up, the ballots of closed
 * batches in order, EndBallots once polling is closed, the tally, decryptions, result.
 * ERR_NOT_FOUND before the round is prepared. */
enum err archive_of_round(struct txn *txn, const struct round_row *round, struct buf *out) must_use;

/* The same, but no event after the first of type `last`. */
enum err archive_until(struct txn *txn, const struct round_row *round, enum archive_type last,
	struct buf *out) must_use;

#endif
