/* What an auditor takes home of a course's round: its archive, the announced result, the record.
 * And what somebody could make of it who holds every officer's key and the record's: each text
 * changed, what follows from it made to fit, and signed anew. */
#ifndef TESTS_HARNESS_EVIDENCE_H
#define TESTS_HARNESS_EVIDENCE_H

#include "crypto/note.h"
#include "crypto/verify/verify.h"
#include "harness/result.h"

enum { T_SIGNERS = 2 };

struct t_evidence {
	struct t_course *course;
	struct span archive, result, record; /* as they were fetched */

	/* taken apart: to be changed, and put together again */
	const char *payload;
	struct sign_secret signers[T_SIGNERS];
	const char **entries;
	size_t n;
	struct sign_secret forger; /* the key of whoever puts the record together again */
};

/* An election of 40 voters on its first day of polling, 30 of them with keys. */
struct t_course *t_evidence_polling(void);

/* The same at its close: 21 voted online, and 14 papers are in a box, counted. */
struct t_course *t_evidence_polled(void);

/* The same, announced, with its files. */
struct t_evidence *t_evidence_new(void);

/* The same without paper: the first `n` voters mark their ballots alike. Goes on with the re-run of
 * the first post's seat. */
struct t_evidence *t_evidence_online(size_t n, const char *marks);
struct t_evidence *t_evidence_rerun(struct t_course *course);

/* 12 voters, ten papers, no ballot online: an archive that is audited at once. */
struct t_evidence *t_evidence_short(void);

/* Fetches the files of the course's present round, as everybody may, and takes them apart. */
struct t_evidence *t_evidence_of(struct t_course *course);

/* A copy of the record's entries; and everything as it was when `kept` and they were copied. */
const char **t_entries_keep(const struct t_evidence *evidence);
void t_evidence_restore(
	struct t_evidence *evidence, const struct t_evidence *kept, const char **entries);

/* ---- the result ---- */

/* Replaces the first occurrence of a text in the payload, and its hash in the record. */
void t_payload_put(struct t_evidence *evidence, const char *old, const char *new);

/* The payload as it is now under both signatures; any text of any kind under any. */
struct span t_result_made(struct t_evidence *evidence);
struct span t_result_signed(struct t_evidence *evidence, const char *kind, const char *payload,
	const struct sign_secret *signers, size_t n);

/* ---- the record ---- */

/* The number of the first, or the last, entry of a type that contains a text. */
size_t t_entry_first(const struct t_evidence *evidence, const char *type, const char *text);
size_t t_entry_last(const struct t_evidence *evidence, const char *type, const char *text);

/* Replaces the first occurrence of a text in an entry. */
void t_entry_put(struct t_evidence *evidence, size_t entry, const char *old, const char *new);

void t_entry_drop(struct t_evidence *evidence, size_t entry);

/* Puts an entry in front of entry `at`. */
void t_entry_insert(struct t_evidence *evidence, size_t at, const char *entry);

/* The export of the entries as they are now, signed by the forger, whose key the first entry is
 * made to name; without that; under any key and any checkpoint. */
struct span t_record_made(struct t_evidence *evidence);
struct span t_record_signed(struct t_evidence *evidence);
struct span t_record_under(struct t_evidence *evidence, const char *key, struct span checkpoint);

/* ---- the audit ---- */

/* Those without data are not given. */
struct t_files {
	struct span archive, result, record;
};

/* All three as they are now; what was not changed is as it was fetched. */
struct t_files t_files_now(struct t_evidence *evidence);

void t_audit(struct t_evidence *evidence, struct t_files files, struct verify_report *ret_report);

/* Everything holds; else the faults are printed. */
void t_expect_holds(struct t_evidence *evidence, struct t_files files);

/* This is among the faults; or the only one. Its detail begins with this text.
 */
void t_expect_fault(struct t_evidence *evidence, struct t_files files, enum verify_check check,
	unsigned reason, const char *detail);
void t_expect_only(struct t_evidence *evidence, struct t_files files, enum verify_check check,
	unsigned reason, const char *detail);

#endif
