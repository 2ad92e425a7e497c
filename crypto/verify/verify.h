/* The audit of an election: everything that can be recomputed from its archive is recomputed; so is
 * the announced result, and both are held against the body's public record, where these are given.
 * A report says of every check how it came out and of every defect where it is. Pure: bytes in,
 * report out. Nothing is trusted but the group's arithmetic, SHA-256 and Ed25519; whose the
 * record's key is nobody can compute, so the report names it.
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
#include "crypto/checkpoint.h"
#include "crypto/credential.h"
#include "crypto/election.h"
#include "crypto/wire/archive.h"
#include "crypto/wire/binding.h"
#include "crypto/wire/export.h"
#include "rules/announcement.h"

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

	/* the record alone */
	VERIFY_RECORD_FILE,    /* form of the export */
	VERIFY_RECORD_HEAD,    /* key, signed checkpoint, the tree over all entries */
	VERIFY_RECORD_ENTRIES, /* form of each; the first names the record and its key */

	/* the archive in the record */
	VERIFY_COURSE,           /* the round's steps are there, in their order */
	VERIFY_RECORDED_SETUP,   /* the documents, the archive's time, roll and rules */
	VERIFY_RECORDED_BALLOTS, /* exactly these, in the order of the batches */
	VERIFY_RECORDED_COUNT,   /* tally, decryptions, result */

	/* the announced result */
	VERIFY_STATEMENT,      /* envelope and content in their forms */
	VERIFY_SIGNERS,        /* two people of the election committee, by the record's keys */
	VERIFY_SUBJECT,        /* it is about this round and its ballot paper */
	VERIFY_STATED_ARCHIVE, /* it names this archive's last event */
	VERIFY_STATED_BINDING, /* it names the roll and the rules that the archive binds */
	VERIFY_RULES,          /* the rules are known to this program, and allow what was done */
	VERIFY_FIGURES,        /* its online figures are the archive's */
	VERIFY_SUMS,           /* sums, thresholds, who is elected: byte for byte */
	VERIFY_ANNOUNCED,      /* it is what the record says was announced; boxes */
	VERIFY_CHECK__COUNT
};

enum verify_outcome {
	VERIFY_HOLDS,
	VERIFY_FAILS,
	VERIFY_ABSENT,      /* the archive does not have what would be checked */
	VERIFY_NOT_YET,     /* the archive ends before it */
	VERIFY_NOT_ASKED,   /* nothing was given to compare with */
	VERIFY_NOT_CHECKED, /* stands on a check that failed */
	VERIFY_NO_RECORD,   /* needs the record, which was not given */
	VERIFY_UNKNOWN,     /* needs a text that this program does not have */
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

	VERIFY_EXPORT, /* and the values of enum export_fault_reason after it */
	VERIFY_RECORD_KEY = VERIFY_EXPORT + EXPORT_FAULT__COUNT,
	VERIFY_CHECKPOINT_FORM,
	VERIFY_CHECKPOINT_SIGNATURE,
	VERIFY_RECORD_SIZE,
	VERIFY_RECORD_ROOT,
	VERIFY_ENTRY_FORM,
	VERIFY_RECORD_OPENED,

	VERIFY_ROUND_UNRECORDED,
	VERIFY_COURSE_REPEATED,
	VERIFY_COURSE_ORDER,
	VERIFY_SETUP_UNRECORDED,
	VERIFY_TIME_UNRECORDED,
	VERIFY_DRAFT_UNRECORDED,
	VERIFY_ROLL_UNRECORDED,
	VERIFY_PROFILE_UNRECORDED,
	VERIFY_BATCH_FORM,
	VERIFY_BATCH_ORDER,
	VERIFY_BALLOT_UNRECORDED,
	VERIFY_BALLOT_WITHHELD,
	VERIFY_BALLOT_MOVED,
	VERIFY_CLOSING_UNRECORDED,
	VERIFY_TALLY_UNRECORDED,
	VERIFY_DECRYPTION_UNRECORDED,
	VERIFY_RESULT_UNRECORDED,

