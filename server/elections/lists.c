/* The voter list and what hangs on it: publication, look-up, voting keys. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "crypto/commitment.h"
#include "crypto/group.h"
#include "elections/model.h"
#include "elections/views.h"
#include "record/record.h"
#include "roll/roll.h"

enum { PAGE_MAX = 200, EXPORT_MAX = 16 << 20 };

/* ---- publication ---- */

struct list_new {
	struct election_id election_id;
	struct strings person_ids;
};
SCHEMA(list_new, struct list_new, FIELD_ID(struct list_new, election_id, .in = IN_PATH),
	FIELD_STRINGS(struct list_new, person_ids, .max = 50000,
		.doc = "The household or resident representatives, in those modes (A36)"));

struct list_event {
	struct election_id election;
	int64_t voters;
	const char *commitment;
	int64_t objections_until;
};
SCHEMA(list_event, struct list_event, FIELD_ID(struct list_event, election),
	FIELD_INT(struct list_event, voters),
	FIELD_STRING(struct list_event, commitment,
		.doc = "Tree head (RFC 6962) over the voters' salted commitments, in order"),
	FIELD_DAY(struct list_event, objections_until));

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static enum err sorted_ids(struct txn *txn, const struct strings *texts, const int64_t **ret_ids)
{
	int64_t *ids = arena_array(txn->arena, int64_t, texts->n);

	if (!ids)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < texts->n; i++)
		if (!parse_int(texts->items[i], INT64_MAX, &ids[i]))
			return fail_field(txn->error, "/person_ids", "not all are ids");
	qsort(ids, texts->n, sizeof *ids, compare_ids);
	*ret_ids = ids;
	return OK;
}

/* Only those named, numbered anew; the commitments bind the new numbers. */
static enum err keep_named(struct txn *txn, const struct strings *named, struct list *voters)
{
	const int64_t *ids;
	struct roll_voter *items = voters->items;
	size_t n = 0;

	TRY(sorted_ids(txn, named, &ids));
	for (size_t i = 0; i < voters->n; i++) {
		char *datum;

		if (!bsearch(&items[i].person.id.v, ids, named->n, sizeof *ids, compare_ids))
			continue;
		items[n] = items[i];
		items[n].number = (int64_t)n + 1;
		datum = roll_voter_datum(txn->arena, &items[n]);
		if (!datum)
			return fail(txn->error, ERR_BUSY);
		items[n].commitment = commitment_of(&items[n].salt, datum, strlen(datum));
		n++;
	}
	voters->n = n;
	if (n != named->n)
		return fail_field(
			txn->error, "/person_ids", "not all are eligible, or one is named twice");
	return OK;
}

/* A60: one representative a household. An outsider belongs to none. */
static enum err check_households(struct txn *txn, const struct list *voters)
{
	const struct roll_voter *items = voters->items;
	int64_t *households = arena_array(txn->arena, int64_t, voters->n);

	if (!households)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < voters->n; i++)
		households[i] = items[i].person.household;
	qsort(households, voters->n, sizeof *households, compare_ids);
	for (size_t i = 1; i < voters->n; i++)
		if (households[i] && households[i] == households[i - 1])
			return fail_field(
				txn->error, "/person_ids", "two of one household are named");
	return OK;
}

static enum err insert_voter(
	struct txn *txn, struct election_id election, const struct roll_voter *voter)
{
	const struct voter_row row = {.election_id = election,
		.number = voter->number,
		.person_id = voter->person.id,
		.name = voter->person.masked,
		.building = voter->person.building,
		.salt = {voter->salt.bytes, sizeof voter->salt.bytes},
		.commitment = {voter->commitment.bytes, DIGEST_BYTES}};

	return db_do(txn, &elections_stmts[VOTER_INSERT], &row);
}

