/* See evidence.h. */
#include "harness/evidence.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/checkpoint.h"
#include "crypto/tile.h"
#include "crypto/verify/texts.h"
#include "crypto/wire/dsse.h"
#include "crypto/wire/export.h"

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

enum { ENTRIES_MAX = 1000, EXPORT_MAX = 4 << 20, PAPERS = 14 };

static struct arena *arena_of(struct t_evidence *evidence)
{
	return &evidence->course->app->arena;
}

static struct span text_span(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

/* ---- an election ---- */

/* The first day; the first `n_keys` voters may vote online. */
static struct t_course *polling(size_t n_voters, size_t n_keys)
{
	struct t_course *course = t_course_new(t_app_new(), n_voters, OPENS, CLOSES);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, n_keys);
	t_course_clock(course, OPENS);
	return course;
}

struct t_course *t_evidence_polling(void)
{
	return polling(40, 30);
}

struct t_course *t_evidence_polled(void)
{
	static const struct t_count count = {.spare = 6,
		.recovered = PAPERS,
		.invalid = 1,
		.votes = {{1, 9}, {2, 4}, {3, 10}, {4, 7}, {5, 5}, {0, 0}}};
	struct t_course *course = t_evidence_polling();
	const char *box;

	for (size_t i = 1; i <= 20; i++)
		T_STATUS(t_course_vote(course, i, i % 4 ? "010|0110" : "001|0101"), 201);
	T_STATUS(t_course_vote(course, 1, "010|0011"), 201);
	T_STATUS(t_course_vote(course, 21, "100|1000"), 201);
	box = t_box_new(course, PAPERS + count.spare);
	t_box_issue_many(course, box, 26, PAPERS);
	t_course_clock(course, CLOSES);
	t_box_count(course, box, &count);
	return course;
}

static struct t_evidence *announced(struct t_course *course)
{
	t_course_count(course);
	t_result_announce(course);
	return t_evidence_of(course);
}

struct t_evidence *t_evidence_new(void)
{
	return announced(t_evidence_polled());
}

/* Closes at `closes`. */
static struct t_evidence *voted(
	struct t_course *course, size_t n, const char *marks, const char *closes)
{
	for (size_t i = 1; i <= n; i++)
		T_STATUS(t_course_vote(course, i, marks), 201);
	t_course_clock(course, closes);
	return announced(course);
}

struct t_evidence *t_evidence_online(size_t n, const char *marks)
{
	return voted(t_evidence_polling(), n, marks, CLOSES);
}

struct t_evidence *t_evidence_short(void)
{
	static const struct t_count count = {.spare = 3,
		.recovered = 10,
		.votes = {{1, 6}, {2, 4}, {3, 10}, {4, 7}, {5, 3}, {0, 0}}};
	struct t_course *course = polling(12, 2);
	const char *box = t_box_new(course, count.recovered + count.spare);

	t_box_issue_many(course, box, 3, count.recovered);
	t_course_clock(course, CLOSES);
	t_box_count(course, box, &count);
	return announced(course);
}

struct t_evidence *t_evidence_rerun(struct t_course *course)
{
	static const char opens[] = "2026-07-10T16:00:00Z", closes[] = "2026-07-11T16:00:00Z";

	T_STATUS(t_round_schedule(course, opens, closes), 201);
	t_course_clock(course, opens);
	return voted(course, 22, "010", closes);
}

/* ---- its files ---- */

static struct span fetch(struct t_course *course, const char *path)
{
	struct t_reply r = t_call(course->app, NULL, "GET", path, NULL);

	T_STATUS(r, 200);
	return r.body;
}

static void take_record(struct t_evidence *evidence)
{
	struct export export;
	struct export_fault fault;

	T_OK(export_read(evidence->record, arena_of(evidence), &export, &fault));
	T_CHECK(export.n <= ENTRIES_MAX / 2);
	evidence->entries = arena_array(arena_of(evidence), const char *, ENTRIES_MAX);
	evidence->n = export.n;
	for (size_t i = 0; i < export.n; i++)
		evidence->entries[i] = arena_copy(
			arena_of(evidence), export.entries[i].data, export.entries[i].len);
}

