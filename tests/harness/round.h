/* A round in its polling state, put into the tables directly: voters with credentials, threshold
 * trustees whose keys the test holds, two questions (three candidates for two seats, and two for
 * one), both may be left blank. */
#ifndef TESTS_HARNESS_ROUND_H
#define TESTS_HARNESS_ROUND_H

#include "crypto/trustee.h"
#include "crypto/wire/documents.h"
#include "harness/people.h"

enum { T_TRUSTEES = 3, T_THRESHOLD = 2, T_CHOICES = 7 };

struct t_round {
	struct t_app *app;
	struct t_body *body;
	int64_t id;
	int64_t election_id;
	const char *uuid;
	int64_t opens_at;
	int64_t closes_at;
	struct election *election;
	struct credentials credentials;
	struct trustees trustees;
	struct scalar keys[T_TRUSTEES]; /* decryption keys */
	size_t n_voters;
	char (*cards)[CREDENTIAL_SIZE]; /* what the voters hold; voter numbers start at 1 */
	struct rand rand;
};

/* Polling from now on, for seven days. */
struct t_round *t_round_new(struct t_app *app, size_t n_voters);

/* The text of a ballot by voter `i` (from 0). `marks` has one 0 or 1 for each choice: blank, three
 * answers, blank, two answers. */
struct span t_ballot(struct t_round *round, size_t i, const uint8_t marks[T_CHOICES]);

/* Sends a ballot's text. */
struct t_reply t_cast(struct t_round *round, struct span ballot);

/* Both: votes for the first candidate of each question. */
struct t_reply t_vote(struct t_round *round, size_t i);

/* Runs what is due at the app's time. */
void t_tick(struct t_round *round);

/* Closes the round at the app's time: its batches, its state. */
void t_round_close(struct t_round *round);

/* Moves a voter's right, as a desk would. */
void t_right(struct t_round *round, int64_t voter, const char *state);

#endif
