/* Objections to the voter list (A37–A40), and the corrections that follow from them or from what
 * happens after its publication (A41). */
#include <string.h>

#include "base/clock.h"
#include "crypto/merkle.h"
#include "elections/model.h"
#include "elections/views.h"
#include "record/record.h"
#include "roll/roll.h"

enum { OBJECTIONS_MAX = 1000 };

/* ---- objections ---- */

static const char *const objection_kinds[] = {
	"left_off", "wrongly_included", "wrong_data", "eligibility", NULL};
static const char *const objection_outcomes[] = {"upheld", "rejected", "corrected", NULL};

struct objection_new {
	struct election_id election_id;
	struct person_id about_person_id;
	int kind;
	const char *text;
};
SCHEMA(objection_new, struct objection_new,
	FIELD_ID(struct objection_new, election_id, .in = IN_PATH),
	FIELD_ID(struct objection_new, about_person_id, .nullable = true),
	FIELD_ENUM(struct objection_new, kind, objection_kinds, .required = true, .doc = "A40"),
	FIELD_STRING(struct objection_new, text, .required = true, .min = 2, .max = 2000));

struct objection_view {
	int64_t id;
	int64_t received_at;
	int64_t decide_by;
	const char *outcome;
};
SCHEMA(objection_view, struct objection_view, FIELD_ID(struct objection_view, id),
	FIELD_TIME(struct objection_view, received_at),
	FIELD_DAY(struct objection_view, decide_by, .doc = "A38: decided by the end of this day"),
	FIELD_STRING(struct objection_view, outcome));

struct objection_event {
	struct election_id election;
	int64_t objection;
	int64_t decide_by;
	const char *outcome;
};
SCHEMA(objection_event, struct objection_event, FIELD_ID(struct objection_event, election),
	FIELD_INT(struct objection_event, objection),
	FIELD_DAY(struct objection_event, decide_by, .nullable = true),
	FIELD_STRING(struct objection_event, outcome));

static enum err objection_create(struct call *call)
{
	const struct objection_new *in = call_in(call, objection_new);
	struct election_scope scope;
	struct objection_row row;
	struct objection_event event;

	TRY(election_open(call->txn, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_LIST_PUBLISHED));
	if (call->actor->body.v != scope.body.id.v)
		return fail(call->error, ERR_FORBIDDEN);
	row = (struct objection_row){.election_id = in->election_id,
		.by_person_id = call->actor->person,
		.about_person_id = in->about_person_id,
		.kind = objection_kinds[in->kind],
		.text = in->text,
		.received_at = scope.body.now,
		.decide_by = period_last_day(day_of(scope.body.now), scope.profile.decision_days)};
	TRY(db_new_id(call->txn, &row.id));
	TRY(db_do(call->txn, &elections_stmts[OBJECTION_INSERT], &row));
	event = (struct objection_event){in->election_id, row.id, row.decide_by, NULL};
	TRY(record_append(call->txn, &scope.body, "objection.received", &objection_event_schema,
		&event, NULL));
	*call_out(call, objection_view) =
		(struct objection_view){row.id, row.received_at, row.decide_by, NULL};
	return OK;
}

struct objection_decision {
	struct election_id election_id;
	int64_t objection_id;
	int outcome;
	const char *reason;
};
SCHEMA(objection_decision, struct objection_decision,
	FIELD_ID(struct objection_decision, election_id, .in = IN_PATH),
	FIELD_ID(struct objection_decision, objection_id, .in = IN_PATH),
	FIELD_ENUM(struct objection_decision, outcome, objection_outcomes, .required = true),
	FIELD_STRING(struct objection_decision, reason, .required = true, .min = 2, .max = 2000));

static enum err objection_decide(struct call *call)
{
	const struct objection_decision *in = call_in(call, objection_decision);
	struct objection_row row = {.id = in->objection_id,
		.outcome = objection_outcomes[in->outcome],
		.reason = in->reason};
	struct election_scope scope;
	struct objection_row stored;
	struct objection_event event = {in->election_id, in->objection_id, 0, row.outcome};
	int64_t changed;

