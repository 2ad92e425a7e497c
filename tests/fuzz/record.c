/* The record's files: the export as a tar, checkpoints and proofs as notes, signed statements. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/group.h"
#include "crypto/tile.h"
#include "crypto/tlog_proof.h"
#include "crypto/verify/verify.h"
#include "crypto/wire/dsse.h"
#include "crypto/wire/export.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"
#include "rules/announcement.h"

enum { MEMORY = 128 << 20, OUTPUT_MAX = 4 << 20, SEED_ENTRIES = 260 };

#define ORIGIN "gongyi.test/v1/bodies/7/record"

static struct span span_of(const struct buf *buf)
{
	return (struct span){(const uint8_t *)buf->data, buf->len};
}

/* ---- the export ---- */

static void check_entries(const struct export *export, struct span bytes)
{
	T_CHECK(export->n && export->key);
	for (size_t i = 0; i < export->n; i++)
		T_CHECK(export->entries[i].data >= bytes.data &&
			export->entries[i].data + export->entries[i].len <= bytes.data + bytes.len);
}

void fuzz_record(const uint8_t *data, size_t len)
{
	struct span bytes = {data, len};
	auto_arena struct arena arena = {0};
	struct export export;
	struct export_fault fault = {.reason = EXPORT_FAULT__COUNT};
	struct verify_report report;
	struct error error = {0};

	T_OK(group_init(&error));
	arena_init(&arena, MEMORY);
	if (export_read(bytes, &arena, &export, &fault) == OK)
		check_entries(&export, bytes);
	else
		T_CHECK(fault.reason < EXPORT_FAULT__COUNT);
	if (!export_begins(bytes))
		return;
	T_OK(verify_record(bytes, &arena, &report));
	T_CHECK((report.verdict == AUDIT_HOLDS) == (report.n_faults == 0));
}

static struct sign_secret record_secret(struct note_key *ret_key)
{
	static const uint8_t seed[SIGN_SEED_BYTES] = {7};
	struct sign_secret secret;

	sign_secret_from_seed(seed, &secret);
	T_CHECK(note_key_init(ORIGIN, NOTE_ED25519, &secret.key, ret_key));
	return secret;
}

/* A checkpoint over these entries, signed. */
static void write_checkpoint(struct buf *out, const struct span *entries, size_t n)
{
	struct merkle_frontier frontier = {0};
	struct digest nodes[MERKLE_LEVELS];
	struct checkpoint checkpoint = {.origin = ORIGIN, .size = n};
	struct note_key key;
	struct sign_secret secret = record_secret(&key);
	auto_buf struct buf text = {0};
	size_t n_nodes;

	for (size_t i = 0; i < n; i++) {
		struct digest leaf = merkle_leaf(entries[i].data, entries[i].len);

		T_CHECK(merkle_append(&frontier, &leaf, nodes, &n_nodes));
	}
	checkpoint.root = merkle_root(&frontier);
	buf_init(&text, OUTPUT_MAX);
	checkpoint_write(&text, &checkpoint);
	T_OK(note_start(out, text.data, text.len));
	T_OK(note_sign(out, &key, &secret, 0));
}

/* The first entry names the record and its key; all others say the same. */
static void make_entries(struct arena *arena, struct span entries[SEED_ENTRIES])
{
	struct note_key key;
	char text[NOTE_KEY_SIZE];

	record_secret(&key);
	note_key_text(&key, text);
	for (size_t i = 0; i < SEED_ENTRIES; i++) {
		const char *entry = i ? "{\"type\":\"box.opened\",\"at\":\"2026-06-01T00:00:00Z\"}"
				      : arena_printf(arena,
						"{\"type\":\"record-opened\",\"at\":"
						"\"2026-06-01T00:00:00Z\",\"name\":\"%s\","
						"\"key\":\"%s\",\"rehearsal\":true}",
						ORIGIN, text);

		entries[i] = (struct span){(const uint8_t *)entry, strlen(entry)};
	}
}

