/* Whoever can rewrite the whole file but has nobody's key: each value of each record changed,
 * dropped, doubled, put in another place or taken from another voter or election, with every hash
 * corrected afterwards. All of it is refused but for what only a published fingerprint shows. */
#include "harness/test.h"

#include <ctype.h>
#include <string.h>

#include "base/rand.h"
#include "harness/box.h"
#include "verify/audit.h"

#define BASIC     "vectors/belenios/ed25519-basic/nVPZZBXZKKpe2t.bel"
#define THRESHOLD "vectors/belenios/ed25519-threshold/Kh3E27kknAFQC7.bel"
#define AREA      "vectors/belenios/double-majority/area/nVPZZBXZKKpe2t.bel"

enum { ARCHIVE_MAX = 1 << 20, PLACES_MAX = 2000 };

/* ---- mutations of one text --------------------------------------------------------------------
 */

struct text {
	struct span span;
	struct place places[PLACES_MAX];
	size_t n;
};

static void text_read(struct text *text, struct span span)
{
	text->span = span;
	text->n = json_places(span, text->places, PLACES_MAX);
}

/* The element or member after this one; NULL when it is the last. */
static const struct place *next_sibling(const struct text *text, size_t k)
{
	const struct place *place = &text->places[k];

	if (place->end >= text->span.len || text->span.data[place->end] != ',')
		return NULL;
	for (size_t i = k + 1; i < text->n; i++)
		if (text->places[i].item == place->end + 1)
			return &text->places[i];
	return NULL;
}

static uint8_t another(uint8_t c)
{
	if (c == '9' || c == 'f' || c == 'z' || c == 'Z')
		return (uint8_t)(c - 1);
	return (uint8_t)(c + 1);
}

static bool flip(const struct text *text, size_t at, struct buf *out)
{
	uint8_t changed = another(text->span.data[at]);

	put_replaced(out, text->span, at, at + 1, &changed, 1);
	return true;
}

static bool flip_first(const struct text *text, size_t k, struct buf *out)
{
	const struct place *place = &text->places[k];

	if (!place_is_leaf(text->span, place))
		return false;
	for (size_t at = place->start; at < place->end; at++)
		if (isalnum(text->span.data[at]))
			return flip(text, at, out);
	return false;
}

static bool flip_last(const struct text *text, size_t k, struct buf *out)
{
	const struct place *place = &text->places[k];

	if (!place_is_leaf(text->span, place))
		return false;
	for (size_t at = place->end; at > place->start; at--)
		if (isalnum(text->span.data[at - 1]))
			return flip(text, at - 1, out);
	return false;
}

static bool drop(const struct text *text, size_t k, struct buf *out)
{
	const struct place *place = &text->places[k];
	bool first = k && !isspace(text->span.data[place->item - 1]) &&
		     text->span.data[place->item - 1] != ',';

	if (k == 0)
		return false;
	if (next_sibling(text, k))
		put_replaced(out, text->span, place->item, place->end + 1, "", 0);
	else
		put_replaced(out, text->span, place->item - !first, place->end, "", 0);
	return true;
}

static bool duplicate(const struct text *text, size_t k, struct buf *out)
{
	const struct place *place = &text->places[k];

	if (k == 0)
		return false;
	buf_add(out, text->span.data, place->end);
	buf_char(out, ',');
	buf_add(out, text->span.data + place->item, text->span.len - place->item);
	return true;
}

static bool swap(const struct text *text, size_t k, struct buf *out)
{
	const struct place *one = &text->places[k], *two = next_sibling(text, k);
	const uint8_t *data = text->span.data;

	if (k == 0 || !two)
		return false;
	if (two->end - two->item == one->end - one->item &&
		memcmp(data + one->item, data + two->item, one->end - one->item) == 0)
		return false; /* nothing would change */
	buf_add(out, data, one->item);
	buf_add(out, data + two->item, two->end - two->item);
	buf_char(out, ',');
	buf_add(out, data + one->item, one->end - one->item);
	buf_add(out, data + two->end, text->span.len - two->end);
	return true;
}

typedef bool mutation(const struct text *text, size_t k, struct buf *out);

