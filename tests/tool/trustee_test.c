/* Three trustees of whom two open: each with her file, against the service's own routes and against
 * a service that lies; then which tallies a file helps to open. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "crypto/box.h"
#include "crypto/wire/documents.h"
#include "harness/box.h"
#include "harness/made.h"
#include "harness/people.h"
#include "harness/run.h"
#include "harness/server.h"
#include "tool/trustee_steps.h"
#include "json/json.h"

enum { N = 3, BODY_MAX = 1 << 20, ARCHIVE_BYTES = 1 << 22 };

struct group {
	struct t_app *app;
	struct t_body *body;
	const char *target; /* the election's trustees */
	struct t_person people[N];
	struct trustee_file files[N];
	struct rand rand;
	struct error error;
};

static const char *draft(struct t_app *app, struct t_body *body)
{
	struct t_reply r = t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/elections", body->id),
		"{\"title\":\"换届选举\",\"mode\":\"all\",\"opens_at\":\"2026-09-06T01:00:00Z\","
		"\"closes_at\":\"2026-09-06T09:00:00Z\",\"posts\":[{\"title\":\"主任\",\"seats\":1}"
		"]}");

	T_STATUS(r, 201);
	return t_json(app, r, "/id");
}

static struct t_reply appoint(struct group *group, int threshold)
{
	struct t_app *app = group->app;

	return t_call(app, group->body->officer.token, "POST", group->target,
		t_text(app,
			"{\"threshold\":%d,\"trustees\":[{\"person_id\":\"901\",\"name\":\"甲\"},"
			"{\"person_id\":\"902\",\"name\":\"乙\"},"
			"{\"person_id\":\"903\",\"name\":\"丙\"}]}",
			threshold));
}

static struct group *group_new(void)
{
	struct t_app *app = t_app_new();
	struct group *group = arena_new(&app->arena, struct group);
	const char *election;

	T_CHECK(group != NULL);
	group->app = app;
	group->body = t_body_new(app, "桥东社区");
	group->rand = rand_seeded(t_seed());
	election = draft(app, group->body);
	group->target = t_text(app, "/v1/elections/%s/trustees", election);
	for (int i = 0; i < N; i++) {
		T_STATUS(t_grant(app, group->body, 901 + i, "trustee"), 201);
		group->people[i] = t_person_in(app, group->body, 901 + i);
		T_OK(trustee_file_new(7, &group->rand, &app->arena, &group->files[i]));
	}
	T_STATUS(appoint(group, 2), 201);
	return group;
}

/* What trustee i (from 0) sees. */
static struct setup_view look(struct group *group, int i)
{
	struct t_app *app = group->app;
	const char *token = group->people[i].token;
	struct t_reply trustees = t_call(app, token, "GET", group->target, NULL);
	struct t_reply shares =
		t_call(app, token, "GET", t_text(app, "%s/shares", group->target), NULL);
	struct setup_view view;

	T_STATUS(trustees, 200);
	T_STATUS(shares, 200);
	T_OK(setup_view_read(trustees.body, shares.body, &app->arena, &view, &group->error));
	return view;
}

static enum err next(struct group *group, int i, const struct setup_view *view, bool confirmed,
	enum setup_step *ret_step)
{
	group->error = (struct error){0};
	return setup_next(&group->files[i], view, confirmed, &group->rand, &group->app->arena,
		&group->error, ret_step);
}

static const char *body_text(struct group *group, int i, enum setup_step step)
{
	auto_buf struct buf buf = {0};

	buf_init(&buf, BODY_MAX);
	setup_body(&group->files[i], step, &buf);
	T_CHECK(buf_ok(&buf));
	return arena_string(&group->app->arena, buf.data);
}

static struct t_reply post(struct group *group, int i, enum setup_step step, const char *body)
{
	return t_call(group->app, group->people[i].token, "POST",
		t_text(group->app, "%s/%s", group->target, setup_target(step)), body);
}

