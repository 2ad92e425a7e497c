/* Committee elections (DOMAIN section 3). The module has five themes, each with its own routes and
 * statements: the election's lifecycle (elections), secret ballots (ballots), the trustees and the
 * tally (trustees), paper (stations), and the announced result (results).
 *
 *   draft → committee_formed → registering → list_published → objections_closed → nominating
 *     → candidates_published → polling → counting → announced → completed → handover → archived
 *
 * A round is one vote: the first, its re-run, a tie-break. */
#ifndef ELECTIONS_ELECTIONS_H
#define ELECTIONS_ELECTIONS_H

#include "api/api.h"
#include "base/text.h"
#include "bodies/bodies.h"
#include "rules/mode.h"
#include "rules/profile.h"

enum election_state {
	ELECTION_DRAFT,
	ELECTION_COMMITTEE_FORMED,
	ELECTION_REGISTERING,
	ELECTION_LIST_PUBLISHED,
	ELECTION_OBJECTIONS_CLOSED,
	ELECTION_NOMINATING,
	ELECTION_CANDIDATES_PUBLISHED,
	ELECTION_POLLING,
	ELECTION_COUNTING,
	ELECTION_ANNOUNCED,
	ELECTION_COMPLETED,
	ELECTION_HANDOVER,
	ELECTION_ARCHIVED,
	ELECTION_INVALID_TURNOUT,
	ELECTION_INCOMPLETE,
	ELECTION_VOID,
	ELECTION_STATE__COUNT
};

enum round_kind { KIND_VOTE, KIND_RERUN, KIND_TIEBREAK };

enum round_state {
	ROUND_RESERVED, /* its uuid is drawn, nothing else */
	ROUND_PREPARED, /* its documents are fixed */
	ROUND_POLLING,
	ROUND_CLOSED,
	ROUND_TALLIED, /* the encrypted tally is computed; trustees decrypt */
	ROUND_ANNOUNCED,
	ROUND_VOID
};

enum right_state { RIGHT_FREE, RIGHT_ONLINE, RIGHT_PAPER, RIGHT_PROXY_PAPER, RIGHT_VOID };

struct election_id {
	int64_t v;
};
struct round_id {
	int64_t v;
};

/* One election as it is stored. */
struct election_row {
	struct election_id id;
	struct body_id body_id;
	const char *title;
	enum election_mode mode; /* A60 */
	enum election_state state;
	int64_t election_day;
	int64_t opens_at;
	int64_t closes_at;
	int64_t freeze_at;
	const char *profile;
	const char *profile_hash;
	int64_t threshold;
	int64_t list_published_at;
	int64_t candidates_published_at;
	const char *roll_commitment;
	int64_t n_voters;
	struct person_id convener_id;
	int64_t created_at;
};

/* One round as it is stored, without its documents. */
struct round_row {
	struct round_id id;
	struct election_id election_id;
	enum round_kind kind;
	const char *uuid;
	enum round_state state;
	int64_t opens_at;
	int64_t closes_at;
	int64_t timestamp; /* seconds, of every member of the archive */
};

/* The three documents of the archive's Setup. */
struct round_documents {
	const char *election_json;
	const char *trustees_json;
	const char *credentials_json;
};

/* What every operation on an election begins with. */
struct election_scope {
	struct election_row election;
	struct body body;
	struct profile profile;
};

/* Loads an election with its body and frozen profile. ERR_NOT_FOUND. */
enum err election_open(
	struct txn *txn, struct election_id id, struct election_scope *ret_scope) must_use;

/* The same for a request: the actor must hold an office in the election's body. */
enum err election_of(
	struct call *call, struct election_id id, struct election_scope *ret_scope) must_use;

/* Refuses unless the election is in this state: ERR_WRONG_STATE. */
enum err election_expect(
	struct txn *txn, const struct election_scope *scope, enum election_state state) must_use;

/* Moves the election along the transition table, by compare-and-set. ERR_WRONG_STATE. */
enum err election_move(
	struct txn *txn, struct election_scope *scope, enum election_state to) must_use;

