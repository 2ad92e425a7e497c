/* Reconciliation of ballot papers (A84–A91), without the database. */
#ifndef ELECTIONS_STATIONS_MODEL_H
#define ELECTIONS_STATIONS_MODEL_H

#include "elections/stations.h"
#include "elections/store.h"

enum { PAPERS_MAX = 1000000, COUNT_HEADS = 3, BOX_MISMATCHES_MAX = 3 };

/* What one person counted out of one box (计票单). Ballots that are valid in part are valid. */
struct count_sheet {
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	int64_t *votes; /* one for each answer of the round, in the ballot paper's order */
};

/* Whether a sheet is possible at all: no candidate has more votes than there are valid ballots, no
 * post more than seats × valid (A84). Reports every field that is not; ERR_INVALID. */
enum err count_check(const struct count_sheet *sheet, const struct answers *answers,
	struct error *error) must_use;

/* A number that two sheets state differently. */
struct count_difference {
	const char *field; /* "recovered", "valid", "invalid", "votes/<candidate>" */
	int64_t first;
	int64_t second;
};

/* Lists what differs. `ret_differences` holds answers->n + COUNT_HEADS; false when `arena` is
 * exhausted. */
bool count_compare(const struct count_sheet *first, const struct count_sheet *second,
	const struct answers *answers, struct arena *arena,
	struct count_difference *ret_differences, size_t *ret_n) must_use;

/* Which of A89's equations a box breaks; returns how many:
 *   "papers"   printed ≠ issued + spare + spoiled         (from closing on)
 *   "surplus"  recovered > issued                         (once counted)
 *   "missing"  recovered < issued                         (once counted)
 *   "sorting"  recovered ≠ valid + invalid                (once counted) */
size_t box_mismatches(const struct box_sum *box, const char *ret_names[BOX_MISMATCHES_MAX]);

/* Adds up `sum->boxes` and judges: total, void_, blocked, reason. */
void paper_judge(struct paper_sum *sum);

#endif