static const char *file_text(struct group *group, int i)
{
	auto_buf struct buf buf = {0};
	struct json_writer writer;

	buf_init(&buf, BODY_MAX);
	writer = json_writer(&buf);
	json_write(&writer, &trustee_file_schema, &group->files[i]);
	T_CHECK(buf_ok(&buf));
	return arena_string(&group->app->arena, buf.data);
}

/* Writes the file and reads it again, as between two runs of the command. */
static void put_away(struct group *group, int i)
{
	const char *text = file_text(group, i);

	group->files[i] = (struct trustee_file){0};
	T_OK(json_read(&trustee_file_schema, text, strlen(text), &group->app->arena,
		&group->files[i], &group->error));
	T_STR(file_text(group, i), text);
}

/* As far as trustee i can go now. */
static enum setup_step run(struct group *group, int i, bool confirmed)
{
	for (;;) {
		struct setup_view view = look(group, i);
		enum setup_step step;

		T_OK(next(group, i, &view, confirmed, &step));
		put_away(group, i);
		if (!setup_target(step))
			return step;
		T_STATUS(post(group, i, step, body_text(group, i, step)), 200);
	}
}

/* All have announced and compared certificates. */
static struct group *compared(void)
{
	struct group *group = group_new();

	for (int i = 0; i < N; i++)
		T_INT(run(group, i, false), i + 1 < N ? SETUP_WAIT : SETUP_COMPARE);
	for (int i = 0; i + 1 < N; i++)
		T_INT(run(group, i, false), SETUP_COMPARE);
	return group;
}

static struct group *committed(void)
{
	struct group *group = compared();

	for (int i = 0; i < N - 1; i++)
		T_INT(run(group, i, true), SETUP_WAIT);
	return group;
}

static struct group *ready(void)
{
	struct group *group = committed();

	for (int i = N; i-- > 0;)
		T_INT(run(group, i, true), i ? SETUP_WAIT : SETUP_READY);
	return group;
}

/* ---- the set-up ------------------------------------------------------------------------------ */

TEST(tool, trustees_two_of_three_become_ready_in_any_order)
{
	struct group *group = ready();
	struct t_reply r;

	for (int i = 0; i < N; i++)
		T_INT(run(group, i, false), SETUP_READY);
	r = t_call(group->app, NULL, "GET", group->target, NULL);
	T_JSON(group->app, r, "/step", "ready");
	T_JSON(group->app, r, "/trustees/1/verification_key", group->files[1].verification_key);
	for (int i = 0; i < N; i++)
		T_CHECK(!strstr((const char *)r.body.data, group->files[i].seed) &&
			!strstr((const char *)r.body.data, group->files[i].decryption_key));
}

TEST(tool, trustees_share_nothing_before_certificates_were_compared)
{
	struct group *group = group_new();

	for (int i = 0; i < N; i++)
		(void)run(group, i, true);
	T_INT(run(group, 2, false), SETUP_COMPARE);
	T_CHECK(group->files[2].polynomial == NULL);
	/* the confirmation counts only for what was shown before */
	T_INT(run(group, 0, true), SETUP_COMPARE);
	T_CHECK(group->files[0].polynomial == NULL);
	T_INT(run(group, 0, true), SETUP_WAIT);
	T_CHECK(group->files[0].polynomial != NULL);
}

TEST(tool, trustees_say_the_same_again_after_a_lost_reply)
{
	struct group *group = group_new();
	struct setup_view view = look(group, 0);
	enum setup_step step;
	const char *body;

	T_OK(next(group, 0, &view, false, &step));
	T_INT(step, SETUP_CERTIFY);
	body = body_text(group, 0, step);
	put_away(group, 0);
	T_OK(next(group, 0, &view, false, &step));
	T_STR(body_text(group, 0, step), body);
	T_STATUS(post(group, 0, step, body), 200);
	T_STATUS(post(group, 0, step, body), 200);
}

