/* See box.h. */
#include "crypto/box.h"

#include <sodium.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/reveal.h"
#include "crypto/transcript.h"
#include "crypto/wipe.h"

_Static_assert(BOX_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "libsodium's public keys");
_Static_assert(BOX_SHARE_BYTES == crypto_box_NONCEBYTES + crypto_box_MACBYTES + SCALAR_BYTES,
	"nonce, tag and one scalar");

void box_secret_wipe(struct box_secret *secret)
{
	sodium_memzero(secret, sizeof *secret);
}

void box_keys(const char *seed, struct box_secret *ret_secret, struct box_public *ret_public)
{
	static const char prefix[] = "gongyi-box|";
	struct digest_state state;
	struct digest digest;

	digest_start(&state);
	digest_add(&state, prefix, sizeof prefix - 1);
	digest_add(&state, seed, strlen(seed));
	digest = digest_finish(&state);
	crypto_box_seed_keypair(ret_public->bytes, ret_secret->bytes, digest.bytes);
	reveal(ret_public, sizeof *ret_public);
	sodium_memzero(&state, sizeof state);
	sodium_memzero(&digest, sizeof digest);
}

static struct transcript announcement(const struct box_public *box)
{
	char text[BASE64_SIZE(BOX_KEY_BYTES)];
	struct transcript transcript;

	base64_encode(BASE64, box->bytes, sizeof box->bytes, text);
	transcript_start(&transcript, "sigmsg|{\"box\":\"", NULL);
	transcript_str(&transcript, text);
	transcript_str(&transcript, "\"}|");
	return transcript;
}

void box_announce(const struct box_public *box, const struct pedersen_secret *secret,
	struct rand *rand, struct proof *ret_signature)
{
	struct transcript prefix = announcement(box);

	schnorr_prove(&prefix, &secret->sign, rand, ret_signature);
}

bool box_announced(const struct box_public *box, const struct certificate *certificate,
	const struct proof *signature)
{
	struct transcript prefix = announcement(box);

	return schnorr_holds(&prefix, &certificate->verification, signature);
}

/* crypto_box_easy fails only for a receiver's key of small order: then nothing can be opened. */
void box_seal(const struct scalar *share, const struct box_secret *sender,
	const struct box_public *receiver, struct rand *rand, uint8_t ret_sealed[BOX_SHARE_BYTES])
{
	rand_bytes(rand, ret_sealed, crypto_box_NONCEBYTES);
	if (crypto_box_easy(ret_sealed + crypto_box_NONCEBYTES, share->bytes, SCALAR_BYTES,
		    ret_sealed, receiver->bytes, sender->bytes) != 0)
		memset(ret_sealed, 0, BOX_SHARE_BYTES);
	reveal(ret_sealed, BOX_SHARE_BYTES);
}

bool box_open(const uint8_t sealed[BOX_SHARE_BYTES], const struct box_public *sender,
	const struct box_secret *receiver, struct scalar *ret_share)
{
	int status = crypto_box_open_easy(ret_share->bytes, sealed + crypto_box_NONCEBYTES,
		crypto_box_MACBYTES + SCALAR_BYTES, sealed, sender->bytes, receiver->bytes);

	wipe_stack();
	return reveal_bit(status == 0);
}
