/* The API describes itself, at an address and as a command. */
#include "app.h"
#include "base/cleanup.h"

enum { DOCUMENT_MAX = 8 << 20 };

void app_describe(struct buf *out)
{
	const struct api api = {.modules = app_modules};

	api_describe(&api, out);
}

static enum err openapi_show(struct call *call)
{
	auto_buf struct buf buf = {.max = DOCUMENT_MAX};
	struct raw_reply *out = call->out;
	char *copy;

	app_describe(&buf);
	copy = buf_ok(&buf) ? arena_copy(call->arena, buf.data, buf.len) : NULL;
	if (!copy)
		return fail(call->error, ERR_TOO_LARGE);
	out->bytes = (struct span){(const uint8_t *)copy, buf.len};
	return OK;
}

static const struct route routes[] = {
	{.op = "openapi",
		GET("/v1/openapi.json"),
		.out = &raw_reply_schema,
		.media = "application/json",
		.read = openapi_show,
		.allow = allow_anyone,
		.doc = "This document: OpenAPI 3.1, printed from the tables"},
};

const struct module openapi_module = {"openapi", routes, COUNT_OF(routes), NULL};
