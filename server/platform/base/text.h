/* Text as people and spreadsheets type it, brought into one form; and as the service says it. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* The same said in both languages. */
struct said {
	const char *zh;
	const char *en;
};

/* Rewrites valid UTF-8 in place; it never grows. Full-width letters, digits and signs become
 * ASCII; every kind of blank (ideographic, no-break, tab, line break …) becomes a space; runs of
 * spaces become one and those at the ends go; invisible characters go; every kind of middle dot
 * becomes U+00B7. A small part of NFKC: what Chinese input methods produce. */
void text_fold(char *text);

/* Removes every space from folded text, in place. */
void text_strip_spaces(char *text);

/* A Han character (unified, compatibility, extensions, 〇, private use as GBK had it). */
bool text_is_han(uint32_t c);

/* ASCII without regard to case; other bytes must be equal. */
bool text_equal_fold(const char *a, const char *b);

#endif