static const struct {
	const char *name;
	mutation *make;
} mutations[] = {{"first character", flip_first}, {"last character", flip_last}, {"dropped", drop},
	{"doubled", duplicate}, {"exchanged with the next", swap}};

/* ---- series -----------------------------------------------------------------------------------
 */

struct target {
	const char *type;
	size_t record;
	bool as_is; /* its own digests are what is changed: do not correct them */
};

static enum audit_verdict verdict_of_box(const struct box *box, bool as_is)
{
	auto_buf struct buf out = {0};

	buf_init(&out, ARCHIVE_MAX);
	if (as_is)
		box_write(box, &out);
	else
		box_write_consistent(box, &out);
	return verdict_of(span_of_buf(&out), NULL);
}

/* The one exception: the order of the list, where no description binds it. */
static bool is_allowed(const struct target *target, mutation *make)
{
	return make == swap && target->record == 2 && strcmp(target->type, "Setup") == 0;
}

static size_t try_place(
	struct box *box, const struct target *target, const struct text *text, size_t k)
{
	struct span *record = &box_find(box, target->type)->data[target->record];
	size_t n = 0;

	for (size_t m = 0; m < COUNT_OF(mutations); m++) {
		auto_buf struct buf mutant = {0};

		buf_init(&mutant, ARCHIVE_MAX);
		if (is_allowed(target, mutations[m].make) || !mutations[m].make(text, k, &mutant))
			continue;
		*record = span_of_buf(&mutant);
		if (verdict_of_box(box, target->as_is) == AUDIT_HOLDS)
			t_fail(__FILE__, __LINE__, "%s %zu, byte %zu: %s is accepted", target->type,
				target->record, text->places[k].start, mutations[m].name);
		*record = text->span;
		n++;
	}
	return n;
}

/* Every mutation of every value of the record; how many there were. */
static size_t try_all(struct box *box, const struct target *target)
{
	struct text *text = calloc(1, sizeof *text);
	size_t n = 0;

	t_defer(free, text);
	text_read(text, box_find(box, target->type)->data[target->record]);
	for (size_t k = 0; k < text->n; k++)
		n += try_place(box, target, text, k);
	return n;
}

TEST(tamper, no_changed_value_of_the_set_up_is_accepted)
{
	static const struct target targets[] = {
		{"Setup", 0, false}, {"Setup", 1, false}, {"Setup", 2, false}, {"Setup", 3, true}};
	struct box box;

	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		box_read(&box, span_of_file(BASIC));
		T_CHECK(try_all(&box, &targets[i]) > 8);
	}
}

TEST(tamper, no_changed_value_of_threshold_trustees_is_accepted)
{
	static const struct target target = {"Setup", 1, false};
	struct box box;

	box_read(&box, span_of_file(THRESHOLD));
	box.n = 1; /* no ballot is needed to refuse */
	T_CHECK(try_all(&box, &target) > 150);
}

TEST(tamper, no_changed_weight_is_accepted)
{
	static const struct target target = {"Setup", 2, false};
	struct box box;

	box_read(&box, span_of_file(AREA));
	T_CHECK(try_all(&box, &target) >= 12);
}

TEST(tamper, no_changed_value_of_a_ballot_is_accepted)
{
	static const struct target target = {"Ballot", 0, false};
	struct box box;

	box_read(&box, span_of_file(BASIC));
	box.n = 2; /* this one ballot */
	T_CHECK(try_all(&box, &target) > 300);
}

TEST(tamper, no_changed_value_after_the_closing_is_accepted)
{
	static const struct target targets[] = {{"EncryptedTally", 0, false},
		{"EncryptedTally", 1, true}, {"PartialDecryption", 0, false},
		{"PartialDecryption", 1, true}, {"Result", 0, false}};
	struct box box;

	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		box_read(&box, span_of_file(BASIC));
		T_CHECK(try_all(&box, &targets[i]) > 5);
	}
}

