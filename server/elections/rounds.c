/* Rounds: the first is prepared at the credential freeze, a further one when the election committee
 * schedules it; polling of either opens and closes by itself. */
#include <inttypes.h>

#include "base/clock.h"
#include "elections/ballots.h"
#include "elections/results.h"
#include "elections/themes.h"
#include "elections/views.h"
#include "record/record.h"

/* ---- the first round ---- */

static enum err check_prepare(struct txn *txn, const struct election_scope *scope)
{
	char text[TIME_TEXT_SIZE];

	TRY(election_expect(txn, scope, ELECTION_CANDIDATES_PUBLISHED));
	if (scope->profile.online_ballot != ONLINE_BINDING)
		return fail(txn->error, ERR_ONLINE_OFF);
	if (scope->body.now < scope->election.freeze_at) {
		time_say(scope->election.freeze_at, text);
		return fail_args(txn->error, ERR_NOT_FROZEN, text, NULL);
	}
	if (scope->body.now > scope->election.opens_at) {
		time_say(scope->election.opens_at, text);
		return fail_args(txn->error, ERR_POLLING_PAST, text, NULL);
	}
	return OK;
}

/* Everybody who stands, in the published order. */
static enum err first_paper(struct txn *txn, struct election_id election, struct answers *ret_paper)
{
	struct candidate_row key = {.election_id = election};
	struct list rows;

	TRY(db_all(txn, &elections_stmts[ANSWERS_STANDING], &key, &rows));
	answers_number(rows.items, rows.n);
	*ret_paper = (struct answers){rows.items, rows.n};
	return OK;
}

static enum err prepare_first(struct txn *txn, const struct election_scope *scope)
{
	const struct polling_times times = {scope->election.opens_at, scope->election.closes_at};
	struct guard_facts facts;
	struct answers paper;
	struct round_row round;

	TRY(check_prepare(txn, scope));
	TRY(election_facts(txn, scope, &facts));
	TRY(guard_polling(scope, &facts, KIND_VOTE, txn->error));
	TRY(round_by_kind(txn, scope->election.id, KIND_VOTE, &round));
	if (round.state != ROUND_RESERVED)
		return round_refuse_state(round.state, txn->error);
	TRY(first_paper(txn, scope->election.id, &paper));
	return round_setup(txn, scope, &round, &paper, &times);
}

enum err round_prepare_due(struct txn *txn, const struct body *body, int64_t election)
{
	struct election_scope scope;

	TRY(election_open(txn, (struct election_id){election}, &scope));
	scope.body = *body;
	return prepare_first(txn, &scope);
}

static enum err round_prepare(struct call *call)
{
	const struct election_key *in = call_in(call, election_key);
	struct election_scope scope;

	TRY(election_of(call, in->election_id, &scope));
	TRY(prepare_first(call->txn, &scope));
	return election_describe(call->txn, &scope, call_out(call, election_view));
}

/* ---- further rounds ---- */

struct round_new {
	struct election_id election_id;
	int64_t opens_at;
	int64_t closes_at;
};
SCHEMA(round_new, struct round_new, FIELD_ID(struct round_new, election_id, .in = IN_PATH),
	FIELD_TIME(struct round_new, opens_at, .required = true,
		.doc = "May be the same day: list, voting keys and trustees stay as they are"),
	FIELD_TIME(struct round_new, closes_at, .required = true,
		.doc = "Within the profile's days of the polling before it (A70)"));

/* Candidates by their ids: names stay out of the record, and the hash of election.json, which has
 * them, is in the entry round.prepared. */
struct scheduled_post {
	const char *post;
	int64_t seats;
	struct strings candidates;
};
SCHEMA(scheduled_post, struct scheduled_post, FIELD_STRING(struct scheduled_post, post),
	FIELD_INT(struct scheduled_post, seats),
	FIELD_STRINGS(struct scheduled_post, candidates, .max = ANNOUNCED_CANDIDATES_MAX));

