/* The client's files, which travel inside the program (client-web/tools/pack.mjs writes the table).
 * A name below /assets/ holds a hash of its bytes and so never means other ones. */
#ifndef PAGES_ASSETS_H
#define PAGES_ASSETS_H

#include "api/api.h"

struct asset {
	const char *path;
	const char *media;
	const char *sha256; /* of the plain bytes, hexadecimal: also its ETag */
	bool immutable;
	struct span plain;
	struct span gzip; /* empty: no shorter */
	struct span brotli;
};

/* Ends with a row without a path. */
extern const struct asset assets[];

/* What a page loads: the script and the style. */
extern const char asset_script[], asset_style[];

/* The further scripts that home needs; ends with NULL. */
extern const char *const asset_home[];

extern const struct module assets_module;

#endif
