/* See verify.h. A table names the checks, what each stands on and from which event on the archive
 * has what it needs; each check is one function that reports what it finds. */
#include "crypto/verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "crypto/verify/ballots.h"
#include "crypto/wire/documents.h"
#include "json/json.h"

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

/* ---- findings ------------------------------------------------------------------------------- */

static struct verify_fault *fault_add(struct audit *audit, unsigned reason)
{
	struct verify_report *report = audit->report;
	struct verify_fault *fault;

	report->outcome[audit->check] = VERIFY_FAILS;
	if (report->verdict == VERDICT_HOLDS)
		report->verdict = VERDICT_FAILS;
	if (report->n_faults == VERIFY_FAULTS_MAX) {
		report->n_omitted++;
		return NULL;
	}
	fault = &report->faults[report->n_faults++];
	*fault = (struct verify_fault){.check = audit->check, .reason = reason};
	return fault;
}

/* A defect of a record, with what `audit->error` says about it. */
static void fault_at(
	struct audit *audit, enum verify_reason reason, const struct archive_record *record)
{
	struct verify_fault *fault = fault_add(audit, reason);

	if (!fault)
		return;
	fault->member = record->member;
	digest_hex(&record->digest, fault->name);
	detail_of(&audit->error, fault->detail);
}

/* Whether a fallible call succeeded. Want of memory goes to the caller of the audit, everything
 * else becomes a defect of the record. */
static enum err settle(struct audit *audit, enum err err, enum verify_reason reason,
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

static const char *text_of(const struct archive_record *record)
{
	return (const char *)record->body.data;
}

static size_t length_of(const struct archive_record *record)
{
	return record->body.len;
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
		audit->report->verdict = VERDICT_UNSUPPORTED;
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

/* ---- set-up --------------------------------------------------------------------------------- */

/* What election_read() would refuse, but a different program may count. */
static enum verify_reason unsupported(const struct json *document)
{
	const struct json *questions = json_get(document, "questions");
	const char *group;
	int64_t version;

	if (json_int(json_get(document, "version"), &version) && version != 1)
		return VERIFY_UNSUPPORTED_VERSION;
	if (json_string(json_get(document, "group"), &group) && strcmp(group, GROUP_NAME) != 0)
		return VERIFY_UNSUPPORTED_GROUP;
	for (const struct json *q = json_first(questions); q; q = json_next(q))
		if (json_get(q, "type"))
			return VERIFY_UNSUPPORTED_QUESTION;
	return VERIFY_REASON__COUNT;
}

static enum err check_election(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_ELECTION];
	auto_json struct json *document = NULL;
	enum verify_reason reason;
	struct election *election;
	bool good;
	enum err err = json_parse(text_of(record), length_of(record), &document, &audit->error);

	TRY(settle(audit, err, VERIFY_ELECTION_FORM, record, &good));
	if (!good)
		return OK;
	reason = unsupported(document);
	if (reason != VERIFY_REASON__COUNT) {
		fault_at(audit, reason, record);
		audit->report->verdict = VERDICT_UNSUPPORTED;
		return OK;
	}
	err = election_read(
		text_of(record), length_of(record), audit->arena, &election, &audit->error);
	TRY(settle(audit, err, VERIFY_ELECTION_FORM, record, &good));
	if (good) {
		audit->report->election = election;
		audit->ballots.election = election;
	}
	return OK;
}

static enum err check_credentials(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_CREDENTIALS];
	bool good;
	enum err err = credentials_read(text_of(record), length_of(record), audit->arena,
		&audit->credentials, &audit->error);

	TRY(settle(audit, err, VERIFY_CREDENTIALS_FORM, record, &good));
	if (good) {
		audit->ballots.credentials = &audit->credentials;
		audit->report->n_credentials = audit->credentials.n;
		audit->report->weight_listed = audit->credentials.weight;
	}
	return OK;
}

static enum err check_trustees(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_TRUSTEES];
	bool good;
	enum err err = trustees_read(
		text_of(record), length_of(record), audit->arena, &audit->trustees, &audit->error);

	TRY(settle(audit, err, VERIFY_TRUSTEES_FORM, record, &good));
	if (!good)
		return OK;
	err = trustees_check(&audit->trustees, &audit->error);
	TRY(settle(audit, err, VERIFY_TRUSTEES_PROOF, record, &good));
	audit->report->n_owners = trustees_owners(&audit->trustees);
	return OK;
}

static enum err check_setup(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_DATA];
	struct setup setup;
	struct point key;
	bool good;
	enum err err = setup_read(text_of(record), length_of(record), &setup, &audit->error);

	TRY(settle(audit, err, VERIFY_SETUP_FORM, record, &good));
	if (good &&
		!(digest_equal(&setup.election, &audit->setup[SETUP_ELECTION].digest) &&
			digest_equal(&setup.trustees, &audit->setup[SETUP_TRUSTEES].digest) &&
			digest_equal(&setup.credentials, &audit->setup[SETUP_CREDENTIALS].digest)))
		fault_at(audit, VERIFY_SETUP_OTHER, record);
	if (!trustees_public_key(&audit->trustees, &key) ||
		!point_equal(&key, &audit->report->election->public_key))
		fault_at(audit, VERIFY_KEY_OTHER, &audit->setup[SETUP_ELECTION]);
	return OK;
}

