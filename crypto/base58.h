/* Base58 digits, the alphabet of credentials, seeds and names of elections. Digits are often
 * secret, so they are computed, not looked up. */
#ifndef CRYPTO_BASE58_H
#define CRYPTO_BASE58_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/rand.h"

/* What a character is; that is public even where the digits are secret. */
enum base58_class {
	BASE58_OTHER,
	BASE58_DIGIT,
	BASE58_FILLER /* a dash or a blank */
};

enum base58_class base58_classify(char c) must_use;

/* n digits and a NUL; `ret_text` holds n + 1 bytes. Each digit is 64 random bits modulo 58, which
 * differs from uniform by less than 2^-58: no draw is thrown away, so nothing depends on its value.
 */
void base58_random(struct rand *rand, size_t n, char *ret_text);

#endif
