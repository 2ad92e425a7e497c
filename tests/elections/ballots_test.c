/* Secret ballots over the API: what is refused, what is acknowledged, batches, proofs, archives. */
#include <pthread.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/tlog_proof.h"
#include "crypto/verify/verify.h"
#include "crypto/wire/dsse.h"
#include "harness/round.h"
#include "record/record.h"

static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};

static struct t_reply get(struct t_round *round, const char *bearer, const char *rest)
{
	return t_call(round->app, bearer, "GET",
		t_text(round->app, "/v1/rounds/%s%s", round->uuid, rest), NULL);
}

static struct t_reply proof_of(struct t_round *round, const char *fingerprint)
{
	return get(round, NULL, t_text(round->app, "/ballots/%s/proof", fingerprint));
}

/* The archive as the public reads it, verified as anyone would. */
static struct verify_report audit(struct t_round *round, const char *bearer)
{
	struct t_reply r = get(round, bearer, "/archive");
	struct verify_report report;

	T_STATUS(r, 200);
	T_STR(r.media, "application/octet-stream");
	T_OK(verify_archive(r.body, &(struct verify_options){0}, &round->app->arena, &report));
	if (report.verdict != AUDIT_HOLDS)
		t_fail(__FILE__, __LINE__, "the archive does not hold: %s",
			report.n_faults ? report.faults[0].detail : "");
	return report;
}

static const char *fingerprint_of(struct t_round *round, struct span ballot)
{
	struct digest digest = digest_of(ballot.data, ballot.len);
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&digest, hex);
	return t_text(round->app, "%s", hex);
}

/* ---- receipts ---- */

TEST(elections, a_ballot_is_answered_with_a_receipt_that_the_record_key_signed)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	struct span ballot = t_ballot(round, 0, marks);
	struct t_reply r = t_cast(round, ballot);
	struct note_key key;
	struct dsse dsse;
	struct error error = {0};
	const char *envelope;
	char due[TIME_TEXT_SIZE];
	uint64_t signed_by;

	T_STATUS(r, 201);
	key = t_record_key(round->app, round->body);
	envelope = t_json(round->app, r, "/receipt");
	T_OK(dsse_read(envelope, strlen(envelope), &round->app->arena, &dsse, &error));
	T_OK(dsse_verify(&dsse, "receipt", &key.key, 1, 1, &signed_by));
	time_format(round->app->now + 10 * 60 * MS_PER_SECOND, due);
	T_STR(t_text(round->app, "%.*s", (int)dsse.payload.len, (const char *)dsse.payload.data),
		t_text(round->app,
			"{\"body\":\"%s\",\"round\":\"%s\",\"fingerprint\":\"%s\",\"batch\":1,"
			"\"due\":\"%s\"}",
			round->body->id, round->uuid, fingerprint_of(round, ballot), due));
	T_JSON(round->app, r, "/due", due);
	T_STR(t_sql(round->app, "SELECT state FROM voting_right WHERE voter_number = 1"), "online");
	T_STR(t_sql(round->app, "SELECT state FROM voting_right WHERE voter_number = 2"), "free");
}

TEST(elections, the_same_ballot_gives_the_same_receipt_even_after_closing)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);
	struct t_reply first = t_cast(round, ballot), again;

	T_STATUS(first, 201);
	again = t_cast(round, ballot);
	T_STATUS(again, 201);
	T_STR((const char *)again.body.data, (const char *)first.body.data);
	T_STR(t_sql(round->app, "SELECT n_ballots FROM ballot_batch"), "1");
	round->app->now = round->closes_at + 1;
	t_round_close(round);
	again = t_cast(round, ballot);
	T_STATUS(again, 201);
	T_STR((const char *)again.body.data, (const char *)first.body.data);
	T_STR(t_sql(round->app, "SELECT count(*) FROM ballot"), "1");
}

/* No time, no address, no order of arrival is kept, not even with an Idempotency-Key. */
TEST(elections, stored_ballots_hold_no_time)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);

	T_STATUS(t_call_once(round->app, NULL, "POST",
			 t_text(round->app, "/v1/rounds/%s/ballots", round->uuid),
			 (const char *)ballot.data, "key-1"),
		201);
	T_STR(t_sql(round->app, "SELECT group_concat(name) FROM pragma_table_info('ballot')"),
		"id,round_id,batch,digest,credential,text");
	/* drawn, not counted */
	T_STR(t_sql(round->app, "SELECT abs(id) > 1000000000 FROM ballot"), "1");
	T_STR(t_sql(round->app, "SELECT group_concat(name) FROM pragma_table_info('voting_right')"),
		"round_id,voter_number,state,credential");
	T_STR(t_sql(round->app, "SELECT count(*) FROM idempotency"), "0");
}

