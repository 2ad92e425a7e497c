/* The audit of an election archive: everything that can be recomputed from its bytes alone is
 * recomputed, and a report says of every check how it came out and of every defect where it is.
 * Pure: bytes in, report out. Nothing is trusted but the group's arithmetic and SHA-256.
 *
 * Archives of others are welcome as long as they use the group Ed25519 and homomorphic questions:
 * any mixture of trustees, weights, blank votes, identity ciphertexts. */
#ifndef CRYPTO_VERIFY_VERIFY_H
#define CRYPTO_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "crypto/credential.h"
#include "crypto/election.h"
#include "crypto/wire/archive.h"
#include "crypto/wire/binding.h"

/* What is checked, in the order of the report. */
enum verify_check {
	VERIFY_ARCHIVE,     /* form, hash chain, order of events */
	VERIFY_FINGERPRINT, /* this is the archive that was published */
	VERIFY_ELECTION,    /* election.json, its group, questions, key */
	VERIFY_CREDENTIALS, /* the list: points in the group, none twice, weights in range */
	VERIFY_TRUSTEES,    /* every proof and signature of the trustees */
	VERIFY_SETUP,       /* the set-up names these documents; the key is the trustees' key */
	VERIFY_BINDING,     /* the description names this credential list */
	VERIFY_BALLOTS,     /* each: once, canonical, listed credential, signature, proofs */
	VERIFY_TALLY,       /* the encrypted tally, byte for byte, and its totals */
	VERIFY_DECRYPTIONS, /* each: owner, reference, proofs */
	VERIFY_RESULT,      /* enough decryptions; the numbers */
	VERIFY_CHECK__COUNT
};

enum verify_outcome {
	VERIFY_HOLDS,
	VERIFY_FAILS,
	VERIFY_ABSENT,      /* the archive does not have what would be checked */
	VERIFY_NOT_YET,     /* the archive ends before it */
	VERIFY_NOT_ASKED,   /* nothing was given to compare with */
	VERIFY_NOT_CHECKED, /* stands on a check that failed */
	VERIFY_OUTCOME__COUNT
};

/* Why a check fails. The values of enum archive_fault_reason come first. */
enum verify_reason {
	VERIFY_UNSUPPORTED_VERSION = ARCHIVE_FAULT__COUNT,
	VERIFY_UNSUPPORTED_GROUP,
	VERIFY_UNSUPPORTED_QUESTION,
	VERIFY_FINGERPRINT_FORM,
	VERIFY_FINGERPRINT_EARLIER,
	VERIFY_FINGERPRINT_OTHER,
	VERIFY_ELECTION_FORM,
	VERIFY_CREDENTIALS_FORM,
	VERIFY_TRUSTEES_FORM,
	VERIFY_TRUSTEES_PROOF,
	VERIFY_SETUP_FORM,
	VERIFY_SETUP_OTHER,
	VERIFY_KEY_OTHER,
	VERIFY_BINDING_FORM,
	VERIFY_BINDING_OTHER,
	VERIFY_BALLOT_FORM,
	VERIFY_BALLOT_UNLISTED,
	VERIFY_BALLOT_PROOF,
	VERIFY_BALLOT_REPEATED,
	VERIFY_SIZED_FORM,
	VERIFY_SIZED_OTHER,
	VERIFY_TALLY_OTHER,
	VERIFY_NUM_TALLIED,
	VERIFY_TOTAL_WEIGHT,
	VERIFY_OWNED_FORM,
	VERIFY_OWNED_OTHER,
	VERIFY_OWNER_UNKNOWN,
	VERIFY_OWNER_REPEATED,
	VERIFY_DECRYPTION_FORM,
	VERIFY_DECRYPTION_PROOF,
	VERIFY_DECRYPTION_MISSING,
	VERIFY_RESULT_FORM,
	VERIFY_RESULT_OTHER,
	VERIFY_REASON__COUNT
};

enum { VERIFY_FAULTS_MAX = 200, VERIFY_DETAIL_SIZE = 200, VERIFY_THREADS_MAX = 16 };

struct verify_fault {
	enum verify_check check;
	unsigned reason; /* enum archive_fault_reason or enum verify_reason */
	size_t member;   /* position of the archive's member; BELENIOS is 0 */
	char name[ARCHIVE_NAME_SIZE + 1];
	char detail[VERIFY_DETAIL_SIZE]; /* place inside the document and rule; may be empty */
};

enum audit_verdict {
	AUDIT_HOLDS,      /* exit status 0 */
	AUDIT_FAILS,      /* 1 */
	AUDIT_UNSUPPORTED /* 2: no archive, or an election this program does not count */
};

struct verify_report {
	enum audit_verdict verdict;
	enum verify_outcome outcome[VERIFY_CHECK__COUNT];
	struct verify_fault *faults;
	size_t n_faults;
	size_t n_omitted; /* faults beyond VERIFY_FAULTS_MAX */

	struct digest file;              /* SHA-256 of all bytes */
	struct archive archive;          /* no events when it could not be read */
	const struct election *election; /* NULL when it could not be read */
	bool bound;                      /* the next is filled in and holds */
	struct binding binding;

	uint64_t n_credentials;
	uint64_t weight_listed;
	uint64_t n_ballots;
	uint64_t n_tallied; /* last ballots; 0 unless VERIFY_BALLOTS holds */
	uint64_t weight_tallied;
	uint64_t n_owners;
	uint64_t n_decryptions;
	const uint64_t *result; /* one number per choice; NULL unless VERIFY_RESULT holds */
};

struct verify_options {
	/* Hex digest of the last event, which covers every record, or SHA-256 of the file, which
	 * covers its time as well; NULL: not asked. */
	const char *fingerprint;
	unsigned n_threads; /* for the ballots; 0: one */
};

/* Checks everything. The report and what it points to live in `arena` and in `bytes`. An error
 * (ERR_BUSY, ERR_TOO_LARGE: no memory) means that there is no report; defects are no errors. */
enum err verify_archive(struct span bytes, const struct verify_options *options,
	struct arena *arena, struct verify_report *ret_report) must_use;

#endif