static void take_result(struct t_evidence *evidence)
{
	struct dsse dsse;
	struct error error = {0};

	T_OK(dsse_read((const char *)evidence->result.data, evidence->result.len,
		arena_of(evidence), &dsse, &error));
	evidence->payload = arena_copy(arena_of(evidence), dsse.payload.data, dsse.payload.len);
}

struct t_evidence *t_evidence_of(struct t_course *course)
{
	struct t_app *app = course->app;
	struct t_evidence *evidence = arena_new(&app->arena, struct t_evidence);
	const char *round = t_text(app, "/v1/rounds/%s", course->uuids[course->round]);

	*evidence = (struct t_evidence){.course = course,
		.archive = fetch(course, t_text(app, "%s/archive", round)),
		.result = fetch(course, t_text(app, "%s/result/envelope", round)),
		.record =
			fetch(course, t_text(app, "/v1/bodies/%s/record/export", course->body->id)),
		.signers = {course->body->officer.key, course->counter.key},
		.forger = t_person_key(app, 4711).key};
	take_record(evidence);
	take_result(evidence);
	return evidence;
}

/* ---- changing them ---- */

const char **t_entries_keep(const struct t_evidence *evidence)
{
	const char **entries =
		arena_array(&evidence->course->app->arena, const char *, ENTRIES_MAX);

	memcpy(entries, evidence->entries, evidence->n * sizeof *entries);
	return entries;
}

void t_evidence_restore(
	struct t_evidence *evidence, const struct t_evidence *kept, const char **entries)
{
	*evidence = *kept;
	memcpy(evidence->entries, entries, kept->n * sizeof *entries);
}

