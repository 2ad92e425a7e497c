/* Bodies over the API. */
#include "base/clock.h"
#include "bodies/store.h"

/* ---- bodies ---- */

struct body_view {
	struct body_id id;
	const char *name;
	enum body_kind kind;
	const char *profile;
	bool rehearsal;
	int64_t now;
	int64_t today;
};
SCHEMA(body_view, struct body_view, FIELD_ID(struct body_view, id, .doc = "Number of the body"),
	FIELD_STRING(struct body_view, name), FIELD_ENUM(struct body_view, kind, body_kind_names),
	FIELD_STRING(struct body_view, profile, .doc = "Jurisdiction profile"),
	FIELD_BOOL(
		struct body_view, rehearsal, .doc = "A rehearsal (演练): nothing here is binding"),
	FIELD_TIME(struct body_view, now, .doc = "The body's clock"),
	FIELD_DAY(struct body_view, today, .doc = "The body's day in Asia/Shanghai"));

struct body_page {
	struct list bodies;
};
SCHEMA(body_page, struct body_page,
	FIELD_LIST(struct body_page, bodies, body_view_schema, .max = 200));

struct body_key {
	struct body_id body_id;
};
SCHEMA(body_key, struct body_key, FIELD_ID(struct body_key, body_id, .in = IN_PATH));

static struct body_view view_of(const struct body *body)
{
	return (struct body_view){
		.id = body->id,
		.name = body->name,
		.kind = body->kind,
		.profile = body->profile,
		.rehearsal = body->rehearsal,
		.now = body->now,
		.today = day_of(body->now),
	};
}

static enum err body_list(struct call *call)
{
	struct body_page *out = call->out;
	struct list rows;
	struct body_view *views;

	TRY(db_all(call->txn, &bodies_stmts[BODY_LIST], NULL, &rows));
	views = arena_array(call->arena, struct body_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		struct body body;

		TRY(body_get(call->txn, ((const struct body_row *)rows.items)[i].id, &body));
		views[i] = view_of(&body);
	}
	out->bodies = (struct list){views, rows.n};
	return OK;
}

static enum err body_show(struct call *call)
{
	struct body body;

	TRY(body_get(call->txn, call_in(call, body_key)->body_id, &body));
	*call_out(call, body_view) = view_of(&body);
	return OK;
}

/* ---- the rehearsal's clock ---- */

struct clock_advance {
	struct body_id body_id;
	int64_t to;
};
SCHEMA(clock_advance, struct clock_advance, FIELD_ID(struct clock_advance, body_id, .in = IN_PATH),
	FIELD_TIME(struct clock_advance, to, .required = true,
		.doc = "The instant the rehearsal's clock shall show; never earlier than it shows "
		       "now"));

static enum err body_advance_clock(struct call *call)
{
	const struct clock_advance *in = call_in(call, clock_advance);
	struct body body;
	struct body_row row;

	TRY(body_of(call, in->body_id, &body));
	if (!body.rehearsal)
		return fail(call->error, ERR_NOT_REHEARSAL);
	if (in->to < body.now)
		return fail_field(call->error, "/to", "before:now");
	row = (struct body_row){.id = body.id, .clock_offset = in->to - call->txn->now};
	TRY(db_do(call->txn, &bodies_stmts[REHEARSAL_ADVANCE], &row));
	TRY(body_get(call->txn, body.id, &body));
	*call_out(call, body_view) = view_of(&body);
	return OK;
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "bodyList",
		GET("/v1/bodies"),
		.out = &body_page_schema,
		.read = body_list,
		.allow = allow_anyone,
		.doc = "The communities and estates served here"},
	{.op = "bodyShow",
		GET("/v1/bodies/{body_id}"),
		.in = &body_key_schema,
		.out = &body_view_schema,
		.read = body_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "One body"},
	{.op = "bodyAdvanceClock",
		POST("/v1/bodies/{body_id}/clock", 200),
		.in = &clock_advance_schema,
		.out = &body_view_schema,
		.write = body_advance_clock,
		.allow = allow_officer,
		.errors = ERRORS(ERR_NOT_REHEARSAL),
		.moves_clock = true,
		.doc = "Moves a rehearsal's clock forward; what became due has happened when "
		       "the reply comes"},
};

const struct module bodies_module = {"bodies", routes, COUNT_OF(routes), &bodies_stmt_table};
