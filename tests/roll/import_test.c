/* roll/ over the API: files are sent, reported on, accepted or discarded; people are read with
 * masked names, in full for a reason, by themselves (D2–D6, D10, A20–A28). */
#include "harness/people.h"

#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/commitment.h"
#include "record/record.h"
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

static int64_t t_person_id(struct t_app *app, const struct t_body *body, const char *pointer)
{
	return strtoll(t_json(app, t_people(app, body), pointer), NULL, 10);
}

TEST(roll, nothing_enters_before_the_report_is_accepted)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG OUYANG);

	T_STATUS(sent, 201);
	T_JSON(app, sent, "/state", "reported");
	T_JSON(app, sent, "/rows", "2");
	T_JSON(app, sent, "/errors", "0");
	T_JSON(app, sent, "/added", "2");
	T_JSON(app, t_people(app, body), "/people", "[]");
	T_JSON(app, t_do(app, body, sent, "accept"), "/state", "accepted");
	T_JSON(app, t_people(app, body), "/people/0/name", "张**");
	T_JSON(app, t_people(app, body), "/people/0/building", "2");
	T_JSON(app, t_people(app, body), "/people/1/name", "欧阳**");
	T_JSON(app, t_people(app, body), "/people/2", "");
}

TEST(roll, a_file_with_errors_cannot_be_accepted)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG LI);

	T_JSON(app, sent, "/usable", "false");
	T_JSON(app, sent, "/sound", "1");
	T_JSON(app, sent, "/errors", "1");
	T_PROBLEM(app, t_do(app, body, sent, "accept"), 409, "roll-import-unusable");
	T_JSON(app, t_people(app, body), "/people", "[]");
	T_JSON(app, t_do(app, body, sent, "discard"), "/state", "discarded");
	t_import(app, body, HEADER "3,,1,,买买提·吐尔逊,E12345678,1990-01-01,,常住,有,,,1\n");
	T_JSON(app, t_people(app, body), "/people/0/name", "买**"); /* warnings only */
}

/* D12: a household's children stand in its file and are left out. */
TEST(roll, a_child_is_left_out_and_keeps_nobody_out)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply r =
		t_import(app, body, HEADER "2,1,101,,张小,440305202001010020,,,户籍,,,,\n" ZHANG);

	T_JSON(app, r, "/added", "1");
	T_JSON(app, r, "/warnings", "1");
	T_JSON(app, t_people(app, body), "/people/0/name", "张**");
	T_JSON(app, t_people(app, body), "/people/1", "");
}

/* As spreadsheets of different makers save it. */
TEST(roll, a_file_may_be_utf8_with_a_mark_or_gb18030)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent;
	size_t len;
	const char *file = t_file("vectors/roll-gb18030.csv", &len);

	sent = t_call_raw(
		app, body->officer.token, "POST", t_at(app, body, "roll/imports"), file, len);
	T_STATUS(sent, 201);
	T_JSON(app, sent, "/charset", "GB18030");
	T_JSON(app, t_do(app, body, sent, "accept"), "/added", "3");
	T_JSON(app, t_people(app, body), "/people/0/name", "欧阳**");
	T_JSON(app, t_people(app, body), "/people/2/name", "𠮷*");
	sent = t_import(app, body, "\xEF\xBB\xBF" HEADER ZHANG);
	T_JSON(app, sent, "/charset", "UTF-8");
	T_JSON(app, sent, "/changed", "1"); /* the last one of the first file by his number */
	T_JSON(app, t_people(app, body), "/people/2/name", "张**");
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
		"欧阳明月,11010519491231002X,2,101,户籍,,,\n");
	T_JSON(app, sent, "/changed", "1");
	T_JSON(app, sent, "/added", "0");
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
	T_JSON(app, t_send(app, body, HEADER), "/usable", "false");
	T_PROBLEM(app, t_send(app, body, "PK\3\4"), 422, "roll-workbook");
	T_PROBLEM(app, t_send(app, body, "a\xFF\xFF"), 422, "text-encoding");
}