static const char *replaced(
	struct t_evidence *evidence, const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	if (!at)
		t_fail(__FILE__, __LINE__, "%s is not in %s", old, text);
	return t_text(
		evidence->course->app, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static void hash_hex(const char *text, char ret_hex[DIGEST_HEX_SIZE])
{
	struct digest digest = digest_of(text, strlen(text));

	digest_hex(&digest, ret_hex);
}

void t_payload_put(struct t_evidence *evidence, const char *old, const char *new)
{
	char before[DIGEST_HEX_SIZE], after[DIGEST_HEX_SIZE];

	hash_hex(evidence->payload, before);
	evidence->payload = replaced(evidence, evidence->payload, old, new);
	hash_hex(evidence->payload, after);
	for (size_t i = 0; i < evidence->n; i++)
		if (strstr(evidence->entries[i], before))
			t_entry_put(evidence, i, before, after);
}

struct span t_result_signed(struct t_evidence *evidence, const char *kind, const char *payload,
	const struct sign_secret *signers, size_t n)
{
	auto_buf struct buf buf = {0};
	struct dsse dsse;

	T_OK(dsse_init(kind, text_span(payload), &dsse));
	for (size_t i = 0; i < n; i++)
		T_OK(dsse_sign(&dsse, &signers[i]));
	buf_init(&buf, DSSE_JSON_MAX);
	T_OK(dsse_write(&buf, &dsse, arena_of(evidence)));
	return text_span(arena_string(arena_of(evidence), buf.data));
}

struct span t_result_made(struct t_evidence *evidence)
{
	return t_result_signed(evidence, "result", evidence->payload, evidence->signers, T_SIGNERS);
}

static bool is_entry(
	const struct t_evidence *evidence, size_t i, const char *type, const char *text)
{
	const char *head = t_text(evidence->course->app, "{\"type\":\"%s\",", type);

	return strncmp(evidence->entries[i], head, strlen(head)) == 0 &&
	       strstr(evidence->entries[i], text);
}

size_t t_entry_first(const struct t_evidence *evidence, const char *type, const char *text)
{
	for (size_t i = 0; i < evidence->n; i++)
		if (is_entry(evidence, i, type, text))
			return i;
	t_fail(__FILE__, __LINE__, "no entry %s", type);
}

size_t t_entry_last(const struct t_evidence *evidence, const char *type, const char *text)
{
	size_t i = evidence->n;

	while (i > 0 && !is_entry(evidence, i - 1, type, text))
		i--;
	if (!i)
		t_fail(__FILE__, __LINE__, "no entry %s", type);
	return i - 1;
}

void t_entry_put(struct t_evidence *evidence, size_t entry, const char *old, const char *new)
{
	evidence->entries[entry] = replaced(evidence, evidence->entries[entry], old, new);
}

void t_entry_drop(struct t_evidence *evidence, size_t entry)
{
	evidence->n--;
	memmove(evidence->entries + entry, evidence->entries + entry + 1,
		(evidence->n - entry) * sizeof *evidence->entries);
}

void t_entry_insert(struct t_evidence *evidence, size_t at, const char *entry)
{
	T_CHECK(evidence->n < ENTRIES_MAX);
	memmove(evidence->entries + at + 1, evidence->entries + at,
		(evidence->n - at) * sizeof *evidence->entries);
	evidence->entries[at] = entry;
	evidence->n++;
}

/* ---- a record made anew ---- */

/* The text of a member at the top of an entry. */
static const char *member_of(struct t_evidence *evidence, const char *entry, const char *name)
{
	const char *mark = t_text(evidence->course->app, "\"%s\":\"", name);
	const char *at = strstr(entry, mark);

	T_CHECK(at != NULL);
	at += strlen(mark);
	return t_text(evidence->course->app, "%.*s", (int)strcspn(at, "\""), at);
}

static struct digest root_of(const struct t_evidence *evidence)
{
	struct merkle_frontier frontier = {0};
	struct digest nodes[MERKLE_LEVELS];

	for (size_t i = 0; i < evidence->n; i++) {
		struct digest leaf =
			merkle_leaf(evidence->entries[i], strlen(evidence->entries[i]));
		size_t n;

		T_CHECK(merkle_append(&frontier, &leaf, nodes, &n));
	}
	return merkle_root(&frontier);
}

static void sign_head(
	const struct t_evidence *evidence, const struct note_key *key, struct buf *note)
{
	struct checkpoint head = {.size = evidence->n, .root = root_of(evidence)};
	auto_buf struct buf text = {0};

	copy_text(head.origin, sizeof head.origin, key->name);
	buf_init(&text, NOTE_BYTES_MAX);
	buf_init(note, NOTE_BYTES_MAX);
	checkpoint_write(&text, &head);
	T_OK(note_start(note, text.data, text.len));
	T_OK(note_sign(note, key, &evidence->forger, 0));
}

static void write_entries(const struct t_evidence *evidence, struct buf *out)
{
	for (size_t first = 0; first < evidence->n; first += TILE_WIDTH) {
		struct span entries[TILE_WIDTH];
		size_t n = evidence->n - first < TILE_WIDTH ? evidence->n - first : TILE_WIDTH;

		for (size_t i = 0; i < n; i++)
			entries[i] = text_span(evidence->entries[first + i]);
		export_bundle(out, first / TILE_WIDTH, entries, n, 1);
	}
}

struct span t_record_under(struct t_evidence *evidence, const char *key, struct span checkpoint)
{
	auto_buf struct buf out = {0};

	buf_init(&out, EXPORT_MAX);
	export_begin(&out, key, checkpoint, 1);
	write_entries(evidence, &out);
	export_end(&out);
	T_CHECK(buf_ok(&out));
	return (struct span){
		(const uint8_t *)arena_copy(arena_of(evidence), out.data, out.len), out.len};
}

static void forger_key(struct t_evidence *evidence, struct note_key *ret_key)
{
	const char *origin = member_of(evidence, evidence->entries[0], "origin");

	T_CHECK(note_key_init(origin, NOTE_ED25519, &evidence->forger.key, ret_key));
}

struct span t_record_signed(struct t_evidence *evidence)
{
	auto_buf struct buf note = {0};
	char key_text[NOTE_KEY_SIZE];
	struct note_key key;

	forger_key(evidence, &key);
	note_key_text(&key, key_text);
	sign_head(evidence, &key, &note);
	return t_record_under(
		evidence, key_text, (struct span){(const uint8_t *)note.data, note.len});
}

struct span t_record_made(struct t_evidence *evidence)
{
	char key_text[NOTE_KEY_SIZE];
	struct note_key key;

	forger_key(evidence, &key);
	note_key_text(&key, key_text);
	t_entry_put(evidence, 0, member_of(evidence, evidence->entries[0], "key"), key_text);
	return t_record_signed(evidence);
}

/* ---- the audit ---- */

struct t_files t_files_now(struct t_evidence *evidence)
{
	return (struct t_files){
		evidence->archive, t_result_made(evidence), t_record_made(evidence)};
}

void t_audit(struct t_evidence *evidence, struct t_files files, struct verify_report *ret_report)
{
	const struct verify_options options = {.n_threads = 2,
		.result = files.result.data ? &files.result : NULL,
		.record = files.record.data ? &files.record : NULL};

	T_OK(verify_archive(files.archive, &options, arena_of(evidence), ret_report));
}

static const char *told(struct t_evidence *evidence, const struct verify_report *report)
{
	const char *text = "";

	for (size_t i = 0; i < report->n_faults; i++) {
		const struct verify_fault *fault = &report->faults[i];

		text = t_text(evidence->course->app, "%s\n    %s: %s at %s %zu %s, %s", text,
			check_texts[fault->check].token, reason_texts[fault->reason].token,
			place_texts[fault->place].token, fault->member, fault->name, fault->detail);
	}
	return text;
}

void t_expect_holds(struct t_evidence *evidence, struct t_files files)
{
	struct verify_report report;

	t_audit(evidence, files, &report);
	if (report.verdict != AUDIT_HOLDS || report.n_faults)
		t_fail(__FILE__, __LINE__, "it does not hold:%s", told(evidence, &report));
}

static bool is_fault(const struct verify_fault *fault, enum verify_check check, unsigned reason,
	const char *detail)
{
	return fault->check == check && fault->reason == reason &&
	       strncmp(fault->detail, detail, strlen(detail)) == 0;
}

/* How many faults there are; the wanted one must be among them. */
static size_t expect(struct t_evidence *evidence, struct t_files files, enum verify_check check,
	unsigned reason, const char *detail)
{
	struct verify_report report;
	size_t found = 0;

	t_audit(evidence, files, &report);
	for (size_t i = 0; i < report.n_faults; i++)
		found += is_fault(&report.faults[i], check, reason, detail);
	if (report.verdict != AUDIT_FAILS || report.outcome[check] != VERIFY_FAILS || !found)
		t_fail(__FILE__, __LINE__, "expected %s: %s, %s but it has:%s",
			check_texts[check].token, reason_texts[reason].token, detail,
			told(evidence, &report));
	return report.n_faults;
}

void t_expect_fault(struct t_evidence *evidence, struct t_files files, enum verify_check check,
	unsigned reason, const char *detail)
{
	T_CHECK(expect(evidence, files, check, reason, detail) > 0);
}

void t_expect_only(struct t_evidence *evidence, struct t_files files, enum verify_check check,
	unsigned reason, const char *detail)
{
	struct verify_report report;

	if (expect(evidence, files, check, reason, detail) == 1)
		return;
	t_audit(evidence, files, &report);
	t_fail(__FILE__, __LINE__, "more is wrong than %s:%s", reason_texts[reason].token,
		told(evidence, &report));
}
