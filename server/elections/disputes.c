/* Disputes: a phone that finds something wrong when it checks a round files it with one tap, with
 * the evidence, signed by its device's key. The election committee answers by a day; auditors see
 * both, everybody how many there are.
 *
 * The law of these elections sets no period for it; the one for objections to the list is used
 * (A38). Where somebody turns who is not content with the answer is A119. */
#include "elections/disputes_store.h"

#include <string.h>

#include "access/access.h"
#include "base/clock.h"
#include "crypto/commitment.h"
#include "crypto/wire/dsse.h"
#include "elections/themes.h"
#include "elections/views.h"
#include "record/record.h"
#include "roll/roll.h"
#include "rules/dates.h"

enum {
	STATEMENT_MAX = 24 << 10, /* bytes of what is signed: the evidence is 16 KiB of it */
	EVIDENCE_MAX = 16 << 10,
	DISPUTES_SHOWN = 100,
	DISPUTES_OF_ONE = 10, /* that one person may file about one round */
};

static const struct stmt_table stmt_table = {"disputes", disputes_stmts, DISPUTES_STMT__COUNT};

/* ---- what is shown ---- */

struct dispute_view {
	int64_t id;
	const char *uuid;
	struct election_id election_id;
	const char *title;
	enum dispute_kind kind;
	const char *by;
	const char *statement;
	struct span salt;
	int64_t filed_at;
	int64_t answer_by;
	enum dispute_outcome outcome;
	const char *answer;
	int64_t answered_at;
	const char *answered_by;
};
SCHEMA(dispute_view, struct dispute_view, FIELD_ID(struct dispute_view, id),
	FIELD_STRING(struct dispute_view, uuid, .required = true, .doc = "Of the round"),
	FIELD_ID(struct dispute_view, election_id),
	FIELD_STRING(struct dispute_view, title, .required = true, .doc = "Of the election"),
	FIELD_ENUM(struct dispute_view, kind, dispute_kind_names, .required = true),
	FIELD_STRING(
		struct dispute_view, by, .required = true, .doc = "Who filed it: the name, masked"),
	FIELD_TEXT(struct dispute_view, statement, .required = true,
		.doc = "DSSE envelope as it was signed, with its evidence"),
	FIELD_BYTES(struct dispute_view, salt,
		.doc = "Opens the record's commitment to what was signed"),
	FIELD_TIME(struct dispute_view, filed_at, .required = true),
	FIELD_DAY(struct dispute_view, answer_by, .required = true,
		.doc = "The committee answers by the end of this day"),
	FIELD_ENUM(struct dispute_view, outcome, dispute_outcome_names,
		.doc = "Absent: not answered yet"),
	FIELD_STRING(struct dispute_view, answer),
	FIELD_TIME(struct dispute_view, answered_at, .nullable = true),
	FIELD_STRING(struct dispute_view, answered_by, .doc = "The name, masked"));

struct dispute_page {
	struct list disputes;
	struct strings answerers;
	int64_t next;
};
SCHEMA(dispute_page, struct dispute_page,
	FIELD_LIST(struct dispute_page, disputes, dispute_view_schema, .max = DISPUTES_SHOWN),
	FIELD_STRINGS(struct dispute_page, answerers, .max = 500,
		.doc = "The members of the election committee, who answer: names, masked"),
	FIELD_INT(struct dispute_page, next, .nullable = true,
		.doc = "Pass as after for the next page"));

static enum err name_of(struct call *call, const struct body *body, struct person_id person,
	const char **ret_masked)
{
	struct roll_person found;

	TRY(roll_person_get(call->txn, body, person, &found));
	*ret_masked = found.masked;
	return OK;
}

