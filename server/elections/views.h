/* Inputs and replies that several themes share. */
#ifndef ELECTIONS_VIEWS_H
#define ELECTIONS_VIEWS_H

#include "elections/store.h"

/* The {election_id} of a path. */
struct election_key {
	struct election_id election_id;
};
extern const struct schema election_key_schema;

/* The {candidate_id} of one of its candidates. */
struct candidate_key {
	struct election_id election_id;
	int64_t candidate_id;
};
extern const struct schema candidate_key_schema;

/* The {uuid} of a path: a round as the protocol names it. */
struct round_key {
	const char *uuid;
};
extern const struct schema round_key_schema;

#define FIELD_UUID(record)                                                                         \
	FIELD_STRING(record, uuid, .required = true, .in = IN_PATH, .min = 14, .max = 64,          \
		.doc = "The round, as the protocol names it")

struct post_view {
	int64_t id;
	const char *title;
	int64_t seats;
	int64_t candidates;
};

struct round_view {
	enum round_kind kind;
	const char *uuid;
	enum round_state state;
	int64_t opens_at;
	int64_t closes_at;
};

/* An election as anybody may see it. */
struct election_view {
	struct election_id id;
	struct body_id body_id;
	const char *title;
	enum election_mode mode;
	enum election_state state;
	int64_t election_day;
	int64_t opens_at;
	int64_t closes_at;
	int64_t freeze_at;
	int64_t list_by;
	int64_t candidates_by;
	int64_t list_published_at;
	int64_t objections_until;
	int64_t candidates_published_at;
	int64_t voters;
	int64_t credentials;
	const char *profile;
	const char *profile_hash;
	const char *roll_commitment;
	bool rehearsal;
	const struct further *further;
	const struct act_failure *held_up;
	struct list posts;
	struct list rounds;
};
extern const struct schema election_view_schema;

/* Fills the view of an election that is loaded. */
enum err election_describe(struct txn *txn, const struct election_scope *scope,
	struct election_view *ret_view) must_use;

/* The facts the guards look at. */
struct guard_facts;
enum err election_facts(struct txn *txn, const struct election_scope *scope,
	struct guard_facts *ret_facts) must_use;

#endif
