/* See openapi.h. Each keyword is a row of the table at the end. */
#include "harness/openapi.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"

struct check {
	const struct json *document;
	const struct json *schema; /* in hand */
	char at[ERROR_TEXT_MAX];   /* the value in hand, as a JSON Pointer */
	char *finding;
};

static bool fails(struct check *check, const char *what, const char *detail)
{
	snprintf(check->finding, FINDING_SIZE, "%s: %s %s", *check->at ? check->at : "/", what,
		detail);
	return false;
}

static bool holds(struct check *check, const struct json *schema, const struct json *value);

/* A value inside of the one in hand. */
static bool holds_inside(
	struct check *check, const char *name, const struct json *schema, const struct json *value)
{
	char outer[sizeof check->at];
	bool fine;

	memcpy(outer, check->at, sizeof outer);
	pointer_append(check->at, sizeof check->at, name);
	fine = holds(check, schema, value);
	memcpy(check->at, outer, sizeof outer);
	return fine;
}

static int64_t limit(const struct json *rule)
{
	int64_t value = -1;

	json_int(rule, &value);
	return value;
}

static const char *text_of(const struct json *value)
{
	const char *text = "";

	json_string(value, &text);
	return text;
}

/* A keyword of the schema in hand, with its value `rule`. */
typedef bool keyword_fn(struct check *check, const struct json *rule, const struct json *value);

/* ---- any value ---- */

static bool check_type(struct check *check, const struct json *rule, const struct json *value)
{
	static const struct {
		const char *name;
		enum json_type type;
	} types[] = {{"object", JSON_OBJECT}, {"array", JSON_ARRAY}, {"string", JSON_STRING},
		{"integer", JSON_NUMBER}, {"boolean", JSON_BOOL}};
	int64_t whole;

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].name, text_of(rule)) == 0 && types[i].type == json_type(value))
			return types[i].type != JSON_NUMBER || json_int(value, &whole) ||
			       fails(check, "is not", "integer");
	return fails(check, "is not", text_of(rule));
}

static bool check_reference(struct check *check, const struct json *rule, const struct json *value)
{
	const char *text = text_of(rule);
	const struct json *target = *text == '#' ? openapi_at(check->document, text + 1) : NULL;

	return target ? holds(check, target, value) : fails(check, "nothing is at", text);
}

static bool check_all(struct check *check, const struct json *rule, const struct json *value)
{
	for (rule = json_first(rule); rule; rule = json_next(rule))
		if (!holds(check, rule, value))
			return false;
	return true;
}

static bool check_enum(struct check *check, const struct json *rule, const struct json *value)
{
	for (rule = json_first(rule); rule; rule = json_next(rule))
		if (strcmp(text_of(rule), text_of(value)) == 0)
			return true;
	return fails(check, "is none of the enum:", text_of(value));
}

/* ---- numbers ---- */

static bool check_minimum(struct check *check, const struct json *rule, const struct json *value)
{
	return limit(value) >= limit(rule) || fails(check, "is below", "its minimum");
}

static bool check_maximum(struct check *check, const struct json *rule, const struct json *value)
{
	return limit(value) <= limit(rule) || fails(check, "is above", "its maximum");
}

/* ---- strings ---- */

static bool check_min_length(struct check *check, const struct json *rule, const struct json *value)
{
	return (int64_t)utf8_length(text_of(value)) >= limit(rule) ||
	       fails(check, "is too short:", text_of(value));
}

static bool check_max_length(struct check *check, const struct json *rule, const struct json *value)
{
	return (int64_t)utf8_length(text_of(value)) <= limit(rule) ||
	       fails(check, "is longer", "than its maxLength");
}

static bool check_pattern(struct check *check, const struct json *rule, const struct json *value)
{
	regex_t regex;
	bool fits;

	if (regcomp(&regex, text_of(rule), REG_EXTENDED | REG_NOSUB) != 0)
		return fails(check, "cannot be checked:", text_of(rule));
	fits = regexec(&regex, text_of(value), 0, NULL, 0) == 0;
	regfree(&regex);
	return fits || fails(check, "does not fit", text_of(rule));
}

static bool check_format(struct check *check, const struct json *rule, const struct json *value)
{
	const char *format = text_of(rule);
	int64_t unused;

	if (strcmp(format, "int64") == 0)
		return true;
	if (strcmp(format, "date-time") == 0)
		return time_parse(text_of(value), &unused) || fails(check, "is no", format);
	if (strcmp(format, "date") == 0)
		return day_parse(text_of(value), &unused) || fails(check, "is no", format);
	return fails(check, "unknown format", format);
}

