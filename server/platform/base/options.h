/* Command-line options of the form --name=value, --name value and --name, and whole files as text.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

/* One option; a list of them ends with {0}. Exactly one of text and flag is set. */
struct option {
	const char *name;
	const char **text;
	bool *flag;
};

#define OPTION_TEXT(name_, at)                                                                     \
	{                                                                                          \
		.name = (name_), .text = (at)                                                      \
	}
#define OPTION_FLAG(name_, at)                                                                     \
	{                                                                                          \
		.name = (name_), .flag = (at)                                                      \
	}

/* Fills what the options point to and takes them out of argv; returns how many arguments are left
 * there. */
int options_take(const struct option *options, int argc, char **argv) must_use;

/* The same where nothing may be left. False, and a line on standard error, for an argument that is
 * none of them. */
bool options_read(const struct option *options, int argc, char **argv) must_use;

/* The whole file, followed by a NUL that does not count; "-" is standard input. ERR_IO with a note,
 * ERR_TOO_LARGE beyond the arena. `file_read` wants text and refuses a NUL inside. */
enum err file_bytes(const char *path, struct arena *arena, struct span *ret_bytes,
	struct error *error) must_use;
enum err file_read(
	const char *path, struct arena *arena, const char **ret_text, struct error *error) must_use;

/* Writes a new file readable by its owner alone (mode 0600) or by all (0644), durably; an existing
 * one is refused. */
enum err file_write(
	const char *path, const void *data, size_t len, bool secret, struct error *error) must_use;

/* The same with another file's bytes. */
enum err file_copy(const char *from, const char *to, struct error *error) must_use;

/* Gives a finished file its name, durably; a name that is taken is refused. Nothing is left under
 * `new_path` either way. */
enum err file_publish(const char *new_path, const char *path, struct error *error) must_use;

/* Makes the name of a new file or folder survive a power cut. */
enum err file_sync_folder(const char *path, struct error *error) must_use;

/* As file_write() under a temporary name ("<path>.new") that then takes the place of `path`,
 * whether or not that is there: readers see the old bytes or the new ones. */
enum err file_replace(
	const char *path, const void *data, size_t len, bool secret, struct error *error) must_use;

/* The two halves of file_replace() around what comes bit by bit: a new file under the temporary
 * name, which the caller writes and closes; and, before it is closed, its taking the place of
 * `path`, or its removal. */
enum err file_open_new(
	const char *path, bool secret, FILE **ret_file, struct error *error) must_use;
enum err file_settle(FILE *file, const char *path, struct error *error) must_use;
void file_abandon(const char *path);

#endif
