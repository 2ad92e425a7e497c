/* See archive.h. Reading and writing share the functions that say what a tar header and an event
 * look like; the reader compares their output with what it was given. */
#include "crypto/wire/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/wire/tar.h"

enum {
	EVENT_MAX = 256, /* bytes of an event's body */
	DIGITS_MAX = 20,
	HEX_LEN = DIGEST_HEX_SIZE - 1
};

static const char preface_name[] = "BELENIOS";
static const char data_suffix[] = ".data.json";
static const char event_suffix[] = ".event.json";

#define AFTER(type) (1U << ARCHIVE_##type)
#define FIRST       0U

/* The grammar: how many data records an event has and which events it may follow. */
static const struct {
	const char *name;
	size_t n_data;
	unsigned after;
} types[] = {
	[ARCHIVE_SETUP] = {"Setup", 4, FIRST},
	[ARCHIVE_BALLOT] = {"Ballot", 1, AFTER(SETUP) | AFTER(BALLOT)},
	[ARCHIVE_END_BALLOTS] = {"EndBallots", 0, AFTER(SETUP) | AFTER(BALLOT)},
	[ARCHIVE_ENCRYPTED_TALLY] = {"EncryptedTally", 2, AFTER(END_BALLOTS)},
	[ARCHIVE_PARTIAL_DECRYPTION] = {"PartialDecryption", 2,
		AFTER(ENCRYPTED_TALLY) | AFTER(PARTIAL_DECRYPTION)},
	[ARCHIVE_RESULT] = {"Result", 1, AFTER(ENCRYPTED_TALLY) | AFTER(PARTIAL_DECRYPTION)},
};
_Static_assert(COUNT_OF(types) == ARCHIVE_TYPE__COUNT, "every type of event has its row");

const char *archive_type_name(enum archive_type type)
{
	return types[type].name;
}

static bool may_follow(size_t n_events, enum archive_type last, enum archive_type type)
{
	if (n_events == 0)
		return types[type].after == FIRST;
	return types[type].after >> last & 1;
}

static void name_write(
	char ret_name[ARCHIVE_NAME_SIZE], const struct digest *digest, const char *suffix)
{
	digest_hex(digest, ret_name);
	snprintf(ret_name + HEX_LEN, ARCHIVE_NAME_SIZE - HEX_LEN, "%s", suffix);
}

static void preface_write(struct buf *out, uint64_t timestamp)
{
	buf_printf(out, "{\"version\":1,\"timestamp\":\"%" PRIu64 "\"}", timestamp);
}

/* `parent` is NULL for the first event, `payload` for one without data records. */
static void event_write(struct buf *out, const struct digest *parent, size_t height,
	enum archive_type type, const struct digest *payload)
{
	char hex[DIGEST_HEX_SIZE];

	buf_char(out, '{');
	if (parent) {
		digest_hex(parent, hex);
		buf_printf(out, "\"parent\":\"%s\",", hex);
	}
	buf_printf(out, "\"height\":%zu,\"type\":\"%s\"", height, types[type].name);
	if (payload) {
		digest_hex(payload, hex);
		buf_printf(out, ",\"payload\":\"%s\"", hex);
	}
	buf_char(out, '}');
}

struct digest archive_event_digest(const struct digest *parent, size_t height,
	enum archive_type type, const struct digest *payload)
{
	auto_buf struct buf body = {0};

	buf_init(&body, EVENT_MAX);
	event_write(&body, parent, height, type, payload);
	return digest_of(body.data, body.len);
}

/* ---- reading ------------------------------------------------------------------------------- */

struct reader {
	struct span rest; /* what has not been read */
	uint64_t timestamp;
	size_t member; /* the one being read */
	const uint8_t *header;
	struct archive_record *records;
	struct archive_event *events;
	size_t n_records;
	size_t n_events;
	size_t n_pending; /* data records since the last event */
	struct archive_fault *fault;
};

static enum err refuse(struct reader *reader, enum archive_fault_reason reason)
{
	struct archive_fault *fault = reader->fault;
	size_t len = 0;

	*fault = (struct archive_fault){.reason = reason, .member = reader->member};
	for (; reader->header && len < ARCHIVE_NAME_SIZE && reader->header[len]; len++) {
		uint8_t c = reader->header[len];

		fault->name[len] = (char)(c > ' ' && c < 0x7f ? c : '?');
	}
	return ERR_MALFORMED;
}

/* Takes header, body and padding off the rest; the header is yet to be compared. */
static enum err take_member(struct reader *reader, struct span *ret_body)
{
	uint64_t size;
	size_t padding;

	reader->header = NULL;
	if (reader->rest.len < TAR_BLOCK)
		return refuse(reader, ARCHIVE_TRUNCATED);
	reader->header = reader->rest.data;
	if (!tar_size(reader->header, &size))
		return refuse(reader, ARCHIVE_HEADER);
	if (size == 0 || size > ARCHIVE_MEMBER_MAX)
		return refuse(reader, ARCHIVE_SIZE);
	padding = tar_padding(size);
	if (reader->rest.len - TAR_BLOCK < size + padding)
		return refuse(reader, ARCHIVE_TRUNCATED);
	*ret_body = (struct span){reader->header + TAR_BLOCK, size};
	for (size_t i = 0; i < padding; i++)
		if (ret_body->data[size + i])
			return refuse(reader, ARCHIVE_PADDING);
	reader->rest.data += TAR_BLOCK + size + padding;
	reader->rest.len -= TAR_BLOCK + size + padding;
	return OK;
}