static bool check_encoding(struct check *check, const struct json *rule, const struct json *value)
{
	size_t len = strlen(text_of(value));
	uint8_t *bytes = malloc(len + 1);
	bool fine = bytes && base64_decode(BASE64, text_of(value), len, bytes, len, &len);

	free(bytes);
	return strcmp(text_of(rule), "base64") == 0 && fine ? true
							    : fails(check, "is not", text_of(rule));
}

/* ---- arrays and objects ---- */

static bool check_least(struct check *check, const struct json *rule, const struct json *value)
{
	return (int64_t)json_count(value) >= limit(rule) || fails(check, "has too few", "items");
}

static bool check_count(struct check *check, const struct json *rule, const struct json *value)
{
	return (int64_t)json_count(value) <= limit(rule) || fails(check, "has too many", "items");
}

static bool check_items(struct check *check, const struct json *rule, const struct json *value)
{
	size_t i = 0;

	for (value = json_first(value); value; value = json_next(value)) {
		char index[24];

		snprintf(index, sizeof index, "%zu", i++);
		if (!holds_inside(check, index, rule, value))
			return false;
	}
	return true;
}

static bool check_properties(struct check *check, const struct json *rule, const struct json *value)
{
	for (rule = json_first(rule); rule; rule = json_next(rule)) {
		const struct json *member = json_get(value, json_name(rule));

		if (member && !holds_inside(check, json_name(rule), rule, member))
			return false;
	}
	return true;
}

static bool check_required(struct check *check, const struct json *rule, const struct json *value)
{
	for (rule = json_first(rule); rule; rule = json_next(rule))
		if (!json_get(value, text_of(rule)))
			return fails(check, "misses", text_of(rule));
	return true;
}

/* What `properties` does not name: nothing, or values of one schema. */
static bool check_others(struct check *check, const struct json *rule, const struct json *value)
{
	const struct json *named = json_get(check->schema, "properties");
	bool allowed;

	for (value = json_first(value); value; value = json_next(value)) {
		if (json_get(named, json_name(value)))
			continue;
		if (json_bool(rule, &allowed) && !allowed)
			return fails(check, "has an undescribed", json_name(value));
		if (!holds_inside(check, json_name(value), rule, value))
			return false;
	}
	return true;
}

/* NULL: says nothing about values. */
static const struct {
	const char *name;
	keyword_fn *check;
} keywords[] = {
	{"$ref", check_reference},
	{"additionalProperties", check_others},
	{"allOf", check_all},
	{"contentEncoding", check_encoding},
	{"default", NULL},
	{"description", NULL},
	{"enum", check_enum},
	{"format", check_format},
	{"items", check_items},
	{"maxItems", check_count},
	{"maxLength", check_max_length},
	{"maxProperties", check_count},
	{"maximum", check_maximum},
	{"minItems", check_least},
	{"minLength", check_min_length},
	{"minimum", check_minimum},
	{"pattern", check_pattern},
	{"properties", check_properties},
	{"required", check_required},
	{"type", check_type},
};

static bool keyword_holds(struct check *check, const struct json *rule, const struct json *value)
{
	for (size_t i = 0; i < COUNT_OF(keywords); i++)
		if (strcmp(keywords[i].name, json_name(rule)) == 0)
			return !keywords[i].check || keywords[i].check(check, rule, value);
	return fails(check, "unknown keyword", json_name(rule));
}

/* The type first: the other keywords rely on it. */
static bool holds(struct check *check, const struct json *schema, const struct json *value)
{
	const struct json *outer = check->schema;
	const struct json *type = json_get(schema, "type");
	bool fine;

	check->schema = schema;
	fine = !type || check_type(check, type, value);
	for (const struct json *rule = json_first(schema); fine && rule; rule = json_next(rule))
		fine = keyword_holds(check, rule, value);
	check->schema = outer;
	return fine;
}

bool openapi_holds(const struct json *document, const struct json *schema, const struct json *value,
	char ret_finding[FINDING_SIZE])
{
	struct check check = {.document = document, .finding = ret_finding};

	*ret_finding = '\0';
	return schema ? holds(&check, schema, value) : fails(&check, "has", "no schema");
}

/* Undoes RFC 6901's escapes of one step. */
static void unescape(const char *step, size_t len, char *ret_name, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < size; i++) {
		char c = step[i];

		if (c == '~' && i + 1 < len)
			c = step[++i] == '1' ? '/' : '~';
		ret_name[n++] = c;
	}
	ret_name[n] = '\0';
}

const struct json *openapi_at(const struct json *document, const char *pointer)
{
	char name[256];

	while (document && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		unescape(pointer, len, name, sizeof name);
		document = json_get(document, name);
		pointer += len;
	}
	return document;
}
