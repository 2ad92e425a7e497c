/* What README.md tells a newcomer to type, typed: its walk through an election from an empty folder
 * to a result that verifies. */
#include "harness/run.h"
#include "harness/test.h"

#include <string.h>

#include "base/cleanup.h"

TEST(walk, the_readme_leads_through_a_whole_election)
{
	const char *argv[] = {"bash", "tests/walk/walk.sh", "README.md", NULL};
	auto_buf struct buf out = {0};
	auto_buf struct buf err = {0};
	int status;

	buf_init(&out, 1 << 20);
	buf_init(&err, 1 << 20);
	status = t_run(NULL, argv, (struct span){0}, &out, &err);
	if (status)
		t_fail(__FILE__, __LINE__, "status %d: %s", status, err.data ? err.data : "");
	T_CHECK(strstr(out.data, "refused, as it should be") != NULL);
	T_CHECK(strstr(out.data, "completed\n") != NULL);
}
