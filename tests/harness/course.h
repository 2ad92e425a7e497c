/* An election's course in a rehearsal body, step by step through the API: what tests of a later
 * step start from. People 1 … n are on the roll; the body's officer holds the offices it needs. */
#ifndef TESTS_HARNESS_COURSE_H
#define TESTS_HARNESS_COURSE_H

#include "crypto/election.h"
#include "crypto/group.h"
#include "crypto/scalar.h"
#include "harness/people.h"

enum { COURSE_TRUSTEES = 3 };

/* What an election is about: posts up to the first without a title. Candidates are list numbers 1,
 * 2 …, in the order of the posts. */
struct t_plan {
	size_t n; /* people on the roll */
	const char *mode;
	const char *opens; /* RFC 3339 */
	const char *closes;
	struct {
		const char *title;
		int seats;
		size_t candidates;
	} posts[4];
};

struct t_course {
	struct t_app *app;
	struct t_plan plan;
	struct t_body *body;
	struct t_person keeper;  /* keeps the roll */
	struct t_person counter; /* a committee member who is no candidate */
	struct t_person second_counter;
	struct t_person trustees[COURSE_TRUSTEES];
	struct scalar decryption[COURSE_TRUSTEES]; /* their keys, once set up */
	const char *id;                            /* of the election */
	const char *uuids[3];                      /* vote, re-run, tie-break */
	int round; /* of these, the one that ballots, boxes and results belong to */
	int64_t posts[3];
	size_t n_voters;
};

/* The roll is imported and the election drafted at the app's time, 2026-06-01 unless a test says
 * otherwise. */
struct t_course *t_course_plan(struct t_app *app, const struct t_plan *plan);

/* The same for mode all and the posts 主任 (1 seat, 2 candidates) and 委员 (2 seats, 3 candidates).
 */
struct t_course *t_course_new(struct t_app *app, size_t n, const char *opens, const char *closes);

/* In an app of its own whose time is now: drafted, for a polling of seven days that begins in 25.
 */
struct t_course *t_course_now(size_t n_voters);

/* The same with its polling open, the body's clock moved on, and keys for all voters. */
struct t_course *t_course_polling(size_t n_voters);

/* A request by the officer on /v1/elections/<id><rest>. */
struct t_reply t_course_call(
	struct t_course *course, const char *method, const char *rest, const char *body);

/* Moves the body's clock to an instant. */
void t_course_clock(struct t_course *course, const char *to);

/* The state of the election. */
const char *t_course_state(struct t_course *course);

/* Moves to a state by electionAdvance. */
struct t_reply t_course_advance(struct t_course *course, const char *state);

/* Publishes the list on the day the clock shows (in the modes of representatives, of all on the
 * roll), waits until eight days after the app's time for the objections, enters the candidates as
 * 王1, 王2 …, publishes them. */
void t_course_candidates(struct t_course *course);

/* The whole threshold set-up, 2 of 3. */
void t_course_trustees(struct t_course *course);

/* Registers voting keys for list numbers 1 … n, as printed cards; secrets follow from the number.
 */
void t_course_keys(struct t_course *course, size_t n);

/* Registers cards for the list numbers from `first` to `last` without secrets to vote with: their
 * points are the multiples of the generator that follow `point`, which moves on. */
struct t_reply t_course_cards(
	struct t_course *course, size_t first, size_t last, struct point *point);
void t_course_secret(const struct t_course *course, size_t number, char ret_credential[26]);

/* Casts a ballot with one 0 or 1 for each choice, as "010|0110". */
struct t_reply t_course_vote(struct t_course *course, size_t number, const char *marks);

/* The text of such a ballot, not sent. */
struct span t_course_ballot(struct t_course *course, size_t number, const char *marks);

/* The same without the service, from the round's election.json. */
struct election *t_course_election(struct t_course *course);
struct span t_course_ballot_from(const struct t_course *course, const struct election *election,
	size_t number, const char *marks, struct arena *arena);

/* Tally, and decryptions of trustees 1 and 3. */
void t_course_count(struct t_course *course);

#endif
