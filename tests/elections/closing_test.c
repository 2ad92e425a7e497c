/* The second in which polling closes, over real connections. Two clocks: the service's, which the
 * test holds still, and the voter's, which is the machine's and minutes away from it. Only the
 * first one counts, at the instant a request was fully read (DESIGN 4). */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "harness/http.h"
#include "harness/round.h"
#include "harness/run.h"
#include "harness/server.h"
#include "harness/wire.h"

enum { VOTERS = 8, REPLY_SIZE = 8192, WAIT_MS = 10000 };

struct closing {
	struct t_http http;
	struct t_round *round;
	char reply[REPLY_SIZE];
};

/* So many milliseconds before the announced end. */
static void set_clock(struct closing *closing, int64_t to_close)
{
	closing->round->app->now = closing->round->closes_at - to_close;
}

/* A round whose announced end lies `ahead_ms` ahead of the machine's clock. */
static void closing_start(struct closing *closing, int64_t ahead_ms)
{
	struct t_app *app = t_app_new();

	app->now = clock_now_ms() + ahead_ms - 7 * MS_PER_DAY;
	closing->round = t_round_new(app, VOTERS);
	set_clock(closing, 1000);
	t_http_serve(&closing->http, app);
}

/* A ballot as a request that names the voter's own time. */
static const char *request_of(struct closing *closing, size_t voter)
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};
	struct t_round *round = closing->round;
	struct span ballot = t_ballot(round, voter, marks);
	char date[TIME_TEXT_SIZE];

	time_format(clock_now_ms(), date);
	return t_text(round->app,
		"POST /v1/rounds/%s/ballots HTTP/1.1\r\nHost: x\r\nConnection: close\r\nDate: "
		"%s\r\n"
		"Content-Length: %zu\r\n\r\n%s",
		round->uuid, date, ballot.len, (const char *)ballot.data);
}

static const char *cast(struct closing *closing, size_t voter)
{
	int fd = t_connect(closing->http.port);

	t_send(fd, request_of(closing, voter));
	t_receive(fd, closing->reply, REPLY_SIZE, WAIT_MS);
	close(fd);
	return closing->reply;
}

/* The last byte comes when the clock has moved on. */
static const char *cast_slowly(struct closing *closing, size_t voter, int64_t to_close)
{
	const char *request = request_of(closing, voter);
	size_t len = strlen(request);
	int fd = t_connect(closing->http.port);

	t_send(fd, t_text(closing->round->app, "%.*s", (int)len - 1, request));
	T_CHECK(!t_receive(fd, closing->reply, REPLY_SIZE, 200));
	set_clock(closing, to_close);
	t_send(fd, request + len - 1);
	t_receive(fd, closing->reply, REPLY_SIZE, WAIT_MS);
	close(fd);
	return closing->reply;
}

/* The program of a voter; its exit status. */
static int vote(struct closing *closing, size_t voter)
{
	struct t_round *round = closing->round;
	const char *const argv[] = {t_program("gongyi"), "vote",
		t_text(round->app, "http://127.0.0.1:%d/v1/rounds/%s", closing->http.port,
			round->uuid),
		"--blank", t_text(round->app, "--credential=%s", round->cards[voter]), NULL};

	return t_run(NULL, argv, (struct span){0}, NULL, NULL);
}

static bool is_late(const char *reply)
{
	return strstr(reply, " 409 ") && strstr(reply, "polling-over");
}

static void expect_the_last_second_counts(int64_t ahead_ms)
{
	struct closing closing;

	closing_start(&closing, ahead_ms);
	T_CHECK(strstr(cast(&closing, 0), " 201 ") != NULL);
	T_CHECK(strstr(cast_slowly(&closing, 1, 1), " 201 ") != NULL);
	T_CHECK(strstr(cast(&closing, 2), " 201 ") != NULL);
	T_INT(vote(&closing, 3), 0);
	T_CHECK(is_late(cast_slowly(&closing, 4, 0)));
	T_CHECK(is_late(cast(&closing, 5)));
	T_INT(vote(&closing, 6), 1);
	set_clock(&closing, -1000);
	T_CHECK(is_late(cast(&closing, 7)));
	t_http_stop(&closing.http);
	t_app_reopen(closing.round->app, 0);
	T_STR(t_sql(closing.round->app, "SELECT state FROM round"), "closed");
	T_STR(t_sql(closing.round->app, "SELECT count(*) FROM ballot"), "4");
	T_STR(t_sql(closing.round->app, "SELECT group_concat(type) FROM (SELECT type FROM"
					" record_entry ORDER BY idx DESC LIMIT 2)"),
		"polling.closed,ballots");
}

TEST(closing, the_last_second_counts_for_a_voter_whose_clock_is_slow)
{
	expect_the_last_second_counts(7 * 60 * MS_PER_SECOND);
}

TEST(closing, the_last_second_counts_for_a_voter_whose_clock_is_fast)
{
	expect_the_last_second_counts(-7 * 60 * MS_PER_SECOND);
}
