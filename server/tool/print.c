/* What the person at the terminal reads: sentences in her language, JSON with room to breathe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "tool/internal.h"
#include "json/json.h"

bool tool_begin(struct tool *tool, const char *lang)
{
	static const char *const names[] = {"zh", "en", NULL};
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	int known = lang ? names_find(names, lang) : LANG_EN;

	*tool = (struct tool){.lang = known < 0 ? LANG_EN : (enum lang)known};
	for (size_t i = 0; !lang && i < COUNT_OF(variables); i++) {
		lang = getenv(variables[i]);
		lang = lang && *lang ? lang : NULL;
		if (lang && strncmp(lang, "zh", 2) == 0)
			tool->lang = LANG_ZH;
	}
	arena_init(&tool->arena, TOOL_ARENA);
	if (known < 0)
		tool_say(tool, "--lang is zh or en", "--lang 只能是 zh 或 en", "");
	return known >= 0;
}

/* ---- sentences ---- */

static void put(const char *sentence, const char *what)
{
	const char *gap = strstr(sentence, "{}");

	if (gap)
		fprintf(stderr, "%.*s%s%s", (int)(gap - sentence), sentence, what, gap + 2);
	else
		fputs(sentence, stderr);
}

void tool_say(const struct tool *tool, const char *english, const char *chinese, const char *what)
{
	fputs("gongyi: ", stderr);
	put(tool->lang == LANG_ZH ? chinese : english, what);
	fputc('\n', stderr);
}

/* What the rules of field errors mean. One that ends with ':' has a value. */
static const struct rule_text {
	const char *rule;
	const char *text[2]; /* by enum lang */
} rules[] = {
	{"required", {"缺少此项", "is missing"}},
	{"unknown", {"没有这一项", "is no field here"}},
	{"min:", {"不得小于（或少于）{}", "must be at least {}"}},
	{"max:", {"不得大于（或多于）{}", "must be at most {}"}},
	{"enum:", {"只能是 {}", "must be one of {}"}},
	{"type:string", {"应为文字", "must be a text"}},
	{"type:integer", {"应为整数", "must be a whole number"}},
	{"type:boolean", {"应为 true 或 false", "must be true or false"}},
	{"type:id", {"应为编号", "must be the number of a thing"}},
	{"type:date-time", {"应为时刻，如 2026-06-21T09:00:00+08:00",
				   "must be an instant such as 2026-06-21T09:00:00+08:00"}},
	{"type:date", {"应为日期，如 2026-06-21", "must be a day such as 2026-06-21"}},
	{"type:base64", {"应为 base64 编码", "must be in base64"}},
	{"type:object", {"应为 JSON 对象", "must be a JSON object"}},
	{"type:array", {"应为 JSON 数组", "must be a JSON array"}},
	{"type:strings", {"应为文字列表", "must be a list of texts"}},
	{"type:integers", {"应为整数列表", "must be a list of whole numbers"}},
	{"type:counts", {"应为名称与数目的对应", "must give a number to each name"}},
	{"type:json", {"应为 JSON", "must be JSON"}},
	{"points at nothing", {"在应答中找不到", "points at nothing in the reply"}},
	{"cannot be read", {"无法读取", "cannot be read"}},
	{"has a column that is no field here",
		{"有一栏不是这里的项目", "has a column that is no field here"}},
	{"does not hold", {"不成立", "does not hold"}},
	{"is not what the file has", {"与密钥文件不符", "is not what the file has"}},
};

static void say_field(const struct tool *tool, const char *pointer, const char *rule)
{
	const char *sentence = rule;
	const char *value = "";

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		size_t len = strlen(rules[i].rule);
		bool open = rules[i].rule[len - 1] == ':';

		if (open ? strncmp(rules[i].rule, rule, len) != 0
			 : strcmp(rules[i].rule, rule) != 0)
			continue;
		sentence = rules[i].text[tool->lang];
		value = rule + (open ? len : 0);
	}
	fprintf(stderr, "  %s%s", pointer, *pointer ? ": " : "");
	put(sentence, value);
	fputc('\n', stderr);
}

int tool_failed(const struct tool *tool)
{
	const struct error *error = &tool->error;
	char text[512];

	error_text(error, tool->lang, text, sizeof text);
	if (error->code == ERR_IO) /* the service's sentence speaks of its own storage */
		tool_say(tool, "this did not work", "操作未能完成", "");
	else
		tool_say(tool, "{}", "{}", text);
	for (size_t i = 0; i < error->n_fields; i++)
		say_field(tool, error->fields[i].pointer, error->fields[i].rule);
	if (*error->note)
		fprintf(stderr, "  %s\n", error->note);
	return 1;
}

static void say_problem(const struct tool *tool, const struct json *problem, const char *title)
{
	const struct json *field = json_first(json_get(problem, "errors"));

	tool_say(tool, "{}", "{}", title);
	for (; field; field = json_next(field)) {
		const char *pointer = "";
		const char *rule = "";

		if (json_string(json_get(field, "pointer"), &pointer) &&
			json_string(json_get(field, "rule"), &rule))
			say_field(tool, pointer, rule);
	}
}

int tool_refused(const struct tool *tool, int status, const struct buf *reply)
{
	auto_json struct json *problem = NULL;
	struct error error = {0};
	const char *title;
	char number[16];

	if (reply->len && json_parse(reply->data, reply->len, &problem, &error) == OK &&
		json_string(json_get(problem, "title"), &title)) {
		say_problem(tool, problem, title);
		return 1;
	}
	snprintf(number, sizeof number, "%d", status);
	tool_say(tool, "what answered is no Gongyi service (HTTP {})",
		"应答的不是共议服务（HTTP {}）", number);
	return 1;
}

/* ---- JSON ---- */

static void new_line(struct buf *out, unsigned depth)
{
	buf_char(out, '\n');
	while (depth--)
		buf_str(out, "  ");
}

/* The length of the string that begins here, quotes included. */
static size_t string_length(const char *json, size_t len)
{
	size_t n = 1;

	while (n < len && json[n] != '"')
		n += json[n] == '\\' ? 2 : 1;
	return n < len ? n + 1 : len;
}

static bool is_any(char c, const char *of)
{
	return c && strchr(of, c);
}

/* A string, an empty object or array, or one character. */
static size_t token_length(const char *json, size_t len)
{
	if (*json == '"')
		return string_length(json, len);
	return len > 1 && is_any(json[0], "{[") && is_any(json[1], "}]") ? 2 : 1;
}

void json_indent(struct buf *out, const char *json, size_t len)
{
	unsigned depth = 0;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		char c = json[i];

		n = token_length(json + i, len - i);
		if (is_any(c, " \t\r\n"))
			continue;
		if (n == 1 && is_any(c, "}]"))
			new_line(out, depth ? --depth : 0);
		buf_add(out, json + i, n);
		if (n == 1 && is_any(c, "{["))
			new_line(out, ++depth);
		else if (c == ',')
			new_line(out, depth);
		else if (c == ':')
			buf_char(out, ' ');
	}
	buf_char(out, '\n');
}
