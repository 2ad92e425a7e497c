/* The table of tests (DOMAIN.md 9.2) and the arithmetic that reads it. All figures are at most
 * FIGURE_MAX = 10^15 and all factors at most 10, so no product leaves 64 bits. */
#include "rules/thresholds.h"

#include <inttypes.h>
#include <stdio.h>

enum { FACTOR_MAX = 10 };
_Static_assert(FIGURE_MAX <= INT64_MAX / FACTOR_MAX / 2, "a product of figures fits 64 bits");

#define JWH(article) "城市居民委员会组织法 第" #article "条"
#define MFD(article) "民法典 第" #article "条"
#define WY(article)  "物业管理条例 第" #article "条"
#define LOCAL        "地方物业管理条例"

/* clang-format off */
static const struct threshold thresholds[THRESHOLD__COUNT] = {
	/* residents' committee: election and recall */
	[T_RC_VALID_ALL] = {"rc.election.all.valid", "A61", JWH(19),
		2, FIGURE_P, MORE_THAN, 1, FIGURE_N, FIGURE_NONE,
		{"参加投票的人数超过登记选民的半数",
		 "more than half of the registered voters took part"}},
	[T_RC_VALID_HOUSEHOLD] = {"rc.election.household.valid", "A62", JWH(19),
		2, FIGURE_P, MORE_THAN, 1, FIGURE_N, FIGURE_NONE,
		{"参加投票的户代表超过登记户代表的半数",
		 "more than half of the registered household representatives took part"}},
	[T_RC_VALID_REPS] = {"rc.election.reps.valid", "A63", JWH(19),
		3, FIGURE_P, MORE_THAN, 2, FIGURE_N, FIGURE_NONE,
		{"参加投票的居民代表超过全体居民代表的三分之二",
		 "more than two thirds of the resident representatives took part"}},
	[T_RC_ELECTED] = {"rc.elected", "A64", JWH(19),
		2, FIGURE_V, MORE_THAN, 1, FIGURE_P, FIGURE_NONE,
		{"得票超过参加投票人数的半数",
		 "votes of more than half of those who took part"}},
	[T_RC_RERUN_ELECTED] = {"rc.rerun.elected", "A68", JWH(19),
		3, FIGURE_V, AT_LEAST, 1, FIGURE_BALLOTS, FIGURE_NONE,
		{"另行选举中得票不少于已投选票总数的三分之一",
		 "votes on at least one third of the ballots cast in the re-run"}},
	[T_RC_PETITION_RESIDENTS] = {"rc.recall.petition.residents", "A112", JWH(20),
		10, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"十分之一以上有选举权的居民联名",
		 "signed by at least one tenth of the eligible residents"}},
	[T_RC_PETITION_HOUSEHOLDS] = {"rc.recall.petition.households", "A112", JWH(20),
		10, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"十分之一以上户代表联名",
		 "signed by at least one tenth of the household representatives"}},
	[T_RC_PETITION_REPS] = {"rc.recall.petition.reps", "A112", JWH(20),
		3, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"三分之一以上居民代表联名",
		 "signed by at least one third of the resident representatives"}},
	[T_RC_RECALL_PASS] = {"rc.recall.pass", "A113", JWH(20),
		2, FIGURE_V, MORE_THAN, 1, FIGURE_P, FIGURE_NONE,
		{"同意罢免的超过参加投票人数的半数",
		 "more than half of those who took part vote for the recall"}},

	/* residents' meeting */
	[T_RM_CALL_RESIDENTS] = {"rm.call.residents", "B3", JWH(26),
		10, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"十分之一以上十八周岁以上的居民提议",
		 "proposed by at least one tenth of the residents of 18 and over"}},
	[T_RM_CALL_HOUSEHOLDS] = {"rm.call.households", "B3", JWH(26),
		10, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"十分之一以上户代表提议",
		 "proposed by at least one tenth of the household representatives"}},
	[T_RM_CALL_REPS] = {"rm.call.reps", "B3", JWH(26),
		3, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"三分之一以上居民代表提议",
		 "proposed by at least one third of the resident representatives"}},
	[T_RM_QUORUM] = {"rm.quorum", "B5", JWH(27),
		2, FIGURE_P, MORE_THAN, 1, FIGURE_N, FIGURE_NONE,
		{"出席人数超过全体的半数",
		 "more than half of the body attends"}},
	[T_RM_PASS] = {"rm.pass", "B5", JWH(27),
		2, FIGURE_V, MORE_THAN, 1, FIGURE_P, FIGURE_NONE,
		{"同意的超过出席人数的半数",
		 "more than half of those attending agree"}},

	/* resident representatives' meeting */
	[T_RRM_CALL] = {"rrm.call", "B7", JWH(28),
		5, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"五分之一以上居民代表提议",
		 "proposed by at least one fifth of the resident representatives"}},
	[T_RRM_COMPOSITION] = {"rrm.composition", "B6", JWH(28),
		5, FIGURE_REPS, AT_LEAST, 4, FIGURE_REPS, FIGURE_MEMBERS,
		{"居民代表占组成人员的五分之四以上",
		 "resident representatives are at least four fifths of the body"}},
	[T_RRM_QUORUM] = {"rrm.quorum", "B8", JWH(29),
		3, FIGURE_P, AT_LEAST, 2, FIGURE_N, FIGURE_NONE,
		{"三分之二以上组成人员出席",
		 "at least two thirds of the body attend"}},
	[T_RRM_PASS] = {"rrm.pass", "B8", JWH(29),
		2, FIGURE_V, MORE_THAN, 1, FIGURE_P, FIGURE_NONE,
		{"同意的超过出席人数的半数",
		 "more than half of those attending agree"}},

	/* audit on request */
	[T_AUDIT_REPS] = {"audit.request.reps", "B54", JWH(38),
		3, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"三分之一以上居民代表要求",
		 "asked for by at least one third of the resident representatives"}},
	[T_AUDIT_RESIDENTS] = {"audit.request.residents", "B54", JWH(38),
		10, FIGURE_S2, AT_LEAST, 1, FIGURE_N2, FIGURE_NONE,
		{"十分之一以上居民要求",
		 "asked for by at least one tenth of the residents"}},

	/* owners' assembly and owners' committee */
	[T_OA_PARTICIPATION_AREA] = {"oa.participation.area", "C30", MFD(278),
		3, FIGURE_AREA_PARTICIPATING, AT_LEAST, 2, FIGURE_AREA_TOTAL, FIGURE_NONE,
		{"参与表决的专有部分面积占三分之二以上",
		 "owners of at least two thirds of the area take part"}},
	[T_OA_PARTICIPATION_HEADS] = {"oa.participation.heads", "C30", MFD(278),
		3, FIGURE_HEADS_PARTICIPATING, AT_LEAST, 2, FIGURE_HEADS_TOTAL, FIGURE_NONE,
		{"参与表决的业主人数占三分之二以上",
		 "at least two thirds of the owners take part"}},
	[T_OA_ORDINARY_AREA] = {"oa.ordinary.area", "C31", MFD(278),
		2, FIGURE_AREA_AGREE, MORE_THAN, 1, FIGURE_AREA_PARTICIPATING, FIGURE_NONE,
		{"同意的专有部分面积超过参与表决面积的半数",
		 "owners of more than half of the participating area agree"}},
	[T_OA_ORDINARY_HEADS] = {"oa.ordinary.heads", "C31", MFD(278),
		2, FIGURE_HEADS_AGREE, MORE_THAN, 1, FIGURE_HEADS_PARTICIPATING, FIGURE_NONE,
		{"同意的业主人数超过参与表决人数的半数",
		 "more than half of the participating owners agree"}},
	[T_OA_SPECIAL_AREA] = {"oa.special.area", "C32", MFD(278),
		4, FIGURE_AREA_AGREE, AT_LEAST, 3, FIGURE_AREA_PARTICIPATING, FIGURE_NONE,
		{"同意的专有部分面积占参与表决面积的四分之三以上",
		 "owners of at least three quarters of the participating area agree"}},
	[T_OA_SPECIAL_HEADS] = {"oa.special.heads", "C32", MFD(278),
		4, FIGURE_HEADS_AGREE, AT_LEAST, 3, FIGURE_HEADS_PARTICIPATING, FIGURE_NONE,
		{"同意的业主人数占参与表决人数的四分之三以上",
		 "at least three quarters of the participating owners agree"}},
	[T_OA_EXTRAORDINARY] = {"oa.extraordinary", "C62", WY(13),
		5, FIGURE_S, AT_LEAST, 1, FIGURE_N, FIGURE_NONE,
		{"百分之二十以上业主提议",
		 "proposed by at least one fifth of the owners"}},
	[T_OC_PRESENT] = {"oc.meeting.present", "C95", LOCAL,
		2, FIGURE_PRESENT, MORE_THAN, 1, FIGURE_MEMBERS, FIGURE_NONE,
		{"出席的委员超过全体委员的半数",
		 "more than half of the members are present"}},
	[T_OC_YES] = {"oc.meeting.yes", "C95", LOCAL,
		2, FIGURE_YES, MORE_THAN, 1, FIGURE_MEMBERS, FIGURE_NONE,
		{"同意的委员超过全体委员的半数",
		 "more than half of all members agree"}},
};
/* clang-format on */

