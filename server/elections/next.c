/* What an election needs next: the state it comes to, by which operation or by itself, and every
 * rule that is still in the way. The guards are the very ones that refuse the operation; here they
 * are asked before an officer tries. */
#include "base/clock.h"
#include "elections/ballots_store.h"
#include "elections/results.h"
#include "elections/stations.h"
#include "elections/themes.h"
#include "elections/views.h"

enum { MISSING_MAX = 24, MISSING_TEXT_MAX = 400 };

struct missing_view {
	const char *reason;
	const char *chinese;
	const char *english;
};
SCHEMA(missing_view, struct missing_view,
	FIELD_STRING(struct missing_view, reason, .required = true,
		.doc = "Type of the problem that the operation would answer"),
	FIELD_STRING(struct missing_view, chinese, .required = true),
	FIELD_STRING(struct missing_view, english, .required = true));

struct next_view {
	enum election_state to;
	const char *op;
	int64_t at;
	struct list missing;
};
SCHEMA(next_view, struct next_view,
	FIELD_ENUM(struct next_view, to, election_state_names, .required = true),
	FIELD_STRING(struct next_view, op,
		.doc = "The operation that brings it there; absent: it comes by itself"),
	FIELD_TIME(struct next_view, at, .nullable = true, .doc = "When it comes by itself"),
	FIELD_LIST(struct next_view, missing, missing_view_schema, .max = MISSING_MAX));

struct next {
	struct txn *txn;
	struct election_scope scope;
	struct guard_facts facts;
	struct round_row round;
	struct missing_view *items;
	struct next_view *out;
};

/* What a guard said, as something that is missing; storage and memory that fail are no guard. */
static enum err note(struct next *next, enum err err)
{
	struct error *error = next->txn->error;
	char chinese[MISSING_TEXT_MAX], english[MISSING_TEXT_MAX];
	struct missing_view *item = &next->items[next->out->missing.n];

	if (err == OK || err == ERR_IO || err == ERR_BUSY || err == ERR_TOO_LARGE)
		return err;
	error_text(error, LANG_ZH, chinese, sizeof chinese);
	error_text(error, LANG_EN, english, sizeof english);
	*error = (struct error){0};
	*item = (struct missing_view){error_info(err)->token,
		arena_string(next->txn->arena, chinese), arena_string(next->txn->arena, english)};
	if (!item->chinese || !item->english)
		return fail(error, ERR_BUSY);
	next->out->missing.n++;
	return OK;
}

/* ---- what each step waits for ---- */

typedef enum err step_fn(struct next *next);

static int64_t today(const struct next *next)
{
	return day_of(next->scope.body.now);
}

static enum err needs_committee(struct next *next)
{
	return note(next, guard_committee(&next->scope, &next->facts, next->txn->error));
}

static enum err needs_list(struct next *next)
{
	return note(next, guard_list_day(&next->scope, today(next), next->txn->error));
}

static enum err needs_objections(struct next *next)
{
	struct calendar calendar;

	TRY(calendar_load(next->txn->arena, next->txn->error, &calendar));
	return note(
		next, guard_objections(&next->scope, &calendar, &next->facts, next->txn->error));
}

/* Every post that has too few. */
static enum err needs_candidates(struct next *next)
{
	for (size_t i = 0; i < next->facts.n_posts; i++) {
		struct guard_facts one = next->facts;

		one.posts = &next->facts.posts[i];
		one.n_posts = 1;
		TRY(note(next, guard_candidates(&next->scope, &one, next->txn->error)));
	}
	return note(next, guard_candidates_day(&next->scope, today(next), next->txn->error));
}

static enum err needs_keys(struct next *next)
{
	struct count_row count = {.election_id = next->scope.election.id};

	TRY(db_one(next->txn, &elections_stmts[CREDENTIAL_COUNT], &count, &count));
	return note(next, count.n ? OK : fail(next->txn->error, ERR_NO_CREDENTIALS));
}

/* A ballot paper is fixed at the freeze, and then polling opens. */
static enum err needs_paper(struct next *next)
{
	const char *json;

	next->out->at = next->round.opens_at;
	TRY(note(next,
		guard_polling(&next->scope, &next->facts, next->round.kind, next->txn->error)));
	if (next->round.state != ROUND_RESERVED)
		return OK;
	next->out->at = next->scope.election.freeze_at;
	if (next->scope.profile.online_ballot != ONLINE_BINDING)
		TRY(note(next, fail(next->txn->error, ERR_ONLINE_OFF)));
	TRY(note(next, trustees_document(next->txn, next->scope.election.id, &json)));
	return needs_keys(next);
}

static enum err needs_time(struct next *next)
{
	next->out->at = next->round.closes_at;
	return OK;
}

