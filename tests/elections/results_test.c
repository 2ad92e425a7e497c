/* Announced results: drawn up from every channel, signed by two people, and what they lead to. */
#include <stdlib.h>
#include <string.h>

#include "crypto/wire/dsse.h"
#include "harness/result.h"
#include "harness/round.h"

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

/* How `n` voters mark their ballots. */
struct marking {
	size_t n;
	const char *marks;
};

static void ballot(struct t_course *course, size_t number, const char *marks)
{
	T_STATUS(t_course_vote(course, number, marks), 201);
}

/* 40 voters on the list; those of the markings vote online, in order; the list ends with n = 0.
 * Polling is closed, nothing is tallied. */
static struct t_course *polled(const struct marking *markings)
{
	struct t_course *course = t_course_new(t_app_new(), 40, OPENS, CLOSES);
	size_t number = 0;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, 30);
	t_course_clock(course, OPENS);
	for (; markings->n; markings++)
		for (size_t i = 0; i < markings->n; i++)
			ballot(course, ++number, markings->marks);
	t_course_clock(course, CLOSES);
	return course;
}

/* Everybody fills every seat: 王1 for the chair, 王3 and 王4 for the committee. */
static const struct marking clear_result[] = {{15, "010|0110"}, {6, "001|0101"}, {0}};

static struct t_course *counted(const struct marking *markings)
{
	struct t_course *course = polled(markings);

	t_course_count(course);
	return course;
}

static struct t_reply complete(struct t_course *course, const char *body)
{
	return t_course_call(course, "POST", "/completion", body);
}

/* ---- two signatures ---- */

TEST(elections, a_result_is_announced_by_the_second_of_two_signatures)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	struct sign_public keys[2] = {course->body->officer.key.key, course->counter.key.key};
	struct error error = {0};
	const char *envelope;
	struct dsse dsse;
	uint64_t signed_by;
	struct t_reply r;

	T_STATUS(t_result_draw(course), 201);
	T_PROBLEM(app, t_result_show(course, NULL), 404, "not-found");
	r = t_result_sign(course, &course->body->officer);
	T_STATUS(r, 201);
	T_JSON(app, r, "/signed_once", "true");
	T_JSON(app, r, "/announced_at", "");
	T_STR(t_course_state(course), "counting");
	T_PROBLEM(app, t_result_show(course, NULL), 404, "not-found");
	T_STATUS(t_result_sign(course, &course->counter), 201);
	T_STR(t_course_state(course), "announced");

	r = t_result_show(course, NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/state", "announced");
	envelope = t_json(app, r, "/envelope");
	T_OK(dsse_read(envelope, strlen(envelope), &app->arena, &dsse, &error));
	T_INT(dsse.n, 2);
	T_OK(dsse_verify(&dsse, "result", keys, 2, 2, &signed_by));
	T_INT(dsse.payload.len, strlen(t_result_payload(course)));
	T_MEM(dsse.payload.data, t_result_payload(course), dsse.payload.len);
	T_PROBLEM(app, t_result_draw(course), 409, "result-announced");
	T_PROBLEM(app, t_result_sign(course, &course->body->officer), 409, "result-announced");
	T_STR(t_sql(app, "SELECT count(*) FROM record_entry WHERE"
			 " CAST(entry AS TEXT) LIKE '%\"type\":\"result.announced\"%'"),
		"1");
}

static struct t_reply file(struct t_course *course, const char *bearer, const char *name)
{
	return t_call(course->app, bearer, "GET",
		t_text(course->app, "/v1/rounds/%s/result/%s", course->uuids[0], name), NULL);
}

