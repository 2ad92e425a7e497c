/* Runs a program: no shell, arguments as given. */
#ifndef TESTS_HARNESS_RUN_H
#define TESTS_HARNESS_RUN_H

#include "base/arena.h"
#include "base/buf.h"

/* Starts argv[0] (looked for in PATH when it has no slash; the list ends with NULL) in `folder`
 * (NULL: this one) with `input` on its standard input and waits for its end. What it printed
 * replaces the content of `ret_out` and `ret_err` (NULL: thrown away); a child that prints more
 * than fits fails the test. Returns the exit status, 128 + n after signal n; 127 when it cannot be
 * started. */
int t_run(const char *folder, const char *const *argv, struct span input, struct buf *ret_out,
	struct buf *ret_err);

#endif
