/* Candidates: who may stand, how many there must be, and by when (A49, A52, A54; W20). */
#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"
#include "harness/course.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

/* The list is published, nominations are open on the ninth of June. */
static struct t_course *nominating(struct t_app *app)
{
	struct t_course *course = t_course_new(app, 8, OPENS, CLOSES);

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	t_course_clock(course, "2026-06-09T00:00:00Z");
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
	T_STATUS(t_course_advance(course, "nominating"), 200);
	return course;
}

static struct t_reply enter(struct t_course *course, size_t post, const char *person)
{
	return t_course_call(course, "POST", "/candidates",
		t_text(course->app, "{\"post_id\":\"%lld\",\"person_id\":\"%s\",\"name\":\"王%s\"}",
			(long long)course->posts[post], person, person));
}

static const char *person_of(struct t_course *course, size_t number)
{
	struct t_reply r = t_call(course->app, course->keeper.token, "GET",
		t_text(course->app, "/v1/bodies/%s/people", course->body->id), NULL);

	return t_json(course->app, r, t_text(course->app, "/people/%zu/id", number - 1));
}

/* List numbers 1 to n for 主任 (1 seat), then m more for 委员 (2 seats). */
static void enter_all(struct t_course *course, size_t n, size_t m)
{
	for (size_t i = 1; i <= n + m; i++)
		T_STATUS(enter(course, i > n, person_of(course, i)), 201);
}

static struct t_reply publish(struct t_course *course)
{
	return t_course_call(course, "POST", "/candidates/publish", NULL);
}

static struct t_reply withdraw(struct t_course *course, const char *id)
{
	return t_course_call(
		course, "POST", t_text(course->app, "/candidates/%s/withdraw", id), NULL);
}

static struct t_reply seen_by_all(struct t_course *course)
{
	return t_call(course->app, NULL, "GET",
		t_text(course->app, "/v1/elections/%s/candidates", course->id), NULL);
}

TEST(elections, candidates_are_the_committees_own_business_until_published)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	struct t_reply r;

	enter_all(course, 2, 3);
	r = seen_by_all(course);
	T_STATUS(r, 200);
	T_JSON(app, r, "/candidates", "[]");
	T_JSON(app, t_course_call(course, "GET", "/candidates", NULL), "/candidates/4/position",
		"2");
	T_STATUS(publish(course), 200);
	r = seen_by_all(course);
	T_JSON(app, r, "/candidates/0/post_id", t_text(app, "%lld", (long long)course->posts[0]));
	T_JSON(app, r, "/candidates/4/position", "2");
	T_JSON(app, r, "/candidates/5", "");
}

/* Also of another body's election committee. */
TEST(elections, candidates_are_not_shown_to_another_bodys_committee)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	struct t_body *other = t_body_new(app, "桥西社区");
	struct t_reply r;

	enter_all(course, 1, 1);
	r = t_call(app, other->officer.token, "GET",
		t_text(app, "/v1/elections/%s/candidates", course->id), NULL);
	T_JSON(app, r, "/candidates", "[]");
}

TEST(elections, nobody_is_nominated_before_nominations_are_open)
{
	struct t_app *app = t_app_new();
	struct t_course *course = t_course_new(app, 3, OPENS, CLOSES);

	T_PROBLEM(app, enter(course, 0, person_of(course, 1)), 409, "wrong-state");
	T_PROBLEM(app, publish(course), 409, "wrong-state");
	T_PROBLEM(app, withdraw(course, "1"), 409, "wrong-state");
}

TEST(elections, only_voters_stand)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);

	T_PROBLEM(app, enter(course, 0, "4711"), 409, "not-a-voter");
	T_STATUS(enter(course, 0, person_of(course, 8)), 201);
}

/* A11, and who has left it may stand. */
TEST(elections, nobody_who_runs_the_election_stands_in_it)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *person = person_of(course, 2);
	const char *offices = t_text(app, "/v1/bodies/%s/offices", course->body->id);
	const char *officer = course->body->officer.token;
	struct t_reply r = t_call(app, officer, "POST", offices,
		t_text(app,
			"{\"person_id\":\"%s\",\"role\":\"election_committee\","
			"\"from_day\":\"2026-01-01\",\"until_day\":\"2030-01-01\"}",
			person));
	const char *office;

	T_STATUS(r, 201);
	office = t_sql(app, t_text(app, "SELECT max(id) FROM office WHERE person_id = %s", person));
	T_PROBLEM(app, enter(course, 0, person), 409, "on-election-committee");
	T_STATUS(
		t_call(app, officer, "POST", t_text(app, "%s/%s/end", offices, office), NULL), 200);
	T_STATUS(enter(course, 0, person), 201);
}

