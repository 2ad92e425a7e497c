/* Putting a result together from the tally and the boxes. */
#include <inttypes.h>
#include <string.h>

#include "crypto/wire/documents.h"
#include "elections/ballots.h"
#include "elections/counts.h"
#include "elections/results.h"
#include "elections/tally_store.h"

static const char *id_text(struct arena *arena, int64_t id)
{
	return arena_printf(arena, "%" PRId64, id);
}

/* ---- the online channel ---- */

/* The opened tally of a round. */
struct opened {
	struct election *election;
	uint64_t *result; /* one number per choice */
	int64_t n_ballots;
};

static enum err read_tally(
	struct txn *txn, const struct tallied_row *row, struct opened *ret_opened)
{
	struct sized sized;

	TRY(round_read_election(txn, row->id, &ret_opened->election));
	TRY(sized_read(row->sized, strlen(row->sized), &sized, txn->error));
	ret_opened->n_ballots = (int64_t)sized.num_tallied;
	return result_read(ret_opened->election, row->result, strlen(row->result), txn->arena,
		&ret_opened->result, txn->error);
}

static enum err add_candidate(struct txn *txn, const struct opened *opened,
	const struct answer_row *answer, struct announced_post *post)
{
	const struct question *question = &opened->election->questions[answer->question];
	size_t choice = question->first + question->blank + (size_t)answer->answer;
	struct announced_candidate *candidate =
		&((struct announced_candidate *)post->candidates.items)[post->candidates.n++];

	*candidate =
		(struct announced_candidate){.candidate = id_text(txn->arena, answer->candidate_id),
			.name = answer->name,
			.online = (int64_t)opened->result[choice]};
	return candidate->candidate ? OK : fail(txn->error, ERR_BUSY);
}

static enum err begin_post(struct txn *txn, const struct opened *opened,
	const struct answer_row *answer, struct announced_post *post)
{
	size_t n = opened->election->questions[answer->question].n_answers;

	*post = (struct announced_post){.post = id_text(txn->arena, answer->post_id),
		.title = answer->title,
		.seats = answer->seats,
		.candidates = {arena_array(txn->arena, struct announced_candidate, n), 0}};
	return post->post && post->candidates.items ? OK : fail(txn->error, ERR_BUSY);
}

/* One post for each question, the answers in the ballot paper's order. */
static enum err build_posts(struct txn *txn, const struct opened *opened,
	const struct answers *answers, struct list *ret_posts)
{
	struct list posts = {
		arena_array(txn->arena, struct announced_post, opened->election->n_questions), 0};

	if (!posts.items)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < answers->n; i++) {
		const struct answer_row *answer = &answers->rows[i];
		struct announced_post *items = posts.items;

		if ((size_t)answer->question >= opened->election->n_questions ||
			(size_t)answer->answer >=
				opened->election->questions[answer->question].n_answers)
			return fail_note(txn->error, ERR_INTERNAL, "answers of a round");
		if (answer->answer == 0)
			TRY(begin_post(txn, opened, answer, &items[posts.n++]));
		TRY(add_candidate(txn, opened, answer, &items[posts.n - 1]));
	}
	*ret_posts = posts;
	return OK;
}

/* ---- the boxes ---- */

static enum err box_votes(struct txn *txn, const struct round_row *round, const struct box_sum *box,
	const struct answers *answers, struct counts *ret_votes)
{
	struct box_row row = {.id = box->id, .round_id = round->id};
	struct count *counts = arena_array(txn->arena, struct count, answers->n);
	struct attempt attempt;

	TRY(attempt_load(txn, &row, answers, &attempt));
	if (!counts || !attempt.n)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < answers->n; i++) {
		counts[i] = (struct count){id_text(txn->arena, answers->rows[i].candidate_id),
			attempt.sheets[0].votes[i]};
		if (!counts[i].name)
			return fail(txn->error, ERR_BUSY);
	}
	*ret_votes = (struct counts){counts, answers->n};
	return OK;
}

static enum err build_box(struct txn *txn, const struct round_row *round, const struct box_sum *box,
	const struct answers *answers, struct announced_box *ret_box)
{
	const char **entries = arena_array(txn->arena, const char *, 2);

	*ret_box = (struct announced_box){.box = id_text(txn->arena, box->id.v),
		.name = box->name,
		.kind = box_kind_names[box->kind],
		.printed = box->printed,
		.issued = box->issued,
		.spoiled = box->spoiled,
		.spare = box->spare,
		.recovered = box->recovered,
		.valid = box->valid,
		.invalid = box->invalid,
		.entries = {entries, 2},
		.explanation = box->explanation};
	if (!entries || !ret_box->box)
		return fail(txn->error, ERR_BUSY);
	entries[0] = box->first_hash;
	entries[1] = box->second_hash;
	return box_votes(txn, round, box, answers, &ret_box->votes);
}

static enum err build_boxes(struct txn *txn, const struct round_row *round,
	const struct answers *answers, struct list *ret_boxes)
{
	struct paper_sum sum;
	struct announced_box *boxes;

	TRY(stations_sum(txn, round, &sum));
	if (sum.blocked)
		return stations_refuse(&sum, txn->error);
	boxes = arena_array(txn->arena, struct announced_box, sum.boxes.n);
	if (!boxes)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < sum.boxes.n; i++)
		TRY(build_box(txn, round, &((const struct box_sum *)sum.boxes.items)[i], answers,
			&boxes[i]));
	*ret_boxes = (struct list){boxes, sum.boxes.n};
	return OK;
}

/* ---- the whole ---- */

enum err result_build(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const char *archive, struct announcement *ret_announcement)
{
	const struct election_row *election = &scope->election;
	struct announcement announcement = {.body = id_text(txn->arena, scope->body.id.v),
		.body_name = scope->body.name,
		.rehearsal = scope->body.rehearsal,
		.legal_basis = scope->profile.legal_basis,
		.election = id_text(txn->arena, election->id.v),
		.title = election->title,
		.round = round->uuid,
		.kind = (enum election_round)round->kind,
		.mode = election->mode,
		.profile = election->profile,
		.profile_hash = election->profile_hash,
		.roll = election->roll_commitment,
		.n = election->n_voters,
		.archive = archive};
	struct tallied_row tallied = {.id = round->id};
	struct opened opened;
	struct answers answers;

	TRY(db_one(txn, &tally_stmts[TALLY_GET], &tallied, &tallied));
	if (!tallied.result)
		return fail(txn->error, ERR_RESULT_PENDING);
	TRY(read_tally(txn, &tallied, &opened));
	TRY(answers_load(txn, round->id, &answers));
	announcement.online = opened.n_ballots;
	TRY(build_posts(txn, &opened, &answers, &announcement.posts));
	TRY(build_boxes(txn, round, &answers, &announcement.boxes));
	TRY(announcement_sum(&announcement, txn->error));
	announcement_thin(&announcement, scope->profile.small_channel);
	TRY(announcement_decide(&announcement, txn->arena, txn->error));
	*ret_announcement = announcement;
	return OK;
}
