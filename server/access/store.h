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
	DEVICE_OF_PERSON,
	DEVICE_REMOVE,
	SESSION_INSERT,
	SESSION_GET,
	SESSION_END,
	SESSION_END_DEVICE,
	SESSION_SWEEP,
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
