/* Bytes as text: lower-case hexadecimal and base64 (RFC 4648). Decoders are strict: one text for
 * each byte string, no blanks, no stray bits. */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEX_SIZE(n)    ((n)*2 + 1)
#define BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

enum base64 {
	BASE64,         /* A–Z a–z 0–9 + / with = padding */
	BASE64_NOPAD,   /* the same without padding */
	BASE64URL_NOPAD /* - and _ instead, without padding */
};

/* `ret_text` holds HEX_SIZE(len) bytes. */
void hex_encode(const uint8_t *data, size_t len, char *ret_text);

/* Exactly 2 * len digits, then the end of the string. */
bool hex_decode(const char *text, uint8_t *ret_data, size_t len);

/* `ret_text` holds BASE64_SIZE(len) bytes. */
void base64_encode(enum base64 variant, const uint8_t *data, size_t len, char *ret_text);

/* Decodes `text_len` characters into at most `size` bytes. */
bool base64_decode(enum base64 variant, const char *text, size_t text_len, uint8_t *ret_data,
	size_t size, size_t *ret_len);

/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(const char *text, size_t len);

/* Where a text stops being that; `len` when it does not. */
size_t utf8_until(const char *text, size_t len);

/* Reads one character of valid UTF-8 and moves on; 0 at the end. */
uint32_t utf8_next(const char **text);

/* Number of characters of valid UTF-8. */
size_t utf8_length(const char *text);

/* A whole decimal number without sign, blanks or leading zeros (but "0"); false when above `max`.
 */
bool parse_uint(const char *text, uint64_t max, uint64_t *ret_value);

/* The same, with or without a minus; "-0" is none: a number has one spelling. */
bool parse_int(const char *text, uint64_t max, int64_t *ret_value);

#endif
