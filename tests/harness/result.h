/* From the boxes of a course's round to its announced result, and on to the next round. */
#ifndef TESTS_HARNESS_RESULT_H
#define TESTS_HARNESS_RESULT_H

#include "harness/course.h"

/* ---- paper ---- */

/* A box of the round with so many papers; its id. */
const char *t_box_new(struct t_course *course, int printed);

/* Issues a paper to a voter; to `n` voters from list number `first` on, a request for each. */
struct t_reply t_box_issue(struct t_course *course, const char *box, int voter);
void t_box_issue_many(struct t_course *course, const char *box, int first, int n);

/* What came out of a box. Candidates are list numbers; the list ends with candidate 0, and
 * everybody on the round's ballot paper stands in it. */
struct t_votes {
	int candidate;
	int votes;
};
struct t_count {
	int spare;
	int recovered;
	int invalid;
	struct t_votes votes[8];
};

/* Closes the box with so many unused papers; one person enters a count; both, and the same count by
 * two people. */
void t_box_close(struct t_course *course, const char *box, int spare);
struct t_reply t_box_enter(struct t_course *course, const char *box, const struct t_person *person,
	const struct t_count *count);
void t_box_count(struct t_course *course, const char *box, const struct t_count *count);

/* Says why the figures of the round's only box do not agree. */
void t_box_explain(struct t_course *course, const char *why);

/* ---- the result ---- */

struct t_reply t_result_draw(struct t_course *course);
struct t_reply t_result_show(struct t_course *course, const char *bearer);

/* The exact bytes to be signed, as the committee reads them. */
const char *t_result_payload(struct t_course *course);

/* A person signs them; or sends any envelope. */
struct t_reply t_result_sign(struct t_course *course, const struct t_person *person);
struct t_reply t_result_send(
	struct t_course *course, const struct t_person *person, const char *envelope);

/* Draws it up and has two people sign; what is shown then. */
struct t_reply t_result_announce(struct t_course *course);

/* A candidate's value in a drawn up or announced result: "votes", "fate", "test". */
const char *t_result_of(
	struct t_course *course, struct t_reply reply, int candidate, const char *member);

/* ---- a whole round ---- */

/* How a round is voted on: on paper from one box, online by the first list numbers. */
struct t_poll {
	const char *opens, *closes;
	struct {
		size_t voters; /* the next so many list numbers; 0 ends the list */
		const char *marks;
	} online[5];
	int issued; /* papers, to the list numbers after them */
	struct t_count paper;
};

/* Waits for the opening, votes, waits for the closing, opens the tally, and counts the box. */
void t_poll_count(struct t_course *course, const struct t_poll *poll);

/* The same, and announces the result; what is shown then. */
struct t_reply t_poll_hold(struct t_course *course, const struct t_poll *poll);

/* ---- the next round ---- */

/* Schedules it; when that is accepted the course goes on with it. */
struct t_reply t_round_schedule(struct t_course *course, const char *opens, const char *closes);

#endif
