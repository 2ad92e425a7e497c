/* Salted commitments; the known answer was made by another implementation of SHA-256. */
#include "crypto/commitment.h"

#include "harness/test.h"

TEST(commitment, opens_for_its_datum_and_salt_only)
{
	struct rand rand = rand_seeded(t_seed());
	struct commitment_salt salt, other = {{0}};
	struct digest digest = commitment_new(&rand, "Zhang San", 9, &salt);
	char text[DIGEST_HEX_SIZE];

	T_CHECK(commitment_opens(&digest, &salt, "Zhang San", 9));
	T_CHECK(!commitment_opens(&digest, &salt, "Zhang Sa", 8));
	T_CHECK(!commitment_opens(&digest, &other, "Zhang San", 9));
	salt.bytes[31] ^= 1;
	T_CHECK(!commitment_opens(&digest, &salt, "Zhang San", 9));
	digest = commitment_of(&other, "x", 1);
	digest_hex(&digest, text);
	T_STR(text, "3888617948ab952bb0b8f02f0614b00f64a1459140ae75972c539bd6b8226c26");
}
