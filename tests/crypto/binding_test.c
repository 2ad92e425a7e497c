/* crypto/wire/binding: the line in an election's description. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/binding.h"

#define A    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define B    "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA"
#define LINE "gongyi:1 credentials=" A " roll=" B " profile=cn-2026@" A

TEST(binding, is_read_from_the_last_line_and_written_back)
{
	auto_buf struct buf buf = {0};
	struct binding binding;

	T_OK(binding_read("第一行\n\n" LINE, &binding));
	T_STR(binding.profile_id, "cn-2026");
	T_INT(binding.roll.bytes[0], 0xff);
	buf_init(&buf, 512);
	binding_write(&binding, &buf);
	T_STR(buf.data, LINE);
	T_OK(binding_read(LINE, &binding));
}

TEST(binding, a_description_without_it_is_not_bound)
{
	struct binding binding;

	T_ERR(binding_read("", &binding), NOT_FOUND);
	T_ERR(binding_read("Election\nof the committee\n", &binding), NOT_FOUND);
	T_ERR(binding_read("see gongyi:1 credentials=" A, &binding), NOT_FOUND);
}

TEST(binding, any_other_form_is_refused)
{
	static const char *const bad[] = {
		LINE "\n",
		LINE "\n" LINE,
		LINE " ",
		LINE "A",
		LINE "=",
		"gongyi:",
		"gongyi:2 credentials=" A " roll=" B " profile=cn-2026@" A,
		"gongyi:1  credentials=" A " roll=" B " profile=cn-2026@" A,
		"gongyi:1 roll=" B " credentials=" A " profile=cn-2026@" A,
		"gongyi:1 credentials=" A " roll=" B " profile=@" A,
		"gongyi:1 credentials=" A " roll=" B " profile=CN@" A,
		"gongyi:1 credentials=" A " roll=" B " profile=cn@",
		"gongyi:1 credentials=" A " profile=cn@" A,
		"gongyi:1 credentials=" A " roll=" B
		" profile=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@" A,
		"gongyi:1 credentials=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB roll=" B
		" profile=cn@" A,
	};
	struct binding binding = {.profile_id = "untouched"};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (binding_read(bad[i], &binding) != ERR_MALFORMED)
			t_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
	T_STR(binding.profile_id, "untouched");
}
