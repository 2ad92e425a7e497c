/* The tree against RFC 6962's own recursive definitions, exhaustively for small sizes, and against
 * known answers. */
#include "crypto/merkle.h"

#include <stdio.h>
#include <string.h>

#include "crypto/tile.h"
#include "harness/test.h"

enum { SIZE_MAX_ = 130, LEVELS_ = 8 };

/* A tree with every complete subtree's hash and every head, as a keeper would store them. */
static struct tree {
	struct digest nodes[LEVELS_][SIZE_MAX_];
	struct digest roots[SIZE_MAX_ + 1];
	uint64_t size;
	size_t fetched;
} tree;

static enum err fetch(void *context, unsigned level, uint64_t index, struct digest *ret_hash)
{
	struct tree *from = context;

	T_CHECK(level < LEVELS_ && (index + 1) << level <= from->size);
	*ret_hash = from->nodes[level][index];
	from->fetched++;
	return OK;
}

static const struct merkle_source source = {fetch, &tree};

static void grow(struct merkle_frontier *frontier, const void *entry, size_t len)
{
	struct digest nodes[MERKLE_LEVELS], leaf = merkle_leaf(entry, len);
	uint64_t index = frontier->size;
	size_t n;

	T_CHECK(merkle_append(frontier, &leaf, nodes, &n));
	for (size_t level = 0; level < n; level++)
		tree.nodes[level][index >> level] = nodes[level];
	tree.size = frontier->size;
	tree.roots[tree.size] = merkle_root(frontier);
}

static void build(void)
{
	struct merkle_frontier frontier = {0};

	memset(&tree, 0, sizeof tree);
	tree.roots[0] = merkle_empty();
	for (int i = 0; i < SIZE_MAX_; i++)
		grow(&frontier, &i, sizeof i);
}

/* ---- RFC 6962 section 2.1, word for word ---- */

