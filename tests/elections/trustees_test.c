/* The trustees' set-up and their decryptions: every step out of turn, of another or of something
 * else is refused. */
#include <string.h>

#include "base/encoding.h"
#include "crypto/box.h"
#include "harness/course.h"
#include "harness/round.h"

#define OPENS  "2026-06-20T16:00:00Z"
#define CLOSES "2026-06-27T16:00:00Z"

/* ---- the set-up ---- */

/* A set-up of 2 of 3 on its way, with everybody's secrets. */
struct dealing {
	struct t_course *course;
	struct pedersen_secret secrets[COURSE_TRUSTEES];
	struct box_secret boxes[COURSE_TRUSTEES];
	struct box_public box_keys[COURSE_TRUSTEES];
	struct certificate certs[COURSE_TRUSTEES];
	struct scalar coefficients[COURSE_TRUSTEES][2];
	struct rand rand;
};

static struct t_reply appoint(struct t_course *course, int threshold, int second)
{
	return t_course_call(course, "POST", "/trustees",
		t_text(course->app,
			"{\"threshold\":%d,\"trustees\":[{\"person_id\":\"906\",\"name\":\"甲\"},"
			"{\"person_id\":\"%d\",\"name\":\"乙\"},{\"person_id\":\"908\","
			"\"name\":\"丙\"}]}",
			threshold, second));
}

static struct dealing *appointed(void)
{
	struct t_course *course = t_course_new(t_app_new(), 6, OPENS, CLOSES);
	struct dealing *dealing = arena_new(&course->app->arena, struct dealing);

	dealing->course = course;
	dealing->rand = rand_seeded(t_seed());
	T_STATUS(appoint(course, 2, 907), 201);
	for (unsigned i = 0; i < COURSE_TRUSTEES; i++) {
		char seed[PEDERSEN_SEED_SIZE];

		pedersen_seed_new(&dealing->rand, seed);
		pedersen_keys(seed, &dealing->secrets[i]);
		box_keys(seed, &dealing->boxes[i], &dealing->box_keys[i]);
		certificate_make(&dealing->secrets[i], COURSE_TRUSTEES, 2, i + 1, &dealing->rand,
			&dealing->certs[i]);
	}
	return dealing;
}

/* As a JSON string. */
static const char *quoted(struct dealing *dealing, struct buf *text)
{
	struct buf out;
	const char *copy;

	T_CHECK(buf_ok(text));
	buf_init(&out, 1 << 18);
	buf_char(&out, '"');
	for (const char *at = text->data; *at; at++)
		buf_printf(&out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	buf_char(&out, '"');
	copy = arena_string(&dealing->course->app->arena, out.data);
	buf_done(&out);
	buf_done(text);
	return copy;
}

static const char *proof_text(struct dealing *dealing, const struct proof *proof)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	proof_write(proof, &text);
	return quoted(dealing, &text);
}

static struct t_reply post(
	struct dealing *dealing, size_t trustee, const char *step, const char *body)
{
	struct t_course *course = dealing->course;

	return t_call(course->app, course->trustees[trustee].token, "POST",
		t_text(course->app, "/v1/elections/%s/trustees/%s", course->id, step), body);
}

/* Trustee `as` sends the certificate of `whose` with the box key of `box`. */
static struct t_reply certify(struct dealing *dealing, size_t as, size_t whose, size_t box)
{
	struct t_app *app = dealing->course->app;
	char key[BASE64_SIZE(BOX_KEY_BYTES)];
	struct rand rand = rand_seeded(t_seed()); /* the same words when it is said again */
	struct proof proof;
	struct buf text;

	buf_init(&text, 1 << 16);
	certificate_write(&dealing->certs[whose], &text);
	box_announce(&dealing->box_keys[box], &dealing->secrets[box], &rand, &proof);
	base64_encode(BASE64, dealing->box_keys[box].bytes, BOX_KEY_BYTES, key);
	return post(dealing, as, "certificate",
		t_text(app, "{\"certificate\":%s,\"box_key\":\"%s\",\"box_signature\":%s}",
			quoted(dealing, &text), key, proof_text(dealing, &proof)));
}

static void certify_all(struct dealing *dealing)
{
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		T_STATUS(certify(dealing, i, i, i), 200);
}

