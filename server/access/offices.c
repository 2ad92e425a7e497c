/* Offices over the API. Each grant and each end enters the record, so that anybody can tell whose
 * signature counted when. */
#include "access/holders.h"
#include "base/encoding.h"
#include "record/record.h"

/* ---- in the record ---- */

struct office_event {
	int64_t office;
	const char *holder;
	enum role role;
	int64_t from;
	int64_t until;
};
SCHEMA(office_event, struct office_event, FIELD_INT(struct office_event, office),
	FIELD_STRING(struct office_event, holder),
	FIELD_ENUM(struct office_event, role, role_names), FIELD_DAY(struct office_event, from),
	FIELD_DAY(struct office_event, until));

static enum err record_office(
	struct txn *txn, const struct body *body, const char *type, const struct office *office)
{
	struct office_event event = {.office = office->id,
		.role = office->role,
		.from = office->from_day,
		.until = office->until_day};
	struct holder holder;

	TRY(holder_of(txn, body, office->person, &holder));
	event.holder = holder.commitment;
	return record_append(txn, body, type, &office_event_schema, &event, NULL);
}

enum err office_give(
	struct txn *txn, const struct body *body, struct office *office, struct person_id by)
{
	TRY(office_grant(txn, body, office, by));
	return record_office(txn, body, "office.granted", office);
}

/* ---- over the API ---- */

struct office_new {
	struct body_id body_id;
	struct person_id person_id;
	enum role role;
	int64_t from_day;
	int64_t until_day;
};
SCHEMA(office_new, struct office_new, FIELD_ID(struct office_new, body_id, .in = IN_PATH),
	FIELD_ID(struct office_new, person_id, .required = true),
	FIELD_ENUM(struct office_new, role, role_names, .required = true),
	FIELD_DAY(struct office_new, from_day, .required = true, .doc = "First day of the term"),
	FIELD_DAY(struct office_new, until_day, .required = true, .doc = "Last day of the term"));

struct office_view {
	int64_t id;
	struct person_id person_id;
	enum role role;
	int64_t from_day;
	int64_t until_day;
	int64_t ended_at;
	const char *holder;
	struct span salt;
};
SCHEMA(office_view, struct office_view, FIELD_ID(struct office_view, id),
	FIELD_ID(struct office_view, person_id), FIELD_ENUM(struct office_view, role, role_names),
	FIELD_DAY(struct office_view, from_day), FIELD_DAY(struct office_view, until_day),
	FIELD_TIME(struct office_view, ended_at, .nullable = true),
	FIELD_STRING(struct office_view, holder,
		.doc = "The record's commitment to the person, the same in all entries about her"),
	FIELD_BYTES(struct office_view, salt, .doc = "Opens the commitment"));

struct office_page {
	struct list offices;
};
SCHEMA(office_page, struct office_page,
	FIELD_LIST(struct office_page, offices, office_view_schema, .max = 500));

static enum err show_offices(struct call *call, const struct body *body)
{
	struct list offices;
	struct office_view *views;

	TRY(office_list(call->txn, body, &offices));
	views = arena_array(call->arena, struct office_view, offices.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < offices.n; i++) {
		const struct office *office = &((const struct office *)offices.items)[i];

		views[i] = (struct office_view){.id = office->id,
			.person_id = office->person,
			.role = office->role,
			.from_day = office->from_day,
			.until_day = office->until_day,
			.ended_at = office->ended_at};
		TRY(holder_show(
			call->txn, body->id, office->person, &views[i].holder, &views[i].salt));
	}
	call_out(call, office_page)->offices = (struct list){views, offices.n};
	return OK;
}

struct office_list_key {
	struct body_id body_id;
};
SCHEMA(office_list_key, struct office_list_key,
	FIELD_ID(struct office_list_key, body_id, .in = IN_PATH));

static enum err office_show_all(struct call *call)
{
	struct body body;

	TRY(body_of(call, call_in(call, office_list_key)->body_id, &body));
	return show_offices(call, &body);
}

static enum err office_create(struct call *call)
{
	const struct office_new *in = call_in(call, office_new);
	struct office office = {.person = in->person_id,
		.role = in->role,
		.from_day = in->from_day,
		.until_day = in->until_day};
	struct body body;

	TRY(body_of(call, in->body_id, &body));
	TRY(office_give(call->txn, &body, &office, call->actor->person));
	return show_offices(call, &body);
}

struct office_key {
	struct body_id body_id;
	int64_t office_id;
};
SCHEMA(office_key, struct office_key, FIELD_ID(struct office_key, body_id, .in = IN_PATH),
	FIELD_ID(struct office_key, office_id, .in = IN_PATH));

static enum err office_close(struct call *call)
{
	const struct office_key *in = call_in(call, office_key);
	struct office office;
	struct body body;

	TRY(body_of(call, in->body_id, &body));
	TRY(office_end(call->txn, &body, in->office_id, &office));
	TRY(record_office(call->txn, &body, "office.ended", &office));
	return show_offices(call, &body);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "officeList",
		GET("/v1/bodies/{body_id}/offices"),
		.in = &office_list_key_schema,
		.out = &office_page_schema,
		.read = office_show_all,
		.allow = allow_staff,
		.doc = "Who holds which office"},
	{.op = "officeCreate",
		POST("/v1/bodies/{body_id}/offices", 201),
		.in = &office_new_schema,
		.out = &office_page_schema,
		.write = office_create,
		.allow = allow_officer,
		.errors = ERRORS(ERR_DUTIES),
		.records = "office.granted",
		.doc = "Gives an office for a term"},
	{.op = "officeEnd",
		POST("/v1/bodies/{body_id}/offices/{office_id}/end", 200),
		.in = &office_key_schema,
		.out = &office_page_schema,
		.write = office_close,
		.allow = allow_officer,
		.errors = ERRORS(ERR_NOT_FOUND),
		.records = "office.ended",
		.doc = "Ends an office before its term"},
};

const struct module offices_module = {"offices", routes, COUNT_OF(routes), NULL};
