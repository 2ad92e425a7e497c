/* The group: the prime-order subgroup of edwards25519, written multiplicatively in the protocol's
 * texts and additively here, by libsodium. In memory a point has libsodium's 32 bytes; in text 64
 * lower-case hexadecimal digits of the same bytes in reverse order.
 *
 * Points that came from outside are checked once, with point_valid() or point_in_group(); the
 * operations still refuse what is not on the curve, and every caller looks at their answer. */
#ifndef CRYPTO_GROUP_H
#define CRYPTO_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/encoding.h"
#include "base/error.h"
#include "crypto/scalar.h"

enum { POINT_BYTES = 32, POINT_TEXT_SIZE = HEX_SIZE(POINT_BYTES) };

struct point {
	uint8_t bytes[POINT_BYTES];
};

/* The name the protocol's texts give the group. */
#define GROUP_NAME "Ed25519"

extern const struct point point_identity;
extern const struct point point_generator;

/* Starts libsodium and proves that it refuses what it must (CVE-2025-69277: points outside the
 * subgroup). Every program calls this first and ends when it fails: ERR_INTERNAL. */
enum err group_init(struct error *error) must_use;

void point_text(const struct point *point, char ret_text[POINT_TEXT_SIZE]);

/* Exactly 64 lower-case digits; says nothing about membership. */
bool point_parse(const char *text, struct point *ret_point) must_use;

/* A member of the group other than the identity, canonically encoded. */
bool point_valid(const struct point *point) must_use;

/* The same, or the identity. */
bool point_in_group(const struct point *point) must_use;

bool point_is_identity(const struct point *point) must_use;
bool point_equal(const struct point *a, const struct point *b) must_use;

/* n times the generator. Constant time, so `n` may be secret; zero gives the identity. */
void point_base_mul(const struct scalar *n, struct point *ret_point);

/* n times `point`, constant time in `n`; false when `point` is not in the group. */
bool point_mul(const struct scalar *n, const struct point *point, struct point *ret_point) must_use;

/* False when an operand is not on the curve. The result may be one of the operands. */
bool point_add(const struct point *a, const struct point *b, struct point *ret_sum) must_use;
bool point_sub(const struct point *a, const struct point *b, struct point *ret_difference) must_use;

#endif