TEST(tool, trustees_commitments_and_keys_are_said_again_after_a_lost_reply)
{
	struct group *group = compared();
	struct setup_view view = look(group, 0);
	enum setup_step step;
	const char *body;

	T_OK(next(group, 0, &view, true, &step));
	T_INT(step, SETUP_COMMIT);
	body = body_text(group, 0, step);
	put_away(group, 0);
	T_OK(next(group, 0, &view, false, &step)); /* agreed to already */
	T_STR(body_text(group, 0, step), body);
	for (int i = 0; i < N; i++)
		T_INT(run(group, i, true), SETUP_WAIT);
	view = look(group, 0);
	T_OK(next(group, 0, &view, false, &step));
	T_INT(step, SETUP_FINISH);
	body = body_text(group, 0, step);
	put_away(group, 0);
	T_OK(next(group, 0, &view, false, &step));
	T_STR(body_text(group, 0, step), body);
	T_STATUS(post(group, 0, step, body), 200);
	T_STATUS(post(group, 0, step, body), 200);
	T_INT(run(group, 0, false), SETUP_WAIT);
}

/* ---- refused by the service ------------------------------------------------------------------ */

static void make_certificate(struct group *group, int i, int64_t threshold)
{
	struct setup_view view = look(group, i);
	enum setup_step step;

	view.threshold = threshold;
	T_OK(next(group, i, &view, false, &step));
	T_INT(step, SETUP_CERTIFY);
}

TEST(tool, trustees_certificates_of_others_or_of_another_group_are_refused)
{
	struct group *group = group_new();

	make_certificate(group, 0, 2);
	T_PROBLEM(group->app, post(group, 1, SETUP_CERTIFY, body_text(group, 0, SETUP_CERTIFY)),
		422, "announcement-invalid");
	make_certificate(group, 1, 1);
	T_PROBLEM(group->app, post(group, 1, SETUP_CERTIFY, body_text(group, 1, SETUP_CERTIFY)),
		422, "announcement-invalid");
	make_certificate(group, 2, 2);
	group->files[2].box_key = group->files[0].box_key;
	T_PROBLEM(group->app, post(group, 2, SETUP_CERTIFY, body_text(group, 2, SETUP_CERTIFY)),
		422, "invalid-input");
}

TEST(tool, trustees_cannot_announce_another_certificate_later)
{
	struct group *group = group_new();

	make_certificate(group, 0, 2);
	T_STATUS(post(group, 0, SETUP_CERTIFY, body_text(group, 0, SETUP_CERTIFY)), 200);
	group->files[0].certificate = NULL;
	T_PROBLEM(group->app, appoint(group, 1), 409, "setup-begun");
	T_OK(trustee_file_new(7, &group->rand, &group->app->arena, &group->files[0]));
	{
		struct setup_view view = look(group, 1);
		enum setup_step step;

		view.number = 1;
		view.rows[0] = (struct announced){0};
		T_OK(next(group, 0, &view, false, &step));
	}
	T_PROBLEM(group->app, post(group, 0, SETUP_CERTIFY, body_text(group, 0, SETUP_CERTIFY)),
		409, "setup-begun");
}

TEST(tool, trustees_commitments_of_others_early_or_changed_are_refused)
{
	struct group *group = compared();
	struct setup_view view = look(group, 0);
	enum setup_step step;
	const char *first;

	T_OK(next(group, 0, &view, true, &step));
	first = body_text(group, 0, step);
	T_PROBLEM(group->app, post(group, 1, step, first), 422, "announcement-invalid");
	group->files[0].shares.n = 2;
	T_PROBLEM(
		group->app, post(group, 0, step, body_text(group, 0, step)), 422, "invalid-input");
	group->files[0].shares.n = 3;
	T_STATUS(post(group, 0, step, first), 200);
	group->files[0].polynomial = NULL;
	T_OK(next(group, 0, &view, true, &step));
	T_PROBLEM(group->app, post(group, 0, step, body_text(group, 0, step)), 409, "setup-begun");
	T_PROBLEM(group->app, post(group, 1, SETUP_FINISH, "{\"verification_key\":\"{}\"}"), 409,
		"trustees-incomplete");
}

