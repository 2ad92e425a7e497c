/* Folding by ranges of code points; the table lists what becomes a blank, a dot, or nothing. */
#include "base/text.h"

#include <string.h>

#include "base/attr.h"
#include "base/encoding.h"

enum { GONE = 0, DOT = 0xB7 };

static const struct {
	uint32_t first, last;
	uint32_t becomes;
} folds[] = {
	/* sorted */
	{0x0001, 0x0020, ' '},
	{0x007F, 0x007F, GONE},
	{0x0080, 0x009F, GONE},
	{0x00A0, 0x00A0, ' '},
	{0x00AD, 0x00AD, GONE},
	{0x2000, 0x200A, ' '},
	{0x200B, 0x200F, GONE},
	{0x2022, 0x2022, DOT},
	{0x2027, 0x2027, DOT},
	{0x2028, 0x2029, ' '},
	{0x202A, 0x202E, GONE},
	{0x202F, 0x202F, ' '},
	{0x205F, 0x205F, ' '},
	{0x2060, 0x2064, GONE},
	{0x22C5, 0x22C5, DOT},
	{0x2E31, 0x2E31, DOT},
	{0x3000, 0x3000, ' '},
	{0x30FB, 0x30FB, DOT},
	{0xFE00, 0xFE0F, GONE},
	{0xFEFF, 0xFEFF, GONE},
	{0xFF65, 0xFF65, DOT},
};

static uint32_t fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + '!';
	for (size_t i = 0; i < COUNT_OF(folds) && folds[i].first <= c; i++)
		if (c <= folds[i].last)
			return folds[i].becomes;
	return c;
}

/* A character that folding left alone is copied as it stands; the others become one or two bytes,
 * never more than they were. */
static char *put(char *to, uint32_t c, const char *from, size_t n, bool same)
{
	if (same)
		memmove(to, from, n);
	else if (c == DOT)
		to[0] = '\xC2', to[1] = '\xB7';
	else
		*to = (char)c;
	return to + (same ? n : c == DOT ? 2 : 1);
}

void text_fold(char *text)
{
	const char *at = text;
	char *to = text;

	for (;;) {
		const char *from = at;
		uint32_t c = utf8_next(&at);
		uint32_t folded = fold(c);

		if (!c)
			break;
		if (folded == GONE || (folded == ' ' && (to == text || to[-1] == ' ')))
			continue;
		to = put(to, folded, from, (size_t)(at - from), folded == c);
	}
	if (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}

void text_strip_spaces(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++)
		if (*at != ' ')
			*to++ = *at;
	*to = '\0';
}

bool text_is_han(uint32_t c)
{
	return c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
	       (c >= 0xE000 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static char lower(char c)
{
	if (c < 'A' || c > 'Z')
		return c;
	return (char)(c - 'A' + 'a');
}

bool text_equal_fold(const char *a, const char *b)
{
	for (; *a && lower(*a) == lower(*b); b++)
		a++;
	return lower(*a) == lower(*b);
}
