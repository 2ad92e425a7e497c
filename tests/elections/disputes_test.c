/* Disputes about a round: filed by a phone with its evidence, answered by the committee, seen by
 * auditors, counted for everybody. */
#include <stdlib.h>
#include <string.h>

#include "crypto/commitment.h"
#include "harness/result.h"

enum { VOTERS = 12 };

static struct t_course *polling(struct t_app *app)
{
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, "2026-07-01T00:00:00Z");
	return course;
}

static struct t_person voter_in(struct t_course *course, int number)
{
	const char *sql =
		t_text(course->app, "SELECT person_id FROM voter WHERE number = %d", number);

	return t_person_in(course->app, course->body, strtoll(t_sql(course->app, sql), NULL, 10));
}

static const char *about(struct t_course *course, const char *rest)
{
	return t_text(course->app, "/v1/rounds/%s/disputes%s", course->uuids[0], rest);
}

static const char *stated(
	struct t_course *course, const char *kind, const char *evidence, const char *more)
{
	return t_text(course->app, "{\"round\":\"%s\",\"kind\":\"%s\",\"evidence\":%s%s}",
		course->uuids[0], kind, evidence, more);
}

static struct t_reply send(
	struct t_course *course, const struct t_person *person, const char *payload)
{
	const char *envelope = t_statement(course->app, person, "dispute", payload);

	return t_call(course->app, person->token, "POST", about(course, ""),
		t_text(course->app, "{\"envelope\":%s}", envelope));
}

static struct t_reply file(struct t_course *course, const struct t_person *person, const char *kind)
{
	return send(course, person, stated(course, kind, "{\"ballot\":\"ab\"}", ""));
}

static struct t_reply answer(
	struct t_course *course, const struct t_person *person, const char *id, const char *outcome)
{
	return t_call(course->app, person->token, "POST",
		t_text(course->app, "/v1/disputes/%s/answer", id),
		t_text(course->app, "{\"outcome\":\"%s\",\"answer\":\"已核对票箱和记录\"}",
			outcome));
}

static const char *last_entry(struct t_app *app)
{
	return t_sql(app, "SELECT CAST(entry AS TEXT) FROM record_entry ORDER BY idx DESC LIMIT 1");
}

/* Filed, waiting on the committee's home, answered, and seen by who filed it. */
TEST(disputes, is_filed_answered_and_shown)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5);
	struct t_person auditor;
	struct t_reply r = file(course, &voter, "not_mine");
	const char *id = t_json(app, r, "/id");

	T_STATUS(r, 201);
	T_JSON(app, r, "/filed_at", "2026-07-01T00:00:00Z");
	T_JSON(app, r, "/answer_by", "2026-07-04"); /* A38: within three days */
	T_CHECK(strstr(t_json(app, r, "/by"), "*") != NULL);
	T_CHECK(strstr(last_entry(app), "\"dispute.filed\"") != NULL);
	T_CHECK(strstr(last_entry(app), "person") == NULL);

	r = t_call(app, course->body->officer.token, "GET", "/v1/waiting", NULL);
	T_JSON(app, r, "/items/0/kind", "dispute");
	T_JSON(app, r, "/items/0/until", "2026-07-04T16:00:00Z");
	T_JSON(app, t_call(app, voter.token, "GET", "/v1/waiting", NULL), "/disputes", "1");

	r = t_call(app, course->body->officer.token, "GET", about(course, ""), NULL);
	T_JSON(app, r, "/disputes/0/kind", "not_mine");
	T_CHECK(strstr(t_json(app, r, "/answerers/0"), "*") != NULL);
	T_STATUS(answer(course, &course->body->officer, id, "upheld"), 200);
	T_CHECK(strstr(last_entry(app), "\"outcome\":\"upheld\"") != NULL);

	r = t_call(app, voter.token, "GET", "/v1/disputes", NULL);
	T_JSON(app, r, "/disputes/0/outcome", "upheld");
	T_JSON(app, r, "/disputes/0/answer", "已核对票箱和记录");
	T_STATUS(t_grant(app, course->body, 991, "auditor"), 201);
	auditor = t_person_in(app, course->body, 991);
	T_JSON(app, t_call(app, auditor.token, "GET", about(course, ""), NULL),
		"/disputes/0/answer", "已核对票箱和记录");
	r = t_call(app, course->body->officer.token, "GET", "/v1/waiting", NULL);
	T_CHECK(strcmp(t_json(app, r, "/items/0/kind"), "dispute") != 0);
}

