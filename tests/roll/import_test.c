/* roll/ over the API: files are sent, reported on, accepted or discarded; people are read with
 * masked names, in full for a reason, by themselves (issue: roll CSV; D2–D6, D10, A20–A28). */
#include "harness/people.h"

#include <string.h>

#include "base/clock.h"
#include "roll/roll.h"

#define HEADER "楼栋,单元,房号,户号,姓名,证件号,出生日期,性别,类别,居住证,迁入日期,居民小组,电话\n"
#define ZHANG                                                                                      \
	"2栋,1,101,,张三丰,440305199003070030,1990-03-07,男,户籍,,2010-05-01,一组,13800138000\n"
#define LI     "10栋,1,102,,李四,110101200002290048,,,常住,,,,\n"
#define OUYANG "2栋,1,101,,欧阳明月,11010519491231002X,,女,户籍,,,,\n"

/* A body whose officer also keeps its roll. */
static struct t_body *t_roll(struct t_app *app)
{
	struct t_body *body = t_body_new(app, "桥东社区");

	T_STATUS(t_grant(app, body, body->officer.id, "roll_keeper"), 201);
	return body;
}

static char *t_at(struct t_app *app, const struct t_body *body, const char *rest)
{
	return t_text(app, "/v1/bodies/%s/%s", body->id, rest);
}

static struct t_reply t_send(struct t_app *app, const struct t_body *body, const char *file)
{
	return t_call_raw(app, body->officer.token, "POST", t_at(app, body, "roll/imports"), file,
		strlen(file));
}

static struct t_reply t_do(
	struct t_app *app, const struct t_body *body, struct t_reply import, const char *act)
{
	const char *rest = t_text(
		app, "roll/imports/%s%s%s", t_json(app, import, "/id"), *act ? "/" : "", act);
	const char *method = strncmp(act, "findings", 8) == 0 || !*act ? "GET" : "POST";

	return t_call(app, body->officer.token, method, t_at(app, body, rest), NULL);
}

static struct t_reply t_import(struct t_app *app, const struct t_body *body, const char *file)
{
	struct t_reply sent = t_send(app, body, file);
	struct t_reply accepted;

	T_STATUS(sent, 201);
	accepted = t_do(app, body, sent, "accept");
	T_STATUS(accepted, 200);
	return accepted;
}

static struct t_reply t_people(struct t_app *app, const struct t_body *body)
{
	return t_call(app, body->officer.token, "GET", t_at(app, body, "people"), NULL);
}

TEST(roll, nothing_enters_before_the_report_is_accepted)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG LI);

	T_STATUS(sent, 201);
	T_JSON(app, sent, "/state", "reported");
	T_JSON(app, sent, "/rows", "2");
	T_JSON(app, sent, "/sound", "1");
	T_JSON(app, sent, "/errors", "1");
	T_JSON(app, sent, "/added", "1");
	T_JSON(app, t_people(app, body), "/people", "[]");
	T_JSON(app, t_do(app, body, sent, "accept"), "/state", "accepted");
	T_JSON(app, t_people(app, body), "/people/0/name", "张**");
	T_JSON(app, t_people(app, body), "/people/0/building", "2");
	T_JSON(app, t_people(app, body), "/people/1", "");
}

TEST(roll, a_report_is_paged_and_says_row_column_and_reason)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG LI);
	struct t_reply r = t_do(app, body, sent, "findings?severity=error");

	T_STATUS(r, 200);
	T_JSON(app, r, "/findings/0/row", "3");
	T_JSON(app, r, "/findings/0/position", "6");
	T_JSON(app, r, "/findings/0/field", "id_number");
	T_JSON(app, r, "/findings/0/reason", "id-checksum");
	T_JSON(app, r, "/findings/0/value", "****0048");
	T_JSON(app, r, "/findings/0/zh", "身份证号校验位不符，号码有误");
	T_JSON(app, r, "/findings/1", "");
	r = t_do(app, body, sent, "findings?after=1&limit=1");
	T_JSON(app, r, "/findings/0/reason", "will-add");
	T_JSON(app, r, "/findings/1", "");
	T_STATUS(t_do(app, body, sent, "findings?limit=0"), 422);
}

TEST(roll, a_repeated_import_changes_nothing)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply again;

	T_JSON(app, t_import(app, body, HEADER ZHANG OUYANG), "/added", "2");
	again = t_send(app, body, HEADER OUYANG ZHANG);
	T_JSON(app, again, "/added", "0");
	T_JSON(app, again, "/changed", "0");
	T_JSON(app, t_do(app, body, again, "findings"), "/findings", "[]");
	T_JSON(app, t_do(app, body, again, "accept"), "/changed", "0");
	T_JSON(app, t_people(app, body), "/people/2", "");
}

