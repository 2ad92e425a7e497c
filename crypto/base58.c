/* Base58 without a table: runs of neighbouring characters, compared by sign bits. */
#include "crypto/base58.h"

#include <sodium.h>

#include "crypto/reveal.h"

enum { BASE = 58 };

static const struct {
	uint32_t first, last; /* characters */
} runs[] = {{'1', '9'}, {'A', 'H'}, {'J', 'N'}, {'P', 'Z'}, {'a', 'k'}, {'m', 'z'}};

/* 1 when a < b, else 0; both below 2^31. */
static uint32_t less(uint32_t a, uint32_t b)
{
	return (a - b) >> 31;
}

enum base58_class base58_classify(char c)
{
	uint32_t code = (uint8_t)c, digit = 0, filler = 0, found;

	for (size_t i = 0; i < COUNT_OF(runs); i++)
		digit |= (less(code, runs[i].first) | less(runs[i].last, code)) ^ 1;
	filler = less(code ^ '-', 1) | less(code ^ ' ', 1);
	found = digit * BASE58_DIGIT + filler * BASE58_FILLER;
	reveal(&found, sizeof found);
	return (enum base58_class)found;
}

/* Every run but the first starts where its predecessor ended: a value beyond that skips the gap. */
static char digit_of(uint32_t value)
{
	uint32_t code = runs[0].first + value;

	for (size_t i = 1; i < COUNT_OF(runs); i++)
		code += (runs[i].first - runs[i - 1].last - 1) * less(runs[i - 1].last, code);
	return (char)code;
}

void base58_random(struct rand *rand, size_t n, char *ret_text)
{
	uint64_t value;

	for (size_t i = 0; i < n; i++) {
		rand_bytes(rand, &value, sizeof value);
		ret_text[i] = digit_of((uint32_t)(value % BASE));
	}
	ret_text[n] = '\0';
	sodium_memzero(&value, sizeof value);
}
