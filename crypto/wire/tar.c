/* See tar.h. */
#include "crypto/wire/tar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	NAME_AT = 0,
	MODE_AT = 100,
	OWNER_AT = 108,
	GROUP_AT = 116,
	SIZE_AT = 124,
	TIME_AT = 136,
	SUM_AT = 148,
	KIND_AT = 156,
	PREFIX_AT = 345, /* in later forms: folders that the name has no room for */
	MODE_SIZE = 8,
	NUMBER_SIZE = 12, /* of the octal size and time, with the final NUL */
	SUM_SIZE = 8
};

static const uint8_t zeros[TAR_BLOCK];

/* Over the header, its own field as blanks. */
static unsigned sum_of(const uint8_t header[TAR_BLOCK])
{
	unsigned sum = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_SIZE ? ' ' : header[i];
	return sum;
}

/* ---- writing ---- */

void tar_header(const char *name, size_t size, uint64_t time, uint8_t ret_header[TAR_BLOCK])
{
	char *text = (char *)ret_header;

	memset(ret_header, 0, TAR_BLOCK);
	snprintf(text + NAME_AT, TAR_NAME_SIZE, "%s", name);
	snprintf(text + MODE_AT, MODE_SIZE, "0000644");
	snprintf(text + OWNER_AT, MODE_SIZE, "0000000");
	snprintf(text + GROUP_AT, MODE_SIZE, "0000000");
	snprintf(text + SIZE_AT, NUMBER_SIZE, "%011zo", size);
	snprintf(text + TIME_AT, NUMBER_SIZE, "%011" PRIo64, time);
	text[KIND_AT] = '0';
	snprintf(text + SUM_AT, SUM_SIZE, "%06o", sum_of(ret_header));
	text[SUM_AT + SUM_SIZE - 1] = ' ';
}

size_t tar_padding(size_t size)
{
	return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

void tar_open(struct buf *out, const char *name, size_t size, uint64_t time)
{
	uint8_t header[TAR_BLOCK];

	tar_header(name, size, time, header);
	buf_add(out, header, TAR_BLOCK);
}

void tar_close(struct buf *out, size_t size)
{
	buf_add(out, zeros, tar_padding(size));
}

void tar_add(struct buf *out, const char *name, const void *body, size_t size, uint64_t time)
{
	tar_open(out, name, size, time);
	buf_add(out, body, size);
	tar_close(out, size);
}

void tar_end(struct buf *out)
{
	buf_add(out, zeros, TAR_BLOCK);
	buf_add(out, zeros, TAR_BLOCK);
}

/* ---- reading ---- */

bool tar_size(const uint8_t header[TAR_BLOCK], uint64_t *ret_size)
{
	const uint8_t *text = header + SIZE_AT;
	uint64_t value = 0;

	for (size_t i = 0; i + 1 < NUMBER_SIZE; i++) {
		if (text[i] < '0' || text[i] > '7')
			return false;
		value = value << 3 | (uint64_t)(text[i] - '0');
	}
	*ret_size = value;
	return text[NUMBER_SIZE - 1] == '\0';
}

/* Octal digits, blanks in front, then a blank or NUL or the end of the field. */
static bool loose_number(const uint8_t *field, size_t size, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t i = 0, first;

	while (i < size && field[i] == ' ')
		i++;
	for (first = i; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field[i] - '0');
	*ret_value = value;
	return i > first && (i == size || field[i] == ' ' || field[i] == '\0');
}

static bool is_empty(const uint8_t *block)
{
	return memcmp(block, zeros, TAR_BLOCK) == 0;
}

bool tar_begins(struct span bytes)
{
	uint64_t sum;

	return bytes.len >= TAR_BLOCK && !is_empty(bytes.data) &&
	       loose_number(bytes.data + SUM_AT, SUM_SIZE, &sum) && sum == sum_of(bytes.data);
}

/* Empty blocks to the end, and at least one. */
static bool ends(struct span rest)
{
	for (; rest.len >= TAR_BLOCK; rest.data += TAR_BLOCK, rest.len -= TAR_BLOCK)
		if (!is_empty(rest.data))
			return false;
	return rest.len == 0;
}

static void name_from(const uint8_t *header, char ret_name[TAR_NAME_SIZE + 1])
{
	char name[TAR_NAME_SIZE + 1] = "";
	size_t skip;

	memcpy(name, header + NAME_AT, TAR_NAME_SIZE);
	skip = strncmp(name, "./", 2) == 0 ? 2 : 0;
	memmove(ret_name, name + skip, sizeof name - skip);
}

enum tar_found tar_next(struct span *rest, struct tar_member *ret_member)
{
	for (;;) {
		const uint8_t *header = rest->data;
		uint64_t size;

		if (ends(*rest))
			return TAR_END;
		if (!tar_begins(*rest) || header[PREFIX_AT] ||
			!loose_number(header + SIZE_AT, NUMBER_SIZE, &size) ||
			size > rest->len - TAR_BLOCK ||
			tar_padding(size) > rest->len - TAR_BLOCK - size)
			return TAR_BROKEN;
		ret_member->body = (struct span){header + TAR_BLOCK, size};
		rest->data += TAR_BLOCK + size + tar_padding(size);
		rest->len -= TAR_BLOCK + size + tar_padding(size);
		if (header[KIND_AT] == '0' || header[KIND_AT] == '\0') {
			name_from(header, ret_member->name);
			return TAR_FILE;
		}
		if (!strchr("5xg", header[KIND_AT]))
			return TAR_BROKEN;
	}
}