TEST(elections, a_result_is_there_as_files_to_sign_and_to_keep)
{
	struct t_course *course = counted(clear_result);
	const char *officer = course->body->officer.token;
	struct error error = {0};
	struct dsse dsse;
	struct t_reply r;

	T_STATUS(file(course, officer, "payload"), 404);
	T_STATUS(t_result_draw(course), 201);
	T_STATUS(file(course, NULL, "payload"), 404);
	T_STATUS(file(course, course->trustees[0].token, "payload"), 404);
	T_STR((const char *)file(course, officer, "payload").body.data, t_result_payload(course));
	T_STATUS(file(course, officer, "envelope"), 404);
	t_result_announce(course);
	T_STATUS(file(course, NULL, "payload"), 200);
	r = file(course, NULL, "envelope");
	T_STATUS(r, 200);
	T_OK(dsse_read((const char *)r.body.data, r.body.len, &course->app->arena, &dsse, &error));
	T_INT(dsse.n, 2);
}

TEST(elections, there_is_no_result_of_an_unknown_round_or_election)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *token = body->officer.token;
	const char *target = "/v1/rounds/aaaaaaaaaaaaaa/result";

	T_PROBLEM(app, t_call(app, token, "GET", target, NULL), 404, "not-found");
	T_PROBLEM(app, t_call(app, token, "POST", target, NULL), 404, "not-found");
	T_PROBLEM(app, t_call(app, token, "POST", "/v1/elections/77/completion", "{}"), 404,
		"not-found");
}

/* W14, A61, A64: the numbers and the tests that decided. */
TEST(elections, a_result_says_the_numbers_that_decided)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	struct t_reply r = t_result_draw(course);

	T_STATUS(r, 201);
	T_JSON(app, r, "/payload/round", course->uuids[0]);
	T_JSON(app, r, "/payload/kind", "vote");
	T_JSON(app, r, "/payload/rehearsal", "true");
	T_JSON(app, r, "/payload/legal_basis", "演练");
	T_JSON(app, r, "/payload/n", "40");
	T_JSON(app, r, "/payload/p", "21");
	T_JSON(app, r, "/payload/online", "21");
	T_JSON(app, r, "/payload/verdict", "valid");
	T_JSON(app, r, "/payload/turnout", "2*21 = 42 > 40");
	T_JSON(app, r, "/payload/posts/0/candidates/0/name", "王1");
	T_JSON(app, r, "/payload/posts/0/candidates/0/votes", "15");
	T_JSON(app, r, "/payload/posts/0/candidates/0/fate", "elected");
	T_JSON(app, r, "/payload/posts/0/candidates/0/test", "2*15 = 30 > 21");
	T_JSON(app, r, "/payload/posts/0/candidates/1/fate", "none");
	T_JSON(app, r, "/payload/posts/1/candidates/0/votes", "21");
	T_JSON(app, r, "/payload/posts/1/candidates/1/votes", "15");
	T_JSON(app, r, "/payload/posts/1/candidates/2/votes", "6");
	T_JSON(app, r, "/chinese/1", "第十届居民委员会选举，首轮投票结果：");
	T_JSON(app, r, "/chinese/2", "登记选民 40 人，参加投票 21 人：线上 21 票，票箱收回 0 票。");
	T_JSON(app, r, "/chinese/4", "主任 王1：15 票，2*15 = 30 > 21，成立，当选。");
	T_JSON(app, r, "/english/5", "主任 王2: 6 votes, 2*6 = 12 > 21 is false, not elected.");
}

static struct t_reply of_round(struct t_course *course, const char *bearer, const char *what)
{
	return t_call(course->app, bearer, "GET",
		t_text(course->app, "/v1/rounds/%s%s", course->uuids[0], what), NULL);
}

/* The fingerprint in the result is the one of the archive that anybody can fetch. */
TEST(elections, a_result_names_the_last_event_of_the_archive)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	const char *name = t_json(app, t_result_announce(course), "/payload/archive");
	struct t_reply archive = of_round(course, NULL, "/archive");

	T_STATUS(archive, 200);
	T_INT(strlen(name), 64);
	T_CHECK(memmem(archive.body.data, archive.body.len, t_text(app, "%s.event.json", name),
			64 + 11) != NULL);
}