/* D28: who may do what; anybody else is refused. */
TEST(roll, each_role_does_its_own)
{
	static const struct {
		const char *method, *rest, *body;
		enum role role; /* the one that may */
	} acts[] = {
		{"POST", "roll/imports", HEADER ZHANG, ROLE_ROLL_KEEPER},
		{"GET", "roll/imports", NULL, ROLE_ROLL_KEEPER},
		{"GET", "roll/imports/1", NULL, ROLE_ROLL_KEEPER},
		{"GET", "roll/imports/1/findings", NULL, ROLE_ROLL_KEEPER},
		{"POST", "roll/imports/1/accept", NULL, ROLE_ROLL_KEEPER},
		{"POST", "roll/imports/1/discard", NULL, ROLE_ROLL_KEEPER},
		{"POST", "people/1/read", "{\"purpose\":\"核对\"}", ROLE_ROLL_KEEPER},
		{"POST", "people/1/standing", "{\"standing\":\"waived\",\"reason\":\"本人声明\"}",
			ROLE_ELECTION_COMMITTEE},
		{"GET", "roll/reads", NULL, ROLE_AUDITOR},
	};
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person staff[] = {t_person_in(app, body, 901), t_person_in(app, body, 902),
		t_person_in(app, body, 903), t_person_in(app, body, 904)};
	static const enum role roles[] = {
		ROLE_ROLL_KEEPER, ROLE_ELECTION_COMMITTEE, ROLE_AUDITOR, ROLE__COUNT};

	for (size_t i = 0; i < 3; i++)
		T_STATUS(t_grant(app, body, staff[i].id, role_names[roles[i]]), 201);
	for (size_t k = 0; k < COUNT_OF(acts); k++) {
		const char *target = t_at(app, body, acts[k].rest);

		T_STATUS(t_call(app, NULL, acts[k].method, target, acts[k].body), 401);
		for (size_t i = 0; i < COUNT_OF(staff); i++) {
			struct t_reply r =
				t_call(app, staff[i].token, acts[k].method, target, acts[k].body);

			if ((r.status != 403) != (roles[i] == acts[k].role))
				t_fail(__FILE__, __LINE__, "%s by %s: %d", target,
					i < 3 ? role_names[roles[i]] : "nobody", r.status);
		}
	}
	T_STATUS(t_call(app, staff[0].token, "GET", t_at(app, body, "people"), NULL), 200);
	T_STATUS(t_call(app, staff[3].token, "GET", t_at(app, body, "people"), NULL), 403);
	T_STATUS(t_call(app, staff[0].token, "GET", "/v1/bodies/999/people", NULL), 403);
	T_STATUS(t_call_raw(app, staff[0].token, "POST", "/v1/bodies/999/roll/imports", HEADER,
			 strlen(HEADER)),
		403);
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
	T_JSON(app, r, "/line/kind", "registered");
	r = t_call(app, NULL, "POST", target,
		"{\"name\":\"买买提.吐尔逊\",\"id_number\":\"e12345678\"}");
	T_JSON(app, r, "/line/name", "买**");
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
	struct t_reply r;

	t_import(app, body, HEADER ZHANG);
	person = t_person_in(app, body, t_person_id(app, body, "/people/0/id"));
	r = t_call(app, person.token, "GET", t_at(app, body, "roll/self"), NULL);
	T_JSON(app, r, "/name", "张**");
	T_JSON(app, r, "/ground", "registered");
	T_JSON(app, r, "/eligible", "true");
	T_STATUS(t_call(app, person.token, "GET", t_at(app, body, "people"), NULL), 403);
	r = t_call(app, body->officer.token, "GET", t_at(app, body, "roll/self"), NULL);
	T_JSON(app, r, "/name", "陈**");
	T_JSON(app, r, "/ground", "outsider");
	T_JSON(app, r, "/eligible", "false");
}

/* A26, A28, A41: decisions move a person off the list and back, and are committed to. */
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
	T_STATUS(
		t_call(app, token, "POST", target, "{\"standing\":\"left\",\"reason\":\"已迁出\"}"),
		200);
	t_import(app, body, HEADER ZHANG OUYANG); /* a file does not undo a decision */
	T_JSON(app, t_call(app, token, "GET", count, NULL), "/grounds/left", "1");
	T_STATUS(t_call(app, token, "POST", t_at(app, body, "people/1/standing"),
			 "{\"standing\":\"normal\",\"reason\":\"撤销\"}"),
		404);
	T_STATUS(t_call(app, token, "POST", target, "{\"standing\":\"dead\",\"reason\":\"xx\"}"),
		422);
}

/* ---- for other modules ---- */

/* A piece of work inside the writer and the body it is for; what fails there fails the test. */
struct inside {
	const struct t_body *body;
	const char *seen;
	struct t_app *app;
};

static void t_inside(struct t_app *app, engine_job_fn *run, struct inside *inside)
{
	struct error error = {0};

	inside->app = app;
	if (engine_run(app->app.engine, app->now, run, inside, &error) != OK)
		t_fail(__FILE__, __LINE__, "%s %s", error_info(error.code)->token, error.note);
}

