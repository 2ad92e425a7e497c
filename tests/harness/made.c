/* See made.h. */
#include "harness/made.h"

#include <string.h>

#include "base/cleanup.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "crypto/wire/binding.h"
#include "crypto/wire/documents.h"
#include "harness/test.h"

enum { DOCUMENT_MAX = 1 << 22, OWNERS_MAX = 16, TIMESTAMP = 1795418348 };

struct making {
	const struct made_plan *plan;
	struct arena *arena;
	struct rand rand;
	struct error error;
	struct election election;
	struct credentials credentials;
	struct scalar *voters; /* secrets, by voter */
	struct trustees trustees;
	struct scalar secrets[OWNERS_MAX]; /* decryption keys, by owner − 1 */
	struct span setup[4];
	struct archive_writer writer;
};

static struct span keep(struct making *making, struct buf *buf)
{
	struct span span = {.len = buf->len};

	T_CHECK(buf_ok(buf));
	span.data = (const uint8_t *)arena_copy(making->arena, buf->data, buf->len);
	T_CHECK(span.data != NULL);
	buf_reset(buf);
	return span;
}

/* ---- trustees ------------------------------------------------------------------------------- */

static void make_single(struct making *making, size_t i)
{
	scalar_random(&making->rand, &making->secrets[i]);
	trustee_key_make(&making->secrets[i], &making->rand, &making->trustees.items[i].single);
}

static void make_group(struct making *making, struct trustee_item *item, struct scalar *ret_secrets)
{
	const struct made_plan *plan = making->plan;
	size_t n = plan->n_group;
	unsigned t = plan->threshold;
	struct pedersen *group = arena_new(making->arena, struct pedersen);
	struct pedersen_secret secrets[OWNERS_MAX];
	struct scalar polynomials[OWNERS_MAX][OWNERS_MAX];

	*group = (struct pedersen){.threshold = t,
		.n = n,
		.certs = arena_array(making->arena, struct certificate, n),
		.commitments = arena_array(making->arena, struct commitment, n),
		.signatures = arena_array(making->arena, struct proof, n),
		.keys = arena_array(making->arena, struct trustee_key, n)};
	for (size_t i = 0; i < n; i++) {
		char seed[PEDERSEN_SEED_SIZE];

		pedersen_seed_new(&making->rand, seed);
		pedersen_keys(seed, &secrets[i]);
		certificate_make(&secrets[i], (unsigned)n, t, (unsigned)i + 1, &making->rand,
			&group->certs[i]);
	}
	for (size_t i = 0; i < n; i++)
		T_OK(polynomial_make(&secrets[i], group->certs, &making->rand, making->arena,
			polynomials[i], &group->commitments[i], &group->signatures[i],
			&making->error));
	for (size_t j = 0; j < n; j++) {
		struct scalar shares[OWNERS_MAX];

		for (size_t i = 0; i < n; i++) {
			polynomial_share(polynomials[i], t, (unsigned)j + 1, &shares[i]);
			T_CHECK(share_check(
				&group->commitments[i], t, (unsigned)j + 1, &shares[i]));
		}
		pedersen_key_make(
			&secrets[j], shares, n, &making->rand, &ret_secrets[j], &group->keys[j]);
	}
	item->pedersen = group;
}

static void make_trustees(struct making *making)
{
	const struct made_plan *plan = making->plan;

	if (plan->trustees) {
		making->trustees = *plan->trustees;
		return;
	}
	making->trustees.n_items = plan->n_singles + (plan->threshold != 0);
	making->trustees.items =
		arena_array(making->arena, struct trustee_item, making->trustees.n_items);
	for (size_t i = 0; i < plan->n_singles; i++)
		make_single(making, i);
	if (plan->threshold)
		make_group(making, &making->trustees.items[plan->n_singles],
			&making->secrets[plan->n_singles]);
	T_OK(trustees_check(&making->trustees, &making->error));
}

/* ---- set-up --------------------------------------------------------------------------------- */

