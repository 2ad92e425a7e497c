/* The page of a round. */
#ifndef PAGES_ROUND_H
#define PAGES_ROUND_H

#include "api/api.h"
#include "base/buf.h"
#include "elections/elections.h"

/* The {uuid} of the path. */
struct page_round_key {
	const char *uuid;
};
extern const struct schema page_round_key_schema;

/* The ballot paper of a round: its questions with those who stand. */
enum err round_paper(struct call *call, struct round_id id, struct buf *out) must_use;

/* Writes the page of the round that the call names. */
enum err round_page(struct call *call, struct buf *out) must_use;

#endif
