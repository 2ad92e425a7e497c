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

static enum err asset_show(struct call *call)
{
	const char *path = arena_printf(call->arena, "/assets/%s", call_in(call, asset_key)->name);
	const struct asset *asset = path ? find(path) : NULL;

	if (!asset)
		return fail(call->error, ERR_NOT_FOUND);
	*call_out(call, raw_reply) = (struct raw_reply){.bytes = asset->plain,
		.gzip = asset->gzip,
		.brotli = asset->brotli,
		.media = asset->media,
		.etag = asset->etag,
		.immutable = asset->immutable};
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
};

const struct module assets_module = {"assets", routes, COUNT_OF(routes), NULL};
