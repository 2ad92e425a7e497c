/* Plain pages without script: what they are written with. Everything that was not written in this
 * folder goes through html_text(), which alone decides what is markup.
 *
 * A sentence stands in Chinese first, in English below it. */
#ifndef PAGES_HTML_H
#define PAGES_HTML_H

#include "base/buf.h"
#include "base/text.h"

enum { PAGE_MAX = 4 << 20 };

/* A text as text: nothing in it is markup, in content or in a quoted attribute. NULL is empty. */
void html_text(struct buf *out, const char *text);

/* The head of a page and its first heading, and its end. */
void html_begin(struct buf *out, const struct said *title);
void html_end(struct buf *out);

/* What the client will ask for on this page is fetched before it does: scripts (`paths` ends with
 * NULL), and a reply of the API. */
void html_ahead(struct buf *out, const char *const *paths);
void html_ahead_reply(struct buf *out, const char *path);

/* <tag>Chinese<span>English</span></tag>. `tag` is a literal of this folder. */
void html_say(struct buf *out, const char *tag, const struct said *said);

/* A line that leads on; large enough for a finger. */
void html_link(struct buf *out, const char *href, const struct said *said);

/* A command as it is typed. */
void html_command(struct buf *out, const char *command);

/* Facts: name and value, the rule it follows from ("A35") where there is one. Between
 * html_facts_begin() and html_facts_end(). */
void html_facts_begin(struct buf *out);
void html_fact(struct buf *out, const struct said *name, const char *rule, const char *value);
void html_fact_time(struct buf *out, const struct said *name, const char *rule, int64_t ms);
void html_fact_day(struct buf *out, const struct said *name, const char *rule, int64_t day);
void html_fact_number(struct buf *out, const struct said *name, const char *rule, int64_t n);
void html_facts_end(struct buf *out);

/* "2026年6月21日（日）08:00" as the clock shows it in Asia/Shanghai. */
enum { HTML_TIME_SIZE = 64 };
void html_time(int64_t ms, char ret_text[HTML_TIME_SIZE]);

#endif
