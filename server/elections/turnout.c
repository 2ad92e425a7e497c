/* How many have voted, while they do: never who, and never what. Everybody may follow the sum,
 * which online ballots enter with their batch, so that it tells no more about their time than the
 * record does. The desk follows every channel and building as it is; it sees each voter anyway. */
#include <string.h>

#include "elections/ballots_store.h"
#include "elections/views.h"
#include "rules/thresholds.h"

enum { BUILDINGS_MAX = 1000 };

struct turnout {
	enum round_state state;
	int64_t opens_at;
	int64_t closes_at;
	int64_t voters;
	int64_t voted;
	int64_t needed;
};
SCHEMA(turnout, struct turnout,
	FIELD_ENUM(struct turnout, state, round_state_names, .required = true),
	FIELD_TIME(struct turnout, opens_at, .nullable = true),
	FIELD_TIME(struct turnout, closes_at, .nullable = true),
	FIELD_INT(struct turnout, voters, .required = true, .doc = "On the list"),
	FIELD_INT(struct turnout, voted, .required = true,
		.doc = "Got a paper, or voted online in a batch that the record holds; the result "
		       "counts the papers in the boxes"),
	FIELD_INT(struct turnout, needed, .required = true,
		.doc = "As many must take part for the election to be valid (A61 to A63)"));

struct turnout_building {
	const char *building;
	int64_t voters;
	int64_t voted;
};
SCHEMA(turnout_building, struct turnout_building,
	FIELD_STRING(struct turnout_building, building, .required = true),
	FIELD_INT(struct turnout_building, voters, .required = true),
	FIELD_INT(struct turnout_building, voted, .required = true));

struct desk_turnout {
	int64_t voters;
	int64_t needed;
	int64_t online;
	int64_t paper;
	int64_t proxy_paper;
	struct list buildings;
};
SCHEMA(desk_turnout, struct desk_turnout,
	FIELD_INT(struct desk_turnout, voters, .required = true, .doc = "On the list"),
	FIELD_INT(struct desk_turnout, needed, .required = true,
		.doc = "As many must take part for the election to be valid (A61 to A63)"),
	FIELD_INT(struct desk_turnout, online, .required = true),
	FIELD_INT(struct desk_turnout, paper, .required = true),
	FIELD_INT(struct desk_turnout, proxy_paper, .required = true),
	FIELD_LIST(struct desk_turnout, buildings, turnout_building_schema, .max = BUILDINGS_MAX));

static bool has_voted(enum right_state state)
{
	return state == RIGHT_ONLINE || state == RIGHT_PAPER || state == RIGHT_PROXY_PAPER;
}

static int64_t needed(const struct election_row *election)
{
	struct figures figures = figures_none();

	figures.of[FIGURE_N] = election->n_voters;
	return threshold_least(T_RC_VALID_ALL + (int)election->mode, &figures);
}

/* ---- for everybody ---- */

static enum err count_voted(struct txn *txn, struct round_id round, int64_t *ret_n)
{
	struct list rows;
	struct round_count_row newcomers;
	int64_t n = 0;

	TRY(db_all(
		txn, &elections_stmts[TURNOUT], &(struct turnout_row){.round_id = round}, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct turnout_row *row = &((const struct turnout_row *)rows.items)[i];

		n += has_voted(row->state) ? row->n : 0;
	}
	TRY(db_one(txn, &ballots_stmts[BATCH_NEWCOMERS],
		&(struct round_count_row){.round_id = round}, &newcomers));
	*ret_n = n - newcomers.n_ballots;
	return OK;
}

static enum err round_turnout(struct call *call)
{
	const struct round_key *in = call_in(call, round_key);
	struct turnout *out = call_out(call, turnout);
	struct election_scope scope;
	struct round_row round;

	TRY(round_by_uuid(call->txn, in->uuid, &round));
	TRY(election_open(call->txn, round.election_id, &scope));
	*out = (struct turnout){
		.state = round.state,
		.opens_at = round.opens_at,
		.closes_at = round.closes_at,
		.voters = scope.election.n_voters,
		.needed = needed(&scope.election),
	};
	return count_voted(call->txn, round.id, &out->voted);
}

/* ---- for the desk ---- */

/* The row's building is the last one, or a new one: they come sorted. */
static enum err add_building(
	struct call *call, struct list *buildings, const struct turnout_row *row)
{
	struct turnout_building *all = (struct turnout_building *)buildings->items;
	struct turnout_building *last = buildings->n ? &all[buildings->n - 1] : NULL;

	if (!last || strcmp(last->building, row->building) != 0) {
		if (buildings->n == BUILDINGS_MAX)
			return fail(call->error, ERR_TOO_LARGE);
		last = &all[buildings->n++];
		*last = (struct turnout_building){.building = row->building};
	}
	last->voters += row->n;
	last->voted += has_voted(row->state) ? row->n : 0;
	return OK;
}

static void add_channel(struct desk_turnout *out, const struct turnout_row *row)
{
	int64_t *const channels[] = {[RIGHT_ONLINE] = &out->online,
		[RIGHT_PAPER] = &out->paper,
		[RIGHT_PROXY_PAPER] = &out->proxy_paper};

	if (has_voted(row->state))
		*channels[row->state] += row->n;
}

static enum err right_turnout(struct call *call)
{
	const struct round_key *in = call_in(call, round_key);
	struct desk_turnout *out = call_out(call, desk_turnout);
	struct turnout_row key;
	struct election_scope scope;
	struct round_row round;
	struct list rows;

	TRY(round_by_uuid(call->txn, in->uuid, &round));
	TRY(election_of(call, round.election_id, &scope));
	out->voters = scope.election.n_voters;
	out->needed = needed(&scope.election);
	out->buildings.items = arena_array(call->arena, struct turnout_building, BUILDINGS_MAX);
	if (!out->buildings.items)
		return fail(call->error, ERR_BUSY);
	key = (struct turnout_row){.round_id = round.id, .election_id = round.election_id};
	TRY(db_all(call->txn, &elections_stmts[TURNOUT_BY_BUILDING], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct turnout_row *row = &((const struct turnout_row *)rows.items)[i];

		add_channel(out, row);
		TRY(add_building(call, &out->buildings, row));
	}
	return OK;
}

static const struct route routes[] = {
	{.op = "rightTurnout",
		GET("/v1/rounds/{uuid}/rights/turnout"),
		.in = &round_key_schema,
		.out = &desk_turnout_schema,
		.read = right_turnout,
		.live = true,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "How many have voted so far, by channel and building"},
	{.op = "roundTurnout",
		GET("/v1/rounds/{uuid}/turnout"),
		.in = &round_key_schema,
		.out = &turnout_schema,
		.read = round_turnout,
		.live = true,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "How many have taken part so far"},
};

const struct module turnout_module = {"turnout", routes, COUNT_OF(routes), NULL};