/* ---- who and what is refused ---- */

TEST(elections, nothing_is_drawn_up_before_the_tally_is_open)
{
	struct t_course *course = polled(clear_result);

	T_PROBLEM(course->app, t_result_draw(course), 409, "result-pending");
	T_PROBLEM(
		course->app, t_result_show(course, course->body->officer.token), 404, "not-found");
	T_PROBLEM(course->app,
		t_result_send(course, &course->counter,
			t_statement(course->app, &course->counter, "result", "{}")),
		404, "not-found");
	t_course_count(course);
	T_STATUS(t_result_draw(course), 201);
}

/* G12: two different people, neither a candidate. */
TEST(elections, the_same_person_signs_a_result_once)
{
	struct t_course *course = counted(clear_result);

	T_STATUS(t_result_draw(course), 201);
	T_STATUS(t_result_sign(course, &course->counter), 201);
	T_PROBLEM(course->app, t_result_sign(course, &course->counter), 409, "signer-same");
	T_STR(t_course_state(course), "counting");
}

TEST(elections, a_candidate_signs_no_result)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	int64_t id =
		strtoll(t_sql(app, "SELECT person_id FROM candidate WHERE name = '王5'"), NULL, 10);
	struct t_person candidate;

	T_STATUS(t_grant(app, course->body, id, "election_committee"), 201);
	candidate = t_person_in(app, course->body, id);
	T_STATUS(t_result_draw(course), 201);
	T_PROBLEM(app, t_result_sign(course, &candidate), 409, "signer-is-candidate");
}

TEST(elections, trustees_and_visitors_sign_no_result)
{
	struct t_course *course = counted(clear_result);
	struct t_person visitor = {.key = course->counter.key};

	T_STATUS(t_result_draw(course), 201);
	T_STATUS(t_result_sign(course, &course->trustees[0]), 403);
	T_STATUS(t_result_sign(course, &visitor), 401);
}

TEST(elections, a_signature_is_over_exactly_the_bytes_that_were_drawn_up)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	const struct t_person *officer = &course->body->officer;
	const char *payload;
	struct dsse dsse;
	struct error error = {0};
	struct buf buf;
	const char *two;

	T_STATUS(t_result_draw(course), 201);
	payload = t_result_payload(course);
	T_PROBLEM(app,
		t_result_send(course, officer,
			t_statement(app, officer, "result", t_text(app, "%s ", payload))),
		422, "result-other");
	T_PROBLEM(app,
		t_result_send(course, officer, t_statement(app, officer, "receipt", payload)), 422,
		"statement-invalid");
	T_PROBLEM(app,
		t_result_send(
			course, officer, t_statement(app, &course->counter, "result", payload)),
		422, "statement-invalid");
	two = t_statement(app, officer, "result", payload);
	T_OK(dsse_read(two, strlen(two), &app->arena, &dsse, &error));
	T_OK(dsse_sign(&dsse, &course->counter.key));
	buf_init(&buf, DSSE_JSON_MAX);
	T_OK(dsse_write(&buf, &dsse, &app->arena));
	two = arena_string(&app->arena, buf.data);
	buf_done(&buf);
	T_STATUS(t_result_send(course, officer, two), 422);
	T_STR(t_course_state(course), "counting");
}

TEST(elections, a_result_whose_figures_change_is_drawn_up_and_signed_again)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;

	T_STATUS(t_result_draw(course), 201);
	T_STATUS(t_result_sign(course, &course->counter), 201);
	T_JSON(app, t_result_draw(course), "/signed_once", "true"); /* the same text */
	t_sql(app, "UPDATE election SET title = 'another'");
	T_PROBLEM(app, t_result_sign(course, &course->body->officer), 409, "result-changed");
	T_JSON(app, t_result_draw(course), "/signed_once", "false");
	T_STATUS(t_result_sign(course, &course->counter), 201);
	T_STATUS(t_result_sign(course, &course->body->officer), 201);
	T_STR(t_course_state(course), "announced");
}

