/* See verify.h. A table names the checks, what each stands on and from which event on the archive
 * has what it needs. Here are the engine and the checks of the archive as a file; setup.c and
 * count.c have the others. */
#include "crypto/verify/verify.h"

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

#define ON(check) (1U << VERIFY_##check)

static const struct {
	enum err (*run)(struct audit *audit);
	bool (*applies)(const struct audit *audit); /* NULL: always */
	unsigned stands_on;                         /* checks that must not have failed */
	enum verify_outcome otherwise;
} checks[] = {
	[VERIFY_ARCHIVE] = {check_archive, NULL, 0, VERIFY_HOLDS},
	[VERIFY_FINGERPRINT] = {check_fingerprint, is_asked, ON(ARCHIVE), VERIFY_NOT_ASKED},
	[VERIFY_ELECTION] = {check_election, NULL, ON(ARCHIVE), VERIFY_HOLDS},
	[VERIFY_CREDENTIALS] = {check_credentials, NULL, ON(ARCHIVE), VERIFY_HOLDS},
	[VERIFY_TRUSTEES] = {check_trustees, NULL, ON(ARCHIVE) | ON(ELECTION), VERIFY_HOLDS},
	[VERIFY_SETUP] = {check_setup, NULL, ON(ELECTION) | ON(TRUSTEES), VERIFY_HOLDS},
	[VERIFY_BINDING] = {check_binding, NULL, ON(ELECTION), VERIFY_HOLDS},
	[VERIFY_BALLOTS] = {check_ballots, NULL, ON(ELECTION) | ON(CREDENTIALS), VERIFY_HOLDS},
	[VERIFY_TALLY] = {check_tally, has_tally, ON(BALLOTS), VERIFY_NOT_YET},
	[VERIFY_DECRYPTIONS] = {check_decryptions, has_decryption, ON(TRUSTEES) | ON(TALLY),
		VERIFY_NOT_YET},
	[VERIFY_RESULT] = {check_result, has_result, ON(TRUSTEES) | ON(TALLY) | ON(DECRYPTIONS),
		VERIFY_NOT_YET},
};
_Static_assert(COUNT_OF(checks) == VERIFY_CHECK__COUNT, "every check has its row");

static bool can_run(const struct audit *audit, enum verify_check check)
{
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++) {
		enum verify_outcome outcome = audit->report->outcome[i];

		if (checks[check].stands_on >> i & 1 &&
			(outcome == VERIFY_FAILS || outcome == VERIFY_NOT_CHECKED))
			return false;
	}
	return true;
}

static enum err run_check(struct audit *audit, enum verify_check check)
{
	enum verify_outcome *outcome = &audit->report->outcome[check];

	audit->check = check;
	audit->error = (struct error){0};
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

enum err verify_archive(struct span bytes, const struct verify_options *options,
	struct arena *arena, struct verify_report *ret_report)
{
	struct verify_report report = {
		.faults = arena_array(arena, struct verify_fault, VERIFY_FAULTS_MAX)};
	struct audit audit = {
		.bytes = bytes, .options = options, .arena = arena, .report = &report};

	if (!report.faults)
		return ERR_BUSY;
	report.file = digest_of(bytes.data, bytes.len);
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++)
		TRY(run_check(&audit, (enum verify_check)i));
	*ret_report = report;
	return OK;
}
