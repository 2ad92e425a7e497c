/* Ballot papers are conserved: each one printed is issued, spoilt or left over, and no more come
 * out of the boxes than were issued. Fewer can be explained (a voter took hers home); more cannot,
 * since nobody can tell which are the wrong ones. */
#include "elections/stations_model.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum err count_check(
	const struct count_sheet *sheet, const struct answers *answers, struct error *error)
{
	int64_t of_post = 0;
	enum err err = OK;

	for (size_t i = 0; i < answers->n; i++) {
		const struct answer_row *answer = &answers->rows[i];
		char pointer[ERROR_TEXT_MAX];

		snprintf(pointer, sizeof pointer, "/votes/%" PRId64, answer->candidate_id);
		if (i && answer->question != answers->rows[i - 1].question)
			of_post = 0;
		if (sheet->votes[i] > sheet->valid)
			err = fail_field(error, pointer, "above:valid");
		else if ((of_post += sheet->votes[i]) > answer->seats * sheet->valid)
			err = fail_field(error, pointer, "above:seats*valid");
	}
	return err;
}

bool count_compare(const struct count_sheet *first, const struct count_sheet *second,
	const struct answers *answers, struct arena *arena,
	struct count_difference *ret_differences, size_t *ret_n)
{
	const struct count_difference heads[COUNT_HEADS] = {
		{"recovered", first->recovered, second->recovered},
		{"valid", first->valid, second->valid},
		{"invalid", first->invalid, second->invalid},
	};
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (heads[i].first != heads[i].second)
			ret_differences[n++] = heads[i];
	for (size_t i = 0; i < answers->n; i++) {
		const char *field;

		if (first->votes[i] == second->votes[i])
			continue;
		field = arena_printf(arena, "votes/%" PRId64, answers->rows[i].candidate_id);
		if (!field)
			return false;
		ret_differences[n++] =
			(struct count_difference){field, first->votes[i], second->votes[i]};
	}
	*ret_n = n;
	return true;
}

size_t box_mismatches(const struct box_sum *box, const char *ret_names[BOX_MISMATCHES_MAX])
{
	size_t n = 0;

	if (box->stage >= BOX_CLOSED && box->printed != box->issued + box->spare + box->spoiled)
		ret_names[n++] = "papers";
	if (box->stage < BOX_COUNTED)
		return n;
	if (box->recovered != box->issued)
		ret_names[n++] = box->recovered > box->issued ? "surplus" : "missing";
	if (box->recovered != box->valid + box->invalid)
		ret_names[n++] = "sorting";
	return n;
}

static void add(struct box_sum *total, const struct box_sum *box)
{
	total->printed += box->printed;
	total->issued += box->issued;
	total->spoiled += box->spoiled;
	total->spare += box->spare;
	total->recovered += box->recovered;
	total->valid += box->valid;
	total->invalid += box->invalid;
}

/* Why a box holds the result up; NULL when it does not. */
static const char *obstacle(const struct box_sum *box)
{
	static const char *const by_stage[] = {[BOX_OPEN] = "box-not-closed",
		[BOX_CLOSED] = "box-not-counted",
		[BOX_ENTERED] = "box-not-counted",
		[BOX_DIFFERING] = "counts-differ",
		[BOX_COUNTED] = NULL};
	const char *names[BOX_MISMATCHES_MAX];

	if (by_stage[box->stage])
		return by_stage[box->stage];
	return box_mismatches(box, names) && !box->explanation ? "mismatch-unexplained" : NULL;
}

void paper_judge(struct paper_sum *sum)
{
	const struct box_sum *boxes = sum->boxes.items;
	bool all_counted = true;

	sum->total = (struct box_sum){0};
	sum->reason = NULL;
	for (size_t i = 0; i < sum->boxes.n; i++) {
		add(&sum->total, &boxes[i]);
		all_counted = all_counted && boxes[i].stage == BOX_COUNTED;
		if (!sum->reason)
			sum->reason = obstacle(&boxes[i]);
	}
	sum->void_ = all_counted && sum->total.recovered > sum->total.issued;
	if (sum->void_)
		sum->reason = "more-ballots-than-issued";
	sum->blocked = sum->reason && !sum->void_;
}

enum err stations_refuse(const struct paper_sum *sum, struct error *error)
{
	static const struct {
		const char *reason;
		struct said said;
	} words[] = {
		{"box-not-closed", {"有票箱尚未封箱", "a box is not closed"}},
		{"box-not-counted", {"有票箱尚无两份计票单", "a box lacks one of its two entries"}},
		{"counts-differ", {"两份计票单不一致", "the two entries of a box differ"}},
		{"mismatch-unexplained",
			{"数字对不上且未作说明", "numbers do not match and nobody explained why"}},
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].reason, sum->reason) == 0)
			return fail_args(error, ERR_RESULT_BLOCKED, words[i].said.en,
				words[i].said.zh, NULL);
	return fail_args(error, ERR_RESULT_BLOCKED, sum->reason, sum->reason, NULL);
}
