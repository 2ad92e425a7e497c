/* The only SQL of roll/. */
#include "roll/store.h"

const char *const import_state_names[] = {"reported", "accepted", "discarded", NULL};
const char *const roll_severity_names[] = {"error", "warning", "note", NULL};
const char *const roll_field_names[] = {"building", "entrance", "room", "household", "name",
	"id_number", "born", "sex", "kind", "permit", "since", "group", "phone", "other", NULL};

SCHEMA(person_row, struct person_row, FIELD_ID(struct person_row, id),
	FIELD_ID(struct person_row, body_id),
	FIELD_INT(struct person_row, household_id, .nullable = true),
	FIELD_INT(struct person_row, dwelling_id), FIELD_BYTES(struct person_row, id_tag),
	FIELD_BYTES(struct person_row, id_sealed),
	FIELD_ENUM(struct person_row, id_kind, roll_id_kind_names),
	FIELD_STRING(struct person_row, name), FIELD_INT(struct person_row, born),
	FIELD_ENUM(struct person_row, sex, roll_sex_names),
	FIELD_ENUM(struct person_row, kind, roll_kind_names),
	FIELD_ENUM(struct person_row, proof, roll_proof_names), FIELD_INT(struct person_row, since),
	FIELD_ENUM(struct person_row, standing, roll_standing_names),
	FIELD_STRING(struct person_row, residents_group),
	FIELD_BYTES(struct person_row, phone_sealed), FIELD_TIME(struct person_row, created_at),
	FIELD_TIME(struct person_row, updated_at), FIELD_STRING(struct person_row, building),
	FIELD_STRING(struct person_row, entrance), FIELD_STRING(struct person_row, room),
	FIELD_STRING(struct person_row, household_number), FIELD_ID(struct person_row, after),
	FIELD_INT(struct person_row, limit));

SCHEMA(resident_row, struct resident_row, FIELD_ID(struct resident_row, id),
	FIELD_ID(struct resident_row, body_id), FIELD_INT(struct resident_row, household_id),
	FIELD_STRING(struct resident_row, name), FIELD_INT(struct resident_row, born),
	FIELD_ENUM(struct resident_row, sex, roll_sex_names),
	FIELD_ENUM(struct resident_row, kind, roll_kind_names),
	FIELD_ENUM(struct resident_row, proof, roll_proof_names),
	FIELD_INT(struct resident_row, since),
	FIELD_ENUM(struct resident_row, standing, roll_standing_names),
	FIELD_STRING(struct resident_row, building), FIELD_STRING(struct resident_row, entrance),
	FIELD_STRING(struct resident_row, room));

SCHEMA(import_row, struct import_row, FIELD_INT(struct import_row, id),
	FIELD_ID(struct import_row, body_id),
	FIELD_ENUM(struct import_row, state, import_state_names),
	FIELD_BYTES(struct import_row, file_sealed), FIELD_DAY(struct import_row, read_day),
	FIELD_STRING(struct import_row, charset), FIELD_BOOL(struct import_row, usable),
	FIELD_INT(struct import_row, n_rows), FIELD_INT(struct import_row, n_sound),
	FIELD_INT(struct import_row, n_errors), FIELD_INT(struct import_row, n_warnings),
	FIELD_INT(struct import_row, n_omitted), FIELD_INT(struct import_row, n_added),
	FIELD_INT(struct import_row, n_changed), FIELD_TIME(struct import_row, created_at),
	FIELD_ID(struct import_row, created_by),
	FIELD_TIME(struct import_row, settled_at, .nullable = true),
	FIELD_ID(struct import_row, settled_by, .nullable = true),
	FIELD_BYTES(struct import_row, salt_sealed), FIELD_BYTES(struct import_row, plan));

SCHEMA(finding_row, struct finding_row, FIELD_INT(struct finding_row, import_id),
	FIELD_INT(struct finding_row, seq), FIELD_ID(struct finding_row, body_id),
	FIELD_INT(struct finding_row, row), FIELD_INT(struct finding_row, position),
	FIELD_ENUM(struct finding_row, field, roll_field_names),
	FIELD_ENUM(struct finding_row, severity, roll_severity_names),
	FIELD_ENUM(struct finding_row, reason, roll_reason_names),
	FIELD_INT(struct finding_row, other_row), FIELD_STRING(struct finding_row, value),
	FIELD_STRING(struct finding_row, only), FIELD_INT(struct finding_row, after),
	FIELD_INT(struct finding_row, limit));

