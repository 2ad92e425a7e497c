/* Reading and making the key file. A new one is written under another name and linked into place,
 * so that a crash leaves either no key file or a whole one. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/rand.h"

enum { PATH_SIZE = 4096 };

static enum err io_error(const char *path, struct error *error)
{
	return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err read_secret(
	const char *path, int fd, uint8_t ret_secret[KEYRING_MASTER_BYTES], struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return io_error(path, error);
	if (!S_ISREG(status.st_mode) || status.st_size != KEYRING_MASTER_BYTES)
		return fail_note(error, ERR_IO, "%s: not a key file of 32 bytes", path);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return fail_note(error, ERR_IO, "%s: others may read it; chmod 600", path);
	if (read(fd, ret_secret, KEYRING_MASTER_BYTES) != KEYRING_MASTER_BYTES)
		return io_error(path, error);
	return OK;
}

/* Makes the new name survive a power cut. */
static enum err sync_folder(const char *path, struct error *error)
{
	char copy[PATH_SIZE];
	auto_fd int fd = -1;

	copy_text(copy, sizeof copy, path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? OK : io_error(path, error);
}

enum err keyfile_create(const char *path, struct error *error)
{
	struct rand rand = rand_system();
	uint8_t secret[KEYRING_MASTER_BYTES];
	char new_path[PATH_SIZE];
	auto_fd int fd = -1;
	bool ok;

	if ((size_t)snprintf(new_path, sizeof new_path, "%s.new", path) >= sizeof new_path)
		return fail_note(error, ERR_IO, "%s: the path is too long", path);
	fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return io_error(new_path, error);
	rand_bytes(&rand, secret, sizeof secret);
	ok = fchmod(fd, 0600) == 0 && write(fd, secret, sizeof secret) == KEYRING_MASTER_BYTES &&
	     fsync(fd) == 0 && link(new_path, path) == 0;
	explicit_bzero(secret, sizeof secret);
	if (!ok)
		io_error(path, error);
	unlink(new_path);
	if (!ok)
		return ERR_IO;
	return sync_folder(path, error);
}

enum err keyfile_open(const char *path, struct keyring **ret_keys, struct error *error)
{
	uint8_t secret[KEYRING_MASTER_BYTES];
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct keyring *keys;

	if (fd < 0)
		return io_error(path, error);
	TRY(read_secret(path, fd, secret, error));
	keys = keyring_new(secret);
	explicit_bzero(secret, sizeof secret);
	if (!keys)
		return fail(error, ERR_BUSY);
	*ret_keys = keys;
	return OK;
}
