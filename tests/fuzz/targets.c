/* See fuzz.h. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "harness/test.h"

const struct fuzz_target fuzz_targets[] = {
	{"archive", fuzz_archive, fuzz_archive_seed, 64 << 10, 400},
	{"document", fuzz_document, fuzz_document_seed, 16 << 10, 6000},
	{"record", fuzz_record, fuzz_record_seed, 32 << 10, 1500},
	{"note", fuzz_note, fuzz_note_seed, 4 << 10, 8000},
	{"statement", fuzz_statement, fuzz_statement_seed, 16 << 10, 4000},
	{"json", fuzz_json, fuzz_json_seed, 8 << 10, 10000},
	{"decide", fuzz_decide, fuzz_decide_seed, 8 << 10, 4000},
	{"roll", fuzz_roll, fuzz_roll_seed, 8 << 10, 4000},
	{"text", fuzz_text, fuzz_text_seed, 1 << 10, 10000},
	{"picture", fuzz_picture, fuzz_picture_seed, 4 << 10, 8000},
	{"request", fuzz_request, fuzz_request_seed, 4 << 10, 2500},
	{0},
};

const struct fuzz_target *fuzz_find(const char *name)
{
	for (const struct fuzz_target *target = fuzz_targets; target->name; target++)
		if (strcmp(target->name, name) == 0)
			return target;
	return NULL;
}

void fuzz_seed(struct fuzz_seeds *seeds, char kind, const void *data, size_t len)
{
	uint8_t *copy = arena_alloc(&seeds->arena, len + 1);
	size_t at = kind != 0;

	T_CHECK(copy && seeds->n < FUZZ_SEEDS_MAX);
	copy[0] = (uint8_t)kind;
	memcpy(copy + at, data, len);
	seeds->items[seeds->n++] = (struct span){copy, len + at};
}

void fuzz_seed_file(struct fuzz_seeds *seeds, char kind, const char *path)
{
	size_t len;
	const char *data = t_file(path, &len);

	fuzz_seed(seeds, kind, data, len);
}
