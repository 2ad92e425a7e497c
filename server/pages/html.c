/* See html.h. */
#include "pages/html.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "pages/assets.h"

void html_text(struct buf *out, const char *text)
{
	for (; text && *text; text++)
		switch (*text) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		case '\'':
			buf_str(out, "&#39;");
			break;
		default:
			buf_char(out, *text);
		}
}

/* ---- the page ---- */

void html_begin(struct buf *out, const struct said *title)
{
	buf_str(out, "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n"
		     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		     "<meta name=\"color-scheme\" content=\"light dark\">\n"
		     "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n"
		     "<link rel=\"manifest\" href=\"/manifest.webmanifest\">\n<title>");
	html_text(out, title->zh);
	buf_printf(out,
		"</title>\n<link rel=\"stylesheet\" href=\"%s\">\n<script type=\"module\" "
		"src=\"%s\"></script>\n",
		asset_style, asset_script);
	buf_str(out, "<div id=\"app\">\n<header>");
	html_say(out, "h1", title);
	buf_str(out, "</header>\n<main>\n");
}

void html_ahead(struct buf *out, const char *const *paths)
{
	for (; *paths; paths++)
		buf_printf(out, "<link rel=\"modulepreload\" href=\"%s\">\n", *paths);
}

void html_ahead_reply(struct buf *out, const char *path)
{
	buf_printf(out, "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"%s\">\n", path);
}

void html_end(struct buf *out)
{
	buf_str(out, "</main>\n<footer>"
		     "<p><a href=\"/\">首页 Home</a> · <a href=\"/in\">激活单 Slips</a> · "
		     "<a href=\"/audit\">监督核验 Audit</a></p></footer>\n</div>\n</html>\n");
}

/* ---- sentences ---- */

static void say_both(struct buf *out, const struct said *said)
{
	html_text(out, said->zh);
	if (!said->en)
		return;
	buf_str(out, "<span class=\"en\" lang=\"en\">");
	html_text(out, said->en);
	buf_str(out, "</span>");
}

void html_say(struct buf *out, const char *tag, const struct said *said)
{
	size_t name = 0;

	while (tag[name] && tag[name] != ' ')
		name++;
	buf_printf(out, "<%s>", tag);
	say_both(out, said);
	buf_printf(out, "</%.*s>\n", (int)name, tag);
}

void html_link(struct buf *out, const char *href, const struct said *said)
{
	buf_str(out, "<a class=\"go\" href=\"");
	html_text(out, href);
	buf_str(out, "\">");
	say_both(out, said);
	buf_str(out, "</a>\n");
}

void html_command(struct buf *out, const char *command)
{
	buf_str(out, "<pre><code>");
	html_text(out, command);
	buf_str(out, "</code></pre>\n");
}

/* ---- facts ---- */

void html_facts_begin(struct buf *out)
{
	buf_str(out, "<dl>\n");
}

void html_fact(struct buf *out, const struct said *name, const char *rule, const char *value)
{
	buf_str(out, "<dt>");
	html_text(out, name->zh);
	buf_str(out, " <small lang=\"en\">");
	html_text(out, name->en);
	if (rule) {
		buf_str(out, " · ");
		html_text(out, rule);
	}
	buf_str(out, "</small></dt><dd>");
	html_text(out, value);
	buf_str(out, "</dd>\n");
}

void html_facts_end(struct buf *out)
{
	buf_str(out, "</dl>\n");
}

/* ---- time ---- */

static void html_day(int64_t day, char ret_text[HTML_TIME_SIZE])
{
	/* day 0 of the count was a Thursday */
	static const char *const names[] = {"四", "五", "六", "日", "一", "二", "三"};
	int64_t year, month, date;

	day_to_civil(day, &year, &month, &date);
	snprintf(ret_text, HTML_TIME_SIZE, "%lld年%lld月%lld日（%s）", (long long)year,
		(long long)month, (long long)date, names[(day % 7 + 7) % 7]);
}

void html_time(int64_t ms, char ret_text[HTML_TIME_SIZE])
{
	int64_t day = day_of(ms);
	int64_t minutes = (ms - day_start(day)) / 60000;
	char text[HTML_TIME_SIZE];

	html_day(day, text);
	snprintf(ret_text, HTML_TIME_SIZE, "%.48s%02d:%02d", text, (int)(minutes / 60),
		(int)(minutes % 60));
}

void html_fact_time(struct buf *out, const struct said *name, const char *rule, int64_t ms)
{
	char text[HTML_TIME_SIZE];

	html_time(ms, text);
	html_fact(out, name, rule, text);
}

void html_fact_day(struct buf *out, const struct said *name, const char *rule, int64_t day)
{
	char text[HTML_TIME_SIZE];

	html_day(day, text);
	html_fact(out, name, rule, text);
}

void html_fact_number(struct buf *out, const struct said *name, const char *rule, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, n);
	html_fact(out, name, rule, text);
}
