/* Records from and to JSON, by their field tables. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "json/json.h"

/* What binding one object needs; `pointer` is the object's place (RFC 6901). */
struct bind {
	struct arena *arena;
	struct error *error;
	char pointer[ERROR_TEXT_MAX];
};

static enum err bind_object(
	struct bind *bind, const struct schema *schema, const struct json *object, void *record);

/* The place of a child; the object's own place is restored with pointer_leave(). */
static size_t pointer_enter(struct bind *bind, const char *name)
{
	size_t len = strlen(bind->pointer);

	pointer_append(bind->pointer, sizeof bind->pointer, name);
	return len;
}

static size_t pointer_enter_index(struct bind *bind, size_t index)
{
	char name[24];

	snprintf(name, sizeof name, "%zu", index);
	return pointer_enter(bind, name);
}

static void pointer_leave(struct bind *bind, size_t len)
{
	bind->pointer[len] = '\0';
}

static bool copy_string(struct bind *bind, const struct json *value, const char **ret_string)
{
	const char *string;

	if (!json_string(value, &string))
		return false;
	*ret_string = arena_string(bind->arena, string);
	return *ret_string != NULL;
}

static enum err bind_list(
	struct bind *bind, const struct field *field, const struct json *value, struct list *list)
{
	const struct json *child;
	size_t n = json_count(value);
	enum err err = OK;

	if (n > (size_t)field->max)
		n = (size_t)field->max + 1; /* field_check() reports it */
	list->items = arena_calloc(bind->arena, n, field->item->size);
	if (!list->items)
		return fail(bind->error, ERR_TOO_LARGE);
	child = json_first(value);
	for (list->n = 0; list->n < n; list->n++, child = json_next(child)) {
		size_t mark = pointer_enter_index(bind, list->n);

		if (json_type(child) != JSON_OBJECT)
			err = fail_field(bind->error, bind->pointer, "type:object");
		else if (bind_object(bind, field->item, child,
				 (char *)list->items + list->n * field->item->size) != OK)
			err = ERR_INVALID;
		pointer_leave(bind, mark);
	}
	return err;
}

static bool bind_strings(struct bind *bind, const struct json *value, struct strings *strings)
{
	const struct json *child = json_first(value);
	size_t n = json_count(value);

	strings->items = arena_array(bind->arena, const char *, n);
	if (!strings->items)
		return false;
	for (strings->n = 0; strings->n < n; strings->n++, child = json_next(child))
		if (!copy_string(bind, child, &strings->items[strings->n]))
			return false;
	return true;
}

static bool bind_ints(struct bind *bind, const struct json *value, struct ints *ints)
{
	const struct json *child = json_first(value);
	size_t n = json_count(value);

	ints->items = arena_array(bind->arena, int64_t, n);
	if (!ints->items)
		return false;
	for (ints->n = 0; ints->n < n; ints->n++, child = json_next(child))
		if (!json_int(child, &ints->items[ints->n]))
			return false;
	return true;
}

static enum err bind_counts(struct bind *bind, const struct json *value, struct counts *counts)
{
	const struct json *child = json_first(value);
	size_t n = json_count(value);
	enum err err = OK;

	counts->items = arena_array(bind->arena, struct count, n);
	if (!counts->items)
		return fail(bind->error, ERR_TOO_LARGE);
	for (counts->n = 0; counts->n < n; counts->n++, child = json_next(child)) {
		struct count *count = &counts->items[counts->n];
		size_t mark = pointer_enter(bind, json_name(child));

		count->name = arena_string(bind->arena, json_name(child));
		if (!count->name || !json_int(child, &count->n) || count->n < 0)
			err = fail_field(bind->error, bind->pointer, "type:count");
		pointer_leave(bind, mark);
	}
	return err;
}

static bool bind_text(struct bind *bind, const struct json *value, const char **ret_text)
{
	struct buf buf;
	struct json_writer writer;

	buf_init(&buf, 1 << 20);
	writer = json_writer(&buf);
	json_add_value(&writer, value);
	*ret_text = buf_ok(&buf) ? arena_copy(bind->arena, buf.data, buf.len) : NULL;
	buf_done(&buf);
	return *ret_text != NULL;
}

