/* Paper: one right over both channels, boxes that reconcile, counts that are blind. */
#include "elections/stations.h"

#include <pthread.h>
#include <string.h>

#include "elections/stations_model.h"
#include "elections/stations_store.h"
#include "harness/round.h"

/* A polling round with two posts (委员, 2 seats, candidates 0 to 2; 主任, 1 seat, 3 and 4), one
 * box, and two counters. */
struct paper {
	struct t_app *app;
	struct t_round *round;
	int64_t posts[2];
	int64_t candidates[5];
	const char *box;
	struct t_person counters[2];
	struct paper_sum sum;
};

enum { CANDIDATE_PERSON = 700 };

static enum err insert_candidate(struct txn *txn, struct paper *paper, int64_t i)
{
	int64_t question = i < 3 ? 0 : 1;
	struct candidate_row row = {.election_id = {paper->round->election_id},
		.post_id = paper->posts[question],
		.person_id = {CANDIDATE_PERSON + i},
		.position = question ? i - 3 : i,
		.name = "候选人",
		.statement = "",
		.state = CANDIDATE_STANDING};
	struct answer_row answer = {.round_id = {paper->round->id},
		.question = question,
		.answer = row.position,
		.post_id = row.post_id,
		.seats = question ? 1 : 2};

	TRY(db_new_id(txn, &row.id));
	TRY(db_do(txn, &elections_stmts[CANDIDATE_INSERT], &row));
	answer.candidate_id = paper->candidates[i] = row.id;
	return db_do(txn, &elections_stmts[ANSWER_INSERT], &answer);
}

static enum err insert_ballot_paper(struct txn *txn, void *data)
{
	struct paper *paper = data;

	for (int64_t i = 0; i < 2; i++) {
		struct post_row post = {.election_id = {paper->round->election_id},
			.position = i,
			.title = i ? "主任" : "委员",
			.seats = i ? 1 : 2};

		TRY(db_new_id(txn, &post.id));
		TRY(db_do(txn, &elections_stmts[POST_INSERT], &post));
		paper->posts[i] = post.id;
	}
	for (int64_t i = 0; i < 5; i++)
		TRY(insert_candidate(txn, paper, i));
	return OK;
}

static enum err load_sum(struct txn *txn, void *data)
{
	struct paper *paper = data;
	struct arena *arena = txn->arena;
	struct round_row round;
	enum err err;

	TRY(round_by_uuid(txn, paper->round->uuid, &round));
	txn->arena = &paper->app->arena; /* outlives the transaction */
	err = stations_sum(txn, &round, &paper->sum);
	txn->arena = arena;
	return err;
}

static void run(struct paper *paper, engine_job_fn *job)
{
	struct error error = {0};

	if (engine_run(paper->app->app.engine, paper->app->now, job, paper, &error) != OK)
		t_fail(__FILE__, __LINE__, "%s %s", error_info(error.code)->token, error.note);
}

static const struct paper_sum *sum_of(struct paper *paper)
{
	run(paper, load_sum);
	return &paper->sum;
}

static struct t_reply post(
	struct paper *paper, const struct t_person *person, const char *path, const char *body)
{
	return t_call(paper->app, person ? person->token : NULL, "POST", path, body);
}

static struct t_reply box_new(struct paper *paper, const char *name, int printed)
{
	return post(paper, &paper->round->body->officer,
		t_text(paper->app, "/v1/rounds/%s/boxes", paper->round->uuid),
		t_text(paper->app, "{\"name\":\"%s\",\"kind\":\"station\",\"printed\":%d}", name,
			printed));
}

static const char *box_open(struct paper *paper, const char *name, int printed)
{
	struct t_reply r = box_new(paper, name, printed);

	T_STATUS(r, 201);
	return t_json(paper->app, r, "/id");
}

static struct t_person person_with(struct paper *paper, int64_t id, const char *role)
{
	T_STATUS(t_grant(paper->app, paper->round->body, id, role), 201);
	return t_person_in(paper->app, paper->round->body, id);
}

static struct paper *paper_new(size_t n_voters, int printed)
{
	struct t_app *app = t_app_new();
	struct paper *paper = arena_new(&app->arena, struct paper);

	paper->app = app;
	paper->round = t_round_new(app, n_voters);
	run(paper, insert_ballot_paper);
	paper->box = box_open(paper, "一号票箱", printed);
	paper->counters[0] = person_with(paper, 601, "counter");
	paper->counters[1] = person_with(paper, 602, "counter");
	return paper;
}

