/* A growable byte buffer with a mandatory maximum. Errors are sticky: after an overflow or a
 * failed allocation every further call does nothing, so writers check once, with buf_ok(). The
 * bytes are always followed by a NUL that does not count. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buf {
	char *data; /* NULL while empty */
	size_t len;
	size_t size;
	size_t max;
	bool failed;
};

void buf_init(struct buf *buf, size_t max);
void buf_done(struct buf *buf);

/* Forgets the content and any failure; keeps the memory. */
void buf_reset(struct buf *buf);

static inline bool buf_ok(const struct buf *buf)
{
	return !buf->failed;
}

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_str(struct buf *buf, const char *string);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...) printf_like(2, 3);

/* Copies a string into a fixed field, cut at the last whole UTF-8 character that fits. */
void copy_text(char *to, size_t size, const char *from);

#endif