/* Kinds that stand in JSON as a string with a form of its own. */
static enum err bind_formatted(
	struct bind *bind, const struct field *field, const struct json *value, void *record)
{
	const char *text;

	if (!json_string(value, &text) || !*text)
		return fail_kind(field, bind->pointer, bind->error);
	return field_set_text(field, record, text, bind->arena, bind->pointer, bind->error);
}

static bool bind_plain(
	struct bind *bind, const struct field *field, const struct json *value, void *at)
{
	switch (field->kind) {
	case KIND_STRING:
		return copy_string(bind, value, at);
	case KIND_INT:
		return json_int(value, at);
	case KIND_BOOL:
		return json_bool(value, at);
	case KIND_STRINGS:
		return json_type(value) == JSON_ARRAY && bind_strings(bind, value, at);
	case KIND_INTS:
		return json_type(value) == JSON_ARRAY && bind_ints(bind, value, at);
	case KIND_TEXT:
		return bind_text(bind, value, at);
	case KIND_ENUM:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
	case KIND_BYTES:
	case KIND_OBJECT:
	case KIND_LIST:
	case KIND_COUNTS:
		return false;
	}
	return false;
}

static enum err bind_nested(
	struct bind *bind, const struct field *field, const struct json *value, void *at)
{
	void *item;

	if (json_type(value) != JSON_OBJECT)
		return fail_kind(field, bind->pointer, bind->error);
	item = arena_alloc(bind->arena, field->item->size);
	if (!item)
		return fail(bind->error, ERR_TOO_LARGE);
	*(void **)at = item;
	return bind_object(bind, field->item, value, item);
}

static enum err bind_field(
	struct bind *bind, const struct field *field, const struct json *value, void *record)
{
	void *at = field_at(field, record);

	switch (field->kind) {
	case KIND_ENUM:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
	case KIND_BYTES:
		return bind_formatted(bind, field, value, record);
	case KIND_OBJECT:
		return bind_nested(bind, field, value, at);
	case KIND_LIST:
		if (json_type(value) != JSON_ARRAY)
			return fail_kind(field, bind->pointer, bind->error);
		TRY(bind_list(bind, field, value, at));
		break;
	case KIND_COUNTS:
		if (json_type(value) != JSON_OBJECT)
			return fail_kind(field, bind->pointer, bind->error);
		TRY(bind_counts(bind, value, at));
		break;
	case KIND_STRING:
	case KIND_INT:
	case KIND_BOOL:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_TEXT:
		if (!bind_plain(bind, field, value, at))
			return fail_kind(field, bind->pointer, bind->error);
	}
	return field_check(field, record, bind->pointer, bind->error);
}

static enum err bind_object(
	struct bind *bind, const struct schema *schema, const struct json *object, void *record)
{
	enum err err = OK;

	schema_defaults(schema, record);
	for (const struct json *child = json_first(object); child; child = json_next(child)) {
		const char *name = json_name(child);
		const struct field *field = schema_field(schema, name, strlen(name));
		size_t mark = pointer_enter(bind, name);

		if (!field || field->in != IN_BODY)
			err = fail_field(bind->error, bind->pointer, "unknown");
		else if (bind_field(bind, field, child, record) != OK)
			err = ERR_INVALID;
		pointer_leave(bind, mark);
	}
	for (size_t i = 0; i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];
		size_t mark;

		if (!field->required || field->in != IN_BODY || json_get(object, field->name))
			continue;
		mark = pointer_enter(bind, field->name);
		err = fail_field(bind->error, bind->pointer, "required");
		pointer_leave(bind, mark);
	}
	return err;
}

enum err json_read(const struct schema *schema, const char *text, size_t len, struct arena *arena,
	void *record, struct error *error)
{
	struct bind bind = {.arena = arena, .error = error};
	auto_json struct json *root = NULL;

	TRY(json_parse(text, len, &root, error));
	if (json_type(root) != JSON_OBJECT)
		return fail_field(error, "", "type:object");
	return bind_object(&bind, schema, root, record);
}

/* ---- writing ---- */

