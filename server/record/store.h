/* The rows of the record and all statements on them. */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include "crypto/merkle.h"
#include "db/db.h"

extern const struct stmt_table record_stmts;

/* A log with its latest head; size 0 and no note before the first. */
struct log_row {
	int64_t body_id;
	const char *origin;
	int64_t generation;
	struct span public_key;
	int64_t size;
	struct span root;
	const char *note;
	int64_t at;
};

/* A new head and the size of the one it follows. */
struct head_row {
	int64_t body_id;
	int64_t old_size;
	int64_t size;
	struct span root;
	const char *note;
	int64_t at;
};

struct entry_row {
	int64_t body_id;
	int64_t idx;
	struct span leaf;
	struct span entry;
	const char *type;
	int64_t at;
};

struct node_row {
	int64_t body_id;
	int64_t level;
	int64_t idx;
	struct span hash;
};

/* ERR_NOT_FOUND when there is no log. */
enum err store_log(struct txn *txn, int64_t body_id, struct log_row *ret_log) must_use;
enum err store_open(struct txn *txn, const struct log_row *log) must_use;

/* Puts the head in place of the one it follows; ERR_CONFLICT when another stands there. */
enum err store_advance(struct txn *txn, const struct head_row *head) must_use;

enum err store_add_entry(struct txn *txn, const struct entry_row *entry) must_use;
enum err store_entry(
	struct txn *txn, int64_t body_id, int64_t idx, struct entry_row *ret_entry) must_use;

/* Up to `n` entries from `first` on, in order: a list of struct entry_row. */
enum err store_entries(struct txn *txn, int64_t body_id, int64_t first, int64_t n,
	struct list *ret_entries) must_use;

enum err store_add_node(struct txn *txn, const struct node_row *node) must_use;

/* Up to `n` hashes of a level from `first` on, in order: a list of struct node_row. Level 0 comes
 * from the entries. */
enum err store_nodes(
	struct txn *txn, const struct node_row *first, int64_t n, struct list *ret_nodes) must_use;

/* How many nodes above the leaves are stored. */
enum err store_count_nodes(struct txn *txn, int64_t body_id, int64_t *ret_n) must_use;

enum err store_bodies(struct txn *txn, struct list *ret_bodies) must_use;

/* The stored hashes as crypto/merkle reads them. */
struct node_source {
	struct txn *txn;
	int64_t body_id;
};
struct merkle_source store_source(struct node_source *nodes);

#endif
