/* The threshold set-up of the trustees (监票人), who hold the key of the count together. The server
 * checks every announcement and relays sealed shares; it never sees a secret.
 *
 *   appointed → certificates → commitments and shares → keys → ready
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/box.h"
#include "crypto/wire/documents.h"
#include "elections/themes.h"
#include "elections/trustees_store.h"
#include "elections/views.h"
#include "record/record.h"

static const struct stmt_table stmt_table = {"trustees", trustees_stmts, TRUSTEES_STMT__COUNT};

enum { TEXT_MAX = 16384 };

/* ---- what is stored, as the protocol's types ---- */

/* The set-up as far as it has come. `n_certs` … count complete steps from the first trustee on. */
struct setup_state {
	struct list rows; /* struct trustee_row */
	struct pedersen pedersen;
	size_t n_certs;
	size_t n_commitments;
	size_t n_keys;
};

static const struct trustee_row *row_at(const struct setup_state *state, size_t i)
{
	return &((const struct trustee_row *)state->rows.items)[i];
}

static enum err parse_row(struct txn *txn, struct setup_state *state, size_t i)
{
	const struct trustee_row *row = row_at(state, i);
	struct pedersen *pedersen = &state->pedersen;

	if (row->certificate) {
		TRY(certificate_read(row->certificate, strlen(row->certificate),
			&pedersen->certs[i], txn->error));
		state->n_certs++;
	}
	if (row->polynomial) {
		TRY(commitment_read(row->polynomial, strlen(row->polynomial), pedersen->threshold,
			txn->arena, &pedersen->commitments[i], txn->error));
		TRY(proof_read(row->agreement, strlen(row->agreement), &pedersen->signatures[i],
			txn->error));
		state->n_commitments++;
	}
	if (row->verification_key) {
		TRY(trustee_key_read(row->verification_key, strlen(row->verification_key), true,
			&pedersen->keys[i], txn->error));
		state->n_keys++;
	}
	return OK;
}

static enum err load_setup(
	struct txn *txn, const struct election_row *election, struct setup_state *ret_state)
{
	struct trustee_row key = {.election_id = election->id};
	struct setup_state state = {.pedersen = {.threshold = (unsigned)election->threshold}};
	struct pedersen *pedersen = &state.pedersen;

	TRY(db_all(txn, &trustees_stmts[TRUSTEE_LIST], &key, &state.rows));
	pedersen->n = state.rows.n;
	pedersen->certs = arena_array(txn->arena, struct certificate, pedersen->n);
	pedersen->commitments = arena_array(txn->arena, struct commitment, pedersen->n);
	pedersen->signatures = arena_array(txn->arena, struct proof, pedersen->n);
	pedersen->keys = arena_array(txn->arena, struct trustee_key, pedersen->n);
	if (!pedersen->certs || !pedersen->commitments || !pedersen->signatures || !pedersen->keys)
		return fail(txn->error, ERR_BUSY);
	for (size_t i = 0; i < pedersen->n; i++)
		TRY(parse_row(txn, &state, i));
	*ret_state = state;
	return OK;
}

enum err trustees_document(struct txn *txn, struct election_id id, const char **ret_json)
{
	struct election_scope scope;
	struct setup_state state;
	struct trustee_item item;
	struct trustees trustees = {.items = &item, .n_items = 1};
	auto_buf struct buf buf = {0};

	TRY(election_open(txn, id, &scope));
	TRY(load_setup(txn, &scope.election, &state));
	if (!state.pedersen.n || state.n_keys < state.pedersen.n)
		return fail(txn->error, ERR_TRUSTEES_INCOMPLETE);
	item = (struct trustee_item){.pedersen = &state.pedersen};
	buf_init(&buf, 1 << 20);
	trustees_write(&trustees, &buf);
	*ret_json = buf_ok(&buf) ? arena_string(txn->arena, buf.data) : NULL;
	return *ret_json ? OK : fail(txn->error, ERR_TOO_LARGE);
}

/* ---- replies ---- */

struct trustee_view {
	int64_t number;
	const char *name;
	const char *certificate;
	const char *fingerprint;
	const char *box_key;
	const char *box_signature;
	const char *polynomial;
	const char *agreement;
	const char *verification_key;
};
SCHEMA(trustee_view, struct trustee_view, FIELD_INT(struct trustee_view, number),
	FIELD_STRING(struct trustee_view, name),
	FIELD_STRING(struct trustee_view, certificate, .max = TEXT_MAX),
	FIELD_STRING(struct trustee_view, fingerprint,
		.doc = "SHA-256 of the certificate: compare on a signed paper before sharing"),
	FIELD_STRING(struct trustee_view, box_key),
	FIELD_STRING(struct trustee_view, box_signature),
	FIELD_STRING(struct trustee_view, polynomial, .max = TEXT_MAX),
	FIELD_STRING(struct trustee_view, agreement),
	FIELD_STRING(struct trustee_view, verification_key));

