/* crypto/verify: good archives hold, defective ones are refused with their place. */
#include "harness/test.h"

#include <string.h>

#include "crypto/wire/documents.h"
#include "harness/box.h"
#include "harness/made.h"
#include "verify/audit.h"

#define V "vectors/belenios/"

enum { ARCHIVE_MAX = 1 << 22 };

/* ---- archives of others -----------------------------------------------------------------------
 */

TEST(verify, archives_of_others_hold)
{
	static const struct {
		const char *path;
		uint64_t n_owners, n_decryptions, weight;
		uint64_t result[6]; /* blank before its answers */
	} good[] = {
		{V "ed25519-basic/nVPZZBXZKKpe2t.bel", 2, 2, 3, {2, 2, 1, 1, 1, 1}},
		{V "ed25519-threshold/Kh3E27kknAFQC7.bel", 3, 2, 3, {2, 2, 1, 1, 1, 1}},
		{V "double-majority/headcount/nVPZZBXZKKpe2t.bel", 2, 2, 3, {2, 2, 1, 1, 1, 1}},
		{V "double-majority/area/nVPZZBXZKKpe2t.bel", 2, 2, 27438,
			{18525, 15388, 12050, 6475, 12050, 8913}},
	};

	for (size_t i = 0; i < COUNT_OF(good); i++) {
		auto_arena struct arena arena = {0};
		struct verify_report report;

		audit(span_of_file(good[i].path), NULL, &arena, &report);
		T_INT(report.verdict, AUDIT_HOLDS);
		T_INT(report.n_faults, 0);
		T_INT(report.outcome[VERIFY_RESULT], VERIFY_HOLDS);
		T_INT(report.outcome[VERIFY_BINDING], VERIFY_ABSENT);
		T_INT(report.outcome[VERIFY_FINGERPRINT], VERIFY_NOT_ASKED);
		T_CHECK(!report.bound);
		T_INT(report.n_ballots, 3);
		T_INT(report.n_tallied, 3);
		T_INT(report.weight_tallied, good[i].weight);
		T_INT(report.n_owners, good[i].n_owners);
		T_INT(report.n_decryptions, good[i].n_decryptions);
		T_MEM(report.result, good[i].result, sizeof good[i].result);
	}
}

TEST(verify, defective_archives_are_refused_with_place_and_reason)
{
	static const struct {
		const char *path;
		enum verify_check check;
		unsigned reason;
		size_t member;
	} bad[] = {
		{V "negative/bad-individual-proof/nVPZZBXZKKpe2t.bel", VERIFY_BALLOTS,
			VERIFY_BALLOT_PROOF, 6},
		{V "negative/bad-signature/nVPZZBXZKKpe2t.bel", VERIFY_BALLOTS, VERIFY_BALLOT_PROOF,
			6},
		{V "negative/stuffed-plus-50/nVPZZBXZKKpe2t.bel", VERIFY_BALLOTS,
			VERIFY_BALLOT_PROOF, 6},
		{V "negative/bad-result/nVPZZBXZKKpe2t.bel", VERIFY_RESULT, VERIFY_RESULT_OTHER,
			22},
		{V "negative/second-setup-after-ballots-weights-1-2-4/nVPZZBXZKKpe2t.bel",
			VERIFY_ARCHIVE, ARCHIVE_ORDER, 16},
	};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		auto_arena struct arena arena = {0};
		struct verify_report report;

		audit(span_of_file(bad[i].path), NULL, &arena, &report);
		T_INT(report.verdict, AUDIT_FAILS);
		T_INT(report.n_faults, 1);
		T_INT(report.faults[0].check, bad[i].check);
		T_INT(report.faults[0].reason, bad[i].reason);
		T_INT(report.faults[0].member, bad[i].member);
		T_CHECK(strlen(report.faults[0].name) >= 2 * DIGEST_BYTES);
		T_CHECK(!report.result);
	}
}

