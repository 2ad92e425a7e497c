/* Randomness as a parameter. rand_system() draws from the operating system; rand_seeded() is a
 * reproducible stream for ballots whose seed is revealed, rehearsals and tests. Its block n is
 * SHA-512("gongyi:seed:1" LF || seed || n in 8 bytes, big-endian), n from 0; every call begins a
 * new block (crypto/README.md, "Testing the device"). */
#ifndef BASE_RAND_H
#define BASE_RAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RAND_SEED_BYTES = 32, RAND_BLOCK_BYTES = 64 };

struct rand {
	bool seeded;
	uint8_t seed[RAND_SEED_BYTES];
	uint64_t drawn; /* blocks of the seeded stream so far */
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
