/* Tiles of a Merkle tree (C2SP tlog-tiles): 256 consecutive nodes of every eighth level, as one
 * resource that never changes. A bundle holds the entries of a tile of level 0. */
#ifndef CRYPTO_TILE_H
#define CRYPTO_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	TILE_HEIGHT = 8,
	TILE_WIDTH = 256,
	TILE_LEVELS = 8,       /* levels 0 … 7 reach every tree of less than 2^63 leaves */
	TILE_PATH_SIZE = 48,   /* longest: "tile/entries/x…" of 6 groups with ".p/255" */
	TILE_ENTRY_MAX = 65535 /* an entry's length is written in 16 bits */
};

struct tile {
	bool entries;   /* a bundle of entries; level is 0 */
	unsigned level; /* its nodes are of tree level 8 * level */
	uint64_t index; /* its first node is number 256 * index */
	unsigned width; /* nodes: 1 … 256; less than 256 is a partial tile */
};

/* "tile/0/x001/x234/067.p/5", "tile/entries/000". */
void tile_path(const struct tile *tile, char ret_path[TILE_PATH_SIZE]);

/* Reads exactly what tile_path() writes. */
bool tile_parse(const char *path, struct tile *ret_tile) must_use;

/* Whether a tree of `size` leaves has all nodes of the tile. */
bool tile_exists(const struct tile *tile, uint64_t size) must_use;

#endif
