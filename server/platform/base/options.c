/* See options.h. */
#include "base/options.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

enum { PATH_SIZE = 4096 };

/* How many arguments the option took; 0 when they are not this option. */
static int read_one(const struct option *option, int argc, char **argv)
{
	size_t len = strlen(option->name);
	const char *rest = argv[0] + 2 + len;

	if (strncmp(argv[0], "--", 2) != 0 || strncmp(argv[0] + 2, option->name, len) != 0)
		return 0;
	if (option->flag) {
		*option->flag = *option->flag || !*rest;
		return !*rest;
	}
	if (*rest == '=') {
		*option->text = rest + 1;
		return 1;
	}
	if (*rest || argc < 2)
		return 0;
	*option->text = argv[1];
	return 2;
}

int options_take(const struct option *options, int argc, char **argv)
{
	int left = 0;
	int taken;

	for (int i = 0; i < argc; i += taken) {
		taken = 0;
		for (const struct option *at = options; at->name && !taken; at++)
			taken = read_one(at, argc - i, argv + i);
		if (taken)
			continue;
		argv[left++] = argv[i];
		taken = 1;
	}
	return left;
}

bool options_read(const struct option *options, int argc, char **argv)
{
	if (!options_take(options, argc, argv))
		return true;
	fprintf(stderr, "gongyi: %s is no option here\n", argv[0]);
	return false;
}

enum err file_bytes(
	const char *path, struct arena *arena, struct span *ret_bytes, struct error *error)
{
	auto_fd int fd =
		strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	auto_buf struct buf buf = {0};
	char chunk[4096];
	ssize_t got;
	char *copy;

	buf_init(&buf, arena->limit);
	if (fd < 0)
		return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
	while ((got = read(fd, chunk, sizeof chunk)) > 0)
		buf_add(&buf, chunk, (size_t)got);
	if (got < 0)
		return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
	copy = buf_ok(&buf) ? arena_copy(arena, buf.data, buf.len) : NULL;
	if (!copy)
		return fail_note(error, ERR_TOO_LARGE, "%s", path);
	*ret_bytes = (struct span){(const uint8_t *)copy, buf.len};
	return OK;
}

enum err file_read(
	const char *path, struct arena *arena, const char **ret_text, struct error *error)
{
	struct span bytes;

	TRY(file_bytes(path, arena, &bytes, error));
	if (memchr(bytes.data, '\0', bytes.len))
		return fail_note(error, ERR_MALFORMED, "%s is not a text", path);
	*ret_text = (const char *)bytes.data;
	return OK;
}

static enum err fail_path(const char *path, struct error *error)
{
	return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
}

static bool write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		ssize_t written = write(fd, at, len);

		if (written <= 0)
			return false;
		at += written;
		len -= (size_t)written;
	}
	return true;
}

static int open_fresh(const char *path, bool secret)
{
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0644);
}

enum err file_write(
	const char *path, const void *data, size_t len, bool secret, struct error *error)
{
	auto_fd int fd = open_fresh(path, secret);

	return fd >= 0 && write_all(fd, data, len) && fsync(fd) == 0 ? OK : fail_path(path, error);
}

enum err file_copy(const char *from, const char *to, struct error *error)
{
	auto_fd int in = open(from, O_RDONLY | O_CLOEXEC);
	auto_fd int out = in < 0 ? -1 : open_fresh(to, true);
	char chunk[4096];
	ssize_t got;

	if (in < 0)
		return fail_path(from, error);
	if (out < 0)
		return fail_path(to, error);
	while ((got = read(in, chunk, sizeof chunk)) > 0)
		if (!write_all(out, chunk, (size_t)got))
			return fail_path(to, error);
	if (got < 0)
		return fail_path(from, error);
	return fsync(out) == 0 ? OK : fail_path(to, error);
}

enum err file_sync_folder(const char *path, struct error *error)
{
	char copy[PATH_SIZE];
	auto_fd int fd = -1;

	copy_text(copy, sizeof copy, path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? OK : fail_path(path, error);
}

enum err file_publish(const char *new_path, const char *path, struct error *error)
{
	bool named = link(new_path, path) == 0;

	if (!named)
		fail_path(path, error);
	unlink(new_path);
	return named ? file_sync_folder(path, error) : ERR_IO;
}

static enum err new_path_of(const char *path, char ret_path[PATH_SIZE], struct error *error)
{
	if ((size_t)snprintf(ret_path, PATH_SIZE, "%s.new", path) < PATH_SIZE)
		return OK;
	return fail_note(error, ERR_IO, "%s: the path is too long", path);
}

enum err file_open_new(const char *path, bool secret, FILE **ret_file, struct error *error)
{
	char new_path[PATH_SIZE];
	int fd;

	TRY(new_path_of(path, new_path, error));
	unlink(new_path);
	fd = open_fresh(new_path, secret);
	*ret_file = fd < 0 ? NULL : fdopen(fd, "w");
	return *ret_file ? OK : fail_path(new_path, error);
}

enum err file_settle(FILE *file, const char *path, struct error *error)
{
	char new_path[PATH_SIZE];

	TRY(new_path_of(path, new_path, error));
	if (fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0 &&
		rename(new_path, path) == 0)
		return OK;
	fail_path(path, error);
	unlink(new_path);
	return error->code;
}

void file_abandon(const char *path)
{
	struct error error = {0};
	char new_path[PATH_SIZE];

	if (new_path_of(path, new_path, &error) == OK)
		unlink(new_path);
}

enum err file_replace(
	const char *path, const void *data, size_t len, bool secret, struct error *error)
{
	auto_file FILE *file = NULL;

	TRY(file_open_new(path, secret, &file, error));
	fwrite(data, 1, len, file); /* its failure is the file's: file_settle() tells it */
	return file_settle(file, path, error);
}
