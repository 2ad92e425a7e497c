/* What everybody may know of a round: its questions and dates, election.json, the archive. */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"
#include "elections/archive.h"
#include "elections/ballots.h"
#include "elections/ballots_store.h"
#include "elections/views.h"

enum err round_read_election(struct txn *txn, struct round_id round, struct election **ret_election)
{
	const char *json;

	TRY(round_election_json(txn, round, &json));
	if (election_read(json, strlen(json), txn->arena, ret_election, txn->error) != OK)
		return fail_note(txn->error, ERR_INTERNAL, "a stored election cannot be read");
	return OK;
}

struct round_question {
	const char *text;
	int64_t seats;
	bool blank;
	struct strings answers;
};
SCHEMA(round_question, struct round_question,
	FIELD_STRING(struct round_question, text, .required = true),
	FIELD_INT(struct round_question, seats, .doc = "The most answers a voter may mark"),
	FIELD_BOOL(struct round_question, blank),
	FIELD_STRINGS(struct round_question, answers, .required = true, .max = QUESTION_ANSWERS_MAX,
		.doc = "In the published order"));

struct round_public {
	const char *uuid;
	struct body_id body_id;
	struct election_id election_id;
	const char *title;
	enum round_kind kind;
	enum round_state state;
	bool rehearsal;
	int64_t now;
	int64_t opens_at;
	int64_t closes_at;
	int64_t n_ballots;
	int64_t n_batches;
	struct list questions;
	const char *election;
	const char *archive;
	const char *record;
};
SCHEMA(round_public, struct round_public, FIELD_STRING(struct round_public, uuid, .required = true),
	FIELD_ID(struct round_public, body_id, .required = true),
	FIELD_ID(struct round_public, election_id, .required = true),
	FIELD_STRING(struct round_public, title, .required = true),
	FIELD_ENUM(struct round_public, kind, round_kind_names, .required = true),
	FIELD_ENUM(struct round_public, state, round_state_names, .required = true),
	FIELD_BOOL(struct round_public, rehearsal),
	FIELD_TIME(struct round_public, now, .doc = "The body's clock"),
	FIELD_TIME(struct round_public, opens_at, .nullable = true),
	FIELD_TIME(struct round_public, closes_at, .nullable = true),
	FIELD_INT(struct round_public, n_ballots,
		.doc = "Ballots in closed batches, those that were replaced among them"),
	FIELD_INT(struct round_public, n_batches, .doc = "Closed batches"),
	FIELD_LIST(struct round_public, questions, round_question_schema,
		.max = ELECTION_QUESTIONS_MAX),
	FIELD_STRING(struct round_public, election, .doc = "Path of election.json"),
	FIELD_STRING(struct round_public, archive, .doc = "Path of the archive (.bel)"),
	FIELD_STRING(struct round_public, record, .doc = "Path of the body's record"));

static enum err view_questions(
	struct call *call, const struct election *election, struct list *ret_questions)
{
	struct round_question *views =
		arena_array(call->arena, struct round_question, election->n_questions);

	if (!views)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < election->n_questions; i++) {
		const struct question *question = &election->questions[i];
		const char **answers =
			arena_array(call->arena, const char *, question->n_answers + 1);

		if (!answers)
			return fail(call->error, ERR_BUSY);
		memcpy(answers, question->answers, question->n_answers * sizeof *answers);
		views[i] = (struct round_question){question->text, question->max, question->blank,
			{answers, question->n_answers}};
	}
	*ret_questions = (struct list){views, election->n_questions};
	return OK;
}

static enum err view_documents(
	struct call *call, const struct round_row *round, struct round_public *view)
{
	struct round_count_row count = {.round_id = round->id};
	struct election *election;

	if (round->state == ROUND_RESERVED)
		return OK;
	TRY(db_one(call->txn, &ballots_stmts[BATCH_COUNT], &count, &count));
	view->n_ballots = count.n_ballots;
	view->n_batches = count.n_batches;
	TRY(round_read_election(call->txn, round->id, &election));
	TRY(view_questions(call, election, &view->questions));
	view->election = arena_printf(call->arena, "/v1/rounds/%s/election", round->uuid);
	view->archive = arena_printf(call->arena, "/v1/rounds/%s/archive", round->uuid);
	return view->election && view->archive ? OK : fail(call->error, ERR_BUSY);
}

