/* The record as everybody reads it: the C2SP resources under …/record/, the same as one file, and
 * the two proofs as ready answers for whoever does not want to compute them from tiles. */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/tile.h"
#include "crypto/wire/export.h"
#include "record/record.h"
#include "record/store.h"

/* The largest export that one request may hold; a larger record is fetched tile by tile. */
enum { BUNDLE_MAX = TILE_WIDTH * (RECORD_ENTRY_MAX + 2), EXPORT_MAX = 60 << 20 };

struct record_path {
	struct body_id body_id;
};
SCHEMA(record_path, struct record_path,
	FIELD_ID(struct record_path, body_id, .required = true, .in = IN_PATH,
		.doc = "The body whose record it is"));

static enum err reply_bytes(struct call *call, const void *data, size_t len)
{
	struct raw_reply *out = call_out(call, raw_reply);
	char *copy = arena_copy(call->arena, data, len);

	if (!copy)
		return fail(call->error, ERR_BUSY);
	out->bytes = (struct span){(const uint8_t *)copy, len};
	return OK;
}

/* ---- the head ---- */

struct record_state {
	const char *origin;
	const char *key;
	int64_t size;
	const char *root;
	int64_t at;
};
SCHEMA(record_state, struct record_state,
	FIELD_STRING(struct record_state, origin, .required = true,
		.doc = "Name of the log; with https:// in front the prefix of its tiles"),
	FIELD_STRING(struct record_state, key, .required = true,
		.doc = "Verifier key of the log (C2SP signed-note)"),
	FIELD_INT(struct record_state, size, .required = true, .doc = "Number of entries"),
	FIELD_STRING(struct record_state, root, .required = true,
		.doc = "Base64 of the tree's head (RFC 6962)"),
	FIELD_TIME(struct record_state, at, .required = true, .doc = "When the head was signed"));

static enum err record_state(struct call *call)
{
	const struct record_path *in = call_in(call, record_path);
	struct record_state *out = call_out(call, record_state);
	struct record_head head;
	char key[NOTE_KEY_SIZE], root[DIGEST_BASE64_SIZE];

	TRY(record_head(call->txn, in->body_id, &head));
	note_key_text(&head.key, key);
	digest_base64(&head.checkpoint.root, root);
	out->origin = arena_string(call->arena, head.checkpoint.origin);
	out->key = arena_string(call->arena, key);
	out->root = arena_string(call->arena, root);
	out->size = (int64_t)head.checkpoint.size;
	out->at = head.at;
	return out->origin && out->key && out->root ? OK : fail(call->error, ERR_BUSY);
}

static enum err record_checkpoint(struct call *call)
{
	const struct record_path *in = call_in(call, record_path);
	struct record_head head;

	TRY(record_head(call->txn, in->body_id, &head));
	return reply_bytes(call, head.note, strlen(head.note));
}

/* ---- proofs ---- */

struct record_entry_path {
	struct body_id body_id;
	int64_t index;
};
SCHEMA(record_entry_path, struct record_entry_path,
	FIELD_ID(struct record_entry_path, body_id, .required = true, .in = IN_PATH),
	FIELD_INT(struct record_entry_path, index, .required = true, .in = IN_PATH,
		.max = JSON_INT_MAX, .doc = "Position of the entry, from 0"));

static enum err record_entry_get(struct call *call)
{
	const struct record_entry_path *in = call_in(call, record_entry_path);
	struct raw_reply *out = call_out(call, raw_reply);

	return record_entry(call->txn, in->body_id, in->index, &out->bytes);
}

static enum err record_entry_proof(struct call *call)
{
	const struct record_entry_path *in = call_in(call, record_entry_path);
	struct raw_reply *out = call_out(call, raw_reply);

	return record_proof(call->txn, in->body_id, in->index, &out->bytes);
}

struct record_consistency_query {
	struct body_id body_id;
	int64_t from;
	int64_t to;
};
SCHEMA(record_consistency_query, struct record_consistency_query,
	FIELD_ID(struct record_consistency_query, body_id, .required = true, .in = IN_PATH),
	FIELD_INT(struct record_consistency_query, from, .in = IN_QUERY, .max = JSON_INT_MAX,
		.doc = "Size of the checkpoint that was kept"),
	FIELD_INT(struct record_consistency_query, to, .in = IN_QUERY, .max = JSON_INT_MAX,
		.doc = "Size of the newer checkpoint; the latest when absent or 0"));

