/* The record without a database: what an entry, a head and a log's name look like. */
#ifndef RECORD_MODEL_H
#define RECORD_MODEL_H

#include "record/record.h"

/* Whether a type is lower-case words of letters and digits joined by '-' or '.'. */
bool record_type_valid(const char *type) must_use;

/* Writes {"type":…,"at":…, the event's fields}. ERR_INTERNAL for a bad type or an event with a
 * field of these names, ERR_TOO_LARGE above RECORD_ENTRY_MAX. */
enum err record_compose(const char *type, int64_t at, const struct schema *schema,
	const void *event, struct buf *entry) must_use;

/* The name of a body's log: its address without the scheme. False when `origin` is none. */
bool record_origin(const char *origin, struct body_id body, char ret_name[NOTE_NAME_SIZE]) must_use;

/* Signs the head. ERR_TOO_LARGE when the buffer cannot take it. */
enum err record_sign_head(const struct checkpoint *head, const struct note_key *key,
	const struct sign_secret *secret, struct buf *note) must_use;

#endif