struct scheduled_event {
	struct election_id election;
	const char *round;
	enum round_kind kind;
	int64_t opens;
	int64_t closes;
	int64_t last_day;
	struct list posts;
};
SCHEMA(scheduled_event, struct scheduled_event, FIELD_ID(struct scheduled_event, election),
	FIELD_STRING(struct scheduled_event, round),
	FIELD_ENUM(struct scheduled_event, kind, round_kind_names),
	FIELD_TIME(struct scheduled_event, opens), FIELD_TIME(struct scheduled_event, closes),
	FIELD_DAY(struct scheduled_event, last_day, .doc = "A70"),
	FIELD_LIST(
		struct scheduled_event, posts, scheduled_post_schema, .max = ANNOUNCED_POSTS_MAX));

static enum err list_posts(struct txn *txn, const struct answers *paper, struct list *ret_posts)
{
	struct scheduled_post *posts = arena_array(txn->arena, struct scheduled_post, paper->n);
	const char **ids = arena_array(txn->arena, const char *, paper->n);
	size_t n = 0;

	if (!posts || !ids)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < paper->n; i++) {
		const struct answer_row *row = &paper->rows[i];

		ids[i] = arena_printf(txn->arena, "%" PRId64, row->candidate_id);
		if (!row->answer)
			posts[n++] = (struct scheduled_post){
				arena_printf(txn->arena, "%" PRId64, row->post_id), row->seats,
				{&ids[i], 0}};
		posts[n - 1].candidates.n++;
		if (!ids[i] || !posts[n - 1].post)
			return fail(txn->error, ERR_BUSY);
	}
	*ret_posts = (struct list){posts, n};
	return OK;
}

/* A52: who stands in it is published with it. */
static enum err record_scheduled(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const struct next_round *next,
	const struct polling_times *times)
{
	struct scheduled_event event = {.election = scope->election.id,
		.round = round->uuid,
		.kind = round->kind,
		.opens = times->opens_at,
		.closes = times->closes_at,
		.last_day = next->last_day};

	TRY(list_posts(txn, &next->paper, &event.posts));
	return record_append(
		txn, &scope->body, "round.scheduled", &scheduled_event_schema, &event, NULL);
}

static enum err check_schedule(struct txn *txn, const struct election_scope *scope,
	const struct polling_times *times, struct next_round *ret_next)
{
	struct guard_facts facts;
	enum err err;

	TRY(election_expect(txn, scope, ELECTION_ANNOUNCED));
	err = next_round(txn, scope, ret_next);
	if (err == ERR_NOT_FOUND)
		return fail(txn->error, ERR_ROUND_NONE);
	TRY(err);
	TRY(polling_times_check(times, scope->body.now, txn->error));
	TRY(guard_further_day(scope, ret_next->last_day, times->closes_at, txn->error));
	TRY(election_facts(txn, scope, &facts));
	return guard_polling(scope, &facts, ret_next->kind, txn->error);
}

static enum err round_schedule(struct call *call)
{
	const struct round_new *in = call_in(call, round_new);
	const struct polling_times times = {in->opens_at, in->closes_at};
	struct txn *txn = call->txn;
	struct election_scope scope;
	struct next_round next;
	struct round_row round;

	TRY(election_of(call, in->election_id, &scope));
	TRY(check_schedule(txn, &scope, &times, &next));
	TRY(round_by_kind(txn, scope.election.id, next.kind, &round));
	TRY(round_setup(txn, &scope, &round, &next.paper, &times));
	TRY(election_move(txn, &scope, ELECTION_CANDIDATES_PUBLISHED));
	TRY(record_scheduled(txn, &scope, &round, &next, &times));
	return election_describe(txn, &scope, call_out(call, election_view));
}

/* ---- opening and closing ---- */

struct polling_event {
	struct election_id election;
	const char *round;
	int64_t voters;
	int64_t opens;
	int64_t closes;
};
SCHEMA(polling_event, struct polling_event, FIELD_ID(struct polling_event, election),
	FIELD_STRING(struct polling_event, round), FIELD_INT(struct polling_event, voters),
	FIELD_TIME(struct polling_event, opens), FIELD_TIME(struct polling_event, closes));

