/* Tile paths and which tiles a tree has. The reader accepts loosely and then compares with what the
 * writer would have written, so that each tile has one path. */
#include "crypto/tile.h"

#include <stdio.h>
#include <string.h>

#include "base/encoding.h"

/* Six groups of three digits: enough for 2^59, the number of tiles of the largest tree. */
#define INDEX_MAX UINT64_C(999999999999999999)

void tile_path(const struct tile *tile, char ret_path[TILE_PATH_SIZE])
{
	uint64_t unit = 1;
	int len;

	len = tile->entries ? snprintf(ret_path, TILE_PATH_SIZE, "tile/entries/")
			    : snprintf(ret_path, TILE_PATH_SIZE, "tile/%u/", tile->level);
	while (unit <= INDEX_MAX / 1000 && tile->index / unit >= 1000)
		unit *= 1000;
	for (; unit > 0; unit /= 1000)
		len += snprintf(ret_path + len, (size_t)(TILE_PATH_SIZE - len),
			unit > 1 ? "x%03u/" : "%03u", (unsigned)(tile->index / unit % 1000));
	if (tile->width < TILE_WIDTH)
		snprintf(ret_path + len, (size_t)(TILE_PATH_SIZE - len), ".p/%u", tile->width);
}

/* One or more digits; moves on. Too large a number stays too large. */
static bool read_number(const char **text, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t n = strspn(*text, "0123456789");

	if (n == 0 || n > 3)
		return false;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (uint64_t)((*text)[i] - '0');
	*text += n;
	*ret_value = value;
	return true;
}

static bool skip(const char **text, const char *expected)
{
	size_t len = strlen(expected);

	if (strncmp(*text, expected, len) != 0)
		return false;
	*text += len;
	return true;
}

static bool read_index(const char **text, uint64_t *ret_index)
{
	uint64_t index = 0, group;
	bool more;

	do {
		more = skip(text, "x");
		if (index > INDEX_MAX / 1000 || !read_number(text, &group))
			return false;
		index = index * 1000 + group;
	} while (more && skip(text, "/"));
	*ret_index = index;
	return !more;
}

bool tile_parse(const char *path, struct tile *ret_tile)
{
	struct tile tile = {.width = TILE_WIDTH};
	const char *at = path;
	char written[TILE_PATH_SIZE];
	uint64_t number;

	if (!skip(&at, "tile/"))
		return false;
	tile.entries = skip(&at, "entries/");
	if (!tile.entries) {
		if (!read_number(&at, &number) || number >= TILE_LEVELS || !skip(&at, "/"))
			return false;
		tile.level = (unsigned)number;
	}
	if (!read_index(&at, &tile.index))
		return false;
	if (skip(&at, ".p/")) {
		if (!read_number(&at, &number) || number < 1 || number >= TILE_WIDTH)
			return false;
		tile.width = (unsigned)number;
	}
	tile_path(&tile, written);
	if (strcmp(path, written) != 0)
		return false;
	*ret_tile = tile;
	return true;
}

bool tile_exists(const struct tile *tile, uint64_t size)
{
	uint64_t nodes = tile->level < TILE_LEVELS ? size >> (TILE_HEIGHT * tile->level) : 0;

	return tile->index <= nodes / TILE_WIDTH && tile->index * TILE_WIDTH + tile->width <= nodes;
}