static void add_export(struct fuzz_seeds *seeds, const struct span *entries, size_t n)
{
	struct note_key key;
	char text[NOTE_KEY_SIZE];
	auto_buf struct buf note = {0};
	auto_buf struct buf out = {0};

	buf_init(&note, OUTPUT_MAX);
	buf_init(&out, OUTPUT_MAX);
	write_checkpoint(&note, entries, n);
	record_secret(&key);
	note_key_text(&key, text);
	export_begin(&out, text, span_of(&note), 1780272000);
	for (size_t first = 0; first < n; first += TILE_WIDTH)
		export_bundle(&out, first / TILE_WIDTH, entries + first,
			n - first < TILE_WIDTH ? n - first : TILE_WIDTH, 1780272000);
	export_end(&out);
	fuzz_seed(seeds, 0, out.data, out.len);
}

void fuzz_record_seed(struct fuzz_seeds *seeds)
{
	struct span entries[SEED_ENTRIES];

	make_entries(&seeds->arena, entries);
	add_export(seeds, entries, 3);
	add_export(seeds, entries, SEED_ENTRIES);
}

/* ---- notes ---- */

/* The text of a note is one checkpoint, or none. */
static void check_checkpoint(const char *text, size_t len)
{
	struct checkpoint checkpoint;
	auto_buf struct buf out = {0};

	if (!checkpoint_parse((struct span){(const uint8_t *)text, len}, &checkpoint))
		return;
	buf_init(&out, OUTPUT_MAX);
	checkpoint_write(&out, &checkpoint);
	T_INT(out.len, len);
	T_MEM(out.data, text, len);
}

static void check_proof(const char *text, size_t len)
{
	struct tlog_proof proof;
	struct checkpoint head;
	struct note_key key;
	struct digest leaf = merkle_leaf("x", 1);
	uint64_t signed_by;
	auto_buf struct buf out = {0};

	if (!tlog_proof_parse(text, len, &proof))
		return;
	buf_init(&out, OUTPUT_MAX);
	tlog_proof_write(&out, &proof);
	T_INT(out.len, len);
	T_MEM(out.data, text, len);
	record_secret(&key);
	T_CHECK(tlog_proof_verify(&proof, &leaf, &key, 1, &head, &signed_by) != OK);
}

/* Names of keys and of tiles, each with one spelling. */
static void check_names(const char *text)
{
	char written[NOTE_KEY_SIZE], path[TILE_PATH_SIZE];
	struct note_key key;
	struct tile tile;

	if (note_key_parse(text, &key)) {
		note_key_text(&key, written);
		T_STR(written, text);
	}
	if (tile_parse(text, &tile)) {
		tile_path(&tile, path);
		T_STR(path, text);
	}
}

void fuzz_note(const uint8_t *data, size_t len)
{
	auto_arena struct arena arena = {0};
	struct checkpoint head;
	struct note_key key;
	struct note note;
	uint64_t signed_by;
	const char *text;

	arena_init(&arena, MEMORY);
	text = arena_copy(&arena, data, len);
	T_CHECK(text != NULL);
	record_secret(&key);
	if (note_parse(text, len, &note)) {
		T_CHECK(note.n && note.n <= NOTE_SIGNATURES_MAX);
		check_checkpoint((const char *)note.text.data, note.text.len);
	}
	if (checkpoint_open(text, len, &key, 1, &head, &signed_by) == OK)
		T_STR(head.origin, ORIGIN);
	check_checkpoint(text, len);
	check_proof(text, len);
	check_names(text);
}

static void add_proof(struct fuzz_seeds *seeds, struct span checkpoint)
{
	struct tlog_proof proof = {.index = 1, .checkpoint = checkpoint, .path = {.n = 2}};
	auto_buf struct buf out = {0};

	buf_init(&out, OUTPUT_MAX);
	tlog_proof_write(&out, &proof);
	fuzz_seed(seeds, 0, out.data, out.len);
}

void fuzz_note_seed(struct fuzz_seeds *seeds)
{
	static const char *const names[] = {"tile/0/x001/x234/067.p/5", "tile/entries/000"};
	struct span entries[SEED_ENTRIES];
	char text[NOTE_KEY_SIZE];
	struct note_key key;
	auto_buf struct buf note = {0};

	buf_init(&note, OUTPUT_MAX);
	make_entries(&seeds->arena, entries);
	write_checkpoint(&note, entries, 3);
	fuzz_seed(seeds, 0, note.data, note.len);
	fuzz_seed_file(seeds, 0, "vectors/checkpoint-witnessed.txt");
	fuzz_seed_file(seeds, 0, "vectors/note-two-signers.txt");
	add_proof(seeds, span_of(&note));
	record_secret(&key);
	note_key_text(&key, text);
	fuzz_seed(seeds, 0, text, strlen(text));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		fuzz_seed(seeds, 0, names[i], strlen(names[i]));
}

