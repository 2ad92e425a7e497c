/* The checks of a record alone: the file, its signed head over all entries, the form of each. */
#include <string.h>

#include "base/clock.h"
#include "crypto/tile.h"
#include "crypto/verify/audit.h"

/* ---- the file ---- */

static void fault_file(
	struct audit *audit, unsigned reason, size_t member, const char *name, const char *detail)
{
	struct verify_fault *fault = fault_add(audit, reason);

	if (!fault)
		return;
	fault->place = PLACE_EXPORT;
	fault->member = member;
	copy_text(fault->name, sizeof fault->name, name);
	copy_text(fault->detail, sizeof fault->detail, detail);
}

enum err check_record_file(struct audit *audit)
{
	struct export_fault found;
	enum err err = export_read(*audit->options->record, audit->arena, &audit->export, &found);

	if (err != ERR_MALFORMED)
		return err;
	fault_file(audit, VERIFY_EXPORT + found.reason, found.member, found.name, "");
	return OK;
}

/* ---- the head ---- */

static struct digest root_of(const struct export *export)
{
	struct digest nodes[MERKLE_LEVELS];
	struct merkle_frontier frontier = {0};

	for (size_t i = 0; i < export->n; i++) {
		struct digest leaf = merkle_leaf(export->entries[i].data, export->entries[i].len);
		size_t n;

		/* a tree is full at 2^63 leaves, more than a file has bytes */
		if (!merkle_append(&frontier, &leaf, nodes, &n))
			break;
	}
	return merkle_root(&frontier);
}

static void compare_head(struct audit *audit, const struct checkpoint *head)
{
	const struct digest root = root_of(&audit->export);

	if (head->size != audit->export.n)
		fault_file(audit, VERIFY_RECORD_SIZE, 0, "checkpoint", "");
	else if (!digest_equal(&head->root, &root))
		fault_file(audit, VERIFY_RECORD_ROOT, 0, "checkpoint", "");
}

enum err check_record_head(struct audit *audit)
{
	const struct span *note = &audit->export.checkpoint;
	struct verify_record *record = &audit->report->record;
	struct note_key key;
	uint64_t signed_by;
	enum err err;

	if (!note_key_parse(audit->export.key, &key) || key.type != NOTE_ED25519) {
		fault_file(audit, VERIFY_RECORD_KEY, 0, "key", "");
		return OK;
	}
	err = checkpoint_open(
		(const char *)note->data, note->len, &key, 1, &record->head, &signed_by);
	if (err != OK) {
		fault_file(audit,
			err == ERR_BAD_SIGNATURE ? VERIFY_CHECKPOINT_SIGNATURE
						 : VERIFY_CHECKPOINT_FORM,
			0, "checkpoint", "");
		return OK;
	}
	note_key_text(&key, record->key);
	compare_head(audit, &record->head);
	return OK;
}

/* ---- the entries ---- */

/* Words of lower-case letters and digits, joined by '.' or '-'. */
static bool type_valid(const char *type)
{
	bool in_word = false;

	for (; *type; type++) {
		bool joins = *type == '.' || *type == '-';

		if (joins ? !in_word
			  : !((*type >= 'a' && *type <= 'z') || (*type >= '0' && *type <= '9')))
			return false;
		in_word = !joins;
	}
	return in_word;
}

/* {"type": …, "at": …, the event's own members}. False, and what is wrong, where it is not so. */
static bool read_head(
	const struct json *entry, const char **ret_type, int64_t *ret_at, const char **ret_wrong)
{
	const struct json *type = json_first(entry), *at = type ? json_next(type) : NULL;
	char written[TIME_TEXT_SIZE];
	const char *time;

	*ret_wrong = "/type";
	if (json_type(entry) != JSON_OBJECT || !type || strcmp(json_name(type), "type") != 0 ||
		!json_string(type, ret_type) || !type_valid(*ret_type))
		return false;
	*ret_wrong = "/at";
	if (!at || strcmp(json_name(at), "at") != 0 || !json_string(at, &time) ||
		!time_parse(time, ret_at))
		return false;
	time_format(*ret_at, written);
	return strcmp(time, written) == 0;
}

