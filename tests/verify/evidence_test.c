/* The three files of whole elections hold together, at every stage and in every kind of round; and
 * what is said where one of them is not given or does not tell all. */
#include "harness/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "crypto/verify/report.h"
#include "harness/run.h"

/* ---- helpers ---- */

static const char *text_of(
	struct t_evidence *evidence, const struct verify_report *report, enum lang lang)
{
	auto_buf struct buf out = {0};

	buf_init(&out, REPORT_MAX);
	report_print(report, lang, &out);
	T_CHECK(buf_ok(&out));
	return arena_string(&evidence->course->app->arena, out.data);
}

static const char *json_of(struct t_evidence *evidence, const struct verify_report *report)
{
	auto_buf struct buf out = {0};

	buf_init(&out, REPORT_MAX);
	report_json(report, &out);
	T_CHECK(buf_ok(&out));
	return arena_string(&evidence->course->app->arena, out.data);
}

static void expect_text(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		t_fail(__FILE__, __LINE__, "the report lacks: %s\n%s", wanted, text);
}

static struct t_files fetched_files(const struct t_evidence *evidence)
{
	return (struct t_files){evidence->archive, evidence->result, evidence->record};
}

/* ---- all three ---- */

TEST(evidence, the_three_files_of_an_election_hold_together)
{
	struct t_evidence *evidence = t_evidence_new();
	struct verify_report report;

	t_expect_holds(evidence, fetched_files(evidence));
	t_audit(evidence, fetched_files(evidence), &report);
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++)
		T_INT(report.outcome[i], i == VERIFY_FINGERPRINT ? VERIFY_NOT_ASKED : VERIFY_HOLDS);
	T_INT(report.record.head.size, evidence->n);
	T_CHECK(!report.record.goes_further);
	T_INT(report.stated->p, 35);
}

/* So the changes of the other tests are refused for what they change, not for how it is done. */
TEST(evidence, what_is_put_together_again_holds_as_well)
{
	struct t_evidence *evidence = t_evidence_new();

	t_expect_holds(evidence, t_files_now(evidence));
}

TEST(evidence, the_report_tells_the_result_in_both_languages)
{
	struct t_evidence *evidence = t_evidence_new();
	struct verify_report report;
	const char *text;

	t_audit(evidence, fetched_files(evidence), &report);
	text = text_of(evidence, &report, LANG_ZH);
	expect_text(text, "公开记录　test/v1/bodies/1/record\n");
	expect_text(text, report.record.key);
	expect_text(text, "  通过    居民选举委员会两名成员的签名，公钥取自公开记录\n");
	expect_text(text, "  主任 王1：24 票，2*24 = 48 > 35，成立，当选。\n");
	expect_text(text, "结论：以上各项全部成立。");
	text = text_of(evidence, &report, LANG_EN);
	expect_text(text, "Checks: the public record\n  ok      Form of the file\n");
	expect_text(
		text, "  40 voters on the list, 35 took part: 21 ballots online, 14 out of boxes.");
	expect_text(text, "Verdict: everything above holds.");
	text = json_of(evidence, &report);
	expect_text(text, "\"verdict\":\"holds\",");
	expect_text(text, "\"complete\":true,");
	expect_text(text, "{\"check\":\"announced\",\"outcome\":\"holds\"}");
	expect_text(text, "\"record\":{\"origin\":\"test/v1/bodies/1/record\",");
	expect_text(text, "\"verdict\":\"valid\",\"n\":40,\"p\":35,\"small\":false}");
}

/* ---- not all three ---- */

TEST(evidence, without_a_record_the_signatures_are_said_to_be_unchecked)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .result = evidence->result};
	struct verify_report report;

	t_expect_holds(evidence, files);
	t_audit(evidence, files, &report);
	for (size_t i = VERIFY_STATEMENT; i < VERIFY_CHECK__COUNT; i++)
		T_INT(report.outcome[i], i == VERIFY_SIGNERS || i == VERIFY_ANNOUNCED
						 ? VERIFY_NO_RECORD
						 : VERIFY_HOLDS);
	expect_text(text_of(evidence, &report, LANG_ZH),
		"签名没有核对：没有给出公开记录（--record），而签署人的公钥只在其中\n");
	expect_text(text_of(evidence, &report, LANG_ZH),
		"结论：核验过的各项全部成立；有未能核验的项目，见上。");
	expect_text(text_of(evidence, &report, LANG_EN),
		"  -       Signatures of two members of the election committee, by the record's "
		"keys\n"
		"            the signatures were not checked: no record was given");
	expect_text(text_of(evidence, &report, LANG_EN),
		"The public record was not given (--record) and not checked");
	expect_text(json_of(evidence, &report), "\"complete\":false,");
	expect_text(
		json_of(evidence, &report), "{\"check\":\"signers\",\"outcome\":\"no-record\"}");
}

