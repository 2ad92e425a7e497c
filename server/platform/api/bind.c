/* Path, query and body of a request become the one record its route declares. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "base/encoding.h"
#include "json/json.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Replaces %XX and, where `plus` says so, '+'. In place; false when it is not well-formed or holds
 * a NUL. */
static bool percent_decode(char *text, bool plus)
{
	char *out = text;

	for (; *text; text++) {
		int high, low;

		if (*text != '%') {
			*out = *text;
			if (plus && *text == '+')
				*out = ' ';
			out++;
			continue;
		}
		high = hex_value(text[1]);
		low = high < 0 ? -1 : hex_value(text[2]);
		if (low < 0 || (high == 0 && low == 0))
			return false;
		*out++ = (char)(high << 4 | low);
		text += 2;
	}
	*out = '\0';
	return true;
}

static enum err set(struct request *request, void *in, const struct field *field, const char *text)
{
	char pointer[ERROR_TEXT_MAX];

	snprintf(pointer, sizeof pointer, "/%s", field->name);
	return field_set_text(field, in, text, &request->arena, pointer, &request->error);
}

static enum err bind_path(struct request *request, void *in, const struct params *params)
{
	for (size_t i = 0; i < params->n; i++) {
		const struct field *field =
			schema_field(request->route->in, params->names[i], params->name_lens[i]);
		char *value = arena_string(&request->arena, params->values[i]);

		if (!value)
			return fail(&request->error, ERR_BUSY);
		/* an address that cannot be is an address of nothing */
		if (!percent_decode(value, false) || set(request, in, field, value) != OK) {
			request->error = (struct error){0};
			return fail(&request->error, ERR_NOT_FOUND);
		}
	}
	return OK;
}

/* `seen` has a bit for each field that the query named. */
static enum err bind_query_item(struct request *request, void *in, char *item, uint64_t *seen)
{
	const struct schema *schema = request->route->in;
	char *value = strchr(item, '=');
	const struct field *field;
	char pointer[ERROR_TEXT_MAX] = "";
	uint64_t bit;

	if (value)
		*value++ = '\0';
	if (!value || !percent_decode(item, true) || !percent_decode(value, true) ||
		!utf8_valid(item, strlen(item)))
		return fail_field(&request->error, "/", "malformed query");
	pointer_append(pointer, sizeof pointer, item);
	field = schema ? schema_field(schema, item, strlen(item)) : NULL;
	if (!field || field->in != IN_QUERY)
		return fail_field(&request->error, pointer, "unknown");
	bit = UINT64_C(1) << (field - schema->fields) % 64;
	if (*seen & bit)
		return fail_field(&request->error, pointer, "duplicate");
	*seen |= bit;
	return set(request, in, field, value);
}

static enum err check_required(struct request *request, uint64_t seen)
{
	const struct schema *schema = request->route->in;
	enum err err = OK;

	for (size_t i = 0; schema && i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];
		char pointer[ERROR_TEXT_MAX] = "";

		if (field->in != IN_QUERY || !field->required || seen >> i % 64 & 1)
			continue;
		pointer_append(pointer, sizeof pointer, field->name);
		err = fail_field(&request->error, pointer, "required");
	}
	return err;
}

static enum err bind_query(struct request *request, void *in)
{
	char *rest = arena_string(&request->arena, request->query ? request->query : "");
	uint64_t seen = 0;
	char *item;

	if (!rest)
		return fail(&request->error, ERR_BUSY);
	while ((item = strsep(&rest, "&")))
		if (*item)
			TRY(bind_query_item(request, in, item, &seen));
	return check_required(request, seen);
}

static bool wants_body(const struct schema *schema)
{
	for (size_t i = 0; schema && i < schema->n_fields; i++)
		if (schema->fields[i].in == IN_BODY)
			return true;
	return false;
}

static enum err bind_body(struct request *request, void *in)
{
	const struct route *route = request->route;
	struct span body = request->body;

	if (route->raw_input) {
		request->call.body = body;
		return OK;
	}
	if (!wants_body(route->in))
		return body.len ? fail_field(&request->error, "", "no body expected") : OK;
	if (!body.len)
		body = (struct span){(const uint8_t *)"{}", 2};
	return json_read(
		route->in, (const char *)body.data, body.len, &request->arena, in, &request->error);
}

enum err bind_request(struct request *request, const struct params *params)
{
	const struct schema *schema = request->route->in;
	void *in = schema ? arena_alloc(&request->arena, schema->size) : NULL;

	if (schema && !in)
		return fail(&request->error, ERR_BUSY);
	if (schema)
		schema_defaults(schema, in);
	TRY(bind_body(request, in));
	TRY(bind_path(request, in, params));
	if (!request->route->any_query)
		TRY(bind_query(request, in));
	request->call.in = in;
	return OK;
}
