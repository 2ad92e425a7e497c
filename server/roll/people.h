/* People between rows, entries and sealed bytes; private to roll/. */
#ifndef ROLL_PEOPLE_H
#define ROLL_PEOPLE_H

#include "crypto/privacy.h"
#include "roll/store.h"

/* What eligibility depends on. */
struct roll_facts facts_of(const struct resident_row *row);

/* A name as a list may show it (D2), in the transaction's arena. */
enum err name_masked(struct txn *txn, const char *name, const char **ret_masked) must_use;

/* A name as somebody typed it in the form in which names are kept; `ret_reason` says what is wrong
 * with it, if anything. */
enum err name_fold(struct txn *txn, const char *typed, const char **ret_name,
	enum roll_reason *ret_reason) must_use;

/* The keyed hash by which a person is found; `id_number` in its final form. */
struct privacy_tag person_tag(
	const struct keyring *keys, struct body_id body, const char *id_number);

/* The person with an ID number, as typed or (person_match) as its tag; `ret_found` is false when
 * there is none. */
enum err person_find(struct txn *txn, const struct keyring *keys, struct body_id body,
	const char *typed, struct person_row *ret_row, bool *ret_found) must_use;
enum err person_match(struct txn *txn, struct body_id body, const struct privacy_tag *tag,
	struct person_row *ret_row, bool *ret_found) must_use;

/* Whether somebody with another tag has the entry's name, birth date and dwelling. */
enum err person_similar(struct txn *txn, const struct body *body, const struct privacy_tag *tag,
	const struct roll_entry *entry, bool *ret_similar) must_use;

/* Everything known of a person, numbers opened. */
enum err person_entry(
	struct txn *txn, const struct person_row *row, struct roll_entry *ret_entry) must_use;

/* Adds a person to the roll; `tag` is that of her ID number. */
enum err person_add(struct txn *txn, const struct body *body, const struct privacy_tag *tag,
	const struct roll_entry *entry) must_use;

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
