/* The desk looks a voter up: by her number, by her whole name, by a paper of hers, or all who have
 * not voted yet, as the list of who is visited at home (扫楼). It sees whether and how she voted,
 * never what.
 *
 * A paper is read on the officer's phone, which keeps what is secret on it. What comes here of a
 * slip is the hash that is stored anyway, of a voter card the round and the list number in its
 * address. There is no asking for a voting key: whoever could, would find the voter of each ballot
 * that is published. */
#include "access/access.h"
#include "crypto/credential.h"
#include "crypto/digest.h"
#include "elections/views.h"
#include "roll/roll.h"

enum { DESK_PAGE_MAX = 200 };

struct desk_query {
	const char *uuid;
	int64_t number;
	const char *name;
	struct span slip;
	const char *card;
	const char *building;
	bool pending;
	int64_t after;
	int64_t limit;
};
SCHEMA(desk_query, struct desk_query, FIELD_UUID(struct desk_query),
	FIELD_INT(struct desk_query, number, .in = IN_QUERY, .min = 1),
	FIELD_STRING(struct desk_query, name, .in = IN_QUERY, .max = 60, .doc = "The whole name"),
	FIELD_BYTES(struct desk_query, slip, .in = IN_QUERY, .min = DIGEST_BYTES,
		.max = DIGEST_BYTES,
		.doc = "SHA-256 of the secret on a slip of hers, used or not, in base64"),
	FIELD_STRING(struct desk_query, card, .in = IN_QUERY, .max = UUID_SIZE - 1,
		.doc = "With number: the round named on her voter card; nobody where it is of "
		       "another election"),
	FIELD_STRING(struct desk_query, building, .in = IN_QUERY, .max = 20),
	FIELD_BOOL(struct desk_query, pending, .in = IN_QUERY, .doc = "Only who has not voted"),
	FIELD_INT(struct desk_query, after, .in = IN_QUERY, .doc = "Number to go on after"),
	FIELD_INT(struct desk_query, limit, .in = IN_QUERY, .min = 1, .max = DESK_PAGE_MAX,
		.fallback = 100));

struct desk_voter {
	int64_t number;
	const char *name;
	const char *building;
	const char *entrance;
	const char *room;
	enum right_state state;
	int64_t visits;
	enum visit_outcome visit;
	int64_t visited_at;
};
SCHEMA(desk_voter, struct desk_voter, FIELD_INT(struct desk_voter, number, .required = true),
	FIELD_STRING(struct desk_voter, name, .required = true, .doc = "Masked (D2)"),
	FIELD_STRING(struct desk_voter, building, .required = true),
	FIELD_STRING(struct desk_voter, entrance), FIELD_STRING(struct desk_voter, room),
	FIELD_ENUM(struct desk_voter, state, right_state_names, .required = true,
		.doc = "free: has not voted, and gets a paper"),
	FIELD_INT(struct desk_voter, visits, .required = true, .doc = "Calls at her door so far"),
	FIELD_ENUM(struct desk_voter, visit, visit_outcome_names, .doc = "What the latest found"),
	FIELD_TIME(struct desk_voter, visited_at, .nullable = true));

struct desk_page {
	struct list voters;
	int64_t next;
};
SCHEMA(desk_page, struct desk_page,
	FIELD_LIST(struct desk_page, voters, desk_voter_schema, .max = DESK_PAGE_MAX),
	FIELD_INT(struct desk_page, next, .nullable = true,
		.doc = "Pass as after for the next page"));

struct desk {
	struct call *call;
	struct election_scope scope;
	struct desk_row key;
	struct desk_voter *voters;
	size_t n;
};

static enum err add(struct desk *desk, const struct desk_row *row)
{
	struct roll_person person;

	TRY(roll_person_get(desk->call->txn, &desk->scope.body, row->person_id, &person));
	desk->voters[desk->n++] = (struct desk_voter){row->number, row->name, row->building,
		person.entrance, person.room, row->state, row->visits, row->visit, row->visited_at};
	return OK;
}

static enum err add_page(struct desk *desk)
{
	struct list rows;

	TRY(db_all(desk->call->txn, &elections_stmts[RIGHT_PAGE], &desk->key, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(add(desk, &((const struct desk_row *)rows.items)[i]));
	return OK;
}

/* Everybody who has the name, whatever else was asked for with it; one page holds them. */
static enum err add_named(struct desk *desk, const char *name)
{
	struct list people;

	TRY(roll_named(desk->call->txn, &desk->scope.body, name, &people));
	desk->key.limit = 1;
	for (size_t i = 0; i < people.n; i++) {
		desk->key.person_id = ((const struct roll_person *)people.items)[i].id;
		TRY(add_page(desk));
	}
	return OK;
}

/* Who holds the paper that was read: the key then asks for her. ERR_NOT_FOUND: nobody here. */
static enum err find_holder(struct desk *desk, const struct desk_query *in)
{
	struct txn *txn = desk->call->txn;
	struct round_row round;

	if (in->slip.len)
		TRY(slip_holder(txn, desk->scope.body.id, in->slip, &desk->key.person_id));
	if (!in->card)
		return OK;
	TRY(round_by_uuid(txn, in->card, &round));
	return round.election_id.v == desk->scope.election.id.v
		       ? OK
		       : fail(desk->call->error, ERR_NOT_FOUND);
}

/* Nobody's paper finds nobody. */
static enum err add_asked(struct desk *desk, const struct desk_query *in)
{
	enum err err = find_holder(desk, in);

	if (err == ERR_NOT_FOUND) {
		*desk->call->error = (struct error){0};
		return OK;
	}
	TRY(err);
	return in->name ? add_named(desk, in->name) : add_page(desk);
}

static enum err right_list(struct call *call)
{
	const struct desk_query *in = call_in(call, desk_query);
	struct desk_page *out = call_out(call, desk_page);
	struct desk desk = {.call = call};
	struct round_row round;

	TRY(round_by_uuid(call->txn, in->uuid, &round));
	TRY(election_of(call, round.election_id, &desk.scope));
	desk.key = (struct desk_row){.round_id = round.id,
		.election_id = round.election_id,
		.number = in->number,
		.building = in->building,
		.pending = in->pending,
		.after = in->after,
		.limit = in->limit};
	desk.voters = arena_array(call->arena, struct desk_voter, DESK_PAGE_MAX);
	if (!desk.voters)
		return fail(call->error, ERR_BUSY);
	TRY(add_asked(&desk, in));
	out->voters = (struct list){desk.voters, desk.n};
	if (!in->name && desk.n == (size_t)in->limit)
		out->next = desk.voters[desk.n - 1].number;
	return OK;
}

static const struct route routes[] = {
	{.op = "rightList",
		GET("/v1/rounds/{uuid}/rights"),
		.in = &desk_query_schema,
		.out = &desk_page_schema,
		.read = right_list,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "Voters and whether they voted: by number, whole name, slip, card, "
		       "building"},
};

const struct module desk_module = {"desk", routes, COUNT_OF(routes), NULL};