static struct t_reply at_box(
	struct paper *paper, const char *box, const char *act, const char *body)
{
	return post(paper, &paper->round->body->officer,
		t_text(paper->app, "/v1/boxes/%s/%s", box, act), body);
}

static struct t_reply issue(struct paper *paper, const char *box, int voter)
{
	return at_box(paper, box, "issues",
		t_text(paper->app, "{\"voter_number\":%d,\"identity_checked\":true}", voter));
}

/* As if so many voters had come, and the round were over. */
static void issued_and_closed(struct paper *paper, const char *box, int issued, int spare)
{
	t_sql(paper->app,
		t_text(paper->app, "UPDATE ballot_box SET issued = %d WHERE id = %s", issued, box));
	if (strcmp(t_sql(paper->app, "SELECT state FROM round"), "polling") == 0)
		t_round_close(paper->round);
	T_STATUS(at_box(paper, box, "close", t_text(paper->app, "{\"spare\":%d}", spare)), 200);
}

struct figures {
	int recovered, valid, invalid;
	int votes[5];
};

static struct t_reply count_by(struct paper *paper, const struct t_person *person, const char *box,
	const struct figures *figures)
{
	char votes[400];
	size_t len = 0;

	for (int i = 0; i < 5; i++)
		len += (size_t)snprintf(votes + len, sizeof votes - len, "%s\"%lld\":%d",
			i ? "," : "", (long long)paper->candidates[i], figures->votes[i]);
	return post(paper, person, t_text(paper->app, "/v1/boxes/%s/counts", box),
		t_text(paper->app, "{\"recovered\":%d,\"valid\":%d,\"invalid\":%d,\"votes\":{%s}}",
			figures->recovered, figures->valid, figures->invalid, votes));
}

static struct t_reply count(struct paper *paper, int counter, const struct figures *figures)
{
	return count_by(paper, &paper->counters[counter], paper->box, figures);
}

static void count_twice(struct paper *paper, const char *box, const struct figures *figures)
{
	T_STATUS(count_by(paper, &paper->counters[0], box, figures), 201);
	T_JSON(paper->app, count_by(paper, &paper->counters[1], box, figures), "/stage", "counted");
}

static struct t_reply explain(struct paper *paper)
{
	return at_box(paper, paper->box, "explanation", "{\"text\":\"三名选民将选票带走\"}");
}

static const char *recorded(struct paper *paper, const char *type)
{
	return t_sql(paper->app,
		t_text(paper->app, "SELECT CAST(entry AS TEXT) FROM record_entry WHERE type = '%s'",
			type));
}

/* ---- W17 ---- */

/* A88: 1,000 papers issued, 1,003 in the box. */
TEST(elections, more_ballots_than_were_issued_void_the_vote)
{
	static const struct figures figures = {1003, 973, 30, {490, 501, 300, 600, 300}};
	struct paper *paper = paper_new(1, 1100);
	const struct paper_sum *sum;

	issued_and_closed(paper, paper->box, 1000, 100);
	count_twice(paper, paper->box, &figures);
	sum = sum_of(paper);
	T_CHECK(sum->void_ && !sum->blocked);
	T_STR(sum->reason, "more-ballots-than-issued");
	T_STATUS(explain(paper), 200);
	T_CHECK(sum_of(paper)->void_);
}

/* A89: 997 came back; valid, once somebody said why. */
TEST(elections, missing_ballots_block_the_result_until_explained)
{
	static const struct figures figures = {997, 967, 30, {490, 501, 300, 600, 300}};
	struct paper *paper = paper_new(1, 1100);
	const struct box_sum *box;
	const struct paper_sum *sum;
	struct t_reply r;

	issued_and_closed(paper, paper->box, 1000, 100);
	T_PROBLEM(paper->app, explain(paper), 409, "box-not-counted");
	count_twice(paper, paper->box, &figures);
	sum = sum_of(paper);
	T_CHECK(sum->blocked && !sum->void_);
	T_STR(sum->reason, "mismatch-unexplained");
	r = explain(paper);
	T_STATUS(r, 200);
	T_JSON(paper->app, r, "/mismatches", "[\"missing\"]");
	sum = sum_of(paper);
	T_CHECK(!sum->blocked && !sum->void_ && !sum->reason);
	T_INT(sum->total.recovered, 997);
	T_INT(sum->total.invalid, 30);
	T_INT(((const struct paper_votes *)sum->votes.items)[0].candidate_id, paper->candidates[0]);
	T_INT(((const struct paper_votes *)sum->votes.items)[3].votes, 600);
	box = sum->boxes.items;
	T_STR(box->explanation, "三名选民将选票带走");
	T_CHECK(strcmp(box->first_hash, box->second_hash) != 0);
}

