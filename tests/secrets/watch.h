/* What memcheck is told of secrets. An undefined byte is a secret one: memcheck then reports every
 * branch and every index that depends on it. */
#ifndef TESTS_SECRETS_WATCH_H
#define TESTS_SECRETS_WATCH_H

#include <stddef.h>

#include "base/error.h"

/* From here on these bytes are secret. */
void watch(void *data, size_t len);

/* They are not any more: what is made of them afterwards is the test's own business. */
void unwatch(const void *data, size_t len);

/* Ends the program as broken (status 2): a step that must work did not. */
void must(bool ok, const char *what, const char *file, int line);

#define MUST(condition) must(condition, #condition, __FILE__, __LINE__)

/* One group of operations on secrets. */
struct operation {
	const char *name;
	void (*run)(void);
};

extern const struct operation operations[]; /* ends with a NULL name */

/* Notes what a call drew, and what of it was published. */
void drawn_add(const void *bytes, size_t len);
void drawn_revealed(const void *data, size_t len);

/* Runs every call on a stack of its own and prints what it leaves there; 0: nothing. */
int search_stacks(void);

#endif
