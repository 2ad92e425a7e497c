/* See choices.h. */
#include "tool/choices.h"

#include <stdio.h>
#include <string.h>

#include "base/encoding.h"

static enum err refuse(struct error *error, const char *rule)
{
	return fail_field(error, "--choose", rule);
}

/* Marks answer `number` (from 1) of the questions from `question` up to `end`. */
static enum err mark(const struct election *election, size_t question, size_t end, uint64_t number,
	uint8_t *votes, struct error *error)
{
	for (; question < end; question++) {
		const struct question *at = &election->questions[question];
		size_t choice = at->first + at->blank + (size_t)number - 1;

		if (number > at->n_answers) {
			number -= at->n_answers;
			continue;
		}
		if (votes[choice])
			return refuse(error, "an answer is named twice");
		votes[choice] = 1;
		return OK;
	}
	return refuse(error, "an answer that is not on the ballot paper");
}

/* The numbers of one part, `len` characters. */
static enum err read_part(const struct election *election, size_t question, size_t end,
	const char *text, size_t len, uint8_t *votes, struct error *error)
{
	while (len) {
		size_t n = strcspn(text, ",;");
		char number[8];
		uint64_t value;

		if (n > len)
			n = len;
		copy_text(number, n + 1 < sizeof number ? n + 1 : sizeof number, text);
		if (n + 1 > sizeof number || !parse_uint(number, ELECTION_CHOICES_MAX, &value) ||
			!value)
			return refuse(error, "numbers separated by commas, as 3,5 or 1;-;2,4");
		TRY(mark(election, question, end, value, votes, error));
		text += n;
		len -= n;
		if (len) {
			text++;
			len--;
			if (!len)
				return refuse(error, "a number is missing after the last comma");
		}
	}
	return OK;
}

static enum err read_parts(
	const struct election *election, const char *text, uint8_t *votes, struct error *error)
{
	for (size_t i = 0; i < election->n_questions; i++) {
		size_t len = strcspn(text, ";");

		if (len != 1 || *text != '-')
			TRY(read_part(election, i, i + 1, text, len, votes, error));
		text += len;
		if (i + 1 < election->n_questions && *text != ';')
			return refuse(error, "a part for each question, separated by semicolons");
		text += *text == ';';
	}
	return *text ? refuse(error, "more parts than questions") : OK;
}

/* A question without marks is left blank; the number of marks is what it allows. */
static enum err settle(const struct question *question, uint8_t *votes, struct error *error)
{
	uint8_t *marks = votes + question->first;
	unsigned n = 0;
	char rule[ERROR_TEXT_MAX];

	for (size_t i = 0; i < question->n_answers; i++)
		n += marks[question->blank + i];
	if (!n && question->blank) {
		marks[0] = 1;
		return OK;
	}
	if (n >= question->min && n <= question->max)
		return OK;
	snprintf(rule, sizeof rule, "%u to %u answers: %.40s", question->min, question->max,
		question->text);
	return refuse(error, rule);
}

enum err choices_read(
	const struct election *election, const char *text, uint8_t *ret_votes, struct error *error)
{
	uint8_t votes[ELECTION_CHOICES_MAX] = {0};

	if (text && strchr(text, ';'))
		TRY(read_parts(election, text, votes, error));
	else if (text)
		TRY(read_part(
			election, 0, election->n_questions, text, strlen(text), votes, error));
	for (size_t i = 0; i < election->n_questions; i++)
		TRY(settle(&election->questions[i], votes, error));
	memcpy(ret_votes, votes, election->n_choices);
	return OK;
}
