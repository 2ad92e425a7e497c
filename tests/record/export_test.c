/* The record as one file: what is written is read, by any order of members and from any tar
 * program; everything else is refused with its place. */
#include "crypto/wire/export.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "base/rand.h"
#include "crypto/tile.h"
#include "harness/run.h"
#include "harness/test.h"

enum { ENTRIES = 300, MEMORY = 16 << 20, FILE_MAX = 4 << 20 };

static const char key[] = "gongyi.example/v1/bodies/7/record+00000000+AAAA";
static const char note[] = "a checkpoint\n";

static struct span text_span(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static struct span buf_span(const struct buf *buf)
{
	return (struct span){(const uint8_t *)buf->data, buf->len};
}

/* Entry i is i % 7 + 1 bytes long. */
static struct span entry_of(size_t i)
{
	static const char text[] = "abcdefg";

	return (struct span){(const uint8_t *)text, i % 7 + 1};
}

static void write_bundle(struct buf *out, uint64_t index, size_t n)
{
	struct span entries[TILE_WIDTH];

	for (size_t i = 0; i < n; i++)
		entries[i] = entry_of(TILE_WIDTH * (size_t)index + i);
	export_bundle(out, index, entries, n, 1750000000);
}

static void write_export(struct buf *out)
{
	buf_init(out, FILE_MAX);
	export_begin(out, key, text_span(note), 1750000000);
	write_bundle(out, 0, TILE_WIDTH);
	write_bundle(out, 1, ENTRIES - TILE_WIDTH);
	export_end(out);
	T_CHECK(buf_ok(out));
}

static void check_whole(struct span bytes, struct arena *arena)
{
	struct export export;
	struct export_fault fault;

	T_CHECK(export_begins(bytes));
	T_OK(export_read(bytes, arena, &export, &fault));
	T_STR(export.key, key);
	T_INT(export.checkpoint.len, strlen(note));
	T_MEM(export.checkpoint.data, note, strlen(note));
	T_INT(export.n, ENTRIES);
	for (size_t i = 0; i < ENTRIES; i++) {
		T_INT(export.entries[i].len, entry_of(i).len);
		T_MEM(export.entries[i].data, entry_of(i).data, entry_of(i).len);
	}
}

TEST(export, what_is_written_is_read)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};

	arena_init(&arena, MEMORY);
	write_export(&out);
	T_INT(out.len % TAR_BLOCK, 0);
	check_whole(buf_span(&out), &arena);
}

TEST(export, its_members_may_come_in_any_order)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};

	arena_init(&arena, MEMORY);
	buf_init(&out, FILE_MAX);
	write_bundle(&out, 1, ENTRIES - TILE_WIDTH);
	tar_add(&out, "checkpoint", note, strlen(note), 5);
	write_bundle(&out, 0, TILE_WIDTH);
	tar_add(&out, "key", key, strlen(key), 6); /* without a line break, without an end */
	check_whole(buf_span(&out), &arena);
}

/* What anybody fetches with curl and packs with tar: folders, owners, other times, ./ in front. */
TEST(export, another_programs_tar_of_the_same_files_is_read)
{
	static const char *const forms[] = {"--format=gnu", "--format=ustar", "--format=pax"};
	auto_arena struct arena arena = {0};
	const char *folder = t_folder();
	struct error error = {0};

	arena_init(&arena, MEMORY);
	for (int i = 0; i < 2; i++) {
		auto_buf struct buf out = {0};
		struct tar_member member;
		struct span rest;

		buf_init(&out, FILE_MAX);
		write_bundle(&out, (uint64_t)i, i ? ENTRIES - TILE_WIDTH : TILE_WIDTH);
		rest = buf_span(&out);
		T_INT(tar_next(&rest, &member), TAR_FILE);
		mkdir(arena_printf(&arena, "%s/tile", folder), 0755);
		mkdir(arena_printf(&arena, "%s/tile/entries", folder), 0755);
		mkdir(arena_printf(&arena, "%s/tile/entries/001.p", folder), 0755);
		T_OK(file_write(arena_printf(&arena, "%s/%s", folder, member.name),
			member.body.data, member.body.len, false, &error));
	}
	T_OK(file_write(arena_printf(&arena, "%s/key", folder), key, strlen(key), false, &error));
	T_OK(file_write(
		arena_printf(&arena, "%s/checkpoint", folder), note, strlen(note), false, &error));
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		const char *const argv[] = {
			"tar", "-cf", "-", forms[i], "./key", "checkpoint", "tile", NULL};
		auto_buf struct buf out = {0};

		buf_init(&out, FILE_MAX);
		T_INT(t_run(folder, argv, (struct span){0}, &out, NULL), 0);
		check_whole(buf_span(&out), &arena);
	}
}

/* ---- what is refused --------------------------------------------------------------------------
 */

static void check_refused(
	const struct buf *out, enum export_fault_reason reason, size_t member, const char *name)
{
	auto_arena struct arena arena = {0};
	struct export export;
	struct export_fault fault;

	arena_init(&arena, MEMORY);
	T_ERR(export_read(buf_span(out), &arena, &export, &fault), MALFORMED);
	T_INT(fault.reason, reason);
	T_INT(fault.member, member);
	T_STR(fault.name, name);
}

static void begin(struct buf *out)
{
	buf_init(out, FILE_MAX);
	export_begin(out, key, text_span(note), 1);
}

