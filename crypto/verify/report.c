/* See report.h. */
#include "crypto/verify/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/verify/texts.h"
#include "json/json.h"

enum { NUMBER_SIZE = 24 };

/* ---- for people ----------------------------------------------------------------------------- */

/* Text from outside: one line, no control characters, no direction marks. */
static void add_outside(struct buf *out, const char *text)
{
	const char *at = text;

	while (*at) {
		const char *began = at;
		uint32_t c = utf8_next(&at);
		bool hidden = c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
			      (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);

		if (hidden)
			buf_char(out, ' ');
		else
			buf_add(out, began, (size_t)(at - began));
	}
}

static void add_line(struct buf *out, enum lang lang, enum label label)
{
	buf_str(out, label_texts[label].in[lang]);
	buf_char(out, '\n');
}

/* Fills {0} … of a label; the arguments are strings. */
static void add_label(struct buf *out, enum lang lang, enum label label, const char *const *args)
{
	for (const char *at = label_texts[label].in[lang]; *at; at++) {
		if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
			add_outside(out, args[at[1] - '0']);
			at += 2;
		} else {
			buf_char(out, *at);
		}
	}
	buf_char(out, '\n');
}

static void add_numbers(
	struct buf *out, enum lang lang, enum label label, uint64_t first, uint64_t second)
{
	char one[NUMBER_SIZE], two[NUMBER_SIZE];

	snprintf(one, sizeof one, "%" PRIu64, first);
	snprintf(two, sizeof two, "%" PRIu64, second);
	add_label(out, lang, label, (const char *const[]){one, two});
}

static void print_binding(const struct verify_report *report, enum lang lang, struct buf *out)
{
	char roll[DIGEST_HEX_SIZE];

	if (report->bound) {
		digest_hex(&report->binding.roll, roll);
		add_label(out, lang, LABEL_BOUND,
			(const char *const[]){roll, report->binding.profile_id});
	} else if (report->outcome[VERIFY_BINDING] == VERIFY_ABSENT) {
		add_line(out, lang, LABEL_UNBOUND);
	}
}

static void print_head(const struct verify_report *report, enum lang lang, struct buf *out)
{
	const struct archive *archive = &report->archive;
	char last[DIGEST_HEX_SIZE], file[DIGEST_HEX_SIZE];

	digest_hex(&report->file, file);
	add_line(out, lang, LABEL_TITLE);
	buf_char(out, '\n');
	add_label(out, lang, LABEL_FILE, (const char *const[]){file});
	if (report->election) {
		add_label(out, lang, LABEL_ELECTION,
			(const char *const[]){report->election->name, report->election->uuid});
		add_label(out, lang, LABEL_HASH, (const char *const[]){report->election->hash});
	}
	if (!archive->n_events)
		return;
	digest_hex(&archive->events[archive->n_events - 1].self->digest, last);
	add_label(out, lang, LABEL_LAST_EVENT, (const char *const[]){last});
	add_label(out, lang, LABEL_STAGE,
		(const char *const[]){
			stage_texts[archive->events[archive->n_events - 1].type].in[lang]});
	add_numbers(out, lang, LABEL_LIST, report->n_credentials, report->weight_listed);
	add_numbers(out, lang, LABEL_BALLOTS, report->n_ballots, 0);
	if (report->outcome[VERIFY_BALLOTS] == VERIFY_HOLDS)
		add_numbers(out, lang, LABEL_TALLIED, report->n_tallied, report->weight_tallied);
	add_numbers(out, lang, LABEL_TRUSTEES, report->n_owners, report->n_decryptions);
	print_binding(report, lang, out);
}

static void print_fault(const struct verify_fault *fault, enum lang lang, struct buf *out)
{
	char member[NUMBER_SIZE];

	snprintf(member, sizeof member, "%zu", fault->member);
	buf_str(out, "            ");
	add_label(out, lang, LABEL_PLACE,
		(const char *const[]){member, fault->name, reason_texts[fault->reason].in[lang]});
	if (fault->detail[0]) {
		buf_str(out, "              ");
		add_outside(out, fault->detail);
		buf_char(out, '\n');
	}
}

static void print_checks(const struct verify_report *report, enum lang lang, struct buf *out)
{
	buf_char(out, '\n');
	add_line(out, lang, LABEL_CHECKS);
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++) {
		buf_printf(out, "  %s  %s\n", outcome_texts[report->outcome[i]].in[lang],
			check_texts[i].in[lang]);
		for (size_t f = 0; f < report->n_faults; f++)
			if (report->faults[f].check == i)
				print_fault(&report->faults[f], lang, out);
	}
	if (report->n_omitted)
		add_numbers(out, lang, LABEL_OMITTED, report->n_omitted, 0);
}

static void print_result(const struct verify_report *report, enum lang lang, struct buf *out)
{
	const struct election *election = report->election;

	if (!election || !report->result)
		return;
	buf_char(out, '\n');
	add_line(out, lang, LABEL_RESULT);
	for (size_t q = 0; q < election->n_questions; q++) {
		const struct question *question = &election->questions[q];
		const uint64_t *votes = report->result + question->first;

		buf_str(out, "  ");
		add_outside(out, question->text);
		buf_char(out, '\n');
		for (size_t i = 0; i < question->n_answers; i++) {
			buf_printf(out, "  %10" PRIu64 "  ", votes[i + question->blank]);
			add_outside(out, question->answers[i]);
			buf_char(out, '\n');
		}
		if (question->blank)
			buf_printf(out, "  %10" PRIu64 "  %s\n", votes[0],
				label_texts[LABEL_BLANK].in[lang]);
	}
}

