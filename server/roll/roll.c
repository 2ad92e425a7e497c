/* People as other modules see them, and who may vote. */
#include "roll/roll.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/merkle.h"
#include "roll/people.h"

enum err roll_person_add(
	struct txn *txn, const struct body *body, const char *name, struct person_id *ret_person)
{
	struct person_row row = {
		.body_id = body->id,
		.id_kind = ID_NONE,
		.born = DAY_NONE,
		.kind = KIND_OUTSIDER,
		.since = DAY_NONE,
		.residents_group = "",
		.created_at = body->now,
		.updated_at = body->now,
	};
	enum roll_reason reason;

	TRY(name_fold(txn, name, &row.name, &reason));
	if (!*row.name || reason == REASON_NAME_CHARACTERS)
		return fail_field(txn->error, "/name", roll_reason_info(reason)->token);
	TRY(db_new_id(txn, &row.id.v));
	TRY(db_do(txn, &roll_stmts[PERSON_INSERT], &row));
	*ret_person = row.id;
	return OK;
}

struct roll_terms roll_terms_of(const struct profile *profile)
{
	return (struct roll_terms){
		.voting_age = profile->voting_age,
		.min_residence_months = profile->min_residence_months,
		.min_work_months = profile->min_work_months,
	};
}

/* ---- people ---- */

enum { NAMESAKES_MAX = 100 };

static enum err describe_person(
	struct txn *txn, const struct person_row *row, struct roll_person *ret_person)
{
	*ret_person = (struct roll_person){.id = row->id,
		.name = row->name,
		.building = row->building,
		.entrance = row->entrance,
		.room = row->room,
		.household = row->household_id,
		.sex = row->sex};
	return name_masked(txn, row->name, &ret_person->masked);
}

enum err roll_person_get(struct txn *txn, const struct body *body, struct person_id person,
	struct roll_person *ret_person)
{
	struct person_row row = {.id = person, .body_id = body->id};

	TRY(db_one(txn, &roll_stmts[PERSON_GET], &row, &row));
	return describe_person(txn, &row, ret_person);
}

enum err roll_named(
	struct txn *txn, const struct body *body, const char *name, struct list *ret_people)
{
	struct person_row key = {.body_id = body->id, .name = name, .limit = NAMESAKES_MAX};
	struct roll_person *people;
	struct list rows;

	TRY(db_all(txn, &roll_stmts[PERSON_PAGE], &key, &rows));
	people = arena_array(txn->arena, struct roll_person, rows.n);
	if (!people)
		return fail(txn->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++)
		TRY(describe_person(txn, &((const struct person_row *)rows.items)[i], &people[i]));
	*ret_people = (struct list){people, rows.n};
	return OK;
}

/* ---- voters ---- */

/* Numbers inside names of places count as numbers: building 2 stands before building 10. */
static int compare_residents(const void *a, const void *b)
{
	const struct resident_row *one = a;
	const struct resident_row *two = b;
	int order = strverscmp(one->building, two->building);

	if (!order)
		order = strverscmp(one->entrance, two->entrance);
	if (!order)
		order = strverscmp(one->room, two->room);
	return order ? order : (one->id.v > two->id.v) - (one->id.v < two->id.v);
}

static enum err voter_of(struct txn *txn, const struct resident_row *row, enum roll_ground ground,
	struct roll_voter *ret_voter)
{
	struct roll_voter voter = {
		.person = {.id = row->id,
			.name = row->name,
			.building = row->building,
			.entrance = row->entrance,
			.room = row->room,
			.household = row->household_id,
			.sex = row->sex},
		.ground = ground,
	};

	TRY(name_masked(txn, row->name, &voter.person.masked));
	*ret_voter = voter;
	return OK;
}

static enum err roll_voters(struct txn *txn, const struct body *body,
	const struct roll_terms *terms, int64_t day, struct list *ret_voters)
{
	struct resident_row key = {.body_id = body->id};
	struct resident_row *rows;
	struct roll_voter *voters;
	struct list all;
	size_t n = 0;

	TRY(db_all(txn, &roll_stmts[RESIDENT_ALL], &key, &all));
	rows = all.items;
	voters = arena_array(txn->arena, struct roll_voter, all.n);
	if (!voters)
		return fail(txn->error, ERR_TOO_LARGE);
	if (all.n)
		qsort(rows, all.n, sizeof *rows, compare_residents);
	for (size_t i = 0; i < all.n; i++) {
		struct roll_facts facts = facts_of(&rows[i]);
		enum roll_ground ground = roll_eligibility(&facts, terms, day);

		if (!roll_ground_info(ground)->eligible)
			continue;
		TRY(voter_of(txn, &rows[i], ground, &voters[n]));
		voters[n].number = (int64_t)n + 1;
		n++;
	}
	*ret_voters = (struct list){voters, n};
	return OK;
}

enum err roll_voter_get(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct person_id person, struct roll_voter *ret_voter)
{
	struct resident_row row = {.id = person, .body_id = body->id};
	struct roll_facts facts;
	enum roll_ground ground;

	TRY(db_one(txn, &roll_stmts[RESIDENT_GET], &row, &row));
	facts = facts_of(&row);
	ground = roll_eligibility(&facts, terms, day);
	if (!roll_ground_info(ground)->eligible)
		return fail(txn->error, ERR_NOT_ELIGIBLE);
	return voter_of(txn, &row, ground, ret_voter);
}

char *roll_voter_datum(struct arena *arena, const struct roll_voter *voter)
{
	const struct roll_person *person = &voter->person;

	return arena_printf(arena, "gongyi:voter:1\n%" PRId64 "\n%s\n%s\n%s\n%s\n", voter->number,
		person->name, person->building, person->entrance, person->room);
}

struct digest roll_voters_root(const struct roll_voter *voters, size_t n)
{
	struct merkle_frontier frontier = {0};
	struct digest nodes[MERKLE_LEVELS];
	size_t n_nodes;

	for (size_t i = 0; i < n; i++) {
		struct digest leaf = merkle_leaf(voters[i].commitment.bytes, DIGEST_BYTES);

		if (!merkle_append(&frontier, &leaf, nodes, &n_nodes))
			break; /* a tree of 2^63 leaves */
	}
	return merkle_root(&frontier);
}

enum err roll_freeze(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct list *ret_voters, struct digest *ret_root)
{
	struct roll_voter *voters;
	struct list list = {0};

	TRY(roll_voters(txn, body, terms, day, &list));
	voters = list.items;
	for (size_t i = 0; i < list.n; i++) {
		char *datum = roll_voter_datum(txn->arena, &voters[i]);

		if (!datum)
			return fail(txn->error, ERR_TOO_LARGE);
		voters[i].commitment =
			commitment_new(txn->rand, datum, strlen(datum), &voters[i].salt);
	}
	*ret_voters = list;
	*ret_root = roll_voters_root(voters, list.n);
	return OK;
}