static enum err insert_voters(struct call *call, struct election_scope *scope,
	const struct strings *named, struct digest *ret_root)
{
	const struct roll_terms terms = roll_terms_of(&scope->profile);
	struct list voters;

	TRY(roll_freeze(
		call->txn, &scope->body, &terms, scope->election.election_day, &voters, ret_root));
	if (scope->election.mode != MODE_ALL) {
		TRY(keep_named(call->txn, named, &voters));
		if (scope->election.mode == MODE_HOUSEHOLD)
			TRY(check_households(call->txn, &voters));
		*ret_root = roll_voters_root(voters.items, voters.n);
	}
	for (size_t i = 0; i < voters.n; i++)
		TRY(insert_voter(call->txn, scope->election.id,
			&((const struct roll_voter *)voters.items)[i]));
	scope->election.n_voters = (int64_t)voters.n;
	return voters.n ? OK : fail(call->error, ERR_VOTERS_NONE);
}

static enum err record_list(struct call *call, const struct election_scope *scope)
{
	struct calendar calendar;
	struct list_event event = {.election = scope->election.id,
		.voters = scope->election.n_voters,
		.commitment = scope->election.roll_commitment};

	TRY(calendar_load(call->arena, call->error, &calendar));
	event.objections_until = resident_last_day(
		&calendar, day_of(scope->body.now), scope->profile.objection_days);
	return record_append(
		call->txn, &scope->body, "list.published", &list_event_schema, &event, NULL);
}

static enum err list_publish(struct call *call)
{
	const struct list_new *in = call_in(call, list_new);
	struct election_scope scope;
	struct digest root;
	char text[DIGEST_BASE64_SIZE];

	TRY(election_of(call, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_REGISTERING));
	TRY(guard_list_day(&scope, day_of(scope.body.now), call->error));
	if ((scope.election.mode == MODE_ALL) != (in->person_ids.n == 0))
		return fail(call->error, ERR_VOTERS_NAMED);
	TRY(insert_voters(call, &scope, &in->person_ids, &root));
	digest_base64(&root, text);
	scope.election.roll_commitment = text;
	scope.election.list_published_at = scope.body.now;
	TRY(db_do(call->txn, &elections_stmts[ELECTION_SET_LIST], &scope.election));
	TRY(election_move(call->txn, &scope, ELECTION_LIST_PUBLISHED));
	TRY(record_list(call, &scope));
	return election_describe(call->txn, &scope, call_out(call, election_view));
}

/* ---- looking ---- */

struct voter_page_key {
	struct election_id election_id;
	int64_t after;
	int64_t limit;
};
SCHEMA(voter_page_key, struct voter_page_key,
	FIELD_ID(struct voter_page_key, election_id, .in = IN_PATH),
	FIELD_INT(struct voter_page_key, after, .in = IN_QUERY, .doc = "Number to go on after"),
	FIELD_INT(struct voter_page_key, limit, .in = IN_QUERY, .min = 1, .max = PAGE_MAX,
		.fallback = 100));

struct voter_view {
	int64_t number;
	const char *name;
	const char *building;
	struct span commitment;
};
SCHEMA(voter_view, struct voter_view, FIELD_INT(struct voter_view, number),
	FIELD_STRING(struct voter_view, name, .doc = "Masked (D2)"),
	FIELD_STRING(struct voter_view, building),
	FIELD_BYTES(struct voter_view, commitment, .doc = "Salted; the voter can open hers"));

struct voter_page {
	struct list voters;
	int64_t next;
};
SCHEMA(voter_page, struct voter_page,
	FIELD_LIST(struct voter_page, voters, voter_view_schema, .max = PAGE_MAX),
	FIELD_INT(struct voter_page, next, .nullable = true,
		.doc = "Pass as after for the next page"));

static enum err list_show(struct call *call)
{
	const struct voter_page_key *in = call_in(call, voter_page_key);
	struct voter_page *out = call_out(call, voter_page);
	struct voter_row key = {
		.election_id = in->election_id, .after = in->after, .limit = in->limit};
	struct voter_view *views;
	struct list rows;