/* ---- where a result leads ---- */

/* An election that elected nobody is filed like any other, and who held which key is forgotten. */
static void archived(struct t_course *course)
{
	struct t_app *app = course->app;

	T_JSON(app, t_course_call(course, "GET", "/next", NULL), "/to", "archived");
	T_STR(t_sql(app, "SELECT count(*) > 0 FROM voter_credential"), "1");
	T_STATUS(t_course_advance(course, "archived"), 200);
	T_STR(t_sql(app, "SELECT count(*) FROM voter_credential"), "0");
	T_PROBLEM(app, t_course_call(course, "GET", "/next", NULL), 404, "not-found");
}

/* A61: exactly half is not more than half. */
TEST(elections, too_small_a_turnout_elects_nobody)
{
	static const struct marking half[] = {{20, "010|0110"}, {0}};
	struct t_course *course = counted(half);
	struct t_reply r = t_result_draw(course);

	T_JSON(course->app, r, "/payload/verdict", "not_valid");
	T_JSON(course->app, r, "/payload/turnout", "2*20 = 40 > 40");
	T_JSON(course->app, r, "/payload/posts/0/candidates/0/fate", "none");
	t_result_announce(course);
	T_STR(t_course_state(course), "invalid_turnout");
	archived(course);
}

/* A66, A67: the missing seat of the chair by a re-run, before the tie for the committee. */
TEST(elections, missing_seats_lead_to_a_rerun_and_ties_to_a_tiebreak)
{
	static const struct marking mixed[] = {{7, "010|0110"}, {3, "010|0011"}, {4, "001|0011"},
		{6, "001|0101"}, {1, "100|0101"}, {0}};
	struct t_course *course = counted(mixed);
	struct t_app *app = course->app;
	struct t_reply r = t_result_draw(course);

	T_JSON(app, r, "/payload/posts/0/rerun_seats", "1");
	T_JSON(app, r, "/payload/posts/0/candidates/1/fate", "rerun");
	T_JSON(app, r, "/payload/posts/1/candidates/2/fate", "tied");
	t_result_announce(course);
	T_STR(t_course_state(course), "announced");
	T_JSON(app, t_course_call(course, "GET", "", NULL), "/further/kind", "rerun");
	T_PROBLEM(app, complete(course, "{}"), 409, "seats-open");
}

/* A71: the further rounds, here put into the tables, filled nothing. */
TEST(elections, seats_stay_empty_only_by_a_decision_with_a_reason)
{
	static const struct marking mixed[] = {
		{10, "010|0110"}, {10, "001|0110"}, {1, "100|0110"}, {0}};
	struct t_course *course = counted(mixed);
	struct t_app *app = course->app;

	t_result_announce(course);
	T_PROBLEM(app, complete(course, "{\"reason\":\"居民代表会议同意\"}"), 409, "seats-open");
	t_sql(app, "INSERT INTO round_result(round_id, payload, announced_at)"
		   " SELECT id, CAST('{\"round\":\"' || uuid || '\",\"posts\":[]}' AS BLOB), 1"
		   " FROM round WHERE kind <> 'vote'");
	t_sql(app, "UPDATE election SET state = 'incomplete'");
	T_STATUS(complete(course, "{}"), 422);
	T_JSON(app, complete(course, "{\"reason\":\"居民代表会议同意\"}"), "/state", "completed");
}

TEST(elections, a_tie_alone_leads_to_a_tiebreak)
{
	static const struct marking tied[] = {
		{7, "010|0110"}, {7, "010|0011"}, {7, "010|0101"}, {0}};
	struct t_course *course = counted(tied);

	t_result_announce(course);
	T_JSON(course->app, t_course_call(course, "GET", "", NULL), "/further/kind", "tiebreak");
}

