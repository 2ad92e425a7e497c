/* What waits for a person: her voting key, her vote, a result to look at, and what she does as a
 * trustee. The phone's home page is made of it, so it is one request. It tells her of a ballot cast
 * in her name, whoever cast it. */
#include "base/clock.h"
#include "elections/batches.h"
#include "elections/disputes_store.h"
#include "elections/model.h"
#include "elections/trustees_store.h"
#include "elections/views.h"

/* A key can be registered; polling is near or open; a result was announced; the trustees make their
 * key; they open the tally; the committee answers a dispute. */
enum waiting_kind {
	WAITING_KEY,
	WAITING_VOTE,
	WAITING_RESULT,
	WAITING_SETUP,
	WAITING_OPENING,
	WAITING_DISPUTE,
	WAITING__COUNT
};
static const char *const waiting_kind_names[] = {
	"key", "vote", "result", "setup", "opening", "dispute", NULL};

/* Everything of the latest hundred elections, which is as many as ELECTION_LIST gives. */
enum { WAITING_MAX = 100 * WAITING__COUNT };

struct waiting_view {
	enum waiting_kind kind;
	struct election_id election_id;
	const char *title;
	const char *uuid;
	int64_t from;
	int64_t until;
	const char *key;
	const char *channel;
	const char *ballot;
};
SCHEMA(waiting_view, struct waiting_view,
	FIELD_ENUM(struct waiting_view, kind, waiting_kind_names, .required = true),
	FIELD_ID(struct waiting_view, election_id),
	FIELD_STRING(struct waiting_view, title, .required = true, .doc = "Of the election"),
	FIELD_STRING(struct waiting_view, uuid, .required = true, .doc = "Of the round"),
	FIELD_TIME(struct waiting_view, from, .nullable = true, .doc = "Polling opens"),
	FIELD_TIME(struct waiting_view, until, .nullable = true),
	FIELD_STRING(struct waiting_view, key,
		.doc = "Public half of my registered voting key for this round"),
	FIELD_STRING(struct waiting_view, channel,
		.doc = "How a vote of mine came in: online or paper; absent: none yet"),
	FIELD_STRING(struct waiting_view, ballot,
		.doc = "Fingerprint of the ballot of mine that counts; absent: none online"));

struct waiting_page {
	struct list items;
	int64_t disputes;
};
SCHEMA(waiting_page, struct waiting_page,
	FIELD_LIST(struct waiting_page, items, waiting_view_schema, .max = WAITING_MAX),
	FIELD_INT(struct waiting_page, disputes, .required = true,
		.doc = "That I filed; disputeMine shows them"));

struct waiting {
	struct call *call;
	struct waiting_view *items; /* room for every kind of every election */
	size_t n;
};

/* One election as it concerns a voter on its list. */
struct concern {
	struct election_scope scope;
	struct voter_row voter;
};

static struct waiting_view *add(
	struct waiting *waiting, const struct concern *concern, enum waiting_kind kind)
{
	struct waiting_view *item = &waiting->items[waiting->n++];

	*item = (struct waiting_view){.kind = kind,
		.election_id = concern->scope.election.id,
		.title = concern->scope.election.title};
	return item;
}

/* The credential is one; each round has a public half of its own. */
static enum err find_key(
	struct txn *txn, const struct concern *concern, enum round_kind kind, const char **ret_key)
{
	struct credential_row row = {
		.election_id = concern->scope.election.id, .voter_number = concern->voter.number};
	enum err err = db_one(txn, &elections_stmts[CREDENTIAL_GET], &row, &row);

	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	*ret_key = public_half(&row, kind);
	return OK;
}

static enum err add_key(struct waiting *waiting, const struct concern *concern)
{
	const struct election_row *election = &concern->scope.election;
	struct waiting_view *item;
	struct round_row round;

