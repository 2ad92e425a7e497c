/* Constant time and wiping, by programs that watch the release's own objects. */
#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "harness/run.h"
#include "harness/server.h"
#include "harness/test.h"

enum { OUTPUT_MAX = 1 << 20, REPORTED = 9 };

#define SUPPRESSIONS "secrets/libsodium.supp"

static const char *const operations[] = {"credentials", "ballots", "single trustee",
	"threshold trustees", "statements", "notes", "record key", "personal numbers",
	"commitments"};

static const char *const calls[] = {"credential_new", "credential_derive", "ballot_make",
	"trustee_key_make", "decryption_make", "pedersen_keys", "polynomial_make", "box_open",
	"pedersen_key_make", "sign_message", "keyring_derive", "privacy_open"};

struct output {
	struct buf out, err;
};

static void output_done(struct output *output)
{
	buf_done(&output->out);
	buf_done(&output->err);
}

#define auto_output __attribute__((cleanup(output_done)))

/* Under memcheck; `mode` NULL: every operation. */
static int watch(const char *mode, struct output *output)
{
	const char *argv[] = {"valgrind", "-v", "--default-suppressions=no",
		"--suppressions=", "--error-exitcode=9", "--leak-check=no",
		t_program("gongyi-secrets"), mode, NULL};
	char suppressions[512];
	int status;

	snprintf(suppressions, sizeof suppressions, "--suppressions=%s", t_path(SUPPRESSIONS));
	argv[3] = suppressions;
	buf_init(&output->out, OUTPUT_MAX);
	buf_init(&output->err, OUTPUT_MAX);
	status = t_run(NULL, argv, (struct span){0}, &output->out, &output->err);
	if (status == 127)
		t_skip("valgrind is not installed");
	return status;
}

static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at += len)
		if ((at == text || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

/* Every suppression was needed: its name stands in memcheck's list of those it used. */
static size_t check_used(const char *report)
{
	const char *at = t_file(SUPPRESSIONS, NULL);
	size_t n = 0;

	while ((at = strstr(at, "{\n   "))) {
		char used[128];

		at += strlen("{\n   ");
		snprintf(used, sizeof used, " %.*s ", (int)strcspn(at, "\n"), at);
		if (!strstr(report, used))
			t_fail(__FILE__, __LINE__, "the suppression%sis not needed", used);
		n++;
	}
	return n;
}

TEST(secrets, no_branch_and_no_index_of_ours_depends_on_a_secret)
{
	auto_output struct output output = {0};
	int status = watch(NULL, &output);

	if (status != 0)
		t_fail(__FILE__, __LINE__, "memcheck says\n%s", output.err.data);
	for (size_t i = 0; i < COUNT_OF(operations); i++)
		T_CHECK(has_line(output.out.data, operations[i]));
	T_CHECK(strstr(output.err.data, "ERROR SUMMARY: 0 errors") != NULL);
	T_INT(check_used(output.err.data), 7);
}

/* What the test above finds nothing of, it does find. */
TEST(secrets, a_branch_an_index_and_a_printed_secret_are_found)
{
	static const struct {
		const char *mode, *says, *where;
	} leaks[] = {
		{"branch", "Conditional jump or move depends on uninit", "leak_branch"},
		{"index", "Use of uninitialised value", "leak_index"},
		{"kept", "Syscall param write(buf) points to uninit", "leak_kept"},
	};

	for (size_t i = 0; i < COUNT_OF(leaks); i++) {
		auto_output struct output output = {0};

		T_INT(watch(leaks[i].mode, &output), REPORTED);
		T_CHECK(strstr(output.err.data, leaks[i].says) != NULL);
		T_CHECK(strstr(output.err.data, leaks[i].where) != NULL);
	}
}

/* The program fails by itself when its search does not find what one call forgets on purpose. */
TEST(secrets, no_call_leaves_a_secret_on_its_stack_or_on_the_heap)
{
	const char *argv[] = {t_program("gongyi-secrets"), "stack", NULL};
	auto_output struct output output = {0};
	int status;

	buf_init(&output.out, OUTPUT_MAX);
	buf_init(&output.err, OUTPUT_MAX);
	status = t_run(NULL, argv, (struct span){0}, &output.out, &output.err);
	if (status != 0)
		t_fail(__FILE__, __LINE__, "%s%s", output.out.data, output.err.data);
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		T_CHECK(has_line(output.out.data, calls[i]));
}
