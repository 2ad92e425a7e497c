/* People as other modules see them, and voter lists. */
#include "roll/roll.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/merkle.h"
#include "roll/cells.h"
#include "roll/people.h"

enum err roll_person_get(struct txn *txn, const struct body *body, struct person_id id,
	struct roll_person *ret_person)
{
	struct person_row row = {.id = id, .body_id = body->id};

	TRY(db_one(txn, &roll_stmts[PERSON_GET], &row, &row));
	*ret_person = person_of(&row);
	return OK;
}

enum err roll_person_find(struct txn *txn, const struct body *body, const char *id_number,
	struct roll_person *ret_person)
{
	char *text = arena_string(txn->arena, id_number);
	struct cell_id id;
	struct person_row row;
	enum roll_reason reason;
	bool found;

	if (!text)
		return fail(txn->error, ERR_BUSY);
	text_fold(text);
	reason = cell_id_number(text, &id);
	if (reason != REASON_NONE && reason != REASON_ID_OTHER)
		return fail(txn->error, ERR_NOT_FOUND);
	TRY(person_match(txn, body, text, &row, &found));
	if (!found)
		return fail(txn->error, ERR_NOT_FOUND);
	*ret_person = person_of(&row);
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

/* ---- voter lists ---- */

/* Numbers inside names of places count as numbers: building 2 stands before building 10. */
static int compare_persons(const void *a, const void *b)
{
	const struct roll_person *one = &((const struct roll_voter *)a)->person;
	const struct roll_person *two = &((const struct roll_voter *)b)->person;
	int order = strverscmp(one->building, two->building);

	if (!order)
		order = strverscmp(one->entrance, two->entrance);
	if (!order)
		order = strverscmp(one->room, two->room);
	if (!order)
		order = (one->facts.born > two->facts.born) - (one->facts.born < two->facts.born);
	return order ? order : (one->id.v > two->id.v) - (one->id.v < two->id.v);
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

/* Those of the rows who may vote; how many. */
static size_t pick_voters(const struct list *rows, const struct roll_terms *terms, int64_t day,
	struct roll_voter *ret_voters)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		struct roll_person person = person_of(&((const struct person_row *)rows->items)[i]);
		enum roll_ground ground = roll_eligibility(&person.facts, terms, day);

		if (roll_ground_info(ground)->eligible)
			ret_voters[n++] = (struct roll_voter){.person = person, .ground = ground};
	}
	return n;
}

static enum err commit(struct txn *txn, struct roll_voter *voter)
{
	char *datum = roll_voter_datum(txn->arena, voter);

	if (!datum)
		return fail(txn->error, ERR_TOO_LARGE);
	voter->commitment = commitment_new(txn->rand, datum, strlen(datum), &voter->salt);
	mask_name(voter->person.name, voter->masked);
	return OK;
}

enum err roll_freeze(struct txn *txn, const struct body *body, const struct roll_terms *terms,
	int64_t day, struct list *ret_voters, struct digest *ret_root)
{
	struct person_row key = {.body_id = body->id};
	struct roll_voter *voters;
	struct list rows;
	size_t n;

	TRY(db_all(txn, &roll_stmts[PERSON_ALL], &key, &rows));
	voters = arena_array(txn->arena, struct roll_voter, rows.n);
	if (!voters)
		return fail(txn->error, ERR_TOO_LARGE);
	n = pick_voters(&rows, terms, day, voters);
	qsort(voters, n, sizeof *voters, compare_persons);
	for (size_t i = 0; i < n; i++) {
		voters[i].number = (int64_t)i + 1;
		TRY(commit(txn, &voters[i]));
	}
	*ret_voters = (struct list){voters, n};
	*ret_root = roll_voters_root(voters, n);
	return OK;
}