TEST(roll, a_changed_file_says_what_it_would_change_and_changes_that)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent, r;

	t_import(app, body, HEADER ZHANG OUYANG);
	sent = t_send(app, body,
		"姓名,证件号,楼栋,房号,类别,电话,居住证,迁入日期\n"
		"张三丰,440305199003070030,2,202,常住,,租赁合同,2011-01-01\n"
		"欧阳明月,E12345678,2,101,户籍,,,\n");
	T_JSON(app, sent, "/changed", "1");
	r = t_do(app, body, sent, "findings?severity=note");
	T_JSON(app, r, "/findings/0/reason", "will-change");
	T_JSON(app, r, "/findings/0/field", "entrance");
	T_JSON(app, r, "/findings/1/field", "room");
	T_JSON(app, r, "/findings/1/value", "202");
	T_JSON(app, t_do(app, body, sent, "accept"), "/changed", "1");
	r = t_people(app, body);
	T_JSON(app, r, "/people/0/room", "202");
	T_JSON(app, r, "/people/0/kind", "habitual");
}

/* Somebody of this name, birth date and dwelling under another number: a warning. */
TEST(roll, a_new_number_of_a_known_person_is_a_warning)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent;

	t_import(app, body, HEADER OUYANG);
	sent = t_send(app, body, HEADER "2,1,101,,欧阳明月,E12345678,1949-12-31,女,户籍,,,,\n");
	T_JSON(app, sent, "/warnings", "2");
	T_JSON(app, t_do(app, body, sent, "findings?severity=warning"), "/findings/1/reason",
		"known-similar");
}

TEST(roll, an_import_is_settled_once)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG);

	T_JSON(app, t_do(app, body, sent, "discard"), "/state", "discarded");
	T_PROBLEM(app, t_do(app, body, sent, "accept"), 409, "roll-import-settled");
	T_PROBLEM(app, t_do(app, body, sent, "discard"), 409, "roll-import-settled");
	T_JSON(app, t_people(app, body), "/people", "[]");
	T_JSON(app, t_do(app, body, sent, ""), "/state", "discarded");
	sent = t_import(app, body, HEADER ZHANG);
	T_PROBLEM(app, t_do(app, body, sent, "accept"), 409, "roll-import-settled");
	sent = t_call(app, body->officer.token, "GET", t_at(app, body, "roll/imports"), NULL);
	T_JSON(app, sent, "/imports/0/state", "accepted");
	T_JSON(app, sent, "/imports/1/state", "discarded");
}

TEST(roll, a_report_that_no_longer_holds_is_not_accepted)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply early = t_send(app, body, HEADER ZHANG OUYANG);

	t_import(app, body, HEADER ZHANG);
	T_PROBLEM(app, t_do(app, body, early, "accept"), 409, "roll-report-stale");
	T_JSON(app, t_people(app, body), "/people/1", "");
	T_JSON(app, t_do(app, body, early, ""), "/state", "reported");
}

TEST(roll, files_without_anything_to_enter_are_not_accepted)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, "姓名,房号,证件号\n张三,1,x\n");

	T_JSON(app, sent, "/usable", "false");
	T_PROBLEM(app, t_do(app, body, sent, "accept"), 409, "roll-import-unusable");
	T_PROBLEM(app, t_send(app, body, "PK\3\4"), 422, "roll-workbook");
	T_PROBLEM(app, t_send(app, body, "a\xFF\xFF"), 422, "text-encoding");
}

/* D28: the officer who does not keep the roll, other staff and visitors. */
TEST(roll, only_roll_keepers_touch_files)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *token = body->officer.token;

	T_STATUS(t_send(app, body, HEADER ZHANG), 403);
	T_STATUS(t_call(app, token, "GET", t_at(app, body, "roll/imports"), NULL), 403);
	T_STATUS(t_call(app, NULL, "GET", t_at(app, body, "people"), NULL), 401);
	T_STATUS(t_grant(app, body, body->officer.id, "roll_keeper"), 201);
	T_STATUS(t_send(app, body, HEADER ZHANG), 201);
	T_STATUS(t_call_raw(
			 app, token, "POST", "/v1/bodies/999/roll/imports", HEADER, strlen(HEADER)),
		403);
	T_STATUS(t_call(app, token, "GET", "/v1/bodies/999/people", NULL), 403);
}