TEST(verify, every_earlier_stage_holds)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;
	struct box box;

	buf_init(&out, ARCHIVE_MAX);
	box_read(&box, span_of_file(V "ed25519-threshold/Kh3E27kknAFQC7.bel"));
	for (; box.n; box.n--) {
		buf_reset(&out);
		box_write(&box, &out);
		audit(span_of_buf(&out), NULL, &arena, &report);
		T_INT(report.verdict, AUDIT_HOLDS);
		T_INT(report.outcome[VERIFY_TALLY], box.n > 5 ? VERIFY_HOLDS : VERIFY_NOT_YET);
		T_INT(report.outcome[VERIFY_DECRYPTIONS],
			box.n > 6 ? VERIFY_HOLDS : VERIFY_NOT_YET);
		T_INT(report.outcome[VERIFY_RESULT], box.n > 8 ? VERIFY_HOLDS : VERIFY_NOT_YET);
	}
}

TEST(verify, the_fingerprint_is_that_of_the_last_event)
{
	auto_arena struct arena arena = {0};
	struct verify_report report;
	struct span bytes = span_of_file(V "ed25519-basic/nVPZZBXZKKpe2t.bel");
	static const struct {
		const char *text;
		unsigned reason;
	} wrong[] = {
		{"75fb3c95d29f9378ef1e3941b955b8838dacd11e09684078002c264ebbd4c031",
			VERIFY_FINGERPRINT_EARLIER},
		{"75fb3c95d29f9378ef1e3941b955b8838dacd11e09684078002c264ebbd4c032",
			VERIFY_FINGERPRINT_OTHER},
		{"75FB", VERIFY_FINGERPRINT_FORM},
		{"", VERIFY_FINGERPRINT_FORM},
	};
	char last[DIGEST_HEX_SIZE];

	audit(bytes, NULL, &arena, &report);
	digest_hex(&report.archive.events[report.archive.n_events - 1].self->digest, last);
	audit(bytes, last, &arena, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_INT(report.outcome[VERIFY_FINGERPRINT], VERIFY_HOLDS);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		audit(bytes, wrong[i].text, &arena, &report);
		T_INT(report.verdict, AUDIT_FAILS);
		T_INT(report.faults[0].reason, wrong[i].reason);
	}
}

/* ---- what the program does not count ----------------------------------------------------------
 */

/* The basic example with one piece of its election document replaced. */
static unsigned reason_with(const char *from, const char *to, enum audit_verdict verdict)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf document = {0}, out = {0};
	struct verify_report report;
	struct box box;
	struct span *election = &box.events[0].data[0];
	const char *at;

	buf_init(&document, ARCHIVE_MAX);
	buf_init(&out, ARCHIVE_MAX);
	box_read(&box, span_of_file(V "ed25519-basic/nVPZZBXZKKpe2t.bel"));
	at = memmem(election->data, election->len, from, strlen(from));
	T_CHECK(at != NULL);
	put_replaced(&document, *election, (size_t)(at - (const char *)election->data),
		(size_t)(at - (const char *)election->data) + strlen(from), to, strlen(to));
	*election = span_of_buf(&document);
	box_write_consistent(&box, &out);
	audit(span_of_buf(&out), NULL, &arena, &report);
	T_INT(report.verdict, verdict);
	return report.faults[0].reason;
}

TEST(verify, other_groups_and_question_types_are_told_apart_from_defects)
{
	T_INT(reason_with("\"Ed25519\"", "\"BELENIOS-2048\"", AUDIT_UNSUPPORTED),
		VERIFY_UNSUPPORTED_GROUP);
	T_INT(reason_with("\"version\":1", "\"version\":2", AUDIT_UNSUPPORTED),
		VERIFY_UNSUPPORTED_VERSION);
	T_INT(reason_with("{\"answers\":[\"Zhang\"",
		      "{\"type\":\"NonHomomorphic\",\"answers\":[\"Zhang\"", AUDIT_UNSUPPORTED),
		VERIFY_UNSUPPORTED_QUESTION);
	T_INT(reason_with("\"group\":\"Ed25519\",", "", AUDIT_FAILS), VERIFY_ELECTION_FORM);
	T_INT(reason_with("{\"version\"", "\"version\"", AUDIT_FAILS), VERIFY_ELECTION_FORM);
	T_INT(reason_with("Zhang", "Zhao", AUDIT_FAILS), VERIFY_BALLOT_FORM);
	T_INT(verdict_of((struct span){(const uint8_t *)"PK", 2}, NULL), AUDIT_UNSUPPORTED);
	T_INT(verdict_of((struct span){NULL, 0}, NULL), AUDIT_UNSUPPORTED);
}