	TRY(db_all(call->txn, &elections_stmts[VOTER_PAGE], &key, &rows));
	views = arena_array(call->arena, struct voter_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct voter_row *row = &((const struct voter_row *)rows.items)[i];

		views[i] =
			(struct voter_view){row->number, row->name, row->building, row->commitment};
	}
	out->voters = (struct list){views, rows.n};
	if (rows.n == (size_t)in->limit)
		out->next = views[rows.n - 1].number;
	return OK;
}

/* As a table: for the board, for the cards, and for whoever recomputes the commitment to the list.
 */
static void add_line(const struct voter_row *row, struct buf *csv)
{
	char commitment[BASE64_SIZE(DIGEST_BYTES)];

	base64_encode(BASE64, row->commitment.data, row->commitment.len, commitment);
	buf_printf(csv, "%" PRId64 ",", row->number);
	csv_add(csv, row->name);
	buf_char(csv, ',');
	csv_add(csv, row->building);
	buf_printf(csv, ",%s\n", commitment);
}

static enum err list_export(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	struct voter_row key = {
		.election_id = call_in(call, election_key)->election_id, .limit = PAGE_MAX};
	auto_buf struct buf csv = {0};
	struct list rows;

	buf_init(&csv, EXPORT_MAX);
	buf_str(&csv, "number,name,building,commitment\n");
	do {
		TRY(db_all(call->txn, &elections_stmts[VOTER_PAGE], &key, &rows));
		for (size_t i = 0; i < rows.n; i++)
			add_line(&((const struct voter_row *)rows.items)[i], &csv);
		if (rows.n)
			key.after = ((const struct voter_row *)rows.items)[rows.n - 1].number;
	} while (rows.n == PAGE_MAX);
	out->filename = arena_printf(call->arena, "voters-%" PRId64 ".csv", key.election_id.v);
	out->bytes =
		(struct span){(const uint8_t *)arena_copy(call->arena, csv.data, csv.len), csv.len};
	return buf_ok(&csv) && out->bytes.data && out->filename ? OK
								: fail(call->error, ERR_TOO_LARGE);
}

struct voter_self {
	int64_t number;
	const char *name;
	const char *building;
	struct span salt;
	struct span commitment;
};
SCHEMA(voter_self, struct voter_self, FIELD_INT(struct voter_self, number),
	FIELD_STRING(struct voter_self, name), FIELD_STRING(struct voter_self, building),
	FIELD_BYTES(struct voter_self, salt, .doc = "Opens the commitment; shown to oneself only"),
	FIELD_BYTES(struct voter_self, commitment));

static enum err voter_of_actor(
	struct call *call, struct election_id election, struct voter_row *ret_row)
{
	struct voter_row key = {.election_id = election, .person_id = call->actor->person};
	enum err err = db_one(call->txn, &elections_stmts[VOTER_OF_PERSON], &key, ret_row);

	return err == ERR_NOT_FOUND ? fail(call->error, ERR_NOT_A_VOTER) : err;
}

static enum err list_self(struct call *call)
{
	struct voter_row row;

	TRY(voter_of_actor(call, call_in(call, election_key)->election_id, &row));
	*call_out(call, voter_self) =
		(struct voter_self){row.number, row.name, row.building, row.salt, row.commitment};
	return OK;
}

/* ---- voting keys ---- */

struct key_new {
	struct election_id election_id;
	const char *vote;
	const char *rerun;
	const char *tiebreak;
};
SCHEMA(key_new, struct key_new, FIELD_ID(struct key_new, election_id, .in = IN_PATH),
	FIELD_STRING(struct key_new, vote, .required = true, .min = 64, .max = 64,
		.doc = "Public half for the first round; the secret never leaves the phone"),
	FIELD_STRING(struct key_new, rerun, .required = true, .min = 64, .max = 64),
	FIELD_STRING(struct key_new, tiebreak, .required = true, .min = 64, .max = 64));

