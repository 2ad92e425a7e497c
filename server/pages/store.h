/* What the pages read, one row for each line they show. */
#ifndef PAGES_STORE_H
#define PAGES_STORE_H

#include "bodies/bodies.h"
#include "elections/elections.h"

struct page_body_row {
	struct body_id id;
};

struct page_election_row {
	struct election_id id;
	struct body_id body_id; /* parameter */
	const char *title;
	enum election_state state;
	enum round_kind kind; /* of its latest round, as the times */
	int64_t opens_at;
	int64_t closes_at;
};

struct page_post_row {
	struct election_id election_id; /* parameter */
	int64_t id;
	const char *title;
	int64_t seats;
};

struct page_candidate_row {
	int64_t post_id; /* parameter */
	const char *name;
	const char *statement;
};

struct page_round_row {
	struct election_id election_id; /* parameter */
	struct round_id id;
	enum round_kind kind;
	const char *uuid;
	enum round_state state;
	struct body_id body_id;
	int64_t opens_at;
	int64_t closes_at;
	const char *title; /* of the election */
};

/* An announced result. */
struct page_result_row {
	struct election_id election_id; /* parameter */
	enum round_kind kind;
	const char *uuid;
	struct span payload;
};

/* One answer of a ballot paper. */
struct page_answer_row {
	struct round_id round_id; /* parameter */
	int64_t question;
	const char *title; /* of the post */
	int64_t seats;
	const char *name;
};

struct page_count_row {
	struct round_id round_id; /* parameter */
	int64_t n;
};

enum {
	PAGE_BODIES,
	PAGE_ELECTIONS,
	PAGE_POSTS,
	PAGE_CANDIDATES,
	PAGE_ROUNDS,
	PAGE_ALL_ROUNDS,
	PAGE_RESULTS,
	PAGE_ANSWERS,
	PAGE_BALLOTS,
	PAGES_STMT__COUNT
};
extern const struct stmt_def pages_stmts[PAGES_STMT__COUNT];
extern const struct stmt_table pages_stmt_table;

#endif
