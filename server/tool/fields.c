/* Values given by name become path, query and body of a request. The table of fields says where
 * each belongs and how it is written in JSON; whether it is acceptable, the service says. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/options.h"
#include "tool/internal.h"
#include "json/json.h"

enum { BODY_MAX = 32 << 20, TARGET_MAX = 4096 };

/* The value of one field, twice; both NULL when it was not given. */
struct value {
	const char *text; /* for path and query */
	const char *json; /* for the body */
};

static enum err wrong_field(struct tool *tool, const char *name, const char *rule)
{
	char pointer[ERROR_TEXT_MAX];

	snprintf(pointer, sizeof pointer, "/%.80s", name);
	return fail_field(&tool->error, pointer, rule);
}

/* ---- text → JSON ---- */

static const char *kept(struct tool *tool, const struct buf *buf)
{
	return buf_ok(buf) ? arena_string(&tool->arena, buf->data ? buf->data : "") : NULL;
}

static const char *quoted(struct tool *tool, const char *text)
{
	auto_buf struct buf buf = {0};
	struct json_writer writer;

	buf_init(&buf, BODY_MAX);
	if (!utf8_valid(text, strlen(text)))
		return NULL;
	writer = json_writer(&buf);
	json_add_string(&writer, text);
	return kept(tool, &buf);
}

/* What is no integer goes as a string, so that the service can say what is wrong with it. */
static const char *number(struct tool *tool, const char *text)
{
	int64_t value;

	return parse_int(text, JSON_INT_MAX, &value) ? text : quoted(tool, text);
}

/* "a,b" as an array. */
static const char *array(struct tool *tool, const char *text, bool numbers)
{
	char *rest = arena_string(&tool->arena, text);
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	const char *item;

	buf_init(&buf, BODY_MAX);
	if (!rest || *text == '[')
		return rest;
	writer = json_writer(&buf);
	json_begin_array(&writer);
	while (*text && (item = strsep(&rest, ","))) {
		item = numbers ? number(tool, item) : quoted(tool, item);
		json_add_text(&writer, item ? item : "null");
	}
	json_end_array(&writer);
	return kept(tool, &buf);
}

static const char *base64_of(struct tool *tool, struct span bytes)
{
	char *text = arena_alloc(&tool->arena, BASE64_SIZE(bytes.len));

	if (text)
		base64_encode(BASE64, bytes.data, bytes.len, text);
	return text;
}

const char *value_json(struct tool *tool, const struct field *field, const char *text)
{
	switch (field->kind) {
	case KIND_INT:
		return number(tool, text);
	case KIND_BOOL:
		return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ? text
									       : quoted(tool, text);
	case KIND_STRINGS:
		return array(tool, text, false);
	case KIND_INTS:
		return array(tool, text, true);
	case KIND_OBJECT:
	case KIND_LIST:
	case KIND_COUNTS:
	case KIND_TEXT:
		return text;
	case KIND_STRING:
	case KIND_ENUM:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
	case KIND_BYTES:
		return quoted(tool, text);
	}
	return NULL;
}

static bool takes_file(const struct field *field)
{
	return field->kind == KIND_BYTES || field->kind == KIND_OBJECT ||
	       field->kind == KIND_LIST || field->kind == KIND_COUNTS || field->kind == KIND_TEXT;
}

static bool is_table(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && strcasecmp(path + len - 4, ".csv") == 0;
}

/* "@file": the file's bytes in base64, the rows of a table, or the JSON it holds. */
static enum err read_value(
	struct tool *tool, const struct field *field, const char *path, const char **ret_text)
{
	struct span bytes;

	if (field->kind == KIND_LIST && is_table(path))
		return rows_read(tool, field, path, ret_text);
	if (field->kind != KIND_BYTES)
		return file_read(path, &tool->arena, ret_text, &tool->error);
	TRY(file_bytes(path, &tool->arena, &bytes, &tool->error));
	*ret_text = base64_of(tool, bytes);
	return *ret_text ? OK : fail(&tool->error, ERR_TOO_LARGE);
}

static enum err value_from_text(
	struct tool *tool, const struct field *field, const char *text, struct value *ret_value)
{
	auto_json struct json *parsed = NULL;
	struct error error = {0};
	struct value value;

	if (*text == '@' && takes_file(field))
		TRY(read_value(tool, field, text + 1, &text));
	value = (struct value){text, value_json(tool, field, text)};
	if (!value.json || json_parse(value.json, strlen(value.json), &parsed, &error) != OK)
		return wrong_field(tool, field->name, "type:json");
	*ret_value = value;
	return OK;
}

/* ---- where values come from ---- */

static enum err take_member(
	struct tool *tool, const struct schema *in, const struct json *member, struct value *values)
{
	const char *name = json_name(member);
	const struct field *field = in ? schema_field(in, name, strlen(name)) : NULL;
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	struct value *value;

	buf_init(&buf, BODY_MAX);
	if (!field)
		return wrong_field(tool, name, "unknown");
	value = &values[field - in->fields];
	writer = json_writer(&buf);
	json_add_value(&writer, member);
	value->json = kept(tool, &buf);
	value->text = value->json;
	if (json_type(member) == JSON_STRING && json_string(member, &value->text))
		value->text = arena_string(&tool->arena, value->text);
	return value->json && value->text ? OK : wrong_field(tool, name, "type:json");
}

