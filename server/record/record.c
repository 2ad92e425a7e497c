/* Appending, signing, proving.
 *
 *   record_append:  load log and head ─▶ frontier from stored nodes, must give the head's root
 *     ─▶ entry + new nodes ─▶ read the entry back, hash again ─▶ sign the new head
 *     ─▶ compare-and-swap head; all in the caller's transaction
 */
#include "record/record.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/keyring.h"
#include "crypto/tlog_proof.h"
#include "record/model.h"
#include "record/store.h"

enum { FIRST_GENERATION = 1, HEAD_NOTE_MAX = 1024 };

/* An open log in a writing transaction. */
struct log {
	struct txn *txn;
	const struct body *body;
	struct log_row row;
	struct note_key key;
	struct sign_secret secret;
};

/* What the first entry says. */
struct opened_event {
	const char *origin;
	const char *key;
	bool rehearsal;
};
SCHEMA(opened_event, struct opened_event, FIELD_STRING(struct opened_event, origin),
	FIELD_STRING(struct opened_event, key), FIELD_BOOL(struct opened_event, rehearsal));

static enum err broken(struct txn *txn, struct body_id body, const char *what)
{
	return fail_note(txn->error, ERR_INTERNAL, "record %" PRId64 ": %s", body.v, what);
}

static enum err digest_in(
	struct txn *txn, struct body_id body, struct span bytes, struct digest *ret_digest)
{
	if (bytes.len != DIGEST_BYTES)
		return broken(txn, body, "a hash is not 32 bytes");
	memcpy(ret_digest->bytes, bytes.data, DIGEST_BYTES);
	return OK;
}

/* The verifying key that a log row names. */
static enum err key_of(struct txn *txn, const struct log_row *row, struct note_key *ret_key)
{
	struct sign_public public;

	if (row->public_key.len != sizeof public.bytes)
		return broken(txn, (struct body_id){row->body_id}, "its key is not 32 bytes");
	memcpy(public.bytes, row->public_key.data, sizeof public.bytes);
	if (!note_key_init(row->origin, NOTE_ED25519, &public, ret_key))
		return broken(txn, (struct body_id){row->body_id}, "its origin is no name");
	return OK;
}

/* ---- appending ---- */

static enum err add_nodes(
	struct log *log, int64_t index, const struct digest *nodes, size_t n_nodes)
{
	for (size_t level = 1; level < n_nodes; level++)
		TRY(store_add_node(log->txn, &(struct node_row){.body_id = log->body->id.v,
						     .level = (int64_t)level,
						     .idx = index >> level,
						     .hash = {nodes[level].bytes, DIGEST_BYTES}}));
	return OK;
}

/* What was stored must be what was meant, before it is signed. */
static enum err read_back(struct log *log, int64_t index, const struct digest *leaf)
{
	struct entry_row stored;
	struct digest hash;

	TRY(store_entry(log->txn, log->body->id.v, index, &stored));
	hash = merkle_leaf(stored.entry.data, stored.entry.len);
	if (!digest_equal(&hash, leaf) || stored.leaf.len != DIGEST_BYTES ||
		memcmp(stored.leaf.data, leaf->bytes, DIGEST_BYTES) != 0)
		return broken(log->txn, log->body->id, "the new entry reads back changed");
	return OK;
}

/* The right edge of the tree, which must be the tree of the signed head. */
static enum err load_frontier(struct log *log, struct merkle_frontier *ret_frontier)
{
	struct txn *txn = log->txn;
	struct node_source nodes = {txn, log->body->id.v};
	struct merkle_source source = store_source(&nodes);
	struct digest root, computed;

	TRY(merkle_load(&source, (uint64_t)log->row.size, ret_frontier));
	if (log->row.size == 0)
		return OK;
	TRY(digest_in(txn, log->body->id, log->row.root, &root));
	computed = merkle_root(ret_frontier);
	return digest_equal(&computed, &root)
		       ? OK
		       : broken(txn, log->body->id, "stored nodes contradict the signed head");
}