	TRY(election_of(call, in->election_id, &scope));
	TRY(db_one(call->txn, &elections_stmts[OBJECTION_GET], &row, &stored));
	if (stored.election_id.v != in->election_id.v)
		return fail(call->error, ERR_NOT_FOUND);
	row.decided_at = scope.body.now;
	TRY(db_change(call->txn, &elections_stmts[OBJECTION_DECIDE], &row, &changed));
	if (!changed)
		return fail(call->error, ERR_CONFLICT);
	TRY(record_append(call->txn, &scope.body, "objection.decided", &objection_event_schema,
		&event, NULL));
	*call_out(call, objection_view) =
		(struct objection_view){row.id, stored.received_at, stored.decide_by, row.outcome};
	return OK;
}

/* The texts are for those who decide: they speak of people. */
struct objection_page_key {
	struct election_id election_id;
	int64_t after;
	int64_t limit;
};
SCHEMA(objection_page_key, struct objection_page_key,
	FIELD_ID(struct objection_page_key, election_id, .in = IN_PATH),
	FIELD_INT(struct objection_page_key, after, .in = IN_QUERY, .doc = "Id to go on after"),
	FIELD_INT(struct objection_page_key, limit, .in = IN_QUERY, .min = 1, .max = OBJECTIONS_MAX,
		.fallback = 100));

struct objection_line {
	int64_t id;
	struct person_id by_person_id;
	struct person_id about_person_id;
	const char *kind;
	const char *text;
	int64_t received_at;
	int64_t decide_by;
	const char *outcome;
	const char *reason;
};
SCHEMA(objection_line, struct objection_line, FIELD_ID(struct objection_line, id),
	FIELD_ID(struct objection_line, by_person_id),
	FIELD_ID(struct objection_line, about_person_id, .nullable = true),
	FIELD_STRING(struct objection_line, kind), FIELD_STRING(struct objection_line, text),
	FIELD_TIME(struct objection_line, received_at),
	FIELD_DAY(struct objection_line, decide_by, .doc = "A38"),
	FIELD_STRING(struct objection_line, outcome), FIELD_STRING(struct objection_line, reason));

struct objection_page {
	struct list objections;
	int64_t next;
};
SCHEMA(objection_page, struct objection_page,
	FIELD_LIST(struct objection_page, objections, objection_line_schema, .max = OBJECTIONS_MAX),
	FIELD_INT(struct objection_page, next, .nullable = true,
		.doc = "Pass as after for the next page"));

static enum err objection_list(struct call *call)
{
	const struct objection_page_key *in = call_in(call, objection_page_key);
	struct objection_page *out = call_out(call, objection_page);
	struct objection_row key = {
		.election_id = in->election_id, .id = in->after, .limit = in->limit};
	struct election_scope scope;
	struct objection_line *lines;
	struct list rows;

	TRY(election_of(call, in->election_id, &scope));
	TRY(db_all(call->txn, &elections_stmts[OBJECTION_PAGE], &key, &rows));
	lines = arena_array(call->arena, struct objection_line, rows.n);
	if (!lines)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct objection_row *row = &((const struct objection_row *)rows.items)[i];

		lines[i] = (struct objection_line){row->id, row->by_person_id, row->about_person_id,
			row->kind, row->text, row->received_at, row->decide_by, row->outcome,
			row->reason};
	}
	out->objections = (struct list){lines, rows.n};
	if (rows.n == (size_t)in->limit)
		out->next = lines[rows.n - 1].id;
	return OK;
}

/* ---- corrections ---- */

