/* A token bucket for each address, in a table of fixed size: two addresses that fall on one slot
 * share it, which costs an attacker's neighbour a little and memory nothing. */
#include <stdlib.h>

#include "http/internal.h"

enum { SLOTS = 8192, BURST_SECONDS = 5 };

struct bucket {
	int64_t level; /* thousandths of a request */
	int64_t at;    /* when it was last filled */
};

struct rate {
	int64_t per_second;
	struct bucket buckets[SLOTS];
};

struct rate *rate_new(int64_t per_second)
{
	struct rate *rate = calloc(1, sizeof *rate);

	if (rate)
		rate->per_second = per_second;
	return rate;
}

void rate_free(struct rate *rate)
{
	free(rate);
}

static uint32_t slot_of(const char *address)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *address; address++)
		hash = (hash ^ (unsigned char)*address) * 16777619u;
	return hash % SLOTS;
}

bool rate_allows(struct rate *rate, const char *address, int64_t now_ms)
{
	struct bucket *bucket = &rate->buckets[slot_of(address)];
	int64_t full = rate->per_second * BURST_SECONDS * 1000;

	if (!rate->per_second)
		return true;
	bucket->level += (now_ms - bucket->at) * rate->per_second;
	if (bucket->level > full || bucket->at == 0)
		bucket->level = full;
	bucket->at = now_ms;
	if (bucket->level < 1000)
		return false;
	bucket->level -= 1000;
	return true;
}
