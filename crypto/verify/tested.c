/* See tested.h. */
#include "crypto/verify/tested.h"

#include <stdio.h>
#include <string.h>

#include "crypto/verify/report.h"
#include "crypto/verify/texts.h"
#include "crypto/wire/archive.h"
#include "crypto/wire/documents.h"
#include "crypto/wire/revealed.h"

/* An archive, or no events and the bytes of an election.json. */
struct given {
	struct archive archive;
	struct election *election;
};

static enum err read_given(
	struct span bytes, struct arena *arena, struct given *ret_given, struct error *error)
{
	struct archive_fault fault;

	if (bytes.len && bytes.data[0] != '{') {
		TRY(archive_read(bytes, arena, &ret_given->archive, &fault));
		bytes = ret_given->archive.events[0].data[SETUP_ELECTION].body;
	}
	/* a file ends with a line feed that is no part of the document */
	if (bytes.len && bytes.data[bytes.len - 1] == '\n')
		bytes.len--;
	return election_read(
		(const char *)bytes.data, bytes.len, arena, &ret_given->election, error);
}

/* Whether a ballot in the box says that this is what it signed (ballot_read() holds it to that). */
static bool was_cast(const struct archive *archive, const struct digest *hash)
{
	char text[DIGEST_BASE64_SIZE],
		signature[sizeof ",\"signature\":{\"hash\":\"\"" + sizeof text];
	int len;

	base64_encode(BASE64_NOPAD, hash->bytes, DIGEST_BYTES, text);
	len = snprintf(signature, sizeof signature, ",\"signature\":{\"hash\":\"%s\"", text);
	for (size_t i = 0; i < archive->n_events; i++) {
		const struct archive_event *event = &archive->events[i];

		if (event->type == ARCHIVE_BALLOT &&
			memmem(event->data[0].body.data, event->data[0].body.len, signature,
				(size_t)len))
			return true;
	}
	return false;
}

static void add_choices(
	const struct election *election, const uint8_t *votes, enum lang lang, struct buf *out)
{
	for (size_t i = 0; i < election->n_questions; i++) {
		const struct question *question = &election->questions[i];
		const uint8_t *marks = votes + question->first;

		buf_str(out, "  ");
		report_outside(out, question->text);
		buf_char(out, '\n');
		if (question->blank && *marks++)
			buf_printf(out, "    ✓ %s\n", label_texts[LABEL_BLANK].in[lang]);
		for (size_t k = 0; k < question->n_answers; k++)
			if (marks[k]) {
				buf_str(out, "    ✓ ");
				report_outside(out, question->answers[k]);
				buf_char(out, '\n');
			}
	}
}

static void add_unreadable(const struct error *error, enum lang lang, struct buf *out)
{
	report_label(out, lang, LABEL_TEST_UNREADABLE, NULL);
	for (size_t i = 0; i < error->n_fields; i++)
		buf_printf(out, "  %s: %s\n", error->fields[i].pointer, error->fields[i].rule);
}

static void add_head(
	const struct election *election, const struct digest *said, enum lang lang, struct buf *out)
{
	char hash[DIGEST_HEX_SIZE];

	digest_hex(said, hash);
	report_label(
		out, lang, LABEL_ELECTION, (const char *const[]){election->name, election->uuid});
	report_label(out, lang, LABEL_HASH, (const char *const[]){election->hash});
	report_label(out, lang, LABEL_TEST_SAID, (const char *const[]){hash});
}

static void add_remade(const struct election *election, const struct revealed *revealed,
	const struct digest *made, enum lang lang, struct buf *out)
{
	bool same = digest_equal(made, &revealed->hash);
	char hash[DIGEST_HEX_SIZE];

	digest_hex(made, hash);
	add_head(election, &revealed->hash, lang, out);
	report_label(out, lang, LABEL_TEST_MADE, (const char *const[]){hash});
	report_label(out, lang, LABEL_TEST_CHOICES, NULL);
	add_choices(election, revealed->votes, lang, out);
	report_label(out, lang, same ? LABEL_TEST_SAME : LABEL_TEST_OTHER, NULL);
}

/* Want of memory is the program's; anything else lies in what was given. */
static enum err give_up(enum err err, const struct error *error, enum lang lang, struct buf *out)
{
	if (err == ERR_BUSY || err == ERR_TOO_LARGE)
		return err;
	add_unreadable(error, lang, out);
	return OK;
}

/* A number alone: of a ballot that was cast with it. */
static enum tested_verdict look_for(
	const struct given *given, const struct revealed *revealed, enum lang lang, struct buf *out)
{
	bool found = was_cast(&given->archive, &revealed->hash);

	add_head(given->election, &revealed->hash, lang, out);
	report_label(out, lang, found ? LABEL_TEST_CAST : LABEL_TEST_NOT_CAST, NULL);
	return found ? TESTED_HOLDS : TESTED_FAILS;
}

enum err tested_report(struct span bytes, const char *text, enum lang lang, struct arena *arena,
	struct buf *out, enum tested_verdict *ret_verdict)
{
	struct given given = {0};
	struct revealed revealed = {0};
	struct error error = {0};
	struct digest hash = {0};
	enum err err = read_given(bytes, arena, &given, &error);

	*ret_verdict = TESTED_UNREADABLE;
	if (err == OK)
		err = revealed_read(given.election, text, &revealed, &error);
	if (err == OK && !revealed.whole && !given.archive.n_events)
		err = fail_field(
			&error, "rest", "not revealed; an archive says whether it was cast");
	if (err == OK && revealed.whole)
		err = revealed_hash(given.election, &revealed, arena, &hash, &error);
	if (err != OK)
		return give_up(err, &error, lang, out);
	if (revealed.whole) {
		add_remade(given.election, &revealed, &hash, lang, out);
		*ret_verdict = digest_equal(&hash, &revealed.hash) ? TESTED_HOLDS : TESTED_FAILS;
	} else {
		*ret_verdict = look_for(&given, &revealed, lang, out);
	}
	return OK;
}