static enum err check_header(struct reader *reader, const char *name, size_t size)
{
	uint8_t expected[TAR_BLOCK];

	tar_header(name, size, reader->timestamp, expected);
	if (memcmp(expected, reader->header, TAR_BLOCK) != 0)
		return refuse(reader, ARCHIVE_HEADER);
	return OK;
}

static bool span_is(struct span span, const char *text, size_t len)
{
	return span.len == len && memcmp(span.data, text, len) == 0;
}

/* Moves `span` past `text` when it begins with it. */
static bool skip_text(struct span *span, const char *text)
{
	size_t len = strlen(text);

	if (span->len < len || memcmp(span->data, text, len) != 0)
		return false;
	span->data += len;
	span->len -= len;
	return true;
}

static size_t count_digits(struct span span)
{
	size_t n = 0;

	while (n < span.len && n < DIGITS_MAX && span.data[n] >= '0' && span.data[n] <= '9')
		n++;
	return n;
}

static enum err read_preface(struct reader *reader)
{
	auto_buf struct buf expected = {0};
	struct span body = {0}, at;
	char digits[DIGITS_MAX + 1] = "";

	if (reader->rest.len < TAR_BLOCK ||
		memcmp(reader->rest.data, preface_name, sizeof preface_name) != 0)
		return refuse(reader, ARCHIVE_NOT_AN_ARCHIVE);
	TRY(take_member(reader, &body));
	at = body;
	if (!skip_text(&at, "{\"version\":1,\"timestamp\":\""))
		return refuse(reader, ARCHIVE_PREFACE);
	memcpy(digits, at.data, count_digits(at));
	if (!parse_uint(digits, ARCHIVE_TIMESTAMP_MAX, &reader->timestamp))
		return refuse(reader, ARCHIVE_PREFACE);
	buf_init(&expected, EVENT_MAX);
	preface_write(&expected, reader->timestamp);
	if (!buf_ok(&expected) || !span_is(body, expected.data, expected.len))
		return refuse(reader, ARCHIVE_PREFACE);
	return check_header(reader, preface_name, body.len);
}

static enum err read_type(struct reader *reader, struct span *at, enum archive_type *ret_type)
{
	if (!skip_text(at, ",\"type\":\""))
		return refuse(reader, ARCHIVE_HEIGHT);
	for (size_t i = 0; i < ARCHIVE_TYPE__COUNT; i++) {
		struct span after = *at;

		if (skip_text(&after, types[i].name) && skip_text(&after, "\"")) {
			*ret_type = (enum archive_type)i;
			*at = after;
			return OK;
		}
	}
	if (skip_text(at, "Shuffle\"") || skip_text(at, "EndShuffles\""))
		return refuse(reader, ARCHIVE_SHUFFLE);
	return refuse(reader, ARCHIVE_EVENT_TYPE);
}

/* Compares the event's body, part by part, with the only one that can stand here. */
static enum err check_event(struct reader *reader, struct span body, enum archive_type *ret_type)
{
	const struct digest *parent = NULL, *payload = NULL;
	auto_buf struct buf expected = {0};
	char head[EVENT_MAX], hex[DIGEST_HEX_SIZE];
	struct span at = body;

	if (reader->n_events) {
		parent = &reader->events[reader->n_events - 1].self->digest;
		digest_hex(parent, hex);
		snprintf(head, sizeof head, "{\"parent\":\"%s\",", hex);
	} else {
		snprintf(head, sizeof head, "{");
	}
	if (!skip_text(&at, head))
		return refuse(reader, ARCHIVE_PARENT);
	snprintf(head, sizeof head, "\"height\":%zu", reader->n_events);
	if (!skip_text(&at, head))
		return refuse(reader, ARCHIVE_HEIGHT);
	TRY(read_type(reader, &at, ret_type));
	if (reader->n_pending)
		payload = &reader->records[reader->n_records - 1].digest;
	buf_init(&expected, EVENT_MAX);
	event_write(&expected, parent, reader->n_events, *ret_type, payload);
	if (!buf_ok(&expected) || !span_is(body, expected.data, expected.len))
		return refuse(reader, ARCHIVE_PAYLOAD);
	return OK;
}

static enum err read_event(struct reader *reader, const struct archive_record *self)
{
	enum archive_type type = ARCHIVE_TYPE__COUNT, last = ARCHIVE_SETUP;

	TRY(check_event(reader, self->body, &type));
	if (reader->n_events)
		last = reader->events[reader->n_events - 1].type;
	if (!may_follow(reader->n_events, last, type))
		return refuse(reader, ARCHIVE_ORDER);
	if (reader->n_pending != types[type].n_data)
		return refuse(reader, ARCHIVE_RECORDS);
	reader->events[reader->n_events++] = (struct archive_event){.type = type,
		.n_data = reader->n_pending,
		.data = self - reader->n_pending,
		.self = self};
	reader->n_pending = 0;
	return OK;
}

