/* Whole elections made by the program's own code, from the set-up to the result. */
#ifndef TESTS_HARNESS_MADE_H
#define TESTS_HARNESS_MADE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/election.h"
#include "crypto/trustee.h"
#include "crypto/wire/archive.h"

/* What is to be made. Questions need text, answers, blank, min and max. */
struct made_plan {
	const char *description;
	const struct question *questions;
	size_t n_questions;
	size_t n_singles;   /* trustees who are all needed … */
	unsigned threshold; /* … and a group of n_group of whom this many; 0: no group */
	size_t n_group;
	const struct trustees *trustees; /* instead: these, and nothing after the tally */
	size_t n_voters;
	const uint64_t *weights; /* one per voter; NULL: none stated */
	size_t n_ballots;
	const size_t *voters;        /* whose each ballot is */
	const uint8_t *const *votes; /* one mark per choice of the election, for each ballot */
	bool bound;                  /* the description ends with the binding line */
	const uint8_t *seed;         /* of the randomness; NULL: the test's */
};

/* Appends the archive to `out`, complete or up to and including `last`. What it consists of lives
 * in `arena`. */
void made_election(
	const struct made_plan *plan, enum archive_type last, struct arena *arena, struct buf *out);

#endif
