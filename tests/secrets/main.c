/* gongyi-secrets: runs every operation of crypto/ on secrets, for memcheck to watch. All that is
 * drawn at random is secret; crypto/ says by reveal() what becomes public. Linked with ld's --wrap,
 * so the objects under test are those of the release.
 *
 *   gongyi-secrets              every operation; prints their names
 *   gongyi-secrets branch       branches on a secret, for memcheck to find; index: reads a table by
 *                               one; kept: prints a secret that was never revealed */
#include "secrets/watch.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "base/rand.h"
#include "crypto/group.h"
#include "crypto/reveal.h"

void watch(void *data, size_t len)
{
	VALGRIND_MAKE_MEM_UNDEFINED(data, len);
}

void unwatch(const void *data, size_t len)
{
	VALGRIND_MAKE_MEM_DEFINED(data, len);
}

void must(bool ok, const char *what, const char *file, int line)
{
	if (ok)
		return;
	fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
	exit(2);
}

/* ---- in place of the programs' own ---------------------------------------------------------- */

void __wrap_reveal(const void *data, size_t len);
void __real_rand_bytes(struct rand *rand, void *out, size_t len);
void __wrap_rand_bytes(struct rand *rand, void *out, size_t len);
size_t __wrap_strlen(const char *text);

void __wrap_reveal(const void *data, size_t len)
{
	unwatch(data, len);
	drawn_revealed(data, len);
}

void __wrap_rand_bytes(struct rand *rand, void *out, size_t len)
{
	__real_rand_bytes(rand, out, len);
	drawn_add(out, len);
	watch(out, len);
}

/* How long a text is may be known of every text. */
size_t __wrap_strlen(const char *text)
{
	for (size_t len = 0;; len++) {
		char c = text[len];

		unwatch(&c, sizeof c);
		if (!c)
			return len;
	}
}

/* ---- what memcheck must find ---------------------------------------------------------------- */

static volatile int sink;

static uint8_t secret_byte(void)
{
	struct rand rand = rand_system();
	uint8_t byte;

	rand_bytes(&rand, &byte, sizeof byte);
	return byte;
}

static void leak_branch(void)
{
	if (secret_byte() & 1)
		sink++;
}

static void leak_index(void)
{
	static const uint8_t table[256] = {1, 2, 3};

	sink = table[secret_byte()];
}

static void leak_kept(void)
{
	struct scalar secret;
	char text[SCALAR_TEXT_SIZE] = "";
	struct rand rand = rand_system();

	scalar_random(&rand, &secret);
	scalar_text(&secret, text);
	puts(text);
}

static const struct operation leaks[] = {
	{"branch", leak_branch}, {"index", leak_index}, {"kept", leak_kept}, {NULL, NULL}};

int main(int argc, char **argv)
{
	struct error error = {0};

	MUST(group_init(&error) == OK);
	if (argc > 1 && strcmp(argv[1], "stack") == 0)
		return search_stacks();
	for (const struct operation *leak = leaks; argc > 1 && leak->name; leak++) {
		if (strcmp(leak->name, argv[1]) != 0)
			continue;
		leak->run();
		return 0;
	}
	for (const struct operation *operation = operations; operation->name; operation++) {
		operation->run();
		puts(operation->name);
	}
	return 0;
}
