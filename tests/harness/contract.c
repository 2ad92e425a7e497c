/* See contract.h. */
#include "harness/contract.h"

#include <stdio.h>
#include <string.h>

#include "harness/test.h"

enum { SEEN_MAX = 4096 };

/* One pair that was met; OK stands for success. */
static struct seen {
	const struct route *route;
	enum err err;
} seen[SEEN_MAX];
static size_t n_seen;

static bool met(const struct route *route, enum err err)
{
	for (size_t i = 0; i < n_seen; i++)
		if (seen[i].route == route && seen[i].err == err)
			return true;
	return false;
}

/* What any route may answer: it comes from the dispatcher, the statements or the fields. */
static bool general(enum err err)
{
	static const enum err any[] = {OK, ERR_BUSY, ERR_CONFLICT, ERR_FORBIDDEN, ERR_INVALID,
		ERR_IO, ERR_MALFORMED, ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_UNAUTHENTICATED,
		ERR_KEY_REUSED, ERR_INTERNAL};

	for (size_t i = 0; i < COUNT_OF(any); i++)
		if (any[i] == err)
			return true;
	return false;
}

static bool declared(const struct route *route, enum err err)
{
	for (const enum err *at = route->errors; at && *at != OK; at++)
		if (*at == err)
			return true;
	return false;
}

void contract_note(const struct request *request)
{
	const struct route *route = request->route;
	enum err err = request->error.code;

	if (!route)
		return;
	if (!general(err) && !declared(route, err))
		t_fail(__FILE__, __LINE__, "%s does not declare %s", route->op,
			error_info(err)->token);
	if (!met(route, err) && n_seen < SEEN_MAX)
		seen[n_seen++] = (struct seen){route, err};
}

static size_t report_route(const struct route *route)
{
	size_t n = !met(route, OK);

	if (n)
		printf("contract: no test has %s succeed\n", route->op);
	for (const enum err *at = route->errors; at && *at != OK; at++)
		if (!met(route, *at)) {
			printf("contract: no test has %s answer %s\n", route->op,
				error_info(*at)->token);
			n++;
		}
	return n;
}

size_t contract_report(const struct module *const *modules)
{
	size_t n = 0;

	for (; *modules; modules++)
		for (size_t i = 0; i < (*modules)->n_routes; i++)
			n += report_route(&(*modules)->routes[i]);
	return n;
}
