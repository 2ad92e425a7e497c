/* The only SQL of pages/: nothing here writes. */
#include "pages/store.h"

SCHEMA(page_body_row, struct page_body_row, FIELD_ID(struct page_body_row, id));

SCHEMA(page_election_row, struct page_election_row, FIELD_ID(struct page_election_row, id),
	FIELD_ID(struct page_election_row, body_id), FIELD_STRING(struct page_election_row, title),
	FIELD_ENUM(struct page_election_row, state, election_state_names),
	FIELD_ENUM(struct page_election_row, kind, round_kind_names),
	FIELD_TIME(struct page_election_row, opens_at),
	FIELD_TIME(struct page_election_row, closes_at));

SCHEMA(page_post_row, struct page_post_row, FIELD_ID(struct page_post_row, election_id),
	FIELD_INT(struct page_post_row, id), FIELD_STRING(struct page_post_row, title),
	FIELD_INT(struct page_post_row, seats));

SCHEMA(page_candidate_row, struct page_candidate_row, FIELD_INT(struct page_candidate_row, post_id),
	FIELD_STRING(struct page_candidate_row, name),
	FIELD_STRING(struct page_candidate_row, statement));

SCHEMA(page_round_row, struct page_round_row, FIELD_ID(struct page_round_row, election_id),
	FIELD_ID(struct page_round_row, id),
	FIELD_ENUM(struct page_round_row, kind, round_kind_names),
	FIELD_STRING(struct page_round_row, uuid),
	FIELD_ENUM(struct page_round_row, state, round_state_names),
	FIELD_ID(struct page_round_row, body_id), FIELD_TIME(struct page_round_row, opens_at),
	FIELD_TIME(struct page_round_row, closes_at), FIELD_STRING(struct page_round_row, title));

SCHEMA(page_result_row, struct page_result_row, FIELD_ID(struct page_result_row, election_id),
	FIELD_ENUM(struct page_result_row, kind, round_kind_names),
	FIELD_STRING(struct page_result_row, uuid),
	FIELD_BYTES(struct page_result_row, payload, .max = 1 << 20));

SCHEMA(page_answer_row, struct page_answer_row, FIELD_ID(struct page_answer_row, round_id),
	FIELD_INT(struct page_answer_row, question), FIELD_STRING(struct page_answer_row, title),
	FIELD_INT(struct page_answer_row, seats), FIELD_STRING(struct page_answer_row, name));

SCHEMA(page_count_row, struct page_count_row, FIELD_ID(struct page_count_row, round_id),
	FIELD_INT(struct page_count_row, n));

const struct stmt_def pages_stmts[PAGES_STMT__COUNT] = {
	[PAGE_BODIES] = {.out = &page_body_row_schema,
		.sql = "SELECT id FROM body ORDER BY id LIMIT 200",
		.scans = true},
	[PAGE_ELECTIONS] = {.in = &page_election_row_schema,
		.out = &page_election_row_schema,
		.sql = "SELECT election.id, title, election.state,"
		       " coalesce(round.kind, 'vote') AS kind,"
		       " coalesce(round.opens_at, election.opens_at) AS opens_at,"
		       " coalesce(round.closes_at, election.closes_at) AS closes_at"
		       " FROM election LEFT JOIN round ON round.id = (SELECT id FROM round AS last"
		       " WHERE last.election_id = election.id AND last.state <> 'reserved'"
		       " ORDER BY last.opens_at DESC LIMIT 1)"
		       " WHERE body_id = :body_id ORDER BY election.id DESC LIMIT 20"},
	[PAGE_POSTS] = {.in = &page_post_row_schema,
		.out = &page_post_row_schema,
		.sql = "SELECT id, title, seats FROM election_post WHERE election_id = :election_id"
		       " ORDER BY position"},
	[PAGE_CANDIDATES] = {.in = &page_candidate_row_schema,
		.out = &page_candidate_row_schema,
		.sql = "SELECT name, statement FROM election_post JOIN candidate"
		       " ON candidate.election_id = election_post.election_id"
		       " AND candidate.post_id = election_post.id"
		       " WHERE election_post.id = :post_id AND candidate.state = 'standing'"
		       " ORDER BY candidate.position LIMIT 200"},
	[PAGE_ROUNDS] = {.in = &page_round_row_schema,
		.out = &page_round_row_schema,
		.sql = "SELECT id, kind, uuid, state, opens_at, closes_at FROM round"
		       " WHERE election_id = :election_id AND state <> 'reserved'"
		       " ORDER BY opens_at LIMIT 10"},
	[PAGE_ALL_ROUNDS] = {.out = &page_round_row_schema,
		.sql = "SELECT kind, uuid, round.state, body_id, title FROM round JOIN election"
		       " ON election.id = round.election_id WHERE round.state <> 'reserved'"
		       " ORDER BY round.id DESC LIMIT 50",
		.scans = true},
	[PAGE_RESULTS] = {.in = &page_result_row_schema,
		.out = &page_result_row_schema,
		.sql = "SELECT kind, uuid, payload FROM round"
		       " JOIN round_result ON round_result.round_id = round.id"
		       " WHERE election_id = :election_id AND announced_at IS NOT NULL"
		       " ORDER BY announced_at, round.id LIMIT 10"},
	[PAGE_ANSWERS] = {.in = &page_answer_row_schema,
		.out = &page_answer_row_schema,
		.sql = "SELECT question, title, round_answer.seats, name FROM round_answer"
		       " JOIN election_post ON election_post.id = round_answer.post_id"
		       " JOIN candidate ON candidate.id = round_answer.candidate_id"
		       " WHERE round_id = :round_id ORDER BY question, answer LIMIT 1000"},
	/* closed batches only: an open one would show arrivals */
	[PAGE_BALLOTS] = {.in = &page_count_row_schema,
		.out = &page_count_row_schema,
		.sql = "SELECT coalesce(sum(n_ballots), 0) AS n FROM ballot_batch"
		       " WHERE round_id = :round_id AND record_index IS NOT NULL"},
};

const struct stmt_table pages_stmt_table = {"pages", pages_stmts, PAGES_STMT__COUNT};