struct card_key {
	int64_t number;
	const char *vote;
	const char *rerun;
	const char *tiebreak;
};
SCHEMA(card_key, struct card_key, FIELD_INT(struct card_key, number, .required = true, .min = 1),
	FIELD_STRING(struct card_key, vote, .required = true, .min = 64, .max = 64),
	FIELD_STRING(struct card_key, rerun, .required = true, .min = 64, .max = 64),
	FIELD_STRING(struct card_key, tiebreak, .required = true, .min = 64, .max = 64));

struct cards_new {
	struct election_id election_id;
	struct list cards;
};
SCHEMA(cards_new, struct cards_new, FIELD_ID(struct cards_new, election_id, .in = IN_PATH),
	FIELD_LIST(struct cards_new, cards, card_key_schema, .required = true, .min = 1,
		.max = 10000));

struct keys_view {
	int64_t registered;
	int64_t freeze_at;
};
SCHEMA(keys_view, struct keys_view, FIELD_INT(struct keys_view, registered),
	FIELD_TIME(struct keys_view, freeze_at));

static enum err check_registration(struct call *call, const struct election_scope *scope)
{
	char text[TIME_TEXT_SIZE];

	if (scope->election.state < ELECTION_LIST_PUBLISHED ||
		scope->election.state > ELECTION_CANDIDATES_PUBLISHED)
		return election_refuse_state(scope->election.state, call->error);
	if (scope->profile.online_ballot == ONLINE_OFF)
		return fail(call->error, ERR_ONLINE_OFF);
	if (scope->body.now < scope->election.freeze_at)
		return OK;
	time_say(scope->election.freeze_at, text);
	return fail_args(call->error, ERR_CREDENTIALS_FROZEN, text, NULL);
}

static bool is_public_key(const char *text)
{
	struct point point;

	return point_parse(text, &point) && point_valid(&point);
}

static enum err put_key(struct call *call, const struct credential_row *row)
{
	enum err err = db_do(call->txn, &elections_stmts[CREDENTIAL_PUT], row);

	return err == ERR_CONFLICT ? fail(call->error, ERR_CREDENTIAL_TAKEN) : err;
}

static enum err tell_keys(struct call *call, const struct election_scope *scope)
{
	struct count_row count;

	TRY(db_one(call->txn, &elections_stmts[CREDENTIAL_COUNT],
		&(struct count_row){.election_id = scope->election.id}, &count));
	*call_out(call, keys_view) = (struct keys_view){count.n, scope->election.freeze_at};
	return OK;
}

static enum err expect_phone(
	struct call *call, struct election_scope *ret_scope, struct voter_row *ret_voter)
{
	struct election_id id = call_in(call, key_new)->election_id;

	TRY(election_open(call->txn, id, ret_scope));
	TRY(check_registration(call, ret_scope));
	return voter_of_actor(call, id, ret_voter);
}

static enum err key_load(struct call *call)
{
	struct election_scope scope;
	struct voter_row voter;

	return expect_phone(call, &scope, &voter);
}

static enum err key_check(struct call *call)
{
	const struct key_new *in = call_in(call, key_new);

	if (is_public_key(in->vote) && is_public_key(in->rerun) && is_public_key(in->tiebreak))
		return OK;
	return fail_field(call->error, "/vote", "not a public voting key");
}

static enum err key_register(struct call *call)
{
	const struct key_new *in = call_in(call, key_new);
	struct election_scope scope;
	struct voter_row voter;
	struct credential_row row;

	TRY(expect_phone(call, &scope, &voter));
	row = (struct credential_row){in->election_id, voter.number, "phone", in->vote, in->rerun,
		in->tiebreak, scope.body.now};
	TRY(put_key(call, &row));
	return tell_keys(call, &scope);
}

static enum err expect_cards(struct call *call, struct election_scope *ret_scope)
{
	TRY(election_of(call, call_in(call, cards_new)->election_id, ret_scope));
	return check_registration(call, ret_scope);
}

