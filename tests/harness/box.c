/* See box.h. */
#include "harness/box.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/archive.h"
#include "harness/test.h"

enum { BLOCK = 512, TEXT_MAX = 1 << 20 };

void box_read(struct box *ret_box, struct span bytes)
{
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;

	arena_init(&arena, (size_t)1 << 22);
	T_OK(archive_read(bytes, &arena, &archive, &fault));
	T_CHECK(archive.n_events <= BOX_EVENTS_MAX);
	*ret_box = (struct box){.timestamp = archive.timestamp, .n = archive.n_events};
	for (size_t i = 0; i < archive.n_events; i++) {
		const struct archive_event *event = &archive.events[i];

		ret_box->events[i].type = archive_type_name(event->type);
		ret_box->events[i].n_data = event->n_data;
		for (size_t d = 0; d < event->n_data; d++)
			ret_box->events[i].data[d] = event->data[d].body;
	}
}

static void put_member(
	struct buf *out, const char *name, const void *body, size_t len, uint64_t timestamp)
{
	char header[BLOCK] = {0};
	unsigned sum = 0;

	snprintf(header, 100, "%s", name);
	snprintf(header + 100, 8, "0000644");
	snprintf(header + 108, 8, "0000000");
	snprintf(header + 116, 8, "0000000");
	snprintf(header + 124, 12, "%011zo", len);
	snprintf(header + 136, 12, "%011" PRIo64, timestamp);
	memset(header + 148, ' ', 8);
	header[156] = '0';
	for (size_t i = 0; i < BLOCK; i++)
		sum += (uint8_t)header[i];
	snprintf(header + 148, 8, "%06o", sum);
	buf_add(out, header, BLOCK);
	buf_add(out, body, len);
	while (out->len % BLOCK)
		buf_char(out, '\0');
}

struct digest box_member(
	struct buf *out, const char *suffix, const void *body, size_t len, uint64_t timestamp)
{
	struct digest digest = digest_of(body, len);
	char hex[DIGEST_HEX_SIZE], name[100];

	digest_hex(&digest, hex);
	snprintf(name, sizeof name, "%s%s", hex, suffix);
	put_member(out, name, body, len, timestamp);
	return digest;
}

struct digest box_write(const struct box *box, struct buf *out)
{
	struct digest last = {0}, payload = {0};
	char text[256], hex[DIGEST_HEX_SIZE];
	int len = snprintf(
		text, sizeof text, "{\"version\":1,\"timestamp\":\"%" PRIu64 "\"}", box->timestamp);

	put_member(out, "BELENIOS", text, (size_t)len, box->timestamp);
	for (size_t i = 0; i < box->n; i++) {
		const struct box_event *event = &box->events[i];
		auto_buf struct buf body = {0};

		for (size_t d = 0; d < event->n_data; d++)
			payload = box_member(out, ".data.json", event->data[d].data,
				event->data[d].len, box->timestamp);
		buf_init(&body, 512);
		buf_char(&body, '{');
		digest_hex(&last, hex);
		if (i)
			buf_printf(&body, "\"parent\":\"%s\",", hex);
		buf_printf(&body, "\"height\":%zu,\"type\":\"%s\"", i, event->type);
		digest_hex(&payload, hex);
		if (event->n_data)
			buf_printf(&body, ",\"payload\":\"%s\"", hex);
		buf_char(&body, '}');
		last = box_member(out, ".event.json", body.data, body.len, box->timestamp);
	}
	T_CHECK(buf_ok(out));
	return last;
}

/* Replaces the digest that follows `label` in the record by that of another record. */
static void correct(struct span *record, const char *label, struct span named, struct buf *text)
{
	struct digest digest = digest_of(named.data, named.len);
	const char *found = memmem(record->data, record->len, label, strlen(label));
	char hex[DIGEST_HEX_SIZE];
	size_t at;

	digest_hex(&digest, hex);
	if (!found)
		return;
	at = (size_t)(found - (const char *)record->data) + strlen(label);
	if (record->len < at + 64)
		return;
	put_replaced(text, *record, at, at + 64, hex, 64);
	*record = (struct span){(const uint8_t *)text->data, text->len};
}

