/* Candidates: entered by the election committee, published in the order decided (A45–A54). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/digest.h"
#include "elections/model.h"
#include "elections/themes.h"
#include "elections/views.h"
#include "record/record.h"

struct candidate_new {
	struct election_id election_id;
	int64_t post_id;
	struct person_id person_id;
	const char *name;
	const char *statement;
};
SCHEMA(candidate_new, struct candidate_new,
	FIELD_ID(struct candidate_new, election_id, .in = IN_PATH),
	FIELD_ID(struct candidate_new, post_id, .required = true),
	FIELD_ID(struct candidate_new, person_id, .required = true,
		.doc = "Of a voter on the published list"),
	FIELD_STRING(struct candidate_new, name, .required = true, .max = 30,
		.doc = "As printed on the ballot paper"),
	FIELD_STRING(struct candidate_new, statement, .max = 2000, .doc = "Self-introduction"));

struct candidate_view {
	int64_t id;
	int64_t post_id;
	const char *name;
	const char *statement;
	int64_t position;
	const char *photo;
};
SCHEMA(candidate_view, struct candidate_view, FIELD_ID(struct candidate_view, id),
	FIELD_ID(struct candidate_view, post_id),
	FIELD_STRING(struct candidate_view, name, .required = true),
	FIELD_STRING(struct candidate_view, statement), FIELD_INT(struct candidate_view, position),
	FIELD_STRING(struct candidate_view, photo,
		.doc = "Hex SHA-256 of candidatePhoto; absent where there is none"));

struct candidate_page {
	struct list candidates;
};
SCHEMA(candidate_page, struct candidate_page,
	FIELD_LIST(struct candidate_page, candidates, candidate_view_schema, .max = 1000));

/* Those who stand. */
static enum err standing(struct txn *txn, struct election_id id, struct list *ret_views)
{
	struct candidate_row key = {.election_id = id};
	struct candidate_view *views;
	struct list rows;
	size_t n = 0;

	TRY(db_all(txn, &elections_stmts[CANDIDATE_LIST], &key, &rows));
	views = arena_array(txn->arena, struct candidate_view, rows.n);
	if (!views)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct candidate_row *row = &((const struct candidate_row *)rows.items)[i];

		if (row->state == CANDIDATE_STANDING)
			views[n++] = (struct candidate_view){row->id, row->post_id, row->name,
				row->statement, row->position, row->photo};
	}
	*ret_views = (struct list){views, n};
	return OK;
}

/* Before they are published candidates are the business of the body's own committee. */
bool candidates_visible(const struct call *call, const struct election_scope *scope)
{
	return scope->election.candidates_published_at ||
	       (call->actor->body.v == scope->body.id.v && allow_election_committee(call));
}

static enum err candidate_list(struct call *call)
{
	const struct election_key *in = call_in(call, election_key);
	struct election_scope scope;

	TRY(election_open(call->txn, in->election_id, &scope));
	if (!candidates_visible(call, &scope))
		return OK;
	return standing(call->txn, in->election_id, &call_out(call, candidate_page)->candidates);
}

static enum err check_post(struct call *call, const struct candidate_new *in)
{
	struct post_row key = {.election_id = in->election_id};
	struct list rows;