TEST(elections, an_election_whose_seats_are_filled_is_completed)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;

	T_PROBLEM(app, complete(course, "{}"), 409, "wrong-state");
	t_result_announce(course);
	T_JSON(app, complete(course, "{}"), "/state", "completed");
	T_PROBLEM(app, complete(course, "{}"), 409, "wrong-state");
}

/* ---- paper ---- */

/* A box whose two entries agree, put into the tables. Votes for 王1 and 王3. */
static void add_box(struct t_course *course, int id, int printed, int issued, int recovered,
	int invalid, int votes)
{
	struct t_app *app = course->app;
	const char *list = "", *round = t_sql(app, "SELECT id FROM round WHERE kind = 'vote'");

	for (int i = 1; i <= 5; i++)
		list = t_text(app, "%s%s\"%s\":%d", list, i > 1 ? "," : "",
			t_sql(app, t_text(app, "SELECT id FROM candidate WHERE name = '王%d'", i)),
			i == 1 || i == 3 ? votes : 0);
	t_sql(app,
		t_text(app,
			"INSERT INTO ballot_box(id, round_id, name, kind, printed, issued, spare,"
			" closed) VALUES (%d, %s, '票箱%d', 'station', %d, %d, %d, 1)",
			id, round, id, printed, issued, printed - issued));
	for (int entry = 1; entry <= 2; entry++)
		t_sql(app,
			t_text(app,
				"INSERT INTO count_entry(box_id, attempt, entry, person_id, text,"
				" hash, at) VALUES (%d, 1, %d, %d, '{\"box\":\"%d\",\"attempt\":1,"
				"\"entry\":%d,\"recovered\":%d,\"valid\":%d,\"invalid\":%d,"
				"\"votes\":{%s}}', 'hash%d', 0)",
				id, entry, 900 + entry, id, entry, recovered, recovered - invalid,
				invalid, list, entry));
}

/* A64: invalid papers count among those who took part. */
TEST(elections, boxes_are_added_to_the_online_ballots)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	struct t_reply r;

	add_box(course, 9001, 30, 15, 15, 2, 11);
	r = t_result_draw(course);
	T_STATUS(r, 201);
	T_JSON(app, r, "/payload/p", "36");
	T_JSON(app, r, "/payload/small", "false");
	T_JSON(app, r, "/payload/boxes/0/name", "票箱9001");
	T_JSON(app, r, "/payload/boxes/0/printed", "30");
	T_JSON(app, r, "/payload/boxes/0/recovered", "15");
	T_JSON(app, r, "/payload/boxes/0/invalid", "2");
	T_JSON(app, r, "/payload/boxes/0/entries/1", "hash2");
	T_JSON(app, r, "/payload/posts/0/candidates/0/online", "15");
	T_JSON(app, r, "/payload/posts/0/candidates/0/paper", "11");
	T_JSON(app, r, "/payload/posts/0/candidates/0/votes", "26");
	T_JSON(app, r, "/payload/posts/0/candidates/0/test", "2*26 = 52 > 36");
}

TEST(elections, a_channel_with_few_ballots_shows_in_sums_only)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	struct t_reply r;

	add_box(course, 9001, 10, 4, 4, 0, 3);
	r = t_result_draw(course);
	T_STATUS(r, 201);
	T_JSON(app, r, "/payload/small", "true");
	T_JSON(app, r, "/payload/boxes/0/votes", "{}");
	T_JSON(app, r, "/payload/boxes/0/recovered", "4");
	T_JSON(app, r, "/payload/posts/0/candidates/0/online", "");
	T_JSON(app, r, "/payload/posts/0/candidates/0/votes", "18");
}

/* ---- who may see how the tally was opened ---- */

