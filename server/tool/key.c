/* Key files, `device new` and `sign`. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/options.h"
#include "crypto/wire/dsse.h"
#include "tool/internal.h"
#include "tool/usage.h"
#include "json/json.h"

enum { KEY_FILE_MAX = 4096, PAYLOAD_MAX = 8192 };

SCHEMA(device_key, struct device_key,
	FIELD_STRING(struct device_key, url, .required = true, .max = 200),
	FIELD_STRING(struct device_key, origin, .required = true, .max = 200),
	FIELD_BYTES(struct device_key, seed, .required = true, .min = SIGN_SEED_BYTES,
		.max = SIGN_SEED_BYTES),
	FIELD_ID(struct device_key, person), FIELD_INT(struct device_key, device));

/* ---- the file ---- */

enum err secret_read(struct tool *tool, const char *path, const char **ret_text)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return fail_note(&tool->error, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s",
			path, strerror(errno));
	if (info.st_mode & (S_IRWXG | S_IRWXO))
		return fail_note(&tool->error, ERR_IO, "%s: others may read it; chmod 600", path);
	return file_read(path, &tool->arena, ret_text, &tool->error);
}

enum err key_read(struct tool *tool, const char *path, struct device_key *ret_key)
{
	struct device_key key = {0};
	const char *text;

	TRY(secret_read(tool, path, &text));
	TRY(json_read(&device_key_schema, text, strlen(text), &tool->arena, &key, &tool->error));
	*ret_key = key;
	return OK;
}

enum err secret_write(struct tool *tool, const char *path, const struct schema *schema,
	const void *record, size_t max)
{
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	enum err err = ERR_TOO_LARGE;

	buf_init(&buf, max);
	writer = json_writer(&buf);
	json_write(&writer, schema, record);
	buf_char(&buf, '\n');
	if (buf_ok(&buf))
		err = file_replace(path, buf.data, buf.len, true, &tool->error);
	if (buf.data)
		explicit_bzero(buf.data, buf.len);
	return err == ERR_TOO_LARGE ? fail(&tool->error, err) : err;
}

enum err key_write(struct tool *tool, const char *path, const struct device_key *key)
{
	return secret_write(tool, path, &device_key_schema, key, KEY_FILE_MAX);
}

void key_secret(const struct device_key *key, struct sign_secret *ret_secret)
{
	sign_secret_from_seed(key->seed.data, ret_secret);
}

const char *key_public_text(struct tool *tool, const struct sign_secret *secret)
{
	char *text = arena_alloc(&tool->arena, BASE64_SIZE(SIGN_PUBLIC_BYTES));

	if (text)
		base64_encode(BASE64, secret->key.bytes, SIGN_PUBLIC_BYTES, text);
	return text;
}

/* ---- statements ---- */

static enum err sign_statement(struct tool *tool, const struct sign_secret *secret,
	const char *kind, struct span payload, struct buf *out)
{
	struct dsse dsse;

	TRY(dsse_init(kind, payload, &dsse));
	TRY(dsse_sign(&dsse, secret));
	return dsse_write(out, &dsse, &tool->arena);
}

enum err key_envelope(struct tool *tool, const struct sign_secret *secret, const char *kind,
	const char *payload, struct span *ret_body)
{
	auto_buf struct buf buf = {0};
	enum err err;
	char *copy;

	buf_init(&buf, DSSE_JSON_MAX);
	buf_str(&buf, "{\"envelope\":");
	err = sign_statement(
		tool, secret, kind, (struct span){(const uint8_t *)payload, strlen(payload)}, &buf);
	buf_char(&buf, '}');
	if (err != OK)
		return fail(&tool->error, err);
	copy = buf_ok(&buf) ? arena_copy(&tool->arena, buf.data, buf.len) : NULL;
	*ret_body = (struct span){(const uint8_t *)copy, buf.len};
	return copy ? OK : fail(&tool->error, ERR_TOO_LARGE);
}

/* ---- device new ---- */

struct device_options {
	const char *key, *url, *origin, *slip, *body, *list_number, *code, *name, *lang;
	bool url_given; /* the rest of the addresses may follow from the slip */
};

/* A slip's link says where the service is and what it calls itself. */
static bool complete_options(struct tool *tool, struct device_options *options)
{
	const char *in = options->slip ? strstr(options->slip, "/in#") : NULL;
	uint64_t number;

	if (in && !options->origin)
		options->origin =
			arena_copy(&tool->arena, options->slip, (size_t)(in - options->slip));
	if (in)
		options->slip = in + 4;
	options->url_given = options->url != NULL;
	if (!options->url)
		options->url = options->origin;
	if (!options->origin)
		options->origin = options->url;
	return options->key && options->url &&
	       (options->slip || (options->code && options->list_number &&
					 parse_uint(options->list_number, JSON_INT_MAX, &number)));
}

