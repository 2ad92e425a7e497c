/* Runs the registered tests one after the other, each with a time limit, and ends with one line:
 * "N passed, N failed" (and ", N skipped"). Exit 0 only when something ran and nothing failed.
 * Those that drive a browser wait most of the time, so a process of their own runs them beside the
 * others.
 */
#include "harness/test.h"

#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/log.h"
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

/* How many failed, passed and were skipped. */
struct outcome {
	int failed, passed, skipped;
};

static void add(struct outcome *sum, const struct outcome *more)
{
	sum->failed += more->failed;
	sum->passed += more->passed;
	sum->skipped += more->skipped;
}

static bool drives_a_browser(const struct test *test)
{
	return strcmp(test->group, "web") == 0;
}

static void run_wanted(const char *wanted, bool browsers, struct outcome *counts)
{
	bool verbose = getenv("GONGYI_TEST_TIMES") != NULL;

	for (const struct test *const *at = __start_gongyi_tests; at < __stop_gongyi_tests; at++) {
		int64_t began = clock_monotonic_us();
		char name[256];
		int got;

		snprintf(name, sizeof name, "%s/%s", (*at)->group, (*at)->name);
		if (!strstr(name, wanted) || drives_a_browser(*at) != browsers)
			continue;
		got = run(*at);
		counts->passed += got == 1;
		counts->failed += got == 0;
		counts->skipped += got == -1;
		if (verbose)
			printf("%8lld us %s\n", (long long)(clock_monotonic_us() - began), name);
	}
}

/* A process that runs the browsers' tests and tells its counts by a pipe. */
struct beside {
	pid_t pid;
	int from;
};

static struct beside beside_start(const char *wanted)
{
	struct outcome counts = {0};
	struct beside beside;
	int ends[2];

	if (pipe(ends) != 0 || (beside.pid = fork()) < 0)
		abort();
	if (beside.pid == 0) {
		run_wanted(wanted, true, &counts);
		if (write(ends[1], &counts, sizeof counts) != (ssize_t)sizeof counts)
			_exit(2);
		exit(0); /* with the leak check */
	}
	close(ends[1]);
	beside.from = ends[0];
	return beside;
}

/* One that broke off, or leaked, counts as a failure. */
static void beside_finish(const struct beside *beside, struct outcome *counts)
{
	struct outcome told = {0};
	int status;

	if (read(beside->from, &told, sizeof told) != (ssize_t)sizeof told)
		told = (struct outcome){.failed = 1};
	close(beside->from);
	if (waitpid(beside->pid, &status, 0) < 0 || status != 0)
		told.failed += !told.failed;
	add(counts, &told);
}

int main(int argc, char **argv)
{
	const char *wanted = argc > 1 ? argv[1] : "";
	struct outcome counts = {0};
	struct beside beside;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, on_alarm);
	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0)
		return 2;
	seed_init();
	/* tests provoke errors; a program of its own logs into its own file */
	log_set_level(getenv("GONGYI_TEST_LOG") ? LOG_INFO : LOG_OFF);
	beside = beside_start(wanted);
	run_wanted(wanted, false, &counts);
	if (!*wanted)
		contract_gaps(app_modules, true);
	contract_done();
	beside_finish(&beside, &counts);
	if (counts.failed) {
		char seed[HEX_SIZE(RAND_SEED_BYTES)];

		hex_encode(state.seed, sizeof state.seed, seed);
		printf("seed %s\n", seed);
	}
	if (counts.skipped)
		printf("%d passed, %d failed, %d skipped\n", counts.passed, counts.failed,
			counts.skipped);
	else
		printf("%d passed, %d failed\n", counts.passed, counts.failed);
	return counts.failed || !counts.passed ? 1 : 0;
}
