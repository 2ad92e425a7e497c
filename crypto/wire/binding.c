/* See binding.h. The reader takes the line apart, writes it again and compares, so that there is
 * one text for each binding. */
#include "crypto/wire/binding.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"

enum { LINE_MAX_BYTES = 256, DIGEST_TEXT_LEN = 43 };

static const char mark[] = "gongyi:";
static const char head[] = "gongyi:1 ";

static void add_digest(struct buf *buf, const char *before, const struct digest *digest)
{
	char text[BASE64_SIZE(DIGEST_BYTES)];

	base64_encode(BASE64_NOPAD, digest->bytes, DIGEST_BYTES, text);
	buf_str(buf, before);
	buf_str(buf, text);
}

void binding_write(const struct binding *binding, struct buf *buf)
{
	buf_str(buf, head);
	add_digest(buf, "credentials=", &binding->credentials);
	add_digest(buf, " roll=", &binding->roll);
	buf_printf(buf, " profile=%s", binding->profile_id);
	add_digest(buf, "@", &binding->profile);
}

/* The value after `label`, wherever it stands; the comparison with what is written again finds
 * every other difference. */
static bool take_digest(const char *line, const char *label, struct digest *ret_digest)
{
	const char *at = strstr(line, label);
	size_t len;

	return at && strlen(at + strlen(label)) >= DIGEST_TEXT_LEN &&
	       base64_decode(BASE64_NOPAD, at + strlen(label), DIGEST_TEXT_LEN, ret_digest->bytes,
		       DIGEST_BYTES, &len);
}

static bool take_profile_id(const char *line, char ret_id[PROFILE_ID_SIZE])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *at = strstr(line, " profile=");
	size_t len;

	if (!at)
		return false;
	at += strlen(" profile=");
	len = strspn(at, allowed);
	if (len == 0 || len >= PROFILE_ID_SIZE || at[len] != '@')
		return false;
	memcpy(ret_id, at, len);
	ret_id[len] = '\0';
	return true;
}

static enum err line_read(const char *line, struct binding *ret_binding)
{
	auto_buf struct buf again = {0};
	struct binding binding = {0};

	if (!take_digest(line, " credentials=", &binding.credentials) ||
		!take_digest(line, " roll=", &binding.roll) ||
		!take_digest(line, "@", &binding.profile) ||
		!take_profile_id(line, binding.profile_id))
		return ERR_MALFORMED;
	buf_init(&again, LINE_MAX_BYTES);
	binding_write(&binding, &again);
	if (!buf_ok(&again) || strcmp(again.data, line) != 0)
		return ERR_MALFORMED;
	*ret_binding = binding;
	return OK;
}

enum err binding_read(const char *description, struct binding *ret_binding)
{
	const char *line = description;

	for (;;) {
		const char *end = strchr(line, '\n');

		if (strncmp(line, mark, strlen(mark)) == 0)
			return end ? ERR_MALFORMED : line_read(line, ret_binding);
		if (!end)
			return ERR_NOT_FOUND;
		line = end + 1;
	}
}
