/* See verify.h. A table names the checks, what each needs to be given, what it stands on and from
 * which event on the archive has what it needs. Here are the engine and the checks of the archive
 * as a file; the other files of the folder have the rest. */
#include "crypto/verify/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "crypto/verify/audit.h"

/* ---- findings ------------------------------------------------------------------------------- */

struct verify_fault *fault_add(struct audit *audit, unsigned reason)
{
	struct verify_report *report = audit->report;
	struct verify_fault *fault;

	report->outcome[audit->check] = VERIFY_FAILS;
	if (report->verdict == AUDIT_HOLDS)
		report->verdict = AUDIT_FAILS;
	if (report->n_faults == VERIFY_FAULTS_MAX) {
		report->n_omitted++;
		return NULL;
	}
	fault = &report->faults[report->n_faults++];
	*fault = (struct verify_fault){.check = audit->check, .reason = reason};
	return fault;
}

void fault_at(struct audit *audit, enum verify_reason reason, const struct archive_record *record)
{
	struct verify_fault *fault = fault_add(audit, reason);

	if (!fault)
		return;
	fault->member = record->member;
	digest_hex(&record->digest, fault->name);
	detail_of(&audit->error, fault->detail);
}

void fault_entry(struct audit *audit, enum verify_reason reason, size_t entry, const char *detail)
{
	struct verify_fault *fault = fault_add(audit, reason);

	if (!fault)
		return;
	fault->place = entry < audit->export.n ? PLACE_ENTRY : PLACE_RECORD;
	fault->member = entry;
	if (fault->place == PLACE_ENTRY && audit->entries[entry].type)
		copy_text(fault->name, sizeof fault->name, audit->entries[entry].type);
	copy_text(fault->detail, sizeof fault->detail, detail);
}

void fault_stated(struct audit *audit, enum verify_reason reason, const char *format, ...)
{
	struct verify_fault *fault = fault_add(audit, reason);
	va_list list;

	if (!fault)
		return;
	fault->place = PLACE_RESULT;
	va_start(list, format);
	vsnprintf(fault->detail, sizeof fault->detail, format, list);
	va_end(list);
}

enum err settle(struct audit *audit, enum err err, enum verify_reason reason,
	const struct archive_record *record, bool *ret_good)
{
	if (err == ERR_BUSY)
		return err;
	*ret_good = err == OK;
	if (err != OK)
		fault_at(audit, reason, record);
	audit->error = (struct error){0};
	return OK;
}

/* ---- archive -------------------------------------------------------------------------------- */

/* The grammar was checked: Setup, ballots, end, tally, decryptions, result. */
static void find_stages(struct audit *audit)
{
	const struct archive *archive = &audit->report->archive;

	audit->setup = archive->events[0].data;
	for (size_t i = 1; i < archive->n_events; i++) {
		const struct archive_event *event = &archive->events[i];

		if (event->type == ARCHIVE_BALLOT) {
			audit->report->n_ballots++;
		} else if (event->type == ARCHIVE_END_BALLOTS) {
			audit->closed = true;
		} else if (event->type == ARCHIVE_ENCRYPTED_TALLY) {
			audit->tally_at = event;
		} else if (event->type == ARCHIVE_PARTIAL_DECRYPTION) {
			if (!audit->decrypted)
				audit->decrypted = event;
			audit->report->n_decryptions++;
		} else if (event->type == ARCHIVE_RESULT) {
			audit->result_at = event;
		}
	}
	audit->ballots.events = archive->events + 1;
	audit->ballots.n = audit->report->n_ballots;
}

static enum err check_archive(struct audit *audit)
{
	struct archive_fault found;
	struct verify_fault *fault;
	enum err err = archive_read(audit->bytes, audit->arena, &audit->report->archive, &found);

	if (err == OK)
		find_stages(audit);
	if (err != ERR_MALFORMED)
		return err;
	fault = fault_add(audit, found.reason);
	fault->member = found.member;
	memcpy(fault->name, found.name, sizeof fault->name);
	if (found.reason == ARCHIVE_NOT_AN_ARCHIVE || found.reason == ARCHIVE_SHUFFLE)
		audit->report->verdict = AUDIT_UNSUPPORTED;
	return OK;
}

