/* The checks of an archive against the record: what the service said while it happened, in the
 * order in which it said it, is what the archive says afterwards. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/verify/audit.h"
#include "crypto/wire/documents.h"

static const char prepared[] = "round.prepared", tallied[] = "round.tallied",
		  decrypted[] = "round.decrypted", opened[] = "round.opened", batch[] = "ballots";

/* ---- the course ------------------------------------------------------------------------------ */

/* The steps of a round, in their order. */
static const struct {
	const char *type;
	bool once;
} steps[] = {
	{prepared, true},
	{"polling.opened", true},
	{batch, false},
	{"polling.closed", true},
	{tallied, true},
	{decrypted, false},
	{opened, true},
	{"result.signed", false},
	{"result.announced", true},
};

/* Which step of the round at work an entry is; COUNT_OF(steps): none. */
static size_t step_of(const struct audit *audit, size_t entry)
{
	size_t step = 0;

	while (step < COUNT_OF(steps) && !entry_of_round(audit, entry, steps[step].type))
		step++;
	return step;
}

static void keep_step(struct audit *audit, size_t entry)
{
	struct course *course = &audit->course;
	const struct {
		const char *type;
		int64_t *at;
	} kept[] = {
		{prepared, &course->prepared},
		{"polling.closed", &course->closed},
		{tallied, &course->tallied},
		{opened, &course->opened},
		{"result.signed", &course->signed_once},
		{"result.announced", &course->announced},
	};

	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (entry_is(audit, entry, kept[i].type))
			*kept[i].at = (int64_t)entry;
}

/* The draft of the election that the round belongs to. */
static enum err find_draft(struct audit *audit)
{
	auto_json struct json *round = NULL;
	const char *election;

	TRY(entry_parse(audit, (size_t)audit->course.prepared, &round));
	if (!json_string(json_get(round, "election"), &election))
		return OK;
	for (size_t i = 0; i < (size_t)audit->course.prepared; i++) {
		auto_json struct json *draft = NULL;

		if (!entry_is(audit, i, "election.drafted"))
			continue;
		TRY(entry_parse(audit, i, &draft));
		if (member_is(draft, "election", election))
			audit->course.drafted = (int64_t)i;
	}
	return OK;
}

enum err check_course(struct audit *audit)
{
	uint64_t seen = 0;
	size_t last = 0;

	audit->course = (struct course){
		ENTRY_NONE, ENTRY_NONE, ENTRY_NONE, ENTRY_NONE, ENTRY_NONE, ENTRY_NONE, ENTRY_NONE};
	for (size_t i = 0; i < audit->export.n; i++) {
		size_t step = step_of(audit, i);

		if (step == COUNT_OF(steps))
			continue;
		if (steps[step].once && seen >> step & 1)
			fault_entry(audit, VERIFY_COURSE_REPEATED, i, "");
		else if (step < last || !(seen & 1 || step == 0))
			fault_entry(audit, VERIFY_COURSE_ORDER, i, "");
		seen |= UINT64_C(1) << step;
		last = step > last ? step : last;
		keep_step(audit, i);
	}
	if (!(seen & 1))
		fault_entry(audit, VERIFY_ROUND_UNRECORDED, audit->export.n, "");
	return has_failed(audit, VERIFY_COURSE) ? OK : find_draft(audit);
}

/* ---- the set-up ------------------------------------------------------------------------------ */

static void compare_documents(struct audit *audit, const struct json *round)
{
	static const struct {
		const char *name;
		size_t record;
	} documents[] = {{"election_hash", SETUP_ELECTION}, {"trustees_hash", SETUP_TRUSTEES},
		{"credentials_hash", SETUP_CREDENTIALS}};
	size_t entry = (size_t)audit->course.prepared;

	for (size_t i = 0; i < COUNT_OF(documents); i++)
		if (!member_is_hash(
			    round, documents[i].name, &audit->setup[documents[i].record].digest))
			fault_entry(audit, VERIFY_SETUP_UNRECORDED, entry, documents[i].name);
	if (!member_is_number(round, "timestamp", (int64_t)audit->report->archive.timestamp))
		fault_entry(audit, VERIFY_TIME_UNRECORDED, entry, "timestamp");
}

/* The list as it was published, or last corrected by decision, before the round was prepared. */
static enum err compare_roll(struct audit *audit, const char *election)
{
	size_t end = (size_t)audit->course.prepared;
	char roll[DIGEST_BASE64_SIZE];
	bool good = false;

	digest_base64(&audit->report->binding.roll, roll);
	for (size_t i = 0; i < end; i++) {
		auto_json struct json *list = NULL;

		if (!entry_is(audit, i, "list.published") && !entry_is(audit, i, "list.corrected"))
			continue;
		TRY(entry_parse(audit, i, &list));
		if (member_is(list, "election", election))
			good = member_is(list, "commitment", roll);
	}
	if (!good)
		fault_entry(audit, VERIFY_ROLL_UNRECORDED, end, "");
	return OK;
}

