/* Pictures that the election committee brings. */
#include "base/cleanup.h"
#include "base/jpeg.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"

enum { OUTPUT_MAX = 1 << 16 };

/* What was kept is kept again as it is, and is never longer than what was brought. */
void fuzz_picture(const uint8_t *data, size_t len)
{
	auto_buf struct buf first = {0};
	auto_buf struct buf second = {0};

	buf_init(&first, OUTPUT_MAX);
	buf_init(&second, OUTPUT_MAX);
	if (!jpeg_strip((struct span){data, len}, &first))
		return;
	T_CHECK(first.len <= len);
	T_CHECK(jpeg_strip((struct span){(const uint8_t *)first.data, first.len}, &second));
	T_INT(second.len, first.len);
	T_MEM(second.data, first.data, first.len);
}

void fuzz_picture_seed(struct fuzz_seeds *seeds)
{
	fuzz_seed_file(seeds, 0, "web/candidate.jpg");
}
