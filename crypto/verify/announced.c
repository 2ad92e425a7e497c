/* The checks of the announced result against the record: whose signatures it bears, and that it is
 * the one that was announced.
 *
 * An auditor knows no officer's key. The record does: it names each device key when it is activated
 * and each office when it is given, both under the holder's commitment, long before a result is
 * there to sign. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/verify/audit.h"

/* ---- who signed ------------------------------------------------------------------------------ */

enum { SIGNERS = 2 };

/* A device key as the record has it up to an entry. */
struct signer {
	bool found;
	bool removed;
	bool right;         /* the signature is */
	const char *holder; /* "" until it is found */
};

/* Whether a signature that names a key means this one; one that names none is tried. */
static bool means(const struct dsse_signature *signature, const struct sign_public *key, bool right)
{
	const struct digest id = sign_key_id(key);

	return signature->has_key_id ? digest_equal(&signature->key_id, &id) : right;
}

static enum err look_at_device(struct audit *audit, size_t entry,
	const struct dsse_signature *signature, struct signer *signer)
{
	auto_json struct json *device = NULL;
	struct dsse one = audit->statement;
	const char *text, *holder;
	struct sign_public key;
	uint64_t signed_by;
	size_t len;
	bool right;

	TRY(entry_parse(audit, entry, &device));
	if (!json_string(json_get(device, "key"), &text) ||
		!json_string(json_get(device, "holder"), &holder) ||
		!base64_decode(BASE64, text, strlen(text), key.bytes, sizeof key.bytes, &len) ||
		len != sizeof key.bytes)
		return OK; /* names no key */
	one.n = 1;
	one.signatures[0] = *signature;
	right = dsse_verify(&one, "result", &key, 1, 1, &signed_by) == OK;
	if (!means(signature, &key, right))
		return OK;
	*signer = (struct signer){.found = true,
		.removed = entry_is(audit, entry, "device.removed"),
		.right = right,
		.holder = arena_string(audit->arena, holder)};
	return signer->holder ? OK : ERR_BUSY;
}

/* The key that signed, as it stood before entry `end`. */
static enum err find_signer(struct audit *audit, const struct dsse_signature *signature, size_t end,
	struct signer *ret_signer)
{
	*ret_signer = (struct signer){.holder = ""};
	for (size_t i = 0; i < end; i++)
		if (entry_is(audit, i, "device.activated") || entry_is(audit, i, "device.removed"))
			TRY(look_at_device(audit, i, signature, ret_signer));
	return OK;
}

/* ---- which office ---- */

static bool member_day(const struct json *entry, const char *name, int64_t *ret_day)
{
	const char *text;

	return json_string(json_get(entry, name), &text) && day_parse(text, ret_day);
}

/* Whether an entry gives the holder the office for this day; `ret_office` is its number. */
static bool gives_office(
	const struct json *entry, const char *holder, int64_t day, int64_t *ret_office)
{
	int64_t from, until;

	return member_is(entry, "holder", holder) &&
	       member_is(entry, "role", "election_committee") && member_day(entry, "from", &from) &&
	       member_day(entry, "until", &until) && day >= from && day <= until &&
	       json_int(json_get(entry, "office"), ret_office);
}

static enum err is_ended(
	struct audit *audit, int64_t office, size_t first, size_t end, bool *ret_ended)
{
	*ret_ended = false;
	for (size_t i = first; i < end; i++) {
		auto_json struct json *entry = NULL;

		if (!entry_is(audit, i, "office.ended"))
			continue;
		TRY(entry_parse(audit, i, &entry));
		*ret_ended = *ret_ended || member_is_number(entry, "office", office);
	}
	return OK;
}

/* Whether the holder was of the election committee when entry `end` was made. */
static enum err holds_office(struct audit *audit, const char *holder, size_t end, bool *ret_holds)
{
	int64_t day = day_of(audit->entries[end].at), office;

	*ret_holds = false;
	for (size_t i = 0; i < end && !*ret_holds; i++) {
		auto_json struct json *entry = NULL;
		bool ended;

		if (!entry_is(audit, i, "office.granted"))
			continue;
		TRY(entry_parse(audit, i, &entry));
		if (!gives_office(entry, holder, day, &office))
			continue;
		TRY(is_ended(audit, office, i, end, &ended));
		*ret_holds = !ended;
	}
	return OK;
}

/* ---- both ---- */

/* At which entry a signature was handed in: the first one's has its own. Where the record does not
 * tell, as it stands at its end. */
static size_t signed_at(const struct audit *audit, size_t i)
{
	const struct course *course = &audit->course;

	if (i == 0 && course->signed_once != ENTRY_NONE)
		return (size_t)course->signed_once;
	if (course->announced != ENTRY_NONE)
		return (size_t)course->announced;
	return audit->export.n - 1;
}

static enum err check_signer(struct audit *audit, size_t i, struct signer *ret_signer)
{
	size_t end = signed_at(audit, i);
	bool holds = false;

