/* See views.h. */
#include "elections/views.h"

#include "base/clock.h"
#include "elections/model.h"

SCHEMA_PUBLIC(election_key, struct election_key,
	FIELD_ID(struct election_key, election_id, .in = IN_PATH));

SCHEMA_PUBLIC(candidate_key, struct candidate_key,
	FIELD_ID(struct candidate_key, election_id, .in = IN_PATH),
	FIELD_ID(struct candidate_key, candidate_id, .in = IN_PATH));

SCHEMA_PUBLIC(round_key, struct round_key, FIELD_UUID(struct round_key));

SCHEMA(post_view, struct post_view, FIELD_ID(struct post_view, id),
	FIELD_STRING(struct post_view, title, .required = true), FIELD_INT(struct post_view, seats),
	FIELD_INT(struct post_view, candidates, .doc = "Standing now"));

SCHEMA(round_view, struct round_view,
	FIELD_ENUM(struct round_view, kind, round_kind_names, .required = true),
	FIELD_STRING(struct round_view, uuid, .required = true,
		.doc = "Name of the round in the ballot protocol"),
	FIELD_ENUM(struct round_view, state, round_state_names, .required = true),
	FIELD_TIME(struct round_view, opens_at, .nullable = true),
	FIELD_TIME(struct round_view, closes_at, .nullable = true));

SCHEMA(further, struct further, FIELD_ENUM(struct further, kind, round_kind_names),
	FIELD_DAY(struct further, last_day, .doc = "It must be over by the end of it (A70)"));

SCHEMA(act_failure, struct act_failure,
	FIELD_STRING(struct act_failure, act,
		.doc = "round.prepare (by hand: roundPrepare), polling.open or polling.close"),
	FIELD_TIME(struct act_failure, at, .doc = "When it was due"),
	FIELD_STRING(struct act_failure, reason, .doc = "Type of the problem"),
	FIELD_STRING(struct act_failure, chinese), FIELD_STRING(struct act_failure, english));

SCHEMA_PUBLIC(election_view, struct election_view, FIELD_ID(struct election_view, id),
	FIELD_ID(struct election_view, body_id),
	FIELD_STRING(struct election_view, title, .required = true),
	FIELD_ENUM(struct election_view, mode, election_mode_names, .required = true, .doc = "A60"),
	FIELD_ENUM(struct election_view, state, election_state_names, .required = true),
	FIELD_DAY(struct election_view, election_day),
	FIELD_TIME(struct election_view, opens_at, .doc = "Of the first round"),
	FIELD_TIME(struct election_view, closes_at),
	FIELD_TIME(
		struct election_view, freeze_at, .doc = "Voting keys can be registered until then"),
	FIELD_DAY(struct election_view, list_by, .doc = "Last day to publish the voter list (A35)"),
	FIELD_DAY(struct election_view, candidates_by,
		.doc = "Last day to publish the candidates (A52)"),
	FIELD_TIME(struct election_view, list_published_at, .nullable = true),
	FIELD_DAY(struct election_view, objections_until, .nullable = true,
		.doc = "Last day to object to the published list (A37)"),
	FIELD_TIME(struct election_view, candidates_published_at, .nullable = true),
	FIELD_INT(struct election_view, voters, .doc = "On the published list"),
	FIELD_INT(struct election_view, credentials,
		.doc = "Voting keys registered; none are kept once it is archived"),
	FIELD_STRING(struct election_view, profile),
	FIELD_STRING(struct election_view, profile_hash, .doc = "Frozen when drafted (G8)"),
	FIELD_STRING(struct election_view, roll_commitment),
	FIELD_BOOL(struct election_view, rehearsal),
	FIELD_OBJECT(struct election_view, further, further_schema,
		.doc = "The further round that the announced results call for; roundSchedule"),
	FIELD_OBJECT(struct election_view, held_up, act_failure_schema,
		.doc = "What should have brought the round on by itself and did not"),
	FIELD_LIST(struct election_view, posts, post_view_schema, .max = 16),
	FIELD_LIST(struct election_view, rounds, round_view_schema, .max = 3));

static enum err posts_of(struct txn *txn, struct election_id id, struct list *ret_rows)
{
	return db_all(
		txn, &elections_stmts[POST_LIST], &(struct post_row){.election_id = id}, ret_rows);
}

static enum err describe_posts(struct txn *txn, struct election_id id, struct list *ret_posts)
{
	struct list rows;
	struct post_view *views;

	TRY(posts_of(txn, id, &rows));
	views = arena_array(txn->arena, struct post_view, rows.n);
	if (!views)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct post_row *row = &((const struct post_row *)rows.items)[i];

