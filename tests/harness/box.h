/* An election archive taken apart, to be changed and put together again as somebody would who can
 * rewrite everything but has nobody's key. Written from the description of the format, not with
 * the code under test. */
#ifndef TESTS_HARNESS_BOX_H
#define TESTS_HARNESS_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/digest.h"

enum { BOX_EVENTS_MAX = 32, BOX_DATA_MAX = 6 };

struct box_event {
	const char *type;
	size_t n_data;
	struct span data[BOX_DATA_MAX];
};

struct box {
	uint64_t timestamp;
	size_t n;
	struct box_event events[BOX_EVENTS_MAX];
};

/* What is read points into `bytes`. */
void box_read(struct box *ret_box, struct span bytes);

/* Appends the archive with a good chain; the digest of its last event. */
struct digest box_write(const struct box *box, struct buf *out);

/* The same after correcting the digests inside setup data, `sized` and `owned` records. */
struct digest box_write_consistent(const struct box *box, struct buf *out);

/* The first event of this type. */
struct box_event *box_find(struct box *box, const char *type);

void box_drop(struct box *box, size_t event);

/* One member with a good header. */
struct digest box_member(
	struct buf *out, const char *suffix, const void *body, size_t len, uint64_t timestamp);

/* ---- JSON texts, compact ---- */

/* A value in a text; `item` is where its member or element begins, name included. */
struct place {
	size_t item, start, end;
};

/* All values, outer before inner; the root is the first. */
size_t json_places(struct span text, struct place *ret_places, size_t max);

/* Whether the value is a string, number or word. */
bool place_is_leaf(struct span text, const struct place *place);

/* Appends `text` with [from, to) replaced. */
void put_replaced(struct buf *out, struct span text, size_t from, size_t to, const void *with,
	size_t with_len);

#endif