/* ---- elections of our own ---------------------------------------------------------------------
 */

static const char *const seven[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚"};

static const struct question committee = {
	.text = "委员", .answers = seven, .n_answers = 7, .blank = true, .min = 1, .max = 5};
static const struct question approval = {
	.text = "主任", .answers = seven, .n_answers = 1, .blank = true, .min = 1, .max = 1};
static const struct question plain = {
	.text = "副主任", .answers = seven, .n_answers = 3, .min = 0, .max = 2};

static enum audit_verdict verdict_of_made(const struct made_plan *plan, enum archive_type last)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};

	arena_init(&arena, AUDIT_MEMORY);
	buf_init(&out, ARCHIVE_MAX);
	made_election(plan, last, &arena, &out);
	return verdict_of(span_of_buf(&out), NULL);
}

TEST(verify, any_mixture_of_trustees_holds)
{
	static const size_t voters[] = {0, 1};
	const uint8_t *const votes[] = {(const uint8_t[]){0, 1}, (const uint8_t[]){1, 0}};
	static const struct {
		size_t n_singles;
		unsigned threshold;
		size_t n_group;
	} mixtures[] = {{1, 0, 0}, {3, 0, 0}, {0, 2, 3}, {0, 1, 2}, {0, 3, 5}, {2, 2, 3}};

	for (size_t i = 0; i < COUNT_OF(mixtures); i++) {
		struct made_plan plan = {.questions = &approval,
			.n_questions = 1,
			.n_singles = mixtures[i].n_singles,
			.threshold = mixtures[i].threshold,
			.n_group = mixtures[i].n_group,
			.n_voters = 2,
			.n_ballots = 2,
			.voters = voters,
			.votes = votes,
			.bound = true};

		T_INT(verdict_of_made(&plan, ARCHIVE_RESULT), AUDIT_HOLDS);
	}
}

/* A revote, weights with a zero, three questions, one of them blank. */
static const size_t three_voters[] = {0, 1, 2, 0};
static const uint8_t *const three_votes[] = {
	(const uint8_t[]){0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0},
	(const uint8_t[]){1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
	(const uint8_t[]){0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1},
	(const uint8_t[]){0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1},
};
static const uint64_t three_weights[] = {8913, 0, 12050};
static struct question three_questions[3];

static struct made_plan three_plan(void)
{
	three_questions[0] = committee;
	three_questions[1] = approval;
	three_questions[2] = plain;
	return (struct made_plan){.description = "七名候选人",
		.questions = three_questions,
		.n_questions = 3,
		.threshold = 2,
		.n_group = 3,
		.n_voters = 3,
		.weights = three_weights,
		.n_ballots = 4,
		.voters = three_voters,
		.votes = three_votes,
		.bound = true};
}

/* The last ballot of a voter counts, times her weight. */
TEST(verify, weights_revotes_and_blanks_are_counted)
{
	static const uint64_t expected[] = {
		0, 8913, 0, 0, 0, 0, 0, 12050, 8913, 12050, 12050, 0, 20963};
	auto_arena struct arena arena = {0}, made = {0};
	auto_buf struct buf out = {0};
	struct made_plan plan = three_plan();
	struct verify_report report;

	arena_init(&made, AUDIT_MEMORY);
	buf_init(&out, ARCHIVE_MAX);
	made_election(&plan, ARCHIVE_RESULT, &made, &out);
	audit(span_of_buf(&out), NULL, &arena, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_CHECK(report.bound);
	T_STR(report.binding.profile_id, "rehearsal");
	T_INT(report.n_ballots, 4);
	T_INT(report.n_tallied, 3);
	T_INT(report.weight_tallied, 20963);
	T_INT(report.weight_listed, 20963);
	T_MEM(report.result, expected, sizeof expected);
}

TEST(verify, an_election_without_ballots_holds)
{
	struct made_plan plan = {
		.questions = &plain, .n_questions = 1, .n_singles = 1, .n_voters = 1};

	T_INT(verdict_of_made(&plan, ARCHIVE_RESULT), AUDIT_HOLDS);
}

/* Makes the election of three_plan() into a box; memory belongs to the caller. */
static void made_box(struct arena *arena, struct buf *out, struct box *ret_box)
{
	struct made_plan plan = three_plan();

	arena_done(arena);
	arena_init(arena, AUDIT_MEMORY);
	buf_done(out);
	buf_init(out, ARCHIVE_MAX);
	made_election(&plan, ARCHIVE_RESULT, arena, out);
	box_read(ret_box, span_of_buf(out));
}

static void check_fault(const struct box *box, enum verify_check check, unsigned reason)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct verify_report report;

	buf_init(&out, ARCHIVE_MAX);
	box_write_consistent(box, &out);
	audit(span_of_buf(&out), NULL, &arena, &report);
	T_INT(report.verdict, AUDIT_FAILS);
	T_CHECK(report.n_faults > 0);
	T_INT(report.faults[0].check, check);
	T_INT(report.faults[0].reason, reason);
}

static struct span text_span(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

/* Another list of weights would make the "result" tell single votes. */
TEST(verify, the_description_binds_the_weights)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0}, list = {0};
	struct box box;
	const char *at;
	size_t place;

	made_box(&arena, &out, &box);
	buf_init(&list, ARCHIVE_MAX);
	at = memmem(box.events[0].data[SETUP_CREDENTIALS].data,
		box.events[0].data[SETUP_CREDENTIALS].len, ",8913\"", 6);
	T_CHECK(at != NULL);
	place = (size_t)(at - (const char *)box.events[0].data[SETUP_CREDENTIALS].data);
	put_replaced(&list, box.events[0].data[SETUP_CREDENTIALS], place, place + 6, ",8914\"", 6);
	box.events[0].data[SETUP_CREDENTIALS] = span_of_buf(&list);
	box.n = 1; /* no ballot has been cast: nothing but the binding tells */
	check_fault(&box, VERIFY_BINDING, VERIFY_BINDING_OTHER);
}

