/* crypto/wire/archive: the file as bytes. What its records say is checked by tests/verify. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/archive.h"
#include "harness/box.h"

enum { MEMORY = 1 << 20, BLOCK = 512 };

static const char *const good[] = {
	"vectors/belenios/ed25519-basic/nVPZZBXZKKpe2t.bel",
	"vectors/belenios/ed25519-threshold/Kh3E27kknAFQC7.bel",
	"vectors/belenios/double-majority/headcount/nVPZZBXZKKpe2t.bel",
	"vectors/belenios/double-majority/area/nVPZZBXZKKpe2t.bel",
};

static struct span span_of(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static struct span file_span(const char *path)
{
	struct span span;

	span.data = (const uint8_t *)t_file(path, &span.len);
	return span;
}

/* Reads with an arena of its own; ARCHIVE_FAULT__COUNT when the archive is good. */
static enum archive_fault_reason reason_of(struct span bytes)
{
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault = {0};

	arena_init(&arena, MEMORY);
	if (archive_read(bytes, &arena, &archive, &fault) == OK)
		return ARCHIVE_FAULT__COUNT;
	return fault.reason;
}

static void append_event(struct archive_writer *writer, const struct archive_event *event)
{
	struct span data[ARCHIVE_DATA_MAX];

	for (size_t i = 0; i < event->n_data; i++)
		data[i] = event->data[i].body;
	T_OK(archive_append(writer, event->type, data, event->n_data));
}

TEST(archive, archives_of_others_are_rewritten_byte_for_byte)
{
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		auto_arena struct arena arena = {0};
		auto_buf struct buf out = {0};
		struct span bytes = file_span(good[i]);
		struct archive archive;
		struct archive_fault fault;
		struct archive_writer writer;

		arena_init(&arena, MEMORY);
		buf_init(&out, bytes.len);
		T_OK(archive_read(bytes, &arena, &archive, &fault));
		T_OK(archive_begin(&writer, &out, archive.timestamp));
		for (size_t e = 0; e < archive.n_events; e++)
			append_event(&writer, &archive.events[e]);
		T_INT(out.len, bytes.len);
		T_MEM(out.data, bytes.data, bytes.len);
		T_CHECK(digest_equal(
			&writer.last, &archive.events[archive.n_events - 1].self->digest));
	}
}

/* What a file will end with follows from digests alone. */
TEST(archive, an_events_digest_is_known_without_its_records)
{
	auto_arena struct arena arena = {0};
	const struct digest *parent = NULL;
	struct archive archive;
	struct archive_fault fault;

	arena_init(&arena, MEMORY);
	T_OK(archive_read(file_span(good[1]), &arena, &archive, &fault));
	for (size_t i = 0; i < archive.n_events; i++) {
		const struct archive_event *event = &archive.events[i];
		struct digest digest = archive_event_digest(parent, i, event->type,
			event->n_data ? &event->data[event->n_data - 1].digest : NULL);

		T_CHECK(digest_equal(&digest, &event->self->digest));
		parent = &event->self->digest;
	}
}

TEST(archive, an_archive_that_ends_after_any_event_is_an_earlier_stage)
{
	auto_arena struct arena arena = {0};
	struct span bytes = file_span(good[0]);
	struct archive archive, stage;
	struct archive_fault fault;
	size_t n = 0;

	arena_init(&arena, (size_t)64 << 20);
	T_OK(archive_read(bytes, &arena, &archive, &fault));
	for (size_t end = 0; end < bytes.len; end++) {
		bool whole =
			archive_read((struct span){bytes.data, end}, &arena, &stage, &fault) == OK;

		if (whole)
			T_INT(stage.n_events, ++n);
		else if (end % BLOCK)
			T_CHECK(fault.reason == ARCHIVE_TRUNCATED ||
				fault.reason == ARCHIVE_NOT_AN_ARCHIVE);
		if (end % BLOCK) /* every block's edge, and some places between */
			end += 100 < BLOCK - end % BLOCK ? 100 : BLOCK - end % BLOCK - 1;
		arena_done(&arena);
		arena_init(&arena, (size_t)64 << 20);
	}
	T_INT(n, 8);
}

