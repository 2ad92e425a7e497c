/* See round.h. */
#include "harness/round.h"

#include <sqlite3.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "elections/ballots.h"
#include "elections/store.h"

enum { DOCUMENT_MAX = 1 << 22 };

static const char *kept(struct t_round *round, struct buf *text)
{
	const char *copy;

	T_CHECK(buf_ok(text));
	copy = arena_copy(&round->app->arena, text->data, text->len);
	T_CHECK(copy != NULL);
	buf_reset(text);
	return copy;
}

/* Runs `job` in a writing transaction at the app's time. */
static void run(struct t_round *round, engine_job_fn *job)
{
	struct error error = {0};

	if (engine_run(round->app->app.engine, round->app->now, job, round, &error) != OK)
		t_fail(__FILE__, __LINE__, "%s %s", error_info(error.code)->token, error.note);
}

/* ---- documents ---- */

static void make_voters(struct t_round *round)
{
	struct arena *arena = &round->app->arena;
	struct public_credential *list =
		arena_array(arena, struct public_credential, round->n_voters);
	struct scalar secret;
	struct error error = {0};

	round->cards = arena_calloc(arena, round->n_voters, CREDENTIAL_SIZE);
	for (size_t i = 0; i < round->n_voters; i++) {
		credential_new(&round->rand, round->cards[i]);
		credential_derive(round->uuid, round->cards[i], &secret, &list[i].point);
		list[i].weight = 1;
	}
	T_OK(credentials_init(list, round->n_voters, arena, &round->credentials, &error));
}

static void make_trustees(struct t_round *round)
{
	struct arena *arena = &round->app->arena;
	struct pedersen *group = arena_new(arena, struct pedersen);
	struct pedersen_secret secrets[T_TRUSTEES];
	struct scalar polynomials[T_TRUSTEES][T_THRESHOLD], shares[T_TRUSTEES];
	struct error error = {0};

	*group = (struct pedersen){.threshold = T_THRESHOLD,
		.n = T_TRUSTEES,
		.certs = arena_array(arena, struct certificate, T_TRUSTEES),
		.commitments = arena_array(arena, struct commitment, T_TRUSTEES),
		.signatures = arena_array(arena, struct proof, T_TRUSTEES),
		.keys = arena_array(arena, struct trustee_key, T_TRUSTEES)};
	for (unsigned i = 0; i < T_TRUSTEES; i++) {
		char seed[PEDERSEN_SEED_SIZE];

		pedersen_seed_new(&round->rand, seed);
		pedersen_keys(seed, &secrets[i]);
		certificate_make(&secrets[i], T_TRUSTEES, T_THRESHOLD, i + 1, &round->rand,
			&group->certs[i]);
	}
	for (size_t i = 0; i < T_TRUSTEES; i++)
		T_OK(polynomial_make(&secrets[i], group->certs, &round->rand, arena, polynomials[i],
			&group->commitments[i], &group->signatures[i], &error));
	for (unsigned j = 0; j < T_TRUSTEES; j++) {
		for (size_t i = 0; i < T_TRUSTEES; i++)
			polynomial_share(polynomials[i], T_THRESHOLD, j + 1, &shares[i]);
		pedersen_key_make(&secrets[j], shares, T_TRUSTEES, &round->rand, &round->keys[j],
			&group->keys[j]);
	}
	round->trustees.items = arena_new(arena, struct trustee_item);
	round->trustees.n_items = 1;
	round->trustees.items[0].pedersen = group;
	T_OK(trustees_check(&round->trustees, &error));
}

static const char *election_text(struct t_round *round)
{
	static const char *const members[] = {"周梅", "吴立", "郑芳"}, *const heads[] = {
									       "王强", "李娜"};
	struct question questions[] = {
		{.text = "委员",
			.answers = members,
			.n_answers = 3,
			.blank = true,
			.min = 1,
			.max = 2},
		{.text = "主任",
			.answers = heads,
			.n_answers = 2,
			.blank = true,
			.min = 1,
			.max = 1},
	};
	struct election election = {.name = "桥东社区居民委员会选举",
		.description = "",
		.questions = questions,
		.n_questions = COUNT_OF(questions)};
	struct error error = {0};
	auto_buf struct buf text;
	const char *copy;

	copy_text(election.uuid, sizeof election.uuid, round->uuid);
	buf_init(&text, DOCUMENT_MAX);
	T_CHECK(trustees_public_key(&round->trustees, &election.public_key));
	T_OK(election_init(&election, &error));
	election_write(&election, &text);
	copy = kept(round, &text);
	T_OK(election_read(copy, strlen(copy), &round->app->arena, &round->election, &error));
	return copy;
}

/* ---- rows ---- */

static enum err insert_election(struct txn *txn, struct t_round *round)
{
	struct election_row election = {.body_id = {strtoll(round->body->id, NULL, 10)},
		.title = "居民委员会换届选举",
		.mode = MODE_ALL,
		.state = ELECTION_POLLING,
		.election_day = day_of(round->opens_at),
		.opens_at = round->opens_at,
		.closes_at = round->closes_at,
		.freeze_at = round->opens_at,
		.profile = "rehearsal",
		.profile_hash = "",
		.threshold = T_THRESHOLD,
		.convener_id = {round->body->officer.id},
		.created_at = round->opens_at};
	struct round_row row = {.uuid = round->uuid, .state = ROUND_RESERVED};

