/* Calls at the doors of who has not voted (扫楼): who went, when, and what she found. They are the
 * desk's own notes; nothing of them is exported or enters the record. What there is to choose from
 * says nothing of how anybody votes or means to vote, and there is no place to write it. */
#include "elections/views.h"
#include "roll/roll.h"

enum { VISITS_SHOWN = 20 };

struct visit_key {
	const char *uuid;
	int64_t number;
};
#define FIELD_VISITED(record)                                                                      \
	FIELD_INT(record, number, .required = true, .in = IN_PATH, .min = 1,                       \
		.doc = "On the voter list")
SCHEMA(visit_key, struct visit_key, FIELD_UUID(struct visit_key), FIELD_VISITED(struct visit_key));

struct visit_new {
	const char *uuid;
	int64_t number;
	enum visit_outcome outcome;
};
SCHEMA(visit_new, struct visit_new, FIELD_UUID(struct visit_new), FIELD_VISITED(struct visit_new),
	FIELD_ENUM(struct visit_new, outcome, visit_outcome_names, .required = true,
		.doc = "not_home; spoken: was told of the vote; wants_box: asks for the mobile "
		       "box"));

struct visit_view {
	enum visit_outcome outcome;
	int64_t at;
	const char *by;
};
SCHEMA(visit_view, struct visit_view,
	FIELD_ENUM(struct visit_view, outcome, visit_outcome_names, .required = true),
	FIELD_TIME(struct visit_view, at, .required = true),
	FIELD_STRING(struct visit_view, by, .required = true, .doc = "The officer's name, masked"));

struct visit_page {
	int64_t count;
	struct list visits;
};
SCHEMA(visit_page, struct visit_page, FIELD_INT(struct visit_page, count, .required = true),
	FIELD_LIST(struct visit_page, visits, visit_view_schema, .max = VISITS_SHOWN,
		.doc = "The latest, newest first"));

struct visited {
	struct election_scope scope;
	struct round_row round;
	int64_t number;
};

static enum err find(
	struct call *call, const char *uuid, int64_t number, struct visited *ret_visited)
{
	struct right_row right = {.voter_number = number};
	enum err err;

	ret_visited->number = number;
	TRY(round_by_uuid(call->txn, uuid, &ret_visited->round));
	TRY(election_of(call, ret_visited->round.election_id, &ret_visited->scope));
	right.round_id = ret_visited->round.id;
	err = db_one(call->txn, &elections_stmts[RIGHT_GET], &right, &right);
	return err == ERR_NOT_FOUND ? fail(call->error, ERR_NOT_A_VOTER) : err;
}

static enum err describe(struct call *call, const struct visited *visited,
	const struct visit_row *row, struct visit_view *ret_view)
{
	struct roll_person officer;

	TRY(roll_person_get(call->txn, &visited->scope.body, row->by_person_id, &officer));
	*ret_view = (struct visit_view){row->outcome, row->at, officer.masked};
	return OK;
}

static enum err show(struct call *call, const struct visited *visited)
{
	struct visit_row key = {.round_id = visited->round.id,
		.voter_number = visited->number,
		.limit = VISITS_SHOWN};
	struct visit_page *out = call_out(call, visit_page);
	struct visit_view *views;
	struct count_row count;
	struct list rows;

	TRY(db_one(call->txn, &elections_stmts[VISIT_COUNT], &key, &count));
	TRY(db_all(call->txn, &elections_stmts[VISIT_LATEST], &key, &rows));
	views = arena_array(call->arena, struct visit_view, rows.n);
	if (!views)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++)
		TRY(describe(call, visited, &((const struct visit_row *)rows.items)[i], &views[i]));
	out->count = count.n;
	out->visits = (struct list){views, rows.n};
	return OK;
}

static enum err visit_list(struct call *call)
{
	const struct visit_key *in = call_in(call, visit_key);
	struct visited visited;

	TRY(find(call, in->uuid, in->number, &visited));
	return show(call, &visited);
}

/* While there is a vote to come to; that she voted in the meantime makes the call no less made. */
static enum err visit_create(struct call *call)
{
	const struct visit_new *in = call_in(call, visit_new);
	struct visited visited;
	struct visit_row row;

	TRY(find(call, in->uuid, in->number, &visited));
	if (visited.round.state != ROUND_PREPARED && visited.round.state != ROUND_POLLING)
		return round_refuse_state(visited.round.state, call->error);
	row = (struct visit_row){.round_id = visited.round.id,
		.voter_number = in->number,
		.outcome = in->outcome,
		.by_person_id = call->actor->person,
		.at = visited.scope.body.now};
	TRY(db_new_id(call->txn, &row.id));
	TRY(db_do(call->txn, &elections_stmts[VISIT_INSERT], &row));
	return show(call, &visited);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "visitList",
		GET("/v1/rounds/{uuid}/rights/{number}/visits"),
		.in = &visit_key_schema,
		.out = &visit_page_schema,
		.read = visit_list,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_NOT_A_VOTER),
		.doc = "Calls at a voter's door"},
	{.op = "visitCreate",
		POST("/v1/rounds/{uuid}/rights/{number}/visits", 201),
		.in = &visit_new_schema,
		.out = &visit_page_schema,
		.write = visit_create,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_NOT_A_VOTER, ERR_WRONG_STATE),
		.doc = "Notes a call at a voter's door; every one is kept, and none in the record"},
};

const struct module visits_module = {"visits", routes, COUNT_OF(routes), NULL};
