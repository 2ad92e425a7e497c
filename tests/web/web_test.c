/* The client in a real browser at phone size, against the real service: each test prepares a
 * community, starts the service on it, and runs a script beside this file, which says what a person
 * does and what she must then see. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/options.h"
#include "crypto/example.h"
#include "crypto/wire/revealed.h"
#include "harness/browser.h"
#include "harness/certificate.h"
#include "harness/course.h"
#include "harness/desk.h"
#include "harness/result.h"

enum { VOTERS = 5 };

/* Leaves the course's folder to a service of its own. */
static struct t_server *serve(struct t_course *course)
{
	app_close(&course->app->app);
	return t_server_start(course->app->folder);
}

TEST(web, the_clients_protocol_agrees_with_what_others_made)
{
	t_browse(NULL, "protocol.mjs", "");
}

/* ---- ballots from seeds, ours and the client's ---- */

enum { SEEDS = 12 };

/* Any allowed marks of a question. */
static void mark(const struct question *question, struct rand *rand, uint8_t *votes)
{
	unsigned left = question->min + rand_below(rand, question->max - question->min + 1);

	memset(votes, 0, question_choices(question));
	if (question->blank && rand_below(rand, 3) == 0) {
		votes[0] = 1;
		return;
	}
	while (left) {
		uint8_t *vote =
			votes + question->blank + rand_below(rand, (uint32_t)question->n_answers);

		left -= !*vote;
		*vote = 1;
	}
}

static void reveal_one(
	const struct election *election, struct rand *rand, struct arena *arena, struct buf *texts)
{
	struct revealed revealed = {.whole = true};
	struct error error = {0};
	struct scalar secret;

	scalar_random(rand, &secret);
	point_base_mul(&secret, &revealed.credential);
	rand_bytes(rand, revealed.seed, sizeof revealed.seed);
	for (size_t i = 0; i < election->n_questions; i++)
		mark(&election->questions[i], rand, revealed.votes + election->questions[i].first);
	T_OK(revealed_hash(election, &revealed, arena, &revealed.hash, &error));
	buf_str(texts, texts->len ? ",\"" : "\"");
	revealed_write(election, &revealed, texts);
	buf_char(texts, '"');
}

/* Makes again what the client printed, a line each. */
static void make_again(const struct election *election, const char *lines, struct arena *arena)
{
	size_t n = 0;

	for (const char *at = lines; *at; at += strcspn(at, "\n") + 1, n++) {
		const char *text = arena_copy(arena, at, strcspn(at, "\n"));
		struct revealed revealed;
		struct error error = {0};
		struct digest hash;

		T_OK(revealed_read(election, text, &revealed, &error));
		T_OK(revealed_hash(election, &revealed, arena, &hash, &error));
		T_MEM(&hash, &revealed.hash, sizeof hash);
	}
	T_INT(n, SEEDS);
}

TEST(web, a_seed_makes_the_same_ballot_in_the_client_and_in_c)
{
	static const char *const folders[] = {"election-basic", "election-threshold"};

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		auto_arena struct arena arena = {.limit = 8 << 20};
		const struct election *election = example_open(folders[i], &arena).election;
		struct rand rand = rand_seeded(t_seed());
		auto_buf struct buf texts;
		const char *facts;

		buf_init(&texts, 1 << 16);
		for (size_t k = 0; k < SEEDS; k++)
			reveal_one(election, &rand, &arena, &texts);
		facts = arena_printf(&arena, "{\"folder\":\"%s\",\"count\":%d,\"texts\":[%s]}",
			folders[i], SEEDS, texts.data);
		make_again(election, t_browse(NULL, "seeds.mjs", facts), &arena);
	}
}

TEST(web, the_client_is_built_the_same_anywhere)
{
	t_browse(NULL, "reproducible.mjs", "");
}

/* A card's link: choose, review, confirm; the network lost in between; voting again. */
TEST(web, a_voter_votes_by_the_link_of_her_card)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	t_browse(server, "vote.mjs",
		t_text(course->app, "{\"link\":\"/vote/%s#%s\"}", course->uuids[0], card));
	t_server_stop(server);
}

