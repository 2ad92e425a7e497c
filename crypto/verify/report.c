/* See report.h. */
#include "crypto/verify/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/verify/texts.h"
#include "json/json.h"

enum { NUMBER_SIZE = 24 };

/* ---- for people ----------------------------------------------------------------------------- */

void report_outside(struct buf *out, const char *text)
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

/* Fills {0} … of a text; the arguments are strings. */
static void add_filled(
	struct buf *out, enum lang lang, const struct text *text, const char *const *args)
{
	for (const char *at = text->in[lang]; *at; at++) {
		if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
			report_outside(out, args[at[1] - '0']);
			at += 2;
		} else {
			buf_char(out, *at);
		}
	}
	buf_char(out, '\n');
}

void report_label(struct buf *out, enum lang lang, enum label label, const char *const *args)
{
	add_filled(out, lang, &label_texts[label], args);
}

static void add_numbers(
	struct buf *out, enum lang lang, enum label label, uint64_t first, uint64_t second)
{
	char one[NUMBER_SIZE], two[NUMBER_SIZE];

	snprintf(one, sizeof one, "%" PRIu64, first);
	snprintf(two, sizeof two, "%" PRIu64, second);
	report_label(out, lang, label, (const char *const[]){one, two});
}

static void print_binding(const struct verify_report *report, enum lang lang, struct buf *out)
{
	char roll[DIGEST_HEX_SIZE];

	if (report->bound) {
		digest_hex(&report->binding.roll, roll);
		report_label(out, lang, LABEL_BOUND,
			(const char *const[]){roll, report->binding.profile_id});
	} else if (report->outcome[VERIFY_BINDING] == VERIFY_ABSENT) {
		add_line(out, lang, LABEL_UNBOUND);
	}
}

static void print_archive(const struct verify_report *report, enum lang lang, struct buf *out)
{
	const struct archive *archive = &report->archive;
	const struct archive_event *last = &archive->events[archive->n_events - 1];
	char fingerprint[DIGEST_HEX_SIZE];

	digest_hex(&last->self->digest, fingerprint);
	report_label(out, lang, LABEL_LAST_EVENT, (const char *const[]){fingerprint});
	report_label(
		out, lang, LABEL_STAGE, (const char *const[]){stage_texts[last->type].in[lang]});
	add_numbers(out, lang, LABEL_LIST, report->n_credentials, report->weight_listed);
	add_numbers(out, lang, LABEL_BALLOTS, report->n_ballots, 0);
	if (report->outcome[VERIFY_BALLOTS] == VERIFY_HOLDS)
		add_numbers(out, lang, LABEL_TALLIED, report->n_tallied, report->weight_tallied);
	add_numbers(out, lang, LABEL_TRUSTEES, report->n_owners, report->n_decryptions);
	print_binding(report, lang, out);
}

/* Times and numbers are shown once the entries are known to be the ones that were signed. */
static void print_record(const struct verify_report *report, enum lang lang, struct buf *out)
{
	const struct verify_record *record = &report->record;
	char number[NUMBER_SIZE], time[TIME_TEXT_SIZE];

	if (!record->key[0])
		return;
	report_label(out, lang, LABEL_RECORD, (const char *const[]){record->head.origin});
	report_label(out, lang, LABEL_RECORD_KEY, (const char *const[]){record->key});
	if (report->outcome[VERIFY_RECORD_ENTRIES] != VERIFY_HOLDS)
		return;
	snprintf(number, sizeof number, "%" PRIu64, record->head.size);
	time_format(record->last_at, time);
	report_label(out, lang, LABEL_RECORD_HEAD, (const char *const[]){number, time});
	if (record->back_ms)
		add_numbers(out, lang, LABEL_RECORD_BACK, (uint64_t)record->back_ms,
			record->back_entry);
	if (record->goes_further)
		add_line(out, lang, LABEL_RECORD_FURTHER);
}

