/* Files of residents: sent, reported on, then accepted or discarded.
 *
 *    reported ──accept──▶ accepted      people are added and changed
 *        └─────discard──▶ discarded     nothing happens
 *
 * The file waits sealed in the database and is read again when it is accepted; should the roll have
 * changed meanwhile so that the report no longer holds, accepting is refused. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/commitment.h"
#include "record/record.h"
#include "roll/entering.h"
#include "roll/people.h"

enum { PAGE_MAX = 200 };

/* ---- views ---- */

struct import_view {
	int64_t id;
	enum import_state state;
	bool usable;
	const char *charset;
	int64_t rows;
	int64_t sound;
	int64_t errors;
	int64_t warnings;
	int64_t omitted;
	int64_t added;
	int64_t changed;
	int64_t created_at;
	int64_t settled_at;
	struct span salt;
};
SCHEMA(import_view, struct import_view, FIELD_ID(struct import_view, id),
	FIELD_ENUM(struct import_view, state, import_state_names),
	FIELD_BOOL(struct import_view, usable,
		.doc = "Whether it can be accepted: it has rows and nothing in it is an error"),
	FIELD_STRING(struct import_view, charset), FIELD_INT(struct import_view, rows),
	FIELD_INT(struct import_view, sound, .doc = "Rows that enter: no errors, no children"),
	FIELD_INT(struct import_view, errors), FIELD_INT(struct import_view, warnings),
	FIELD_INT(struct import_view, omitted, .doc = "Findings counted but not kept"),
	FIELD_INT(struct import_view, added, .doc = "People it adds to the roll"),
	FIELD_INT(struct import_view, changed, .doc = "People it changes"),
	FIELD_TIME(struct import_view, created_at),
	FIELD_TIME(struct import_view, settled_at, .nullable = true),
	FIELD_BYTES(struct import_view, salt,
		.doc = "With the SHA-256 of the file it opens the commitment in the record; of an "
		       "accepted file, when it is asked for alone"));

struct import_page {
	struct list imports;
};
SCHEMA(import_page, struct import_page,
	FIELD_LIST(struct import_page, imports, import_view_schema, .max = 100));

struct import_key {
	struct body_id body_id;
	int64_t import_id;
};
SCHEMA(import_key, struct import_key, FIELD_ID(struct import_key, body_id, .in = IN_PATH),
	FIELD_ID(struct import_key, import_id, .in = IN_PATH));

struct roll_key {
	struct body_id body_id;
};
SCHEMA(roll_key, struct roll_key, FIELD_ID(struct roll_key, body_id, .in = IN_PATH));

static struct import_view view_of(const struct import_row *row)
{
	return (struct import_view){
		.id = row->id,
		.state = row->state,
		.usable = row->usable,
		.charset = row->charset,
		.rows = row->n_rows,
		.sound = row->n_sound,
		.errors = row->n_errors,
		.warnings = row->n_warnings,
		.omitted = row->n_omitted,
		.added = row->n_added,
		.changed = row->n_changed,
		.created_at = row->created_at,
		.settled_at = row->settled_at,
	};
}

static enum err get_import(
	struct call *call, const struct import_key *key, int stmt, struct import_row *ret_row)
{
	struct import_row row = {.id = key->import_id, .body_id = key->body_id};
	struct body body;

	TRY(body_of(call, key->body_id, &body));
	TRY(db_one(call->txn, &roll_stmts[stmt], &row, &row));
	*ret_row = row;
	return OK;
}

static enum err import_list(struct call *call)
{
	struct import_row key = {.body_id = call_in(call, roll_key)->body_id};
	struct import_page *out = call_out(call, import_page);
	struct import_view *views;
	struct body body;
	struct list rows;

	TRY(body_of(call, key.body_id, &body));
	TRY(db_all(call->txn, &roll_stmts[IMPORT_LIST], &key, &rows));
	views = arena_array(call->arena, struct import_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++)
		views[i] = view_of(&((const struct import_row *)rows.items)[i]);
	out->imports = (struct list){views, rows.n};
	return OK;
}

