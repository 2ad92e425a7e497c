/* The voter list, each voter's own line, objections, voting keys (A35–A40, A81, D2–D4). */
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/commitment.h"
#include "crypto/credential.h"
#include "harness/course.h"

#define OPENS  "2026-06-20T16:00:00Z" /* Sunday 2026-06-21, 00:00 in Shanghai */
#define CLOSES "2026-06-27T16:00:00Z"

static struct t_course *registering(struct t_app *app)
{
	struct t_course *course = t_course_new(app, 8, OPENS, CLOSES);

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	return course;
}

static struct t_course *listed(struct t_app *app)
{
	struct t_course *course = registering(app);

	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	return course;
}

/* A voter by her place on the roll, with a device of hers. */
static struct t_person voter_in(struct t_course *course, size_t number)
{
	struct t_reply r = t_call(course->app, course->keeper.token, "GET",
		t_text(course->app, "/v1/bodies/%s/people", course->body->id), NULL);
	const char *id = t_json(course->app, r, t_text(course->app, "/people/%zu/id", number - 1));

	return t_person_in(course->app, course->body, strtoll(id, NULL, 10));
}

static struct t_reply call_as(struct t_course *course, const struct t_person *person,
	const char *method, const char *rest, const char *body)
{
	return t_call(course->app, person->token, method,
		t_text(course->app, "/v1/elections/%s%s", course->id, rest), body);
}

/* ---- publication ---- */

/* D2: on the notice board there are surnames and stars. */
TEST(elections, the_published_list_is_masked_and_comes_in_pages)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	const char *list = t_text(app, "/v1/elections/%s/list", course->id);
	struct t_reply r = t_call(app, NULL, "GET", t_text(app, "%s?limit=5", list), NULL);

	T_STATUS(r, 200);
	T_JSON(app, r, "/voters/0/number", "1");
	T_JSON(app, r, "/voters/0/name", "王**");
	T_JSON(app, r, "/voters/4/number", "5");
	T_JSON(app, r, "/next", "5");
	r = t_call(app, NULL, "GET", t_text(app, "%s?limit=5&after=5", list), NULL);
	T_JSON(app, r, "/voters/2/number", "8");
	T_JSON(app, r, "/voters/3", "");
	T_JSON(app, r, "/next", "");
}

/* A35, W20: twenty days before 21 June are the last time on 1 June. */
TEST(elections, a_list_published_nineteen_days_before_is_late)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);
	struct t_reply r;

	t_course_clock(course, "2026-06-01T16:00:00Z");
	r = t_course_call(course, "POST", "/list", "{}");
	T_PROBLEM(app, r, 409, "list-too-late");
	T_JSON(app, r, "/title",
		"The voter list must be published by 2026-06-01, at least 20 days before election "
		"day (A35)");
}

TEST(elections, a_list_published_in_the_last_second_is_in_time)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);

	t_course_clock(course, "2026-06-01T15:59:59Z");
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	T_PROBLEM(app, t_course_call(course, "POST", "/list", "{}"), 409, "wrong-state");
}

static const char *draft_of(struct t_app *app, struct t_body *body, const char *mode)
{
	struct t_reply r = t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/elections", body->id),
		t_text(app,
			"{\"title\":\"换届\",\"mode\":\"%s\",\"opens_at\":\"" OPENS
			"\",\"closes_at\":\"" CLOSES
			"\",\"posts\":[{\"title\":\"主任\",\"seats\":1}]}",
			mode));
	const char *id = t_json(app, r, "/id");

	T_STATUS(r, 201);
	T_STATUS(t_call(app, body->officer.token, "POST", t_text(app, "/v1/elections/%s/state", id),
			 "{\"to\":\"committee_formed\"}"),
		200);
	T_STATUS(t_call(app, body->officer.token, "POST", t_text(app, "/v1/elections/%s/state", id),
			 "{\"to\":\"registering\"}"),
		200);
	return id;
}

/* A36: representatives are named, all residents are not. */
TEST(elections, representatives_are_named_and_all_residents_are_not)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);
	const char *token = course->body->officer.token;
	const char *reps =
		t_text(app, "/v1/elections/%s/list", draft_of(app, course->body, "reps"));
	struct t_reply r;

	T_PROBLEM(app, t_course_call(course, "POST", "/list", "{\"person_ids\":[\"900\"]}"), 422,
		"voters-to-be-named");
	T_PROBLEM(app, t_call(app, token, "POST", reps, "{}"), 422, "voters-to-be-named");
	T_STATUS(t_call(app, token, "POST", reps, "{\"person_ids\":[\"900\"]}"), 422);
	r = t_call(app, token, "POST", reps,
		t_text(app, "{\"person_ids\":[\"%lld\"]}", (long long)voter_in(course, 3).id));
	T_STATUS(r, 201);
	T_JSON(app, r, "/voters", "1");
}

