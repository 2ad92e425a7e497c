/* See trustee_steps.h: which tally a trustee may help to open. Decrypting anything but the sum of
 * all ballots opens votes, so nothing an archive says is decrypted, only what was summed here. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/verify/ballots.h"
#include "crypto/verify/texts.h"
#include "crypto/wire/documents.h"
#include "tool/trustee_steps.h"

/* Without these an archive says nothing about its tally. */
static const enum verify_check needed[] = {VERIFY_ARCHIVE, VERIFY_ELECTION, VERIFY_CREDENTIALS,
	VERIFY_TRUSTEES, VERIFY_SETUP, VERIFY_BALLOTS, VERIFY_TALLY};

static enum err unsound(struct error *error, const char *what, const char *why)
{
	*error = (struct error){0};
	fail_field(error, what, why);
	return fail(error, ERR_ARCHIVE_UNSOUND);
}

static enum err check_report(const struct verify_report *report, struct error *error)
{
	if (report->n_faults)
		return unsound(error, check_texts[report->faults[0].check].token,
			reason_texts[report->faults[0].reason].token);
	for (size_t i = 0; i < COUNT_OF(needed); i++) {
		enum verify_outcome outcome = report->outcome[needed[i]];

		if (outcome != VERIFY_HOLDS)
			return unsound(
				error, check_texts[needed[i]].token, outcome_texts[outcome].token);
	}
	return report->verdict == AUDIT_HOLDS
		       ? OK
		       : unsound(error, "verdict", verdict_texts[report->verdict].token);
}

/* The order of events was checked: the tally is the last but for decryptions. */
static enum err find_tally(
	const struct archive *archive, struct error *error, const struct archive_event **ret_event)
{
	const struct archive_event *event = &archive->events[archive->n_events - 1];

	while (event->type == ARCHIVE_PARTIAL_DECRYPTION)
		event--;
	if (event->type != ARCHIVE_ENCRYPTED_TALLY)
		return unsound(error, "stage", stage_texts[event->type].token);
	*ret_event = event;
	return OK;
}

/* ---- whose key it is ---- */

static bool same_text(struct buf *buf, const char *text)
{
	bool same = buf_ok(buf) && strcmp(buf->data, text) == 0;

	buf_reset(buf);
	return same;
}

/* The group whose certificates were compared on paper, with the key made from them. */
static bool is_group(const struct trustee_file *file, const struct pedersen *group)
{
	size_t own = (size_t)file->number - 1;
	auto_buf struct buf buf = {0};
	struct digest digest;
	char hex[DIGEST_HEX_SIZE];

	if (own >= group->n)
		return false;
	buf_init(&buf, (size_t)TRUSTEES_MAX * TRUSTEE_TEXT_MAX);
	for (size_t i = 0; i < group->n; i++)
		certificate_write(&group->certs[i], &buf);
	digest = digest_of(buf.data, buf.len);
	digest_hex(&digest, hex);
	buf_reset(&buf);
	trustee_key_write(&group->keys[own], true, &buf);
	return strcmp(hex, file->compared) == 0 && same_text(&buf, file->verification_key);
}

static enum err check_group(const struct trustee_file *file, const struct archive_record *record,
	struct arena *arena, struct error *error)
{
	struct trustees trustees;

	TRY(trustees_read(
		(const char *)record->body.data, record->body.len, arena, &trustees, error));
	for (size_t i = 0; i < trustees.n_items; i++)
		if (trustees.items[i].pedersen && is_group(file, trustees.items[i].pedersen))
			return OK;
	return unsound(error, "trustees", "are not those of this key");
}

/* ---- the sum ---- */

static enum err sum_ballots(const struct verify_report *report, unsigned n_threads,
	struct arena *arena, struct error *error, struct tally *ret_tally)
{
	const struct archive_event *events = report->archive.events;
	const struct archive_record *list = &events[0].data[SETUP_CREDENTIALS];
	struct credentials credentials;
	struct ballots ballots = {.election = report->election,
		.credentials = &credentials,
		.events = events + 1,
		.n = report->n_ballots};
	struct ballot_finding *findings;

	TRY(credentials_read(
		(const char *)list->body.data, list->body.len, arena, &credentials, error));
	TRY(ballots_check(&ballots, n_threads ? n_threads : 1, arena, &findings));
	for (size_t i = 0; i < ballots.n; i++)
		if (events[i + 1].type != ARCHIVE_BALLOT ||
			findings[i].reason != VERIFY_REASON__COUNT)
			return unsound(error, "ballots", findings[i].detail);
	return ballots_tally(&ballots, findings, arena, ret_tally, error);
}

