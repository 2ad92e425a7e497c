/* gongyi-verify: the auditor's program. Reads files, prints the report, says with its exit status
 * whether everything holds. No database, no network. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "crypto/group.h"
#include "crypto/verify/report.h"
#include "crypto/verify/tested.h"
#include "crypto/verify/verify.h"

enum { EXIT_UNREADABLE = 2 };

#define FILE_MAX_BYTES ((size_t)8 << 30)
#define MEMORY_MAX     ((size_t)8 << 30)

struct arguments {
	const char *file;
	const char *result; /* NULL: not given; so the next */
	const char *record;
	const char *fingerprint;
	const char *test_ballot; /* alone but for `lang` */
	enum lang lang;
	bool json;
};

static const char usage[] =
	"用法：gongyi-verify 档案.bel [--result 结果文件] [--record 记录文件] [--fingerprint "
	"指纹]\n"
	"　　　　　　　　　　[--lang zh|en] [--json]\n"
	"　　　gongyi-verify 记录文件.tar [--lang zh|en] [--json]\n"
	"　　　gongyi-verify 档案.bel或election.json --test-ballot 手机公开的文字 [--lang zh|en]\n"
	"usage: gongyi-verify election.bel [--result FILE] [--record FILE] [--fingerprint HEX]\n"
	"                     [--lang zh|en] [--json]\n"
	"       gongyi-verify record.tar [--lang zh|en] [--json]\n"
	"       gongyi-verify election.bel|election.json --test-ballot TEXT [--lang zh|en]\n"
	"  0: 全部成立 all holds   1: 有不成立 a check fails   2: 无法核验 cannot be checked\n";

static bool parse_arguments(int argc, char **argv, struct arguments *ret_arguments)
{
	static const struct option known[] = {
		{"result", required_argument, NULL, 'r'},
		{"record", required_argument, NULL, 'o'},
		{"fingerprint", required_argument, NULL, 'f'},
		{"test-ballot", required_argument, NULL, 't'},
		{"lang", required_argument, NULL, 'l'},
		{"json", no_argument, NULL, 'j'},
		{0},
	};
	struct arguments arguments = {.lang = LANG_ZH};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'r')
			arguments.result = optarg;
		else if (option == 'o')
			arguments.record = optarg;
		else if (option == 'f')
			arguments.fingerprint = optarg;
		else if (option == 't')
			arguments.test_ballot = optarg;
		else if (option == 'j')
			arguments.json = true;
		else if (option == 'l' && strcmp(optarg, "en") == 0)
			arguments.lang = LANG_EN;
		else if (option != 'l' || strcmp(optarg, "zh") != 0)
			return false;
	}
	if (optind + 1 != argc ||
		(arguments.test_ballot && (arguments.result || arguments.record ||
						  arguments.fingerprint || arguments.json)))
		return false;
	arguments.file = argv[optind];
	*ret_arguments = arguments;
	return true;
}

/* Reads a file whole; says so where it cannot. Without a path there is nothing to read. */
static bool read_whole(const char *path, struct buf *bytes, struct span *ret_span)
{
	auto_file FILE *file = path ? fopen(path, "rb") : NULL;
	char chunk[8192];
	size_t n;

	buf_init(bytes, FILE_MAX_BYTES);
	while (file && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(bytes, chunk, n);
	if (path && (!file || ferror(file) || !buf_ok(bytes))) {
		fprintf(stderr, "无法读取 / cannot read: %s\n", path);
		return false;
	}
	*ret_span = (struct span){(const uint8_t *)bytes->data, bytes->len};
	return true;
}

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > VERIFY_THREADS_MAX ? VERIFY_THREADS_MAX : (unsigned)n;
}

/* A record export given alone is checked alone. */
static enum err make_report(const struct verify_options *options, struct span bytes,
	struct arena *arena, struct verify_report *ret_report)
{
	if (export_begins(bytes) && !options->result && !options->record && !options->fingerprint)
		return verify_record(bytes, arena, ret_report);
	return verify_archive(bytes, options, arena, ret_report);
}

static int no_memory(void)
{
	fputs("内存不足 / not enough memory\n", stderr);
	return EXIT_UNREADABLE;
}

static int print(const struct buf *out, int status)
{
	if (!buf_ok(out) || fwrite(out->data, 1, out->len, stdout) != out->len ||
		fflush(stdout) != 0)
		return EXIT_UNREADABLE;
	return status;
}

static int audit(
	const struct arguments *arguments, const struct verify_options *options, struct span bytes)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;

	arena_init(&arena, MEMORY_MAX);
	if (make_report(options, bytes, &arena, &report) != OK)
		return no_memory();
	buf_init(&out, REPORT_MAX);
	if (arguments->json)
		report_json(&report, &out);
	else
		report_print(&report, arguments->lang, &out);
	return print(&out, (int)report.verdict);
}

static int test_ballot(const struct arguments *arguments, struct span bytes)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	enum tested_verdict verdict;

	arena_init(&arena, MEMORY_MAX);
	buf_init(&out, REPORT_MAX);
	if (tested_report(bytes, arguments->test_ballot, arguments->lang, &arena, &out, &verdict) !=
		OK)
		return no_memory();
	return print(&out, (int)verdict);
}

static int read_and_audit(const struct arguments *arguments)
{
	struct verify_options options = {
		.fingerprint = arguments->fingerprint, .n_threads = processors()};
	auto_buf struct buf archive = {0}, result = {0}, record = {0};
	struct span file, given[2];

	if (!read_whole(arguments->file, &archive, &file) ||
		!read_whole(arguments->result, &result, &given[0]) ||
		!read_whole(arguments->record, &record, &given[1]))
		return EXIT_UNREADABLE;
	if (arguments->test_ballot)
		return test_ballot(arguments, file);
	options.result = arguments->result ? &given[0] : NULL;
	options.record = arguments->record ? &given[1] : NULL;
	return audit(arguments, &options, file);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	struct error error = {0};

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (!parse_arguments(argc, argv, &arguments)) {
		fputs(usage, stderr);
		return EXIT_UNREADABLE;
	}
	if (group_init(&error) != OK) {
		fprintf(stderr, "libsodium: %s\n", error.note);
		return EXIT_UNREADABLE;
	}
	return read_and_audit(&arguments);
}