static enum err advance(struct log *log, const struct digest *root)
{
	struct txn *txn = log->txn;
	struct checkpoint head = {.size = (uint64_t)log->row.size + 1, .root = *root};
	struct head_row row = {.body_id = log->body->id.v,
		.old_size = log->row.size,
		.size = log->row.size + 1,
		.root = {root->bytes, DIGEST_BYTES},
		.at = log->body->now};
	auto_buf struct buf note = {0};

	buf_init(&note, HEAD_NOTE_MAX);
	copy_text(head.origin, sizeof head.origin, log->row.origin);
	if (record_sign_head(&head, &log->key, &log->secret, &note) != OK)
		return broken(txn, log->body->id, "the head cannot be signed");
	row.note = note.data;
	TRY(store_advance(txn, &row));
	log->row.root = (struct span){
		(const uint8_t *)arena_copy(txn->arena, root->bytes, DIGEST_BYTES), DIGEST_BYTES};
	if (!log->row.root.data)
		return fail(txn->error, ERR_BUSY);
	log->row.size++;
	return OK;
}

static enum err append(struct log *log, const char *type, const struct buf *entry)
{
	struct txn *txn = log->txn;
	struct digest leaf = merkle_leaf(entry->data, entry->len), root;
	struct digest nodes[MERKLE_LEVELS];
	struct merkle_frontier frontier;
	int64_t index = log->row.size;
	size_t n_nodes;

	TRY(load_frontier(log, &frontier));
	if (!merkle_append(&frontier, &leaf, nodes, &n_nodes))
		return broken(txn, log->body->id, "it is full");
	TRY(store_add_entry(txn, &(struct entry_row){.body_id = log->body->id.v,
					 .idx = index,
					 .leaf = {leaf.bytes, DIGEST_BYTES},
					 .entry = {(const uint8_t *)entry->data, entry->len},
					 .type = type,
					 .at = log->body->now}));
	TRY(read_back(log, index, &leaf));
	TRY(add_nodes(log, index, nodes, n_nodes));
	root = merkle_root(&frontier);
	return advance(log, &root);
}

static enum err compose_and_append(
	struct log *log, const char *type, const struct schema *schema, const void *event)
{
	auto_buf struct buf entry = {0};
	enum err err;

	buf_init(&entry, RECORD_ENTRY_MAX);
	err = record_compose(type, log->body->now, schema, event, &entry);
	if (err != OK)
		return fail_note(log->txn->error, err, "entry %s", type);
	return append(log, type, &entry);
}

/* ---- opening ---- */

static enum err create(struct log *log)
{
	char origin[NOTE_NAME_SIZE], key[NOTE_KEY_SIZE];

	if (!record_origin(log->txn->origin, log->body->id, origin))
		return broken(log->txn, log->body->id, "the service has no origin to name it by");
	keyring_record_secret(log->txn->keys, log->body->id.v, FIRST_GENERATION, &log->secret);
	log->row = (struct log_row){.body_id = log->body->id.v,
		.origin = arena_string(log->txn->arena, origin),
		.generation = FIRST_GENERATION,
		.public_key = {log->secret.key.bytes, SIGN_PUBLIC_BYTES},
		.at = log->body->now};
	if (!log->row.origin)
		return fail(log->txn->error, ERR_BUSY);
	TRY(key_of(log->txn, &log->row, &log->key));
	TRY(store_open(log->txn, &log->row));
	note_key_text(&log->key, key);
	return compose_and_append(log, "record-opened", &opened_event_schema,
		&(struct opened_event){origin, key, log->body->rehearsal});
}

/* Loads the log and its secret key, or creates both. */
static enum err open_log(struct log *log)
{
	enum err err;

