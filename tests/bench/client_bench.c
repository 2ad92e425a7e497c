/* The phone client on a slow phone. */
#include <stdio.h>

#include "base/clock.h"
#include "bench/measure.h"
#include "harness/browser.h"
#include "harness/course.h"

enum { VOTERS = 12, SEALED = 5 };

static const char *day_after(struct t_app *app, int64_t days)
{
	char text[TIME_TEXT_SIZE];

	time_format(app->now + days * MS_PER_DAY, text);
	return t_text(app, "%s", text);
}

/* One post with seven candidates, whose polling is open. */
static struct t_course *polling(void)
{
	struct t_app *app = t_app_new();
	struct t_plan plan = {.n = VOTERS, .mode = "all", .posts = {{"委员", 3, 7}}};
	struct t_course *course;

	app->now = clock_now_ms();
	plan.opens = day_after(app, 25);
	plan.closes = day_after(app, 32);
	course = t_course_plan(app, &plan);
	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, VOTERS);
	t_course_clock(course, plan.opens);
	return course;
}

TEST(bench, a_slow_phone_shows_home_and_seals)
{
	struct t_course *course = polling();
	const char *links = "";
	struct t_server *server;

	for (size_t i = 1; i <= SEALED; i++) {
		char card[CREDENTIAL_SIZE];

		t_course_secret(course, i, card);
		links = t_text(course->app, "%s%s\"/vote/%s#%s\"", links, i > 1 ? "," : "",
			course->uuids[0], card);
	}
	app_close(&course->app->app);
	server = t_server_start(course->app->folder);
	printf("%s", t_browse(server, "bench.mjs", t_text(course->app, "{\"links\":[%s]}", links)));
	t_server_stop(server);
}