/* Her phone seals before it knows whether she votes or tests; another one finds out what it sealed.
 */
TEST(web, a_voter_tests_her_phone_before_she_votes_with_it)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	t_browse(server, "test.mjs",
		t_text(course->app,
			"{\"link\":\"/vote/%s#%s\",\"round\":\"%s\",\"secret\":\"%s\","
			"\"folder\":\"%s\",\"verifier\":\"%s\"}",
			course->uuids[0], card, course->uuids[0], card, t_folder(),
			t_program("gongyi-verify")));
	t_server_stop(server);
}

static const char *an_hour_after(struct t_app *app, const char *time)
{
	char text[TIME_TEXT_SIZE];
	int64_t at;

	T_CHECK(time_parse(time, &at));
	time_format(at + MS_PER_DAY / 24, text);
	return t_text(app, "%s", text);
}

static const char *person_of(struct t_course *course, int number)
{
	return t_sql(course->app,
		t_text(course->app, "SELECT person_id FROM voter WHERE number = %d", number));
}

/* The path a new slip's QR leads to. */
static const char *slip_of(struct t_app *app, struct t_body *body, const char *person)
{
	struct t_reply r = t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/slips", body->id),
		t_text(app, "{\"person_id\":\"%s\"}", person));

	T_STATUS(r, 201);
	return t_text(app, "/in%s", strchr(t_json(app, r, "/url"), '#'));
}

static const char *slip_for(struct t_course *course, const char *person)
{
	return slip_of(course->app, course->body, person);
}

/* Slip, greeting, home, voting key, vote; by the same phone on several days. */
TEST(web, a_resident_comes_in_by_a_slip_and_votes_with_her_phones_key)
{
	struct t_course *course = t_course_now(VOTERS);
	struct t_app *app = course->app;
	struct t_server *server;
	const char *slip;

	t_course_candidates(course);
	t_course_trustees(course);
	slip = slip_for(course, person_of(course, 1));
	server = serve(course);
	t_browse(server, "resident.mjs",
		t_text(app,
			"{\"slip\":\"%s\",\"officer\":\"%s\",\"body\":\"%s\","
			"\"opens\":\"%s\",\"later\":\"%s\"}",
			slip, course->body->officer.token, course->body->id, course->plan.opens,
			an_hour_after(app, course->plan.opens)));
	t_server_stop(server);
}

/* ---- a whole election ---- */

enum { ELECTORS = 14, TRUSTEE_NUMBERS = 12 /* and the two after it */ };

/* The last three voters of the list are trustees, none of whom has made anything yet. */
static void appoint(struct t_course *course)
{
	struct t_app *app = course->app;
	const char *list = "";

	for (int i = 0; i < COURSE_TRUSTEES; i++) {
		const char *person = person_of(course, TRUSTEE_NUMBERS + i);

		T_STATUS(t_grant(app, course->body, strtoll(person, NULL, 10), "trustee"), 201);
		list = t_text(app, "%s%s{\"person_id\":\"%s\",\"name\":\"监%d\"}", list,
			i ? "," : "", person, i + 1);
	}
	T_STATUS(t_course_call(course, "POST", "/trustees",
			 t_text(app, "{\"threshold\":2,\"trustees\":[%s]}", list)),
		201);
}

static const char *signer(struct t_app *app, const struct t_person *person)
{
	char seed[HEX_SIZE(SIGN_SEED_BYTES)];

	hex_encode(person->key.seed, SIGN_SEED_BYTES, seed);
	return t_text(app, "{\"token\":\"%s\",\"seed\":\"%s\"}", person->token, seed);
}

static const char *cards(struct t_course *course, size_t first, size_t last)
{
	const char *list = "";

	for (size_t i = first; i <= last; i++) {
		char card[CREDENTIAL_SIZE];

		t_course_secret(course, i, card);
		list = t_text(course->app, "%s%s\"%s\"", list, i > first ? "," : "", card);
	}
	return list;
}

