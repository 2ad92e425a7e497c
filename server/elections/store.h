/* Rows and statements of the lifecycle: elections, posts, candidates, the voter list, objections,
 * credentials, rounds, rights. */
#ifndef ELECTIONS_STORE_H
#define ELECTIONS_STORE_H

#include "elections/elections.h"

/* A compare-and-set of a state. */
struct election_move_row {
	struct election_id id;
	enum election_state from;
	enum election_state to;
};

struct round_move_row {
	struct round_id id;
	enum round_state from;
	enum round_state to;
};

struct post_row {
	int64_t id;
	struct election_id election_id;
	int64_t position;
	const char *title;
	int64_t seats;
	int64_t n_candidates; /* standing */
};

enum candidate_state { CANDIDATE_STANDING, CANDIDATE_WITHDRAWN, CANDIDATE_REFUSED };

struct candidate_row {
	int64_t id;
	struct election_id election_id;
	int64_t post_id;
	struct person_id person_id;
	int64_t position;
	const char *name;
	const char *statement;
	enum candidate_state state;
	const char *ground;
	const char *photo; /* hex digest; NULL: none */
};

struct photo_row {
	int64_t candidate_id;
	const char *digest; /* hex */
	struct span bytes;
};

/* Lines of a voter list that are read at a time. */
enum { VOTERS_PAGE = 1000 };

struct voter_row {
	struct election_id election_id;
	int64_t number;
	struct person_id person_id;
	const char *name;
	const char *building;
	struct span salt;
	struct span commitment;
	int64_t removed_at;
	int64_t after; /* parameter of a page */
	int64_t limit; /* parameter of a page */
};

struct objection_row {
	int64_t id;
	struct election_id election_id;
	struct person_id by_person_id;
	struct person_id about_person_id;
	const char *kind;
	const char *text;
	int64_t received_at;
	int64_t decide_by;
	const char *outcome;
	const char *reason;
	int64_t decided_at;
	int64_t limit; /* parameter of a page */
};

struct correction_row {
	int64_t id;
	struct election_id election_id;
	int64_t number; /* of the voter */
	const char *change;
	const char *ground;
	int64_t objection_id;
	const char *reason;
	struct person_id by_person_id;
	int64_t at;
};

struct override_row {
	int64_t id;
	struct election_id election_id;
	const char *rule;
	const char *reason;
	struct person_id by_person_id;
	int64_t at;
};

struct credential_row {
	struct election_id election_id;
	int64_t voter_number;
	const char *kind;
	const char *vote;
	const char *rerun;
	const char *tiebreak;
	int64_t registered_at;
};

struct round_setup_row {
	struct round_id id;
	int64_t opens_at;
	int64_t closes_at;
	const char *election_json;
	const char *trustees_json;
	const char *credentials_json;
	int64_t timestamp;
};

struct answer_row {
	struct round_id round_id;
	int64_t question;
	int64_t answer;
	int64_t post_id;
	int64_t candidate_id;
	int64_t seats;
	const char *title; /* of the post */
	const char *name;  /* of the candidate */
};

/* Answers in the ballot paper's order: those of a question follow each other, and both questions
 * and answers count from 0. */
struct answers {
	const struct answer_row *rows;
	size_t n;
};

struct right_row {
	struct round_id round_id;
	int64_t voter_number;
	enum right_state state;
	enum right_state from; /* parameter of a compare-and-set */
	const char *credential;
	struct person_id person_id;
};

/* What was found at a voter's door: nothing of how she votes or means to vote has a place here. */
enum visit_outcome { VISIT_NONE, VISIT_NOT_HOME, VISIT_SPOKEN, VISIT_WANTS_BOX };
extern const char *const visit_outcome_names[];

struct visit_row {
	struct round_id round_id;
	int64_t voter_number;
	int64_t id;
	enum visit_outcome outcome;
	struct person_id by_person_id;
	int64_t at;
	int64_t limit; /* parameter of a page */
};

/* A voter and her right in a round, as the desk sees it; with the parameters of a page. */
struct desk_row {
	struct round_id round_id;
	struct election_id election_id;
	int64_t number;             /* parameter too; 0: any */
	struct person_id person_id; /* parameter too; 0: any */
	const char *name;
	const char *building; /* parameter too; NULL: any */
	enum right_state state;
	int64_t visits;
	enum visit_outcome visit; /* the latest */
	int64_t visited_at;       /* the latest; 0: none */
	bool pending;             /* only rights that are free */
	int64_t after;
	int64_t limit;
};

/* How many rights of a building, or of a whole round, are in a state. */
struct turnout_row {
	struct round_id round_id;
	struct election_id election_id;
	const char *building;
	enum right_state state;
	int64_t n;
};

struct count_row {
	struct election_id election_id;
	struct round_id round_id;
	int64_t n;
};

enum {
	ELECTION_INSERT,
	ELECTION_GET,
	ELECTION_LIST,
	ELECTION_SET_STATE,
	ELECTION_SET_LIST,
	ELECTION_SET_CANDIDATES,
	POST_INSERT,
	POST_LIST,
	CANDIDATE_INSERT,
	CANDIDATE_LIST,
	CANDIDATE_GET,
	CANDIDATE_WITHDRAW,
	CANDIDATE_NEXT,
	CANDIDATE_STANDS,
	PHOTO_PUT,
	PHOTO_GET,
	PHOTO_DELETE,
	VOTER_INSERT,
	VOTER_PAGE,
	VOTER_OF_PERSON,
	VOTER_GET,
	VOTER_LINE,
	VOTER_LAST,
	VOTER_REDRAW,
	VOTER_REMOVE,
	CORRECTION_INSERT,
	OBJECTION_INSERT,
	OBJECTION_GET,
	OBJECTION_PAGE,
	OBJECTION_DECIDE,
	OBJECTIONS_OPEN,
	OVERRIDE_INSERT,
	OVERRIDE_COUNT,
	CREDENTIAL_PUT,
	CREDENTIAL_LIST,
	CREDENTIAL_GET,
	CREDENTIAL_COUNT,
	CREDENTIAL_DELETE,
	ROUND_INSERT,
	ROUND_BY_UUID,
	ROUND_BY_KIND,
	ROUND_BY_ID,
	ROUND_CURRENT,
	ROUND_SET_STATE,
	ROUND_SETUP,
	ROUND_KEEP_DOCUMENTS,
	ROUND_DOCUMENTS,
	ROUND_ELECTION,
	ANSWER_INSERT,
	ANSWER_LIST,
	ANSWERS_STANDING, /* those of the first ballot paper, from its candidates */
	RIGHT_INSERT,
	RIGHT_MOVE,
	RIGHT_BY_CREDENTIAL,
	RIGHT_GET,
	RIGHT_PAGE,
	TURNOUT,
	TURNOUT_BY_BUILDING,
	VISIT_INSERT,
	VISIT_LATEST,
	VISIT_COUNT,
	CREDENTIALS_ERASE, /* this and the next two: once the election is archived */
	RIGHTS_ERASE,
	VISITS_ERASE,
	ELECTIONS_STMT__COUNT
};
extern const struct stmt_def elections_stmts[ELECTIONS_STMT__COUNT];

#endif
