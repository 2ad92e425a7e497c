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

enum { TURNS = 5, BALLOTS = 200, PHONES = 16, CHECKERS = 2 };

struct hall {
	struct t_round *round;
	struct t_server *server;
	char url[256];
	struct span ballots[TURNS * BALLOTS];
	size_t until; /* of this turn */
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

	while ((i = atomic_fetch_add(&hall->next, 1)) < hall->until)
		if (cast(hall, hall->ballots[i]) == 201)
			atomic_fetch_add(&hall->accepted, 1);
	return NULL;
}

static void open_hall(struct hall *hall)
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 1, 0, 0, 1, 0};
	struct t_app *app = t_app_new();

	app->now = clock_now_ms();
	hall->round = t_round_new(app, TURNS * BALLOTS);
	for (size_t i = 0; i < TURNS * BALLOTS; i++)
		hall->ballots[i] = t_ballot(hall->round, i, marks);
	app_close(&app->app);
	hall->server = t_server_start(app->folder);
	snprintf(hall->url, sizeof hall->url, "%s/v1/rounds/%s/ballots", hall->server->url,
		hall->round->uuid);
}

/* Processor seconds of the service. */
static double take_in(struct hall *hall, size_t turn)
{
	double before = cpu_of(hall->server->pid);
	pthread_t phones[PHONES];

	hall->next = turn * BALLOTS;
	for (size_t i = 0; i < PHONES; i++)
		T_INT(pthread_create(&phones[i], NULL, phone, hall), 0);
	for (size_t i = 0; i < PHONES; i++)
		T_INT(pthread_join(phones[i], NULL), 0);
	T_INT(hall->accepted, hall->until);
	return cpu_of(hall->server->pid) - before;
}

static void check(const struct election *election, struct span text)
{
	auto_arena struct arena arena = {.limit = 1 << 20};
	struct error error = {0};
	struct ballot *ballot;

	T_OK(ballot_read(election, (const char *)text.data, text.len, &arena, &ballot, &error));
	T_OK(ballot_verify(election, ballot, BALLOT_INTAKE, &error));
}

static void *checker(void *data)
{
	struct hall *hall = data;
	size_t i;

	while ((i = atomic_fetch_add(&hall->next, 1)) < hall->until)
		check(hall->round->election, hall->ballots[i]);
	return NULL;
}

/* Processor seconds of reading and checking the ballots, and nothing else, on as many cores as the
 * service has threads for it. */
static double check_bare(struct hall *hall, size_t turn)
{
	pthread_t threads[CHECKERS];
	struct cost start = cost_now();

	hall->next = turn * BALLOTS;
	for (size_t i = 0; i < CHECKERS; i++)
		T_INT(pthread_create(&threads[i], NULL, checker, hall), 0);
	for (size_t i = 0; i < CHECKERS; i++)
		T_INT(pthread_join(threads[i], NULL), 0);
	return cost_since(start).cpu;
}

/* In turns, so that what else the machine does meets both. */
TEST(bench, ballots_are_taken_in)
{
	static struct hall hall;
	double bare[TURNS], service[TURNS], ratio[TURNS];

	open_hall(&hall);
	for (size_t turn = 0; turn < TURNS; turn++) {
		hall.until = (turn + 1) * BALLOTS;
		service[turn] = take_in(&hall, turn) / BALLOTS;
		bare[turn] = check_bare(&hall, turn) / BALLOTS;
		ratio[turn] = bare[turn] / service[turn];
	}
	report("%d times %d ballots of two questions from %d phones at once", TURNS, BALLOTS,
		PHONES);
	report("the service %.2f ms CPU each, the bare check %.2f ms", median(service, TURNS) * 1e3,
		median(bare, TURNS) * 1e3);
	report("the check's part of the service's time %.2f (goal: at least 0.80)",
		median(ratio, TURNS));
}
