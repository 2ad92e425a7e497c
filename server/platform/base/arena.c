/* Bump allocation out of chunks that double in size. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { ALIGNMENT = _Alignof(max_align_t), FIRST_CHUNK = 8192 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){.limit = limit};
}

void arena_done(struct arena *arena)
{
	while (arena->chunks) {
		struct arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->size);
		free(chunk);
	}
	arena->used = 0;
}

static struct arena_chunk *chunk_add(struct arena *arena, size_t size)
{
	size_t wanted = arena->chunks ? arena->chunks->size * 2 : FIRST_CHUNK;
	struct arena_chunk *chunk;

	if (wanted < size)
		wanted = size;
	chunk = calloc(1, sizeof *chunk + wanted);
	if (!chunk)
		return NULL;
	chunk->size = wanted;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, wanted);
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t padded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	unsigned char *at;

	if (padded < size || padded > arena->limit - arena->used)
		return NULL;
	if (!chunk || padded > chunk->size - chunk->used)
		chunk = chunk_add(arena, padded);
	if (!chunk)
		return NULL;
	at = chunk->bytes + chunk->used;
	chunk->used += padded;
	arena->used += padded;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	return at;
}

void *arena_calloc(struct arena *arena, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return NULL;
	return arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const void *data, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_alloc(arena, len + 1) : NULL;

	if (copy && len)
		memcpy(copy, data, len);
	return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list list;
	int len;
	char *text;

	va_start(list, format);
	len = vsnprintf(NULL, 0, format, list);
	va_end(list);
	text = len < 0 ? NULL : arena_alloc(arena, (size_t)len + 1);
	if (text) {
		va_start(list, format);
		vsnprintf(text, (size_t)len + 1, format, list);
		va_end(list);
	}
	return text;
}