static void print_head(const struct verify_report *report, enum lang lang, struct buf *out)
{
	char file[DIGEST_HEX_SIZE];

	digest_hex(&report->file, file);
	add_line(out, lang, LABEL_TITLE);
	buf_char(out, '\n');
	report_label(out, lang, LABEL_FILE, (const char *const[]){file});
	if (report->election) {
		report_label(out, lang, LABEL_ELECTION,
			(const char *const[]){report->election->name, report->election->uuid});
		report_label(out, lang, LABEL_HASH, (const char *const[]){report->election->hash});
	}
	if (report->archive.n_events)
		print_archive(report, lang, out);
	print_record(report, lang, out);
}

static void print_fault(const struct verify_fault *fault, enum lang lang, struct buf *out)
{
	char member[NUMBER_SIZE];

	snprintf(member, sizeof member, "%zu", fault->member);
	buf_str(out, "            ");
	add_filled(out, lang, &place_texts[fault->place],
		(const char *const[]){member, fault->name, reason_texts[fault->reason].in[lang]});
	if (fault->detail[0]) {
		buf_str(out, "              ");
		report_outside(out, fault->detail);
		buf_char(out, '\n');
	}
}

/* Why a check could not be made, or what it leaves open. */
static void print_reserve(const struct verify_report *report, enum verify_check check,
	enum lang lang, struct buf *out)
{
	static const struct {
		enum verify_check check;
		enum verify_outcome outcome;
		enum label label;
	} reserves[] = {
		{VERIFY_SIGNERS, VERIFY_NO_RECORD, LABEL_NEEDS_KEYS},
		{VERIFY_STATED_ARCHIVE, VERIFY_NOT_YET, LABEL_NEEDS_RESULT},
		{VERIFY_RULES, VERIFY_UNKNOWN, LABEL_NEEDS_RULES},
		{VERIFY_FIGURES, VERIFY_NOT_YET, LABEL_NEEDS_RESULT},
		{VERIFY_ANNOUNCED, VERIFY_NO_RECORD, LABEL_NEEDS_RECORD},
	};
	enum label label = LABEL__COUNT;

	for (size_t i = 0; i < COUNT_OF(reserves); i++)
		if (reserves[i].check == check && reserves[i].outcome == report->outcome[check])
			label = reserves[i].label;
	if (check == VERIFY_SUMS && report->stated && report->stated->small)
		label = LABEL_ONLY_SUMS;
	if (label == LABEL__COUNT)
		return;
	buf_str(out, "            ");
	add_line(out, lang, label);
}

static void print_check(const struct verify_report *report, enum verify_check check, enum lang lang,
	struct buf *out)
{
	buf_printf(out, "  %s  %s\n", outcome_texts[report->outcome[check]].in[lang],
		check_texts[check].in[lang]);
	print_reserve(report, check, lang, out);
	for (size_t i = 0; i < report->n_faults; i++)
		if (report->faults[i].check == check)
			print_fault(&report->faults[i], lang, out);
}

/* One section for each file. Only an archive of ours has a result and a record to be asked for. */
static void print_checks(const struct verify_report *report, enum lang lang, struct buf *out)
{
	static const struct {
		enum verify_check first, end;
		enum label title, absent;
	} sections[] = {
		{VERIFY_ARCHIVE, VERIFY_RECORD_FILE, LABEL_CHECKS, LABEL__COUNT},
		{VERIFY_RECORD_FILE, VERIFY_STATEMENT, LABEL_CHECKS_RECORD, LABEL_NO_RECORD},
		{VERIFY_STATEMENT, VERIFY_CHECK__COUNT, LABEL_CHECKS_RESULT, LABEL_NO_RESULT},
	};

	for (size_t i = 0; i < COUNT_OF(sections); i++) {
		bool given = report->outcome[sections[i].first] != VERIFY_NOT_ASKED;

		if (!given && !report->bound)
			continue;
		buf_char(out, '\n');
		add_line(out, lang, given ? sections[i].title : sections[i].absent);
		for (unsigned c = sections[i].first; given && c < sections[i].end; c++)
			print_check(report, (enum verify_check)c, lang, out);
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
		report_outside(out, question->text);
		buf_char(out, '\n');
		for (size_t i = 0; i < question->n_answers; i++) {
			buf_printf(out, "  %10" PRIu64 "  ", votes[i + question->blank]);
			report_outside(out, question->answers[i]);
			buf_char(out, '\n');
		}
		if (question->blank)
			buf_printf(out, "  %10" PRIu64 "  %s\n", votes[0],
				label_texts[LABEL_BLANK].in[lang]);
	}
}