	if (election->state > ELECTION_CANDIDATES_PUBLISHED ||
		concern->scope.profile.online_ballot == ONLINE_OFF ||
		concern->scope.body.now >= election->freeze_at)
		return OK;
	TRY(round_by_kind(waiting->call->txn, election->id, KIND_VOTE, &round));
	item = add(waiting, concern, WAITING_KEY);
	item->uuid = round.uuid;
	item->until = election->freeze_at;
	return find_key(waiting->call->txn, concern, KIND_VOTE, &item->key);
}

static const char *channel_of(enum right_state state)
{
	static const char *const channels[] = {[RIGHT_FREE] = NULL,
		[RIGHT_ONLINE] = "online",
		[RIGHT_PAPER] = "paper",
		[RIGHT_PROXY_PAPER] = "paper",
		[RIGHT_VOID] = NULL};

	return channels[state];
}

static enum err add_vote(struct waiting *waiting, const struct concern *concern)
{
	struct txn *txn = waiting->call->txn;
	struct right_row right = {.voter_number = concern->voter.number};
	struct waiting_view *item;
	struct round_row round;
	enum err err = round_current(txn, concern->scope.election.id, &round);

	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	right.round_id = round.id;
	err = db_one(txn, &elections_stmts[RIGHT_GET], &right, &right);
	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	item = add(waiting, concern, WAITING_VOTE);
	item->uuid = round.uuid;
	item->from = round.opens_at;
	item->until = round.closes_at;
	item->channel = channel_of(right.state);
	TRY(find_key(txn, concern, round.kind, &item->key));
	if (right.state != RIGHT_ONLINE)
		return OK;
	return ballot_latest(txn, round.id, item->key, &item->ballot);
}

/* The latest that was announced, until the election is archived. */
static enum err add_result(struct waiting *waiting, const struct concern *concern)
{
	const struct election_row *election = &concern->scope.election;

	if (election->state < ELECTION_POLLING || election->state == ELECTION_ARCHIVED)
		return OK;
	for (int kind = KIND_TIEBREAK; kind >= KIND_VOTE; kind--) {
		struct round_row round;

		TRY(round_by_kind(waiting->call->txn, election->id, (enum round_kind)kind, &round));
		if (round.state != ROUND_ANNOUNCED)
			continue;
		add(waiting, concern, WAITING_RESULT)->uuid = round.uuid;
		return OK;
	}
	return OK;
}

/* ---- trustees ---- */

/* Her row among the election's trustees, and whether all of them have their keys; number 0 where
 * she is none. */