/* ---- signed statements ---- */

static void write_again(const struct dsse *dsse, struct arena *arena)
{
	struct error error = {0};
	struct dsse again;
	auto_buf struct buf out = {0};

	buf_init(&out, DSSE_JSON_MAX);
	T_OK(dsse_write(&out, dsse, arena));
	T_OK(dsse_read(out.data, out.len, arena, &again, &error));
	T_STR(again.type, dsse->type);
	T_INT(again.n, dsse->n);
	T_INT(again.payload.len, dsse->payload.len);
	T_MEM(again.payload.data, dsse->payload.data, dsse->payload.len);
}

/* The content of a result is computed again and told in both languages. */
static void tell(const char *text, size_t len, struct arena *arena)
{
	struct announcement stated, again;
	struct strings sentences;
	struct error error = {0};

	if (announcement_read(text, len, arena, &stated, &error) != OK) {
		T_CHECK(error.code != OK);
		return;
	}
	if (announcement_again(&stated, 10, arena, &again, &error) != OK)
		return;
	T_OK(announcement_sentences(&again, LANG_ZH, arena, &sentences));
	for (size_t i = 0; i < sentences.n; i++)
		T_CHECK(utf8_valid(sentences.items[i], strlen(sentences.items[i])));
}

void fuzz_statement(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	auto_arena struct arena arena = {0};
	struct error error = {0};
	struct dsse dsse;

	arena_init(&arena, MEMORY);
	if (dsse_read(text, len, &arena, &dsse, &error) == OK) {
		write_again(&dsse, &arena);
		text = (const char *)dsse.payload.data;
		len = dsse.payload.len;
	} else {
		T_CHECK(error.code != OK);
	}
	tell(text, len, &arena);
}

/* An election of two posts, counted on paper and online. */
static void write_announcement(struct buf *out)
{
	static struct count counts[] = {{"1", 9}, {"2", 4}};
	static const char *hashes[] = {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="};
	struct announced_box box = {"3", "一号票箱", "hall", 20, 14, 1, 5, 14, 13, 1, {counts, 2},
		{hashes, 2}, "一名选民"};
	struct announced_candidate candidates[] = {
		{"1", "王一", 6, 9, 15, FATE_ELECTED, "2*15 = 30 > 21", true},
		{"2", "王二", 1, 4, 5, FATE_NONE, "2*5 = 10 > 21", false}};
	struct announced_post post = {"8", "主任", 1, {candidates, 2}, 0, false};
	struct announcement announcement = {.body = "7",
		.body_name = "桥东社区",
		.rehearsal = true,
		.legal_basis = "演练",
		.election = "5",
		.title = "换届选举",
		.round = "aaaaaaaaaaaaaa",
		.profile = "rehearsal",
		.profile_hash = hashes[0],
		.roll = hashes[0],
		.n = 40,
		.archive = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		.online = 7,
		.boxes = {&box, 1},
		.posts = {&post, 1},
		.p = 21,
		.turnout = "2*21 = 42 > 40"};

	announcement_write(&announcement, out);
}

void fuzz_statement_seed(struct fuzz_seeds *seeds)
{
	struct note_key key;
	struct sign_secret secret = record_secret(&key);
	struct dsse dsse;
	auto_buf struct buf payload = {0};
	auto_buf struct buf out = {0};

	buf_init(&payload, OUTPUT_MAX);
	buf_init(&out, OUTPUT_MAX);
	write_announcement(&payload);
	fuzz_seed(seeds, 0, payload.data, payload.len);
	T_OK(dsse_init("result", span_of(&payload), &dsse));
	T_OK(dsse_sign(&dsse, &secret));
	T_OK(dsse_write(&out, &dsse, &seeds->arena));
	fuzz_seed(seeds, 0, out.data, out.len);
}
