/* Reading and making the key file. A new one is written under another name and linked into place,
 * so that a crash leaves either no key file or a whole one. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/options.h"
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

static enum err load(
	const char *path, uint8_t ret_secret[KEYRING_MASTER_BYTES], struct error *error)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 ? read_secret(path, fd, ret_secret, error) : io_error(path, error);
}

static enum err store(
	const char *path, const uint8_t secret[KEYRING_MASTER_BYTES], struct error *error)
{
	char new_path[PATH_SIZE];
	auto_fd int fd = -1;

	if ((size_t)snprintf(new_path, sizeof new_path, "%s.new", path) >= sizeof new_path)
		return fail_note(error, ERR_IO, "%s: the path is too long", path);
	fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return io_error(new_path, error);
	if (fchmod(fd, 0600) == 0 &&
		write(fd, secret, KEYRING_MASTER_BYTES) == KEYRING_MASTER_BYTES && fsync(fd) == 0)
		return file_publish(new_path, path, error);
	io_error(path, error);
	unlink(new_path);
	return ERR_IO;
}

enum err keyfile_create(const char *path, struct error *error)
{
	struct rand rand = rand_system();
	uint8_t secret[KEYRING_MASTER_BYTES];
	enum err err;

	rand_bytes(&rand, secret, sizeof secret);
	err = store(path, secret, error);
	explicit_bzero(secret, sizeof secret);
	return err;
}

enum err keyfile_copy(const char *from, const char *to, struct error *error)
{
	uint8_t secret[KEYRING_MASTER_BYTES];
	enum err err = load(from, secret, error);

	if (err == OK)
		err = store(to, secret, error);
	explicit_bzero(secret, sizeof secret);
	return err;
}

enum err keyfile_open(const char *path, struct keyring **ret_keys, struct error *error)
{
	uint8_t secret[KEYRING_MASTER_BYTES];
	struct keyring *keys;

	TRY(load(path, secret, error));
	keys = keyring_new(secret);
	explicit_bzero(secret, sizeof secret);
	if (!keys)
		return fail(error, ERR_BUSY);
	*ret_keys = keys;
	return OK;
}
