/* See course.h. */
#include "harness/course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/box.h"
#include "crypto/wire/documents.h"

/* GB 11643: a weighted sum modulo 11 gives the last character. */
static void id_number(size_t n, char ret_text[19])
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	snprintf(ret_text, 19, "44030519%02zu%02zu%02zu%03zu", 50 + n % 49, 1 + n % 12, 1 + n % 28,
		n % 1000);
	for (int i = 0; i < 17; i++)
		sum += (ret_text[i] - '0') * weights[i];
	ret_text[17] = "10X98765432"[sum % 11];
	ret_text[18] = '\0';
}

/* A name of its own for each number below 1,000. */
static void name_of(size_t n, char ret_name[16])
{
	static const char *const digits[] = {
		"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

	snprintf(ret_name, 16, "王%s%s%s", digits[n / 100 % 10], digits[n / 10 % 10],
		digits[n % 10]);
}

static const char *roll_file(struct t_app *app, size_t n)
{
	struct buf buf;
	const char *text;

	buf_init(&buf, 16 << 20);
	buf_str(&buf, "楼栋,房号,姓名,证件号,类别\n");
	for (size_t i = 1; i <= n; i++) {
		char id[19], name[16];

		id_number(i, id);
		name_of(i, name);
		buf_printf(&buf, "%zu,%04zu,%s,%s,户籍\n", 1 + i / 100, i, name, id);
	}
	text = arena_string(&app->arena, buf.data);
	buf_done(&buf);
	return text;
}

static void import_roll(struct t_course *course, size_t n)
{
	struct t_app *app = course->app;
	const char *file = roll_file(app, n);
	struct t_reply r = t_call_raw(app, course->keeper.token, "POST",
		t_text(app, "/v1/bodies/%s/roll/imports", course->body->id), file, strlen(file));

	T_STATUS(r, 201);
	T_JSON(app, r, "/errors", "0");
	r = t_call(app, course->keeper.token, "POST",
		t_text(app, "/v1/bodies/%s/roll/imports/%s/accept", course->body->id,
			t_json(app, r, "/id")),
		NULL);
	T_STATUS(r, 200);
	course->n_voters = n;
}

static void staff(struct t_course *course)
{
	struct t_app *app = course->app;

	for (int64_t id = 901; id <= 904; id++)
		T_STATUS(t_grant(app, course->body, id, "election_committee"), 201);
	T_STATUS(t_grant(app, course->body, 905, "roll_keeper"), 201);
	for (int64_t id = 903; id <= 904; id++)
		T_STATUS(t_grant(app, course->body, id, "counter"), 201);
	course->keeper = t_person_in(app, course->body, 905);
	course->counter = t_person_in(app, course->body, 904);
	course->second_counter = t_person_in(app, course->body, 903);
	for (int64_t i = 0; i < COURSE_TRUSTEES; i++) {
		T_STATUS(t_grant(app, course->body, 906 + i, "trustee"), 201);
		course->trustees[i] = t_person_in(app, course->body, 906 + i);
	}
}

static const char *draft_text(struct t_app *app, const struct t_plan *plan)
{
	const char *posts = "";

	for (size_t i = 0; plan->posts[i].title; i++)
		posts = t_text(app, "%s%s{\"title\":\"%s\",\"seats\":%d}", posts, i ? "," : "",
			plan->posts[i].title, plan->posts[i].seats);
	return t_text(app,
		"{\"title\":\"第十届居民委员会选举\",\"mode\":\"%s\",\"opens_at\":\"%s\","
		"\"closes_at\":\"%s\",\"posts\":[%s]}",
		plan->mode, plan->opens, plan->closes, posts);
}

struct t_course *t_course_plan(struct t_app *app, const struct t_plan *plan)
{
	struct t_course *course = arena_new(&app->arena, struct t_course);
	struct t_reply r;

	course->app = app;
	course->plan = *plan;
	course->body = t_body_new(app, "桥东社区");
	staff(course);
	import_roll(course, plan->n);
	r = t_call(app, course->body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/elections", course->body->id), draft_text(app, plan));
	T_STATUS(r, 201);
	course->id = t_json(app, r, "/id");
	for (int i = 0; i < 3; i++)
		course->uuids[i] = t_json(app, r, t_text(app, "/rounds/%d/uuid", i));
	for (int i = 0; plan->posts[i].title; i++)
		course->posts[i] =
			strtoll(t_json(app, r, t_text(app, "/posts/%d/id", i)), NULL, 10);
	return course;
}

struct t_course *t_course_new(struct t_app *app, size_t n, const char *opens, const char *closes)
{
	const struct t_plan plan = {.n = n,
		.mode = "all",
		.opens = opens,
		.closes = closes,
		.posts = {{"主任", 1, 2}, {"委员", 2, 3}}};

	return t_course_plan(app, &plan);
}

struct t_reply t_course_call(
	struct t_course *course, const char *method, const char *rest, const char *body)
{
	return t_call(course->app, course->body->officer.token, method,
		t_text(course->app, "/v1/elections/%s%s", course->id, rest), body);
}

/* Sessions live by real time and the rehearsal's clock does not touch them. */
void t_course_clock(struct t_course *course, const char *to)
{
	struct t_app *app = course->app;

	T_STATUS(t_call(app, course->body->officer.token, "POST",
			 t_text(app, "/v1/bodies/%s/clock", course->body->id),
			 t_text(app, "{\"to\":\"%s\"}", to)),
		200);
}

const char *t_course_state(struct t_course *course)
{
	return t_json(course->app, t_course_call(course, "GET", "", NULL), "/state");
}

struct t_reply t_course_advance(struct t_course *course, const char *state)
{
	return t_course_call(
		course, "POST", "/state", t_text(course->app, "{\"to\":\"%s\"}", state));
}

/* Candidates and representatives are named by their ids, which the masked list does not show: the
 * people imported have ids in the file's order, and the list has them in the same order. */
static struct t_reply first_people(struct t_course *course)
{
	return t_call(course->app, course->keeper.token, "GET",
		t_text(course->app, "/v1/bodies/%s/people?limit=100", course->body->id), NULL);
}

static const char *person_of(struct t_course *course, struct t_reply people, size_t number)
{
	return t_json(course->app, people, t_text(course->app, "/people/%zu/id", number - 1));
}

static const char *list_text(struct t_course *course)
{
	struct t_reply people = first_people(course);
	const char *ids = "";

	if (strcmp(course->plan.mode, "all") == 0)
		return "{}";
	for (size_t i = 1; i <= course->n_voters; i++)
		ids = t_text(course->app, "%s%s\"%s\"", ids, i > 1 ? "," : "",
			person_of(course, people, i));
	return t_text(course->app, "{\"person_ids\":[%s]}", ids);
}

static void enter_candidates(struct t_course *course)
{
	struct t_reply people = first_people(course);
	struct t_app *app = course->app;
	size_t number = 0;

	for (size_t post = 0; course->plan.posts[post].title; post++)
		for (size_t i = 0; i < course->plan.posts[post].candidates; i++) {
			number++;
			T_STATUS(t_course_call(course, "POST", "/candidates",
					 t_text(app,
						 "{\"post_id\":\"%lld\",\"person_id\":\"%s\","
						 "\"name\":\"王%zu\"}",
						 (long long)course->posts[post],
						 person_of(course, people, number), number)),
				201);
		}
}

void t_course_candidates(struct t_course *course)
{
	char objections_over[TIME_TEXT_SIZE];

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", list_text(course)), 201);
	time_format(course->app->now + 8 * MS_PER_DAY, objections_over);
	t_course_clock(course, objections_over);
	T_STATUS(t_course_advance(course, "objections_closed"), 200);
	T_STATUS(t_course_advance(course, "nominating"), 200);
	enter_candidates(course);
	T_STATUS(t_course_call(course, "POST", "/candidates/publish", NULL), 200);
}

/* ---- trustees ---- */

struct dealer {
	struct pedersen_secret secret;
	struct box_secret box;
	struct box_public box_public;
	struct scalar coefficients[2];
};

static const char *escaped(struct t_app *app, const struct buf *buf)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	for (const char *at = buf->data; *at; at++)
		buf_printf(&out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	text = arena_string(&app->arena, out.data);
	buf_done(&out);
	return text;
}

static struct t_reply announce(
	struct t_course *course, size_t i, const char *step, const char *body)
{
	return t_call(course->app, course->trustees[i].token, "POST",
		t_text(course->app, "/v1/elections/%s/trustees/%s", course->id, step), body);
}

static void certify(struct t_course *course, size_t i, struct dealer *dealer,
	struct certificate *ret_certificate, struct rand *rand)
{
	struct t_app *app = course->app;
	const char *seed = t_text(app, "1234567890123456789%03zu", i);
	char box[BASE64_SIZE(BOX_KEY_BYTES)];
	struct buf text, signature;
	struct proof proof;

	pedersen_keys(seed, &dealer->secret);
	box_keys(seed, &dealer->box, &dealer->box_public);
	certificate_make(
		&dealer->secret, COURSE_TRUSTEES, 2, (unsigned)i + 1, rand, ret_certificate);
	box_announce(&dealer->box_public, &dealer->secret, rand, &proof);
	buf_init(&text, 1 << 16);
	buf_init(&signature, 1 << 16);
	certificate_write(ret_certificate, &text);
	proof_write(&proof, &signature);
	base64_encode(BASE64, dealer->box_public.bytes, BOX_KEY_BYTES, box);
	T_STATUS(announce(course, i, "certificate",
			 t_text(app,
				 "{\"certificate\":\"%s\",\"box_key\":\"%s\",\"box_signature\":\"%"
				 "s\"}",
				 escaped(app, &text), box, escaped(app, &signature))),
		200);
	buf_done(&text);
	buf_done(&signature);
}

static const char *sealed_shares(
	struct t_course *course, const struct dealer *dealers, size_t from, struct rand *rand)
{
	struct t_app *app = course->app;
	const char *list = "";

	for (unsigned j = 0; j < COURSE_TRUSTEES; j++) {
		uint8_t sealed[BOX_SHARE_BYTES];
		char text[BASE64_SIZE(BOX_SHARE_BYTES)];
		struct scalar share;

		polynomial_share(dealers[from].coefficients, 2, j + 1, &share);
		box_seal(&share, &dealers[from].box, &dealers[j].box_public, rand, sealed);
		base64_encode(BASE64, sealed, sizeof sealed, text);
		list = t_text(app, "%s%s\"%s\"", list, j ? "," : "", text);
	}
	return list;
}

static void commit(struct t_course *course, size_t i, struct dealer *dealers,
	const struct certificate *certs, struct rand *rand)
{
	struct t_app *app = course->app;
	struct commitment commitment;
	struct error error = {0};
	struct buf text, agreement;
	struct proof signature;

	T_OK(polynomial_make(&dealers[i].secret, certs, rand, &app->arena, dealers[i].coefficients,
		&commitment, &signature, &error));
	buf_init(&text, 1 << 16);
	buf_init(&agreement, 1 << 16);
	commitment_write(&commitment, 2, &text);
	proof_write(&signature, &agreement);
	T_STATUS(announce(course, i, "commitment",
			 t_text(app, "{\"polynomial\":\"%s\",\"agreement\":\"%s\",\"shares\":[%s]}",
				 escaped(app, &text), escaped(app, &agreement),
				 sealed_shares(course, dealers, i, rand))),
		200);
	buf_done(&text);
	buf_done(&agreement);
}

static void finish(struct t_course *course, size_t i, struct dealer *dealers, struct rand *rand)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, course->trustees[i].token, "GET",
		t_text(app, "/v1/elections/%s/trustees/shares", course->id), NULL);
	struct scalar shares[COURSE_TRUSTEES];
	struct trustee_key key;
	struct buf text;

	T_STATUS(r, 200);
	for (size_t j = 0; j < COURSE_TRUSTEES; j++) {
		const char *sealed_text = t_json(app, r, t_text(app, "/shares/%zu/sealed", j));
		uint8_t sealed[BOX_SHARE_BYTES];
		size_t len;

		T_CHECK(base64_decode(
			BASE64, sealed_text, strlen(sealed_text), sealed, sizeof sealed, &len));
		T_CHECK(box_open(sealed, &dealers[j].box_public, &dealers[i].box, &shares[j]));
	}
	pedersen_key_make(
		&dealers[i].secret, shares, COURSE_TRUSTEES, rand, &course->decryption[i], &key);
	buf_init(&text, 1 << 16);
	trustee_key_write(&key, true, &text);
	T_STATUS(announce(course, i, "key",
			 t_text(app, "{\"verification_key\":\"%s\"}", escaped(app, &text))),
		200);
	buf_done(&text);
}