static enum err check_sum(const struct election *election, const struct tally *tally,
	const struct archive_record *record, struct error *error)
{
	auto_buf struct buf text = {0};

	buf_init(&text, ARCHIVE_MEMBER_MAX);
	tally_write(election, tally, &text);
	if (!buf_ok(&text))
		return fail(error, ERR_BUSY);
	if (text.len != record->body.len || memcmp(text.data, record->body.data, text.len) != 0)
		return unsound(error, "tally", "is not the sum of the ballots");
	return OK;
}

/* ---- opening ---- */

/* The tally of this election that was opened before, or NULL. */
static const struct opened_tally *find_opened(const struct trustee_file *file, const char *uuid)
{
	const struct opened_tally *opened = file->opened.items;

	for (size_t i = 0; i < file->opened.n; i++)
		if (strcmp(opened[i].uuid, uuid) == 0)
			return &opened[i];
	return NULL;
}

static enum err check_opened(
	const struct trustee_file *file, const struct opening *opening, struct error *error)
{
	const struct opened_tally *before = find_opened(file, opening->election->uuid);

	return before && (!before->hash || strcmp(before->hash, opening->hash) != 0)
		       ? fail(error, ERR_TALLY_OTHER)
		       : OK;
}

enum err opening_prepare(const struct trustee_file *file, struct span archive,
	const struct verify_options *options, struct arena *arena, struct error *error,
	struct opening *ret_opening)
{
	const struct archive_event *event = NULL;
	struct verify_report report;
	struct opening opening;
	enum err err;

	if (!file->number || !file->compared || !file->verification_key || !file->decryption_key)
		return fail(error, ERR_TRUSTEES_INCOMPLETE);
	err = verify_archive(archive, options, arena, &report);
	if (err != OK)
		return fail(error, err);
	TRY(check_report(&report, error));
	TRY(find_tally(&report.archive, error, &event));
	TRY(check_group(file, &report.archive.events[0].data[SETUP_TRUSTEES], arena, error));
	opening.election = report.election;
	TRY(sum_ballots(&report, options->n_threads, arena, error, &opening.tally));
	TRY(check_sum(report.election, &opening.tally, &event->data[0], error));
	digest_hex(&event->self->digest, opening.hash);
	TRY(check_opened(file, &opening, error));
	*ret_opening = opening;
	return OK;
}

enum err opening_agree(struct trustee_file *file, const struct opening *opening, bool confirmed,
	struct arena *arena, struct error *error)
{
	size_t n = file->opened.n;
	struct opened_tally *opened;
	char count[24];

	TRY(check_opened(file, opening, error));
	snprintf(count, sizeof count, "%" PRIu64, opening->tally.n_ballots);
	if (opening->tally.n_ballots < TRUSTEE_FEW_BALLOTS && !confirmed)
		return fail_args(error, ERR_TALLY_FEW, count, NULL);
	if (find_opened(file, opening->election->uuid))
		return OK;
	opened = arena_array(arena, struct opened_tally, n + 1);
	if (n == TRUSTEE_OPENED_MAX || !opened)
		return fail(error, ERR_TOO_LARGE);
	if (n)
		memcpy(opened, file->opened.items, n * sizeof *opened);
	opened[n].uuid = arena_string(arena, opening->election->uuid);
	opened[n].hash = arena_string(arena, opening->hash);
	if (!opened[n].uuid || !opened[n].hash)
		return fail(error, ERR_TOO_LARGE);
	file->opened = (struct list){opened, n + 1};
	return OK;
}

enum err opening_write(const struct trustee_file *file, const struct opening *opening,
	struct rand *rand, struct arena *arena, struct buf *buf, struct error *error)
{
	auto_scalar struct scalar secret = {0};
	struct decryption decryption;
	struct trustee_key key;

	if (!scalar_parse(file->decryption_key, &secret))
		return fail_field(error, "/decryption_key", "is no number");
	TRY(trustee_key_read(
		file->verification_key, strlen(file->verification_key), true, &key, error));
	TRY(decryption_make(
		opening->election, &opening->tally, &secret, rand, arena, &decryption, error));
	TRY(decryption_check(
		opening->election, &opening->tally, &key.public_key, &decryption, error));
	decryption_write(opening->election, &decryption, buf);
	return buf_ok(buf) ? OK : fail(error, ERR_TOO_LARGE);
}