/* A60: one representative a household; the same two are fit to be resident representatives. */
TEST(elections, a_household_has_one_representative)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);
	const long long first = voter_in(course, 3).id, second = voter_in(course, 4).id;
	const char *both = t_text(app, "{\"person_ids\":[\"%lld\",\"%lld\"]}", first, second);
	const char *mode[] = {"household", "reps"};

	t_sql(app, t_text(app,
			   "UPDATE person SET household_id = (SELECT household_id FROM person"
			   " WHERE id = %lld) WHERE id = %lld RETURNING 1",
			   first, second));
	for (size_t i = 0; i < 2; i++) {
		const char *id = draft_of(app, course->body, mode[i]);
		struct t_reply r = t_call(app, course->body->officer.token, "POST",
			t_text(app, "/v1/elections/%s/list", id), both);

		T_STATUS(r, i ? 201 : 422);
		if (!i)
			T_JSON(app, r, "/errors/0/rule", "two of one household are named");
	}
}

TEST(elections, a_roll_without_voters_makes_no_list)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	const char *id;

	for (int64_t person = 901; person <= 904; person++)
		T_STATUS(t_grant(app, body, person, "election_committee"), 201);
	id = draft_of(app, body, "all");
	T_PROBLEM(app,
		t_call(app, body->officer.token, "POST", t_text(app, "/v1/elections/%s/list", id),
			"{}"),
		409, "no-voters");
}

/* ---- one's own line ---- */

static const char *opened(struct t_app *app, const char *datum, const char *salt_base64)
{
	struct commitment_salt salt;
	struct digest commitment;
	char text[DIGEST_BASE64_SIZE];
	size_t len;

	T_CHECK(base64_decode(
		BASE64, salt_base64, strlen(salt_base64), salt.bytes, sizeof salt.bytes, &len));
	T_INT(len, sizeof salt.bytes);
	commitment = commitment_of(&salt, datum, strlen(datum));
	digest_base64(&commitment, text);
	return t_text(app, "%s", text);
}

/* D4: she opens her commitment with what she knows of herself, and nobody else can. */
TEST(elections, a_voter_finds_her_line_and_opens_her_commitment)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	struct t_person voter = voter_in(course, 7);
	struct t_reply r = call_as(course, &voter, "GET", "/list/me", NULL);
	const char *commitment, *salt;

	T_STATUS(r, 200);
	T_JSON(app, r, "/number", "7");
	commitment = t_json(app, r, "/commitment");
	salt = t_json(app, r, "/salt");
	T_STR(opened(app, "gongyi:voter:1\n7\n王零零七\n1\n\n0007\n", salt), commitment);
	r = t_course_call(course, "GET", "/list?after=6&limit=1", NULL);
	T_JSON(app, r, "/voters/0/commitment", commitment);
	T_PROBLEM(app, t_course_call(course, "GET", "/list/me", NULL), 409, "not-a-voter");
}

/* ---- objections ---- */

static struct t_reply decide(struct t_course *course, const char *id, const char *outcome)
{
	return t_course_call(course, "POST", t_text(course->app, "/objections/%s/decide", id),
		t_text(course->app, "{\"outcome\":\"%s\",\"reason\":\"已核对户籍\"}", outcome));
}

/* A37, A38: made by a resident, decided within three days, once. */
TEST(elections, an_objection_is_decided_once)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	struct t_person voter = voter_in(course, 2);
	struct t_reply r = call_as(course, &voter, "POST", "/objections",
		"{\"kind\":\"wrong_data\",\"text\":\"楼栋写错了\"}");
	const char *id = t_json(app, r, "/id");

	T_STATUS(r, 201);
	T_JSON(app, r, "/received_at", "2026-06-01T00:00:00Z");
	T_JSON(app, r, "/decide_by", "2026-06-04");
	T_PROBLEM(app, decide(course, "4711", "rejected"), 404, "not-found");
	r = decide(course, id, "corrected");
	T_STATUS(r, 200);
	T_JSON(app, r, "/outcome", "corrected");
	T_PROBLEM(app, decide(course, id, "rejected"), 409, "conflict");
}

TEST(elections, nobody_objects_to_a_list_that_is_not_published)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);
	struct t_person voter = voter_in(course, 2);

	T_PROBLEM(app,
		call_as(course, &voter, "POST", "/objections",
			"{\"kind\":\"left_off\",\"text\":\"没有我\"}"),
		409, "wrong-state");
}

/* ---- voting keys ---- */

/* The public halves of one secret for each round. */
static const char *halves_of(struct t_course *course, const size_t secrets[3])
{
	char secret_text[26], text[3][POINT_TEXT_SIZE];
	struct scalar secret;
	struct point point;

	for (int kind = 0; kind < 3; kind++) {
		t_course_secret(course, secrets[kind], secret_text);
		credential_derive(course->uuids[kind], secret_text, &secret, &point);
		point_text(&point, text[kind]);
	}
	return t_text(course->app, "\"vote\":\"%s\",\"rerun\":\"%s\",\"tiebreak\":\"%s\"", text[0],
		text[1], text[2]);
}

