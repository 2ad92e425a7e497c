/* The printed page of voter cards: one card on each sheet of A6, large type, plain words. */
#ifndef TOOL_CARDS_PAGE_H
#define TOOL_CARDS_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct card {
	const char *title; /* of the election */
	const char *posts; /* what is elected; may be empty */
	bool rehearsal;
	uint64_t number;
	const char *name;     /* masked */
	const char *building; /* may be empty */
};

void page_begin(const char *title, struct buf *out);
void page_end(struct buf *out);

/* What stands above the QR code, and what below it. */
void card_begin(const struct card *card, struct buf *out);
void card_end(const struct card *card, const char *credential, struct buf *out);

#endif