static enum err describe(struct call *call, const struct body *body, const struct dispute_row *row,
	struct dispute_view *ret_view)
{
	*ret_view = (struct dispute_view){.id = row->id,
		.uuid = row->uuid,
		.election_id = row->election_id,
		.title = row->title,
		.kind = row->kind,
		.statement = row->statement,
		.salt = row->salt,
		.filed_at = row->filed_at,
		.answer_by = row->answer_by,
		.outcome = row->outcome,
		.answer = row->answer,
		.answered_at = row->answered_at};
	TRY(name_of(call, body, row->person_id, &ret_view->by));
	if (row->outcome == DISPUTE_OPEN)
		return OK;
	return name_of(call, body, row->answered_by_id, &ret_view->answered_by);
}

static bool answers_on(const struct office *office, int64_t day)
{
	return office->role == ROLE_ELECTION_COMMITTEE && !office->ended_at &&
	       office->from_day <= day && day <= office->until_day;
}

static enum err list_answerers(
	struct call *call, const struct body *body, struct strings *ret_names)
{
	const int64_t today = day_of(body->now);
	struct list offices;

	TRY(office_list(call->txn, body, &offices));
	ret_names->items = arena_array(call->arena, const char *, offices.n);
	if (!ret_names->items)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < offices.n; i++) {
		const struct office *office = &((const struct office *)offices.items)[i];

		if (!answers_on(office, today))
			continue;
		TRY(name_of(call, body, office->person, &ret_names->items[ret_names->n]));
		ret_names->n++;
	}
	return OK;
}

static enum err show(
	struct call *call, const struct body *body, int statement, const struct dispute_row *key)
{
	struct dispute_page *out = call_out(call, dispute_page);
	struct dispute_view *views;
	struct list rows;

	TRY(db_all(call->txn, &disputes_stmts[statement], key, &rows));
	views = arena_array(call->arena, struct dispute_view, rows.n);
	if (!views)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++)
		TRY(describe(call, body, &((const struct dispute_row *)rows.items)[i], &views[i]));
	out->disputes = (struct list){views, rows.n};
	if (rows.n == (size_t)key->limit)
		out->next = views[rows.n - 1].id;
	return list_answerers(call, body, &out->answerers);
}

enum err disputes_settled(struct txn *txn, struct election_id id)
{
	struct dispute_row row = {.election_id = id};
	char day[DAY_TEXT_SIZE];
	enum err err = db_one(txn, &disputes_stmts[DISPUTE_FIRST_OPEN], &row, &row);

	if (err == ERR_NOT_FOUND) {
		*txn->error = (struct error){0};
		return OK;
	}
	TRY(err);
	day_format(row.answer_by, day);
	return fail_args(txn->error, ERR_DISPUTES_OPEN, day, NULL);
}

/* ---- the record ---- */

struct dispute_event {
	struct election_id election;
	const char *round;
	int64_t dispute;
	enum dispute_kind kind;
	const char *commitment;
	int64_t answer_by;
	enum dispute_outcome outcome;
};
SCHEMA(dispute_event, struct dispute_event, FIELD_ID(struct dispute_event, election),
	FIELD_STRING(struct dispute_event, round), FIELD_INT(struct dispute_event, dispute),
	FIELD_ENUM(struct dispute_event, kind, dispute_kind_names),
	FIELD_STRING(struct dispute_event, commitment, .doc = "To what was signed; salted"),
	FIELD_DAY(struct dispute_event, answer_by),
	FIELD_ENUM(struct dispute_event, outcome, dispute_outcome_names));

static enum err record_dispute(struct call *call, const struct body *body, const char *type,
	const struct dispute_row *row, struct span payload)
{
	struct commitment_salt salt;
	struct digest commitment;
	char text[DIGEST_BASE64_SIZE];
	struct dispute_event event = {
		.election = row->election_id,
		.round = row->uuid,
		.dispute = row->id,
		.kind = row->kind,
		.answer_by = row->answer_by,
		.outcome = row->outcome,
	};

	memcpy(salt.bytes, row->salt.data, sizeof salt.bytes);
	commitment = commitment_of(&salt, payload.data, payload.len);
	digest_base64(&commitment, text);
	event.commitment = text;
	return record_append(call->txn, body, type, &dispute_event_schema, &event, NULL);
}

