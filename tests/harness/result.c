/* See result.h. */
#include "harness/result.h"

#include <string.h>

#include "base/encoding.h"

static struct t_reply round_call(
	struct t_course *course, const char *method, const char *rest, const char *body)
{
	return t_call(course->app, course->body->officer.token, method,
		t_text(course->app, "/v1/rounds/%s%s", course->uuids[course->round], rest), body);
}

static struct t_reply box_call(struct t_course *course, const struct t_person *person,
	const char *box, const char *act, const char *body)
{
	return t_call(course->app, person->token, "POST",
		t_text(course->app, "/v1/boxes/%s/%s", box, act), body);
}

/* ---- paper ---- */

const char *t_box_new(struct t_course *course, int printed)
{
	struct t_reply r = round_call(course, "POST", "/boxes",
		t_text(course->app, "{\"name\":\"一号票箱\",\"kind\":\"hall\",\"printed\":%d}",
			printed));

	T_STATUS(r, 201);
	return t_json(course->app, r, "/id");
}

struct t_reply t_box_issue(struct t_course *course, const char *box, int voter)
{
	return box_call(course, &course->body->officer, box, "issues",
		t_text(course->app, "{\"voter_number\":%d,\"identity_checked\":true}", voter));
}

void t_box_issue_many(struct t_course *course, const char *box, int first, int n)
{
	struct t_app *app = course->app;
	const char **bodies = arena_array(&app->arena, const char *, (size_t)n);

	for (int i = 0; i < n; i++)
		bodies[i] =
			t_text(app, "{\"voter_number\":%d,\"identity_checked\":true}", first + i);
	t_call_all(app, course->body->officer.token, "POST",
		t_text(app, "/v1/boxes/%s/issues", box), bodies, (size_t)n, 200);
}

/* Ids by name, as the published list shows them. */
static const char *candidate_id(struct t_course *course, struct t_reply list, int number)
{
	const char *name = t_text(course->app, "王%d", number);

	for (size_t i = 0;; i++) {
		const char *at =
			t_json(course->app, list, t_text(course->app, "/candidates/%zu/name", i));

		T_CHECK(*at != '\0');
		if (strcmp(at, name) == 0)
			return t_json(
				course->app, list, t_text(course->app, "/candidates/%zu/id", i));
	}
}

static const char *count_text(struct t_course *course, const struct t_count *count)
{
	struct t_reply list = t_course_call(course, "GET", "/candidates", NULL);
	const char *votes = "";

	for (const struct t_votes *at = count->votes; at->candidate; at++)
		votes = t_text(course->app, "%s%s\"%s\":%d", votes, *votes ? "," : "",
			candidate_id(course, list, at->candidate), at->votes);
	return t_text(course->app, "{\"recovered\":%d,\"valid\":%d,\"invalid\":%d,\"votes\":{%s}}",
		count->recovered, count->recovered - count->invalid, count->invalid, votes);
}

void t_box_close(struct t_course *course, const char *box, int spare)
{
	T_STATUS(box_call(course, &course->body->officer, box, "close",
			 t_text(course->app, "{\"spare\":%d}", spare)),
		200);
}

struct t_reply t_box_enter(struct t_course *course, const char *box, const struct t_person *person,
	const struct t_count *count)
{
	return box_call(course, person, box, "counts", count_text(course, count));
}

void t_box_count(struct t_course *course, const char *box, const struct t_count *count)
{
	t_box_close(course, box, count->spare);
	T_STATUS(t_box_enter(course, box, &course->counter, count), 201);
	T_STATUS(t_box_enter(course, box, &course->second_counter, count), 201);
}

void t_box_explain(struct t_course *course, const char *why)
{
	struct t_reply list = round_call(course, "GET", "/boxes", NULL);

	T_STATUS(list, 200);
	T_STATUS(box_call(course, &course->body->officer, t_json(course->app, list, "/boxes/0/id"),
			 "explanation", t_text(course->app, "{\"text\":\"%s\"}", why)),
		200);
}

/* ---- the result ---- */

