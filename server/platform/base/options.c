/* See options.h. */
#include "base/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

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

enum err file_write(
	const char *path, const void *data, size_t len, bool secret, struct error *error)
{
	auto_fd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0644);
	const char *at = data;

	if (fd < 0)
		return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
	while (len) {
		ssize_t written = write(fd, at, len);

		if (written <= 0)
			return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
		at += written;
		len -= (size_t)written;
	}
	return fsync(fd) == 0 ? OK : fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
}

enum err file_replace(
	const char *path, const void *data, size_t len, bool secret, struct error *error)
{
	char new_path[4096];

	if ((size_t)snprintf(new_path, sizeof new_path, "%s.new", path) >= sizeof new_path)
		return fail_note(error, ERR_IO, "%s: the path is too long", path);
	unlink(new_path);
	TRY(file_write(new_path, data, len, secret, error));
	return rename(new_path, path) == 0
		       ? OK
		       : fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
}