static void write_bytes(struct json_writer *writer, const struct span *span)
{
	char chunk[BASE64_SIZE(768)];

	/* whole groups of three bytes, so that the pieces join without padding between them */
	json_add_text(writer, "\"");
	for (size_t at = 0; at < span->len; at += 768) {
		size_t n = span->len - at < 768 ? span->len - at : 768;

		base64_encode(BASE64, span->data + at, n, chunk);
		buf_str(writer->buf, chunk);
	}
	buf_char(writer->buf, '"');
}

static void write_number_string(struct json_writer *writer, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	json_add_string(writer, text);
}

static void write_list(
	struct json_writer *writer, const struct field *field, const struct list *list)
{
	json_begin_array(writer);
	for (size_t i = 0; i < list->n; i++)
		json_write(writer, field->item, (const char *)list->items + i * field->item->size);
	json_end_array(writer);
}

static void write_strings(struct json_writer *writer, const struct strings *strings)
{
	json_begin_array(writer);
	for (size_t i = 0; i < strings->n; i++)
		json_add_string(writer, strings->items[i]);
	json_end_array(writer);
}

static void write_ints(struct json_writer *writer, const struct ints *ints)
{
	json_begin_array(writer);
	for (size_t i = 0; i < ints->n; i++)
		json_add_int(writer, ints->items[i]);
	json_end_array(writer);
}

static void write_counts(struct json_writer *writer, const struct counts *counts)
{
	json_begin_object(writer);
	for (size_t i = 0; i < counts->n; i++) {
		json_add_name(writer, counts->items[i].name);
		json_add_int(writer, counts->items[i].n);
	}
	json_end_object(writer);
}

static void write_time(struct json_writer *writer, enum field_kind kind, int64_t value)
{
	char text[TIME_TEXT_SIZE];

	if (kind == KIND_TIME)
		time_format(value, text);
	else
		day_format(value, text);
	json_add_string(writer, text);
}

static void write_value(struct json_writer *writer, const struct field *field, const void *at)
{
	switch (field->kind) {
	case KIND_STRING:
		json_add_string(writer, *(const char *const *)at);
		break;
	case KIND_INT:
		json_add_int(writer, *(const int64_t *)at);
		break;
	case KIND_BOOL:
		json_add_bool(writer, *(const bool *)at);
		break;
	case KIND_ENUM:
		json_add_string(writer, field->names[*(const int *)at]);
		break;
	case KIND_ID:
		write_number_string(writer, *(const int64_t *)at);
		break;
	case KIND_TIME:
	case KIND_DAY:
		write_time(writer, field->kind, *(const int64_t *)at);
		break;
	case KIND_BYTES:
		write_bytes(writer, at);
		break;
	case KIND_OBJECT:
		json_write(writer, field->item, *(const void *const *)at);
		break;
	case KIND_LIST:
		write_list(writer, field, at);
		break;
	case KIND_STRINGS:
		write_strings(writer, at);
		break;
	case KIND_INTS:
		write_ints(writer, at);
		break;
	case KIND_COUNTS:
		write_counts(writer, at);
		break;
	case KIND_TEXT:
		json_add_text(writer, *(const char *const *)at);
		break;
	}
}

/* Absent: a NULL pointer, no bytes, a zero that stands for NULL, or an enum's empty name. */
static bool is_absent(const struct field *field, const void *at)
{
	switch (field->kind) {
	case KIND_STRING:
	case KIND_TEXT:
	case KIND_OBJECT:
		return *(const void *const *)at == NULL;
	case KIND_BYTES:
		return ((const struct span *)at)->data == NULL;
	case KIND_ENUM:
		return field->names[*(const int *)at][0] == '\0';
	case KIND_INT:
	case KIND_ID:
	case KIND_TIME:
	case KIND_DAY:
		return field->nullable && *(const int64_t *)at == 0;
	case KIND_BOOL:
	case KIND_LIST:
	case KIND_STRINGS:
	case KIND_INTS:
	case KIND_COUNTS:
		return false;
	}
	return false;
}

void json_write(struct json_writer *writer, const struct schema *schema, const void *record)
{
	json_begin_object(writer);
	for (size_t i = 0; i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];
		const void *at = field_in(field, record);

		if (is_absent(field, at))
			continue;
		json_add_name(writer, field->name);
		write_value(writer, field, at);
	}
	json_end_object(writer);
}
