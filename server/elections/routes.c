/* The election's course: drafting, moving on, deciding to pass a guard. */
#include <string.h>

#include "base/clock.h"
#include "crypto/credential.h"
#include "crypto/digest.h"
#include "elections/model.h"
#include "elections/themes.h"
#include "elections/views.h"
#include "record/record.h"

const struct stmt_table elections_stmt_table = {
	"elections", elections_stmts, ELECTIONS_STMT__COUNT};

/* ---- drafting ---- */

struct post_new {
	const char *title;
	int64_t seats;
};
SCHEMA(post_new, struct post_new,
	FIELD_STRING(
		struct post_new, title, .required = true, .max = 20, .doc = "主任, 副主任, 委员"),
	FIELD_INT(struct post_new, seats, .required = true, .min = 1, .max = 9));

struct election_new {
	struct body_id body_id;
	const char *title;
	enum election_mode mode;
	int64_t opens_at;
	int64_t closes_at;
	struct list posts;
};
SCHEMA(election_new, struct election_new, FIELD_ID(struct election_new, body_id, .in = IN_PATH),
	FIELD_STRING(struct election_new, title, .required = true, .min = 2, .max = 80),
	FIELD_ENUM(struct election_new, mode, election_mode_names,
		.doc = "Who votes (A60): all residents, household representatives, "
		       "representatives"),
	FIELD_TIME(struct election_new, opens_at, .required = true,
		.doc = "Polling opens; its day is the election day the periods count back from"),
	FIELD_TIME(struct election_new, closes_at, .required = true),
	FIELD_LIST(struct election_new, posts, post_new_schema, .required = true, .min = 1,
		.max = 16));

/* What the record keeps of an election's course. */
struct election_event {
	struct election_id election;
	const char *title;
	enum election_state state;
	const char *mode;
	const char *profile;
	const char *profile_hash;
	struct strings rounds;
};
SCHEMA(election_event, struct election_event, FIELD_ID(struct election_event, election),
	FIELD_STRING(struct election_event, title),
	FIELD_ENUM(struct election_event, state, election_state_names),
	FIELD_STRING(struct election_event, mode), FIELD_STRING(struct election_event, profile),
	FIELD_STRING(struct election_event, profile_hash),
	FIELD_STRINGS(struct election_event, rounds, .max = 3,
		.doc = "The uuids of its vote, re-run and tie-break"));

static enum err insert_posts(struct call *call, struct election_id id, const struct list *posts)
{
	for (size_t i = 0; i < posts->n; i++) {
		const struct post_new *post = &((const struct post_new *)posts->items)[i];
		struct post_row row = {.election_id = id,
			.position = (int64_t)i,
			.title = post->title,
			.seats = post->seats};

		TRY(db_new_id(call->txn, &row.id));
		TRY(db_do(call->txn, &elections_stmts[POST_INSERT], &row));
	}
	return OK;
}

/* An election draws its three uuids at once: voters derive the keys of all rounds from one secret.
 */
static enum err insert_rounds(struct call *call, struct election_id id, struct strings *ret_uuids)
{
	const char **uuids = arena_array(call->arena, const char *, 3);

	if (!uuids)
		return fail(call->error, ERR_BUSY);
	for (int kind = KIND_VOTE; kind <= KIND_TIEBREAK; kind++) {
		char uuid[UUID_NEW_SIZE];
		struct round_row row = {.election_id = id, .kind = (enum round_kind)kind};

		uuid_new(call->txn->rand, uuid);
		row.uuid = uuids[kind] = arena_string(call->arena, uuid);
		TRY(db_new_id(call->txn, &row.id.v));
		TRY(db_do(call->txn, &elections_stmts[ROUND_INSERT], &row));
	}
	*ret_uuids = (struct strings){uuids, 3};
	return OK;
}

static enum err hash_profile(
	struct call *call, const char *id, struct profile *ret_profile, const char **ret_hash)
{
	char text[DIGEST_BASE64_SIZE];
	struct digest digest;
	struct span bytes;

	TRY(profile_load(id, call->arena, ret_profile, &bytes, call->error));
	digest = digest_of(bytes.data, bytes.len);
	digest_base64(&digest, text);
	*ret_hash = arena_string(call->arena, text);
	return *ret_hash ? OK : fail(call->error, ERR_BUSY);
}

static enum err describe(struct call *call, struct election_id id)
{
	struct election_scope scope;