/* ---- filing ---- */

/* Kind "dispute", signed by a device of who files it. */
struct dispute_statement {
	const char *round;
	enum dispute_kind kind;
	const char *evidence;
};
SCHEMA(dispute_statement, struct dispute_statement,
	FIELD_STRING(struct dispute_statement, round, .required = true, .max = 64),
	FIELD_ENUM(struct dispute_statement, kind, dispute_kind_names, .required = true),
	FIELD_TEXT(struct dispute_statement, evidence, .required = true));

struct dispute_new {
	const char *uuid;
	const char *envelope;
};
SCHEMA(dispute_new, struct dispute_new, FIELD_UUID(struct dispute_new),
	FIELD_TEXT(struct dispute_new, envelope, .required = true,
		.doc = "DSSE envelope of kind dispute, signed by a device of mine: {round, kind, "
		       "evidence}. Evidence is any JSON of at most 16 KiB"));

static enum err read_statement(
	struct call *call, struct dispute_statement *ret_statement, struct span *ret_payload)
{
	const struct dispute_new *in = call_in(call, dispute_new);
	struct dsse dsse;

	TRY(dsse_read(in->envelope, strlen(in->envelope), call->arena, &dsse, call->error));
	if (dsse.payload.len > STATEMENT_MAX)
		return fail(call->error, ERR_TOO_LARGE);
	TRY(statement_check(call, in->envelope, "dispute", ret_payload));
	TRY(dsse_payload(
		&dsse, &dispute_statement_schema, call->arena, ret_statement, call->error));
	if (strlen(ret_statement->evidence) > EVIDENCE_MAX)
		return fail(call->error, ERR_TOO_LARGE);
	if (strcmp(ret_statement->round, in->uuid) != 0)
		return fail_field(call->error, "/round", "another round");
	return OK;
}

/* From the opening of the poll until the election's file is closed. */
static enum err expect_disputable(
	struct call *call, const struct election_scope *scope, const struct round_row *round)
{
	if (scope->election.body_id.v != call->actor->body.v)
		return fail(call->error, ERR_FORBIDDEN);
	if (round->state < ROUND_POLLING)
		return round_refuse_state(round->state, call->error);
	if (scope->election.state == ELECTION_ARCHIVED)
		return election_refuse_state(scope->election.state, call->error);
	return OK;
}

static enum err expect_few(struct call *call, struct round_id round)
{
	struct dispute_count_row count = {.round_id = round, .person_id = call->actor->person};

	TRY(db_one(call->txn, &disputes_stmts[DISPUTE_COUNT], &count, &count));
	return count.filed < DISPUTES_OF_ONE ? OK : fail(call->error, ERR_DISPUTES_MANY);
}

/* A dispute that was filed before is told from a new one by what was signed. */
static enum err store(
	struct call *call, const struct body *body, struct dispute_row *row, struct span payload)
{
	struct commitment_salt salt;
	enum err err;

	rand_bytes(call->txn->rand, salt.bytes, sizeof salt.bytes);
	row->salt = (struct span){
		(const uint8_t *)arena_copy(call->arena, salt.bytes, COMMITMENT_SALT_BYTES),
		COMMITMENT_SALT_BYTES};
	if (!row->salt.data)
		return fail(call->error, ERR_BUSY);
	TRY(db_new_id(call->txn, &row->id));
	err = db_do(call->txn, &disputes_stmts[DISPUTE_INSERT], row);
	if (err == ERR_CONFLICT)
		return fail(call->error, ERR_DISPUTE_KNOWN);
	TRY(err);
	return record_dispute(call, body, "dispute.filed", row, payload);
}

static enum err dispute_create(struct call *call)
{
	struct dispute_statement statement = {0};
	struct election_scope scope;
	struct dispute_row row;
	struct round_row round;
	struct digest digest;
	struct span payload;

