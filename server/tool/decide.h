/* `gongyi decide`: one JSON object a line in, one a line out; the arithmetic the server uses.
 * The protocol is described in server/rules/README.md. */
#ifndef TOOL_DECIDE_H
#define TOOL_DECIDE_H

#include <stdio.h>

#include "base/error.h"

/* The longest line that is read, without its line feed. A longer one is answered with an error. */
enum { DECIDE_LINE_MAX = 65536 };

/* The most candidates one result may rank. */
enum { DECIDE_CANDIDATES_MAX = 1000 };

/* Answers every line of `in` on `out`. `ret_n_bad` is the number of lines answered with an error:
 * the command ends with status 1 if there was any. ERR_IO when reading or writing fails. */
enum err decide_lines(FILE *in, FILE *out, struct error *error, size_t *ret_n_bad) must_use;

#endif