static const char *file_context(struct arena *arena, int64_t import)
{
	return arena_printf(arena, "roll import %" PRId64, import);
}

static const char *salt_context(struct arena *arena, int64_t import)
{
	return arena_printf(arena, "salt of roll import %" PRId64, import);
}

static enum err import_show(struct call *call)
{
	struct import_view *out = call_out(call, import_view);
	struct import_row row;

	TRY(get_import(call, call_in(call, import_key), IMPORT_GET, &row));
	*out = view_of(&row);
	if (!row.salt_sealed.data)
		return OK;
	return roll_open(call->keys, call->arena, call->error, row.body_id,
		salt_context(call->arena, row.id), row.salt_sealed, &out->salt);
}

/* ---- the report ---- */

struct finding_query {
	struct body_id body_id;
	int64_t import_id;
	const char *severity;
	int64_t after;
	int64_t limit;
};
SCHEMA(finding_query, struct finding_query, FIELD_ID(struct finding_query, body_id, .in = IN_PATH),
	FIELD_ID(struct finding_query, import_id, .in = IN_PATH),
	FIELD_STRING(struct finding_query, severity, .in = IN_QUERY, .max = 10,
		.doc = "error, warning or note alone"),
	FIELD_INT(struct finding_query, after, .in = IN_QUERY, .doc = "seq of the last one seen"),
	FIELD_INT(struct finding_query, limit, .in = IN_QUERY, .min = 1, .max = PAGE_MAX,
		.fallback = 100));

struct finding_view {
	int64_t seq;
	int64_t row;
	int64_t position;
	enum roll_column field;
	enum roll_severity severity;
	enum roll_reason reason;
	const char *value;
	const char *zh;
	const char *en;
};
SCHEMA(finding_view, struct finding_view, FIELD_INT(struct finding_view, seq),
	FIELD_INT(struct finding_view, row, .doc = "Of the file, from 1; 0: the file as a whole"),
	FIELD_INT(struct finding_view, position,
		.doc = "Of the column in the file, from 1; 0: the row as a whole"),
	FIELD_ENUM(struct finding_view, field, roll_field_names),
	FIELD_ENUM(struct finding_view, severity, roll_severity_names),
	FIELD_ENUM(struct finding_view, reason, roll_reason_names),
	FIELD_STRING(struct finding_view, value, .doc = "What stands there, masked"),
	FIELD_STRING(struct finding_view, zh), FIELD_STRING(struct finding_view, en));

struct finding_page {
	struct list findings;
};
SCHEMA(finding_page, struct finding_page,
	FIELD_LIST(struct finding_page, findings, finding_view_schema, .max = PAGE_MAX));

static const char *finding_text(struct call *call, const struct finding_row *row, enum lang lang)
{
	struct sheet_finding finding = {
		.reason = row->reason, .other_row = (uint32_t)row->other_row};
	char text[256];

	sheet_finding_text(&finding, lang, text, sizeof text);
	return arena_string(call->arena, text);
}

static enum err import_findings(struct call *call)
{
	const struct finding_query *in = call_in(call, finding_query);
	struct finding_row key = {.import_id = in->import_id,
		.body_id = in->body_id,
		.only = in->severity,
		.after = in->after,
		.limit = in->limit};
	struct finding_page *out = call_out(call, finding_page);
	struct finding_view *views;
	struct body body;
	struct list rows;

	TRY(body_of(call, in->body_id, &body));
	TRY(db_all(call->txn, &roll_stmts[FINDING_PAGE], &key, &rows));
	views = arena_array(call->arena, struct finding_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct finding_row *row = &((const struct finding_row *)rows.items)[i];

		views[i] = (struct finding_view){row->seq, row->row, row->position, row->field,
			row->severity, row->reason, row->value, finding_text(call, row, LANG_ZH),
			finding_text(call, row, LANG_EN)};
	}
	out->findings = (struct list){views, rows.n};
	return OK;
}