/* ---- refusals ---- */

static void expect_refused(struct t_round *round, struct span ballot, int status, const char *type)
{
	T_PROBLEM(round->app, t_cast(round, ballot), status, type);
	T_STR(t_sql(round->app, "SELECT count(*) FROM ballot"), "0");
	T_STR(t_sql(round->app, "SELECT count(*) FROM voting_right WHERE state = 'online'"), "0");
}

TEST(elections, a_ballot_of_no_round_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);

	T_PROBLEM(round->app,
		t_call_raw(round->app, NULL, "POST", "/v1/rounds/aaaaaaaaaaaaaa/ballots",
			ballot.data, ballot.len),
		404, "not-found");
	T_PROBLEM(round->app,
		t_call_raw(round->app, NULL, "POST", "/v1/rounds/short/ballots", ballot.data,
			ballot.len),
		404, "not-found");
}

TEST(elections, another_text_than_the_canonical_one_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);
	char *text = arena_copy(&round->app->arena, ballot.data, ballot.len + 1);

	expect_refused(round, (struct span){NULL, 0}, 422, "ballot-form");
	expect_refused(round, (struct span){(const uint8_t *)"{}", 2}, 422, "ballot-form");
	text[ballot.len] = ' ';
	expect_refused(round, (struct span){(uint8_t *)text, ballot.len + 1}, 422, "ballot-form");
	expect_refused(round, (struct span){ballot.data, ballot.len - 1}, 422, "ballot-form");
	text[ballot.len / 2] ^= 1; /* the hash in the signature covers the text before it */
	expect_refused(round, (struct span){(uint8_t *)text, ballot.len}, 422, "ballot-form");
}

TEST(elections, a_ballot_above_the_limit_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	size_t len = BALLOT_TEXT_MAX + 1;
	uint8_t *text = arena_alloc(&round->app->arena, len);

	expect_refused(round, (struct span){text, len}, 413, "too-large");
}

TEST(elections, a_ballot_made_for_another_round_is_refused)
{
	struct t_app *app = t_app_new();
	struct t_round *round = t_round_new(app, 1);
	struct span ballot = t_ballot(round, 0, marks);

	round->uuid = t_text(app, "%s", "another1another");
	t_sql(app, t_text(app, "UPDATE round SET uuid = '%s'", round->uuid));
	t_sql(app, t_text(app,
			   "UPDATE round_document SET election_json = replace(election_json, '%s', "
			   "'%s')",
			   round->election->uuid, round->uuid));
	expect_refused(round, ballot, 422, "ballot-form");
}

TEST(elections, a_ballot_whose_proofs_do_not_hold_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	struct span ballot = t_ballot(round, 0, marks);
	struct error error = {0};
	struct ballot *forged;
	auto_buf struct buf text;

	buf_init(&text, BALLOT_TEXT_MAX);
	T_OK(ballot_read(round->election, (const char *)ballot.data, ballot.len, &round->app->arena,
		&forged, &error));
	forged->answers[0].choices[1] = forged->answers[0].choices[2];
	ballot_write(round->election, forged, &text);
	expect_refused(round, (struct span){(uint8_t *)text.data, text.len}, 422, "ballot-proof");
	buf_reset(&text);
	T_OK(ballot_read(round->election, (const char *)ballot.data, ballot.len, &round->app->arena,
		&forged, &error));
	forged->credential = round->credentials.list[1].point; /* somebody else's right */
	ballot_write(round->election, forged, &text);
	expect_refused(round, (struct span){(uint8_t *)text.data, text.len}, 422, "ballot-proof");
}

TEST(elections, a_credential_that_is_not_listed_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 1);

	credential_new(&round->rand, round->cards[0]);
	expect_refused(round, t_ballot(round, 0, marks), 409, "credential-unlisted");
}

/* A84, A107: first channel wins. */
TEST(elections, a_right_used_on_paper_takes_no_ballot)
{
	struct t_round *round = t_round_new(t_app_new(), 3);

	t_right(round, 1, "paper");
	t_right(round, 2, "proxy_paper");
	t_right(round, 3, "void");
	expect_refused(round, t_ballot(round, 0, marks), 409, "right-used-on-paper");
	expect_refused(round, t_ballot(round, 1, marks), 409, "right-used-on-paper");
	expect_refused(round, t_ballot(round, 2, marks), 409, "right-void");
}

