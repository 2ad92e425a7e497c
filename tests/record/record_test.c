/* The record on a real database: what is appended can be proved by crypto/merkle alone, what is
 * tampered with is found, what fails leaves nothing behind (DESIGN 6, LIMITS 6.1). */
#include "record/record.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/keyring.h"
#include "crypto/tile.h"
#include "crypto/tlog_proof.h"
#include "crypto/wire/export.h"
#include "harness/test.h"
#include "record/model.h"
#include "record/store.h"

/* A service in one struct: database, keys, two bodies. */
static struct service {
	char path[4096];
	struct conn *conn;
	struct keyring *keys;
	struct arena arena;
	struct error error;
	struct rand rand;
	struct txn txn;
} service;

static const struct body community = {.id = {7}, .now = 1750000000000};
static const struct body rehearsal = {.id = {8}, .rehearsal = true, .now = 1750000000123};

static void open_service(void)
{
	static const struct stmt_table *const tables[] = {&record_stmts, NULL};
	struct db_config config = {service.path, tables};

	T_OK(conn_open(&config, CONN_WRITER, &service.conn, &service.error));
	service.txn.conn = service.conn;
}

static void close_service(void *unused)
{
	(void)unused;
	conn_close(service.conn);
	service.conn = NULL;
	keyring_free(service.keys);
	arena_done(&service.arena);
}

static void begin(void)
{
	static const uint8_t master[KEYRING_MASTER_BYTES] = {42};

	memset(&service, 0, sizeof service);
	snprintf(service.path, sizeof service.path, "%s/db", t_folder());
	arena_init(&service.arena, 256 << 20);
	service.keys = keyring_new(master);
	service.rand = rand_seeded(t_seed());
	service.txn = (struct txn){.now = 1750000000000,
		.rand = &service.rand,
		.arena = &service.arena,
		.error = &service.error,
		.keys = service.keys,
		.origin = "https://gongyi.example"};
	t_defer(close_service, NULL);
	open_service();
}

struct counted_event {
	int64_t number;
	const char *text;
};
SCHEMA(counted_event, struct counted_event, FIELD_INT(struct counted_event, number),
	FIELD_STRING(struct counted_event, text));

static int64_t append_one(const struct body *body, int64_t number)
{
	struct counted_event event = {number, number % 3 ? "一件事" : NULL};
	int64_t index = -1;

	T_OK(record_append(&service.txn, body, "counted", &counted_event_schema, &event, &index));
	return index;
}

/* Appends `n` entries in one transaction. */
static void append_many(const struct body *body, int n)
{
	T_OK(txn_begin_write(service.conn));
	for (int i = 0; i < n; i++)
		append_one(body, i);
	T_OK(txn_commit(service.conn, &service.error));
}

static const char *check(const struct body *body)
{
	const char *finding;

	T_OK(record_check(&service.txn, body->id, &finding));
	return finding;
}

static struct record_head head_of(const struct body *body)
{
	struct record_head head;

	T_OK(record_head(&service.txn, body->id, &head));
	return head;
}

/* ---- entries ---- */

static void check_composed(
	const char *type, const struct schema *schema, const void *event, const char *expected)
{
	auto_buf struct buf entry;

	buf_init(&entry, RECORD_ENTRY_MAX);
	T_OK(record_compose(type, 1750000000000, schema, event, &entry));
	T_STR(entry.data, expected);
}

TEST(record, entries_are_compact_json_with_type_and_time_first)
{
	struct counted_event event = {5, "有"}, empty = {0};

	check_composed("vote-opened", &counted_event_schema, &event,
		"{\"type\":\"vote-opened\",\"at\":\"2025-06-15T15:06:40Z\",\"number\":5,"
		"\"text\":\"有\"}");
	check_composed("a.b", &counted_event_schema, &empty,
		"{\"type\":\"a.b\",\"at\":\"2025-06-15T15:06:40Z\",\"number\":0}");
	check_composed("a", NULL, NULL, "{\"type\":\"a\",\"at\":\"2025-06-15T15:06:40Z\"}");
}

struct timed_event {
	int64_t at;
};
SCHEMA(timed_event, struct timed_event, FIELD_TIME(struct timed_event, at));

