/* The promise that an acknowledged vote outlives any end of the service: killed without warning,
 * again and again, while phones vote and vote once more, a desk issues papers to the same people,
 * and somebody watches the record. Afterwards the election is counted, announced and audited.
 *
 * GONGYI_KILL_ROUNDS says how often (20). */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/checkpoint.h"
#include "crypto/tlog_proof.h"
#include "crypto/verify/verify.h"
#include "harness/result.h"
#include "harness/round.h"
#include "harness/run.h"
#include "harness/server.h"
#include "harness/wire.h"
#include "http/http.h"
#include "record/record.h"

enum {
	ROUNDS = 20,
	PHONES = 4,    /* at once */
	PER_PHONE = 3, /* ballots one after the other */
	STEADY = 50,   /* list numbers 1 …: they vote online, each again after 50 ballots */
	WANTED = 830,  /* at most so many after them: phone and desk both try */
	CHOICES = 7,
	ANSWER_SIZE = 4096,
	ANSWER_MAX = 1 << 20,
	ANSWER_MS = 30000,
	OFFICE_OF = 100000,  /* person of the first round's office */
	OFFICES_SHOWN = 450, /* of those the service lists at most 500 */
	PAUSE_US = 4000,     /* between the answer that was waited for and the kill */
};

static const char *const papers[] = {"010|0110", "001|0101", "100|1000", "010|0011", "001|0100"};

/* What came back; status 0: nothing. */
struct response {
	int status;
	struct digest digest;   /* of all of it */
	char text[ANSWER_SIZE]; /* its beginning */
};

struct message {
	const char *method;
	const char *url;
	const struct http_header *headers;
	struct span body;
	struct response answer;
};

/* What is sent in one round: ballots, the desk's work, and what one voter asks of both. */
enum { BALLOTS = PHONES * PER_PHONE, WANTED_BALLOT = BALLOTS, OFFICE, PAPER, MESSAGES };

struct siege {
	struct t_course *course;
	struct t_server *server;
	struct election *election;
	struct note_key key; /* the record's */
	const char *box;
	size_t rounds;
	size_t n_wanted;
	struct rand rand;
	struct http_header headers[3]; /* of the officer at the desk */
	char once[40];

	struct arena arena; /* of the round */
	struct message messages[MESSAGES];
	const char *marks[BALLOTS + 1];
	size_t voters[BALLOTS + 1];
	atomic_size_t answered;
	struct response head; /* the last checkpoint that was seen before the kill */

	/* what must be there in the end */
	const char *last[STEADY + WANTED + 1]; /* the marks of a voter's last ballot */
	bool on_paper[STEADY + WANTED + 1];
	struct digest *ballots;
	size_t n_ballots;
	size_t n_kept; /* answered before a kill, and not */
	size_t n_lost;
};

/* ---- talking to the service ---- */

/* Any thread may. False when no answer came; else all of it is in `ret_reply`. */
static bool exchange(struct message *message, struct buf *ret_reply)
{
	struct error error = {0};
	struct http_exchange exchange = {.method = message->method,
		.url = message->url,
		.headers = message->headers,
		.body = message->body,
		.reply = ret_reply,
		.timeout_ms = ANSWER_MS};
	bool came;

	buf_init(ret_reply, ANSWER_MAX);
	came = http_request(&exchange, &error) == OK;
	message->answer.status = came ? exchange.status : 0;
	return came && ret_reply->data;
}

static void ask(struct message *message)
{
	auto_buf struct buf reply = {0};
	bool came = exchange(message, &reply);

	message->answer.digest = digest_of(reply.data, came ? reply.len : 0);
	copy_text(message->answer.text, ANSWER_SIZE, came ? reply.data : "");
}

static struct response fetch(struct siege *siege, const char *path)
{
	struct message message = {.method = "GET",
		.url = t_text(siege->course->app, "%s%s", siege->server->url, path)};