TEST(verify, a_ballot_sent_in_again_is_refused)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct box box;

	made_box(&arena, &out, &box);
	/* the voter's first ballot after her second, which it would undo */
	memmove(&box.events[6], &box.events[5], (box.n - 5) * sizeof box.events[0]);
	box.n++;
	box.events[5] = box.events[1];
	check_fault(&box, VERIFY_BALLOTS, VERIFY_BALLOT_REPEATED);
}

TEST(verify, the_last_ballot_of_a_voter_counts)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct box box;
	struct box_event first;

	made_box(&arena, &out, &box);
	first = box.events[1];
	box.events[1] = box.events[4];
	box.events[4] = first;
	check_fault(&box, VERIFY_TALLY, VERIFY_TALLY_OTHER);
}

/* Closing early leaves the later ballots out; the tally shows it. */
TEST(verify, a_ballot_left_out_is_noticed)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct box box;

	made_box(&arena, &out, &box);
	box_drop(&box, 2); /* of weight 0 */
	check_fault(&box, VERIFY_TALLY, VERIFY_NUM_TALLIED);
}

static void replace_record(
	const char *type, size_t record, const char *text, enum verify_check check, unsigned reason)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct box box;

	made_box(&arena, &out, &box);
	box_find(&box, type)->data[record] = text_span(text);
	check_fault(&box, check, reason);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

TEST(verify, totals_and_owners_are_checked)
{
	replace_record("EncryptedTally", 1,
		"{\"num_tallied\":4,\"total_weight\":20963,\"encrypted_tally\":\"" ZEROS "\"}",
		VERIFY_TALLY, VERIFY_NUM_TALLIED);
	replace_record("EncryptedTally", 1,
		"{\"num_tallied\":3,\"total_weight\":20964,\"encrypted_tally\":\"" ZEROS "\"}",
		VERIFY_TALLY, VERIFY_TOTAL_WEIGHT);
	replace_record("EncryptedTally", 1, "{}", VERIFY_TALLY, VERIFY_SIZED_FORM);
	replace_record("PartialDecryption", 1, "{\"owner\":0,\"payload\":\"" ZEROS "\"}",
		VERIFY_DECRYPTIONS, VERIFY_OWNER_UNKNOWN);
	replace_record("PartialDecryption", 1, "{\"owner\":4,\"payload\":\"" ZEROS "\"}",
		VERIFY_DECRYPTIONS, VERIFY_OWNER_UNKNOWN);
	replace_record("PartialDecryption", 1, "{\"owner\":1,\"payload\":\"" ZEROS "\"}",
		VERIFY_DECRYPTIONS, VERIFY_DECRYPTION_PROOF);
	replace_record(
		"PartialDecryption", 1, "{\"owner\":2}", VERIFY_DECRYPTIONS, VERIFY_OWNED_FORM);
	replace_record("PartialDecryption", 0, "{}", VERIFY_DECRYPTIONS, VERIFY_DECRYPTION_FORM);
	replace_record("Result", 0, "{\"result\":[]}", VERIFY_RESULT, VERIFY_RESULT_FORM);
	replace_record("Setup", SETUP_DATA, "{}", VERIFY_SETUP, VERIFY_SETUP_FORM);
	replace_record("Setup", SETUP_TRUSTEES, "[]", VERIFY_TRUSTEES, VERIFY_TRUSTEES_FORM);
	replace_record(
		"Setup", SETUP_CREDENTIALS, "[", VERIFY_CREDENTIALS, VERIFY_CREDENTIALS_FORM);
	replace_record("Ballot", 0, "{}", VERIFY_BALLOTS, VERIFY_BALLOT_FORM);
}

