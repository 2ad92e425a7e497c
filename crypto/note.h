/* Signed notes (C2SP signed-note) and witness cosignatures (C2SP tlog-cosignature v1): a text, an
 * empty line, and one line for each signature. Only Ed25519; signatures of other types and by
 * unknown keys are skipped, as the format demands.
 *
 * What a parsed note points to belongs to whoever holds the text it was parsed from. */
#ifndef CRYPTO_NOTE_H
#define CRYPTO_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"
#include "crypto/sign.h"

enum {
	NOTE_NAME_SIZE = 128,
	NOTE_KEY_SIZE = NOTE_NAME_SIZE + 1 + 8 + 1 + BASE64_SIZE(1 + SIGN_PUBLIC_BYTES),
	NOTE_BYTES_MAX = 128 * 1024,
	NOTE_SIGNATURES_MAX = 32,
	NOTE_SIGNATURE_BYTES_MAX = 8192, /* room for the types we only skip */
	NOTE_KEYS_MAX = 64
};

/* The signature types we know; the values are those of the format. */
enum note_type { NOTE_ED25519 = 1, NOTE_COSIGNATURE = 4 };

/* A key that may sign notes. */
struct note_key {
	char name[NOTE_NAME_SIZE]; /* without blanks and '+' */
	enum note_type type;
	uint32_t id; /* first 4 bytes of SHA-256(name || LF || type || key) */
	struct sign_public key;
};

/* False when the name is empty, too long, not UTF-8, or has a blank, '+' or control character. */
bool note_key_init(const char *name, enum note_type type, const struct sign_public *key,
	struct note_key *ret_key) must_use;

/* "<name>+<id in hex>+<base64 of type and key>". */
void note_key_text(const struct note_key *key, char ret_text[NOTE_KEY_SIZE]);
bool note_key_parse(const char *text, struct note_key *ret_key) must_use;

/* Starts a note: the text, which must end with a newline, and the empty line. ERR_INVALID when it
 * is no note's text; ERR_TOO_LARGE when the buffer cannot take it. */
enum err note_start(struct buf *note, const char *text, size_t len) must_use;

/* Adds a signature to the note in the buffer. `time_s` (POSIX seconds) matters to cosignatures
 * only. Errors as for note_start(). */
enum err note_sign(struct buf *note, const struct note_key *key, const struct sign_secret *secret,
	uint64_t time_s) must_use;

struct note_signature {
	struct span name;
	struct span base64; /* of id and signature */
};

struct note {
	struct span text; /* with its final newline */
	size_t n;
	struct note_signature signatures[NOTE_SIGNATURES_MAX];
};

bool note_parse(const char *data, size_t len, struct note *ret_note) must_use;

/* Checks the signatures by the `n_keys` ≤ NOTE_KEYS_MAX known keys. `ret_signed` has bit i set when
 * keys[i] signed. ERR_BAD_SIGNATURE when none did or when a signature by a known key is wrong. */
enum err note_verify(const struct note *note, const struct note_key *keys, size_t n_keys,
	uint64_t *ret_signed) must_use;

/* Takes the first line off `rest`; the line is without its newline. False when there is none. */
bool note_line(struct span *rest, struct span *ret_line) must_use;

/* A whole decimal number as in parse_uint(). */
bool note_number(struct span text, uint64_t max, uint64_t *ret_value) must_use;

#endif
