/* Paper, for the result: what came out of the boxes of a round, and whether it may be announced.
 * Everything lives in the transaction's arena. */
#ifndef ELECTIONS_STATIONS_H
#define ELECTIONS_STATIONS_H

#include "elections/elections.h"

enum box_kind { BOX_HALL, BOX_STATION, BOX_MOBILE }; /* 选举大会会场, 投票站, 流动票箱 (A90) */

/* How far a box has come. */
enum box_stage {
	BOX_OPEN,      /* papers are issued from it */
	BOX_CLOSED,    /* its spare papers are counted */
	BOX_ENTERED,   /* one of two entries is in */
	BOX_DIFFERING, /* two entries that differ */
	BOX_COUNTED    /* two entries that agree */
};

extern const char *const box_kind_names[], *const box_stage_names[];

struct box_id {
	int64_t v;
};

/* One box. What was counted is 0, and the hashes NULL, before BOX_COUNTED. */
struct box_sum {
	struct box_id id;
	const char *name;
	enum box_kind kind;
	enum box_stage stage;
	int64_t printed;
	int64_t issued; /* voters who got a paper here */
	int64_t spoiled;
	int64_t spare;
	int64_t recovered;
	int64_t valid;
	int64_t invalid;
	const char *explanation; /* NULL: none */
	const char *first_hash;  /* base64 SHA-256 of each entry's stored text */
	const char *second_hash;
};

struct paper_votes {
	int64_t candidate_id;
	int64_t votes;
};

/* All boxes of a round. Without boxes everything is 0 and nothing blocks. */
struct paper_sum {
	struct list boxes;    /* struct box_sum, in the order they were opened */
	struct list votes;    /* struct paper_votes, in the ballot paper's order */
	struct box_sum total; /* its numbers only */
	bool void_;           /* more ballots than were issued: the whole vote is void (A88) */
	bool blocked;         /* the result may not be announced yet (A89) */
	const char *reason;   /* of either, else NULL: "box-not-closed", "box-not-counted",
			       * "counts-differ", "mismatch-unexplained",
			       * "more-ballots-than-issued" */
};

/* ERR_RESULT_BLOCKED, with the reason of a sum that is blocked in words. */
enum err stations_refuse(const struct paper_sum *sum, struct error *error) must_use;

enum err stations_sum(
	struct txn *txn, const struct round_row *round, struct paper_sum *ret_sum) must_use;

#endif
