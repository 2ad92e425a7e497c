/* The JSON envelope of signed statements (DSSE's envelope.md): payloadType, payload, signatures. */
#ifndef CRYPTO_WIRE_DSSE_H
#define CRYPTO_WIRE_DSSE_H

#include "crypto/dsse.h"
#include "schema/schema.h"

/* Longest envelope: payload and signatures in base64 with their names. */
enum { DSSE_JSON_MAX = DSSE_PAYLOAD_MAX / 3 * 4 + 8192 };

/* Reads one envelope and nothing else. Both alphabets of base64 are accepted, padded or not, as the
 * protocol demands; a key id of another form than ours is ignored. The payload lives in `arena`.
 * ERR_MALFORMED when it is no JSON, ERR_INVALID with field errors, ERR_TOO_LARGE, ERR_BUSY. */
enum err dsse_read(const char *json, size_t len, struct arena *arena, struct dsse *ret_dsse,
	struct error *error) must_use;

/* Binds the payload, a JSON object, to the record of its kind. The signatures are checked apart. */
enum err dsse_payload(const struct dsse *dsse, const struct schema *schema, struct arena *arena,
	void *record, struct error *error) must_use;

/* Writes the envelope compactly, in standard base64. ERR_BUSY when `arena` is exhausted;
 * ERR_TOO_LARGE when the buffer is. */
enum err dsse_write(struct buf *json, const struct dsse *dsse, struct arena *arena) must_use;

#endif
