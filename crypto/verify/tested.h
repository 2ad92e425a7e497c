/* Whether a phone that revealed a test ballot had sealed what it says: gongyi-verify --test-ballot.
 */
#ifndef CRYPTO_VERIFY_TESTED_H
#define CRYPTO_VERIFY_TESTED_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"

enum tested_verdict {
	TESTED_HOLDS,     /* exit status 0 */
	TESTED_FAILS,     /* 1 */
	TESTED_UNREADABLE /* 2 */
};

/* `bytes` is an archive of the round or its election.json alone, `text` what the phone revealed (or
 * the link with it): then the ballot is made again and compared. A text that reveals nothing is
 * looked for among the archive's ballots: it was cast. Appends what was found in words. ERR_BUSY:
 * no memory. */
enum err tested_report(struct span bytes, const char *text, enum lang lang, struct arena *arena,
	struct buf *out, enum tested_verdict *ret_verdict) must_use;

#endif