struct t_reply t_result_draw(struct t_course *course)
{
	return round_call(course, "POST", "/result", NULL);
}

struct t_reply t_result_show(struct t_course *course, const char *bearer)
{
	return t_call(course->app, bearer, "GET",
		t_text(course->app, "/v1/rounds/%s/result", course->uuids[course->round]), NULL);
}

const char *t_result_payload(struct t_course *course)
{
	struct t_reply r = t_result_show(course, course->body->officer.token);
	const char *text = t_json(course->app, r, "/bytes");
	char *bytes = arena_alloc(&course->app->arena, strlen(text) + 1);
	size_t len;

	T_STATUS(r, 200);
	T_CHECK(base64_decode(BASE64, text, strlen(text), (uint8_t *)bytes, strlen(text), &len));
	return bytes;
}

struct t_reply t_result_send(
	struct t_course *course, const struct t_person *person, const char *envelope)
{
	return t_call(course->app, person->token, "POST",
		t_text(course->app, "/v1/rounds/%s/result/signatures",
			course->uuids[course->round]),
		t_text(course->app, "{\"envelope\":%s}", envelope));
}

struct t_reply t_result_sign(struct t_course *course, const struct t_person *person)
{
	return t_result_send(course, person,
		t_statement(course->app, person, "result", t_result_payload(course)));
}

struct t_reply t_result_announce(struct t_course *course)
{
	T_STATUS(t_result_draw(course), 201);
	T_STATUS(t_result_sign(course, &course->body->officer), 201);
	T_STATUS(t_result_sign(course, &course->counter), 201);
	return t_result_show(course, NULL);
}

const char *t_result_of(
	struct t_course *course, struct t_reply reply, int candidate, const char *member)
{
	struct t_app *app = course->app;
	const char *name = t_text(app, "王%d", candidate);

	for (size_t post = 0; *t_json(app, reply, t_text(app, "/payload/posts/%zu/post", post));
		post++)
		for (size_t i = 0;; i++) {
			const char *at =
				t_text(app, "/payload/posts/%zu/candidates/%zu/name", post, i);

			if (strcmp(t_json(app, reply, at), name) == 0)
				return t_json(app, reply,
					t_text(app, "/payload/posts/%zu/candidates/%zu/%s", post, i,
						member));
			if (!*t_json(app, reply, at))
				break;
		}
	return "no candidate";
}

/* ---- a whole round ---- */

/* Returns the list number of the last who voted online. */
static size_t vote_online(struct t_course *course, const struct t_poll *poll)
{
	size_t number = 0;

	for (size_t i = 0; i < COUNT_OF(poll->online) && poll->online[i].voters; i++)
		for (size_t k = 0; k < poll->online[i].voters; k++)
			T_STATUS(t_course_vote(course, ++number, poll->online[i].marks), 201);
	return number;
}

void t_poll_count(struct t_course *course, const struct t_poll *poll)
{
	const char *box = NULL;
	size_t online;

	t_course_clock(course, poll->opens);
	T_STR(t_course_state(course), "polling");
	online = vote_online(course, poll);
	if (poll->issued) {
		box = t_box_new(course, poll->issued + poll->paper.spare);
		t_box_issue_many(course, box, (int)online + 1, poll->issued);
	}
	t_course_clock(course, poll->closes);
	t_course_count(course);
	if (box)
		t_box_count(course, box, &poll->paper);
}

struct t_reply t_poll_hold(struct t_course *course, const struct t_poll *poll)
{
	t_poll_count(course, poll);
	return t_result_announce(course);
}

/* ---- the next round ---- */

struct t_reply t_round_schedule(struct t_course *course, const char *opens, const char *closes)
{
	struct t_app *app = course->app;
	struct t_reply r = t_course_call(course, "POST", "/rounds",
		t_text(app, "{\"opens_at\":\"%s\",\"closes_at\":\"%s\"}", opens, closes));

	for (int i = 0; r.status == 201 && i < 3; i++)
		if (strcmp(t_json(app, r, t_text(app, "/rounds/%d/state", i)), "prepared") == 0)
			course->round = i;
	return r;
}