TEST(archive, a_writer_without_a_place_to_write_knows_length_and_fingerprint)
{
	struct span bytes = file_span(good[1]);
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;
	struct archive_writer writer;

	arena_init(&arena, MEMORY);
	T_OK(archive_read(bytes, &arena, &archive, &fault));
	T_OK(archive_begin(&writer, NULL, archive.timestamp));
	for (size_t e = 0; e < archive.n_events; e++) {
		const struct archive_event *event = &archive.events[e];
		struct archive_data data[ARCHIVE_DATA_MAX] = {0};

		for (size_t i = 0; i < event->n_data; i++)
			data[i] = (struct archive_data){
				{NULL, event->data[i].body.len}, event->data[i].digest};
		T_OK(archive_add(&writer, event->type, data, event->n_data));
	}
	T_INT(writer.size, bytes.len);
	T_CHECK(digest_equal(&writer.last, &archive.events[archive.n_events - 1].self->digest));
}

TEST(archive, pieces_join_to_the_whole)
{
	struct span bytes = file_span(good[1]);
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;
	struct archive_writer writer;
	size_t at = 0;

	arena_init(&arena, MEMORY);
	T_OK(archive_read(bytes, &arena, &archive, &fault));
	T_OK(archive_begin(&writer, NULL, archive.timestamp));
	at = writer.size;
	for (size_t e = 0; e < archive.n_events; e++) {
		auto_buf struct buf piece = {0};

		buf_init(&piece, bytes.len);
		writer.out = &piece;
		append_event(&writer, &archive.events[e]);
		T_MEM(piece.data, bytes.data + at, piece.len);
		at += piece.len;
		T_INT(writer.size, at);
	}
	T_INT(at, bytes.len);
}

/* A small archive with every type of event; its records are mere words. */
static void write_small(struct buf *out)
{
	struct span setup[] = {span_of("{\"election\"}"), span_of("[trustees]"),
		span_of("[\"credentials\"]"), span_of("{\"setup\"}")};
	struct span ballots[] = {span_of("ballot one"), span_of("ballot two")};
	struct span tally[] = {span_of("tally"), span_of("sized")};
	struct span owned[] = {span_of("factors"), span_of("owned")};
	struct span result = span_of("result");
	struct archive_writer writer;

	T_OK(archive_begin(&writer, out, 1795418348));
	T_OK(archive_append(&writer, ARCHIVE_SETUP, setup, 4));
	T_OK(archive_append(&writer, ARCHIVE_BALLOT, &ballots[0], 1));
	T_OK(archive_append(&writer, ARCHIVE_BALLOT, &ballots[1], 1));
	T_OK(archive_append(&writer, ARCHIVE_END_BALLOTS, NULL, 0));
	T_OK(archive_append(&writer, ARCHIVE_ENCRYPTED_TALLY, tally, 2));
	T_OK(archive_append(&writer, ARCHIVE_PARTIAL_DECRYPTION, owned, 2));
	T_OK(archive_append(&writer, ARCHIVE_RESULT, &result, 1));
}

/* Every bit of the bytes that say something, one bit of each zero. */
TEST(archive, no_changed_bit_is_accepted)
{
	auto_buf struct buf out = {0};

	buf_init(&out, 1 << 16);
	write_small(&out);
	T_INT(reason_of((struct span){(uint8_t *)out.data, out.len}), ARCHIVE_FAULT__COUNT);
	for (size_t i = 0; i < out.len; i++) {
		for (int bit = out.data[i] ? 0 : (int)(i % 8); bit < 8;
			bit += out.data[i] ? 1 : 8) {
			out.data[i] = (char)(out.data[i] ^ 1 << bit);
			if (reason_of((struct span){(uint8_t *)out.data, out.len}) ==
				ARCHIVE_FAULT__COUNT)
				t_fail(__FILE__, __LINE__, "byte %zu bit %d is not protected", i,
					bit);
			out.data[i] = (char)(out.data[i] ^ 1 << bit);
		}
	}
}

/* What an edited copy of the small archive is refused for. `at` and `len` name the bytes that
 * `with` replaces; the hashes are left alone. */
static enum archive_fault_reason edited(
	const struct buf *small, size_t at, size_t len, const void *with, size_t with_len)
{
	auto_buf struct buf copy = {0};

	buf_init(&copy, 1 << 17);
	buf_add(&copy, small->data, at);
	buf_add(&copy, with, with_len);
	buf_add(&copy, small->data + at + len, small->len - at - len);
	return reason_of((struct span){(uint8_t *)copy.data, copy.len});
}