static enum err check_binding(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_ELECTION];
	struct verify_report *report = audit->report;
	enum err err = binding_read(report->election->description, &report->binding);

	if (err == ERR_NOT_FOUND)
		report->outcome[VERIFY_BINDING] = VERIFY_ABSENT;
	else if (err != OK)
		fault_at(audit, VERIFY_BINDING_FORM, record);
	else if (!digest_equal(
			 &report->binding.credentials, &audit->setup[SETUP_CREDENTIALS].digest))
		fault_at(audit, VERIFY_BINDING_OTHER, record);
	else
		report->bound = true;
	return OK;
}

/* ---- ballots and tally ---------------------------------------------------------------------- */

/* By content, then by place. */
static int compare_events(const void *a, const void *b)
{
	const struct archive_event *one = *(const struct archive_event *const *)a;
	const struct archive_event *two = *(const struct archive_event *const *)b;
	int order = memcmp(&one->data[0].digest, &two->data[0].digest, sizeof(struct digest));

	return order ? order : (one > two) - (one < two);
}

/* A ballot sent in again byte for byte would undo what its voter decided in between. */
static enum err check_repeated(struct audit *audit)
{
	const struct ballots *ballots = &audit->ballots;
	const struct archive_event **sorted =
		arena_array(audit->arena, const struct archive_event *, ballots->n + 1);

	if (!sorted)
		return ERR_BUSY;
	for (size_t i = 0; i < ballots->n; i++)
		sorted[i] = &ballots->events[i];
	qsort(sorted, ballots->n, sizeof *sorted, compare_events);
	for (size_t i = 1; i < ballots->n; i++)
		if (digest_equal(&sorted[i - 1]->data[0].digest, &sorted[i]->data[0].digest))
			fault_at(audit, VERIFY_BALLOT_REPEATED, &sorted[i]->data[0]);
	return OK;
}

static enum err check_ballots(struct audit *audit)
{
	const struct ballots *ballots = &audit->ballots;
	struct verify_report *report = audit->report;

	TRY(ballots_check(ballots, audit->options->n_threads, audit->arena, &audit->findings));
	for (size_t i = 0; i < ballots->n; i++) {
		const struct ballot_finding *finding = &audit->findings[i];
		size_t n = report->n_faults;

		if (finding->reason == VERIFY_REASON__COUNT)
			continue;
		fault_at(audit, finding->reason, &ballots->events[i].data[0]);
		if (report->n_faults > n)
			memcpy(report->faults[n].detail, finding->detail, VERIFY_DETAIL_SIZE);
	}
	TRY(check_repeated(audit));
	if (report->outcome[VERIFY_BALLOTS] == VERIFY_FAILS)
		return OK;
	TRY(ballots_tally(ballots, audit->findings, audit->arena, &audit->tally, &audit->error));
	report->n_tallied = audit->tally.n_ballots;
	report->weight_tallied = audit->tally.weight;
	return OK;
}

static enum err check_tally(struct audit *audit)
{
	const struct archive_record *tally = &audit->tally_at->data[0];
	const struct archive_record *record = &audit->tally_at->data[1];
	auto_buf struct buf expected = {0};
	struct sized sized;
	bool good;
	enum err err = sized_read(text_of(record), length_of(record), &sized, &audit->error);

	TRY(settle(audit, err, VERIFY_SIZED_FORM, record, &good));
	if (good && !digest_equal(&sized.encrypted_tally, &tally->digest))
		fault_at(audit, VERIFY_SIZED_OTHER, record);
	if (good && sized.num_tallied != audit->tally.n_ballots)
		fault_at(audit, VERIFY_NUM_TALLIED, record);
	if (good && sized.total_weight != audit->tally.weight)
		fault_at(audit, VERIFY_TOTAL_WEIGHT, record);
	buf_init(&expected, ARCHIVE_MEMBER_MAX);
	tally_write(audit->report->election, &audit->tally, &expected);
	if (!buf_ok(&expected))
		return ERR_BUSY;
	if (expected.len != tally->body.len ||
		memcmp(expected.data, tally->body.data, expected.len) != 0)
		fault_at(audit, VERIFY_TALLY_OTHER, tally);
	return OK;
}

/* ---- decryption and result ------------------------------------------------------------------ */

