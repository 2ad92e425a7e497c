/* See qr.h. */
#include "qr/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

enum { QUIET = 4, QUIET_TERMINAL = 2 };

enum err qr_encode(const char *text, struct arena *arena, struct qr *ret_qr)
{
	QRcode *code =
		QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
	size_t size, n;
	uint8_t *modules;

	if (!code)
		return errno == ENOMEM ? ERR_BUSY : ERR_TOO_LARGE;
	size = (size_t)code->width;
	n = size * size;
	modules = arena_array(arena, uint8_t, n);
	for (size_t i = 0; modules && i < n; i++)
		modules[i] = code->data[i] & 1;
	QRcode_free(code);
	if (!modules)
		return ERR_BUSY;
	*ret_qr = (struct qr){size, modules};
	return OK;
}

/* One rectangle for each run of dark modules in a row. */
static void add_row(const struct qr *qr, size_t y, struct buf *out)
{
	const uint8_t *row = qr->modules + y * qr->size;

	for (size_t x = 0, end; x < qr->size; x = end) {
		for (end = x; end < qr->size && row[end] == row[x]; end++)
			;
		if (row[x])
			buf_printf(out, "M%zu %zuh%zuv1h-%zuz", x + QUIET, y + QUIET, end - x,
				end - x);
	}
}

void qr_svg(const struct qr *qr, const char *class, struct buf *out)
{
	size_t side = qr->size + 2 * QUIET;

	buf_printf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" viewBox=\"0 0 %zu %zu\""
		" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%zuv%zuh-%zuz\"/>"
		"<path d=\"",
		class, side, side, side, side, side);
	for (size_t y = 0; y < qr->size; y++)
		add_row(qr, y, out);
	buf_str(out, "\"/></svg>");
}

/* Outside the symbol everything is light. */
static bool dark(const struct qr *qr, size_t x, size_t y)
{
	if (x < QUIET_TERMINAL || y < QUIET_TERMINAL)
		return false;
	x -= QUIET_TERMINAL;
	y -= QUIET_TERMINAL;
	return x < qr->size && y < qr->size && qr->modules[y * qr->size + x];
}

void qr_terminal(const struct qr *qr, struct buf *out)
{
	static const char *const blocks[2][2] = {
		{"█", "▀"}, {"▄", " "}}; /* [upper dark][lower dark] */
	size_t side = qr->size + 2 * QUIET_TERMINAL;

	for (size_t y = 0; y < side; y += 2) {
		for (size_t x = 0; x < side; x++)
			buf_str(out, blocks[dark(qr, x, y)][y + 1 < side && dark(qr, x, y + 1)]);
		buf_char(out, '\n');
	}
}
