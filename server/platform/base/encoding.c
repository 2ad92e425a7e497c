/* Hexadecimal, base64, UTF-8, decimal: the small text forms everything else is made of. */
#include "base/encoding.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void hex_encode(const uint8_t *data, size_t len, char *ret_text)
{
	for (size_t i = 0; i < len; i++) {
		ret_text[2 * i] = hex_digits[data[i] >> 4];
		ret_text[2 * i + 1] = hex_digits[data[i] & 15];
	}
	ret_text[2 * len] = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(const char *text, uint8_t *ret_data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high = hex_value(text[2 * i]);
		int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);

		if (low < 0)
			return false;
		ret_data[i] = (uint8_t)(high << 4 | low);
	}
	return text[2 * len] == '\0';
}

static char base64_digit(enum base64 variant, unsigned value)
{
	if (variant == BASE64URL_NOPAD && value == 62)
		return '-';
	if (variant == BASE64URL_NOPAD && value == 63)
		return '_';
	return base64_digits[value];
}

void base64_encode(enum base64 variant, const uint8_t *data, size_t len, char *ret_text)
{
	char *out = ret_text;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		unsigned bits = (unsigned)data[i] << 16;

		if (n > 1)
			bits |= (unsigned)data[i + 1] << 8;
		if (n > 2)
			bits |= data[i + 2];
		for (size_t k = 0; k <= n; k++)
			*out++ = base64_digit(variant, bits >> (18 - 6 * k) & 63);
		for (size_t k = n; k < 3 && variant == BASE64; k++)
			*out++ = '=';
	}
	*out = '\0';
}

static int base64_value(enum base64 variant, char c)
{
	const char *at;

	if (variant == BASE64URL_NOPAD) {
		if (c == '-' || c == '_')
			return c == '-' ? 62 : 63;
		if (c == '+' || c == '/')
			return -1;
	}
	at = c ? strchr(base64_digits, c) : NULL;
	return at ? (int)(at - base64_digits) : -1;
}

/* Takes the padding off; false when it is not what the variant asks for. */
static bool base64_unpad(enum base64 variant, const char *text, size_t *len)
{
	size_t padding = 0;

	if (variant != BASE64)
		return *len % 4 != 1;
	if (*len % 4)
		return false;
	while (padding < 2 && padding < *len && text[*len - 1 - padding] == '=')
		padding++;
	*len -= padding;
	return true;
}

bool base64_decode(enum base64 variant, const char *text, size_t text_len, uint8_t *ret_data,
	size_t size, size_t *ret_len)
{
	unsigned bits = 0;
	unsigned n_bits = 0;
	size_t len = 0;

	if (!base64_unpad(variant, text, &text_len))
		return false;
	for (size_t i = 0; i < text_len; i++) {
		int value = base64_value(variant, text[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			if (len == size)
				return false;
			ret_data[len++] = (uint8_t)(bits >> n_bits);
		}
		bits &= (1u << n_bits) - 1;
	}
	*ret_len = len;
	return bits == 0;
}

/* Length of the sequence a lead byte starts; 0 when it starts none. */
static size_t utf8_sequence(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if (lead >= 0xE0 && lead <= 0xEF)
		return 3;
	return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static uint32_t utf8_decode(const unsigned char *at, size_t n)
{
	static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t c = at[0] & lead_bits[n];

	for (size_t i = 1; i < n; i++)
		c = c << 6 | (at[i] & 0x3F);
	return c;
}

bool utf8_valid(const char *text, size_t len)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)text;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence(at[i]);
		uint32_t c;

		if (!n || n > len - i)
			return false;
		for (size_t k = 1; k < n; k++)
			if ((at[i + k] & 0xC0) != 0x80)
				return false;
		c = utf8_decode(at + i, n);
		if (c < smallest[n] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
			return false;
		i += n;
	}
	return true;
}

size_t utf8_until(const char *text, size_t len)
{
	size_t good = 0;

	while (good < len) {
		size_t n = 1;

		while (n <= 4 && n <= len - good && !utf8_valid(text + good, n))
			n++;
		if (n > 4 || n > len - good)
			return good;
		good += n;
	}
	return good;
}

uint32_t utf8_next(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	size_t n = utf8_sequence(at[0]);

	if (!at[0])
		return 0;
	*text += n;
	return utf8_decode(at, n);
}

size_t utf8_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

bool parse_uint(const char *text, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (!*text || (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
			return false;
	}
	if (value > max)
		return false;
	*ret_value = value;
	return true;
}

bool parse_int(const char *text, uint64_t max, int64_t *ret_value)
{
	bool negative = text[0] == '-';
	uint64_t value;

	if (!parse_uint(text + negative, max, &value) || (negative && !value))
		return false;
	*ret_value = negative ? -(int64_t)value : (int64_t)value;
	return true;
}