	TRY(election_open(call->txn, id, &scope));
	return election_describe(call->txn, &scope, call_out(call, election_view));
}

static enum err election_create(struct call *call)
{
	const struct election_new *in = call_in(call, election_new);
	struct body body;
	struct profile profile;
	struct election_row row;
	struct election_event event;

	TRY(body_of(call, in->body_id, &body));
	TRY(polling_times_check(
		&(struct polling_times){in->opens_at, in->closes_at}, body.now, call->error));
	row = (struct election_row){.body_id = body.id,
		.title = in->title,
		.mode = in->mode,
		.state = ELECTION_DRAFT,
		.election_day = day_of(in->opens_at),
		.opens_at = in->opens_at,
		.closes_at = in->closes_at,
		.profile = body.profile,
		.convener_id = call->actor->person,
		.created_at = body.now};
	TRY(hash_profile(call, body.profile, &profile, &row.profile_hash));
	row.freeze_at = credential_freeze(in->opens_at, profile.freeze_days);
	TRY(db_new_id(call->txn, &row.id.v));
	TRY(db_do(call->txn, &elections_stmts[ELECTION_INSERT], &row));
	TRY(insert_posts(call, row.id, &in->posts));
	event = (struct election_event){.election = row.id,
		.title = row.title,
		.state = row.state,
		.mode = election_mode_names[row.mode],
		.profile = row.profile,
		.profile_hash = row.profile_hash};
	TRY(insert_rounds(call, row.id, &event.rounds));
	TRY(record_append(
		call->txn, &body, "election.drafted", &election_event_schema, &event, NULL));
	return describe(call, row.id);
}

/* ---- looking ---- */

static enum err election_show(struct call *call)
{
	return describe(call, call_in(call, election_key)->election_id);
}

struct election_list_key {
	struct body_id body_id;
};
SCHEMA(election_list_key, struct election_list_key,
	FIELD_ID(struct election_list_key, body_id, .in = IN_PATH));

struct election_page {
	struct list elections;
};
SCHEMA(election_page, struct election_page,
	FIELD_LIST(struct election_page, elections, election_view_schema, .max = 100));

static enum err election_list(struct call *call)
{
	struct election_row key = {.body_id = call_in(call, election_list_key)->body_id};
	struct election_view *views;
	struct list rows;

	TRY(db_all(call->txn, &elections_stmts[ELECTION_LIST], &key, &rows));
	views = arena_array(call->arena, struct election_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		struct election_scope scope;

		TRY(election_open(
			call->txn, ((const struct election_row *)rows.items)[i].id, &scope));
		TRY(election_describe(call->txn, &scope, &views[i]));
	}
	call_out(call, election_page)->elections = (struct list){views, rows.n};
	return OK;
}

/* ---- moving on ---- */

struct election_step {
	struct election_id election_id;
	enum election_state to;
};
SCHEMA(election_step, struct election_step,
	FIELD_ID(struct election_step, election_id, .in = IN_PATH),
	FIELD_ENUM(struct election_step, to, election_state_names, .required = true));

/* The moves an officer makes by hand; all others are the outcome of an operation of their own. */
static bool by_hand(enum election_state to)
{
	const uint32_t states =
		UINT32_C(1) << ELECTION_COMMITTEE_FORMED | UINT32_C(1) << ELECTION_REGISTERING |
		UINT32_C(1) << ELECTION_OBJECTIONS_CLOSED | UINT32_C(1) << ELECTION_NOMINATING |
		UINT32_C(1) << ELECTION_HANDOVER | UINT32_C(1) << ELECTION_ARCHIVED;

	return (states >> to & 1) != 0;
}

static enum err check_step(
	struct call *call, const struct election_scope *scope, enum election_state to)
{
	struct guard_facts facts;
	struct calendar calendar;

	TRY(election_facts(call->txn, scope, &facts));
	if (to == ELECTION_COMMITTEE_FORMED)
		return guard_committee(scope, &facts, call->error);
	if (to == ELECTION_ARCHIVED)
		return disputes_settled(call->txn, scope->election.id);
	if (to != ELECTION_OBJECTIONS_CLOSED)
		return OK;
	TRY(calendar_load(call->arena, call->error, &calendar));
	return guard_objections(scope, &calendar, &facts, call->error);
}

/* Nothing can be disputed any more: who holds which voting key, and who was called on at her door,
 * is needed for nothing and goes. */