static enum err check_fingerprint(struct audit *audit)
{
	const struct archive *archive = &audit->report->archive;
	const struct archive_event *last = &archive->events[archive->n_events - 1];
	struct digest expected;

	if (!digest_from_hex(audit->options->fingerprint, &expected)) {
		fault_at(audit, VERIFY_FINGERPRINT_FORM, last->self);
		return OK;
	}
	if (digest_equal(&expected, &last->self->digest) ||
		digest_equal(&expected, &audit->report->file))
		return OK;
	for (const struct archive_event *event = archive->events; event < last; event++)
		if (digest_equal(&expected, &event->self->digest)) {
			fault_at(audit, VERIFY_FINGERPRINT_EARLIER, event->self);
			return OK;
		}
	fault_at(audit, VERIFY_FINGERPRINT_OTHER, last->self);
	return OK;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool is_asked(const struct audit *audit)
{
	return audit->options->fingerprint != NULL;
}

static bool is_closed(const struct audit *audit)
{
	return audit->closed;
}

static bool has_tally(const struct audit *audit)
{
	return audit->tally_at != NULL;
}

static bool has_decryption(const struct audit *audit)
{
	return audit->decrypted || audit->result_at;
}

static bool has_result(const struct audit *audit)
{
	return audit->result_at != NULL;
}

#define ON(check) (UINT64_C(1) << VERIFY_##check)

/* Where a check cannot be made because nothing was given to it, it is not asked for. */
static const struct {
	enum err (*run)(struct audit *audit);
	unsigned needs;
	uint64_t stands_on;                         /* checks that must not have failed */
	bool (*applies)(const struct audit *audit); /* NULL: always */
	enum verify_outcome otherwise;
} checks[] = {
	[VERIFY_ARCHIVE] = {check_archive, FILE_ARCHIVE, 0},
	[VERIFY_FINGERPRINT] = {check_fingerprint, FILE_ARCHIVE, ON(ARCHIVE), is_asked,
		VERIFY_NOT_ASKED},
	[VERIFY_ELECTION] = {check_election, FILE_ARCHIVE, ON(ARCHIVE)},
	[VERIFY_CREDENTIALS] = {check_credentials, FILE_ARCHIVE, ON(ARCHIVE)},
	[VERIFY_TRUSTEES] = {check_trustees, FILE_ARCHIVE, ON(ARCHIVE) | ON(ELECTION)},
	[VERIFY_SETUP] = {check_setup, FILE_ARCHIVE, ON(ELECTION) | ON(TRUSTEES)},
	[VERIFY_BINDING] = {check_binding, FILE_ARCHIVE, ON(ELECTION)},
	[VERIFY_BALLOTS] = {check_ballots, FILE_ARCHIVE, ON(ELECTION) | ON(CREDENTIALS)},
	[VERIFY_TALLY] = {check_tally, FILE_ARCHIVE, ON(BALLOTS), has_tally, VERIFY_NOT_YET},
	[VERIFY_DECRYPTIONS] = {check_decryptions, FILE_ARCHIVE, ON(TRUSTEES) | ON(TALLY),
		has_decryption, VERIFY_NOT_YET},
	[VERIFY_RESULT] = {check_result, FILE_ARCHIVE, ON(TRUSTEES) | ON(TALLY) | ON(DECRYPTIONS),
		has_result, VERIFY_NOT_YET},

	[VERIFY_RECORD_FILE] = {check_record_file, FILE_RECORD, 0},
	[VERIFY_RECORD_HEAD] = {check_record_head, FILE_RECORD, ON(RECORD_FILE)},
	[VERIFY_RECORD_ENTRIES] = {check_record_entries, FILE_RECORD, ON(RECORD_HEAD)},

	[VERIFY_COURSE] = {check_course, FILE_ARCHIVE | FILE_RECORD,
		ON(ELECTION) | ON(RECORD_ENTRIES)},
	[VERIFY_RECORDED_SETUP] = {check_recorded_setup, FILE_ARCHIVE | FILE_RECORD, ON(COURSE)},
	[VERIFY_RECORDED_BALLOTS] = {check_recorded_ballots, FILE_ARCHIVE | FILE_RECORD,
		ON(COURSE)},
	[VERIFY_RECORDED_COUNT] = {check_recorded_count, FILE_ARCHIVE | FILE_RECORD,
		ON(COURSE) | ON(DECRYPTIONS), is_closed, VERIFY_NOT_YET},

	[VERIFY_STATEMENT] = {check_statement, FILE_ARCHIVE | FILE_RESULT, 0},
	[VERIFY_SIGNERS] = {check_signers, FILE_ARCHIVE | FILE_RESULT, ON(STATEMENT) | ON(COURSE)},
	[VERIFY_SUBJECT] = {check_subject, FILE_ARCHIVE | FILE_RESULT,
		ON(STATEMENT) | ON(ELECTION)},
	[VERIFY_STATED_ARCHIVE] = {check_stated_archive, FILE_ARCHIVE | FILE_RESULT,
		ON(STATEMENT) | ON(ARCHIVE) | ON(COURSE), has_tally, VERIFY_NOT_YET},
	[VERIFY_STATED_BINDING] = {check_stated_binding, FILE_ARCHIVE | FILE_RESULT,
		ON(STATEMENT) | ON(BINDING)},
	[VERIFY_RULES] = {check_rules, FILE_ARCHIVE | FILE_RESULT, ON(STATEMENT)},
	[VERIFY_FIGURES] = {check_figures, FILE_ARCHIVE | FILE_RESULT,
		ON(SUBJECT) | ON(TALLY) | ON(RESULT), has_tally, VERIFY_NOT_YET},
	[VERIFY_SUMS] = {check_sums, FILE_ARCHIVE | FILE_RESULT, ON(STATEMENT)},
	[VERIFY_ANNOUNCED] = {check_announced, FILE_ARCHIVE | FILE_RESULT,
		ON(STATEMENT) | ON(SUBJECT) | ON(COURSE)},
};
_Static_assert(COUNT_OF(checks) == VERIFY_CHECK__COUNT, "every check has its row");
_Static_assert(VERIFY_CHECK__COUNT <= 64, "stands_on has a bit for each check");

bool has_failed(const struct audit *audit, enum verify_check check)
{
	enum verify_outcome outcome = audit->report->outcome[check];

	return outcome == VERIFY_FAILS || outcome == VERIFY_NOT_CHECKED;
}

static bool can_run(const struct audit *audit, enum verify_check check)
{
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++)
		if (checks[check].stands_on >> i & 1 && has_failed(audit, (enum verify_check)i))
			return false;
	return true;
}

