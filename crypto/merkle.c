/* Proofs are made by walking from a node to the root: at each level the neighbour, if there is
 * one, joins the path. Only a right neighbour at the edge of the tree can be incomplete; its hash
 * is folded from the complete subtrees below it. */
#include "crypto/merkle.h"

#include <string.h>

struct digest merkle_leaf(const void *entry, size_t len)
{
	struct digest_state state;

	digest_start(&state);
	digest_add(&state, "\x00", 1);
	digest_add(&state, entry, len);
	return digest_finish(&state);
}

struct digest merkle_node(const struct digest *left, const struct digest *right)
{
	uint8_t input[1 + 2 * DIGEST_BYTES] = {1};

	memcpy(input + 1, left->bytes, DIGEST_BYTES);
	memcpy(input + 1 + DIGEST_BYTES, right->bytes, DIGEST_BYTES);
	return digest_of(input, sizeof input);
}

struct digest merkle_empty(void)
{
	return digest_of("", 0);
}

bool merkle_append(struct merkle_frontier *frontier, const struct digest *leaf,
	struct digest ret_nodes[MERKLE_LEVELS], size_t *ret_n)
{
	struct digest node = *leaf;
	unsigned level = 0;

	if (frontier->size >= MERKLE_SIZE_MAX)
		return false;
	ret_nodes[0] = node;
	for (; frontier->size >> level & 1; level++) {
		node = merkle_node(&frontier->nodes[level], &node);
		ret_nodes[level + 1] = node;
	}
	frontier->nodes[level] = node;
	frontier->size++;
	*ret_n = level + 1;
	return true;
}

struct digest merkle_root(const struct merkle_frontier *frontier)
{
	struct digest root = merkle_empty();
	bool started = false;

	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		const struct digest *node = &frontier->nodes[level];

		if (!(frontier->size >> level & 1))
			continue;
		root = started ? merkle_node(node, &root) : *node;
		started = true;
	}
	return root;
}

/* The frontier of the `n` leaves from `begin` on, a multiple of every power of two up to n. */
static enum err load_range(const struct merkle_source *source, uint64_t begin, uint64_t n,
	struct merkle_frontier *ret_frontier)
{
	ret_frontier->size = n;
	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (n >> level & 1)
			TRY(source->fetch(source->context, level, (begin + n) >> level ^ 1,
				&ret_frontier->nodes[level]));
	}
	return OK;
}

enum err merkle_load(
	const struct merkle_source *source, uint64_t size, struct merkle_frontier *ret_frontier)
{
	struct merkle_frontier frontier;

	if (size > MERKLE_SIZE_MAX)
		return ERR_INVALID;
	TRY(load_range(source, 0, size, &frontier));
	*ret_frontier = frontier;
	return OK;
}

/* The hash of node (level, index) in a tree of `size` leaves; at the right edge it may stand for
 * fewer than 2^level leaves. */
static enum err node_hash(const struct merkle_source *source, unsigned level, uint64_t index,
	uint64_t size, struct digest *ret_hash)
{
	struct merkle_frontier frontier;
	uint64_t begin = index << level;

	if (index < size >> level)
		return source->fetch(source->context, level, index, ret_hash);
	TRY(load_range(source, begin, size - begin, &frontier));
	*ret_hash = merkle_root(&frontier);
	return OK;
}

/* Adds the neighbours of node (level, index) and of all nodes above it. */
static enum err climb(const struct merkle_source *source, unsigned level, uint64_t index,
	uint64_t size, struct merkle_path *path)
{
	for (uint64_t last = (size - 1) >> level; last > 0; level++, index >>= 1, last >>= 1) {
		if ((index ^ 1) > last)
			continue;
		TRY(node_hash(source, level, index ^ 1, size, &path->nodes[path->n]));
		path->n++;
	}
	return OK;
}

enum err merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
	struct merkle_path *ret_path)
{
	struct merkle_path path = {0};

	if (index >= size || size > MERKLE_SIZE_MAX)
		return ERR_INVALID;
	TRY(climb(source, 0, index, size, &path));
	*ret_path = path;
	return OK;
}

enum err merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
	uint64_t size, struct merkle_path *ret_path)
{
	struct merkle_path path = {0};

	if (old_size > size || size > MERKLE_SIZE_MAX)
		return ERR_INVALID;
	if (old_size > 0 && old_size < size) {
		/* The largest complete subtree that ends with the old tree's last leaf. */
		unsigned level = (unsigned)__builtin_ctzll(old_size);
		uint64_t index = (old_size >> level) - 1;

		if (index > 0) /* otherwise it is the old tree, whose head the verifier has */
			TRY(source->fetch(source->context, level, index, &path.nodes[path.n++]));
		TRY(climb(source, level, index, size, &path));
	}
	*ret_path = path;
	return OK;
}

/* Moves both up to the level where `index` next has a left neighbour. */
static void skip_to_left_neighbour(uint64_t *index, uint64_t *last)
{
	while (*index > 0 && !(*index & 1)) {
		*index >>= 1;
		*last >>= 1;
	}
}

bool merkle_verify_inclusion(const struct digest *leaf, uint64_t index, uint64_t size,
	const struct merkle_path *path, const struct digest *root)
{
	struct digest hash = *leaf;
	uint64_t last = size - 1;

	if (index >= size)
		return false;
	for (size_t i = 0; i < path->n; i++) {
		if (last == 0)
			return false;
		if (index & 1 || index == last) {
			hash = merkle_node(&path->nodes[i], &hash);
			skip_to_left_neighbour(&index, &last);
		} else {
			hash = merkle_node(&hash, &path->nodes[i]);
		}
		index >>= 1;
		last >>= 1;
	}
	return last == 0 && digest_equal(&hash, root);
}

/* The walk of RFC 9162 section 2.1.4.2, from the node `first` of the old tree's last subtree. */
static bool verify_growth(uint64_t old_size, const struct digest *old_root, uint64_t size,
	const struct digest *root, const struct digest *nodes, size_t n, const struct digest *first)
{
	struct digest old_hash = *first, hash = *first;
	uint64_t index = (old_size - 1) >> __builtin_ctzll(old_size);
	uint64_t last = (size - 1) >> __builtin_ctzll(old_size);

	for (size_t i = 0; i < n; i++) {
		if (last == 0)
			return false;
		if (index & 1 || index == last) {
			old_hash = merkle_node(&nodes[i], &old_hash);
			hash = merkle_node(&nodes[i], &hash);
			skip_to_left_neighbour(&index, &last);
		} else {
			hash = merkle_node(&hash, &nodes[i]);
		}
		index >>= 1;
		last >>= 1;
	}
	return last == 0 && digest_equal(&old_hash, old_root) && digest_equal(&hash, root);
}

bool merkle_verify_consistency(uint64_t old_size, const struct digest *old_root, uint64_t size,
	const struct digest *root, const struct merkle_path *path)
{
	struct digest empty = merkle_empty();
	bool power_of_two = (old_size & (old_size - 1)) == 0;

	if (old_size > size)
		return false;
	if (old_size == size)
		return path->n == 0 && digest_equal(old_root, root) &&
		       (size > 0 || digest_equal(root, &empty));
	if (old_size == 0)
		return path->n == 0 && digest_equal(old_root, &empty);
	if (path->n == 0)
		return false;
	if (power_of_two)
		return verify_growth(
			old_size, old_root, size, root, path->nodes, path->n, old_root);
	return verify_growth(
		old_size, old_root, size, root, path->nodes + 1, path->n - 1, path->nodes);
}