static const char *facts_of(struct t_course *course, const char *archive)
{
	struct t_app *app = course->app;
	const char *slips = t_text(app, "\"%s\"", slip_for(course, person_of(course, 1)));

	for (int i = 0; i < COURSE_TRUSTEES; i++)
		slips = t_text(app, "%s,\"%s\"", slips,
			slip_for(course, person_of(course, TRUSTEE_NUMBERS + i)));
	return t_text(app,
		"{\"slips\":[%s],\"officers\":[%s,%s],\"cards\":[%s],\"election\":\"%s\","
		"\"round\":\"%s\",\"body\":\"%s\",\"opens\":\"%s\",\"closes\":\"%s\","
		"\"third\":\"%s\",\"archive\":\"%s\"}",
		slips, signer(app, &course->body->officer), signer(app, &course->counter),
		cards(course, 2, 11), course->id, course->uuids[0], course->body->id,
		course->plan.opens, course->plan.closes,
		person_of(course, TRUSTEE_NUMBERS + COURSE_TRUSTEES - 1), archive);
}

static struct span file_of(struct t_app *app, const char *path)
{
	struct error error = {0};
	struct span bytes;

	T_OK(file_bytes(path, &app->arena, &bytes, &error));
	return bytes;
}

static void check_archive(struct t_app *app, const char *path)
{
	const char *refusal = refusal_of_tool(file_of(app, path));

	if (refusal)
		t_fail(__FILE__, __LINE__, "belenios-tool's %s refuses", refusal);
}

/* From three phones' key to a result that the voter's phone checked; belenios-tool accepts the
 * archive too. */
TEST(web, a_whole_election_is_held_on_phones)
{
	struct t_course *course = t_course_now(ELECTORS);
	const char *archive = t_text(course->app, "%s/election.bel", t_folder());
	struct t_server *server;
	const char *facts;

	t_course_candidates(course);
	appoint(course);
	t_course_keys(course, ELECTORS);
	facts = facts_of(course, archive);
	server = serve(course);
	t_browse(server, "election.mjs", facts);
	t_server_stop(server);
	check_archive(course->app, archive);
}

/* ---- the officers' console ---- */

/* From the file of residents to the archived result, with nothing but browsers. */
TEST(web, officers_hold_a_whole_election_in_the_browser)
{
	struct t_app *app = t_app_new();
	const char *archive = t_text(app, "%s/election.bel", t_folder());
	char now[TIME_TEXT_SIZE];
	struct t_server *server;
	struct t_body *body;
	const char *slip;

	app->now = clock_now_ms();
	body = t_body_new(app, "桥东社区");
	slip = slip_of(app, body, t_text(app, "%lld", (long long)body->officer.id));
	time_format(app->now, now);
	app_close(&app->app);
	server = t_server_start(app->folder);
	t_browse(server, "office.mjs",
		t_text(app, "{\"slip\":\"%s\",\"now\":\"%s\",\"archive\":\"%s\"}", slip, now,
			archive));
	t_server_stop(server);
	check_archive(app, archive);
}

/* ---- the result ---- */

/* 21 voters online and so many on paper; 王1, 王3 and 王4 are elected. */
static void hold(struct t_course *course, int papers)
{
	t_poll_hold(course, &(struct t_poll){.opens = course->plan.opens,
				    .closes = course->plan.closes,
				    .online = {{15, "010|0110"}, {6, "001|0100"}},
				    .issued = papers,
				    .paper = {.recovered = papers,
					    .votes = {{1, papers}, {2, 0}, {3, papers}, {4, papers},
						    {5, 0}, {0}}}});
}

static void show_result(int papers, bool small)
{
	struct t_course *course = t_course_polling(40);
	struct t_server *server;

	hold(course, papers);
	server = serve(course);
	t_browse(server, "result.mjs",
		t_text(course->app, "{\"election\":\"/e/%s\",\"small\":%s}", course->id,
			small ? "true" : "false"));
	t_server_stop(server);
}

TEST(web, a_phone_checks_the_result_by_itself)
{
	show_result(12, false);
}

TEST(web, a_result_with_few_papers_is_shown_in_sums)
{
	show_result(4, true);
}

static const char *officers_slip(struct t_course *course)
{
	return slip_of(course->app, course->body,
		t_text(course->app, "%lld", (long long)course->body->officer.id));
}

