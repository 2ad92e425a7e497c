/* Activating a device, slips. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "access/holders.h"
#include "access/model.h"
#include "access/store.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/wire/dsse.h"

/* ---- what devices state and sign ---- */

/* Kind "device": signed by the new key itself, which proves that the device holds it. */
struct device_statement {
	struct body_id body;
	const char *slip;
	int64_t list_number;
	const char *code;
	struct span public_key;
	const char *name;
};
SCHEMA(device_statement, struct device_statement, FIELD_ID(struct device_statement, body),
	FIELD_STRING(struct device_statement, slip, .max = 40),
	FIELD_INT(struct device_statement, list_number, .nullable = true),
	FIELD_STRING(struct device_statement, code, .max = 40),
	FIELD_BYTES(struct device_statement, public_key, .required = true, .min = 32, .max = 32),
	FIELD_STRING(struct device_statement, name, .max = 40));

struct statement_in {
	const char *envelope;
};
SCHEMA(statement_in, struct statement_in,
	FIELD_TEXT(struct statement_in, envelope, .required = true,
		.doc = "DSSE envelope of a statement signed by the device's key"));

/* ---- devices ---- */

struct device_view {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	const char *name;
	int64_t created_at;
};
SCHEMA(device_view, struct device_view, FIELD_ID(struct device_view, id),
	FIELD_ID(struct device_view, body_id), FIELD_ID(struct device_view, person_id),
	FIELD_STRING(struct device_view, name), FIELD_TIME(struct device_view, created_at));

struct device_page {
	struct list devices;
	const char *holder;
	struct span salt;
};
SCHEMA(device_page, struct device_page,
	FIELD_LIST(struct device_page, devices, device_view_schema, .max = 100),
	FIELD_STRING(struct device_page, holder,
		.doc = "What the record calls me: a commitment, the same in all entries about me"),
	FIELD_BYTES(struct device_page, salt, .doc = "Opens the commitment"));

static bool slip_usable(const struct slip_row *slip, int64_t now)
{
	return !slip->used_at && !slip->voided_at && slip->expires_at >= now &&
	       slip->tries_left > 0;
}

/* By the code a person typed. A wrong one costs a try even though the request fails: the answer
 * says how it went, so that the transaction can be kept. */
static enum err find_by_code(struct call *call, const struct device_statement *statement,
	struct slip_row *ret_slip, bool *ret_right)
{
	struct slip_row key = {.body_id = statement->body, .list_number = statement->list_number};
	char code[SLIP_CODE_SIZE];
	struct digest hash;

	if (!statement->code || !slip_code_normalize(statement->code, code))
		return fail(call->error, ERR_SLIP_INVALID);
	TRY(db_one(call->txn, &access_stmts[SLIP_BY_NUMBER], &key, ret_slip));
	hash = slip_code_hash(call->keys, statement->body, statement->list_number, code);
	*ret_right = slip_usable(ret_slip, call->txn->now) &&
		     ret_slip->code_hash.len == DIGEST_BYTES &&
		     digest_equal(&hash, (const struct digest *)ret_slip->code_hash.data);
	if (!*ret_right)
		return db_do(call->txn, &access_stmts[SLIP_MISS], ret_slip);
	return OK;
}

static enum err find_slip(struct call *call, const struct device_statement *statement,
	struct slip_row *ret_slip, bool *ret_right)
{
	struct digest hash;
	struct slip_row key;

	if (!statement->slip)
		return find_by_code(call, statement, ret_slip, ret_right);
	hash = digest_of(statement->slip, strlen(statement->slip));
	key = (struct slip_row){.secret_hash = {hash.bytes, DIGEST_BYTES}};
	TRY(db_one(call->txn, &access_stmts[SLIP_BY_SECRET], &key, ret_slip));
	*ret_right = slip_usable(ret_slip, call->txn->now);
	return OK;
}

/* A reply of an activation that a wrong code ended: nothing but the tries left. */
struct activation {
	bool activated;
	int64_t tries_left;
	const struct device_view *device;
};
SCHEMA(activation, struct activation,
	FIELD_BOOL(
		struct activation, activated, .doc = "false: the code was wrong, a try is spent"),
	FIELD_INT(struct activation, tries_left),
	FIELD_OBJECT(struct activation, device, device_view_schema));

static enum err add_device(
	struct call *call, const struct device_statement *statement, struct slip_row *slip)
{
	struct device_view *view = arena_new(call->arena, struct device_view);
	struct body body;
	struct device_row device = {
		.body_id = slip->body_id,
		.person_id = slip->person_id,
		.public_key = statement->public_key,
		.name = statement->name ? statement->name : "",
		.created_at = call->txn->now,
	};
	enum err err;

	if (!view)
		return fail(call->error, ERR_BUSY);
	slip->used_at = call->txn->now;
	TRY(db_do(call->txn, &access_stmts[SLIP_USE], slip));
	TRY(db_new_id(call->txn, &device.id));
	err = db_do(call->txn, &access_stmts[DEVICE_INSERT], &device);
	if (err == ERR_CONFLICT)
		return fail(call->error, ERR_DEVICE_KNOWN);
	TRY(err);
	TRY(body_get(call->txn, device.body_id, &body));
	TRY(record_device(
		call->txn, &body, "device.activated", device.person_id, device.public_key));
	*view = (struct device_view){
		device.id, device.body_id, device.person_id, device.name, device.created_at};
	call_out(call, activation)->device = view;
	return OK;
}

