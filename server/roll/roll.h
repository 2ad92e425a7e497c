/* The roll (名册): who lives here, in which household and dwelling, and who may vote on a given
 * day. People come in by imported files whose report an officer accepts. What other modules get
 * lives in the transaction's arena. */
#ifndef ROLL_ROLL_H
#define ROLL_ROLL_H

#include "api/api.h"
#include "bodies/bodies.h"
#include "crypto/commitment.h"
#include "roll/model.h"
#include "rules/profile.h"

struct roll_person {
	struct person_id id;
	const char *name;
	const char *masked;   /* the name as a list may show it (D2) */
	const char *building; /* this and the next two are "" for an outsider */
	const char *entrance;
	const char *room;
	int64_t household; /* people of one household share it (A29); 0 for an outsider */
	enum roll_sex sex;
};

/* Adds an officer who is not a resident: a name and nothing else, never a voter. ERR_INVALID when
 * it is no name. */
enum err roll_person_add(struct txn *txn, const struct body *body, const char *name,
	struct person_id *ret_person) must_use;

/* One person. ERR_NOT_FOUND. */
enum err roll_person_get(struct txn *txn, const struct body *body, struct person_id person,
	struct roll_person *ret_person) must_use;

/* The residents of exactly this name, at most a hundred: a list of struct roll_person. */
enum err roll_named(struct txn *txn, const struct body *body, const char *name,
	struct list *ret_people) must_use;

/* ---- voters ---- */

/* What a profile says about who may vote. */
struct roll_terms roll_terms_of(const struct profile *profile);

/* A line of a voter list. */
struct roll_voter {
	struct roll_person person;
	enum roll_ground ground;
	int64_t number; /* from 1 */
	struct commitment_salt salt;
	struct digest commitment;
};

/* Who may vote on election day `day` (A20–A28): a list of struct roll_voter, numbered in the order
 * of building, entrance, room, person; building 2 stands before building 10. Each line is committed
 * to over roll_voter_datum() under a new salt, which is shown to the voter herself; `ret_root` is
 * the Merkle tree head over the commitments in that order. Nothing is stored. */
enum err roll_freeze(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct list *ret_voters, struct digest *ret_root) must_use;

/* One of them, without number, salt and commitment. ERR_NOT_ELIGIBLE; ERR_NOT_FOUND. */
enum err roll_voter_get(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct person_id person, struct roll_voter *ret_voter) must_use;

/* "gongyi:voter:1", number, name, building, entrance, room, one a line. NULL: out of memory. */
char *roll_voter_datum(struct arena *arena, const struct roll_voter *voter) must_use;

/* The tree head over the commitments of `n` voters. */
struct digest roll_voters_root(const struct roll_voter *voters, size_t n);

extern const struct module roll_module;         /* people */
extern const struct module roll_imports_module; /* files */

#endif
