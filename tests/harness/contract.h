/* Holds every reply of the suite against its route's row: an error that the row does not declare
 * fails the test that met it, and what no test exercised is listed when the whole suite has run. */
#ifndef TESTS_HARNESS_CONTRACT_H
#define TESTS_HARNESS_CONTRACT_H

#include "api/api.h"

/* Called for each request when its reply is there. */
void contract_note(const struct request *request);

/* Prints which operations and declared errors no request of this run met; how many there are. */
size_t contract_report(const struct module *const *modules);

#endif
