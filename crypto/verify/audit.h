/* The audit at work, shared by the files of this folder. Each check is one function that reports
 * what it finds as faults; an enum err other than OK means want of memory and ends the audit. */
#ifndef CRYPTO_VERIFY_AUDIT_H
#define CRYPTO_VERIFY_AUDIT_H

#include "crypto/dsse.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "crypto/verify/ballots.h"
#include "crypto/verify/verify.h"
#include "json/json.h"

/* An entry of the record, as far as it was looked at once and for all. */
struct recorded {
	struct span text;
	const char *type;
	const char *round; /* the uuid it speaks of; NULL: none */
	int64_t at;
};

enum { ENTRY_NONE = -1 };

/* What a check may need to be given. */
enum verify_file { FILE_ARCHIVE = 1, FILE_RESULT = 2, FILE_RECORD = 4 };

/* The entries of the round at work: their positions in the record, ENTRY_NONE where there is none;
 * of several the first. */
struct course {
	int64_t prepared;
	int64_t closed;
	int64_t tallied;
	int64_t opened;
	int64_t signed_once; /* the last before `announced` */
	int64_t announced;
	int64_t drafted; /* of its election */
};

struct audit {
	unsigned given; /* files, of enum verify_file */
	struct span bytes;
	const struct verify_options *options;
	struct arena *arena;
	struct verify_report *report;
	enum verify_check check;               /* the one at work */
	const struct archive_record *setup;    /* four, of the Setup */
	bool closed;                           /* there is an EndBallots; so the next three */
	const struct archive_event *tally_at;  /* NULL: not yet */
	const struct archive_event *decrypted; /* the first of n_decryptions */
	const struct archive_event *result_at;
	struct credentials credentials;
	struct trustees trustees;
	struct ballots ballots;
	struct ballot_finding *findings;
	struct tally tally;
	const struct decryption **by_owner; /* place: owner − 1 */

	struct export export;
	struct recorded *entries; /* as many as the export has */
	struct course course;

	struct dsse statement;
	int64_t small_channel; /* the rules' limit; 0: not known */

	struct error error; /* of the call made last */
};

/* Adds a fault of the check at work; NULL when there are VERIFY_FAULTS_MAX already. */
struct verify_fault *fault_add(struct audit *audit, unsigned reason);

/* A defect of a record, with what `audit->error` says about it. */
void fault_at(struct audit *audit, enum verify_reason reason, const struct archive_record *record);

/* A defect of an entry of the record, or, with the number of its entries, of the record as a whole;
 * and a defect of the announced result at a JSON Pointer made by a format. */
void fault_entry(struct audit *audit, enum verify_reason reason, size_t entry, const char *detail);
void fault_stated(struct audit *audit, enum verify_reason reason, const char *format, ...)
	printf_like(3, 4);

/* Whether a fallible call succeeded. Want of memory goes to the caller of the audit, everything
 * else becomes a defect of the record. */
enum err settle(struct audit *audit, enum err err, enum verify_reason reason,
	const struct archive_record *record, bool *ret_good) must_use;

/* Whether a check has failed or stands on one that has. */
bool has_failed(const struct audit *audit, enum verify_check check);

static inline const char *text_of(const struct archive_record *record)
{
	return (const char *)record->body.data;
}

static inline size_t length_of(const struct archive_record *record)
{
	return record->body.len;
}

static inline const struct announced_box *box_at(const struct announcement *stated, size_t i)
{
	return &((const struct announced_box *)stated->boxes.items)[i];
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

/* record.c */
enum err check_record_file(struct audit *audit) must_use;
enum err check_record_head(struct audit *audit) must_use;
enum err check_record_entries(struct audit *audit) must_use;

/* Parses an entry that is known to be good; the caller frees it. ERR_BUSY. */
enum err entry_parse(struct audit *audit, size_t entry, struct json **ret_entry) must_use;

/* Whether the entry has this type, and speaks of the round at work. */
bool entry_is(const struct audit *audit, size_t entry, const char *type);
bool entry_of_round(const struct audit *audit, size_t entry, const char *type);

/* Whether a member is this text, or this number. */
bool member_is(const struct json *entry, const char *name, const char *text);
bool member_is_number(const struct json *entry, const char *name, int64_t number);
bool member_is_hash(const struct json *entry, const char *name, const struct digest *digest);

/* recorded.c */
enum err check_course(struct audit *audit) must_use;
enum err check_recorded_setup(struct audit *audit) must_use;
enum err check_recorded_ballots(struct audit *audit) must_use;
enum err check_recorded_count(struct audit *audit) must_use;

/* stated.c */
enum err check_statement(struct audit *audit) must_use;
enum err check_subject(struct audit *audit) must_use;
enum err check_stated_archive(struct audit *audit) must_use;
enum err check_stated_binding(struct audit *audit) must_use;
enum err check_rules(struct audit *audit) must_use;
enum err check_figures(struct audit *audit) must_use;
enum err check_sums(struct audit *audit) must_use;

/* announced.c */
enum err check_signers(struct audit *audit) must_use;
enum err check_announced(struct audit *audit) must_use;

#endif