static const char *sealed(struct dealing *dealing, size_t from, size_t n)
{
	struct t_app *app = dealing->course->app;
	const char *list = "";

	for (unsigned j = 0; j < n; j++) {
		uint8_t bytes[BOX_SHARE_BYTES];
		char text[BASE64_SIZE(BOX_SHARE_BYTES)];
		struct scalar share;

		polynomial_share(dealing->coefficients[from], 2, j + 1, &share);
		box_seal(&share, &dealing->boxes[from], &dealing->box_keys[j], &dealing->rand,
			bytes);
		base64_encode(BASE64, bytes, sizeof bytes, text);
		list = t_text(app, "%s%s\"%s\"", list, j ? "," : "", text);
	}
	return list;
}

/* Trustee `as` sends a commitment made by `whose`, with n shares. */
static struct t_reply commit(struct dealing *dealing, size_t as, size_t whose, size_t n)
{
	struct t_app *app = dealing->course->app;
	struct commitment commitment;
	struct error error = {0};
	struct proof agreement;
	struct buf text;

	T_OK(polynomial_make(&dealing->secrets[whose], dealing->certs, &dealing->rand, &app->arena,
		dealing->coefficients[whose], &commitment, &agreement, &error));
	buf_init(&text, 1 << 16);
	commitment_write(&commitment, 2, &text);
	return post(dealing, as, "commitment",
		t_text(app, "{\"polynomial\":%s,\"agreement\":%s,\"shares\":[%s]}",
			quoted(dealing, &text), proof_text(dealing, &agreement),
			sealed(dealing, whose, n)));
}

static void commit_all(struct dealing *dealing)
{
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		T_STATUS(commit(dealing, i, i, COURSE_TRUSTEES), 200);
}

/* Trustee `as` sends the key of `whose`. */
static struct t_reply finish(struct dealing *dealing, size_t as, size_t whose)
{
	struct t_app *app = dealing->course->app;
	struct scalar shares[COURSE_TRUSTEES], decryption;
	struct trustee_key key;
	struct buf text;

	for (size_t j = 0; j < COURSE_TRUSTEES; j++)
		polynomial_share(dealing->coefficients[j], 2, (unsigned)whose + 1, &shares[j]);
	pedersen_key_make(&dealing->secrets[whose], shares, COURSE_TRUSTEES, &dealing->rand,
		&decryption, &key);
	buf_init(&text, 1 << 16);
	trustee_key_write(&key, true, &text);
	return post(dealing, as, "key",
		t_text(app, "{\"verification_key\":%s}", quoted(dealing, &text)));
}

static const char *step_of(struct dealing *dealing)
{
	struct t_course *course = dealing->course;

	return t_json(course->app, t_course_call(course, "GET", "/trustees", NULL), "/step");
}

TEST(elections, trustees_are_named_by_the_committee_until_one_has_begun)
{
	struct dealing *dealing = appointed();
	struct t_course *course = dealing->course;
	struct t_app *app = course->app;

	T_STATUS(appoint(course, 3, 907), 422);
	T_STATUS(appoint(course, 0, 907), 422);
	T_STATUS(appoint(course, 2, 906), 422);
	T_STATUS(appoint(course, 1, 907), 201); /* nobody has begun */
	T_STATUS(appoint(course, 2, 907), 201);
	T_STATUS(certify(dealing, 0, 0, 0), 200);
	T_PROBLEM(app, appoint(course, 1, 907), 409, "setup-begun");
}

TEST(elections, the_set_up_goes_step_by_step)
{
	struct dealing *dealing = appointed();
	struct t_app *app = dealing->course->app;

	T_STR(step_of(dealing), "certificates");
	T_PROBLEM(app, commit(dealing, 0, 0, 3), 409, "trustees-incomplete");
	certify_all(dealing);
	T_STR(step_of(dealing), "commitments");
	T_STATUS(commit(dealing, 0, 0, 3), 200);
	T_STATUS(commit(dealing, 1, 1, 3), 200);
	T_PROBLEM(app, finish(dealing, 0, 0), 409, "trustees-incomplete");
	T_STATUS(commit(dealing, 2, 2, 3), 200);
	T_STR(step_of(dealing), "keys");
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		T_STATUS(finish(dealing, i, i), 200);
	T_STR(step_of(dealing), "ready");
}