SCHEMA(read_row, struct read_row, FIELD_INT(struct read_row, id),
	FIELD_ID(struct read_row, body_id), FIELD_ID(struct read_row, person_id),
	FIELD_ID(struct read_row, by_person_id), FIELD_STRING(struct read_row, purpose),
	FIELD_TIME(struct read_row, at), FIELD_INT(struct read_row, before),
	FIELD_INT(struct read_row, limit));

SCHEMA(decision_row, struct decision_row, FIELD_INT(struct decision_row, id),
	FIELD_ID(struct decision_row, body_id), FIELD_ID(struct decision_row, person_id),
	FIELD_ENUM(struct decision_row, standing, roll_standing_names),
	FIELD_STRING(struct decision_row, reason), FIELD_ID(struct decision_row, by_person_id),
	FIELD_TIME(struct decision_row, at), FIELD_STRING(struct decision_row, datum),
	FIELD_BYTES(struct decision_row, salt));

#define FROM_PERSON                                                                                \
	" FROM person LEFT JOIN household ON household.id = person.household_id"                   \
	" LEFT JOIN dwelling ON dwelling.id = household.dwelling_id"

#define PERSON_COLUMNS                                                                             \
	"SELECT person.id, person.body_id, household_id, dwelling_id, id_sealed, id_kind, name,"   \
	" born, sex, kind, proof, since, standing, residents_group, phone_sealed,"                 \
	" coalesce(building, '') AS building, coalesce(entrance, '') AS entrance,"                 \
	" coalesce(room, '') AS room, coalesce(number, '') AS household_number" FROM_PERSON

#define RESIDENT_COLUMNS                                                                           \
	"SELECT person.id, household_id, name, born, sex, kind, proof, since, standing, building," \
	" entrance, room" FROM_PERSON " WHERE person.body_id = :body_id AND kind <> 'outsider'"

#define IMPORT_COLUMNS                                                                             \
	"SELECT id, body_id, state, read_day, charset, usable, n_rows, n_sound, n_errors,"         \
	" n_warnings, n_omitted, n_added, n_changed, created_at, settled_at, salt_sealed"