TEST(record, other_entries_are_refused)
{
	static const char *const bad[] = {"", "A", "a b", "-a", "a-", "a--b", "a.-b", "票", "a_b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	struct timed_event timed = {1};
	struct counted_event large = {1, NULL};
	auto_buf struct buf entry;
	char *text = malloc(RECORD_ENTRY_MAX);

	t_defer(free, text);
	buf_init(&entry, RECORD_ENTRY_MAX);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_ERR(record_compose(bad[i], 0, NULL, NULL, &entry), INTERNAL);
	T_CHECK(record_type_valid(bad[9] + 1));
	T_ERR(record_compose("a", 0, &timed_event_schema, &timed, &entry), INTERNAL);
	memset(text, 'x', RECORD_ENTRY_MAX);
	text[RECORD_ENTRY_MAX - 60] = '\0';
	large.text = text;
	T_ERR(record_compose("a", 0, &counted_event_schema, &large, &entry), TOO_LARGE);
}

TEST(record, logs_are_named_by_the_address_of_the_body)
{
	char name[NOTE_NAME_SIZE], longest[NOTE_NAME_SIZE + 8] = "https://";

	T_CHECK(record_origin("https://gongyi.example:8443", community.id, name));
	T_STR(name, "gongyi.example:8443/v1/bodies/7/record");
	T_CHECK(!record_origin(NULL, community.id, name));
	T_CHECK(!record_origin("gongyi.example", community.id, name));
	T_CHECK(!record_origin("https://", community.id, name));
	T_CHECK(!record_origin("https://gongyi.example/x", community.id, name));
	memset(longest + 8, 'a', NOTE_NAME_SIZE - 1);
	T_CHECK(!record_origin(longest, community.id, name));
}

TEST(record, opens_itself_with_its_name_and_key)
{
	struct span entry;
	struct record_head head;
	char key[NOTE_KEY_SIZE], expected[512];

	begin();
	T_ERR(record_head(&service.txn, rehearsal.id, &head), NOT_FOUND);
	T_OK(txn_begin_write(service.conn));
	T_INT(append_one(&rehearsal, 1), 1);
	T_STR(service.txn.recorded, "counted");
	T_OK(txn_commit(service.conn, &service.error));
	head = head_of(&rehearsal);
	note_key_text(&head.key, key);
	snprintf(expected, sizeof expected,
		"{\"type\":\"record-opened\",\"at\":\"2025-06-15T15:06:40.123Z\",\"origin\":"
		"\"gongyi.example/v1/bodies/8/record\",\"key\":\"%s\",\"rehearsal\":true}",
		key);
	T_OK(record_entry(&service.txn, rehearsal.id, 0, &entry));
	T_STR((const char *)entry.data, expected);
	T_ERR(record_entry(&service.txn, rehearsal.id, 2, &entry), NOT_FOUND);
	T_ERR(record_entry(&service.txn, community.id, 0, &entry), NOT_FOUND);
	T_INT(head.checkpoint.size, 2);
	T_INT(head.at, rehearsal.now);
}

/* ---- proofs ---- */

static void check_proof(const struct body *body, int64_t index)
{
	struct record_head head = head_of(body);
	struct span entry, text;
	struct tlog_proof proof;
	struct checkpoint checkpoint;
	struct digest leaf;
	uint64_t signed_by;

	T_OK(record_entry(&service.txn, body->id, index, &entry));
	T_OK(record_proof(&service.txn, body->id, index, &text));
	T_CHECK(tlog_proof_parse((const char *)text.data, text.len, &proof));
	leaf = merkle_leaf(entry.data, entry.len);
	T_OK(tlog_proof_verify(&proof, &leaf, &head.key, 1, &checkpoint, &signed_by));
	T_INT(proof.index, index);
	T_INT(checkpoint.size, head.checkpoint.size);
}

static void check_growth(const struct body *body, const struct checkpoint *old)
{
	struct record_head head = head_of(body);
	struct node_source nodes = {&service.txn, body->id.v};
	struct merkle_source source = store_source(&nodes);
	struct merkle_path path;

	T_OK(merkle_prove_consistency(&source, old->size, head.checkpoint.size, &path));
	T_CHECK(merkle_verify_consistency(
		old->size, &old->root, head.checkpoint.size, &head.checkpoint.root, &path));
}

/* Every head ever signed is a beginning of the last; every entry can be proved. */
TEST(record, random_appends_stay_provable)
{
	struct rand rand = rand_seeded(t_seed());
	struct checkpoint kept[24] = {0};
	size_t n_kept = 0;

	begin();
	for (size_t round = 0; round < COUNT_OF(kept); round++) {
		const struct body *body = rand_below(&rand, 4) ? &community : &rehearsal;

		append_many(body, 1 + (int)rand_below(&rand, 24));
		if (body == &community)
			kept[n_kept++] = head_of(body).checkpoint;
	}
	append_many(&community, 1);
	append_many(&rehearsal, 1);
	for (size_t i = 0; i < n_kept; i++)
		check_growth(&community, &kept[i]);
	for (int64_t i = 0; i < (int64_t)head_of(&community).checkpoint.size; i++)
		check_proof(&community, i);
	T_STR(check(&community), "ok");
	T_STR(check(&rehearsal), "ok");
}

TEST(record, receipts_are_signed_by_the_record_key)
{
	struct dsse dsse;
	struct record_head head;
	uint64_t signed_by;

	begin();
	T_OK(dsse_init("receipt", (struct span){(const uint8_t *)"{}", 2}, &dsse));
	T_OK(txn_begin_write(service.conn));
	T_OK(record_sign(&service.txn, &community, &dsse));
	T_OK(txn_commit(service.conn, &service.error));
	head = head_of(&community);
	T_OK(dsse_verify(&dsse, "receipt", &head.key.key, 1, 1, &signed_by));
}

TEST(record, another_key_file_signs_nothing)
{
	static const uint8_t other[KEYRING_MASTER_BYTES] = {43};
	struct keyring *keys = keyring_new(other);

	begin();
	append_many(&community, 1);
	service.txn.keys = keys;
	T_OK(txn_begin_write(service.conn));
	T_ERR(record_append(&service.txn, &community, "a", NULL, NULL, NULL), INTERNAL);
	service.txn.keys = NULL;
	T_ERR(record_append(&service.txn, &community, "a", NULL, NULL, NULL), INTERNAL);
	txn_rollback(service.conn);
	keyring_free(keys);
	T_STR(check(&community), "ok");
	T_INT(head_of(&community).checkpoint.size, 2);
}

/* LIMITS 6.1, Sunlight: never two heads that do not fit. */
TEST(record, the_head_moves_by_compare_and_swap_only)
{
	struct head_row head = {
		.body_id = 7, .size = 9, .root = {(const uint8_t *)service.path, 32}, .note = "x"};

	begin();
	append_many(&community, 3);
	T_OK(txn_begin_write(service.conn));
	head.old_size = 3;
	T_ERR(store_advance(&service.txn, &head), CONFLICT);
	head.old_size = 0;
	T_ERR(store_advance(&service.txn, &head), CONFLICT);
	head.old_size = 4;
	head.size = 4;
	T_ERR(store_advance(&service.txn, &head), CONFLICT);
	txn_rollback(service.conn);
	T_STR(check(&community), "ok");
}

/* ---- faults ---- */

/* Fails the n-th step of an append for every n: nothing of it stays. */
static int64_t count_failures(const struct body *body)
{
	int64_t n = 0;
	enum err err;

	do {
		T_OK(txn_begin_write(service.conn));
		T_OK(txn_save(service.conn));
		conn_inject_failure(service.conn, ++n);
		err = record_append(&service.txn, body, "counted", NULL, NULL, NULL);
		conn_inject_failure(service.conn, 0);
		if (err == OK)
			T_OK(txn_release(service.conn));
		else
			txn_undo(service.conn);
		T_OK(txn_commit(service.conn, &service.error));
		service.error = (struct error){0};
	} while (err != OK);
	return n - 1;
}

TEST(record, a_failed_step_leaves_nothing_behind)
{
	begin();
	T_CHECK(count_failures(&community) > 8);
	T_INT(head_of(&community).checkpoint.size, 2);
	append_many(&community, 5);
	T_CHECK(count_failures(&community) > 5);
	T_INT(head_of(&community).checkpoint.size, 8);
	T_STR(check(&community), "ok");
}

/* ---- tampering ---- */

/* Runs SQL on the file as somebody with another program would. */
static int outside(const char *sql)
{
	sqlite3 *db = NULL;
	int rc;

	T_INT(sqlite3_open(service.path, &db), SQLITE_OK);
	rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc & 0xff;
}

TEST(record, outside_tools_are_told_that_it_is_append_only)
{
	static const char *const refused[] = {"UPDATE record_entry SET entry = x'00'",
		"DELETE FROM record_entry", "UPDATE record_node SET hash = zeroblob(32)",
		"DELETE FROM record_node", "UPDATE record_checkpoint SET note = 'x'",
		"UPDATE record_checkpoint SET size = size - 1", "DELETE FROM record_checkpoint"};

	begin();
	append_many(&community, 3);
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		T_INT(outside(refused[i]), SQLITE_CONSTRAINT);
	T_STR(check(&community), "ok");
}

#define UNGUARD                                                                                    \
	"DROP TRIGGER record_entry_no_update; DROP TRIGGER record_entry_no_delete;"                \
	"DROP TRIGGER record_node_no_update; DROP TRIGGER record_node_no_delete;"                  \
	"DROP TRIGGER record_checkpoint_grows;"

static const struct {
	const char *sql;
	const char *finding;
} tampering[] = {
	{"UPDATE record_entry SET entry = CAST(replace(CAST(entry AS TEXT), '2025', '2026') AS "
	 "BLOB) WHERE idx = 6",
		"bytes and hash differ at entry 6"},
	{"UPDATE record_entry SET leaf = zeroblob(32) WHERE idx = 6",
		"bytes and hash differ at entry 6"},
	{"UPDATE record_entry SET entry = (SELECT entry FROM record_entry WHERE idx = 4),"
	 " leaf = (SELECT leaf FROM record_entry WHERE idx = 4) WHERE idx = 10",
		"the entries do not give the signed head"},
	{"UPDATE record_entry SET entry = (SELECT entry FROM record_entry WHERE idx = 4),"
	 " leaf = (SELECT leaf FROM record_entry WHERE idx = 4) WHERE idx = 2",
		"a stored hash is wrong above entry 2"},
	{"UPDATE record_node SET hash = zeroblob(32) WHERE level = 3 AND idx = 0",
		"a stored hash is wrong above entry 0"},
	{"DELETE FROM record_node WHERE level = 1 AND idx = 2",
		"a stored hash is wrong above entry 4"},
	{"INSERT INTO record_node VALUES (7, 5, 0, zeroblob(32))",
		"stored hashes that belong to nothing"},
	{"DELETE FROM record_entry WHERE idx = 10", "the number of entries is not the signed one"},
	{"DELETE FROM record_entry WHERE idx = 5", "there is no entry 5"},
	{"UPDATE record_checkpoint SET size = 12", "the number of entries is not the signed one"},
	{"UPDATE record_checkpoint SET root = zeroblob(32)",
		"the entries do not give the signed head"},
	{"UPDATE record_checkpoint SET note = replace(note, 'A', 'B')", "not signed by its key"},
	{"UPDATE record_log SET public_key = zeroblob(32)", "not signed by its key"},
	{"UPDATE record_log SET origin = 'other.example'", "not signed by its key"},
};

TEST(record, tampering_is_found)
{
	char sql[1024];

	for (size_t i = 0; i < COUNT_OF(tampering); i++) {
		begin();
		append_many(&community, 10);
		append_many(&rehearsal, 3);
		T_STR(check(&community), "ok");
		snprintf(sql, sizeof sql, "%s%s%s", UNGUARD, tampering[i].sql,
			strstr(tampering[i].sql, "INSERT")  ? ""
			: strstr(tampering[i].sql, "WHERE") ? " AND body_id = 7"
							    : " WHERE body_id = 7");
		T_INT(outside(sql), SQLITE_OK);
		if (!strstr(check(&community), tampering[i].finding))
			t_fail(__FILE__, __LINE__, "%s: %s", tampering[i].sql, check(&community));
		T_STR(check(&rehearsal), "ok");
		close_service(NULL);
		service.keys = NULL;
	}
}

TEST(record, nothing_is_signed_over_changed_nodes)
{
	begin();
	append_many(&community, 10);
	T_INT(outside(UNGUARD "UPDATE record_node SET hash = zeroblob(32) WHERE level = 3"),
		SQLITE_OK);
	T_OK(txn_begin_write(service.conn));
	T_ERR(record_append(&service.txn, &community, "a", NULL, NULL, NULL), INTERNAL);
	T_CHECK(strstr(service.error.note, "contradict the signed head"));
	txn_rollback(service.conn);
}

TEST(record, every_body_with_a_record_is_listed)
{
	struct list bodies;

	begin();
	append_many(&rehearsal, 1);
	append_many(&community, 1);
	T_OK(record_bodies(&service.txn, &bodies));
	T_INT(bodies.n, 2);
	T_INT(((const struct body_id *)bodies.items)[0].v, 7);
	T_INT(((const struct body_id *)bodies.items)[1].v, 8);
}

/* ---- as it is read from outside ---- */

static int get(const char *path, const char *query, struct span *ret_reply, const char **ret_media)
{
	static const struct module *const modules[] = {&record_module, NULL};
	static const struct api api = {.modules = modules, .arena_limit = 64 << 20};
	struct request request = {.api = &api, .method = METHOD_GET, .path = path, .query = query};

	request_begin(&request);
	if (request.next == STEP_READ || request.next == STEP_SLOW_READ)
		request_read(&request, service.conn, 0, &service.rand);
	T_INT(request.next, STEP_REPLY);
	*ret_reply = (struct span){
		(const uint8_t *)arena_copy(&service.arena, request.reply.data, request.reply.len),
		request.reply.len};
	*ret_media = request.media;
	request_done(&request);
	return request.status;
}

static struct span get_ok(const char *path, const char *query)
{
	struct span reply;
	const char *media;

	if (get(path, query, &reply, &media) != 200)
		t_fail(__FILE__, __LINE__, "%s: %s", path, (const char *)reply.data);
	return reply;
}

static int status_of(const char *path, const char *query)
{
	struct span reply;
	const char *media;

	return get(path, query, &reply, &media);
}

#define RECORD "/v1/bodies/7/record"

TEST(record, the_table_of_routes_holds)
{
	static const struct module *const modules[] = {&record_module, NULL};
	static const struct api api = {.modules = modules};
	struct error error = {0};

	T_OK(api_check(&api, &error));
}

TEST(record, head_and_checkpoint_are_public)
{
	struct record_head head;
	struct checkpoint checkpoint;
	struct span reply;
	const char *media;
	uint64_t signed_by;

	begin();
	T_INT(status_of(RECORD "/checkpoint", NULL), 404);
	T_INT(status_of(RECORD, NULL), 404);
	append_many(&community, 4);
	head = head_of(&community);
	T_INT(get(RECORD "/checkpoint", NULL, &reply, &media), 200);
	T_STR(media, "text/plain; charset=utf-8");
	T_OK(checkpoint_open(
		(const char *)reply.data, reply.len, &head.key, 1, &checkpoint, &signed_by));
	T_INT(checkpoint.size, 5);
	reply = get_ok(RECORD, NULL);
	T_CHECK(strstr((const char *)reply.data,
		"{\"origin\":\"gongyi.example/v1/bodies/7/record\",\"key\":\""));
	T_CHECK(strstr((const char *)reply.data, "\"size\":5,"));
	reply = get_ok(RECORD "/entries/4", NULL);
	T_CHECK(strstr((const char *)reply.data, "\"type\":\"counted\""));
	T_INT(status_of(RECORD "/entries/5", NULL), 404);
	T_INT(status_of(RECORD "/entries/-1", NULL), 404);
	T_INT(status_of(RECORD "/entries/5/proof", NULL), 404);
	reply = get_ok(RECORD "/entries/4/proof", NULL);
	T_MEM(reply.data, "c2sp.org/tlog-proof@v1\nindex 4\n", 31);
}

TEST(record, consistency_is_answered_between_any_two_sizes)
{
	struct node_source nodes = {&service.txn, 7};
	struct merkle_source source = store_source(&nodes);
	struct merkle_path path;
	struct span reply;
	char query[64], base64[DIGEST_BASE64_SIZE];

	begin();
	append_many(&community, 9);
	for (unsigned to = 1; to <= 10; to++) {
		for (unsigned from = 0; from <= to; from++) {
			snprintf(query, sizeof query, "from=%u&to=%u", from, to);
			reply = get_ok(RECORD "/consistency", query);
			T_OK(merkle_prove_consistency(&source, from, to, &path));
			for (size_t i = 0; i < path.n; i++) {
				digest_base64(&path.nodes[i], base64);
				T_CHECK(strstr((const char *)reply.data, base64));
			}
		}
	}
	reply = get_ok(RECORD "/consistency", "from=10");
	T_STR((const char *)reply.data, "{\"from\":10,\"to\":10,\"path\":[]}");
	T_INT(status_of(RECORD "/consistency", "from=3&to=11"), 422);
	T_INT(status_of(RECORD "/consistency", "from=11"), 422);
	T_INT(status_of(RECORD "/consistency", "from=4&to=3"), 422);
	T_INT(status_of(RECORD "/consistency", "from=-1"), 422);
}

/* The bundle's entries must hash to the tile's hashes, and both be what the definition says. */
static void check_bundle(struct span bundle, struct span tile)
{
	size_t at = 0, i = 0;

	for (; at + 2 <= bundle.len; i++) {
		size_t len = (size_t)bundle.data[at] << 8 | bundle.data[at + 1];
		struct digest leaf = merkle_leaf(bundle.data + at + 2, len);

		T_CHECK((i + 1) * DIGEST_BYTES <= tile.len);
		T_MEM(tile.data + i * DIGEST_BYTES, leaf.bytes, DIGEST_BYTES);
		at += 2 + len;
	}
	T_INT(at, bundle.len);
	T_INT(i * DIGEST_BYTES, tile.len);
}

TEST(record, tiles_are_byte_exact)
{
	struct merkle_frontier frontier = {0};
	struct digest nodes[MERKLE_LEVELS], leaf, root;
	struct span tile;
	size_t n;

	begin();
	append_many(&community, 300);
	tile = get_ok(RECORD "/tile/0/000", NULL);
	T_INT(tile.len, 8192);
	check_bundle(get_ok(RECORD "/tile/entries/000", NULL), tile);
	for (size_t i = 0; i < TILE_WIDTH; i++) {
		memcpy(leaf.bytes, tile.data + i * DIGEST_BYTES, DIGEST_BYTES);
		T_CHECK(merkle_append(&frontier, &leaf, nodes, &n));
	}
	root = merkle_root(&frontier);
	tile = get_ok(RECORD "/tile/1/000.p/1", NULL);
	T_INT(tile.len, DIGEST_BYTES);
	T_MEM(tile.data, root.bytes, DIGEST_BYTES);
	check_bundle(get_ok(RECORD "/tile/entries/001.p/45", NULL),
		get_ok(RECORD "/tile/0/001.p/45", NULL));
	check_bundle(get_ok(RECORD "/tile/entries/001.p/1", NULL),
		get_ok(RECORD "/tile/0/001.p/1", NULL));
}

/* Byte for byte what one gets who fetches key, checkpoint and bundles one by one. */
TEST(record, an_export_is_made_of_the_public_resources)
{
	static const char *const names[] = {
		"key", "checkpoint", "tile/entries/000", "tile/entries/001.p/45"};
	char path[200], text[NOTE_KEY_SIZE];
	struct tar_member member;
	struct record_head head;
	struct span rest, own;

	begin();
	append_many(&community, 300);
	rest = get_ok(RECORD "/export", NULL);
	head = head_of(&community);
	note_key_text(&head.key, text);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		T_INT(tar_next(&rest, &member), TAR_FILE);
		T_STR(member.name, names[i]);
		snprintf(path, sizeof path, RECORD "/%s", names[i]);
		own = i ? get_ok(path, NULL) : (struct span){(const uint8_t *)text, strlen(text)};
		T_INT(member.body.len, own.len + !i); /* the key is a line */
		T_MEM(member.body.data, own.data, own.len);
	}
	T_INT(tar_next(&rest, &member), TAR_END);
	T_INT(status_of("/v1/bodies/9/record/export", NULL), 404);
}