/* Each value of one record replaced by the same value of another of the same shape. */
static size_t try_grafts(struct box *box, const char *type, struct span other_span)
{
	struct text *text = calloc(2, sizeof *text), *other = text + 1;
	struct span *record = &box_find(box, type)->data[0];
	size_t n = 0;

	t_defer(free, text);
	text_read(text, *record);
	text_read(other, other_span);
	T_INT(text->n, other->n);
	for (size_t k = 1; k < text->n; k++) {
		const struct place *place = &text->places[k], *from = &other->places[k];
		auto_buf struct buf mutant = {0};

		if (from->end - from->start == place->end - place->start &&
			memcmp(text->span.data + place->start, other_span.data + from->start,
				place->end - place->start) == 0)
			continue;
		buf_init(&mutant, ARCHIVE_MAX);
		put_replaced(&mutant, text->span, place->start, place->end,
			other_span.data + from->start, from->end - from->start);
		*record = span_of_buf(&mutant);
		if (verdict_of_box(box, false) == AUDIT_HOLDS)
			t_fail(__FILE__, __LINE__, "%s, byte %zu is accepted from another", type,
				place->start);
		n++;
	}
	*record = text->span;
	return n;
}

TEST(tamper, nothing_of_another_voters_ballot_is_accepted)
{
	struct box box;

	box_read(&box, span_of_file(BASIC));
	T_CHECK(try_grafts(&box, "Ballot", box.events[2].data[0]) > 60);
}

TEST(tamper, nothing_of_another_election_is_accepted)
{
	static const char *const types[] = {
		"Ballot", "EncryptedTally", "PartialDecryption", "EncryptedTally"};
	struct box box, other;

	box_read(&box, span_of_file(BASIC));
	box_read(&other, span_of_file(THRESHOLD));
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct box mixed = box;
		struct box_event *event = box_find(&mixed, types[i]);

		T_CHECK(try_grafts(&mixed, types[i], box_find(&other, types[i])->data[0]) > 10);
		event->data[0] = box_find(&other, types[i])->data[0];
		T_CHECK(verdict_of_box(&mixed, false) != AUDIT_HOLDS);
	}
	for (size_t i = 0; i < 4; i++) {
		struct box mixed = box;

		mixed.events[0].data[i] = other.events[0].data[i];
		T_CHECK(verdict_of_box(&mixed, i == 3) != AUDIT_HOLDS);
	}
}

static bool same_type(const struct box *box, size_t i, const char *type)
{
	return strcmp(box->events[i].type, type) == 0;
}

TEST(tamper, no_event_may_be_dropped_doubled_or_moved)
{
	struct box whole, box;

	box_read(&whole, span_of_file(BASIC));
	for (size_t i = 0; i < whole.n; i++) {
		box = whole;
		box_drop(&box, i);
		if (i + 1 < whole.n) /* without the last it is an earlier stage */
			T_CHECK(verdict_of_box(&box, false) != AUDIT_HOLDS);
		box = whole;
		memmove(&box.events[i + 1], &box.events[i], (box.n++ - i) * sizeof box.events[0]);
		T_CHECK(verdict_of_box(&box, false) != AUDIT_HOLDS);
		if (i + 1 == whole.n)
			continue;
		box = whole;
		box.events[i] = whole.events[i + 1];
		box.events[i + 1] = whole.events[i];
		/* different voters' ballots, different trustees: see the next test */
		if (strcmp(whole.events[i].type, whole.events[i + 1].type) != 0)
			T_CHECK(verdict_of_box(&box, false) != AUDIT_HOLDS);
	}
}

TEST(tamper, no_record_may_be_dropped_doubled_or_moved)
{
	struct box whole, box;

	box_read(&whole, span_of_file(BASIC));
	for (size_t i = 0; i < whole.n; i++) {
		for (size_t d = 0; d < whole.events[i].n_data; d++) {
			struct box_event *event = &box.events[i];

			box = whole;
			memmove(&event->data[d], &event->data[d + 1],
				(--event->n_data - d) * sizeof event->data[0]);
			T_CHECK(verdict_of_box(&box, true) != AUDIT_HOLDS);
			box = whole;
			memmove(&event->data[d + 1], &event->data[d],
				(event->n_data++ - d) * sizeof event->data[0]);
			T_CHECK(verdict_of_box(&box, true) != AUDIT_HOLDS);
			if (d + 1 == whole.events[i].n_data)
				continue;
			box = whole;
			event->data[d] = whole.events[i].data[d + 1];
			event->data[d + 1] = whole.events[i].data[d];
			T_CHECK(verdict_of_box(&box, true) != AUDIT_HOLDS);
		}
	}
}