static bool names_round(const struct json *draft, const char *uuid)
{
	const struct json *round = json_first(json_get(draft, "rounds"));
	const char *text;

	for (; round; round = json_next(round))
		if (json_string(round, &text) && strcmp(text, uuid) == 0)
			return true;
	return false;
}

static enum err compare_draft(struct audit *audit)
{
	const struct binding *binding = &audit->report->binding;
	size_t entry = (size_t)audit->course.drafted;
	auto_json struct json *draft = NULL;
	char profile[DIGEST_BASE64_SIZE];

	TRY(entry_parse(audit, entry, &draft));
	if (!names_round(draft, audit->report->election->uuid))
		fault_entry(audit, VERIFY_DRAFT_UNRECORDED, entry, "rounds");
	digest_base64(&binding->profile, profile);
	if (audit->report->bound && !(member_is(draft, "profile", binding->profile_id) &&
					    member_is(draft, "profile_hash", profile)))
		fault_entry(audit, VERIFY_PROFILE_UNRECORDED, entry, "profile");
	return OK;
}

enum err check_recorded_setup(struct audit *audit)
{
	auto_json struct json *round = NULL;
	const char *election = "";

	TRY(entry_parse(audit, (size_t)audit->course.prepared, &round));
	compare_documents(audit, round);
	if (audit->course.drafted == ENTRY_NONE) {
		fault_entry(audit, VERIFY_DRAFT_UNRECORDED, (size_t)audit->course.prepared, "");
		return OK;
	}
	TRY(compare_draft(audit));
	if (audit->report->bound && json_string(json_get(round, "election"), &election))
		TRY(compare_roll(audit, election));
	return OK;
}

/* ---- the ballots ----------------------------------------------------------------------------- */

/* A ballot that the record names, and the entry that does. */
struct named {
	struct digest digest;
	size_t entry;
};

struct named_list {
	struct named *items;
	size_t n;
	size_t room;
};

/* Room for all: two hexadecimal digits a byte and quotes around them. */
static enum err make_room(struct audit *audit, struct named_list *list)
{
	for (size_t i = 0; i < audit->export.n; i++)
		if (entry_of_round(audit, i, batch))
			list->room += audit->entries[i].text.len / (DIGEST_HEX_SIZE + 1);
	list->items = arena_array(audit->arena, struct named, list->room + 1);
	return list->items ? OK : ERR_BUSY;
}

/* Digests in ascending order: nobody can tell which of a batch came first. */
static bool read_batch(const struct json *entry, size_t at, struct named_list *list)
{
	const struct json *item = json_first(json_get(entry, "ballots"));
	size_t first = list->n;

	for (; item; item = json_next(item)) {
		struct named *named = &list->items[list->n];
		const char *hex;

		if (list->n == list->room || !json_string(item, &hex) ||
			!digest_from_hex(hex, &named->digest))
			return false;
		if (list->n > first && memcmp(&named[-1].digest, &named->digest, DIGEST_BYTES) >= 0)
			return false;
		named->entry = at;
		list->n++;
	}
	return list->n > first;
}

static enum err read_batches(struct audit *audit, struct named_list *list)
{
	int64_t n = 0;

	TRY(make_room(audit, list));
	for (size_t i = 0; i < audit->export.n; i++) {
		auto_json struct json *entry = NULL;

		if (!entry_of_round(audit, i, batch))
			continue;
		TRY(entry_parse(audit, i, &entry));
		if (!member_is_number(entry, "batch", ++n))
			fault_entry(audit, VERIFY_BATCH_ORDER, i, "batch");
		if (!read_batch(entry, i, list))
			fault_entry(audit, VERIFY_BATCH_FORM, i, "ballots");
	}
	return OK;
}

static bool is_named(const struct named_list *list, const struct digest *digest)
{
	for (size_t i = 0; i < list->n; i++)
		if (digest_equal(&list->items[i].digest, digest))
			return true;
	return false;
}

static bool is_archived(const struct ballots *ballots, const struct digest *digest)
{
	for (size_t i = 0; i < ballots->n; i++)
		if (digest_equal(&ballots->events[i].data[0].digest, digest))
			return true;
	return false;
}

static const struct archive_record *ballot_at(const struct audit *audit, size_t i)
{
	return &audit->ballots.events[i].data[0];
}