TEST(elections, a_trustee_announces_her_own_certificate_and_box_key)
{
	struct dealing *dealing = appointed();
	struct t_course *course = dealing->course;
	struct t_app *app = course->app;

	T_PROBLEM(app, certify(dealing, 0, 1, 1), 422, "announcement-invalid");
	T_STATUS(certify(dealing, 0, 0, 1), 422); /* signed by another certificate's key */
	certificate_make(
		&dealing->secrets[0], COURSE_TRUSTEES, 1, 1, &dealing->rand, &dealing->certs[0]);
	T_PROBLEM(app, certify(dealing, 0, 0, 0), 422, "announcement-invalid"); /* threshold */
	certificate_make(
		&dealing->secrets[0], COURSE_TRUSTEES, 2, 1, &dealing->rand, &dealing->certs[0]);
	dealing->certs[0].encryption = dealing->certs[1].encryption;
	T_PROBLEM(app, certify(dealing, 0, 0, 0), 422, "announcement-invalid"); /* signature */
	T_STR(t_sql(app, "SELECT count(certificate) FROM trustee"), "0");
}

/* Holding the office is not enough, and being appointed is not either. */
TEST(elections, who_is_no_trustee_of_the_election_announces_nothing)
{
	struct dealing *dealing = appointed();
	struct t_course *course = dealing->course;
	struct t_person appointed_first = course->trustees[0];

	T_STATUS(t_grant(course->app, course->body, 904, "trustee"), 201);
	course->trustees[0] = course->counter;
	T_STATUS(certify(dealing, 0, 0, 0), 403);
	course->trustees[0] = course->body->officer;
	T_STATUS(certify(dealing, 0, 0, 0), 403);
	course->body->officer = appointed_first;
	T_STATUS(appoint(course, 1, 907), 403);
}

TEST(elections, an_announcement_is_repeated_but_not_replaced)
{
	struct dealing *dealing = appointed();
	struct t_app *app = dealing->course->app;
	const char *entries;

	T_STATUS(certify(dealing, 0, 0, 0), 200);
	entries = t_sql(app, "SELECT count(*) FROM record_entry");
	T_STATUS(certify(dealing, 0, 0, 0), 200);
	T_STR(t_sql(app, "SELECT count(*) FROM record_entry"), entries);
	certificate_make(
		&dealing->secrets[0], COURSE_TRUSTEES, 2, 1, &dealing->rand, &dealing->certs[0]);
	T_PROBLEM(app, certify(dealing, 0, 0, 0), 409, "setup-begun");
}

TEST(elections, a_commitment_is_ones_own_and_has_a_share_for_everybody)
{
	struct dealing *dealing = appointed();
	struct t_app *app = dealing->course->app;

	certify_all(dealing);
	T_PROBLEM(app, commit(dealing, 0, 1, 3), 422, "announcement-invalid");
	T_STATUS(commit(dealing, 0, 0, 2), 422);
	dealing->certs[1].index = 3; /* agreed to other certificates than were announced */
	T_PROBLEM(app, commit(dealing, 0, 0, 3), 422, "announcement-invalid");
	dealing->certs[1].index = 2;
	T_STATUS(commit(dealing, 0, 0, 3), 200);
	T_PROBLEM(app, commit(dealing, 0, 0, 3), 409, "setup-begun"); /* another polynomial */
	T_STR(t_sql(app, "SELECT count(*) FROM trustee_share"), "3");
}