struct record_consistency {
	int64_t from;
	int64_t to;
	struct strings path;
};
SCHEMA(record_consistency, struct record_consistency,
	FIELD_INT(struct record_consistency, from, .required = true),
	FIELD_INT(struct record_consistency, to, .required = true),
	FIELD_STRINGS(struct record_consistency, path, .required = true, .max = MERKLE_LEVELS + 1,
		.doc = "Base64 of the proof's hashes (RFC 9162 section 2.1.4)"));

static enum err write_path(
	struct call *call, const struct merkle_path *path, struct strings *ret_texts)
{
	char text[DIGEST_BASE64_SIZE];

	ret_texts->items = arena_array(call->arena, const char *, path->n + 1);
	if (!ret_texts->items)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < path->n; i++) {
		digest_base64(&path->nodes[i], text);
		ret_texts->items[i] = arena_string(call->arena, text);
		if (!ret_texts->items[i])
			return fail(call->error, ERR_BUSY);
	}
	ret_texts->n = path->n;
	return OK;
}

static enum err record_consistency(struct call *call)
{
	const struct record_consistency_query *in = call_in(call, record_consistency_query);
	struct record_consistency *out = call_out(call, record_consistency);
	struct node_source nodes = {call->txn, in->body_id.v};
	struct merkle_source source = store_source(&nodes);
	struct record_head head;
	struct merkle_path path;

	TRY(record_head(call->txn, in->body_id, &head));
	out->from = in->from;
	out->to = in->to ? in->to : (int64_t)head.checkpoint.size;
	if (out->to > (int64_t)head.checkpoint.size)
		return fail_field(call->error, "/to", "beyond the latest checkpoint");
	if (out->from > out->to)
		return fail_field(call->error, "/from", "beyond the newer checkpoint");
	TRY(merkle_prove_consistency(&source, (uint64_t)out->from, (uint64_t)out->to, &path));
	return write_path(call, &path, &out->path);
}

/* ---- tiles ---- */

struct record_tile_path {
	struct body_id body_id;
	const char *tile;
};
SCHEMA(record_tile_path, struct record_tile_path,
	FIELD_ID(struct record_tile_path, body_id, .required = true, .in = IN_PATH),
	FIELD_STRING(struct record_tile_path, tile, .required = true, .in = IN_PATH, .max = 60,
		.doc = "<level>/<index>[.p/<width>] or entries/<index>[.p/<width>], the index in "
		       "groups of three digits, all but the last after an x (C2SP tlog-tiles)"));

static enum err add_hashes(
	struct call *call, struct body_id body, const struct tile *tile, struct buf *bytes)
{
	struct node_row first = {.body_id = body.v,
		.level = TILE_HEIGHT * (int64_t)tile->level,
		.idx = TILE_WIDTH * (int64_t)tile->index};
	const struct node_row *node;
	struct list rows;

	TRY(store_nodes(call->txn, &first, tile->width, &rows));
	node = rows.items;
	for (size_t i = 0; i < rows.n; i++)
		buf_add(bytes, node[i].hash.data, node[i].hash.len);
	return bytes->len == (size_t)tile->width * DIGEST_BYTES
		       ? OK
		       : fail_note(call->error, ERR_INTERNAL, "a tile misses hashes");
}

static enum err add_entries(
	struct call *call, struct body_id body, const struct tile *tile, struct buf *bytes)
{
	const struct entry_row *entry;
	struct list rows;

	TRY(store_entries(
		call->txn, body.v, TILE_WIDTH * (int64_t)tile->index, tile->width, &rows));
	entry = rows.items;
	for (size_t i = 0; i < rows.n; i++)
		export_entry(bytes, entry[i].entry);
	return rows.n == tile->width
		       ? OK
		       : fail_note(call->error, ERR_INTERNAL, "a bundle misses entries");
}

static enum err record_tile(struct call *call)
{
	const struct record_tile_path *in = call_in(call, record_tile_path);
	struct record_head head;
	struct tile tile;
	auto_buf struct buf bytes = {0};
	char path[80];

	buf_init(&bytes, BUNDLE_MAX);
	TRY(record_head(call->txn, in->body_id, &head));
	snprintf(path, sizeof path, "tile/%s", in->tile);
	if (!tile_parse(path, &tile) || !tile_exists(&tile, head.checkpoint.size))
		return fail(call->error, ERR_NOT_FOUND);
	TRY(tile.entries ? add_entries(call, in->body_id, &tile, &bytes)
			 : add_hashes(call, in->body_id, &tile, &bytes));
	if (!buf_ok(&bytes))
		return fail(call->error, ERR_BUSY);
	return reply_bytes(call, bytes.data, bytes.len);
}

/* ---- all of it as one file ---- */