struct trustee_page {
	int64_t threshold;
	const char *step;
	struct list trustees;
};
SCHEMA(trustee_page, struct trustee_page,
	FIELD_INT(struct trustee_page, threshold, .doc = "So many of them open the count together"),
	FIELD_STRING(struct trustee_page, step, .doc = "certificates, commitments, keys or ready"),
	FIELD_LIST(struct trustee_page, trustees, trustee_view_schema, .max = TRUSTEES_MAX));

static const char *step_of(const struct setup_state *state)
{
	if (state->n_certs < state->pedersen.n)
		return "certificates";
	if (state->n_commitments < state->pedersen.n)
		return "commitments";
	return state->n_keys < state->pedersen.n ? "keys" : "ready";
}

static struct trustee_view view_of(struct arena *arena, const struct trustee_row *row)
{
	struct trustee_view view = {.number = row->number,
		.name = row->name,
		.certificate = row->certificate,
		.box_key = row->box_key,
		.box_signature = row->box_signature,
		.polynomial = row->polynomial,
		.agreement = row->agreement,
		.verification_key = row->verification_key};

	if (row->certificate) {
		struct digest digest = digest_of(row->certificate, strlen(row->certificate));
		char hex[DIGEST_HEX_SIZE];

		digest_hex(&digest, hex);
		view.fingerprint = arena_string(arena, hex);
	}
	return view;
}

static enum err show(struct call *call, struct election_id id)
{
	struct trustee_page *out = call_out(call, trustee_page);
	struct election_scope scope;
	struct setup_state state;
	struct trustee_view *views;

	TRY(election_open(call->txn, id, &scope));
	TRY(load_setup(call->txn, &scope.election, &state));
	views = arena_array(call->arena, struct trustee_view, state.rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < state.rows.n; i++)
		views[i] = view_of(call->arena, row_at(&state, i));
	*out = (struct trustee_page){
		scope.election.threshold, step_of(&state), {views, state.rows.n}};
	return OK;
}

static enum err trustee_list(struct call *call)
{
	return show(call, call_in(call, election_key)->election_id);
}

/* ---- appointing ---- */

struct trustee_named {
	struct person_id person_id;
	const char *name;
};
SCHEMA(trustee_named, struct trustee_named,
	FIELD_ID(struct trustee_named, person_id, .required = true),
	FIELD_STRING(struct trustee_named, name, .required = true, .max = 30));

struct trustees_new {
	struct election_id election_id;
	int64_t threshold;
	struct list trustees;
};
SCHEMA(trustees_new, struct trustees_new, FIELD_ID(struct trustees_new, election_id, .in = IN_PATH),
	FIELD_INT(struct trustees_new, threshold, .required = true, .min = 1,
		.max = TRUSTEES_MAX - 1,
		.doc = "k: so many are needed, so many together could open votes"),
	FIELD_LIST(struct trustees_new, trustees, trustee_named_schema, .required = true, .min = 2,
		.max = TRUSTEES_MAX));

struct trustees_event {
	struct election_id election;
	int64_t threshold;
	int64_t trustees;
	int64_t trustee;
	const char *hash;
};
SCHEMA(trustees_event, struct trustees_event, FIELD_ID(struct trustees_event, election),
	FIELD_INT(struct trustees_event, threshold, .nullable = true),
	FIELD_INT(struct trustees_event, trustees, .nullable = true),
	FIELD_INT(struct trustees_event, trustee, .nullable = true),
	FIELD_STRING(struct trustees_event, hash, .doc = "SHA-256 of what was announced"));

static enum err insert_trustees(struct call *call, const struct trustees_new *in)
{
	for (size_t i = 0; i < in->trustees.n; i++) {
		const struct trustee_named *named =
			&((const struct trustee_named *)in->trustees.items)[i];
		struct trustee_row row = {.election_id = in->election_id,
			.number = (int64_t)i + 1,
			.person_id = named->person_id,
			.name = named->name};

		if (db_do(call->txn, &trustees_stmts[TRUSTEE_INSERT], &row) != OK)
			return fail_field(call->error, "/trustees", "one person is named twice");
	}
	return OK;
}

