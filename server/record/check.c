/* Recomputes a record from its entries, page by page, each page in an arena of its own. */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "record/record.h"
#include "record/store.h"

enum { PAGE = 256, PAGE_BYTES = 16 << 20 };

struct check {
	struct txn *txn; /* its arena holds the finding */
	struct body_id body;
	struct merkle_frontier frontier;
	const char *finding; /* NULL: nothing wrong so far */
};

static bool is_hash(struct span bytes, const struct digest *hash)
{
	return bytes.len == DIGEST_BYTES && memcmp(bytes.data, hash->bytes, DIGEST_BYTES) == 0;
}

static enum err found(struct check *check, const char *what, uint64_t at)
{
	check->finding = arena_printf(
		check->txn->arena, "record %" PRId64 ": %s %" PRIu64, check->body.v, what, at);
	return check->finding ? OK : fail(check->txn->error, ERR_BUSY);
}

/* The stored node must be there and be the computed one. */
static enum err check_node(struct check *check, struct txn *page, size_t level, uint64_t index,
	const struct digest *hash)
{
	struct node_row key = {
		.body_id = check->body.v, .level = (int64_t)level, .idx = (int64_t)index};
	const struct node_row *node;
	struct list rows;

	TRY(store_nodes(page, &key, 1, &rows));
	node = rows.items;
	if (rows.n == 1 && node->idx == key.idx && is_hash(node->hash, hash))
		return OK;
	return found(check, "a stored hash is wrong above entry", index << level);
}

static enum err check_entry(struct check *check, struct txn *page, const struct entry_row *entry)
{
	struct digest leaf = merkle_leaf(entry->entry.data, entry->entry.len);
	struct digest nodes[MERKLE_LEVELS];
	uint64_t index = check->frontier.size;
	size_t n_nodes;

	if (entry->idx != (int64_t)index)
		return found(check, "there is no entry", index);
	if (!is_hash(entry->leaf, &leaf))
		return found(check, "bytes and hash differ at entry", index);
	if (!merkle_append(&check->frontier, &leaf, nodes, &n_nodes))
		return found(check, "too many entries:", index);
	for (size_t level = 1; level < n_nodes && !check->finding; level++)
		TRY(check_node(check, page, level, index >> level, &nodes[level]));
	return OK;
}

/* One page of entries; `ret_n` is how many there were. */
static enum err check_page(struct check *check, size_t *ret_n)
{
	auto_arena struct arena arena = {0};
	struct txn page = *check->txn;
	struct list rows;

	arena_init(&arena, PAGE_BYTES);
	page.arena = &arena;
	TRY(store_entries(&page, check->body.v, (int64_t)check->frontier.size, PAGE, &rows));
	for (size_t i = 0; i < rows.n && !check->finding; i++)
		TRY(check_entry(check, &page, &((const struct entry_row *)rows.items)[i]));
	*ret_n = rows.n;
	return OK;
}

/* The signed head against the computed tree. */
static enum err check_head(struct check *check)
{
	struct record_head head;
	struct checkpoint opened;
	struct digest root = merkle_root(&check->frontier);
	uint64_t size = check->frontier.size, signed_by;
	int64_t n_nodes;

	TRY(record_head(check->txn, check->body, &head));
	if (checkpoint_open(head.note, strlen(head.note), &head.key, 1, &opened, &signed_by) != OK)
		return found(check, "the head is not signed by its key; its size is said to be",
			head.checkpoint.size);
	if (opened.size != head.checkpoint.size || opened.size != size)
		return found(check, "the number of entries is not the signed one:", size);
	if (!digest_equal(&opened.root, &root) || !digest_equal(&head.checkpoint.root, &root))
		return found(check, "the entries do not give the signed head; entries:", size);
	TRY(store_count_nodes(check->txn, check->body.v, &n_nodes));
	if (n_nodes != (int64_t)size - __builtin_popcountll(size))
		return found(
			check, "stored hashes that belong to nothing; stored:", (uint64_t)n_nodes);
	return OK;
}

enum err record_check(struct txn *txn, struct body_id body, const char **ret_finding)
{
	struct check check = {.txn = txn, .body = body};
	size_t n;

	do
		TRY(check_page(&check, &n));
	while (n > 0 && !check.finding);
	if (!check.finding)
		TRY(check_head(&check));
	*ret_finding = check.finding ? check.finding : "ok";
	return OK;
}