TEST(elections, a_trustee_reads_the_shares_sealed_to_her_alone)
{
	struct dealing *dealing = appointed();
	struct t_course *course = dealing->course;
	struct t_app *app = course->app;
	const char *target = t_text(app, "/v1/elections/%s/trustees/shares", course->id);
	struct t_reply r;
	uint8_t bytes[BOX_SHARE_BYTES];
	struct scalar share, expected;
	const char *text;
	size_t len;

	certify_all(dealing);
	commit_all(dealing);
	r = t_call(app, course->trustees[1].token, "GET", target, NULL);
	T_STATUS(r, 200);
	T_JSON(app, r, "/number", "2");
	T_JSON(app, r, "/shares/2/from", "3");
	T_JSON(app, r, "/shares/3/from", "");
	text = t_json(app, r, "/shares/2/sealed");
	T_CHECK(base64_decode(BASE64, text, strlen(text), bytes, sizeof bytes, &len));
	T_CHECK(box_open(bytes, &dealing->box_keys[2], &dealing->boxes[1], &share));
	polynomial_share(dealing->coefficients[2], 2, 2, &expected);
	T_CHECK(scalar_equal(&share, &expected));
	T_CHECK(!box_open(bytes, &dealing->box_keys[2], &dealing->boxes[0], &share));
	T_CHECK(!box_open(bytes, &dealing->box_keys[0], &dealing->boxes[1], &share));
	bytes[40] ^= 1;
	T_CHECK(!box_open(bytes, &dealing->box_keys[2], &dealing->boxes[1], &share));
	T_STATUS(t_call(app, course->counter.token, "GET", target, NULL), 403);
}

TEST(elections, a_public_key_is_what_the_commitments_say)
{
	struct dealing *dealing = appointed();
	struct t_app *app = dealing->course->app;

	certify_all(dealing);
	commit_all(dealing);
	T_PROBLEM(app, finish(dealing, 0, 1), 422, "announcement-invalid");
	scalar_add(&dealing->coefficients[2][0], &scalar_one, &dealing->coefficients[2][0]);
	T_PROBLEM(app, finish(dealing, 0, 0), 422, "announcement-invalid");
	scalar_sub(&dealing->coefficients[2][0], &scalar_one, &dealing->coefficients[2][0]);
	T_STATUS(finish(dealing, 0, 0), 200);
	T_PROBLEM(app, finish(dealing, 0, 0), 409, "setup-begun"); /* another proof */
}

/* ---- the count ---- */

/* A closed round, put into the tables; the trustees' people hold their offices. */
struct counting {
	struct t_round *round;
	struct t_person trustees[T_TRUSTEES];
	const char *first_ballot;
};

static struct t_reply tally_of(struct counting *counting, const char *bearer, const char *method)
{
	struct t_app *app = counting->round->app;

	return t_call(app, bearer, method,
		t_text(app, "/v1/rounds/%s/tally", counting->round->uuid), NULL);
}

static struct counting *closed(size_t n_votes)
{
	struct t_app *app = t_app_new();
	struct counting *counting = arena_new(&app->arena, struct counting);
	static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};

	counting->round = t_round_new(app, 12);
	for (int i = 0; i < T_TRUSTEES; i++) {
		T_STATUS(t_grant(app, counting->round->body, 906 + i, "trustee"), 201);
		counting->trustees[i] = t_person_in(app, counting->round->body, 906 + i);
		t_sql(app, t_text(app,
				   "INSERT INTO trustee(election_id, number, person_id, name)"
				   " VALUES (%lld, %d, %d, '')",
				   (long long)counting->round->election_id, i + 1, 906 + i));
	}
	for (size_t i = 0; i < n_votes; i++) {
		struct span ballot = t_ballot(counting->round, i, marks);

		counting->first_ballot = i ? counting->first_ballot : (const char *)ballot.data;
		T_STATUS(t_cast(counting->round, ballot), 201);
	}
	t_round_close(counting->round);
	return counting;
}

static struct t_reply tally(struct counting *counting)
{
	return tally_of(counting, counting->round->body->officer.token, "POST");
}

static struct tally read_tally(struct counting *counting)
{
	struct t_app *app = counting->round->app;
	const char *text = t_json(app, tally_of(counting, NULL, "GET"), "/encrypted_tally");
	struct error error = {0};
	struct tally tally;

	T_OK(tally_read(
		counting->round->election, text, strlen(text), &app->arena, &tally, &error));
	return tally;
}

/* Trustee `as` sends a decryption of `tally` with the key of `whose`. */
static struct t_reply decrypt(
	struct counting *counting, size_t as, size_t whose, const struct tally *tally)
{
	struct t_round *round = counting->round;
	struct t_app *app = round->app;
	struct decryption decryption;
	struct error error = {0};
	struct buf text;
	struct t_reply r;

