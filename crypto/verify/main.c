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
#include "crypto/verify/verify.h"

enum { EXIT_UNREADABLE = 2 };

#define FILE_MAX_BYTES ((size_t)8 << 30)
#define MEMORY_MAX     ((size_t)8 << 30)

struct arguments {
	const char *file;
	enum lang lang;
	bool json;
	struct verify_options options;
};

static const char usage[] =
	"用法：gongyi-verify 档案.bel [--fingerprint 末事件指纹] [--lang zh|en] [--json]\n"
	"usage: gongyi-verify FILE.bel [--fingerprint HEX] [--lang zh|en] [--json]\n"
	"  0: 全部成立 all holds   1: 有不成立 a check fails   2: 无法核验 cannot be checked\n";

static bool parse_arguments(int argc, char **argv, struct arguments *ret_arguments)
{
	static const struct option known[] = {
		{"fingerprint", required_argument, NULL, 'f'},
		{"lang", required_argument, NULL, 'l'},
		{"json", no_argument, NULL, 'j'},
		{0},
	};
	struct arguments arguments = {.lang = LANG_ZH};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'f')
			arguments.options.fingerprint = optarg;
		else if (option == 'j')
			arguments.json = true;
		else if (option == 'l' && strcmp(optarg, "en") == 0)
			arguments.lang = LANG_EN;
		else if (option != 'l' || strcmp(optarg, "zh") != 0)
			return false;
	}
	if (optind + 1 != argc)
		return false;
	arguments.file = argv[optind];
	*ret_arguments = arguments;
	return true;
}

static bool read_whole(const char *path, struct buf *ret_bytes)
{
	auto_file FILE *file = fopen(path, "rb");
	char chunk[8192];
	size_t n;

	if (!file)
		return false;
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(ret_bytes, chunk, n);
	return !ferror(file) && buf_ok(ret_bytes);
}

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > VERIFY_THREADS_MAX ? VERIFY_THREADS_MAX : (unsigned)n;
}

static int audit(const struct arguments *arguments, struct span bytes)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;

	arena_init(&arena, MEMORY_MAX);
	if (verify_archive(bytes, &arguments->options, &arena, &report) != OK) {
		fputs("内存不足 / not enough memory\n", stderr);
		return EXIT_UNREADABLE;
	}
	buf_init(&out, REPORT_MAX);
	if (arguments->json)
		report_json(&report, &out);
	else
		report_print(&report, arguments->lang, &out);
	if (!buf_ok(&out) || fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		return EXIT_UNREADABLE;
	return (int)report.verdict;
}

int main(int argc, char **argv)
{
	auto_buf struct buf bytes = {0};
	struct arguments arguments;
	struct error error = {0};

	if (!parse_arguments(argc, argv, &arguments)) {
		fputs(usage, stderr);
		return EXIT_UNREADABLE;
	}
	if (group_init(&error) != OK) {
		fprintf(stderr, "libsodium: %s\n", error.note);
		return EXIT_UNREADABLE;
	}
	buf_init(&bytes, FILE_MAX_BYTES);
	if (!read_whole(arguments.file, &bytes)) {
		fprintf(stderr, "无法读取 / cannot read: %s\n", arguments.file);
		return EXIT_UNREADABLE;
	}
	arguments.options.n_threads = processors();
	return audit(&arguments, (struct span){(const uint8_t *)bytes.data, bytes.len});
}
