/* What is noticed when the announced result of an election is changed: by somebody without a key,
 * and by somebody who holds every officer's key and the record's and makes the rest fit. */
#include "verify/forged.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/dsse.h"
#include "harness/box.h"
#include "rules/profile.h"

/* Signed again by both officers, and the record made to name it. */
TEST(forged, each_figure_of_a_result_that_officers_forge_is_noticed)
{
	/* clang-format off */
	static const struct change changes[] = {
		{"{\"body\"", "{ \"body\"", VERIFY_STATEMENT, VERIFY_STATEMENT_PAYLOAD, "/payload", ALONE},
		{"\"n\":40", "\"n\":-1", VERIFY_STATEMENT, VERIFY_STATEMENT_PAYLOAD, "/n", ALONE},
		{"\"round\":\"", "\"round\":\"0", VERIFY_SUBJECT, VERIFY_SUBJECT_ROUND, "/round", AMONG},
		{"\"title\":\"主任\"", "\"title\":\"主席\"", VERIFY_SUBJECT, VERIFY_SUBJECT_PAPER, "/posts/0/title", ALONE},
		{"\"seats\":1", "\"seats\":2", VERIFY_SUBJECT, VERIFY_SUBJECT_PAPER, "/posts/0/seats", AMONG},
		{"\"name\":\"王1\"", "\"name\":\"王9\"", VERIFY_SUBJECT, VERIFY_SUBJECT_PAPER, "/posts/0/candidates", AMONG},
		{"\"n\":40", "\"n\":29", VERIFY_SUBJECT, VERIFY_SUBJECT_VOTERS, "/n", AMONG},
		{"\"archive\":\"", "\"archive\":\"0", VERIFY_STATED_ARCHIVE, VERIFY_STATED_ARCHIVE_OTHER, "/archive", ALONE},
		{"\"roll\":\"", "\"roll\":\"A", VERIFY_STATED_BINDING, VERIFY_STATED_ROLL, "/roll", ALONE},
		{"\"profile\":\"rehearsal\"", "\"profile\":\"cn-2026\"", VERIFY_STATED_BINDING, VERIFY_STATED_PROFILE, "/profile", ALONE},
		{"\"profile_hash\":\"", "\"profile_hash\":\"A", VERIFY_STATED_BINDING, VERIFY_STATED_PROFILE, "/profile_hash", ALONE},
		{"\"legal_basis\":\"演练\"", "\"legal_basis\":\"自治章程\"", VERIFY_RULES, VERIFY_RULES_BASIS, "/legal_basis", ALONE},
		{"\"online\":21", "\"online\":20", VERIFY_FIGURES, VERIFY_FIGURES_ONLINE, "/online", AMONG},
		{"\"online\":15,\"paper\":9,\"votes\":24,\"fate\":\"elected\",\"test\":\"2*24 = 48", "\"online\":16,\"paper\":9,\"votes\":25,\"fate\":\"elected\",\"test\":\"2*25 = 50", VERIFY_FIGURES, VERIFY_FIGURES_VOTES, "/posts/0/candidates/0/online", ALONE},
		{"\"paper\":9", "\"paper\":8", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/0/paper", ALONE},
		{"\"votes\":24", "\"votes\":25", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/0/votes", ALONE},
		{"\"fate\":\"elected\"", "\"fate\":\"none\"", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/0/fate", ALONE},
		{"\"fate\":\"none\"", "\"fate\":\"elected\"", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/1/fate", ALONE},
		{"\"test\":\"2*24 = 48 > 35\"", "\"test\":\"2*24 = 48 > 34\"", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/0/test", ALONE},
		{"\"holds\":false", "\"holds\":true", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/candidates/1/holds", ALONE},
		{"\"rerun_seats\":0", "\"rerun_seats\":1", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/rerun_seats", ALONE},
		{"\"incomplete\":false", "\"incomplete\":true", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/posts/0/incomplete", ALONE},
		{"\"small\":false", "\"small\":true", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/small", AMONG},
		{"\"p\":35", "\"p\":36", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/p", AMONG},
		{"\"verdict\":\"valid\"", "\"verdict\":\"not_valid\"", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/verdict", AMONG},
		{"\"turnout\":\"2*35", "\"turnout\":\"2*36", VERIFY_SUMS, VERIFY_SUMS_OTHER, "/turnout", ALONE},
		{"\":9,\"", "\":14,\"", VERIFY_SUMS, VERIFY_SUMS_IMPOSSIBLE, "/boxes", AMONG},
		{"\":9,\"", "\":8,\"", VERIFY_SUMS, VERIFY_BOX_ENTRIES, "/boxes/0/entries", AMONG},
		{"\"entries\":[\"", "\"entries\":[\"A", VERIFY_SUMS, VERIFY_BOX_ENTRIES, "/boxes/0/entries", AMONG},
		{"\"recovered\":14", "\"recovered\":13", VERIFY_SUMS, VERIFY_BOX_UNEXPLAINED, "/boxes/0", AMONG},
		{"\"issued\":14", "\"issued\":15", VERIFY_SUMS, VERIFY_BOX_UNEXPLAINED, "/boxes/0", AMONG},
		{"\"n\":40", "\"n\":41", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "n", AMONG},
		{"\"p\":35", "\"p\":36", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "p", AMONG},
		{"\"verdict\":\"valid\"", "\"verdict\":\"void\"", VERIFY_ANNOUNCED, VERIFY_ANNOUNCED_OTHER, "verdict", AMONG},
		{"\"election\":\"", "\"election\":\"9", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/election", ALONE},
		{"\"n\":40", "\"n\":41", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/n", AMONG},
		{"\"title\":\"第十", "\"title\":\"第九", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/title", ALONE},
		{"\"mode\":\"all\"", "\"mode\":\"reps\"", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/mode", AMONG},
		{"\"kind\":\"vote\"", "\"kind\":\"rerun\"", VERIFY_ANNOUNCED, VERIFY_DRAFT_OTHER, "/kind", AMONG},
		{"\"body\":\"1\"", "\"body\":\"2\"", VERIFY_ANNOUNCED, VERIFY_BODY_OTHER, "/body", ALONE},
		{"\"rehearsal\":true", "\"rehearsal\":false", VERIFY_ANNOUNCED, VERIFY_BODY_OTHER, "/rehearsal", ALONE},
		{"\"box\":\"", "\"box\":\"9", VERIFY_ANNOUNCED, VERIFY_BOX_WITHHELD, "box", AMONG},
		{"\"box\":\"", "\"box\":\"9", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0", AMONG},
		{"\"name\":\"一号", "\"name\":\"二号", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/name", ALONE},
		{"\"kind\":\"hall\"", "\"kind\":\"station\"", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/kind", ALONE},
		{"\"printed\":20,\"issued\":14,\"spoiled\":0", "\"printed\":21,\"issued\":14,\"spoiled\":1", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/printed", AMONG},
		{"\"valid\":13,\"invalid\":1", "\"valid\":14,\"invalid\":0", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/valid", AMONG},
		{"\"]}],\"posts\"", "\"],\"explanation\":\"已说明\"}],\"posts\"", VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED, "/boxes/0/explanation", ALONE},
	};
	/* clang-format on */
	struct t_evidence *evidence = t_evidence_new();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence);

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		t_evidence_restore(evidence, &kept, entries);
		t_payload_put(evidence, changes[i].old, changes[i].new);
		expect(evidence, &changes[i]);
	}
}

/* The votes of two candidates exchanged, so that all sums stay as they were. */
TEST(forged, exchanged_candidates_are_noticed)
{
	struct t_evidence *evidence = t_evidence_new();

	t_payload_put(evidence, "\"name\":\"王1\"", "\"name\":\"王0\"");
	t_payload_put(evidence, "\"name\":\"王2\"", "\"name\":\"王1\"");
	t_payload_put(evidence, "\"name\":\"王0\"", "\"name\":\"王2\"");
	t_expect_fault(evidence, t_files_now(evidence), VERIFY_FIGURES, VERIFY_FIGURES_VOTES,
		"/posts/0/candidates/");
}

/* A81: rules under which an online ballot decides nothing. */
TEST(forged, rules_that_do_not_let_online_ballots_count_are_noticed)
{
	struct t_evidence *evidence = t_evidence_new();
	struct profile rehearsal, other;
	struct error error = {0};
	struct span texts[2];
	char hashes[2][DIGEST_BASE64_SIZE];

	T_OK(profile_load(
		"rehearsal", &evidence->course->app->arena, &rehearsal, &texts[0], &error));
	T_OK(profile_load("cn-2026", &evidence->course->app->arena, &other, &texts[1], &error));
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct digest digest = digest_of(texts[i].data, texts[i].len);

		digest_base64(&digest, hashes[i]);
	}
	t_payload_put(evidence, "\"profile\":\"rehearsal\"", "\"profile\":\"cn-2026\"");
	t_payload_put(evidence, hashes[0], hashes[1]);
	t_expect_fault(
		evidence, t_files_now(evidence), VERIFY_RULES, VERIFY_RULES_ONLINE, "/online");
}

/* ---- each value ---- */

static const char *const vouched[] = {"body_name", "post"}; /* by the two signers alone */

static bool is_vouched(struct span text, const struct place *place)
{
	for (size_t i = 0; i < COUNT_OF(vouched); i++) {
		size_t len = strlen(vouched[i]);

		if (place->start - place->item == len + 3 &&
			memcmp(text.data + place->item + 1, vouched[i], len) == 0)
			return true;
	}
	return false;
}

/* The value with its last letter or digit changed. */
static bool flipped(struct t_evidence *evidence, struct span text, const struct place *place,
	const char **ret_text)
{
	auto_buf struct buf out = {0};
	size_t at = place->end;

	while (at > place->start && !isalnum(text.data[at - 1]))
		at--;
	if (at == place->start)
		return false;
	buf_init(&out, DSSE_PAYLOAD_MAX);
	put_replaced(&out, text, at - 1, at, text.data[at - 1] == '1' ? "2" : "1", 1);
	*ret_text = arena_string(&evidence->course->app->arena, out.data);
	return true;
}

/* With all keys: nothing of a result is free but two names that nobody can compute. Without any:
 * nothing at all. */
TEST(forged, every_value_of_a_result_is_held)
{
	enum { PLACES_MAX = 600 };
	struct t_evidence *evidence = t_evidence_short();
	const struct t_evidence kept = *evidence;
	const char **entries = t_entries_keep(evidence), *changed;
	struct span text = {(const uint8_t *)kept.payload, strlen(kept.payload)};
	struct place *places = arena_array(&evidence->course->app->arena, struct place, PLACES_MAX);
	size_t n = json_places(text, places, PLACES_MAX), tried = 0;
	struct verify_report report;

	t_expect_holds(evidence, t_files_now(evidence));
	for (size_t i = 0; i < n; i++) {
		if (!place_is_leaf(text, &places[i]) ||
			!flipped(evidence, text, &places[i], &changed))
			continue;
		tried++;
		t_evidence_restore(evidence, &kept, entries);
		t_payload_put(evidence, kept.payload, changed);
		t_audit(evidence, t_files_now(evidence), &report);
		if ((report.verdict == AUDIT_HOLDS) != is_vouched(text, &places[i]))
			t_fail(__FILE__, __LINE__, "verdict %d: %.*s", report.verdict,
				(int)(places[i].end - places[i].item), text.data + places[i].item);
	}
	T_CHECK(tried > 60);
}

/* ---- signatures ---- */

TEST(forged, a_result_changed_after_signing_is_noticed)
{
	static const char *const changes[][2] = {{"\"p\":35", "\"p\":36"},
		{"\"fate\":\"none\"", "\"fate\":\"elected\""},
		{"\"body_name\":\"桥", "\"body_name\":\"石"}};
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .record = evidence->record};

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const char *signed_text = evidence->payload;
		struct dsse dsse;
		struct error error = {0};
		auto_buf struct buf buf = {0};

		T_OK(dsse_read((const char *)evidence->result.data, evidence->result.len,
			&evidence->course->app->arena, &dsse, &error));
		t_payload_put(evidence, changes[i][0], changes[i][1]);
		dsse.payload = (struct span){
			(const uint8_t *)evidence->payload, strlen(evidence->payload)};
		buf_init(&buf, DSSE_JSON_MAX);
		T_OK(dsse_write(&buf, &dsse, &evidence->course->app->arena));
		files.result = (struct span){(const uint8_t *)buf.data, buf.len};
		t_expect_fault(
			evidence, files, VERIFY_SIGNERS, VERIFY_SIGNATURE_WRONG, "/signatures/0");
		t_expect_fault(
			evidence, files, VERIFY_SIGNERS, VERIFY_SIGNATURE_WRONG, "/signatures/1");
		evidence->payload = signed_text;
	}
}

static void expect_signers(struct t_evidence *evidence, const struct sign_secret *signers, size_t n,
	unsigned reason, const char *detail)
{
	struct t_files files = {evidence->archive,
		t_result_signed(evidence, "result", evidence->payload, signers, n),
		evidence->record};

	t_expect_only(evidence, files, VERIFY_SIGNERS, reason, detail);
}

TEST(forged, two_different_officers_must_have_signed)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_course *course = evidence->course;
	const struct sign_secret *officer = &evidence->signers[0], *counter = &evidence->signers[1];

	expect_signers(evidence, (struct sign_secret[]){*officer}, 1, VERIFY_SIGNERS_NUMBER,
		"/signatures");
	expect_signers(evidence,
		(struct sign_secret[]){*officer, *counter, course->second_counter.key}, 3,
		VERIFY_SIGNERS_NUMBER, "/signatures");
	expect_signers(evidence, (struct sign_secret[]){*officer, *officer}, 2, VERIFY_SIGNER_SAME,
		"/signatures/1");
	expect_signers(evidence, (struct sign_secret[]){*officer, evidence->forger}, 2,
		VERIFY_SIGNER_UNKNOWN, "/signatures/1");
	expect_signers(evidence, (struct sign_secret[]){course->trustees[0].key, *counter}, 2,
		VERIFY_SIGNER_OFFICE, "/signatures/0");
	expect_signers(evidence, (struct sign_secret[]){course->keeper.key, *counter}, 2,
		VERIFY_SIGNER_OFFICE, "/signatures/0");
}

/* The two checks of the number of signers need no record. */
TEST(forged, one_key_twice_is_noticed_without_a_record)
{
	struct t_evidence *evidence = t_evidence_new();
	const struct sign_secret twice[] = {evidence->signers[0], evidence->signers[0]};
	struct t_files files = {.archive = evidence->archive,
		.result = t_result_signed(evidence, "result", evidence->payload, twice, 2)};

	t_expect_only(evidence, files, VERIFY_SIGNERS, VERIFY_SIGNER_SAME, "/signatures/1");
	files.result = t_result_signed(evidence, "result", evidence->payload, twice, 1);
	t_expect_only(evidence, files, VERIFY_SIGNERS, VERIFY_SIGNERS_NUMBER, "/signatures");
}

TEST(forged, another_signed_statement_is_no_result)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .record = evidence->record};
	static const uint8_t junk[] = "{\"payload\":\"\"}";

	files.result = t_result_signed(
		evidence, "receipt", evidence->payload, evidence->signers, T_SIGNERS);
	t_expect_only(evidence, files, VERIFY_STATEMENT, VERIFY_STATEMENT_KIND, "/payloadType");
	files.result = (struct span){junk, sizeof junk - 1};
	t_expect_only(
		evidence, files, VERIFY_STATEMENT, VERIFY_STATEMENT_FORM, "/payload: required");
	files.result = (struct span){(const uint8_t *)evidence->payload, strlen(evidence->payload)};
	t_expect_only(evidence, files, VERIFY_STATEMENT, VERIFY_STATEMENT_FORM, "");
}