static enum err read_member(struct reader *reader)
{
	struct archive_record *record = &reader->records[reader->n_records];
	char name[ARCHIVE_NAME_SIZE];
	bool is_event;

	reader->member++;
	TRY(take_member(reader, &record->body));
	record->member = reader->member;
	record->digest = digest_of(record->body.data, record->body.len);
	name_write(name, &record->digest, "");
	if (memcmp(reader->header, name, HEX_LEN) != 0)
		return refuse(reader, ARCHIVE_NAME);
	is_event = reader->header[HEX_LEN + 1] == 'e';
	name_write(name, &record->digest, is_event ? event_suffix : data_suffix);
	TRY(check_header(reader, name, record->body.len));
	if (is_event) {
		TRY(read_event(reader, record));
	} else if (++reader->n_pending > ARCHIVE_DATA_MAX) {
		return refuse(reader, ARCHIVE_RECORDS);
	}
	reader->n_records++;
	return OK;
}

enum err archive_read(struct span bytes, struct arena *arena, struct archive *ret_archive,
	struct archive_fault *ret_fault)
{
	/* a member takes two blocks at least */
	size_t most = bytes.len / TAR_BLOCK / 2 + 1;
	struct reader reader = {.rest = bytes,
		.fault = ret_fault,
		.records = arena_array(arena, struct archive_record, most),
		.events = arena_array(arena, struct archive_event, most)};

	if (!reader.records || !reader.events)
		return ERR_TOO_LARGE;
	TRY(read_preface(&reader));
	while (reader.rest.len)
		TRY(read_member(&reader));
	if (reader.n_pending || !reader.n_events)
		return refuse(&reader, ARCHIVE_DANGLING);
	*ret_archive = (struct archive){.timestamp = reader.timestamp,
		.n_events = reader.n_events,
		.events = reader.events};
	return OK;
}

/* ---- writing ------------------------------------------------------------------------------- */

static void member_write(struct archive_writer *writer, const char *name, struct span body)
{
	writer->size += TAR_BLOCK + body.len + tar_padding(body.len);
	if (writer->out)
		tar_add(writer->out, name, body.data, body.len, writer->timestamp);
}

static bool has_room(const struct archive_writer *writer)
{
	return !writer->out || buf_ok(writer->out);
}

enum err archive_begin(struct archive_writer *ret_writer, struct buf *out, uint64_t timestamp)
{
	struct archive_writer writer = {.out = out, .timestamp = timestamp};
	auto_buf struct buf body = {0};

	if (timestamp > ARCHIVE_TIMESTAMP_MAX)
		return ERR_INVALID;
	buf_init(&body, EVENT_MAX);
	preface_write(&body, timestamp);
	if (!buf_ok(&body))
		return ERR_TOO_LARGE;
	member_write(&writer, preface_name, (struct span){(const uint8_t *)body.data, body.len});
	*ret_writer = writer;
	return has_room(&writer) ? OK : ERR_TOO_LARGE;
}

static void record_write(struct archive_writer *writer, struct span body,
	const struct digest *digest, const char *suffix)
{
	char name[ARCHIVE_NAME_SIZE];

	name_write(name, digest, suffix);
	member_write(writer, name, body);
}

enum err archive_add(struct archive_writer *writer, enum archive_type type,
	const struct archive_data *data, size_t n_data)
{
	auto_buf struct buf event = {0};
	struct digest last;

	if (!may_follow(writer->n_events, writer->last_type, type))
		return ERR_CONFLICT;
	if (n_data != types[type].n_data)
		return ERR_INVALID;
	for (size_t i = 0; i < n_data; i++)
		if (data[i].body.len == 0 || data[i].body.len > ARCHIVE_MEMBER_MAX)
			return ERR_INVALID;
	for (size_t i = 0; i < n_data; i++)
		record_write(writer, data[i].body, &data[i].digest, data_suffix);
	buf_init(&event, EVENT_MAX);
	event_write(&event, writer->n_events ? &writer->last : NULL, writer->n_events, type,
		n_data ? &data[n_data - 1].digest : NULL);
	if (!buf_ok(&event))
		return ERR_TOO_LARGE;
	last = digest_of(event.data, event.len);
	record_write(
		writer, (struct span){(const uint8_t *)event.data, event.len}, &last, event_suffix);
	if (!has_room(writer))
		return ERR_TOO_LARGE;
	writer->last = last;
	writer->last_type = type;
	writer->n_events++;
	return OK;
}

enum err archive_append(struct archive_writer *writer, enum archive_type type,
	const struct span *data, size_t n_data)
{
	struct archive_data known[ARCHIVE_DATA_MAX];

	if (n_data > ARCHIVE_DATA_MAX)
		return ERR_INVALID;
	for (size_t i = 0; i < n_data; i++)
		known[i] = (struct archive_data){data[i], digest_of(data[i].data, data[i].len)};
	return archive_add(writer, type, known, n_data);
}
