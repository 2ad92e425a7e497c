/* Paper: boxes, papers issued at a desk, explanations (A84–A95). The counts are in counting.c.
 *
 *   opened → papers issued → closed, spare counted → first entry → second entry → counted
 *                                                        ↑______________| they differ
 *
 * Nothing stored tells who got which paper or when: an issue moves a right and a counter (A94). */
#include "elections/stations.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "crypto/credential.h"
#include "crypto/digest.h"
#include "elections/counts.h"
#include "record/record.h"

static const struct stmt_table stmt_table = {"stations", stations_stmts, STATIONS_STMT__COUNT};

static enum err load_sum(struct call *call, const struct box_row *box, struct box_sum *ret_sum)
{
	struct answers answers;
	struct attempt attempt;

	TRY(answers_load(call->txn, box->round_id, &answers));
	TRY(attempt_load(call->txn, box, &answers, &attempt));
	*ret_sum = box_sum_of(box, &attempt);
	return OK;
}

/* ---- replies ---- */

struct box_view {
	struct box_id id;
	const char *name;
	enum box_kind kind;
	enum box_stage stage;
	int64_t printed;
	int64_t issued;
	int64_t spoiled;
	int64_t spare;
	struct strings mismatches;
	const char *explanation;
};
SCHEMA(box_view, struct box_view, FIELD_ID(struct box_view, id),
	FIELD_STRING(struct box_view, name), FIELD_ENUM(struct box_view, kind, box_kind_names),
	FIELD_ENUM(struct box_view, stage, box_stage_names), FIELD_INT(struct box_view, printed),
	FIELD_INT(struct box_view, issued, .doc = "Voters who got a paper here"),
	FIELD_INT(struct box_view, spoiled, .doc = "Returned and replaced"),
	FIELD_INT(struct box_view, spare, .doc = "Left over; counted at closing"),
	FIELD_STRINGS(struct box_view, mismatches, .max = BOX_MISMATCHES_MAX,
		.doc = "papers: printed is not issued + spare + spoiled; surplus, missing: more or "
		       "fewer recovered than issued; sorting: recovered is not valid + invalid"),
	FIELD_STRING(struct box_view, explanation));

struct box_page {
	struct list boxes;
};
SCHEMA(box_page, struct box_page,
	FIELD_LIST(struct box_page, boxes, box_view_schema, .max = BOXES_MAX));

static enum err view_of(struct call *call, const struct box_row *box, struct box_view *ret_view)
{
	const char **names = arena_array(call->arena, const char *, BOX_MISMATCHES_MAX);
	struct box_sum sum;

	if (!names)
		return fail(call->error, ERR_TOO_LARGE);
	TRY(load_sum(call, box, &sum));
	*ret_view = (struct box_view){box->id, box->name, box->kind, sum.stage, box->printed,
		box->issued, box->spoiled, box->spare, {names, box_mismatches(&sum, names)},
		box->explanation};
	return OK;
}

/* The box as it is now. */
static enum err show(struct call *call, struct box_id id)
{
	struct box_row box = {.id = id};

	TRY(db_one(call->txn, &stations_stmts[BOX_GET], &box, &box));
	return view_of(call, &box, call_out(call, box_view));
}

/* ---- boxes ---- */

#define FIELD_UUID(record)                                                                         \
	FIELD_STRING(record, uuid, .required = true, .in = IN_PATH, .min = UUID_NEW_SIZE - 1,      \
		.max = UUID_SIZE - 1, .doc = "The round, as the protocol names it")

struct round_path {
	const char *uuid;
};
SCHEMA(round_path, struct round_path, FIELD_UUID(struct round_path));

struct box_new {
	const char *uuid;
	const char *name;
	enum box_kind kind;
	int64_t printed;
};
SCHEMA(box_new, struct box_new, FIELD_UUID(struct box_new),
	FIELD_STRING(struct box_new, name, .required = true, .min = 1, .max = 30),
	FIELD_ENUM(struct box_new, kind, box_kind_names, .required = true),
	FIELD_INT(struct box_new, printed, .required = true, .min = 0, .max = PAPERS_MAX,
		.doc = "Ballot papers handed to it; they bear no serial number"));

struct box_event {
	const char *round;
	struct box_id box;
	const char *name;
	enum box_kind kind;
	int64_t printed;
};
SCHEMA(box_event, struct box_event, FIELD_STRING(struct box_event, round),
	FIELD_ID(struct box_event, box), FIELD_STRING(struct box_event, name),
	FIELD_ENUM(struct box_event, kind, box_kind_names), FIELD_INT(struct box_event, printed));

static enum err load_round(struct call *call, const char *uuid, struct round_row *ret_round,
	struct election_scope *ret_scope)
{
	TRY(round_by_uuid(call->txn, uuid, ret_round));
	return election_of(call, ret_round->election_id, ret_scope);
}

static enum err load_boxes(struct call *call, const struct round_row *round, struct list *ret_rows)
{
	struct box_row key = {.round_id = round->id};

