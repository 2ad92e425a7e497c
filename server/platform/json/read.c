/* Text to tree, on cJSON; and the tree as typed values. */
#include "json/json.h"

#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/check.h"

/* struct json is cJSON under a name of ours; no object of it is ever defined. */
static const cJSON *node(const struct json *value)
{
	return (const cJSON *)value;
}

static const struct json *value_of(const cJSON *item)
{
	return (const struct json *)item;
}

/* "line:column" of a byte, both counted from 1, columns in bytes. */
static enum err fail_at(const char *text, size_t at, const char *what, struct error *error)
{
	char place[48];
	size_t line = 1;
	size_t began = 0;

	for (size_t i = 0; i < at; i++)
		if (text[i] == '\n') {
			line++;
			began = i + 1;
		}
	snprintf(place, sizeof place, "%zu:%zu", line, at - began + 1);
	fail_field(error, place, what);
	return fail(error, ERR_MALFORMED);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The name that an object has twice, or NULL. */
static const char *duplicate_in(const cJSON *object, const char **names)
{
	size_t n = 0;
	const cJSON *child;

	for (child = object->child; child; child = child->next)
		names[n++] = child->string;
	qsort(names, n, sizeof *names, compare_names);
	for (size_t i = 1; i < n; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			return names[i];
	return NULL;
}

/* A tree as it is gone through once more beside its text. */
struct reading {
	const char *text;
	size_t len;
	size_t at;          /* behind the last number */
	const char **names; /* room for those of one object */
	struct error *error;
};

/* The way from a value back to the root. */
struct step {
	const struct step *parent; /* NULL: the root */
	const char *name;          /* NULL: of an array */
	size_t index;
};

static void add_steps(const struct step *step, char pointer[ERROR_TEXT_MAX])
{
	char number[24];

	if (!step->parent)
		return;
	add_steps(step->parent, pointer);
	snprintf(number, sizeof number, "%zu", step->index);
	pointer_append(pointer, ERROR_TEXT_MAX, step->name ? step->name : number);
}

/* A fault of the object at `step`; `name` is its member's, or NULL. */
static enum err fail_names(const struct step *step, const char *name, const char *rule,
	enum err code, struct error *error)
{
	char pointer[ERROR_TEXT_MAX] = "";

	add_steps(step, pointer);
	if (name)
		pointer_append(pointer, sizeof pointer, name);
	fail_field(error, pointer, rule);
	return fail(error, code);
}

static enum err check_names(
	const struct reading *reading, const cJSON *object, const struct step *step)
{
	const char *twice;

	if (cJSON_GetArraySize(object) > JSON_MEMBERS_MAX)
		return fail_names(step, NULL, "too many names", ERR_INVALID, reading->error);
	twice = duplicate_in(object, reading->names);
	return twice ? fail_names(step, twice, "duplicate", ERR_MALFORMED, reading->error) : OK;
}

/* The library keeps numbers as doubles, which round. Each is read again where it stands in the
 * text; one that is not written as an integer becomes none at all. */
static enum err settle(struct reading *reading, cJSON *value, const struct step *step)
{
	struct step inner = {.parent = step};
	int64_t number;

	if (cJSON_IsNumber(value))
		value->valuedouble =
			json_next_int(reading->text, reading->len, &reading->at, &number)
				? (double)number
				: (double)NAN;
	if (cJSON_IsObject(value))
		TRY(check_names(reading, value, step));
	for (cJSON *child = value->child; child; child = child->next, inner.index++) {
		inner.name = child->string;
		TRY(settle(reading, child, &inner));
	}
	return OK;
}

/* No object of a text has more members: each takes five bytes with its comma. */
static size_t members_of(size_t len)
{
	return len / 5 < JSON_MEMBERS_MAX ? len / 5 : JSON_MEMBERS_MAX;
}

enum err json_parse(const char *text, size_t len, struct json **ret_root, struct error *error)
{
	struct reading reading = {.text = text, .len = len, .error = error};
	size_t at;
	const char *wrong = json_check(text, len, &at);
	enum err err;
	cJSON *root;

	if (wrong)
		return fail_at(text, at, wrong, error);
	root = cJSON_ParseWithLength(text, len);
	reading.names = calloc(members_of(len) + 1, sizeof *reading.names);
	err = root && reading.names ? settle(&reading, root, &(struct step){0})
				    : fail(error, ERR_BUSY);
	free(reading.names);
	if (err != OK) {
		cJSON_Delete(root);
		return err;
	}
	*ret_root = (struct json *)root;
	return OK;
}

void json_free(struct json *root)
{
	cJSON_Delete((cJSON *)root);
}

enum json_type json_type(const struct json *value)
{
	if (cJSON_IsObject(node(value)))
		return JSON_OBJECT;
	if (cJSON_IsArray(node(value)))
		return JSON_ARRAY;
	if (cJSON_IsString(node(value)))
		return JSON_STRING;
	if (cJSON_IsNumber(node(value)))
		return JSON_NUMBER;
	return cJSON_IsBool(node(value)) ? JSON_BOOL : JSON_NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
	if (!object || !cJSON_IsObject(node(object)))
		return NULL;
	return value_of(cJSON_GetObjectItemCaseSensitive(node(object), name));
}

const struct json *json_first(const struct json *parent)
{
	return parent ? value_of(node(parent)->child) : NULL;
}

const struct json *json_next(const struct json *child)
{
	return value_of(node(child)->next);
}

const char *json_name(const struct json *child)
{
	return node(child)->string;
}

size_t json_count(const struct json *parent)
{
	return (size_t)cJSON_GetArraySize(node(parent));
}

/* The next character of a reference token: ~0 stands for '~' and ~1 for '/' (RFC 6901, 3). */
static char pointer_char(const char **text)
{
	if (**text != '~')
		return *(*text)++;
	*text += 2;
	return (*text)[-1] == '1' ? '/' : '~';
}

/* Whether the reference token says `name`. */
static bool token_names(const char *token, size_t len, const char *name)
{
	const char *end = token + len;

	while (token < end && *name)
		if (pointer_char(&token) != *name++)
			return false;
	return token == end && !*name;
}

static bool token_is_valid(const char *token, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (token[i] == '~' && token[i + 1] != '0' && token[i + 1] != '1')
			return false;
	return true;
}

/* The child of an object by its name, of an array by its number from 0. */
static const struct json *json_child(const struct json *parent, const char *token, size_t len)
{
	bool array = json_type(parent) == JSON_ARRAY;
	const struct json *child = json_first(parent);

	for (size_t i = 0; child; i++, child = json_next(child)) {
		char number[24];

		snprintf(number, sizeof number, "%zu", i);
		if (token_names(token, len, array ? number : json_name(child)))
			return child;
	}
	return NULL;
}

const struct json *json_at(const struct json *root, const char *pointer)
{
	const struct json *value = root;

	while (value && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		value = token_is_valid(pointer, len) ? json_child(value, pointer, len) : NULL;
		pointer += len;
	}
	return *pointer ? NULL : value;
}

bool json_string(const struct json *value, const char **ret_string)
{
	if (!value || !cJSON_IsString(node(value)))
		return false;
	*ret_string = node(value)->valuestring;
	return true;
}

bool json_int(const struct json *value, int64_t *ret_int)
{
	if (!value || !cJSON_IsNumber(node(value)) || isnan(node(value)->valuedouble))
		return false;
	*ret_int = (int64_t)node(value)->valuedouble; /* exact: at most JSON_INT_MAX */
	return true;
}

bool json_bool(const struct json *value, bool *ret_bool)
{
	if (!value || !cJSON_IsBool(node(value)))
		return false;
	*ret_bool = cJSON_IsTrue(node(value));
	return true;
}
