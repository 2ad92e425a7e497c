/* QR codes for paper and for terminals. This folder is the only one that knows libqrencode. */
#ifndef QR_QR_H
#define QR_QR_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/error.h"

/* A symbol: size × size modules, row by row, 1 is dark; without the quiet zone. */
struct qr {
	size_t size;
	const uint8_t *modules;
};

/* Encodes the bytes of `text` with correction level M. ERR_TOO_LARGE when they do not fit into one
 * symbol (2,331 bytes), ERR_BUSY: no memory. */
enum err qr_encode(const char *text, struct arena *arena, struct qr *ret_qr) must_use;

/* Appends an <svg> element of one path, quiet zone included, `class` on the element. It scales to
 * whatever the page gives it. */
void qr_svg(const struct qr *qr, const char *class, struct buf *out);

/* Appends lines of half blocks, quiet zone included: light modules are drawn, for dark terminals.
 */
void qr_terminal(const struct qr *qr, struct buf *out);

#endif