static enum err trustees_appoint(struct call *call)
{
	const struct trustees_new *in = call_in(call, trustees_new);
	struct trustees_event event = {.election = in->election_id,
		.threshold = in->threshold,
		.trustees = (int64_t)in->trustees.n};
	struct election_scope scope;
	struct setup_state state;

	TRY(election_of(call, in->election_id, &scope));
	if (in->threshold >= (int64_t)in->trustees.n)
		return fail_field(call->error, "/threshold", "below the number of trustees");
	TRY(load_setup(call->txn, &scope.election, &state));
	if (state.n_certs)
		return fail(call->error, ERR_SETUP_BEGUN);
	scope.election.threshold = in->threshold;
	TRY(db_do(call->txn, &trustees_stmts[TRUSTEE_CLEAR],
		&(struct trustee_row){.election_id = in->election_id}));
	TRY(db_do(call->txn, &trustees_stmts[TRUSTEE_SET_THRESHOLD], &scope.election));
	TRY(insert_trustees(call, in));
	TRY(record_append(call->txn, &scope.body, "trustees.appointed", &trustees_event_schema,
		&event, NULL));
	return show(call, in->election_id);
}

/* ---- the steps of a trustee ---- */

/* The asking trustee's place in the set-up. */
static enum err own_place(struct call *call, const struct setup_state *state, size_t *ret_i)
{
	for (size_t i = 0; i < state->rows.n; i++)
		if (row_at(state, i)->person_id.v == call->actor->person.v) {
			*ret_i = i;
			return OK;
		}
	return fail(call->error, ERR_FORBIDDEN);
}

static enum err open_setup(struct call *call, struct election_id id,
	struct election_scope *ret_scope, struct setup_state *ret_state, size_t *ret_i)
{
	TRY(election_of(call, id, ret_scope));
	TRY(load_setup(call->txn, &ret_scope->election, ret_state));
	return own_place(call, ret_state, ret_i);
}

/* What a check below the protocol's documents found, said of the request. */
static enum err refused(struct call *call)
{
	return fail(call->error, ERR_ANNOUNCEMENT);
}

static enum err record_step(struct call *call, const struct election_scope *scope, size_t i,
	const char *type, const char *text)
{
	struct digest digest = digest_of(text, strlen(text));
	char hex[DIGEST_HEX_SIZE];
	struct trustees_event event = {
		.election = scope->election.id, .trustee = (int64_t)i + 1, .hash = hex};

	digest_hex(&digest, hex);
	return record_append(call->txn, &scope->body, type, &trustees_event_schema, &event, NULL);
}

/* Stores a step; a repeat of the same is no error, another text is. */
static enum err store_step(struct call *call, size_t stmt, const struct trustee_row *row,
	const char *stored, const char *given, bool *ret_new)
{
	*ret_new = stored == NULL;
	if (stored)
		return strcmp(stored, given) == 0 ? OK : fail(call->error, ERR_SETUP_BEGUN);
	return db_do(call->txn, &trustees_stmts[stmt], row);
}

struct certificate_new {
	struct election_id election_id;
	const char *certificate;
	const char *box_key;
	const char *box_signature;
};
SCHEMA(certificate_new, struct certificate_new,
	FIELD_ID(struct certificate_new, election_id, .in = IN_PATH),
	FIELD_STRING(struct certificate_new, certificate, .required = true, .max = TEXT_MAX),
	FIELD_STRING(struct certificate_new, box_key, .required = true, .max = 44),
	FIELD_STRING(struct certificate_new, box_signature, .required = true, .max = 400));

static bool read_box(const char *text, struct box_public *ret_box)
{
	size_t len;

	return base64_decode(
		       BASE64, text, strlen(text), ret_box->bytes, sizeof ret_box->bytes, &len) &&
	       len == sizeof ret_box->bytes;
}

static enum err check_first_step(struct call *call, const struct certificate_new *in,
	const struct setup_state *state, size_t i)
{
	struct certificate certificate;
	struct box_public box;
	struct proof signature;

	if (certificate_read(in->certificate, strlen(in->certificate), &certificate, call->error) !=
			OK ||
		certificate_check(&certificate, state->pedersen.n, state->pedersen.threshold, i + 1,
			call->error) != OK ||
		proof_read(in->box_signature, strlen(in->box_signature), &signature, call->error) !=
			OK)
		return refused(call);
	if (!read_box(in->box_key, &box) || !box_announced(&box, &certificate, &signature))
		return fail_field(
			call->error, "/box_key", "not announced by the certificate's key");
	return OK;
}

