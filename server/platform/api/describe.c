/* The OpenAPI 3.1 document, printed from the tables of routes, schemas and errors. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/encoding.h"
#include "json/json.h"

enum { SCHEMAS_MAX = 400 };

static const char *const method_names[] = {"get", "post", "put", "delete"};

static void pair(struct json_writer *w, const char *name, const char *value)
{
	json_add_name(w, name);
	json_add_string(w, value);
}

static void pair_int(struct json_writer *w, const char *name, int64_t value)
{
	json_add_name(w, name);
	json_add_int(w, value);
}

static void reference(struct json_writer *w, const char *kind, const char *name)
{
	char text[160];

	snprintf(text, sizeof text, "#/components/%s/%s", kind, name);
	json_begin_object(w);
	pair(w, "$ref", text);
	json_end_object(w);
}

static void begin_named(struct json_writer *w, const char *name)
{
	json_add_name(w, name);
	json_begin_object(w);
}

/* ---- schemas ---- */

static void typed(struct json_writer *w, const char *type, const char *format)
{
	pair(w, "type", type);
	if (format)
		pair(w, "format", format);
}

static void string_limits(struct json_writer *w, const struct field *field)
{
	if (field->min || field->required)
		pair_int(w, "minLength", field->min ? field->min : 1);
	pair_int(w, "maxLength", field->max ? field->max : STRING_MAX);
}

static void int_limits(struct json_writer *w, const struct field *field)
{
	pair_int(w, "minimum", field->min);
	pair_int(w, "maximum", field->max ? field->max : JSON_INT_MAX);
	if (field->fallback)
		pair_int(w, "default", field->fallback);
}

/* Of the base64 text, where the table counts bytes. */
static void bytes_limits(struct json_writer *w, const struct field *field)
{
	if (field->min)
		pair_int(w, "minLength", BASE64_SIZE(field->min) - 1);
	if (field->max)
		pair_int(w, "maxLength", BASE64_SIZE(field->max) - 1);
}

static void enum_values(struct json_writer *w, const struct field *field)
{
	json_add_name(w, "enum");
	json_begin_array(w);
	for (const char *const *name = field->names; *name; name++)
		if (**name)
			json_add_string(w, *name);
	json_end_array(w);
}

static void array_of(struct json_writer *w, const struct field *field, const char *type)
{
	typed(w, "array", NULL);
	if (field->min)
		pair_int(w, "minItems", field->min);
	pair_int(w, "maxItems", field->max);
	json_add_name(w, "items");
	if (!type) {
		reference(w, "schemas", field->item->name);
		return;
	}
	json_begin_object(w);
	pair(w, "type", type);
	json_end_object(w);
}

static void map_of_counts(struct json_writer *w, const struct field *field)
{
	typed(w, "object", NULL);
	pair_int(w, "maxProperties", field->max);
	begin_named(w, "additionalProperties");
	pair(w, "type", "integer");
	pair_int(w, "minimum", 0);
	json_end_object(w);
}

static void describe_kind(struct json_writer *w, const struct field *field)
{
	switch (field->kind) {
	case KIND_STRING:
		typed(w, "string", NULL);
		string_limits(w, field);
		break;
	case KIND_INT:
		typed(w, "integer", "int64");
		int_limits(w, field);
		break;
	case KIND_BOOL:
		typed(w, "boolean", NULL);
		break;
	case KIND_ENUM:
		typed(w, "string", NULL);
		enum_values(w, field);
		break;
	case KIND_ID:
		typed(w, "string", NULL);
		pair(w, "pattern", "^[0-9]{1,16}$");
		break;
	case KIND_TIME:
		typed(w, "string", "date-time");
		break;
	case KIND_DAY:
		typed(w, "string", "date");
		break;
	case KIND_BYTES:
		typed(w, "string", NULL);
		pair(w, "contentEncoding", "base64");
		bytes_limits(w, field);
		break;
	case KIND_OBJECT:
		json_add_name(w, "allOf");
		json_begin_array(w);
		reference(w, "schemas", field->item->name);
		json_end_array(w);
		break;
	case KIND_LIST:
		array_of(w, field, NULL);
		break;
	case KIND_STRINGS:
		array_of(w, field, "string");
		break;
	case KIND_INTS:
		array_of(w, field, "integer");
		break;
	case KIND_COUNTS:
		map_of_counts(w, field);
		break;
	case KIND_TEXT:
		break;
	}
}

static void describe_field(struct json_writer *w, const struct field *field)
{
	json_begin_object(w);
	describe_kind(w, field);
	if (field->doc)
		pair(w, "description", field->doc);
	json_end_object(w);
}

/* What json_write() never leaves out. */
static bool always_written(const struct field *field)
{
	switch (field->kind) {
	case KIND_BOOL:
	case KIND_LIST:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_COUNTS:
		return true;
	case KIND_INT:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
		return !field->nullable;
	case KIND_STRING:
	case KIND_ENUM:
	case KIND_BYTES:
	case KIND_OBJECT:
	case KIND_TEXT:
		return false;
	}
	return false;
}

