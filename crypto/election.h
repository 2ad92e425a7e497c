/* What an election asks and under which key it is answered. Choices (one ciphertext each, a
 * question's blank flag before its answers) are numbered through the whole election; `first` of a
 * question is the number of its first one. */
#ifndef CRYPTO_ELECTION_H
#define CRYPTO_ELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/encoding.h"
#include "base/error.h"
#include "crypto/credential.h"
#include "crypto/digest.h"
#include "crypto/group.h"

enum {
	ELECTION_QUESTIONS_MAX = 32,
	ELECTION_CHOICES_MAX = 512,
	QUESTION_ANSWERS_MAX = 128,
	ELECTION_HASH_SIZE = BASE64_SIZE(DIGEST_BYTES)
};

struct question {
	const char *text;
	const char *const *answers;
	size_t n_answers;
	bool blank;   /* may be left blank: all answers 0 and the flag 1 */
	unsigned min; /* answers a voter marks unless she leaves it blank */
	unsigned max;
	size_t first; /* set by election_init() */
};

struct election {
	char uuid[UUID_SIZE];
	const char *name;
	const char *description;
	const char *administrator;        /* NULL: the document has none */
	const char *credential_authority; /* NULL: the document has none */
	struct point public_key;
	struct question *questions;
	size_t n_questions;
	size_t n_choices; /* set by election_init() */
	/* φ: base64 without padding of the SHA-256 of the document; set by whoever read its bytes.
	 */
	char hash[ELECTION_HASH_SIZE];
};

/* Checks limits and the public key and numbers the choices; ERR_INVALID names the place. */
enum err election_init(struct election *election, struct error *error) must_use;

/* φ of a document's bytes (without the newline that ends a file). */
void election_hash(const void *document, size_t len, char ret_hash[ELECTION_HASH_SIZE]);

static inline size_t question_choices(const struct question *question)
{
	return question->n_answers + question->blank;
}

/* Branches of the overall proof: each allowed sum and, if blank is allowed, blank. */
static inline size_t question_branches(const struct question *question)
{
	return question->max - question->min + 1 + question->blank;
}

#endif
