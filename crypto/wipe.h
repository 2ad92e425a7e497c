/* libsodium 1.0.18 leaves copies of what it worked on below its caller's stack frame (scalar
 * arithmetic, key derivation, boxes). Whoever passes it secrets calls this afterwards;
 * tests/secrets searches the stack behind every operation. */
#ifndef CRYPTO_WIPE_H
#define CRYPTO_WIPE_H

#include <sodium.h>

/* Deeper than any frame of those calls. */
enum { WIPE_STACK_BYTES = 2048 };

static inline void wipe_stack(void)
{
	sodium_stackzero(WIPE_STACK_BYTES);
}

#endif
