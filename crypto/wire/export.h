/* A body's record as one file that stands by itself: a tar of the resources that everybody can
 * fetch (C2SP tlog-tiles), so that anybody can put the same file together.
 *
 *   key              the log's verifier key (C2SP signed-note), a line
 *   checkpoint       the signed head
 *   tile/entries/…   all entries: bundles of 256, the last one as wide as is left
 *
 * Members come in any order and each once. What entries and checkpoint say is not looked at here.
 * Reader and writer work on memory alone. */
#ifndef CRYPTO_WIRE_EXPORT_H
#define CRYPTO_WIRE_EXPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "crypto/wire/tar.h"

struct export
{
	const char *key; /* without the end of the line */
	struct span checkpoint;
	const struct span *entries; /* point into the bytes that were read, as `checkpoint` does */
	size_t n;                   /* at least one */
};

enum export_fault_reason {
	EXPORT_NO_TAR,     /* no tar, cut off, or with links in it */
	EXPORT_NAME,       /* a member of another name */
	EXPORT_TWICE,      /* a member that came before, or a bundle in two widths */
	EXPORT_KEY,        /* no key, or more than a line */
	EXPORT_CHECKPOINT, /* none */
	EXPORT_BUNDLE,  /* a bundle before another one is missing or not whole; or there is none */
	EXPORT_ENTRIES, /* a bundle that is not as many entries as its name says */
	EXPORT_FAULT__COUNT
};

struct export_fault {
	enum export_fault_reason reason;
	size_t member; /* its position, from 0; where something is missing, how many there are */
	char name[TAR_NAME_SIZE + 1]; /* printable; other bytes are shown as ? */
};

/* Whether bytes look like an export, not like an archive or anything else. */
bool export_begins(struct span bytes) must_use;

/* Reads a whole export. ERR_MALFORMED fills `ret_fault`; ERR_BUSY: no memory. */
enum err export_read(struct span bytes, struct arena *arena, struct export *ret_export,
	struct export_fault *ret_fault) must_use;

/* ---- writing: begin, a bundle for each 256 entries, end ---- */

void export_begin(struct buf *out, const char *key, struct span checkpoint, uint64_t time);

/* Bundle number `index` of `n` ≤ 256 entries of at most 65,535 bytes. */
void export_bundle(
	struct buf *out, uint64_t index, const struct span *entries, size_t n, uint64_t time);

void export_end(struct buf *out);

/* An entry as it stands in a bundle: its length in two bytes, big-endian, in front. */
void export_entry(struct buf *out, struct span entry);

#endif
