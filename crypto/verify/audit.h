/* The audit at work, shared by the files of this folder. Each check is one function that reports
 * what it finds as faults; an enum err other than OK means want of memory and ends the audit. */
#ifndef CRYPTO_VERIFY_AUDIT_H
#define CRYPTO_VERIFY_AUDIT_H

#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "crypto/verify/ballots.h"
#include "crypto/verify/verify.h"

struct audit {
	struct span bytes;
	const struct verify_options *options;
	struct arena *arena;
	struct verify_report *report;
	enum verify_check check;               /* the one at work */
	const struct archive_record *setup;    /* four, of the Setup */
	const struct archive_event *tally_at;  /* NULL: not yet; so the next two */
	const struct archive_event *decrypted; /* the first of n_decryptions */
	const struct archive_event *result_at;
	struct credentials credentials;
	struct trustees trustees;
	struct ballots ballots;
	struct ballot_finding *findings;
	struct tally tally;
	const struct decryption **by_owner; /* place: owner − 1 */
	struct error error;                 /* of the call made last */
};

/* Adds a fault of the check at work; NULL when there are VERIFY_FAULTS_MAX already. */
struct verify_fault *fault_add(struct audit *audit, unsigned reason);

/* A defect of a record, with what `audit->error` says about it. */
void fault_at(struct audit *audit, enum verify_reason reason, const struct archive_record *record);

/* Whether a fallible call succeeded. Want of memory goes to the caller of the audit, everything
 * else becomes a defect of the record. */
enum err settle(struct audit *audit, enum err err, enum verify_reason reason,
	const struct archive_record *record, bool *ret_good) must_use;

static inline const char *text_of(const struct archive_record *record)
{
	return (const char *)record->body.data;
}

static inline size_t length_of(const struct archive_record *record)
{
	return record->body.len;
}

/* setup.c */
enum err check_election(struct audit *audit) must_use;
enum err check_credentials(struct audit *audit) must_use;
enum err check_trustees(struct audit *audit) must_use;
enum err check_setup(struct audit *audit) must_use;
enum err check_binding(struct audit *audit) must_use;

/* count.c */
enum err check_ballots(struct audit *audit) must_use;
enum err check_tally(struct audit *audit) must_use;
enum err check_decryptions(struct audit *audit) must_use;
enum err check_result(struct audit *audit) must_use;

#endif
