/* The only SQL of access/. */
#include "access/store.h"

SCHEMA(slip_row, struct slip_row, FIELD_INT(struct slip_row, id),
	FIELD_ID(struct slip_row, body_id), FIELD_ID(struct slip_row, person_id),
	FIELD_BYTES(struct slip_row, secret_hash), FIELD_BYTES(struct slip_row, code_hash),
	FIELD_INT(struct slip_row, list_number), FIELD_INT(struct slip_row, tries_left),
	FIELD_TIME(struct slip_row, issued_at),
	FIELD_ID(struct slip_row, issued_by, .nullable = true),
	FIELD_TIME(struct slip_row, expires_at),
	FIELD_TIME(struct slip_row, used_at, .nullable = true),
	FIELD_TIME(struct slip_row, voided_at, .nullable = true));

SCHEMA(device_row, struct device_row, FIELD_INT(struct device_row, id),
	FIELD_ID(struct device_row, body_id), FIELD_ID(struct device_row, person_id),
	FIELD_BYTES(struct device_row, public_key), FIELD_STRING(struct device_row, name),
	FIELD_TIME(struct device_row, created_at),
	FIELD_TIME(struct device_row, removed_at, .nullable = true));

SCHEMA(session_row, struct session_row, FIELD_BYTES(struct session_row, token_hash),
	FIELD_INT(struct session_row, device_id), FIELD_ID(struct session_row, body_id),
	FIELD_ID(struct session_row, person_id), FIELD_TIME(struct session_row, created_at),
	FIELD_TIME(struct session_row, expires_at), FIELD_STRING(struct session_row, computer),
	FIELD_STRING(struct session_row, computer_name));

const char *const computer_state_names[] = {"waiting", "allowed", "refused", "gone", NULL};

SCHEMA(computer_row, struct computer_row, FIELD_STRING(struct computer_row, nonce),
	FIELD_BYTES(struct computer_row, secret_hash), FIELD_STRING(struct computer_row, code),
	FIELD_STRING(struct computer_row, name),
	FIELD_ENUM(struct computer_row, state, computer_state_names),
	FIELD_INT(struct computer_row, device_id, .nullable = true),
	FIELD_TIME(struct computer_row, expires_at), FIELD_INT(struct computer_row, n));

SCHEMA(nonce_row, struct nonce_row, FIELD_STRING(struct nonce_row, nonce),
	FIELD_TIME(struct nonce_row, expires_at));

SCHEMA(holder_row, struct holder_row, FIELD_ID(struct holder_row, body_id),
	FIELD_ID(struct holder_row, person_id), FIELD_BYTES(struct holder_row, salt),
	FIELD_BYTES(struct holder_row, commitment));

#define SLIP_COLUMNS                                                                               \
	"SELECT id, body_id, person_id, code_hash, list_number, tries_left, expires_at, used_at,"  \
	" voided_at FROM slip"
#define DEVICE_COLUMNS                                                                             \
	"SELECT id, body_id, person_id, public_key, name, created_at, removed_at FROM device"