		views[i] = (struct post_view){row->id, row->title, row->seats, row->n_candidates};
	}
	*ret_posts = (struct list){views, rows.n};
	return OK;
}

static enum err describe_rounds(struct txn *txn, struct election_id id, struct list *ret_rounds)
{
	struct round_view *views = arena_array(txn->arena, struct round_view, 3);

	if (!views)
		return fail(txn->error, ERR_TOO_LARGE);
	for (int kind = KIND_VOTE; kind <= KIND_TIEBREAK; kind++) {
		struct round_row row;

		TRY(round_by_kind(txn, id, (enum round_kind)kind, &row));
		views[kind] = (struct round_view){
			row.kind, row.uuid, row.state, row.opens_at, row.closes_at};
	}
	*ret_rounds = (struct list){views, 3};
	return OK;
}

static enum err describe_objections(
	struct txn *txn, const struct election_scope *scope, int64_t *ret_last_day)
{
	int64_t published = scope->election.list_published_at;
	struct calendar calendar;

	*ret_last_day = 0;
	if (!published)
		return OK;
	TRY(calendar_load(txn->arena, txn->error, &calendar));
	*ret_last_day =
		resident_last_day(&calendar, day_of(published), scope->profile.objection_days);
	return OK;
}

static enum err describe_further(
	struct txn *txn, const struct election_scope *scope, const struct further **ret_further)
{
	struct further *further = arena_new(txn->arena, struct further);
	enum err err;

	if (!further)
		return fail(txn->error, ERR_BUSY);
	if (scope->election.state != ELECTION_ANNOUNCED)
		return OK;
	err = further_round(txn, scope, further);
	if (err == OK)
		*ret_further = further;
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err describe_held_up(
	struct txn *txn, const struct election_scope *scope, const struct act_failure **ret_failure)
{
	struct act_failure *failure = arena_new(txn->arena, struct act_failure);
	enum err err;

	if (!failure)
		return fail(txn->error, ERR_BUSY);
	err = round_held_up(txn, scope, failure);
	if (err == OK)
		*ret_failure = failure;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err election_describe(
	struct txn *txn, const struct election_scope *scope, struct election_view *ret_view)
{
	const struct election_row *row = &scope->election;
	struct count_row credentials;
	struct election_view view = {
		.id = row->id,
		.body_id = row->body_id,
		.title = row->title,
		.mode = row->mode,
		.state = row->state,
		.election_day = row->election_day,
		.opens_at = row->opens_at,
		.closes_at = row->closes_at,
		.freeze_at = row->freeze_at,
		.list_by = latest_day_before(row->election_day, scope->profile.list_days),
		.candidates_by =
			latest_day_before(row->election_day, scope->profile.candidate_days),
		.list_published_at = row->list_published_at,
		.candidates_published_at = row->candidates_published_at,
		.voters = row->n_voters,
		.profile = row->profile,
		.profile_hash = row->profile_hash,
		.roll_commitment = row->roll_commitment,
		.rehearsal = scope->body.rehearsal,
	};

	TRY(db_one(txn, &elections_stmts[CREDENTIAL_COUNT],
		&(struct count_row){.election_id = row->id}, &credentials));
	view.credentials = credentials.n;
	TRY(describe_objections(txn, scope, &view.objections_until));
	TRY(describe_posts(txn, row->id, &view.posts));
	TRY(describe_rounds(txn, row->id, &view.rounds));
	TRY(describe_further(txn, scope, &view.further));
	TRY(describe_held_up(txn, scope, &view.held_up));
	*ret_view = view;
	return OK;
}

enum err election_facts(
	struct txn *txn, const struct election_scope *scope, struct guard_facts *ret_facts)
{
	struct override_row override = {.election_id = scope->election.id, .rule = "A39"};
	struct count_row open, overridden;
	struct guard_facts facts = {.now = scope->body.now};
	struct list posts;

	TRY(office_count(txn, &scope->body, ROLE_ELECTION_COMMITTEE, &facts.committee_members));
	TRY(db_one(txn, &elections_stmts[OBJECTIONS_OPEN],
		&(struct count_row){.election_id = scope->election.id}, &open));
	TRY(db_one(txn, &elections_stmts[OVERRIDE_COUNT], &override, &overridden));
	TRY(posts_of(txn, scope->election.id, &posts));
	facts.open_objections = open.n;
	facts.objections_overridden = overridden.n > 0;
	facts.posts = posts.items;
	facts.n_posts = posts.n;
	*ret_facts = facts;
	return OK;
}