TEST(archive, each_defect_has_its_reason)
{
	static const char zeros[2 * BLOCK];
	auto_buf struct buf small = {0};
	const char *d;

	buf_init(&small, 1 << 16);
	write_small(&small);
	d = small.data;
	T_INT(reason_of(span_of("")), ARCHIVE_NOT_AN_ARCHIVE);
	T_INT(reason_of(span_of("PK\003\004")), ARCHIVE_NOT_AN_ARCHIVE);
	T_INT(edited(&small, small.len, 0, zeros, sizeof zeros), ARCHIVE_HEADER);
	T_INT(edited(&small, small.len, 0, zeros, 1), ARCHIVE_TRUNCATED);
	T_INT(edited(&small, small.len - 1, 1, "", 0), ARCHIVE_TRUNCATED);
	T_INT(edited(&small, BLOCK + 11, 1, "2", 1), ARCHIVE_PREFACE);
	T_INT(edited(&small, BLOCK + 26, 1, "0", 1), ARCHIVE_PREFACE);
	T_INT(edited(&small, BLOCK + 26, 1, "2", 1),
		ARCHIVE_HEADER); /* another time than the member's */
	T_INT(edited(&small, 2 * BLOCK, 1, "g", 1), ARCHIVE_NAME);
	T_INT(edited(&small, 2 * BLOCK + 100, 7, "0000600", 7), ARCHIVE_HEADER);
	T_INT(edited(&small, 2 * BLOCK + 257, 5, "ustar", 5), ARCHIVE_HEADER);
	T_INT(edited(&small, 2 * BLOCK + 124, 11, "00000000000", 11), ARCHIVE_SIZE);
	T_INT(edited(&small, 2 * BLOCK + 124, 11, "77777777777", 11), ARCHIVE_SIZE);
	T_INT(edited(&small, 2 * BLOCK + 124, 11, "00000000 14", 11), ARCHIVE_HEADER);
	T_INT(edited(&small, 2 * BLOCK + 124, 11, "00010000000", 11), ARCHIVE_TRUNCATED);
	T_INT(edited(&small, 3 * BLOCK + 100, 1, "x", 1), ARCHIVE_PADDING);
	T_INT(edited(&small, 3 * BLOCK + 2, 1, "x", 1), ARCHIVE_NAME);
	T_INT(edited(&small, 2 * BLOCK, small.len - 2 * BLOCK, "", 0), ARCHIVE_DANGLING);
	T_INT(edited(&small, 4 * BLOCK, small.len - 4 * BLOCK, "", 0), ARCHIVE_DANGLING);
	/* a record twice, one too few, one too many */
	T_INT(edited(&small, 4 * BLOCK, 0, d + 4 * BLOCK, 2 * BLOCK), ARCHIVE_RECORDS);
	T_INT(edited(&small, 2 * BLOCK, 2 * BLOCK, "", 0), ARCHIVE_RECORDS);
	T_INT(edited(&small, 12 * BLOCK, 0, d + 2 * BLOCK, 2 * BLOCK), ARCHIVE_RECORDS);
	/* records in another order, an event left out, an event twice */
	T_INT(edited(&small, 8 * BLOCK, 2 * BLOCK, d + 2 * BLOCK, 2 * BLOCK), ARCHIVE_PAYLOAD);
	T_INT(edited(&small, 14 * BLOCK, 2 * BLOCK, "", 0), ARCHIVE_PARENT);
	T_INT(edited(&small, 12 * BLOCK, 4 * BLOCK, "", 0), ARCHIVE_PARENT);
	T_INT(edited(&small, 16 * BLOCK, 0, d + 12 * BLOCK, 4 * BLOCK), ARCHIVE_PARENT);
}

/* What follows when `body` stands as an event after the small archive's Setup, with a correct name
 * and header; @ in it is the digest of the Setup. */
static enum archive_fault_reason after_setup(const char *body)
{
	auto_buf struct buf small = {0}, event = {0};
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;
	char parent[DIGEST_HEX_SIZE];