/* ---- sending a file ---- */

/* What load, work and write of a route hand on. */
struct passing {
	struct body body;
	struct import_row import;
	struct span file;
	struct sheet sheet;
};

static enum err create_load(struct call *call)
{
	struct passing *passing = arena_new(call->arena, struct passing);

	if (!passing)
		return fail(call->error, ERR_BUSY);
	call->loaded = passing;
	return body_of(call, call_in(call, roll_key)->body_id, &passing->body);
}

static enum err create_work(struct call *call)
{
	struct passing *passing = call->loaded;

	return sheet_read(
		call->body, day_of(passing->body.now), call->arena, call->error, &passing->sheet);
}

static enum err create_write(struct call *call)
{
	const struct passing *passing = call->loaded;
	const struct sheet *sheet = &passing->sheet;
	struct body body;
	struct import_row row = {
		.body_id = passing->body.id,
		.read_day = day_of(passing->body.now),
		.charset = charset_name(sheet->charset),
		.usable = sheet->usable && !sheet->n_of[SEVERITY_ERROR],
		.n_rows = sheet->n_rows,
		.n_sound = sheet->n_sound,
		.n_errors = sheet->n_of[SEVERITY_ERROR],
		.n_warnings = sheet->n_of[SEVERITY_WARNING],
		.n_omitted = sheet->n_omitted,
		.created_by = call->actor->person,
	};

	TRY(body_of(call, row.body_id, &body));
	row.created_at = body.now;
	TRY(db_new_id(call->txn, &row.id));
	TRY(roll_seal(call->txn, row.body_id, file_context(call->arena, row.id), call->body,
		&row.file_sealed));
	TRY(db_do(call->txn, &roll_stmts[IMPORT_INSERT], &row));
	TRY(sheet_report(call->txn, &body, sheet, &row));
	*call_out(call, import_view) = view_of(&row);
	return OK;
}

/* ---- accepting and discarding ---- */

/* What the record keeps of an accepted file: how many people it told of, and a commitment to its
 * SHA-256. The plain hash of a short file could be tried out for the ID numbers in it. */
struct import_event {
	int64_t rows;
	int64_t added;
	int64_t changed;
	const char *file;
};
SCHEMA(import_event, struct import_event, FIELD_INT(struct import_event, rows),
	FIELD_INT(struct import_event, added), FIELD_INT(struct import_event, changed),
	FIELD_STRING(struct import_event, file));

static enum err accept_load(struct call *call)
{
	struct passing *passing = arena_new(call->arena, struct passing);
	struct import_row *row;

	if (!passing)
		return fail(call->error, ERR_BUSY);
	call->loaded = passing;
	row = &passing->import;
	TRY(get_import(call, call_in(call, import_key), IMPORT_FILE, row));
	if (row->state != IMPORT_REPORTED)
		return fail(call->error, ERR_ROLL_SETTLED);
	return row->usable ? OK : fail(call->error, ERR_ROLL_UNUSABLE);
}

static enum err accept_work(struct call *call)
{
	struct passing *passing = call->loaded;
	const struct import_row *row = &passing->import;

	TRY(roll_open(call->keys, call->arena, call->error, row->body_id,
		file_context(call->arena, row->id), row->file_sealed, &passing->file));
	return sheet_read(passing->file, row->read_day, call->arena, call->error, &passing->sheet);
}

/* Moves an import out of `reported`; who was first wins. */
static enum err settle(
	struct call *call, const struct body *body, struct import_row *row, enum import_state state)
{
	int64_t changed;

	row->state = state;
	row->settled_at = body->now;
	row->settled_by = call->actor->person;
	TRY(db_change(call->txn, &roll_stmts[IMPORT_SETTLE], row, &changed));
	return changed ? OK : fail(call->error, ERR_ROLL_SETTLED);
}