	ask(&message);
	return message.answer;
}

static const char *member(struct siege *siege, const struct response *answer, const char *pointer)
{
	struct t_reply reply = {.body = {(const uint8_t *)answer->text, strlen(answer->text)}};

	return t_json(siege->course->app, reply, pointer);
}

static bool is_problem(struct siege *siege, const struct response *answer, const char *type)
{
	return answer->status == 409 && strcmp(member(siege, answer, "/type"), type) == 0;
}

/* ---- an election in its polling ---- */

static void siege_done(void *data)
{
	struct siege *siege = data;

	arena_done(&siege->arena);
	free(siege->ballots);
	free(siege);
}

static struct siege *siege_new(void)
{
	struct siege *siege = calloc(1, sizeof *siege);
	struct t_course *course;

	if (!siege)
		abort();
	t_defer(siege_done, siege);
	siege->rounds = t_setting("GONGYI_KILL_ROUNDS", ROUNDS);
	siege->ballots = calloc(siege->rounds * (BALLOTS + 1), sizeof *siege->ballots);
	T_CHECK(siege->ballots != NULL);
	siege->n_wanted = siege->rounds < WANTED ? siege->rounds : WANTED;
	siege->rand = rand_seeded(t_seed());
	siege->course = course = t_course_polling(STEADY + siege->n_wanted);
	siege->election = t_course_election(course);
	siege->key = t_record_key(course->app, course->body);
	siege->box = t_box_new(course, (int)siege->n_wanted);
	siege->headers[0] = (struct http_header){
		"Authorization", t_text(course->app, "Bearer %s", course->body->officer.token)};
	siege->headers[1] = (struct http_header){"Idempotency-Key", siege->once};
	t_outsiders(course->app, course->body, OFFICE_OF, OFFICE_OF + (int64_t)siege->rounds);
	app_close(&course->app->app);
	siege->server = t_server_start(course->app->folder);
	return siege;
}

/* ---- what is sent in a round ---- */

static void prepare_ballot(struct siege *siege, size_t i, size_t voter, const char *marks)
{
	struct t_course *course = siege->course;

	siege->voters[i] = voter;
	siege->marks[i] = marks;
	siege->messages[i] = (struct message){.method = "POST",
		.url = arena_printf(&siege->arena, "%s/v1/rounds/%s/ballots", siege->server->url,
			course->uuids[0]),
		.body = t_course_ballot_from(course, siege->election, voter, marks, &siege->arena)};
}

static void prepare_office_work(struct siege *siege, size_t i, const char *path, const char *body)
{
	siege->messages[i] = (struct message){.method = "POST",
		.url = arena_printf(&siege->arena, "%s%s", siege->server->url, path),
		.headers = siege->headers,
		.body = {(const uint8_t *)body, strlen(body)}};
}

static void prepare(struct siege *siege, size_t round)
{
	struct arena *arena = &siege->arena;
	size_t wanted = STEADY + 1 + round % siege->n_wanted;

	arena_done(arena);
	arena_init(arena, 16 << 20);
	atomic_store(&siege->answered, 0);
	siege->head.status = 0;
	snprintf(siege->once, sizeof siege->once, "round-%zu", round);
	for (size_t i = 0; i < BALLOTS; i++) {
		size_t number = round * BALLOTS + i;

		prepare_ballot(
			siege, i, 1 + number % STEADY, papers[number * 7 / 5 % COUNT_OF(papers)]);
	}
	prepare_ballot(siege, WANTED_BALLOT, wanted, papers[round % COUNT_OF(papers)]);
	prepare_office_work(siege, PAPER, arena_printf(arena, "/v1/boxes/%s/issues", siege->box),
		arena_printf(arena, "{\"voter_number\":%zu,\"identity_checked\":true}", wanted));
	prepare_office_work(siege, OFFICE,
		arena_printf(arena, "/v1/bodies/%s/offices", siege->course->body->id),
		arena_printf(arena,
			"{\"person_id\":\"%zu\",\"role\":\"desk\",\"from_day\":\"2026-01-01\","
			"\"until_day\":\"2036-12-31\"}",
			OFFICE_OF + round));
}

