/* crypto/verify: the report's texts, and the program around it. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "crypto/verify/report.h"
#include "crypto/verify/texts.h"
#include "harness/box.h"
#include "harness/made.h"
#include "harness/run.h"
#include "verify/audit.h"
#include "json/json.h"

#define BASIC     "vectors/belenios/ed25519-basic/nVPZZBXZKKpe2t.bel"
#define BAD       "vectors/belenios/negative/bad-result/nVPZZBXZKKpe2t.bel"
#define BASIC_END "832bafd28fabf2193b8dc77c66676b8290b7107395054323c330fa97b719565f"

TEST(report, every_text_is_there_in_both_languages)
{
	static const struct {
		const struct text *texts;
		size_t n;
	} tables[] = {{check_texts, VERIFY_CHECK__COUNT}, {outcome_texts, VERIFY_OUTCOME__COUNT},
		{reason_texts, VERIFY_REASON__COUNT}, {verdict_texts, 3},
		{stage_texts, ARCHIVE_TYPE__COUNT}, {label_texts, LABEL__COUNT}};

	for (size_t t = 0; t < COUNT_OF(tables); t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct text *text = &tables[t].texts[i];

			T_CHECK(text->token && text->in[LANG_ZH] && text->in[LANG_EN]);
			for (size_t k = 0; k < i; k++)
				T_CHECK(strcmp(text->token, tables[t].texts[k].token) != 0);
		}
}

static void check_report(const char *path, enum lang lang, const char *const *expected)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;

	buf_init(&out, REPORT_MAX);
	audit(span_of_file(path), NULL, &arena, &report);
	report_print(&report, lang, &out);
	T_CHECK(buf_ok(&out));
	T_CHECK(utf8_valid(out.data, out.len));
	for (; *expected; expected++)
		if (!strstr(out.data, *expected))
			t_fail(__FILE__, __LINE__, "the report lacks: %s\n%s", *expected, out.data);
}

TEST(report, says_in_plain_words_what_holds_and_what_does_not)
{
	check_report(BASIC, LANG_ZH,
		(const char *const[]){"选举　Example election（nVPZZBXZKKpe2t）", "阶段　已有结果",
			"凭证 3 个，权重合计 3", "权重未锁定", "  通过    结果与解密一致",
			"           2  Zhang", "           1  （空白票）",
			"结论：以上各项全部成立。", NULL});
	check_report(BASIC, LANG_EN,
		(const char *const[]){"Weights not bound", "Counted       3, weight 3",
			"  ok      Result follows from the decryptions",
			"Verdict: everything above holds.", NULL});
	check_report(BAD, LANG_ZH,
		(const char *const[]){"  不通过  结果与解密一致", "第 22 个成员 ",
			"结果不是解密得出的数字", "/result/0/2", "不可采信", NULL});
	check_report(BAD, LANG_EN,
		(const char *const[]){"  FAILS   Result", "member 22 ",
			"the result is not what the decryptions give", NULL});
}

/* Names come from whoever made the file; they must not paint on the terminal. */
TEST(report, shows_no_control_characters_of_the_archive)
{
	static const char *const answers[] = {"\x1b[2J甲", "乙\r\u202e"};
	static const struct question question = {
		.text = "a\nb", .answers = answers, .n_answers = 2, .max = 2};
	struct made_plan plan = {
		.questions = &question, .n_questions = 1, .n_singles = 1, .n_voters = 1};
	auto_arena struct arena arena = {0}, made = {0};
	auto_buf struct buf out = {0}, text = {0};
	struct verify_report report;

	arena_init(&made, AUDIT_MEMORY);
	buf_init(&out, 1 << 20);
	buf_init(&text, REPORT_MAX);
	made_election(&plan, ARCHIVE_RESULT, &made, &out);
	audit(span_of_buf(&out), NULL, &arena, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	report_print(&report, LANG_ZH, &text);
	T_CHECK(strstr(text.data, "  a b\n") != NULL);
	T_CHECK(strstr(text.data, " [2J甲\n") != NULL);
	T_CHECK(!strchr(text.data, '\x1b') && !strchr(text.data, '\r'));
	T_CHECK(!strstr(text.data, "\u202e"));
}

TEST(report, is_stable_json)
{
	static const char head[] =
		"{\"format\":\"gongyi-verify:1\",\"verdict\":\"fails\",\"file\":\"";
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	auto_json struct json *root = NULL;
	struct verify_report report;
	struct error error = {0};
	const struct json *check;
	const char *string;
	size_t n = 0;

	buf_init(&out, REPORT_MAX);
	audit(span_of_file(BAD), NULL, &arena, &report);
	report_json(&report, &out);
	T_CHECK(strncmp(out.data, head, strlen(head)) == 0);
	T_CHECK(strstr(out.data,
			"{\"check\":\"result\",\"outcome\":\"fails\",\"faults\":[{\"reason\":"
			"\"result-other\",\"member\":22,\"name\":\"") != NULL);
	T_OK(json_parse(out.data, out.len, &root, &error));
	for (check = json_first(json_get(root, "checks")); check; check = json_next(check), n++) {
		T_CHECK(json_string(json_get(check, "check"), &string));
		T_STR(string, check_texts[n].token);
	}
	T_INT(n, VERIFY_CHECK__COUNT);
	T_CHECK(!json_get(root, "result"));
}

/* ---- the program ------------------------------------------------------------------------------
 */

/* Its exit status; "TESTS/" in an argument is the folder of the tests. */
static int run_program(struct buf *out, const char *const *arguments)
{
	const char *folder = getenv("GONGYI_ASAN_BIN");
	const char *tests = getenv("GONGYI_TESTS") ? getenv("GONGYI_TESTS") : "tests";
	char program[256], paths[8][256];
	const char *argv[10] = {program};

	if (!folder)
		t_skip("GONGYI_ASAN_BIN does not say where the program is");
	snprintf(program, sizeof program, "%s/gongyi-verify", folder);
	for (size_t i = 0; arguments[i]; i++) {
		bool path = strncmp(arguments[i], "vectors/", 8) == 0;

		snprintf(paths[i], sizeof paths[i], "%s%s%s", path ? tests : "", path ? "/" : "",
			arguments[i]);
		argv[i + 1] = paths[i];
	}
	buf_init(out, REPORT_MAX);
	return t_run(NULL, argv, (struct span){0}, out, NULL);
}

TEST(report, the_programs_exit_status_tells_the_verdict)
{
	static const struct {
		const char *arguments[6];
		int status;
		const char *text; /* in its output */
	} runs[] = {
		{{BASIC}, 0, "全部成立"},
		{{BASIC, "--lang", "en"}, 0, "everything above holds"},
		{{BASIC, "--json"}, 0, "\"verdict\":\"holds\""},
		{{"--fingerprint", BASIC_END, BASIC}, 0, "  通过    与公布的指纹一致"},
		{{BAD}, 1, "不可采信"},
		{{BASIC, "--fingerprint", "00"}, 1, "不可采信"},
		{{BAD, "--json"}, 1, "\"verdict\":\"fails\""},
		{{"vectors/belenios/README.md"}, 2, "不是 .bel 档案"},
		{{"vectors/belenios/README.md", "--json"}, 2, "\"not-an-archive\""},
		{{"vectors/belenios"}, 2, ""},
		{{"vectors/belenios/none.bel"}, 2, ""},
		{{BASIC, "--lang", "fr"}, 2, ""},
		{{BASIC, BASIC}, 2, ""},
		{{BASIC, "--other"}, 2, ""},
		{{NULL}, 2, ""},
	};

	for (size_t i = 0; i < COUNT_OF(runs); i++) {
		auto_buf struct buf out = {0};

		T_INT(run_program(&out, runs[i].arguments), runs[i].status);
		if (!strstr(out.len ? out.data : "", runs[i].text))
			t_fail(__FILE__, __LINE__, "run %zu lacks: %s\n%s", i, runs[i].text,
				out.len ? out.data : "");
	}
}
