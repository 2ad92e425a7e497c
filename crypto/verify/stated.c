/* The checks of the announced result: what two people signed, against the archive and against
 * itself. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/verify/audit.h"
#include "crypto/wire/documents.h"
#include "crypto/wire/dsse.h"
#include "rules/profile.h"

enum { POINTER_SIZE = 120, ATTEMPTS_MAX = 50 /* at counting a box */ };

static const struct announced_post *post_at(const struct announcement *stated, size_t i)
{
	return &((const struct announced_post *)stated->posts.items)[i];
}

static const struct announced_candidate *candidate_at(const struct announced_post *post, size_t i)
{
	return &((const struct announced_candidate *)post->candidates.items)[i];
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* ---- form ---- */

/* Settles an error of reading the result's file. */
static enum err settle_stated(
	struct audit *audit, enum err err, enum verify_reason reason, bool *ret_good)
{
	char detail[VERIFY_DETAIL_SIZE];

	if (err == ERR_BUSY)
		return err;
	*ret_good = err == OK;
	if (err != OK) {
		detail_of(&audit->error, detail);
		fault_stated(audit, reason, "%s", detail);
	}
	audit->error = (struct error){0};
	return OK;
}

static void keep_payload(struct audit *audit, const struct announcement *stated)
{
	const struct span *payload = &audit->statement.payload;

	audit->report->stated = stated;
	audit->report->stated_hash = digest_of(payload->data, payload->len);
}

/* A payload has one form: what is written again from what was read is the same text. */
static enum err check_payload(struct audit *audit)
{
	const struct span *payload = &audit->statement.payload;
	struct announcement *stated = arena_new(audit->arena, struct announcement);
	auto_buf struct buf again = {0};
	bool good;
	enum err err;

	if (!stated)
		return ERR_BUSY;
	err = announcement_read(
		(const char *)payload->data, payload->len, audit->arena, stated, &audit->error);
	TRY(settle_stated(audit, err, VERIFY_STATEMENT_PAYLOAD, &good));
	if (!good)
		return OK;
	buf_init(&again, DSSE_PAYLOAD_MAX);
	announcement_write(stated, &again);
	if (buf_ok(&again) && again.len == payload->len &&
		memcmp(again.data, payload->data, again.len) == 0)
		keep_payload(audit, stated);
	else
		fault_stated(audit, VERIFY_STATEMENT_PAYLOAD, "/payload");
	return OK;
}

enum err check_statement(struct audit *audit)
{
	const struct span *text = audit->options->result;
	char type[DSSE_TYPE_SIZE];
	bool good;
	enum err err = dsse_read((const char *)text->data, text->len, audit->arena,
		&audit->statement, &audit->error);

	TRY(settle_stated(audit, err, VERIFY_STATEMENT_FORM, &good));
	if (!good)
		return OK;
	if (!dsse_type("result", type) || strcmp(type, audit->statement.type) != 0) {
		fault_stated(audit, VERIFY_STATEMENT_KIND, "/payloadType");
		return OK;
	}
	return check_payload(audit);
}

/* ---- what it is about ---- */

/* Each answer is somebody's name; two people may have the same. */
static bool same_names(const struct announced_post *post, const struct question *question)
{
	bool taken[QUESTION_ANSWERS_MAX] = {0};

	if (post->candidates.n != question->n_answers)
		return false;
	for (size_t i = 0; i < question->n_answers; i++) {
		size_t k = 0;

		while (k < post->candidates.n && (taken[k] || strcmp(candidate_at(post, k)->name,
								      question->answers[i]) != 0))
			k++;
		if (k == post->candidates.n)
			return false;
		taken[k] = true;
	}
	return true;
}

static void check_paper(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	const struct election *election = audit->report->election;

	if (stated->posts.n != election->n_questions) {
		fault_stated(audit, VERIFY_SUBJECT_PAPER, "/posts");
		return;
	}
	for (size_t i = 0; i < stated->posts.n; i++) {
		const struct announced_post *post = post_at(stated, i);
		const struct question *question = &election->questions[i];

		if (strcmp(post->title, question->text) != 0)
			fault_stated(audit, VERIFY_SUBJECT_PAPER, "/posts/%zu/title", i);
		if (post->seats != (int64_t)question->max)
			fault_stated(audit, VERIFY_SUBJECT_PAPER, "/posts/%zu/seats", i);
		if (!same_names(post, question))
			fault_stated(audit, VERIFY_SUBJECT_PAPER, "/posts/%zu/candidates", i);
	}
}

enum err check_subject(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;

	if (strcmp(stated->round, audit->report->election->uuid) != 0)
		fault_stated(audit, VERIFY_SUBJECT_ROUND, "/round");
	check_paper(audit);
	if (stated->n < (int64_t)audit->report->n_credentials)
		fault_stated(audit, VERIFY_SUBJECT_VOTERS, "/n");
	return OK;
}

/* ---- the archive's last event ---- */

/* The decryptions and the result that a public archive leaves out, where a channel had few ballots,
 * are in the record by their hashes, and the chain of events follows from those. */
struct chain {
	struct digest last;
	size_t height;
};

static void follow(struct chain *chain, enum archive_type type, const struct digest *payload)
{
	chain->last = archive_event_digest(&chain->last, chain->height++, type, payload);
}

static bool read_hash(const struct json *entry, struct digest *ret_digest)
{
	const char *hex;

	return json_string(json_get(entry, "hash"), &hex) && digest_from_hex(hex, ret_digest);
}

static enum err follow_decryption(struct audit *audit, size_t at, struct chain *chain)
{
	auto_json struct json *entry = NULL;
	auto_buf struct buf text = {0};
	struct digest payload;
	struct owned owned;
	int64_t owner;

	TRY(entry_parse(audit, at, &entry));
	if (!read_hash(entry, &owned.payload) || !json_int(json_get(entry, "trustee"), &owner) ||
		owner < 1)
		return OK; /* the chain will not fit */
	owned.owner = (uint64_t)owner;
	buf_init(&text, POINTER_SIZE + DIGEST_HEX_SIZE);
	owned_write(&owned, &text);
	if (!buf_ok(&text))
		return ERR_BUSY;
	payload = digest_of(text.data, text.len);
	follow(chain, ARCHIVE_PARTIAL_DECRYPTION, &payload);
	return OK;
}

static enum err follow_record(struct audit *audit, struct chain *chain)
{
	size_t done = 0, end = (size_t)audit->course.opened;
	auto_json struct json *entry = NULL;
	struct digest payload;

	for (size_t i = 0; i < end; i++)
		if (entry_of_round(audit, i, "round.decrypted") &&
			done++ >= audit->report->n_decryptions)
			TRY(follow_decryption(audit, i, chain));
	TRY(entry_parse(audit, end, &entry));
	if (read_hash(entry, &payload))
		follow(chain, ARCHIVE_RESULT, &payload);
	return OK;
}

enum err check_stated_archive(struct audit *audit)
{
	const struct archive *archive = &audit->report->archive;
	struct chain chain = {
		archive->events[archive->n_events - 1].self->digest, archive->n_events};
	char hex[DIGEST_HEX_SIZE];

	if (!audit->result_at) {
		if (!(audit->given & FILE_RECORD) || audit->course.opened == ENTRY_NONE) {
			audit->report->outcome[VERIFY_STATED_ARCHIVE] = VERIFY_NOT_YET;
			return OK;
		}
		TRY(follow_record(audit, &chain));
	}
	digest_hex(&chain.last, hex);
	if (!same_text(audit->report->stated->archive, hex))
		fault_stated(audit, VERIFY_STATED_ARCHIVE_OTHER, "/archive");
	return OK;
}

/* ---- roll and rules ---- */

enum err check_stated_binding(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	const struct binding *binding = &audit->report->binding;
	char roll[DIGEST_BASE64_SIZE], profile[DIGEST_BASE64_SIZE];

	if (!audit->report->bound) {
		audit->report->outcome[VERIFY_STATED_BINDING] = VERIFY_ABSENT;
		return OK;
	}
	digest_base64(&binding->roll, roll);
	digest_base64(&binding->profile, profile);
	if (!same_text(stated->roll, roll))
		fault_stated(audit, VERIFY_STATED_ROLL, "/roll");
	if (!same_text(stated->profile, binding->profile_id))
		fault_stated(audit, VERIFY_STATED_PROFILE, "/profile");
	if (!same_text(stated->profile_hash, profile))
		fault_stated(audit, VERIFY_STATED_PROFILE, "/profile_hash");
	return OK;
}

/* Whether this program carries the rules that the result names, to the letter. */
static enum err find_rules(struct audit *audit, struct profile *ret_profile, bool *ret_known)
{
	const struct announcement *stated = audit->report->stated;
	char hash[DIGEST_BASE64_SIZE];
	struct digest digest;
	struct span text;
	enum err err;

	*ret_known = false;
	if (!stated->profile || !stated->profile_hash)
		return OK;
	err = profile_load(stated->profile, audit->arena, ret_profile, &text, &audit->error);
	if (err == ERR_BUSY)
		return err;
	audit->error = (struct error){0};
	if (err != OK)
		return OK;
	digest = digest_of(text.data, text.len);
	digest_base64(&digest, hash);
	*ret_known = strcmp(hash, stated->profile_hash) == 0;
	return OK;
}

enum err check_rules(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	struct profile profile;
	bool known;

	TRY(find_rules(audit, &profile, &known));
	if (!known) {
		audit->report->outcome[VERIFY_RULES] = VERIFY_UNKNOWN;
		return OK;
	}
	audit->small_channel = profile.small_channel;
	if (!same_text(stated->legal_basis, profile.legal_basis))
		fault_stated(audit, VERIFY_RULES_BASIS, "/legal_basis");
	if (stated->online && profile.online_ballot != ONLINE_BINDING)
		fault_stated(audit, VERIFY_RULES_ONLINE, "/online");
	return OK;
}

/* ---- the online figures ---- */

/* The most votes that a small result may hide in its boxes. */
static int64_t valid_papers(const struct announcement *stated)
{
	int64_t n = 0;

	for (size_t i = 0; i < stated->boxes.n; i++)
		n += box_at(stated, i)->valid;
	return n;
}

/* Of a small result only the sum over the channels is told. */
static bool figure_fits(const struct announcement *stated,
	const struct announced_candidate *candidate, int64_t online)
{
	if (!stated->small)
		return candidate->online == online;
	return candidate->votes >= online && candidate->votes - online <= valid_papers(stated);
}

/* Gives each answer a candidate of its name whose figure fits. */
static void compare_votes(struct audit *audit, size_t question_number)
{
	const struct announcement *stated = audit->report->stated;
	const struct announced_post *post = post_at(stated, question_number);
	const struct question *question = &audit->report->election->questions[question_number];
	const uint64_t *votes = audit->report->result + question->first + question->blank;
	bool taken[QUESTION_ANSWERS_MAX] = {0};

	for (size_t i = 0; i < question->n_answers; i++) {
		size_t found = post->candidates.n, same = found;

		for (size_t k = 0; k < post->candidates.n && found == post->candidates.n; k++) {
			if (taken[k] ||
				strcmp(candidate_at(post, k)->name, question->answers[i]) != 0)
				continue;
			same = k;
			if (figure_fits(stated, candidate_at(post, k), (int64_t)votes[i]))
				found = k;
		}
		if (found < post->candidates.n)
			taken[found] = !stated->small; /* a range may fit several */
		else
			fault_stated(audit, VERIFY_FIGURES_VOTES, "/posts/%zu/candidates/%zu/%s",
				question_number, same, stated->small ? "votes" : "online");
	}
}

enum err check_figures(struct audit *audit)
{
	if (audit->report->stated->online != (int64_t)audit->report->n_tallied)
		fault_stated(audit, VERIFY_FIGURES_ONLINE, "/online");
	if (audit->report->result)
		for (size_t i = 0; i < audit->report->election->n_questions; i++)
			compare_votes(audit, i);
	else if (!has_failed(audit, VERIFY_FIGURES))
		audit->report->outcome[VERIFY_FIGURES] = VERIFY_NOT_YET;
	return OK;
}

/* ---- what follows ---- */

static bool same_leaf(const struct json *a, const struct json *b)
{
	const char *text_a, *text_b;
	int64_t int_a, int_b;
	bool bool_a, bool_b;

	if (json_string(a, &text_a))
		return json_string(b, &text_b) && strcmp(text_a, text_b) == 0;
	if (json_int(a, &int_a))
		return json_int(b, &int_b) && int_a == int_b;
	return json_bool(a, &bool_a) && json_bool(b, &bool_b) && bool_a == bool_b;
}

/* Adds the way to the first value in which two texts of one schema differ; false: in none. */
static bool find_difference(const struct json *a, const struct json *b, char pointer[POINTER_SIZE])
{
	bool named = json_type(a) == JSON_OBJECT;
	const struct json *x = json_first(a), *y = json_first(b);

	if (json_type(a) != json_type(b))
		return true;
	if (!named && json_type(a) != JSON_ARRAY)
		return !same_leaf(a, b);
	for (size_t i = 0; x || y; i++) {
		size_t len = strlen(pointer);

		if (named)
			pointer_append(pointer, POINTER_SIZE, json_name(x ? x : y));
		else
			snprintf(pointer + len, POINTER_SIZE - len, "/%zu", i);
		if (!x || !y || (named && strcmp(json_name(x), json_name(y)) != 0) ||
			find_difference(x, y, pointer))
			return true;
		pointer[len] = '\0';
		x = json_next(x);
		y = json_next(y);
	}
	return false;
}

static enum err compare_texts(struct audit *audit, const struct buf *again)
{
	const struct span *payload = &audit->statement.payload;
	auto_json struct json *stated = NULL, *expected = NULL;
	char pointer[POINTER_SIZE] = "";

	if (again->len == payload->len && memcmp(again->data, payload->data, again->len) == 0)
		return OK;
	if (json_parse((const char *)payload->data, payload->len, &stated, &audit->error) != OK ||
		json_parse(again->data, again->len, &expected, &audit->error) != OK)
		return ERR_BUSY;
	find_difference(expected, stated, pointer);
	fault_stated(audit, VERIFY_SUMS_OTHER, "%s", pointer);
	return OK;
}

/* What one of the two people entered who counted the box, as the service keeps and hashes it. */
static void write_entry(
	const struct announced_box *box, unsigned attempt, unsigned entry, struct buf *text)
{
	buf_reset(text);
	buf_printf(text,
		"{\"box\":\"%s\",\"attempt\":%u,\"entry\":%u,\"recovered\":%" PRId64
		",\"valid\":%" PRId64 ",\"invalid\":%" PRId64 ",\"votes\":{",
		box->box ? box->box : "", attempt, entry, box->recovered, box->valid, box->invalid);
	for (size_t i = 0; i < box->votes.n; i++)
		buf_printf(text, "%s\"%s\":%" PRId64, i ? "," : "", box->votes.items[i].name,
			box->votes.items[i].n);
	buf_str(text, "}}");
}

static bool is_hash_of(const char *base64, const struct buf *text)
{
	struct digest digest = digest_of(text->data, text->len);
	char written[DIGEST_BASE64_SIZE];

	digest_base64(&digest, written);
	return strcmp(base64, written) == 0;
}

/* Whether the two hashes are those of the box's figures, entered twice at one attempt. */
static enum err find_entries(const struct announced_box *box, bool *ret_found)
{
	auto_buf struct buf text = {0};

	*ret_found = false;
	if (box->entries.n != 2)
		return OK;
	buf_init(&text, DSSE_PAYLOAD_MAX);
	for (unsigned attempt = 1; attempt <= ATTEMPTS_MAX && !*ret_found; attempt++) {
		write_entry(box, attempt, 1, &text);
		if (!buf_ok(&text))
			return ERR_BUSY;
		if (!is_hash_of(box->entries.items[0], &text))
			continue;
		write_entry(box, attempt, 2, &text);
		*ret_found = buf_ok(&text) && is_hash_of(box->entries.items[1], &text);
	}
	return OK;
}

/* A89: a box whose papers do not add up is explained, unless the whole vote is void. What a small
 * result hides cannot be held against the hashes. */
static enum err check_boxes(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;

	for (size_t i = 0; i < stated->boxes.n; i++) {
		const struct announced_box *box = box_at(stated, i);
		bool found = true;

		if (stated->verdict != ANNOUNCED_VOID && !announced_box_agrees(box) &&
			!box->explanation)
			fault_stated(audit, VERIFY_BOX_UNEXPLAINED, "/boxes/%zu", i);
		if (!stated->small)
			TRY(find_entries(box, &found));
		if (!found)
			fault_stated(audit, VERIFY_BOX_ENTRIES, "/boxes/%zu/entries", i);
	}
	return OK;
}

enum err check_sums(struct audit *audit)
{
	auto_buf struct buf text = {0};
	struct announcement again;
	bool good;
	enum err err = announcement_again(
		audit->report->stated, audit->small_channel, audit->arena, &again, &audit->error);

	TRY(settle_stated(audit, err, VERIFY_SUMS_IMPOSSIBLE, &good));
	TRY(check_boxes(audit));
	if (!good)
		return OK;
	buf_init(&text, (size_t)2 * DSSE_PAYLOAD_MAX);
	announcement_write(&again, &text);
	return buf_ok(&text) ? compare_texts(audit, &text) : ERR_BUSY;
}