static enum err cards_load(struct call *call)
{
	struct election_scope scope;

	return expect_cards(call, &scope);
}

static enum err fail_card(struct call *call, size_t i, const char *what)
{
	char pointer[48];

	snprintf(pointer, sizeof pointer, "/cards/%zu", i);
	return fail_field(call->error, pointer, what);
}

/* Thousands of points: on a worker, so that the writer serves others meanwhile. */
static enum err cards_check(struct call *call)
{
	const struct list *cards = &call_in(call, cards_new)->cards;

	for (size_t i = 0; i < cards->n; i++) {
		const struct card_key *card = &((const struct card_key *)cards->items)[i];

		if (!is_public_key(card->vote) || !is_public_key(card->rerun) ||
			!is_public_key(card->tiebreak))
			return fail_card(call, i, "not a public voting key");
	}
	return OK;
}

static enum err cards_register(struct call *call)
{
	const struct cards_new *in = call_in(call, cards_new);
	struct election_scope scope;

	TRY(expect_cards(call, &scope));
	for (size_t i = 0; i < in->cards.n; i++) {
		const struct card_key *card = &((const struct card_key *)in->cards.items)[i];
		struct voter_row voter = {.election_id = in->election_id, .number = card->number};
		struct credential_row row = {in->election_id, card->number, "card", card->vote,
			card->rerun, card->tiebreak, scope.body.now};

		if (db_one(call->txn, &elections_stmts[VOTER_GET], &voter, &voter) != OK)
			return fail_card(call, i, "no voter of that number");
		TRY(put_key(call, &row));
	}
	return tell_keys(call, &scope);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "cardsRegister",
		POST("/v1/elections/{election_id}/cards", 200),
		.in = &cards_new_schema,
		.out = &keys_view_schema,
		.load = cards_load,
		.work = cards_check,
		.write = cards_register,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_ONLINE_OFF, ERR_CREDENTIALS_FROZEN,
			ERR_CREDENTIAL_TAKEN),
		.private = true,
		.doc = "Registers the public halves of printed voter cards, up to 10,000 in a "
		       "call: those of a further call come on top, those of the same number "
		       "replace"},
	{.op = "keyRegister",
		POST("/v1/elections/{election_id}/keys", 200),
		.in = &key_new_schema,
		.out = &keys_view_schema,
		.load = key_load,
		.work = key_check,
		.write = key_register,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_ONLINE_OFF, ERR_CREDENTIALS_FROZEN,
			ERR_CREDENTIAL_TAKEN, ERR_NOT_A_VOTER),
		.private = true,
		.doc = "Registers my voting key, made on my phone"},
	{.op = "listShow",
		GET("/v1/elections/{election_id}/list"),
		.in = &voter_page_key_schema,
		.out = &voter_page_schema,
		.read = list_show,
		.allow = allow_anyone,
		.doc = "The published voter list, masked"},
	{.op = "listPublish",
		POST("/v1/elections/{election_id}/list", 201),
		.in = &list_new_schema,
		.out = &election_view_schema,
		.write = list_publish,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_LIST_LATE, ERR_VOTERS_NAMED, ERR_VOTERS_NONE),
		.records = "list.published",
		.doc = "Freezes and publishes the voter list (A35, A36)"},
	{.op = "listExport",
		GET("/v1/elections/{election_id}/list.csv"),
		.in = &election_key_schema,
		.out = &raw_reply_schema,
		.read = list_export,
		.allow = allow_anyone,
		.media = "text/csv; charset=utf-8",
		.slow = true,
		.doc = "The published voter list as a table, masked; `gongyi cards` takes it"},
	{.op = "listSelf",
		GET("/v1/elections/{election_id}/list/me"),
		.in = &election_key_schema,
		.out = &voter_self_schema,
		.read = list_self,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_NOT_A_VOTER),
		.doc = "My own line of the list (D4)"},
};

const struct module lists_module = {"lists", routes, COUNT_OF(routes), NULL};
