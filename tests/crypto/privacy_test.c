/* crypto/privacy: personal numbers at rest (D6). */
#include "harness/test.h"

#include <string.h>

#include "crypto/privacy.h"

static void free_keys(void *keys)
{
	keyring_free(keys);
}

static struct keyring *t_keys(uint8_t first)
{
	uint8_t master[KEYRING_MASTER_BYTES] = {first};
	struct keyring *keys = keyring_new(master);

	T_CHECK(keys != NULL);
	t_defer(free_keys, keys);
	return keys;
}

TEST(privacy, a_tag_is_the_same_for_one_body_and_one_key_alone)
{
	struct keyring *keys = t_keys(1);
	struct privacy_tag tag = privacy_tag_of(keys, 7, "id", 2);
	struct privacy_tag same = privacy_tag_of(keys, 7, "id", 2);
	struct privacy_tag body = privacy_tag_of(keys, 8, "id", 2);
	struct privacy_tag key = privacy_tag_of(t_keys(2), 7, "id", 2);
	struct privacy_tag text = privacy_tag_of(keys, 7, "ie", 2);

	T_INT(tag.bytes[0], PRIVACY_SUITE);
	T_MEM(tag.bytes, same.bytes, sizeof tag.bytes);
	T_CHECK(memcmp(tag.bytes, body.bytes, sizeof tag.bytes) != 0);
	T_CHECK(memcmp(tag.bytes, key.bytes, sizeof tag.bytes) != 0);
	T_CHECK(memcmp(tag.bytes, text.bytes, sizeof tag.bytes) != 0);
}

TEST(privacy, sealed_text_opens_in_its_place_alone)
{
	struct keyring *keys = t_keys(1);
	struct rand rand = rand_seeded(t_seed());
	uint8_t sealed[5 + PRIVACY_EXTRA_BYTES], again[sizeof sealed], opened[5];

	privacy_seal(keys, 7, "phone:1", &rand, "12345", 5, sealed);
	privacy_seal(keys, 7, "phone:1", &rand, "12345", 5, again);
	T_CHECK(memcmp(sealed, again, sizeof sealed) != 0);
	T_CHECK(privacy_open(keys, 7, "phone:1", sealed, sizeof sealed, opened));
	T_MEM(opened, "12345", 5);
	T_CHECK(!privacy_open(keys, 7, "phone:2", sealed, sizeof sealed, opened));
	T_CHECK(!privacy_open(keys, 8, "phone:1", sealed, sizeof sealed, opened));
	T_CHECK(!privacy_open(t_keys(2), 7, "phone:1", sealed, sizeof sealed, opened));
}

TEST(privacy, no_byte_of_sealed_text_can_be_changed)
{
	struct keyring *keys = t_keys(1);
	struct rand rand = rand_seeded(t_seed());
	uint8_t sealed[5 + PRIVACY_EXTRA_BYTES], opened[sizeof sealed];

	privacy_seal(keys, 7, "phone:1", &rand, "12345", 5, sealed);
	for (size_t i = 0; i < sizeof sealed; i++) {
		sealed[i] ^= 1;
		T_CHECK(!privacy_open(keys, 7, "phone:1", sealed, sizeof sealed, opened));
		sealed[i] ^= 1;
		T_CHECK(!privacy_open(keys, 7, "phone:1", sealed, i, opened));
	}
	T_CHECK(privacy_open(keys, 7, "phone:1", sealed, sizeof sealed, opened));
}