	VERIFY_STATEMENT_FORM,
	VERIFY_STATEMENT_KIND,
	VERIFY_STATEMENT_PAYLOAD,
	VERIFY_SIGNERS_NUMBER,
	VERIFY_SIGNER_SAME,
	VERIFY_SIGNER_UNKNOWN,
	VERIFY_SIGNER_REMOVED,
	VERIFY_SIGNER_OFFICE,
	VERIFY_SIGNATURE_WRONG,
	VERIFY_SIGNERS_ONE,
	VERIFY_SUBJECT_ROUND,
	VERIFY_SUBJECT_PAPER,
	VERIFY_SUBJECT_VOTERS,
	VERIFY_STATED_ARCHIVE_OTHER,
	VERIFY_STATED_ROLL,
	VERIFY_STATED_PROFILE,
	VERIFY_RULES_BASIS,
	VERIFY_RULES_ONLINE,
	VERIFY_FIGURES_ONLINE,
	VERIFY_FIGURES_VOTES,
	VERIFY_SUMS_IMPOSSIBLE,
	VERIFY_SUMS_OTHER,
	VERIFY_BOX_UNEXPLAINED,
	VERIFY_BOX_ENTRIES,
	VERIFY_NOT_ANNOUNCED,
	VERIFY_ANNOUNCED_OTHER,
	VERIFY_DRAFT_OTHER,
	VERIFY_BODY_OTHER,
	VERIFY_BOX_UNRECORDED,
	VERIFY_BOX_WITHHELD,
	VERIFY_REASON__COUNT
};

enum { VERIFY_FAULTS_MAX = 200, VERIFY_DETAIL_SIZE = 200, VERIFY_THREADS_MAX = 16 };

/* What a fault's member and name speak of; the last two have neither. */
enum verify_place {
	PLACE_ARCHIVE, /* a member of the archive; BELENIOS is 0 */
	PLACE_EXPORT,  /* a file in the record export, from 0 */
	PLACE_ENTRY,   /* an entry of the record, from 0, and its type */
	PLACE_RECORD,  /* the record as a whole, which lacks something */
	PLACE_RESULT,  /* the announced result: the detail says where */
	PLACE__COUNT
};

struct verify_fault {
	enum verify_check check;
	unsigned reason; /* enum archive_fault_reason or enum verify_reason */
	enum verify_place place;
	size_t member;
	char name[ARCHIVE_NAME_SIZE + 1];
	char detail[VERIFY_DETAIL_SIZE]; /* place inside the document and rule; may be empty */
};

enum audit_verdict {
	AUDIT_HOLDS,      /* exit status 0 */
	AUDIT_FAILS,      /* 1 */
	AUDIT_UNSUPPORTED /* 2: no archive, or an election this program does not count */
};

/* What a record says of itself. */
struct verify_record {
	char key[NOTE_KEY_SIZE]; /* "" until it has signed the head */
	struct checkpoint head;
	int64_t last_at;   /* time of the last entry; 0 until the entries hold */
	int64_t back_ms;   /* how far its times go back at most, and at which entry */
	size_t back_entry; /* a request counts by when it came, an entry by when it was done */
	bool goes_further; /* it tells of steps that the archive does not have (yet) */
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

	struct verify_record record;
	const struct announcement *stated; /* NULL unless VERIFY_STATEMENT holds */
	struct digest stated_hash;         /* SHA-256 of its payload; as the record names it */
};

struct verify_options {
	/* Hex digest of the last event, which covers every record, or SHA-256 of the file, which
	 * covers its time as well; NULL: not asked. */
	const char *fingerprint;
	unsigned n_threads;        /* for the ballots; 0: one */
	const struct span *result; /* DSSE envelope of the announced result; NULL: not given */
	const struct span *record; /* an export of the body's record; NULL: not given */
};

/* Checks everything. The report and what it points to live in `arena` and in the bytes that were
 * given. An error (ERR_BUSY, ERR_TOO_LARGE: no memory) means that there is no report; defects are
 * no errors. */
enum err verify_archive(struct span bytes, const struct verify_options *options,
	struct arena *arena, struct verify_report *ret_report) must_use;

/* The same for a record export alone (export_begins()). */
enum err verify_record(
	struct span bytes, struct arena *arena, struct verify_report *ret_report) must_use;

#endif