TEST(elections, a_ballot_before_polling_is_refused)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);

	round->app->now = round->opens_at - 1;
	expect_refused(round, ballot, 409, "polling-not-open");
	round->app->now = round->opens_at;
	t_sql(round->app, "UPDATE round SET state = 'prepared'");
	expect_refused(round, ballot, 409, "polling-not-open");
	t_sql(round->app, "UPDATE round SET state = 'reserved'");
	expect_refused(round, ballot, 409, "ballot-paper-pending");
}

/* Two clocks: the body's decides, and the instant at which the ballot was read. */
TEST(elections, a_ballot_counts_in_the_last_millisecond_and_not_in_the_next)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	struct span first = t_ballot(round, 0, marks), second = t_ballot(round, 1, marks);
	struct t_reply r;

	round->app->now = round->closes_at - 1;
	r = t_cast(round, first);
	T_STATUS(r, 201);
	round->app->now = round->closes_at;
	T_PROBLEM(round->app, t_cast(round, second), 409, "polling-over");
	T_STR(t_sql(round->app, "SELECT due_at - (SELECT closes_at FROM round) FROM ballot_batch"),
		"0");
}

TEST(elections, a_rehearsals_clock_closes_its_polling)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	char to[TIME_TEXT_SIZE];

	time_format(round->closes_at, to);
	T_STATUS(t_call(round->app, round->body->officer.token, "POST",
			 t_text(round->app, "/v1/bodies/%s/clock", round->body->id),
			 t_text(round->app, "{\"to\":\"%s\"}", to)),
		200);
	expect_refused(round, t_ballot(round, 0, marks), 409, "polling-over");
}

TEST(elections, no_ballot_is_taken_once_the_round_is_closed)
{
	struct t_round *round = t_round_new(t_app_new(), 1);

	t_round_close(round);
	expect_refused(round, t_ballot(round, 0, marks), 409, "polling-over");
}

/* ---- batches ---- */

static const char *batch_of(struct t_round *round, struct t_reply r)
{
	T_STATUS(r, 201);
	return t_json(round->app, r, "/batch");
}

TEST(elections, a_batch_closes_when_it_is_full)
{
	struct t_round *round = t_round_new(t_app_new(), 33);

	for (size_t i = 0; i < 31; i++)
		T_STR(batch_of(round, t_vote(round, i)), "1");
	T_STR(t_sql(round->app, "SELECT count(*) FROM record_entry WHERE type = 'ballots'"), "0");
	T_STR(batch_of(round, t_vote(round, 31)), "1");
	T_STR(t_sql(round->app, "SELECT count(*) FROM record_entry WHERE type = 'ballots'"), "1");
	T_STR(batch_of(round, t_vote(round, 32)), "2");
	T_INT(audit(round, NULL).n_ballots, 32);
}

TEST(elections, a_batch_closes_when_its_time_is_over)
{
	struct t_round *round = t_round_new(t_app_new(), 2);

	T_STR(batch_of(round, t_vote(round, 0)), "1");
	round->app->now += 10 * 60 * MS_PER_SECOND - 1;
	t_tick(round);
	T_INT(audit(round, NULL).n_ballots, 0);
	round->app->now += 1;
	t_tick(round);
	T_INT(audit(round, NULL).n_ballots, 1);
	T_STR(batch_of(round, t_vote(round, 1)), "2");
}

TEST(elections, a_recorded_batch_names_its_ballots_in_their_own_order)
{
	struct t_round *round = t_round_new(t_app_new(), 5);
	const char *entry;

	for (size_t i = 0; i < 5; i++)
		T_STATUS(t_vote(round, i), 201);
	t_round_close(round);
	entry = t_sql(round->app, "SELECT CAST(entry AS TEXT) FROM record_entry"
				  " WHERE type = 'ballots'");
	T_STR(entry,
		t_text(round->app,
			"{\"type\":\"ballots\",\"at\":\"2026-06-01T00:00:00Z\",\"round\":\"%s\","
			"\"batch\":1,\"ballots\":%s}",
			round->uuid,
			t_sql(round->app, "SELECT json_group_array(hex) FROM (SELECT"
					  " lower(hex(digest)) AS hex FROM ballot ORDER BY 1)")));
}

