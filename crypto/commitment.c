/* The salt is as long as the digest, so that nobody can find a datum by trying all of them; its
 * fixed length leaves one way to read the input. */
#include "crypto/commitment.h"

#include "crypto/reveal.h"

struct digest commitment_of(const struct commitment_salt *salt, const void *data, size_t len)
{
	static const char domain[] = "gongyi:commitment:1\n";
	struct digest_state state;

	digest_start(&state);
	digest_add(&state, domain, sizeof domain - 1);
	digest_add(&state, salt->bytes, sizeof salt->bytes);
	digest_add(&state, data, len);
	return digest_finish(&state);
}

struct digest commitment_new(
	struct rand *rand, const void *data, size_t len, struct commitment_salt *ret_salt)
{
	rand_bytes(rand, ret_salt->bytes, sizeof ret_salt->bytes);
	return commitment_of(ret_salt, data, len);
}

bool commitment_opens(const struct digest *commitment, const struct commitment_salt *salt,
	const void *data, size_t len)
{
	struct digest expected = commitment_of(salt, data, len);

	return reveal_bit(digest_equal(&expected, commitment));
}
