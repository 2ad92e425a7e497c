/* Text of unknown origin as UTF-8. What spreadsheets in use here write is told apart: a byte order
 * mark decides; without one, bytes that are valid UTF-8 are UTF-8 and all others GB18030 (which
 * contains GBK and GB 2312). */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum charset { CHARSET_UTF8, CHARSET_GB18030, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET__COUNT };

/* Appends `in` to `ret_text` as UTF-8 without its byte order mark. ERR_TEXT_ENCODING tells the
 * first byte that cannot be read and its line, ERR_TOO_LARGE that `ret_text` is full. */
enum err charset_decode(struct span in, struct error *error, struct buf *ret_text,
	enum charset *ret_charset) must_use;

/* "UTF-8", "GB18030" … */
const char *charset_name(enum charset charset);

#endif