/* Commits to the file; the salt stays sealed with the import. */
static enum err commit_file(struct call *call, struct span file, struct import_row *row,
	char ret_commitment[DIGEST_BASE64_SIZE])
{
	struct digest hash = digest_of(file.data, file.len);
	struct commitment_salt salt;
	struct digest commitment =
		commitment_new(call->txn->rand, hash.bytes, sizeof hash.bytes, &salt);
	struct span plain = {salt.bytes, sizeof salt.bytes};

	digest_base64(&commitment, ret_commitment);
	return roll_seal(call->txn, row->body_id, salt_context(call->arena, row->id), plain,
		&row->salt_sealed);
}

static enum err accept_write(struct call *call)
{
	struct passing *passing = call->loaded;
	struct import_row *row = &passing->import;
	char commitment[DIGEST_BASE64_SIZE];
	struct import_event event = {row->n_rows, row->n_added, row->n_changed, commitment};
	struct body body;

	TRY(body_of(call, row->body_id, &body));
	TRY(sheet_enter(call->txn, &body, &passing->sheet, row));
	TRY(commit_file(call, passing->file, row, commitment));
	TRY(settle(call, &body, row, IMPORT_ACCEPTED));
	*call_out(call, import_view) = view_of(row);
	return record_append(call->txn, &body, "roll.imported", &import_event_schema, &event, NULL);
}

static enum err import_discard(struct call *call)
{
	struct import_row row;
	struct body body;

	TRY(get_import(call, call_in(call, import_key), IMPORT_GET, &row));
	TRY(body_get(call->txn, row.body_id, &body));
	TRY(settle(call, &body, &row, IMPORT_DISCARDED));
	*call_out(call, import_view) = view_of(&row);
	return OK;
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "rollImportList",
		GET("/v1/bodies/{body_id}/roll/imports"),
		.in = &roll_key_schema,
		.out = &import_page_schema,
		.read = import_list,
		.allow = allow_roll_keeper,
		.doc = "The files sent so far, newest first"},
	{.op = "rollImportCreate",
		POST("/v1/bodies/{body_id}/roll/imports", 201),
		.in = &roll_key_schema,
		.out = &import_view_schema,
		.raw_input = true,
		.load = create_load,
		.work = create_work,
		.write = create_write,
		.allow = allow_roll_keeper,
		.errors = ERRORS(ERR_ROLL_WORKBOOK, ERR_TEXT_ENCODING),
		.doc = "Sends a CSV file of residents; nothing enters the roll before its report "
		       "is "
		       "accepted"},
	{.op = "rollImportShow",
		GET("/v1/bodies/{body_id}/roll/imports/{import_id}"),
		.in = &import_key_schema,
		.out = &import_view_schema,
		.read = import_show,
		.allow = allow_roll_keeper,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "What a file would do, or did"},
	{.op = "rollImportAccept",
		POST("/v1/bodies/{body_id}/roll/imports/{import_id}/accept", 200),
		.in = &import_key_schema,
		.out = &import_view_schema,
		.load = accept_load,
		.work = accept_work,
		.write = accept_write,
		.allow = allow_roll_keeper,
		.errors = ERRORS(
			ERR_NOT_FOUND, ERR_ROLL_REPORT_STALE, ERR_ROLL_SETTLED, ERR_ROLL_UNUSABLE),
		.records = "roll.imported",
		.doc = "Enters a file without errors: adds and changes people, removes nobody"},
	{.op = "rollImportDiscard",
		POST("/v1/bodies/{body_id}/roll/imports/{import_id}/discard", 200),
		.in = &import_key_schema,
		.out = &import_view_schema,
		.write = import_discard,
		.allow = allow_roll_keeper,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_ROLL_SETTLED),
		.doc = "Drops a file without entering anything"},
	{.op = "rollImportFindings",
		GET("/v1/bodies/{body_id}/roll/imports/{import_id}/findings"),
		.in = &finding_query_schema,
		.out = &finding_page_schema,
		.read = import_findings,
		.allow = allow_roll_keeper,
		.doc = "The report: every finding with row, column and reason"},
};

const struct module roll_imports_module = {"roll-imports", routes, COUNT_OF(routes), NULL};
