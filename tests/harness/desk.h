/* A desk at which belenios-tool works: a folder with one election of its kind. It judges archives
 * of ours, and makes elections for us to judge. */
#ifndef TESTS_HARNESS_DESK_H
#define TESTS_HARNESS_DESK_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

/* Where the election lies, and what the tool said last. Lives until the test ends. */
struct desk {
	const char *folder;
	struct buf out, err;
};

struct desk *desk_new(void);

/* Runs the tool in the desk's folder; the arguments end with NULL. Its exit status. */
__attribute__((sentinel)) int tool(struct desk *desk, struct span input, ...);

void desk_write(const struct desk *desk, const char *name, struct span content);
void desk_write_text(const struct desk *desk, const char *name, const char *text);
void desk_read(const struct desk *desk, const char *name, struct buf *ret_content);
void desk_rename(const struct desk *desk, const char *from, const char *to);

/* Judges an archive by the only sound recipe: `election verify` of the whole, `election
 * verify-ballot` of each ballot against the set-up alone, `election compute-encrypted-tally` for
 * the archive's totals, and our reader for the order of events. NULL, or the step that refused. */
const char *refusal_of_tool(struct span archive);

#endif
