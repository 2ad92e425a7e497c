/* What the ways to a session have in common: a device signs in for itself (sessions.c), or lets a
 * computer in (computers.c). */
#ifndef ACCESS_SESSIONS_H
#define ACCESS_SESSIONS_H

#include "access/store.h"

struct session_view {
	const char *token;
	int64_t expires_at;
	struct person_id person_id;
	struct body_id body_id;
	struct strings roles;
};
extern const struct schema session_view_schema;

/* Kind "session". */
struct session_statement {
	struct span public_key;
	const char *origin;
	const char *nonce;
	int64_t expires;
};

/* Reads a statement of kind session, which its own key must have signed, finds that key's device,
 * and accepts it once: for this service, before it expires. ERR_STATEMENT_INVALID,
 * ERR_UNAUTHENTICATED when no live device has the key, ERR_INVALID names what does not fit. */
enum err session_accept(struct call *call, const char *envelope,
	struct session_statement *ret_statement, struct device_row *ret_device) must_use;

/* Opens a session for a device; of a computer where `computer` names one (else NULL). In a browser
 * the token goes as a cookie that scripts cannot read, and not into the view. */
struct computer_row;
enum err session_open(struct call *call, const struct device_row *device,
	const struct computer_row *computer, bool browser, struct session_view *ret_view) must_use;

#endif
