/* Loading and moving elections, rounds and rights: what every theme of the module stands on. */
#include "elections/elections.h"

#include <string.h>

#include "base/clock.h"
#include "elections/model.h"
#include "elections/store.h"

enum err election_open(struct txn *txn, struct election_id id, struct election_scope *ret_scope)
{
	struct election_scope scope = {.election = {.id = id}};

	TRY(db_one(txn, &elections_stmts[ELECTION_GET], &scope.election, &scope.election));
	TRY(body_get(txn, scope.election.body_id, &scope.body));
	TRY(profile_load(scope.election.profile, txn->arena, &scope.profile, NULL, txn->error));
	*ret_scope = scope;
	return OK;
}

enum err election_of(struct call *call, struct election_id id, struct election_scope *ret_scope)
{
	TRY(election_open(call->txn, id, ret_scope));
	if (call->actor->body.v != ret_scope->body.id.v)
		return fail(call->error, ERR_FORBIDDEN);
	return OK;
}

static enum err wrong_state(struct txn *txn, const struct election_scope *scope)
{
	return election_refuse_state(scope->election.state, txn->error);
}

enum err election_expect(
	struct txn *txn, const struct election_scope *scope, enum election_state state)
{
	return scope->election.state == state ? OK : wrong_state(txn, scope);
}

enum err election_move(struct txn *txn, struct election_scope *scope, enum election_state to)
{
	struct election_move_row row = {scope->election.id, scope->election.state, to};
	int64_t changed;

	if (!state_follows(scope->election.state, to))
		return wrong_state(txn, scope);
	TRY(db_change(txn, &elections_stmts[ELECTION_SET_STATE], &row, &changed));
	if (!changed)
		return wrong_state(txn, scope);
	scope->election.state = to;
	return OK;
}

enum err round_by_uuid(struct txn *txn, const char *uuid, struct round_row *ret_round)
{
	return db_one(
		txn, &elections_stmts[ROUND_BY_UUID], &(struct round_row){.uuid = uuid}, ret_round);
}

enum err round_by_kind(struct txn *txn, struct election_id election, enum round_kind kind,
	struct round_row *ret_round)
{
	return db_one(txn, &elections_stmts[ROUND_BY_KIND],
		&(struct round_row){.election_id = election, .kind = kind}, ret_round);
}

enum err round_current(struct txn *txn, struct election_id election, struct round_row *ret_round)
{
	return db_one(txn, &elections_stmts[ROUND_CURRENT],
		&(struct round_row){.election_id = election}, ret_round);
}

enum err round_documents(
	struct txn *txn, struct round_id round, struct round_documents *ret_documents)
{
	struct round_setup_row row = {.id = round};

	TRY(db_one(txn, &elections_stmts[ROUND_DOCUMENTS], &row, &row));
	*ret_documents = (struct round_documents){
		row.election_json, row.trustees_json, row.credentials_json};
	return OK;
}

enum err round_election_json(struct txn *txn, struct round_id round, const char **ret_json)
{
	struct round_setup_row row = {.id = round};

	TRY(db_one(txn, &elections_stmts[ROUND_ELECTION], &row, &row));
	*ret_json = row.election_json;
	return OK;
}

enum err round_expect_polling(
	struct txn *txn, const struct body *body, const struct round_row *round)
{
	char text[TIME_TEXT_SIZE];

	if (round->state == ROUND_RESERVED)
		return fail(txn->error, ERR_PAPER_PENDING);
	if (round->state == ROUND_PREPARED || body->now < round->opens_at) {
		time_say(round->opens_at, text);
		return fail_args(txn->error, ERR_POLLING_EARLY, text, NULL);
	}
	if (round->state != ROUND_POLLING || body->now >= round->closes_at) {
		time_say(round->closes_at, text);
		return fail_args(txn->error, ERR_POLLING_OVER, text, NULL);
	}
	return OK;
}

enum err round_move(
	struct txn *txn, const struct round_row *round, enum round_state from, enum round_state to)
{
	struct round_move_row row = {round->id, from, to};
	int64_t changed;

	TRY(db_change(txn, &elections_stmts[ROUND_SET_STATE], &row, &changed));
	if (changed)
		return OK;
	return round_refuse_state(round->state, txn->error);
}

enum err right_move(struct txn *txn, struct round_id round, int64_t voter, enum right_state from,
	enum right_state to, bool *ret_moved)
{
	struct right_row row = {
		.round_id = round, .voter_number = voter, .from = from, .state = to};
	int64_t changed;

	TRY(db_change(txn, &elections_stmts[RIGHT_MOVE], &row, &changed));
	*ret_moved = changed == 1;
	return OK;
}
