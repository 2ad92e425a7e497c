/* The Merkle tree of RFC 6962 section 2.1 with SHA-256: heads, proofs and their verification.
 *
 * A complete subtree is named by (level, index): the 2^level leaves that start at index * 2^level.
 * Level 0 is the leaves. A keeper of the tree stores the hash of every complete subtree once;
 * everything here then reads at most 2 * MERKLE_LEVELS of them. */
#ifndef CRYPTO_MERKLE_H
#define CRYPTO_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "crypto/digest.h"

enum { MERKLE_LEVELS = 63 };

/* The largest number of leaves: sizes fit a signed 64-bit integer. */
#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX)

/* H(0x00 || entry) and H(0x01 || left || right). */
struct digest merkle_leaf(const void *entry, size_t len);
struct digest merkle_node(const struct digest *left, const struct digest *right);

/* The head of the tree without leaves: the hash of nothing. */
struct digest merkle_empty(void);

/* What must be known of a tree to append to it: for each bit of `size` the hash of the complete
 * subtree of that level at the right edge; nodes[level] means nothing where the bit is 0. */
struct merkle_frontier {
	uint64_t size;
	struct digest nodes[MERKLE_LEVELS];
};

/* Appends a leaf (a hash, see merkle_leaf()). Completed subtrees go to `ret_nodes`: its element
 * `level` is the node (level, old size >> level), for each level below `*ret_n` ≤ MERKLE_LEVELS.
 * False when the tree is full. */
bool merkle_append(struct merkle_frontier *frontier, const struct digest *leaf,
	struct digest ret_nodes[MERKLE_LEVELS], size_t *ret_n) must_use;

/* The tree's head (Merkle Tree Hash). */
struct digest merkle_root(const struct merkle_frontier *frontier);

/* Where stored nodes come from; asked only for complete subtrees. */
struct merkle_source {
	enum err (*fetch)(void *context, unsigned level, uint64_t index, struct digest *ret_hash);
	void *context;
};

/* The frontier of the first `size` leaves. ERR_INVALID when `size` is above MERKLE_SIZE_MAX;
 * otherwise only the source's errors. */
enum err merkle_load(const struct merkle_source *source, uint64_t size,
	struct merkle_frontier *ret_frontier) must_use;

/* A proof, from the leaf's neighbour upwards. */
struct merkle_path {
	size_t n;
	struct digest nodes[MERKLE_LEVELS + 1];
};

/* That leaf `index` is in the tree of `size` leaves; RFC 6962 section 2.1.1. ERR_INVALID unless
 * index < size. */
enum err merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
	struct merkle_path *ret_path) must_use;

/* That the tree of `old_size` leaves is a beginning of the one of `size`; RFC 6962 section 2.1.2.
 * Empty when the sizes are equal or the old one is 0. ERR_INVALID unless old_size ≤ size. */
enum err merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
	uint64_t size, struct merkle_path *ret_path) must_use;

/* RFC 9162 section 2.1.3.2. */
bool merkle_verify_inclusion(const struct digest *leaf, uint64_t index, uint64_t size,
	const struct merkle_path *path, const struct digest *root) must_use;

/* RFC 9162 section 2.1.4.2; old size 0 is consistent with everything by the empty path. */
bool merkle_verify_consistency(uint64_t old_size, const struct digest *old_root, uint64_t size,
	const struct digest *root, const struct merkle_path *path) must_use;

#endif