static enum err needs_count(struct next *next)
{
	struct round_stage_row stage = {.id = next->round.id};
	struct paper_sum sum;

	TRY(db_one(next->txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	if (!stage.encrypted_tally)
		TRY(note(next, fail(next->txn->error, ERR_TALLY_NONE)));
	else if (!stage.result)
		TRY(note(next, fail(next->txn->error, ERR_RESULT_PENDING)));
	TRY(stations_sum(next->txn, &next->round, &sum));
	if (sum.blocked)
		TRY(note(next, stations_refuse(&sum, next->txn->error)));
	return OK;
}

static enum err needs_seats(struct next *next)
{
	struct further further;
	enum err err = further_round(next->txn, &next->scope, &further);

	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	return note(next, fail(next->txn->error, ERR_SEATS_OPEN));
}

static enum err needs_answers(struct next *next)
{
	return note(next, disputes_settled(next->txn, next->scope.election.id));
}

/* ---- the course ---- */

struct step {
	bool there;
	enum election_state to;
	const char *op;
	step_fn *needs;
};

/* By the state an election is in; where no row is, it has ended. */
static const struct step steps[ELECTION_STATE__COUNT] = {
	[ELECTION_DRAFT] = {true, ELECTION_COMMITTEE_FORMED, "electionAdvance", needs_committee},
	[ELECTION_COMMITTEE_FORMED] = {true, ELECTION_REGISTERING, "electionAdvance", NULL},
	[ELECTION_REGISTERING] = {true, ELECTION_LIST_PUBLISHED, "listPublish", needs_list},
	[ELECTION_LIST_PUBLISHED] = {true, ELECTION_OBJECTIONS_CLOSED, "electionAdvance",
		needs_objections},
	[ELECTION_OBJECTIONS_CLOSED] = {true, ELECTION_NOMINATING, "electionAdvance", NULL},
	[ELECTION_NOMINATING] = {true, ELECTION_CANDIDATES_PUBLISHED, "candidatesPublish",
		needs_candidates},
	[ELECTION_CANDIDATES_PUBLISHED] = {true, ELECTION_POLLING, NULL, needs_paper},
	[ELECTION_POLLING] = {true, ELECTION_COUNTING, NULL, needs_time},
	[ELECTION_COUNTING] = {true, ELECTION_ANNOUNCED, "resultSign", needs_count},
	[ELECTION_ANNOUNCED] = {true, ELECTION_COMPLETED, "electionComplete", needs_seats},
	[ELECTION_INCOMPLETE] = {true, ELECTION_COMPLETED, "electionComplete", NULL},
	[ELECTION_COMPLETED] = {true, ELECTION_HANDOVER, "electionAdvance", NULL},
	[ELECTION_HANDOVER] = {true, ELECTION_ARCHIVED, "electionAdvance", needs_answers},
	[ELECTION_INVALID_TURNOUT] = {true, ELECTION_ARCHIVED, "electionAdvance", needs_answers},
	[ELECTION_VOID] = {true, ELECTION_ARCHIVED, "electionAdvance", needs_answers},
};

/* The latest that has a ballot paper, else the first. */
static enum err find_round(struct next *next)
{
	for (int kind = KIND_TIEBREAK; kind >= KIND_VOTE; kind--) {
		TRY(round_by_kind(
			next->txn, next->scope.election.id, (enum round_kind)kind, &next->round));
		if (next->round.state != ROUND_RESERVED)
			break;
	}
	return OK;
}

static enum err election_next(struct call *call)
{
	struct next next = {.txn = call->txn, .out = call_out(call, next_view)};
	const struct step *step;

	TRY(election_of(call, call_in(call, election_key)->election_id, &next.scope));
	step = &steps[next.scope.election.state];
	if (!step->there)
		return fail(call->error, ERR_NOT_FOUND);
	TRY(election_facts(call->txn, &next.scope, &next.facts));
	TRY(find_round(&next));
	next.items = arena_array(call->arena, struct missing_view, MISSING_MAX);
	if (!next.items)
		return fail(call->error, ERR_BUSY);
	*next.out = (struct next_view){.to = step->to, .op = step->op};
	if (step->needs)
		TRY(step->needs(&next));
	next.out->missing.items = next.items;
	*call->error = (struct error){0};
	return OK;
}

static const struct route routes[] = {
	{.op = "electionNext",
		GET("/v1/elections/{election_id}/next"),
		.in = &election_key_schema,
		.out = &next_view_schema,
		.read = election_next,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "What the election needs next, and every rule that is still in the way"},
};

const struct module next_module = {"next", routes, COUNT_OF(routes), NULL};
