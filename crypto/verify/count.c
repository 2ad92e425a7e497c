/* The checks of what is counted: ballots, the encrypted tally, its decryption, the result. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/verify/audit.h"
#include "crypto/wire/documents.h"

/* ---- ballots and tally ---------------------------------------------------------------------- */

struct seen {
	struct digest digest;
	size_t at; /* number of the ballot */
};

/* By content, then by place. */
static int compare_seen(const void *a, const void *b)
{
	const struct seen *one = a, *two = b;
	int order = memcmp(&one->digest, &two->digest, sizeof one->digest);

	return order ? order : (one->at > two->at) - (one->at < two->at);
}

/* A ballot sent in again byte for byte would undo what its voter decided in between. */
static enum err check_repeated(struct audit *audit)
{
	const struct ballots *ballots = &audit->ballots;
	struct seen *seen = arena_array(audit->arena, struct seen, ballots->n + 1);

	if (!seen)
		return ERR_BUSY;
	for (size_t i = 0; i < ballots->n; i++)
		seen[i] = (struct seen){.digest = ballots->events[i].data[0].digest, .at = i};
	qsort(seen, ballots->n, sizeof *seen, compare_seen);
	for (size_t i = 1; i < ballots->n; i++)
		if (digest_equal(&seen[i - 1].digest, &seen[i].digest))
			fault_at(audit, VERIFY_BALLOT_REPEATED,
				&ballots->events[seen[i].at].data[0]);
	return OK;
}

enum err check_ballots(struct audit *audit)
{
	const struct ballots *ballots = &audit->ballots;
	struct verify_report *report = audit->report;

	TRY(ballots_check(ballots, audit->options->n_threads, audit->arena, &audit->findings));
	for (size_t i = 0; i < ballots->n; i++) {
		const struct ballot_finding *finding = &audit->findings[i];
		size_t n = report->n_faults;

		if (finding->reason == VERIFY_REASON__COUNT)
			continue;
		fault_at(audit, finding->reason, &ballots->events[i].data[0]);
		if (report->n_faults > n)
			memcpy(report->faults[n].detail, finding->detail, VERIFY_DETAIL_SIZE);
	}
	TRY(check_repeated(audit));
	if (report->outcome[VERIFY_BALLOTS] == VERIFY_FAILS)
		return OK;
	TRY(ballots_tally(ballots, audit->findings, audit->arena, &audit->tally, &audit->error));
	report->n_tallied = audit->tally.n_ballots;
	report->weight_tallied = audit->tally.weight;
	return OK;
}

enum err check_tally(struct audit *audit)
{
	const struct archive_record *tally = &audit->tally_at->data[0];
	const struct archive_record *record = &audit->tally_at->data[1];
	auto_buf struct buf expected = {0};
	struct sized sized;
	bool good;
	enum err err = sized_read(text_of(record), length_of(record), &sized, &audit->error);

	TRY(settle(audit, err, VERIFY_SIZED_FORM, record, &good));
	if (good && !digest_equal(&sized.encrypted_tally, &tally->digest))
		fault_at(audit, VERIFY_SIZED_OTHER, record);
	if (good && sized.num_tallied != audit->tally.n_ballots)
		fault_at(audit, VERIFY_NUM_TALLIED, record);
	if (good && sized.total_weight != audit->tally.weight)
		fault_at(audit, VERIFY_TOTAL_WEIGHT, record);
	buf_init(&expected, ARCHIVE_MEMBER_MAX);
	tally_write(audit->report->election, &audit->tally, &expected);
	if (!buf_ok(&expected))
		return ERR_BUSY;
	if (expected.len != tally->body.len ||
		memcmp(expected.data, tally->body.data, expected.len) != 0)
		fault_at(audit, VERIFY_TALLY_OTHER, tally);
	return OK;
}

/* ---- decryption and result ------------------------------------------------------------------ */

/* Whose it is, once that is clear; else NULL, with a fault. */
static enum err find_owner(struct audit *audit, const struct archive_event *event,
	const struct trustee_key **ret_key, size_t *ret_owner)
{
	const struct archive_record *record = &event->data[1];
	struct owned owned;
	bool good;
	enum err err = owned_read(text_of(record), length_of(record), &owned, &audit->error);

	*ret_key = NULL;
	TRY(settle(audit, err, VERIFY_OWNED_FORM, record, &good));
	if (!good)
		return OK;
	if (!digest_equal(&owned.payload, &event->data[0].digest))
		fault_at(audit, VERIFY_OWNED_OTHER, record);
	else if (owned.owner < 1 || owned.owner > audit->report->n_owners)
		fault_at(audit, VERIFY_OWNER_UNKNOWN, record);
	else if (audit->by_owner[owned.owner - 1])
		fault_at(audit, VERIFY_OWNER_REPEATED, record);
	else
		*ret_key = trustees_key(&audit->trustees, (size_t)owned.owner);
	if (*ret_key)
		*ret_owner = (size_t)owned.owner;
	return OK;
}

static enum err check_decryption(struct audit *audit, const struct archive_event *event)
{
	const struct election *election = audit->report->election;
	const struct archive_record *record = &event->data[0];
	struct decryption *decryption = arena_new(audit->arena, struct decryption);
	const struct trustee_key *key;
	size_t owner;
	bool good;
	enum err err;

	if (!decryption)
		return ERR_BUSY;
	TRY(find_owner(audit, event, &key, &owner));
	if (!key)
		return OK;
	err = decryption_read(election, text_of(record), length_of(record), audit->arena,
		decryption, &audit->error);
	TRY(settle(audit, err, VERIFY_DECRYPTION_FORM, record, &good));
	if (!good)
		return OK;
	err = decryption_check(
		election, &audit->tally, &key->public_key, decryption, &audit->error);
	TRY(settle(audit, err, VERIFY_DECRYPTION_PROOF, record, &good));
	if (good)
		audit->by_owner[owner - 1] = decryption;
	return OK;
}

enum err check_decryptions(struct audit *audit)
{
	audit->by_owner =
		arena_array(audit->arena, const struct decryption *, audit->report->n_owners + 1);
	if (!audit->by_owner)
		return ERR_BUSY;
	for (size_t i = 0; i < audit->report->n_decryptions; i++)
		TRY(check_decryption(audit, &audit->decrypted[i]));
	return OK;
}

enum err check_result(struct audit *audit)
{
	const struct election *election = audit->report->election;
	const struct archive_record *record = &audit->result_at->data[0];
	struct point *factors;
	uint64_t *result;
	bool good;
	enum err err = decryption_combine(
		election, &audit->trustees, audit->by_owner, audit->arena, &factors, &audit->error);

	TRY(settle(audit, err, VERIFY_DECRYPTION_MISSING, audit->result_at->self, &good));
	if (!good)
		return OK;
	err = result_read(
		election, text_of(record), length_of(record), audit->arena, &result, &audit->error);
	TRY(settle(audit, err, VERIFY_RESULT_FORM, record, &good));
	if (!good)
		return OK;
	err = result_check(election, &audit->tally, factors, result, &audit->error);
	TRY(settle(audit, err, VERIFY_RESULT_OTHER, record, &good));
	if (good)
		audit->report->result = result;
	return OK;
}
