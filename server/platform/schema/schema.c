/* Rules of values, and values written as text. */
#include "schema/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"

const struct field *schema_field(const struct schema *schema, const char *name, size_t len)
{
	for (size_t i = 0; i < schema->n_fields; i++)
		if (strlen(schema->fields[i].name) == len &&
			memcmp(schema->fields[i].name, name, len) == 0)
			return &schema->fields[i];
	return NULL;
}

void schema_defaults(const struct schema *schema, void *record)
{
	for (size_t i = 0; i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];

		if (field->kind == KIND_INT)
			*(int64_t *)field_at(field, record) = field->fallback;
		else if (field->kind == KIND_ENUM)
			*(int *)field_at(field, record) = (int)field->fallback;
		else if (field->kind == KIND_BOOL)
			*(bool *)field_at(field, record) = field->fallback != 0;
	}
}

int names_find(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static enum err broken(struct error *error, const char *pointer, const char *rule, int64_t limit)
{
	char text[ERROR_TEXT_MAX];

	snprintf(text, sizeof text, "%s:%" PRId64, rule, limit);
	return fail_field(error, pointer, text);
}

/* `max` 0 means that the field names none. */
static enum err check_range(const struct field *field, int64_t value, int64_t max,
	const char *pointer, struct error *error)
{
	if (value < field->min)
		return broken(error, pointer, "min", field->min);
	if (max && value > max)
		return broken(error, pointer, "max", max);
	return OK;
}

static enum err check_string(
	const struct field *field, const char *value, const char *pointer, struct error *error)
{
	int64_t max = field->max ? field->max : STRING_MAX;
	const char *rule;

	if (!value)
		return OK;
	if (field->required && !*value)
		return fail_field(error, pointer, "required");
	TRY(check_range(field, (int64_t)utf8_length(value), max, pointer, error));
	rule = field->rule ? field->rule(value) : NULL;
	return rule ? fail_field(error, pointer, rule) : OK;
}

/* Number of items of any list kind: they all hold their length after a pointer. */
static int64_t list_length(const struct field *field, const void *record)
{
	return (int64_t)((const struct list *)field_in(field, record))->n;
}

enum err field_check(
	const struct field *field, const void *record, const char *pointer, struct error *error)
{
	const void *at = field_in(field, record);

	switch (field->kind) {
	case KIND_STRING:
		return check_string(field, *(const char *const *)at, pointer, error);
	case KIND_INT:
		return check_range(field, *(const int64_t *)at,
			field->max ? field->max : JSON_INT_MAX, pointer, error);
	case KIND_BYTES:
		return check_range(
			field, (int64_t)((const struct span *)at)->len, field->max, pointer, error);
	case KIND_LIST:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_COUNTS:
		return check_range(field, list_length(field, record), field->max, pointer, error);
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
	case KIND_OBJECT:
	case KIND_TEXT:
		return OK;
	}
	return OK;
}

static bool bytes_from_text(const char *text, struct arena *arena, struct span *ret_span)
{
	size_t len = strlen(text);
	uint8_t *data = arena_alloc(arena, len + 1);

	if (!data || !base64_decode(BASE64, text, len, data, len, &ret_span->len))
		return false;
	ret_span->data = data;
	return true;
}

/* Splits at commas, inside a copy. */
static bool strings_from_text(const char *text, struct arena *arena, struct strings *ret_strings)
{
	char *rest = arena_string(arena, text);
	size_t n = 1;

	for (const char *at = text; *at; at++)
		n += *at == ',';
	ret_strings->items = arena_array(arena, const char *, n);
	if (!rest || !ret_strings->items)
		return false;
	for (ret_strings->n = 0; ret_strings->n < n; ret_strings->n++)
		ret_strings->items[ret_strings->n] = strsep(&rest, ",");
	return true;
}

static bool ints_from_text(const char *text, struct arena *arena, struct ints *ret_ints)
{
	struct strings parts;

	if (!strings_from_text(text, arena, &parts))
		return false;
	ret_ints->items = arena_array(arena, int64_t, parts.n);
	ret_ints->n = parts.n;
	for (size_t i = 0; ret_ints->items && i < parts.n; i++)
		if (!parse_int(parts.items[i], JSON_INT_MAX, &ret_ints->items[i]))
			return false;
	return ret_ints->items != NULL;
}

static bool enum_from_text(const struct field *field, const char *text, int *ret_value)
{
	int value = names_find(field->names, text);

	if (value < 0 || !*text)
		return false;
	*ret_value = value;
	return true;
}

static bool bool_from_text(const char *text, bool *ret_value)
{
	*ret_value = strcmp(text, "true") == 0;
	return *ret_value || strcmp(text, "false") == 0;
}

static bool string_from_text(const char *text, struct arena *arena, const char **ret_value)
{
	if (!utf8_valid(text, strlen(text)))
		return false;
	*ret_value = arena_string(arena, text);
	return *ret_value != NULL;
}

static bool value_from_text(
	const struct field *field, void *at, const char *text, struct arena *arena)
{
	switch (field->kind) {
	case KIND_STRING:
	case KIND_TEXT:
		return string_from_text(text, arena, at);
	case KIND_INT:
	case KIND_ID:
		return parse_int(text, JSON_INT_MAX, at);
	case KIND_BOOL:
		return bool_from_text(text, at);
	case KIND_ENUM:
		return enum_from_text(field, text, at);
	case KIND_TIME:
		return time_parse(text, at);
	case KIND_DAY:
		return day_parse(text, at);
	case KIND_BYTES:
		return bytes_from_text(text, arena, at);
	case KIND_STRINGS:
		return strings_from_text(text, arena, at);
	case KIND_INTS:
		return ints_from_text(text, arena, at);
	case KIND_OBJECT:
	case KIND_LIST:
	case KIND_COUNTS:
		return false;
	}
	return false;
}

/* What a wrong value is told it should have been. */
static const char *const kind_rules[] = {
	[KIND_STRING] = "type:string",
	[KIND_INT] = "type:integer",
	[KIND_BOOL] = "type:boolean",
	[KIND_ENUM] = "enum",
	[KIND_ID] = "type:id",
	[KIND_TIME] = "type:date-time",
	[KIND_DAY] = "type:date",
	[KIND_BYTES] = "type:base64",
	[KIND_OBJECT] = "type:object",
	[KIND_LIST] = "type:array",
	[KIND_STRINGS] = "type:strings",
	[KIND_INTS] = "type:integers",
	[KIND_COUNTS] = "type:counts",
	[KIND_TEXT] = "type:json",
};

enum err fail_kind(const struct field *field, const char *pointer, struct error *error)
{
	char rule[ERROR_TEXT_MAX];
	size_t at;

	if (field->kind != KIND_ENUM)
		return fail_field(error, pointer, kind_rules[field->kind]);
	at = (size_t)snprintf(rule, sizeof rule, "enum:");
	for (const char *const *name = field->names; *name && at < sizeof rule - 1; name++)
		if (**name)
			at += (size_t)snprintf(rule + at, sizeof rule - at, "%s%s",
				rule[at - 1] == ':' ? "" : "|", *name);
	return fail_field(error, pointer, rule);
}

enum err field_set_text(const struct field *field, void *record, const char *text,
	struct arena *arena, const char *pointer, struct error *error)
{
	if (!value_from_text(field, field_at(field, record), text, arena))
		return fail_kind(field, pointer, error);
	return field_check(field, record, pointer, error);
}