TEST(elections, boxes_that_match_need_no_explanation)
{
	static const struct figures figures = {10, 9, 1, {4, 5, 2, 6, 3}};
	struct paper *paper = paper_new(1, 12);

	issued_and_closed(paper, paper->box, 10, 2);
	count_twice(paper, paper->box, &figures);
	T_CHECK(!sum_of(paper)->blocked);
	T_PROBLEM(paper->app, explain(paper), 409, "nothing-to-explain");
}

/* A voter may put her paper into another box: the total decides (A88), each box is explained. */
TEST(elections, a_surplus_in_one_box_alone_voids_nothing)
{
	static const struct figures more = {11, 11, 0, {0}}, less = {9, 9, 0, {0}};
	struct paper *paper = paper_new(1, 10);
	const char *other = box_open(paper, "二号票箱", 10);

	issued_and_closed(paper, paper->box, 10, 0);
	issued_and_closed(paper, other, 10, 0);
	count_twice(paper, paper->box, &more);
	T_CHECK(!sum_of(paper)->void_); /* the other box is not counted yet */
	T_STR(paper->sum.reason, "mismatch-unexplained");
	count_twice(paper, other, &less);
	T_CHECK(sum_of(paper)->blocked && !paper->sum.void_);
	T_STATUS(explain(paper), 200);
	T_CHECK(sum_of(paper)->blocked);
	T_STATUS(at_box(paper, other, "explanation", "{\"text\":\"投错票箱\"}"), 200);
	T_CHECK(!sum_of(paper)->blocked);
}

/* ---- A89, equation by equation ---- */

static void expect_mismatch(struct box_sum box, const char *expected)
{
	struct paper_sum sum = {.boxes = {&box, 1}};
	const char *names[BOX_MISMATCHES_MAX] = {NULL};

	T_INT(box_mismatches(&box, names), expected ? 1 : 0);
	if (expected)
		T_STR(names[0], expected);
	paper_judge(&sum);
	T_CHECK(sum.blocked == (expected && !sum.void_));
	box.explanation = "x";
	paper_judge(&sum);
	T_CHECK(!sum.blocked);
}

TEST(elections, each_equation_of_a_box_is_checked)
{
	const struct box_sum good = {.stage = BOX_COUNTED,
		.printed = 20,
		.issued = 10,
		.spoiled = 3,
		.spare = 7,
		.recovered = 10,
		.valid = 8,
		.invalid = 2};
	struct box_sum box = good;

	expect_mismatch(good, NULL);
	box.spare = 6;
	expect_mismatch(box, "papers");
	box = good;
	box.printed = 19;
	expect_mismatch(box, "papers");
	box = good;
	box.invalid = 1;
	expect_mismatch(box, "sorting");
	box = good;
	box.recovered = 9, box.valid = 7;
	expect_mismatch(box, "missing");
	box.recovered = 11, box.valid = 9;
	expect_mismatch(box, "surplus");
}

TEST(elections, a_box_blocks_the_result_at_every_stage_before_counted)
{
	static const char *const reasons[] = {
		"box-not-closed", "box-not-counted", "box-not-counted", "counts-differ", NULL};

	for (int stage = BOX_OPEN; stage <= BOX_COUNTED; stage++) {
		struct box_sum box = {.stage = (enum box_stage)stage, .explanation = "x"};
		struct paper_sum sum = {.boxes = {&box, 1}};

		paper_judge(&sum);
		T_CHECK(sum.blocked == (stage != BOX_COUNTED));
		T_CHECK(!sum.void_);
		if (reasons[stage])
			T_STR(sum.reason, reasons[stage]);
	}
}

TEST(elections, a_round_without_boxes_blocks_nothing)
{
	struct paper_sum sum = {0};

	paper_judge(&sum);
	T_CHECK(!sum.blocked && !sum.void_ && !sum.reason);
}

/* ---- blind counts ---- */

static struct t_reply counts(struct paper *paper, const struct t_person *person)
{
	return t_call(paper->app, person ? person->token : NULL, "GET",
		t_text(paper->app, "/v1/boxes/%s/counts", paper->box), NULL);
}

