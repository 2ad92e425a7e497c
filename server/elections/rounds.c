/* A round's documents, and the acts that open and close its polling. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/wire/binding.h"
#include "crypto/wire/documents.h"
#include "elections/ballots.h"
#include "elections/model.h"
#include "elections/themes.h"
#include "elections/views.h"
#include "record/record.h"

enum { DOCUMENT_MAX = 64 << 20 };

/* ---- the credential list ---- */

static const char *public_half(const struct credential_row *row, enum round_kind kind)
{
	if (kind == KIND_RERUN)
		return row->rerun;
	return kind == KIND_TIEBREAK ? row->tiebreak : row->vote;
}

static int compare_points(const void *a, const void *b)
{
	const struct public_credential *x = a, *y = b;
	char left[POINT_TEXT_SIZE], right[POINT_TEXT_SIZE];

	point_text(&x->point, left);
	point_text(&y->point, right);
	return strcmp(left, right);
}

/* Sorted by their text, so that the order says nothing about voters. */
static enum err build_credentials(
	struct txn *txn, const struct list *rows, enum round_kind kind, struct buf *out)
{
	struct public_credential *list = arena_array(txn->arena, struct public_credential, rows->n);
	struct credentials credentials;

	if (!list)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows->n; i++) {
		const struct credential_row *row = &((const struct credential_row *)rows->items)[i];

		if (!point_parse(public_half(row, kind), &list[i].point))
			return fail_note(
				txn->error, ERR_INTERNAL, "a stored credential is no point");
		list[i].weight = 1;
	}
	qsort(list, rows->n, sizeof *list, compare_points);
	TRY(credentials_init(list, rows->n, txn->arena, &credentials, txn->error));
	credentials_write(&credentials, out);
	return buf_ok(out) ? OK : fail(txn->error, ERR_TOO_LARGE);
}

/* ---- election.json ---- */

/* Posts become questions in the ballot paper's order, their candidates the answers. */
static enum err build_questions(
	struct txn *txn, struct election_id id, const struct list *posts, struct election *election)
{
	struct candidate_row key = {.election_id = id};
	struct list rows;

	TRY(db_all(txn, &elections_stmts[CANDIDATE_LIST], &key, &rows));
	election->questions = arena_array(txn->arena, struct question, posts->n);
	if (!election->questions)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < posts->n; i++) {
		const struct post_row *post = &((const struct post_row *)posts->items)[i];
		const char **answers = arena_array(txn->arena, const char *, rows.n);
		size_t n = 0;

		if (!answers)
			return fail(txn->error, ERR_TOO_LARGE);
		for (size_t k = 0; k < rows.n; k++) {
			const struct candidate_row *row =
				&((const struct candidate_row *)rows.items)[k];

			if (row->post_id == post->id && row->state == CANDIDATE_STANDING)
				answers[n++] = row->name;
		}
		election->questions[i] = (struct question){.text = post->title,
			.answers = answers,
			.n_answers = n,
			.blank = true,
			.min = 1,
			.max = (unsigned)post->seats};
	}
	election->n_questions = posts->n;
	return OK;
}

static enum err insert_answers(
	struct txn *txn, const struct round_row *round, const struct list *posts)
{
	struct candidate_row key = {.election_id = round->election_id};
	struct list rows;

	TRY(db_all(txn, &elections_stmts[CANDIDATE_LIST], &key, &rows));
	for (size_t i = 0; i < posts->n; i++) {
		const struct post_row *post = &((const struct post_row *)posts->items)[i];
		struct answer_row answer = {.round_id = round->id,
			.question = (int64_t)i,
			.post_id = post->id,
			.seats = post->seats};

		for (size_t k = 0; k < rows.n; k++) {
			const struct candidate_row *row =
				&((const struct candidate_row *)rows.items)[k];

			if (row->post_id != post->id || row->state != CANDIDATE_STANDING)
				continue;
			answer.candidate_id = row->id;
			TRY(db_do(txn, &elections_stmts[ANSWER_INSERT], &answer));
			answer.answer++;
		}
	}
	return OK;
}

