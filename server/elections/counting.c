/* Two people count each box, blind: neither sees the other's entry before both are in. What differs
 * is listed field by field, and both count again. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/digest.h"
#include "elections/counts.h"
#include "record/record.h"

enum { SHEET_TEXT_MAX = 1 << 16, ANSWERS_MAX = 1000 };

struct count_new {
	struct box_id box_id;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	struct counts votes;
};
SCHEMA(count_new, struct count_new, FIELD_BOX(struct count_new),
	FIELD_INT(struct count_new, recovered, .required = true, .min = 0, .max = PAPERS_MAX,
		.doc = "Ballots taken out of the box"),
	FIELD_INT(struct count_new, valid, .required = true, .min = 0, .max = PAPERS_MAX,
		.doc = "Blank ballots and those valid for one post are valid"),
	FIELD_INT(struct count_new, invalid, .required = true, .min = 0, .max = PAPERS_MAX),
	FIELD_COUNTS(struct count_new, votes, .required = true, .max = ANSWERS_MAX,
		.doc = "For each candidate's id, 0 included"));

struct entry_view {
	struct person_id person_id;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	struct counts votes;
	const char *hash;
};
SCHEMA(entry_view, struct entry_view, FIELD_ID(struct entry_view, person_id),
	FIELD_INT(struct entry_view, recovered), FIELD_INT(struct entry_view, valid),
	FIELD_INT(struct entry_view, invalid),
	FIELD_COUNTS(struct entry_view, votes, .max = ANSWERS_MAX),
	FIELD_STRING(
		struct entry_view, hash, .doc = "SHA-256 of the entry as it is stored, base64"));

SCHEMA(count_difference, struct count_difference, FIELD_STRING(struct count_difference, field),
	FIELD_INT(struct count_difference, first), FIELD_INT(struct count_difference, second));

struct count_page {
	enum box_stage stage;
	int64_t attempt;
	int64_t entered;
	struct list entries;
	struct list differences;
};
SCHEMA(count_page, struct count_page, FIELD_ENUM(struct count_page, stage, box_stage_names),
	FIELD_INT(struct count_page, attempt, .doc = "A new one follows when two entries differ"),
	FIELD_INT(struct count_page, entered, .doc = "Entries of this attempt that are in"),
	FIELD_LIST(struct count_page, entries, entry_view_schema, .max = 2,
		.doc = "Both, or none while one is missing"),
	FIELD_LIST(struct count_page, differences, count_difference_schema,
		.max = ANSWERS_MAX + COUNT_HEADS));

static const char *id_text(struct arena *arena, int64_t id)
{
	return arena_printf(arena, "%" PRId64, id);
}

static enum err view_votes(struct call *call, const struct count_sheet *sheet,
	const struct answers *answers, struct counts *ret_votes)
{
	struct count *items = arena_array(call->arena, struct count, answers->n);

	if (!items)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < answers->n; i++) {
		items[i] = (struct count){
			id_text(call->arena, answers->rows[i].candidate_id), sheet->votes[i]};
		if (!items[i].name)
			return fail(call->error, ERR_TOO_LARGE);
	}
	*ret_votes = (struct counts){items, answers->n};
	return OK;
}

static enum err view_entries(struct call *call, const struct attempt *attempt,
	const struct answers *answers, struct list *ret_entries)
{
	struct entry_view *views = arena_array(call->arena, struct entry_view, attempt->n);

	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < attempt->n; i++) {
		const struct entry_row *row = &attempt->rows[i];

		views[i] = (struct entry_view){.person_id = row->person_id,
			.recovered = row->recovered,
			.valid = row->valid,
			.invalid = row->invalid,
			.hash = row->hash};
		TRY(view_votes(call, &attempt->sheets[i], answers, &views[i].votes));
	}
	*ret_entries = (struct list){views, attempt->n};
	return OK;
}

/* Blind: while one entry is missing the other shows nothing but that it is there. */
static enum err show_counts(struct call *call, const struct box_row *box,
	const struct attempt *attempt, const struct answers *answers)
{
	struct count_page *out = call_out(call, count_page);

	*out = (struct count_page){.stage = box_sum_of(box, attempt).stage,
		.attempt = attempt->number,
		.entered = (int64_t)attempt->n};
	if (attempt->n < 2)
		return OK;
	out->differences = attempt->differences;
	return view_entries(call, attempt, answers, &out->entries);
}

static enum err count_show(struct call *call)
{
	struct box_scope scope;
	struct answers answers;
	struct attempt attempt;

	TRY(box_of(call, call_in(call, box_key)->box_id, &scope));
	TRY(answers_load(call->txn, scope.round.id, &answers));
	TRY(attempt_load(call->txn, &scope.box, &answers, &attempt));
	return show_counts(call, &scope.box, &attempt, &answers);
}

/* G12: nobody counts who stands. */
static enum err expect_no_candidate(struct call *call, struct election_id election)
{
	struct candidate_row key = {.election_id = election};
	struct list rows;