TEST(record, other_tiles_do_not_exist)
{
	static const char *const missing[] = {"/tile/0/001", "/tile/0/001.p/46", "/tile/0/002.p/1",
		"/tile/1/000", "/tile/1/000.p/2", "/tile/2/000.p/1", "/tile/entries/001",
		"/tile/entries/001.p/46", "/tile/0/0", "/tile/0/000.p/0", "/tile/0/x000/000",
		"/tile/0/000/", "/tile/", "/tile/64/000", "/tile/entries/../0/000",
		"/tile/0/x001/x234/x067/x001/x234/x067/x001/x234/x067/x001/x234/x067/000", "/tile"};
	char path[200];

	begin();
	append_many(&community, 300);
	for (size_t i = 0; i < COUNT_OF(missing); i++) {
		snprintf(path, sizeof path, RECORD "%s", missing[i]);
		if (status_of(path, NULL) != 404)
			t_fail(__FILE__, __LINE__, "%s is there", path);
	}
	T_INT(status_of("/v1/bodies/9/record/tile/0/000.p/1", NULL), 404);
	T_INT(status_of("/v1/bodies/x/record/tile/0/000.p/1", NULL), 404);
}

TEST(record, no_statement_scans_a_table_unasked)
{
	const char *plan;

	begin();
	for (size_t i = 0; i < record_stmts.n; i++) {
		T_OK(conn_explain(service.conn, &record_stmts.defs[i], &service.arena, &plan,
			&service.error));
		if (!record_stmts.defs[i].scans && strstr(plan, "SCAN"))
			t_fail(__FILE__, __LINE__, "%s: %s", record_stmts.defs[i].sql, plan);
	}
}
