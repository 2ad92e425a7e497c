/* The grammar of RFC 8259, checked before the text reaches the library. */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include <stddef.h>

/* NULL when the text is one JSON value that passes json.h's rules (but for duplicate names);
 * else what is wrong, and the byte where. */
const char *json_check(const char *text, size_t len, size_t *ret_at);

#endif