void t_course_trustees(struct t_course *course)
{
	struct dealer dealers[COURSE_TRUSTEES];
	struct certificate certs[COURSE_TRUSTEES];
	struct rand rand = rand_seeded(t_seed());

	T_STATUS(t_course_call(course, "POST", "/trustees",
			 "{\"threshold\":2,\"trustees\":[{\"person_id\":\"906\",\"name\":\"甲\"},"
			 "{\"person_id\":\"907\",\"name\":\"乙\"},{\"person_id\":\"908\",\"name\":"
			 "\"丙\"}]}"),
		201);
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		certify(course, i, &dealers[i], &certs[i], &rand);
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		commit(course, i, dealers, certs, &rand);
	for (size_t i = 0; i < COURSE_TRUSTEES; i++)
		finish(course, i, dealers, &rand);
}

/* ---- keys and ballots ---- */

void t_course_secret(const struct t_course *course, size_t number, char ret_credential[26])
{
	(void)course;
	snprintf(ret_credential, 26, "abcde-fghijk-mn%03zu-pqrstu", 111 + number);
	for (char *at = ret_credential; *at; at++)
		if (*at == '0')
			*at = 'Z';
}

static const char *public_text(struct t_course *course, size_t number, int kind)
{
	char secret_text[26], text[POINT_TEXT_SIZE];
	struct scalar secret;
	struct point point;

	t_course_secret(course, number, secret_text);
	credential_derive(course->uuids[kind], secret_text, &secret, &point);
	point_text(&point, text);
	return arena_string(&course->app->arena, text);
}

