/* Slips and sign-in statements: their forms and rules, without the database. */
#ifndef ACCESS_MODEL_H
#define ACCESS_MODEL_H

#include "access/access.h"
#include "crypto/digest.h"

enum {
	SLIP_TRIES = 5,
	SLIP_DAYS = 60,
	SESSION_HOURS = 12,
	SIGN_IN_MINUTES = 5,    /* how far ahead a sign-in statement may expire */
	COMPUTER_SECONDS = 120, /* that a computer waits to be let in */
	TOKEN_SIZE = 44,        /* 32 bytes, base64url */
	NONCE_SIZE = 23,        /* 16 bytes, base64url */
};

/* Draws both forms of a slip's secret. */
void slip_draw(struct rand *rand, char ret_secret[SLIP_SECRET_SIZE], char ret_code[SLIP_CODE_SIZE]);

/* Draws a session's token: 256 bits, base64url. */
void token_draw(struct rand *rand, char ret_token[TOKEN_SIZE]);

/* What a person typed as a code in its exact form: upper case, O for 0 and I or L for 1 mended
 * (Crockford base32), dashes and blanks dropped; false when it is none. */
bool slip_code_normalize(const char *typed, char ret_code[SLIP_CODE_SIZE]) must_use;

/* The statement must be of `kind` and signed by the very key it speaks of. ERR_STATEMENT_INVALID.
 */
enum err statement_own(struct call *call, const struct dsse *dsse, const char *kind,
	struct span public_key) must_use;

/* Eight characters alone could be tried out against a leaked database, so they are hashed with a
 * key that is not in it. */
struct digest slip_code_hash(
	const struct keyring *keys, struct body_id body, int64_t list_number, const char *code);

#endif
