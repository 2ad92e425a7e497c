/* Acts that are due by themselves: scheduling them, running them one apart from the other, keeping
 * why one failed. */
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "bodies/store.h"

enum { ACT_ARENA = 64 << 20, RETRY_MS = 60000, REASON_MAX = 512 };

enum err act_schedule(
	struct txn *txn, const struct body *body, int64_t at, const char *act, int64_t subject)
{
	struct act_row row = {.body_id = body->id, .at = at, .act = act, .subject_id = subject};

	TRY(db_new_id(txn, &row.id));
	return db_do(txn, &bodies_stmts[ACT_INSERT], &row);
}

/* ---- one act ---- */

static const struct act *find(const struct act *acts, const char *name)
{
	while (acts->name && strcmp(acts->name, name) != 0)
		acts++;
	return acts;
}

static enum err run_act(struct txn *txn, const struct act_row *row, const struct act *act)
{
	struct body body;

	if (!act->name)
		return fail_note(txn->error, ERR_INTERNAL, "no act is called %s", row->act);
	TRY(body_get(txn, row->body_id, &body));
	txn->now = row->at - body.clock_offset;
	body.now = row->at;
	return act->run(txn, &body, row->subject_id);
}

/* In a savepoint, with memory and an error of its own: whatever an act meets stays with it. */
static void run_apart(const struct txn *outer, const struct act_row *row, const struct act *act,
	struct error *ret_why)
{
	auto_arena struct arena arena = {0};
	struct txn txn = *outer;
	enum err err;

	arena_init(&arena, ACT_ARENA);
	txn.arena = &arena;
	txn.error = ret_why;
	err = txn_save(txn.conn);
	if (err == OK) {
		err = run_act(&txn, row, act);
		if (err == OK)
			err = txn_release(txn.conn);
		if (err != OK)
			txn_undo(txn.conn);
	}
	ret_why->code = err;
}

/* ---- what became of it ---- */

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* An act that is tried every minute for the same reason is logged once. */
static void tell(
	struct txn *txn, const struct act_row *row, const struct act *act, const struct error *why)
{
	const char *reason = error_info(why->code)->token;
	const char *about = "";

	if (same(row->reason, reason) && same(row->note, why->note))
		return;
	if (act->about && act->about(txn, row->subject_id, &about) != OK)
		about = "";
	log_event(LOG_ERROR, "due-act-failed", LOG_TEXT("act", row->act),
		LOG_INT("body", row->body_id.v), LOG_TEXT("about", about),
		LOG_TEXT("reason", reason), LOG_TEXT("note", why->note));
}

/* Storage and memory that fail are not the act's fault: it goes on waiting. */
static enum err settle(
	struct txn *txn, const struct act_row *act, const struct error *why, int64_t until)
{
	struct act_row row = *act;
	bool again = why->code == ERR_IO || why->code == ERR_BUSY;
	char chinese[REASON_MAX], english[REASON_MAX];

	row.state = again ? "waiting" : why->code == OK ? "done" : "failed";
	row.retry_at = again ? until + RETRY_MS : 0;
	row.reason = row.note = row.chinese = row.english = NULL;
	if (why->code != OK) {
		error_text(why, LANG_ZH, chinese, sizeof chinese);
		error_text(why, LANG_EN, english, sizeof english);
		row.reason = error_info(why->code)->token;
		row.note = why->note;
		row.chinese = chinese;
		row.english = english;
	}
	return db_do(txn, &bodies_stmts[ACT_SETTLE], &row);
}

enum err acts_run(struct txn *txn, int64_t until, struct body_id only, const struct act *acts)
{
	for (;;) {
		struct act_row row = {.at = until, .body_id = only};
		struct error why = {0};
		const struct act *act;
		enum err err = db_one(txn, &bodies_stmts[ACT_NEXT], &row, &row);

		if (err == ERR_NOT_FOUND)
			break;
		TRY(err);
		act = find(acts, row.act);
		run_apart(txn, &row, act, &why);
		if (!txn_open(txn->conn)) /* it ended by itself, and all of it with it */
			return fail_note(txn->error, ERR_IO, "%s %s", row.act, why.note);
		if (why.code != OK)
			tell(txn, &row, act, &why);
		TRY(settle(txn, &row, &why, until));
	}
	*txn->error = (struct error){0};
	return OK;
}

enum err act_failed(
	struct txn *txn, const char *act, int64_t subject, struct act_failure *ret_failure)
{
	struct act_row row = {.act = act, .subject_id = subject};

	TRY(db_one(txn, &bodies_stmts[ACT_FAILED], &row, &row));
	*ret_failure = (struct act_failure){row.act, row.at, row.reason, row.chinese, row.english};
	return OK;
}
