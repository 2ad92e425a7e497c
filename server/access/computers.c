/* A desk computer works in an officer's name for some hours, without any key on it:
 *
 *   computer   asks, shows a QR code and four digits, and asks every other second whether it may
 *   phone      reads the QR code, shows the same digits, and signs that it may (kind session)
 *   computer   collects its session, once
 *
 * What is in the QR code does not collect anything: who photographs the screen gains nothing. What
 * it cannot stop is somebody who shows her own computer's code to an officer; therefore the
 * question on the phone, the short time, and the list of computers that she can end. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "access/model.h"
#include "access/sessions.h"
#include "base/clock.h"
#include "base/encoding.h"

enum {
	COMPUTERS_WAITING = 1000, /* at once; more are somebody's mischief */
	COMPUTERS_SHOWN = 100,
};

#define FIELD_NONCE(record)                                                                        \
	FIELD_STRING(record, nonce, .required = true, .in = IN_PATH, .min = NONCE_SIZE - 1,        \
		.max = NONCE_SIZE - 1, .doc = "Out of the computer's QR code")

struct computer_key {
	const char *nonce;
};
SCHEMA(computer_key, struct computer_key, FIELD_NONCE(struct computer_key));

/* ---- the computer asks ---- */

/* Whoever asks writes it, and an officer reads it: there is no room in it to talk her round. */
static const char *rule_computer_name(const char *value)
{
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) && !strchr(" ,.", *value))
			return "computer-name";
	return NULL;
}

struct computer_new {
	const char *name;
};
SCHEMA(computer_new, struct computer_new,
	FIELD_STRING(struct computer_new, name, .required = true, .min = 1, .max = 24,
		.rule = rule_computer_name,
		.doc = "What it is called where it is let in: browser and system, in letters "
		       "and digits"));

struct computer_asked {
	const char *url;
	const char *secret;
	const char *code;
	int64_t expires_at;
};
SCHEMA(computer_asked, struct computer_asked,
	FIELD_STRING(struct computer_asked, url, .required = true, .doc = "For the QR code"),
	FIELD_STRING(struct computer_asked, secret, .required = true,
		.doc = "For computerCollect; shown nowhere"),
	FIELD_STRING(struct computer_asked, code, .required = true,
		.doc = "Four digits to compare with the phone's"),
	FIELD_TIME(struct computer_asked, expires_at, .required = true));

static enum err expect_few(struct call *call)
{
	struct computer_row count;

	TRY(db_do(call->txn, &access_stmts[COMPUTER_SWEEP],
		&(struct computer_row){.expires_at = call->txn->now}));
	TRY(db_one(call->txn, &access_stmts[COMPUTER_COUNT], NULL, &count));
	return count.n < COMPUTERS_WAITING ? OK : fail(call->error, ERR_LIMIT);
}

static void draw(struct rand *rand, char ret_nonce[NONCE_SIZE], char ret_code[5])
{
	uint8_t bytes[16];

	rand_bytes(rand, bytes, sizeof bytes);
	base64_encode(BASE64URL_NOPAD, bytes, sizeof bytes, ret_nonce);
	snprintf(ret_code, 5, "%04u", rand_below(rand, 10000));
}

static enum err computer_ask(struct call *call)
{
	struct computer_asked *out = call_out(call, computer_asked);
	char nonce[NONCE_SIZE], secret[TOKEN_SIZE], code[5];
	struct computer_row row = {.nonce = nonce, .code = code};
	struct digest hash;

	TRY(expect_few(call));
	draw(call->txn->rand, nonce, code);
	token_draw(call->txn->rand, secret);
	hash = digest_of(secret, strlen(secret));
	row.secret_hash = (struct span){hash.bytes, DIGEST_BYTES};
	row.name = call_in(call, computer_new)->name;
	row.expires_at = call->txn->now + COMPUTER_SECONDS * MS_PER_SECOND;
	TRY(db_do(call->txn, &access_stmts[COMPUTER_INSERT], &row));
	*out = (struct computer_asked){
		.url = arena_printf(call->arena, "%s/in/desk#%s", call->origin, nonce),
		.secret = arena_string(call->arena, secret),
		.code = arena_string(call->arena, code),
		.expires_at = row.expires_at};
	explicit_bzero(secret, sizeof secret);
	return out->url && out->secret && out->code ? OK : fail(call->error, ERR_BUSY);
}

/* ---- and collects ---- */

