/* Each target of fuzz.h on mutations of its seeds: always the same ones, so that what fails once
 * fails again. GONGYI_FUZZ_INPUTS asks for another number of them. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/rand.h"
#include "harness/test.h"

enum { CHANGES_MAX = 6, MOVED_MAX = 64, ARENA = 64 << 20 };

/* An input that is being changed. */
struct input {
	uint8_t *data;
	size_t len;
	size_t max;
	struct rand rand;
	const struct fuzz_seeds *seeds;
};

static size_t below(struct input *input, size_t bound)
{
	return bound ? rand_below(&input->rand, (uint32_t)bound) : 0;
}

static void flip(struct input *input)
{
	if (input->len)
		input->data[below(input, input->len)] ^= (uint8_t)(1U << below(input, 8));
}

static void overwrite(struct input *input)
{
	static const uint8_t liked[] = {0, 1, 0x7F, 0x80, 0xFF, '"', '\\', '{', '[', ',', '0', '9',
		'-', '\n', '\r', ' ', '%', '/', '+', '='};

	if (input->len)
		input->data[below(input, input->len)] = liked[below(input, sizeof liked)];
}

static void cut(struct input *input)
{
	size_t at = below(input, input->len + 1);
	size_t n = below(input, MOVED_MAX) + 1;

	if (n > input->len - at)
		n = input->len - at;
	memmove(input->data + at, input->data + at + n, input->len - at - n);
	input->len -= n;
}

static void shorten(struct input *input)
{
	input->len = below(input, input->len + 1);
}

/* Puts bytes of some seed, or of its own, somewhere into the input. */
static void insert(struct input *input)
{
	const struct span *from = &input->seeds->items[below(input, input->seeds->n)];
	size_t at = below(input, input->len + 1), start = below(input, from->len);
	size_t n = below(input, MOVED_MAX) + 1;

	if (n > from->len - start)
		n = from->len - start;
	if (n > input->max - input->len)
		n = input->max - input->len;
	memmove(input->data + at + n, input->data + at, input->len - at);
	memcpy(input->data + at, from->data + start, n);
	input->len += n;
}

static void repeat(struct input *input)
{
	size_t at = below(input, input->len);
	size_t n = below(input, MOVED_MAX) + 1;

	if (n > input->len - at)
		n = input->len - at;
	if (n > input->max - input->len)
		return;
	memmove(input->data + at + n, input->data + at, input->len - at);
	input->len += n;
}

static void change(struct input *input)
{
	static void (*const changes[])(struct input *) = {
		flip, overwrite, overwrite, cut, shorten, insert, insert, repeat};
	size_t n = below(input, CHANGES_MAX) + 1;

	while (n--)
		changes[below(input, COUNT_OF(changes))](input);
}

/* All that is used while a target runs. */
struct work {
	struct fuzz_seeds seeds;
	uint8_t *edge; /* as long as the longest input */
};

static void work_done(void *data)
{
	struct work *work = data;

	arena_done(&work->seeds.arena);
	free(work->edge);
	free(work);
}

static struct work *work_new(const struct fuzz_target *target)
{
	struct work *work = calloc(1, sizeof *work);

	if (!work)
		abort();
	t_defer(work_done, work);
	arena_init(&work->seeds.arena, ARENA);
	work->edge = malloc(target->max);
	T_CHECK(work->edge != NULL);
	target->seed(&work->seeds);
	T_CHECK(work->seeds.n > 0);
	return work;
}

/* The input lies at the end of its memory: ASan notices every byte beyond. */
static void run(
	const struct fuzz_target *target, const struct work *work, const uint8_t *data, size_t len)
{
	uint8_t *at = work->edge + target->max - len;

	memcpy(at, data, len);
	target->run(at, len);
}

static void smoke(const char *name)
{
	static const uint8_t fixed[RAND_SEED_BYTES] = {1};
	const struct fuzz_target *target = fuzz_find(name);
	struct work *work = work_new(target);
	struct input input = {
		.max = target->max, .rand = rand_seeded(fixed), .seeds = &work->seeds};
	size_t n = t_setting("GONGYI_FUZZ_INPUTS", target->smoke);

	input.data = arena_alloc(&work->seeds.arena, input.max);
	T_CHECK(input.data != NULL);
	for (size_t i = 0; i < work->seeds.n; i++) {
		T_CHECK(work->seeds.items[i].len <= target->max);
		run(target, work, work->seeds.items[i].data, work->seeds.items[i].len);
	}
	for (size_t i = 0; i < n; i++) {
		const struct span *seed = &work->seeds.items[below(&input, work->seeds.n)];

		memcpy(input.data, seed->data, seed->len);
		input.len = seed->len;
		change(&input);
		run(target, work, input.data, input.len);
	}
}

TEST(fuzz, archives_of_any_bytes_are_read_or_refused)
{
	smoke("archive");
}

TEST(fuzz, documents_of_any_bytes_are_read_or_refused)
{
	smoke("document");
}

TEST(fuzz, record_exports_of_any_bytes_are_read_or_refused)
{
	smoke("record");
}

TEST(fuzz, checkpoints_and_proofs_of_any_bytes_are_read_or_refused)
{
	smoke("note");
}

TEST(fuzz, statements_of_any_bytes_are_read_or_refused)
{
	smoke("statement");
}

TEST(fuzz, json_of_any_bytes_is_read_or_refused)
{
	smoke("json");
}

TEST(fuzz, lines_of_any_bytes_are_decided_or_refused)
{
	smoke("decide");
}

TEST(fuzz, roll_files_of_any_bytes_are_read_or_refused)
{
	smoke("roll");
}

TEST(fuzz, fields_of_any_bytes_are_read_or_refused)
{
	smoke("text");
}

TEST(fuzz, requests_of_any_bytes_are_answered_as_their_contract_says)
{
	smoke("request");
}