TEST(evidence, an_archive_alone_is_not_asked_for_more)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive};
	struct verify_report report;

	t_expect_holds(evidence, files);
	t_audit(evidence, files, &report);
	for (size_t i = VERIFY_RECORD_FILE; i < VERIFY_CHECK__COUNT; i++)
		T_INT(report.outcome[i], VERIFY_NOT_ASKED);
	expect_text(
		text_of(evidence, &report, LANG_ZH), "未给出公布的结果（--result），没有核验。");
	expect_text(text_of(evidence, &report, LANG_EN), "Verdict: everything above holds.");
}

TEST(evidence, a_record_alone_is_checked_alone)
{
	struct t_evidence *evidence = t_evidence_new();
	struct verify_report report;
	const char *text;

	T_OK(verify_record(evidence->record, &evidence->course->app->arena, &report));
	T_INT(report.verdict, AUDIT_HOLDS);
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++)
		T_INT(report.outcome[i], i >= VERIFY_RECORD_FILE && i <= VERIFY_RECORD_ENTRIES
						 ? VERIFY_HOLDS
						 : VERIFY_NOT_ASKED);
	text = text_of(evidence, &report, LANG_EN);
	expect_text(text, "Entries       52, the last of 2026-06-27T16:00:00Z\n");
	expect_text(text, "Verdict: everything above holds.");
	T_CHECK(!strstr(text, "Checks: the archive"));
}

/* Given but empty is not the same as not given. */
TEST(evidence, empty_files_are_refused)
{
	static const uint8_t nothing[1];
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {evidence->archive, {nothing, 0}, evidence->record};

	t_expect_only(evidence, files, VERIFY_STATEMENT, VERIFY_STATEMENT_FORM, "");
	files = (struct t_files){evidence->archive, evidence->result, {nothing, 0}};
	t_expect_only(evidence, files, VERIFY_RECORD_FILE, VERIFY_EXPORT + EXPORT_KEY, "");
}

/* ---- at every stage ---- */

static struct t_files stage_now(struct t_course *course)
{
	struct t_app *app = course->app;
	const char *archive = t_text(app, "/v1/rounds/%s/archive", course->uuids[course->round]);
	const char *record = t_text(app, "/v1/bodies/%s/record/export", course->body->id);

	return (struct t_files){.archive = t_call(app, NULL, "GET", archive, NULL).body,
		.record = t_call(app, NULL, "GET", record, NULL).body};
}