TEST(elections, nobody_sees_an_entry_before_both_are_in)
{
	static const struct figures figures = {10, 9, 1, {4, 5, 2, 6, 3}};
	struct paper *paper = paper_new(1, 10);
	struct t_reply r;

	issued_and_closed(paper, paper->box, 10, 0);
	r = count(paper, 0, &figures);
	T_STATUS(r, 201);
	T_JSON(paper->app, r, "/stage", "entered");
	for (int i = 0; i < 3; i++) {
		r = counts(paper, i < 2 ? &paper->counters[i] : &paper->round->body->officer);
		T_STR((const char *)r.body.data,
			"{\"stage\":\"entered\",\"attempt\":1,\"entered\":1,\"entries\":[],"
			"\"differences\":[]}");
	}
	T_STR(recorded(paper, "box.counted"), "");
	T_CHECK(!((const struct box_sum *)sum_of(paper)->boxes.items)->first_hash);
	T_STATUS(count(paper, 1, &figures), 201);
	r = counts(paper, &paper->counters[0]);
	T_JSON(paper->app, r, "/stage", "counted");
	T_JSON(paper->app, r, "/entries/1/recovered", "10");
	T_JSON(paper->app, r, "/entries/1/person_id", "602");
	T_PROBLEM(paper->app, counts(paper, NULL), 401, "sign-in-needed");
}

TEST(elections, entries_that_differ_are_listed_and_made_again)
{
	static const struct figures first = {10, 9, 1, {4, 5, 2, 6, 3}},
				    second = {10, 8, 2, {4, 5, 2, 6, 2}};
	struct paper *paper = paper_new(1, 10);
	struct t_reply r;

	issued_and_closed(paper, paper->box, 10, 0);
	T_STATUS(count(paper, 0, &first), 201);
	r = count(paper, 1, &second);
	T_JSON(paper->app, r, "/stage", "differing");
	T_JSON(paper->app, r, "/differences",
		t_text(paper->app,
			"[{\"field\":\"valid\",\"first\":9,\"second\":8},"
			"{\"field\":\"invalid\",\"first\":1,\"second\":2},"
			"{\"field\":\"votes/%lld\",\"first\":3,\"second\":2}]",
			(long long)paper->candidates[4]));
	T_STR(sum_of(paper)->reason, "counts-differ");
	T_STR(recorded(paper, "box.counted"), "");
	r = count(paper, 1, &first);
	T_JSON(paper->app, r, "/attempt", "2");
	T_JSON(paper->app, r, "/entries", "[]");
	T_JSON(paper->app, count(paper, 0, &first), "/stage", "counted");
	T_CHECK(!sum_of(paper)->blocked);
	T_PROBLEM(paper->app, count(paper, 0, &first), 409, "box-counted");
	T_STR(t_sql(paper->app, "SELECT count(*) FROM count_entry"), "4");
}

/* The stored text is what a stranger rebuilds from the published numbers. */
TEST(elections, the_hash_is_over_the_stored_text_and_stands_in_the_record)
{
	static const struct figures figures = {10, 9, 1, {4, 5, 2, 6, 3}};
	struct paper *paper = paper_new(1, 10);
	const int64_t *ids = paper->candidates;
	struct digest digest;
	char hash[DIGEST_BASE64_SIZE];
	const char *text;

	issued_and_closed(paper, paper->box, 10, 0);
	count_twice(paper, paper->box, &figures);
	text = t_text(paper->app,
		"{\"box\":\"%s\",\"attempt\":1,\"entry\":2,\"recovered\":10,\"valid\":9,"
		"\"invalid\":1,\"votes\":{\"%lld\":4,\"%lld\":5,\"%lld\":2,\"%lld\":6,"
		"\"%lld\":3}}",
		paper->box, (long long)ids[0], (long long)ids[1], (long long)ids[2],
		(long long)ids[3], (long long)ids[4]);
	T_STR(t_sql(paper->app, "SELECT text FROM count_entry WHERE entry = 2"), text);
	digest = digest_of(text, strlen(text));
	digest_base64(&digest, hash);
	T_STR(((const struct box_sum *)sum_of(paper)->boxes.items)->second_hash, hash);
	T_CHECK(strstr(recorded(paper, "box.counted"), hash) != NULL);
	T_CHECK(strstr(recorded(paper, "box.counted"), "\"recovered\":10") != NULL);
	T_CHECK(strstr(recorded(paper, "box.counted"), "votes") == NULL);
}