/* D10: full data is read for a reason, which is kept. */
TEST(roll, full_data_is_read_for_a_reason_that_is_kept)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *token = body->officer.token;
	const char *target;
	struct t_reply r;

	t_import(app, body, HEADER ZHANG);
	target = t_at(app, body,
		t_text(app, "people/%s/read", t_json(app, t_people(app, body), "/people/0/id")));
	T_STATUS(t_call(app, token, "POST", target, "{}"), 422);
	T_JSON(app, t_call(app, token, "GET", t_at(app, body, "roll/reads"), NULL), "/reads", "[]");
	r = t_call(app, token, "POST", target, "{\"purpose\":\"核对选民资格\"}");
	T_STATUS(r, 200);
	T_JSON(app, r, "/name", "张三丰");
	T_JSON(app, r, "/id_number", "440305199003070030");
	T_JSON(app, r, "/phone", "13800138000");
	T_JSON(app, r, "/since", "2010-05-01");
	r = t_call(app, token, "GET", t_at(app, body, "roll/reads"), NULL);
	T_JSON(app, r, "/reads/0/purpose", "核对选民资格");
	T_JSON(app, r, "/reads/1", "");
	T_STATUS(t_call(app, token, "POST", t_at(app, body, "people/1/read"),
			 "{\"purpose\":\"核对\"}"),
		404);
}

/* D4: by whole name and number; a wrong one of either tells nothing. */
TEST(roll, a_person_finds_herself_by_name_and_number)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *target = t_at(app, body, "roll/lookup");
	struct t_reply r;

	t_import(app, body, HEADER ZHANG "3,,1,,买买提·吐尔逊,E12345678,1990-01-01,,常住,,,,\n");
	r = t_call(app, NULL, "POST", target,
		"{\"name\":\" 张三丰\",\"id_number\":\"４40305 199003070030\"}");
	T_STATUS(r, 200);
	T_JSON(app, r, "/found", "true");
	T_JSON(app, r, "/line/name", "张**");
	T_JSON(app, r, "/line/ground", "registered");
	T_JSON(app, r, "/line/eligible", "true");
	r = t_call(app, NULL, "POST", target,
		"{\"name\":\"买买提.吐尔逊\",\"id_number\":\"e12345678\"}");
	T_JSON(app, r, "/line/ground", "no-proof");
	T_JSON(app, r, "/line/rule", "A24");
	r = t_call(app, NULL, "POST", target,
		"{\"name\":\"张三\",\"id_number\":\"440305199003070030\"}");
	T_JSON(app, r, "/found", "false");
	T_JSON(app, r, "/line", "");
	r = t_call(app, NULL, "POST", target,
		"{\"name\":\"张三丰\",\"id_number\":\"11010519491231002X\"}");
	T_JSON(app, r, "/found", "false");
	r = t_call(app, NULL, "POST", target, "{\"name\":\"张三丰\",\"id_number\":\"abcdef\"}");
	T_JSON(app, r, "/found", "false");
	T_STATUS(t_call(app, NULL, "POST", "/v1/bodies/99/roll/lookup",
			 "{\"name\":\"张三\",\"id_number\":\"440305199003070030\"}"),
		404);
}

TEST(roll, who_is_signed_in_sees_what_the_roll_says_of_her)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_person person;

	t_import(app, body, HEADER ZHANG);
	person = t_person_in(
		app, body, strtoll(t_json(app, t_people(app, body), "/people/0/id"), NULL, 10));
	T_JSON(app, t_call(app, person.token, "GET", t_at(app, body, "roll/self"), NULL),
		"/line/name", "张**");
	T_STATUS(t_call(app, person.token, "GET", t_at(app, body, "people"), NULL), 403);
	T_STATUS(t_call(app, body->officer.token, "GET", t_at(app, body, "roll/self"), NULL), 404);
}

/* A26, A28: decisions move a person off the list and back, and are committed to. */
TEST(roll, a_decision_changes_who_is_eligible)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *token = body->officer.token;
	const char *count = t_at(app, body, "roll/eligibility?day=2030-01-01");
	const char *target;

	t_import(app, body, HEADER ZHANG OUYANG);
	T_JSON(app, t_call(app, token, "GET", count, NULL), "/eligible", "2");
	target = t_at(app, body,
		t_text(app, "people/%s/standing",
			t_json(app, t_people(app, body), "/people/0/id")));
	T_JSON(app,
		t_call(app, token, "POST", target,
			"{\"standing\":\"elsewhere\",\"reason\":\"已在原籍登记\"}"),
		"/standing", "elsewhere");
	T_JSON(app, t_call(app, token, "GET", count, NULL), "/eligible", "1");
	T_JSON(app, t_call(app, token, "GET", count, NULL), "/grounds/elsewhere", "1");
	T_STATUS(
		t_call(app, token, "POST", target, "{\"standing\":\"normal\",\"reason\":\"撤销\"}"),
		200);
	T_JSON(app, t_call(app, token, "GET", count, NULL), "/eligible", "2");
	T_STATUS(t_call(app, token, "POST", t_at(app, body, "people/1/standing"),
			 "{\"standing\":\"normal\",\"reason\":\"撤销\"}"),
		404);
	T_STATUS(t_call(app, token, "POST", target, "{\"standing\":\"dead\",\"reason\":\"xx\"}"),
		422);
}

