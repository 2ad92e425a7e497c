/* See assets.h. */
#include "pages/assets.h"

#include <string.h>

struct asset_key {
	const char *name;
};
SCHEMA(asset_key, struct asset_key,
	FIELD_STRING(struct asset_key, name, .required = true, .in = IN_PATH, .max = 100));

static const struct asset *find(const char *path)
{
	for (const struct asset *asset = assets; asset->path; asset++)
		if (strcmp(asset->path, path) == 0)
			return asset;
	return NULL;
}

static enum err show(struct call *call, const char *path)
{
	const struct asset *asset = path ? find(path) : NULL;

	if (!asset)
		return fail(call->error, ERR_NOT_FOUND);
	*call_out(call, raw_reply) = (struct raw_reply){.bytes = asset->plain,
		.gzip = asset->gzip,
		.brotli = asset->brotli,
		.media = asset->media,
		.etag = asset->sha256,
		.immutable = asset->immutable};
	return OK;
}

static enum err asset_show(struct call *call)
{
	return show(call, arena_printf(call->arena, "/assets/%s", call_in(call, asset_key)->name));
}

/* ---- what browsers look for under names of their own ---- */

static enum err icon_show(struct call *call)
{
	return show(call, "/icon.svg");
}

static enum err manifest_show(struct call *call)
{
	return show(call, "/manifest.webmanifest");
}

static enum err worker_show(struct call *call)
{
	return show(call, "/sw.js");
}

/* ---- what an auditor compares with a build of her own ---- */

enum { ASSETS_MAX = 200 };

struct asset_line {
	const char *path;
	const char *sha256;
};
SCHEMA(asset_line, struct asset_line, FIELD_STRING(struct asset_line, path, .required = true),
	FIELD_STRING(struct asset_line, sha256, .required = true, .doc = "Hexadecimal"));

struct asset_page {
	struct list files;
};
SCHEMA(asset_page, struct asset_page,
	FIELD_LIST(struct asset_page, files, asset_line_schema, .max = ASSETS_MAX));

static enum err asset_list(struct call *call)
{
	struct asset_line *lines = arena_array(call->arena, struct asset_line, ASSETS_MAX);
	size_t n = 0;

	if (!lines)
		return fail(call->error, ERR_BUSY);
	for (const struct asset *asset = assets; asset->path && n < ASSETS_MAX; asset++)
		lines[n++] = (struct asset_line){asset->path, asset->sha256};
	call_out(call, asset_page)->files = (struct list){lines, n};
	return OK;
}

static const struct route routes[] = {
	{.op = "assetShow",
		GET("/assets/{name}"),
		.in = &asset_key_schema,
		.out = &raw_reply_schema,
		.read = asset_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = "*/*",
		.doc = "A file of the client; its name holds a hash of its bytes"},
	{.op = "assetIcon",
		GET("/icon.svg"),
		.out = &raw_reply_schema,
		.read = icon_show,
		.allow = allow_anyone,
		.media = "*/*",
		.any_query = true,
		.doc = "The client's picture"},
	{.op = "assetManifest",
		GET("/manifest.webmanifest"),
		.out = &raw_reply_schema,
		.read = manifest_show,
		.allow = allow_anyone,
		.media = "*/*",
		.any_query = true,
		.doc = "What a phone must know to install the client (W3C App Manifest)"},
	{.op = "assetWorker",
		GET("/sw.js"),
		.out = &raw_reply_schema,
		.read = worker_show,
		.allow = allow_anyone,
		.media = "*/*",
		.any_query = true,
		.doc = "The client's service worker: reading without a network"},
	{.op = "assetList",
		GET("/v1/client"),
		.out = &asset_page_schema,
		.read = asset_list,
		.allow = allow_anyone,
		.doc = "The client's files and their hashes: what a build of the same sources "
		       "gives"},
};

const struct module assets_module = {"assets", routes, COUNT_OF(routes), NULL};