static enum err list_voters(struct txn *txn, void *data)
{
	static const struct roll_terms law = {.voting_age = 18, .min_work_months = 6};
	struct inside *inside = data;
	const struct roll_voter *voters;
	struct digest root, again;
	struct body body;
	struct list list;

	TRY(body_get(txn, (struct body_id){strtoll(inside->body->id, NULL, 10)}, &body));
	TRY(roll_freeze(txn, &body, &law, day_of(body.now), &list, &root));
	voters = list.items;
	inside->seen = "";
	for (size_t i = 0; i < list.n; i++) {
		const struct roll_person *person = &voters[i].person;
		const char *datum = roll_voter_datum(txn->arena, &voters[i]);

		inside->seen = t_text(inside->app, "%s%d %s-%s %s %s%s %s;", inside->seen,
			(int)voters[i].number, person->building, person->room, person->name,
			person->masked,
			i && person->household == voters[i - 1].person.household ? "=" : "",
			roll_ground_info(voters[i].ground)->token);
		T_CHECK(commitment_opens(
			&voters[i].commitment, &voters[i].salt, datum, strlen(datum)));
	}
	again = roll_voters_root(voters, list.n);
	T_CHECK(digest_equal(&root, &again));
	return OK;
}

/* A20–A25, A29: only those who may vote, in the order of dwellings, 2 before 10; never the officer
 * who does not live here. */
TEST(roll, voters_come_in_the_order_of_dwellings)
{
	struct t_app *app = t_app_new();
	struct inside inside = {.body = t_roll(app)};

	t_import(app, inside.body,
		HEADER "10,1,102,,张三丰,440305199003070030,,,户籍,,,,\n" OUYANG
		       "1,1,1,,李小四,E12345678,2011-01-01,,户籍,,,,\n"
		       "1,1,1,,王常,E12345670,1990-01-01,,常住,,,,\n"
		       "2,1,101,,赵六,E12345679,1990-01-01,,常住,租赁合同,,,\n"
		       "2,1,101,乙户,周七,E12345671,1990-01-01,,工作者,,2025-01-01,,\n");
	t_inside(app, list_voters, &inside);
	T_STR(inside.seen, "1 2-101 欧阳明月 欧阳** registered;2 2-101 赵六 赵*= habitual;"
			   "3 2-101 周七 周* worker;4 10-102 张三丰 张** registered;");
}

static enum err add_badly(struct txn *txn, void *data)
{
	struct inside *inside = data;
	struct person_id id;
	struct body body;

	TRY(body_get(txn, (struct body_id){strtoll(inside->body->id, NULL, 10)}, &body));
	T_ERR(roll_person_add(txn, &body, " ", &id), INVALID);
	T_ERR(roll_person_add(txn, &body, "陈<b>", &id), INVALID);
	*txn->error = (struct error){0};
	return roll_person_add(txn, &body, " 陈 二 ", &id);
}

/* She is known to those who need her name, and not among the people of the roll. */
TEST(roll, an_outsider_has_a_name_and_nothing_else)
{
	struct t_app *app = t_app_new();
	struct inside inside = {.body = t_roll(app)};
	const char *target = t_text(app, "people/%lld/read", (long long)inside.body->officer.id);
	struct t_reply r;

	t_inside(app, add_badly, &inside);
	T_JSON(app, t_people(app, inside.body), "/people", "[]");
	r = t_call(app, inside.body->officer.token, "POST", t_at(app, inside.body, target),
		"{\"purpose\":\"核对\"}");
	T_JSON(app, r, "/name", "陈主任");
	T_JSON(app, r, "/kind", "outsider");
	T_JSON(app, r, "/born", "");
	T_JSON(app, r, "/id_number", "");
}

/* ---- privacy ---- */

static bool t_says(struct t_reply reply, const char *text)
{
	return memmem(reply.body.data, reply.body.len, text, strlen(text)) != NULL;
}