TEST(tool, trustees_commitments_come_after_all_certificates)
{
	struct group *group = group_new();

	T_INT(run(group, 0, true), SETUP_WAIT);
	T_PROBLEM(group->app,
		post(group, 0, SETUP_COMMIT,
			"{\"polynomial\":\"{}\",\"agreement\":\"{}\",\"shares\":[]}"),
		409, "trustees-incomplete");
}

TEST(tool, trustees_keys_of_others_are_refused)
{
	struct group *group = committed();
	struct setup_view view;
	enum setup_step step;

	T_INT(run(group, 2, true), SETUP_WAIT);
	view = look(group, 0);
	T_OK(next(group, 0, &view, false, &step));
	T_INT(step, SETUP_FINISH);
	T_PROBLEM(group->app, post(group, 1, step, body_text(group, 0, step)), 422,
		"announcement-invalid");
	T_STATUS(post(group, 0, step, body_text(group, 0, step)), 200);
	group->files[0].verification_key = NULL; /* the same key, other proofs */
	T_OK(next(group, 0, &view, false, &step));
	T_PROBLEM(group->app, post(group, 0, step, body_text(group, 0, step)), 409, "setup-begun");
}

/* ---- a service that lies --------------------------------------------------------------------- */

/* One text of what trustee 1 sees replaced. */
#define T_LIE(group, member, row, text, expected)                                                  \
	do {                                                                                       \
		struct setup_view view_ = look(group, 0);                                          \
		struct trustee_file file_ = (group)->files[0];                                     \
		enum setup_step step_ = SETUP_WAIT;                                                \
		view_.rows[row].member = (text);                                                   \
		T_ERR(next(group, 0, &view_, true, &step_), expected);                             \
		(group)->files[0] = file_;                                                         \
	} while (0)

/* Another certificate for the place of trustee i, valid in itself. */
static struct trustee_file impostor(struct group *group, int i)
{
	struct trustee_file kept = group->files[i], made;
	struct setup_view view = look(group, i);
	enum setup_step step;

	T_OK(trustee_file_new(7, &group->rand, &group->app->arena, &group->files[i]));
	view.rows[i] = (struct announced){0};
	for (int k = 0; k < N; k++)
		view.rows[k].polynomial = NULL;
	T_OK(next(group, i, &view, false, &step));
	T_INT(step, SETUP_CERTIFY);
	made = group->files[i];
	group->files[i] = kept;
	return made;
}

TEST(tool, trustees_refuse_announcements_that_do_not_hold)
{
	struct group *group = compared();
	struct trustee_file other = impostor(group, 1);

	T_LIE(group, box_key, 1, group->files[2].box_key, ANNOUNCEMENT);
	T_LIE(group, box_key, 1, other.box_key, ANNOUNCEMENT);
	T_LIE(group, box_key, 1, NULL, ANNOUNCEMENT);
	T_LIE(group, certificate, 1, group->files[2].certificate, ANNOUNCEMENT);
	T_LIE(group, certificate, 1, other.certificate, ANNOUNCEMENT); /* signs no such box key */
	T_LIE(group, certificate, 1, "", ANNOUNCEMENT);
	T_LIE(group, certificate, 0, other.certificate, SETUP_BEGUN);
	T_LIE(group, box_key, 0, group->files[1].box_key, SETUP_BEGUN);
	T_INT(run(group, 1, true), SETUP_WAIT);
	T_LIE(group, polynomial, 1, "[]", ANNOUNCEMENT);
	T_LIE(group, agreement, 1, group->files[1].box_signature, ANNOUNCEMENT);
	T_LIE(group, polynomial, 0, group->files[1].polynomial, SETUP_BEGUN);
}

