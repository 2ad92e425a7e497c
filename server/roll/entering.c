/* A sheet against the roll: row by row, what entering it would do, or does. Both passes digest what
 * each row does, so that acceptance enters what the report said and nothing else. */
#include "roll/entering.h"

#include <string.h>

#include "base/cleanup.h"
#include "crypto/digest.h"
#include "roll/people.h"

enum { ROW_ARENA = 1 << 20 };

/* One pass over the rows of a sheet: for the report, or to enter them. */
struct pass {
	const struct body *body;
	const struct sheet *sheet;
	int64_t import;
	int64_t seq; /* findings kept so far */
	int64_t added;
	int64_t changed;
	int64_t similar;
	struct digest_state plan; /* what each row does; both passes must come to the same */
};

/* What entering one row does. */
struct plan {
	struct privacy_tag tag;
	struct person_row person;
	bool known;
	struct roll_entry now;    /* of a known person */
	struct roll_entry merged; /* after the file told of her */
	uint32_t changed;
};

static enum err plan_row(
	struct txn *txn, struct pass *pass, const struct roll_entry *file, struct plan *ret_plan)
{
	struct plan plan = {.merged = *file};
	uint32_t does = UINT32_MAX;

	plan.tag = person_tag(txn->keys, pass->body->id, file->id_number);
	TRY(person_match(txn, pass->body->id, &plan.tag, &plan.person, &plan.known));
	if (plan.known) {
		TRY(person_entry(txn, &plan.person, &plan.now));
		plan.merged = roll_merge(&plan.now, file);
		does = plan.changed = roll_differences(&plan.now, &plan.merged);
	}
	pass->added += !plan.known;
	pass->changed += plan.changed != 0;
	digest_add(&pass->plan, &does, sizeof does);
	*ret_plan = plan;
	return OK;
}

typedef enum err row_fn(
	struct txn *txn, struct pass *pass, const struct sheet_row *row, const struct plan *plan);

/* Takes each sound row in an arena of its own: a large file needs no more memory than a row. */
static enum err each_row(struct txn *txn, struct pass *pass, row_fn *take)
{
	digest_start(&pass->plan);
	for (uint32_t i = 0; pass->sheet->usable && i < pass->sheet->n_rows; i++) {
		const struct sheet_row *row = &pass->sheet->rows[i];
		auto_arena struct arena scratch = {0};
		struct txn of_row = *txn;
		struct plan plan;

		arena_init(&scratch, ROW_ARENA);
		of_row.arena = &scratch;
		if (!row->sound)
			continue;
		TRY(plan_row(&of_row, pass, &row->entry, &plan));
		TRY(take(&of_row, pass, row, &plan));
	}
	return OK;
}

static enum err keep_finding(
	struct txn *txn, struct pass *pass, const struct sheet_finding *finding)
{
	struct finding_row row = {
		.import_id = pass->import,
		.seq = ++pass->seq,
		.body_id = pass->body->id,
		.row = finding->row,
		.position = finding->position,
		.field = finding->column,
		.severity = roll_reason_info(finding->reason)->severity,
		.reason = finding->reason,
		.other_row = finding->other_row,
		.value = finding->value,
	};

	return db_do(txn, &roll_stmts[FINDING_INSERT], &row);
}

/* Keeps what there is to say about what a row would do. */
static enum err report_row(
	struct txn *txn, struct pass *pass, const struct sheet_row *row, const struct plan *plan)
{
	struct sheet_finding findings[ROLL_COLUMN__COUNT];
	bool similar = false;
	size_t n;

	if (!plan->known)
		TRY(person_similar(txn, pass->body, &plan->tag, &row->entry, &similar));
	pass->similar += similar;
	n = sheet_compare(pass->sheet, row, plan->known ? &plan->now : NULL, similar, findings);
	for (size_t i = 0; i < n; i++)
		TRY(keep_finding(txn, pass, &findings[i]));
	return OK;
}

enum err sheet_report(struct txn *txn, const struct body *body, const struct sheet *sheet,
	struct import_row *import)
{
	struct pass pass = {.body = body, .sheet = sheet, .import = import->id};
	struct import_row row;
	struct digest plan;

	for (uint32_t i = 0; i < sheet->n_findings; i++)
		TRY(keep_finding(txn, &pass, &sheet->findings[i]));
	TRY(each_row(txn, &pass, report_row));
	plan = digest_finish(&pass.plan);
	import->n_added = pass.added;
	import->n_changed = pass.changed;
	import->n_warnings += pass.similar;
	row = *import;
	row.plan = (struct span){plan.bytes, sizeof plan.bytes};
	return db_do(txn, &roll_stmts[IMPORT_COMPARED], &row);
}

static enum err enter_row(
	struct txn *txn, struct pass *pass, const struct sheet_row *row, const struct plan *plan)
{
	(void)row;
	if (!plan->known)
		return person_add(txn, pass->body, &plan->tag, &plan->merged);
	return plan->changed ? person_change(txn, pass->body, plan->person.id, &plan->merged) : OK;
}

enum err sheet_enter(struct txn *txn, const struct body *body, const struct sheet *sheet,
	const struct import_row *import)
{
	struct pass pass = {.body = body, .sheet = sheet};
	struct digest plan;

	TRY(each_row(txn, &pass, enter_row));
	plan = digest_finish(&pass.plan);
	if (import->plan.len != DIGEST_BYTES ||
		memcmp(import->plan.data, plan.bytes, DIGEST_BYTES) != 0)
		return fail(txn->error, ERR_ROLL_REPORT_STALE);
	return OK;
}