static void make_credentials(struct making *making, const char *uuid)
{
	const struct made_plan *plan = making->plan;
	struct public_credential *list =
		arena_array(making->arena, struct public_credential, plan->n_voters);

	making->voters = arena_array(making->arena, struct scalar, plan->n_voters);
	for (size_t i = 0; i < plan->n_voters; i++) {
		char text[CREDENTIAL_SIZE];

		credential_new(&making->rand, text);
		credential_derive(uuid, text, &making->voters[i], &list[i].point);
		list[i].weight = plan->weights ? plan->weights[i] : 1;
		list[i].weighted = plan->weights != NULL;
	}
	T_OK(credentials_init(
		list, plan->n_voters, making->arena, &making->credentials, &making->error));
}

static const char *describe(struct making *making)
{
	struct binding binding = {.credentials = digest_of(making->setup[SETUP_CREDENTIALS].data,
					  making->setup[SETUP_CREDENTIALS].len),
		.profile_id = "rehearsal"};
	const char *description = making->plan->description;
	auto_buf struct buf text = {0};

	if (!making->plan->bound)
		return description ? description : "";
	buf_init(&text, 4096);
	buf_printf(&text, "%s\n", description ? description : "");
	binding_write(&binding, &text);
	T_CHECK(buf_ok(&text));
	return (const char *)arena_string(making->arena, text.data);
}

static void make_setup(struct making *making)
{
	const struct made_plan *plan = making->plan;
	struct election *election = &making->election;
	auto_buf struct buf text = {0};
	struct setup setup;
	char uuid[UUID_NEW_SIZE];

	buf_init(&text, DOCUMENT_MAX);
	uuid_new(&making->rand, uuid);
	memcpy(election->uuid, uuid, sizeof uuid);
	make_credentials(making, uuid);
	credentials_write(&making->credentials, &text);
	making->setup[SETUP_CREDENTIALS] = keep(making, &text);
	make_trustees(making);
	trustees_write(&making->trustees, &text);
	making->setup[SETUP_TRUSTEES] = keep(making, &text);
	election->name = "桥东社区居民委员会选举";
	election->description = describe(making);
	T_CHECK(trustees_public_key(&making->trustees, &election->public_key));
	election->questions = arena_array(making->arena, struct question, plan->n_questions);
	election->n_questions = plan->n_questions;
	memcpy(election->questions, plan->questions, plan->n_questions * sizeof *plan->questions);
	T_OK(election_init(election, &making->error));
	election_write(election, &text);
	making->setup[SETUP_ELECTION] = keep(making, &text);
	election_hash(making->setup[SETUP_ELECTION].data, making->setup[SETUP_ELECTION].len,
		election->hash);
	setup.election = digest_of(making->setup[0].data, making->setup[0].len);
	setup.trustees = digest_of(making->setup[1].data, making->setup[1].len);
	setup.credentials = digest_of(making->setup[2].data, making->setup[2].len);
	setup_write(&setup, &text);
	making->setup[SETUP_DATA] = keep(making, &text);
	T_OK(archive_append(&making->writer, ARCHIVE_SETUP, making->setup, 4));
}

/* ---- ballots, tally, decryption ---------------------------------------------------------------
 */

static void make_ballots(struct making *making, struct ballot **ret_ballots)
{
	const struct made_plan *plan = making->plan;

	for (size_t i = 0; i < plan->n_ballots; i++) {
		auto_buf struct buf text = {0};
		struct span span;

		buf_init(&text, DOCUMENT_MAX);
		T_OK(ballot_make(&making->election, &making->voters[plan->voters[i]],
			plan->votes[i], &making->rand, making->arena, &ret_ballots[i],
			&making->error));
		ballot_write(&making->election, ret_ballots[i], &text);
		span = keep(making, &text);
		T_OK(archive_append(&making->writer, ARCHIVE_BALLOT, &span, 1));
	}
}

