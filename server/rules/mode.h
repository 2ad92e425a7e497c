/* Who elects a residents' committee. */
#ifndef RULES_MODE_H
#define RULES_MODE_H

/* How a committee is elected and, by the same mode, recalled (DOMAIN A60, A113). */
enum election_mode { MODE_ALL, MODE_HOUSEHOLD, MODE_REPS, ELECTION_MODE__COUNT };

/* "all", "household", "reps", NULL */
extern const char *const election_mode_names[];

#endif
