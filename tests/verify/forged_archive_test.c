/* What the record and the result notice of an archive that holds by itself; and that any bytes are
 * audited. */
#include <string.h>

#include "base/cleanup.h"
#include "base/rand.h"
#include "harness/box.h"
#include "harness/evidence.h"

static struct span boxed(struct t_evidence *evidence, const struct box *box)
{
	auto_buf struct buf out = {0};

	buf_init(&out, 4 << 20);
	box_write_consistent(box, &out);
	return (struct span){
		(const uint8_t *)arena_copy(&evidence->course->app->arena, out.data, out.len),
		out.len};
}

/* Cut off behind the close, so that a tally does not give it away. */
static void cut(struct box *box)
{
	box->n = (size_t)(box_find(box, "EndBallots") - box->events) + 1;
}

/* No event covers the time. */
TEST(forged, another_time_in_the_archive_is_noticed_by_the_record)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {evidence->archive, evidence->result, evidence->record};
	struct box box;

	box_read(&box, evidence->archive);
	box.timestamp++;
	files.archive = boxed(evidence, &box);
	t_expect_only(evidence, files, VERIFY_RECORDED_SETUP, VERIFY_TIME_UNRECORDED, "timestamp");
	files.record = (struct span){0};
	t_expect_holds(evidence, files);
}

TEST(forged, another_order_of_ballots_is_noticed_by_record_and_result)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {evidence->archive, evidence->result, evidence->record};
	struct box_event *first, kept;
	struct box box;

	box_read(&box, evidence->archive);
	first = box_find(&box, "Ballot");
	kept = first[5];
	first[5] = first[6];
	first[6] = kept;
	files.archive = boxed(evidence, &box);
	t_expect_fault(evidence, files, VERIFY_RECORDED_BALLOTS, VERIFY_BALLOT_MOVED, "");
	t_expect_fault(
		evidence, files, VERIFY_STATED_ARCHIVE, VERIFY_STATED_ARCHIVE_OTHER, "/archive");
	files.result = (struct span){0};
	t_expect_only(evidence, files, VERIFY_RECORDED_BALLOTS, VERIFY_BALLOT_MOVED, "");
	files.record = (struct span){0};
	t_expect_holds(evidence, files);
}

/* One more on the list, who never votes: the election's description binds the list, and the record
 * names it. */
TEST(forged, an_unused_credential_is_noticed)
{
	static const char extra[] =
		",\"6666666666666666666666666666666666666666666666666666666666666658\"";
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .record = evidence->record};
	auto_buf struct buf list = {0};
	struct span *credentials;
	struct box box;

	box_read(&box, evidence->archive);
	credentials = &box.events[0].data[2];
	buf_init(&list, 1 << 20);
	put_replaced(&list, *credentials, credentials->len - 1, credentials->len - 1, extra,
		strlen(extra));
	*credentials = (struct span){(const uint8_t *)list.data, list.len};
	files.archive = boxed(evidence, &box);
	t_expect_fault(evidence, files, VERIFY_BINDING, VERIFY_BINDING_OTHER, "");
	t_expect_fault(evidence, files, VERIFY_RECORDED_SETUP, VERIFY_SETUP_UNRECORDED,
		"credentials_hash");
}

TEST(forged, a_ballot_that_is_left_out_is_noticed_by_the_record)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .record = evidence->record};
	struct box box;

	box_read(&box, evidence->archive);
	cut(&box);
	files.archive = boxed(evidence, &box);
	t_expect_holds(evidence, files);
	box_drop(&box, 7);
	files.archive = boxed(evidence, &box);
	t_expect_only(evidence, files, VERIFY_RECORDED_BALLOTS, VERIFY_BALLOT_WITHHELD, "");
}

