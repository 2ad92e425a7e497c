/* Fixing a round: its ballot paper becomes the documents of its archive, every voter of the list
 * gets a right, and polling is due to open and close. The same for the first round and further
 * ones. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "crypto/wire/binding.h"
#include "crypto/wire/documents.h"
#include "elections/store.h"
#include "elections/themes.h"
#include "record/record.h"

enum { DOCUMENT_MAX = 64 << 20 };

/* ---- the credential list ---- */

static int compare_points(const void *a, const void *b)
{
	const struct public_credential *x = a, *y = b;
	char left[POINT_TEXT_SIZE], right[POINT_TEXT_SIZE];

	point_text(&x->point, left);
	point_text(&y->point, right);
	return strcmp(left, right);
}

/* Sorted by their text, so that the order says nothing about voters. That each is a valid point and
 * no other's was seen to when it was registered. */
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
	credentials = (struct credentials){.n = rows->n, .list = list, .weight = rows->n};
	credentials_write(&credentials, out);
	return buf_ok(out) ? OK : fail(txn->error, ERR_TOO_LARGE);
}

/* ---- election.json ---- */

/* Runs of answers become questions. */
static enum err build_questions(
	struct txn *txn, const struct answers *paper, struct election *election)
{
	struct question *questions = arena_array(txn->arena, struct question, paper->n);
	const char **names = arena_array(txn->arena, const char *, paper->n);
	size_t n = 0;

	if (!questions || !names)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < paper->n; i++) {
		const struct answer_row *row = &paper->rows[i];

		names[i] = row->name;
		if (!row->answer)
			questions[n++] = (struct question){.text = row->title,
				.answers = &names[i],
				.blank = true,
				.min = 1,
				.max = (unsigned)row->seats};
		questions[n - 1].n_answers++;
	}
	election->questions = questions;
	election->n_questions = n;
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

/* The archive says which vote of the election it is. NULL: no memory. */
static const char *name_of(
	struct txn *txn, const struct election_scope *scope, const struct round_row *round)
{
	static const char *const suffixes[] = {[KIND_VOTE] = "",
		[KIND_RERUN] = "（另行选举）",
		[KIND_TIEBREAK] = "（票数相等再投）"};

	return arena_printf(txn->arena, "%s%s", scope->election.title, suffixes[round->kind]);
}

static enum err build_election(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const struct answers *paper, const char *trustees_json,
	const struct buf *credentials, struct buf *out)
{
	struct election election = {.name = name_of(txn, scope, round)};

	if (!election.name)
		return fail(txn->error, ERR_BUSY);
	copy_text(election.uuid, sizeof election.uuid, round->uuid);
	TRY(set_public_key(txn, trustees_json, &election));
	TRY(describe_binding(txn, scope, credentials, &election.description));
	TRY(build_questions(txn, paper, &election));
	TRY(election_init(&election, txn->error));
	election_write(&election, out);
	return buf_ok(out) ? OK : fail(txn->error, ERR_TOO_LARGE);
}

/* ---- rights and answers ---- */

/* The rights of one page of the list; `next` moves on over the credentials. */
static enum err insert_page(struct txn *txn, const struct round_row *round, const struct list *page,
	const struct credential_row **next, const struct credential_row *end)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct voter_row *voter = &((const struct voter_row *)page->items)[i];
		struct right_row right = {.round_id = round->id, .voter_number = voter->number};

		while (*next < end && (*next)->voter_number < voter->number)
			++*next;
		if (*next < end && (*next)->voter_number == voter->number)
			right.credential = public_half(*next, round->kind);
		TRY(db_do(txn, &elections_stmts[RIGHT_INSERT], &right));
	}
	return OK;
}

/* Every voter of the list has one right; those with a voting key may use it online. Numbers have
 * gaps where voters left the list by decision. */
static enum err insert_rights(struct txn *txn, const struct election_row *election,
	const struct round_row *round, const struct list *credentials)
{
	const struct credential_row *next = credentials->items;
	const struct credential_row *end = next + credentials->n;
	struct voter_row key = {.election_id = election->id, .limit = VOTERS_PAGE};
	struct list page;

	do {
		TRY(db_all(txn, &elections_stmts[VOTER_PAGE], &key, &page));
		TRY(insert_page(txn, round, &page, &next, end));
		if (page.n)
			key.after = ((const struct voter_row *)page.items)[page.n - 1].number;
	} while (page.n == VOTERS_PAGE);
	return OK;
}

static enum err insert_answers(
	struct txn *txn, const struct round_row *round, const struct answers *paper)
{
	for (size_t i = 0; i < paper->n; i++) {
		struct answer_row row = paper->rows[i];

		row.round_id = round->id;
		TRY(db_do(txn, &elections_stmts[ANSWER_INSERT], &row));
	}
	return OK;
}

/* ---- the whole ---- */

struct prepared_event {
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
SCHEMA(prepared_event, struct prepared_event, FIELD_ID(struct prepared_event, election),
	FIELD_STRING(struct prepared_event, round),
	FIELD_STRING(struct prepared_event, election_hash,
		.doc = "SHA-256 of each document, hexadecimal"),
	FIELD_STRING(struct prepared_event, trustees_hash),
	FIELD_STRING(struct prepared_event, credentials_hash),
	FIELD_INT(struct prepared_event, credentials),
	FIELD_INT(struct prepared_event, timestamp,
		.doc = "The one time in the archive, seconds since 1970: no event of it covers it"),
	FIELD_INT(struct prepared_event, voters), FIELD_TIME(struct prepared_event, opens),
	FIELD_TIME(struct prepared_event, closes));

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
	struct prepared_event event = {.election = scope->election.id,
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
		return round_refuse_state(round->state, txn->error);
	TRY(db_do(txn, &elections_stmts[ROUND_KEEP_DOCUMENTS], setup));
	TRY(act_schedule(txn, &scope->body, setup->opens_at, "polling.open", round->id.v));
	TRY(act_schedule(txn, &scope->body, setup->closes_at, "polling.close", round->id.v));
	return record_append(
		txn, &scope->body, "round.prepared", &prepared_event_schema, &event, NULL);
}

enum err round_setup(struct txn *txn, const struct election_scope *scope,
	const struct round_row *round, const struct answers *paper,
	const struct polling_times *times)
{
	struct credential_row key = {.election_id = scope->election.id};
	struct round_setup_row setup = {.id = round->id,
		.opens_at = times->opens_at,
		.closes_at = times->closes_at,
		.timestamp = scope->body.now / MS_PER_SECOND};
	auto_buf struct buf credentials = {0};
	auto_buf struct buf election = {0};
	struct list rows;

	buf_init(&credentials, DOCUMENT_MAX);
	buf_init(&election, DOCUMENT_MAX);
	TRY(trustees_document(txn, scope->election.id, &setup.trustees_json));
	TRY(db_all(txn, &elections_stmts[CREDENTIAL_LIST], &key, &rows));
	if (!rows.n)
		return fail(txn->error, ERR_NO_CREDENTIALS);
	TRY(build_credentials(txn, &rows, round->kind, &credentials));
	TRY(build_election(txn, scope, round, paper, setup.trustees_json, &credentials, &election));
	setup.credentials_json = credentials.data;
	setup.election_json = election.data;
	TRY(insert_answers(txn, round, paper));
	TRY(insert_rights(txn, &scope->election, round, &rows));
	return store_setup(txn, scope, round, &setup, rows.n);
}
