/* The checks of what an election starts with: its documents, each alone and then together. */
#include <string.h>

#include "crypto/group.h"
#include "crypto/verify/audit.h"
#include "crypto/wire/documents.h"
#include "json/json.h"

/* What election_read() would refuse, but a different program may count. */
static enum verify_reason unsupported(const struct json *document)
{
	const struct json *questions = json_get(document, "questions");
	const char *group;
	int64_t version;

	if (json_int(json_get(document, "version"), &version) && version != 1)
		return VERIFY_UNSUPPORTED_VERSION;
	if (json_string(json_get(document, "group"), &group) && strcmp(group, GROUP_NAME) != 0)
		return VERIFY_UNSUPPORTED_GROUP;
	for (const struct json *q = json_first(questions); q; q = json_next(q))
		if (json_get(q, "type"))
			return VERIFY_UNSUPPORTED_QUESTION;
	return VERIFY_REASON__COUNT;
}

enum err check_election(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_ELECTION];
	auto_json struct json *document = NULL;
	enum verify_reason reason;
	struct election *election;
	bool good;
	enum err err = json_parse(text_of(record), length_of(record), &document, &audit->error);

	TRY(settle(audit, err, VERIFY_ELECTION_FORM, record, &good));
	if (!good)
		return OK;
	reason = unsupported(document);
	if (reason != VERIFY_REASON__COUNT) {
		fault_at(audit, reason, record);
		audit->report->verdict = AUDIT_UNSUPPORTED;
		return OK;
	}
	err = election_read(
		text_of(record), length_of(record), audit->arena, &election, &audit->error);
	TRY(settle(audit, err, VERIFY_ELECTION_FORM, record, &good));
	if (good) {
		audit->report->election = election;
		audit->ballots.election = election;
	}
	return OK;
}

enum err check_credentials(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_CREDENTIALS];
	bool good;
	enum err err = credentials_read(text_of(record), length_of(record), audit->arena,
		&audit->credentials, &audit->error);

	TRY(settle(audit, err, VERIFY_CREDENTIALS_FORM, record, &good));
	if (good) {
		audit->ballots.credentials = &audit->credentials;
		audit->report->n_credentials = audit->credentials.n;
		audit->report->weight_listed = audit->credentials.weight;
	}
	return OK;
}

enum err check_trustees(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_TRUSTEES];
	bool good;
	enum err err = trustees_read(
		text_of(record), length_of(record), audit->arena, &audit->trustees, &audit->error);

	TRY(settle(audit, err, VERIFY_TRUSTEES_FORM, record, &good));
	if (!good)
		return OK;
	err = trustees_check(&audit->trustees, &audit->error);
	TRY(settle(audit, err, VERIFY_TRUSTEES_PROOF, record, &good));
	audit->report->n_owners = trustees_owners(&audit->trustees);
	return OK;
}

enum err check_setup(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_DATA];
	struct setup setup;
	struct point key;
	bool good;
	enum err err = setup_read(text_of(record), length_of(record), &setup, &audit->error);

	TRY(settle(audit, err, VERIFY_SETUP_FORM, record, &good));
	if (good &&
		!(digest_equal(&setup.election, &audit->setup[SETUP_ELECTION].digest) &&
			digest_equal(&setup.trustees, &audit->setup[SETUP_TRUSTEES].digest) &&
			digest_equal(&setup.credentials, &audit->setup[SETUP_CREDENTIALS].digest)))
		fault_at(audit, VERIFY_SETUP_OTHER, record);
	if (!trustees_public_key(&audit->trustees, &key) ||
		!point_equal(&key, &audit->report->election->public_key))
		fault_at(audit, VERIFY_KEY_OTHER, &audit->setup[SETUP_ELECTION]);
	return OK;
}

enum err check_binding(struct audit *audit)
{
	const struct archive_record *record = &audit->setup[SETUP_ELECTION];
	struct verify_report *report = audit->report;
	enum err err = binding_read(report->election->description, &report->binding);

	if (err == ERR_NOT_FOUND)
		report->outcome[VERIFY_BINDING] = VERIFY_ABSENT;
	else if (err != OK)
		fault_at(audit, VERIFY_BINDING_FORM, record);
	else if (!digest_equal(
			 &report->binding.credentials, &audit->setup[SETUP_CREDENTIALS].digest))
		fault_at(audit, VERIFY_BINDING_OTHER, record);
	else
		report->bound = true;
	return OK;
}