/* A good one, by somebody who did not vote. */
TEST(forged, a_ballot_that_is_added_is_noticed_by_the_record)
{
	struct t_evidence *evidence = t_evidence_new();
	struct t_files files = {.archive = evidence->archive, .record = evidence->record};
	struct box_event added = {.type = "Ballot", .n_data = 1};
	struct box box;

	added.data[0] = t_course_ballot(evidence->course, 25, "010|0110");
	box_read(&box, evidence->archive);
	cut(&box);
	box.events[box.n] = box.events[box.n - 1];
	box.events[box.n - 1] = added;
	box.n++;
	files.archive = boxed(evidence, &box);
	t_expect_only(evidence, files, VERIFY_RECORDED_BALLOTS, VERIFY_BALLOT_UNRECORDED, "");
	files.record = (struct span){0};
	t_expect_holds(evidence, files);
}

/* Two rounds of one election: their files belong to each other. */
TEST(forged, files_of_another_round_are_refused)
{
	struct t_evidence *first = t_evidence_online(21, "100|0110");
	struct t_evidence *rerun = t_evidence_rerun(first->course);
	struct t_files files = {rerun->archive, first->result, rerun->record};

	t_expect_fault(rerun, files, VERIFY_SUBJECT, VERIFY_SUBJECT_ROUND, "/round");
	t_expect_fault(rerun, files, VERIFY_SUBJECT, VERIFY_SUBJECT_PAPER, "/posts");
	t_expect_fault(
		rerun, files, VERIFY_STATED_ARCHIVE, VERIFY_STATED_ARCHIVE_OTHER, "/archive");
	files = (struct t_files){first->archive, rerun->result, rerun->record};
	t_expect_fault(first, files, VERIFY_SUBJECT, VERIFY_SUBJECT_ROUND, "/round");
	files = (struct t_files){rerun->archive, rerun->result, first->record};
	t_expect_only(first, files, VERIFY_COURSE, VERIFY_ROUND_UNRECORDED, "");
}

/* ---- any bytes ------------------------------------------------------------------------------- */

/* Random bytes, or a good file with some bytes changed or its end missing. */
static struct span noise(struct t_evidence *evidence, struct rand *rand, struct span good)
{
	size_t len = rand_below(rand, 2) ? good.len : rand_below(rand, (uint32_t)good.len + 1);
	uint8_t *bytes = (uint8_t *)arena_copy(&evidence->course->app->arena, good.data, good.len);

	if (rand_below(rand, 4) == 0)
		rand_bytes(rand, bytes, len);
	else
		for (uint32_t i = rand_below(rand, 9); i > 0 && len; i--)
			bytes[rand_below(rand, (uint32_t)len)] = (uint8_t)rand_below(rand, 256);
	return (struct span){bytes, len};
}

/* Whatever comes, there is a report; what differs from the good file by a byte is refused. */
TEST(forged, any_bytes_are_audited)
{
	enum { TURNS = 400 };
	struct t_evidence *evidence = t_evidence_short();
	static const uint8_t nothing[1];
	struct rand rand = rand_seeded(t_seed());
	struct verify_report report;

	for (size_t i = 0; i < TURNS; i++) {
		struct span record = noise(evidence, &rand, evidence->record);
		struct span result = noise(evidence, &rand, evidence->result);
		bool same = record.len == evidence->record.len &&
			    memcmp(record.data, evidence->record.data, record.len) == 0;

		T_OK(verify_record(record, &evidence->course->app->arena, &report));
		T_CHECK(same || report.outcome[VERIFY_RECORD_HEAD] != VERIFY_HOLDS ||
			report.verdict == AUDIT_HOLDS);
		t_audit(evidence, (struct t_files){{nothing, 0}, result, record}, &report);
		T_INT(report.verdict, AUDIT_UNSUPPORTED);
	}
	for (size_t i = 0; i < TURNS / 10; i++)
		t_audit(evidence,
			(struct t_files){evidence->archive,
				noise(evidence, &rand, evidence->result),
				noise(evidence, &rand, evidence->record)},
			&report);
}
