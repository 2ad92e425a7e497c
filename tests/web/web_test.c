/* The client in a real browser at phone size, against the real service: each test prepares a
 * community, starts the service on it, and runs a script beside this file, which says what a person
 * does and what she must then see. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "harness/course.h"
#include "harness/result.h"
#include "harness/run.h"
#include "harness/server.h"

enum { OUTPUT_MAX = 1 << 20, VOTERS = 5 };

struct output {
	struct buf out, err;
};

static void output_free(void *at)
{
	struct output *output = at;

	buf_done(&output->out);
	buf_done(&output->err);
	free(output);
}

static struct output *output_new(void)
{
	struct output *output = calloc(1, sizeof *output);

	t_defer(output_free, output);
	buf_init(&output->out, OUTPUT_MAX);
	buf_init(&output->err, OUTPUT_MAX);
	return output;
}

/* Runs a script against the service (NULL: none) with what it must know, as JSON; what it printed
 * is shown when it fails. */
static void browse(const struct t_server *server, const char *script, const char *facts)
{
	const char *node = getenv("GONGYI_NODE");
	char path[128];
	const char *argv[] = {node ? node : "node", path, facts, NULL};
	struct output *output = output_new();
	int status;

	snprintf(path, sizeof path, "tests/web/%s", script);
	setenv("GONGYI_SERVICE", server ? server->url : "", 1);
	setenv("GONGYI_ORIGIN", T_ORIGIN, 1);
	status = t_run(NULL, argv, (struct span){0}, &output->out, &output->err);
	if (status != 0)
		t_fail(__FILE__, __LINE__, "%s: status %d\n%s%s", script, status,
			output->out.data ? output->out.data : "",
			output->err.data ? output->err.data : "");
}

/* Leaves the course's folder to a service of its own. */
static struct t_server *serve(struct t_course *course)
{
	app_close(&course->app->app);
	return t_server_start(course->app->folder);
}

TEST(web, the_clients_protocol_agrees_with_what_others_made)
{
	browse(NULL, "protocol.mjs", "");
}

/* A card's link: choose, review, confirm; the network lost in between; voting again. */
TEST(web, a_voter_votes_by_the_link_of_her_card)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	browse(server, "vote.mjs",
		t_text(course->app, "{\"link\":\"/vote/%s#%s\"}", course->uuids[0], card));
	t_server_stop(server);
}

static const char *an_hour_after(struct t_app *app, const char *time)
{
	char text[TIME_TEXT_SIZE];
	int64_t at;

	T_CHECK(time_parse(time, &at));
	time_format(at + MS_PER_DAY / 24, text);
	return t_text(app, "%s", text);
}

/* Slip, greeting, home, voting key, vote; by the same phone on several days. */
TEST(web, a_resident_comes_in_by_a_slip_and_votes_with_her_phones_key)
{
	struct t_course *course = t_course_now(VOTERS);
	struct t_app *app = course->app;
	struct t_server *server;
	struct t_reply slip;

	t_course_candidates(course);
	t_course_trustees(course);
	slip = t_call(app, course->body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/slips", course->body->id),
		t_text(app, "{\"person_id\":\"%s\"}",
			t_sql(app, "SELECT person_id FROM voter WHERE number = 1")));
	T_STATUS(slip, 201);
	server = serve(course);
	browse(server, "resident.mjs",
		t_text(app,
			"{\"slip\":\"/in%s\",\"officer\":\"%s\",\"body\":\"%s\","
			"\"opens\":\"%s\",\"later\":\"%s\"}",
			strchr(t_json(app, slip, "/url"), '#'), course->body->officer.token,
			course->body->id, course->plan.opens,
			an_hour_after(app, course->plan.opens)));
	t_server_stop(server);
}

/* 21 voters online and so many on paper; 王1, 王3 and 王4 are elected. */
static void show_result(int papers, bool small)
{
	struct t_course *course = t_course_polling(40);
	struct t_server *server;

	t_poll_hold(course, &(struct t_poll){.opens = course->plan.opens,
				    .closes = course->plan.closes,
				    .online = {{15, "010|0110"}, {6, "001|0100"}},
				    .issued = papers,
				    .paper = {.recovered = papers,
					    .votes = {{1, papers}, {2, 0}, {3, papers}, {4, papers},
						    {5, 0}, {0}}}});
	server = serve(course);
	browse(server, "result.mjs",
		t_text(course->app, "{\"election\":\"/e/%s\",\"small\":%s}", course->id,
			small ? "true" : "false"));
	t_server_stop(server);
}

TEST(web, a_phone_checks_the_result_by_itself)
{
	show_result(12, false);
}

TEST(web, a_result_with_few_papers_is_shown_in_sums)
{
	show_result(4, true);
}

/* D14, D16: letters, targets and contrast in every view. */
TEST(web, every_page_of_a_voter_is_right_in_every_view)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	browse(server, "views.mjs",
		t_text(course->app, "{\"link\":\"/vote/%s#%s\",\"election\":\"/e/%s\"}",
			course->uuids[0], card, course->id));
	t_server_stop(server);
}