TEST(elections, one_person_does_not_enter_both_counts)
{
	static const struct figures figures = {10, 9, 1, {0}};
	struct paper *paper = paper_new(1, 10);

	issued_and_closed(paper, paper->box, 10, 0);
	T_STATUS(count(paper, 0, &figures), 201);
	T_PROBLEM(paper->app, count(paper, 0, &figures), 409, "count-entered");
	T_STR(t_sql(paper->app, "SELECT count(*) FROM count_entry"), "1");
}

/* G12 */
TEST(elections, a_candidate_does_not_count)
{
	static const struct figures figures = {10, 9, 1, {0}};
	struct paper *paper = paper_new(1, 10);
	struct t_person candidate = person_with(paper, CANDIDATE_PERSON + 3, "counter");

	issued_and_closed(paper, paper->box, 10, 0);
	T_PROBLEM(paper->app, count_by(paper, &candidate, paper->box, &figures), 409,
		"counter-is-candidate");
	t_sql(paper->app, "UPDATE candidate SET state = 'withdrawn' WHERE person_id = 703");
	T_STATUS(count_by(paper, &candidate, paper->box, &figures), 201);
}

TEST(elections, only_a_counter_counts)
{
	static const struct figures figures = {10, 9, 1, {0}};
	struct paper *paper = paper_new(1, 10);
	struct t_person desk = person_with(paper, 603, "desk");

	issued_and_closed(paper, paper->box, 10, 0);
	T_PROBLEM(paper->app, count_by(paper, &desk, paper->box, &figures), 403, "forbidden");
	T_PROBLEM(paper->app, count_by(paper, NULL, paper->box, &figures), 401, "sign-in-needed");
}

TEST(elections, a_box_is_counted_after_it_is_closed_and_before_the_announcement)
{
	static const struct figures figures = {10, 9, 1, {0}};
	struct paper *paper = paper_new(1, 10);

	T_PROBLEM(paper->app, at_box(paper, paper->box, "close", "{\"spare\":10}"), 409,
		"wrong-state");
	T_PROBLEM(paper->app, count(paper, 0, &figures), 409, "wrong-state");
	T_STR(sum_of(paper)->reason, "box-not-closed");
	t_round_close(paper->round);
	T_PROBLEM(paper->app, count(paper, 0, &figures), 409, "box-not-closed");
	T_STATUS(at_box(paper, paper->box, "close", "{\"spare\":0}"), 200);
	T_PROBLEM(
		paper->app, at_box(paper, paper->box, "close", "{\"spare\":1}"), 409, "box-closed");
	T_STR(sum_of(paper)->reason, "box-not-counted");
	t_sql(paper->app, "UPDATE round SET state = 'announced'");
	T_PROBLEM(paper->app, count(paper, 0, &figures), 409, "wrong-state");
	T_PROBLEM(paper->app, explain(paper), 409, "wrong-state");
}

TEST(elections, pairs_that_differ_come_to_an_end)
{
	static const struct figures first = {10, 9, 1, {0}}, second = {10, 8, 2, {0}};
	struct paper *paper = paper_new(1, 10);

	issued_and_closed(paper, paper->box, 10, 0);
	T_STATUS(count(paper, 0, &first), 201);
	T_STATUS(count(paper, 1, &second), 201);
	t_sql(paper->app, "UPDATE count_entry SET attempt = 50");
	T_PROBLEM(paper->app, count(paper, 0, &first), 409, "counts-too-many");
}

/* A84: a sheet that cannot be is refused, field by field. */
TEST(elections, impossible_counts_are_refused)
{
	static const struct figures above = {10, 9, 1, {10, 0, 0, 0, 0}},
				    seats = {10, 9, 1, {9, 9, 1, 0, 0}},
				    one = {10, 9, 1, {9, 9, 0, 5, 5}},
				    most = {10, 9, 1, {9, 9, 0, 9, 0}}, negative = {-1, 9, 1, {0}};
	struct paper *paper = paper_new(1, 10);
	struct t_reply r;

	issued_and_closed(paper, paper->box, 10, 0);
	r = count(paper, 0, &above);
	T_PROBLEM(paper->app, r, 422, "invalid-input");
	T_JSON(paper->app, r, "/errors/0/rule", "above:valid");
	r = count(paper, 0, &seats);
	T_JSON(paper->app, r, "/errors/0/rule", "above:seats*valid");
	T_JSON(paper->app, r, "/errors/0/pointer",
		t_text(paper->app, "/votes/%lld", (long long)paper->candidates[2]));
	T_JSON(paper->app, count(paper, 0, &one), "/errors/0/pointer",
		t_text(paper->app, "/votes/%lld", (long long)paper->candidates[4]));
	T_PROBLEM(paper->app, count(paper, 0, &negative), 422, "invalid-input");
	T_STATUS(count(paper, 0, &most), 201);
}

