/* Tar, as far as archives and record exports need it: a header of 512 bytes, the content, zeros up
 * to the next block. We write the oldest form (no magic, no owners, one time for all members); we
 * read what tar programs write, or, where there is exactly one file for a content, compare with
 * what we would have written. */
#ifndef CRYPTO_WIRE_TAR_H
#define CRYPTO_WIRE_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

#define TAR_TIME_MAX UINT64_C(077777777777)

enum { TAR_BLOCK = 512, TAR_NAME_SIZE = 100 };

/* ---- writing ---- */

/* The header of a member. `time`: POSIX seconds, at most TAR_TIME_MAX. */
void tar_header(const char *name, size_t size, uint64_t time, uint8_t ret_header[TAR_BLOCK]);

/* Zeros after a content of `size` bytes. */
size_t tar_padding(size_t size);

/* A member whose content is at hand … */
void tar_add(struct buf *out, const char *name, const void *body, size_t size, uint64_t time);

/* … or is added by the caller between these two. */
void tar_open(struct buf *out, const char *name, size_t size, uint64_t time);
void tar_close(struct buf *out, size_t size);

/* The two empty blocks at the end of a file; an archive that may grow has none. */
void tar_end(struct buf *out);

/* ---- reading ---- */

/* The size that a header of our own form states. */
bool tar_size(const uint8_t header[TAR_BLOCK], uint64_t *ret_size) must_use;

/* Whether the bytes begin with a header, ours or any other program's. */
bool tar_begins(struct span bytes) must_use;

struct tar_member {
	char name[TAR_NAME_SIZE + 1]; /* without "./" in front */
	struct span body;
};

enum tar_found {
	TAR_FILE,
	TAR_END,   /* of the file, or empty blocks up to it */
	TAR_BROKEN /* ends inside a member, no header, a link or another special file */
};

/* Takes the next file off `rest`. Folders and extended headers are passed over. */
enum tar_found tar_next(struct span *rest, struct tar_member *ret_member) must_use;

#endif
