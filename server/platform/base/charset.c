/* Detection by byte order mark and validity, conversion by the C library's iconv. */
#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/encoding.h"

static const struct {
	const char *name; /* as iconv knows it */
	const char *mark;
	size_t mark_len;
} charsets[CHARSET__COUNT] = {
	[CHARSET_UTF8] = {"UTF-8", "\xEF\xBB\xBF", 3},
	[CHARSET_GB18030] = {"GB18030", "\x84\x31\x95\x33", 4},
	[CHARSET_UTF16LE] = {"UTF-16LE", "\xFF\xFE", 2},
	[CHARSET_UTF16BE] = {"UTF-16BE", "\xFE\xFF", 2},
};

const char *charset_name(enum charset charset)
{
	return charsets[charset].name;
}

/* Takes a byte order mark off; false when there is none. */
static bool take_mark(struct span *text, enum charset *ret_charset)
{
	for (size_t i = 0; i < CHARSET__COUNT; i++) {
		size_t n = charsets[i].mark_len;

		if (text->len >= n && memcmp(text->data, charsets[i].mark, n) == 0) {
			*text = (struct span){text->data + n, text->len - n};
			*ret_charset = (enum charset)i;
			return true;
		}
	}
	return false;
}

static enum charset detect(struct span *text)
{
	enum charset charset;

	if (take_mark(text, &charset))
		return charset;
	return utf8_valid((const char *)text->data, text->len) ? CHARSET_UTF8 : CHARSET_GB18030;
}

static enum err fail_at(struct error *error, size_t offset, const struct buf *before)
{
	char byte[24], line[24];
	size_t lines = 1;

	for (size_t i = 0; i < before->len; i++)
		lines += before->data[i] == '\n';
	snprintf(byte, sizeof byte, "%zu", offset);
	snprintf(line, sizeof line, "%zu", lines);
	return fail_args(error, ERR_TEXT_ENCODING, byte, line, NULL);
}

/* Converts until the input ends or cannot be read; `rest` is what was not converted. */
static bool convert(iconv_t converter, struct span *rest, struct buf *ret_text)
{
	while (rest->len) {
		char chunk[4096];
		char *in = (char *)(uintptr_t)rest->data; /* iconv does not write to it */
		char *out = chunk;
		size_t in_left = rest->len;
		size_t out_left = sizeof chunk;
		bool stuck = iconv(converter, &in, &in_left, &out, &out_left) == (size_t)-1 &&
			     errno != E2BIG;

		buf_add(ret_text, chunk, sizeof chunk - out_left);
		*rest = (struct span){(const uint8_t *)in, in_left};
		if (stuck)
			return false;
		if (!buf_ok(ret_text))
			break;
	}
	return true;
}

/* As convert(). The C library's UTF-8 reaches beyond U+10FFFF, ours does not. */
static bool keep(struct span *rest, struct buf *ret_text)
{
	size_t good = utf8_until((const char *)rest->data, rest->len);

	buf_add(ret_text, rest->data, good);
	*rest = (struct span){rest->data + good, rest->len - good};
	return rest->len == 0;
}

static enum err convert_from(
	enum charset charset, struct span *rest, struct error *error, struct buf *ret_text)
{
	iconv_t converter;
	bool whole;

	if (charset == CHARSET_UTF8)
		return keep(rest, ret_text) ? OK : ERR_TEXT_ENCODING;
	converter = iconv_open("UTF-8", charsets[charset].name);
	if (converter == (iconv_t)-1)
		return fail_note(error, ERR_INTERNAL, "iconv knows no %s", charset_name(charset));
	whole = convert(converter, rest, ret_text);
	iconv_close(converter);
	return whole ? OK : ERR_TEXT_ENCODING;
}

enum err charset_decode(
	struct span in, struct error *error, struct buf *ret_text, enum charset *ret_charset)
{
	struct span rest = in;
	enum charset charset = detect(&rest);
	enum err err = convert_from(charset, &rest, error, ret_text);

	if (!buf_ok(ret_text))
		return fail(error, ERR_TOO_LARGE);
	if (err == ERR_TEXT_ENCODING)
		return fail_at(error, in.len - rest.len, ret_text);
	TRY(err);
	*ret_charset = charset;
	return OK;
}
