/* Text into a hash and, where wanted, into a buffer. */
#include "crypto/transcript.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"

void transcript_start(struct transcript *transcript, const char *prefix, struct buf *copy)
{
	digest_start(&transcript->hash);
	transcript->copy = copy;
	transcript->escape = false;
	transcript_str(transcript, prefix);
}

static void add_plain(struct transcript *transcript, const void *text, size_t len)
{
	digest_add(&transcript->hash, text, len);
	if (transcript->copy)
		buf_add(transcript->copy, text, len);
}

static void transcript_add(struct transcript *transcript, const void *text, size_t len)
{
	const char *at = text;
	const char *quote;

	while (transcript->escape && (quote = memchr(at, '"', len))) {
		size_t before = (size_t)(quote - at);

		add_plain(transcript, at, before);
		add_plain(transcript, "\\\"", 2);
		at = quote + 1;
		len -= before + 1;
	}
	add_plain(transcript, at, len);
}

void transcript_str(struct transcript *transcript, const char *text)
{
	transcript_add(transcript, text, strlen(text));
}

void transcript_uint(struct transcript *transcript, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, value);
	transcript_str(transcript, text);
}

void transcript_point(struct transcript *transcript, const struct point *point)
{
	char text[POINT_TEXT_SIZE];

	point_text(point, text);
	transcript_str(transcript, text);
}

void transcript_scalar(struct transcript *transcript, const struct scalar *scalar)
{
	char text[SCALAR_TEXT_SIZE];

	scalar_text(scalar, text);
	transcript_str(transcript, text);
}

void transcript_base64(struct transcript *transcript, const struct digest *digest)
{
	char text[BASE64_SIZE(DIGEST_BYTES)];

	base64_encode(BASE64_NOPAD, digest->bytes, sizeof digest->bytes, text);
	transcript_str(transcript, text);
}

struct digest transcript_digest(struct transcript *transcript)
{
	return digest_finish(&transcript->hash);
}

struct scalar transcript_challenge(struct transcript *transcript)
{
	struct digest digest = transcript_digest(transcript);
	struct scalar challenge;

	scalar_of_digest(&digest, &challenge);
	return challenge;
}