	return db_all(call->txn, &stations_stmts[BOX_LIST], &key, ret_rows);
}

static enum err box_list(struct call *call)
{
	struct box_page *out = call_out(call, box_page);
	struct election_scope scope;
	struct round_row round;
	struct box_view *views;
	struct list rows;

	TRY(load_round(call, call_in(call, round_path)->uuid, &round, &scope));
	TRY(load_boxes(call, &round, &rows));
	views = arena_array(call->arena, struct box_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++)
		TRY(view_of(call, &((const struct box_row *)rows.items)[i], &views[i]));
	out->boxes = (struct list){views, rows.n};
	return OK;
}

static enum err box_create(struct call *call)
{
	const struct box_new *in = call_in(call, box_new);
	struct box_row box = {.name = in->name, .kind = in->kind, .printed = in->printed};
	struct election_scope scope;
	struct box_event event;
	struct round_row round;
	struct list rows;

	TRY(load_round(call, in->uuid, &round, &scope));
	if (round.state != ROUND_PREPARED && round.state != ROUND_POLLING)
		return round_refuse_state(round.state, call->error);
	TRY(load_boxes(call, &round, &rows));
	if (rows.n >= BOXES_MAX)
		return fail(call->error, ERR_TOO_LARGE);
	TRY(db_new_id(call->txn, &box.id.v));
	box.round_id = round.id;
	TRY(db_do(call->txn, &stations_stmts[BOX_INSERT], &box));
	event = (struct box_event){round.uuid, box.id, box.name, box.kind, box.printed};
	TRY(record_append(call->txn, &scope.body, "box.opened", &box_event_schema, &event, NULL));
	return show(call, box.id);
}

/* ---- the desk ---- */

struct paper_new {
	struct box_id box_id;
	int64_t voter_number;
	bool identity_checked;
};
SCHEMA(paper_new, struct paper_new, FIELD_BOX(struct paper_new),
	FIELD_INT(struct paper_new, voter_number, .required = true, .min = 1,
		.doc = "On the voter list"),
	FIELD_BOOL(struct paper_new, identity_checked, .required = true,
		.doc = "The officer at the desk has compared the voter's document"));

/* Why a right that is not free gets no paper. */
static const enum err refusals[] = {
	[RIGHT_FREE] = ERR_CONFLICT,
	[RIGHT_ONLINE] = ERR_RIGHT_ONLINE,
	[RIGHT_PAPER] = ERR_RIGHT_ON_PAPER,
	[RIGHT_PROXY_PAPER] = ERR_RIGHT_ON_PAPER,
	[RIGHT_VOID] = ERR_RIGHT_VOID,
};

/* First channel wins: from here on the voter's credential is refused. */
static enum err take_right(struct call *call, struct round_id round, int64_t voter)
{
	struct right_row right = {.round_id = round, .voter_number = voter};
	bool moved = false;
	enum err err;

	TRY(right_move(call->txn, round, voter, RIGHT_FREE, RIGHT_PAPER, &moved));
	if (moved)
		return OK;
	err = db_one(call->txn, &elections_stmts[RIGHT_GET], &right, &right);
	if (err == ERR_NOT_FOUND)
		return fail(call->error, ERR_NOT_A_VOTER);
	TRY(err);
	return fail(call->error, refusals[right.state]);
}

/* A box closes after polling, so whoever asks for a paper finds it open. */
static enum err use_paper(struct call *call, const struct box_row *box, size_t stmt)
{
	struct box_row key = {.id = box->id};
	char text[24];
	int64_t changed;

	TRY(db_change(call->txn, &stations_stmts[stmt], &key, &changed));
	if (changed)
		return OK;
	snprintf(text, sizeof text, "%" PRId64, box->printed);
	return fail_args(call->error, ERR_BOX_EMPTY, text, NULL);
}

static enum err paper_issue(struct call *call)
{
	const struct paper_new *in = call_in(call, paper_new);
	struct box_scope scope;

	if (!in->identity_checked)
		return fail_field(call->error, "/identity_checked", "must be true");
	TRY(box_of(call, in->box_id, &scope));
	TRY(round_expect_polling(call->txn, &scope.election.body, &scope.round));
	TRY(take_right(call, scope.round.id, in->voter_number));
	TRY(use_paper(call, &scope.box, BOX_ISSUE));
	return show(call, scope.box.id);
}

/* The voter's right was used when the first paper was issued. */
static enum err paper_replace(struct call *call)
{
	struct box_scope scope;

	TRY(box_of(call, call_in(call, box_key)->box_id, &scope));
	TRY(round_expect_polling(call->txn, &scope.election.body, &scope.round));
	if (!scope.box.issued)
		return fail(call->error, ERR_BOX_UNUSED);
	TRY(use_paper(call, &scope.box, BOX_SPOIL));
	return show(call, scope.box.id);
}

struct box_closing {
	struct box_id box_id;
	int64_t spare;
};
SCHEMA(box_closing, struct box_closing, FIELD_BOX(struct box_closing),
	FIELD_INT(struct box_closing, spare, .required = true, .min = 0, .max = PAPERS_MAX,
		.doc = "Unused papers, counted"));