	TRY(db_new_id(txn, &election.id.v));
	TRY(db_do(txn, &elections_stmts[ELECTION_INSERT], &election));
	TRY(db_new_id(txn, &row.id.v));
	row.election_id = election.id;
	round->election_id = election.id.v;
	round->id = row.id.v;
	return db_do(txn, &elections_stmts[ROUND_INSERT], &row);
}

static enum err insert_documents(struct txn *txn, struct t_round *round)
{
	struct round_setup_row setup = {.id = {round->id},
		.opens_at = round->opens_at,
		.closes_at = round->closes_at,
		.timestamp = round->opens_at / MS_PER_SECOND};
	auto_buf struct buf text;

	buf_init(&text, DOCUMENT_MAX);
	setup.election_json = election_text(round);
	trustees_write(&round->trustees, &text);
	setup.trustees_json = kept(round, &text);
	credentials_write(&round->credentials, &text);
	setup.credentials_json = kept(round, &text);
	TRY(db_do(txn, &elections_stmts[ROUND_SETUP], &setup));
	return db_do(txn, &elections_stmts[ROUND_KEEP_DOCUMENTS], &setup);
}

static enum err insert_rights(struct txn *txn, struct t_round *round)
{
	for (size_t i = 0; i < round->n_voters; i++) {
		char point[POINT_TEXT_SIZE];
		struct right_row right = {.round_id = {round->id},
			.voter_number = (int64_t)i + 1,
			.state = RIGHT_FREE,
			.credential = point};

		point_text(&round->credentials.list[i].point, point);
		TRY(db_do(txn, &elections_stmts[RIGHT_INSERT], &right));
	}
	return OK;
}

static enum err insert_round(struct txn *txn, void *data)
{
	struct t_round *round = data;
	struct round_move_row polling = {.from = ROUND_PREPARED, .to = ROUND_POLLING};
	struct body body;

	TRY(insert_election(txn, round));
	TRY(insert_documents(txn, round));
	TRY(insert_rights(txn, round));
	polling.id.v = round->id;
	TRY(body_get(txn, (struct body_id){strtoll(round->body->id, NULL, 10)}, &body));
	TRY(act_schedule(txn, &body, round->closes_at, "polling.close", round->id));
	return db_do(txn, &elections_stmts[ROUND_SET_STATE], &polling);
}

struct t_round *t_round_new(struct t_app *app, size_t n_voters)
{
	struct t_round *round = arena_new(&app->arena, struct t_round);
	struct error error = {0};
	char uuid[UUID_NEW_SIZE];

	T_OK(group_init(&error));
	*round = (struct t_round){.app = app,
		.body = t_body_new(app, "桥东社区"),
		.opens_at = app->now,
		.closes_at = app->now + 7 * MS_PER_DAY,
		.n_voters = n_voters,
		.rand = rand_seeded(t_seed())};
	uuid_new(&round->rand, uuid);
	round->uuid = t_text(app, "%s", uuid);
	make_voters(round);
	make_trustees(round);
	run(round, insert_round);
	return round;
}

/* ---- voting ---- */

struct span t_ballot(struct t_round *round, size_t i, const uint8_t marks[T_CHOICES])
{
	struct arena *arena = &round->app->arena;
	struct error error = {0};
	struct ballot *ballot;
	struct scalar secret;
	struct span span;
	auto_buf struct buf text;

	credential_secret(round->uuid, round->cards[i], &secret);
	T_OK(ballot_make(round->election, &secret, marks, &round->rand, arena, &ballot, &error));
	buf_init(&text, DOCUMENT_MAX);
	ballot_write(round->election, ballot, &text);
	span.len = text.len;
	span.data = (const uint8_t *)kept(round, &text);
	return span;
}

struct t_reply t_cast(struct t_round *round, struct span ballot)
{
	return t_call_raw(round->app, NULL, "POST",
		t_text(round->app, "/v1/rounds/%s/ballots", round->uuid), ballot.data, ballot.len);
}

struct t_reply t_vote(struct t_round *round, size_t i)
{
	static const uint8_t marks[T_CHOICES] = {0, 1, 0, 0, 0, 1, 0};

	return t_cast(round, t_ballot(round, i, marks));
}

/* ---- time, rights, rows ---- */

void t_tick(struct t_round *round)
{
	t_person_sign_in(round->app, &round->body->officer); /* any write lets due acts run */
}

static enum err close_round(struct txn *txn, void *data)
{
	struct t_round *round = data;
	struct round_move_row closed = {{round->id}, ROUND_POLLING, ROUND_CLOSED};
	struct body body;

	TRY(body_get(txn, (struct body_id){strtoll(round->body->id, NULL, 10)}, &body));
	TRY(ballots_close_all(txn, &body, (struct round_id){round->id}));
	return db_do(txn, &elections_stmts[ROUND_SET_STATE], &closed);
}

void t_round_close(struct t_round *round)
{
	run(round, close_round);
}

void t_right(struct t_round *round, int64_t voter, const char *state)
{
	t_sql(round->app, t_text(round->app,
				  "UPDATE voting_right SET state = '%s' WHERE round_id = %lld"
				  " AND voter_number = %lld",
				  state, (long long)round->id, (long long)voter));
}

const char *t_sql(struct t_app *app, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	const char *text = "";

	T_INT(sqlite3_open(app->app.database, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		t_fail(__FILE__, __LINE__, "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
		text = t_text(app, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}