struct computer_collect {
	const char *secret;
	bool browser;
};
SCHEMA(computer_collect, struct computer_collect,
	FIELD_STRING(struct computer_collect, secret, .required = true, .min = TOKEN_SIZE - 1,
		.max = TOKEN_SIZE - 1),
	FIELD_BOOL(struct computer_collect, browser,
		.doc = "The token comes as a cookie that scripts cannot read, and not in the "
		       "reply"));

struct computer_collected {
	enum computer_state state;
	const struct session_view *session;
};
SCHEMA(computer_collected, struct computer_collected,
	FIELD_ENUM(struct computer_collected, state, computer_state_names, .required = true,
		.doc = "gone: its time is over, or it was collected before"),
	FIELD_OBJECT(struct computer_collected, session, session_view_schema,
		.doc = "Where it is allowed, once"));

/* The device may have been removed since it allowed the computer. */
static enum err collect(struct call *call, const struct computer_row *row)
{
	struct computer_collected *out = call_out(call, computer_collected);
	struct session_view *session = arena_new(call->arena, struct session_view);
	struct device_row device = {.id = row->device_id};
	enum err err;

	if (!session)
		return fail(call->error, ERR_BUSY);
	TRY(db_do(call->txn, &access_stmts[COMPUTER_DELETE], row));
	err = db_one(call->txn, &access_stmts[DEVICE_LIVE], &device, &device);
	if (err == ERR_NOT_FOUND) {
		*call->error = (struct error){0};
		out->state = COMPUTER_REFUSED;
		return OK;
	}
	TRY(err);
	TRY(session_open(call, &device, row, call_in(call, computer_collect)->browser, session));
	out->session = session;
	return OK;
}

static enum err computer_collect(struct call *call)
{
	const char *secret = call_in(call, computer_collect)->secret;
	struct computer_collected *out = call_out(call, computer_collected);
	struct digest hash = digest_of(secret, strlen(secret));
	struct computer_row row = {
		.secret_hash = {hash.bytes, DIGEST_BYTES}, .expires_at = call->txn->now};
	enum err err = db_one(call->txn, &access_stmts[COMPUTER_BY_SECRET], &row, &row);

	if (err == ERR_NOT_FOUND) {
		*call->error = (struct error){0};
		out->state = COMPUTER_GONE;
		return OK;
	}
	TRY(err);
	out->state = row.state;
	return row.state == COMPUTER_ALLOWED ? collect(call, &row) : OK;
}

/* ---- the phone answers ---- */

struct computer_view {
	const char *code;
	const char *name;
	int64_t expires_at;
	enum computer_state state;
};
SCHEMA(computer_view, struct computer_view,
	FIELD_STRING(struct computer_view, code, .required = true,
		.doc = "Must be what the computer shows"),
	FIELD_STRING(struct computer_view, name, .required = true, .doc = "What it calls itself"),
	FIELD_TIME(struct computer_view, expires_at, .required = true),
	FIELD_ENUM(struct computer_view, state, computer_state_names, .required = true));

static enum err find(struct call *call, const char *nonce, struct computer_row *ret_row)
{
	*ret_row = (struct computer_row){.nonce = nonce, .expires_at = call->txn->now};
	return db_one(call->txn, &access_stmts[COMPUTER_GET], ret_row, ret_row);
}

static enum err computer_show(struct call *call)
{
	struct computer_row row;

	TRY(find(call, call_in(call, computer_key)->nonce, &row));
	*call_out(call, computer_view) =
		(struct computer_view){row.code, row.name, row.expires_at, row.state};
	return OK;
}

static enum err settle(
	struct call *call, const char *nonce, enum computer_state state, int64_t device)
{
	struct computer_row row;
	int64_t changed;

	TRY(find(call, nonce, &row));
	row.state = state;
	row.device_id = device;
	TRY(db_change(call->txn, &access_stmts[COMPUTER_SETTLE], &row, &changed));
	return changed ? OK : fail(call->error, ERR_COMPUTER_SETTLED);
}

struct computer_allow {
	const char *nonce;
	const char *envelope;
};
SCHEMA(computer_allow, struct computer_allow, FIELD_NONCE(struct computer_allow),
	FIELD_TEXT(struct computer_allow, envelope, .required = true,
		.doc = "DSSE envelope of kind session with this nonce, signed by a device of "
		       "mine"));

