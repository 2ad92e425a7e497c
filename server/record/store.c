/* The only SQL of the record. */
#include "record/store.h"

#include <string.h>

#include "api/api.h"

SCHEMA(log_row, struct log_row, FIELD_INT(struct log_row, body_id),
	FIELD_STRING(struct log_row, origin), FIELD_INT(struct log_row, generation),
	FIELD_BYTES(struct log_row, public_key), FIELD_INT(struct log_row, size),
	FIELD_BYTES(struct log_row, root), FIELD_STRING(struct log_row, note),
	FIELD_TIME(struct log_row, at));

SCHEMA(head_row, struct head_row, FIELD_INT(struct head_row, body_id),
	FIELD_INT(struct head_row, old_size), FIELD_INT(struct head_row, size),
	FIELD_BYTES(struct head_row, root), FIELD_STRING(struct head_row, note),
	FIELD_TIME(struct head_row, at));

SCHEMA(entry_row, struct entry_row, FIELD_INT(struct entry_row, body_id),
	FIELD_INT(struct entry_row, idx), FIELD_BYTES(struct entry_row, leaf),
	FIELD_BYTES(struct entry_row, entry), FIELD_STRING(struct entry_row, type),
	FIELD_TIME(struct entry_row, at));

SCHEMA(node_row, struct node_row, FIELD_INT(struct node_row, body_id),
	FIELD_INT(struct node_row, level), FIELD_INT(struct node_row, idx),
	FIELD_BYTES(struct node_row, hash));

struct range {
	int64_t body_id;
	int64_t level;
	int64_t first;
	int64_t n;
};
SCHEMA(range, struct range, FIELD_INT(struct range, body_id), FIELD_INT(struct range, level),
	FIELD_INT(struct range, first), FIELD_INT(struct range, n));

struct id_row {
	struct body_id body_id;
};
SCHEMA(id_row, struct id_row, FIELD_ID(struct id_row, body_id));

enum {
	LOG_GET,
	LOG_ADD,
	HEAD_ADD,
	HEAD_MOVE,
	ENTRY_ADD,
	ENTRY_GET,
	ENTRY_RANGE,
	LEAF_RANGE,
	NODE_ADD,
	NODE_RANGE,
	NODE_COUNT,
	BODIES,
	STMT__COUNT
};
static const struct stmt_def defs[STMT__COUNT] = {
	[LOG_GET] = {.in = &log_row_schema,
		.out = &log_row_schema,
		.sql = "SELECT l.body_id, l.origin, l.generation, l.public_key,"
		       " COALESCE(c.size, 0) AS size, c.root, c.note, COALESCE(c.at, l.at) AS at"
		       " FROM record_log l LEFT JOIN record_checkpoint c ON c.body_id = l.body_id"
		       " WHERE l.body_id = :body_id"},
	[LOG_ADD] = {WRITES, .in = &log_row_schema,
		.sql = "INSERT INTO record_log(body_id, origin, generation, public_key, at)"
		       " VALUES (:body_id, :origin, :generation, :public_key, :at)"},
	[HEAD_ADD] = {WRITES, .in = &head_row_schema,
		.sql = "INSERT INTO record_checkpoint(body_id, size, root, note, at)"
		       " VALUES (:body_id, :size, :root, :note, :at)"},
	[HEAD_MOVE] = {WRITES, .in = &head_row_schema,
		.sql = "UPDATE record_checkpoint SET size = :size, root = :root, note = :note,"
		       " at = :at WHERE body_id = :body_id AND size = :old_size"},
	[ENTRY_ADD] = {WRITES, .in = &entry_row_schema,
		.sql = "INSERT INTO record_entry(body_id, idx, leaf, entry, type, at)"
		       " VALUES (:body_id, :idx, :leaf, :entry, :type, :at)"},
	[ENTRY_GET] = {.in = &entry_row_schema,
		.out = &entry_row_schema,
		.sql = "SELECT body_id, idx, leaf, entry, type, at FROM record_entry"
		       " WHERE body_id = :body_id AND idx = :idx"},
	[ENTRY_RANGE] = {.in = &range_schema,
		.out = &entry_row_schema,
		.sql = "SELECT body_id, idx, leaf, entry, type, at FROM record_entry"
		       " WHERE body_id = :body_id AND idx >= :first ORDER BY idx LIMIT :n"},
	[LEAF_RANGE] = {.in = &range_schema,
		.out = &node_row_schema,
		.sql = "SELECT body_id, 0 AS level, idx, leaf AS hash FROM record_entry"
		       " WHERE body_id = :body_id AND idx >= :first ORDER BY idx LIMIT :n"},
	[NODE_ADD] = {WRITES, .in = &node_row_schema,
		.sql = "INSERT INTO record_node(body_id, level, idx, hash)"
		       " VALUES (:body_id, :level, :idx, :hash)"},
	[NODE_RANGE] = {.in = &range_schema,
		.out = &node_row_schema,
		.sql = "SELECT body_id, level, idx, hash FROM record_node"
		       " WHERE body_id = :body_id AND level = :level AND idx >= :first"
		       " ORDER BY idx LIMIT :n"},
	[NODE_COUNT] = {.in = &range_schema,
		.out = &range_schema,
		.sql = "SELECT COUNT(*) AS n FROM record_node WHERE body_id = :body_id"},
	[BODIES] = {.out = &id_row_schema,
		.scans = true,
		.sql = "SELECT body_id FROM record_log ORDER BY body_id"},
};
const struct stmt_table record_stmts = {"record", defs, STMT__COUNT};

