/* What the record says of people: whose a device key or an office is, without saying who. */
#ifndef ACCESS_HOLDERS_H
#define ACCESS_HOLDERS_H

#include "access/access.h"
#include "crypto/commitment.h"

/* One person of one body; the commitment is to her number there:
 * "gongyi:holder:1" LF <person id> LF. */
struct holder {
	struct commitment_salt salt;
	char commitment[DIGEST_BASE64_SIZE];
};

/* Her commitment, made at the first call. */
enum err holder_of(struct txn *txn, const struct body *body, struct person_id person,
	struct holder *ret_holder) must_use;

/* What opens it, for whoever may know who it is. Both stay empty where the record has not spoken of
 * the person yet. */
enum err holder_show(struct txn *txn, struct body_id body, struct person_id person,
	const char **ret_commitment, struct span *ret_salt) must_use;

/* Tells the record that a key was activated, or removed. */
enum err record_device(struct txn *txn, const struct body *body, const char *type,
	struct person_id person, struct span public_key) must_use;

#endif