	TRY(find_signer(audit, &audit->statement.signatures[i], end, ret_signer));
	if (ret_signer->found)
		TRY(holds_office(audit, ret_signer->holder, end, &holds));
	if (!ret_signer->found)
		fault_stated(audit, VERIFY_SIGNER_UNKNOWN, "/signatures/%zu", i);
	else if (!ret_signer->right)
		fault_stated(audit, VERIFY_SIGNATURE_WRONG, "/signatures/%zu", i);
	else if (ret_signer->removed)
		fault_stated(audit, VERIFY_SIGNER_REMOVED, "/signatures/%zu", i);
	else if (!holds)
		fault_stated(audit, VERIFY_SIGNER_OFFICE, "/signatures/%zu", i);
	return OK;
}

enum err check_signers(struct audit *audit)
{
	const struct dsse_signature *signatures = audit->statement.signatures;
	struct signer signers[SIGNERS] = {{.holder = ""}, {.holder = ""}};

	if (audit->statement.n != SIGNERS) {
		fault_stated(audit, VERIFY_SIGNERS_NUMBER, "/signatures");
		return OK;
	}
	if (memcmp(&signatures[0].signature, &signatures[1].signature,
		    sizeof signatures[0].signature) == 0 ||
		(signatures[0].has_key_id && signatures[1].has_key_id &&
			digest_equal(&signatures[0].key_id, &signatures[1].key_id))) {
		fault_stated(audit, VERIFY_SIGNER_SAME, "/signatures/1");
		return OK;
	}
	if (!(audit->given & FILE_RECORD)) {
		audit->report->outcome[VERIFY_SIGNERS] = VERIFY_NO_RECORD;
		return OK;
	}
	for (size_t i = 0; i < SIGNERS; i++)
		TRY(check_signer(audit, i, &signers[i]));
	if (!has_failed(audit, VERIFY_SIGNERS) && strcmp(signers[0].holder, signers[1].holder) == 0)
		fault_stated(audit, VERIFY_SIGNERS_ONE, "/signatures/1");
	return OK;
}

/* ---- what was announced ---------------------------------------------------------------------- */

static enum err compare_announced(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	size_t at = (size_t)audit->course.announced;
	auto_json struct json *entry = NULL;

	TRY(entry_parse(audit, at, &entry));
	if (!member_is_hash(entry, "hash", &audit->report->stated_hash))
		fault_entry(audit, VERIFY_ANNOUNCED_OTHER, at, "hash");
	if (!member_is(entry, "verdict", announced_verdict_names[stated->verdict]))
		fault_entry(audit, VERIFY_ANNOUNCED_OTHER, at, "verdict");
	if (!member_is_number(entry, "n", stated->n))
		fault_entry(audit, VERIFY_ANNOUNCED_OTHER, at, "n");
	if (!member_is_number(entry, "p", stated->p))
		fault_entry(audit, VERIFY_ANNOUNCED_OTHER, at, "p");
	return OK;
}

/* Which of the election's rounds it is, by the draft. */
static bool is_kind(const struct json *draft, const char *uuid, enum election_round kind)
{
	const struct json *round = json_first(json_get(draft, "rounds"));
	const char *text;

	for (int i = 0; round && i < (int)kind; i++)
		round = json_next(round);
	return round && json_string(round, &text) && strcmp(text, uuid) == 0;
}

static enum err compare_election(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	auto_json struct json *round = NULL, *draft = NULL;

	TRY(entry_parse(audit, (size_t)audit->course.prepared, &round));
	if (!member_is(round, "election", stated->election))
		fault_stated(audit, VERIFY_DRAFT_OTHER, "/election");
	if (!member_is_number(round, "voters", stated->n))
		fault_stated(audit, VERIFY_DRAFT_OTHER, "/n");
	if (audit->course.drafted == ENTRY_NONE)
		return OK;
	TRY(entry_parse(audit, (size_t)audit->course.drafted, &draft));
	if (!member_is(draft, "title", stated->title))
		fault_stated(audit, VERIFY_DRAFT_OTHER, "/title");
	if (!member_is(draft, "mode", election_mode_names[stated->mode]))
		fault_stated(audit, VERIFY_DRAFT_OTHER, "/mode");
	if (!is_kind(draft, stated->round, stated->kind))
		fault_stated(audit, VERIFY_DRAFT_OTHER, "/kind");
	return OK;
}

/* The record's name ends with its body's address. */
static enum err compare_body(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;
	const char *origin = audit->report->record.head.origin;
	auto_json struct json *first = NULL;
	char end[NOTE_NAME_SIZE];
	size_t len = strlen(origin), end_len;
	bool rehearsal = false;

	snprintf(end, sizeof end, "/v1/bodies/%.20s/record", stated->body ? stated->body : "");
	end_len = strlen(end);
	if (len < end_len || strcmp(origin + len - end_len, end) != 0)
		fault_stated(audit, VERIFY_BODY_OTHER, "/body");
	TRY(entry_parse(audit, 0, &first));
	if (!json_bool(json_get(first, "rehearsal"), &rehearsal) || rehearsal != stated->rehearsal)
		fault_stated(audit, VERIFY_BODY_OTHER, "/rehearsal");
	return OK;
}

