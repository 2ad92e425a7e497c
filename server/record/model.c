/* Entries are printed once, here, and from then on are bytes. */
#include "record/model.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "json/json.h"

bool record_type_valid(const char *type)
{
	size_t len = strlen(type);
	bool in_word = false;

	if (len == 0 || len >= RECORD_TYPE_SIZE)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool joins = type[i] == '-' || type[i] == '.';

		if (joins ? !in_word : !strchr("abcdefghijklmnopqrstuvwxyz0123456789", type[i]))
			return false;
		in_word = !joins;
	}
	return in_word;
}

static bool has_own_name(const struct schema *schema)
{
	return schema_field(schema, "type", 4) || schema_field(schema, "at", 2);
}

enum err record_compose(const char *type, int64_t at, const struct schema *schema,
	const void *event, struct buf *entry)
{
	auto_buf struct buf fields = {0};
	struct json_writer writer = json_writer(entry), fields_writer = json_writer(&fields);
	char time[TIME_TEXT_SIZE];

	buf_init(&fields, RECORD_ENTRY_MAX);
	if (!record_type_valid(type) || (schema && has_own_name(schema)))
		return ERR_INTERNAL;
	time_format(at, time);
	json_begin_object(&writer);
	json_add_name(&writer, "type");
	json_add_string(&writer, type);
	json_add_name(&writer, "at");
	json_add_string(&writer, time);
	if (schema)
		json_write(&fields_writer, schema, event);
	if (fields.len > strlen("{}")) {
		/* the event's object without its braces */
		buf_char(entry, ',');
		buf_add(entry, fields.data + 1, fields.len - 2);
	}
	json_end_object(&writer);
	if (!buf_ok(&fields) || !buf_ok(entry) || entry->len > RECORD_ENTRY_MAX)
		return ERR_TOO_LARGE;
	return OK;
}

bool record_origin(const char *origin, struct body_id body, char ret_name[NOTE_NAME_SIZE])
{
	const char *authority = origin ? strstr(origin, "://") : NULL;
	int len;

	if (!authority || authority[3] == '\0' || strchr(authority + 3, '/'))
		return false;
	len = snprintf(
		ret_name, NOTE_NAME_SIZE, "%s/v1/bodies/%" PRId64 "/record", authority + 3, body.v);
	return len > 0 && len < NOTE_NAME_SIZE;
}

enum err record_sign_head(const struct checkpoint *head, const struct note_key *key,
	const struct sign_secret *secret, struct buf *note)
{
	auto_buf struct buf text = {0};

	buf_init(&text, 1024);
	checkpoint_write(&text, head);
	if (!buf_ok(&text))
		return ERR_TOO_LARGE;
	TRY(note_start(note, text.data, text.len));
	return note_sign(note, key, secret, 0);
}
