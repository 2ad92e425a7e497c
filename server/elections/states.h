/* What the states of elections and rounds are called in front of people, and the refusal that tells
 * them. */
#ifndef ELECTIONS_STATES_H
#define ELECTIONS_STATES_H

#include "base/text.h"
#include "elections/elections.h"

extern const struct said election_state_words[ELECTION_STATE__COUNT];
extern const struct said round_state_words[ROUND_VOID + 1];

/* ERR_WRONG_STATE with the state in the reader's language. */
enum err election_refuse_state(enum election_state state, struct error *error) must_use;
enum err round_refuse_state(enum round_state state, struct error *error) must_use;

#endif
