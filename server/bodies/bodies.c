/* Loading bodies, offices and their policies. */
#include "bodies/bodies.h"

#include "base/clock.h"
#include "bodies/store.h"

static void body_from_row(const struct body_row *row, int64_t now, struct body *ret_body)
{
	*ret_body = (struct body){
		.id = row->id,
		.name = row->name,
		.kind = row->kind,
		.profile = row->profile,
		.rehearsal = row->rehearsal,
		.clock_offset = row->clock_offset,
		.now = now + row->clock_offset,
	};
}

enum err body_get(struct txn *txn, struct body_id id, struct body *ret_body)
{
	struct body_row row = {.id = id};

	TRY(db_one(txn, &bodies_stmts[BODY_GET], &row, &row));
	body_from_row(&row, txn->now, ret_body);
	return OK;
}

enum err body_create(struct txn *txn, const char *name, enum body_kind kind, const char *profile,
	bool rehearsal, struct body *ret_body)
{
	struct body_row row = {
		.name = name,
		.kind = kind,
		.profile = profile,
		.created_at = txn->now,
		.rehearsal = rehearsal,
	};

	TRY(db_new_id(txn, &row.id.v));
	TRY(db_do(txn, &bodies_stmts[BODY_INSERT], &row));
	if (rehearsal)
		TRY(db_do(txn, &bodies_stmts[REHEARSAL_INSERT], &row));
	body_from_row(&row, txn->now, ret_body);
	return OK;
}

enum err office_roles(
	struct txn *txn, const struct body *body, struct person_id person, uint32_t *ret_roles)
{
	struct office_row key = {
		.body_id = body->id, .person_id = person, .day = day_of(body->now)};
	struct list rows;
	uint32_t roles = 0;

	TRY(db_all(txn, &bodies_stmts[OFFICE_HELD], &key, &rows));
	for (size_t i = 0; i < rows.n; i++)
		roles |= ROLE_BIT(((const struct office_row *)rows.items)[i].role);
	*ret_roles = roles;
	return OK;
}

enum err office_count(struct txn *txn, const struct body *body, enum role role, int64_t *ret_n)
{
	struct office_row row = {.body_id = body->id, .role = role, .day = day_of(body->now)};

	TRY(db_one(txn, &bodies_stmts[OFFICE_COUNT], &row, &row));
	*ret_n = row.n;
	return OK;
}

/* D28: who edits a roll does not count; who counts or holds a key does not audit. */
static const uint32_t exclusive[][2] = {
	{ROLE_BIT(ROLE_ROLL_KEEPER), ROLE_BIT(ROLE_COUNTER) | ROLE_BIT(ROLE_TRUSTEE)},
	{ROLE_BIT(ROLE_AUDITOR), ROLE_BIT(ROLE_COUNTER) | ROLE_BIT(ROLE_TRUSTEE) |
					 ROLE_BIT(ROLE_DESK) | ROLE_BIT(ROLE_ROLL_KEEPER)},
};

static bool joinable(uint32_t roles)
{
	for (size_t i = 0; i < COUNT_OF(exclusive); i++)
		if (roles & exclusive[i][0] && roles & exclusive[i][1])
			return false;
	return true;
}

enum err office_grant(
	struct txn *txn, const struct body *body, struct office *office, struct person_id by)
{
	struct office_row row = {
		.body_id = body->id,
		.person_id = office->person,
		.role = office->role,
		.from_day = office->from_day,
		.until_day = office->until_day,
		.granted_by = by,
	};
	uint32_t held;

	if (office->until_day < office->from_day)
		return fail_field(txn->error, "/until_day", "before:from_day");
	TRY(office_roles(txn, body, office->person, &held));
	if (!joinable(held | ROLE_BIT(office->role)))
		return fail(txn->error, ERR_DUTIES);
	TRY(db_new_id(txn, &row.id));
	office->id = row.id;
	return db_do(txn, &bodies_stmts[OFFICE_INSERT], &row);
}

static struct office office_of(const struct office_row *row)
{
	return (struct office){
		row->id, row->person_id, row->role, row->from_day, row->until_day, row->ended_at};
}

enum err office_end(struct txn *txn, const struct body *body, int64_t id, struct office *ret_office)
{
	struct office_row row = {.id = id, .body_id = body->id};

	TRY(db_one(txn, &bodies_stmts[OFFICE_GET], &row, &row));
	if (row.ended_at)
		return fail(txn->error, ERR_NOT_FOUND);
	row.body_id = body->id;
	row.ended_at = body->now;
	*ret_office = office_of(&row);
	return db_do(txn, &bodies_stmts[OFFICE_END], &row);
}

enum err office_list(struct txn *txn, const struct body *body, struct list *ret_offices)
{
	struct office_row key = {.body_id = body->id};
	struct office *offices;
	struct list rows;

	TRY(db_all(txn, &bodies_stmts[OFFICE_LIST], &key, &rows));
	offices = arena_array(txn->arena, struct office, rows.n);
	if (!offices)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++)
		offices[i] = office_of(&((const struct office_row *)rows.items)[i]);
	*ret_offices = (struct list){offices, rows.n};
	return OK;
}

/* ---- policies ---- */

static bool holds(const struct call *call, uint32_t roles)
{
	return (call->actor->roles & roles) != 0;
}

bool allow_signed_in(const struct call *call)
{
	return call->actor->person.v != 0;
}

bool allow_officer(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_OFFICER));
}

bool allow_roll_keeper(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_ROLL_KEEPER));
}

bool allow_election_committee(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_ELECTION_COMMITTEE));
}

bool allow_desk(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_DESK) | ROLE_BIT(ROLE_ELECTION_COMMITTEE));
}

bool allow_counter(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_COUNTER));
}

bool allow_trustee(const struct call *call)
{
	return holds(call, ROLE_BIT(ROLE_TRUSTEE));
}

bool allow_staff(const struct call *call)
{
	return holds(call, UINT32_MAX);
}

enum err body_of(struct call *call, struct body_id id, struct body *ret_body)
{
	if (call->actor->body.v != id.v)
		return fail(call->error, ERR_FORBIDDEN);
	return body_get(call->txn, id, ret_body);
}
