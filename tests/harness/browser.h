/* Scripts that drive a browser (tests/web). */
#ifndef TESTS_HARNESS_BROWSER_H
#define TESTS_HARNESS_BROWSER_H

#include "harness/server.h"

/* Runs a script against the service (NULL: none) with what it must know, as JSON. Returns what it
 * printed, which lasts as long as the test; a script that fails fails the test and is shown. */
const char *t_browse(const struct t_server *server, const char *script, const char *facts);

#endif