/* An archive, the record of its time, and records of later: all hold. */
TEST(evidence, the_record_holds_the_archive_at_every_stage)
{
	enum { STAGES = 6 };
	struct t_course *course = t_evidence_polling();
	struct t_evidence evidence = {.course = course};
	struct t_files stages[STAGES];
	size_t n = 0;

	stages[n++] = stage_now(course);
	for (size_t i = 1; i <= 12; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	t_course_clock(course, "2026-06-21T16:00:00Z");
	stages[n++] = stage_now(course);
	T_STATUS(t_course_vote(course, 2, "001|0011"), 201);
	stages[n++] = stage_now(course); /* one is in a batch that is open */
	t_course_clock(course, "2026-06-27T16:00:00Z");
	stages[n++] = stage_now(course);
	t_course_count(course);
	stages[n++] = stage_now(course);
	t_result_announce(course);
	stages[n++] = stage_now(course);
	T_INT(n, STAGES);
	for (size_t i = 0; i < n; i++)
		for (size_t later = i; later < n; later++)
			t_expect_holds(&evidence, (struct t_files){.archive = stages[i].archive,
							  .record = stages[later].record});
}

/* What comes later than the record is not held by it, and the report says what to do. */
TEST(evidence, a_record_that_ends_too_early_is_said_to)
{
	struct t_course *course = t_evidence_polled();
	struct t_files early = stage_now(course), files;
	struct t_evidence *evidence;
	struct verify_report report;

	t_course_count(course);
	t_result_announce(course);
	evidence = t_evidence_of(course);
	files = (struct t_files){evidence->archive, evidence->result, early.record};
	t_expect_fault(evidence, files, VERIFY_RECORDED_COUNT, VERIFY_TALLY_UNRECORDED, "");
	t_expect_fault(evidence, files, VERIFY_ANNOUNCED, VERIFY_NOT_ANNOUNCED, "");
	t_audit(evidence, files, &report);
	expect_text(text_of(evidence, &report, LANG_ZH), "若记录下载得较早，请重新下载");
}

TEST(evidence, a_record_that_goes_further_is_said_to)
{
	struct t_course *course = t_evidence_polled();
	struct t_files early = stage_now(course);
	struct t_evidence *evidence;
	struct verify_report report;

	t_course_count(course);
	t_result_announce(course);
	evidence = t_evidence_of(course);
	early.record = evidence->record;
	t_audit(evidence, early, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_CHECK(report.record.goes_further);
	expect_text(text_of(evidence, &report, LANG_EN), "the record tells of further steps");
}

/* ---- other kinds of results ---- */

/* A61: half is not more than half. */
TEST(evidence, a_result_that_is_not_valid_holds)
{
	struct t_evidence *evidence = t_evidence_online(20, "010|0110");
	struct verify_report report;

	t_expect_holds(evidence, fetched_files(evidence));
	t_audit(evidence, fetched_files(evidence), &report);
	T_INT(report.stated->verdict, ANNOUNCED_NOT_VALID);
}

/* A88 */
TEST(evidence, a_void_result_holds)
{
	static const struct t_count more = {.spare = 8,
		.recovered = 15,
		.votes = {{1, 10}, {2, 5}, {3, 10}, {4, 10}, {5, 0}, {0, 0}}};
	struct t_course *course = t_evidence_polling();
	struct t_evidence *evidence;
	struct verify_report report;
	const char *box;

	for (size_t i = 1; i <= 10; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	box = t_box_new(course, 20);
	t_box_issue_many(course, box, 20, 12);
	t_course_clock(course, "2026-06-27T16:00:00Z");
	t_box_count(course, box, &more);
	t_course_count(course);
	t_result_announce(course);
	evidence = t_evidence_of(course);
	t_expect_holds(evidence, fetched_files(evidence));
	t_audit(evidence, fetched_files(evidence), &report);
	T_INT(report.stated->verdict, ANNOUNCED_VOID);
}

/* A67: the re-run has an archive, a result and a ballot paper of its own. */
TEST(evidence, a_further_round_holds)
{
	struct t_evidence *evidence = t_evidence_online(21, "100|0110");

	t_expect_holds(evidence, fetched_files(evidence));
	evidence = t_evidence_rerun(evidence->course);
	T_INT(evidence->course->round, 1);
	t_expect_holds(evidence, fetched_files(evidence));
}

/* A41: a voter of the published list died before the polling: the archive binds the corrected one.
 */
TEST(evidence, a_list_that_was_corrected_holds)
{
	struct t_course *course =
		t_course_new(t_app_new(), 40, "2026-06-20T16:00:00Z", "2026-06-27T16:00:00Z");
	struct t_app *app = course->app;
	const char *people = t_text(app, "/v1/bodies/%s/people?limit=100", course->body->id);
	struct t_reply r = t_call(app, course->keeper.token, "GET", people, NULL);
	struct t_evidence evidence = {.course = course};
	struct t_files files;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, 20);
	T_STATUS(t_course_call(course, "POST", "/list/corrections",
			 t_text(app,
				 "{\"person_id\":\"%s\",\"change\":\"remove\",\"ground\":\"death\","
				 "\"reason\":\"死亡证明\"}",
				 t_json(app, r, "/people/39/id"))),
		201);
	t_course_clock(course, "2026-06-20T16:00:00Z");
	files = stage_now(course);
	t_expect_holds(&evidence, files);
	T_CHECK(memmem(files.record.data, files.record.len, "\"list.corrected\"", 16) != NULL);
}

/* A89, A91: the first two entries differ, the next two agree; a paper was taken home, and it is
 * said why. */
TEST(evidence, a_box_that_was_counted_again_and_explained_holds)
{
	static const struct t_count once = {.spare = 8,
					    .recovered = 11,
					    .votes = {{1, 11}, {2, 0}, {3, 11}, {4, 11}, {5, 0},
						    {0, 0}}},
				    other = {.spare = 8,
					    .recovered = 11,
					    .votes = {{1, 10}, {2, 1}, {3, 11}, {4, 11}, {5, 0},
						    {0, 0}}};
	struct t_course *course = t_evidence_polling();
	struct t_evidence *evidence;
	struct verify_report report;
	const char *box = t_box_new(course, 20);

	t_box_issue_many(course, box, 20, 12);
	for (size_t i = 1; i <= 12; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	t_course_clock(course, "2026-06-27T16:00:00Z");
	t_box_close(course, box, once.spare);
	T_STATUS(t_box_enter(course, box, &course->counter, &once), 201);
	T_STATUS(t_box_enter(course, box, &course->second_counter, &other), 201);
	T_STATUS(t_box_enter(course, box, &course->second_counter, &once), 201);
	T_STATUS(t_box_enter(course, box, &course->counter, &once), 201);
	T_STATUS(t_call(course->app, course->body->officer.token, "POST",
			 t_text(course->app, "/v1/boxes/%s/explanation", box),
			 "{\"text\":\"一名选民将选票带走\"}"),
		200);
	t_course_count(course);
	t_result_announce(course);
	evidence = t_evidence_of(course);
	t_expect_holds(evidence, fetched_files(evidence));
	t_audit(evidence, fetched_files(evidence), &report);
	T_STR(((const struct announced_box *)report.stated->boxes.items)->explanation,
		"一名选民将选票带走");
	t_payload_put(evidence, "带走", "带来");
	t_expect_only(evidence, t_files_now(evidence), VERIFY_ANNOUNCED, VERIFY_BOX_UNRECORDED,
		"/boxes/0/explanation");
}

/* ---- few ballots ---- */

/* The public archive ends with the encrypted tally. What the result says of the archive follows
 * from the hashes in the record; what the candidates got online nobody outside can recompute. */
TEST(evidence, of_few_ballots_is_checked_what_can_be)
{
	struct t_evidence *evidence = t_evidence_online(5, "010|0110");
	struct t_files files = fetched_files(evidence);
	struct verify_report report;

	t_expect_holds(evidence, files);
	t_audit(evidence, files, &report);
	T_CHECK(report.stated->small && report.record.goes_further);
	T_INT(report.outcome[VERIFY_STATED_ARCHIVE], VERIFY_HOLDS);
	T_INT(report.outcome[VERIFY_FIGURES], VERIFY_NOT_YET);
	T_INT(report.outcome[VERIFY_SUMS], VERIFY_HOLDS);
	expect_text(text_of(evidence, &report, LANG_ZH),
		"档案里还没有开票结果：下载得较早，或票数很少而没有全部公开\n");
	expect_text(text_of(evidence, &report, LANG_ZH), "有未能核验的项目");
	files.record = (struct span){0};
	t_audit(evidence, files, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_INT(report.outcome[VERIFY_STATED_ARCHIVE], VERIFY_NOT_YET);
	t_payload_put(evidence, "\"archive\":\"", "\"archive\":\"0");
	t_expect_only(evidence, t_files_now(evidence), VERIFY_STATED_ARCHIVE,
		VERIFY_STATED_ARCHIVE_OTHER, "/archive");
}

/* Whoever has the whole archive, as scrutineers do, bounds each candidate's sum. */
TEST(evidence, of_few_ballots_the_whole_archive_bounds_the_sums)
{
	struct t_evidence *evidence = t_evidence_online(5, "010|0110");
	struct t_course *course = evidence->course;
	const char *path = t_text(course->app, "/v1/rounds/%s/archive", course->uuids[0]);
	struct t_reply whole = t_call(course->app, course->body->officer.token, "GET", path, NULL);
	struct verify_report report;

	T_STATUS(whole, 200);
	T_CHECK(whole.body.len > evidence->archive.len);
	evidence->archive = whole.body;
	t_expect_holds(evidence, fetched_files(evidence));
	t_audit(evidence, fetched_files(evidence), &report);
	T_INT(report.outcome[VERIFY_FIGURES], VERIFY_HOLDS);
	t_payload_put(evidence, "\"votes\":5", "\"votes\":4");
	t_expect_fault(evidence, t_files_now(evidence), VERIFY_FIGURES, VERIFY_FIGURES_VOTES,
		"/posts/0/candidates/0/votes");
}

/* ---- for the auditor ---- */

TEST(evidence, the_pages_show_how_to_verify_an_announced_result)
{
	struct t_course *course = t_evidence_new()->course;
	struct t_app *app = course->app;
	const char *uuid = course->uuids[0];
	const char *const paths[] = {"/audit", t_text(app, "/vote/%s", uuid)};

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct t_reply r = t_call(app, NULL, "GET", paths[i], NULL);
		const char *text = (const char *)r.body.data;

		T_STATUS(r, 200);
		expect_text(text,
			t_text(app,
				"curl -o %s.result.json http://test/v1/rounds/%s/result/envelope\n",
				uuid, uuid));
		expect_text(text, "curl -o record.tar http://test/v1/bodies/1/record/export\n");
		expect_text(text,
			t_text(app,
				"gongyi-verify %s.bel --result %s.result.json --record record.tar",
				uuid, uuid));
	}
}

/* ---- the program ---- */

static int run_on(struct t_evidence *evidence, const char *const *names, struct buf *out)
{
	const char *bin = getenv("GONGYI_ASAN_BIN"), *folder = t_folder();
	struct error error = {0};
	const char *argv[12] = {t_text(evidence->course->app, "%s/gongyi-verify", bin ? bin : "")};
	const struct {
		const char *name;
		struct span bytes;
	} files[] = {{"e.bel", evidence->archive}, {"e.json", evidence->result},
		{"e.tar", evidence->record}};

	if (!bin)
		t_skip("GONGYI_ASAN_BIN does not say where the program is");
	for (size_t i = 0; i < COUNT_OF(files); i++)
		T_OK(file_write(t_text(evidence->course->app, "%s/%s", folder, files[i].name),
			files[i].bytes.data, files[i].bytes.len, false, &error));
	for (size_t i = 0; names[i]; i++)
		argv[i + 1] = strncmp(names[i], "e.", 2) != 0
				      ? names[i]
				      : t_text(evidence->course->app, "%s/%s", folder, names[i]);
	buf_init(out, REPORT_MAX);
	return t_run(NULL, argv, (struct span){0}, out, NULL);
}

TEST(evidence, the_program_reads_the_three_files)
{
	static const struct {
		const char *arguments[10];
		int status;
		const char *text; /* in its output */
	} runs[] = {
		{{"e.bel", "--result", "e.json", "--record", "e.tar"}, 0, "以上各项全部成立"},
		{{"--record", "e.tar", "e.bel", "--lang", "en"}, 0, "everything above holds"},
		{{"e.bel", "--result", "e.json"}, 0, "有未能核验的项目"},
		{{"e.tar", "--lang", "en"}, 0, "Checks: the public record"},
		{{"e.tar", "--json"}, 0, "\"verdict\":\"holds\""},
		{{"e.bel", "--result", "e.tar"}, 1, "不是签名信封"},
		{{"e.bel", "--record", "e.json"}, 1, "不是完整的 tar 文件"},
		{{"e.bel", "--record", "e.bel", "--json"}, 1, "\"export-name\""},
		{{"e.tar", "--record", "e.tar"}, 2, "不是 .bel 档案"},
		{{"e.json"}, 2, "也不是公开记录"},
		{{"e.bel", "--result", "none"}, 2, ""},
		{{"e.bel", "--record", "."}, 2, ""},
		{{"e.bel", "--record"}, 2, ""},
	};
	struct t_evidence *evidence = t_evidence_new();

	for (size_t i = 0; i < COUNT_OF(runs); i++) {
		auto_buf struct buf out = {0};

		T_INT(run_on(evidence, runs[i].arguments, &out), runs[i].status);
		expect_text(out.len ? out.data : "", runs[i].text);
	}
}