const struct stmt_def roll_stmts[ROLL_STMT__COUNT] = {
	[DWELLING_FIND] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = "SELECT id AS dwelling_id FROM dwelling WHERE body_id = :body_id"
		       " AND building = :building AND entrance = :entrance AND room = :room"},
	[DWELLING_INSERT] = {WRITES, .in = &person_row_schema,
		.sql = "INSERT INTO dwelling(id, body_id, building, entrance, room)"
		       " VALUES (:dwelling_id, :body_id, :building, :entrance, :room)"},
	[HOUSEHOLD_FIND] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = "SELECT id AS household_id FROM household"
		       " WHERE dwelling_id = :dwelling_id AND number = :household_number"},
	[HOUSEHOLD_INSERT] = {WRITES, .in = &person_row_schema,
		.sql = "INSERT INTO household(id, body_id, dwelling_id, number)"
		       " VALUES (:household_id, :body_id, :dwelling_id, :household_number)"},
	[PERSON_GET] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = PERSON_COLUMNS " WHERE person.id = :id AND person.body_id = :body_id"},
	[PERSON_BY_TAG] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = PERSON_COLUMNS
		" WHERE person.body_id = :body_id AND person.id_tag = :id_tag"},
	[PERSON_SIMILAR] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = "SELECT person.id" FROM_PERSON
		       " WHERE person.body_id = :body_id AND name = :name AND born = :born"
		       " AND building = :building AND entrance = :entrance AND room = :room"
		       " AND id_tag <> :id_tag ORDER BY person.id LIMIT 1"},
	[PERSON_PAGE] = {.in = &person_row_schema,
		.out = &person_row_schema,
		.sql = PERSON_COLUMNS " WHERE person.body_id = :body_id AND person.id > :after"
				      " AND kind <> 'outsider'"
				      " AND (:building IS NULL OR building = :building)"
				      " AND (:name IS NULL OR name = :name)"
				      " ORDER BY person.id LIMIT :limit"},
	[RESIDENT_ALL] = {.in = &resident_row_schema,
		.out = &resident_row_schema,
		.sql = RESIDENT_COLUMNS " ORDER BY person.id"},
	[RESIDENT_GET] = {.in = &resident_row_schema,
		.out = &resident_row_schema,
		.sql = RESIDENT_COLUMNS " AND person.id = :id"},
	[PERSON_INSERT] = {WRITES, .in = &person_row_schema,
		.sql = "INSERT INTO person(id, body_id, household_id, id_tag, id_sealed, id_kind,"
		       " name, born, sex, kind, proof, since, standing, residents_group,"
		       " phone_sealed, created_at, updated_at) VALUES (:id, :body_id,"
		       " :household_id, :id_tag, :id_sealed, :id_kind, :name, :born, :sex, :kind,"
		       " :proof, :since, 'normal', :residents_group, :phone_sealed, :created_at,"
		       " :updated_at)"},
	[PERSON_UPDATE] = {WRITES, .in = &person_row_schema,
		.sql = "UPDATE person SET household_id = :household_id, id_kind = :id_kind,"
		       " name = :name, born = :born, sex = :sex, kind = :kind, proof = :proof,"
		       " since = :since, residents_group = :residents_group,"
		       " phone_sealed = :phone_sealed, updated_at = :updated_at WHERE id = :id"},
	[PERSON_SET_STANDING] = {WRITES, .in = &person_row_schema,
		.sql = "UPDATE person SET standing = :standing, updated_at = :updated_at"
		       " WHERE id = :id AND body_id = :body_id"},
	[IMPORT_INSERT] = {WRITES, .in = &import_row_schema,
		.sql = "INSERT INTO roll_import(id, body_id, state, file_sealed, read_day, charset,"
		       " usable, n_rows, n_sound, n_errors, n_warnings, n_omitted, n_added,"
		       " n_changed, created_at, created_by) VALUES (:id, :body_id, 'reported',"
		       " :file_sealed, :read_day, :charset, :usable, :n_rows, :n_sound, :n_errors,"
		       " :n_warnings, :n_omitted, :n_added, :n_changed, :created_at,"
		       " :created_by)"},
	[IMPORT_COMPARED] = {WRITES, .in = &import_row_schema,
		.sql = "UPDATE roll_import SET n_added = :n_added, n_changed = :n_changed,"
		       " n_warnings = :n_warnings, plan = :plan WHERE id = :id"},
	[IMPORT_GET] = {.in = &import_row_schema,
		.out = &import_row_schema,
		.sql = IMPORT_COLUMNS " FROM roll_import WHERE id = :id AND body_id = :body_id"},
	[IMPORT_FILE] = {.in = &import_row_schema,
		.out = &import_row_schema,
		.sql = IMPORT_COLUMNS ", file_sealed, plan FROM roll_import"
				      " WHERE id = :id AND body_id = :body_id"},
	[IMPORT_LIST] = {.in = &import_row_schema,
		.out = &import_row_schema,
		.sql = IMPORT_COLUMNS " FROM roll_import WHERE body_id = :body_id"
				      " ORDER BY id DESC LIMIT 100"},
	[IMPORT_SETTLE] = {WRITES, .in = &import_row_schema,
		.sql = "UPDATE roll_import SET state = :state, settled_at = :settled_at,"
		       " settled_by = :settled_by, salt_sealed = :salt_sealed, file_sealed = NULL"
		       " WHERE id = :id AND body_id = :body_id AND state = 'reported'"},
	[FINDING_INSERT] = {WRITES, .in = &finding_row_schema,
		.sql = "INSERT INTO roll_finding(import_id, seq, body_id, row, position, field,"
		       " severity, reason, other_row, value) VALUES (:import_id, :seq, :body_id,"
		       " :row, :position, :field, :severity, :reason, :other_row, :value)"},
	[FINDING_PAGE] = {.in = &finding_row_schema,
		.out = &finding_row_schema,
		.sql = "SELECT seq, row, position, field, severity, reason, other_row, value"
		       " FROM roll_finding WHERE import_id = :import_id AND body_id = :body_id"
		       " AND seq > :after AND (:only IS NULL OR severity = :only)"
		       " ORDER BY seq LIMIT :limit"},
	[READ_INSERT] = {WRITES, .in = &read_row_schema,
		.sql = "INSERT INTO roll_read(id, body_id, person_id, by_person_id, purpose, at)"
		       " VALUES (:id, :body_id, :person_id, :by_person_id, :purpose, :at)"},
	[READ_PAGE] = {.in = &read_row_schema,
		.out = &read_row_schema,
		.sql = "SELECT id, person_id, by_person_id, purpose, at FROM roll_read"
		       " WHERE body_id = :body_id AND id < :before ORDER BY id DESC LIMIT :limit"},
	[DECISION_INSERT] = {WRITES, .in = &decision_row_schema,
		.sql = "INSERT INTO roll_decision(id, body_id, person_id, standing, reason,"
		       " by_person_id, at, datum, salt) VALUES (:id, :body_id, :person_id,"
		       " :standing, :reason, :by_person_id, :at, :datum, :salt)"},
};
const struct stmt_table roll_stmt_table = {"roll", roll_stmts, ROLL_STMT__COUNT};
