/* The demo's steps: everything goes through the service's own operations, and what comes out holds
 * before an auditor. */
#include "demo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/verify/verify.h"
#include "harness/people.h"

static struct t_app *clocked;

static int64_t demo_clock_now(void)
{
	return clocked->now;
}

static void demo_done(void *data)
{
	struct demo *demo = data;

	arena_done(&demo->arena);
	free(demo);
}

static struct demo *make(struct t_app *app, size_t n_phones)
{
	struct demo *demo = calloc(1, sizeof *demo);

	T_CHECK(demo != NULL);
	clocked = app;
	demo->app = &app->app;
	demo->clock = demo_clock_now;
	demo->rand = rand_seeded(t_seed());
	demo->data = app->folder;
	demo->n_phones = n_phones;
	arena_init(&demo->arena, 128 << 20);
	t_defer(demo_done, demo);
	if (demo_make(demo) != OK)
		t_fail(__FILE__, __LINE__, "%s %s", error_info(demo->error.code)->token,
			demo->error.note);
	return demo;
}

TEST(demo, the_steps_lead_to_polling_and_the_archive_holds)
{
	struct t_app *app = t_app_new();
	struct demo *demo = make(app, 3);
	struct t_reply r = t_call(
		app, NULL, "GET", t_text(app, "/v1/elections/%" PRId64, demo->election), NULL);
	struct verify_report report;
	struct t_reply record;

	T_STATUS(r, 200);
	T_JSON(app, r, "/state", "polling");
	T_JSON(app, r, "/voters", "2400");
	T_JSON(app, r, "/credentials", "13");
	T_JSON(app, r, "/posts/2/candidates", "4");
	r = t_call(app, NULL, "GET", t_text(app, "/v1/rounds/%s/archive", demo->uuids[0]), NULL);
	T_STATUS(r, 200);
	record = t_call(app, NULL, "GET",
		t_text(app, "/v1/bodies/%" PRId64 "/record/export", demo->body), NULL);
	T_STATUS(record, 200);
	T_OK(verify_archive(
		r.body, &(struct verify_options){.record = &record.body}, &app->arena, &report));
	T_INT(report.verdict, AUDIT_HOLDS);
}

/* D2: only those who stand for election are named. */
TEST(demo, its_pages_name_candidates_and_nobody_else)
{
	struct t_app *app = t_app_new();
	struct demo *demo = make(app, 1);
	struct t_reply r =
		t_call(app, NULL, "GET", t_text(app, "/e/%" PRId64, demo->election), NULL);
	const char *text = (const char *)r.body.data;
	struct t_reply person = t_call(app, demo->officer.token, "POST",
		t_text(app, "/v1/bodies/%" PRId64 "/people/%" PRId64 "/read", demo->body,
			demo->people[AT_CANDIDATES]),
		"{\"purpose\":\"test\"}");

	T_STATUS(r, 200);
	T_CHECK(strstr(text, t_json(app, person, "/name")) != NULL);
	for (size_t i = 0; i < AT_CANDIDATES; i++) {
		person = t_call(app, demo->officer.token, "POST",
			t_text(app, "/v1/bodies/%" PRId64 "/people/%" PRId64 "/read", demo->body,
				demo->people[i]),
			"{\"purpose\":\"test\"}");
		T_STATUS(person, 200);
		T_CHECK(strstr(text, t_json(app, person, "/name")) == NULL);
	}
}