struct digest box_write_consistent(const struct box *box, struct buf *out)
{
	struct box copy = *box;
	struct buf texts[BOX_EVENTS_MAX + 3];
	size_t n = 0;
	struct digest last;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		buf_init(&texts[i], TEXT_MAX);
	for (size_t i = 0; i < copy.n; i++) {
		struct span *data = copy.events[i].data;

		if (strcmp(copy.events[i].type, "Setup") == 0) {
			correct(&data[3], "\"election\":\"", data[0], &texts[n++]);
			correct(&data[3], "\"trustees\":\"", data[1], &texts[n++]);
			correct(&data[3], "\"credentials\":\"", data[2], &texts[n++]);
		} else if (strcmp(copy.events[i].type, "EncryptedTally") == 0) {
			correct(&data[1], "\"encrypted_tally\":\"", data[0], &texts[n++]);
		} else if (strcmp(copy.events[i].type, "PartialDecryption") == 0) {
			correct(&data[1], "\"payload\":\"", data[0], &texts[n++]);
		}
	}
	last = box_write(&copy, out);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		buf_done(&texts[i]);
	return last;
}

struct box_event *box_find(struct box *box, const char *type)
{
	for (size_t i = 0; i < box->n; i++)
		if (strcmp(box->events[i].type, type) == 0)
			return &box->events[i];
	t_fail(__FILE__, __LINE__, "the archive has no %s", type);
}

void box_drop(struct box *box, size_t event)
{
	box->n--;
	memmove(&box->events[event], &box->events[event + 1],
		(box->n - event) * sizeof box->events[0]);
}

/* ---- JSON texts ----------------------------------------------------------------------------- */

struct walk {
	struct span text;
	struct place *places;
	size_t n, max;
};

static size_t skip_string(struct span text, size_t at)
{
	for (at++; at < text.len && text.data[at] != '"'; at++)
		at += text.data[at] == '\\';
	return at + 1;
}

static size_t walk_value(struct walk *walk, size_t item, size_t at);

static size_t walk_children(struct walk *walk, size_t at)
{
	bool object = walk->text.data[at] == '{';

	for (at++; walk->text.data[at] != ']' && walk->text.data[at] != '}';) {
		size_t item = at;

		if (object)
			at = skip_string(walk->text, at) + 1;
		at = walk_value(walk, item, at);
		at += walk->text.data[at] == ',';
	}
	return at + 1;
}

/* Returns the place after the value. */
static size_t walk_value(struct walk *walk, size_t item, size_t at)
{
	struct place *place = &walk->places[walk->n++];
	uint8_t c = walk->text.data[at];

	T_CHECK(walk->n < walk->max);
	*place = (struct place){.item = item, .start = at};
	if (c == '{' || c == '[') {
		at = walk_children(walk, at);
	} else if (c == '"') {
		at = skip_string(walk->text, at);
	} else {
		while (at < walk->text.len && !memchr(",]}", walk->text.data[at], 3))
			at++;
	}
	place->end = at;
	return at;
}

size_t json_places(struct span text, struct place *ret_places, size_t max)
{
	struct walk walk = {.text = text, .places = ret_places, .max = max};

	T_INT(walk_value(&walk, 0, 0), text.len);
	return walk.n;
}

bool place_is_leaf(struct span text, const struct place *place)
{
	return text.data[place->start] != '{' && text.data[place->start] != '[';
}

void put_replaced(struct buf *out, struct span text, size_t from, size_t to, const void *with,
	size_t with_len)
{
	buf_add(out, text.data, from);
	buf_add(out, with, with_len);
	buf_add(out, text.data + to, text.len - to);
}
