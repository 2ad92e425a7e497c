/* What the states of elections and rounds are called, what comes next, and which operation does it.
 */
#ifndef PAGES_WORDS_H
#define PAGES_WORDS_H

#include "elections/elections.h"
#include "pages/html.h"

struct state_words {
	const struct said *name;
	struct said next;    /* in plain words, for residents */
	const char *command; /* arguments of `gongyi call` for the next step; NULL: none is due */
};

/* Of an election in this state whose latest round is of this kind. */
const struct state_words *election_words(enum election_state state, enum round_kind kind);

/* That an act did not happen when it was due, by its name. */
const struct said *act_words(const char *act);

/* By enum round_kind and enum election_mode. */
extern const struct said round_kind_words[KIND_TIEBREAK + 1];
extern const struct said mode_words[MODE_REPS + 1];
extern const struct said opens_words, closes_words;

#endif
