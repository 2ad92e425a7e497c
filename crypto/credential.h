/* Voting credentials. The secret half is a text of 22 Base58 digits (128.8 bits) written
 * XXXXX-XXXXXX-XXXXX-XXXXXX, dashes and letter case included; from it and an election's uuid come
 * a scalar and the public half, a point. The public halves with their weights are the election's
 * list. */
#ifndef CRYPTO_CREDENTIAL_H
#define CRYPTO_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/error.h"
#include "base/rand.h"
#include "crypto/group.h"
#include "crypto/scalar.h"

enum { CREDENTIAL_SIZE = 26, UUID_NEW_SIZE = 15, UUID_SIZE = 65 };

#define CREDENTIALS_WEIGHT_MAX UINT64_C(100000000000)
#define CREDENTIALS_MAX        1000000

/* An election's name in the protocol: 14 to 64 Base58 digits. */
bool uuid_valid(const char *text) must_use;
void uuid_new(struct rand *rand, char ret_uuid[UUID_NEW_SIZE]);

void credential_new(struct rand *rand, char ret_text[CREDENTIAL_SIZE]);

/* What a person typed (blanks, any or no dashes) in the exact form; false when it is none. */
bool credential_normalize(const char *typed, char ret_text[CREDENTIAL_SIZE]) must_use;

/* The secret scalar of a credential in its exact form; its public half is g^secret. */
void credential_secret(const char *uuid, const char *text, struct scalar *ret_secret);
void credential_derive(
	const char *uuid, const char *text, struct scalar *ret_secret, struct point *ret_public);

/* One line of an election's list. */
struct public_credential {
	struct point point;
	uint64_t weight;
	bool weighted; /* the document states the weight; otherwise it is 1 */
};

/* The list: `list` in the document's order, `sorted` for finding. */
struct credentials {
	size_t n;
	const struct public_credential *list;
	const uint32_t *sorted;
	uint64_t weight; /* sum of all weights */
};

/* Checks a list and makes it searchable: every point valid, none twice, the total weight at most
 * CREDENTIALS_WEIGHT_MAX. ERR_INVALID names the line, ERR_BUSY: no memory. `list` is kept. */
enum err credentials_init(const struct public_credential *list, size_t n, struct arena *arena,
	struct credentials *ret_credentials, struct error *error) must_use;

/* The place on the list, or false. */
bool credentials_find(const struct credentials *credentials, const struct point *point,
	size_t *ret_index) must_use;

#endif