static enum err record_polling(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const char *type)
{
	const struct polling_event event = {.election = scope->election.id,
		.round = round->uuid,
		.voters = scope->election.n_voters,
		.opens = round->opens_at,
		.closes = round->closes_at};

	return record_append(txn, &scope->body, type, &polling_event_schema, &event, NULL);
}

static enum err round_scope(struct txn *txn, const struct body *body, int64_t id,
	struct round_row *ret_round, struct election_scope *ret_scope)
{
	TRY(db_one(txn, &elections_stmts[ROUND_BY_ID], &(struct round_row){.id = {id}}, ret_round));
	TRY(election_open(txn, ret_round->election_id, ret_scope));
	ret_scope->body = *body;
	return OK;
}

enum err polling_open(struct txn *txn, const struct body *body, int64_t id)
{
	struct round_row round;
	struct election_scope scope;
	struct guard_facts facts;

	TRY(round_scope(txn, body, id, &round, &scope));
	TRY(election_facts(txn, &scope, &facts));
	TRY(guard_polling(&scope, &facts, round.kind, txn->error));
	TRY(election_move(txn, &scope, ELECTION_POLLING));
	TRY(round_move(txn, &round, ROUND_PREPARED, ROUND_POLLING));
	return record_polling(txn, &scope, &round, "polling.opened");
}

enum err polling_close(struct txn *txn, const struct body *body, int64_t id)
{
	struct round_row round;
	struct election_scope scope;

	TRY(round_scope(txn, body, id, &round, &scope));
	TRY(ballots_close_all(txn, body, round.id));
	TRY(election_move(txn, &scope, ELECTION_COUNTING));
	TRY(round_move(txn, &round, ROUND_POLLING, ROUND_CLOSED));
	return record_polling(txn, &scope, &round, "polling.closed");
}

/* ---- what did not happen by itself ---- */

enum err round_prepare_about(struct txn *txn, int64_t election, const char **ret_uuid)
{
	struct round_row round;

	TRY(round_by_kind(txn, (struct election_id){election}, KIND_VOTE, &round));
	*ret_uuid = round.uuid;
	return OK;
}

enum err round_about(struct txn *txn, int64_t id, const char **ret_uuid)
{
	struct round_row round = {.id = {id}};

	TRY(db_one(txn, &elections_stmts[ROUND_BY_ID], &round, &round));
	*ret_uuid = round.uuid;
	return OK;
}

/* An act whose round has come further by hand is history. */
enum err round_held_up(
	struct txn *txn, const struct election_scope *scope, struct act_failure *ret_failure)
{
	struct round_row round;
	enum err err = round_current(txn, scope->election.id, &round);

	if (err == ERR_NOT_FOUND && scope->election.state == ELECTION_CANDIDATES_PUBLISHED)
		return act_failed(txn, "round.prepare", scope->election.id.v, ret_failure);
	TRY(err);
	return act_failed(txn, round.state == ROUND_PREPARED ? "polling.open" : "polling.close",
		round.id.v, ret_failure);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "roundPrepare",
		POST("/v1/elections/{election_id}/prepare", 200),
		.in = &election_key_schema,
		.out = &election_view_schema,
		.write = round_prepare,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_ONLINE_OFF, ERR_NOT_FROZEN, ERR_POLLING_PAST,
			ERR_TRUSTEES_INCOMPLETE, ERR_NO_CREDENTIALS),
		.records = "round.prepared",
		.doc = "Fixes the ballot paper, keys and rights of the first round after the "
		       "credential "
		       "freeze; polling opens and closes by itself"},
	{.op = "roundSchedule",
		POST("/v1/elections/{election_id}/rounds", 201),
		.in = &round_new_schema,
		.out = &election_view_schema,
		.write = round_schedule,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_ROUND_NONE, ERR_ROUND_LATE),
		.records = "round.scheduled",
		.doc = "Fixes the further round that the announced results call for: the re-run "
		       "for missing seats (A67), or the tie-break (A66)"},
};

const struct module rounds_module = {"rounds", routes, COUNT_OF(routes), NULL};