/* D2, D3, D6: no list, report, look-up or record tells a name, number, birth date or telephone. */
TEST(roll, masked_replies_hold_nothing_in_full)
{
	static const char *const secret[] = {"张三丰", "三丰", "440305199003070030", "1990-03-07",
		"13800138000", "明月", "11010519491231002X", "1949-12-31"};
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply sent = t_send(app, body, HEADER ZHANG OUYANG ZHANG LI);
	struct t_reply accepted = t_import(app, body, HEADER ZHANG OUYANG);
	struct t_reply changed = t_send(app, body,
		HEADER "2栋,1,101,,张三丰,440305199003070030,,,常住,,,,\n"
		       "9栋,1,101,,欧阳明,11010519491231002X,,,户籍,,,,13800138000\n");
	const char *token = body->officer.token;
	struct t_reply replies[] = {
		sent,
		accepted,
		changed,
		t_do(app, body, sent, "findings"),
		t_do(app, body, accepted, "findings"),
		t_do(app, body, changed, "findings"),
		t_do(app, body, accepted, ""),
		t_people(app, body),
		t_call(app, token, "GET", t_at(app, body, "roll/imports"), NULL),
		t_call(app, token, "GET", t_at(app, body, "roll/reads"), NULL),
		t_call(app, NULL, "GET", t_at(app, body, "record/entries/1"), NULL),
		t_call(app, NULL, "POST", t_at(app, body, "roll/lookup"),
			"{\"name\":\"张三丰\",\"id_number\":\"440305199003070030\"}"),
	};

	for (size_t i = 0; i < COUNT_OF(replies); i++) {
		T_CHECK(replies[i].status < 300);
		for (size_t k = 0; k < COUNT_OF(secret); k++)
			if (t_says(replies[i], secret[k]))
				t_fail(__FILE__, __LINE__, "reply %zu tells %s", i, secret[k]);
	}
	T_CHECK(t_says(replies[5], "****8000"));
}

/* The record holds counts and a commitment, which the keeper's salt opens over the file's hash. */
TEST(roll, the_record_commits_to_the_accepted_file)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	struct t_reply accepted = t_import(app, body, HEADER ZHANG);
	const char *size =
		t_json(app, t_call(app, NULL, "GET", t_at(app, body, "record"), NULL), "/size");
	struct t_reply entry = t_call(app, NULL, "GET",
		t_text(app, "%s/%ld", t_at(app, body, "record/entries"),
			strtol(size, NULL, 10) - 1),
		NULL);
	const char *text = t_json(app, t_do(app, body, accepted, ""), "/salt");
	struct digest file = digest_of(HEADER ZHANG, strlen(HEADER ZHANG));
	struct commitment_salt salt;
	struct digest commitment;
	size_t len;

	T_JSON(app, entry, "/type", "roll.imported");
	T_JSON(app, entry, "/added", "1");
	T_JSON(app, entry, "/rows", "1");
	T_CHECK(base64_decode(BASE64, text, strlen(text), salt.bytes, sizeof salt.bytes, &len) &&
		len == 32);
	text = t_json(app, entry, "/file");
	T_CHECK(digest_from_base64(text, strlen(text), &commitment));
	T_CHECK(commitment_opens(&commitment, &salt, file.bytes, sizeof file.bytes));
}

/* Whether a file contains a text. */
static bool t_contains(struct t_app *app, const char *path, const char *text)
{
	enum { SIZE_MAX_READ = 8 << 20 };
	char *bytes = arena_alloc(&app->arena, SIZE_MAX_READ);
	FILE *file = fopen(path, "rb");
	size_t len;

	T_CHECK(file != NULL && bytes != NULL);
	len = fread(bytes, 1, SIZE_MAX_READ, file);
	fclose(file);
	T_CHECK(len > 0 && len < SIZE_MAX_READ);
	return memmem(bytes, len, text, strlen(text)) != NULL;
}

/* D6: neither the file that waits nor the numbers of a person can be read in the database, not even
 * as answers kept for repeats. */
TEST(roll, numbers_are_unreadable_at_rest)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *read;
	char path[4200];

	T_STATUS(t_send(app, body, HEADER ZHANG), 201);
	t_import(app, body, HEADER ZHANG);
	read = t_text(app, "people/%lld/read", (long long)t_person_id(app, body, "/people/0/id"));
	T_STATUS(t_call_once(app, body->officer.token, "POST", t_at(app, body, read),
			 "{\"purpose\":\"核对\"}", "key-1"),
		200);
	T_STATUS(t_call_once(app, NULL, "POST", t_at(app, body, "roll/lookup"),
			 "{\"name\":\"张三丰\",\"id_number\":\"440305199003070030\"}", "key-2"),
		200);
	app_close(&app->app);
	snprintf(path, sizeof path, "%s/gongyi.db", app->folder);
	T_CHECK(t_contains(app, path, "张三丰"));
	T_CHECK(t_contains(app, path, "roll.imported"));
	T_CHECK(!t_contains(app, path, "440305199003070030"));
	T_CHECK(!t_contains(app, path, "13800138000"));
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
	int64_t n = 3; /* the first steps look for due acts, which are nobody's request */

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

/* ---- size ---- */