/* ---- until the kill ---- */

struct sender {
	struct siege *siege;
	struct message *messages;
	size_t n;
	pthread_t thread;
};

static void *send_all(void *data)
{
	struct sender *sender = data;

	for (size_t i = 0; i < sender->n; i++) {
		ask(&sender->messages[i]);
		if (sender->messages[i].answer.status)
			atomic_fetch_add(&sender->siege->answered, 1);
	}
	return NULL;
}

/* Keeps the last checkpoint that came whole. */
static void *watch(void *data)
{
	struct sender *sender = data;

	do {
		ask(sender->messages);
		if (sender->messages->answer.status == 200)
			sender->siege->head = sender->messages->answer;
	} while (sender->messages->answer.status);
	return NULL;
}

static void start(struct siege *siege, struct sender *sender, void *(*run)(void *),
	struct message *messages, size_t n)
{
	*sender = (struct sender){siege, messages, n, 0};
	T_INT(pthread_create(&sender->thread, NULL, run, sender), 0);
}

/* Waits for some of the answers, any number of them. */
static void kill_at_any_moment(struct siege *siege)
{
	size_t enough = rand_below(&siege->rand, MESSAGES);
	int64_t until = clock_monotonic_us() + ANSWER_MS * INT64_C(1000);

	while (atomic_load(&siege->answered) < enough && clock_monotonic_us() < until)
		usleep(200);
	usleep(rand_below(&siege->rand, PAUSE_US));
	t_server_kill(siege->server);
}

static void vote_until_killed(struct siege *siege, size_t round)
{
	struct message head = {.method = "GET",
		.url = arena_printf(&siege->arena, "%s/v1/bodies/%s/record/checkpoint",
			siege->server->url, siege->course->body->id)};
	struct sender senders[PHONES + 3];
	struct message *messages = siege->messages;

	start(siege, &senders[PHONES + 2], watch, &head, 1);
	for (size_t i = 0; i < PHONES; i++)
		start(siege, &senders[i], send_all, &messages[i * PER_PHONE], PER_PHONE);
	/* every other time the voter comes to the desk and leaves the phone at home */
	start(siege, &senders[PHONES], send_all, &messages[WANTED_BALLOT], round % 2);
	start(siege, &senders[PHONES + 1], send_all, &messages[OFFICE], 2);
	kill_at_any_moment(siege);
	for (size_t i = 0; i < COUNT_OF(senders); i++)
		pthread_join(senders[i].thread, NULL);
	for (size_t i = 0; i < MESSAGES; i++)
		if (i != WANTED_BALLOT) /* which may not have been sent */
			*(messages[i].answer.status ? &siege->n_kept : &siege->n_lost) += 1;
}

/* ---- after the restart ---- */

/* Sends it again, as a client does that got no answer; one that did gets the same. */
static struct response again(struct siege *siege, size_t i)
{
	struct response first = siege->messages[i].answer;
	const struct response *second = &siege->messages[i].answer;

	ask(&siege->messages[i]);
	if (first.status / 100 == 2) {
		T_INT(second->status, first.status);
		T_MEM(second->digest.bytes, first.digest.bytes, DIGEST_BYTES);
	}
	return first;
}

static struct digest digest_of_ballot(const struct siege *siege, size_t i)
{
	return digest_of(siege->messages[i].body.data, siege->messages[i].body.len);
}

static void note_ballot(struct siege *siege, size_t i)
{
	siege->last[siege->voters[i]] = siege->marks[i];
	siege->ballots[siege->n_ballots++] = digest_of_ballot(siege, i);
}