static enum err decode_hash(struct txn *txn, const char *base64, struct digest *ret_digest)
{
	if (digest_from_base64(base64, strlen(base64), ret_digest))
		return OK;
	return fail_note(txn->error, ERR_INTERNAL, "a stored hash is no hash");
}

/* The description's last line ties the election to its credential list, roll and rules. */
static enum err describe_binding(struct txn *txn, const struct election_scope *scope,
	const struct buf *credentials, const char **ret_text)
{
	struct binding binding = {.credentials = digest_of(credentials->data, credentials->len)};
	auto_buf struct buf buf = {0};

	TRY(decode_hash(txn, scope->election.roll_commitment, &binding.roll));
	TRY(decode_hash(txn, scope->election.profile_hash, &binding.profile));
	copy_text(binding.profile_id, sizeof binding.profile_id, scope->election.profile);
	buf_init(&buf, 4096);
	buf_printf(&buf, "%s%s\n", scope->body.rehearsal ? "演练：" : "", scope->body.name);
	binding_write(&binding, &buf);
	*ret_text = buf_ok(&buf) ? arena_string(txn->arena, buf.data) : NULL;
	return *ret_text ? OK : fail(txn->error, ERR_BUSY);
}

static enum err set_public_key(
	struct txn *txn, const char *trustees_json, struct election *election)
{
	struct trustees trustees;

	TRY(trustees_read(trustees_json, strlen(trustees_json), txn->arena, &trustees, txn->error));
	TRY(trustees_check(&trustees, txn->error));
	if (!trustees_public_key(&trustees, &election->public_key))
		return fail_note(txn->error, ERR_INTERNAL, "the trustees have no common key");
	return OK;
}

static enum err build_election(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const struct list *posts, const char *trustees_json,
	const struct buf *credentials, struct buf *out)
{
	struct election election = {.name = scope->election.title};

	copy_text(election.uuid, sizeof election.uuid, round->uuid);
	TRY(set_public_key(txn, trustees_json, &election));
	TRY(describe_binding(txn, scope, credentials, &election.description));
	TRY(build_questions(txn, scope->election.id, posts, &election));
	TRY(election_init(&election, txn->error));
	election_write(&election, out);
	return buf_ok(out) ? OK : fail(txn->error, ERR_TOO_LARGE);
}

/* ---- rights ---- */

/* Every voter of the list has one right; those with a voting key may use it online. */
static enum err insert_rights(struct txn *txn, const struct election_row *election,
	const struct round_row *round, const struct list *credentials)
{
	const struct credential_row *next = credentials->items;
	const struct credential_row *end = next + credentials->n;

	for (int64_t number = 1; number <= election->n_voters; number++) {
		struct voter_row voter = {.election_id = election->id, .number = number};
		struct right_row right = {.round_id = round->id, .voter_number = number};
		enum err err = db_one(txn, &elections_stmts[VOTER_GET], &voter, &voter);

		while (next < end && next->voter_number < number)
			next++;
		if (err == ERR_NOT_FOUND) /* left the list by decision */
			continue;
		TRY(err);
		if (next < end && next->voter_number == number)
			right.credential = public_half(next, round->kind);
		TRY(db_do(txn, &elections_stmts[RIGHT_INSERT], &right));
	}
	*txn->error = (struct error){0};
	return OK;
}

/* ---- preparing ---- */

struct round_event {
	struct election_id election;
	const char *round;
	const char *election_hash;
	const char *trustees_hash;
	const char *credentials_hash;
	int64_t credentials;
	int64_t timestamp;
	int64_t voters;
	int64_t opens;
	int64_t closes;
};
SCHEMA(round_event, struct round_event, FIELD_ID(struct round_event, election),
	FIELD_STRING(struct round_event, round),
	FIELD_STRING(
		struct round_event, election_hash, .doc = "SHA-256 of each document, hexadecimal"),
	FIELD_STRING(struct round_event, trustees_hash),
	FIELD_STRING(struct round_event, credentials_hash),
	FIELD_INT(struct round_event, credentials),
	FIELD_INT(struct round_event, timestamp, .nullable = true,
		.doc = "The one time in the archive, seconds since 1970: no event of it covers it"),
	FIELD_INT(struct round_event, voters),
	FIELD_TIME(struct round_event, opens, .nullable = true),
	FIELD_TIME(struct round_event, closes, .nullable = true));

