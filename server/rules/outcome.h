/* The result of one round of a residents' committee election for one post (DOMAIN A60–A71): who is
 * elected, who is tied for the last seat, who stands in the re-run. */
#ifndef RULES_OUTCOME_H
#define RULES_OUTCOME_H

#include "rules/verdict.h"

enum election_round { ROUND_FIRST, ROUND_RERUN, ROUND_TIEBREAK };

/* What a round leads to for a candidate; nobody has two. */
enum fate {
	FATE_NONE,
	FATE_ELECTED,
	FATE_TIED, /* straddles the last seat: a tie-break decides (A66) */
	FATE_RERUN /* stands in the re-run for the missing seats (A67) */
};

struct candidate {
	const char *id; /* the caller's; ids differ from each other */
	int64_t votes;  /* approvals over all channels */
	enum fate fate;
	/* The majority (A64) or re-run (A68) test; its threshold is NULL where none is made:
	 * in a tie-break and in a vote that is not valid. */
	struct comparison test;
};

struct contest {
	enum election_mode mode;
	enum election_round round;
	int64_t seats; /* to be filled in this round, at least 1 */
	int64_t n;     /* who has the right to vote in this mode */
	int64_t p;     /* who took part, invalid and blank ballots included */
};

struct outcome {
	bool valid;                /* turnout; applies to every round (A61–A63, A69) */
	bool incomplete;           /* seats stay empty after the re-run (A71) */
	int64_t rerun_seats;       /* seats for a re-run after the first round, 0 when none */
	struct comparison turnout; /* the test behind `valid` */
};

/* Ranks the candidates in place, votes descending and then by id, byte by byte, and gives each its
 * fate. In the first round whoever has a majority can be elected, in the re-run whoever has a third
 * of the ballots cast, in a tie-break everybody; among these the highest are. Tied seats wait for
 * the tie-break and are neither re-run seats nor missing. A vote that is not valid elects nobody
 * and is held again from the beginning. Figures out of range, p > n or votes > p give ERR_INVALID.
 */
enum err outcome_decide(const struct contest *contest, struct candidate *candidates,
	size_t n_candidates, struct error *error, struct outcome *ret_outcome) must_use;

#endif