static struct t_reply count_votes(struct paper *paper, const char *votes)
{
	return post(paper, &paper->counters[0],
		t_text(paper->app, "/v1/boxes/%s/counts", paper->box),
		t_text(paper->app, "{\"recovered\":1,\"valid\":1,\"invalid\":0,\"votes\":{%s}}",
			votes));
}

TEST(elections, a_count_names_every_candidate_and_nobody_else)
{
	struct paper *paper = paper_new(1, 1);
	const char *four = t_text(paper->app, "\"%lld\":0,\"%lld\":0,\"%lld\":0,\"%lld\":0",
		(long long)paper->candidates[0], (long long)paper->candidates[1],
		(long long)paper->candidates[2], (long long)paper->candidates[3]);

	issued_and_closed(paper, paper->box, 1, 0);
	T_PROBLEM(paper->app, count_votes(paper, ""), 422, "invalid-input");
	T_PROBLEM(paper->app, count_votes(paper, four), 422, "invalid-input");
	T_PROBLEM(paper->app, count_votes(paper, t_text(paper->app, "%s,\"999999\":0", four)), 422,
		"invalid-input");
	T_PROBLEM(paper->app,
		count_votes(paper, t_text(paper->app, "%s,\"%lld\":0,\"999999\":0", four,
					   (long long)paper->candidates[4])),
		422, "invalid-input");
	T_STATUS(count_votes(paper, t_text(paper->app, "%s,\"%lld\":1", four,
					    (long long)paper->candidates[4])),
		201);
}

/* ---- one right, one channel ---- */

TEST(elections, a_paper_blocks_the_voters_key)
{
	struct paper *paper = paper_new(2, 10);
	struct t_reply r = issue(paper, paper->box, 1);

	T_STATUS(r, 200);
	T_JSON(paper->app, r, "/issued", "1");
	T_PROBLEM(paper->app, t_vote(paper->round, 0), 409, "right-used-on-paper");
	T_STATUS(t_vote(paper->round, 1), 201);
}

TEST(elections, an_online_ballot_blocks_the_paper)
{
	struct paper *paper = paper_new(2, 10);

	T_STATUS(t_vote(paper->round, 0), 201);
	T_PROBLEM(paper->app, issue(paper, paper->box, 1), 409, "right-used-online");
	T_STR(t_sql(paper->app, "SELECT issued FROM ballot_box"), "0");
}

TEST(elections, a_voter_gets_one_paper)
{
	struct paper *paper = paper_new(4, 10);
	const char *other = box_open(paper, "二号票箱", 10);

	T_STATUS(issue(paper, paper->box, 1), 200);
	T_PROBLEM(paper->app, issue(paper, paper->box, 1), 409, "right-used-on-paper");
	T_PROBLEM(paper->app, issue(paper, other, 1), 409, "right-used-on-paper");
	t_right(paper->round, 2, "proxy_paper");
	T_PROBLEM(paper->app, issue(paper, paper->box, 2), 409, "right-used-on-paper");
	t_right(paper->round, 3, "void");
	T_PROBLEM(paper->app, issue(paper, paper->box, 3), 409, "right-void");
	T_PROBLEM(paper->app, issue(paper, paper->box, 99), 409, "not-a-voter");
	T_STR(t_sql(paper->app, "SELECT sum(issued) FROM ballot_box"), "1");
}

/* The body's clock decides, as for ballots. */
TEST(elections, papers_are_issued_while_polling_is_open)
{
	struct paper *paper = paper_new(3, 10);

	paper->app->now = paper->round->opens_at - 1;
	T_PROBLEM(paper->app, issue(paper, paper->box, 1), 409, "polling-not-open");
	paper->app->now = paper->round->closes_at - 1;
	t_person_sign_in(paper->app, &paper->round->body->officer);
	T_STATUS(issue(paper, paper->box, 1), 200);
	paper->app->now = paper->round->closes_at;
	t_person_sign_in(paper->app, &paper->round->body->officer);
	T_PROBLEM(paper->app, issue(paper, paper->box, 2), 409, "polling-over");
	T_PROBLEM(paper->app, at_box(paper, paper->box, "spoiled", NULL), 409, "polling-over");
}

