/* How a tally was opened, and who may see it. */
#ifndef ELECTIONS_OPENING_H
#define ELECTIONS_OPENING_H

#include "elections/elections.h"

enum opening_state {
	OPENING_EARLY,    /* until the result is announced */
	OPENING_WITHHELD, /* a channel had so few ballots that it would tell their votes */
	OPENING_READABLE
};

/* How much of a round's opening whoever asks may read. Auditors, trustees and the election
 * committee of the body read all of it at any time: they answer for it. */
enum err opening_state(
	struct call *call, const struct round_row *round, enum opening_state *ret_state) must_use;

#endif