TEST(elections, a_second_ballot_of_a_credential_waits_for_the_next_batch)
{
	struct t_round *round = t_round_new(t_app_new(), 3);

	T_STR(batch_of(round, t_vote(round, 0)), "1");
	T_STR(batch_of(round, t_vote(round, 0)), "2");
	T_STR(batch_of(round, t_vote(round, 1)), "1");
	T_STR(batch_of(round, t_vote(round, 0)), "3");
	T_STR(batch_of(round, t_vote(round, 1)), "2");
	t_round_close(round);
	T_STR(t_sql(round->app, "SELECT group_concat(n_ballots) FROM ballot_batch"), "2,2,1");
	T_STR(t_sql(round->app, "SELECT count(*) FROM ballot_batch WHERE record_index IS NULL"),
		"0");
	T_INT(audit(round, NULL).n_tallied, 2);
}

TEST(elections, one_credential_cannot_open_batches_without_end)
{
	struct t_round *round = t_round_new(t_app_new(), 2);

	for (int i = 0; i < 8; i++)
		T_STATUS(t_vote(round, 0), 201);
	T_PROBLEM(round->app, t_vote(round, 0), 429, "too-many-ballots");
	T_STATUS(t_vote(round, 1), 201);
	round->app->now += 10 * 60 * MS_PER_SECOND;
	t_tick(round);
	T_STR(batch_of(round, t_vote(round, 0)), "9");
}

/* ---- at the same instant ---- */

struct sender {
	struct t_round *round;
	struct span ballot;
	const char *path;
	int64_t received;
	int status;
	pthread_t thread;
};

static void *send_ballot(void *data)
{
	struct sender *sender = data;
	struct task task = {.received = sender->received};

	task.request.method = METHOD_POST;
	task.request.path = sender->path;
	task.request.body = sender->ballot;
	app_run(&sender->round->app->app, &task);
	sender->status = task.request.status;
	request_done(&task.request);
	return NULL;
}

/* The service gets to it late: what counts is when it was read. */
TEST(elections, a_ballot_read_before_closing_counts_although_it_is_handled_after)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	const char *path = t_text(round->app, "/v1/rounds/%s/ballots", round->uuid);
	struct sender early = {round, t_ballot(round, 0, marks), path, round->closes_at - 1, 0, 0};
	struct sender late = {round, t_ballot(round, 1, marks), path, round->closes_at, 0, 0};

	round->app->now = round->closes_at + 5000;
	send_ballot(&early);
	send_ballot(&late);
	T_INT(early.status, 201);
	T_INT(late.status, 409);
	t_tick(round);
	T_STR(t_sql(round->app, "SELECT state FROM round"), "closed");
	T_STR(t_sql(round->app, "SELECT group_concat(type) FROM (SELECT type FROM record_entry"
				" ORDER BY idx DESC LIMIT 2)"),
		"polling.closed,ballots");
	T_INT(audit(round, NULL).n_ballots, 1);
	send_ballot(&early); /* the receipt again, if the first was lost */
	T_INT(early.status, 201);
}

/* The same person through two phones, and the same ballot twice, at the same instant. */
TEST(elections, ballots_sent_at_once_are_each_stored_once)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	struct sender senders[6];
	const char *path = t_text(round->app, "/v1/rounds/%s/ballots", round->uuid);
	struct span twice = t_ballot(round, 1, marks);

	for (size_t i = 0; i < COUNT_OF(senders); i++)
		senders[i] = (struct sender){round, i < 4 ? t_ballot(round, 0, marks) : twice, path,
			round->app->now, 0, 0};
	t_app_reopen(round->app, 2);
	for (size_t i = 0; i < COUNT_OF(senders); i++)
		T_INT(pthread_create(&senders[i].thread, NULL, send_ballot, &senders[i]), 0);
	for (size_t i = 0; i < COUNT_OF(senders); i++)
		pthread_join(senders[i].thread, NULL);
	for (size_t i = 0; i < COUNT_OF(senders); i++)
		T_INT(senders[i].status, 201);
	T_STR(t_sql(round->app, "SELECT count(*) FROM ballot"), "5");
	T_STR(t_sql(round->app, "SELECT count(DISTINCT batch) FROM ballot"), "4");
	T_STR(t_sql(round->app, "SELECT sum(n_ballots) FROM ballot_batch"), "5");
	T_STR(t_sql(round->app, "SELECT count(*) FROM voting_right WHERE state = 'online'"), "2");
}

