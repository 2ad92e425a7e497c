/* The list of public credentials, and the document that ties an archive's first three. */
#include "crypto/wire/documents.h"

#include <inttypes.h>
#include <string.h>

#include "crypto/wire/scan.h"

void credentials_write(const struct credentials *credentials, struct buf *buf)
{
	for (size_t i = 0; i < credentials->n; i++) {
		const struct public_credential *line = &credentials->list[i];
		char text[POINT_TEXT_SIZE];

		point_text(&line->point, text);
		buf_printf(buf, "%s\"%s", i ? "," : "[", text);
		if (line->weighted)
			buf_printf(buf, ",%" PRIu64, line->weight);
		buf_str(buf, "\"");
	}
	buf_str(buf, credentials->n ? "]" : "[]");
}

static void read_line(struct scan *scan, struct public_credential *ret_line)
{
	ret_line->weight = 1;
	scan_text(scan, "\"");
	scan_point(scan, &ret_line->point);
	ret_line->weighted = scan_optional(scan, ",");
	if (ret_line->weighted)
		scan_uint(scan, CREDENTIALS_WEIGHT_MAX, &ret_line->weight);
	scan_text(scan, "\"");
}

/* No line is shorter than this, so a text tells how many there may be. */
static size_t most_lines(size_t len)
{
	return len / (sizeof "\"\"," - 1 + POINT_TEXT_SIZE - 1) + 1;
}

enum err credentials_read(const char *text, size_t len, struct arena *arena,
	struct credentials *ret_credentials, struct error *error)
{
	size_t most = most_lines(len), n = 0;
	struct public_credential *list = arena_array(arena, struct public_credential, most);
	struct scan scan;

	if (!list)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	scan_text(&scan, "[");
	while (!scan.failed && !scan_optional(&scan, "]")) {
		scan_place(&scan, "/%zu", n);
		if (n == most) {
			scan_fail(&scan);
			break;
		}
		scan_text(&scan, n ? "," : "");
		read_line(&scan, &list[n++]);
	}
	TRY(scan_end(&scan, error));
	return credentials_init(list, n, arena, ret_credentials, error);
}

static void write_digest(struct buf *buf, const char *before, const struct digest *digest)
{
	char text[DIGEST_HEX_SIZE];

	digest_hex(digest, text);
	buf_printf(buf, "%s%s", before, text);
}

void setup_write(const struct setup *setup, struct buf *buf)
{
	write_digest(buf, "{\"election\":\"", &setup->election);
	write_digest(buf, "\",\"trustees\":\"", &setup->trustees);
	write_digest(buf, "\",\"credentials\":\"", &setup->credentials);
	buf_str(buf, "\"}");
}

enum err setup_read(const char *text, size_t len, struct setup *ret_setup, struct error *error)
{
	struct setup setup = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	scan_text(&scan, "{\"election\":\"");
	scan_hex(&scan, &setup.election);
	scan_text(&scan, "\",\"trustees\":\"");
	scan_hex(&scan, &setup.trustees);
	scan_text(&scan, "\",\"credentials\":\"");
	scan_hex(&scan, &setup.credentials);
	scan_text(&scan, "\"}");
	TRY(scan_end(&scan, error));
	*ret_setup = setup;
	return OK;
}
