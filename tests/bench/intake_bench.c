/* Ballots taken in by a running service, beside the bare check of the same ballots. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "bench/measure.h"
#include "crypto/ballot.h"
#include "crypto/wire/documents.h"
#include "harness/round.h"
#include "harness/server.h"
#include "http/http.h"

enum { BALLOTS = 600, PHONES = 16 };

struct hall {
	struct t_round *round;
	struct t_server *server;
	char url[256];
	struct span ballots[BALLOTS];
	atomic_size_t next;
	atomic_size_t accepted;
};

static int cast(const struct hall *hall, struct span ballot)
{
	auto_buf struct buf reply = {0};
	struct error error = {0};
	struct http_exchange exchange = {.method = "POST",
		.url = hall->url,
		.headers = (const struct http_header[]){{"Content-Type", "application/json"},
			{NULL, NULL}},
		.body = ballot,
		.reply = &reply};

	buf_init(&reply, 1 << 16);
	return http_request(&exchange, &error) == OK ? exchange.status : 0;
}

/* One phone after the other, each with a connection of its own. */
static void *phone(void *data)
{
	struct hall *hall = data;
	size_t i;

	while ((i = atomic_fetch_add(&hall->next, 1)) < BALLOTS)
		if (cast(hall, hall->ballots[i]) == 201)
			atomic_fetch_add(&hall->accepted, 1);
	return NULL;
}

static void open_hall(struct hall *hall)
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 1, 0, 0, 1, 0};
	struct t_app *app = t_app_new();

	app->now = clock_now_ms();
	hall->round = t_round_new(app, BALLOTS);
	for (size_t i = 0; i < BALLOTS; i++)
		hall->ballots[i] = t_ballot(hall->round, i, marks);
	app_close(&app->app);
	hall->server = t_server_start(app->folder);
	snprintf(hall->url, sizeof hall->url, "%s/v1/rounds/%s/ballots", hall->server->url,
		hall->round->uuid);
}

/* Processor seconds of the service. */
static double take_in(struct hall *hall)
{
	double before = cpu_of(hall->server->pid);
	pthread_t phones[PHONES];

	for (size_t i = 0; i < PHONES; i++)
		T_INT(pthread_create(&phones[i], NULL, phone, hall), 0);
	for (size_t i = 0; i < PHONES; i++)
		T_INT(pthread_join(phones[i], NULL), 0);
	T_INT(hall->accepted, BALLOTS);
	return cpu_of(hall->server->pid) - before;
}

/* Processor seconds of reading and checking the ballots, and nothing else. */
static double check_bare(const struct hall *hall)
{
	const struct election *election = hall->round->election;
	struct cost start = cost_now();

	for (size_t i = 0; i < BALLOTS; i++) {
		auto_arena struct arena arena = {.limit = 1 << 20};
		struct span text = hall->ballots[i];
		struct error error = {0};
		struct ballot *ballot;

		T_OK(ballot_read(
			election, (const char *)text.data, text.len, &arena, &ballot, &error));
		T_OK(ballot_verify(election, ballot, BALLOT_INTAKE, &error));
	}
	return cost_since(start).cpu;
}

TEST(bench, ballots_are_taken_in)
{
	static struct hall hall;
	struct cost start;
	double bare, service, wall;

	open_hall(&hall);
	start = cost_now();
	service = take_in(&hall);
	wall = cost_since(start).wall;
	bare = check_bare(&hall);
	report("%d ballots of two questions from %d phones at once", BALLOTS, PHONES);
	report("the service %.2f ms CPU each (%.0f ballots/s), the bare check %.2f ms",
		service * 1e3 / BALLOTS, BALLOTS / wall, bare * 1e3 / BALLOTS);
	report("the check's part of the service's time %.2f (goal: at least 0.80)", bare / service);
}
