/* Replies: a record as JSON, raw bytes, or a problem document (RFC 9457). */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/cleanup.h"
#include "crypto/digest.h"
#include "json/json.h"

enum { REPLY_MAX = 32 << 20 };

static const char json_media[] = "application/json";
static const char problem_media[] = "application/problem+json";

const char *reply_media(const struct route *route)
{
	if (route->media)
		return route->media;
	return route->out ? json_media : NULL;
}

static bool keep_reply(struct request *request, const struct buf *buf)
{
	char *copy = buf_ok(buf) ? arena_copy(&request->arena, buf->data, buf->len) : NULL;

	request->reply = (struct span){(const uint8_t *)copy, copy ? buf->len : 0};
	return copy != NULL;
}

static void add_fields(struct json_writer *writer, const struct error *error)
{
	json_add_name(writer, "errors");
	json_begin_array(writer);
	for (size_t i = 0; i < error->n_fields; i++) {
		json_begin_object(writer);
		json_add_name(writer, "pointer");
		json_add_string(writer, error->fields[i].pointer);
		json_add_name(writer, "rule");
		json_add_string(writer, error->fields[i].rule);
		json_end_object(writer);
	}
	json_end_array(writer);
}

void reply_error(struct request *request)
{
	const struct error *error = &request->error;
	const struct error_info *info = error_info(error->code);
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	char text[512];

	buf_init(&buf, 1 << 16);
	writer = json_writer(&buf);
	error_text(error, request->lang, text, sizeof text);
	json_begin_object(&writer);
	json_add_name(&writer, "type");
	json_add_string(&writer, info->token);
	json_add_name(&writer, "title");
	json_add_string(&writer, text);
	json_add_name(&writer, "status");
	json_add_int(&writer, info->status);
	if (error->n_fields)
		add_fields(&writer, error);
	json_end_object(&writer);
	request->status = info->status;
	request->media = problem_media;
	request->next = STEP_REPLY;
	if (!keep_reply(request, &buf))
		request->reply = (struct span){(const uint8_t *)"{}", 2};
}

static bool reply_record(struct request *request)
{
	auto_buf struct buf buf = {0};
	struct json_writer writer;

	buf_init(&buf, REPLY_MAX);
	writer = json_writer(&buf);
	json_write(&writer, request->route->out, request->call.out);
	return keep_reply(request, &buf);
}

/* Reads carry a strong ETag: what the reply calls itself, else half of the digest of what is
 * sent. */
static void add_etag(struct request *request, const char *name)
{
	struct digest digest;
	char hex[DIGEST_HEX_SIZE];

	if (!name) {
		digest = digest_of(request->reply.data, request->reply.len);
		digest_hex(&digest, hex);
		name = hex;
	}
	request->etag = arena_printf(&request->arena, "\"%.32s\"", name);
	if (request->etag && request->if_none_match &&
		strstr(request->if_none_match, request->etag)) {
		request->status = 304;
		request->reply.len = 0;
		request->gzip.len = request->brotli.len = 0;
		request->length = 0;
		request->more = NULL;
	}
}

static void reply_raw(struct request *request, const struct raw_reply *raw)
{
	request->filename = raw->filename;
	request->reply = raw->bytes;
	request->gzip = raw->gzip;
	request->brotli = raw->brotli;
	request->immutable = raw->immutable;
	if (raw->media)
		request->media = raw->media;
	request->more = raw->more;
}

void reply_success(struct request *request)
{
	const struct route *route = request->route;
	const struct raw_reply *raw = route->media ? request->call.out : NULL;

	request->status = route->status;
	request->media = reply_media(route);
	request->next = STEP_REPLY;
	if (raw) {
		reply_raw(request, raw);
	} else if (route->out && !reply_record(request)) {
		fail(&request->error, ERR_TOO_LARGE);
		reply_error(request);
		return;
	}
	request->given = request->reply.len;
	request->length = raw && raw->length ? raw->length : request->given;
	if (route->read)
		add_etag(request, raw ? raw->etag : NULL);
}
