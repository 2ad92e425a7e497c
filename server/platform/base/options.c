/* See options.h. */
#include "base/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

static bool read_one(const struct option *option, const char *argument)
{
	size_t len = strlen(option->name);

	if (strncmp(argument, option->name, len) != 0)
		return false;
	if (option->flag && argument[len] == '\0')
		*option->flag = true;
	else if (option->text && argument[len] == '=')
		*option->text = argument + len + 1;
	else
		return false;
	return true;
}

bool options_read(const struct option *options, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const struct option *option = options;

		if (strncmp(argv[i], "--", 2) == 0)
			while (option->name && !read_one(option, argv[i] + 2))
				option++;
		if (strncmp(argv[i], "--", 2) != 0 || !option->name) {
			fprintf(stderr, "gongyi: %s is no option here\n", argv[i]);
			return false;
		}
	}
	return true;
}

enum err file_bytes(
	const char *path, struct arena *arena, struct span *ret_bytes, struct error *error)
{
	auto_fd int fd =
		strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	auto_buf struct buf buf;
	char chunk[4096];
	ssize_t got;
	char *copy;

	if (fd < 0)
		return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
	buf_init(&buf, arena->limit);
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