/* What the first difference is: what follows it differs because of it. */
static void tell_difference(struct audit *audit, const struct named_list *list, size_t i)
{
	const struct archive_record *ballot = i < audit->ballots.n ? ballot_at(audit, i) : NULL;
	const struct named *named = i < list->n ? &list->items[i] : NULL;
	char hex[DIGEST_HEX_SIZE];

	if (ballot && !is_named(list, &ballot->digest))
		fault_at(audit, VERIFY_BALLOT_UNRECORDED, ballot);
	if (named && !is_archived(&audit->ballots, &named->digest)) {
		digest_hex(&named->digest, hex);
		fault_entry(audit, VERIFY_BALLOT_WITHHELD, named->entry, hex);
	}
	if (ballot && named && !has_failed(audit, VERIFY_RECORDED_BALLOTS))
		fault_at(audit, VERIFY_BALLOT_MOVED, ballot);
}

/* While polling is open either may be the older of the two, and end before the other. */
enum err check_recorded_ballots(struct audit *audit)
{
	struct named_list list = {0};
	size_t n, i = 0;

	TRY(read_batches(audit, &list));
	if (has_failed(audit, VERIFY_RECORDED_BALLOTS))
		return OK;
	n = list.n < audit->ballots.n ? list.n : audit->ballots.n;
	while (i < n && digest_equal(&list.items[i].digest, &ballot_at(audit, i)->digest))
		i++;
	if (i < n || (audit->closed && list.n != audit->ballots.n))
		tell_difference(audit, &list, i);
	return OK;
}

/* ---- the count ------------------------------------------------------------------------------- */

static enum err compare_tally(struct audit *audit)
{
	auto_json struct json *entry = NULL;
	const struct archive_event *event = audit->tally_at;

	if (audit->course.tallied == ENTRY_NONE) {
		fault_at(audit, VERIFY_TALLY_UNRECORDED, &event->data[0]);
		return OK;
	}
	TRY(entry_parse(audit, (size_t)audit->course.tallied, &entry));
	if (!member_is_hash(entry, "hash", &event->data[0].digest))
		fault_entry(audit, VERIFY_TALLY_UNRECORDED, (size_t)audit->course.tallied, "hash");
	if (!member_is_number(entry, "ballots", (int64_t)audit->report->n_tallied) &&
		(audit->report->n_tallied || json_get(entry, "ballots"))) /* none may be left out */
		fault_entry(
			audit, VERIFY_TALLY_UNRECORDED, (size_t)audit->course.tallied, "ballots");
	return OK;
}

static enum err compare_decryption(
	struct audit *audit, const struct archive_event *event, size_t at)
{
	auto_json struct json *entry = NULL;
	struct owned owned;

	TRY(entry_parse(audit, at, &entry));
	/* it was read before: it is good */
	if (owned_read(text_of(&event->data[1]), length_of(&event->data[1]), &owned,
		    &audit->error) != OK)
		return ERR_BUSY;
	if (!member_is_hash(entry, "hash", &event->data[0].digest))
		fault_entry(audit, VERIFY_DECRYPTION_UNRECORDED, at, "hash");
	else if (!member_is_number(entry, "trustee", (int64_t)owned.owner))
		fault_entry(audit, VERIFY_DECRYPTION_UNRECORDED, at, "trustee");
	return OK;
}

/* One after the other as they came in. */
static enum err compare_decryptions(struct audit *audit)
{
	size_t n = audit->report->n_decryptions, done = 0;

	for (size_t i = 0; i < audit->export.n; i++) {
		if (!entry_of_round(audit, i, decrypted))
			continue;
		if (done < n)
			TRY(compare_decryption(audit, &audit->decrypted[done], i));
		done++;
	}
	for (size_t i = done; i < n; i++)
		fault_at(audit, VERIFY_DECRYPTION_UNRECORDED, &audit->decrypted[i].data[0]);
	audit->report->record.goes_further = done > n;
	return OK;
}

static enum err compare_result(struct audit *audit)
{
	auto_json struct json *entry = NULL;
	const struct archive_record *result = &audit->result_at->data[0];

	if (audit->course.opened == ENTRY_NONE) {
		fault_at(audit, VERIFY_RESULT_UNRECORDED, result);
		return OK;
	}
	TRY(entry_parse(audit, (size_t)audit->course.opened, &entry));
	if (!member_is_hash(entry, "hash", &result->digest))
		fault_entry(audit, VERIFY_RESULT_UNRECORDED, (size_t)audit->course.opened, "hash");
	return OK;
}

enum err check_recorded_count(struct audit *audit)
{
	struct verify_record *record = &audit->report->record;

	if (audit->course.closed == ENTRY_NONE)
		fault_entry(audit, VERIFY_CLOSING_UNRECORDED, audit->export.n, "");
	if (audit->tally_at)
		TRY(compare_tally(audit));
	TRY(compare_decryptions(audit));
	if (audit->result_at)
		return compare_result(audit);
	record->goes_further = record->goes_further || audit->course.opened != ENTRY_NONE ||
			       (!audit->tally_at && audit->course.tallied != ENTRY_NONE);
	return OK;
}