TEST(verify, records_that_name_other_records_are_refused)
{
	static const struct {
		const char *type;
		size_t record;
		enum verify_check check;
		unsigned reason;
	} named[] = {{"Setup", SETUP_DATA, VERIFY_SETUP, VERIFY_SETUP_OTHER},
		{"EncryptedTally", 1, VERIFY_TALLY, VERIFY_SIZED_OTHER},
		{"PartialDecryption", 1, VERIFY_DECRYPTIONS, VERIFY_OWNED_OTHER}};

	for (size_t i = 0; i < COUNT_OF(named); i++) {
		auto_arena struct arena arena = {0}, checked = {0};
		auto_buf struct buf out = {0}, text = {0}, forged = {0};
		struct verify_report report;
		struct box box;
		struct span *record;

		made_box(&arena, &out, &box);
		record = &box_find(&box, named[i].type)->data[named[i].record];
		buf_init(&text, ARCHIVE_MAX);
		put_replaced(&text, *record, record->len - 66, record->len - 2, ZEROS, 64);
		*record = span_of_buf(&text);
		buf_init(&forged, ARCHIVE_MAX);
		box_write(&box, &forged);
		audit(span_of_buf(&forged), NULL, &checked, &report);
		T_INT(report.faults[0].check, named[i].check);
		T_INT(report.faults[0].reason, named[i].reason);
	}
}

TEST(verify, too_few_or_repeated_decryptions_are_refused)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};
	struct box box;

	made_box(&arena, &out, &box);
	box_drop(&box, 7);
	check_fault(&box, VERIFY_RESULT, VERIFY_DECRYPTION_MISSING);
	box_drop(&box, 7);
	check_fault(&box, VERIFY_RESULT, VERIFY_DECRYPTION_MISSING);
	made_box(&arena, &out, &box);
	box.events[8] = box.events[7];
	check_fault(&box, VERIFY_DECRYPTIONS, VERIFY_OWNER_REPEATED);
}

TEST(verify, a_ballot_of_nobody_on_the_list_is_refused)
{
	auto_arena struct arena arena = {0}, other_arena = {0};
	auto_buf struct buf out = {0}, other = {0};
	struct box box, longer;
	struct made_plan plan = three_plan();

	/* one voter fewer is listed than votes */
	plan.bound = false;
	arena_init(&arena, AUDIT_MEMORY);
	buf_init(&out, ARCHIVE_MAX);
	made_election(&plan, ARCHIVE_BALLOT, &arena, &out);
	box_read(&box, span_of_buf(&out));
	longer = box;
	arena_init(&other_arena, AUDIT_MEMORY);
	buf_init(&other, ARCHIVE_MAX);
	plan.seed = (const uint8_t[RAND_SEED_BYTES]){1};
	made_election(&plan, ARCHIVE_SETUP, &other_arena, &other);
	box_read(&box, span_of_buf(&other));
	longer.events[0].data[SETUP_CREDENTIALS] = box.events[0].data[SETUP_CREDENTIALS];
	check_fault(&longer, VERIFY_BALLOTS, VERIFY_BALLOT_UNLISTED);
}

/* ---- identity ciphertexts -----------------------------------------------------------------------
 */