static enum err trustee_certify(struct call *call)
{
	const struct certificate_new *in = call_in(call, certificate_new);
	struct election_scope scope;
	struct setup_state state;
	size_t i;
	bool is_new;

	TRY(open_setup(call, in->election_id, &scope, &state, &i));
	TRY(check_first_step(call, in, &state, i));
	TRY(store_step(call, TRUSTEE_SET_CERTIFICATE,
		&(struct trustee_row){.election_id = in->election_id,
			.number = (int64_t)i + 1,
			.certificate = in->certificate,
			.box_key = in->box_key,
			.box_signature = in->box_signature},
		row_at(&state, i)->certificate, in->certificate, &is_new));
	if (is_new)
		TRY(record_step(call, &scope, i, "trustee.certified", in->certificate));
	return show(call, in->election_id);
}

struct commitment_new {
	struct election_id election_id;
	const char *polynomial;
	const char *agreement;
	struct strings shares;
};
SCHEMA(commitment_new, struct commitment_new,
	FIELD_ID(struct commitment_new, election_id, .in = IN_PATH),
	FIELD_STRING(struct commitment_new, polynomial, .required = true, .max = TEXT_MAX),
	FIELD_STRING(struct commitment_new, agreement, .required = true, .max = 400),
	FIELD_STRINGS(struct commitment_new, shares, .required = true, .max = TRUSTEES_MAX,
		.doc = "For each trustee in order, one's own included: base64 of the sealed "
		       "share"));

static enum err insert_shares(struct call *call, const struct commitment_new *in, size_t from)
{
	for (size_t i = 0; i < in->shares.n; i++) {
		uint8_t sealed[BOX_SHARE_BYTES];
		struct share_row row = {.election_id = in->election_id,
			.from_number = (int64_t)from + 1,
			.to_number = (int64_t)i + 1,
			.sealed = {sealed, sizeof sealed}};
		const char *text = in->shares.items[i];
		size_t len;

		if (!base64_decode(BASE64, text, strlen(text), sealed, sizeof sealed, &len) ||
			len != sizeof sealed)
			return fail_field(call->error, "/shares", "not a sealed share");
		TRY(db_do(call->txn, &trustees_stmts[SHARE_INSERT], &row));
	}
	return OK;
}

static enum err check_second_step(
	struct call *call, const struct commitment_new *in, struct setup_state *state, size_t i)
{
	struct pedersen *pedersen = &state->pedersen;

	if (state->n_certs < pedersen->n)
		return fail(call->error, ERR_TRUSTEES_INCOMPLETE);
	if (in->shares.n != pedersen->n)
		return fail_field(call->error, "/shares", "one for each trustee");
	if (commitment_read(in->polynomial, strlen(in->polynomial), pedersen->threshold,
		    call->arena, &pedersen->commitments[i], call->error) != OK ||
		proof_read(in->agreement, strlen(in->agreement), &pedersen->signatures[i],
			call->error) != OK ||
		commitment_check(pedersen, i, call->error) != OK)
		return refused(call);
	return OK;
}

static enum err trustee_commit(struct call *call)
{
	const struct commitment_new *in = call_in(call, commitment_new);
	struct election_scope scope;
	struct setup_state state;
	size_t i;
	bool is_new;

	TRY(open_setup(call, in->election_id, &scope, &state, &i));
	TRY(check_second_step(call, in, &state, i));
	TRY(store_step(call, TRUSTEE_SET_POLYNOMIAL,
		&(struct trustee_row){.election_id = in->election_id,
			.number = (int64_t)i + 1,
			.polynomial = in->polynomial,
			.agreement = in->agreement},
		row_at(&state, i)->polynomial, in->polynomial, &is_new));
	if (is_new) {
		TRY(insert_shares(call, in, i));
		TRY(record_step(call, &scope, i, "trustee.committed", in->polynomial));
	}
	return show(call, in->election_id);
}

struct share_view {
	int64_t from;
	struct span sealed;
};
SCHEMA(share_view, struct share_view, FIELD_INT(struct share_view, from),
	FIELD_BYTES(struct share_view, sealed));

struct share_page {
	int64_t number;
	struct list shares;
};
SCHEMA(share_page, struct share_page, FIELD_INT(struct share_page, number, .doc = "Of the asker"),
	FIELD_LIST(struct share_page, shares, share_view_schema, .max = TRUSTEES_MAX));

