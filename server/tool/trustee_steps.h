/* A trustee's side of the threshold set-up and of the opening, without files and without network:
 * what the service said goes in, what to say next comes out. The service is trusted with nothing
 * but passing on: every announcement it shows is checked here again, and what this trustee said
 * herself must come back unchanged. */
#ifndef TOOL_TRUSTEE_STEPS_H
#define TOOL_TRUSTEE_STEPS_H

#include "base/buf.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "crypto/verify/verify.h"
#include "schema/schema.h"

enum { TRUSTEE_OPENED_MAX = 256, TRUSTEE_TEXT_MAX = 16384, TRUSTEE_FEW_BALLOTS = 10 };

/* A tally this trustee helped to open: the election's uuid, the digest (hex) of its event. */
struct opened_tally {
	const char *uuid;
	const char *hash;
};

/* A trustee's file: her secrets, and the texts of each step as they were first made, since a text
 * made twice would differ. What is not there yet is NULL. */
struct trustee_file {
	const char *seed;
	int64_t election; /* its number at the service */
	int64_t number;   /* of the trustee, from 1; 0: not known yet */
	const char *certificate;
	const char *box_key;
	const char *box_signature;
	const char *compared; /* digest (hex) of all certificates, as they were shown */
	const char *polynomial;
	const char *agreement;
	struct strings shares; /* base64 of the sealed ones, by receiver */
	const char *verification_key;
	const char *decryption_key; /* decimal */
	struct list opened;         /* struct opened_tally */
};
extern const struct schema trustee_file_schema;

/* A file with a new seed. ERR_BUSY: no memory. */
enum err trustee_file_new(int64_t election, struct rand *rand, struct arena *arena,
	struct trustee_file *ret_file) must_use;

/* ---- set-up ---- */

/* What one trustee announced, as the service shows it; NULL where she has not yet. */
struct announced {
	const char *name;
	const char *certificate;
	const char *box_key;
	const char *box_signature;
	const char *polynomial;
	const char *agreement;
	const char *verification_key;
	const char *sealed; /* her share for the one who asks, base64 */
};

struct setup_view {
	int64_t threshold;
	int64_t number; /* of the one who asks */
	size_t n;
	struct announced *rows; /* by number − 1 */
};

/* Reads the replies of trusteeList and shareList. ERR_MALFORMED when they are none. */
enum err setup_view_read(struct span trustees, struct span shares, struct arena *arena,
	struct setup_view *ret_view, struct error *error) must_use;

enum setup_step {
	SETUP_CERTIFY, /* to be announced: the certificate … */
	SETUP_COMMIT,  /* … the commitment and sealed shares … */
	SETUP_FINISH,  /* … the verification key */
	SETUP_COMPARE, /* people compare the fingerprints first */
	SETUP_WAIT,    /* for other trustees */
	SETUP_READY,
	SETUP_STEP__COUNT
};

/* Says which step is due and writes what it announces into `file`, which is kept before anything
 * is sent. `confirmed` counts only for the certificates an earlier call answered SETUP_COMPARE
 * for. ERR_ANNOUNCEMENT names what another trustee announced and does not hold, ERR_SHARE_WRONG
 * whose share does not fit, ERR_SETUP_BEGUN what does not belong to this file. */
enum err setup_next(struct trustee_file *file, const struct setup_view *view, bool confirmed,
	struct rand *rand, struct arena *arena, struct error *error,
	enum setup_step *ret_step) must_use;

/* Where a step is announced (below the election's address; NULL: it announces nothing), and its
 * request body. */
const char *setup_target(enum setup_step step);
void setup_body(const struct trustee_file *file, enum setup_step step, struct buf *buf);

/* ---- opening ---- */

/* A tally that may be opened. */
struct opening {
	const struct election *election;
	struct tally tally; /* the sum made here */
	char hash[DIGEST_HEX_SIZE];
};

/* Whether this trustee may help to open the tally of an archive that ends with its encrypted tally
 * or with others' decryptions of it. Every check of the audit must hold, its trustees must be those
 * of the file, the ballots are summed here once more. ERR_ARCHIVE_UNSOUND names the first defect;
 * ERR_TALLY_OTHER: another tally of this election was opened before. */
enum err opening_prepare(const struct trustee_file *file, struct span archive,
	const struct verify_options *options, struct arena *arena, struct error *error,
	struct opening *ret_opening) must_use;

/* Adds the tally to `file`, which is kept before anything is opened. ERR_TALLY_FEW: fewer than
 * TRUSTEE_FEW_BALLOTS ballots, whose voters the sum may betray, and not `confirmed`. */
enum err opening_agree(struct trustee_file *file, const struct opening *opening, bool confirmed,
	struct arena *arena, struct error *error) must_use;

/* The partial decryption's text. */
enum err opening_write(const struct trustee_file *file, const struct opening *opening,
	struct rand *rand, struct arena *arena, struct buf *buf, struct error *error) must_use;

#endif
