/* See buf.h. Doubles its memory, never beyond the maximum. */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf){.max = max};
}

void buf_done(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->data)
		buf->data[0] = '\0';
}

/* Makes room for `more` bytes and the final NUL. */
static bool buf_reserve(struct buf *buf, size_t more)
{
	size_t size = buf->size ? buf->size : 256;
	char *data;

	if (buf->failed || more > buf->max - buf->len) {
		buf->failed = true;
		return false;
	}
	if (buf->data && buf->size - buf->len > more)
		return true;
	while (size - buf->len <= more)
		size *= 2;
	data = realloc(buf->data, size);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->size = size;
	return true;
}

void buf_add(struct buf *buf, const void *data, size_t len)
{
	if (!buf_reserve(buf, len))
		return;
	if (len)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void buf_str(struct buf *buf, const char *string)
{
	buf_add(buf, string, strlen(string));
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_int(struct buf *buf, int64_t value)
{
	buf_printf(buf, "%" PRId64, value);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list list;
	int len;

	va_start(list, format);
	len = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (len < 0 || !buf_reserve(buf, (size_t)len)) {
		buf->failed = true;
		return;
	}
	va_start(list, format);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, format, list);
	va_end(list);
	buf->len += (size_t)len;
}

void copy_text(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);

	if (len >= size) {
		len = size - 1;
		while (len && ((unsigned char)from[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(to, from, len);
	to[len] = '\0';
}