static void make_tally(struct making *making, struct ballot *const *ballots, struct tally *tally)
{
	const struct made_plan *plan = making->plan;
	auto_buf struct buf text = {0};
	struct span records[2];
	struct tally_sum sum;
	struct sized sized;
	bool *counts;

	buf_init(&text, DOCUMENT_MAX);
	T_OK(tally_last(plan->voters, plan->n_ballots, plan->n_voters, making->arena, &counts,
		&making->error));
	T_OK(tally_start(&making->election, making->arena, &sum, &making->error));
	for (size_t i = 0; i < plan->n_ballots; i++)
		if (counts[i])
			T_OK(tally_add(&making->election, ballots[i],
				making->credentials.list[plan->voters[i]].weight, &sum,
				&making->error));
	T_OK(tally_end(&making->election, &sum, making->arena, tally, &making->error));
	tally_write(&making->election, tally, &text);
	records[0] = keep(making, &text);
	sized = (struct sized){.num_tallied = tally->n_ballots,
		.total_weight = tally->weight,
		.encrypted_tally = digest_of(records[0].data, records[0].len)};
	sized_write(&sized, &text);
	records[1] = keep(making, &text);
	T_OK(archive_append(&making->writer, ARCHIVE_ENCRYPTED_TALLY, records, 2));
}

static const struct decryption *make_decryption(
	struct making *making, const struct tally *tally, size_t owner)
{
	struct decryption *decryption = arena_new(making->arena, struct decryption);
	auto_buf struct buf text = {0};
	struct span records[2];
	struct owned owned = {.owner = owner};

	buf_init(&text, DOCUMENT_MAX);
	T_OK(decryption_make(&making->election, tally, &making->secrets[owner - 1], &making->rand,
		making->arena, decryption, &making->error));
	decryption_write(&making->election, decryption, &text);
	records[0] = keep(making, &text);
	owned.payload = digest_of(records[0].data, records[0].len);
	owned_write(&owned, &text);
	records[1] = keep(making, &text);
	T_OK(archive_append(&making->writer, ARCHIVE_PARTIAL_DECRYPTION, records, 2));
	return decryption;
}

/* Of the group the last ones decrypt, so that Lagrange's coefficients are not the easiest. */
static void make_result(struct making *making, const struct tally *tally, enum archive_type last)
{
	const struct made_plan *plan = making->plan;
	const struct decryption *by_owner[OWNERS_MAX] = {0};
	auto_buf struct buf text = {0};
	struct point *factors;
	uint64_t *result;
	struct span record;

	for (size_t i = 0; i < plan->n_singles; i++)
		by_owner[i] = make_decryption(making, tally, i + 1);
	for (size_t i = plan->n_group - plan->threshold; plan->threshold && i < plan->n_group; i++)
		by_owner[plan->n_singles + i] =
			make_decryption(making, tally, plan->n_singles + i + 1);
	if (last == ARCHIVE_PARTIAL_DECRYPTION)
		return;
	buf_init(&text, DOCUMENT_MAX);
	T_OK(decryption_combine(&making->election, &making->trustees, by_owner, making->arena,
		&factors, &making->error));
	T_OK(tally_open(&making->election, tally, factors, making->arena, &result, &making->error));
	result_write(&making->election, result, &text);
	record = keep(making, &text);
	T_OK(archive_append(&making->writer, ARCHIVE_RESULT, &record, 1));
}

void made_election(
	const struct made_plan *plan, enum archive_type last, struct arena *arena, struct buf *out)
{
	struct making *making = arena_new(arena, struct making);
	struct ballot **ballots = arena_array(arena, struct ballot *, plan->n_ballots + 1);
	struct tally tally;

	T_CHECK(making && ballots);
	*making = (struct making){.plan = plan,
		.arena = arena,
		.rand = rand_seeded(plan->seed ? plan->seed : t_seed())};
	T_OK(archive_begin(&making->writer, out, TIMESTAMP));
	make_setup(making);
	if (last >= ARCHIVE_BALLOT)
		make_ballots(making, ballots);
	if (last >= ARCHIVE_END_BALLOTS)
		T_OK(archive_append(&making->writer, ARCHIVE_END_BALLOTS, NULL, 0));
	if (last >= ARCHIVE_ENCRYPTED_TALLY)
		make_tally(making, ballots, &tally);
	if (last >= ARCHIVE_PARTIAL_DECRYPTION)
		make_result(making, &tally, last);
	T_CHECK(buf_ok(out));
}