/* A certificate exchanged after people compared: shown again, or refused when shares were sent. */
TEST(tool, trustees_compare_again_when_a_certificate_was_exchanged)
{
	struct group *group = compared();
	struct trustee_file other = impostor(group, 1);
	struct setup_view view = look(group, 0);
	struct announced *row = &view.rows[1];
	enum setup_step step;

	row->certificate = other.certificate;
	row->box_key = other.box_key;
	row->box_signature = other.box_signature;
	T_OK(next(group, 0, &view, true, &step));
	T_INT(step, SETUP_COMPARE);
	T_CHECK(group->files[0].polynomial == NULL);
	T_INT(run(group, 0, true), SETUP_COMPARE); /* the true ones once more */
	T_INT(run(group, 0, true), SETUP_WAIT);
	T_ERR(next(group, 0, &view, true, &step), SETUP_BEGUN);
}

/* What trustee 2 sends to trustee 1, replaced by `sealed`. */
static void send_wrongly(struct group *group, const uint8_t sealed[BOX_SHARE_BYTES])
{
	char text[BASE64_SIZE(BOX_SHARE_BYTES)];
	struct setup_view view = look(group, 1);
	enum setup_step step;

	base64_encode(BASE64, sealed, BOX_SHARE_BYTES, text);
	T_OK(next(group, 1, &view, true, &step));
	T_INT(step, SETUP_COMMIT);
	group->files[1].shares.items[0] = arena_string(&group->app->arena, text);
	T_STATUS(post(group, 1, step, body_text(group, 1, step)), 200);
	T_INT(run(group, 0, true), SETUP_WAIT);
	T_INT(run(group, 2, true), SETUP_WAIT);
	view = look(group, 0);
	T_ERR(next(group, 0, &view, true, &step), SHARE_WRONG);
	T_STR(group->error.args[0], "2");
	T_CHECK(group->files[0].verification_key == NULL && !group->files[0].decryption_key);
}

TEST(tool, trustees_refuse_a_share_that_does_not_fit)
{
	struct group *group = compared();
	auto_box_secret struct box_secret sender, receiver;
	struct box_public public, to;
	struct scalar wrong = scalar_of(5);
	uint8_t sealed[BOX_SHARE_BYTES];

	box_keys(group->files[1].seed, &sender, &public);
	box_keys(group->files[0].seed, &receiver, &to);
	box_seal(&wrong, &sender, &to, &group->rand, sealed);
	send_wrongly(group, sealed);
}

TEST(tool, trustees_refuse_a_share_that_does_not_open)
{
	struct group *group = compared();
	const uint8_t sealed[BOX_SHARE_BYTES] = {0};

	send_wrongly(group, sealed);
}

TEST(tool, trustees_refuse_replies_that_are_none)
{
	static const char *const pages[][2] = {
		{"", "{\"number\":1,\"shares\":[]}"},
		{"{}", "{\"number\":1,\"shares\":[]}"},
		{"{\"threshold\":2,\"trustees\":[{\"number\":1},{\"number\":2}]}",
			"{\"number\":1,\"shares\":[]}"},
		{"{\"threshold\":1,\"trustees\":[{\"number\":1},{\"number\":3}]}",
			"{\"number\":1,\"shares\":[]}"},
		{"{\"threshold\":1,\"trustees\":[{\"number\":1},{\"number\":2}]}", "{}"},
		{"{\"threshold\":1,\"trustees\":[{\"number\":1},{\"number\":2}]}",
			"{\"number\":3,\"shares\":[]}"},
		{"{\"threshold\":1,\"trustees\":[{\"number\":1},{\"number\":2}]}",
			"{\"number\":1,\"shares\":[{\"from\":3,\"sealed\":\"\"}]}"},
	};
	auto_arena struct arena arena = {0};

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct error error = {0};
		struct setup_view view;

		T_ERR(setup_view_read(
			      (struct span){(const uint8_t *)pages[i][0], strlen(pages[i][0])},
			      (struct span){(const uint8_t *)pages[i][1], strlen(pages[i][1])},
			      &arena, &view, &error),
			MALFORMED);
	}
}

/* ---- the opening ----------------------------------------------------------------------------- */

static const char *const answers[] = {"张三", "李四"};
static const struct question question = {
	.text = "主任", .answers = answers, .n_answers = 2, .min = 0, .max = 1};

