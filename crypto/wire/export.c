/* See export.h. */
#include "crypto/wire/export.h"

#include <stdio.h>
#include <string.h>

#include "crypto/tile.h"

static const char key_name[] = "key", checkpoint_name[] = "checkpoint", archive_name[] = "BELENIOS";

bool export_begins(struct span bytes)
{
	return tar_begins(bytes) && memcmp(bytes.data, archive_name, sizeof archive_name) != 0;
}

/* ---- reading ---- */

struct bundle {
	bool there;
	unsigned width;
	size_t member;
	struct span body;
};

struct reader {
	struct arena *arena;
	struct tar_member member;
	size_t n_members; /* read so far, with the one at work */
	struct bundle *bundles;
	size_t n_bundles; /* places in it that may be taken */
	struct span key, checkpoint;
	struct export_fault *fault;
};

static enum err refuse(
	struct reader *reader, enum export_fault_reason reason, size_t member, const char *name)
{
	struct export_fault *fault = reader->fault;
	size_t len = 0;

	*fault = (struct export_fault){.reason = reason, .member = member};
	for (; len < TAR_NAME_SIZE && name[len]; len++)
		fault->name[len] = (char)(name[len] > ' ' && name[len] < 0x7f ? name[len] : '?');
	return ERR_MALFORMED;
}

static enum err refuse_member(struct reader *reader, enum export_fault_reason reason)
{
	return refuse(reader, reason, reader->n_members - 1, reader->member.name);
}

static enum err take(struct reader *reader, struct span *at)
{
	if (at->data)
		return refuse_member(reader, EXPORT_TWICE);
	*at = reader->member.body;
	return OK;
}

static enum err take_bundle(struct reader *reader, const struct tile *tile)
{
	struct bundle *bundle;

	if (tile->index >= reader->n_bundles) /* more bundles than the file can hold */
		return refuse_member(reader, EXPORT_BUNDLE);
	bundle = &reader->bundles[tile->index];
	if (bundle->there)
		return refuse_member(reader, EXPORT_TWICE);
	*bundle = (struct bundle){true, tile->width, reader->n_members - 1, reader->member.body};
	return OK;
}

static enum err take_member(struct reader *reader)
{
	struct tile tile;

	if (strcmp(reader->member.name, key_name) == 0)
		return take(reader, &reader->key);
	if (strcmp(reader->member.name, checkpoint_name) == 0)
		return take(reader, &reader->checkpoint);
	if (!tile_parse(reader->member.name, &tile) || !tile.entries)
		return refuse_member(reader, EXPORT_NAME);
	return take_bundle(reader, &tile);
}

static enum err read_members(struct reader *reader, struct span rest)
{
	enum tar_found found;

	while ((found = tar_next(&rest, &reader->member)) == TAR_FILE) {
		reader->n_members++;
		TRY(take_member(reader));
	}
	return found == TAR_END ? OK : refuse(reader, EXPORT_NO_TAR, reader->n_members, "");
}

static enum err read_key(struct reader *reader, const char **ret_key)
{
	size_t len = reader->key.len;

	if (len && reader->key.data[len - 1] == '\n')
		len--;
	if (!len || memchr(reader->key.data, '\n', len) || memchr(reader->key.data, '\0', len))
		return refuse(reader, EXPORT_KEY, reader->n_members, key_name);
	*ret_key = arena_copy(reader->arena, reader->key.data, len);
	return *ret_key ? OK : ERR_BUSY;
}

/* The bundles without a gap, and nothing beyond a partial one; `ret_n`: entries. */
static enum err count_entries(struct reader *reader, size_t *ret_n)
{
	char name[TILE_PATH_SIZE];
	bool ended = false;
	size_t n = 0;

	for (size_t i = 0; i < reader->n_bundles; i++) {
		const struct bundle *bundle = &reader->bundles[i];

		tile_path(&(struct tile){.entries = true, .index = i, .width = TILE_WIDTH}, name);
		if (bundle->there && ended)
			return refuse(reader, EXPORT_BUNDLE, bundle->member, name);
		n += bundle->width;
		ended = bundle->width < TILE_WIDTH;
	}
	*ret_n = n;
	return n ? OK : refuse(reader, EXPORT_BUNDLE, reader->n_members, "tile/entries/000");
}

static bool split(struct span body, unsigned width, struct span *entries)
{
	for (unsigned i = 0; i < width; i++) {
		size_t len;

		if (body.len < 2)
			return false;
		len = (size_t)body.data[0] << 8 | body.data[1];
		if (len == 0 || len > body.len - 2)
			return false;
		entries[i] = (struct span){body.data + 2, len};
		body.data += 2 + len;
		body.len -= 2 + len;
	}
	return body.len == 0;
}

static enum err read_entries(struct reader *reader, const struct span **ret_entries, size_t *ret_n)
{
	struct span *entries;
	size_t n = 0;

	TRY(count_entries(reader, ret_n));
	entries = arena_array(reader->arena, struct span, *ret_n);
	if (!entries)
		return ERR_BUSY;
	for (size_t i = 0; n < *ret_n; n += reader->bundles[i++].width) {
		const struct bundle *bundle = &reader->bundles[i];
		char name[TILE_PATH_SIZE];

		if (split(bundle->body, bundle->width, entries + n))
			continue;
		tile_path(
			&(struct tile){.entries = true, .index = i, .width = bundle->width}, name);
		return refuse(reader, EXPORT_ENTRIES, bundle->member, name);
	}
	*ret_entries = entries;
	return OK;
}

enum err export_read(struct span bytes, struct arena *arena, struct export *ret_export,
	struct export_fault *ret_fault)
{
	/* a member takes a block at least */
	size_t most = bytes.len / TAR_BLOCK + 1;
	struct reader reader = {.arena = arena,
		.n_bundles = most,
		.bundles = arena_array(arena, struct bundle, most),
		.fault = ret_fault};
	struct export export = {0};

	if (!reader.bundles)
		return ERR_BUSY;
	TRY(read_members(&reader, bytes));
	TRY(read_key(&reader, &export.key));
	if (!reader.checkpoint.len)
		return refuse(&reader, EXPORT_CHECKPOINT, reader.n_members, checkpoint_name);
	export.checkpoint = reader.checkpoint;
	TRY(read_entries(&reader, &export.entries, &export.n));
	*ret_export = export;
	return OK;
}

/* ---- writing ---- */

void export_begin(struct buf *out, const char *key, struct span checkpoint, uint64_t time)
{
	tar_open(out, key_name, strlen(key) + 1, time);
	buf_str(out, key);
	buf_char(out, '\n');
	tar_close(out, strlen(key) + 1);
	tar_add(out, checkpoint_name, checkpoint.data, checkpoint.len, time);
}

void export_entry(struct buf *out, struct span entry)
{
	buf_char(out, (char)(entry.len >> 8));
	buf_char(out, (char)(entry.len & 255));
	buf_add(out, entry.data, entry.len);
}

void export_bundle(
	struct buf *out, uint64_t index, const struct span *entries, size_t n, uint64_t time)
{
	struct tile tile = {.entries = true, .index = index, .width = (unsigned)n};
	char name[TILE_PATH_SIZE];
	size_t size = 2 * n;

	for (size_t i = 0; i < n; i++)
		size += entries[i].len;
	tile_path(&tile, name);
	tar_open(out, name, size, time);
	for (size_t i = 0; i < n; i++)
		export_entry(out, entries[i]);
	tar_close(out, size);
}

void export_end(struct buf *out)
{
	tar_end(out);
}