void t_course_keys(struct t_course *course, size_t n)
{
	struct t_app *app = course->app;
	struct buf buf;

	buf_init(&buf, 16 << 20);
	for (size_t i = 1; i <= n; i++)
		buf_printf(&buf,
			"%s{\"number\":%zu,\"vote\":\"%s\",\"rerun\":\"%s\",\"tiebreak\":\"%s\"}",
			i > 1 ? "," : "{\"cards\":[", i, public_text(course, i, 0),
			public_text(course, i, 1), public_text(course, i, 2));
	buf_str(&buf, "]}");
	T_STATUS(t_course_call(course, "POST", "/cards", buf.data), 200);
	buf_done(&buf);
	(void)app;
}

struct t_reply t_course_cards(
	struct t_course *course, size_t first, size_t last, struct point *point)
{
	static const char *const rounds[] = {"vote", "rerun", "tiebreak"};
	auto_buf struct buf body = {0};

	buf_init(&body, 8 << 20);
	for (size_t i = first; i <= last; i++) {
		buf_printf(&body, "%s{\"number\":%zu", i > first ? "," : "{\"cards\":[", i);
		for (size_t k = 0; k < COUNT_OF(rounds); k++) {
			char text[POINT_TEXT_SIZE];

			T_CHECK(point_add(point, &point_generator, point));
			point_text(point, text);
			buf_printf(&body, ",\"%s\":\"%s\"", rounds[k], text);
		}
		buf_str(&body, "}");
	}
	buf_str(&body, "]}");
	T_CHECK(buf_ok(&body));
	return t_course_call(course, "POST", "/cards", body.data);
}

