/* Credentials: making, typing, deriving; and the public list. */
#include "crypto/credential.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base58.h"
#include "crypto/digest.h"
#include "crypto/place.h"
#include "crypto/reveal.h"

enum { DIGITS = 22 };

/* Dashes stand before these digits. */
static bool dash_before(size_t digit)
{
	return digit == 5 || digit == 11 || digit == 16;
}

bool uuid_valid(const char *text)
{
	size_t len = strnlen(text, UUID_SIZE);

	for (size_t i = 0; i < len; i++)
		if (base58_classify(text[i]) != BASE58_DIGIT)
			return false;
	return len >= UUID_NEW_SIZE - 1 && len < UUID_SIZE;
}

void uuid_new(struct rand *rand, char ret_uuid[UUID_NEW_SIZE])
{
	base58_random(rand, UUID_NEW_SIZE - 1, ret_uuid);
	reveal(ret_uuid, UUID_NEW_SIZE);
}

static bool take_digits(const char *typed, char ret_text[CREDENTIAL_SIZE])
{
	size_t digits = 0, len = 0, n = strlen(typed);

	for (size_t i = 0; i < n; i++) {
		enum base58_class class = base58_classify(typed[i]);

		if (class == BASE58_FILLER)
			continue;
		if (class != BASE58_DIGIT || digits == DIGITS)
			return false;
		if (dash_before(digits++))
			ret_text[len++] = '-';
		ret_text[len++] = typed[i];
	}
	ret_text[len] = '\0';
	return digits == DIGITS;
}

bool credential_normalize(const char *typed, char ret_text[CREDENTIAL_SIZE])
{
	char text[CREDENTIAL_SIZE];
	bool ok = take_digits(typed, text);

	if (ok)
		memcpy(ret_text, text, sizeof text);
	sodium_memzero(text, sizeof text);
	return ok;
}

void credential_new(struct rand *rand, char ret_text[CREDENTIAL_SIZE])
{
	char digits[DIGITS + 1];

	base58_random(rand, DIGITS, digits);
	(void)!credential_normalize(digits, ret_text);
	sodium_memzero(digits, sizeof digits);
}

void credential_secret(const char *uuid, const char *text, struct scalar *ret_secret)
{
	struct digest halves[2];
	struct digest_state state;

	for (size_t i = 0; i < COUNT_OF(halves); i++) {
		digest_start(&state);
		digest_add(&state, "derive_credential|", strlen("derive_credential|"));
		digest_add(&state, uuid, strlen(uuid));
		digest_add(&state, i ? "|1|" : "|0|", 3);
		digest_add(&state, text, strlen(text));
		halves[i] = digest_finish(&state);
	}
	scalar_of_digests(halves, ret_secret);
	sodium_memzero(&state, sizeof state);
	sodium_memzero(halves, sizeof halves);
}

void credential_derive(
	const char *uuid, const char *text, struct scalar *ret_secret, struct point *ret_public)
{
	credential_secret(uuid, text, ret_secret);
	point_base_mul(ret_secret, ret_public);
	reveal(ret_public, sizeof *ret_public);
}

static int compare_points(const struct point *a, const struct point *b)
{
	return memcmp(a->bytes, b->bytes, POINT_BYTES);
}

static int compare_places(const void *a, const void *b, void *list)
{
	const struct public_credential *credentials = list;

	return compare_points(
		&credentials[*(const uint32_t *)a].point, &credentials[*(const uint32_t *)b].point);
}

static enum err check_lines(
	const struct public_credential *list, size_t n, uint64_t *ret_weight, struct error *error)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++) {
		if (!point_valid(&list[i].point))
			return fail_place(error, "not in the group", "/%zu", i);
		if (list[i].weight > CREDENTIALS_WEIGHT_MAX - total)
			return fail_place(error, "total weight too large", "/%zu", i);
		total += list[i].weight;
	}
	*ret_weight = total;
	return OK;
}

enum err credentials_init(const struct public_credential *list, size_t n, struct arena *arena,
	struct credentials *ret_credentials, struct error *error)
{
	uint64_t weight = 0;
	uint32_t *sorted;

	if (n > CREDENTIALS_MAX)
		return fail_field(error, "", "too many credentials");
	TRY(check_lines(list, n, &weight, error));
	sorted = arena_array(arena, uint32_t, n ? n : 1);
	if (!sorted)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < n; i++)
		sorted[i] = (uint32_t)i;
	qsort_r(sorted, n, sizeof *sorted, compare_places,
		(void *)(uintptr_t)list /* not written */);
	for (size_t i = 1; i < n; i++)
		if (point_equal(&list[sorted[i]].point, &list[sorted[i - 1]].point))
			return fail_place(
				error, "stands on the list twice", "/%zu", (size_t)sorted[i]);
	*ret_credentials = (struct credentials){n, list, sorted, weight};
	return OK;
}

bool credentials_find(
	const struct credentials *credentials, const struct point *point, size_t *ret_index)
{
	size_t low = 0, high = credentials->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t place = credentials->sorted[middle];
		int order = compare_points(point, &credentials->list[place].point);

		if (order == 0) {
			*ret_index = place;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
