/* Content codings (RFC 9110 section 8.4): gzip, made here, and brotli where it was made before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* what is only read is const */
#include <zlib.h>

#include "base/attr.h"
#include "http/internal.h"

enum {
	CODED_MIN = 860,       /* bytes: below it a reply fits into one packet anyway */
	CODED_MAX = 512 << 10, /* beyond it the loop would be held for too long */
	GZIP_WINDOW = 15 + 16, /* zlib: largest window, gzip's header */
	GZIP_MEMORY = 8,
	GZIP_LEVEL = 6
};

static const struct {
	const char *name;
	size_t len;
} codings[CODING__COUNT] = {{"", 0}, {"gzip", 4}, {"br", 2}};

const char *coding_name(enum coding coding)
{
	return codings[coding].name;
}

/* Whether one element of the list, "gzip" or "gzip;q=0.5", asks for the coding. */
static bool element_is(const char *element, size_t len, const char *name, size_t name_len)
{
	const char *rest = element + name_len;
	const char *quality;

	if (len < name_len || strncasecmp(element, name, name_len) != 0)
		return false;
	len -= name_len;
	if (len && *rest != ';' && *rest != ' ')
		return false;
	quality = memmem(rest, len, "q=", 2);
	return !quality || strtod(quality + 2, NULL) > 0;
}

static bool accepts(const char *header, enum coding coding)
{
	while (*header) {
		size_t len;

		header += strspn(header, " \t,");
		len = strcspn(header, ",");
		if (element_is(header, len, codings[coding].name, codings[coding].len))
			return true;
		header += len;
	}
	return false;
}

static bool is_text(const char *media)
{
	return media && (strncmp(media, "text/", 5) == 0 || strstr(media, "json"));
}

/* Replies to writes are left as they are: what they tell in secret must not show in their length.
 */
static bool may_be_coded(const struct request *request)
{
	return request->method == METHOD_GET && request->status == 200 && !request->more &&
	       request->reply.len >= CODED_MIN && request->reply.len <= CODED_MAX &&
	       is_text(request->media);
}

/* Into the request's arena; false when it gets no shorter or memory is short. */
static bool gzip(struct request *request)
{
	z_stream stream = {.next_in = request->reply.data, .avail_in = (uInt)request->reply.len};
	uint8_t *out = arena_alloc(&request->arena, request->reply.len);
	int rc;

	if (!out || deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
			    Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	stream.next_out = out;
	stream.avail_out = (uInt)request->reply.len;
	rc = deflate(&stream, Z_FINISH);
	request->gzip = (struct span){out, stream.total_out};
	deflateEnd(&stream);
	return rc == Z_STREAM_END;
}

enum coding coding_apply(struct request *request, const char *accept)
{
	if (!accept)
		return CODING_NONE;
	if (request->brotli.len && accepts(accept, CODING_BROTLI)) {
		request->reply = request->brotli;
		return CODING_BROTLI;
	}
	if (!accepts(accept, CODING_GZIP))
		return CODING_NONE;
	if (!request->gzip.len && !(may_be_coded(request) && gzip(request)))
		return CODING_NONE;
	request->reply = request->gzip;
	return CODING_GZIP;
}
