/* See html.h. The style is made for a phone held at arm's length: large letters, strong contrast,
 * one column, dark at night. */
#include "pages/html.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

static const char style[] =
	":root{--ink:#16181d;--paper:#fff;--soft:#f3f4f1;--line:#b9bdb3;--go:#0b4f9e;--mark:#"
	"9a1b12;"
	"color-scheme:light dark}"
	"@media(prefers-color-scheme:dark){:root{--ink:#f2f2ee;--paper:#14161a;--soft:#20242a;"
	"--line:#555c66;--go:#9cc7ff;--mark:#ffb3a8}}"
	"*{box-sizing:border-box}"
	"html{font:1.25rem/1.6 system-ui,-apple-system,\"PingFang SC\",\"Noto Sans CJK SC\","
	"\"Microsoft YaHei\",sans-serif;-webkit-text-size-adjust:100%}"
	"body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}"
	"header,main,footer{max-width:42rem;margin:0 auto;padding:1rem}"
	"header,main{padding-bottom:0}main{padding-top:0}"
	"h1{font-size:1.6rem;line-height:1.3;margin:.2em 0}"
	"h2{font-size:1.3rem;line-height:1.35;margin:1.6em 0 .4em;padding-top:.6em;"
	"border-top:2px solid var(--line)}h2:first-child{margin-top:.4em}"
	"h3{font-size:1.1rem;margin:1.2em 0 .3em}"
	"p{margin:.5em 0}"
	"span.en{display:block;font-size:.9rem;line-height:1.45;font-weight:400}"
	"a{color:var(--go)}"
	"a.go{display:block;margin:.6em 0;padding:.7em .9em;border:2px solid var(--go);"
	"border-radius:.5em;font-weight:600;text-decoration:none}"
	"a:focus-visible{outline:4px solid var(--mark);outline-offset:2px}"
	"p.drill{border:2px solid var(--mark);border-radius:.5em;padding:.5em "
	".8em;color:var(--mark);"
	"font-weight:700}"
	"p.next{background:var(--soft);border-left:.4em solid var(--go);padding:.6em .8em}"
	"dl{margin:.5em 0}dt{margin-top:.7em;font-size:1rem}dt small{font-size:.9rem}"
	"dd{margin:0;font-weight:600}"
	"ol,ul{padding-left:1.5em;margin:.4em 0}li{margin:.45em 0}"
	"ol.names li{font-size:1.3rem;font-weight:600}"
	"ol.names p{font-size:1rem;font-weight:400}"
	"pre{background:var(--soft);border:1px solid var(--line);border-radius:.4em;"
	"padding:.7em;margin:.5em 0;font-size:.9rem;white-space:pre-wrap;overflow-wrap:anywhere}"
	"footer{border-top:2px solid var(--line);margin-top:2em;font-size:.95rem}";

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
		     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	html_text(out, title->zh);
	buf_str(out, "</title>\n<style>");
	buf_str(out, style);
	buf_str(out, "</style>\n<header>");
	html_say(out, "h1", title);
	buf_str(out, "</header>\n<main>\n");
}

void html_end(struct buf *out)
{
	buf_str(out, "</main>\n<footer>"
		     "<p><a href=\"/\">首页 Home</a> · <a href=\"/in\">通知单 Slips</a> · "
		     "<a href=\"/audit\">监督核验 Audit</a></p></footer>\n</html>\n");
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
