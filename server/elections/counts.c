/* Counting sheets as rows, and their sum over a round. */
#include "elections/counts.h"

#include <inttypes.h>

SCHEMA_PUBLIC(box_key, struct box_key, FIELD_BOX(struct box_key));

enum err box_of(struct call *call, struct box_id id, struct box_scope *ret_scope)
{
	struct box_scope scope = {.box = {.id = id}};
	struct round_row key;

	TRY(db_one(call->txn, &stations_stmts[BOX_GET], &scope.box, &scope.box));
	key = (struct round_row){.id = scope.box.round_id};
	TRY(db_one(call->txn, &elections_stmts[ROUND_BY_ID], &key, &scope.round));
	TRY(election_of(call, scope.round.election_id, &scope.election));
	*ret_scope = scope;
	return OK;
}

enum err round_expect_counting(struct txn *txn, const struct round_row *round)
{
	if (round->state == ROUND_CLOSED || round->state == ROUND_TALLIED)
		return OK;
	return round_refuse_state(round->state, txn->error);
}

enum err answers_load(struct txn *txn, struct round_id round, struct answers *ret_answers)
{
	struct answer_row key = {.round_id = round};
	struct list rows;

	TRY(db_all(txn, &elections_stmts[ANSWER_LIST], &key, &rows));
	*ret_answers = (struct answers){rows.items, rows.n};
	return OK;
}

void count_write(const struct entry_row *row, const struct count_sheet *sheet,
	const struct answers *answers, struct buf *out)
{
	buf_printf(out,
		"{\"box\":\"%" PRId64 "\",\"attempt\":%" PRId64 ",\"entry\":%" PRId64
		",\"recovered\":%" PRId64 ",\"valid\":%" PRId64 ",\"invalid\":%" PRId64
		",\"votes\":{",
		row->box_id.v, row->attempt, row->entry, sheet->recovered, sheet->valid,
		sheet->invalid);
	for (size_t i = 0; i < answers->n; i++)
		buf_printf(out, "%s\"%" PRId64 "\":%" PRId64, i ? "," : "",
			answers->rows[i].candidate_id, sheet->votes[i]);
	buf_str(out, "}}");
}

static enum err load_sheet(struct txn *txn, const struct box_row *box, const struct entry_row *row,
	const struct answers *answers, struct count_sheet *ret_sheet)
{
	struct entry_votes_row key = {.box_id = box->id,
		.round_id = box->round_id,
		.attempt = row->attempt,
		.entry = row->entry};
	struct count_sheet sheet = {row->recovered, row->valid, row->invalid,
		arena_array(txn->arena, int64_t, answers->n)};
	struct list rows;

	TRY(db_all(txn, &stations_stmts[ENTRY_VOTES], &key, &rows));
	if (!sheet.votes)
		return fail(txn->error, ERR_TOO_LARGE);
	if (rows.n != answers->n)
		return fail_note(txn->error, ERR_INTERNAL, "a sheet of another ballot paper");
	for (size_t i = 0; i < rows.n; i++)
		sheet.votes[i] = ((const struct entry_votes_row *)rows.items)[i].votes;
	*ret_sheet = sheet;
	return OK;
}

static enum err compare(struct txn *txn, const struct answers *answers, struct attempt *attempt)
{
	struct count_difference *differences =
		arena_array(txn->arena, struct count_difference, answers->n + COUNT_HEADS);
	size_t n;

	if (!differences)
		return fail(txn->error, ERR_TOO_LARGE);
	if (!count_compare(
		    &attempt->sheets[0], &attempt->sheets[1], answers, txn->arena, differences, &n))
		return fail(txn->error, ERR_TOO_LARGE);
	attempt->differences = (struct list){differences, n};
	return OK;
}

enum err attempt_load(struct txn *txn, const struct box_row *box, const struct answers *answers,
	struct attempt *ret_attempt)
{
	struct entry_row key = {.box_id = box->id};
	struct attempt attempt = {0};
	struct list rows;

	TRY(db_all(txn, &stations_stmts[ENTRY_LATEST], &key, &rows));
	for (attempt.n = 0; attempt.n < rows.n && attempt.n < 2; attempt.n++) {
		const struct entry_row *row = &((const struct entry_row *)rows.items)[attempt.n];

		attempt.number = row->attempt;
		attempt.rows[attempt.n] = *row;
		TRY(load_sheet(txn, box, row, answers, &attempt.sheets[attempt.n]));
	}
	if (attempt.n == 2)
		TRY(compare(txn, answers, &attempt));
	*ret_attempt = attempt;
	return OK;
}

static enum box_stage stage_of(const struct box_row *box, const struct attempt *attempt)
{
	if (attempt->n == 2)
		return attempt->differences.n ? BOX_DIFFERING : BOX_COUNTED;
	if (attempt->n == 1)
		return BOX_ENTERED;
	return box->closed ? BOX_CLOSED : BOX_OPEN;
}

struct box_sum box_sum_of(const struct box_row *box, const struct attempt *attempt)
{
	struct box_sum sum = {.id = box->id,
		.name = box->name,
		.kind = box->kind,
		.stage = stage_of(box, attempt),
		.printed = box->printed,
		.issued = box->issued,
		.spoiled = box->spoiled,
		.spare = box->spare,
		.explanation = box->explanation};

	if (sum.stage != BOX_COUNTED)
		return sum;
	sum.recovered = attempt->sheets[0].recovered;
	sum.valid = attempt->sheets[0].valid;
	sum.invalid = attempt->sheets[0].invalid;
	sum.first_hash = attempt->rows[0].hash;
	sum.second_hash = attempt->rows[1].hash;
	return sum;
}

/* ---- the sum over a round ---- */

static enum err begin_sum(
	struct txn *txn, const struct answers *answers, size_t n_boxes, struct paper_sum *sum)
{
	struct paper_votes *votes = arena_array(txn->arena, struct paper_votes, answers->n);

	sum->boxes.items = arena_array(txn->arena, struct box_sum, n_boxes);
	if (!votes || !sum->boxes.items)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < answers->n; i++)
		votes[i].candidate_id = answers->rows[i].candidate_id;
	sum->votes = (struct list){votes, answers->n};
	return OK;
}

static enum err add_box(struct txn *txn, const struct box_row *box, const struct answers *answers,
	struct paper_sum *sum)
{
	struct box_sum *boxes = sum->boxes.items;
	struct paper_votes *votes = sum->votes.items;
	struct attempt attempt;

	TRY(attempt_load(txn, box, answers, &attempt));
	boxes[sum->boxes.n] = box_sum_of(box, &attempt);
	if (boxes[sum->boxes.n++].stage == BOX_COUNTED)
		for (size_t i = 0; i < answers->n; i++)
			votes[i].votes += attempt.sheets[0].votes[i];
	return OK;
}

enum err stations_sum(struct txn *txn, const struct round_row *round, struct paper_sum *ret_sum)
{
	struct box_row key = {.round_id = round->id};
	struct paper_sum sum = {0};
	struct answers answers;
	struct list rows;

	TRY(answers_load(txn, round->id, &answers));
	TRY(db_all(txn, &stations_stmts[BOX_LIST], &key, &rows));
	TRY(begin_sum(txn, &answers, rows.n, &sum));
	for (size_t i = 0; i < rows.n; i++)
		TRY(add_box(txn, &((const struct box_row *)rows.items)[i], &answers, &sum));
	paper_judge(&sum);
	*ret_sum = sum;
	return OK;
}