TEST(export, a_member_that_does_not_belong_there_is_refused)
{
	static const char *const names[] = {"tile/0/000", "note", "tile/entries/0",
		"tile/entries/x000/000", "../key", "tile/entries/000.p/0"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		auto_buf struct buf out = {0};

		begin(&out);
		tar_add(&out, names[i], "ab", 2, 1);
		check_refused(&out, EXPORT_NAME, 2, names[i]);
	}
}

TEST(export, nothing_comes_twice)
{
	auto_buf struct buf keys = {0}, notes = {0}, bundles = {0};

	begin(&keys);
	tar_add(&keys, "key", "x", 1, 1);
	check_refused(&keys, EXPORT_TWICE, 2, "key");
	begin(&notes);
	tar_add(&notes, "checkpoint", "x", 1, 1);
	check_refused(&notes, EXPORT_TWICE, 2, "checkpoint");
	begin(&bundles);
	write_bundle(&bundles, 0, 3);
	write_bundle(&bundles, 0, 4);
	check_refused(&bundles, EXPORT_TWICE, 3, "tile/entries/000.p/4");
}

TEST(export, nothing_is_missing)
{
	auto_buf struct buf no_key = {0}, no_note = {0}, no_entry = {0}, gap = {0}, partial = {0},
			    empty = {0}, two_lines = {0};

	buf_init(&no_key, FILE_MAX);
	tar_add(&no_key, "checkpoint", note, strlen(note), 1);
	write_bundle(&no_key, 0, 3);
	check_refused(&no_key, EXPORT_KEY, 2, "key");
	buf_init(&no_note, FILE_MAX);
	tar_add(&no_note, "key", key, strlen(key), 1);
	write_bundle(&no_note, 0, 3);
	check_refused(&no_note, EXPORT_CHECKPOINT, 2, "checkpoint");
	begin(&no_entry);
	check_refused(&no_entry, EXPORT_BUNDLE, 2, "tile/entries/000");
	begin(&gap);
	write_bundle(&gap, 1, 3);
	check_refused(&gap, EXPORT_BUNDLE, 2, "tile/entries/001");
	begin(&partial);
	write_bundle(&partial, 0, 3);
	write_bundle(&partial, 1, 3);
	check_refused(&partial, EXPORT_BUNDLE, 3, "tile/entries/001");
	buf_init(&two_lines, FILE_MAX);
	export_begin(&two_lines, "a\nb", text_span(note), 1);
	check_refused(&two_lines, EXPORT_KEY, 2, "key");
	buf_init(&empty, FILE_MAX);
	export_end(&empty);
	check_refused(&empty, EXPORT_KEY, 0, "key");
	T_CHECK(!export_begins(buf_span(&empty)));
}

/* One more than the file can hold: no table grows to the size of a number in a name. */
TEST(export, a_bundle_of_a_giant_number_is_refused)
{
	auto_buf struct buf out = {0};

	begin(&out);
	write_bundle(&out, UINT64_C(123456789012345), 1);
	check_refused(&out, EXPORT_BUNDLE, 2, "tile/entries/x123/x456/x789/x012/345.p/1");
}

TEST(export, a_bundle_holds_as_many_entries_as_its_name_says)
{
	static const struct {
		const char *bytes;
		size_t len;
	} bad[] = {{"\0\1a", 3}, {"\0\1a\0\1b\0\1c", 9}, {"\0\1a\0\2b", 6}, {"\0\1a\0", 4},
		{"\0\1a\0\0", 5}, {"", 0}};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		auto_buf struct buf out = {0};

		begin(&out);
		tar_add(&out, "tile/entries/000.p/2", bad[i].bytes, bad[i].len, 1);
		check_refused(&out, EXPORT_ENTRIES, 2, "tile/entries/000.p/2");
	}
}

TEST(export, what_is_no_whole_tar_is_refused)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0}, link = {0};

	arena_init(&arena, MEMORY);
	write_export(&out);
	for (size_t len = 1; len < out.len; len += 97) {
		struct export export;
		struct export_fault fault;

		T_ERR(export_read((struct span){(const uint8_t *)out.data, len}, &arena, &export,
			      &fault),
			MALFORMED);
	}
	begin(&link);
	tar_add(&link, "tile/entries/000.p/1", "\0\1a", 3, 1);
	link.data[link.len - 2 * TAR_BLOCK + 156] = '2'; /* a symbolic link */
	check_refused(&link, EXPORT_NO_TAR, 2, "");
	T_CHECK(!export_begins(text_span("BELENIOS")));
}

/* Whatever the bytes are: read or refused, and nothing worse. */
TEST(export, random_bytes_are_read_or_refused)
{
	auto_arena struct arena arena = {0};
	struct rand rand = rand_seeded(t_seed());
	auto_buf struct buf out = {0};

	write_export(&out);
	for (int round = 0; round < 2000; round++) {
		char *copy;
		struct export export;
		struct export_fault fault;
		size_t len = out.len;

		arena_done(&arena);
		arena_init(&arena, MEMORY);
		copy = arena_copy(&arena, out.data, out.len);
		for (uint64_t n = 1 + rand_below(&rand, 8); n; n--)
			copy[rand_below(&rand, (uint32_t)len)] = (char)rand_below(&rand, 256);
		if (rand_below(&rand, 4) == 0)
			len = rand_below(&rand, (uint32_t)len);
		if (export_read((struct span){(const uint8_t *)copy, len}, &arena, &export,
			    &fault) == OK)
			T_CHECK(export.n > 0 && export.n <= ENTRIES);
		else
			T_CHECK(fault.reason < EXPORT_FAULT__COUNT);
	}
}
