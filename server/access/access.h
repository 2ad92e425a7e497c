/* Ways in: a printed slip activates a device key, a statement signed by the device key opens a
 * session. No passwords, no outside services. Sessions, slips and nonces live by real time.
 *
 * The record says which keys are whose, and which offices: by commitments, without a name
 * (holders.h). */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

#include "api/api.h"
#include "bodies/bodies.h"
#include "crypto/dsse.h"

enum { SLIP_SECRET_SIZE = 23, SLIP_CODE_SIZE = 9 };

/* What is printed on a slip; the server keeps hashes only. */
struct slip {
	int64_t list_number;
	char secret[SLIP_SECRET_SIZE]; /* 16 bytes, base64url: in the QR */
	char code[SLIP_CODE_SIZE];     /* 8 Crockford characters: typed by hand */
	int64_t expires_at;
};

/* Issues a slip and voids the person's unused ones. `by` is 0 for the first officer's. */
enum err slip_issue(struct txn *txn, const struct keyring *keys, const struct body *body,
	struct person_id person, struct person_id by, struct slip *ret_slip) must_use;

/* The address a slip's QR holds: the secret stands in the fragment, which browsers do not send. */
char *slip_url(struct arena *arena, const char *origin, const struct slip *slip) must_use;

/* Whose slip it is that has the secret of this hash, be it used, replaced or expired: a paper that
 * tells who somebody is opens nothing. ERR_NOT_FOUND. */
enum err slip_holder(struct txn *txn, struct body_id body, struct span secret_hash,
	struct person_id *ret_person) must_use;

/* Finds out who holds a session: api->authenticate. */
enum err session_authenticate(
	struct call *call, const char *bearer, struct actor *ret_actor) must_use;

/* Checks a statement of `kind` signed by a live device of the actor: acts with consequences need a
 * fresh one. Its payload is in `ret_payload`, in the call's arena. ERR_STATEMENT_INVALID. */
enum err statement_check(struct call *call, const char *envelope, const char *kind,
	struct span *ret_payload) must_use;

/* Refuses a number that is nobody's on the body's roll: ERR_INVALID names /person_id. An office or
 * a slip given to it would be the next person's who gets the number. */
enum err person_expect(struct call *call, struct body_id body, struct person_id person) must_use;

/* Gives an office as office_grant() does, and says so in the record. */
enum err office_give(struct txn *txn, const struct body *body, struct office *office,
	struct person_id by) must_use;

extern const struct module access_module, sessions_module, computers_module, offices_module;

#endif
