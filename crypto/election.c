/* Limits and numbering of an election. */
#include "crypto/election.h"

#include "crypto/place.h"

static enum err check_question(const struct question *question, size_t i, struct error *error)
{
	if (question->n_answers < 1 || question->n_answers > QUESTION_ANSWERS_MAX)
		return fail_place(
			error, "number of answers out of range", "/questions/%zu/answers", i);
	if (question->max > question->n_answers)
		return fail_place(
			error, "larger than the number of answers", "/questions/%zu/max", i);
	if (question->min > question->max)
		return fail_place(error, "larger than max", "/questions/%zu/min", i);
	return OK;
}

enum err election_init(struct election *election, struct error *error)
{
	size_t n = 0;

	if (!uuid_valid(election->uuid))
		return fail_field(error, "/uuid", "not 14 to 64 Base58 digits");
	if (!point_valid(&election->public_key))
		return fail_field(error, "/public_key", "not in the group");
	if (election->n_questions < 1 || election->n_questions > ELECTION_QUESTIONS_MAX)
		return fail_field(error, "/questions", "number of questions out of range");
	for (size_t i = 0; i < election->n_questions; i++) {
		TRY(check_question(&election->questions[i], i, error));
		election->questions[i].first = n;
		n += question_choices(&election->questions[i]);
	}
	if (n > ELECTION_CHOICES_MAX)
		return fail_field(error, "/questions", "too many answers");
	election->n_choices = n;
	return OK;
}

void election_hash(const void *document, size_t len, char ret_hash[ELECTION_HASH_SIZE])
{
	struct digest digest = digest_of(document, len);

	base64_encode(BASE64_NOPAD, digest.bytes, sizeof digest.bytes, ret_hash);
}