TEST(web, a_voter_disputes_a_result_and_is_answered)
{
	struct t_course *course = t_course_polling(40);
	struct t_app *app = course->app;
	struct t_server *server;
	const char *facts;

	hold(course, 12);
	facts = t_text(app, "{\"slips\":[\"%s\",\"%s\"],\"election\":\"/e/%s\"}",
		slip_for(course, person_of(course, 1)), officers_slip(course), course->id);
	server = serve(course);
	t_browse(server, "disputes.mjs", facts);
	t_server_stop(server);
}

/* ---- where an election does not go straight ---- */

static const char *days_after(struct t_app *app, const char *time, int64_t days)
{
	char text[TIME_TEXT_SIZE];
	int64_t at;

	T_CHECK(time_parse(time, &at));
	time_format(at + days * MS_PER_DAY, text);
	return t_text(app, "%s", text);
}

/* A37, A38: an objection that nobody has decided when its days are over. */
TEST(web, officers_decide_an_objection_in_the_browser)
{
	struct t_course *course = t_course_now(VOTERS);
	struct t_app *app = course->app;
	struct t_person voter;
	struct t_server *server;
	const char *facts;

	T_STATUS(t_course_advance(course, "committee_formed"), 200);
	T_STATUS(t_course_advance(course, "registering"), 200);
	T_STATUS(t_course_call(course, "POST", "/list", "{}"), 201);
	voter = t_person_in(app, course->body, strtoll(person_of(course, 1), NULL, 10));
	T_STATUS(t_call(app, voter.token, "POST",
			 t_text(app, "/v1/elections/%s/objections", course->id),
			 "{\"kind\":\"left_off\",\"text\":\"我母亲不在名单上\"}"),
		201);
	t_course_clock(course, days_after(app, course->plan.opens, -16));
	facts = t_text(app, "{\"slip\":\"%s\",\"election\":\"%s\",\"objection\":true}",
		officers_slip(course), course->id);
	server = serve(course);
	t_browse(server, "detours.mjs", facts);
	t_server_stop(server);
}

/* A66, A67, A89: three papers given, two recovered; one seat of 委员 stays empty. */
TEST(web, officers_explain_a_box_and_go_on_to_a_rerun_in_the_browser)
{
	struct t_course *course = t_course_polling(40);
	struct t_app *app = course->app;
	struct t_server *server;
	const char *facts;

	t_poll_count(
		course, &(struct t_poll){.opens = course->plan.opens,
				.closes = course->plan.closes,
				.online = {{15, "010|0100"}, {6, "001|0001"}},
				.issued = 3,
				.paper = {.recovered = 2,
					.votes = {{1, 2}, {2, 0}, {3, 2}, {4, 0}, {5, 0}, {0}}}});
	facts = t_text(app,
		"{\"slip\":\"%s\",\"election\":\"%s\",\"round\":\"%s\",\"second\":%s,"
		"\"closed\":\"%s\"}",
		officers_slip(course), course->id, course->uuids[0], signer(app, &course->counter),
		course->plan.closes);
	server = serve(course);
	t_browse(server, "detours.mjs", facts);
	t_server_stop(server);
}

/* ---- the desk ---- */

/* The slip of a new officer of the desk. */
static const char *desk_slip(struct t_course *course, int64_t person)
{
	T_STATUS(t_grant(course->app, course->body, person, "desk"), 201);
	return slip_of(course->app, course->body, t_text(course->app, "%lld", (long long)person));
}

/* Thirty voters: 4 voted online, 3 gets a paper at the desk. */
TEST(web, the_desk_finds_voters_by_scanning_and_notes_calls_at_doors)
{
	struct t_course *course = t_course_polling(30);
	struct t_app *app = course->app;
	char card[CREDENTIAL_SIZE];
	struct t_server *server;
	const char *facts;

	t_course_secret(course, 4, card);
	T_STATUS(t_course_vote(course, 4, "010|0110"), 201);
	t_box_new(course, 5);
	facts = t_text(app,
		"{\"slips\":[\"%s\",\"%s\",\"%s\"],\"round\":\"%s\",\"name\":\"%s\","
		"\"cards\":{\"voted\":\"/vote/%s#%s.4\",\"old\":\"/vote/%s#%s\"}}",
		officers_slip(course), desk_slip(course, 990), desk_slip(course, 991),
		course->uuids[0],
		t_sql(app, "SELECT person.name FROM person JOIN voter ON person_id = person.id"
			   " WHERE number = 3"),
		course->uuids[0], card, course->uuids[0], card);
	server = serve(course);
	t_browse(server, "desk.mjs", facts);
	t_server_stop(server);
}

