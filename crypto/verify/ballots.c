/* See ballots.h. Ballots are independent of each other, so threads take the next one from a
 * counter until none is left. A ballot's text is read again for the tally: proofs are ten times as
 * long as what is summed, and keeping them would make memory grow with the electorate. */
#include "crypto/verify/ballots.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/ballot.h"
#include "crypto/wire/documents.h"

/* A ballot in memory: points and proofs of at most ELECTION_CHOICES_MAX choices, and its text. */
#define BALLOT_MEMORY ((size_t)16 << 20)

struct job {
	const struct ballots *ballots;
	struct ballot_finding *findings;
	atomic_size_t next;
	atomic_int err; /* enum err: the first that is no finding */
};

void detail_of(const struct error *error, char ret_detail[VERIFY_DETAIL_SIZE])
{
	ret_detail[0] = '\0';
	if (error->n_fields)
		snprintf(ret_detail, VERIFY_DETAIL_SIZE, "%.96s: %.96s", error->fields[0].pointer,
			error->fields[0].rule);
}

static struct span ballot_text(const struct ballots *ballots, size_t i)
{
	return ballots->events[i].data[0].body;
}

static enum err read_ballot(const struct ballots *ballots, size_t i, struct arena *arena,
	struct ballot **ret_ballot, struct error *error)
{
	struct span text = ballot_text(ballots, i);

	return ballot_read(
		ballots->election, (const char *)text.data, text.len, arena, ret_ballot, error);
}

/* Fills the finding; an error is a want of memory. */
static enum err check_ballot(const struct ballots *ballots, size_t i, struct arena *arena,
	struct ballot_finding *finding)
{
	struct error error = {0};
	struct ballot *ballot;
	enum err err;

	finding->reason = VERIFY_BALLOT_FORM;
	err = read_ballot(ballots, i, arena, &ballot, &error);
	if (err == OK) {
		finding->reason = VERIFY_BALLOT_UNLISTED;
		if (!credentials_find(ballots->credentials, &ballot->credential, &finding->voter))
			return OK;
		finding->reason = VERIFY_BALLOT_PROOF;
		err = ballot_verify(ballots->election, ballot, BALLOT_AUDIT, &error);
	}
	if (err == ERR_BUSY)
		return err;
	if (err == OK)
		finding->reason = VERIFY_REASON__COUNT;
	else
		detail_of(&error, finding->detail);
	return OK;
}

static void *work(void *at)
{
	struct job *job = at;
	size_t i;

	while ((i = atomic_fetch_add(&job->next, 1)) < job->ballots->n) {
		auto_arena struct arena scratch = {0};
		enum err err;

		arena_init(&scratch, BALLOT_MEMORY);
		err = check_ballot(job->ballots, i, &scratch, &job->findings[i]);
		if (err != OK)
			atomic_store(&job->err, (int)err);
	}
	return NULL;
}

enum err ballots_check(const struct ballots *ballots, unsigned n_threads, struct arena *arena,
	struct ballot_finding **ret_findings)
{
	struct job job = {.ballots = ballots,
		.findings = arena_array(arena, struct ballot_finding, ballots->n + 1)};
	pthread_t threads[VERIFY_THREADS_MAX];
	unsigned n = 0;

	if (!job.findings)
		return ERR_BUSY;
	/* this thread works too; where no other can be had it does everything */
	while (n + 1 < n_threads && n < VERIFY_THREADS_MAX && n + 1 < ballots->n &&
		pthread_create(&threads[n], NULL, work, &job) == 0)
		n++;
	work(&job);
	while (n)
		pthread_join(threads[--n], NULL);
	TRY((enum err)atomic_load(&job.err));
	*ret_findings = job.findings;
	return OK;
}

enum err ballots_tally(const struct ballots *ballots, const struct ballot_finding *findings,
	struct arena *arena, struct tally *ret_tally, struct error *error)
{
	size_t *voters = arena_array(arena, size_t, ballots->n + 1);
	struct tally_sum sum;
	bool *counts;

	if (!voters)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < ballots->n; i++)
		voters[i] = findings[i].voter;
	TRY(tally_last(voters, ballots->n, ballots->credentials->n, arena, &counts, error));
	TRY(tally_start(ballots->election, arena, &sum, error));
	for (size_t i = 0; i < ballots->n; i++) {
		auto_arena struct arena scratch = {0};
		struct ballot *ballot;

		if (!counts[i])
			continue;
		arena_init(&scratch, BALLOT_MEMORY);
		TRY(read_ballot(ballots, i, &scratch, &ballot, error));
		TRY(tally_add(ballots->election, ballot,
			ballots->credentials->list[voters[i]].weight, &sum, error));
	}
	return tally_end(ballots->election, &sum, arena, ret_tally, error);
}