/* The announced result in sentences, where what it says follows from its figures. */
static void print_stated(const struct verify_report *report, enum lang lang, struct buf *out)
{
	auto_arena struct arena arena = {0};
	struct strings sentences;
	char hash[DIGEST_HEX_SIZE];

	if (!report->stated || report->outcome[VERIFY_SUMS] != VERIFY_HOLDS)
		return;
	arena_init(&arena, REPORT_MAX);
	if (announcement_sentences(report->stated, lang, &arena, &sentences) != OK)
		return;
	digest_hex(&report->stated_hash, hash);
	buf_char(out, '\n');
	report_label(out, lang, LABEL_STATED, (const char *const[]){hash});
	for (size_t i = 0; i < sentences.n; i++) {
		buf_str(out, "  ");
		report_outside(out, sentences.items[i]);
		buf_char(out, '\n');
	}
}

/* Whether every check that the given files ask for could be made. */
static bool is_complete(const struct verify_report *report)
{
	for (size_t i = 0; i < VERIFY_CHECK__COUNT; i++) {
		enum verify_outcome outcome = report->outcome[i];

		if (outcome == VERIFY_NO_RECORD || outcome == VERIFY_UNKNOWN ||
			outcome == VERIFY_NOT_CHECKED ||
			(outcome == VERIFY_NOT_YET && i >= VERIFY_STATEMENT))
			return false;
	}
	return report->verdict != AUDIT_UNSUPPORTED;
}

void report_print(const struct verify_report *report, enum lang lang, struct buf *out)
{
	const struct text *verdict = &verdict_texts[report->verdict];

	if (report->verdict == AUDIT_HOLDS && !is_complete(report))
		verdict = &label_texts[LABEL_CHECKED_ONLY];
	print_head(report, lang, out);
	print_checks(report, lang, out);
	print_result(report, lang, out);
	print_stated(report, lang, out);
	buf_printf(out, "\n%s\n", verdict->in[lang]);
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
	member_string(json, "place", place_texts[fault->place].token);
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

static void json_record(const struct verify_record *record, struct json_writer *json)
{
	char root[DIGEST_HEX_SIZE];

	json_add_name(json, "record");
	json_begin_object(json);
	member_string(json, "origin", record->head.origin);
	member_string(json, "key", record->key);
	member_number(json, "entries", record->head.size);
	digest_hex(&record->head.root, root);
	member_string(json, "root", root);
	member_number(json, "back_ms", (uint64_t)record->back_ms);
	json_add_name(json, "goes_further");
	json_add_bool(json, record->goes_further);
	json_end_object(json);
}

static void json_stated(const struct verify_report *report, struct json_writer *json)
{
	const struct announcement *stated = report->stated;
	char hash[DIGEST_HEX_SIZE];

	json_add_name(json, "announced");
	json_begin_object(json);
	digest_hex(&report->stated_hash, hash);
	member_string(json, "hash", hash);
	member_string(json, "verdict", announced_verdict_names[stated->verdict]);
	member_number(json, "n", (uint64_t)stated->n);
	member_number(json, "p", (uint64_t)stated->p);
	json_add_name(json, "small");
	json_add_bool(json, stated->small);
	json_end_object(json);
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
	json_add_name(&json, "complete");
	json_add_bool(&json, is_complete(report));
	if (report->archive.n_events)
		json_archive(&report->archive, &json);
	if (report->election)
		json_election(report, &json);
	json_numbers(report, &json);
	json_checks(report, &json);
	if (report->election && report->result)
		json_result(report, &json);
	if (report->record.key[0])
		json_record(&report->record, &json);
	if (report->stated)
		json_stated(report, &json);
	json_end_object(&json);
	buf_char(out, '\n');
}