/* The check character of GB 11643 for 17 digits. */
static char t_check_character(const char *digits)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (size_t i = 0; i < COUNT_OF(weights); i++)
		sum += weights[i] * (digits[i] - '0');
	return "10X98765432"[sum % 11];
}

/* A community of `n` residents, three to a dwelling. */
static const char *t_community(struct t_app *app, int n)
{
	static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "欧阳"};
	static const char *const given[] = {"伟", "芳", "秀英", "建国", "明月", "小红", "志强"};
	struct buf buf;
	const char *text;

	buf_init(&buf, 16 << 20);
	buf_str(&buf, HEADER);
	for (int i = 0; i < n; i++) {
		char digits[40];

		snprintf(digits, sizeof digits, "440305%04d%02d%02d%03d", 1940 + i / 28 / 12 % 60,
			1 + i / 28 % 12, 1 + i % 28, 1 + i / 28 / 12 / 60);
		buf_printf(&buf, "%d栋,%d,%d,,%s%s,%s%c,,,户籍,,,,138%08d\n", 1 + i / 300,
			1 + i / 150 % 2, 101 + i / 3 % 50, surnames[i % 7], given[i / 7 % 7],
			digits, t_check_character(digits), i);
	}
	T_CHECK(buf_ok(&buf));
	text = arena_string(&app->arena, buf.data);
	buf_done(&buf);
	return text;
}

/* A4: a usual community, reported on, accepted and sent again, each in one transaction. */
TEST(roll, a_community_of_2400_enters_in_well_under_two_seconds)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *file = t_community(app, 2400);
	int64_t start = clock_monotonic_us();
	struct t_reply sent = t_send(app, body, file);
	struct t_reply again;

	T_JSON(app, sent, "/errors", "0");
	T_JSON(app, sent, "/added", "2400");
	T_JSON(app, t_do(app, body, sent, "accept"), "/state", "accepted");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	T_CHECK(clock_monotonic_us() - start < 2000000);
#else
	(void)start;
#endif
	again = t_send(app, body, file);
	T_JSON(app, again, "/added", "0");
	T_JSON(app, again, "/changed", "0");
	T_JSON(app,
		t_call(app, body->officer.token, "GET",
			t_at(app, body, "roll/eligibility?day=2030-01-01"), NULL),
		"/eligible", "2400");
}

TEST(roll, people_are_paged)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *after = "0";
	int n = 0;

	t_import(app, body, t_community(app, 250));
	for (;;) {
		struct t_reply r = t_call(app, body->officer.token, "GET",
			t_at(app, body, t_text(app, "people?limit=100&after=%s", after)), NULL);
		int i = 0;
		const char *id;

		T_STATUS(r, 200);
		for (; *(id = t_json(app, r, t_text(app, "/people/%d/id", i))); i++) {
			T_CHECK(strtoll(id, NULL, 10) > strtoll(after, NULL, 10));
			after = id;
		}
		n += i;
		T_CHECK(i <= 100);
		if (i < 100)
			break;
	}
	T_INT(n, 250);
	T_STATUS(t_call(app, body->officer.token, "GET", t_at(app, body, "people?limit=501"), NULL),
		422);
}

/* D2: the whole name finds people, and shows no more of them than a list does. */
TEST(roll, people_are_found_by_their_whole_name)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *id, *name;
	struct t_reply r;

	t_import(app, body, t_community(app, 20));
	id = t_sql(app, "SELECT max(id) FROM person");
	name = t_sql(app, "SELECT name FROM person ORDER BY id DESC LIMIT 1");
	r = t_call(app, body->officer.token, "GET",
		t_at(app, body, t_text(app, "people?name=%s", name)), NULL);
	T_JSON(app, r, "/people/0/id", id);
	T_CHECK(strcmp(t_json(app, r, "/people/0/name"), name) != 0);
	T_JSON(app,
		t_call(app, body->officer.token, "GET", t_at(app, body, "people?name=%E7%8E%8B"),
			NULL),
		"/people", "[]");
}

TEST(roll, those_who_hold_an_office_are_listed_once_each)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_roll(app);
	const char *path = t_at(app, body, "staff");
	struct t_reply r;

	T_STATUS(t_grant(app, body, body->officer.id, "desk"), 201);
	r = t_call(app, body->officer.token, "GET", path, NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/people/0/id", t_text(app, "%lld", (long long)body->officer.id));
	T_JSON(app, r, "/people/1/id", "");
	T_PROBLEM(app, t_call(app, NULL, "GET", path, NULL), 401, "sign-in-needed");
}
