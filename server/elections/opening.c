/* How a tally was opened: what the trustees decrypted and what came out. Everybody may check it,
 * but not before it is told together with the paper, and not where subtracting it from what was
 * announced would tell the votes of a few. */
#include "crypto/trustee.h"
#include "elections/ballots_store.h"
#include "elections/results_store.h"
#include "elections/views.h"
#include "rules/announcement.h"

static const char *const opening_state_names[] = {"early", "withheld", "readable", NULL};

static bool reads_all(const struct call *call, struct body_id body)
{
	static const uint32_t readers =
		ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_TRUSTEE) | ROLE_BIT(ROLE_ELECTION_COMMITTEE);

	return call->actor->body.v == body.v && call->actor->roles & readers;
}

enum err opening_state(
	struct call *call, const struct round_row *round, enum opening_state *ret_state)
{
	struct result_row row = {.round_id = round->id};
	struct announcement announcement;
	struct election_scope scope;

	TRY(election_open(call->txn, round->election_id, &scope));
	*ret_state = OPENING_READABLE;
	if (reads_all(call, scope.body.id))
		return OK;
	*ret_state = OPENING_EARLY;
	if (round->state != ROUND_ANNOUNCED)
		return OK;
	TRY(db_one(call->txn, &results_stmts[RESULT_GET], &row, &row));
	TRY(announcement_read((const char *)row.payload.data, row.payload.len, call->arena,
		&announcement, call->error));
	*ret_state = announcement.small ? OPENING_WITHHELD : OPENING_READABLE;
	return OK;
}

enum { OPENING_TEXT_MAX = 4 << 20 };

struct opening_part {
	int64_t owner;
	const char *text;
};
SCHEMA(opening_part, struct opening_part,
	FIELD_INT(struct opening_part, owner, .required = true, .doc = "The trustee's number"),
	FIELD_STRING(struct opening_part, text, .required = true, .max = OPENING_TEXT_MAX));

struct opening {
	enum opening_state state;
	const char *trustees;
	const char *encrypted_tally;
	const char *sized;
	struct list decryptions;
	const char *result;
};
SCHEMA(opening, struct opening,
	FIELD_ENUM(struct opening, state, opening_state_names, .required = true,
		.doc = "Decryptions and result are there when it is readable"),
	FIELD_STRING(struct opening, trustees, .required = true, .max = OPENING_TEXT_MAX,
		.doc = "trustees.json, byte for byte as in the archive, like the others"),
	FIELD_STRING(struct opening, encrypted_tally, .required = true, .max = OPENING_TEXT_MAX),
	FIELD_STRING(struct opening, sized, .required = true),
	FIELD_LIST(struct opening, decryptions, opening_part_schema, .max = TRUSTEES_MAX),
	FIELD_STRING(struct opening, result, .max = OPENING_TEXT_MAX));

static enum err open_parts(struct call *call, struct round_id round, struct list *ret_parts)
{
	struct partial_row key = {.round_id = round};
	struct opening_part *parts;
	struct list rows;

	TRY(db_all(call->txn, &ballots_stmts[PARTIAL_LIST], &key, &rows));
	parts = arena_array(call->arena, struct opening_part, rows.n);
	if (!parts)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++) {
		const struct partial_row *row = &((const struct partial_row *)rows.items)[i];

		parts[i] = (struct opening_part){row->owner, row->text};
	}
	*ret_parts = (struct list){parts, rows.n};
	return OK;
}

static enum err round_opening(struct call *call)
{
	struct opening *out = call_out(call, opening);
	struct round_documents documents;
	struct round_stage_row stage;
	struct round_row round;

	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	stage = (struct round_stage_row){.id = round.id};
	TRY(db_one(call->txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
	if (!stage.result)
		return fail(call->error, ERR_NOT_FOUND);
	TRY(round_documents(call->txn, round.id, &documents));
	*out = (struct opening){.trustees = documents.trustees_json,
		.encrypted_tally = stage.encrypted_tally,
		.sized = stage.sized};
	TRY(opening_state(call, &round, &out->state));
	if (out->state != OPENING_READABLE)
		return OK;
	out->result = stage.result;
	return open_parts(call, round.id, &out->decryptions);
}

static const struct route routes[] = {
	{.op = "roundOpening",
		GET("/v1/rounds/{uuid}/opening"),
		.in = &round_key_schema,
		.out = &opening_schema,
		.read = round_opening,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "How the tally was opened: all that checks its result but the ballots"},
};

const struct module opening_module = {"opening", routes, COUNT_OF(routes), NULL};
