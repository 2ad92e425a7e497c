/* Acts that are due by themselves: one that fails stays alone with it. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/options.h"
#include "bodies/bodies.h"
#include "harness/people.h"
#include "harness/round.h"
#include "harness/wire.h"

/* ---- the log of this program, caught ---- */

struct caught {
	struct t_app *app;
	const char *path;
	int kept;
};

static void let_go(void *data)
{
	struct caught *caught = data;

	log_set_level(LOG_OFF);
	dup2(caught->kept, STDERR_FILENO);
	close(caught->kept);
}

static struct caught *catch_log(struct t_app *app)
{
	struct caught *caught = arena_new(&app->arena, struct caught);
	auto_fd int fd = -1;

	*caught = (struct caught){app, t_text(app, "%s/log", app->folder), dup(STDERR_FILENO)};
	fd = open(caught->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	T_CHECK(fd >= 0 && caught->kept >= 0);
	t_defer(let_go, caught);
	T_CHECK(dup2(fd, STDERR_FILENO) >= 0);
	log_set_level(LOG_INFO);
	return caught;
}

/* What was logged so far; asked once the program is done with it. */
static const char *logged(struct caught *caught)
{
	struct error error = {0};
	const char *text;

	T_OK(file_read(caught->path, &caught->app->arena, &text, &error));
	return text;
}

/* ---- acts of the test's own ---- */

static struct {
	int64_t runs;
	bool disk_full;
} seen;

/* What an act leaves behind. */
static enum err leave(struct txn *txn, const char *name)
{
	struct body made;

	seen.runs++;
	return body_create(txn, name, BODY_COMMUNITY, "cn-2026", false, &made);
}

static enum err good(struct txn *txn, const struct body *body, int64_t subject)
{
	(void)body;
	(void)subject;
	return leave(txn, "good");
}

static enum err bad(struct txn *txn, const struct body *body, int64_t subject)
{
	(void)body;
	(void)subject;
	TRY(leave(txn, "bad"));
	return fail_args(txn->error, ERR_WRONG_STATE, "Draft", "筹备", NULL);
}

static enum err greedy(struct txn *txn, const struct body *body, int64_t subject)
{
	(void)body;
	(void)subject;
	TRY(leave(txn, "greedy"));
	while (arena_alloc(txn->arena, 1 << 20))
		;
	return fail(txn->error, ERR_TOO_LARGE);
}

static enum err stored(struct txn *txn, const struct body *body, int64_t subject)
{
	(void)body;
	(void)subject;
	TRY(leave(txn, "stored"));
	return seen.disk_full ? fail_note(txn->error, ERR_IO, "disk I/O error") : OK;
}

static enum err about(struct txn *txn, int64_t subject, const char **ret_name)
{
	*ret_name = arena_printf(txn->arena, "round-%d", (int)subject);
	return *ret_name ? OK : fail(txn->error, ERR_BUSY);
}

static const struct act acts[] = {{"bad", bad, about}, {"good", good, about},
	{"greedy", greedy, about}, {"stored", stored, about}, {0}};

static enum err found(struct txn *txn, void *data)
{
	const char *const *names = data;
	struct body body;

	TRY(body_create(txn, "桥东社区", BODY_COMMUNITY, "cn-2026", false, &body));
	for (; *names; names++)
		TRY(act_schedule(txn, &body, txn->now, *names, 7));
	return OK;
}

static enum err run_all(struct txn *txn, void *data)
{
	(void)data;
	return acts_run(txn, txn->now, (struct body_id){0}, acts);
}

static void at(struct t_app *app, int64_t later, engine_job_fn *job, const char *const *names)
{
	struct error error = {0};

	T_OK(engine_run(app->app.engine, app->now + later, job, (void *)(uintptr_t)names, &error));
}

static const char *state_of(struct t_app *app, const char *act)
{
	return t_sql(app, t_text(app, "SELECT state FROM due_act WHERE act = '%s'", act));
}

static const char *left_by(struct t_app *app, const char *act)
{
	return t_sql(app, t_text(app, "SELECT count(*) FROM body WHERE name = '%s'", act));
}

/* ---- tests ---- */

TEST(bodies, a_due_act_that_fails_undoes_itself_and_no_other)
{
	static const char *const names[] = {"bad", "greedy", "unknown", "good", NULL};
	struct t_app *app = t_app_new();
	struct caught *caught = catch_log(app);

	at(app, 0, found, names);
	at(app, 0, run_all, NULL);
	at(app, 1, run_all, NULL);
	T_STR(state_of(app, "good"), "done");
	T_STR(left_by(app, "good"), "1");
	for (size_t i = 0; i < 3; i++) {
		T_STR(state_of(app, names[i]), "failed");
		T_STR(left_by(app, names[i]), "0");
	}
	T_CHECK(strstr(logged(caught), "\"event\":\"due-act-failed\",\"act\":\"bad\",\"body\":1,"
				       "\"about\":\"round-7\","
				       "\"reason\":\"wrong-state\"") != NULL);
	T_CHECK(strstr(logged(caught), "no act is called unknown") != NULL);
	T_INT(t_times(logged(caught), "due-act-failed"), 3);
}

TEST(bodies, a_due_act_says_why_it_failed_in_both_languages)
{
	static const char *const names[] = {"bad", NULL};
	struct t_app *app = t_app_new();

	catch_log(app);
	at(app, 0, found, names);
	at(app, 0, run_all, NULL);
	T_STR(t_sql(app, "SELECT reason || '|' || english || '|' || chinese FROM due_act"),
		"wrong-state|Not possible at this stage: Draft|"
		"当前阶段不能进行此操作：筹备");
}

TEST(bodies, a_due_act_that_met_failing_storage_is_tried_again_after_a_minute)
{
	static const char *const names[] = {"stored", "good", NULL};
	struct t_app *app = t_app_new();
	struct caught *caught = catch_log(app);

	seen.runs = 0;
	seen.disk_full = true;
	at(app, 0, found, names);
	at(app, 0, run_all, NULL);
	T_STR(state_of(app, "good"), "done");
	T_STR(state_of(app, "stored"), "waiting");
	T_INT(seen.runs, 2);
	at(app, 59999, run_all, NULL);
	T_INT(seen.runs, 2);
	at(app, 60000, run_all, NULL);
	T_INT(seen.runs, 3);
	T_INT(t_times(logged(caught), "due-act-failed"), 1); /* the same reason as before */
	seen.disk_full = false;
	at(app, 120000, run_all, NULL);
	T_STR(state_of(app, "stored"), "done");
	T_STR(left_by(app, "stored"), "1");
	T_STR(t_sql(app, "SELECT count(*) FROM due_act WHERE reason IS NOT NULL"), "0");
}
