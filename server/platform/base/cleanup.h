/* Scope-bound release: `auto_buf struct buf b = {0};` is released on every way out of its block,
 * and so holds a value from its first line on (tests/lint/all.sh). These and no more; anything that
 * lives longer than a block has an explicit owner. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

static inline void cleanup_free(void *at)
{
	free(*(void **)at);
}

static inline void cleanup_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_file(FILE **file)
{
	if (*file)
		fclose(*file);
}

#define auto_free  __attribute__((cleanup(cleanup_free)))
#define auto_fd    __attribute__((cleanup(cleanup_fd)))
#define auto_file  __attribute__((cleanup(cleanup_file)))
#define auto_buf   __attribute__((cleanup(buf_done)))
#define auto_arena __attribute__((cleanup(arena_done)))

#endif