static enum err run_check(struct audit *audit, enum verify_check check)
{
	enum verify_outcome *outcome = &audit->report->outcome[check];

	audit->check = check;
	audit->error = (struct error){0};
	*outcome = VERIFY_NOT_ASKED;
	if ((checks[check].needs & ~audit->given) != 0)
		return OK;
	if (!can_run(audit, check)) {
		*outcome = VERIFY_NOT_CHECKED;
		return OK;
	}
	if (checks[check].applies && !checks[check].applies(audit)) {
		*outcome = checks[check].otherwise;
		return OK;
	}
	*outcome = VERIFY_HOLDS;
	return checks[check].run(audit);
}

/* `file` is one of enum verify_file; the report names it by its hash. */
static enum err run_all(struct span bytes, enum verify_file file,
	const struct verify_options *options, struct arena *arena, struct verify_report *ret_report)
{
	struct verify_report report = {.file = digest_of(bytes.data, bytes.len),
		.faults = arena_array(arena, struct verify_fault, VERIFY_FAULTS_MAX)};
	struct audit audit = {.given = file | (options->result ? FILE_RESULT : 0U) |
				       (options->record ? FILE_RECORD : 0U),
		.bytes = bytes,
		.options = options,
		.arena = arena,
		.report = &report};

	if (!report.faults)
		return ERR_BUSY;
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++)
		TRY(run_check(&audit, (enum verify_check)i));
	*ret_report = report;
	return OK;
}

enum err verify_archive(struct span bytes, const struct verify_options *options,
	struct arena *arena, struct verify_report *ret_report)
{
	return run_all(bytes, FILE_ARCHIVE, options, arena, ret_report);
}

enum err verify_record(struct span bytes, struct arena *arena, struct verify_report *ret_report)
{
	const struct verify_options options = {.record = &bytes};

	return run_all(bytes, FILE_RECORD, &options, arena, ret_report);
}