static const char *const pointers[FIGURE__COUNT] = {
	[FIGURE_NONE] = "",
	[FIGURE_P] = "/p",
	[FIGURE_N] = "/n",
	[FIGURE_V] = "/v",
	[FIGURE_BALLOTS] = "/ballots",
	[FIGURE_S] = "/s",
	[FIGURE_S2] = "/s2",
	[FIGURE_N2] = "/n2",
	[FIGURE_REPS] = "/reps",
	[FIGURE_MEMBERS] = "/members",
	[FIGURE_PRESENT] = "/present",
	[FIGURE_YES] = "/yes",
	[FIGURE_AREA_TOTAL] = "/area/total",
	[FIGURE_AREA_PARTICIPATING] = "/area/participating",
	[FIGURE_AREA_AGREE] = "/area/agree",
	[FIGURE_HEADS_TOTAL] = "/heads/total",
	[FIGURE_HEADS_PARTICIPATING] = "/heads/participating",
	[FIGURE_HEADS_AGREE] = "/heads/agree",
};

/* A part cannot be larger than its whole. */
static const struct {
	enum figure part, whole;
} parts[] = {
	{FIGURE_P, FIGURE_N},
	{FIGURE_V, FIGURE_P},
	{FIGURE_V, FIGURE_BALLOTS},
	{FIGURE_S, FIGURE_N},
	{FIGURE_S2, FIGURE_N2},
	{FIGURE_PRESENT, FIGURE_MEMBERS},
	{FIGURE_YES, FIGURE_PRESENT},
	{FIGURE_AREA_PARTICIPATING, FIGURE_AREA_TOTAL},
	{FIGURE_AREA_AGREE, FIGURE_AREA_PARTICIPATING},
	{FIGURE_HEADS_PARTICIPATING, FIGURE_HEADS_TOTAL},
	{FIGURE_HEADS_AGREE, FIGURE_HEADS_PARTICIPATING},
};