	if (!log->txn->keys)
		return broken(log->txn, log->body->id, "no keys to sign with");
	err = store_log(log->txn, log->body->id.v, &log->row);
	if (err == ERR_NOT_FOUND) {
		*log->txn->error = (struct error){0};
		return create(log);
	}
	TRY(err);
	TRY(key_of(log->txn, &log->row, &log->key));
	keyring_record_secret(
		log->txn->keys, log->body->id.v, (uint32_t)log->row.generation, &log->secret);
	return sign_key_equal(&log->secret.key, &log->key.key)
		       ? OK
		       : broken(log->txn, log->body->id, "it was signed under another key file");
}

enum err record_append(struct txn *txn, const struct body *body, const char *type,
	const struct schema *schema, const void *event, int64_t *ret_index)
{
	struct log log = {.txn = txn, .body = body};
	enum err err = open_log(&log);

	if (err == OK)
		err = compose_and_append(&log, type, schema, event);
	sign_secret_wipe(&log.secret);
	TRY(err);
	txn->recorded = type;
	if (ret_index)
		*ret_index = log.row.size - 1;
	return OK;
}

enum err record_sign(struct txn *txn, const struct body *body, struct dsse *dsse)
{
	struct log log = {.txn = txn, .body = body};
	enum err err = open_log(&log);

	if (err == OK && (err = dsse_sign(dsse, &log.secret)) != OK)
		fail(txn->error, err);
	sign_secret_wipe(&log.secret);
	return err;
}

enum err record_check_key(struct txn *txn, struct body_id id)
{
	const struct body body = {.id = id};
	struct log log = {.txn = txn, .body = &body};
	struct log_row row;
	enum err err;

	TRY(store_log(txn, id.v, &row)); /* never opened here */
	err = open_log(&log);
	sign_secret_wipe(&log.secret);
	return err;
}

/* ---- reading ---- */

enum err record_head(struct txn *txn, struct body_id body, struct record_head *ret_head)
{
	struct record_head head = {0};
	struct log_row row;

	TRY(store_log(txn, body.v, &row));
	if (!row.note)
		return fail(txn->error, ERR_NOT_FOUND);
	TRY(key_of(txn, &row, &head.key));
	TRY(digest_in(txn, body, row.root, &head.checkpoint.root));
	copy_text(head.checkpoint.origin, sizeof head.checkpoint.origin, row.origin);
	head.checkpoint.size = (uint64_t)row.size;
	head.note = row.note;
	head.at = row.at;
	*ret_head = head;
	return OK;
}

enum err record_entry(struct txn *txn, struct body_id body, int64_t index, struct span *ret_entry)
{
	struct entry_row row;

	TRY(store_entry(txn, body.v, index, &row));
	*ret_entry = row.entry;
	return OK;
}

enum err record_proof(struct txn *txn, struct body_id body, int64_t index, struct span *ret_proof)
{
	struct node_source nodes = {txn, body.v};
	struct merkle_source source = store_source(&nodes);
	struct tlog_proof proof = {.index = (uint64_t)index};
	struct record_head head = {0};
	auto_buf struct buf text = {0};
	char *copy;

	buf_init(&text, TLOG_PROOF_BYTES_MAX);
	TRY(record_head(txn, body, &head));
	if (index < 0 || proof.index >= head.checkpoint.size)
		return fail(txn->error, ERR_NOT_FOUND);
	TRY(merkle_prove_inclusion(&source, proof.index, head.checkpoint.size, &proof.path));
	proof.checkpoint = (struct span){(const uint8_t *)head.note, strlen(head.note)};
	tlog_proof_write(&text, &proof);
	copy = buf_ok(&text) ? arena_copy(txn->arena, text.data, text.len) : NULL;
	if (!copy)
		return fail(txn->error, ERR_BUSY);
	*ret_proof = (struct span){(const uint8_t *)copy, text.len};
	return OK;
}

enum err record_bodies(struct txn *txn, struct list *ret_bodies)
{
	return store_bodies(txn, ret_bodies);
}