/* Refused only by somebody who knows the fingerprint. */
static void check_known_only_by_fingerprint(const struct box *changed, struct span original)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;
	char last[DIGEST_HEX_SIZE];

	buf_init(&out, ARCHIVE_MAX);
	audit(original, NULL, &arena, &report);
	digest_hex(&report.archive.events[report.archive.n_events - 1].self->digest, last);
	box_write_consistent(changed, &out);
	T_INT(verdict_of(span_of_buf(&out), NULL), AUDIT_HOLDS);
	T_INT(verdict_of(span_of_buf(&out), last), AUDIT_FAILS);
}

TEST(tamper, what_carries_no_proof_is_held_by_the_fingerprint)
{
	auto_buf struct buf list = {0};
	struct span bytes = span_of_file(BASIC);
	struct box whole, box;
	struct span credentials;

	box_read(&whole, bytes);
	/* another order of different voters' ballots, of trustees */
	for (size_t i = 0; i + 1 < whole.n; i++) {
		box = whole;
		box.events[i] = whole.events[i + 1];
		box.events[i + 1] = whole.events[i];
		if (same_type(&box, i, box.events[i + 1].type))
			check_known_only_by_fingerprint(&box, bytes);
	}
	/* an earlier stage */
	box = whole;
	box.n--;
	check_known_only_by_fingerprint(&box, bytes);
	/* an unused extra credential: the base point */
	box = whole;
	credentials = box.events[0].data[2];
	buf_init(&list, ARCHIVE_MAX);
	put_replaced(&list, credentials, credentials.len - 1, credentials.len - 1,
		",\"6666666666666666666666666666666666666666666666666666666666666658\"", 67);
	box.events[0].data[2] = span_of_buf(&list);
	check_known_only_by_fingerprint(&box, bytes);
}

/* The time is in no event: only the fingerprint of the file covers it. */
TEST(tamper, another_time_is_held_by_the_fingerprint_of_the_file)
{
	auto_buf struct buf out = {0};
	struct span bytes = span_of_file(BASIC);
	struct digest digest = digest_of(bytes.data, bytes.len);
	char file[DIGEST_HEX_SIZE];
	struct box box;

	digest_hex(&digest, file);
	buf_init(&out, ARCHIVE_MAX);
	box_read(&box, bytes);
	box.timestamp++;
	box_write(&box, &out);
	T_INT(verdict_of(bytes, file), AUDIT_HOLDS);
	T_INT(verdict_of(span_of_buf(&out), NULL), AUDIT_HOLDS);
	T_INT(verdict_of(span_of_buf(&out), file), AUDIT_FAILS);
}

/* Bytes put, cut and repeated anywhere in any record: refused, and nothing worse. */
TEST(tamper, random_bytes_are_refused)
{
	struct rand rand = rand_seeded(t_seed());
	struct box whole, box;

	box_read(&whole, span_of_file(THRESHOLD));
	for (int round = 0; round < 200; round++) {
		auto_buf struct buf mutant = {0};
		struct span *record;
		uint32_t from, to;
		uint8_t with[8];
		size_t e, n = rand_below(&rand, sizeof with);

		box = whole;
		do
			e = rand_below(&rand, (uint32_t)box.n);
		while (!box.events[e].n_data);
		record = &box.events[e].data[rand_below(&rand, (uint32_t)box.events[e].n_data)];
		from = rand_below(&rand, (uint32_t)record->len);
		to = from + rand_below(&rand, (uint32_t)record->len - from);
		if (rand_below(&rand, 4))
			to = from + rand_below(&rand, 3) % (uint32_t)(record->len - from);
		rand_bytes(&rand, with, sizeof with);
		buf_init(&mutant, ARCHIVE_MAX);
		put_replaced(&mutant, *record, from, to, with, n);
		if (mutant.len == 0 || (mutant.len == record->len &&
					       memcmp(mutant.data, record->data, mutant.len) == 0))
			continue;
		*record = span_of_buf(&mutant);
		if (verdict_of_box(&box, true) == AUDIT_HOLDS)
			t_fail(__FILE__, __LINE__, "event %zu, bytes %u to %u", e, from, to);
	}
}