	TRY(db_all(call->txn, &elections_stmts[POST_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (((const struct post_row *)rows.items)[i].id == in->post_id)
			return OK;
	return fail_field(call->error, "/post_id", "not a post of this election");
}

static enum err check_voter(struct call *call, const struct candidate_new *in)
{
	struct voter_row row = {.election_id = in->election_id, .person_id = in->person_id};
	enum err err = db_one(call->txn, &elections_stmts[VOTER_OF_PERSON], &row, &row);

	return err == ERR_NOT_FOUND ? fail(call->error, ERR_NOT_A_VOTER) : err;
}

static enum err insert(struct call *call, const struct candidate_new *in)
{
	struct candidate_row row = {.election_id = in->election_id,
		.post_id = in->post_id,
		.person_id = in->person_id,
		.name = in->name,
		.statement = in->statement ? in->statement : ""};
	struct candidate_row next;
	enum err err;

	TRY(db_one(call->txn, &elections_stmts[CANDIDATE_NEXT], &row, &next));
	row.position = next.position;
	TRY(db_new_id(call->txn, &row.id));
	err = db_do(call->txn, &elections_stmts[CANDIDATE_INSERT], &row);
	return err == ERR_CONFLICT ? fail(call->error, ERR_CANDIDATE_TWICE) : err;
}

/* A11: who runs the election does not stand in it. */
static enum err check_committee(
	struct call *call, const struct election_scope *scope, const struct candidate_new *in)
{
	uint32_t roles;

	TRY(office_roles(call->txn, &scope->body, in->person_id, &roles));
	return roles & ROLE_BIT(ROLE_ELECTION_COMMITTEE) ? fail(call->error, ERR_ON_COMMITTEE) : OK;
}

static enum err candidate_create(struct call *call)
{
	const struct candidate_new *in = call_in(call, candidate_new);
	struct election_scope scope;

	TRY(election_of(call, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_NOMINATING));
	TRY(check_post(call, in));
	TRY(check_voter(call, in));
	TRY(check_committee(call, &scope, in));
	TRY(insert(call, in));
	return standing(call->txn, in->election_id, &call_out(call, candidate_page)->candidates);
}

static enum err candidate_withdraw(struct call *call)
{
	const struct candidate_key *in = call_in(call, candidate_key);
	struct candidate_row row = {.id = in->candidate_id, .election_id = in->election_id};
	struct election_scope scope;
	int64_t changed;

	TRY(election_of(call, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_NOMINATING));
	TRY(db_change(call->txn, &elections_stmts[CANDIDATE_WITHDRAW], &row, &changed));
	if (!changed)
		return fail(call->error, ERR_NOT_FOUND);
	TRY(db_do(call->txn, &elections_stmts[PHOTO_DELETE],
		&(struct photo_row){.candidate_id = in->candidate_id}));
	return standing(call->txn, in->election_id, &call_out(call, candidate_page)->candidates);
}

/* ---- publishing ---- */

struct candidates_event {
	struct election_id election;
	int64_t candidates;
	const char *hash;
};
SCHEMA(candidates_event, struct candidates_event, FIELD_ID(struct candidates_event, election),
	FIELD_INT(struct candidates_event, candidates),
	FIELD_STRING(struct candidates_event, hash,
		.doc = "SHA-256 over post and position (decimal), name, statement and photo (hex "
		       "digest or nothing) of each, NUL after each"));

static void add_number(struct digest_state *state, int64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, number);
	digest_add(state, text, strlen(text) + 1);
}

static void add_text(struct digest_state *state, const char *text)
{
	digest_add(state, text ? text : "", text ? strlen(text) + 1 : 1);
}

static struct digest hash_of(const struct list *views)
{
	struct digest_state state;

	digest_start(&state);
	for (size_t i = 0; i < views->n; i++) {
		const struct candidate_view *view =
			&((const struct candidate_view *)views->items)[i];

		add_number(&state, view->post_id);
		add_number(&state, view->position);
		add_text(&state, view->name);
		add_text(&state, view->statement);
		add_text(&state, view->photo);
	}
	return digest_finish(&state);
}

static enum err record_candidates(
	struct call *call, const struct election_scope *scope, const struct list *views)
{
	struct digest digest = hash_of(views);
	char text[DIGEST_HEX_SIZE];
	struct candidates_event event = {scope->election.id, (int64_t)views->n, text};

	digest_hex(&digest, text);
	return record_append(call->txn, &scope->body, "candidates.published",
		&candidates_event_schema, &event, NULL);
}

static enum err candidates_publish(struct call *call)
{
	const struct election_key *in = call_in(call, election_key);
	struct list *views = &call_out(call, candidate_page)->candidates;
	struct election_scope scope;
	struct guard_facts facts;

	TRY(election_of(call, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_NOMINATING));
	TRY(election_facts(call->txn, &scope, &facts));
	TRY(guard_candidates(&scope, &facts, call->error));
	TRY(guard_candidates_day(&scope, day_of(scope.body.now), call->error));
	scope.election.candidates_published_at = scope.body.now;
	TRY(db_do(call->txn, &elections_stmts[ELECTION_SET_CANDIDATES], &scope.election));
	TRY(election_move(call->txn, &scope, ELECTION_CANDIDATES_PUBLISHED));
	if (scope.profile.online_ballot == ONLINE_BINDING)
		TRY(act_schedule(call->txn, &scope.body, scope.election.freeze_at, "round.prepare",
			scope.election.id.v));
	TRY(standing(call->txn, in->election_id, views));
	return record_candidates(call, &scope, views);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "candidateList",
		GET("/v1/elections/{election_id}/candidates"),
		.in = &election_key_schema,
		.out = &candidate_page_schema,
		.read = candidate_list,
		.allow = allow_anyone,
		.doc = "Who stands, once published"},
	{.op = "candidateCreate",
		POST("/v1/elections/{election_id}/candidates", 201),
		.in = &candidate_new_schema,
		.out = &candidate_page_schema,
		.write = candidate_create,
		.allow = allow_election_committee,
		.errors = ERRORS(
			ERR_WRONG_STATE, ERR_NOT_A_VOTER, ERR_ON_COMMITTEE, ERR_CANDIDATE_TWICE),
		.doc = "Enters a candidate for a post"},
	{.op = "candidatesPublish",
		POST("/v1/elections/{election_id}/candidates/publish", 200),
		.in = &election_key_schema,
		.out = &candidate_page_schema,
		.write = candidates_publish,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_CANDIDATES_FEW, ERR_CANDIDATES_LATE),
		.records = "candidates.published",
		.doc = "Publishes the formal candidate list"},
	{.op = "candidateWithdraw",
		POST("/v1/elections/{election_id}/candidates/{candidate_id}/withdraw", 200),
		.in = &candidate_key_schema,
		.out = &candidate_page_schema,
		.write = candidate_withdraw,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_NOT_FOUND),
		.doc = "A candidate withdraws"},
};

const struct module candidates_module = {"candidates", routes, COUNT_OF(routes), NULL};
