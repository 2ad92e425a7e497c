/* The only file outside crypto/ that calls libsodium. A seeded stream takes block n of the key
 * derived from (seed, n), so its position is one counter. */
#include "base/rand.h"

#include <sodium.h>
#include <string.h>

bool rand_init(void)
{
	return sodium_init() >= 0;
}

struct rand rand_system(void)
{
	return (struct rand){0};
}

struct rand rand_seeded(const uint8_t seed[RAND_SEED_BYTES])
{
	struct rand rand = {.seeded = true};

	memcpy(rand.seed, seed, RAND_SEED_BYTES);
	return rand;
}

void rand_bytes(struct rand *rand, void *out, size_t len)
{
	uint8_t key[crypto_generichash_BYTES];
	uint64_t position = rand->drawn++;

	if (!rand->seeded) {
		randombytes_buf(out, len);
		return;
	}
	_Static_assert(sizeof key == randombytes_SEEDBYTES, "a derived key seeds the stream");
	crypto_generichash(key, sizeof key, (const uint8_t *)&position, sizeof position, rand->seed,
		RAND_SEED_BYTES);
	randombytes_buf_deterministic(out, len, key);
	sodium_memzero(key, sizeof key);
}

uint32_t rand_below(struct rand *rand, uint32_t bound)
{
	uint32_t limit = UINT32_MAX - UINT32_MAX % bound;
	uint32_t value;

	do
		rand_bytes(rand, &value, sizeof value);
	while (value >= limit);
	return value % bound;
}
