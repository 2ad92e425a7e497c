/* The three lines of a checkpoint. */
#include "crypto/checkpoint.h"

#include <inttypes.h>
#include <string.h>

void checkpoint_write(struct buf *text, const struct checkpoint *checkpoint)
{
	char root[DIGEST_BASE64_SIZE];

	digest_base64(&checkpoint->root, root);
	buf_printf(text, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin, checkpoint->size, root);
}

bool checkpoint_parse(struct span text, struct checkpoint *ret_checkpoint)
{
	struct checkpoint checkpoint = {0};
	struct span origin, size, root;

	if (!note_line(&text, &origin) || !note_line(&text, &size) || !note_line(&text, &root) ||
		text.len > 0)
		return false;
	if (origin.len == 0 || origin.len >= sizeof checkpoint.origin ||
		memchr(origin.data, '\0', origin.len))
		return false;
	memcpy(checkpoint.origin, origin.data, origin.len);
	if (!note_number(size, MERKLE_SIZE_MAX, &checkpoint.size) ||
		!digest_from_base64((const char *)root.data, root.len, &checkpoint.root))
		return false;
	*ret_checkpoint = checkpoint;
	return true;
}

enum err checkpoint_open(const char *note, size_t len, const struct note_key *keys, size_t n_keys,
	struct checkpoint *ret_checkpoint, uint64_t *ret_signed)
{
	struct note parsed;
	struct checkpoint checkpoint;
	uint64_t signed_by;

	if (!note_parse(note, len, &parsed) || !checkpoint_parse(parsed.text, &checkpoint))
		return ERR_MALFORMED;
	TRY(note_verify(&parsed, keys, n_keys, &signed_by));
	if (!(signed_by & 1) || strcmp(checkpoint.origin, keys[0].name) != 0)
		return ERR_BAD_SIGNATURE;
	*ret_checkpoint = checkpoint;
	*ret_signed = signed_by;
	return OK;
}