enum { VOTERS = 11 };

/* The group as trustees.json has it. */
static struct trustees trustees_of(struct group *group)
{
	struct arena *arena = &group->app->arena;
	struct pedersen *pedersen = arena_new(arena, struct pedersen);
	struct trustee_item *item = arena_new(arena, struct trustee_item);

	*pedersen = (struct pedersen){.threshold = 2,
		.n = N,
		.certs = arena_array(arena, struct certificate, N),
		.commitments = arena_array(arena, struct commitment, N),
		.signatures = arena_array(arena, struct proof, N),
		.keys = arena_array(arena, struct trustee_key, N)};
	for (int i = 0; i < N; i++) {
		const struct trustee_file *file = &group->files[i];

		T_OK(certificate_read(file->certificate, strlen(file->certificate),
			&pedersen->certs[i], &group->error));
		T_OK(commitment_read(file->polynomial, strlen(file->polynomial), 2, arena,
			&pedersen->commitments[i], &group->error));
		T_OK(proof_read(file->agreement, strlen(file->agreement), &pedersen->signatures[i],
			&group->error));
		T_OK(trustee_key_read(file->verification_key, strlen(file->verification_key), true,
			&pedersen->keys[i], &group->error));
	}
	item->pedersen = pedersen;
	return (struct trustees){.items = item, .n_items = 1};
}

/* An archive of the group with n ballots, all for `choice`; always of the same uuid. */
static struct span archive_of(struct group *group, const struct trustees *trustees, size_t n,
	uint8_t choice, enum archive_type last)
{
	static const uint8_t seed[RAND_SEED_BYTES] = {9};
	static const size_t voters[VOTERS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	const uint8_t vote[] = {choice == 0, choice == 1};
	const uint8_t *votes[VOTERS];
	struct made_plan plan = {.questions = &question,
		.n_questions = 1,
		.threshold = 2,
		.n_group = N,
		.trustees = trustees,
		.n_voters = VOTERS,
		.n_ballots = n,
		.voters = voters,
		.votes = votes,
		.bound = true,
		.seed = seed};
	auto_buf struct buf out = {0};

	for (size_t i = 0; i < VOTERS; i++)
		votes[i] = vote;
	buf_init(&out, ARCHIVE_BYTES);
	made_election(&plan, last, &group->app->arena, &out);
	return (struct span){
		(const uint8_t *)arena_copy(&group->app->arena, out.data, out.len), out.len};
}

static enum err prepare(struct group *group, int i, struct span bytes, struct opening *opening)
{
	const struct verify_options options = {.n_threads = 2};

	group->error = (struct error){0};
	return opening_prepare(
		&group->files[i], bytes, &options, &group->app->arena, &group->error, opening);
}

static enum err agree(struct group *group, int i, const struct opening *opening, bool confirmed)
{
	group->error = (struct error){0};
	return opening_agree(
		&group->files[i], opening, confirmed, &group->app->arena, &group->error);
}

static struct decryption *decrypt(struct group *group, int i, const struct opening *opening)
{
	struct decryption *decryption = arena_new(&group->app->arena, struct decryption);
	auto_buf struct buf text = {0};

	buf_init(&text, BODY_MAX);
	T_OK(opening_write(
		&group->files[i], opening, &group->rand, &group->app->arena, &text, &group->error));
	T_OK(decryption_read(opening->election, text.data, text.len, &group->app->arena, decryption,
		&group->error));
	return decryption;
}

TEST(tool, trustees_any_two_open_the_tally)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span bytes = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	const struct decryption *by_owner[N] = {0};
	struct point *factors;
	struct opening opening;
	uint64_t *result;

	for (int i = 0; i < N; i += 2) {
		T_OK(prepare(group, i, bytes, &opening));
		T_INT(opening.tally.n_ballots, VOTERS);
		T_OK(agree(group, i, &opening, false));
		put_away(group, i);
		by_owner[i] = decrypt(group, i, &opening);
	}
	T_OK(decryption_combine(opening.election, &trustees, by_owner, &group->app->arena, &factors,
		&group->error));
	T_OK(tally_open(opening.election, &opening.tally, factors, &group->app->arena, &result,
		&group->error));
	T_INT(result[0], 0);
	T_INT(result[1], VOTERS);
	T_OK(prepare(group, 0, bytes, &opening)); /* the same once more */
	T_OK(agree(group, 0, &opening, false));
	T_INT(group->files[0].opened.n, 1);
}