static const char *hash_text(struct arena *arena, const char *text, size_t len)
{
	struct digest digest = digest_of(text, len);
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&digest, hex);
	return arena_string(arena, hex);
}

static enum err store_setup(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, struct round_setup_row *setup, size_t n_credentials)
{
	struct round_event event = {.election = scope->election.id,
		.round = round->uuid,
		.election_hash =
			hash_text(txn->arena, setup->election_json, strlen(setup->election_json)),
		.trustees_hash =
			hash_text(txn->arena, setup->trustees_json, strlen(setup->trustees_json)),
		.credentials_hash = hash_text(
			txn->arena, setup->credentials_json, strlen(setup->credentials_json)),
		.credentials = (int64_t)n_credentials,
		.timestamp = setup->timestamp,
		.voters = scope->election.n_voters,
		.opens = setup->opens_at,
		.closes = setup->closes_at};
	int64_t changed;

	TRY(db_change(txn, &elections_stmts[ROUND_SETUP], setup, &changed));
	if (!changed)
		return fail_args(
			txn->error, ERR_WRONG_STATE, round_state_names[round->state], NULL);
	TRY(act_schedule(txn, &scope->body, setup->opens_at, "polling.open", round->id.v));
	TRY(act_schedule(txn, &scope->body, setup->closes_at, "polling.close", round->id.v));
	return record_append(
		txn, &scope->body, "round.prepared", &round_event_schema, &event, NULL);
}

static enum err prepare(
	struct txn *txn, const struct election_scope *scope, const struct round_row *round)
{
	struct credential_row key = {.election_id = scope->election.id};
	struct round_setup_row setup = {.id = round->id,
		.opens_at = scope->election.opens_at,
		.closes_at = scope->election.closes_at,
		.timestamp = scope->body.now / MS_PER_SECOND};
	auto_buf struct buf credentials = {0};
	auto_buf struct buf election = {0};
	struct list rows, posts;

	buf_init(&credentials, DOCUMENT_MAX);
	buf_init(&election, DOCUMENT_MAX);
	TRY(trustees_document(txn, scope->election.id, &setup.trustees_json));
	TRY(db_all(txn, &elections_stmts[CREDENTIAL_LIST], &key, &rows));
	if (!rows.n)
		return fail(txn->error, ERR_NO_CREDENTIALS);
	TRY(db_all(txn, &elections_stmts[POST_LIST],
		&(struct post_row){.election_id = scope->election.id}, &posts));
	TRY(build_credentials(txn, &rows, round->kind, &credentials));
	TRY(build_election(
		txn, scope, round, &posts, setup.trustees_json, &credentials, &election));
	setup.credentials_json = credentials.data;
	setup.election_json = election.data;
	TRY(insert_answers(txn, round, &posts));
	TRY(insert_rights(txn, &scope->election, round, &rows));
	return store_setup(txn, scope, round, &setup, rows.n);
}

static enum err check_prepare(struct txn *txn, const struct election_scope *scope)
{
	char text[TIME_TEXT_SIZE];

	TRY(election_expect(txn, scope, ELECTION_CANDIDATES_PUBLISHED));
	if (scope->profile.online_ballot != ONLINE_BINDING)
		return fail(txn->error, ERR_ONLINE_OFF);
	if (scope->body.now < scope->election.freeze_at) {
		time_format(scope->election.freeze_at, text);
		return fail_args(txn->error, ERR_NOT_FROZEN, text, NULL);
	}
	if (scope->body.now > scope->election.opens_at) {
		time_format(scope->election.opens_at, text);
		return fail_args(txn->error, ERR_POLLING_PAST, text, NULL);
	}
	return OK;
}

