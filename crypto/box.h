/* How trustees send each other their shares: X25519 boxes (libsodium's crypto_box), nonce in front.
 * The key pair comes from the trustee's own seed, and the public half is announced under the
 * signature of her certificate's key, so that the service that relays shares cannot read them. */
#ifndef CRYPTO_BOX_H
#define CRYPTO_BOX_H

#include "base/rand.h"
#include "crypto/proof.h"
#include "crypto/scalar.h"
#include "crypto/trustee.h"

enum { BOX_KEY_BYTES = 32, BOX_SHARE_BYTES = 24 + 16 + 32 };

struct box_public {
	uint8_t bytes[BOX_KEY_BYTES];
};
struct box_secret {
	uint8_t bytes[BOX_KEY_BYTES];
};

#define auto_box_secret __attribute__((cleanup(box_secret_wipe)))
void box_secret_wipe(struct box_secret *secret);

/* Key pair from SHA-256("gongyi-box|" seed). */
void box_keys(const char *seed, struct box_secret *ret_secret, struct box_public *ret_public);

/* The announcement: a signature by the certificate's key on {"box":"<base64>"}. */
void box_announce(const struct box_public *box, const struct pedersen_secret *secret,
	struct rand *rand, struct proof *ret_signature);
bool box_announced(const struct box_public *box, const struct certificate *certificate,
	const struct proof *signature) must_use;

/* Seals a share for its receiver; opens one received. */
void box_seal(const struct scalar *share, const struct box_secret *sender,
	const struct box_public *receiver, struct rand *rand, uint8_t ret_sealed[BOX_SHARE_BYTES]);
bool box_open(const uint8_t sealed[BOX_SHARE_BYTES], const struct box_public *sender,
	const struct box_secret *receiver, struct scalar *ret_share) must_use;

#endif
