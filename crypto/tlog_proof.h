/* A proof that stands by itself (C2SP tlog-proof): an entry's index, its path to the head, and the
 * signed checkpoint that states the head. What a resident keeps. */
#ifndef CRYPTO_TLOG_PROOF_H
#define CRYPTO_TLOG_PROOF_H

#include "crypto/checkpoint.h"

enum { TLOG_PROOF_BYTES_MAX = NOTE_BYTES_MAX + 16 * 1024 };

struct tlog_proof {
	uint64_t index;
	struct merkle_path path;
	struct span extra;      /* base64, empty when absent; nobody vouches for it */
	struct span checkpoint; /* the signed note, as it is */
};

void tlog_proof_write(struct buf *text, const struct tlog_proof *proof);

/* What `ret_proof` points to belongs to the text. */
bool tlog_proof_parse(const char *text, size_t len, struct tlog_proof *ret_proof) must_use;

/* Verifies checkpoint and path for a leaf; keys and results as in checkpoint_open().
 * ERR_BAD_PROOF when the path does not lead to the head. */
enum err tlog_proof_verify(const struct tlog_proof *proof, const struct digest *leaf,
	const struct note_key *keys, size_t n_keys, struct checkpoint *ret_checkpoint,
	uint64_t *ret_signed) must_use;

#endif