/* What anybody can see: how many, and nobody's name. */
TEST(disputes, are_counted_for_everybody)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person first = voter_in(course, 5), second = voter_in(course, 6);
	struct t_reply r = t_call(app, NULL, "GET", about(course, "/summary"), NULL);

	T_JSON(app, r, "", "{\"kinds\":[]}");
	T_STATUS(file(course, &first, "not_recorded"), 201);
	r = file(course, &second, "not_recorded");
	T_STATUS(answer(course, &course->body->officer, t_json(app, r, "/id"), "rejected"), 200);
	r = t_call(app, NULL, "GET", about(course, "/summary"), NULL);
	T_JSON(app, r, "",
		"{\"kinds\":[{\"kind\":\"not_recorded\",\"filed\":2,\"answered\":1,\"upheld\":0}]"
		"}");
	T_PROBLEM(app, t_call(app, NULL, "GET", about(course, ""), NULL), 401, "sign-in-needed");
	T_PROBLEM(app, t_call(app, second.token, "GET", about(course, ""), NULL), 403, "forbidden");
	T_JSON(app, t_call(app, first.token, "GET", "/v1/disputes", NULL), "/disputes/1/id", "");
	T_PROBLEM(app, t_call(app, NULL, "GET", "/v1/rounds/aaaaaaaaaaaaaa/disputes/summary", NULL),
		404, "not-found");
	T_PROBLEM(app,
		t_call(app, course->body->officer.token, "GET",
			"/v1/rounds/aaaaaaaaaaaaaa/disputes", NULL),
		404, "not-found");
}

/* The record's commitment is to exactly what was signed. */
TEST(disputes, is_bound_by_the_record)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5);
	const char *payload = stated(course, "not_mine", "{\"ballot\":\"ab\"}", "");
	struct t_reply r = send(course, &voter, payload);
	const char *opened = t_sql(app, "SELECT hex(salt) FROM dispute");
	struct commitment_salt salt;
	struct digest commitment;
	char text[DIGEST_BASE64_SIZE];

	T_STATUS(r, 201);
	for (size_t i = 0; i < sizeof salt.bytes; i++) {
		char pair[3] = {opened[2 * i], opened[2 * i + 1], '\0'};

		salt.bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	commitment = commitment_of(&salt, payload, strlen(payload));
	digest_base64(&commitment, text);
	T_CHECK(strstr(last_entry(app), text) != NULL);
}

/* One dispute is one, however often it is sent; ten are enough of one person about one round. */
TEST(disputes, are_bounded)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5);

	T_STATUS(file(course, &voter, "not_mine"), 201);
	T_PROBLEM(app, file(course, &voter, "not_mine"), 409, "dispute-known");
	for (int i = 1; i < 10; i++)
		T_STATUS(send(course, &voter,
				 stated(course, "not_mine", t_text(app, "{\"n\":%d}", i), "")),
			201);
	T_PROBLEM(app, send(course, &voter, stated(course, "not_mine", "{\"n\":10}", "")), 409,
		"disputes-many");
	T_JSON(app,
		t_call(app, course->body->officer.token, "GET", about(course, "?limit=3"), NULL),
		"/disputes/3/id", "");
	T_STR(t_sql(app, "SELECT count(*) FROM dispute"), "10");
}

TEST(disputes, pages_follow_each_other)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5);
	const char *token = course->body->officer.token;
	const char *next;
	struct t_reply r;

	for (int i = 0; i < 3; i++)
		T_STATUS(send(course, &voter,
				 stated(course, "not_mine", t_text(app, "{\"n\":%d}", i), "")),
			201);
	next = t_json(app, t_call(app, token, "GET", about(course, "?limit=2"), NULL), "/next");
	r = t_call(app, token, "GET", about(course, t_text(app, "?limit=2&after=%s", next)), NULL);
	T_CHECK(*t_json(app, r, "/disputes/0/id"));
	T_JSON(app, r, "/disputes/1/id", "");
	T_JSON(app, r, "/next", "");
}

