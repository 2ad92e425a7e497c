/* Holds every reply of the suite against its route's row and against the OpenAPI document printed
 * from it: status, media type, declared errors, schema. What a test's replies broke fails that
 * test; a route that no test had succeed and a declared error that no test produced fail the run.
 *
 * The Makefile wraps request_done(), so that each request of this process passes here as it ends,
 * whoever made it. Requests may end on any thread. */
#ifndef TESTS_HARNESS_CONTRACT_H
#define TESTS_HARNESS_CONTRACT_H

#include "api/api.h"

/* Holds a successful reply of an operation, as a program printed it, against its schema. */
void contract_printed(const char *op, const char *text, size_t len);

/* Takes what was broken first since the last call; false when nothing was. */
enum { BROKEN_SIZE = 512 };
bool contract_broken(char ret_text[BROKEN_SIZE]);

/* Whether what is met counts as shown; it does until this says otherwise. Bytes at random show
 * nothing of what a route promises. */
void contract_counts(bool counts);

/* How many operations and declared errors no request of this run met; `print` names them. */
size_t contract_gaps(const struct module *const *modules, bool print);

/* Frees what was kept. */
void contract_done(void);

#endif