enum list_change { CHANGE_ADD, CHANGE_REMOVE, CHANGE_RENEW };
static const char *const change_names[] = {"add", "remove", "renew", NULL};
enum list_ground { GROUND_OBJECTION, GROUND_DEATH, GROUND_RIGHTS, GROUND_RESTORED };
static const char *const ground_names[] = {"objection", "death", "rights_lost", "restored", NULL};

struct list_correction {
	struct election_id election_id;
	struct person_id person_id;
	enum list_change change;
	enum list_ground ground;
	int64_t objection_id;
	const char *reason;
};
SCHEMA(list_correction, struct list_correction,
	FIELD_ID(struct list_correction, election_id, .in = IN_PATH),
	FIELD_ID(struct list_correction, person_id, .required = true),
	FIELD_ENUM(struct list_correction, change, change_names, .required = true,
		.doc = "renew: name and building once more as the roll has them now"),
	FIELD_ENUM(struct list_correction, ground, ground_names, .required = true,
		.doc = "A41: a list changes for nothing else"),
	FIELD_ID(struct list_correction, objection_id, .nullable = true,
		.doc = "The decided objection, where that is the ground"),
	FIELD_STRING(struct list_correction, reason, .required = true, .min = 2, .max = 2000));

struct correction_view {
	int64_t number;
	int64_t voters;
	const char *roll_commitment;
};
SCHEMA(correction_view, struct correction_view,
	FIELD_INT(struct correction_view, number, .doc = "Of the voter; a new one is the next"),
	FIELD_INT(struct correction_view, voters),
	FIELD_STRING(struct correction_view, roll_commitment));

struct correction_event {
	struct election_id election;
	enum list_change change;
	enum list_ground ground;
	int64_t objection;
	int64_t number;
	int64_t voters;
	const char *commitment;
};
SCHEMA(correction_event, struct correction_event, FIELD_ID(struct correction_event, election),
	FIELD_ENUM(struct correction_event, change, change_names),
	FIELD_ENUM(struct correction_event, ground, ground_names),
	FIELD_INT(struct correction_event, objection, .nullable = true),
	FIELD_INT(struct correction_event, number), FIELD_INT(struct correction_event, voters),
	FIELD_STRING(struct correction_event, commitment,
		.doc = "Tree head over the commitments of the corrected list"));

/* From its publication until the first ballot paper is fixed: rights and keys are frozen then. */
static enum err check_open(struct call *call, const struct election_scope *scope)
{
	struct round_row first;

	TRY(round_by_kind(call->txn, scope->election.id, KIND_VOTE, &first));
	if (scope->election.state >= ELECTION_LIST_PUBLISHED &&
		scope->election.state <= ELECTION_CANDIDATES_PUBLISHED &&
		first.state == ROUND_RESERVED)
		return OK;
	return election_refuse_state(scope->election.state, call->error);
}

/* An objection is a ground once it was decided in its favour. */
static enum err check_ground(struct call *call, const struct list_correction *in)
{
	struct objection_row row = {.id = in->objection_id};

	if ((in->ground == GROUND_OBJECTION) != (in->objection_id != 0))
		return fail_field(call->error, "/objection_id", "with the ground objection only");
	if (!in->objection_id)
		return OK;
	TRY(db_one(call->txn, &elections_stmts[OBJECTION_GET], &row, &row));
	if (row.election_id.v == in->election_id.v && row.outcome &&
		strcmp(row.outcome, "rejected") != 0)
		return OK;
	return fail(call->error, ERR_OBJECTION_GROUND);
}

/* The voter's line, one that left the list included; number 0: there is none. */
static enum err find_line(
	struct call *call, const struct list_correction *in, struct voter_row *ret_row)
{
	struct voter_row row = {.election_id = in->election_id, .person_id = in->person_id};
	enum err err = db_one(call->txn, &elections_stmts[VOTER_LINE], &row, &row);

	if (err == ERR_NOT_FOUND) {
		*call->error = (struct error){0};
		err = OK;
	}
	*ret_row = row;
	return err;
}