static const char *round_path(struct t_course *course, const char *rest)
{
	return t_text(course->app, "/v1/rounds/%s%s", course->uuids[course->round], rest);
}

struct election *t_course_election(struct t_course *course)
{
	struct t_app *app = course->app;
	struct t_reply r = t_call(app, NULL, "GET", round_path(course, "/election"), NULL);
	struct election *election;
	struct error error = {0};

	T_STATUS(r, 200);
	T_OK(election_read((const char *)r.body.data, r.body.len, &app->arena, &election, &error));
	return election;
}

struct span t_course_ballot_from(const struct t_course *course, const struct election *election,
	size_t number, const char *marks, struct arena *arena)
{
	struct rand rand = rand_system();
	uint8_t votes[64] = {0};
	char secret_text[26];
	struct scalar secret;
	struct ballot *ballot;
	struct error error = {0};
	struct span text;
	struct buf buf;
	size_t n = 0;

	for (; *marks; marks++)
		if (*marks != '|')
			votes[n++] = *marks == '1';
	T_INT(n, election->n_choices);
	t_course_secret(course, number, secret_text);
	credential_secret(course->uuids[course->round], secret_text, &secret);
	T_OK(ballot_make(election, &secret, votes, &rand, arena, &ballot, &error));
	buf_init(&buf, BALLOT_TEXT_MAX);
	ballot_write(election, ballot, &buf);
	text.len = buf.len;
	text.data = (const uint8_t *)arena_copy(arena, buf.data, buf.len);
	buf_done(&buf);
	return text;
}