TEST(tool, trustees_open_no_second_tally_of_an_election)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span fewer = archive_of(group, &trustees, VOTERS - 1, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct opening first, second;

	T_OK(prepare(group, 0, fewer, &second));
	T_OK(prepare(group, 0, all, &first));
	T_STR(first.election->uuid, second.election->uuid);
	T_OK(agree(group, 0, &first, false));
	T_ERR(agree(group, 0, &second, true), TALLY_OTHER);
	put_away(group, 0);
	T_ERR(prepare(group, 0, fewer, &second), TALLY_OTHER);
	T_OK(prepare(group, 0, all, &first));
}

/* A whole and valid archive that leaves out all ballots but one. */
TEST(tool, trustees_open_no_single_ballot_unasked)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span one = archive_of(group, &trustees, 1, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span nine = archive_of(group, &trustees, 9, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct opening opening;

	T_OK(prepare(group, 0, one, &opening));
	T_ERR(agree(group, 0, &opening, false), TALLY_FEW);
	T_STR(group->error.args[0], "1");
	T_OK(prepare(group, 0, nine, &opening));
	T_ERR(agree(group, 0, &opening, false), TALLY_FEW);
	T_INT(group->files[0].opened.n, 0); /* a refusal stands in no true tally's way */
	T_OK(prepare(group, 0, all, &opening));
	T_OK(agree(group, 0, &opening, false));
	T_OK(prepare(group, 1, nine, &opening));
	T_OK(agree(group, 1, &opening, true));
}

static struct span rewritten(struct group *group, const struct box *box)
{
	auto_buf struct buf out = {0};

	buf_init(&out, ARCHIVE_BYTES);
	box_write_consistent(box, &out);
	T_CHECK(buf_ok(&out));
	return (struct span){
		(const uint8_t *)arena_copy(&group->app->arena, out.data, out.len), out.len};
}

/* The ciphertexts of one ballot, or of fewer, in the place of the sum, with every hash corrected.
 */
TEST(tool, trustees_open_nothing_but_the_sum_of_all_ballots)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span one = archive_of(group, &trustees, 1, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct opening opening;
	struct box box, forged;

	box_read(&box, all);
	box_read(&forged, one);
	T_OK(prepare(group, 0, rewritten(group, &box), &opening));
	box_find(&box, "EncryptedTally")->data[0] = box_find(&forged, "EncryptedTally")->data[0];
	T_ERR(prepare(group, 0, rewritten(group, &box), &opening), ARCHIVE_UNSOUND);
	T_STR(group->error.fields[0].pointer, "tally");
	box_find(&box, "EncryptedTally")->data[1] = box_find(&forged, "EncryptedTally")->data[1];
	T_ERR(prepare(group, 0, rewritten(group, &box), &opening), ARCHIVE_UNSOUND);
	box_read(&box, all);
	box_drop(&box, 1); /* a ballot left out of the archive, not of the sum */
	T_ERR(prepare(group, 0, rewritten(group, &box), &opening), ARCHIVE_UNSOUND);
	T_STR(group->error.fields[0].pointer, "tally");
	box_read(&box, all);
	box.events[2].data[0] = box.events[1].data[0];
	T_ERR(prepare(group, 0, rewritten(group, &box), &opening), ARCHIVE_UNSOUND);
	T_STR(group->error.fields[0].pointer, "ballots");
}

TEST(tool, trustees_open_no_damaged_early_or_late_archive)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span early = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_END_BALLOTS);
	uint8_t *bytes = (uint8_t *)arena_copy(&group->app->arena, all.data, all.len);
	const struct verify_options other = {
		.fingerprint = "0000000000000000000000000000000000000000000000000000000000000000"};
	struct opening opening;

	T_ERR(prepare(group, 0, early, &opening), ARCHIVE_UNSOUND);
	for (size_t at = all.len / 7; at < all.len; at += all.len / 7) {
		bytes[at] ^= 1;
		T_ERR(prepare(group, 0, (struct span){bytes, all.len}, &opening), ARCHIVE_UNSOUND);
		bytes[at] ^= 1;
	}
	T_ERR(prepare(group, 0, (struct span){bytes, all.len - 512}, &opening), ARCHIVE_UNSOUND);
	T_ERR(prepare(group, 0, (struct span){bytes, 0}, &opening), ARCHIVE_UNSOUND);
	T_ERR(opening_prepare(
		      &group->files[0], all, &other, &group->app->arena, &group->error, &opening),
		ARCHIVE_UNSOUND);
	T_OK(prepare(group, 0, (struct span){bytes, all.len}, &opening));
}

