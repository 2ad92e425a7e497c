/* What there is to call, and what one operation takes and gives: the tables, for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tool/internal.h"

enum { NEAR_MAX = 5, NAME_MAX_LEN = 64, DEPTH_MAX = 4 };

int help_operations(const struct tool *tool, const struct api *api)
{
	const struct route *route;

	printf("gongyi call OP [--field=value …] [--json FILE|-] [--body FILE] [--out FILE]\n"
	       "            [--get=/POINTER] [--url=URL] [--key FILE] [--once=KEY] "
	       "[--lang=zh|en]\n");
	for (const struct module *const *module = api->modules; *module; module++) {
		printf("\n%s\n", (*module)->name);
		for (size_t i = 0; i < (*module)->n_routes; i++) {
			route = &(*module)->routes[i];
			printf("  %-24s %s\n", route->op, route->doc ? route->doc : "");
		}
	}
	puts(tool->lang == LANG_ZH ? "\ngongyi call OP --help 列出该操作的各项"
				   : "\ngongyi call OP --help shows what it takes");
	return 0;
}

/* ---- one operation ---- */

static const char *const kind_texts[] = {
	[KIND_STRING] = "text",
	[KIND_INT] = "integer",
	[KIND_BOOL] = "true|false",
	[KIND_ENUM] = "",
	[KIND_ID] = "id",
	[KIND_TIME] = "instant",
	[KIND_DAY] = "day",
	[KIND_BYTES] = "base64 or @FILE",
	[KIND_OBJECT] = "JSON object",
	[KIND_LIST] = "JSON array of objects, @FILE.json or @FILE.csv",
	[KIND_STRINGS] = "texts: a,b or JSON array",
	[KIND_INTS] = "integers: 1,2 or JSON array",
	[KIND_COUNTS] = "JSON object of name: number",
	[KIND_TEXT] = "JSON or @FILE",
};

static void print_names(const struct field *field)
{
	const char *between = "";

	for (const char *const *name = field->names; *name; name++)
		if (**name) {
			printf("%s%s", between, *name);
			between = "|";
		}
}

static void print_limits(const struct field *field)
{
	const char *unit = field->kind == KIND_STRING  ? " characters"
			   : field->kind == KIND_BYTES ? " bytes"
			   : field->kind == KIND_INT   ? ""
						       : " items";

	if (field->kind == KIND_ENUM || (!field->min && !field->max))
		return;
	if (field->min == field->max)
		printf(", %" PRId64 "%s", field->min, unit);
	else if (!field->max)
		printf(", at least %" PRId64 "%s", field->min, unit);
	else
		printf(", %" PRId64 "–%" PRId64 "%s", field->min, field->max, unit);
}

static void print_fields(const struct schema *schema, bool arguments, int depth)
{
	for (size_t i = 0; schema && i < schema->n_fields; i++) {
		const struct field *field = &schema->fields[i];
		bool needed = arguments && (field->required || field->in == IN_PATH);

		printf("  %*s%s%s  %s", depth * 2, "", arguments && !depth ? "--" : "", field->name,
			kind_texts[field->kind]);
		if (field->kind == KIND_ENUM)
			print_names(field);
		print_limits(field);
		printf("%s", needed ? ", required" : "");
		if (field->doc)
			printf("  — %s", field->doc);
		printf("\n");
		if (field->item && depth < DEPTH_MAX)
			print_fields(field->item, arguments, depth + 1);
	}
}

static void print_errors(const struct tool *tool, const struct route *route)
{
	for (const enum err *err = route->errors; err && *err != OK; err++)
		printf("  %s  — %s\n", error_info(*err)->token, error_info(*err)->text[tool->lang]);
}

int help_operation(const struct tool *tool, const struct route *route)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
	bool chinese = tool->lang == LANG_ZH;

	printf("%s  — %s\n%s %s\n", route->op, route->doc ? route->doc : "", methods[route->method],
		route->path);
	if (route->in && route->in->n_fields)
		printf("\n%s\n", chinese ? "填写" : "takes");
	print_fields(route->in, true, 0);
	if (route->raw_input)
		printf("  --body FILE\n");
	printf("\n%s\n", chinese ? "返回" : "gives");
	if (route->media)
		printf("  %s\n", route->media);
	else
		print_fields(route->out, false, 0);
	if (route->errors)
		printf("\n%s\n", chinese ? "可能的错误" : "errors");
	print_errors(tool, route);
	return 0;
}

/* ---- names that are not there ---- */

/* Levenshtein's distance, letters compared without case. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_LEN + 1];
	size_t len = strnlen(b, NAME_MAX_LEN);

	for (unsigned j = 0; j <= len; j++)
		row[j] = j;
	for (unsigned i = 1; *a; a++, i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			bool same = strncasecmp(a, b + j - 1, 1) == 0;
			unsigned best = diagonal + !same;

			diagonal = row[j];
			best = diagonal + 1 < best ? diagonal + 1 : best;
			row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
		}
	}
	return row[len];
}

static bool is_near(const char *name, const char *op)
{
	return strlen(name) >= 3 &&
	       (strcasestr(op, name) || distance(name, op) <= 1 + strlen(name) / 4);
}

int help_unknown(const struct tool *tool, const struct api *api, const char *op)
{
	const struct route *route;
	size_t n_near = 0;

	tool_say(tool, "no operation is called {}", "没有名为 {} 的操作", op);
	for (size_t i = 0; (route = api_route(api, i)) && n_near < NEAR_MAX; i++)
		if (strlen(op) < NAME_MAX_LEN && is_near(op, route->op)) {
			n_near++;
			fprintf(stderr, "  %s  — %s\n", route->op, route->doc ? route->doc : "");
		}
	if (!n_near)
		tool_say(tool, "gongyi call lists all of them", "gongyi call 列出全部操作", "");
	return 2;
}