/* ---- voter lists ---- */

struct freezing {
	int64_t body;
	struct t_app *app;
};

/* Runs inside the writer; what fails there fails the test outside. */
static enum err freeze(struct txn *txn, void *data)
{
	static const struct roll_terms law = {.voting_age = 18, .min_work_months = 6};
	struct freezing *freezing = data;
	const struct roll_voter *voters;
	struct digest root, again;
	struct list list;
	struct body body;

	TRY(body_get(txn, (struct body_id){freezing->body}, &body));
	TRY(roll_freeze(txn, &body, &law, day_of(body.now), &list, &root));
	voters = list.items;
	if (list.n != 2 || strcmp(voters[0].masked, "欧阳**") != 0 || voters[1].number != 2 ||
		strcmp(voters[1].person.building, "10") != 0)
		return fail_note(txn->error, ERR_INTERNAL, "another list: %zu", list.n);
	for (size_t i = 0; i < list.n; i++) {
		const char *datum = roll_voter_datum(txn->arena, &voters[i]);

		if (!commitment_opens(&voters[i].commitment, &voters[i].salt, datum, strlen(datum)))
			return fail_note(txn->error, ERR_INTERNAL, "voter %zu", i);
	}
	again = roll_voters_root(voters, list.n);
	return digest_equal(&root, &again) ? OK : fail(txn->error, ERR_INTERNAL);
}

/* A20–A25, A35: in the order of dwellings, building 2 before building 10; each line commits. */
TEST(roll, a_voter_list_is_frozen_in_order_with_commitments)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct freezing freezing = {strtoll(body->id, NULL, 10), app};
	struct error error = {0};

	t_import(app, body,
		HEADER "10,1,102,,张三丰,440305199003070030,,,户籍,,,,\n" OUYANG
		       "1,1,1,,李小四,E12345678,2011-01-01,,户籍,,,,\n");
	if (engine_run(app->app.engine, app->now, freeze, &freezing, &error) != OK)
		t_fail(__FILE__, __LINE__, "%s", error.note);
}

/* Whether a file contains a text. */
static bool t_contains(const char *path, const char *text)
{
	FILE *file = fopen(path, "rb");
	size_t at = 0;
	int c;

	T_CHECK(file != NULL);
	while (text[at] && (c = fgetc(file)) != EOF)
		at = c == (unsigned char)text[at] ? at + 1 : c == (unsigned char)text[0];
	fclose(file);
	return !text[at];
}

/* D6: neither the file that waits nor the numbers of a person can be read in the database. */
TEST(roll, numbers_are_unreadable_at_rest)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	char path[4200];

	T_STATUS(t_send(app, body, HEADER ZHANG), 201);
	t_import(app, body, HEADER ZHANG);
	app_close(&app->app);
	snprintf(path, sizeof path, "%s/gongyi.db", app->folder);
	T_CHECK(t_contains(path, "张三丰"));
	T_CHECK(t_contains(path, "roll-imported"));
	T_CHECK(!t_contains(path, "440305199003070030"));
	T_CHECK(!t_contains(path, "13800138000"));
}

static enum err take_conn(struct txn *txn, void *data)
{
	*(struct conn **)data = txn->conn;
	return OK;
}

/* Every step of accepting may fail; then nothing of it is there. */
TEST(roll, accepting_is_all_or_nothing)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG OUYANG);
	struct error error = {0};
	struct conn *conn;
	int64_t n = 2; /* the first step looks for due acts, which is nobody's request */

	T_OK(engine_run(app->app.engine, app->now, take_conn, &conn, &error));
	for (;; n++) {
		struct t_reply r;

		conn_inject_failure(conn, n);
		r = t_do(app, body, sent, "accept");
		conn_inject_failure(conn, 0);
		if (r.status == 200)
			break;
		T_JSON(app, t_people(app, body), "/people", "[]");
		T_JSON(app, t_do(app, body, sent, ""), "/state", "reported");
	}
	T_CHECK(n > 15);
	T_JSON(app, t_people(app, body), "/people/1/name", "欧阳**");
}

TEST(roll, no_statement_scans_a_table_unasked)
{
	struct t_app *app = t_app_new();
	struct error error = {0};
	struct conn *conn;

	T_OK(engine_run(app->app.engine, app->now, take_conn, &conn, &error));
	for (size_t i = 0; i < roll_module.stmts->n; i++) {
		const struct stmt_def *def = &roll_module.stmts->defs[i];
		const char *plan;

		T_OK(conn_explain(conn, def, &app->arena, &plan, &error));
		if (!def->scans && strstr(plan, "SCAN"))
			t_fail(__FILE__, __LINE__, "%s\n%s", def->sql, plan);
	}
}
