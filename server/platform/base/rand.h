/* Randomness as a parameter. rand_system() draws from the operating system; rand_seeded() is a
 * reproducible stream (libsodium's ChaCha20) for tests, rehearsals and revealed ballots. */
#ifndef BASE_RAND_H
#define BASE_RAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RAND_SEED_BYTES = 32 };

struct rand {
	bool seeded;
	uint8_t seed[RAND_SEED_BYTES];
	uint64_t drawn; /* calls so far; the seeded stream's position */
};

/* Once, before anything else of libsodium is used; false when there is no randomness. */
bool rand_init(void);

struct rand rand_system(void);
struct rand rand_seeded(const uint8_t seed[RAND_SEED_BYTES]);

/* Fills `out`; cannot fail. */
void rand_bytes(struct rand *rand, void *out, size_t len);

/* Uniform in [0, bound); bound > 0. */
uint32_t rand_below(struct rand *rand, uint32_t bound);

#endif
