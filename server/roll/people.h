/* People between rows, entries and sealed bytes; private to roll/. */
#ifndef ROLL_PEOPLE_H
#define ROLL_PEOPLE_H

#include "roll/store.h"

/* What other modules see of a row. */
struct roll_person person_of(const struct person_row *row);

/* The person with a normalised ID number; `ret_found` is false when there is none. */
enum err person_match(struct txn *txn, const struct body *body, const char *id_number,
	struct person_row *ret_row, bool *ret_found) must_use;

/* Whether somebody with another ID number has the entry's name, birth date and dwelling. */
enum err person_similar(struct txn *txn, const struct body *body, const struct roll_entry *entry,
	bool *ret_similar) must_use;

/* Everything known of a person, numbers opened. */
enum err person_entry(
	struct txn *txn, const struct person_row *row, struct roll_entry *ret_entry) must_use;

/* Adds a person to the roll. */
enum err person_add(
	struct txn *txn, const struct body *body, const struct roll_entry *entry) must_use;

/* Makes the person what `entry` says. */
enum err person_change(struct txn *txn, const struct body *body, struct person_id id,
	const struct roll_entry *entry) must_use;

/* Seals bytes under the body's data key; opens them again, followed by a NUL that does not count.
 * In the arena. */
enum err roll_seal(struct txn *txn, struct body_id body, const char *context, struct span plain,
	struct span *ret_sealed) must_use;
enum err roll_open(const struct keyring *keys, struct arena *arena, struct error *error,
	struct body_id body, const char *context, struct span sealed,
	struct span *ret_plain) must_use;

#endif
