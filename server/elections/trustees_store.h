/* Rows and statements of the trustees' set-up. */
#ifndef ELECTIONS_TRUSTEES_STORE_H
#define ELECTIONS_TRUSTEES_STORE_H

#include "elections/elections.h"

struct trustee_row {
	struct election_id election_id;
	int64_t number;
	struct person_id person_id;
	const char *name;
	const char *certificate;
	const char *box_key;
	const char *box_signature;
	const char *polynomial;
	const char *agreement;
	const char *verification_key;
};

struct share_row {
	struct election_id election_id;
	int64_t from_number;
	int64_t to_number;
	struct span sealed;
};

enum {
	TRUSTEE_INSERT,
	TRUSTEE_CLEAR,
	TRUSTEE_LIST,
	TRUSTEE_SET_CERTIFICATE,
	TRUSTEE_SET_POLYNOMIAL,
	TRUSTEE_SET_KEY,
	TRUSTEE_SET_THRESHOLD,
	SHARE_INSERT,
	SHARE_LIST,
	TRUSTEES_STMT__COUNT
};
extern const struct stmt_def trustees_stmts[TRUSTEES_STMT__COUNT];

#endif