/* The desk and the phone: one of them, and what was answered before the kill stands. */
static void expect_one_channel(struct siege *siege)
{
	const struct response *ballot = &siege->messages[WANTED_BALLOT].answer;
	const struct response *paper = &siege->messages[PAPER].answer;
	size_t voter = siege->voters[WANTED_BALLOT];
	struct response phone = again(siege, WANTED_BALLOT), desk = *paper;

	if (desk.status != 200)
		ask(&siege->messages[PAPER]);
	T_CHECK(phone.status != 201 || desk.status != 200);
	if (ballot->status == 201) {
		T_CHECK(!siege->on_paper[voter]);
		T_CHECK(is_problem(siege, paper, "right-used-online"));
		note_ballot(siege, WANTED_BALLOT);
		return;
	}
	T_CHECK(is_problem(siege, ballot, "right-used-on-paper"));
	T_CHECK(paper->status == 200 || is_problem(siege, paper, "right-used-on-paper"));
	T_CHECK(siege->last[voter] == NULL);
	siege->on_paper[voter] = true;
}

static size_t n_papers(const struct siege *siege)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(siege->on_paper); i++)
		n += siege->on_paper[i];
	return n;
}

/* No paper was issued that the list does not know of, and none twice. */
static void expect_papers(struct siege *siege)
{
	struct message boxes = {.method = "GET",
		.url = t_text(siege->course->app, "%s/v1/rounds/%s/boxes", siege->server->url,
			siege->course->uuids[0]),
		.headers = siege->headers};

	ask(&boxes);
	T_INT(boxes.answer.status, 200);
	T_STR(member(siege, &boxes.answer, "/boxes/0/issued"),
		t_text(siege->course->app, "%zu", n_papers(siege)));
}

static struct checkpoint open_head(struct siege *siege, const struct response *head)
{
	struct checkpoint checkpoint;
	uint64_t signed_by;

	T_INT(head->status, 200);
	T_OK(checkpoint_open(
		head->text, strlen(head->text), &siege->key, 1, &checkpoint, &signed_by));
	return checkpoint;
}

/* What was seen of the record before the kill is a beginning of what it is now. */
static void expect_only_added_to(struct siege *siege)
{
	struct t_app *app = siege->course->app;
	const char *record = t_text(app, "/v1/bodies/%s/record", siege->course->body->id);
	struct response now = fetch(siege, t_text(app, "%s/checkpoint", record)), proof;
	struct checkpoint old, new = open_head(siege, &now);
	struct merkle_path path = {0};
	const char *text;

	if (!siege->head.status)
		return; /* nothing was seen */
	old = open_head(siege, &siege->head);
	proof = fetch(siege, t_text(app, "%s/consistency?from=%llu&to=%llu", record,
				     (unsigned long long)old.size, (unsigned long long)new.size));
	T_INT(proof.status, 200);
	for (; *(text = member(siege, &proof, t_text(app, "/path/%zu", path.n))); path.n++)
		T_CHECK(digest_from_base64(text, strlen(text), &path.nodes[path.n]));
	T_CHECK(merkle_verify_consistency(old.size, &old.root, new.size, &new.root, &path));
}

/* ---- the proof of a ballot ---- */

static const char *proof_path(struct siege *siege, const struct digest *ballot)
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(ballot, hex);
	return t_text(
		siege->course->app, "/v1/rounds/%s/ballots/%s/proof", siege->course->uuids[0], hex);
}

static void expect_proved(
	struct siege *siege, const struct digest *ballot, const char *entry, const char *text)
{
	struct digest leaf = merkle_leaf(entry, strlen(entry));
	char hex[DIGEST_HEX_SIZE];
	struct tlog_proof proof;
	struct checkpoint head;
	uint64_t signed_by;

	digest_hex(ballot, hex);
	T_INT(t_times(entry, hex), 1);
	T_CHECK(tlog_proof_parse(text, strlen(text), &proof));
	T_OK(tlog_proof_verify(&proof, &leaf, &siege->key, 1, &head, &signed_by));
}

