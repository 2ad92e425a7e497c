/* What announced results lead to: which seats are voted on again, between whom, until when; and
 * which stay empty. Everything is read from what two officers signed. */
#include <stdlib.h>

#include "elections/counts.h"
#include "elections/model.h"
#include "elections/results.h"
#include "elections/results_store.h"

enum { KINDS = KIND_TIEBREAK + 1 };

/* All announced results of an election, by the kind of their round. */
struct announced {
	bool is_there[KINDS];
	struct announcement of[KINDS];
	int64_t closed_at; /* polling of the latest */
};

static enum err load_announced(
	struct txn *txn, struct election_id election, struct announced *ret_announced)
{
	struct announced_row key = {.election_id = election};
	struct announced announced = {0};
	struct list rows;

	TRY(db_all(txn, &results_stmts[RESULT_ANNOUNCED], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct announced_row *row = &((const struct announced_row *)rows.items)[i];

		TRY(announcement_read((const char *)row->payload.data, row->payload.len, txn->arena,
			&announced.of[row->kind], txn->error));
		announced.is_there[row->kind] = true;
		announced.closed_at = row->closes_at;
	}
	*ret_announced = announced;
	return OK;
}

static const struct announced_post *post_at(const struct announcement *announcement, size_t i)
{
	return &((const struct announced_post *)announcement->posts.items)[i];
}

static int64_t count_fate(const struct announced_post *post, enum fate fate)
{
	int64_t n = 0;

	for (size_t i = 0; i < post->candidates.n; i++)
		n += ((const struct announced_candidate *)post->candidates.items)[i].fate == fate;
	return n;
}

/* The seats of a post that those with this fate stand for once more. */
static int64_t seats_again(const struct announced_post *post, enum fate fate)
{
	return fate == FATE_RERUN ? post->rerun_seats
				  : post->seats - count_fate(post, FATE_ELECTED);
}

/* Whether a candidate has this fate in one of the posts; tells the post. */
static bool has_fate(const struct announcement *announcement, int64_t candidate, enum fate fate,
	const struct announced_post **ret_post)
{
	for (size_t i = 0; i < announcement->posts.n; i++) {
		const struct announced_post *post = post_at(announcement, i);
		const struct announced_candidate *at = post->candidates.items;

		for (size_t k = 0; k < post->candidates.n; k++)
			if (at[k].fate == fate && strtoll(at[k].candidate, NULL, 10) == candidate) {
				*ret_post = post;
				return true;
			}
	}
	return false;
}

/* Whom a round of this kind is between: the re-run's candidates are named by the first result,
 * those of the tie-break by the first and the re-run's. */
static bool is_called(
	const struct announced *announced, enum round_kind kind, struct answer_row *answer)
{
	const enum fate fate = kind == KIND_RERUN ? FATE_RERUN : FATE_TIED;
	const struct announced_post *post = NULL;

	if (!has_fate(&announced->of[KIND_VOTE], answer->candidate_id, fate, &post) &&
		!(kind == KIND_TIEBREAK &&
			has_fate(&announced->of[KIND_RERUN], answer->candidate_id, fate, &post)))
		return false;
	answer->seats = seats_again(post, fate);
	return true;
}

/* The first ballot paper without those who are not called again. */
static enum err call_again(struct txn *txn, struct election_id election,
	const struct announced *announced, enum round_kind kind, struct answers *ret_paper)
{
	struct answer_row *rows;
	struct answers first;
	struct round_row round;
	size_t n = 0;

	TRY(round_by_kind(txn, election, KIND_VOTE, &round));
	TRY(answers_load(txn, round.id, &first));
	rows = arena_array(txn->arena, struct answer_row, first.n);
	if (!rows)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < first.n; i++) {
		rows[n] = first.rows[i];
		n += is_called(announced, kind, &rows[n]);
	}
	answers_number(rows, n);
	*ret_paper = (struct answers){rows, n};
	return OK;
}

enum err next_round(
	struct txn *txn, const struct election_scope *scope, struct next_round *ret_next)
{
	static const enum round_kind order[] = {KIND_RERUN, KIND_TIEBREAK};
	struct announced announced;
	struct next_round next;

	TRY(load_announced(txn, scope->election.id, &announced));
	if (!announced.is_there[KIND_VOTE] || announced.is_there[KIND_TIEBREAK])
		return ERR_NOT_FOUND;
	next.last_day = further_last_day(&scope->profile, announced.closed_at);
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		next.kind = order[i];
		if (announced.is_there[next.kind])
			continue;
		TRY(call_again(txn, scope->election.id, &announced, next.kind, &next.paper));
		if (next.paper.n) {
			*ret_next = next;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err further_round(
	struct txn *txn, const struct election_scope *scope, struct further *ret_further)
{
	struct next_round next;

	TRY(next_round(txn, scope, &next));
	if (scope->body.now >= period_end_ms(next.last_day))
		return ERR_NOT_FOUND;
	*ret_further = (struct further){next.kind, next.last_day};
	return OK;
}

enum err seats_missing(struct txn *txn, struct election_id election, int64_t *ret_missing)
{
	struct announced announced;
	int64_t missing = 0;

	TRY(load_announced(txn, election, &announced));
	for (size_t i = 0; i < announced.of[KIND_VOTE].posts.n; i++)
		missing += post_at(&announced.of[KIND_VOTE], i)->seats;
	for (size_t kind = KIND_VOTE; kind < KINDS; kind++)
		for (size_t i = 0; i < announced.of[kind].posts.n; i++)
			missing -= count_fate(post_at(&announced.of[kind], i), FATE_ELECTED);
	*ret_missing = missing;
	return OK;
}
