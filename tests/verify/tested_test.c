/* gongyi-verify --test-ballot: what it says of a test ballot, and of a number whose ballot was
 * cast. */
#include "crypto/verify/tested.h"

#include <string.h>

#include "crypto/group.h"
#include "harness/run.h"
#include "harness/server.h"
#include "verify/audit.h"

#define ARCHIVE  "vectors/belenios/ed25519-basic/nVPZZBXZKKpe2t.bel"
#define ELECTION "vectors/election-basic/election.json"
#define UUID     "nVPZZBXZKKpe2t"
#define NUMBER   "1." UUID ".1EjfTihS1uxu6kEpXjGFl_K08UcL64Long5mOqyu8RM"
#define BEFORE                                                                                     \
	"M72CLyvrBdyWY4Dbg9oGBwLtWLuzCqaxYJtS5tT2kYkAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH"
#define REVEALED NUMBER "." BEFORE "0g"
#define MOVED    NUMBER "." BEFORE "4g" /* the first candidate instead of the second */

static enum tested_verdict ask(
	const char *file, const char *text, enum lang lang, const char **ret_said)
{
	static char said[1 << 16];
	auto_arena struct arena arena = {0};
	struct error error = {0};
	enum tested_verdict verdict;
	auto_buf struct buf out;

	T_OK(group_init(&error));
	arena_init(&arena, AUDIT_MEMORY);
	buf_init(&out, sizeof said - 1);
	T_OK(tested_report(span_of_file(file), text, lang, &arena, &out, &verdict));
	T_CHECK(buf_ok(&out));
	memcpy(said, out.data, out.len + 1);
	*ret_said = said;
	return verdict;
}

static void expect(
	const char *file, const char *text, enum tested_verdict verdict, const char *says)
{
	const char *said;

	T_INT(ask(file, text, LANG_EN, &said), verdict);
	if (!strstr(said, says))
		t_fail(__FILE__, __LINE__, "%s: %s", text, said);
}

TEST(verify, a_test_ballot_is_made_again_and_its_choices_are_said_by_name)
{
	const char *said;

	T_INT(ask(ARCHIVE, REVEALED, LANG_ZH, &said), TESTED_HOLDS);
	T_CHECK(strstr(said, "一致：手机封的就是上面的选择") != NULL);
	T_CHECK(strstr(said, "d448df4e2852d6ec6eea41295e318597f2b4f1470beb82e89e0e663aacaef113"));
	expect(ARCHIVE, REVEALED, TESTED_HOLDS, "The same");
	expect(ELECTION, REVEALED, TESTED_HOLDS, "The same");
	expect(ELECTION, "http://gongyi.test/test#" REVEALED, TESTED_HOLDS, "The same");
}

TEST(verify, a_phone_that_sealed_something_else_is_found_out)
{
	expect(ARCHIVE, MOVED, TESTED_FAILS, "NOT the same");
	expect(ELECTION, MOVED, TESTED_FAILS, "NOT the same");
}

/* Of the first example ballot and of none. */
TEST(verify, a_number_is_looked_for_among_the_ballots_that_were_cast)
{
	char cast[] = "1." UUID ".-------------------------------------------";
	const char *ballot = t_file("vectors/election-basic/ballot.1.json", NULL);
	const char *hash = strstr(ballot, "\"hash\":\"") + sizeof "\"hash\":\"" - 1;

	for (size_t i = 0; i < 43; i++)
		cast[strlen("1." UUID ".") + i] = hash[i] == '+'   ? '-'
						  : hash[i] == '/' ? '_'
								   : hash[i];
	expect(ARCHIVE, cast, TESTED_HOLDS, "A ballot of this number is in the box");
	expect(ARCHIVE, NUMBER, TESTED_FAILS, "No ballot of this number");
	expect(ELECTION, NUMBER, TESTED_UNREADABLE, "rest: not revealed");
}

TEST(verify, what_is_no_test_ballot_of_this_vote_is_not_readable)
{
	expect(ARCHIVE, "hello", TESTED_UNREADABLE, "form:");
	expect(ARCHIVE, REVEALED "A", TESTED_UNREADABLE, "rest:");
	expect("vectors/election-threshold/election.json", REVEALED, TESTED_UNREADABLE, "round:");
	expect("vectors/merkle.txt", REVEALED, TESTED_UNREADABLE, "Not readable");
}

static int run(const char *option, const char *value)
{
	const char *const argv[] = {t_program("gongyi-verify"), "tests/" ELECTION,
		"--test-ballot=" REVEALED, option, value, NULL};
	struct buf out;
	int status;

	buf_init(&out, 1 << 16);
	status = t_run(NULL, argv, (struct span){0}, &out, NULL);
	buf_done(&out);
	return status;
}

TEST(verify, the_program_takes_a_test_ballot_alone)
{
	T_INT(run("--lang", "en"), 0);
	T_INT(run("--test-ballot", MOVED), 1); /* the last counts */
	T_INT(run("--test-ballot", "hello"), 2);
	T_INT(run("--fingerprint", "00"), 2);
	T_INT(run("--json", NULL), 2);
}