/* All schemas the routes reach, each once; `given`: by an input, where what is required must be
 * sent. In replies also what is always written is there. */
struct seen {
	const struct schema *schemas[SCHEMAS_MAX];
	bool given[SCHEMAS_MAX];
	size_t n;
};

static bool is_required(const struct field *field, bool given)
{
	return field->in == IN_BODY && (field->required || (!given && always_written(field)));
}

static void describe_required(struct json_writer *w, const struct schema *schema, bool given)
{
	size_t n = 0;

	for (size_t i = 0; i < schema->n_fields; i++) {
		if (!is_required(&schema->fields[i], given))
			continue;
		if (n++ == 0) {
			json_add_name(w, "required");
			json_begin_array(w);
		}
		json_add_string(w, schema->fields[i].name);
	}
	if (n)
		json_end_array(w);
}

static void describe_schema(struct json_writer *w, const struct schema *schema, bool given)
{
	begin_named(w, schema->name);
	typed(w, "object", NULL);
	begin_named(w, "properties");
	for (size_t i = 0; i < schema->n_fields; i++)
		if (schema->fields[i].in == IN_BODY) {
			json_add_name(w, schema->fields[i].name);
			describe_field(w, &schema->fields[i]);
		}
	json_end_object(w);
	describe_required(w, schema, given);
	json_add_name(w, "additionalProperties");
	json_add_bool(w, false);
	json_end_object(w);
}

/* Inputs are seen before outputs. */
static void see(struct seen *seen, const struct schema *schema, bool given)
{
	if (!schema || schema == &raw_reply_schema || seen->n == SCHEMAS_MAX)
		return;
	for (size_t i = 0; i < seen->n; i++)
		if (seen->schemas[i] == schema)
			return;
	seen->given[seen->n] = given;
	seen->schemas[seen->n++] = schema;
	for (size_t i = 0; i < schema->n_fields; i++)
		see(seen, schema->fields[i].item, given);
}

static bool in_body(const struct schema *schema)
{
	for (size_t i = 0; schema && i < schema->n_fields; i++)
		if (schema->fields[i].in == IN_BODY)
			return true;
	return false;
}

static void describe_problem(struct json_writer *w)
{
	json_add_name(w, "problem");
	json_add_text(w,
		"{\"type\":\"object\",\"description\":\"RFC 9457\",\"properties\":{"
		"\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
		"\"status\":{\"type\":\"integer\"},\"errors\":{\"type\":\"array\",\"items\":{"
		"\"type\":\"object\",\"properties\":{\"pointer\":{\"type\":\"string\"},"
		"\"rule\":{\"type\":\"string\"}},\"required\":[\"pointer\",\"rule\"]}}},"
		"\"required\":[\"type\",\"title\",\"status\"]}");
}

static void describe_header(
	struct json_writer *w, const char *as, const char *name, int64_t max, const char *doc)
{
	begin_named(w, as);
	pair(w, "name", name);
	pair(w, "in", "header");
	pair(w, "description", doc);
	begin_named(w, "schema");
	pair(w, "type", "string");
	if (max)
		pair_int(w, "maxLength", max);
	json_end_object(w);
	json_end_object(w);
}

/* What the operations refer to: the dispatcher's two headers, the answer to one of them. */
static void describe_shared(struct json_writer *w)
{
	begin_named(w, "parameters");
	describe_header(w, "idempotency_key", "Idempotency-Key", IDEMPOTENCY_KEY_MAX,
		"A repeat under the same key gets the first answer, and nothing is done again");
	describe_header(w, "if_none_match", "If-None-Match", 0, "The ETag of an earlier reply");
	describe_header(w, "last_event_id", "Last-Event-ID", 0,
		"With Accept: text/event-stream, the id of the last event seen");
	json_end_object(w);
	json_add_name(w, "responses");
	json_add_text(w, "{\"unchanged\":{\"description\":\"As it was: see If-None-Match\"}}");
}

static void describe_components(struct json_writer *w, const struct api *api)
{
	struct seen seen = {.n = 0};
	const struct route *route;

	for (size_t i = 0; (route = api_route(api, i)); i++)
		if (in_body(route->in))
			see(&seen, route->in, true);
	for (size_t i = 0; (route = api_route(api, i)); i++)
		see(&seen, route->out, false);
	begin_named(w, "components");
	begin_named(w, "schemas");
	for (size_t i = 0; i < seen.n; i++)
		describe_schema(w, seen.schemas[i], seen.given[i]);
	describe_problem(w);
	json_end_object(w);
	describe_shared(w);
	json_add_name(w, "securitySchemes");
	json_add_text(w,
		"{\"session\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
		"\"browser\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"" COOKIE_NAME
		"\"}}");
	json_end_object(w);
}

/* ---- operations ---- */