static enum err box_close(struct call *call)
{
	const struct box_closing *in = call_in(call, box_closing);
	struct box_row row = {.id = in->box_id, .spare = in->spare};
	struct box_scope scope;
	int64_t changed;

	TRY(box_of(call, in->box_id, &scope));
	TRY(round_expect_counting(call->txn, &scope.round));
	TRY(db_change(call->txn, &stations_stmts[BOX_CLOSE], &row, &changed));
	return changed ? show(call, in->box_id) : fail(call->error, ERR_BOX_CLOSED);
}

/* ---- explanations ---- */

struct explanation_new {
	struct box_id box_id;
	const char *text;
};
SCHEMA(explanation_new, struct explanation_new, FIELD_BOX(struct explanation_new),
	FIELD_STRING(struct explanation_new, text, .required = true, .min = 1, .max = 2000,
		.doc = "Why the numbers do not match, as the committee found (A89)"));

struct explained_event {
	const char *round;
	struct box_id box;
	const char *hash;
};
SCHEMA(explained_event, struct explained_event, FIELD_STRING(struct explained_event, round),
	FIELD_ID(struct explained_event, box),
	FIELD_STRING(struct explained_event, hash, .doc = "SHA-256 of the text, base64"));

static enum err record_explained(struct call *call, const struct box_scope *scope, const char *text)
{
	struct digest digest = digest_of(text, strlen(text));
	char hash[DIGEST_BASE64_SIZE];
	struct explained_event event = {scope->round.uuid, scope->box.id, hash};

	digest_base64(&digest, hash);
	return record_append(call->txn, &scope->election.body, "box.explained",
		&explained_event_schema, &event, NULL);
}

/* A better explanation replaces an earlier one; the record keeps the hash of each. */
static enum err box_explain(struct call *call)
{
	const struct explanation_new *in = call_in(call, explanation_new);
	struct box_row row = {.id = in->box_id, .explanation = in->text};
	const char *names[BOX_MISMATCHES_MAX];
	struct box_scope scope;
	struct box_sum sum;

	TRY(box_of(call, in->box_id, &scope));
	TRY(round_expect_counting(call->txn, &scope.round));
	TRY(load_sum(call, &scope.box, &sum));
	if (sum.stage != BOX_COUNTED)
		return fail(call->error, ERR_BOX_UNCOUNTED);
	if (!box_mismatches(&sum, names))
		return fail(call->error, ERR_BOX_MATCHES);
	TRY(db_do(call->txn, &stations_stmts[BOX_EXPLAIN], &row));
	TRY(record_explained(call, &scope, in->text));
	return show(call, in->box_id);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "boxClose",
		POST("/v1/boxes/{box_id}/close", 200),
		.in = &box_closing_schema,
		.out = &box_view_schema,
		.write = box_close,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_BOX_CLOSED),
		.doc = "Closes a box after polling, with its spare papers counted"},
	{.op = "boxExplain",
		POST("/v1/boxes/{box_id}/explanation", 200),
		.in = &explanation_new_schema,
		.out = &box_view_schema,
		.write = box_explain,
		.allow = allow_election_committee,
		.errors =
			ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_BOX_UNCOUNTED, ERR_BOX_MATCHES),
		.records = "box.explained",
		.doc = "Explains why the numbers of a counted box do not match"},
	{.op = "paperIssue",
		POST("/v1/boxes/{box_id}/issues", 200),
		.in = &paper_new_schema,
		.out = &box_view_schema,
		.write = paper_issue,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_POLLING_EARLY, ERR_POLLING_OVER,
			ERR_NOT_A_VOTER, ERR_RIGHT_ONLINE, ERR_RIGHT_ON_PAPER, ERR_RIGHT_VOID,
			ERR_BOX_EMPTY),
		.private = true,
		.doc = "Issues a paper to a voter, whose voting key is refused from then on"},
	{.op = "paperReplace",
		POST("/v1/boxes/{box_id}/spoiled", 200),
		.in = &box_key_schema,
		.out = &box_view_schema,
		.write = paper_replace,
		.allow = allow_desk,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_POLLING_EARLY, ERR_POLLING_OVER, ERR_BOX_UNUSED,
			ERR_BOX_EMPTY),
		.private = true,
		.doc = "Takes a spoilt paper back and issues another"},
	{.op = "boxList",
		GET("/v1/rounds/{uuid}/boxes"),
		.in = &round_path_schema,
		.out = &box_page_schema,
		.read = box_list,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "The ballot boxes of a round with their papers"},
	{.op = "boxCreate",
		POST("/v1/rounds/{uuid}/boxes", 201),
		.in = &box_new_schema,
		.out = &box_view_schema,
		.write = box_create,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_WRONG_STATE),
		.records = "box.opened",
		.doc = "Opens a ballot box with the papers printed for it"},
};

const struct module stations_module = {"stations", routes, COUNT_OF(routes), &stmt_table};
