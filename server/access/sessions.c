/* Signing in and out. A device's key signs that it wants in here and now; what it gets is a token,
 * which a browser keeps as a cookie out of reach of scripts. */
#include "access/sessions.h"

#include <string.h>

#include "access/model.h"
#include "base/clock.h"
#include "crypto/wire/dsse.h"

SCHEMA(session_statement, struct session_statement,
	FIELD_BYTES(struct session_statement, public_key, .required = true, .min = 32, .max = 32),
	FIELD_STRING(struct session_statement, origin, .required = true, .max = 200),
	FIELD_STRING(struct session_statement, nonce, .required = true, .min = 16, .max = 64),
	FIELD_TIME(struct session_statement, expires, .required = true));

SCHEMA_PUBLIC(session_view, struct session_view,
	FIELD_STRING(struct session_view, token,
		.doc = "Send as Authorization: Bearer …; absent where it came as a cookie"),
	FIELD_TIME(struct session_view, expires_at), FIELD_ID(struct session_view, person_id),
	FIELD_ID(struct session_view, body_id),
	FIELD_STRINGS(struct session_view, roles, .max = 16));

struct session_new {
	const char *envelope;
	bool browser;
};
SCHEMA(session_new, struct session_new,
	FIELD_TEXT(struct session_new, envelope, .required = true,
		.doc = "DSSE envelope of kind session, signed by the device's key"),
	FIELD_BOOL(struct session_new, browser,
		.doc = "The token comes as a cookie that scripts cannot read, and not in the "
		       "reply"));

/* ---- a statement ---- */

/* Sweeps what real time has made worthless, at most once per sign-in. */
static enum err sweep(struct call *call)
{
	TRY(db_do(call->txn, &access_stmts[SESSION_SWEEP],
		&(struct session_row){.expires_at = call->txn->now}));
	return db_do(call->txn, &access_stmts[NONCE_SWEEP],
		&(struct nonce_row){.expires_at = call->txn->now});
}

static enum err check_fits(struct call *call, const struct session_statement *statement)
{
	enum err err;

	if (strcmp(statement->origin, call->origin) != 0)
		return fail_field(call->error, "/origin", "another service");
	if (statement->expires < call->txn->now ||
		statement->expires > call->txn->now + SIGN_IN_MINUTES * INT64_C(60) * MS_PER_SECOND)
		return fail_field(call->error, "/expires", "not within five minutes");
	err = db_do(call->txn, &access_stmts[NONCE_INSERT],
		&(struct nonce_row){statement->nonce, statement->expires});
	return err == ERR_CONFLICT ? fail_field(call->error, "/nonce", "used before") : err;
}

enum err session_accept(struct call *call, const char *envelope,
	struct session_statement *ret_statement, struct device_row *ret_device)
{
	struct dsse dsse;
	enum err err;

	*ret_statement = (struct session_statement){0};
	TRY(dsse_read(envelope, strlen(envelope), call->arena, &dsse, call->error));
	TRY(dsse_payload(
		&dsse, &session_statement_schema, call->arena, ret_statement, call->error));
	TRY(statement_own(call, &dsse, "session", ret_statement->public_key));
	*ret_device = (struct device_row){.public_key = ret_statement->public_key};
	err = db_one(call->txn, &access_stmts[DEVICE_BY_KEY], ret_device, ret_device);
	if (err == ERR_NOT_FOUND || (err == OK && ret_device->removed_at))
		return fail(call->error, ERR_UNAUTHENTICATED);
	TRY(err);
	TRY(sweep(call));
	return check_fits(call, ret_statement);
}

/* ---- a session ---- */

static enum err view_roles(struct call *call, uint32_t bits, struct strings *ret_roles)
{
	*ret_roles = (struct strings){arena_array(call->arena, const char *, ROLE__COUNT), 0};
	if (!ret_roles->items)
		return fail(call->error, ERR_BUSY);
	for (size_t role = 0; role < ROLE__COUNT; role++)
		if (bits & ROLE_BIT(role))
			ret_roles->items[ret_roles->n++] = role_names[role];
	return OK;
}

static enum err list_roles(
	struct call *call, const struct device_row *device, struct strings *ret_roles)
{
	struct body body;
	uint32_t bits;

	TRY(body_get(call->txn, device->body_id, &body));
	TRY(office_roles(call->txn, &body, device->person_id, &bits));
	return view_roles(call, bits, ret_roles);
}

enum err session_open(struct call *call, const struct device_row *device,
	const struct computer_row *computer, bool browser, struct session_view *ret_view)
{
	char token[TOKEN_SIZE];
	struct digest hash;

	token_draw(call->txn->rand, token);
	hash = digest_of(token, strlen(token));
	*ret_view = (struct session_view){.token = arena_string(call->arena, token),
		.expires_at = call->txn->now + SESSION_HOURS * INT64_C(3600) * MS_PER_SECOND,
		.person_id = device->person_id,
		.body_id = device->body_id};
	explicit_bzero(token, sizeof token);
	if (!ret_view->token)
		return fail(call->error, ERR_BUSY);
	TRY(db_do(call->txn, &access_stmts[SESSION_INSERT],
		&(struct session_row){.token_hash = {hash.bytes, DIGEST_BYTES},
			.device_id = device->id,
			.created_at = call->txn->now,
			.expires_at = ret_view->expires_at,
			.computer = computer ? computer->nonce : NULL,
			.computer_name = computer ? computer->name : NULL}));
	TRY(list_roles(call, device, &ret_view->roles));
	if (browser) {
		call->cookie = (struct cookie){ret_view->token, SESSION_HOURS * INT64_C(3600)};
		ret_view->token = NULL;
	}
	return OK;
}

static enum err session_create(struct call *call)
{
	const struct session_new *in = call_in(call, session_new);
	struct session_statement statement;
	struct device_row device;

	TRY(session_accept(call, in->envelope, &statement, &device));
	return session_open(call, &device, NULL, in->browser, call_out(call, session_view));
}

/* ---- the present session ---- */

static struct digest token_hash(const struct call *call)
{
	return digest_of(call->credential, strlen(call->credential));
}

static enum err session_show(struct call *call)
{
	struct digest hash = token_hash(call);
	struct session_row row = {.token_hash = {hash.bytes, DIGEST_BYTES}};
	struct session_view *out = call_out(call, session_view);

	TRY(db_one(call->txn, &access_stmts[SESSION_GET], &row, &row));
	out->expires_at = row.expires_at;
	out->person_id = row.person_id;
	out->body_id = row.body_id;
	return view_roles(call, call->actor->roles, &out->roles);
}

static enum err session_end(struct call *call)
{
	struct digest hash = token_hash(call);

	call->cookie = (struct cookie){"", 0};
	return db_do(call->txn, &access_stmts[SESSION_END],
		&(struct session_row){.token_hash = {hash.bytes, DIGEST_BYTES}});
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "sessionCreate",
		POST("/v1/sessions", 201),
		.in = &session_new_schema,
		.out = &session_view_schema,
		.write = session_create,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_STATEMENT_INVALID, ERR_UNAUTHENTICATED),
		.secret = true,
		.doc = "Signs in by a statement of kind session"},
	{.op = "sessionShow",
		GET("/v1/sessions/current"),
		.out = &session_view_schema,
		.read = session_show,
		.allow = allow_signed_in,
		.doc = "Who I am here, and until when"},
	{.op = "sessionEnd",
		POST("/v1/sessions/end", 204),
		.write = session_end,
		.allow = allow_signed_in,
		.doc = "Signs out"},
};

const struct module sessions_module = {"sessions", routes, COUNT_OF(routes), NULL};