TEST(web, an_officers_phone_lets_a_desk_computer_in)
{
	struct t_course *course = t_course_polling(12);
	struct t_server *server;
	const char *facts = t_text(course->app, "{\"slips\":[\"%s\",\"%s\"],\"election\":\"%s\"}",
		slip_for(course, person_of(course, 1)), slip_for(course, person_of(course, 12)),
		course->id);

	T_STATUS(t_grant(course->app, course->body, strtoll(person_of(course, 1), NULL, 10),
			 "officer"),
		201);
	server = serve(course);
	t_browse(server, "computer.mjs", facts);
	t_server_stop(server);
}

/* A head of the record, as a string of JSON. */
static const char *checkpoint_json(struct t_course *course)
{
	struct t_reply r = t_call(course->app, NULL, "GET",
		t_text(course->app, "/v1/bodies/%s/record/checkpoint", course->body->id), NULL);
	const char *at = (const char *)r.body.data;
	const char *text = "";

	T_STATUS(r, 200);
	for (size_t len; *at; at += len + 1) {
		len = strcspn(at, "\n");
		text = t_text(course->app, "%s%.*s\\n", text, (int)len, at);
	}
	return text;
}

TEST(web, an_auditor_verifies_archive_and_record_in_the_browser)
{
	struct t_course *course = t_course_polling(40);
	const char *kept = checkpoint_json(course);
	struct t_server *server;

	hold(course, 12);
	server = serve(course);
	t_browse(server, "audit.mjs",
		t_text(course->app, "{\"round\":\"%s\",\"kept\":\"%s\"}", course->uuids[0], kept));
	t_server_stop(server);
}

TEST(web, what_was_read_is_shown_again_without_a_network)
{
	struct t_course *course = t_course_polling(VOTERS);
	const char *title = t_sql(course->app, "SELECT title FROM election");
	struct t_server *server = serve(course);

	t_browse(server, "offline.mjs",
		t_text(course->app, "{\"election\":\"/e/%s\",\"title\":\"%s\"}", course->id,
			title));
	t_server_stop(server);
}

/* Camera and service worker need a secure context. */
TEST(web, the_service_speaks_tls_itself)
{
	struct t_course *course = t_course_polling(VOTERS);
	struct t_certificate files = t_certificate_new(t_folder(), "tls", 1, 30);
	const char *slip = slip_for(course, person_of(course, 1));
	const char *flags[] = {t_text(course->app, "--tls-certificate=%s", files.certificate),
		t_text(course->app, "--tls-key=%s", files.key), "--tls-port=0",
		"--origin=https://gongyi.test", NULL};
	struct t_server *server;

	app_close(&course->app->app);
	server = t_server_start_with(course->app->folder, flags);
	t_browse(server, "tls.mjs",
		t_text(course->app, "{\"slip\":\"%s\",\"origin\":\"https://gongyi.test\"}", slip));
	t_server_stop(server);
}

/* D14, D16: letters, targets and contrast in every view. */
TEST(web, every_page_of_a_voter_is_right_in_every_view)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	t_browse(server, "views.mjs",
		t_text(course->app, "{\"link\":\"/vote/%s#%s\",\"election\":\"/e/%s\"}",
			course->uuids[0], card, course->id));
	t_server_stop(server);
}

TEST(web, the_elder_view_reads_a_page_aloud_by_the_phones_own_voice)
{
	struct t_course *course = t_course_polling(VOTERS);
	char card[CREDENTIAL_SIZE];
	struct t_server *server;

	t_course_secret(course, 1, card);
	server = serve(course);
	t_browse(server, "aloud.mjs",
		t_text(course->app, "{\"link\":\"/vote/%s#%s\",\"election\":\"/e/%s\"}",
			course->uuids[0], card, course->id));
	t_server_stop(server);
}