/* ---- proofs ---- */

TEST(elections, a_recorded_ballot_can_be_proved)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct span ballot = t_ballot(round, 0, marks);
	const char *fingerprint = fingerprint_of(round, ballot), *entry, *text;
	struct note_key key;
	struct tlog_proof proof;
	struct checkpoint head;
	struct digest leaf;
	struct t_reply r;
	uint64_t signed_by;

	T_PROBLEM(round->app, proof_of(round, fingerprint), 404, "not-found");
	T_PROBLEM(round->app, proof_of(round, "zz"), 404, "not-found");
	T_STATUS(t_cast(round, ballot), 201);
	T_PROBLEM(round->app, proof_of(round, fingerprint), 409, "ballot-waiting");
	round->app->now += 10 * 60 * MS_PER_SECOND;
	t_tick(round);
	r = proof_of(round, fingerprint);
	T_STATUS(r, 200);
	key = t_record_key(round->app, round->body);
	entry = t_json(round->app, r, "/entry");
	text = t_json(round->app, r, "/proof");
	T_CHECK(strstr(entry, fingerprint) != NULL);
	leaf = merkle_leaf(entry, strlen(entry));
	T_CHECK(tlog_proof_parse(text, strlen(text), &proof));
	T_OK(tlog_proof_verify(&proof, &leaf, &key, 1, &head, &signed_by));
}

/* ---- the archive, stage by stage ---- */

static const char *written(struct t_round *round, struct buf *text)
{
	const char *copy = t_text(round->app, "%s", text->data);

	buf_reset(text);
	return copy;
}

/* Puts tally, decryptions and result where the trustees' theme puts them. */
static void open_count(struct t_round *round, const struct tally *tally)
{
	const struct decryption *by_owner[T_TRUSTEES] = {0};
	struct arena *arena = &round->app->arena;
	struct error error = {0};
	struct point *factors;
	uint64_t *result;
	auto_buf struct buf text;

	buf_init(&text, 1 << 20);
	for (size_t i = 1; i < T_TRUSTEES; i++) {
		struct decryption *decryption = arena_new(arena, struct decryption);
		struct owned owned = {.owner = i + 1};
		const char *partial;

		T_OK(decryption_make(round->election, tally, &round->keys[i], &round->rand, arena,
			decryption, &error));
		decryption_write(round->election, decryption, &text);
		partial = written(round, &text);
		owned.payload = digest_of(partial, strlen(partial));
		owned_write(&owned, &text);
		t_sql(round->app,
			t_text(round->app,
				"INSERT INTO partial_decryption VALUES (%lld, %zu, '%s',"
				" '%s', %zu)",
				(long long)round->id, i + 1, partial, written(round, &text), i));
		by_owner[i] = decryption;
	}
	T_OK(decryption_combine(
		round->election, &round->trustees, by_owner, arena, &factors, &error));
	T_OK(tally_open(round->election, tally, factors, arena, &result, &error));
	result_write(round->election, result, &text);
	t_sql(round->app,
		t_text(round->app, "UPDATE round SET result = '%s'", written(round, &text)));
}

static void add_tally(
	struct t_round *round, const struct span *ballots, size_t n, struct tally *ret_tally)
{
	struct arena *arena = &round->app->arena;
	struct error error = {0};
	struct tally_sum sum;
	struct sized sized;
	const char *encrypted;
	auto_buf struct buf text;

	buf_init(&text, 1 << 20);
	T_OK(tally_start(round->election, arena, &sum, &error));
	for (size_t i = 0; i < n; i++) {
		struct ballot *ballot;

		T_OK(ballot_read(round->election, (const char *)ballots[i].data, ballots[i].len,
			arena, &ballot, &error));
		T_OK(tally_add(round->election, ballot, 1, &sum, &error));
	}
	T_OK(tally_end(round->election, &sum, arena, ret_tally, &error));
	tally_write(round->election, ret_tally, &text);
	encrypted = written(round, &text);
	sized = (struct sized){n, n, digest_of(encrypted, strlen(encrypted))};
	sized_write(&sized, &text);
	t_sql(round->app, t_text(round->app,
				  "UPDATE round SET state = 'tallied', encrypted_tally = '%s',"
				  " sized = '%s'",
				  encrypted, written(round, &text)));
}