TEST(tool, trustees_open_only_elections_of_their_own_group)
{
	struct group *group = ready();
	struct trustees trustees = trustees_of(group);
	struct span others = archive_of(group, NULL, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span result = archive_of(group, NULL, VOTERS, 1, ARCHIVE_RESULT);
	struct opening opening;

	T_ERR(prepare(group, 0, others, &opening), ARCHIVE_UNSOUND);
	T_STR(group->error.fields[0].pointer, "trustees");
	T_ERR(prepare(group, 0, result, &opening), ARCHIVE_UNSOUND);
	T_STR(group->error.fields[0].pointer, "stage");
	group->files[0].compared = group->files[0].certificate;
	T_ERR(prepare(group, 0, all, &opening), ARCHIVE_UNSOUND);
	group->files[1].decryption_key = NULL;
	T_ERR(prepare(group, 1, all, &opening), TRUSTEES_INCOMPLETE);
}

TEST(tool, trustees_decrypt_at_the_command_line)
{
	struct group *group = ready();
	struct t_app *app = group->app;
	const char *program = t_program("gongyi");
	const char *folder = t_folder();
	char *key = t_text(app, "%s/t.key", folder), *archive = t_text(app, "%s/a.bel", folder);
	const char *argv[] = {
		program, "trustee", "decrypt", archive, "--file", key, "--lang=en", NULL};
	struct trustees trustees = trustees_of(group);
	struct span all = archive_of(group, &trustees, VOTERS, 1, ARCHIVE_ENCRYPTED_TALLY);
	struct span other = archive_of(group, &trustees, VOTERS, 0, ARCHIVE_ENCRYPTED_TALLY);
	const char *text = file_text(group, 0);
	auto_buf struct buf out = {0};
	auto_buf struct buf err = {0};
	struct decryption decryption;
	struct opening opening;
	struct stat info;

	buf_init(&out, BODY_MAX);
	buf_init(&err, BODY_MAX);
	T_OK(prepare(group, 0, all, &opening));
	T_OK(file_write(key, text, strlen(text), true, &group->error));
	T_OK(file_write(archive, all.data, all.len, false, &group->error));
	T_INT(t_run(NULL, argv, (struct span){0}, &out, &err), 0);
	T_OK(decryption_read(
		opening.election, out.data, out.len, &app->arena, &decryption, &group->error));
	T_CHECK(strstr(err.data, "voters counted: 11\n"));
	T_CHECK(strstr(err.data, opening.hash));
	T_OK(file_replace(archive, other.data, other.len, false, &group->error));
	T_INT(t_run(NULL, argv, (struct span){0}, &out, &err), 1);
	T_INT(out.len, 0);
	T_CHECK(strstr(err.data, "opened another tally of this vote before"));
	T_CHECK(stat(key, &info) == 0 && (info.st_mode & 0777) == 0600);
}
