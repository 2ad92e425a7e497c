/* A recursive-descent checker with bounded depth. It builds nothing: it only says whether the
 * text may be handed on, and if not, where it stops being JSON. */
#include "json/check.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/encoding.h"
#include "json/json.h"

struct scan {
	const char *text;
	size_t len;
	size_t at;
	size_t n_values;
	const char *wrong;
};

static bool wrong(struct scan *scan, const char *what)
{
	if (!scan->wrong)
		scan->wrong = what;
	return false;
}

static int peek(const struct scan *scan)
{
	return scan->at < scan->len ? (unsigned char)scan->text[scan->at] : -1;
}

static bool take(struct scan *scan, char c)
{
	if (peek(scan) != c)
		return false;
	scan->at++;
	return true;
}

static void skip_blanks(struct scan *scan)
{
	while (peek(scan) == ' ' || peek(scan) == '\t' || peek(scan) == '\n' || peek(scan) == '\r')
		scan->at++;
}

static bool take_digits(struct scan *scan)
{
	size_t began = scan->at;

	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return scan->at > began;
}

static bool check_number(struct scan *scan)
{
	take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return wrong(scan, "not a number");
	if (take(scan, '.') && !take_digits(scan))
		return wrong(scan, "digits are missing after the point");
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+'))
			take(scan, '-');
		if (!take_digits(scan))
			return wrong(scan, "digits are missing in the exponent");
	}
	return true;
}

/* Four hexadecimal digits; -1 when there are none. */
static long take_unit(struct scan *scan)
{
	long unit = 0;

	for (int i = 0; i < 4; i++, scan->at++) {
		const char *at =
			peek(scan) > 0 ? strchr("0123456789abcdefABCDEF", peek(scan)) : NULL;
		long digit;

		if (!at)
			return -1;
		digit = at - "0123456789abcdefABCDEF";
		unit = unit << 4 | (digit > 15 ? digit - 6 : digit);
	}
	return unit;
}

static bool check_unicode(struct scan *scan)
{
	long unit = take_unit(scan);

	if (unit < 0)
		return wrong(scan, "four hexadecimal digits must follow \\u");
	if (unit == 0)
		return wrong(scan, "U+0000 is not allowed");
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		if (!take(scan, '\\') || !take(scan, 'u'))
			return wrong(scan, "half a surrogate pair");
		unit = take_unit(scan);
		return (unit >= 0xDC00 && unit <= 0xDFFF) || wrong(scan, "half a surrogate pair");
	}
	return !(unit >= 0xDC00 && unit <= 0xDFFF) || wrong(scan, "half a surrogate pair");
}

static bool check_string(struct scan *scan)
{
	if (!take(scan, '"'))
		return wrong(scan, "a string must begin here");
	for (;;) {
		int c = peek(scan);

		if (c < 0)
			return wrong(scan, "the string does not end");
		if (c < 0x20)
			return wrong(scan, "a control character inside a string");
		scan->at++;
		if (c == '"')
			return true;
		if (c != '\\')
			continue;
		c = peek(scan);
		if (c <= 0 || !strchr("\"\\/bfnrtu", c))
			return wrong(scan, "no such escape");
		scan->at++;
		if (c == 'u' && !check_unicode(scan))
			return false;
	}
}

static bool check_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if (len > scan->len - scan->at || memcmp(scan->text + scan->at, word, len) != 0)
		return wrong(scan, "a value must begin here");
	scan->at += len;
	return true;
}

static bool check_value(struct scan *scan, int depth);

static bool check_member(struct scan *scan, int depth)
{
	skip_blanks(scan);
	if (!check_string(scan))
		return false;
	skip_blanks(scan);
	return take(scan, ':') ? check_value(scan, depth) : wrong(scan, "':' is missing");
}

/* The inside of an array or object, up to its closing character. */
static bool check_items(
	struct scan *scan, int depth, char close, bool (*check_item)(struct scan *, int))
{
	skip_blanks(scan);
	if (take(scan, close))
		return true;
	for (;;) {
		if (!check_item(scan, depth))
			return false;
		skip_blanks(scan);
		if (take(scan, close))
			return true;
		if (!take(scan, ','))
			return wrong(scan,
				close == '}' ? "',' or '}' is missing" : "',' or ']' is missing");
	}
}

static bool check_value(struct scan *scan, int depth)
{
	skip_blanks(scan);
	if (depth >= JSON_DEPTH_MAX)
		return wrong(scan, "too deeply nested");
	if (++scan->n_values > JSON_VALUES_MAX)
		return wrong(scan, "too many values");
	switch (peek(scan)) {
	case '{':
		scan->at++;
		return check_items(scan, depth + 1, '}', check_member);
	case '[':
		scan->at++;
		return check_items(scan, depth + 1, ']', check_value);
	case '"':
		return check_string(scan);
	case 't':
		return check_word(scan, "true");
	case 'f':
		return check_word(scan, "false");
	case 'n':
		return check_word(scan, "null");
	default:
		return check_number(scan);
	}
}

/* Stands at the next number, outside strings; at the end when there is none. */
static void skip_to_number(struct scan *scan)
{
	for (int c = peek(scan); c >= 0 && c != '-' && !(c >= '0' && c <= '9'); c = peek(scan))
		if (c != '"')
			scan->at++;
		else if (!check_string(scan))
			return;
}

bool json_next_int(const char *text, size_t len, size_t *at, int64_t *ret_value)
{
	struct scan scan = {.text = text, .len = len, .at = *at};
	char literal[24] = "";
	size_t began;

	skip_to_number(&scan);
	began = scan.at;
	*at = check_number(&scan) ? scan.at : len;
	if (*at - began < sizeof literal)
		memcpy(literal, text + began, *at - began);
	return parse_int(literal, JSON_INT_MAX, ret_value);
}

const char *json_check(const char *text, size_t len, size_t *ret_at)
{
	struct scan scan = {.text = text, .len = len};

	if (!utf8_valid(text, len)) {
		*ret_at = utf8_until(text, len);
		return "not UTF-8";
	}
	if (check_value(&scan, 0)) {
		skip_blanks(&scan);
		if (scan.at < len)
			wrong(&scan, "something follows the value");
	}
	*ret_at = scan.at;
	return scan.wrong;
}