/* The line as the roll has the voter now, under a new commitment. */
static enum err draw_line(
	struct call *call, const struct election_scope *scope, struct voter_row *row)
{
	const struct roll_terms terms = roll_terms_of(&scope->profile);
	struct roll_voter voter;
	char *datum;

	TRY(roll_voter_get(call->txn, &scope->body, &terms, scope->election.election_day,
		row->person_id, &voter));
	voter.number = row->number;
	datum = roll_voter_datum(call->arena, &voter);
	if (!datum)
		return fail(call->error, ERR_BUSY);
	voter.commitment = commitment_new(call->txn->rand, datum, strlen(datum), &voter.salt);
	row->name = voter.person.masked;
	row->building = voter.person.building;
	row->salt.data =
		(const uint8_t *)arena_copy(call->arena, voter.salt.bytes, sizeof voter.salt.bytes);
	row->salt.len = sizeof voter.salt.bytes;
	row->commitment.data =
		(const uint8_t *)arena_copy(call->arena, voter.commitment.bytes, DIGEST_BYTES);
	row->commitment.len = DIGEST_BYTES;
	return row->salt.data && row->commitment.data ? OK : fail(call->error, ERR_BUSY);
}

/* A new voter gets the next number; one who left gets hers back. */
static enum err add_voter(
	struct call *call, const struct election_scope *scope, struct voter_row *row)
{
	struct count_row last = {.election_id = scope->election.id};

	if (row->number && !row->removed_at)
		return fail(call->error, ERR_LISTED);
	if (row->number) {
		TRY(draw_line(call, scope, row));
		return db_do(call->txn, &elections_stmts[VOTER_REDRAW], row);
	}
	TRY(db_one(call->txn, &elections_stmts[VOTER_LAST], &last, &last));
	row->number = last.n + 1;
	TRY(draw_line(call, scope, row));
	return db_do(call->txn, &elections_stmts[VOTER_INSERT], row);
}

static enum err renew_voter(
	struct call *call, const struct election_scope *scope, struct voter_row *row)
{
	if (!row->number || row->removed_at)
		return fail(call->error, ERR_NOT_A_VOTER);
	TRY(draw_line(call, scope, row));
	return db_do(call->txn, &elections_stmts[VOTER_REDRAW], row);
}

/* Her voting key goes with her: nobody is to vote by it. A candidate withdraws first. */
static enum err remove_voter(
	struct call *call, const struct election_scope *scope, struct voter_row *row)
{
	const struct candidate_row candidate = {
		.election_id = scope->election.id, .person_id = row->person_id};
	const struct credential_row key = {
		.election_id = scope->election.id, .voter_number = row->number};
	struct count_row standing;

	if (!row->number || row->removed_at)
		return fail(call->error, ERR_NOT_A_VOTER);
	TRY(db_one(call->txn, &elections_stmts[CANDIDATE_STANDS], &candidate, &standing));
	if (standing.n)
		return fail(call->error, ERR_VOTER_STANDS);
	row->removed_at = scope->body.now;
	TRY(db_do(call->txn, &elections_stmts[VOTER_REMOVE], row));
	return db_do(call->txn, &elections_stmts[CREDENTIAL_DELETE], &key);
}

/* Count and tree head of the list as it is now. */
static enum err total(struct call *call, struct election_scope *scope)
{
	struct voter_row key = {.election_id = scope->election.id, .limit = VOTERS_PAGE};
	struct merkle_frontier frontier = {0};
	struct digest nodes[MERKLE_LEVELS];
	char text[DIGEST_BASE64_SIZE];
	struct digest root;
	size_t n_nodes;
	struct list rows;