static enum err computer_allow(struct call *call)
{
	const struct computer_allow *in = call_in(call, computer_allow);
	struct session_statement statement;
	struct device_row device;

	TRY(session_accept(call, in->envelope, &statement, &device));
	if (device.person_id.v != call->actor->person.v)
		return fail(call->error, ERR_STATEMENT_INVALID);
	if (strcmp(statement.nonce, in->nonce) != 0)
		return fail_field(call->error, "/nonce", "another computer");
	return settle(call, in->nonce, COMPUTER_ALLOWED, device.id);
}

static enum err computer_refuse(struct call *call)
{
	return settle(call, call_in(call, computer_key)->nonce, COMPUTER_REFUSED, 0);
}

/* ---- the computers that are in ---- */

struct computer_session {
	const char *nonce;
	const char *name;
	int64_t since;
	int64_t until;
};
SCHEMA(computer_session, struct computer_session,
	FIELD_STRING(struct computer_session, nonce, .required = true,
		.doc = "By which computerEnd knows it"),
	FIELD_STRING(struct computer_session, name, .required = true),
	FIELD_TIME(struct computer_session, since, .required = true),
	FIELD_TIME(struct computer_session, until, .required = true));

struct computer_page {
	struct list computers;
};
SCHEMA(computer_page, struct computer_page,
	FIELD_LIST(
		struct computer_page, computers, computer_session_schema, .max = COMPUTERS_SHOWN));

static enum err computer_list(struct call *call)
{
	struct session_row key = {.person_id = call->actor->person, .expires_at = call->txn->now};
	struct computer_session *views;
	struct list rows;

	TRY(db_all(call->txn, &access_stmts[SESSION_COMPUTERS], &key, &rows));
	views = arena_array(call->arena, struct computer_session, rows.n);
	if (!views)
		return fail(call->error, ERR_BUSY);
	for (size_t i = 0; i < rows.n; i++) {
		const struct session_row *row = &((const struct session_row *)rows.items)[i];

		views[i] = (struct computer_session){
			row->computer, row->computer_name, row->created_at, row->expires_at};
	}
	call_out(call, computer_page)->computers = (struct list){views, rows.n};
	return OK;
}

static enum err computer_end(struct call *call)
{
	struct session_row row = {
		.computer = call_in(call, computer_key)->nonce, .person_id = call->actor->person};
	int64_t changed;

	TRY(db_change(call->txn, &access_stmts[SESSION_END_COMPUTER], &row, &changed));
	return changed ? computer_list(call) : fail(call->error, ERR_NOT_FOUND);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "computerList",
		GET("/v1/computers"),
		.out = &computer_page_schema,
		.read = computer_list,
		.allow = allow_signed_in,
		.doc = "The computers that work in my name now"},
	{.op = "computerAsk",
		POST("/v1/computers", 201),
		.in = &computer_new_schema,
		.out = &computer_asked_schema,
		.write = computer_ask,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_LIMIT),
		.secret = true,
		.doc = "A computer asks to be let in by an officer's phone, within two minutes"},
	{.op = "computerCollect",
		POST("/v1/computers/collect", 200),
		.in = &computer_collect_schema,
		.out = &computer_collected_schema,
		.write = computer_collect,
		.allow = allow_anyone,
		.private = true,
		.doc = "Whether the computer was let in; its session, once"},
	{.op = "computerShow",
		GET("/v1/computers/{nonce}"),
		.in = &computer_key_schema,
		.out = &computer_view_schema,
		.read = computer_show,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "A computer that asks to be let in"},
	{.op = "computerAllow",
		POST("/v1/computers/{nonce}/allow", 204),
		.in = &computer_allow_schema,
		.write = computer_allow,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_COMPUTER_SETTLED, ERR_STATEMENT_INVALID),
		.doc = "Lets a computer work in my name for twelve hours"},
	{.op = "computerEnd",
		POST("/v1/computers/{nonce}/end", 200),
		.in = &computer_key_schema,
		.out = &computer_page_schema,
		.write = computer_end,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "Signs a computer out"},
	{.op = "computerRefuse",
		POST("/v1/computers/{nonce}/refuse", 204),
		.in = &computer_key_schema,
		.write = computer_refuse,
		.allow = allow_staff,
		.errors = ERRORS(ERR_NOT_FOUND, ERR_COMPUTER_SETTLED),
		.doc = "Turns a computer away"},
};

const struct module computers_module = {"computers", routes, COUNT_OF(routes), NULL};
