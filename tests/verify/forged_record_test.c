/* What is noticed when the record of an election is changed: by its keeper, who signs it again, and
 * by anybody else. */
#include "verify/forged.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/wire/tar.h"

/* In an entry of this type, signed by the record's key again. */
struct entry_change {
	const char *type;
	const char *mark; /* a text in it; of several the first entry is taken */
	struct change change;
};

TEST(forged, each_figure_of_a_record_that_its_keeper_forges_is_noticed)
{
	/* clang-format off */
	static const struct entry_change changes[] = {
		{"record-opened", "", {"\"rehearsal\":true", "\"rehearsal\":false", VERIFY_ANNOUNCED, VERIFY_BODY_OTHER, "/rehearsal", ALONE}},
		{"record-opened", "", {"bodies/1/record\",\"key", "bodies/2/record\",\"key", VERIFY_ANNOUNCED, VERIFY_BODY_OTHER, "/body", ALONE}},
		{"record-opened", "", {"\"type\":\"record-opened\"", "\"type\":\"record\"", VERIFY_RECORD_ENTRIES, VERIFY_RECORD_OPENED, "/origin", ALONE}},
		{"election.drafted", "", {"\"type\":\"election.drafted\"", "\"type\":\"record-opened\"", VERIFY_RECORD_ENTRIES, VERIFY_RECORD_OPENED, "", ALONE}},
		{"roll.imported", "", {"\"type\":\"roll.imported\"", "\"type\":\"Roll\"", VERIFY_RECORD_ENTRIES, VERIFY_ENTRY_FORM, "/type", ALONE}},
		{"roll.imported", "", {"00Z\"", "00+00:00\"", VERIFY_RECORD_ENTRIES, VERIFY_ENTRY_FORM, "/at", ALONE}},
		{"roll.imported", "", {"}", "", VERIFY_RECORD_ENTRIES, VERIFY_ENTRY_FORM, "", ALONE}},
		{"round.prepared", "", {"\"round\":\"", "\"round\":\"0", VERIFY_COURSE, VERIFY_COURSE_ORDER, "", AMONG}},
		{"round.prepared", "", {"\"election_hash\":\"", "\"election_hash\":\"0", VERIFY_RECORDED_SETUP, VERIFY_SETUP_UNRECORDED, "election_hash", ALONE}},
		{"round.prepared", "", {"\"trustees_hash\":\"", "\"trustees_hash\":\"0", VERIFY_RECORDED_SETUP, VERIFY_SETUP_UNRECORDED, "trustees_hash", ALONE}},
		{"round.prepared", "", {"\"credentials_hash\":\"", "\"credentials_hash\":\"0", VERIFY_RECORDED_SETUP, VERIFY_SETUP_UNRECORDED, "credentials_hash", ALONE}},
		{"round.prepared", "", {"\"timestamp\":1", "\"timestamp\":2", VERIFY_RECORDED_SETUP, VERIFY_TIME_UNRECORDED, "timestamp", ALONE}},
		{"round.prepared", "", {"\"election\":\"", "\"election\":\"9", VERIFY_RECORDED_SETUP, VERIFY_DRAFT_UNRECORDED, "", AMONG}},
		{"round.prepared", "", {"\"voters\":40", "\"voters\":41", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/n", ALONE}},
		{"election.drafted", "", {"\"rounds\":[\"", "\"rounds\":[\"0", VERIFY_RECORDED_SETUP, VERIFY_DRAFT_UNRECORDED, "rounds", AMONG}},
		{"election.drafted", "", {"\"profile\":\"rehearsal\"", "\"profile\":\"cn-2026\"", VERIFY_RECORDED_SETUP, VERIFY_PROFILE_UNRECORDED, "profile", ALONE}},
		{"election.drafted", "", {"\"profile_hash\":\"", "\"profile_hash\":\"A", VERIFY_RECORDED_SETUP, VERIFY_PROFILE_UNRECORDED, "profile", ALONE}},
		{"election.drafted", "", {"\"title\":\"第十", "\"title\":\"第九", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/title", ALONE}},
		{"list.published", "", {"\"commitment\":\"", "\"commitment\":\"A", VERIFY_RECORDED_SETUP, VERIFY_ROLL_UNRECORDED, "", ALONE}},
		{"ballots", "", {"\"batch\":1", "\"batch\":2", VERIFY_RECORDED_BALLOTS, VERIFY_BATCH_ORDER, "batch", AMONG}},
		{"ballots", "", {"\"ballots\":[\"", "\"ballots\":[\"0", VERIFY_RECORDED_BALLOTS, VERIFY_BATCH_FORM, "ballots", ALONE}},
		{"ballots", "", {"\"ballots\":[\"", "\"ballots\":[\"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\",\"", VERIFY_RECORDED_BALLOTS, VERIFY_BATCH_FORM, "ballots", ALONE}},
		{"ballots", "", {"\"ballots\":[\"", "\"ballots\":[\"0000000000000000000000000000000000000000000000000000000000000000\",\"", VERIFY_RECORDED_BALLOTS, VERIFY_BALLOT_WITHHELD, "0000", AMONG}},
		{"polling.closed", "", {"polling.closed", "polling.paused", VERIFY_RECORDED_COUNT, VERIFY_CLOSING_UNRECORDED, "", ALONE}},
		{"round.tallied", "", {"\"hash\":\"", "\"hash\":\"0", VERIFY_RECORDED_COUNT, VERIFY_TALLY_UNRECORDED, "hash", ALONE}},
		{"round.tallied", "", {"\"ballots\":21", "\"ballots\":22", VERIFY_RECORDED_COUNT, VERIFY_TALLY_UNRECORDED, "ballots", ALONE}},
		{"round.tallied", "", {"round.tallied", "round.other", VERIFY_RECORDED_COUNT, VERIFY_TALLY_UNRECORDED, "", ALONE}},
		{"round.decrypted", "", {"\"hash\":\"", "\"hash\":\"0", VERIFY_RECORDED_COUNT, VERIFY_DECRYPTION_UNRECORDED, "hash", ALONE}},
		{"round.decrypted", "", {"\"trustee\":1", "\"trustee\":2", VERIFY_RECORDED_COUNT, VERIFY_DECRYPTION_UNRECORDED, "trustee", ALONE}},
		{"round.decrypted", "\"trustee\":3", {"round.decrypted", "round.other", VERIFY_RECORDED_COUNT, VERIFY_DECRYPTION_UNRECORDED, "", ALONE}},
		{"round.opened", "", {"\"hash\":\"", "\"hash\":\"0", VERIFY_RECORDED_COUNT, VERIFY_RESULT_UNRECORDED, "hash", ALONE}},
		{"round.opened", "", {"round.opened", "round.other", VERIFY_RECORDED_COUNT, VERIFY_RESULT_UNRECORDED, "", ALONE}},
		{"result.announced", "", {"\"hash\":\"", "\"hash\":\"0", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "hash", ALONE}},
		{"result.announced", "", {"\"verdict\":\"valid\"", "\"verdict\":\"void\"", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "verdict", ALONE}},
		{"result.announced", "", {"\"n\":40", "\"n\":41", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "n", ALONE}},
		{"result.announced", "", {"\"p\":35", "\"p\":36", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "p", ALONE}},
		{"result.announced", "", {"result.announced", "result.other", VERIFY_ANNOUNCED, VERIFY_NOT_ANNOUNCED, "", ALONE}},
		{"box.counted", "", {"\"recovered\":14", "\"recovered\":15", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/recovered", ALONE}},
		{"box.counted", "", {"\"second_hash\":\"", "\"second_hash\":\"A", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/entries", ALONE}},
		{"box.counted", "", {"box.counted", "box.other", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0", ALONE}},
		{"box.opened", "", {"\"name\":\"一号", "\"name\":\"二号", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/name", ALONE}},
	};
	/* clang-format on */
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const struct change *change = &changes[i].change;

		t_evidence_restore(evidence, &kept, entries);
		t_entry_put(evidence, t_entry_first(evidence, changes[i].type, changes[i].mark),
			change->old, change->new);
		expect(evidence, change);
	}
}

/* ---- steps ---- */

/* An entry as it stands at `from`, once more in front of `at`, of another type. */
static void repeat(
	struct t_evidence *evidence, size_t at, size_t from, const char *old, const char *new)
{
	t_entry_insert(evidence, at, evidence->entries[from]);
	t_entry_put(evidence, at, old, new);
}

static void move(struct t_evidence *evidence, size_t from, size_t to)
{
	const char *entry = evidence->entries[from];

	t_entry_drop(evidence, from);
	t_entry_insert(evidence, to, entry);
}

TEST(forged, steps_that_are_repeated_or_out_of_order_are_noticed)
{
	static const char *const once[] = {"round.prepared", "polling.opened", "polling.closed",
		"round.tallied", "round.opened", "result.announced"};
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);
	size_t at;

	for (size_t i = 0; i < COUNT_OF(once); i++) {
		t_evidence_restore(evidence, &kept, entries);
		at = t_entry_first(evidence, once[i], "");
		t_entry_insert(evidence, at, evidence->entries[at]);
		t_expect_only(
			evidence, t_files_now(evidence), VERIFY_COURSE, VERIFY_COURSE_REPEATED, "");
		if (i == 0)
			continue;
		t_evidence_restore(evidence, &kept, entries);
		move(evidence, t_entry_first(evidence, once[i], ""),
			t_entry_first(evidence, "round.prepared", ""));
		t_expect_fault(
			evidence, t_files_now(evidence), VERIFY_COURSE, VERIFY_COURSE_ORDER, "");
	}
	t_evidence_restore(evidence, &kept, entries);
	move(evidence, t_entry_last(evidence, "ballots", ""),
		t_entry_first(evidence, "polling.closed", ""));
	t_expect_only(evidence, t_files_now(evidence), VERIFY_COURSE, VERIFY_COURSE_ORDER, "");
}

/* A box that was opened, and of which the result says nothing. */
TEST(forged, a_box_that_is_left_out_is_noticed)
{
	struct t_evidence *evidence = t_evidence_new();
	size_t at = t_entry_first(evidence, "box.opened", "");

	repeat(evidence, at, at, "\"box\":\"", "\"box\":\"9");
	t_expect_only(
		evidence, t_files_now(evidence), VERIFY_ANNOUNCED, VERIFY_BOX_WITHHELD, "box");
}

TEST(forged, a_missing_batch_is_noticed)
{
	struct t_evidence *evidence = t_evidence_new();

	t_entry_drop(evidence, t_entry_last(evidence, "ballots", ""));
	t_expect_only(evidence, t_files_now(evidence), VERIFY_RECORDED_BALLOTS,
		VERIFY_BALLOT_UNRECORDED, "");
}

/* ---- keys and offices ---- */

static const char *member(struct t_evidence *evidence, size_t entry, const char *name)
{
	const char *mark = t_text(evidence->course->app, "\"%s\":\"", name);
	const char *at = strstr(evidence->entries[entry], mark);

	T_CHECK(at != NULL);
	at += strlen(mark);
	return t_text(evidence->course->app, "%.*s", (int)strcspn(at, "\""), at);
}

/* The entry that names the key of a signer. */
static size_t device_of(struct t_evidence *evidence, size_t signer)
{
	char key[BASE64_SIZE(SIGN_PUBLIC_BYTES)];

	base64_encode(BASE64, evidence->signers[signer].key.bytes, SIGN_PUBLIC_BYTES, key);
	return t_entry_first(evidence, "device.activated", key);
}

/* The entry that gives her the office. */
static size_t office_of(struct t_evidence *evidence, size_t signer)
{
	const char *holder = member(evidence, device_of(evidence, signer), "holder");

	for (size_t i = 0; i < evidence->n; i++)
		if (strstr(evidence->entries[i], "\"type\":\"office.granted\"") &&
			strstr(evidence->entries[i], holder) &&
			strstr(evidence->entries[i], "\"role\":\"election_committee\""))
			return i;
	t_fail(__FILE__, __LINE__, "no office of signer %zu", signer);
}

/* A key or an office that ends: before anybody signed, between the two signatures, after both. Who
 * had signed before keeps her signature. */
TEST(forged, a_signature_counts_by_what_was_recorded_when_it_was_made)
{
	static const struct {
		size_t (*entry)(struct t_evidence *evidence, size_t signer);
		const char *old, *new;
		unsigned reason;
	} ends[] = {{device_of, "device.activated", "device.removed", VERIFY_SIGNER_REMOVED},
		{office_of, "office.granted", "office.ended", VERIFY_SIGNER_OFFICE}};
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		for (size_t signer = 0; signer < T_SIGNERS; signer++) {
			const char *detail = signer ? "/signatures/1" : "/signatures/0";
			size_t from = ends[i].entry(evidence, signer);

			repeat(evidence, t_entry_first(evidence, "result.signed", ""), from,
				ends[i].old, ends[i].new);
			t_expect_only(evidence, t_files_now(evidence), VERIFY_SIGNERS,
				ends[i].reason, detail);
			t_evidence_restore(evidence, &kept, entries);
			repeat(evidence, t_entry_first(evidence, "result.announced", ""), from,
				ends[i].old, ends[i].new);
			if (signer)
				t_expect_only(evidence, t_files_now(evidence), VERIFY_SIGNERS,
					ends[i].reason, detail);
			else
				t_expect_holds(evidence, t_files_now(evidence));
			t_evidence_restore(evidence, &kept, entries);
			repeat(evidence, evidence->n, from, ends[i].old, ends[i].new);
			t_expect_holds(evidence, t_files_now(evidence));
			t_evidence_restore(evidence, &kept, entries);
		}
}

TEST(forged, a_signer_holds_her_office_on_the_day)
{
	static const char *const changes[][2] = {{"\"until\":\"2031", "\"until\":\"2026"},
		{"\"from\":\"2026-0", "\"from\":\"2027-0"}, {"election_committee", "counter"},
		{"office.granted", "office.other"}};
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		size_t office = office_of(evidence, 0);

		t_entry_put(evidence, office, changes[i][0], changes[i][1]);
		t_expect_only(evidence, t_files_now(evidence), VERIFY_SIGNERS, VERIFY_SIGNER_OFFICE,
			"/signatures/0");
		t_evidence_restore(evidence, &kept, entries);
	}
}

TEST(forged, two_keys_of_one_person_are_one_signer)
{
	struct t_evidence *evidence = t_evidence_new();
	size_t second = device_of(evidence, 1);

	t_entry_put(evidence, second, member(evidence, second, "holder"),
		member(evidence, device_of(evidence, 0), "holder"));
	t_expect_only(evidence, t_files_now(evidence), VERIFY_SIGNERS, VERIFY_SIGNERS_ONE,
		"/signatures/1");
}

TEST(forged, a_key_that_was_activated_later_signed_nothing)
{
	struct t_evidence *evidence = t_evidence_new();

	move(evidence, device_of(evidence, 0), evidence->n - 1);
	t_expect_only(evidence, t_files_now(evidence), VERIFY_SIGNERS, VERIFY_SIGNER_UNKNOWN,
		"/signatures/0");
}

/* ---- without the record's key ---- */

static void read_export(struct t_evidence *evidence, struct span bytes, struct export *ret_export)
{
	struct export_fault fault;

	T_OK(export_read(bytes, &evidence->course->app->arena, ret_export, &fault));
}

static void expect_head(struct t_evidence *evidence, struct span record, unsigned reason)
{
	struct verify_report report;

	T_OK(verify_record(record, &evidence->course->app->arena, &report));
	T_INT(report.verdict, AUDIT_FAILS);
	T_INT(report.n_faults, 1);
	T_INT(report.faults[0].check, VERIFY_RECORD_HEAD);
	T_INT(report.faults[0].reason, reason);
}

TEST(forged, no_entry_of_a_signed_record_can_be_changed_moved_or_dropped)
{
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);
	struct export own;

	read_export(evidence, evidence->record, &own);
	for (size_t i = 0; i < kept.n; i++) {
		t_entry_put(evidence, i, "\"at\":\"2026", "\"at\":\"2025");
		expect_head(evidence, t_record_under(evidence, own.key, own.checkpoint),
			VERIFY_RECORD_ROOT);
		t_evidence_restore(evidence, &kept, entries);
		t_entry_drop(evidence, i);
		expect_head(evidence, t_record_under(evidence, own.key, own.checkpoint),
			VERIFY_RECORD_SIZE);
		t_evidence_restore(evidence, &kept, entries);
		move(evidence, i, (i + 1) % kept.n);
		expect_head(evidence, t_record_under(evidence, own.key, own.checkpoint),
			VERIFY_RECORD_ROOT);
		t_evidence_restore(evidence, &kept, entries);
	}
}

/* A good record of another body, which has had no election yet. */
static struct span other_record(const struct t_evidence *evidence)
{
	struct t_evidence other = *evidence;

	other.entries = t_entries_keep(evidence);
	other.n = t_entry_first(evidence, "election.drafted", "");
	t_entry_put(&other, 0, "bodies/1/record\",\"key", "bodies/2/record\",\"key");
	return t_record_made(&other);
}

TEST(forged, a_record_is_signed_by_its_own_key)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {evidence->archive, evidence->result, evidence->record};
	struct span other = other_record(evidence);
	struct export own, foreign;
	const char *bad;

	read_export(evidence, evidence->record, &own);
	read_export(evidence, other, &foreign);
	files.record = other;
	t_expect_only(evidence, files, VERIFY_COURSE, VERIFY_ROUND_UNRECORDED, "");
	files.record = t_record_under(evidence, own.key, foreign.checkpoint);
	t_expect_only(evidence, files, VERIFY_RECORD_HEAD, VERIFY_CHECKPOINT_SIGNATURE, "");
	files.record = t_record_under(evidence, foreign.key, own.checkpoint);
	t_expect_only(evidence, files, VERIFY_RECORD_HEAD, VERIFY_CHECKPOINT_SIGNATURE, "");
	files.record = t_record_under(evidence, foreign.key, foreign.checkpoint);
	t_expect_only(evidence, files, VERIFY_RECORD_HEAD, VERIFY_RECORD_SIZE, "");
	bad = t_text(evidence->course->app, "%s0", own.key);
	files.record = t_record_under(evidence, bad, own.checkpoint);
	t_expect_only(evidence, files, VERIFY_RECORD_HEAD, VERIFY_RECORD_KEY, "");
	files.record = t_record_under(evidence, own.key, (struct span){own.checkpoint.data, 9});
	t_expect_only(evidence, files, VERIFY_RECORD_HEAD, VERIFY_CHECKPOINT_FORM, "");
}

TEST(forged, the_first_entry_names_the_key_that_signs)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = t_files_now(evidence);

	evidence->forger = t_person_key(evidence->course->app, 4712).key;
	files.record = t_record_signed(evidence);
	t_expect_only(evidence, files, VERIFY_RECORD_ENTRIES, VERIFY_RECORD_OPENED, "/key");
}

TEST(forged, each_defect_of_the_records_file_has_its_place)
{
	static const struct {
		const char *name, *body;
		enum export_fault_reason reason;
	} members[] = {{"note", "x", EXPORT_NAME}, {"key", "x", EXPORT_TWICE},
		{"tile/entries/002", "x", EXPORT_BUNDLE}};
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {evidence->archive, evidence->result, {0}};
	struct export whole;

	read_export(evidence, evidence->record, &whole);
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		auto_buf struct buf out = {0};

		buf_init(&out, 1 << 20);
		export_begin(&out, whole.key, whole.checkpoint, 1);
		export_bundle(&out, 0, whole.entries, whole.n, 1);
		tar_add(&out, members[i].name, members[i].body, 1, 1);
		files.record = (struct span){(const uint8_t *)out.data, out.len};
		t_expect_only(
			evidence, files, VERIFY_RECORD_FILE, VERIFY_EXPORT + members[i].reason, "");
	}
}
