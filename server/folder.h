/* The data folder in the operator's hands: checked, copied out while it serves, set up anew from a
 * copy. A service's whole state is one database and one key file. The copy holds the database; the
 * key file is kept apart from it, because it opens what the database keeps encrypted. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Checks the key file, the database and every record, and prints one line for each; whether all
 * hold. Nothing is written, and a service may run on the folder. */
bool folder_check(const char *data, FILE *out) must_use;

/* Copies the database into a new file, as it was committed when the copying began; a service may
 * run on the folder. ERR_DATA_EXISTS, ERR_IO with a note. */
enum err folder_backup(const char *data, const char *to, struct error *error) must_use;

struct restoring {
	const char *backup; /* file that folder_backup() made */
	const char *key;    /* the master key that was kept apart */
	const char *data;   /* folder to be made */
};

/* Makes a data folder out of a copy, brings it up to this version, and checks it as folder_check()
 * does; it is there only when all holds. ERR_DATA_EXISTS, ERR_DATA_IN_USE, ERR_DATA_UNSOUND. */
enum err folder_restore(const struct restoring *what, FILE *out, struct error *error) must_use;

/* Removes the service's own files, nothing else, and leaves the folder. */
void folder_empty(const char *data);

#endif
