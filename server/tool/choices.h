/* How a voter writes down what she chooses, and what that means on a ballot.
 *
 *   3,5      numbers of answers counted through the whole ballot paper; questions without any are
 *            left blank
 *   1;-;2,4  one part for each question, its own answers counted from 1; `-` leaves it blank */
#ifndef TOOL_CHOICES_H
#define TOOL_CHOICES_H

#include "base/buf.h"
#include "crypto/election.h"

/* Fills one 0 or 1 for each of the election's choices. `text` NULL leaves everything blank.
 * ERR_INVALID with a field error under "--choose" when it is not of this form, names an answer
 * twice or one that is not there, marks too many or too few, or leaves blank what cannot be. */
enum err choices_read(const struct election *election, const char *text, uint8_t *ret_votes,
	struct error *error) must_use;

#endif
