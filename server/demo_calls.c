/* Requests of the demo, as any client would send them, run inside this program. */
#include "demo.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/wire/dsse.h"

enum { TEXT_MAX = 1 << 16, NONCE_BYTES = 16, SIGN_IN_MS = 240000 };

const char *demo_text(struct demo *demo, const char *format, ...)
{
	char buffer[4096];
	const char *text;
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(buffer, sizeof buffer, format, list);
	va_end(list);
	text = n >= 0 && (size_t)n < sizeof buffer ? arena_string(&demo->arena, buffer) : NULL;
	return text ? text : "";
}

/* ---- one request ---- */

typedef enum err take_fn(struct demo *demo, struct span reply, void *ret);

static enum err run(struct demo *demo, struct request request, take_fn *take, void *ret)
{
	struct task task = {.request = request, .received = demo->clock()};
	enum err err = app_run(demo->app, &task);

	if (err != OK)
		demo->error = task.request.error;
	else if (take)
		err = take(demo, task.request.reply, ret);
	request_done(&task.request);
	return err;
}

static enum err take_json(struct demo *demo, struct span reply, void *ret)
{
	return json_parse((const char *)reply.data, reply.len, (struct json **)ret, &demo->error);
}

static enum err take_bytes(struct demo *demo, struct span reply, void *ret)
{
	const char *copy = arena_copy(&demo->arena, reply.data, reply.len);

	*(struct span *)ret = (struct span){(const uint8_t *)copy, reply.len};
	return copy ? OK : fail(&demo->error, ERR_BUSY);
}

static struct request get(struct demo *demo, const char *token, const char *target)
{
	size_t len = strcspn(target, "?");

	return (struct request){.method = METHOD_GET,
		.path = demo_text(demo, "%.*s", (int)len, target),
		.query = target[len] ? target + len + 1 : NULL,
		.bearer = token};
}

static struct request post(const char *token, const char *path, struct span body)
{
	return (struct request){.method = METHOD_POST, .path = path, .bearer = token, .body = body};
}

static struct span span_of(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

enum err demo_get(struct demo *demo, const char *token, const char *path, struct json **ret_reply)
{
	return run(demo, get(demo, token, path), take_json, ret_reply);
}

enum err demo_get_bytes(
	struct demo *demo, const char *token, const char *path, struct span *ret_bytes)
{
	return run(demo, get(demo, token, path), take_bytes, ret_bytes);
}

enum err demo_post(struct demo *demo, const char *token, const char *path, const char *body,
	struct json **ret_reply)
{
	return run(demo, post(token, path, span_of(body)), take_json, ret_reply);
}

enum err demo_post_bytes(struct demo *demo, const char *token, const char *path, struct span body,
	struct json **ret_reply)
{
	return run(demo, post(token, path, body), take_json, ret_reply);
}

enum err demo_send(struct demo *demo, const char *token, const char *path, const char *body)
{
	return run(demo, post(token, path, span_of(body)), NULL, NULL);
}

/* Ids travel as strings, numbers as numbers. */
enum err demo_id(struct demo *demo, const struct json *reply, const char *name, int64_t *ret_id)
{
	const struct json *value = json_get(reply, name);
	const char *text;
	uint64_t id;

	if (json_int(value, ret_id))
		return OK;
	if (!json_string(value, &text) || !parse_uint(text, INT64_MAX, &id))
		return fail_note(&demo->error, ERR_INTERNAL, "a reply has no %s", name);
	*ret_id = (int64_t)id;
	return OK;
}

/* ---- people coming in ---- */

static enum err send_statement(struct demo *demo, const struct demo_person *person,
	const char *path, const char *kind, const char *payload, struct json **ret_reply)
{
	auto_buf struct buf text = {0};
	struct dsse dsse;

	buf_init(&text, DSSE_JSON_MAX + 64);
	TRY(dsse_init(kind, span_of(payload), &dsse));
	TRY(dsse_sign(&dsse, &person->key));
	buf_str(&text, "{\"envelope\":");
	TRY(dsse_write(&text, &dsse, &demo->arena));
	buf_char(&text, '}');
	if (!buf_ok(&text))
		return fail(&demo->error, ERR_TOO_LARGE);
	return demo_post(demo, NULL, path, text.data, ret_reply);
}

enum err demo_activate(
	struct demo *demo, struct demo_person *person, const char *slip, const char *name)
{
	auto_json struct json *reply = NULL;
	char key[BASE64_SIZE(SIGN_PUBLIC_BYTES)];

	sign_secret_new(&demo->rand, &person->key);
	base64_encode(BASE64, person->key.key.bytes, SIGN_PUBLIC_BYTES, key);
	TRY(send_statement(demo, person, "/v1/devices", "device",
		demo_text(demo, "{\"slip\":\"%s\",\"public_key\":\"%s\",\"name\":\"%s\"}", slip,
			key, name),
		&reply));
	return demo_id(demo, json_get(reply, "device"), "id", &person->device);
}

enum err demo_sign_in(struct demo *demo, struct demo_person *person)
{
	auto_json struct json *reply = NULL;
	char key[BASE64_SIZE(SIGN_PUBLIC_BYTES)], nonce[HEX_SIZE(NONCE_BYTES)], at[TIME_TEXT_SIZE];
	uint8_t bytes[NONCE_BYTES];
	const char *token;

	rand_bytes(&demo->rand, bytes, sizeof bytes);
	hex_encode(bytes, sizeof bytes, nonce);
	base64_encode(BASE64, person->key.key.bytes, SIGN_PUBLIC_BYTES, key);
	time_format(demo->clock() + SIGN_IN_MS, at);
	TRY(send_statement(demo, person, "/v1/sessions", "session",
		demo_text(demo,
			"{\"public_key\":\"%s\",\"origin\":\"%s\",\"nonce\":\"%s\","
			"\"expires\":\"%s\"}",
			key, demo->app->api.origin, nonce, at),
		&reply));
	if (!json_string(json_get(reply, "token"), &token))
		return fail_note(&demo->error, ERR_INTERNAL, "no session was opened");
	person->token = demo_text(demo, "%s", token);
	return OK;
}

enum err demo_slip(struct demo *demo, int64_t person, const char **ret_url)
{
	auto_json struct json *reply = NULL;
	const char *url;

	TRY(demo_post(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/slips", demo->body),
		demo_text(demo, "{\"person_id\":\"%" PRId64 "\"}", person), &reply));
	if (!json_string(json_get(reply, "url"), &url))
		return fail_note(&demo->error, ERR_INTERNAL, "a slip has no link");
	*ret_url = demo_text(demo, "%s", url);
	return OK;
}

enum err demo_person_in(struct demo *demo, int64_t id, struct demo_person *ret_person)
{
	const char *url, *secret;

	ret_person->id = id;
	TRY(demo_slip(demo, id, &url));
	secret = strchr(url, '#');
	if (!secret)
		return fail_note(&demo->error, ERR_INTERNAL, "a slip's link has no secret");
	TRY(demo_activate(demo, ret_person, secret + 1, "demo"));
	return demo_sign_in(demo, ret_person);
}

enum err demo_clock(struct demo *demo, int64_t to)
{
	char at[TIME_TEXT_SIZE];

	time_format(to, at);
	return demo_send(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/clock", demo->body),
		demo_text(demo, "{\"to\":\"%s\"}", at));
}
