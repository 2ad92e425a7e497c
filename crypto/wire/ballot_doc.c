/* Reading a ballot: its one canonical text, in the shape of its election. */
#include "crypto/wire/documents.h"
#include "crypto/wire/scan.h"

static void read_proofs(struct scan *scan, struct proof *proofs, size_t n)
{
	scan_text(scan, "[");
	for (size_t i = 0; i < n; i++) {
		scan_text(scan, i ? "," : "");
		scan_proof(scan, &proofs[i]);
	}
	scan_text(scan, "]");
}

static void read_answer(
	struct scan *scan, const struct question *question, size_t i, const struct answer *answer)
{
	size_t n = question_choices(question);

	scan_place(scan, "/answers/%zu/choices", i);
	scan_text(scan, i ? ",{\"choices\":[" : "{\"choices\":[");
	for (size_t k = 0; k < n; k++) {
		scan_text(scan, k ? "," : "");
		scan_ciphertext(scan, &answer->choices[k]);
	}
	scan_text(scan, "],");
	scan_place(scan, "/answers/%zu/individual_proofs", i);
	scan_text(scan, "\"individual_proofs\":[");
	for (size_t k = 0; k < n; k++) {
		scan_text(scan, k ? "," : "");
		read_proofs(scan, answer->individual[k], 2);
	}
	scan_text(scan, "],");
	scan_place(scan, "/answers/%zu/overall_proof", i);
	scan_text(scan, "\"overall_proof\":");
	read_proofs(scan, answer->overall, question_branches(question));
	if (question->blank) {
		scan_place(scan, "/answers/%zu/blank_proof", i);
		scan_text(scan, ",\"blank_proof\":");
		read_proofs(scan, answer->blank, 2);
	}
	scan_text(scan, "}");
}

static void read_head(
	struct scan *scan, const struct election *election, struct point *ret_credential)
{
	scan_place(scan, "/election_uuid", 0);
	scan_text(scan, "{\"election_uuid\":\"");
	scan_text(scan, election->uuid);
	scan_text(scan, "\",");
	scan_place(scan, "/election_hash", 0);
	scan_text(scan, "\"election_hash\":\"");
	scan_text(scan, election->hash);
	scan_text(scan, "\",");
	scan_place(scan, "/credential", 0);
	scan_text(scan, "\"credential\":\"");
	scan_point(scan, ret_credential);
	scan_text(scan, "\",");
}

/* The hash in the signature is of the text before it, closed with a brace. */
static void read_signature(struct scan *scan, struct proof *ret_signature)
{
	struct digest_state state;
	struct digest claimed = {0}, actual;

	digest_start(&state);
	digest_add(&state, scan->text, scan->at);
	digest_add(&state, "}", 1);
	actual = digest_finish(&state);
	scan_place(scan, "/signature/hash", 0);
	scan_text(scan, ",\"signature\":{\"hash\":\"");
	scan_base64(scan, &claimed);
	if (!digest_equal(&claimed, &actual))
		scan_fail(scan);
	scan_place(scan, "/signature/proof", 0);
	scan_text(scan, "\",\"proof\":");
	scan_proof(scan, ret_signature);
	scan_text(scan, "}}");
}

enum err ballot_read(const struct election *election, const char *text, size_t len,
	struct arena *arena, struct ballot **ret_ballot, struct error *error)
{
	struct ballot *ballot = NULL;
	struct scan scan;

	TRY(ballot_new(election, arena, &ballot, error));
	scan_start(&scan, text, len);
	read_head(&scan, election, &ballot->credential);
	scan_place(&scan, "/answers", 0);
	scan_text(&scan, "\"answers\":[");
	for (size_t i = 0; i < election->n_questions; i++)
		read_answer(&scan, &election->questions[i], i, &ballot->answers[i]);
	scan_text(&scan, "]");
	read_signature(&scan, &ballot->signature);
	TRY(scan_end(&scan, error));
	*ret_ballot = ballot;
	return OK;
}