/* Somebody else's signature, another round, another form, and more than a phone has to say. */
TEST(disputes, are_refused_when_they_do_not_hold)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5), other = voter_in(course, 6);
	const char *payload = stated(course, "not_mine", "{}", "");
	const char *foreign = t_statement(app, &other, "dispute", payload);
	const char *elsewhere = t_text(
		app, "{\"round\":\"%s\",\"kind\":\"not_mine\",\"evidence\":{}}", course->uuids[1]);
	char *long_text = t_text(app, "\"%020000d\"", 0);

	T_PROBLEM(app,
		t_call(app, voter.token, "POST", about(course, ""),
			t_text(app, "{\"envelope\":%s}", foreign)),
		422, "statement-invalid");
	T_PROBLEM(app, t_call(app, NULL, "POST", about(course, ""), "{\"envelope\":{}}"), 401,
		"sign-in-needed");
	T_PROBLEM(app, send(course, &voter, elsewhere), 422, "invalid-input");
	T_PROBLEM(app, send(course, &voter, stated(course, "dislike", "{}", "")), 422,
		"invalid-input");
	T_PROBLEM(app, send(course, &voter, stated(course, "not_mine", "{}", ",\"more\":1")), 422,
		"invalid-input");
	T_PROBLEM(app, send(course, &voter, stated(course, "not_mine", long_text, "")), 413,
		"too-large");
	T_PROBLEM(app,
		t_call(app, voter.token, "POST", "/v1/rounds/aaaaaaaaaaaaaa/disputes",
			t_text(app, "{\"envelope\":%s}", foreign)),
		404, "not-found");
	T_PROBLEM(app,
		t_call(app, voter.token, "POST",
			t_text(app, "/v1/rounds/%s/disputes", course->uuids[1]),
			t_text(app, "{\"envelope\":%s}",
				t_statement(app, &voter, "dispute", elsewhere))),
		409, "wrong-state");
	T_STR(t_sql(app, "SELECT count(*) FROM dispute"), "0");
}

/* By another member of the committee than the one who filed it; once. */
TEST(disputes, are_answered_once_and_by_somebody_else)
{
	struct t_app *app = t_app_new();
	struct t_course *course = polling(app);
	struct t_person voter = voter_in(course, 5);
	const struct t_person *officer = &course->body->officer;
	const char *own = t_json(app, file(course, officer, "not_mine"), "/id");
	const char *id = t_json(app, file(course, &voter, "not_mine"), "/id");

	T_PROBLEM(app, answer(course, officer, own, "rejected"), 409, "dispute-own");
	T_STATUS(answer(course, &course->counter, own, "rejected"), 200);
	T_PROBLEM(app, answer(course, &voter, id, "upheld"), 403, "forbidden");
	T_PROBLEM(app, answer(course, officer, id, ""), 422, "invalid-input");
	T_STATUS(answer(course, officer, id, "rejected"), 200);
	T_PROBLEM(app, answer(course, officer, id, "upheld"), 409, "conflict");
	T_PROBLEM(app, answer(course, officer, "999999", "upheld"), 404, "not-found");
	T_STR(t_sql(app, "SELECT count(*) FROM dispute WHERE outcome = 'upheld'"), "0");
}

/* Archiving waits for the last answer; then who held which voting key is forgotten, and what
 * everybody verifies is as it was. */
TEST(disputes, end_with_the_file_and_so_does_who_held_which_key)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
	const char *archive = NULL;
	struct t_person voter;
	struct t_reply r;

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	archive = t_text(app, "/v1/rounds/%s/archive", course->uuids[0]);
	t_poll_hold(course, &(struct t_poll){.opens = "2026-07-01T00:00:00Z",
				    .closes = "2026-07-02T00:00:00Z",
				    .online = {{12, "010|0110"}}});
	voter = voter_in(course, 5);
	T_STATUS(t_course_call(course, "POST", "/completion", "{}"), 200);
	T_STATUS(t_course_advance(course, "handover"), 200);
	r = file(course, &voter, "result_differs");
	T_STATUS(r, 201);
	T_PROBLEM(app, t_course_advance(course, "archived"), 409, "disputes-open");
	T_JSON(app, t_course_call(course, "GET", "/next", NULL), "/missing/0/reason",
		"disputes-open");
	T_STATUS(answer(course, &course->counter, t_json(app, r, "/id"), "rejected"), 200);
	T_STR(t_sql(app, "SELECT count(*) > 0 FROM voter_credential"), "1");
	r = t_call(app, NULL, "GET", archive, NULL);
	T_STATUS(t_course_advance(course, "archived"), 200);
	T_STR(t_sql(app,
		      "SELECT (SELECT count(*) FROM voter_credential) + (SELECT count(*) FROM"
		      " voting_right WHERE credential IS NOT NULL) + (SELECT count(*) FROM visit)"),
		"0");
	T_STR(t_call(app, NULL, "GET", archive, NULL).etag, r.etag);
	T_PROBLEM(app, file(course, &voter, "not_recorded"), 409, "wrong-state");
	T_JSON(app, t_call(app, voter.token, "GET", "/v1/disputes", NULL), "/disputes/0/outcome",
		"rejected");
}
