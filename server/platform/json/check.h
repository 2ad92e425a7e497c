/* The grammar of RFC 8259, checked before the text reaches the library. */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL when the text is one JSON value that passes json.h's rules (but for duplicate names);
 * else what is wrong, and the byte where. */
const char *json_check(const char *text, size_t len, size_t *ret_at);

/* Goes through the numbers of a text that passed json_check(), from `at` (a byte, 0 at first) to
 * the next, and past it. False, and `ret_value` left alone, when that one is not written as an
 * integer: a fraction, an exponent, "-0", or more than ±JSON_INT_MAX. */
bool json_next_int(const char *text, size_t len, size_t *at, int64_t *ret_value);

#endif
