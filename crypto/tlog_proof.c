/* The text form of an inclusion proof together with its checkpoint. */
#include "crypto/tlog_proof.h"

#include <inttypes.h>
#include <string.h>

static const char heading[] = "c2sp.org/tlog-proof@v1";

void tlog_proof_write(struct buf *text, const struct tlog_proof *proof)
{
	char base64[DIGEST_BASE64_SIZE];

	buf_printf(text, "%s\n", heading);
	if (proof->extra.len > 0) {
		buf_str(text, "extra ");
		buf_add(text, proof->extra.data, proof->extra.len);
		buf_char(text, '\n');
	}
	buf_printf(text, "index %" PRIu64 "\n", proof->index);
	for (size_t i = 0; i < proof->path.n; i++) {
		digest_base64(&proof->path.nodes[i], base64);
		buf_printf(text, "%s\n", base64);
	}
	buf_char(text, '\n');
	buf_add(text, proof->checkpoint.data, proof->checkpoint.len);
}

/* Whether the line is "<word> …"; takes the word and the blank off. */
static bool after_word(struct span *line, const char *word)
{
	size_t len = strlen(word);

	if (line->len <= len || memcmp(line->data, word, len) != 0 || line->data[len] != ' ')
		return false;
	*line = (struct span){line->data + len + 1, line->len - len - 1};
	return true;
}

static bool base64_valid(struct span text)
{
	uint8_t bytes[NOTE_SIGNATURE_BYTES_MAX];
	size_t len;

	return base64_decode(BASE64, (const char *)text.data, text.len, bytes, sizeof bytes, &len);
}

/* The lines of hashes up to the empty one. */
static bool read_path(struct span *rest, struct merkle_path *ret_path)
{
	struct span line;

	ret_path->n = 0;
	while (note_line(rest, &line)) {
		if (line.len == 0)
			return true;
		if (ret_path->n == COUNT_OF(ret_path->nodes) ||
			!digest_from_base64(
				(const char *)line.data, line.len, &ret_path->nodes[ret_path->n++]))
			return false;
	}
	return false;
}

bool tlog_proof_parse(const char *text, size_t len, struct tlog_proof *ret_proof)
{
	struct tlog_proof proof = {0};
	struct span rest = {(const uint8_t *)text, len}, line;

	if (len > TLOG_PROOF_BYTES_MAX || !note_line(&rest, &line) || line.len != strlen(heading) ||
		memcmp(line.data, heading, line.len) != 0)
		return false;
	if (!note_line(&rest, &line))
		return false;
	if (after_word(&line, "extra")) {
		proof.extra = line;
		if (!base64_valid(line) || !note_line(&rest, &line))
			return false;
	}
	if (!after_word(&line, "index") || !note_number(line, MERKLE_SIZE_MAX - 1, &proof.index) ||
		!read_path(&rest, &proof.path) || rest.len == 0)
		return false;
	proof.checkpoint = rest;
	*ret_proof = proof;
	return true;
}

enum err tlog_proof_verify(const struct tlog_proof *proof, const struct digest *leaf,
	const struct note_key *keys, size_t n_keys, struct checkpoint *ret_checkpoint,
	uint64_t *ret_signed)
{
	struct checkpoint checkpoint;
	uint64_t signed_by;

	TRY(checkpoint_open((const char *)proof->checkpoint.data, proof->checkpoint.len, keys,
		n_keys, &checkpoint, &signed_by));
	if (!merkle_verify_inclusion(
		    leaf, proof->index, checkpoint.size, &proof->path, &checkpoint.root))
		return ERR_BAD_PROOF;
	*ret_checkpoint = checkpoint;
	*ret_signed = signed_by;
	return OK;
}