static void expect_waiting_or_proved(struct siege *siege, size_t i)
{
	struct digest ballot = digest_of_ballot(siege, i);
	struct response answer = fetch(siege, proof_path(siege, &ballot));

	if (!is_problem(siege, &answer, "ballot-waiting")) {
		T_INT(answer.status, 200);
		expect_proved(siege, &ballot, member(siege, &answer, "/entry"),
			member(siege, &answer, "/proof"));
	}
}

static bool has_office(struct siege *siege, size_t round)
{
	struct message list = {
		.method = "GET", .url = siege->messages[OFFICE].url, .headers = siege->headers};
	auto_buf struct buf reply = {0};

	return exchange(&list, &reply) && list.answer.status == 200 &&
	       strstr(reply.data, t_text(siege->course->app, "\"%zu\"", OFFICE_OF + round));
}

/* Before anything is sent again: what was answered is there. Papers are counted afterwards. */
static void expect_there(struct siege *siege, size_t round)
{
	for (size_t i = 0; i <= WANTED_BALLOT; i++)
		if (siege->messages[i].answer.status == 201)
			expect_waiting_or_proved(siege, i);
	if (siege->messages[OFFICE].answer.status == 201 && round < OFFICES_SHOWN)
		T_CHECK(has_office(siege, round));
}

static void expect_kept(struct siege *siege)
{
	for (size_t i = 0; i < BALLOTS; i++) {
		again(siege, i);
		T_INT(siege->messages[i].answer.status, 201);
		note_ballot(siege, i);
	}
	expect_one_channel(siege);
	again(siege, OFFICE);
	T_INT(siege->messages[OFFICE].answer.status, 201);
	expect_papers(siege);
	expect_only_added_to(siege);
}

/* `gongyi check` before the service looks at its data again. */
static void expect_sound(struct siege *siege)
{
	struct t_app *app = siege->course->app;
	const char *const argv[] = {
		siege->server->program, "check", t_text(app, "--data=%s", app->folder), NULL};

	T_INT(t_run(NULL, argv, (struct span){0}, NULL, NULL), 0);
}

/* ---- in the end ---- */

static void expect_tables(struct siege *siege)
{
	struct t_app *app = siege->course->app;
	size_t n_online = 0;

	for (size_t i = 0; i < COUNT_OF(siege->last); i++)
		n_online += siege->last[i] != NULL;
	T_STR(t_sql(app, "SELECT count(*) FROM ballot"), t_text(app, "%zu", siege->n_ballots));
	T_STR(t_sql(app, "SELECT sum(n_ballots) FROM ballot_batch"),
		t_text(app, "%zu", siege->n_ballots));
	T_STR(t_sql(app, "SELECT count(*) FROM voting_right WHERE state = 'online'"),
		t_text(app, "%zu", n_online));
	T_STR(t_sql(app, "SELECT count(*) FROM voting_right WHERE state = 'paper'"),
		t_text(app, "%zu", n_papers(siege)));
	T_STR(t_sql(app,
		      "SELECT count(*) FROM ballot JOIN voting_right USING (round_id, credential)"
		      " WHERE state <> 'online'"),
		"0");
	T_STR(t_sql(app, "SELECT count(*) FROM office WHERE person_id >= 100000"),
		t_text(app, "%zu", siege->rounds));
	T_STR(t_sql(app, "SELECT count(DISTINCT person_id) FROM office WHERE person_id >= 100000"),
		t_text(app, "%zu", siege->rounds));
}

static struct span file_of(struct siege *siege, const char *path)
{
	struct t_reply r = t_call(siege->course->app, NULL, "GET", path, NULL);

	T_STATUS(r, 200);
	return r.body;
}

