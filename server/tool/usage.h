/* How the commands are called, in one table: for the list of all, for --help, and for whoever calls
 * one wrongly. */
#ifndef TOOL_USAGE_H
#define TOOL_USAGE_H

#include <stdbool.h>
#include <stdio.h>

/* One line for each command, in the order in which a community needs them. */
void usage_list(FILE *out);

/* The command's purpose, synopsis and options; false when there is none of that name. */
bool usage_print(const char *name, FILE *out);

/* The same on standard error. Returns the exit status of a wrong call, 2. */
int usage_wrong(const char *name);

#endif
