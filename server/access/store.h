/* The rows of access/ and their statements. */
#ifndef ACCESS_STORE_H
#define ACCESS_STORE_H

#include "access/access.h"

struct slip_row {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	struct span secret_hash;
	struct span code_hash;
	int64_t list_number;
	int64_t tries_left;
	int64_t issued_at;
	struct person_id issued_by;
	int64_t expires_at;
	int64_t used_at;
	int64_t voided_at;
};

struct device_row {
	int64_t id;
	struct body_id body_id;
	struct person_id person_id;
	struct span public_key;
	const char *name;
	int64_t created_at;
	int64_t removed_at;
};

struct session_row {
	struct span token_hash;
	int64_t device_id;
	struct body_id body_id;
	struct person_id person_id;
	int64_t created_at;
	int64_t expires_at;
	const char *computer; /* its nonce; NULL: the device's own */
	const char *computer_name;
};

/* A computer that asks to be let in. Gone is no row: it expired, or was collected. */
enum computer_state { COMPUTER_WAITING, COMPUTER_ALLOWED, COMPUTER_REFUSED, COMPUTER_GONE };
extern const char *const computer_state_names[];

struct computer_row {
	const char *nonce;
	struct span secret_hash;
	const char *code;
	const char *name;
	enum computer_state state;
	int64_t device_id; /* that allowed it; 0: none did */
	int64_t expires_at;
	int64_t n; /* of those that wait */
};

struct nonce_row {
	const char *nonce;
	int64_t expires_at;
};

struct holder_row {
	struct body_id body_id;
	struct person_id person_id;
	struct span salt;
	struct span commitment;
};

enum {
	SLIP_INSERT,
	SLIP_NEXT_NUMBER,
	SLIP_VOID_OLDER,
	SLIP_BY_SECRET,
	SLIP_BY_NUMBER,
	SLIP_USE,
	SLIP_MISS,
	DEVICE_INSERT,
	DEVICE_BY_KEY,
	DEVICE_GET,
	DEVICE_LIVE,
	DEVICE_OF_PERSON,
	DEVICE_REMOVE,
	SESSION_INSERT,
	SESSION_GET,
	SESSION_END,
	SESSION_END_DEVICE,
	SESSION_SWEEP,
	SESSION_COMPUTERS, /* of a person */
	SESSION_END_COMPUTER,
	COMPUTER_INSERT,
	COMPUTER_GET,
	COMPUTER_BY_SECRET,
	COMPUTER_COUNT,
	COMPUTER_SETTLE,
	COMPUTER_DELETE,
	COMPUTER_SWEEP,
	NONCE_INSERT,
	NONCE_SWEEP,
	PERSON_KNOWN,
	HOLDER_GET,
	HOLDER_INSERT,
	ACCESS_STMT__COUNT
};
extern const struct stmt_def access_stmts[ACCESS_STMT__COUNT];
extern const struct stmt_table access_stmt_table;

#endif