static enum err read_device_statement(struct call *call, struct device_statement *ret_statement)
{
	const char *envelope = call_in(call, statement_in)->envelope;
	struct dsse dsse;

	TRY(dsse_read(envelope, strlen(envelope), call->arena, &dsse, call->error));
	TRY(dsse_payload(&dsse, &device_statement_schema, call->arena, ret_statement, call->error));
	return statement_own(call, &dsse, "device", ret_statement->public_key);
}

static enum err device_create(struct call *call)
{
	struct activation *out = call_out(call, activation);
	struct device_statement statement = {0};
	struct slip_row slip;
	bool right = false;
	enum err err;

	TRY(read_device_statement(call, &statement));
	err = find_slip(call, &statement, &slip, &right);
	if (err == ERR_NOT_FOUND)
		return fail(call->error, ERR_SLIP_INVALID);
	TRY(err);
	if (!right && statement.slip) /* 128 bits are not guessed: nothing to count */
		return fail(call->error, ERR_SLIP_INVALID);
	out->activated = right;
	out->tries_left = slip.tries_left - (!right && slip.tries_left > 0);
	return right ? add_device(call, &statement, &slip) : OK;
}

static enum err device_list(struct call *call)
{
	struct device_page *out = call_out(call, device_page);
	struct device_row key = {.person_id = call->actor->person};
	struct list rows;
	struct device_view *views;

	TRY(db_all(call->txn, &access_stmts[DEVICE_OF_PERSON], &key, &rows));
	views = arena_array(call->arena, struct device_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct device_row *row = &((const struct device_row *)rows.items)[i];

		views[i] = (struct device_view){
			row->id, row->body_id, row->person_id, row->name, row->created_at};
	}
	out->devices = (struct list){views, rows.n};
	return holder_show(
		call->txn, call->actor->body, call->actor->person, &out->holder, &out->salt);
}

struct device_key {
	int64_t device_id;
};
SCHEMA(device_key, struct device_key, FIELD_ID(struct device_key, device_id, .in = IN_PATH));

static enum err device_remove(struct call *call)
{
	struct device_row row = {
		.id = call_in(call, device_key)->device_id, .person_id = call->actor->person};
	struct body body;

	TRY(db_one(call->txn, &access_stmts[DEVICE_GET], &row, &row));
	row.removed_at = call->txn->now;
	TRY(db_do(call->txn, &access_stmts[DEVICE_REMOVE], &row));
	TRY(db_do(call->txn, &access_stmts[SESSION_END_DEVICE],
		&(struct session_row){.device_id = row.id}));
	TRY(body_get(call->txn, row.body_id, &body));
	TRY(record_device(call->txn, &body, "device.removed", row.person_id, row.public_key));
	return device_list(call);
}

/* ---- slips ---- */

struct slip_new {
	struct body_id body_id;
	struct person_id person_id;
};
SCHEMA(slip_new, struct slip_new, FIELD_ID(struct slip_new, body_id, .in = IN_PATH),
	FIELD_ID(struct slip_new, person_id, .required = true));

struct slip_view {
	int64_t list_number;
	const char *code;
	const char *url;
	int64_t expires_at;
};
SCHEMA(slip_view, struct slip_view, FIELD_INT(struct slip_view, list_number),
	FIELD_STRING(struct slip_view, code, .doc = "Typed by hand together with the list number"),
	FIELD_STRING(struct slip_view, url, .doc = "For the QR; the secret is in the fragment"),
	FIELD_TIME(struct slip_view, expires_at));

static enum err slip_create(struct call *call)
{
	const struct slip_new *in = call_in(call, slip_new);
	struct slip_view *out = call_out(call, slip_view);
	struct body body;
	struct slip slip;

	TRY(body_of(call, in->body_id, &body));
	TRY(person_expect(call, body.id, in->person_id));
	TRY(slip_issue(call->txn, call->keys, &body, in->person_id, call->actor->person, &slip));
	out->list_number = slip.list_number;
	out->code = arena_string(call->arena, slip.code);
	out->url = slip_url(call->arena, call->origin, &slip);
	out->expires_at = slip.expires_at;
	return out->code && out->url ? OK : fail(call->error, ERR_BUSY);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "slipCreate",
		POST("/v1/bodies/{body_id}/slips", 201),
		.in = &slip_new_schema,
		.out = &slip_view_schema,
		.write = slip_create,
		.allow = allow_officer,
		.private = true,
		.doc = "Issues an activation slip; the person's unused ones end"},
	{.op = "deviceList",
		GET("/v1/devices"),
		.out = &device_page_schema,
		.read = device_list,
		.allow = allow_signed_in,
		.doc = "My devices"},
	{.op = "deviceCreate",
		POST("/v1/devices", 201),
		.in = &statement_in_schema,
		.out = &activation_schema,
		.write = device_create,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_SLIP_INVALID, ERR_STATEMENT_INVALID, ERR_DEVICE_KNOWN),
		.doc = "Activates a device with a slip"},
	{.op = "deviceRemove",
		POST("/v1/devices/{device_id}/remove", 200),
		.in = &device_key_schema,
		.out = &device_page_schema,
		.write = device_remove,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_NOT_FOUND),
		.records = "device.removed",
		.doc = "Removes one of my devices and ends its sessions"},
};

const struct module access_module = {"access", routes, COUNT_OF(routes), &access_stmt_table};