const struct stmt_def access_stmts[ACCESS_STMT__COUNT] = {
	[SLIP_INSERT] = {WRITES, .in = &slip_row_schema,
		.sql = "INSERT INTO slip(id, body_id, person_id, secret_hash, code_hash, "
		       "list_number,"
		       " tries_left, issued_at, issued_by, expires_at) VALUES (:id, :body_id,"
		       " :person_id, :secret_hash, :code_hash, :list_number, :tries_left,"
		       " :issued_at, :issued_by, :expires_at)"},
	[SLIP_NEXT_NUMBER] = {.in = &slip_row_schema,
		.out = &slip_row_schema,
		.sql = "SELECT coalesce(max(list_number), 0) + 1 AS list_number FROM slip"
		       " WHERE body_id = :body_id"},
	[SLIP_VOID_OLDER] = {WRITES, .in = &slip_row_schema,
		.sql = "UPDATE slip SET voided_at = :voided_at WHERE person_id = :person_id"
		       " AND body_id = :body_id AND used_at IS NULL AND voided_at IS NULL"},
	[SLIP_BY_SECRET] = {.in = &slip_row_schema,
		.out = &slip_row_schema,
		.sql = SLIP_COLUMNS " WHERE secret_hash = :secret_hash"},
	[SLIP_BY_NUMBER] = {.in = &slip_row_schema,
		.out = &slip_row_schema,
		.sql = SLIP_COLUMNS " WHERE body_id = :body_id AND list_number = :list_number"},
	[SLIP_USE] = {WRITES, .in = &slip_row_schema,
		.sql = "UPDATE slip SET used_at = :used_at WHERE id = :id AND used_at IS NULL"},
	[SLIP_MISS] = {WRITES, .in = &slip_row_schema,
		.sql = "UPDATE slip SET tries_left = tries_left - 1 WHERE id = :id"
		       " AND tries_left > 0"},
	[DEVICE_INSERT] = {WRITES, .in = &device_row_schema,
		.sql = "INSERT INTO device(id, body_id, person_id, public_key, name, created_at)"
		       " VALUES (:id, :body_id, :person_id, :public_key, :name, :created_at)"},
	[DEVICE_BY_KEY] = {.in = &device_row_schema,
		.out = &device_row_schema,
		.sql = DEVICE_COLUMNS " WHERE public_key = :public_key"},
	[DEVICE_GET] = {.in = &device_row_schema,
		.out = &device_row_schema,
		.sql = DEVICE_COLUMNS " WHERE id = :id AND person_id = :person_id"
				      " AND removed_at IS NULL"},
	[DEVICE_LIVE] = {.in = &device_row_schema,
		.out = &device_row_schema,
		.sql = DEVICE_COLUMNS " WHERE id = :id AND removed_at IS NULL"},
	[DEVICE_OF_PERSON] = {.in = &device_row_schema,
		.out = &device_row_schema,
		.sql = DEVICE_COLUMNS " WHERE person_id = :person_id AND removed_at IS NULL"
				      " ORDER BY id"},
	[DEVICE_REMOVE] = {WRITES, .in = &device_row_schema,
		.sql = "UPDATE device SET removed_at = :removed_at WHERE id = :id"},
	[SESSION_INSERT] = {WRITES, .in = &session_row_schema,
		.sql = "INSERT INTO session(token_hash, device_id, created_at, expires_at,"
		       " computer, computer_name) VALUES (:token_hash, :device_id, :created_at,"
		       " :expires_at, :computer, :computer_name)"},
	[SESSION_GET] = {.in = &session_row_schema,
		.out = &session_row_schema,
		.sql = "SELECT device_id, body_id, person_id, expires_at FROM session"
		       " JOIN device ON device.id = session.device_id"
		       " WHERE token_hash = :token_hash AND removed_at IS NULL"},
	[SESSION_END] = {WRITES, .in = &session_row_schema,
		.sql = "DELETE FROM session WHERE token_hash = :token_hash"},
	[SESSION_END_DEVICE] = {WRITES, .in = &session_row_schema,
		.sql = "DELETE FROM session WHERE device_id = :device_id"},
	[SESSION_SWEEP] = {WRITES, .in = &session_row_schema,
		.sql = "DELETE FROM session WHERE expires_at < :expires_at"},
	[SESSION_COMPUTERS] = {.in = &session_row_schema,
		.out = &session_row_schema,
		.sql = "SELECT computer, computer_name, session.created_at AS created_at,"
		       " expires_at FROM session JOIN device ON device.id = session.device_id"
		       " WHERE person_id = :person_id AND removed_at IS NULL"
		       " AND computer IS NOT NULL AND expires_at >= :expires_at"
		       " ORDER BY session.created_at, computer"},
	[SESSION_END_COMPUTER] = {WRITES, .in = &session_row_schema,
		.sql = "DELETE FROM session WHERE computer = :computer AND device_id IN"
		       " (SELECT id FROM device WHERE person_id = :person_id)"},
	[COMPUTER_INSERT] = {WRITES, .in = &computer_row_schema,
		.sql = "INSERT INTO computer(nonce, secret_hash, code, name, state, expires_at)"
		       " VALUES (:nonce, :secret_hash, :code, :name, :state, :expires_at)"},
	[COMPUTER_GET] = {.in = &computer_row_schema,
		.out = &computer_row_schema,
		.sql = "SELECT nonce, code, name, state, expires_at FROM computer"
		       " WHERE nonce = :nonce AND expires_at >= :expires_at"},
	[COMPUTER_BY_SECRET] = {.in = &computer_row_schema,
		.out = &computer_row_schema,
		.sql = "SELECT nonce, name, state, device_id, expires_at FROM computer"
		       " WHERE secret_hash = :secret_hash AND expires_at >= :expires_at"},
	[COMPUTER_COUNT] = {.out = &computer_row_schema,
		.sql = "SELECT count(*) AS n FROM computer"},
	[COMPUTER_SETTLE] = {WRITES, .in = &computer_row_schema,
		.sql = "UPDATE computer SET state = :state, device_id = :device_id"
		       " WHERE nonce = :nonce AND state = 'waiting'"},
	[COMPUTER_DELETE] = {WRITES, .in = &computer_row_schema,
		.sql = "DELETE FROM computer WHERE nonce = :nonce"},
	[COMPUTER_SWEEP] = {WRITES, .in = &computer_row_schema,
		.sql = "DELETE FROM computer WHERE expires_at < :expires_at"},
	[NONCE_INSERT] = {WRITES, .in = &nonce_row_schema,
		.sql = "INSERT INTO sign_in_nonce(nonce, expires_at) VALUES (:nonce, :expires_at)"},
	[NONCE_SWEEP] = {WRITES, .in = &nonce_row_schema,
		.sql = "DELETE FROM sign_in_nonce WHERE expires_at < :expires_at"},
	[PERSON_KNOWN] = {.in = &holder_row_schema,
		.out = &holder_row_schema,
		.sql = "SELECT body_id, id AS person_id FROM person"
		       " WHERE id = :person_id AND body_id = :body_id"},
	[HOLDER_GET] = {.in = &holder_row_schema,
		.out = &holder_row_schema,
		.sql = "SELECT salt, commitment FROM holder WHERE body_id = :body_id"
		       " AND person_id = :person_id"},
	[HOLDER_INSERT] = {WRITES, .in = &holder_row_schema,
		.sql = "INSERT INTO holder(body_id, person_id, salt, commitment)"
		       " VALUES (:body_id, :person_id, :salt, :commitment)"},
};
const struct stmt_table access_stmt_table = {"access", access_stmts, ACCESS_STMT__COUNT};
