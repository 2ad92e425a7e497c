/* A text that is hashed as it is written, and kept as well where somebody wants to read it. Every
 * challenge of the protocol is the SHA-256 of such a text; every signed document is written
 * through it, so that what is signed and what is sent cannot differ. Public data only. */
#ifndef CRYPTO_TRANSCRIPT_H
#define CRYPTO_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "crypto/digest.h"
#include "crypto/group.h"
#include "crypto/scalar.h"

struct transcript {
	struct digest_state hash;
	struct buf *copy; /* gets the text too; NULL: nobody does */
	bool escape;      /* inside a JSON string: each " becomes \" */
};

/* `prefix` may be empty, `copy` NULL. */
void transcript_start(struct transcript *transcript, const char *prefix, struct buf *copy);

void transcript_str(struct transcript *transcript, const char *text);
void transcript_uint(struct transcript *transcript, uint64_t value);
void transcript_point(struct transcript *transcript, const struct point *point);
void transcript_scalar(struct transcript *transcript, const struct scalar *scalar);

/* Standard base64 without padding, as the protocol prints hashes. */
void transcript_base64(struct transcript *transcript, const struct digest *digest);

/* Ends the text: its SHA-256, and that as a challenge. */
struct digest transcript_digest(struct transcript *transcript);
struct scalar transcript_challenge(struct transcript *transcript);

#endif