static const char *keys_of(struct t_course *course, size_t number)
{
	return halves_of(course, (const size_t[]){number, number, number});
}

static struct t_reply key_register(
	struct t_course *course, const struct t_person *person, size_t secret)
{
	return call_as(course, person, "POST", "/keys",
		t_text(course->app, "{%s}", keys_of(course, secret)));
}

static struct t_reply card_register(struct t_course *course, size_t number, size_t secret)
{
	return t_course_call(course, "POST", "/cards",
		t_text(course->app, "{\"cards\":[{\"number\":%zu,%s}]}", number,
			keys_of(course, secret)));
}

TEST(elections, a_voter_registers_a_key_and_may_replace_it)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	struct t_person voter = voter_in(course, 1), other = voter_in(course, 2);
	struct t_reply r = key_register(course, &voter, 1);

	T_STATUS(r, 200);
	T_JSON(app, r, "/registered", "1");
	T_JSON(app, r, "/freeze_at", OPENS);
	T_JSON(app, key_register(course, &voter, 11), "/registered", "1");
	T_JSON(app, key_register(course, &other, 1), "/registered", "2"); /* it is free again */
	T_PROBLEM(app, key_register(course, &course->body->officer, 3), 409, "not-a-voter");
	T_STATUS(call_as(course, &voter, "POST", "/keys",
			 t_text(app,
				 "{\"vote\":\"%064d\",\"rerun\":\"%064d\",\"tiebreak\":\"%064d\"}",
				 0, 0, 0)),
		422);
}

TEST(elections, one_key_belongs_to_one_voter)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	struct t_person voter = voter_in(course, 1);

	T_STATUS(card_register(course, 2, 5), 200);
	T_PROBLEM(app, key_register(course, &voter, 5), 409, "credential-taken");
	T_PROBLEM(app, card_register(course, 3, 5), 409, "credential-taken");
	T_STATUS(card_register(course, 2, 5), 200); /* the same again */
	T_STATUS(card_register(course, 4711, 6), 422);
}

/* Two voters with one key of a further round would keep that round from being held. */
TEST(elections, a_key_of_a_further_round_belongs_to_one_voter)
{
	static const size_t shared[][3] = {{5, 6, 6}, {6, 5, 6}, {6, 6, 5}};
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);

	T_STATUS(card_register(course, 2, 5), 200);
	for (size_t i = 0; i < COUNT_OF(shared); i++)
		T_PROBLEM(app,
			t_course_call(course, "POST", "/cards",
				t_text(app, "{\"cards\":[{\"number\":3,%s}]}",
					halves_of(course, shared[i]))),
			409, "credential-taken");
	T_STATUS(card_register(course, 3, 6), 200);
}

/* A file of cards is taken as a whole or not at all; what is wrong is told by its place. */
TEST(elections, a_card_without_a_key_is_named)
{
	struct t_app *app = t_app_new();
	struct t_course *course = listed(app);
	struct t_reply r = t_course_call(course, "POST", "/cards",
		t_text(app,
			"{\"cards\":[{\"number\":2,%s},{\"number\":3,\"vote\":\"%064d\","
			"\"rerun\":\"%064d\",\"tiebreak\":\"%064d\"}]}",
			keys_of(course, 5), 0, 0, 0));

	T_STATUS(r, 422);
	T_JSON(app, r, "/errors/0/pointer", "/cards/1");
	r = t_course_call(course, "POST", "/cards",
		t_text(app, "{\"cards\":[{\"number\":2,%s},{\"number\":4711,%s}]}",
			keys_of(course, 5), keys_of(course, 6)));
	T_STATUS(r, 422);
	T_JSON(app, r, "/errors/0/pointer", "/cards/1");
	T_JSON(app, card_register(course, 3, 7), "/registered", "1");
}

TEST(elections, keys_are_registered_between_the_list_and_the_freeze)
{
	struct t_app *app = t_app_new();
	struct t_course *course = registering(app);
	struct t_person voter = voter_in(course, 1);
	struct t_reply r;

	T_PROBLEM(app, key_register(course, &voter, 1), 409, "wrong-state");
	T_PROBLEM(app, card_register(course, 1, 1), 409, "wrong-state");
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	t_course_clock(course, "2026-06-20T15:59:59Z");
	T_STATUS(key_register(course, &voter, 1), 200);
	t_course_clock(course, "2026-06-20T16:00:00Z");
	r = key_register(course, &voter, 2);
	T_PROBLEM(app, r, 409, "credentials-frozen");
	T_JSON(app, r, "/title",
		"Voting keys could be registered until 2026-06-21 00:00; vote on paper");
	T_PROBLEM(app, card_register(course, 1, 2), 409, "credentials-frozen");
}