void report_print(const struct verify_report *report, enum lang lang, struct buf *out)
{
	print_head(report, lang, out);
	print_checks(report, lang, out);
	print_result(report, lang, out);
	buf_printf(out, "\n%s\n", verdict_texts[report->verdict].in[lang]);
}

/* ---- for programs --------------------------------------------------------------------------- */

static void member_string(struct json_writer *json, const char *name, const char *value)
{
	json_add_name(json, name);
	json_add_string(json, value);
}

static void member_number(struct json_writer *json, const char *name, uint64_t value)
{
	json_add_name(json, name);
	json_add_int(json, (int64_t)value);
}

static void json_archive(const struct archive *archive, struct json_writer *json)
{
	const struct archive_event *last = &archive->events[archive->n_events - 1];
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&last->self->digest, hex);
	json_add_name(json, "archive");
	json_begin_object(json);
	member_number(json, "timestamp", archive->timestamp);
	member_number(json, "events", archive->n_events);
	member_string(json, "stage", stage_texts[last->type].token);
	member_string(json, "fingerprint", hex);
	json_end_object(json);
}

static void json_binding(const struct binding *binding, struct json_writer *json)
{
	char hex[DIGEST_HEX_SIZE];

	json_add_name(json, "binding");
	json_begin_object(json);
	digest_hex(&binding->roll, hex);
	member_string(json, "roll", hex);
	member_string(json, "profile", binding->profile_id);
	digest_hex(&binding->profile, hex);
	member_string(json, "profile_digest", hex);
	json_end_object(json);
}

static void json_election(const struct verify_report *report, struct json_writer *json)
{
	json_add_name(json, "election");
	json_begin_object(json);
	member_string(json, "uuid", report->election->uuid);
	member_string(json, "name", report->election->name);
	member_string(json, "hash", report->election->hash);
	json_add_name(json, "weights_bound");
	json_add_bool(json, report->bound);
	if (report->bound)
		json_binding(&report->binding, json);
	json_end_object(json);
}

static void json_numbers(const struct verify_report *report, struct json_writer *json)
{
	json_add_name(json, "numbers");
	json_begin_object(json);
	member_number(json, "credentials", report->n_credentials);
	member_number(json, "weight_listed", report->weight_listed);
	member_number(json, "ballots", report->n_ballots);
	member_number(json, "tallied", report->n_tallied);
	member_number(json, "weight_tallied", report->weight_tallied);
	member_number(json, "trustees", report->n_owners);
	member_number(json, "decryptions", report->n_decryptions);
	json_end_object(json);
}

static void json_fault(const struct verify_fault *fault, struct json_writer *json)
{
	json_begin_object(json);
	member_string(json, "reason", reason_texts[fault->reason].token);
	member_number(json, "member", fault->member);
	member_string(json, "name", fault->name);
	if (fault->detail[0])
		member_string(json, "detail", fault->detail);
	json_end_object(json);
}

static void json_checks(const struct verify_report *report, struct json_writer *json)
{
	json_add_name(json, "checks");
	json_begin_array(json);
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++) {
		json_begin_object(json);
		member_string(json, "check", check_texts[i].token);
		member_string(json, "outcome", outcome_texts[report->outcome[i]].token);
		if (report->outcome[i] == VERIFY_FAILS) {
			json_add_name(json, "faults");
			json_begin_array(json);
			for (size_t f = 0; f < report->n_faults; f++)
				if (report->faults[f].check == i)
					json_fault(&report->faults[f], json);
			json_end_array(json);
		}
		json_end_object(json);
	}
	json_end_array(json);
	if (report->n_omitted)
		member_number(json, "faults_omitted", report->n_omitted);
}

static void json_result(const struct verify_report *report, struct json_writer *json)
{
	json_add_name(json, "result");
	json_begin_array(json);
	for (size_t q = 0; q < report->election->n_questions; q++) {
		const struct question *question = &report->election->questions[q];
		const uint64_t *votes = report->result + question->first;

		json_begin_object(json);
		member_string(json, "question", question->text);
		if (question->blank)
			member_number(json, "blank", votes[0]);
		json_add_name(json, "answers");
		json_begin_array(json);
		for (size_t i = 0; i < question->n_answers; i++) {
			json_begin_object(json);
			member_string(json, "answer", question->answers[i]);
			member_number(json, "votes", votes[i + question->blank]);
			json_end_object(json);
		}
		json_end_array(json);
		json_end_object(json);
	}
	json_end_array(json);
}

void report_json(const struct verify_report *report, struct buf *out)
{
	struct json_writer json = json_writer(out);
	char file[DIGEST_HEX_SIZE];

	digest_hex(&report->file, file);
	json_begin_object(&json);
	member_string(&json, "format", "gongyi-verify:1");
	member_string(&json, "verdict", verdict_texts[report->verdict].token);
	member_string(&json, "file", file);
	if (report->archive.n_events)
		json_archive(&report->archive, &json);
	if (report->election)
		json_election(report, &json);
	json_numbers(report, &json);
	json_checks(report, &json);
	if (report->election && report->result)
		json_result(report, &json);
	json_end_object(&json);
	buf_char(out, '\n');
}