static enum err share_list(struct call *call)
{
	struct share_page *out = call_out(call, share_page);
	struct election_scope scope;
	struct setup_state state;
	struct share_row key = {.election_id = call_in(call, election_key)->election_id};
	struct share_view *views;
	struct list rows;
	size_t own;

	TRY(open_setup(call, key.election_id, &scope, &state, &own));
	key.to_number = out->number = (int64_t)own + 1;
	TRY(db_all(call->txn, &trustees_stmts[SHARE_LIST], &key, &rows));
	views = arena_array(call->arena, struct share_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct share_row *row = &((const struct share_row *)rows.items)[i];

		views[i] = (struct share_view){row->from_number, row->sealed};
	}
	out->shares = (struct list){views, rows.n};
	return OK;
}

struct key_post {
	struct election_id election_id;
	const char *verification_key;
};
SCHEMA(key_post, struct key_post, FIELD_ID(struct key_post, election_id, .in = IN_PATH),
	FIELD_STRING(struct key_post, verification_key, .required = true, .max = 2000));

static enum err trustee_finish(struct call *call)
{
	const struct key_post *in = call_in(call, key_post);
	struct election_scope scope;
	struct setup_state state;
	size_t i;
	bool is_new;

	TRY(open_setup(call, in->election_id, &scope, &state, &i));
	if (state.n_commitments < state.pedersen.n)
		return fail(call->error, ERR_TRUSTEES_INCOMPLETE);
	if (trustee_key_read(in->verification_key, strlen(in->verification_key), true,
		    &state.pedersen.keys[i], call->error) != OK ||
		pedersen_key_check(&state.pedersen, i, call->error) != OK)
		return refused(call);
	TRY(store_step(call, TRUSTEE_SET_KEY,
		&(struct trustee_row){.election_id = in->election_id,
			.number = (int64_t)i + 1,
			.verification_key = in->verification_key},
		row_at(&state, i)->verification_key, in->verification_key, &is_new));
	if (is_new)
		TRY(record_step(call, &scope, i, "trustee.ready", in->verification_key));
	return show(call, in->election_id);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "trusteeList",
		GET("/v1/elections/{election_id}/trustees"),
		.in = &election_key_schema,
		.out = &trustee_page_schema,
		.read = trustee_list,
		.allow = allow_anyone,
		.doc = "The trustees and what they announced"},
	{.op = "trusteesAppoint",
		POST("/v1/elections/{election_id}/trustees", 201),
		.in = &trustees_new_schema,
		.out = &trustee_page_schema,
		.write = trustees_appoint,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_SETUP_BEGUN),
		.records = "trustees.appointed",
		.doc = "Names n trustees of whom k open the count"},
	{.op = "trusteeCertify",
		POST("/v1/elections/{election_id}/trustees/certificate", 200),
		.in = &certificate_new_schema,
		.out = &trustee_page_schema,
		.write = trustee_certify,
		.allow = allow_trustee,
		.errors = ERRORS(ERR_ANNOUNCEMENT, ERR_SETUP_BEGUN),
		.doc = "Step 1: announces my certificate and box key"},
	{.op = "trusteeCommit",
		POST("/v1/elections/{election_id}/trustees/commitment", 200),
		.in = &commitment_new_schema,
		.out = &trustee_page_schema,
		.write = trustee_commit,
		.allow = allow_trustee,
		.errors = ERRORS(ERR_ANNOUNCEMENT, ERR_TRUSTEES_INCOMPLETE, ERR_SETUP_BEGUN),
		.doc = "Step 2: announces my commitment and sends sealed shares"},
	{.op = "trusteeFinish",
		POST("/v1/elections/{election_id}/trustees/key", 200),
		.in = &key_post_schema,
		.out = &trustee_page_schema,
		.write = trustee_finish,
		.allow = allow_trustee,
		.errors = ERRORS(ERR_ANNOUNCEMENT, ERR_TRUSTEES_INCOMPLETE, ERR_SETUP_BEGUN),
		.doc = "Step 3: announces my public decryption key"},
	{.op = "shareList",
		GET("/v1/elections/{election_id}/trustees/shares"),
		.in = &election_key_schema,
		.out = &share_page_schema,
		.read = share_list,
		.allow = allow_trustee,
		.doc = "The sealed shares sent to me"},
};

const struct module trustees_module = {"trustees", routes, COUNT_OF(routes), &stmt_table};
