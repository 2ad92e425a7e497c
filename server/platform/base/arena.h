/* A region of memory that is released whole. One arena lives as long as one request (or one
 * command); what is allocated from it is never freed singly. Not thread-safe: an arena belongs to
 * whoever owns its request. Under AddressSanitizer unused and released bytes are poisoned. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	size_t used;                /* bytes handed out, including padding */
	size_t limit;               /* bytes that may be handed out */
};

/* Bytes that belong to somebody else. */
struct span {
	const uint8_t *data;
	size_t len;
};

/* `limit` is the most that may ever be allocated; reaching it makes allocations return NULL. */
void arena_init(struct arena *arena, size_t limit);

/* Releases everything; the arena can be used again. */
void arena_done(struct arena *arena);

/* `size` zeroed bytes, aligned for any type; NULL when the limit or the machine is exhausted. */
void *arena_alloc(struct arena *arena, size_t size) must_use;

/* `n` zeroed elements of `size` bytes; NULL on overflow too. */
void *arena_calloc(struct arena *arena, size_t n, size_t size) must_use;

#define arena_new(arena, type)      ((type *)arena_alloc(arena, sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_calloc(arena, n, sizeof(type)))

/* Copies; the result is terminated. NULL when memory is exhausted. */
char *arena_copy(struct arena *arena, const void *data, size_t len) must_use;
char *arena_string(struct arena *arena, const char *string) must_use;
char *arena_printf(struct arena *arena, const char *format, ...) must_use printf_like(2, 3);

#endif