static uint64_t split(uint64_t n)
{
	uint64_t k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

static struct digest rfc_head(uint64_t from, uint64_t n)
{
	struct digest left, right;

	if (n == 1)
		return tree.nodes[0][from];
	left = rfc_head(from, split(n));
	right = rfc_head(from + split(n), n - split(n));
	return merkle_node(&left, &right);
}

static void rfc_path(uint64_t m, uint64_t from, uint64_t n, struct merkle_path *path)
{
	uint64_t k = split(n);

	if (n == 1)
		return;
	rfc_path(m < k ? m : m - k, m < k ? from : from + k, m < k ? k : n - k, path);
	path->nodes[path->n++] = m < k ? rfc_head(from + k, n - k) : rfc_head(from, k);
}

static void rfc_subproof(
	uint64_t m, uint64_t from, uint64_t n, bool whole, struct merkle_path *path)
{
	uint64_t k = split(n);

	if (m == n) {
		if (!whole)
			path->nodes[path->n++] = rfc_head(from, n);
		return;
	}
	rfc_subproof(m <= k ? m : m - k, m <= k ? from : from + k, m <= k ? k : n - k,
		m <= k && whole, path);
	path->nodes[path->n++] = m <= k ? rfc_head(from + k, n - k) : rfc_head(from, k);
}

static void check_path(const struct merkle_path *path, const struct merkle_path *expected)
{
	T_INT(path->n, expected->n);
	T_MEM(path->nodes, expected->nodes, path->n * sizeof path->nodes[0]);
}

/* ---- agreement ---- */

TEST(merkle, heads_are_those_of_the_definition)
{
	struct merkle_frontier frontier;
	struct digest head;

	build();
	for (uint64_t size = 1; size <= SIZE_MAX_; size++) {
		head = rfc_head(0, size);
		T_CHECK(digest_equal(&tree.roots[size], &head));
		T_OK(merkle_load(&source, size, &frontier));
		head = merkle_root(&frontier);
		T_CHECK(digest_equal(&tree.roots[size], &head));
	}
	T_ERR(merkle_load(&source, MERKLE_SIZE_MAX + 1, &frontier), INVALID);
}

TEST(merkle, inclusion_proofs_are_those_of_the_definition)
{
	struct merkle_path path, expected;

	build();
	for (uint64_t size = 1; size <= SIZE_MAX_; size++) {
		for (uint64_t i = 0; i < size; i++) {
			expected.n = 0;
			rfc_path(i, 0, size, &expected);
			tree.fetched = 0;
			T_OK(merkle_prove_inclusion(&source, i, size, &path));
			T_CHECK(tree.fetched <= 2 * LEVELS_);
			check_path(&path, &expected);
			T_CHECK(merkle_verify_inclusion(
				&tree.nodes[0][i], i, size, &path, &tree.roots[size]));
		}
		T_ERR(merkle_prove_inclusion(&source, size, size, &path), INVALID);
	}
}

TEST(merkle, consistency_proofs_are_those_of_the_definition)
{
	struct merkle_path path, expected;

	build();
	for (uint64_t size = 0; size <= SIZE_MAX_; size++) {
		for (uint64_t old = 0; old <= size; old++) {
			expected.n = 0;
			if (old > 0)
				rfc_subproof(old, 0, size, true, &expected);
			tree.fetched = 0;
			T_OK(merkle_prove_consistency(&source, old, size, &path));
			T_CHECK(tree.fetched <= 2 * LEVELS_);
			check_path(&path, &expected);
			T_CHECK(merkle_verify_consistency(
				old, &tree.roots[old], size, &tree.roots[size], &path));
		}
		T_ERR(merkle_prove_consistency(&source, size + 1, size, &path), INVALID);
	}
}

static bool next_line(const char **text, char *line, size_t size)
{
	size_t len = strcspn(*text, "\n");

	if (!**text)
		return false;
	T_CHECK(len < size);
	memcpy(line, *text, len);
	line[len] = '\0';
	*text += len + 1;
	return true;
}

static void read_path(const char *text, struct merkle_path *ret_path)
{
	char hex[DIGEST_HEX_SIZE];

	ret_path->n = 0;
	for (int used; sscanf(text, " %64s%n", hex, &used) == 1; text += used)
		T_CHECK(digest_from_hex(hex, &ret_path->nodes[ret_path->n++]));
}

static void check_vector(const char *line, struct merkle_frontier *frontier)
{
	struct merkle_path path, expected;
	uint8_t entry[16];
	char text[80];
	unsigned a, b;
	int used;

	if (sscanf(line, "entry %79s", text) == 1) {
		size_t len = text[0] == '-' ? 0 : strlen(text) / 2;

		T_CHECK(len == 0 || hex_decode(text, entry, len));
		grow(frontier, entry, len);
	} else if (sscanf(line, "root %u %79s", &a, text) == 2) {
		T_CHECK(digest_from_hex(text, &expected.nodes[0]));
		T_CHECK(digest_equal(&tree.roots[a], &expected.nodes[0]));
	} else if (sscanf(line, "inclusion %u %u%n", &a, &b, &used) == 2) {
		read_path(line + used, &expected);
		T_OK(merkle_prove_inclusion(&source, a, b, &path));
		check_path(&path, &expected);
	} else if (sscanf(line, "consistency %u %u%n", &a, &b, &used) == 2) {
		read_path(line + used, &expected);
		T_OK(merkle_prove_consistency(&source, a, b, &path));
		check_path(&path, &expected);
	} else {
		T_CHECK(line[0] == '#');
	}
}

TEST(merkle, known_answers)
{
	struct merkle_frontier frontier = {0};
	const char *text = t_file("vectors/merkle.txt", NULL);
	char line[512];

	memset(&tree, 0, sizeof tree);
	tree.roots[0] = merkle_empty();
	while (next_line(&text, line, sizeof line))
		check_vector(line, &frontier);
	T_INT(frontier.size, 8);
}

/* ---- refusal ---- */

/* One proof with everything it speaks of. */
struct claim {
	bool inclusion;
	uint64_t first; /* index or old size */
	uint64_t size;
	struct digest start; /* leaf or old head */
	struct merkle_path path;
	struct digest root;
};

static bool holds(const struct claim *claim)
{
	if (claim->inclusion)
		return merkle_verify_inclusion(
			&claim->start, claim->first, claim->size, &claim->path, &claim->root);
	return merkle_verify_consistency(
		claim->first, &claim->start, claim->size, &claim->root, &claim->path);
}

static void remove_node(struct merkle_path *path, size_t at)
{
	path->n--;
	memmove(&path->nodes[at], &path->nodes[at + 1], (path->n - at) * sizeof path->nodes[0]);
}

static void insert_node(struct merkle_path *path, size_t at, const struct digest *node)
{
	memmove(&path->nodes[at + 1], &path->nodes[at], (path->n - at) * sizeof path->nodes[0]);
	path->nodes[at] = *node;
	path->n++;
}

/* Every element changed, left out, doubled; foreign elements before, between, after. */
static void check_mutations(const struct claim *good)
{
	struct claim bad;

	T_CHECK(holds(good));
	for (size_t i = 0; i < good->path.n; i++) {
		bad = *good;
		bad.path.nodes[i].bytes[(i + good->size) % DIGEST_BYTES] ^= 0x10;
		T_CHECK(!holds(&bad));
		bad = *good;
		remove_node(&bad.path, i);
		T_CHECK(!holds(&bad));
	}
	for (size_t i = 0; i <= good->path.n; i++) {
		bad = *good;
		insert_node(&bad.path, i, i < good->path.n ? &good->path.nodes[i] : &good->root);
		T_CHECK(!holds(&bad));
	}
	bad = *good;
	bad.root.bytes[good->size % DIGEST_BYTES] ^= 1;
	T_CHECK(!holds(&bad));
	bad = *good;
	bad.start.bytes[good->first % DIGEST_BYTES] ^= 1;
	T_CHECK(!holds(&bad));
}

static void claim_inclusion(uint64_t index, uint64_t size, struct claim *ret_claim)
{
	*ret_claim = (struct claim){.inclusion = true,
		.first = index,
		.size = size,
		.start = tree.nodes[0][index],
		.root = tree.roots[size]};
	T_OK(merkle_prove_inclusion(&source, index, size, &ret_claim->path));
}

static void claim_consistency(uint64_t old, uint64_t size, struct claim *ret_claim)
{
	*ret_claim = (struct claim){
		.first = old, .size = size, .start = tree.roots[old], .root = tree.roots[size]};
	T_OK(merkle_prove_consistency(&source, old, size, &ret_claim->path));
}

TEST(merkle, wrong_inclusion_proofs_are_refused)
{
	struct claim claim, moved;

	build();
	for (uint64_t size = 1; size <= SIZE_MAX_; size++) {
		for (uint64_t i = 0; i < size; i++) {
			claim_inclusion(i, size, &claim);
			check_mutations(&claim);
			moved = claim;
			for (moved.first = 0; moved.first <= size; moved.first++)
				T_CHECK(holds(&moved) == (moved.first == i));
		}
	}
}

TEST(merkle, wrong_consistency_proofs_are_refused)
{
	struct claim claim, moved;

	build();
	for (uint64_t size = 1; size <= SIZE_MAX_; size++) {
		for (uint64_t old = 1; old < size; old++) {
			claim_consistency(old, size, &claim);
			check_mutations(&claim);
			moved = claim;
			moved.start = tree.roots[old - 1];
			T_CHECK(!holds(&moved));
			moved = claim;
			moved.first = size + 1;
			T_CHECK(!holds(&moved));
		}
	}
}

TEST(merkle, every_bit_of_a_proof_counts)
{
	struct claim claim;

	build();
	for (uint64_t size = 2; size <= 12; size++) {
		for (uint64_t i = 0; i < 2 * size - 1; i++) {
			if (i < size)
				claim_inclusion(i, size, &claim);
			else
				claim_consistency(i - size + 1, size, &claim);
			for (size_t bit = 0; bit < 8 * DIGEST_BYTES * claim.path.n; bit++) {
				uint8_t *byte = &claim.path.nodes[bit / 256].bytes[bit % 256 / 8];

				*byte ^= (uint8_t)(1 << bit % 8);
				T_CHECK(!holds(&claim));
				*byte ^= (uint8_t)(1 << bit % 8);
			}
			T_CHECK(holds(&claim));
		}
	}
}

TEST(merkle, equal_and_empty_trees_need_the_empty_path)
{
	struct claim claim;

	build();
	for (uint64_t size = 0; size <= 9; size++) {
		claim_consistency(size, size, &claim);
		check_mutations(&claim);
		claim_consistency(0, size, &claim);
		T_CHECK(holds(&claim));
		claim.start.bytes[0] ^= 1;
		T_CHECK(!holds(&claim));
	}
	claim_consistency(0, 0, &claim);
	claim.start = claim.root = tree.roots[1];
	T_CHECK(!holds(&claim));
	claim_inclusion(0, 1, &claim);
	claim.size = 0;
	T_CHECK(!holds(&claim));
}

TEST(merkle, a_leaf_is_never_a_node)
{
	struct digest leaf, node;
	uint8_t both[2 * DIGEST_BYTES];

	build();
	memcpy(both, &tree.nodes[0][0], DIGEST_BYTES);
	memcpy(both + DIGEST_BYTES, &tree.nodes[0][1], DIGEST_BYTES);
	leaf = merkle_leaf(both, sizeof both);
	node = merkle_node(&tree.nodes[0][0], &tree.nodes[0][1]);
	T_CHECK(!digest_equal(&leaf, &node));
}

TEST(merkle, a_full_tree_takes_no_more)
{
	struct merkle_frontier frontier = {.size = MERKLE_SIZE_MAX};
	struct digest nodes[MERKLE_LEVELS], leaf = merkle_empty();
	size_t n = 7;

	T_CHECK(!merkle_append(&frontier, &leaf, nodes, &n));
	T_INT(n, 7);
	frontier.size--;
	T_CHECK(merkle_append(&frontier, &leaf, nodes, &n));
	T_INT(n, 1);
}

static enum err fail_fetch(void *context, unsigned level, uint64_t index, struct digest *ret_hash)
{
	(void)context, (void)level, (void)index, (void)ret_hash;
	return ERR_IO;
}

TEST(merkle, a_failing_source_leaves_outputs_untouched)
{
	struct merkle_source broken = {fail_fetch, NULL};
	struct merkle_frontier frontier = {.size = 99};
	struct merkle_path path = {.n = 99};

	T_ERR(merkle_load(&broken, 5, &frontier), IO);
	T_ERR(merkle_prove_inclusion(&broken, 2, 5, &path), IO);
	T_ERR(merkle_prove_consistency(&broken, 3, 5, &path), IO);
	T_INT(frontier.size, 99);
	T_INT(path.n, 99);
}

/* ---- tiles ---- */

static void check_tile(
	const char *path, bool entries, unsigned level, uint64_t index, unsigned width)
{
	struct tile tile, expected = {entries, level, index, width};
	char text[TILE_PATH_SIZE];

	tile_path(&expected, text);
	T_STR(text, path);
	T_CHECK(tile_parse(path, &tile));
	T_INT(tile.entries, entries);
	T_INT(tile.level, level);
	T_INT(tile.index, index);
	T_INT(tile.width, width);
}

TEST(tile, paths_round_trip)
{
	check_tile("tile/0/000", false, 0, 0, 256);
	check_tile("tile/0/x001/x234/067", false, 0, 1234067, 256);
	check_tile("tile/7/x001/000.p/255", false, 7, 1000, 255);
	check_tile("tile/entries/999.p/1", true, 0, 999, 1);
	check_tile("tile/entries/x999/x999/x999/x999/x999/999.p/255", true, 0,
		UINT64_C(999999999999999999), 255);
}

TEST(tile, other_paths_are_refused)
{
	static const char *const bad[] = {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0",
		"tile/0/00", "tile/0/0000", "tile/00/000", "tile/8/000", "tile/-1/000",
		"tile/+1/000", "tile/0/x000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x01/000",
		"tile/0/x001/x002", "tile/0/000/", "tile/0/000.p", "tile/0/000.p/",
		"tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1 ",
		"tile/0/000.p/1/2", "tile/entries/", "tile/entries/0/000", "tile/Entries/000",
		"/tile/0/000", "tile/0/000\n", "tile/0/X001/000",
		"tile/0/x001/x000/x000/x000/x000/x000/000",
		"tile/0/x999/x999/x999/x999/x999/x999/999"};
	struct tile tile = {.width = 77};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_CHECK(!tile_parse(bad[i], &tile));
	T_INT(tile.width, 77);
}

/* The example of tlog-tiles: a tree of 70,000 leaves. */
TEST(tile, a_tree_has_exactly_the_tiles_its_size_gives)
{
	const uint64_t size = 70000;

	T_CHECK(tile_exists(&(struct tile){false, 0, 272, 256}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 0, 273, 256}, size));
	T_CHECK(tile_exists(&(struct tile){false, 0, 273, 112}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 0, 273, 113}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 0, 274, 1}, size));
	T_CHECK(tile_exists(&(struct tile){false, 1, 0, 256}, size));
	T_CHECK(tile_exists(&(struct tile){false, 1, 1, 17}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 1, 1, 18}, size));
	T_CHECK(tile_exists(&(struct tile){false, 2, 0, 1}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 2, 0, 2}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 3, 0, 1}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 0, UINT64_C(999999999999999999), 1}, size));
	T_CHECK(!tile_exists(&(struct tile){false, 8, 0, 1}, MERKLE_SIZE_MAX));
	T_CHECK(tile_exists(&(struct tile){false, 7, 0, 127}, MERKLE_SIZE_MAX));
	T_CHECK(!tile_exists(&(struct tile){false, 7, 0, 128}, MERKLE_SIZE_MAX));
	T_CHECK(!tile_exists(&(struct tile){true, 0, 0, 1}, 0));
}
