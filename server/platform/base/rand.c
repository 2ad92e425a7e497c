/* The only file outside crypto/ that calls libsodium. */
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

/* Fills a block; `len` bytes of it are wanted. */
static void next_block(struct rand *rand, uint8_t *out, size_t len)
{
	static const uint8_t label[] = "gongyi:seed:1\n";
	crypto_hash_sha512_state state;
	uint8_t block[RAND_BLOCK_BYTES], number[8];

	_Static_assert(sizeof block == crypto_hash_sha512_BYTES, "a hash is a block");
	for (size_t i = 0; i < sizeof number; i++)
		number[i] = (uint8_t)(rand->drawn >> (56 - 8 * i));
	rand->drawn++;
	crypto_hash_sha512_init(&state);
	crypto_hash_sha512_update(&state, label, sizeof label - 1);
	crypto_hash_sha512_update(&state, rand->seed, sizeof rand->seed);
	crypto_hash_sha512_update(&state, number, sizeof number);
	crypto_hash_sha512_final(&state, block);
	memcpy(out, block, len);
	sodium_memzero(block, sizeof block);
	sodium_memzero(&state, sizeof state);
}

void rand_bytes(struct rand *rand, void *out, size_t len)
{
	uint8_t *bytes = out;

	if (!rand->seeded) {
		randombytes_buf(out, len);
		return;
	}
	for (size_t at = 0; at < len; at += RAND_BLOCK_BYTES)
		next_block(rand, bytes + at,
			len - at < RAND_BLOCK_BYTES ? len - at : RAND_BLOCK_BYTES);
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
