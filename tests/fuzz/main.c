/* `make fuzz`: libFuzzer over one target of fuzz.h, named by GONGYI_FUZZ. Its seeds are written
 * into the folder GONGYI_FUZZ_SEEDS first. A check that does not hold is a crash, so that libFuzzer
 * keeps the input. Takes the place of harness/main.c. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/rand.h"
#include "crypto/digest.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"

enum { DEFERRED_MAX = 64, ARENA = 64 << 20 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct fuzz_target *target;
static struct {
	void (*cleanup)(void *);
	void *data;
} deferred[DEFERRED_MAX];
static size_t n_deferred;

void t_fail(const char *file, int line, const char *format, ...)
{
	va_list list;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, "\n");
	abort();
}

void t_skip(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	exit(2);
}

void t_defer(void (*cleanup)(void *), void *data)
{
	if (n_deferred == DEFERRED_MAX)
		abort();
	deferred[n_deferred].cleanup = cleanup;
	deferred[n_deferred++].data = data;
}

const uint8_t *t_seed(void)
{
	static const uint8_t fixed[RAND_SEED_BYTES] = {1};

	return fixed;
}

static void clean_up(void)
{
	while (n_deferred) {
		n_deferred--;
		deferred[n_deferred].cleanup(deferred[n_deferred].data);
	}
}

/* Named by its content, as libFuzzer names what it finds. */
static void write_seed(const char *folder, struct span seed)
{
	struct digest digest = digest_of(seed.data, seed.len);
	char hex[DIGEST_HEX_SIZE], path[512];
	struct error error = {0};

	digest_hex(&digest, hex);
	snprintf(path, sizeof path, "%s/%s", folder, hex);
	T_OK(file_replace(path, (const char *)seed.data, seed.len, false, &error));
}

static void write_seeds(const char *folder)
{
	struct fuzz_seeds *seeds = calloc(1, sizeof *seeds);

	T_CHECK(seeds != NULL);
	arena_init(&seeds->arena, ARENA);
	target->seed(seeds);
	for (size_t i = 0; i < seeds->n; i++)
		write_seed(folder, seeds->items[i]);
	arena_done(&seeds->arena);
	free(seeds);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("GONGYI_FUZZ");
	const char *folder = getenv("GONGYI_FUZZ_SEEDS");

	(void)argc;
	(void)argv;
	target = name ? fuzz_find(name) : NULL;
	if (!target || !rand_init())
		t_skip("GONGYI_FUZZ names no target: %s\n", name ? name : "");
	atexit(clean_up);
	if (folder)
		write_seeds(folder);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	target->run(data, len);
	return 0;
}