static void start_prefix(struct transcript *prefix, const struct election *election,
	const struct ballot *ballot, bool overall)
{
	const struct ciphertext *choice = &ballot->answers[0].choices[0];

	transcript_start(prefix, "prove|", NULL);
	transcript_str(prefix, election->hash);
	transcript_str(prefix, "|");
	transcript_point(prefix, &ballot->credential);
	for (int i = 0; i < 1 + overall; i++) {
		transcript_str(prefix, "|");
		transcript_point(prefix, &choice->alpha);
		transcript_str(prefix, ",");
		transcript_point(prefix, &choice->beta);
	}
	transcript_str(prefix, "|");
}

/* A valid ballot for one question with one answer, whose randomness is zero: its choice is open,
 * but the protocol does not forbid it. */
static void make_open_ballot(const struct election *election, const struct scalar *secret,
	struct rand *rand, struct ballot *ballot, struct buf *out)
{
	struct answer *answer = &ballot->answers[0];
	struct branch branches[] = {{&answer->choices[0], 0}, {&answer->choices[0], 1}};
	const uint8_t truth[] = {1, 0};
	struct transcript prefix;
	struct digest body;
	const char *end;

	answer->choices[0] = ciphertext_zero;
	point_base_mul(secret, &ballot->credential);
	start_prefix(&prefix, election, ballot, false);
	T_CHECK(disjunction_prove(&prefix, &election->public_key, branches, 2, truth, &scalar_zero,
		rand, answer->individual[0]));
	start_prefix(&prefix, election, ballot, true);
	T_CHECK(disjunction_prove(&prefix, &election->public_key, branches, 2, truth, &scalar_zero,
		rand, answer->overall));
	ballot_write(election, ballot, out);
	end = memmem(out->data, out->len, ",\"signature\"", 12);
	T_CHECK(end != NULL);
	out->len = (size_t)(end - out->data);
	buf_char(out, '}');
	body = digest_of(out->data, out->len);
	transcript_start(&prefix, "sig|", NULL);
	transcript_base64(&prefix, &body);
	transcript_str(&prefix, "|");
	schnorr_prove(&prefix, secret, rand, &ballot->signature);
	buf_reset(out);
	ballot_write(election, ballot, out);
}

/* The protocol's own tool accepts them, so an audit must; the service refuses. */
TEST(verify, identity_ciphertexts_do_not_fail_an_archive)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0}, text = {0}, list = {0}, forged = {0};
	struct question question = {.text = "q", .answers = seven, .n_answers = 1, .max = 1};
	struct made_plan plan = {
		.questions = &question, .n_questions = 1, .n_singles = 1, .n_voters = 1};
	struct rand rand = rand_seeded(t_seed());
	struct error error = {0};
	struct election *election;
	struct public_credential line = {.weight = 1};
	struct credentials credentials;
	struct ballot *ballot;
	struct scalar secret;
	struct box box;

	arena_init(&arena, AUDIT_MEMORY);
	buf_init(&out, ARCHIVE_MAX);
	buf_init(&text, ARCHIVE_MAX);
	buf_init(&list, ARCHIVE_MAX);
	made_election(&plan, ARCHIVE_SETUP, &arena, &out);
	box_read(&box, span_of_buf(&out));
	T_OK(election_read((const char *)box.events[0].data[SETUP_ELECTION].data,
		box.events[0].data[SETUP_ELECTION].len, &arena, &election, &error));
	scalar_random(&rand, &secret);
	T_OK(ballot_new(election, &arena, &ballot, &error));
	make_open_ballot(election, &secret, &rand, ballot, &text);
	line.point = ballot->credential;
	T_OK(credentials_init(&line, 1, &arena, &credentials, &error));
	credentials_write(&credentials, &list);
	box.events[0].data[SETUP_CREDENTIALS] = span_of_buf(&list);
	box.events[box.n++] =
		(struct box_event){.type = "Ballot", .n_data = 1, .data = {span_of_buf(&text)}};
	T_ERR(ballot_verify(election, ballot, BALLOT_INTAKE, &error), INVALID);
	buf_init(&forged, ARCHIVE_MAX);
	box_write_consistent(&box, &forged);
	T_INT(verdict_of(span_of_buf(&forged), NULL), AUDIT_HOLDS);
}
