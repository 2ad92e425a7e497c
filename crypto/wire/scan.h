/* A strict reader of texts with one rigid form: the caller says piece by piece what must come
 * next. The first difference stops it for good and is reported, with the byte, by scan_end(); until
 * then every output is left alone, so readers check once. */
#ifndef CRYPTO_WIRE_SCAN_H
#define CRYPTO_WIRE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"
#include "crypto/digest.h"
#include "crypto/group.h"
#include "crypto/proof.h"
#include "crypto/scalar.h"

struct scan {
	const char *text;
	size_t len;
	size_t at;
	bool failed;
	bool escape;    /* inside a JSON string: each " of what is expected reads \" */
	char place[64]; /* JSON Pointer of what is being read, for the report */
};

void scan_start(struct scan *scan, const char *text, size_t len);

/* ERR_INVALID with place and byte unless everything fitted and the text is used up. */
enum err scan_end(const struct scan *scan, struct error *error) must_use;

/* What follows belongs to this place; `index` replaces %zu. */
void scan_place(struct scan *scan, const char *format, size_t index);

/* Stops as if the text had differed here. */
void scan_fail(struct scan *scan);

/* Exactly this text. */
void scan_text(struct scan *scan, const char *expected);

/* Takes the text if it is there. */
bool scan_optional(struct scan *scan, const char *expected);

void scan_point(struct scan *scan, struct point *ret_point);
void scan_uint(struct scan *scan, uint64_t max, uint64_t *ret_value);

/* A number as the protocol writes large ones: in quotes from 2^30 on. */
void scan_count(struct scan *scan, uint64_t max, uint64_t *ret_value);

/* 64 hexadecimal digits; 43 base64 digits. */
void scan_hex(struct scan *scan, struct digest *ret_digest);
void scan_base64(struct scan *scan, struct digest *ret_digest);

void scan_ciphertext(struct scan *scan, struct ciphertext *ret_ciphertext);
void scan_proof(struct scan *scan, struct proof *ret_proof);

/* The rest of a JSON string and its closing quote, whatever it says. */
void scan_skip_string(struct scan *scan);

#endif
