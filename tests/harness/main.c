/* Runs the registered tests one after the other, each with a time limit, and ends with one line:
 * "N passed, N failed" (and ", N skipped"). Exit 0 only when something ran and nothing failed. */
#include "harness/test.h"

#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/rand.h"
#include "harness/contract.h"

extern const struct test *const __start_gongyi_tests[];
extern const struct test *const __stop_gongyi_tests[];

enum { DEFERRED_MAX = 64, TEST_SECONDS = 240 };

static struct {
	sigjmp_buf ended;
	bool skipped;
	const struct test *current;
	uint8_t seed[RAND_SEED_BYTES];
	size_t n_deferred;
	struct {
		void (*cleanup)(void *);
		void *data;
	} deferred[DEFERRED_MAX];
} state;

void t_fail(const char *file, int line, const char *format, ...)
{
	va_list list;

	printf("FAIL %s/%s\n  %s:%d: ", state.current->group, state.current->name, file, line);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
	siglongjmp(state.ended, 1);
}

void t_skip(const char *format, ...)
{
	va_list list;

	printf("skipped %s/%s: ", state.current->group, state.current->name);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
	state.skipped = true;
	siglongjmp(state.ended, 1);
}

void t_str(const char *file, int line, const char *what, const char *actual, const char *expected)
{
	if (!actual || strcmp(actual, expected) != 0)
		t_fail(file, line, "%s is\n    \"%s\", expected\n    \"%s\"", what,
			actual ? actual : "(null)", expected);
}

void t_mem(const char *file, int line, const char *what, const void *actual, const void *expected,
	size_t len)
{
	if (memcmp(actual, expected, len) != 0)
		t_fail(file, line, "%s differs in its %zu bytes", what, len);
}

void t_defer(void (*cleanup)(void *), void *data)
{
	if (state.n_deferred == DEFERRED_MAX)
		abort();
	state.deferred[state.n_deferred].cleanup = cleanup;
	state.deferred[state.n_deferred++].data = data;
}

const uint8_t *t_seed(void)
{
	return state.seed;
}

size_t t_setting(const char *name, size_t otherwise)
{
	const char *text = getenv(name);
	uint64_t value = otherwise;

	if (text && !parse_uint(text, UINT32_MAX, &value)) {
		fprintf(stderr, "%s is no number: %s\n", name, text);
		exit(2);
	}
	return value;
}

static char *path_of(const char *path)
{
	const char *folder = getenv("GONGYI_TESTS");
	char *full = NULL;

	if (asprintf(&full, "%s/%s", folder ? folder : "tests", path) < 0)
		abort();
	return full;
}

const char *t_path(const char *path)
{
	char *full = path_of(path);

	t_defer(free, full);
	return full;
}

const char *t_file(const char *path, size_t *ret_len)
{
	auto_free char *full = path_of(path);
	FILE *file = fopen(full, "rb");
	char *data;
	long size;

	if (!file)
		t_fail(__FILE__, __LINE__, "cannot open %s", full);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	data = calloc(1, (size_t)size + 1);
	if (!data || fread(data, 1, (size_t)size, file) != (size_t)size)
		abort();
	fclose(file);
	t_defer(free, data);
	if (ret_len)
		*ret_len = (size_t)size;
	return data;
}

static int remove_entry(const char *path, const struct stat *info, int flag, struct FTW *walk)
{
	(void)info;
	(void)flag;
	(void)walk;
	return remove(path);
}

static void remove_folder(void *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	free(path);
}

const char *t_folder(void)
{
	char *path = strdup("/tmp/gongyi-test.XXXXXX");

	if (!path || !mkdtemp(path))
		abort();
	t_defer(remove_folder, path);
	return path;
}

static void on_alarm(int signal_number)
{
	static const char text[] = "FAIL a test took too long\n";

	(void)signal_number;
	if (write(STDOUT_FILENO, text, sizeof text - 1) < 0)
		_exit(3);
	_exit(2);
}

/* What its replies broke fails a test, whatever became of it. */
static bool keeps_contract(const struct test *test)
{
	char text[BROKEN_SIZE];

	if (!contract_broken(text))
		return true;
	printf("FAIL %s/%s\n  contract: %s\n", test->group, test->name, text);
	return false;
}

/* 1 passed, 0 failed, -1 skipped */
static int run(const struct test *test)
{
	volatile int outcome = 0;

	state.current = test;
	state.skipped = false;
	state.n_deferred = 0;
	alarm((unsigned)t_setting("GONGYI_TEST_SECONDS", TEST_SECONDS));
	if (sigsetjmp(state.ended, 1) == 0) {
		test->run();
		outcome = 1;
	} else if (state.skipped) {
		outcome = -1;
	}
	while (state.n_deferred) {
		state.n_deferred--;
		state.deferred[state.n_deferred].cleanup(state.deferred[state.n_deferred].data);
	}
	alarm(0);
	return keeps_contract(test) ? outcome : 0;
}

static void seed_init(void)
{
	const char *given = getenv("GONGYI_TEST_SEED");

	if (!given || !hex_decode(given, state.seed, sizeof state.seed))
		randombytes_buf(state.seed, sizeof state.seed);
}

int main(int argc, char **argv)
{
	const char *wanted = argc > 1 ? argv[1] : "";
	bool verbose = getenv("GONGYI_TEST_TIMES") != NULL;
	int n[3] = {0};

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, on_alarm);
	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0)
		return 2;
	seed_init();
	for (const struct test *const *at = __start_gongyi_tests; at < __stop_gongyi_tests; at++) {
		char name[256];
		int64_t began = clock_monotonic_us();

		snprintf(name, sizeof name, "%s/%s", (*at)->group, (*at)->name);
		if (!strstr(name, wanted))
			continue;
		n[run(*at) + 1]++;
		if (verbose)
			printf("%8lld us %s\n", (long long)(clock_monotonic_us() - began), name);
	}
	if (!*wanted)
		contract_gaps(app_modules, true);
	contract_done();
	if (n[1]) {
		char seed[HEX_SIZE(RAND_SEED_BYTES)];

		hex_encode(state.seed, sizeof state.seed, seed);
		printf("seed %s\n", seed);
	}
	if (n[0])
		printf("%d passed, %d failed, %d skipped\n", n[2], n[1], n[0]);
	else
		printf("%d passed, %d failed\n", n[2], n[1]);
	return n[1] || !n[2] ? 1 : 0;
}