static enum err keep_entry(
	struct audit *audit, size_t i, const char *type, int64_t at, const struct json *entry)
{
	struct recorded *recorded = &audit->entries[i];
	const char *round = NULL;

	recorded->at = at;
	recorded->type = arena_string(audit->arena, type);
	if (json_string(json_get(entry, "round"), &round))
		recorded->round = arena_string(audit->arena, round);
	return recorded->type && (!round || recorded->round) ? OK : ERR_BUSY;
}

static enum err check_entry(struct audit *audit, size_t i)
{
	const struct span *text = &audit->entries[i].text;
	auto_json struct json *entry = NULL;
	const char *type = NULL, *wrong = "";
	char detail[VERIFY_DETAIL_SIZE];
	int64_t at;
	enum err err = json_parse((const char *)text->data, text->len, &entry, &audit->error);

	if (err == ERR_BUSY)
		return err;
	if (err == OK && read_head(entry, &type, &at, &wrong))
		return keep_entry(audit, i, type, at, entry);
	detail_of(&audit->error, detail);
	audit->error = (struct error){0};
	fault_entry(audit, VERIFY_ENTRY_FORM, i, err == OK ? wrong : detail);
	return OK;
}

/* The first entry names the log and its key, and no other does. */
static enum err check_opened(struct audit *audit)
{
	const struct verify_record *record = &audit->report->record;
	auto_json struct json *first = NULL;

	TRY(entry_parse(audit, 0, &first));
	if (!entry_is(audit, 0, "record-opened") ||
		!member_is(first, "origin", record->head.origin))
		fault_entry(audit, VERIFY_RECORD_OPENED, 0, "/origin");
	else if (!member_is(first, "key", record->key))
		fault_entry(audit, VERIFY_RECORD_OPENED, 0, "/key");
	for (size_t i = 1; i < audit->export.n; i++)
		if (entry_is(audit, i, "record-opened"))
			fault_entry(audit, VERIFY_RECORD_OPENED, i, "");
	return OK;
}

static void note_times(struct audit *audit)
{
	struct verify_record *record = &audit->report->record;
	const struct recorded *entries = audit->entries;

	for (size_t i = 1; i < audit->export.n; i++)
		if (entries[i - 1].at - entries[i].at > record->back_ms) {
			record->back_ms = entries[i - 1].at - entries[i].at;
			record->back_entry = i;
		}
	record->last_at = entries[audit->export.n - 1].at;
}

enum err check_record_entries(struct audit *audit)
{
	audit->entries = arena_array(audit->arena, struct recorded, audit->export.n);
	if (!audit->entries)
		return ERR_BUSY;
	for (size_t i = 0; i < audit->export.n; i++) {
		audit->entries[i].text = audit->export.entries[i];
		TRY(check_entry(audit, i));
	}
	if (has_failed(audit, VERIFY_RECORD_ENTRIES))
		return OK;
	TRY(check_opened(audit));
	note_times(audit);
	return OK;
}

/* ---- for the other files ---- */

enum err entry_parse(struct audit *audit, size_t entry, struct json **ret_entry)
{
	const struct span *text = &audit->entries[entry].text;

	return json_parse((const char *)text->data, text->len, ret_entry, &audit->error);
}

bool entry_is(const struct audit *audit, size_t entry, const char *type)
{
	return strcmp(audit->entries[entry].type, type) == 0;
}

bool entry_of_round(const struct audit *audit, size_t entry, const char *type)
{
	const char *round = audit->entries[entry].round;

	return round && strcmp(round, audit->report->election->uuid) == 0 &&
	       entry_is(audit, entry, type);
}

bool member_is(const struct json *entry, const char *name, const char *text)
{
	const char *value;

	return text && json_string(json_get(entry, name), &value) && strcmp(value, text) == 0;
}

bool member_is_number(const struct json *entry, const char *name, int64_t number)
{
	int64_t value;

	return json_int(json_get(entry, name), &value) && value == number;
}

bool member_is_hash(const struct json *entry, const char *name, const struct digest *digest)
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(digest, hex);
	return member_is(entry, name, hex);
}