/* A54 */
TEST(elections, one_person_stands_for_one_post_only)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *person = person_of(course, 1);

	T_STATUS(enter(course, 0, person), 201);
	T_PROBLEM(app, enter(course, 0, person), 409, "candidate-twice");
	T_PROBLEM(app, enter(course, 1, person), 409, "candidate-twice");
}

TEST(elections, whoever_withdraws_is_off_the_list_for_good)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *id;
	struct t_reply r;

	enter_all(course, 3, 3);
	id = t_json(app, t_course_call(course, "GET", "/candidates", NULL), "/candidates/1/id");
	r = withdraw(course, id);
	T_STATUS(r, 200);
	T_JSON(app, r, "/candidates/5", "");
	T_CHECK(!strstr((const char *)r.body.data, t_text(app, "{\"id\":%s,", id)));
	T_PROBLEM(app, withdraw(course, id), 404, "not-found");
	T_PROBLEM(app, withdraw(course, "4711"), 404, "not-found");
	T_STATUS(publish(course), 200);
	T_JSON(app, seen_by_all(course), "/candidates/5", "");
	id = t_json(app, seen_by_all(course), "/candidates/0/id");
	T_PROBLEM(app, withdraw(course, id), 409, "wrong-state"); /* the papers are printed */
}

/* A49: one more than there are seats, for each post. */
TEST(elections, every_post_has_more_candidates_than_seats)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	struct t_reply r;

	enter_all(course, 2, 2);
	r = publish(course);
	T_PROBLEM(app, r, 409, "candidates-too-few");
	T_JSON(app, r, "/title", "委员: 2 candidates for 2 seats; at least 3 are needed (A49)");
	T_STATUS(enter(course, 1, person_of(course, 5)), 201);
	T_STATUS(publish(course), 200);
}

/* A52, W20: five days before 21 June are the last time on 16 June. */
TEST(elections, candidates_published_on_the_last_day_are_in_time)
{
	struct t_course *course = nominating(t_app_new());

	enter_all(course, 2, 3);
	t_course_clock(course, "2026-06-16T15:59:59Z");
	T_STATUS(publish(course), 200);
}

TEST(elections, candidates_published_a_second_later_are_late)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	struct t_reply r;

	enter_all(course, 2, 3);
	t_course_clock(course, "2026-06-16T16:00:00Z");
	r = publish(course);
	T_PROBLEM(app, r, 409, "candidates-too-late");
	T_JSON(app, r, "/title",
		"The candidates must be published by 2026-06-16, at least 5 days before election "
		"day (A52)");
}

/* ---- photos ---- */

static const char *photo_at(struct t_course *course, size_t number)
{
	struct t_reply r = t_course_call(course, "GET", "/candidates", NULL);
	const char *id =
		t_json(course->app, r, t_text(course->app, "/candidates/%zu/id", number - 1));

	return t_text(course->app, "/v1/elections/%s/candidates/%s/photo", course->id, id);
}

static struct t_reply bring(struct t_course *course, const char *at, const char *bytes, size_t len)
{
	return t_call_raw(course->app, course->body->officer.token, "PUT",
		t_text(course->app, "%s?consent=true", at), bytes, len);
}

/* A52: who stands is shown with a photo; it is bound to the published list. */
TEST(candidates, a_photo_is_shown_once_the_list_is_published)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *at, *digest;
	struct t_reply r;
	size_t len;
	const char *picture = t_file("web/candidate.jpg", &len);

	enter_all(course, 2, 3);
	at = photo_at(course, 1);
	T_PROBLEM(app, t_call(app, course->body->officer.token, "GET", at, NULL), 404, "not-found");
	T_STATUS(bring(course, at, picture, len), 204);
	T_STATUS(bring(course, at, picture, len), 204);
	r = t_call(app, course->body->officer.token, "GET", at, NULL);
	T_STATUS(r, 200);
	T_CHECK(r.body.len < len && memcmp(r.body.data, "\xFF\xD8\xFF", 3) == 0);
	T_STR(r.media, "image/jpeg");
	T_PROBLEM(app, t_call(app, NULL, "GET", at, NULL), 404, "not-found");
	T_STATUS(publish(course), 200);
	T_STATUS(t_call(app, NULL, "GET", at, NULL), 200);
	digest = t_json(app, seen_by_all(course), "/candidates/0/photo");
	T_INT(strlen(digest), 64);
	T_STR(t_json(app, seen_by_all(course), "/candidates/1/photo"), "");
	T_PROBLEM(app, bring(course, at, picture, len), 409, "wrong-state");
	T_PROBLEM(app, t_call(app, course->body->officer.token, "DELETE", at, NULL), 409,
		"wrong-state");
}

