/* The only SQL of bodies/. */
#include "bodies/store.h"

const char *const body_kind_names[] = {"community", "estate", NULL};
const char *const role_names[] = {"officer", "roll_keeper", "election_committee", "desk", "counter",
	"trustee", "auditor", NULL};

SCHEMA(body_row, struct body_row, FIELD_ID(struct body_row, id),
	FIELD_STRING(struct body_row, name), FIELD_ENUM(struct body_row, kind, body_kind_names),
	FIELD_STRING(struct body_row, profile), FIELD_TIME(struct body_row, created_at),
	FIELD_BOOL(struct body_row, rehearsal), FIELD_INT(struct body_row, clock_offset));

SCHEMA(office_row, struct office_row, FIELD_INT(struct office_row, id),
	FIELD_ID(struct office_row, body_id), FIELD_ID(struct office_row, person_id),
	FIELD_ENUM(struct office_row, role, role_names), FIELD_DAY(struct office_row, from_day),
	FIELD_DAY(struct office_row, until_day),
	FIELD_ID(struct office_row, granted_by, .nullable = true),
	FIELD_TIME(struct office_row, ended_at, .nullable = true),
	FIELD_DAY(struct office_row, day), FIELD_INT(struct office_row, n));

SCHEMA(act_row, struct act_row, FIELD_INT(struct act_row, id), FIELD_ID(struct act_row, body_id),
	FIELD_TIME(struct act_row, at), FIELD_STRING(struct act_row, act),
	FIELD_INT(struct act_row, subject_id), FIELD_STRING(struct act_row, state),
	FIELD_STRING(struct act_row, reason, .nullable = true),
	FIELD_STRING(struct act_row, note, .nullable = true),
	FIELD_STRING(struct act_row, chinese, .nullable = true),
	FIELD_STRING(struct act_row, english, .nullable = true),
	FIELD_TIME(struct act_row, retry_at, .nullable = true));

#define BODY_COLUMNS                                                                               \
	"SELECT body.id, name, kind, profile, created_at, clock_offset IS NOT NULL AS rehearsal,"  \
	" coalesce(clock_offset, 0) AS clock_offset"                                               \
	" FROM body LEFT JOIN rehearsal ON rehearsal.body_id = body.id"

const struct stmt_def bodies_stmts[BODIES_STMT__COUNT] = {
	[BODY_GET] = {.in = &body_row_schema,
		.out = &body_row_schema,
		.sql = BODY_COLUMNS " WHERE body.id = :id"},
	[BODY_LIST] = {.out = &body_row_schema,
		.sql = BODY_COLUMNS " ORDER BY body.id LIMIT 200",
		.scans = true},
	[BODY_INSERT] = {WRITES, .in = &body_row_schema,
		.sql = "INSERT INTO body(id, name, kind, profile, created_at)"
		       " VALUES (:id, :name, :kind, :profile, :created_at)"},
	[REHEARSAL_INSERT] = {WRITES, .in = &body_row_schema,
		.sql = "INSERT INTO rehearsal(body_id, clock_offset) VALUES (:id, :clock_offset)"},
	[REHEARSAL_ADVANCE] = {WRITES, .in = &body_row_schema,
		.sql = "UPDATE rehearsal SET clock_offset = :clock_offset"
		       " WHERE body_id = :id AND clock_offset <= :clock_offset"},
	[OFFICE_INSERT] = {WRITES, .in = &office_row_schema,
		.sql = "INSERT INTO office(id, body_id, person_id, role, from_day, until_day,"
		       " granted_by) VALUES (:id, :body_id, :person_id, :role, :from_day,"
		       " :until_day, :granted_by)"},
	[OFFICE_HELD] = {.in = &office_row_schema,
		.out = &office_row_schema,
		.sql = "SELECT role, from_day, until_day FROM office WHERE person_id = :person_id"
		       " AND body_id = :body_id AND from_day <= :day AND until_day >= :day"
		       " AND ended_at IS NULL"},
	[OFFICE_COUNT] = {.in = &office_row_schema,
		.out = &office_row_schema,
		.sql = "SELECT count(DISTINCT person_id) AS n FROM office WHERE body_id = :body_id"
		       " AND role = :role AND from_day <= :day AND until_day >= :day"
		       " AND ended_at IS NULL"},
	[OFFICE_GET] = {.in = &office_row_schema,
		.out = &office_row_schema,
		.sql = "SELECT id, person_id, role, from_day, until_day, ended_at FROM office"
		       " WHERE id = :id AND body_id = :body_id"},
	[OFFICE_END] = {WRITES, .in = &office_row_schema,
		.sql = "UPDATE office SET ended_at = :ended_at WHERE id = :id"
		       " AND ended_at IS NULL"},
	[OFFICE_LIST] = {.in = &office_row_schema,
		.out = &office_row_schema,
		.sql = "SELECT id, person_id, role, from_day, until_day, ended_at"
		       " FROM office WHERE body_id = :body_id ORDER BY role, id LIMIT 500"},
	[ACT_INSERT] = {WRITES, .in = &act_row_schema,
		.sql = "INSERT INTO due_act(id, body_id, at, act, subject_id, state)"
		       " VALUES (:id, :body_id, :at, :act, :subject_id, 'waiting')"},
	[ACT_NEXT] = {.in = &act_row_schema,
		.out = &act_row_schema,
		.scans = true, /* only what waits: the partial index holds nothing else */
		.sql = "SELECT due_act.id, due_act.body_id, at, act, subject_id, reason, note"
		       " FROM due_act LEFT JOIN rehearsal ON rehearsal.body_id = due_act.body_id"
		       " WHERE state = 'waiting' AND at <= :at + coalesce(clock_offset, 0)"
		       " AND (:body_id = 0 OR due_act.body_id = :body_id)"
		       " AND (retry_at IS NULL OR retry_at <= :at)"
		       " ORDER BY at - coalesce(clock_offset, 0), due_act.id LIMIT 1"},
	[ACT_SETTLE] = {WRITES, .in = &act_row_schema,
		.sql = "UPDATE due_act SET state = :state, reason = :reason, note = :note,"
		       " chinese = :chinese, english = :english, retry_at = :retry_at"
		       " WHERE id = :id"},
	[ACT_FAILED] = {.in = &act_row_schema,
		.out = &act_row_schema,
		.sql = "SELECT act, at, reason, chinese, english FROM due_act"
		       " WHERE subject_id = :subject_id AND act = :act AND reason IS NOT NULL"
		       " ORDER BY id DESC LIMIT 1"},
};
const struct stmt_table bodies_stmt_table = {"bodies", bodies_stmts, BODIES_STMT__COUNT};
