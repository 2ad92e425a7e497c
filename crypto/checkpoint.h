/* Checkpoints (C2SP tlog-checkpoint): a signed note that states a tree's size and head. We neither
 * write nor accept extension lines, which no monitor could audit. */
#ifndef CRYPTO_CHECKPOINT_H
#define CRYPTO_CHECKPOINT_H

#include "crypto/merkle.h"
#include "crypto/note.h"

struct checkpoint {
	char origin[NOTE_NAME_SIZE]; /* the log's name; equal to its key's name */
	uint64_t size;
	struct digest root;
};

/* The note's text: origin, size, base64 head, each on its line. */
void checkpoint_write(struct buf *text, const struct checkpoint *checkpoint);
bool checkpoint_parse(struct span text, struct checkpoint *ret_checkpoint) must_use;

/* Parses and verifies a signed checkpoint. keys[0] is the log's key: its signature is required and
 * its name is the origin; further keys are witnesses'. `ret_signed` as in note_verify().
 * ERR_MALFORMED, ERR_BAD_SIGNATURE, ERR_TOO_LARGE. */
enum err checkpoint_open(const char *note, size_t len, const struct note_key *keys, size_t n_keys,
	struct checkpoint *ret_checkpoint, uint64_t *ret_signed) must_use;

#endif