static enum err take_object(
	struct tool *tool, const struct schema *in, const char *text, struct value *values)
{
	auto_json struct json *root = NULL;

	TRY(json_parse(text, strlen(text), &root, &tool->error));
	if (json_type(root) != JSON_OBJECT)
		return fail_field(&tool->error, "--json", "type:object");
	for (const struct json *member = json_first(root); member; member = json_next(member))
		TRY(take_member(tool, in, member, values));
	return OK;
}

static enum err take_argument(
	struct tool *tool, const struct schema *in, const char *argument, struct value *values)
{
	bool dashes = strncmp(argument, "--", 2) == 0;
	const char *name = argument + (dashes ? 2 : 0);
	size_t len = strcspn(name, "=");
	const struct field *field = in && dashes ? schema_field(in, name, len) : NULL;
	char shown[80];

	copy_text(shown, len < sizeof shown ? len + 1 : sizeof shown, name);
	if (!field)
		return wrong_field(tool, shown, "unknown");
	if (name[len] == '=')
		return value_from_text(tool, field, name + len + 1, &values[field - in->fields]);
	if (field->kind != KIND_BOOL)
		return wrong_field(tool, field->name, "required");
	return value_from_text(tool, field, "true", &values[field - in->fields]);
}

static enum err check_missing(
	struct tool *tool, const struct schema *in, const struct value *values)
{
	enum err err = OK;

	for (size_t i = 0; in && i < in->n_fields; i++)
		if (!values[i].text && (in->fields[i].required || in->fields[i].in == IN_PATH))
			err = wrong_field(tool, in->fields[i].name, "required");
	return err;
}

/* ---- where they go ---- */

static void add_encoded(struct buf *out, const char *text, const char *plain)
{
	for (; *text; text++)
		if (isalnum((unsigned char)*text) || strchr(plain, *text))
			buf_char(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned char)*text);
}

/* The rest of a path keeps its slashes. */
static void add_path(struct buf *out, const struct route *route, const struct value *values)
{
	const char *at = route->path;

	while (*at) {
		size_t len = strcspn(at, "{");
		size_t name_len = at[len] ? strcspn(at + len + 1, "*}") : 0;
		const struct field *field;

		buf_add(out, at, len);
		at += len;
		if (!*at)
			break;
		field = schema_field(route->in, at + 1, name_len);
		add_encoded(out, values[field - route->in->fields].text,
			at[name_len + 1] == '*' ? "-._~/" : "-._~");
		at += strcspn(at, "}") + 1;
	}
}

static void add_query(struct buf *out, const struct schema *in, const struct value *values)
{
	char before = '?';

	for (size_t i = 0; in && i < in->n_fields; i++) {
		if (in->fields[i].in != IN_QUERY || !values[i].text)
			continue;
		buf_char(out, before);
		before = '&';
		buf_str(out, in->fields[i].name);
		buf_char(out, '=');
		add_encoded(out, values[i].text, "-._~");
	}
}

static bool add_body(struct buf *out, const struct schema *in, const struct value *values)
{
	struct json_writer writer = json_writer(out);
	bool any = false;

	json_begin_object(&writer);
	for (size_t i = 0; in && i < in->n_fields; i++) {
		any = any || in->fields[i].in == IN_BODY;
		if (in->fields[i].in != IN_BODY || !values[i].json)
			continue;
		json_add_name(&writer, in->fields[i].name);
		json_add_text(&writer, values[i].json);
	}
	json_end_object(&writer);
	return any;
}

static enum err put_together(
	struct tool *tool, const struct value *values, struct outgoing *outgoing)
{
	const struct route *route = outgoing->route;
	auto_buf struct buf target = {0};
	auto_buf struct buf body = {0};
	char *text;

	buf_init(&target, TARGET_MAX);
	buf_init(&body, BODY_MAX);
	add_path(&target, route, values);
	add_query(&target, route->in, values);
	outgoing->target = kept(tool, &target);
	if (!outgoing->target)
		return fail(&tool->error, ERR_TOO_LARGE);
	if (route->raw_input || !add_body(&body, route->in, values))
		return OK;
	text = buf_ok(&body) ? arena_copy(&tool->arena, body.data, body.len) : NULL;
	outgoing->body = (struct span){(const uint8_t *)text, body.len};
	return text ? OK : fail(&tool->error, ERR_TOO_LARGE);
}

enum err outgoing_build(
	struct tool *tool, const char *json, int argc, char **argv, struct outgoing *outgoing)
{
	const struct schema *in = outgoing->route->in;
	struct value *values =
		arena_array(&tool->arena, struct value, in && in->n_fields ? in->n_fields : 1);

	if (!values)
		return fail(&tool->error, ERR_BUSY);
	if (json)
		TRY(take_object(tool, in, json, values));
	for (int i = 0; i < argc; i++)
		TRY(take_argument(tool, in, argv[i], values));
	TRY(check_missing(tool, in, values));
	return put_together(tool, values, outgoing);
}