/* One bundle; its entries live no longer than it takes to copy them. */
static enum err add_bundle(struct call *call, struct body_id body, uint64_t index, uint64_t size,
	int64_t time, struct buf *out)
{
	auto_arena struct arena arena = {0};
	struct txn page = *call->txn;
	struct span entries[TILE_WIDTH];
	uint64_t first = TILE_WIDTH * index;
	int64_t n = size - first < TILE_WIDTH ? (int64_t)(size - first) : TILE_WIDTH;
	struct list rows;

	arena_init(&arena, (size_t)2 * BUNDLE_MAX);
	page.arena = &arena;
	TRY(store_entries(&page, body.v, (int64_t)first, n, &rows));
	if (rows.n != (size_t)n)
		return fail_note(call->error, ERR_INTERNAL, "an export misses entries");
	for (size_t i = 0; i < rows.n; i++)
		entries[i] = ((const struct entry_row *)rows.items)[i].entry;
	export_bundle(out, index, entries, rows.n, (uint64_t)(time / MS_PER_SECOND));
	return OK;
}

static enum err record_export(struct call *call)
{
	const struct record_path *in = call_in(call, record_path);
	struct raw_reply *out = call_out(call, raw_reply);
	auto_buf struct buf bytes = {0};
	char key[NOTE_KEY_SIZE];
	struct record_head head;

	buf_init(&bytes, EXPORT_MAX);
	TRY(record_head(call->txn, in->body_id, &head));
	note_key_text(&head.key, key);
	export_begin(&bytes, key, (struct span){(const uint8_t *)head.note, strlen(head.note)},
		(uint64_t)(head.at / MS_PER_SECOND));
	for (uint64_t i = 0; i * TILE_WIDTH < head.checkpoint.size; i++)
		TRY(add_bundle(call, in->body_id, i, head.checkpoint.size, head.at, &bytes));
	export_end(&bytes);
	if (!buf_ok(&bytes))
		return fail(call->error, ERR_TOO_LARGE);
	out->filename = arena_printf(call->arena, "record-%" PRId64 ".tar", in->body_id.v);
	if (!out->filename)
		return fail(call->error, ERR_BUSY);
	return reply_bytes(call, bytes.data, bytes.len);
}

/* Sorted by path. */
static const struct route routes[] = {
	{.op = "recordState",
		GET("/v1/bodies/{body_id}/record"),
		.in = &record_path_schema,
		.out = &record_state_schema,
		.read = record_state,
		.allow = allow_anyone,
		.doc = "Name, key and latest head of a body's public record"},
	{.op = "recordCheckpoint",
		GET("/v1/bodies/{body_id}/record/checkpoint"),
		.in = &record_path_schema,
		.out = &raw_reply_schema,
		.read = record_checkpoint,
		.allow = allow_anyone,
		.media = "text/plain; charset=utf-8",
		.doc = "The latest signed head (C2SP tlog-checkpoint)"},
	{.op = "recordConsistency",
		GET("/v1/bodies/{body_id}/record/consistency"),
		.in = &record_consistency_query_schema,
		.out = &record_consistency_schema,
		.read = record_consistency,
		.allow = allow_anyone,
		.doc = "Proof that a newer checkpoint only added to an older one"},
	{.op = "recordEntry",
		GET("/v1/bodies/{body_id}/record/entries/{index}"),
		.in = &record_entry_path_schema,
		.out = &raw_reply_schema,
		.read = record_entry_get,
		.allow = allow_anyone,
		.media = "application/json",
		.doc = "One entry, byte for byte as it was hashed"},
	{.op = "recordProof",
		GET("/v1/bodies/{body_id}/record/entries/{index}/proof"),
		.in = &record_entry_path_schema,
		.out = &raw_reply_schema,
		.read = record_entry_proof,
		.allow = allow_anyone,
		.media = "text/plain; charset=utf-8",
		.doc = "Proof of one entry that stands by itself (C2SP tlog-proof)"},
	{.op = "recordExport",
		GET("/v1/bodies/{body_id}/record/export"),
		.in = &record_path_schema,
		.out = &raw_reply_schema,
		.read = record_export,
		.allow = allow_anyone,
		.media = "application/x-tar",
		.slow = true,
		.doc = "The whole record as one file (tar of key, checkpoint and tile/entries/), "
		       "for gongyi-verify --record"},
	{.op = "recordTile",
		GET("/v1/bodies/{body_id}/record/tile/{tile*}"),
		.in = &record_tile_path_schema,
		.out = &raw_reply_schema,
		.read = record_tile,
		.allow = allow_anyone,
		.media = "application/octet-stream",
		.slow = true,
		.doc = "Hashes or entries of one tile (C2SP tlog-tiles)"},
};

const struct module record_module = {"record", routes, COUNT_OF(routes), &record_stmts};