static const char *device_payload(
	struct tool *tool, const struct device_options *options, const struct sign_secret *secret)
{
	const char *public_key = key_public_text(tool, secret);
	auto_buf struct buf buf = {0};
	struct json_writer writer;

	buf_init(&buf, PAYLOAD_MAX);
	writer = json_writer(&buf);
	json_begin_object(&writer);
	json_add_name(&writer, options->slip ? "slip" : "code");
	json_add_string(&writer, options->slip ? options->slip : options->code);
	if (!options->slip) {
		json_add_name(&writer, "body");
		json_add_string(&writer, options->body);
		json_add_name(&writer, "list_number");
		json_add_text(&writer, options->list_number);
	}
	json_add_name(&writer, "public_key");
	json_add_string(&writer, public_key ? public_key : "");
	json_add_name(&writer, "name");
	json_add_string(&writer, options->name);
	json_end_object(&writer);
	return buf_ok(&buf) ? arena_string(&tool->arena, buf.data) : NULL;
}

/* The key is on disk before the service hears of it, so that a lost answer loses nothing: the same
 * command finds it again, and the same Idempotency-Key gets the first answer. */
static enum err prepare_key(struct tool *tool, const struct device_options *options,
	struct device_key *ret_key, bool *ret_new)
{
	struct rand rand = rand_system();
	uint8_t *seed = arena_alloc(&tool->arena, SIGN_SEED_BYTES);
	enum err err = key_read(tool, options->key, ret_key);

	*ret_new = err == ERR_NOT_FOUND;
	if (err == OK && options->url_given) /* the first one may have been wrong */
		ret_key->url = options->url;
	if (err != ERR_NOT_FOUND)
		return err == OK && ret_key->device
			       ? fail_note(&tool->error, ERR_DEVICE_KNOWN, "%s", options->key)
			       : err;
	tool->error = (struct error){0};
	if (!seed)
		return fail(&tool->error, ERR_BUSY);
	rand_bytes(&rand, seed, SIGN_SEED_BYTES);
	*ret_key = (struct device_key){
		.url = options->url, .origin = options->origin, .seed = {seed, SIGN_SEED_BYTES}};
	return key_write(tool, options->key, ret_key);
}

static bool read_activation(const struct buf *reply, struct device_key *key, int64_t *ret_left)
{
	auto_json struct json *root = NULL;
	struct error error = {0};
	const struct json *device;
	const char *person, *id;
	bool activated = false;

	*ret_left = 0;
	if (json_parse(reply->data, reply->len, &root, &error) != OK ||
		!json_bool(json_get(root, "activated"), &activated))
		return false;
	if (json_int(json_get(root, "tries_left"), ret_left) && !activated)
		return false;
	device = json_get(root, "device");
	return json_string(json_get(device, "id"), &id) &&
	       parse_int(id, JSON_INT_MAX, &key->device) &&
	       json_string(json_get(device, "person_id"), &person) &&
	       parse_int(person, JSON_INT_MAX, &key->person.v) && activated;
}

static int activated(
	struct tool *tool, const char *path, struct device_key *key, const struct buf *reply)
{
	int64_t left;
	char text[24];

	if (!read_activation(reply, key, &left)) {
		unlink(path);
		snprintf(text, sizeof text, "%lld", (long long)left);
		tool_say(tool, "the code is wrong; tries left: {}", "代码不对，还可尝试 {} 次",
			text);
		return 1;
	}
	if (key_write(tool, path, key) != OK)
		return tool_failed(tool);
	printf("%s: person %lld, device %lld\n", path, (long long)key->person.v,
		(long long)key->device);
	return 0;
}

static int device_new(struct tool *tool, const struct device_options *options)
{
	auto_secret struct sign_secret secret = {0};
	struct sending sending = {.method = METHOD_POST, .target = "/v1/devices"};
	char once[DIGEST_HEX_SIZE];
	auto_buf struct buf reply = {0};
	struct device_key key;
	struct digest id;
	const char *payload;
	bool is_new;
	int status;

	buf_init(&reply, REPLY_MAX);
	if (prepare_key(tool, options, &key, &is_new) != OK)
		return tool_failed(tool);
	key_secret(&key, &secret);
	id = sign_key_id(&secret.key);
	digest_hex(&id, once);
	payload = device_payload(tool, options, &secret);
	sending.url = key.url;
	sending.once = once;
	if (!payload || key_envelope(tool, &secret, "device", payload, &sending.body) != OK ||
		send_steadily(tool, &sending, &status, &reply) != OK)
		return tool_failed(tool);
	if (status == 201)
		return activated(tool, options->key, &key, &reply);
	if (is_new && status < 500) /* one of an earlier run may be activated after all */
		unlink(options->key);
	return tool_refused(tool, status, &reply);
}