static enum err round_show(struct call *call)
{
	struct round_public *out = call_out(call, round_public);
	struct election_scope scope;
	struct round_row round;

	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	TRY(election_open(call->txn, round.election_id, &scope));
	*out = (struct round_public){
		.uuid = round.uuid,
		.body_id = scope.body.id,
		.election_id = scope.election.id,
		.title = scope.election.title,
		.kind = round.kind,
		.state = round.state,
		.rehearsal = scope.body.rehearsal,
		.now = scope.body.now,
		.opens_at = round.opens_at,
		.closes_at = round.closes_at,
		.record =
			arena_printf(call->arena, "/v1/bodies/%" PRId64 "/record", scope.body.id.v),
	};
	if (!out->record)
		return fail(call->error, ERR_BUSY);
	return view_documents(call, &round, out);
}

static enum err round_election(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	const char *json;
	struct round_row round;

	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	if (round.state == ROUND_RESERVED)
		return fail(call->error, ERR_PAPER_PENDING);
	TRY(round_election_json(call->txn, round.id, &json));
	out->bytes = (struct span){(const uint8_t *)json, strlen(json)};
	return OK;
}

/* ---- the archive ---- */

/* How far whoever asks may read. */
static enum err readable_stage(
	struct call *call, const struct round_row *round, enum archive_type *ret_last)
{
	enum opening_state state;

	TRY(opening_state(call, round, &state));
	*ret_last = state == OPENING_READABLE ? ARCHIVE_RESULT : ARCHIVE_ENCRYPTED_TALLY;
	return OK;
}

/* What one piece of the archive holds at least, unless it is the last; no ballot is longer than
 * BALLOT_TEXT_MAX, so that it holds little more. The set-up of many voters comes in one piece. */
enum { PIECE_BYTES = 64 << 10, PIECE_MAX = 64 << 20 };

static enum err archive_piece(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	struct archive_walk *walk = call->loaded;
	auto_buf struct buf bytes = {0};

	buf_init(&bytes, PIECE_MAX);
	TRY(archive_go_on(call->txn, walk, PIECE_BYTES, &bytes));
	out->bytes = (struct span){
		(const uint8_t *)arena_copy(call->arena, bytes.data, bytes.len), bytes.len};
	out->more = archive_ended(walk) ? NULL : archive_piece;
	return out->bytes.data ? OK : fail(call->error, ERR_TOO_LARGE);
}

/* Goes through the archive once to learn its length and its fingerprint, which is its ETag. */
static enum err round_archive(struct call *call)
{
	struct raw_reply *out = call_out(call, raw_reply);
	struct archive_walk *walk = arena_new(call->arena, struct archive_walk);
	struct archive_walk whole;
	enum archive_type last;
	struct round_row round;
	char fingerprint[DIGEST_HEX_SIZE];

	if (!walk)
		return fail(call->error, ERR_BUSY);
	TRY(round_by_uuid(call->txn, call_in(call, round_key)->uuid, &round));
	TRY(readable_stage(call, &round, &last));
	TRY(archive_start(call->txn, &round, last, walk));
	whole = *walk;
	TRY(archive_go_on(call->txn, &whole, 0, NULL));
	digest_hex(&whole.writer.last, fingerprint);
	out->filename = arena_printf(call->arena, "%s.bel", round.uuid);
	out->etag = arena_string(call->arena, fingerprint);
	out->length = whole.writer.size;
	call->loaded = walk;
	return out->filename && out->etag ? archive_piece(call) : fail(call->error, ERR_BUSY);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "roundShow",
		GET("/v1/rounds/{uuid}"),
		.in = &round_key_schema,
		.out = &round_public_schema,
		.read = round_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "One vote of an election: questions, dates, how far it has come"},
	{.op = "roundArchive",
		GET("/v1/rounds/{uuid}/archive"),
		.in = &round_key_schema,
		.out = &raw_reply_schema,
		.read = round_archive,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = "application/octet-stream",
		.slow = true,
		.doc = "The archive (.bel), as far as the round has come; anyone can verify it "
		       "offline. The public reads decryptions once the result is announced"},
	{.op = "roundElection",
		GET("/v1/rounds/{uuid}/election"),
		.in = &round_key_schema,
		.out = &raw_reply_schema,
		.read = round_election,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_PAPER_PENDING),
		.media = "application/json",
		.doc = "election.json of the round, byte for byte: what a ballot is made for"},
};

const struct module published_module = {"published", routes, COUNT_OF(routes), NULL};