	TRY(round_by_uuid(call->txn, call_in(call, dispute_new)->uuid, &round));
	TRY(election_open(call->txn, round.election_id, &scope));
	TRY(expect_disputable(call, &scope, &round));
	TRY(read_statement(call, &statement, &payload));
	TRY(expect_few(call, round.id));
	digest = digest_of(payload.data, payload.len);
	row = (struct dispute_row){.round_id = round.id,
		.digest = {digest.bytes, DIGEST_BYTES},
		.person_id = call->actor->person,
		.kind = statement.kind,
		.statement = call_in(call, dispute_new)->envelope,
		.filed_at = scope.body.now,
		.answer_by = period_last_day(day_of(scope.body.now), scope.profile.decision_days),
		.uuid = round.uuid,
		.election_id = round.election_id,
		.title = scope.election.title};
	TRY(store(call, &scope.body, &row, payload));
	return describe(call, &scope.body, &row, call_out(call, dispute_view));
}

/* ---- answering ---- */

struct dispute_answer {
	int64_t dispute_id;
	enum dispute_outcome outcome;
	const char *answer;
};
SCHEMA(dispute_answer, struct dispute_answer,
	FIELD_ID(struct dispute_answer, dispute_id, .in = IN_PATH),
	FIELD_ENUM(struct dispute_answer, outcome, dispute_outcome_names, .required = true),
	FIELD_STRING(struct dispute_answer, answer, .required = true, .min = 2, .max = 2000));

static enum err read_payload(struct call *call, const struct dispute_row *row, struct span *ret)
{
	struct dsse dsse;

	if (dsse_read(row->statement, strlen(row->statement), call->arena, &dsse, call->error) !=
		OK)
		return fail_note(call->error, ERR_INTERNAL, "a stored dispute cannot be read");
	*ret = dsse.payload;
	return OK;
}

/* By another member of the committee than the one who filed it, once. */
static enum err dispute_settle(struct call *call)
{
	const struct dispute_answer *in = call_in(call, dispute_answer);
	struct dispute_row row = {.id = in->dispute_id};
	struct election_scope scope;
	struct span payload;
	int64_t changed;

	TRY(db_one(call->txn, &disputes_stmts[DISPUTE_GET], &row, &row));
	TRY(election_of(call, row.election_id, &scope));
	if (row.person_id.v == call->actor->person.v)
		return fail(call->error, ERR_DISPUTE_OWN);
	row.outcome = in->outcome;
	row.answer = in->answer;
	row.answered_at = scope.body.now;
	row.answered_by_id = call->actor->person;
	TRY(db_change(call->txn, &disputes_stmts[DISPUTE_ANSWER], &row, &changed));
	if (!changed)
		return fail(call->error, ERR_CONFLICT);
	TRY(read_payload(call, &row, &payload));
	TRY(record_dispute(call, &scope.body, "dispute.answered", &row, payload));
	return describe(call, &scope.body, &row, call_out(call, dispute_view));
}

/* ---- reading ---- */

struct dispute_mine_key {
	int64_t after;
	int64_t limit;
};
#define FIELDS_PAGE(record)                                                                        \
	FIELD_INT(record, after, .in = IN_QUERY, .doc = "Id to go on after"),                      \
		FIELD_INT(record, limit, .in = IN_QUERY, .min = 1, .max = DISPUTES_SHOWN,          \
			.fallback = DISPUTES_SHOWN)
SCHEMA(dispute_mine_key, struct dispute_mine_key, FIELDS_PAGE(struct dispute_mine_key));

static enum err dispute_mine(struct call *call)
{
	const struct dispute_mine_key *in = call_in(call, dispute_mine_key);
	struct body body;

	TRY(body_get(call->txn, call->actor->body, &body));
	return show(call, &body, DISPUTE_OF_PERSON,
		&(struct dispute_row){
			.person_id = call->actor->person, .after = in->after, .limit = in->limit});
}

struct dispute_list_key {
	const char *uuid;
	int64_t after;
	int64_t limit;
};
SCHEMA(dispute_list_key, struct dispute_list_key, FIELD_UUID(struct dispute_list_key),
	FIELDS_PAGE(struct dispute_list_key));

