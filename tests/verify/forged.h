/* What the tests of forged files share. */
#ifndef TESTS_VERIFY_FORGED_H
#define TESTS_VERIFY_FORGED_H

#include "harness/evidence.h"

enum company { ALONE, AMONG /* other faults */ };

/* One text put in another's place, and the fault that must be found. */
struct change {
	const char *old, *new;
	enum verify_check check;
	unsigned reason;
	const char *detail;
	enum company company;
};

static inline void expect(struct t_evidence *evidence, const struct change *change)
{
	(change->company == ALONE ? t_expect_only : t_expect_fault)(
		evidence, t_files_now(evidence), change->check, change->reason, change->detail);
}

#endif
