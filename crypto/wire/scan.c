/* See scan.h. */
#include "crypto/wire/scan.h"

#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/place.h"

enum { COUNT_QUOTED = 1 << 30 };

void scan_start(struct scan *scan, const char *text, size_t len)
{
	*scan = (struct scan){.text = text, .len = len};
}

enum err scan_end(const struct scan *scan, struct error *error)
{
	char rule[64];

	if (!scan->failed && scan->at == scan->len)
		return OK;
	snprintf(rule, sizeof rule, "not the canonical form at byte %zu", scan->at);
	return fail_field(error, scan->place, rule);
}

void scan_place(struct scan *scan, const char *format, size_t index)
{
	char number[24];
	const char *hole = strstr(format, "%zu");
	int before = hole ? (int)(hole - format) : (int)strlen(format);

	if (scan->failed)
		return;
	snprintf(number, sizeof number, "%zu", index);
	snprintf(scan->place, sizeof scan->place, "%.*s%s%s", before, format, hole ? number : "",
		hole ? hole + 3 : "");
}

void scan_fail(struct scan *scan)
{
	scan->failed = true;
}

bool scan_optional(struct scan *scan, const char *expected)
{
	size_t at = scan->at;

	for (; *expected; expected++) {
		if (scan->escape && *expected == '"' &&
			(at == scan->len || scan->text[at++] != '\\'))
			return false;
		if (at == scan->len || scan->text[at++] != *expected)
			return false;
	}
	if (scan->failed)
		return false;
	scan->at = at;
	return true;
}

void scan_text(struct scan *scan, const char *expected)
{
	if (!scan_optional(scan, expected))
		scan_fail(scan);
}

/* The longest run of characters of `set`, as a string; false and stopped if it does not fit. */
static bool take(struct scan *scan, const char *set, char *ret_text, size_t size)
{
	size_t n = 0;

	if (scan->failed)
		return false;
	while (n < scan->len - scan->at && scan->text[scan->at + n] &&
		strchr(set, scan->text[scan->at + n])) {
		if (n + 1 == size) {
			scan_fail(scan);
			return false;
		}
		ret_text[n] = scan->text[scan->at + n];
		n++;
	}
	ret_text[n] = '\0';
	return true;
}

/* Moves past what was taken if it was `good`. */
static void taken(struct scan *scan, const char *text, bool good)
{
	if (good)
		scan->at += strlen(text);
	else
		scan_fail(scan);
}

static const char decimal[] = "0123456789";
static const char hexadecimal[] = "0123456789abcdef";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void scan_point(struct scan *scan, struct point *ret_point)
{
	char text[POINT_TEXT_SIZE];

	if (take(scan, hexadecimal, text, sizeof text))
		taken(scan, text, point_parse(text, ret_point));
}

static void scan_scalar(struct scan *scan, struct scalar *ret_scalar)
{
	char text[SCALAR_TEXT_SIZE];

	if (take(scan, decimal, text, sizeof text))
		taken(scan, text, scalar_parse(text, ret_scalar));
}

void scan_uint(struct scan *scan, uint64_t max, uint64_t *ret_value)
{
	char text[24];

	if (take(scan, decimal, text, sizeof text))
		taken(scan, text, parse_uint(text, max, ret_value));
}

void scan_count(struct scan *scan, uint64_t max, uint64_t *ret_value)
{
	bool quoted = scan_optional(scan, "\"");
	uint64_t value = 0;

	scan_uint(scan, max, &value);
	if (quoted)
		scan_text(scan, "\"");
	if (quoted != (value >= COUNT_QUOTED))
		scan_fail(scan);
	if (!scan->failed)
		*ret_value = value;
}

void scan_hex(struct scan *scan, struct digest *ret_digest)
{
	char text[DIGEST_HEX_SIZE];

	if (take(scan, hexadecimal, text, sizeof text))
		taken(scan, text, digest_from_hex(text, ret_digest));
}

void scan_base64(struct scan *scan, struct digest *ret_digest)
{
	char text[BASE64_SIZE(DIGEST_BYTES)];
	struct digest digest = {0};
	size_t len = 0;

	if (!take(scan, base64, text, sizeof text))
		return;
	taken(scan, text,
		base64_decode(BASE64_NOPAD, text, strlen(text), digest.bytes, sizeof digest.bytes,
			&len) &&
			len == sizeof digest.bytes);
	if (!scan->failed)
		*ret_digest = digest;
}

void scan_ciphertext(struct scan *scan, struct ciphertext *ret_ciphertext)
{
	scan_text(scan, "{\"alpha\":\"");
	scan_point(scan, &ret_ciphertext->alpha);
	scan_text(scan, "\",\"beta\":\"");
	scan_point(scan, &ret_ciphertext->beta);
	scan_text(scan, "\"}");
}

void scan_proof(struct scan *scan, struct proof *ret_proof)
{
	scan_text(scan, "{\"challenge\":\"");
	scan_scalar(scan, &ret_proof->challenge);
	scan_text(scan, "\",\"response\":\"");
	scan_scalar(scan, &ret_proof->response);
	scan_text(scan, "\"}");
}

void scan_skip_string(struct scan *scan)
{
	while (!scan->failed && scan->at < scan->len && scan->text[scan->at] != '"') {
		if ((unsigned char)scan->text[scan->at] < ' ')
			scan_fail(scan);
		scan->at += scan->text[scan->at] == '\\' && scan->at + 1 < scan->len ? 2 : 1;
	}
	scan_text(scan, "\"");
}
