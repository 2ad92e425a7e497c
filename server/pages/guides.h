/* The pages that explain: what to do with a slip, how to audit, how to check a phone that votes,
 * where officers work. */
#ifndef PAGES_GUIDES_H
#define PAGES_GUIDES_H

#include "api/api.h"
#include "pages/html.h"

/* What there is to verify of a round and how; for the audit page and for a round's own. */
struct verifiable {
	struct body_id body;
	const char *uuid;
	bool announced; /* its result */
};
enum err guide_verify(struct call *call, const struct verifiable *round, struct buf *out) must_use;

enum err guide_slip(struct call *call, struct buf *out) must_use;
enum err guide_audit(struct call *call, struct buf *out) must_use;
enum err guide_test(struct call *call, struct buf *out) must_use;
enum err guide_office(struct call *call, struct buf *out) must_use;

/* A command out of a format, in the call's arena. */
enum err guide_command(struct call *call, struct buf *out, const char *format, ...) must_use
	printf_like(3, 4);

/* A line that leads to an address made of a format. */
enum err guide_link(struct call *call, struct buf *out, const struct said *said, const char *format,
	...) must_use printf_like(4, 5);

/* That the body is a rehearsal, if it is one. */
struct body;
void guide_drill(struct buf *out, const struct body *body);

#endif