/* The entry of the record holds what anybody can compute from what is published. */
TEST(candidates, the_records_entry_binds_names_statements_and_photos)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	char hex[DIGEST_HEX_SIZE];
	const char *entry;
	struct digest_state state;
	struct digest digest;
	struct t_reply r;
	size_t len;
	const char *picture = t_file("web/candidate.jpg", &len);

	enter_all(course, 2, 3);
	T_STATUS(bring(course, photo_at(course, 2), picture, len), 204);
	T_STATUS(publish(course), 200);
	r = seen_by_all(course);
	digest_start(&state);
	for (int i = 0; i < 5; i++) {
		static const char *const members[] = {
			"post_id", "position", "name", "statement", "photo"};

		for (size_t m = 0; m < COUNT_OF(members); m++) {
			const char *text =
				t_json(app, r, t_text(app, "/candidates/%d/%s", i, members[m]));

			digest_add(&state, text, strlen(text) + 1);
		}
	}
	digest = digest_finish(&state);
	digest_hex(&digest, hex);
	entry = t_sql(app, "SELECT CAST(entry AS TEXT) FROM record_entry"
			   " WHERE type = 'candidates.published'");
	T_CHECK(strstr(entry, hex) != NULL);
}

/* D1: a photo is published with consent only. */
TEST(candidates, a_photo_is_refused_that_is_none_or_of_nobody)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *other = t_text(app, "/v1/elections/%s/candidates/4711/photo", course->id);
	const char *at, *agreed;
	size_t len;
	const char *picture = t_file("web/candidate.jpg", &len);

	enter_all(course, 2, 3);
	at = photo_at(course, 1);
	agreed = t_text(app, "%s?consent=true", at);
	for (int i = 0; i < 2; i++)
		T_PROBLEM(app,
			t_call_raw(app, course->body->officer.token, "PUT",
				t_text(app, "%s%s", at, i ? "?consent=false" : ""), picture, len),
			422, "invalid-input");
	T_PROBLEM(app, bring(course, at, "GIF89a", 6), 422, "photo-unsuitable");
	T_PROBLEM(app, bring(course, at, "", 0), 422, "photo-unsuitable");
	T_PROBLEM(app, bring(course, other, picture, len), 404, "not-found");
	T_PROBLEM(app, t_call(app, course->body->officer.token, "DELETE", other, NULL), 404,
		"not-found");
	T_PROBLEM(app, t_call_raw(app, course->keeper.token, "PUT", agreed, picture, len), 403,
		"forbidden");
	T_PROBLEM(app, t_call_raw(app, NULL, "PUT", agreed, picture, len), 401, "sign-in-needed");
}

/* D9: with the candidate the photo goes. */
TEST(candidates, a_photo_is_taken_away_with_the_candidate)
{
	struct t_app *app = t_app_new();
	struct t_course *course = nominating(app);
	const char *at;
	size_t len;
	const char *picture = t_file("web/candidate.jpg", &len);

	enter_all(course, 2, 3);
	at = photo_at(course, 1);
	T_STATUS(bring(course, at, picture, len), 204);
	T_STATUS(t_call(app, course->body->officer.token, "DELETE", at, NULL), 204);
	T_STATUS(t_call(app, course->body->officer.token, "DELETE", at, NULL), 204);
	T_STR(t_json(app, t_course_call(course, "GET", "/candidates", NULL), "/candidates/0/photo"),
		"");
	T_STATUS(bring(course, at, picture, len), 204);
	T_STATUS(withdraw(course, t_json(app, t_course_call(course, "GET", "/candidates", NULL),
					  "/candidates/0/id")),
		200);
	T_STR(t_sql(app, "SELECT count(*) FROM candidate_photo"), "0");
}