TEST(elections, everybody_reads_the_opening_once_the_result_is_announced)
{
	struct t_course *course = polled(clear_result);
	struct t_app *app = course->app;
	struct t_reply r;

	T_PROBLEM(app, of_round(course, NULL, "/opening"), 404, "not-found");
	t_course_count(course);
	r = of_round(course, NULL, "/opening");
	T_JSON(app, r, "/state", "early");
	T_JSON(app, r, "/result", "");
	T_JSON(app, r, "/decryptions", "[]");
	r = of_round(course, course->body->officer.token, "/opening");
	T_JSON(app, r, "/state", "readable");
	t_result_announce(course);
	r = of_round(course, NULL, "/opening");
	T_JSON(app, r, "/state", "readable");
	T_STR(t_json(app, r, "/result"),
		t_sql(app, t_text(app, "SELECT result FROM round WHERE uuid = '%s'",
				   course->uuids[0])));
	T_JSON(app, r, "/decryptions/1/owner", "3");
	T_INT(strlen(t_json(app, r, "/decryptions/2/text")), 0);
	T_CHECK(*t_json(app, r, "/trustees") && *t_json(app, r, "/encrypted_tally"));
	T_CHECK(*t_json(app, r, "/sized"));
}

static bool mentions(struct t_reply reply, const char *text)
{
	return memmem(reply.body.data, reply.body.len, text, strlen(text)) != NULL;
}

/* Four papers would be told by taking what came online from the whole: the announced sums stand for
 * the public, and all of it for those who answer for it. */
TEST(elections, the_opening_is_withheld_where_it_would_tell_the_votes_of_a_few)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	const char *officer = course->body->officer.token;
	struct t_reply r;

	add_box(course, 9001, 10, 4, 4, 0, 3);
	t_result_announce(course);
	r = of_round(course, NULL, "/opening");
	T_JSON(app, r, "/state", "withheld");
	T_JSON(app, r, "/result", "");
	T_JSON(app, r, "/decryptions", "[]");
	T_JSON(app, of_round(course, NULL, "/tally"), "/result", "");
	T_CHECK(!mentions(of_round(course, NULL, "/archive"), "decryption_factors"));
	T_CHECK(mentions(t_call(app, NULL, "GET", t_text(app, "/vote/%s", course->uuids[0]), NULL),
		"有一个投票渠道的选票很少"));

	T_JSON(app, of_round(course, officer, "/opening"), "/state", "readable");
	T_CHECK(mentions(of_round(course, officer, "/archive"), "decryption_factors"));
	T_CHECK(!mentions(t_call(app, NULL, "GET", t_text(app, "/vote/%s", course->uuids[1]), NULL),
		"有一个投票渠道的选票很少"));
}

/* A89: a box that is not counted, or lacks papers without a word why, blocks the result. */
TEST(elections, a_box_that_is_not_settled_blocks_the_result)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;

	add_box(course, 9001, 30, 15, 14, 2, 11);
	T_PROBLEM(app, t_result_draw(course), 409, "result-blocked");
	t_sql(app, "UPDATE ballot_box SET explanation = '一张选票被带走'");
	T_STATUS(t_result_draw(course), 201);
	t_sql(app, "DELETE FROM count_entry WHERE entry = 2");
	T_PROBLEM(app, t_result_draw(course), 409, "result-blocked");
}

/* A88: more ballots than were issued. */
TEST(elections, more_ballots_than_were_issued_void_the_vote)
{
	struct t_course *course = counted(clear_result);
	struct t_app *app = course->app;
	struct t_reply r;

	add_box(course, 9001, 30, 15, 16, 0, 11);
	r = t_result_draw(course);
	T_STATUS(r, 201);
	T_JSON(app, r, "/payload/verdict", "void");
	T_JSON(app, r, "/payload/turnout", "");
	T_JSON(app, r, "/payload/posts/0/candidates/0/fate", "none");
	t_result_announce(course);
	T_STR(t_course_state(course), "void");
	archived(course);
}
