/* An election's course in a rehearsal body, step by step through the API: what tests of a later
 * step start from. People 1 … n are on the roll; the body's officer holds the offices it needs. */
#ifndef TESTS_HARNESS_COURSE_H
#define TESTS_HARNESS_COURSE_H

#include "crypto/scalar.h"
#include "harness/people.h"

enum { COURSE_TRUSTEES = 3, COURSE_VOTERS_MAX = 4000 };

struct t_course {
	struct t_app *app;
	struct t_body *body;
	struct t_person keeper;  /* keeps the roll */
	struct t_person counter; /* a committee member who is no candidate */
	struct t_person trustees[COURSE_TRUSTEES];
	struct scalar decryption[COURSE_TRUSTEES]; /* their keys, once set up */
	const char *id;                            /* of the election */
	const char *uuids[3];                      /* vote, re-run, tie-break */
	int64_t posts[3];
	size_t n_voters;
	int64_t person_ids[COURSE_VOTERS_MAX + 1]; /* by list number */
};

/* 2026-06-01 on the body's clock: a roll of n people, an election drafted whose polling lasts from
 * `opens` to `closes` (RFC 3339). Posts: 主任 1 seat, 委员 2 seats. */
struct t_course *t_course_new(struct t_app *app, size_t n, const char *opens, const char *closes);

/* A request by the officer on /v1/elections/<id><rest>. */
struct t_reply t_course_call(
	struct t_course *course, const char *method, const char *rest, const char *body);

/* Moves the body's clock to an instant. */
void t_course_clock(struct t_course *course, const char *to);

/* Moves to a state by electionAdvance. */
struct t_reply t_course_advance(struct t_course *course, const char *state);

/* Publishes the list on the day the clock shows, waits out the objections, enters two candidates
 * for 主任 (list numbers 1, 2) and three for 委员 (3, 4, 5), publishes them. */
void t_course_candidates(struct t_course *course);

/* The whole threshold set-up, 2 of 3. */
void t_course_trustees(struct t_course *course);

/* Registers voting keys for list numbers 1 … n, as printed cards; secrets follow from the number.
 */
void t_course_keys(struct t_course *course, size_t n);
void t_course_secret(const struct t_course *course, size_t number, char ret_credential[26]);

/* Casts a ballot in the round `kind` (0 vote) with one 0 or 1 for each choice, as "010|0110". */
struct t_reply t_course_vote(struct t_course *course, size_t number, const char *marks);

/* Tally, and decryptions of trustees 1 and 3. */
void t_course_count(struct t_course *course);

/* Draws the result up and signs it twice: then it is announced. */
void t_course_announce(struct t_course *course);

#endif
