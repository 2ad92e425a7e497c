/* See jpeg.h. A JPEG is a row of segments, each FF, a marker and (mostly) a length; after the
 * header of a scan come its coded bits, in which FF is followed by 00 or a restart marker. */
#include "base/jpeg.h"

enum {
	SOF0 = 0xC0, /* frames: baseline, extended, progressive */
	SOF2 = 0xC2,
	DHT = 0xC4,
	RST0 = 0xD0,
	RST7 = 0xD7,
	SOI = 0xD8,
	EOI = 0xD9,
	SOS = 0xDA,
	DQT = 0xDB,
	DRI = 0xDD,
	APP0 = 0xE0,
	APP15 = 0xEF,
	COM = 0xFE,
};

struct jpeg {
	struct span in;
	size_t at;
	struct buf *out;
	bool framed;
	int n_scans;
};

static size_t two_bytes(const struct jpeg *jpeg, size_t at)
{
	return (size_t)jpeg->in.data[at] << 8 | jpeg->in.data[at + 1];
}

/* The next marker; any number of FF may stand before it. 0 when there is none. */
static uint8_t next_marker(struct jpeg *jpeg)
{
	if (jpeg->at >= jpeg->in.len || jpeg->in.data[jpeg->at] != 0xFF)
		return 0;
	while (jpeg->at < jpeg->in.len && jpeg->in.data[jpeg->at] == 0xFF)
		jpeg->at++;
	return jpeg->at < jpeg->in.len ? jpeg->in.data[jpeg->at++] : 0;
}

static void add_marker(struct jpeg *jpeg, uint8_t marker)
{
	const uint8_t bytes[] = {0xFF, marker};

	buf_add(jpeg->out, bytes, sizeof bytes);
}

/* Length of the segment that begins here, its two bytes included; 0 when it is not whole. */
static size_t segment_len(const struct jpeg *jpeg)
{
	size_t left = jpeg->in.len - jpeg->at;
	size_t len = left >= 2 ? two_bytes(jpeg, jpeg->at) : 0;

	return len >= 2 && len <= left ? len : 0;
}

/* Its one frame says how large the picture is and of how many colours. */
static bool frame_fits(struct jpeg *jpeg, size_t len)
{
	size_t at = jpeg->at + 2;
	size_t height, width, n;

	if (len < 8 || jpeg->framed)
		return false;
	height = two_bytes(jpeg, at + 1);
	width = two_bytes(jpeg, at + 3);
	n = jpeg->in.data[at + 5];
	jpeg->framed = true;
	return jpeg->in.data[at] == 8 && height && height <= JPEG_SIDE_MAX && width &&
	       width <= JPEG_SIDE_MAX && (n == 1 || n == 3) && len == 8 + 3 * n;
}

/* The coded bits up to the next marker. */
static void copy_scan(struct jpeg *jpeg)
{
	const uint8_t *data = jpeg->in.data;
	size_t from = jpeg->at;

	for (; jpeg->at + 1 < jpeg->in.len; jpeg->at++) {
		uint8_t after = data[jpeg->at + 1];

		if (data[jpeg->at] == 0xFF && after && !(after >= RST0 && after <= RST7))
			break;
	}
	buf_add(jpeg->out, data + from, jpeg->at - from);
}

static bool copy_segment(struct jpeg *jpeg, uint8_t marker, size_t len)
{
	if (marker >= SOF0 && marker <= SOF2 && !frame_fits(jpeg, len))
		return false;
	if (marker == SOS && (!jpeg->framed || ++jpeg->n_scans > JPEG_SCANS_MAX))
		return false;
	add_marker(jpeg, marker);
	buf_add(jpeg->out, jpeg->in.data + jpeg->at, len);
	jpeg->at += len;
	if (marker == SOS)
		copy_scan(jpeg);
	return true;
}

static bool is_drawn(uint8_t marker)
{
	return (marker >= SOF0 && marker <= SOF2) || marker == DHT || marker == DQT ||
	       marker == DRI || marker == SOS;
}

static bool is_said(uint8_t marker)
{
	return (marker >= APP0 && marker <= APP15) || marker == COM;
}

bool jpeg_strip(struct span in, struct buf *out)
{
	struct jpeg jpeg = {.in = in, .out = out};

	if (next_marker(&jpeg) != SOI)
		return false;
	add_marker(&jpeg, SOI);
	for (;;) {
		uint8_t marker = next_marker(&jpeg);
		size_t len;

		if (marker == EOI)
			break;
		len = segment_len(&jpeg);
		if (len && is_said(marker))
			jpeg.at += len;
		else if (!len || !is_drawn(marker) || !copy_segment(&jpeg, marker, len))
			return false;
	}
	add_marker(&jpeg, EOI);
	return jpeg.n_scans > 0 && buf_ok(out);
}
