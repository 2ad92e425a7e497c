/* base/jpeg: pictures of strangers. */
#include <string.h>

#include "base/cleanup.h"
#include "base/jpeg.h"
#include "harness/test.h"

enum { PICTURE_MAX = 5000 };

struct picture {
	uint8_t bytes[PICTURE_MAX];
	size_t len;
};

/* What a browser drew: with JFIF and ICC segments, 90 × 120. */
static struct picture drawn(void)
{
	struct picture picture = {.len = 0};
	const char *bytes = t_file("web/candidate.jpg", &picture.len);

	T_CHECK(picture.len < PICTURE_MAX);
	memcpy(picture.bytes, bytes, picture.len);
	return picture;
}

static void insert(struct picture *picture, size_t at, const void *bytes, size_t len)
{
	T_CHECK(picture->len + len <= PICTURE_MAX);
	memmove(picture->bytes + at + len, picture->bytes + at, picture->len - at);
	memcpy(picture->bytes + at, bytes, len);
	picture->len += len;
}

static bool strip(const struct picture *picture, struct buf *out)
{
	buf_init(out, PICTURE_MAX);
	return jpeg_strip((struct span){picture->bytes, picture->len}, out);
}

static bool is_taken(const struct picture *picture)
{
	auto_buf struct buf out = {0};

	return strip(picture, &out);
}

/* Where the segment of a marker begins. */
static size_t find(const struct picture *picture, uint8_t marker)
{
	for (size_t at = 2; at + 1 < picture->len; at++)
		if (picture->bytes[at] == 0xFF && picture->bytes[at + 1] == marker)
			return at;
	t_fail(__FILE__, __LINE__, "no marker %x", marker);
}

TEST(jpeg, only_the_picture_itself_is_kept)
{
	static const char place[] = "\xFF\xE1\0\x16"
				    "Exif\0\0GPS 31.2N 121E";
	static const char comment[] = "\xFF\xFE\0\x0B"
				      "<script>x";
	auto_buf struct buf plain = {0};
	auto_buf struct buf stripped = {0};
	auto_buf struct buf again = {0};
	struct picture picture = drawn();
	struct picture kept = {.len = 0};

	T_CHECK(strip(&picture, &plain));
	T_CHECK(plain.len < picture.len);
	insert(&picture, 2, place, 24);
	insert(&picture, 2, comment, sizeof comment - 1);
	insert(&picture, picture.len, "PK\3\4 an archive", 15);
	T_CHECK(strip(&picture, &stripped));
	T_INT(stripped.len, plain.len);
	T_MEM(stripped.data, plain.data, plain.len);
	T_CHECK(!memmem(stripped.data, stripped.len, "GPS", 3));
	T_CHECK(!memmem(stripped.data, stripped.len, "JFIF", 4));
	memcpy(kept.bytes, plain.data, plain.len);
	kept.len = plain.len;
	T_CHECK(strip(&kept, &again));
	T_INT(again.len, plain.len);
}

/* Every beginning of a picture is no picture. */
TEST(jpeg, what_is_not_whole_is_refused)
{
	struct picture picture = drawn();
	size_t whole = picture.len;

	for (picture.len = 0; picture.len < whole; picture.len++)
		T_CHECK(!is_taken(&picture));
	picture.len = whole;
	T_CHECK(is_taken(&picture));
}

TEST(jpeg, what_is_larger_or_of_another_kind_is_refused)
{
	static const struct {
		const char *what;
		size_t at; /* in the frame's segment, after the marker and its length */
		uint8_t value;
	} frames[] = {{"12 bits", 4, 12}, {"higher than 1024", 5, 5}, {"no height", 6, 0},
		{"wider than 1024", 7, 5}, {"four colours", 9, 4}, {"no colour", 9, 0}};

	for (size_t i = 0; i < COUNT_OF(frames); i++) {
		struct picture picture = drawn();
		size_t frame = find(&picture, 0xC0);

		picture.bytes[frame + frames[i].at] = frames[i].value;
		if (is_taken(&picture))
			t_fail(__FILE__, __LINE__, "%s", frames[i].what);
	}
}

TEST(jpeg, arithmetic_coding_and_a_second_frame_are_refused)
{
	struct picture picture = drawn();
	size_t frame = find(&picture, 0xC0);
	uint8_t copy[19];

	memcpy(copy, picture.bytes + frame, sizeof copy);
	picture.bytes[frame + 1] = 0xC9;
	T_CHECK(!is_taken(&picture));
	picture = drawn();
	insert(&picture, frame, copy, sizeof copy);
	T_CHECK(!is_taken(&picture));
}

/* A progressive picture may have many scans, but not without end. */
TEST(jpeg, scans_without_end_are_refused)
{
	struct picture picture = drawn();
	size_t scan = find(&picture, 0xDA);
	uint8_t header[14];

	memcpy(header, picture.bytes + scan, sizeof header);
	for (int i = 1; i < JPEG_SCANS_MAX; i++)
		insert(&picture, scan, header, sizeof header);
	T_CHECK(is_taken(&picture));
	insert(&picture, scan, header, sizeof header);
	T_CHECK(!is_taken(&picture));
}

TEST(jpeg, other_files_are_refused)
{
	static const char *const files[] = {"", "GIF89a", "\x89PNG\r\n\x1a\n",
		"<svg onload=alert(1)>", "\xFF\xD8", "\xFF\xD8\xFF\xD9", "%PDF-1.7"};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct picture picture = {.len = strlen(files[i])};

		memcpy(picture.bytes, files[i], picture.len);
		T_CHECK(!is_taken(&picture));
	}
}