	scope->election.n_voters = 0;
	do {
		TRY(db_all(call->txn, &elections_stmts[VOTER_PAGE], &key, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			const struct voter_row *row = &((const struct voter_row *)rows.items)[i];
			struct digest leaf = merkle_leaf(row->commitment.data, row->commitment.len);

			if (!merkle_append(&frontier, &leaf, nodes, &n_nodes))
				return fail(call->error, ERR_TOO_LARGE);
			key.after = row->number;
		}
		scope->election.n_voters += (int64_t)rows.n;
	} while (rows.n == VOTERS_PAGE);
	root = merkle_root(&frontier);
	digest_base64(&root, text);
	scope->election.roll_commitment = arena_string(call->arena, text);
	return scope->election.roll_commitment ? OK : fail(call->error, ERR_BUSY);
}

static enum err keep_correction(struct call *call, const struct election_scope *scope,
	const struct list_correction *in, int64_t number)
{
	struct correction_row row = {.election_id = in->election_id,
		.number = number,
		.change = change_names[in->change],
		.ground = ground_names[in->ground],
		.objection_id = in->objection_id,
		.reason = in->reason,
		.by_person_id = call->actor->person,
		.at = scope->body.now};
	struct correction_event event = {in->election_id, in->change, in->ground, in->objection_id,
		number, scope->election.n_voters, scope->election.roll_commitment};

	TRY(db_new_id(call->txn, &row.id));
	TRY(db_do(call->txn, &elections_stmts[CORRECTION_INSERT], &row));
	return record_append(
		call->txn, &scope->body, "list.corrected", &correction_event_schema, &event, NULL);
}

typedef enum err change_fn(
	struct call *call, const struct election_scope *scope, struct voter_row *row);

static enum err list_correct(struct call *call)
{
	static change_fn *const changes[] = {
		[CHANGE_ADD] = add_voter,
		[CHANGE_REMOVE] = remove_voter,
		[CHANGE_RENEW] = renew_voter,
	};
	const struct list_correction *in = call_in(call, list_correction);
	struct election_scope scope;
	struct voter_row row;

	TRY(election_of(call, in->election_id, &scope));
	TRY(check_open(call, &scope));
	TRY(check_ground(call, in));
	TRY(find_line(call, in, &row));
	TRY(changes[in->change](call, &scope, &row));
	TRY(total(call, &scope));
	TRY(db_do(call->txn, &elections_stmts[ELECTION_SET_LIST], &scope.election));
	TRY(keep_correction(call, &scope, in, row.number));
	*call_out(call, correction_view) = (struct correction_view){
		row.number, scope.election.n_voters, scope.election.roll_commitment};
	return OK;
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "listCorrect",
		POST("/v1/elections/{election_id}/list/corrections", 201),
		.in = &list_correction_schema,
		.out = &correction_view_schema,
		.write = list_correct,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_NOT_FOUND, ERR_OBJECTION_GROUND, ERR_LISTED,
			ERR_NOT_A_VOTER, ERR_NOT_ELIGIBLE, ERR_VOTER_STANDS),
		.records = "list.corrected",
		.doc = "Adds, removes or renews a voter after publication (A41)"},
	{.op = "objectionList",
		GET("/v1/elections/{election_id}/objections"),
		.in = &objection_page_key_schema,
		.out = &objection_page_schema,
		.read = objection_list,
		.allow = allow_election_committee,
		.doc = "The objections to the list with their texts, in the order they came"},
	{.op = "objectionCreate",
		POST("/v1/elections/{election_id}/objections", 201),
		.in = &objection_new_schema,
		.out = &objection_view_schema,
		.write = objection_create,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_WRONG_STATE),
		.records = "objection.received",
		.doc = "Objects to the voter list (A37)"},
	{.op = "objectionDecide",
		POST("/v1/elections/{election_id}/objections/{objection_id}/decide", 200),
		.in = &objection_decision_schema,
		.out = &objection_view_schema,
		.write = objection_decide,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_CONFLICT),
		.records = "objection.decided",
		.doc = "Decides an objection (A38)"},
};

const struct module objections_module = {"objections", routes, COUNT_OF(routes), NULL};
