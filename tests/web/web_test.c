/* The client in a real browser at phone size, against the real service: each test prepares a
 * community, starts the service on it, and runs a script beside this file, which says what a person
 * does and what she must then see. */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "harness/course.h"
#include "harness/run.h"
#include "harness/server.h"

enum { OUTPUT_MAX = 1 << 20, VOTERS = 5 };

/* Runs a script with one argument; what it printed is shown when it fails. */
static void browse(const char *script, const char *argument)
{
	const char *node = getenv("GONGYI_NODE");
	char path[128];
	const char *argv[] = {node ? node : "node", path, argument, NULL};
	auto_buf struct buf out = {0}, err = {0};
	int status;

	snprintf(path, sizeof path, "tests/web/%s", script);
	buf_init(&out, OUTPUT_MAX);
	buf_init(&err, OUTPUT_MAX);
	status = t_run(NULL, argv, (struct span){0}, &out, &err);
	if (status != 0)
		t_fail(__FILE__, __LINE__, "%s: status %d\n%s%s", script, status,
			out.data ? out.data : "", err.data ? err.data : "");
}

/* Leaves the course's folder to a service of its own. */
static struct t_server *serve(struct t_course *course)
{
	app_close(&course->app->app);
	return t_server_start(course->app->folder);
}

/* A card's link: choose, review, confirm; the network lost in between; voting again. */
TEST(web, a_voter_votes_by_the_link_of_her_card)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	browse("vote.mjs",
		t_text(course->app, "%s/vote/%s#%s", server->url, course->uuids[0], card));
	t_server_stop(server);
}