	buf_init(&small, 1 << 16);
	buf_init(&event, 512);
	arena_init(&arena, MEMORY);
	write_small(&small);
	small.len = 12 * BLOCK;
	T_OK(archive_read(
		(struct span){(uint8_t *)small.data, small.len}, &arena, &archive, &fault));
	digest_hex(&archive.events[0].self->digest, parent);
	for (; *body; body++)
		if (*body == '@')
			buf_str(&event, parent);
		else
			buf_char(&event, *body);
	box_member(&small, ".event.json", event.data, event.len, archive.timestamp);
	return reason_of((struct span){(uint8_t *)small.data, small.len});
}

TEST(archive, an_event_has_one_form_only)
{
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"EndBallots\"}"),
		ARCHIVE_FAULT__COUNT);
	T_INT(after_setup("{\"height\":1,\"type\":\"EndBallots\"}"), ARCHIVE_PARENT);
	T_INT(after_setup("{ \"parent\":\"@\",\"height\":1,\"type\":\"EndBallots\"}"),
		ARCHIVE_PARENT);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":2,\"type\":\"EndBallots\"}"),
		ARCHIVE_HEIGHT);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":10,\"type\":\"EndBallots\"}"),
		ARCHIVE_HEIGHT);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"Endballots\"}"),
		ARCHIVE_EVENT_TYPE);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"EndShuffles\"}"),
		ARCHIVE_SHUFFLE);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"EndBallots\"} "),
		ARCHIVE_PAYLOAD);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"EndBallots\",\"payload\":"
			  "\"@\"}"),
		ARCHIVE_PAYLOAD);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"Ballot\"}"), ARCHIVE_RECORDS);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"Setup\"}"), ARCHIVE_ORDER);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"EncryptedTally\"}"),
		ARCHIVE_ORDER);
	T_INT(after_setup("{\"parent\":\"@\",\"height\":1,\"type\":\"Result\"}"), ARCHIVE_ORDER);
}

TEST(archive, a_second_setup_after_the_ballots_is_refused_with_its_place)
{
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;
	struct span bytes =
		file_span("vectors/belenios/negative/second-setup-after-ballots-weights-1-2-4/"
			  "nVPZZBXZKKpe2t.bel");

	arena_init(&arena, MEMORY);
	T_ERR(archive_read(bytes, &arena, &archive, &fault), MALFORMED);
	T_INT(fault.reason, ARCHIVE_ORDER);
	T_CHECK(fault.member > 10);
	T_CHECK(strstr(fault.name, ".event.json") != NULL);
}

TEST(archive, the_writer_refuses_what_the_reader_would)
{
	auto_buf struct buf out = {0}, tiny = {0};
	struct archive_writer writer;
	struct span data[4] = {span_of("a"), span_of("b"), span_of("c"), span_of("")};

	buf_init(&out, 1 << 16);
	T_ERR(archive_begin(&writer, &out, ARCHIVE_TIMESTAMP_MAX + 1), INVALID);
	T_OK(archive_begin(&writer, &out, ARCHIVE_TIMESTAMP_MAX));
	T_ERR(archive_append(&writer, ARCHIVE_BALLOT, data, 1), CONFLICT);
	T_ERR(archive_append(&writer, ARCHIVE_SETUP, data, 3), INVALID);
	T_ERR(archive_append(&writer, ARCHIVE_SETUP, data, 4), INVALID);
	data[3] = span_of("d");
	T_OK(archive_append(&writer, ARCHIVE_SETUP, data, 4));
	T_ERR(archive_append(&writer, ARCHIVE_SETUP, data, 4), CONFLICT);
	T_ERR(archive_append(&writer, ARCHIVE_ENCRYPTED_TALLY, data, 2), CONFLICT);
	T_INT(reason_of((struct span){(uint8_t *)out.data, out.len}), ARCHIVE_FAULT__COUNT);
	buf_init(&tiny, 3 * BLOCK);
	T_OK(archive_begin(&writer, &tiny, 0));
	T_ERR(archive_append(&writer, ARCHIVE_SETUP, data, 4), TOO_LARGE);
}

TEST(archive, the_reader_says_when_its_memory_is_too_small)
{
	auto_arena struct arena arena = {0};
	struct archive archive;
	struct archive_fault fault;

	arena_init(&arena, 1000);
	T_ERR(archive_read(file_span(good[0]), &arena, &archive, &fault), TOO_LARGE);
}
