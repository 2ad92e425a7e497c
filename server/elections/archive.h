/* The archive (.bel) of a round, as far as the round has come: the set-up, the ballots of closed
 * batches in order, EndBallots once polling is closed, the tally, decryptions, result. */
#ifndef ELECTIONS_ARCHIVE_H
#define ELECTIONS_ARCHIVE_H

#include "crypto/wire/archive.h"
#include "elections/ballots_store.h"

/* An archive on its way. It holds no transaction: each step may have one of its own. */
struct archive_walk {
	struct round_row round;
	enum archive_type last; /* no event of a later type … */
	int64_t n_batches;      /* … and of what can still grow, what there was at the start */
	size_t n_partials;

	enum archive_type next;
	int64_t batch;        /* of the last ballot */
	struct digest ballot; /* its tracker */
	struct archive_writer writer;
};

/* Prepares the archive as far as the round has come, without events of a type behind `last`. The
 * round's strings must outlive the walk. ERR_NOT_FOUND before the round is prepared. */
enum err archive_start(struct txn *txn, const struct round_row *round, enum archive_type last,
	struct archive_walk *ret_walk) must_use;

/* Appends events to `out` until it holds `enough` bytes or the archive has ended. Without `out`
 * (NULL) passes over all of them; then writer.size and writer.last tell of the whole. A walk does
 * one or the other. */
enum err archive_go_on(
	struct txn *txn, struct archive_walk *walk, size_t enough, struct buf *out) must_use;
bool archive_ended(const struct archive_walk *walk);

/* The digest of the whole archive's last event. */
enum err archive_fingerprint(
	struct txn *txn, const struct round_row *round, struct digest *ret_fingerprint) must_use;

#endif
