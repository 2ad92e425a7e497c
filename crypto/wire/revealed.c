/* See revealed.h. */
#include "crypto/wire/revealed.h"

#include <string.h>

enum {
	BITS_MAX = ELECTION_CHOICES_MAX / 8,
	REST_MAX = POINT_BYTES + RAND_SEED_BYTES + BITS_MAX,
	PARTS = 4
};

static size_t bits_size(const struct election *election)
{
	return (election->n_choices + 7) / 8;
}

static void add_base64(struct buf *buf, const uint8_t *bytes, size_t len)
{
	char text[BASE64_SIZE(REST_MAX)];

	base64_encode(BASE64URL_NOPAD, bytes, len, text);
	buf_char(buf, '.');
	buf_str(buf, text);
}

void revealed_write(
	const struct election *election, const struct revealed *revealed, struct buf *buf)
{
	uint8_t rest[REST_MAX] = {0};
	uint8_t *bits = rest + POINT_BYTES + RAND_SEED_BYTES;

	for (size_t i = 0; i < POINT_BYTES; i++)
		rest[i] = revealed->credential.bytes[POINT_BYTES - 1 - i];
	memcpy(rest + POINT_BYTES, revealed->seed, RAND_SEED_BYTES);
	for (size_t i = 0; i < election->n_choices; i++)
		bits[i / 8] |= (uint8_t)(revealed->votes[i] << (7 - i % 8));
	buf_printf(buf, "1.%s", election->uuid);
	add_base64(buf, revealed->hash.bytes, DIGEST_BYTES);
	add_base64(buf, rest, POINT_BYTES + RAND_SEED_BYTES + bits_size(election));
}

/* What stands between the dots; the number of parts, or 0 when there are too many. */
static size_t split(const char *text, struct span ret_parts[PARTS])
{
	size_t n = 0;

	for (;;) {
		size_t len = strcspn(text, ".");

		if (n == PARTS)
			return 0;
		ret_parts[n++] = (struct span){(const uint8_t *)text, len};
		if (!text[len])
			return n;
		text += len + 1;
	}
}

static bool is_text(struct span part, const char *text)
{
	return part.len == strlen(text) && memcmp(part.data, text, part.len) == 0;
}

static bool decode(struct span part, uint8_t *ret_bytes, size_t size)
{
	size_t len;

	return base64_decode(
		       BASE64URL_NOPAD, (const char *)part.data, part.len, ret_bytes, size, &len) &&
	       len == size;
}

static bool read_rest(
	const struct election *election, struct span part, struct revealed *ret_revealed)
{
	uint8_t rest[REST_MAX];
	const uint8_t *bits = rest + POINT_BYTES + RAND_SEED_BYTES;
	size_t n_bits = 8 * bits_size(election);

	if (!decode(part, rest, POINT_BYTES + RAND_SEED_BYTES + bits_size(election)))
		return false;
	for (size_t i = 0; i < POINT_BYTES; i++)
		ret_revealed->credential.bytes[i] = rest[POINT_BYTES - 1 - i];
	memcpy(ret_revealed->seed, rest + POINT_BYTES, RAND_SEED_BYTES);
	for (size_t i = 0; i < n_bits; i++) {
		uint8_t bit = bits[i / 8] >> (7 - i % 8) & 1;

		if (i < election->n_choices)
			ret_revealed->votes[i] = bit;
		else if (bit)
			return false;
	}
	return true;
}

enum err revealed_read(const struct election *election, const char *text,
	struct revealed *ret_revealed, struct error *error)
{
	const char *fragment = strrchr(text, '#');
	struct span parts[PARTS];
	size_t n = split(fragment ? fragment + 1 : text, parts);

	*ret_revealed = (struct revealed){0};
	if (n < PARTS - 1 || !is_text(parts[0], "1"))
		return fail_field(error, "form", "1.UUID.HASH.REST");
	if (!is_text(parts[1], election->uuid))
		return fail_field(error, "round", "of another election");
	if (!decode(parts[2], ret_revealed->hash.bytes, DIGEST_BYTES))
		return fail_field(error, "hash", "32 bytes in base64");
	ret_revealed->whole = n == PARTS;
	if (ret_revealed->whole && !read_rest(election, parts[3], ret_revealed))
		return fail_field(error, "rest", "credential, seed and choices in base64");
	return OK;
}

enum err revealed_hash(const struct election *election, const struct revealed *revealed,
	struct arena *arena, struct digest *ret_hash, struct error *error)
{
	struct rand rand = rand_seeded(revealed->seed);
	struct ballot *ballot = NULL;

	if (!point_valid(&revealed->credential))
		return fail_field(error, "credential", "not in the group");
	TRY(ballot_seal(
		election, &revealed->credential, revealed->votes, &rand, arena, &ballot, error));
	*ret_hash = ballot_hash(election, ballot);
	return OK;
}
