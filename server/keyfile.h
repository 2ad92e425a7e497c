/* The file that holds a data folder's master secret: 32 bytes, readable by its owner alone. */
#ifndef KEYFILE_H
#define KEYFILE_H

#include "base/error.h"
#include "crypto/keyring.h"

/* Makes the file with a new secret, durably. ERR_IO with a note when there is one already or it
 * cannot be written. */
enum err keyfile_create(const char *path, struct error *error) must_use;

/* Makes the file with the secret of another one; the same errors, and those of keyfile_open(). */
enum err keyfile_copy(const char *from, const char *to, struct error *error) must_use;

/* ERR_IO with a note when it cannot be read, is of another size, or others may read it. */
enum err keyfile_open(const char *path, struct keyring **ret_keys, struct error *error) must_use;

#endif
