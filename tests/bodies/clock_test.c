/* A moved clock over real connections: what became due has happened when the answer comes. */
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "harness/round.h"
#include "harness/server.h"
#include "harness/wire.h"

enum { REPLY_MAX = 1 << 20 };

/* A round whose polling should open once more, which it cannot, before it closes. */
static struct t_round *round_due_to_fail(struct t_app *app)
{
	struct t_round *round;

	app->now = clock_now_ms();
	round = t_round_new(app, 1);
	t_sql(app, t_text(app,
			   "INSERT INTO due_act(id, body_id, at, act, subject_id, state)"
			   " VALUES (1000000, %s, %lld, 'polling.open', %lld, 'waiting')",
			   round->body->id, (long long)round->closes_at - 1, (long long)round->id));
	return round;
}

static const char *state_of(const struct t_server *server, struct t_round *round)
{
	const char *target = t_text(round->app, "/v1/rounds/%s", round->uuid);
	auto_buf struct buf reply = {0};
	struct t_reply r;

	buf_init(&reply, REPLY_MAX);
	T_INT(t_server_ask(server, NULL, "GET", target, (struct span){0}, &reply), 200);
	r.body = (struct span){(const uint8_t *)reply.data, reply.len};
	return t_json(round->app, r, "/state");
}

static void move_clock(const struct t_server *server, struct t_round *round, int64_t to)
{
	auto_buf struct buf reply = {0};
	char text[TIME_TEXT_SIZE];
	char *body;

	time_format(to, text);
	body = t_text(round->app, "{\"to\":\"%s\"}", text);
	buf_init(&reply, REPLY_MAX);
	T_INT(t_server_ask(server, round->body->officer.token, "POST",
		      t_text(round->app, "/v1/bodies/%s/clock", round->body->id),
		      (struct span){(const uint8_t *)body, strlen(body)}, &reply),
		200);
}

TEST(bodies, what_a_moved_clock_brings_has_happened_when_its_answer_comes)
{
	struct t_app *app = t_app_new();
	struct t_round *round = round_due_to_fail(app);
	struct t_server *server;
	struct error error = {0};
	const char *log;

	app_close(&app->app);
	server = t_server_start(app->folder);
	move_clock(server, round, round->closes_at - MS_PER_SECOND * 3600);
	T_STR(state_of(server, round), "polling");
	move_clock(server, round, round->closes_at);
	T_STR(state_of(server, round), "closed");
	t_server_stop(server);
	T_OK(file_read(server->log, &app->arena, &log, &error));
	T_INT(t_times(log, "due-act-failed"), 1);
	T_CHECK(strstr(log, t_text(app, "\"act\":\"polling.open\",\"body\":%s,\"about\":\"%s\"",
				    round->body->id, round->uuid)) != NULL);
}