enum err store_log(struct txn *txn, int64_t body_id, struct log_row *ret_log)
{
	return db_one(txn, &defs[LOG_GET], &(struct log_row){.body_id = body_id}, ret_log);
}

enum err store_open(struct txn *txn, const struct log_row *log)
{
	return db_do(txn, &defs[LOG_ADD], log);
}

enum err store_advance(struct txn *txn, const struct head_row *head)
{
	int64_t changed;

	if (head->old_size == 0)
		return db_do(txn, &defs[HEAD_ADD], head);
	TRY(db_change(txn, &defs[HEAD_MOVE], head, &changed));
	return changed == 1 ? OK : fail_note(txn->error, ERR_CONFLICT, "another head was signed");
}

enum err store_add_entry(struct txn *txn, const struct entry_row *entry)
{
	return db_do(txn, &defs[ENTRY_ADD], entry);
}

enum err store_entry(struct txn *txn, int64_t body_id, int64_t idx, struct entry_row *ret_entry)
{
	return db_one(txn, &defs[ENTRY_GET], &(struct entry_row){.body_id = body_id, .idx = idx},
		ret_entry);
}

enum err store_entries(
	struct txn *txn, int64_t body_id, int64_t first, int64_t n, struct list *ret_entries)
{
	return db_all(txn, &defs[ENTRY_RANGE],
		&(struct range){.body_id = body_id, .first = first, .n = n}, ret_entries);
}

enum err store_add_node(struct txn *txn, const struct node_row *node)
{
	return db_do(txn, &defs[NODE_ADD], node);
}

enum err store_nodes(
	struct txn *txn, const struct node_row *first, int64_t n, struct list *ret_nodes)
{
	return db_all(txn, &defs[first->level ? NODE_RANGE : LEAF_RANGE],
		&(struct range){first->body_id, first->level, first->idx, n}, ret_nodes);
}

enum err store_count_nodes(struct txn *txn, int64_t body_id, int64_t *ret_n)
{
	struct range count = {.body_id = body_id};

	TRY(db_one(txn, &defs[NODE_COUNT], &count, &count));
	*ret_n = count.n;
	return OK;
}

enum err store_bodies(struct txn *txn, struct list *ret_bodies)
{
	return db_all(txn, &defs[BODIES], NULL, ret_bodies);
}

static enum err fetch(void *context, unsigned level, uint64_t index, struct digest *ret_hash)
{
	struct node_source *nodes = context;
	struct node_row key = {
		.body_id = nodes->body_id, .level = (int64_t)level, .idx = (int64_t)index};
	const struct node_row *node;
	struct list rows;

	TRY(store_nodes(nodes->txn, &key, 1, &rows));
	node = rows.items;
	if (rows.n != 1 || node->idx != key.idx || node->hash.len != DIGEST_BYTES)
		return fail_note(nodes->txn->error, ERR_INTERNAL, "record %lld: no node %u/%llu",
			(long long)nodes->body_id, level, (unsigned long long)index);
	memcpy(ret_hash->bytes, node->hash.data, DIGEST_BYTES);
	return OK;
}

struct merkle_source store_source(struct node_source *nodes)
{
	return (struct merkle_source){fetch, nodes};
}