	T_OK(decryption_make(round->election, tally, &round->keys[whose], &round->rand, &app->arena,
		&decryption, &error));
	buf_init(&text, 1 << 18);
	decryption_write(round->election, &decryption, &text);
	r = t_call(app, counting->trustees[as].token, "POST",
		t_text(app, "/v1/rounds/%s/decryptions", round->uuid),
		t_text(app, "{\"decryption\":%s}", text.data));
	buf_done(&text);
	return r;
}

TEST(elections, k_trustees_open_the_tally_and_no_more_are_taken)
{
	struct counting *counting = closed(12);
	struct t_app *app = counting->round->app;
	struct tally sum;
	struct t_reply r;

	T_STATUS(tally_of(counting, NULL, "GET"), 404);
	r = tally(counting);
	T_STATUS(r, 201);
	T_JSON(app, r, "/ballots", "12");
	T_JSON(app, r, "/small", "false");
	sum = read_tally(counting);
	r = decrypt(counting, 2, 2, &sum);
	T_STATUS(r, 201);
	T_JSON(app, r, "/decrypted_by/0", "3");
	T_JSON(app, r, "/result", "");
	T_PROBLEM(app, decrypt(counting, 2, 2, &sum), 409, "decrypted-already");
	r = decrypt(counting, 0, 0, &sum);
	T_STATUS(r, 201);
	T_JSON(app, r, "/result/result", "[[0,12,0,0],[0,12,0]]");
	T_PROBLEM(app, decrypt(counting, 1, 1, &sum), 409, "tally-open");
	T_JSON(app, tally_of(counting, NULL, "GET"), "/result", "");
	r = tally_of(counting, counting->round->body->officer.token, "GET");
	T_JSON(app, r, "/result/result", "[[0,12,0,0],[0,12,0]]");
}

TEST(elections, there_is_one_tally_of_a_round_and_only_after_polling)
{
	struct counting *counting = closed(2);
	struct t_app *app = counting->round->app;
	struct t_round *round = t_round_new(t_app_new(), 1);

	T_PROBLEM(round->app,
		t_call(round->app, round->body->officer.token, "POST",
			t_text(round->app, "/v1/rounds/%s/tally", round->uuid), NULL),
		409, "wrong-state");
	T_STATUS(tally_of(counting, counting->trustees[0].token, "POST"), 403);
	T_STATUS(tally(counting), 201);
	T_PROBLEM(app, tally(counting), 409, "wrong-state");
}

/* Nobody can make the service keep a decryption of one ballot: it would be one of that vote. */
TEST(elections, a_decryption_of_anything_but_the_tally_is_refused)
{
	struct counting *counting = closed(3);
	struct t_app *app = counting->round->app;
	struct t_round *round = counting->round;
	struct error error = {0};
	struct tally one, all;
	struct tally_sum sum;
	struct ballot *ballot;

	T_OK(ballot_read(round->election, counting->first_ballot, strlen(counting->first_ballot),
		&app->arena, &ballot, &error));
	T_OK(tally_start(round->election, &app->arena, &sum, &error));
	T_OK(tally_add(round->election, ballot, 1, &sum, &error));
	T_OK(tally_end(round->election, &sum, &app->arena, &one, &error));
	T_PROBLEM(app, decrypt(counting, 0, 0, &one), 409, "wrong-state");
	T_STATUS(tally(counting), 201);
	all = read_tally(counting);
	T_PROBLEM(app, decrypt(counting, 0, 0, &one), 422, "decryption-invalid");
	T_PROBLEM(app, decrypt(counting, 0, 1, &all), 422, "decryption-invalid");
	T_STR(t_sql(app, "SELECT count(*) FROM partial_decryption"), "0");
}

TEST(elections, the_sums_of_few_ballots_are_not_shown_to_the_public)
{
	struct counting *counting = closed(3);
	struct t_app *app = counting->round->app;
	struct tally sum;
	struct t_reply r;

	T_JSON(app, tally(counting), "/small", "true");
	sum = read_tally(counting);
	T_STATUS(decrypt(counting, 0, 0, &sum), 201);
	T_STATUS(decrypt(counting, 1, 1, &sum), 201);
	r = tally_of(counting, NULL, "GET");
	T_JSON(app, r, "/ballots", "3");
	T_JSON(app, r, "/result", "");
	r = tally_of(counting, counting->round->body->officer.token, "GET");
	T_JSON(app, r, "/result/result", "[[0,3,0,0],[0,3,0]]");
}
