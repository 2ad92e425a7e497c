/* Pictures of strangers, made harmless (ITU-T T.81 annex B). Only what a picture is drawn from is
 * kept: nothing of where, when and with what it was taken, no comments, nothing behind its end. */
#ifndef BASE_JPEG_H
#define BASE_JPEG_H

#include "base/arena.h"
#include "base/buf.h"

/* Pixels a side, and scans of a progressive picture: a small file cannot make a reader work for
 * long. */
enum { JPEG_SIDE_MAX = 1024, JPEG_SCANS_MAX = 32 };

/* Appends the picture in `in` to `out`, which it never makes longer than `in`. False when it is no
 * whole JPEG (Huffman, 8 bits, grey or three colours) within the limits above; what `out` got is
 * then of no use. */
bool jpeg_strip(struct span in, struct buf *out) must_use;

#endif