	TRY(db_all(call->txn, &elections_stmts[CANDIDATE_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct candidate_row *row = &((const struct candidate_row *)rows.items)[i];

		if (row->state == CANDIDATE_STANDING && row->person_id.v == call->actor->person.v)
			return fail(call->error, ERR_COUNTER_CANDIDATE);
	}
	return OK;
}

static const struct count *find_votes(const struct counts *votes, int64_t candidate)
{
	char id[24];

	snprintf(id, sizeof id, "%" PRId64, candidate);
	for (size_t i = 0; i < votes->n; i++)
		if (strcmp(votes->items[i].name, id) == 0)
			return &votes->items[i];
	return NULL;
}

/* The votes must name every candidate of the ballot paper and nobody else. */
static enum err read_sheet(struct call *call, const struct count_new *in,
	const struct answers *answers, struct count_sheet *ret_sheet)
{
	struct count_sheet sheet = {in->recovered, in->valid, in->invalid,
		arena_array(call->arena, int64_t, answers->n)};

	if (!sheet.votes)
		return fail(call->error, ERR_TOO_LARGE);
	if (in->votes.n > answers->n)
		return fail_field(call->error, "/votes", "not on the ballot paper");
	for (size_t i = 0; i < answers->n; i++) {
		const struct count *votes = find_votes(&in->votes, answers->rows[i].candidate_id);

		if (!votes)
			return fail_field(call->error, "/votes", "one for each candidate");
		sheet.votes[i] = votes->n;
	}
	TRY(count_check(&sheet, answers, call->error));
	*ret_sheet = sheet;
	return OK;
}

/* Which entry comes next: the second of this attempt, or the first of a new one. */
static enum err next_entry(struct call *call, const struct box_row *box,
	const struct attempt *attempt, struct entry_row *ret_row)
{
	struct entry_row row = {.box_id = box->id,
		.attempt = attempt->number,
		.entry = 2,
		.person_id = call->actor->person};

	if (!box->closed)
		return fail(call->error, ERR_BOX_OPEN);
	if (attempt->n == 1 && attempt->rows[0].person_id.v == row.person_id.v)
		return fail(call->error, ERR_COUNT_TWICE);
	if (attempt->n == 2 && !attempt->differences.n)
		return fail(call->error, ERR_BOX_COUNTED);
	if (attempt->n != 1) {
		row.attempt++;
		row.entry = 1;
	}
	if (row.attempt > ATTEMPTS_MAX)
		return fail_args(
			call->error, ERR_COUNTS_MANY, id_text(call->arena, ATTEMPTS_MAX), NULL);
	*ret_row = row;
	return OK;
}

static enum err store_entry(struct call *call, const struct count_sheet *sheet,
	const struct answers *answers, const struct entry_row *row)
{
	struct entry_row stored = *row;
	char hash[DIGEST_BASE64_SIZE];
	auto_buf struct buf text = {0};
	struct digest digest;

	buf_init(&text, SHEET_TEXT_MAX);
	count_write(row, sheet, answers, &text);
	if (!buf_ok(&text))
		return fail(call->error, ERR_TOO_LARGE);
	digest = digest_of(text.data, text.len);
	digest_base64(&digest, hash);
	stored.text = text.data;
	stored.hash = hash;
	return db_do(call->txn, &stations_stmts[ENTRY_INSERT], &stored);
}

struct counted_event {
	const char *round;
	struct box_id box;
	int64_t printed;
	int64_t issued;
	int64_t spoiled;
	int64_t spare;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	const char *first_hash;
	const char *second_hash;
};
SCHEMA(counted_event, struct counted_event, FIELD_STRING(struct counted_event, round),
	FIELD_ID(struct counted_event, box), FIELD_INT(struct counted_event, printed),
	FIELD_INT(struct counted_event, issued), FIELD_INT(struct counted_event, spoiled),
	FIELD_INT(struct counted_event, spare), FIELD_INT(struct counted_event, recovered),
	FIELD_INT(struct counted_event, valid), FIELD_INT(struct counted_event, invalid),
	FIELD_STRING(struct counted_event, first_hash),
	FIELD_STRING(struct counted_event, second_hash));

static enum err record_counted(
	struct call *call, const struct box_scope *scope, const struct box_sum *sum)
{
	struct counted_event event = {scope->round.uuid, sum->id, sum->printed, sum->issued,
		sum->spoiled, sum->spare, sum->recovered, sum->valid, sum->invalid, sum->first_hash,
		sum->second_hash};

	return record_append(call->txn, &scope->election.body, "box.counted", &counted_event_schema,
		&event, NULL);
}

static enum err count_enter(struct call *call)
{
	const struct count_new *in = call_in(call, count_new);
	struct box_scope scope;
	struct count_sheet sheet;
	struct answers answers;
	struct attempt attempt;
	struct entry_row row;
	struct box_sum sum;

	TRY(box_of(call, in->box_id, &scope));
	TRY(round_expect_counting(call->txn, &scope.round));
	TRY(expect_no_candidate(call, scope.election.election.id));
	TRY(answers_load(call->txn, scope.round.id, &answers));
	TRY(attempt_load(call->txn, &scope.box, &answers, &attempt));
	TRY(next_entry(call, &scope.box, &attempt, &row));
	TRY(read_sheet(call, in, &answers, &sheet));
	row.at = scope.election.body.now;
	TRY(store_entry(call, &sheet, &answers, &row));
	TRY(attempt_load(call->txn, &scope.box, &answers, &attempt));
	sum = box_sum_of(&scope.box, &attempt);
	if (sum.stage == BOX_COUNTED)
		TRY(record_counted(call, &scope, &sum));
	return show_counts(call, &scope.box, &attempt, &answers);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "countShow",
		GET("/v1/boxes/{box_id}/counts"),
		.in = &box_key_schema,
		.out = &count_page_schema,
		.read = count_show,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "How far a box is counted; both entries once both are in, and how they "
		       "differ"},
	{.op = "countEnter",
		POST("/v1/boxes/{box_id}/counts", 201),
		.in = &count_new_schema,
		.out = &count_page_schema,
		.write = count_enter,
		.allow = allow_counter,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_COUNTER_CANDIDATE,
			ERR_BOX_OPEN, ERR_COUNT_TWICE, ERR_BOX_COUNTED, ERR_COUNTS_MANY),
		.doc = "Enters what one person counted; a second person enters the same box "
		       "without seeing it"},
};

const struct module counting_module = {"counting", routes, COUNT_OF(routes), NULL};