TEST(elections, the_archive_holds_at_every_stage_and_the_last_ballot_counts)
{
	struct t_round *round = t_round_new(t_app_new(), 12);
	static const uint8_t blank[T_CHOICES] = {1, 0, 0, 0, 1, 0, 0};
	struct verify_report report = audit(round, NULL);
	struct span last[10];
	struct tally tally;

	T_INT(report.archive.n_events, 1);
	for (size_t i = 0; i < COUNT_OF(last); i++) {
		last[i] = t_ballot(round, i, marks);
		T_STATUS(t_cast(round, last[i]), 201);
	}
	T_INT(audit(round, NULL).n_ballots, 0); /* an open batch shows nothing */
	last[3] = t_ballot(round, 3, blank);
	T_STATUS(t_cast(round, last[3]), 201);
	round->app->now = round->closes_at;
	t_round_close(round);
	report = audit(round, NULL);
	T_INT(report.n_ballots, 11);
	T_INT(report.n_tallied, 10);
	T_INT(report.archive.events[report.archive.n_events - 1].type, ARCHIVE_END_BALLOTS);
	add_tally(round, last, COUNT_OF(last), &tally);
	T_INT(audit(round, NULL).outcome[VERIFY_TALLY], VERIFY_HOLDS);
	open_count(round, &tally);
	t_person_sign_in(round->app, &round->body->officer); /* a day has passed */
	report = audit(round, round->body->officer.token);
	T_INT(report.n_decryptions, 2);
	T_INT(report.outcome[VERIFY_RESULT], VERIFY_HOLDS);
	T_INT(report.result[0], 1);
	T_INT(report.result[1], 9);
	T_INT(report.result[4], 1);
	T_INT(report.result[5], 9);
}

/* No channel's figures are told before the result, which may have to hide them. */
TEST(elections, the_public_reads_no_decryption_before_the_result_is_announced)
{
	struct t_round *round = t_round_new(t_app_new(), 2);
	struct span ballots[] = {t_ballot(round, 0, marks), t_ballot(round, 1, marks)};
	struct tally tally;

	for (size_t i = 0; i < COUNT_OF(ballots); i++)
		T_STATUS(t_cast(round, ballots[i]), 201);
	t_round_close(round);
	add_tally(round, ballots, COUNT_OF(ballots), &tally);
	open_count(round, &tally);
	T_INT(audit(round, NULL).n_decryptions, 0);
	T_INT(audit(round, round->body->officer.token).n_decryptions, 2);
}

TEST(elections, a_reserved_round_has_neither_archive_nor_election)
{
	struct t_round *round = t_round_new(t_app_new(), 1);

	t_sql(round->app, "UPDATE round SET state = 'reserved'");
	t_sql(round->app, "DELETE FROM round_document");
	T_PROBLEM(round->app, get(round, NULL, "/archive"), 404, "not-found");
	T_PROBLEM(round->app, get(round, NULL, "/election"), 409, "ballot-paper-pending");
	T_STATUS(get(round, NULL, ""), 200);
	round->uuid = "aaaaaaaaaaaaaa";
	T_PROBLEM(round->app, get(round, NULL, ""), 404, "not-found");
	T_PROBLEM(round->app, get(round, NULL, "/archive"), 404, "not-found");
	T_PROBLEM(round->app, get(round, NULL, "/election"), 404, "not-found");
}

TEST(elections, a_round_shows_its_questions_and_only_closed_batches)
{
	struct t_round *round = t_round_new(t_app_new(), 1);
	struct t_reply r;
	char hash[ELECTION_HASH_SIZE];

	T_STATUS(t_vote(round, 0), 201);
	r = get(round, NULL, "");
	T_STATUS(r, 200);
	T_JSON(round->app, r, "/state", "polling");
	T_JSON(round->app, r, "/n_ballots", "0");
	T_JSON(round->app, r, "/questions/0/text", "委员");
	T_JSON(round->app, r, "/questions/0/seats", "2");
	T_JSON(round->app, r, "/questions/1/answers/1", "李娜");
	T_JSON(round->app, r, "/body_id", round->body->id);
	t_round_close(round);
	r = get(round, NULL, "");
	T_JSON(round->app, r, "/state", "closed");
	T_JSON(round->app, r, "/n_ballots", "1");
	T_JSON(round->app, r, "/n_batches", "1");
	r = get(round, NULL, "/election");
	T_STATUS(r, 200);
	election_hash(r.body.data, r.body.len, hash);
	T_STR(hash, round->election->hash);
}