/* ---- boxes ---- */

/* The last entry of this type about a box of the round; ENTRY_NONE. */
static enum err last_of_box(
	struct audit *audit, const char *type, const char *box, int64_t *ret_entry)
{
	*ret_entry = ENTRY_NONE;
	for (size_t i = 0; i < audit->export.n; i++) {
		auto_json struct json *entry = NULL;

		if (!entry_of_round(audit, i, type))
			continue;
		TRY(entry_parse(audit, i, &entry));
		if (member_is(entry, "box", box))
			*ret_entry = (int64_t)i;
	}
	return OK;
}

static const char *entry_hash(const struct announced_box *box, size_t i)
{
	return i < box->entries.n ? box->entries.items[i] : NULL;
}

static enum err compare_counts(struct audit *audit, size_t number, int64_t at)
{
	const struct announced_box *box = box_at(audit->report->stated, number);
	const struct {
		const char *name;
		int64_t value;
	} figures[] = {{"printed", box->printed}, {"issued", box->issued},
		{"spoiled", box->spoiled}, {"spare", box->spare}, {"recovered", box->recovered},
		{"valid", box->valid}, {"invalid", box->invalid}};
	auto_json struct json *entry = NULL;

	if (at == ENTRY_NONE) {
		fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu", number);
		return OK;
	}
	TRY(entry_parse(audit, (size_t)at, &entry));
	for (size_t i = 0; i < COUNT_OF(figures); i++)
		if (!member_is_number(entry, figures[i].name, figures[i].value))
			fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu/%s", number,
				figures[i].name);
	if (!member_is(entry, "first_hash", entry_hash(box, 0)) ||
		!member_is(entry, "second_hash", entry_hash(box, 1)))
		fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu/entries", number);
	return OK;
}

static enum err compare_opened(struct audit *audit, size_t number, int64_t at)
{
	const struct announced_box *box = box_at(audit->report->stated, number);
	auto_json struct json *entry = NULL;

	if (at == ENTRY_NONE)
		return OK; /* said already: what was never opened was never counted */
	TRY(entry_parse(audit, (size_t)at, &entry));
	if (!member_is(entry, "name", box->name))
		fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu/name", number);
	if (!member_is(entry, "kind", box->kind))
		fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu/kind", number);
	return OK;
}

static enum err compare_explanation(struct audit *audit, size_t number, int64_t at)
{
	const char *text = box_at(audit->report->stated, number)->explanation;
	auto_json struct json *entry = NULL;
	char base64[DIGEST_BASE64_SIZE];
	struct digest hash;
	bool good = !text && at == ENTRY_NONE;

	if (text && at != ENTRY_NONE) {
		TRY(entry_parse(audit, (size_t)at, &entry));
		hash = digest_of(text, strlen(text));
		digest_base64(&hash, base64);
		good = member_is(entry, "hash", base64);
	}
	if (!good)
		fault_stated(audit, VERIFY_BOX_UNRECORDED, "/boxes/%zu/explanation", number);
	return OK;
}

static enum err compare_box(struct audit *audit, size_t number)
{
	static const struct {
		const char *type;
		enum err (*compare)(struct audit *audit, size_t number, int64_t at);
	} parts[] = {{"box.counted", compare_counts}, {"box.opened", compare_opened},
		{"box.explained", compare_explanation}};
	const char *id = box_at(audit->report->stated, number)->box;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		int64_t at;

		TRY(last_of_box(audit, parts[i].type, id, &at));
		TRY(parts[i].compare(audit, number, at));
	}
	return OK;
}

/* A box that was opened and of which the result says nothing. */
static enum err find_withheld(struct audit *audit)
{
	const struct announcement *stated = audit->report->stated;

	for (size_t i = 0; i < audit->export.n; i++) {
		auto_json struct json *entry = NULL;
		size_t k = 0;

		if (!entry_of_round(audit, i, "box.opened"))
			continue;
		TRY(entry_parse(audit, i, &entry));
		while (k < stated->boxes.n && !member_is(entry, "box", box_at(stated, k)->box))
			k++;
		if (k == stated->boxes.n)
			fault_entry(audit, VERIFY_BOX_WITHHELD, i, "box");
	}
	return OK;
}

enum err check_announced(struct audit *audit)
{
	if (!(audit->given & FILE_RECORD)) {
		audit->report->outcome[VERIFY_ANNOUNCED] = VERIFY_NO_RECORD;
		return OK;
	}
	if (audit->course.announced == ENTRY_NONE) {
		fault_entry(audit, VERIFY_NOT_ANNOUNCED, audit->export.n, "");
		return OK;
	}
	TRY(compare_announced(audit));
	TRY(compare_election(audit));
	TRY(compare_body(audit));
	for (size_t i = 0; i < audit->report->stated->boxes.n; i++)
		TRY(compare_box(audit, i));
	return find_withheld(audit);
}