static enum err find_trustee(struct waiting *waiting, const struct concern *concern,
	int64_t *ret_number, bool *ret_ready)
{
	struct trustee_row key = {.election_id = concern->scope.election.id};
	struct list rows;

	*ret_number = 0;
	*ret_ready = true;
	TRY(db_all(waiting->call->txn, &trustees_stmts[TRUSTEE_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct trustee_row *row = &((const struct trustee_row *)rows.items)[i];

		if (row->person_id.v == waiting->call->actor->person.v)
			*ret_number = row->number;
		*ret_ready = *ret_ready && row->verification_key;
	}
	return OK;
}

static enum err has_decrypted(
	struct txn *txn, struct round_id round, int64_t number, bool *ret_decrypted)
{
	struct partial_row key = {.round_id = round};
	struct list rows;

	*ret_decrypted = false;
	TRY(db_all(txn, &ballots_stmts[PARTIAL_LIST], &key, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (((const struct partial_row *)rows.items)[i].owner == number)
			*ret_decrypted = true;
	return OK;
}

/* A tally that is not open yet, and her part of it is not in. */
static enum err add_opening(struct waiting *waiting, const struct concern *concern, int64_t number)
{
	struct txn *txn = waiting->call->txn;

	for (int kind = KIND_VOTE; kind <= KIND_TIEBREAK; kind++) {
		struct round_stage_row stage;
		struct round_row round;
		bool decrypted;

		TRY(round_by_kind(txn, concern->scope.election.id, (enum round_kind)kind, &round));
		if (round.state != ROUND_TALLIED)
			continue;
		stage = (struct round_stage_row){.id = round.id};
		TRY(db_one(txn, &ballots_stmts[ROUND_STAGE], &stage, &stage));
		TRY(has_decrypted(txn, round.id, number, &decrypted));
		if (!stage.result && !decrypted)
			add(waiting, concern, WAITING_OPENING)->uuid = round.uuid;
	}
	return OK;
}

static enum err add_duty(struct waiting *waiting, const struct concern *concern)
{
	const struct election_row *election = &concern->scope.election;
	struct waiting_view *item;
	struct round_row round;
	int64_t number;
	bool ready;

	TRY(find_trustee(waiting, concern, &number, &ready));
	if (!number)
		return OK;
	if (ready || election->state > ELECTION_CANDIDATES_PUBLISHED)
		return add_opening(waiting, concern, number);
	TRY(round_by_kind(waiting->call->txn, election->id, KIND_VOTE, &round));
	item = add(waiting, concern, WAITING_SETUP);
	item->uuid = round.uuid;
	item->until = election->freeze_at;
	return OK;
}

/* ---- the committee ---- */

/* The dispute that has to be answered first. */
static enum err add_dispute(struct waiting *waiting, const struct concern *concern)
{
	struct dispute_row row = {.election_id = concern->scope.election.id};
	struct waiting_view *item;
	enum err err;

	if (!allow_election_committee(waiting->call))
		return OK;
	err = db_one(waiting->call->txn, &disputes_stmts[DISPUTE_FIRST_OPEN], &row, &row);
	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	item = add(waiting, concern, WAITING_DISPUTE);
	item->uuid = row.uuid;
	item->until = day_start(row.answer_by + 1);
	return OK;
}

static enum err add_election(struct waiting *waiting, struct election_id id)
{
	struct concern concern;
	struct voter_row key = {.election_id = id, .person_id = waiting->call->actor->person};
	enum err err;

	TRY(election_open(waiting->call->txn, id, &concern.scope));
	TRY(add_duty(waiting, &concern));
	TRY(add_dispute(waiting, &concern));
	if (concern.scope.election.state < ELECTION_LIST_PUBLISHED)
		return OK;
	err = db_one(waiting->call->txn, &elections_stmts[VOTER_OF_PERSON], &key, &concern.voter);
	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	TRY(add_key(waiting, &concern));
	TRY(add_vote(waiting, &concern));
	return add_result(waiting, &concern);
}

static enum err count_disputes(struct call *call, int64_t *ret_n)
{
	struct dispute_count_row count = {.person_id = call->actor->person};

	TRY(db_one(call->txn, &disputes_stmts[DISPUTE_COUNT], &count, &count));
	*ret_n = count.filed;
	return OK;
}

static enum err waiting_list(struct call *call)
{
	struct election_row key = {.body_id = call->actor->body};
	struct waiting waiting = {.call = call};
	struct list rows;

	TRY(db_all(call->txn, &elections_stmts[ELECTION_LIST], &key, &rows));
	waiting.items = arena_array(call->arena, struct waiting_view, rows.n * WAITING__COUNT);
	if (!waiting.items)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++)
		TRY(add_election(&waiting, ((const struct election_row *)rows.items)[i].id));
	*call->error = (struct error){0};
	call_out(call, waiting_page)->items = (struct list){waiting.items, waiting.n};
	return count_disputes(call, &call_out(call, waiting_page)->disputes);
}

static const struct route routes[] = {
	{.op = "waitingList",
		GET("/v1/waiting"),
		.out = &waiting_page_schema,
		.read = waiting_list,
		.allow = allow_signed_in,
		.doc = "What waits for me: a voting key, a vote, a result, a trustee's part, a "
		       "dispute to answer"},
};

const struct module waiting_module = {"waiting", routes, COUNT_OF(routes), NULL};