static enum err prepare_first(struct txn *txn, const struct election_scope *scope)
{
	struct guard_facts facts;
	struct round_row round;

	TRY(check_prepare(txn, scope));
	TRY(election_facts(txn, scope, &facts));
	TRY(guard_polling(scope, &facts, txn->error));
	TRY(round_by_kind(txn, scope->election.id, KIND_VOTE, &round));
	if (round.state != ROUND_RESERVED)
		return fail_args(txn->error, ERR_WRONG_STATE, round_state_names[round.state], NULL);
	return prepare(txn, scope, &round);
}

enum err round_prepare_due(struct txn *txn, const struct body *body, int64_t election)
{
	struct election_scope scope;

	TRY(election_open(txn, (struct election_id){election}, &scope));
	scope.body = *body;
	return prepare_first(txn, &scope);
}

static enum err round_prepare(struct call *call)
{
	const struct election_key *in = call_in(call, election_key);
	struct election_scope scope;

	TRY(election_of(call, in->election_id, &scope));
	TRY(prepare_first(call->txn, &scope));
	return election_describe(call->txn, &scope, call_out(call, election_view));
}

/* ---- opening and closing ---- */

static enum err round_scope(
	struct txn *txn, int64_t id, struct round_row *ret_round, struct election_scope *ret_scope)
{
	TRY(db_one(txn, &elections_stmts[ROUND_BY_ID], &(struct round_row){.id = {id}}, ret_round));
	return election_open(txn, ret_round->election_id, ret_scope);
}

enum err polling_open(struct txn *txn, const struct body *body, int64_t id)
{
	struct round_row round;
	struct election_scope scope;
	struct guard_facts facts;
	struct round_event event;

	TRY(round_scope(txn, id, &round, &scope));
	TRY(election_facts(txn, &scope, &facts));
	TRY(guard_polling(&scope, &facts, txn->error));
	TRY(election_move(txn, &scope, ELECTION_POLLING));
	TRY(round_move(txn, &round, ROUND_PREPARED, ROUND_POLLING));
	event = (struct round_event){.election = scope.election.id,
		.round = round.uuid,
		.opens = round.opens_at,
		.closes = round.closes_at,
		.voters = scope.election.n_voters};
	return record_append(txn, body, "polling.opened", &round_event_schema, &event, NULL);
}

enum err polling_close(struct txn *txn, const struct body *body, int64_t id)
{
	struct round_row round;
	struct election_scope scope;
	struct round_event event;

	TRY(round_scope(txn, id, &round, &scope));
	TRY(ballots_close_all(txn, body, round.id));
	TRY(election_move(txn, &scope, ELECTION_COUNTING));
	TRY(round_move(txn, &round, ROUND_POLLING, ROUND_CLOSED));
	event = (struct round_event){
		.election = scope.election.id, .round = round.uuid, .closes = round.closes_at};
	return record_append(txn, body, "polling.closed", &round_event_schema, &event, NULL);
}

static const struct route routes[] = {
	{.op = "roundPrepare",
		POST("/v1/elections/{election_id}/prepare", 200),
		.in = &election_key_schema,
		.out = &election_view_schema,
		.write = round_prepare,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_ONLINE_OFF, ERR_NOT_FROZEN, ERR_POLLING_PAST,
			ERR_LIST_LATE, ERR_OBJECTIONS_OPEN, ERR_CANDIDATES_FEW, ERR_CANDIDATES_LATE,
			ERR_TRUSTEES_INCOMPLETE, ERR_NO_CREDENTIALS),
		.records = "round.prepared",
		.doc = "Fixes the ballot paper, keys and rights of the first round after the "
		       "credential "
		       "freeze; polling opens and closes by itself"},
};

const struct module rounds_module = {"rounds", routes, COUNT_OF(routes), NULL};