int tool_device(int argc, char **argv)
{
	struct device_options given = {.body = "1", .name = "gongyi"};
	const struct option options[] = {
		OPTION_TEXT("key", &given.key),
		OPTION_TEXT("url", &given.url),
		OPTION_TEXT("origin", &given.origin),
		OPTION_TEXT("slip", &given.slip),
		OPTION_TEXT("body", &given.body),
		OPTION_TEXT("list-number", &given.list_number),
		OPTION_TEXT("code", &given.code),
		OPTION_TEXT("name", &given.name),
		OPTION_TEXT("lang", &given.lang),
		{0},
	};
	struct tool tool;
	int status = 2;

	if (argc < 1 || strcmp(argv[0], "new") != 0 || !options_read(options, argc - 1, argv + 1))
		return usage_wrong("device");
	if (!tool_begin(&tool, given.lang))
		status = 2;
	else if (complete_options(&tool, &given))
		status = device_new(&tool, &given);
	else
		usage_wrong("device");
	arena_done(&tool.arena);
	return status;
}

/* ---- sign ---- */

/* Adds this key's signature to what others signed already, if there is such an envelope. */
static enum err start_envelope(struct tool *tool, const char *kind, const char *payload,
	const char *add, struct dsse *ret_dsse)
{
	char type[DSSE_TYPE_SIZE];
	struct span bytes;

	if (!add) {
		TRY(file_bytes(payload ? payload : "-", &tool->arena, &bytes, &tool->error));
		return dsse_init(kind, bytes, ret_dsse);
	}
	TRY(file_bytes(add, &tool->arena, &bytes, &tool->error));
	TRY(dsse_read((const char *)bytes.data, bytes.len, &tool->arena, ret_dsse, &tool->error));
	if (!dsse_type(kind, type) || strcmp(type, ret_dsse->type) != 0)
		return fail_note(
			&tool->error, ERR_STATEMENT_INVALID, "%s is %s", add, ret_dsse->type);
	return OK;
}

/* Twice the same key would look like two people where only signatures are counted. */
static bool has_signed(const struct dsse *dsse, const struct sign_secret *secret)
{
	struct digest id = sign_key_id(&secret->key);

	for (size_t i = 0; i < dsse->n; i++)
		if (dsse->signatures[i].has_key_id &&
			digest_equal(&dsse->signatures[i].key_id, &id))
			return true;
	return false;
}

static enum err sign_file(struct tool *tool, const char *path, const char *kind,
	const char *payload, const char *add, struct buf *out)
{
	auto_secret struct sign_secret secret = {0};
	struct device_key key;
	struct dsse dsse;

	TRY(key_read(tool, path, &key));
	TRY(start_envelope(tool, kind, payload, add, &dsse));
	key_secret(&key, &secret);
	if (has_signed(&dsse, &secret))
		return fail_note(&tool->error, ERR_STATEMENT_INVALID, "this key signed it already");
	TRY(dsse_sign(&dsse, &secret));
	return dsse_write(out, &dsse, &tool->arena);
}

int tool_sign(int argc, char **argv)
{
	const char *key = NULL, *kind = NULL, *payload = NULL, *add = NULL, *lang = NULL;
	const struct option options[] = {OPTION_TEXT("key", &key), OPTION_TEXT("kind", &kind),
		OPTION_TEXT("payload", &payload), OPTION_TEXT("add", &add),
		OPTION_TEXT("lang", &lang), {0}};
	auto_buf struct buf out = {0};
	char type[DSSE_TYPE_SIZE];
	struct tool tool;
	int status = 2;

	buf_init(&out, DSSE_JSON_MAX);
	if (!options_read(options, argc, argv) || !key || !kind || !dsse_type(kind, type) ||
		(payload && add))
		return usage_wrong("sign");
	if (tool_begin(&tool, lang)) {
		tool.error.code = sign_file(&tool, key, kind, payload, add, &out);
		status = tool.error.code == OK ? 0 : tool_failed(&tool);
		if (status == 0)
			puts(out.data);
	}
	arena_done(&tool.arena);
	return status;
}