static enum err dispute_list(struct call *call)
{
	const struct dispute_list_key *in = call_in(call, dispute_list_key);
	struct election_scope scope;
	struct round_row round;

	TRY(round_by_uuid(call->txn, in->uuid, &round));
	TRY(election_of(call, round.election_id, &scope));
	return show(call, &scope.body, DISPUTE_PAGE,
		&(struct dispute_row){
			.round_id = round.id, .after = in->after, .limit = in->limit});
}

struct dispute_count {
	enum dispute_kind kind;
	int64_t filed;
	int64_t answered;
	int64_t upheld;
};
SCHEMA(dispute_count, struct dispute_count,
	FIELD_ENUM(struct dispute_count, kind, dispute_kind_names, .required = true),
	FIELD_INT(struct dispute_count, filed, .required = true),
	FIELD_INT(struct dispute_count, answered, .required = true),
	FIELD_INT(struct dispute_count, upheld, .required = true, .doc = "Of those answered"));

struct dispute_summary {
	struct list kinds;
};
SCHEMA(dispute_summary, struct dispute_summary,
	FIELD_LIST(struct dispute_summary, kinds, dispute_count_schema, .max = DISPUTE_KIND__COUNT,
		.doc = "Only those that were filed"));

static enum err dispute_summarize(struct call *call)
{
	struct dispute_count_row key = {0};
	struct dispute_count *counts;
	struct round_row round;
	struct list rows;

	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	key.round_id = round.id;
	TRY(db_all(call->txn, &disputes_stmts[DISPUTE_COUNTS], &key, &rows));
	counts = arena_array(call->arena, struct dispute_count, rows.n);
	if (!counts)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++) {
		const struct dispute_count_row *row =
			&((const struct dispute_count_row *)rows.items)[i];

		counts[i] =
			(struct dispute_count){row->kind, row->filed, row->answered, row->upheld};
	}
	call_out(call, dispute_summary)->kinds = (struct list){counts, rows.n};
	return OK;
}

static bool allow_overseer(const struct call *call)
{
	return allow_election_committee(call) || (call->actor->roles & ROLE_BIT(ROLE_AUDITOR)) != 0;
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "disputeMine",
		GET("/v1/disputes"),
		.in = &dispute_mine_key_schema,
		.out = &dispute_page_schema,
		.read = dispute_mine,
		.allow = allow_signed_in,
		.doc = "The disputes I filed, with their answers"},
	{.op = "disputeAnswer",
		POST("/v1/disputes/{dispute_id}/answer", 200),
		.in = &dispute_answer_schema,
		.out = &dispute_view_schema,
		.write = dispute_settle,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_CONFLICT, ERR_DISPUTE_OWN),
		.records = "dispute.answered",
		.doc = "Answers a dispute, for good"},
	{.op = "disputeList",
		GET("/v1/rounds/{uuid}/disputes"),
		.in = &dispute_list_key_schema,
		.out = &dispute_page_schema,
		.read = dispute_list,
		.allow = allow_overseer,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "The disputes about a round, in the order they came; for the election "
		       "committee and auditors"},
	{.op = "disputeCreate",
		POST("/v1/rounds/{uuid}/disputes", 201),
		.in = &dispute_new_schema,
		.out = &dispute_view_schema,
		.write = dispute_create,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_DISPUTES_MANY, ERR_DISPUTE_KNOWN,
			ERR_STATEMENT_INVALID, ERR_TOO_LARGE, ERR_WRONG_STATE),
		.records = "dispute.filed",
		.doc = "Files what a phone found wrong when it checked a round, with the evidence"},
	{.op = "disputeSummary",
		GET("/v1/rounds/{uuid}/disputes/summary"),
		.in = &round_key_schema,
		.out = &dispute_summary_schema,
		.read = dispute_summarize,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "How many disputes about a round there are, and how they were answered"},
};

const struct module disputes_module = {"disputes", routes, COUNT_OF(routes), &stmt_table};