TEST(elections, a_paper_without_a_checked_identity_is_refused)
{
	struct paper *paper = paper_new(1, 10);

	T_PROBLEM(paper->app,
		at_box(paper, paper->box, "issues",
			"{\"voter_number\":1,\"identity_checked\":false}"),
		422, "invalid-input");
	T_PROBLEM(paper->app, at_box(paper, paper->box, "issues", "{\"voter_number\":1}"), 422,
		"invalid-input");
	T_STR(t_sql(paper->app, "SELECT state FROM voting_right"), "free");
}

/* A refusal leaves the right as it was. */
TEST(elections, a_box_issues_no_more_papers_than_were_printed)
{
	struct paper *paper = paper_new(3, 2);
	struct t_reply r;

	T_PROBLEM(paper->app, at_box(paper, paper->box, "spoiled", NULL), 409, "no-paper-issued");
	T_STATUS(issue(paper, paper->box, 1), 200);
	r = at_box(paper, paper->box, "spoiled", NULL);
	T_STATUS(r, 200);
	T_JSON(paper->app, r, "/spoiled", "1");
	T_JSON(paper->app, r, "/issued", "1");
	T_STR(t_sql(paper->app, "SELECT state FROM voting_right WHERE voter_number = 1"), "paper");
	T_PROBLEM(paper->app, issue(paper, paper->box, 2), 409, "papers-exhausted");
	T_PROBLEM(paper->app, at_box(paper, paper->box, "spoiled", NULL), 409, "papers-exhausted");
	T_STR(t_sql(paper->app, "SELECT state FROM voting_right WHERE voter_number = 2"), "free");
}

TEST(elections, only_the_desk_issues_papers)
{
	struct paper *paper = paper_new(1, 10);
	const char *path = t_text(paper->app, "/v1/boxes/%s/issues", paper->box);
	const char *body = "{\"voter_number\":1,\"identity_checked\":true}";

	T_PROBLEM(paper->app, post(paper, &paper->counters[0], path, body), 403, "forbidden");
	T_PROBLEM(paper->app, post(paper, NULL, path, body), 401, "sign-in-needed");
	T_PROBLEM(paper->app, issue(paper, "999999", 1), 404, "not-found");
}

/* A94: which voters got papers is known, but neither when nor which. */
TEST(elections, an_issue_leaves_a_right_and_a_counter_behind)
{
	struct paper *paper = paper_new(1, 10);

	T_STATUS(t_call_once(paper->app, paper->round->body->officer.token, "POST",
			 t_text(paper->app, "/v1/boxes/%s/issues", paper->box),
			 "{\"voter_number\":1,\"identity_checked\":true}", "key-1"),
		200);
	T_STR(t_sql(paper->app, "SELECT count(*) FROM idempotency"), "0");
	T_STR(t_sql(paper->app, "SELECT group_concat(name) FROM pragma_table_info('ballot_box')"),
		"id,round_id,name,kind,printed,issued,spoiled,spare,closed,explanation");
	T_STR(t_sql(paper->app, "SELECT group_concat(name) FROM pragma_table_info('voting_right')"),
		"round_id,voter_number,state,credential");
}

/* ---- boxes ---- */

TEST(elections, an_opened_box_stands_in_the_record_and_in_the_list)
{
	struct paper *paper = paper_new(1, 10);
	struct t_reply r = t_call(paper->app, paper->counters[0].token, "GET",
		t_text(paper->app, "/v1/rounds/%s/boxes", paper->round->uuid), NULL);

	T_STATUS(r, 200);
	T_JSON(paper->app, r, "/boxes/0/name", "一号票箱");
	T_JSON(paper->app, r, "/boxes/0/stage", "open");
	T_JSON(paper->app, r, "/boxes/0/mismatches", "[]");
	T_CHECK(strstr(recorded(paper, "box.opened"), "\"printed\":10") != NULL);
	T_PROBLEM(paper->app, box_new(paper, "一号票箱", 5), 409, "conflict");
	T_PROBLEM(paper->app, box_new(paper, "二号票箱", -1), 422, "invalid-input");
	t_round_close(paper->round);
	T_PROBLEM(paper->app, box_new(paper, "二号票箱", 5), 409, "wrong-state");
}

