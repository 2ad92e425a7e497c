/* Encrypted tally, its totals, partial decryptions, result. All are arrays of one array per
 * question; shape() walks them. */
#include "crypto/wire/documents.h"

#include <inttypes.h>

#include "crypto/wire/scan.h"

enum { COUNT_QUOTED = 1 << 30 };

/* Numbers that some readers' integers do not hold travel in quotes. */
static void write_count(struct buf *buf, uint64_t value)
{
	const char *quote = value >= COUNT_QUOTED ? "\"" : "";

	buf_printf(buf, "%s%" PRIu64 "%s", quote, value, quote);
}

/* What stands before choice k of question i in nested arrays, and what ends them. */
static const char *before(size_t i, size_t k)
{
	if (k)
		return ",";
	return i ? "],[" : "[[";
}

static const char end[] = "]]";

void tally_write(const struct election *election, const struct tally *tally, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "", buf);
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			transcript_str(&to, before(i, k));
			transcript_ciphertext(&to, &tally->choices[c++]);
		}
	transcript_str(&to, end);
}

enum err tally_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct tally *ret_tally, struct error *error)
{
	struct tally tally = {
		.choices = arena_array(arena, struct ciphertext, election->n_choices)};
	struct scan scan;

	if (!tally.choices)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			scan_place(&scan, "/%zu", i);
			scan_text(&scan, before(i, k));
			scan_ciphertext(&scan, &tally.choices[c++]);
		}
	scan_text(&scan, end);
	TRY(scan_end(&scan, error));
	*ret_tally = tally;
	return OK;
}

void sized_write(const struct sized *sized, struct buf *buf)
{
	char text[DIGEST_HEX_SIZE];

	digest_hex(&sized->encrypted_tally, text);
	buf_printf(buf, "{\"num_tallied\":%" PRIu64 ",\"total_weight\":", sized->num_tallied);
	write_count(buf, sized->total_weight);
	buf_printf(buf, ",\"encrypted_tally\":\"%s\"}", text);
}

enum err sized_read(const char *text, size_t len, struct sized *ret_sized, struct error *error)
{
	struct sized sized = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	scan_text(&scan, "{\"num_tallied\":");
	scan_uint(&scan, CREDENTIALS_MAX, &sized.num_tallied);
	scan_text(&scan, ",\"total_weight\":");
	scan_count(&scan, CREDENTIALS_WEIGHT_MAX, &sized.total_weight);
	scan_text(&scan, ",\"encrypted_tally\":\"");
	scan_hex(&scan, &sized.encrypted_tally);
	scan_text(&scan, "\"}");
	TRY(scan_end(&scan, error));
	*ret_sized = sized;
	return OK;
}

void owned_write(const struct owned *owned, struct buf *buf)
{
	char text[DIGEST_HEX_SIZE];

	digest_hex(&owned->payload, text);
	buf_printf(buf, "{\"owner\":%" PRIu64 ",\"payload\":\"%s\"}", owned->owner, text);
}

enum err owned_read(const char *text, size_t len, struct owned *ret_owned, struct error *error)
{
	struct owned owned = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	scan_text(&scan, "{\"owner\":");
	scan_uint(&scan, TRUSTEES_MAX, &owned.owner);
	scan_text(&scan, ",\"payload\":\"");
	scan_hex(&scan, &owned.payload);
	scan_text(&scan, "\"}");
	TRY(scan_end(&scan, error));
	*ret_owned = owned;
	return OK;
}

void decryption_write(
	const struct election *election, const struct decryption *decryption, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "{\"decryption_factors\":", buf);
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			transcript_str(&to, before(i, k));
			transcript_str(&to, "\"");
			transcript_point(&to, &decryption->factors[c++]);
			transcript_str(&to, "\"");
		}
	transcript_str(&to, end);
	transcript_str(&to, ",\"decryption_proofs\":");
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			transcript_str(&to, before(i, k));
			transcript_proof(&to, &decryption->proofs[c++]);
		}
	transcript_str(&to, end);
	transcript_str(&to, "}");
}

static void read_decryption(
	struct scan *scan, const struct election *election, struct decryption *decryption)
{
	scan_place(scan, "/decryption_factors", 0);
	scan_text(scan, "{\"decryption_factors\":");
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			scan_text(scan, before(i, k));
			scan_text(scan, "\"");
			scan_point(scan, &decryption->factors[c++]);
			scan_text(scan, "\"");
		}
	scan_text(scan, end);
	scan_place(scan, "/decryption_proofs", 0);
	scan_text(scan, ",\"decryption_proofs\":");
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			scan_text(scan, before(i, k));
			scan_proof(scan, &decryption->proofs[c++]);
		}
	scan_text(scan, end);
	scan_text(scan, "}");
}

enum err decryption_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct decryption *ret_decryption, struct error *error)
{
	struct decryption decryption = {
		arena_array(arena, struct point, election->n_choices),
		arena_array(arena, struct proof, election->n_choices),
	};
	struct scan scan;

	if (!decryption.factors || !decryption.proofs)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	read_decryption(&scan, election, &decryption);
	TRY(scan_end(&scan, error));
	*ret_decryption = decryption;
	return OK;
}

void result_write(const struct election *election, const uint64_t *result, struct buf *buf)
{
	buf_str(buf, "{\"result\":");
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			buf_str(buf, before(i, k));
			write_count(buf, result[c++]);
		}
	buf_str(buf, end);
	buf_str(buf, "}");
}

enum err result_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, uint64_t **ret_result, struct error *error)
{
	uint64_t *result = arena_array(arena, uint64_t, election->n_choices);
	struct scan scan;

	if (!result)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	scan_text(&scan, "{\"result\":");
	for (size_t i = 0, c = 0; i < election->n_questions; i++)
		for (size_t k = 0; k < question_choices(&election->questions[i]); k++) {
			scan_place(&scan, "/result/%zu", i);
			scan_text(&scan, before(i, k));
			scan_count(&scan, CREDENTIALS_WEIGHT_MAX, &result[c++]);
		}
	scan_text(&scan, end);
	scan_text(&scan, "}");
	TRY(scan_end(&scan, error));
	*ret_result = result;
	return OK;
}
