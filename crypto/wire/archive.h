/* The .bel archive: one election's ballot box as an append-only file that anyone can recompute.
 *
 * It is a sequence of tar members in the oldest form (no magic, no owners, one modification time
 * for all, no blocks at the end). The first is `BELENIOS`; every other is named by the SHA-256 of
 * its body and is a data record or an event. An event names the one before it and the last of
 * the data records between the two, so the digest of the last event stands for the whole file.
 *
 *   Setup            election, trustees, credentials, setup data
 *   Ballot …         ballot
 *   EndBallots       (none)
 *   EncryptedTally   encrypted tally, sized
 *   PartialDecryption …   partial decryption, owned
 *   Result           result
 *
 * A file that ends after any event is a complete earlier stage. There is exactly one file for a
 * timestamp and a list of records: the reader regenerates every header and event and compares.
 * What the records say is not looked at here. Reader and writer work on memory alone. */
#ifndef CRYPTO_WIRE_ARCHIVE_H
#define CRYPTO_WIRE_ARCHIVE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "crypto/digest.h"

#define ARCHIVE_MEMBER_MAX    ((size_t)64 << 20) /* bytes of one record */
#define ARCHIVE_TIMESTAMP_MAX UINT64_C(077777777777)

enum { ARCHIVE_DATA_MAX = 4, ARCHIVE_NAME_SIZE = 100 };

enum archive_type {
	ARCHIVE_SETUP,
	ARCHIVE_BALLOT,
	ARCHIVE_END_BALLOTS,
	ARCHIVE_ENCRYPTED_TALLY,
	ARCHIVE_PARTIAL_DECRYPTION,
	ARCHIVE_RESULT,
	ARCHIVE_TYPE__COUNT
};

/* Position of the data records of a Setup. */
enum { SETUP_ELECTION, SETUP_TRUSTEES, SETUP_CREDENTIALS, SETUP_DATA };

/* One member; `body` points into the bytes that were read. */
struct archive_record {
	struct span body;
	struct digest digest;
	size_t member; /* position in the file; BELENIOS is 0 */
};

struct archive_event {
	enum archive_type type;
	size_t n_data;
	const struct archive_record *data; /* as many as the type has */
	const struct archive_record *self;
};

struct archive {
	uint64_t timestamp; /* seconds since 1970; the one time in the file */
	size_t n_events;    /* at least one */
	const struct archive_event *events;
};

enum archive_fault_reason {
	ARCHIVE_NOT_AN_ARCHIVE, /* does not begin with the member BELENIOS */
	ARCHIVE_TRUNCATED,      /* ends inside a member */
	ARCHIVE_HEADER,         /* a tar header that this format does not write */
	ARCHIVE_SIZE,           /* empty, or above ARCHIVE_MEMBER_MAX */
	ARCHIVE_PADDING,        /* bytes other than zero after a body */
	ARCHIVE_NAME,           /* a name that is not the digest of the body */
	ARCHIVE_PREFACE,        /* BELENIOS says something else than version 1 and a timestamp */
	ARCHIVE_PARENT,         /* an event that does not name its predecessor */
	ARCHIVE_HEIGHT,         /* an event out of its number */
	ARCHIVE_EVENT_TYPE,     /* no type of event, or one out of canonical form */
	ARCHIVE_SHUFFLE,        /* an event of questions this program does not count */
	ARCHIVE_PAYLOAD,        /* an event that does not name its last data record */
	ARCHIVE_ORDER,          /* an event that may not follow the one before it */
	ARCHIVE_RECORDS,        /* more or fewer data records than the event has */
	ARCHIVE_DANGLING,       /* data records after the last event, or no event at all */
	ARCHIVE_FAULT__COUNT
};

/* Why an archive was refused: the member's position, what it calls itself, the reason. */
struct archive_fault {
	enum archive_fault_reason reason;
	size_t member;
	char name[ARCHIVE_NAME_SIZE + 1]; /* printable; other bytes are shown as ? */
};

/* The digest of an event from what it names: `parent` is the digest of the one before it, `payload`
 * that of its last data record. What a file will end with can be known without the file. */
struct digest archive_event_digest(const struct digest *parent, size_t height,
	enum archive_type type, const struct digest *payload);

/* "Setup", "Ballot" … */
const char *archive_type_name(enum archive_type type);

/* Reads a whole archive. Bodies stay where they are in `bytes`; the tables come from `arena`
 * (about a fifth of the file's length). ERR_MALFORMED fills `ret_fault`; ERR_TOO_LARGE when the
 * arena is exhausted. */
enum err archive_read(struct span bytes, struct arena *arena, struct archive *ret_archive,
	struct archive_fault *ret_fault) must_use;

/* Appends events to `out`, which belongs to the caller; each event may be given another one, so
 * that the file can be made in pieces. Without one (NULL) nothing is written: the writer learns how
 * long the file would be and its fingerprint. */
struct archive_writer {
	struct buf *out;
	uint64_t timestamp;
	uint64_t size; /* bytes appended so far, in every `out` */
	size_t n_events;
	enum archive_type last_type;
	struct digest last; /* of the last event: the fingerprint of the whole file */
};

/* A data record whose digest is known. Where nothing is written `body.data` may be NULL. */
struct archive_data {
	struct span body;
	struct digest digest;
};

/* Begins a new archive; ERR_INVALID when the timestamp does not fit. */
enum err archive_begin(
	struct archive_writer *ret_writer, struct buf *out, uint64_t timestamp) must_use;

/* Appends the data records and the event that names them. ERR_CONFLICT when the event may not
 * come now, ERR_INVALID when the records are not as many as it has, or one is empty or too long,
 * ERR_TOO_LARGE when `out` is full, whose content is then of no use. */
enum err archive_append(struct archive_writer *writer, enum archive_type type,
	const struct span *data, size_t n_data) must_use;

/* The same for records that are digested already: a wrong digest makes an archive that no reader
 * accepts. */
enum err archive_add(struct archive_writer *writer, enum archive_type type,
	const struct archive_data *data, size_t n_data) must_use;

#endif