TEST(elections, only_the_election_committee_opens_boxes)
{
	struct paper *paper = paper_new(1, 10);
	const char *path = t_text(paper->app, "/v1/rounds/%s/boxes", paper->round->uuid);
	const char *body = "{\"name\":\"x\",\"kind\":\"mobile\",\"printed\":1}";

	T_PROBLEM(paper->app, post(paper, &paper->counters[0], path, body), 403, "forbidden");
	T_PROBLEM(paper->app, t_call(paper->app, NULL, "GET", path, NULL), 401, "sign-in-needed");
}

TEST(elections, the_record_holds_only_the_hash_of_an_explanation)
{
	static const struct figures figures = {9, 9, 0, {0}};
	struct paper *paper = paper_new(1, 10);

	issued_and_closed(paper, paper->box, 10, 0);
	count_twice(paper, paper->box, &figures);
	T_STATUS(explain(paper), 200);
	T_CHECK(strstr(recorded(paper, "box.explained"), "\"hash\":\"") != NULL);
	T_CHECK(strstr(recorded(paper, "box.explained"), "三名") == NULL);
}

/* ---- at the same instant ---- */

struct sender {
	struct paper *paper;
	const char *path;
	const char *bearer;
	struct span body;
	int status;
	pthread_t thread;
};

static void *send_request(void *data)
{
	struct sender *sender = data;
	struct task task = {.received = sender->paper->app->now};

	task.request.method = METHOD_POST;
	task.request.path = sender->path;
	task.request.bearer = sender->bearer;
	task.request.body = sender->body;
	app_run(&sender->paper->app->app, &task);
	sender->status = task.request.status;
	request_done(&task.request);
	return NULL;
}

static int64_t fixed_clock(void)
{
	return INT64_C(1780272000000);
}

static void reopen(struct t_app *app, size_t n_workers)
{
	struct config config = config_default();
	struct error error = {0};

	config.data = app->folder;
	config.origin = "http://test";
	app_close(&app->app);
	T_OK(app_open(&app->app, &config, n_workers, fixed_clock, rand_system(), &error));
}

static int accepted(struct sender *senders, size_t n)
{
	int n_accepted = 0;

	for (size_t i = 0; i < n; i++)
		T_INT(pthread_create(&senders[i].thread, NULL, send_request, &senders[i]), 0);
	for (size_t i = 0; i < n; i++)
		pthread_join(senders[i].thread, NULL);
	for (size_t i = 0; i < n; i++) {
		T_CHECK(senders[i].status == 409 || senders[i].status / 100 == 2);
		n_accepted += senders[i].status / 100 == 2;
	}
	return n_accepted;
}

static struct sender desk_sender(struct paper *paper, const char *box)
{
	static const char body[] = "{\"voter_number\":1,\"identity_checked\":true}";

	return (struct sender){.paper = paper,
		.path = t_text(paper->app, "/v1/boxes/%s/issues", box),
		.bearer = paper->round->body->officer.token,
		.body = {(const uint8_t *)body, strlen(body)}};
}

TEST(elections, a_voter_at_two_desks_at_once_gets_one_paper)
{
	struct paper *paper = paper_new(1, 10);
	const char *other = box_open(paper, "二号票箱", 10);
	struct sender senders[6];

	for (size_t i = 0; i < COUNT_OF(senders); i++)
		senders[i] = desk_sender(paper, i % 2 ? other : paper->box);
	reopen(paper->app, 2);
	T_INT(accepted(senders, COUNT_OF(senders)), 1);
	T_STR(t_sql(paper->app, "SELECT sum(issued) FROM ballot_box"), "1");
}

/* The phone and the desk. */
TEST(elections, a_voter_on_the_phone_and_at_the_desk_at_once_votes_once)
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};
	struct paper *paper = paper_new(1, 10);
	struct sender senders[4];

	for (size_t i = 0; i < COUNT_OF(senders); i++)
		senders[i] = desk_sender(paper, paper->box);
	senders[0] = (struct sender){.paper = paper,
		.path = t_text(paper->app, "/v1/rounds/%s/ballots", paper->round->uuid),
		.body = t_ballot(paper->round, 0, marks)};
	reopen(paper->app, 2);
	T_INT(accepted(senders, COUNT_OF(senders)), 1);
	T_STR(t_sql(paper->app, "SELECT (SELECT sum(issued) FROM ballot_box) +"
				" (SELECT count(*) FROM ballot)"),
		"1");
}