const struct threshold *threshold_get(enum threshold_id id)
{
	return &thresholds[id];
}

const char *figure_pointer(enum figure figure)
{
	return pointers[figure];
}

struct figures figures_none(void)
{
	struct figures figures;

	for (size_t i = 0; i < FIGURE__COUNT; i++)
		figures.of[i] = FIGURE_ABSENT;
	figures.of[FIGURE_NONE] = 0;
	return figures;
}

static enum err range_check(const struct figures *figures, struct error *error)
{
	enum err err = OK;

	for (size_t i = 0; i < FIGURE__COUNT; i++)
		if (figures->of[i] < FIGURE_ABSENT)
			err = fail_field(error, pointers[i], "min:0");
		else if (figures->of[i] > FIGURE_MAX)
			err = fail_field(error, pointers[i], "max:1000000000000000");
	return err;
}

enum err figures_check(const struct figures *figures, struct error *error)
{
	enum err err = range_check(figures, error);

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		int64_t whole = figures->of[parts[i].whole];
		char rule[ERROR_TEXT_MAX];

		if (whole < 0 || figures->of[parts[i].part] <= whole)
			continue;
		snprintf(rule, sizeof rule, "max:%s", pointers[parts[i].whole]);
		err = fail_field(error, pointers[parts[i].part], rule);
	}
	return err;
}

struct comparison threshold_compare(enum threshold_id id, const struct figures *figures)
{
	const struct threshold *t = &thresholds[id];
	struct comparison made = {
		.threshold = t,
		.left = figures->of[t->left],
		.right = figures->of[t->right],
		.plus = figures->of[t->plus],
	};
	int64_t left = t->left_factor * made.left;
	int64_t right = t->right_factor * (made.right + made.plus);

	made.holds =
		(t->bound == AT_LEAST ? left >= right : left > right) && made.right + made.plus > 0;
	return made;
}

int64_t threshold_least(enum threshold_id id, const struct figures *figures)
{
	const struct threshold *t = &thresholds[id];
	int64_t base = figures->of[t->right] + figures->of[t->plus];
	int64_t right = t->right_factor * base;

	if (base <= 0)
		return 0;
	return t->bound == AT_LEAST ? (right + t->left_factor - 1) / t->left_factor
				    : right / t->left_factor + 1;
}

void comparison_text(const struct comparison *comparison, char ret_text[COMPARISON_TEXT_SIZE])
{
	const struct threshold *t = comparison->threshold;
	int64_t base = comparison->right + comparison->plus;
	char worked[80] = "";
	char sum[64];

	snprintf(sum, sizeof sum, t->plus ? "(%" PRId64 "+%" PRId64 ")" : "%" PRId64,
		comparison->right, comparison->plus);
	if (t->right_factor != 1)
		snprintf(worked, sizeof worked, " = %d*%s", t->right_factor, sum);
	snprintf(ret_text, COMPARISON_TEXT_SIZE, "%d*%" PRId64 " = %" PRId64 " %s %" PRId64 "%s%s",
		t->left_factor, comparison->left, t->left_factor * comparison->left,
		t->bound == AT_LEAST ? ">=" : ">", t->right_factor * base, worked,
		base ? "" : " and 0 > 0");
}
