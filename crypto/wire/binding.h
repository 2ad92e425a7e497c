/* The line that ties an election to what its own document does not hold: the credential list with
 * its weights, the roll it was made from, the rules that decide. It is the last line of the
 * election's description, so φ covers it, and with φ every ballot and every decryption:
 *
 *   gongyi:1 credentials=<base64> roll=<base64> profile=<id>@<base64>
 *
 * Each base64 (no padding) is the SHA-256 of the document's bytes. */
#ifndef CRYPTO_WIRE_BINDING_H
#define CRYPTO_WIRE_BINDING_H

#include "base/buf.h"
#include "base/error.h"
#include "crypto/digest.h"

enum { PROFILE_ID_SIZE = 33 };

struct binding {
	struct digest credentials;
	struct digest roll;
	struct digest profile;
	char profile_id[PROFILE_ID_SIZE]; /* a–z, 0–9 and -, not empty */
};

/* Appends the line, without a line break. */
void binding_write(const struct binding *binding, struct buf *buf);

/* ERR_NOT_FOUND: no line of the description begins with "gongyi:". ERR_MALFORMED: one does, but
 * it is not exactly one line, the last, in exactly this form. */
enum err binding_read(const char *description, struct binding *ret_binding) must_use;

#endif