/* Whose it is, once that is clear; else NULL, with a fault. */
static enum err find_owner(struct audit *audit, const struct archive_event *event,
	const struct trustee_key **ret_key, size_t *ret_owner)
{
	const struct archive_record *record = &event->data[1];
	struct owned owned;
	bool good;
	enum err err = owned_read(text_of(record), length_of(record), &owned, &audit->error);

	*ret_key = NULL;
	TRY(settle(audit, err, VERIFY_OWNED_FORM, record, &good));
	if (!good)
		return OK;
	if (!digest_equal(&owned.payload, &event->data[0].digest))
		fault_at(audit, VERIFY_OWNED_OTHER, record);
	else if (owned.owner < 1 || owned.owner > audit->report->n_owners)
		fault_at(audit, VERIFY_OWNER_UNKNOWN, record);
	else if (audit->by_owner[owned.owner - 1])
		fault_at(audit, VERIFY_OWNER_REPEATED, record);
	else
		*ret_key = trustees_key(&audit->trustees, (size_t)owned.owner);
	if (*ret_key)
		*ret_owner = (size_t)owned.owner;
	return OK;
}

static enum err check_decryption(struct audit *audit, const struct archive_event *event)
{
	const struct election *election = audit->report->election;
	const struct archive_record *record = &event->data[0];
	struct decryption *decryption = arena_new(audit->arena, struct decryption);
	const struct trustee_key *key;
	size_t owner;
	bool good;
	enum err err;

	if (!decryption)
		return ERR_BUSY;
	TRY(find_owner(audit, event, &key, &owner));
	if (!key)
		return OK;
	err = decryption_read(election, text_of(record), length_of(record), audit->arena,
		decryption, &audit->error);
	TRY(settle(audit, err, VERIFY_DECRYPTION_FORM, record, &good));
	if (!good)
		return OK;
	err = decryption_check(
		election, &audit->tally, &key->public_key, decryption, &audit->error);
	TRY(settle(audit, err, VERIFY_DECRYPTION_PROOF, record, &good));
	if (good)
		audit->by_owner[owner - 1] = decryption;
	return OK;
}

static enum err check_decryptions(struct audit *audit)
{
	audit->by_owner =
		arena_array(audit->arena, const struct decryption *, audit->report->n_owners + 1);
	if (!audit->by_owner)
		return ERR_BUSY;
	for (size_t i = 0; i < audit->report->n_decryptions; i++)
		TRY(check_decryption(audit, &audit->decrypted[i]));
	return OK;
}

static enum err check_result(struct audit *audit)
{
	const struct election *election = audit->report->election;
	const struct archive_record *record = &audit->result_at->data[0];
	struct point *factors;
	uint64_t *result;
	bool good;
	enum err err = decryption_combine(
		election, &audit->trustees, audit->by_owner, audit->arena, &factors, &audit->error);

	TRY(settle(audit, err, VERIFY_DECRYPTION_MISSING, audit->result_at->self, &good));
	if (!good)
		return OK;
	err = result_read(
		election, text_of(record), length_of(record), audit->arena, &result, &audit->error);
	TRY(settle(audit, err, VERIFY_RESULT_FORM, record, &good));
	if (!good)
		return OK;
	err = result_check(election, &audit->tally, factors, result, &audit->error);
	TRY(settle(audit, err, VERIFY_RESULT_OTHER, record, &good));
	if (good)
		audit->report->result = result;
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
	unsigned stands_on;                         /* checks that must not have failed */
	bool (*applies)(const struct audit *audit); /* NULL: always */
	enum verify_outcome otherwise;
} checks[] = {
	[VERIFY_ARCHIVE] = {check_archive, 0, NULL, VERIFY_HOLDS},
	[VERIFY_FINGERPRINT] = {check_fingerprint, ON(ARCHIVE), is_asked, VERIFY_NOT_ASKED},
	[VERIFY_ELECTION] = {check_election, ON(ARCHIVE), NULL, VERIFY_HOLDS},
	[VERIFY_CREDENTIALS] = {check_credentials, ON(ARCHIVE), NULL, VERIFY_HOLDS},
	[VERIFY_TRUSTEES] = {check_trustees, ON(ARCHIVE) | ON(ELECTION), NULL, VERIFY_HOLDS},
	[VERIFY_SETUP] = {check_setup, ON(ELECTION) | ON(TRUSTEES), NULL, VERIFY_HOLDS},
	[VERIFY_BINDING] = {check_binding, ON(ELECTION), NULL, VERIFY_HOLDS},
	[VERIFY_BALLOTS] = {check_ballots, ON(ELECTION) | ON(CREDENTIALS), NULL, VERIFY_HOLDS},
	[VERIFY_TALLY] = {check_tally, ON(BALLOTS), has_tally, VERIFY_NOT_YET},
	[VERIFY_DECRYPTIONS] = {check_decryptions, ON(TRUSTEES) | ON(TALLY), has_decryption,
		VERIFY_NOT_YET},
	[VERIFY_RESULT] = {check_result, ON(TRUSTEES) | ON(TALLY) | ON(DECRYPTIONS), has_result,
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
