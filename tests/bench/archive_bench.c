/* A whole archive verified by our program and by belenios-tool, in turns. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "bench/measure.h"

#include "harness/box.h"
#include "harness/made.h"
#include "harness/peer.h"
#include "harness/run.h"
#include "harness/server.h"
#include "verify/audit.h"

enum { BALLOTS = 1000, CANDIDATES = 7, TURNS = 3, SAMPLE = 20, ARCHIVE_MAX = 1 << 24 };

static const char *const names[CANDIDATES] = {"甲", "乙", "丙", "丁", "戊", "己", "庚"};

/* Ballot i marks 1 to 5 candidates from the i-th on. */
static void mark(uint8_t marks[BALLOTS][CANDIDATES])
{
	for (size_t i = 0; i < BALLOTS; i++)
		for (size_t k = 0; k <= i % 5; k++)
			marks[i][(i + k) % CANDIDATES] = 1;
}

/* Of `n` voters, all of whom vote. */
static void make_archive(size_t n, struct buf *out)
{
	static const struct question question = {
		.text = "委员", .answers = names, .n_answers = CANDIDATES, .min = 1, .max = 5};
	static uint8_t marks[BALLOTS][CANDIDATES];
	static const uint8_t *votes[BALLOTS];
	static size_t voters[BALLOTS];
	struct made_plan plan = {.description = "测速",
		.questions = &question,
		.n_questions = 1,
		.threshold = 2,
		.n_group = 3,
		.n_voters = n,
		.n_ballots = n,
		.voters = voters,
		.votes = votes,
		.bound = true};
	auto_arena struct arena arena = {.limit = AUDIT_MEMORY};

	mark(marks);
	for (size_t i = 0; i < BALLOTS; i++) {
		voters[i] = i;
		votes[i] = marks[i];
	}
	made_election(&plan, ARCHIVE_RESULT, &arena, out);
}

static void keep(const char *folder, const char *name, struct span content)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	T_CHECK(file != NULL);
	T_INT(fwrite(content.data, 1, content.len, file), content.len);
	T_INT(fclose(file), 0);
}

/* A folder with the archive, and one with the set-up of a like election of one voter and her
 * ballot: every start of the tool reads the whole list of credentials. */
struct desk {
	const char *whole, *alone;
};

static struct desk desk_new(void)
{
	struct desk desk = {t_folder(), t_folder()};
	auto_buf struct buf archive = {0}, setup = {0};
	struct box box;

	buf_init(&archive, ARCHIVE_MAX);
	buf_init(&setup, ARCHIVE_MAX);
	make_archive(BALLOTS, &archive);
	keep(desk.whole, "election.bel", span_of_buf(&archive));
	buf_reset(&archive);
	make_archive(1, &archive);
	box_read(&box, span_of_buf(&archive));
	keep(desk.alone, "ballot.json", box_find(&box, "Ballot")->data[0]);
	box.n = 1;
	box_write(&box, &setup);
	keep(desk.alone, "election.bel", span_of_buf(&setup));
	return desk;
}

static struct cost run(const char *folder, const char *const *argv)
{
	struct cost start = cost_now();

	T_INT(t_run(folder, argv, (struct span){0}, NULL, NULL), 0);
	return cost_since(start);
}

/* Processor seconds of the tool's check of one ballot, without its start. */
static double cost_of_check(const char *tool, const char *folder)
{
	const char *const check[] = {
		tool, "election", "verify-ballot", "--ballot", "ballot.json", NULL};
	const char *const start[] = {tool, "election", "verify", "--skip-ballot-check", NULL};
	double costs[2][SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++) {
		costs[0][i] = run(folder, start).cpu;
		costs[1][i] = run(folder, check).cpu;
	}
	return median(costs[1], SAMPLE) - median(costs[0], SAMPLE);
}

/* A run of the tool counts when its time is enough for having checked every ballot. */
TEST(bench, an_archive_of_1000_ballots_is_verified)
{
	const char *tool = t_peer("belenios-tool");
	struct desk desk = desk_new();
	char ours[PATH_MAX];
	const char *const theirs_argv[] = {tool, "election", "verify", NULL};
	const char *const ours_argv[] = {ours, "election.bel", NULL};
	double enough = BALLOTS * cost_of_check(tool, desk.alone) * 0.8;
	double cpu[TURNS], wall[TURNS];
	size_t n = 0;

	T_CHECK(realpath(t_program("gongyi-verify"), ours) != NULL);
	report("%d ballots, %d candidates, choose 1 to 5, trustees 2 of 3", BALLOTS, CANDIDATES);
	for (int turn = 0; turn < TURNS; turn++) {
		struct cost our = run(desk.whole, ours_argv), their = run(desk.whole, theirs_argv);

		report("gongyi-verify %.2f s CPU, %.2f s wall; belenios-tool %.2f s CPU, %.2f s "
		       "wall%s",
			our.cpu, our.wall, their.cpu, their.wall,
			their.cpu < enough ? ", too little to have checked every ballot" : "");
		if (their.cpu < enough)
			continue;
		cpu[n] = our.cpu / their.cpu;
		wall[n++] = our.wall / their.wall;
	}
	if (!n)
		t_skip("belenios-tool checked every ballot in no run");
	report("CPU ratio %.2f (goal: at most 0.75), wall ratio %.2f (goal: at most 0.40)",
		median(cpu, n), median(wall, n));
}