static enum err forget(struct txn *txn, struct election_id id)
{
	static const int erase[] = {CREDENTIALS_ERASE, RIGHTS_ERASE, VISITS_ERASE};

	for (size_t i = 0; i < COUNT_OF(erase); i++)
		TRY(db_do(txn, &elections_stmts[erase[i]], &(struct count_row){.election_id = id}));
	return OK;
}

static enum err election_advance(struct call *call)
{
	const struct election_step *in = call_in(call, election_step);
	struct election_scope scope;
	struct election_event event;

	TRY(election_of(call, in->election_id, &scope));
	if (!by_hand(in->to) || !state_follows(scope.election.state, in->to))
		return election_refuse_state(scope.election.state, call->error);
	TRY(check_step(call, &scope, in->to));
	TRY(election_move(call->txn, &scope, in->to));
	if (in->to == ELECTION_ARCHIVED)
		TRY(forget(call->txn, scope.election.id));
	event = (struct election_event){.election = scope.election.id, .state = in->to};
	TRY(record_append(
		call->txn, &scope.body, "election.advanced", &election_event_schema, &event, NULL));
	return describe(call, in->election_id);
}

/* ---- passing a guard by decision ---- */

struct override_new {
	struct election_id election_id;
	const char *rule;
	const char *reason;
};
SCHEMA(override_new, struct override_new, FIELD_ID(struct override_new, election_id, .in = IN_PATH),
	FIELD_STRING(struct override_new, rule, .required = true, .max = 8, .doc = "A39"),
	FIELD_STRING(struct override_new, reason, .required = true, .min = 4, .max = 400,
		.doc = "Why; it is published"));

struct override_event {
	struct election_id election;
	const char *rule;
	const char *reason;
};
SCHEMA(override_event, struct override_event, FIELD_ID(struct override_event, election),
	FIELD_STRING(struct override_event, rule), FIELD_STRING(struct override_event, reason));

static enum err guard_pass(struct call *call)
{
	const struct override_new *in = call_in(call, override_new);
	struct election_scope scope;
	struct override_row row;
	struct override_event event = {in->election_id, in->rule, in->reason};

	TRY(election_of(call, in->election_id, &scope));
	/* the only guard that is not law itself (A39: undecided objections) */
	if (strcmp(in->rule, "A39") != 0 || !scope.profile.override_objections)
		return fail(call->error, ERR_OVERRIDE_REFUSED);
	row = (struct override_row){.election_id = in->election_id,
		.rule = in->rule,
		.reason = in->reason,
		.by_person_id = call->actor->person,
		.at = scope.body.now};
	TRY(db_new_id(call->txn, &row.id));
	TRY(db_do(call->txn, &elections_stmts[OVERRIDE_INSERT], &row));
	TRY(record_append(
		call->txn, &scope.body, "guard.passed", &override_event_schema, &event, NULL));
	return describe(call, in->election_id);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "electionList",
		GET("/v1/bodies/{body_id}/elections"),
		.in = &election_list_key_schema,
		.out = &election_page_schema,
		.read = election_list,
		.allow = allow_anyone,
		.doc = "The elections of a body, newest first"},
	{.op = "electionCreate",
		POST("/v1/bodies/{body_id}/elections", 201),
		.in = &election_new_schema,
		.out = &election_view_schema,
		.write = election_create,
		.allow = allow_election_committee,
		.records = "election.drafted",
		.doc = "Drafts an election; freezes its profile and draws its uuids"},
	{.op = "electionShow",
		GET("/v1/elections/{election_id}"),
		.in = &election_key_schema,
		.out = &election_view_schema,
		.read = election_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "One election: state, dates, posts, rounds"},
	{.op = "guardPass",
		POST("/v1/elections/{election_id}/overrides", 201),
		.in = &override_new_schema,
		.out = &election_view_schema,
		.write = guard_pass,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_OVERRIDE_REFUSED),
		.records = "guard.passed",
		.doc = "Passes a guard by decision, where the rules allow it"},
	{.op = "electionAdvance",
		POST("/v1/elections/{election_id}/state", 200),
		.in = &election_step_schema,
		.out = &election_view_schema,
		.write = election_advance,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_COMMITTEE_SMALL, ERR_OBJECTION_PERIOD,
			ERR_OBJECTIONS_OPEN, ERR_DISPUTES_OPEN),
		.records = "election.advanced",
		.doc = "Moves the election to its next state"},
};

const struct module elections_module = {
	"elections", routes, COUNT_OF(routes), &elections_stmt_table};
