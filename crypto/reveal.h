/* Where something computed from secrets becomes public. Everything else in crypto/ runs without a
 * branch or an index that depends on a secret. In the programs these calls do nothing;
 * tests/secrets puts its own in their place (ld --wrap) and so tells memcheck what may be looked at
 * from here on, and whoever wants to know what is given away reads through the calls. */
#ifndef CRYPTO_REVEAL_H
#define CRYPTO_REVEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void reveal(const void *data, size_t len);

/* A yes (1) or no (0) that its asker may act on. */
static inline bool reveal_bit(uint8_t bit)
{
	reveal(&bit, sizeof bit);
	return bit != 0;
}

#endif
