/* A81: the law says nothing of online ballots, so a real community votes on paper unless its own
 * rules say otherwise. The service then takes no voting keys and prepares no online round. */
#include <string.h>

#include "base/clock.h"
#include "harness/people.h"

/* A real body, which lives by real time, with two voters and an election for one post. */
struct town {
	struct t_app *app;
	struct t_body *body;
	const char *election; /* its address */
};

static struct t_reply ask(struct town *town, const char *rest, const char *body)
{
	return t_call(town->app, town->body->officer.token, "POST",
		t_text(town->app, "%s%s", town->election, rest), body);
}

static void enter_roll(struct town *town)
{
	static const char file[] = "楼栋,房号,姓名,证件号,类别\n"
				   "2,101,张三丰,440305199003070030,户籍\n"
				   "2,101,欧阳明月,11010519491231002X,户籍\n";
	struct t_app *app = town->app;
	struct t_person keeper;
	const char *imports = t_text(app, "/v1/bodies/%s/roll/imports", town->body->id);
	struct t_reply r;

	T_STATUS(t_grant(app, town->body, 905, "roll_keeper"), 201);
	keeper = t_person_in(app, town->body, 905);
	r = t_call_raw(app, keeper.token, "POST", imports, file, strlen(file));
	T_STATUS(r, 201);
	T_STATUS(t_call(app, keeper.token, "POST",
			 t_text(app, "%s/%s/accept", imports, t_json(app, r, "/id")), NULL),
		200);
}

static struct town *town_new(struct t_app *app)
{
	struct town *town = arena_new(&app->arena, struct town);
	struct t_reply r;

	*town = (struct town){.app = app, .body = t_body_real(app, "桥西社区")};
	for (int64_t person = 901; person <= 904; person++)
		T_STATUS(t_grant(app, town->body, person, "election_committee"), 201);
	enter_roll(town);
	town->election = t_text(app, "/v1/bodies/%s/elections", town->body->id);
	r = ask(town, "",
		"{\"title\":\"换届\",\"opens_at\":\"2026-06-20T16:00:00Z\","
		"\"closes_at\":\"2026-06-27T16:00:00Z\","
		"\"posts\":[{\"title\":\"主任\",\"seats\":1}]}");
	T_STATUS(r, 201);
	town->election = t_text(app, "/v1/elections/%s", t_json(app, r, "/id"));
	T_STATUS(ask(town, "/state", "{\"to\":\"committee_formed\"}"), 200);
	T_STATUS(ask(town, "/state", "{\"to\":\"registering\"}"), 200);
	T_STATUS(ask(town, "/list", "{}"), 201);
	return town;
}

/* Sessions live by the same clock. */
static void wait_until(struct town *town, const char *instant)
{
	T_CHECK(time_parse(instant, &town->app->now));
	t_person_sign_in(town->app, &town->body->officer);
}

static void publish_candidates(struct town *town)
{
	struct t_app *app = town->app;
	struct t_reply people = t_call(app, town->body->officer.token, "GET",
		t_text(app, "/v1/bodies/%s/people", town->body->id), NULL);
	struct t_reply r = t_call(app, NULL, "GET", town->election, NULL);
	const char *post = t_json(app, r, "/posts/0/id");

	T_STATUS(ask(town, "/state", "{\"to\":\"objections_closed\"}"), 200);
	T_STATUS(ask(town, "/state", "{\"to\":\"nominating\"}"), 200);
	for (int i = 0; i < 2; i++)
		T_STATUS(ask(town, "/candidates",
				 t_text(app,
					 "{\"post_id\":\"%s\",\"person_id\":\"%s\",\"name\":"
					 "\"候选人\"}",
					 post,
					 t_json(app, people, t_text(app, "/people/%d/id", i)))),
			201);
	T_STATUS(ask(town, "/candidates/publish", NULL), 200);
}

#define KEYS "\"vote\":\"%064d\",\"rerun\":\"%064d\",\"tiebreak\":\"%064d\""

TEST(elections, a_real_community_takes_no_voting_keys_and_prepares_no_online_round)
{
	struct town *town = town_new(t_app_new());
	struct t_app *app = town->app;

	T_PROBLEM(app, ask(town, "/keys", t_text(app, "{" KEYS "}", 1, 1, 1)), 409,
		"online-ballot-off");
	T_PROBLEM(app,
		ask(town, "/cards", t_text(app, "{\"cards\":[{\"number\":1," KEYS "}]}", 1, 1, 1)),
		409, "online-ballot-off");
	wait_until(town, "2026-06-09T00:00:00Z");
	publish_candidates(town);
	wait_until(town, "2026-06-20T16:00:00Z");
	T_JSON(app, t_call(app, NULL, "GET", town->election, NULL), "/held_up", "");
	T_PROBLEM(app, ask(town, "/prepare", NULL), 409, "online-ballot-off");
}
