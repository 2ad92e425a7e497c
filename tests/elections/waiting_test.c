/* What a phone's home page is made of: the same election from its list to its result, as two voters
 * and an outsider see it. */
#include <string.h>

#include "harness/result.h"

enum { VOTERS = 30 };

static struct t_person voter(struct t_course *course, int number)
{
	const char *id = t_sql(course->app,
		t_text(course->app, "SELECT person_id FROM voter WHERE number = %d", number));

	return t_person_in(course->app, course->body, strtoll(id, NULL, 10));
}

static struct t_reply waiting(struct t_course *course, struct t_person *person)
{
	struct t_reply r;

	t_person_sign_in(course->app, person); /* sessions live by real time */
	r = t_call(course->app, person->token, "GET", "/v1/waiting", NULL);
	T_STATUS(r, 200);
	return r;
}

static void check_item(struct t_course *course, struct t_reply r, const char *kind,
	const char *until, const char *channel)
{
	T_JSON(course->app, r, "/items/0/kind", kind);
	T_JSON(course->app, r, "/items/0/election_id", course->id);
	T_JSON(course->app, r, "/items/0/uuid", course->uuids[0]);
	T_JSON(course->app, r, "/items/0/until", until);
	T_JSON(course->app, r, "/items/0/channel", channel);
}

static void check_nothing(struct t_course *course, struct t_person *person)
{
	T_JSON(course->app, waiting(course, person), "/items", "[]");
}

/* She is told which of her ballots counts, so that her phone knows one that it did not send. */
static void check_counts(struct t_course *course, struct t_person *person, const char *fingerprint)
{
	struct t_reply r = waiting(course, person);

	check_item(course, r, "vote", "2026-07-02T00:00:00Z", "online");
	T_JSON(course->app, r, "/items/0/ballot", fingerprint);
}

TEST(waiting, a_voter_sees_what_is_hers_to_do_from_the_list_to_the_result)
{
	struct t_app *app = t_app_new();
	struct t_course *course =
		t_course_new(app, VOTERS, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
	struct t_person first, second;
	struct t_reply r;

	T_STATUS(t_call(app, NULL, "GET", "/v1/waiting", NULL), 401);
	check_nothing(course, &course->keeper);
	t_course_candidates(course);
	first = voter(course, 1);
	second = voter(course, 2);
	r = waiting(course, &first);
	check_item(course, r, "key", "2026-06-30T16:00:00Z", "");
	T_JSON(app, r, "/items/0/key", "");
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	r = waiting(course, &first);
	T_INT(strlen(t_json(app, r, "/items/0/key")), 64);

	t_course_clock(course, "2026-07-01T01:00:00Z");
	r = waiting(course, &first);
	check_item(course, r, "vote", "2026-07-02T00:00:00Z", "");
	T_JSON(app, r, "/items/0/from", "2026-07-01T00:00:00Z");
	r = t_course_vote(course, 1, "010|0110");
	T_STATUS(r, 201);
	check_counts(course, &first, t_json(app, r, "/fingerprint"));
	r = t_course_vote(course, 1, "100|0110");
	T_STATUS(r, 201);
	check_counts(course, &first, t_json(app, r, "/fingerprint"));
	check_item(course, waiting(course, &second), "vote", "2026-07-02T00:00:00Z", "");
	T_STATUS(t_box_issue(course, t_box_new(course, 5), 2), 200);
	check_item(course, waiting(course, &second), "vote", "2026-07-02T00:00:00Z", "paper");
}

TEST(waiting, a_result_waits_to_be_looked_at)
{
	struct t_course *course = t_course_polling(VOTERS);
	struct t_person first = voter(course, 1);
	struct t_reply r;

	for (size_t i = 1; i <= VOTERS; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	t_course_clock(course, course->plan.closes);
	check_nothing(course, &first);
	t_course_count(course);
	T_STATUS(t_result_draw(course), 201);
	t_result_announce(course);
	r = waiting(course, &first);
	check_item(course, r, "result", "", "");
	T_JSON(course->app, r, "/items/1/kind", "");
	check_nothing(course, &course->body->officer);
}

/* What waits for a trustee does so until her part of it is in. */
TEST(waiting, a_trustee_sees_the_tally_that_she_has_not_opened_yet)
{
	struct t_course *course = t_course_polling(VOTERS);
	struct t_app *app = course->app;
	struct t_person *trustee = &course->trustees[1]; /* the first and the third open */
	struct t_reply r;

	check_nothing(course, trustee);
	for (size_t i = 1; i <= VOTERS; i++)
		T_STATUS(t_course_vote(course, i, "010|0110"), 201);
	t_course_clock(course, course->plan.closes);
	check_nothing(course, trustee);
	T_STATUS(t_call(app, course->body->officer.token, "POST",
			 t_text(app, "/v1/rounds/%s/tally", course->uuids[0]), NULL),
		201);
	r = waiting(course, trustee);
	T_JSON(app, r, "/items/0/kind", "opening");
	T_JSON(app, r, "/items/0/uuid", course->uuids[0]);
	check_nothing(course, &course->body->officer);
}