static void describe_parameter(struct json_writer *w, const struct field *field)
{
	json_begin_object(w);
	pair(w, "name", field->name);
	pair(w, "in", field->in == IN_PATH ? "path" : "query");
	json_add_name(w, "required");
	json_add_bool(w, field->in == IN_PATH || field->required);
	json_add_name(w, "schema");
	describe_field(w, field);
	json_end_object(w);
}

/* What the dispatcher takes beside the route's own input. */
static void describe_headers(struct json_writer *w, const struct route *route)
{
	const char *name = route->read ? "if_none_match" : "idempotency_key";

	if (route->write && (route->private || route->secret))
		return;
	reference(w, "parameters", name);
	if (route->live)
		reference(w, "parameters", "last_event_id");
}

static void describe_parameters(struct json_writer *w, const struct route *route)
{
	const struct schema *schema = route->in;

	json_add_name(w, "parameters");
	json_begin_array(w);
	for (size_t i = 0; schema && i < schema->n_fields; i++)
		if (schema->fields[i].in != IN_BODY)
			describe_parameter(w, &schema->fields[i]);
	describe_headers(w, route);
	json_end_array(w);
}

static void describe_media(struct json_writer *w, const char *media, const char *schema)
{
	begin_named(w, media);
	json_add_name(w, "schema");
	if (schema)
		reference(w, "schemas", schema);
	else
		json_add_text(w, "{}");
	json_end_object(w);
}

static void describe_content(struct json_writer *w, const char *media, const char *schema)
{
	begin_named(w, "content");
	describe_media(w, media, schema);
	json_end_object(w);
}

static void describe_input(struct json_writer *w, const struct route *route)
{
	if (!route->raw_input && !in_body(route->in))
		return;
	begin_named(w, "requestBody");
	json_add_name(w, "required");
	json_add_bool(w, true);
	if (route->raw_input)
		describe_content(w, "application/octet-stream", NULL);
	else
		describe_content(w, "application/json", route->in->name);
	json_end_object(w);
}

static void describe_errors(struct json_writer *w, const struct route *route)
{
	char text[600] = "A problem document.";
	size_t at = strlen(text);

	for (const enum err *err = route->errors; err && *err != OK && at < sizeof text - 1; err++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%s",
			err == route->errors ? " Types: " : ", ", error_info(*err)->token);
	begin_named(w, "default");
	pair(w, "description", text);
	describe_content(w, "application/problem+json", "problem");
	json_end_object(w);
}

static void describe_success(struct json_writer *w, const struct route *route)
{
	pair(w, "description",
		route->live ? "Success. As events: the same reply again whenever it has changed, "
			      "its ETag as the id"
			    : "Success");
	if (!route->out)
		return;
	begin_named(w, "content");
	if (route->media)
		describe_media(w, route->media, NULL);
	else
		describe_media(w, "application/json", route->out->name);
	if (route->live)
		describe_media(w, "text/event-stream", NULL);
	json_end_object(w);
}

static void describe_responses(struct json_writer *w, const struct route *route)
{
	char status[12];

	snprintf(status, sizeof status, "%d", route->status);
	begin_named(w, "responses");
	begin_named(w, status);
	describe_success(w, route);
	json_end_object(w);
	if (route->read) {
		json_add_name(w, "304");
		reference(w, "responses", "unchanged");
	}
	describe_errors(w, route);
	json_end_object(w);
}

static void describe_operation(struct json_writer *w, const struct route *route)
{
	begin_named(w, method_names[route->method]);
	pair(w, "operationId", route->op);
	if (route->doc)
		pair(w, "summary", route->doc);
	describe_parameters(w, route);
	describe_input(w, route);
	describe_responses(w, route);
	if (route->allow != allow_anyone) {
		json_add_name(w, "security");
		json_add_text(w, "[{\"session\":[]},{\"browser\":[]}]");
	}
	json_end_object(w);
}

/* OpenAPI has no word for a parameter that takes the rest of a path. */
static void begin_path(struct json_writer *w, const char *path)
{
	char plain[256];
	size_t len = 0;

	for (; *path && len + 1 < sizeof plain; path++)
		if (*path != '*')
			plain[len++] = *path;
	plain[len] = '\0';
	begin_named(w, plain);
}

void api_describe(const struct api *api, struct buf *out)
{
	struct json_writer w = json_writer(out);
	const struct route *route;
	const char *path = NULL;

	json_begin_object(&w);
	pair(&w, "openapi", "3.1.0");
	begin_named(&w, "info");
	pair(&w, "title", "Gongyi");
	pair(&w, "version", "1");
	json_end_object(&w);
	begin_named(&w, "paths");
	for (size_t i = 0; (route = api_route(api, i)); i++) {
		if (!path || strcmp(path, route->path) != 0) {
			if (path)
				json_end_object(&w);
			path = route->path;
			begin_path(&w, path);
		}
		describe_operation(&w, route);
	}
	if (path)
		json_end_object(&w);
	json_end_object(&w);
	describe_components(&w, api);
	json_end_object(&w);
	buf_char(out, '\n');
}
