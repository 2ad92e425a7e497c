/* The ballots of an archive, checked one by one on several threads. */
#ifndef CRYPTO_VERIFY_BALLOTS_H
#define CRYPTO_VERIFY_BALLOTS_H

#include "base/arena.h"
#include "base/error.h"
#include "crypto/credential.h"
#include "crypto/election.h"
#include "crypto/tally.h"
#include "crypto/verify/verify.h"
#include "crypto/wire/archive.h"

struct ballots {
	const struct election *election;
	const struct credentials *credentials;
	const struct archive_event *events; /* n of type ARCHIVE_BALLOT */
	size_t n;
};

/* What was found about one ballot; `reason` is VERIFY_REASON__COUNT when it is good. */
struct ballot_finding {
	enum verify_reason reason;
	size_t voter; /* place on the credential list; of good ballots only */
	char detail[VERIFY_DETAIL_SIZE];
};

/* One finding per ballot, in the archive's order whatever the threads do. An error: no memory. */
enum err ballots_check(const struct ballots *ballots, unsigned n_threads, struct arena *arena,
	struct ballot_finding **ret_findings) must_use;

/* The encrypted tally of good ballots: the last of each voter, times her weight. */
enum err ballots_tally(const struct ballots *ballots, const struct ballot_finding *findings,
	struct arena *arena, struct tally *ret_tally, struct error *error) must_use;

/* "place: rule" of an error's first field, or nothing. */
void detail_of(const struct error *error, char ret_detail[VERIFY_DETAIL_SIZE]);

#endif
