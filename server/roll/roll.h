/* The roll (名册): who lives here, in which household and dwelling, and who may vote on a given
 * day. People come in by imported files whose report an officer accepts. Other modules read people,
 * match ID numbers and freeze voter lists here; what they get lives in the transaction's arena. */
#ifndef ROLL_ROLL_H
#define ROLL_ROLL_H

#include "api/api.h"
#include "base/mask.h"
#include "bodies/bodies.h"
#include "crypto/commitment.h"
#include "roll/model.h"
#include "rules/profile.h"

struct roll_person {
	struct person_id id;
	int64_t household; /* people of one household share it (A29) */
	const char *name;
	const char *building;
	const char *entrance;
	const char *room;
	struct roll_facts facts;
};

/* ERR_NOT_FOUND when the person is not on this body's roll. */
enum err roll_person_get(struct txn *txn, const struct body *body, struct person_id id,
	struct roll_person *ret_person) must_use;

/* The person with an ID number, written in any usual way (D4). ERR_NOT_FOUND. */
enum err roll_person_find(struct txn *txn, const struct body *body, const char *id_number,
	struct roll_person *ret_person) must_use;

/* What a profile says about who may vote. */
struct roll_terms roll_terms_of(const struct profile *profile);

/* A line of a voter list. The commitment is over roll_voter_datum(); with the salt, which is shown
 * to the voter herself, it can be checked against the list's root. */
struct roll_voter {
	int64_t number; /* from 1 */
	struct roll_person person;
	enum roll_ground ground;
	char masked[MASK_SIZE]; /* the name as a list may show it (D2) */
	struct commitment_salt salt;
	struct digest commitment;
};

/* The voters on election day `day`: a list of struct roll_voter in the order of dwellings, people
 * of one dwelling by age; and the Merkle tree head over their commitments in that order. Nothing is
 * stored; every call draws new salts. */
enum err roll_freeze(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct list *ret_voters, struct digest *ret_root) must_use;

/* "gongyi:voter:1", number, name, building, entrance, room, one a line. NULL: out of memory. */
char *roll_voter_datum(struct arena *arena, const struct roll_voter *voter) must_use;

/* The tree head over the commitments of `n` voters. */
struct digest roll_voters_root(const struct roll_voter *voters, size_t n);

extern const struct module roll_module;         /* people */
extern const struct module roll_imports_module; /* files */

#endif
