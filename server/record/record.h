/* The record: one public, append-only log for each body, in the open C2SP formats. An entry is
 * appended in the transaction of the change it tells of, and the head signed in the same one: what
 * was answered with success stands under a signed head, and a head covers only what was committed.
 *
 * No personal data ever enters: where an event speaks of a person it holds a salted commitment
 * (crypto/commitment.h) whose salt and datum live in the module's own tables and can be erased.
 *
 * What is returned lives in the transaction's arena. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "api/api.h"
#include "bodies/bodies.h"
#include "crypto/checkpoint.h"
#include "crypto/dsse.h"

enum { RECORD_ENTRY_MAX = 16384, RECORD_TYPE_SIZE = 40 };

extern const struct module record_module;

/* Appends `event` as {"type": type, "at": the body's time, …the event's own fields}. A record opens
 * itself with its first entry, "record-opened", which holds its name and its key and says whether
 * it is a rehearsal's. `type` is a literal of lower-case words, '-' and '.'; the event's schema may
 * not have fields type and at; NULL, NULL for an event without fields. `ret_index` may be NULL.
 *
 * ERR_TOO_LARGE above RECORD_ENTRY_MAX; ERR_INTERNAL with a note when stored hashes contradict the
 * signed head or the key file is another one: nothing is signed then. */
enum err record_append(struct txn *txn, const struct body *body, const char *type,
	const struct schema *schema, const void *event, int64_t *ret_index) must_use;

/* Signs a statement (a receipt) with the body's record key; opens the record if need be. */
enum err record_sign(struct txn *txn, const struct body *body, struct dsse *dsse) must_use;

/* The latest signed head. */
struct record_head {
	struct note_key key;
	struct checkpoint checkpoint;
	const char *note; /* the signed checkpoint */
	int64_t at;       /* when it was signed */
};

/* ERR_NOT_FOUND when the body has no record yet. */
enum err record_head(struct txn *txn, struct body_id body, struct record_head *ret_head) must_use;

/* One entry, as it is published; ERR_NOT_FOUND. */
enum err record_entry(
	struct txn *txn, struct body_id body, int64_t index, struct span *ret_entry) must_use;

/* A proof of entry `index` that stands by itself, under the latest head; ERR_NOT_FOUND. */
enum err record_proof(
	struct txn *txn, struct body_id body, int64_t index, struct span *ret_proof) must_use;

/* Recomputes a whole record from its entries and compares everything stored with it, signature and
 * all. `ret_finding` is "ok" or says what is wrong and where. For `check`, restore and tests. */
enum err record_check(struct txn *txn, struct body_id body, const char **ret_finding) must_use;

/* That a record goes on under this data folder's keys; ERR_INTERNAL with a note when it was signed
 * under another key file. */
enum err record_check_key(struct txn *txn, struct body_id id) must_use;

/* The bodies that have a record: a list of struct body_id. */
enum err record_bodies(struct txn *txn, struct list *ret_bodies) must_use;

#endif