struct span t_course_ballot(struct t_course *course, size_t number, const char *marks)
{
	return t_course_ballot_from(
		course, t_course_election(course), number, marks, &course->app->arena);
}

struct t_reply t_course_vote(struct t_course *course, size_t number, const char *marks)
{
	struct span ballot = t_course_ballot(course, number, marks);

	return t_call_raw(
		course->app, NULL, "POST", round_path(course, "/ballots"), ballot.data, ballot.len);
}

/* ---- the count ---- */

static void decrypt(struct t_course *course, size_t i, const struct election *election,
	const struct tally *tally)
{
	struct t_app *app = course->app;
	struct rand rand = rand_system();
	struct decryption decryption;
	struct error error = {0};
	struct buf buf;

	T_OK(decryption_make(
		election, tally, &course->decryption[i], &rand, &app->arena, &decryption, &error));
	buf_init(&buf, 1 << 20);
	decryption_write(election, &decryption, &buf);
	T_STATUS(t_call(app, course->trustees[i].token, "POST", round_path(course, "/decryptions"),
			 t_text(app, "{\"decryption\":%s}", buf.data)),
		201);
	buf_done(&buf);
}

void t_course_count(struct t_course *course)
{
	struct t_app *app = course->app;
	struct election *election = t_course_election(course);
	struct t_reply r = t_call(
		app, course->body->officer.token, "POST", round_path(course, "/tally"), NULL);
	struct error error = {0};
	struct tally tally;
	const char *text;

	T_STATUS(r, 201);
	text = t_json(app, r, "/encrypted_tally");
	T_OK(tally_read(election, text, strlen(text), &app->arena, &tally, &error));
	decrypt(course, 0, election, &tally);
	decrypt(course, 2, election, &tally);
}

static const char *days_from_now(struct t_app *app, int64_t days)
{
	char text[TIME_TEXT_SIZE];

	time_format(app->now + days * MS_PER_DAY, text);
	return t_text(app, "%s", text);
}

struct t_course *t_course_now(size_t n_voters)
{
	struct t_app *app = t_app_new();

	app->now = clock_now_ms();
	return t_course_new(app, n_voters, days_from_now(app, 25), days_from_now(app, 32));
}

struct t_course *t_course_polling(size_t n_voters)
{
	struct t_course *course = t_course_now(n_voters);

	t_course_candidates(course);
	t_course_trustees(course);
	t_course_keys(course, n_voters);
	t_course_clock(course, course->plan.opens);
	T_STR(t_course_state(course), "polling");
	return course;
}