/* A round by the name the protocol knows it under, or by kind. ERR_NOT_FOUND. */
enum err round_by_uuid(struct txn *txn, const char *uuid, struct round_row *ret_round) must_use;
enum err round_by_kind(struct txn *txn, struct election_id election, enum round_kind kind,
	struct round_row *ret_round) must_use;
enum err round_documents(
	struct txn *txn, struct round_id round, struct round_documents *ret_documents) must_use;

/* The first of them alone: with the credentials of a large community the others are megabytes. */
enum err round_election_json(
	struct txn *txn, struct round_id round, const char **ret_json) must_use;

/* The round whose ballot paper is fixed and whose polling is not over: there is one at most.
 * ERR_NOT_FOUND. */
enum err round_current(
	struct txn *txn, struct election_id election, struct round_row *ret_round) must_use;

/* The further round that the announced results call for and that may still be held (A66–A70).
 * ERR_NOT_FOUND: none. */
struct further {
	enum round_kind kind;
	int64_t last_day; /* it must be over by the end of it */
};
enum err further_round(
	struct txn *txn, const struct election_scope *scope, struct further *ret_further) must_use;

/* Refuses unless votes are taken now, by the body's clock (of a request: the instant it was fully
 * read): ERR_PAPER_PENDING for a round that is only reserved, ERR_POLLING_EARLY,
 * ERR_POLLING_OVER. */
enum err round_expect_polling(
	struct txn *txn, const struct body *body, const struct round_row *round) must_use;

/* Moves a round on, by compare-and-set. ERR_WRONG_STATE. */
enum err round_move(struct txn *txn, const struct round_row *round, enum round_state from,
	enum round_state to) must_use;

/* Moves a voting right by compare-and-set: true when it was in `from`. */
enum err right_move(struct txn *txn, struct round_id round, int64_t voter, enum right_state from,
	enum right_state to, bool *ret_moved) must_use;

/* The acts that are due by themselves: "round.prepare" on an election, at the credential freeze;
 * "polling.open", "polling.close" and "batch.close" on a round. */
enum err round_prepare_due(struct txn *txn, const struct body *body, int64_t election);
enum err polling_open(struct txn *txn, const struct body *body, int64_t id);
enum err polling_close(struct txn *txn, const struct body *body, int64_t id);
enum err batch_close(struct txn *txn, const struct body *body, int64_t round);

/* What the log calls their subjects: the uuid of the round, of an election's first one. */
enum err round_prepare_about(struct txn *txn, int64_t election, const char **ret_uuid);
enum err round_about(struct txn *txn, int64_t id, const char **ret_uuid);

/* The act that should have brought the election's present round on and did not.
 * ERR_NOT_FOUND: none. */
enum err round_held_up(struct txn *txn, const struct election_scope *scope,
	struct act_failure *ret_failure) must_use;

/* Who may see how a tally was opened. */
enum opening_state {
	OPENING_EARLY,    /* until the result is announced */
	OPENING_WITHHELD, /* a channel had so few ballots that it would tell their votes */
	OPENING_READABLE
};

/* How much of a round's opening whoever asks may read. Auditors, trustees and the election
 * committee of the body read all of it at any time: they answer for it. */
enum err opening_state(
	struct call *call, const struct round_row *round, enum opening_state *ret_state) must_use;

extern const struct module elections_module, lists_module, objections_module, candidates_module,
	rounds_module, ballots_module, published_module, opening_module, trustees_module,
	tally_module, stations_module, counting_module, results_module, next_module, desk_module,
	turnout_module, photos_module, visits_module, disputes_module, waiting_module;

extern const char *const election_state_names[],
	*const round_kind_names[], *const round_state_names[], *const right_state_names[];

/* What the states are called in front of people. */
extern const struct said election_state_words[ELECTION_STATE__COUNT];
extern const struct said round_state_words[ROUND_VOID + 1];

/* ERR_WRONG_STATE with the state in the reader's language. */
enum err election_refuse_state(enum election_state state, struct error *error) must_use;
enum err round_refuse_state(enum round_state state, struct error *error) must_use;

#endif