static void count_and_announce(struct siege *siege)
{
	int n = (int)n_papers(siege);
	const struct t_count count = {.spare = (int)siege->n_wanted - n,
		.recovered = n,
		.votes = {{1, n}, {2, 0}, {3, n}, {4, 0}, {5, 0}}};

	t_course_clock(siege->course, siege->course->plan.closes);
	t_course_count(siege->course);
	t_box_count(siege->course, siege->box, &count);
	t_result_announce(siege->course);
}

/* Each voter's last ballot, and nothing else. */
static void expect_sums(struct siege *siege, const struct verify_report *report)
{
	uint64_t sums[CHOICES] = {0}, n = 0;

	for (size_t i = 0; i < COUNT_OF(siege->last); i++) {
		const char *marks = siege->last[i];

		n += marks != NULL;
		for (size_t choice = 0; marks && *marks; marks++)
			if (*marks != '|')
				sums[choice++] += *marks == '1';
	}
	T_INT(report->n_ballots, siege->n_ballots);
	T_INT(report->n_tallied, n);
	for (size_t i = 0; i < CHOICES; i++)
		T_INT(report->result[i], sums[i]);
}

/* Archive, announced result and record, as a stranger takes them. */
static void expect_audit_holds(struct siege *siege)
{
	struct t_app *app = siege->course->app;
	const char *round = t_text(app, "/v1/rounds/%s", siege->course->uuids[0]);
	struct span archive = file_of(siege, t_text(app, "%s/archive", round));
	struct span result = file_of(siege, t_text(app, "%s/result/envelope", round));
	struct span record =
		file_of(siege, t_text(app, "/v1/bodies/%s/record/export", siege->course->body->id));
	struct verify_options options = {.n_threads = 2, .result = &result, .record = &record};
	struct verify_report report;

	arena_done(&siege->arena);
	arena_init(&siege->arena, (size_t)1 << 30);
	T_OK(verify_archive(archive, &options, &siege->arena, &report));
	for (size_t i = 0; i < report.n_faults; i++)
		t_fail(__FILE__, __LINE__, "check %d reason %u: %s", report.faults[i].check,
			report.faults[i].reason, report.faults[i].detail);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_INT(report.outcome[VERIFY_RECORDED_BALLOTS], VERIFY_HOLDS);
	T_INT(report.outcome[VERIFY_ANNOUNCED], VERIFY_HOLDS);
	expect_sums(siege, &report);
}

static void expect_all_proved(struct siege *siege)
{
	struct t_app *app = siege->course->app;

	for (size_t i = 0; i < siege->n_ballots; i++) {
		struct t_reply r =
			t_call(app, NULL, "GET", proof_path(siege, &siege->ballots[i]), NULL);

		T_STATUS(r, 200);
		expect_proved(siege, &siege->ballots[i], t_json(app, r, "/entry"),
			t_json(app, r, "/proof"));
	}
}

/* DESIGN 9, A94: every acknowledged ballot is there and counted once, a voter has one channel, and
 * the record only grows. */
TEST(kills, an_acknowledged_vote_outlives_every_kill_and_counts_once)
{
	struct siege *siege = siege_new();

	for (size_t round = 0; round < siege->rounds; round++) {
		prepare(siege, round);
		vote_until_killed(siege, round);
		if (round % 2) /* else the service finds everything as the kill left it */
			expect_sound(siege);
		t_server_restart(siege->server);
		expect_there(siege, round);
		expect_kept(siege);
	}
	t_server_stop(siege->server);
	siege->course->app->now = clock_now_ms();
	t_app_reopen(siege->course->app, 0);
	expect_tables(siege);
	count_and_announce(siege);
	expect_all_proved(siege);
	expect_audit_holds(siege);
	if (siege->rounds != ROUNDS)
		printf("%zu kills: %zu messages answered before, %zu not; %zu ballots, %zu "
		       "papers\n",
			siege->rounds, siege->n_kept, siege->n_lost, siege->n_ballots,
			n_papers(siege));
	T_CHECK(siege->n_kept && siege->n_lost); /* or nothing was shown */
}
