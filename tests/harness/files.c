/* Comparisons, files and settings of tests (see test.h), whoever runs them. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "harness/test.h"

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
