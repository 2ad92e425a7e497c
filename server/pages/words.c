/* See words.h. */
#include "pages/words.h"

#include <string.h>

static const struct state_words by_state[ELECTION_STATE__COUNT] = {
	[ELECTION_DRAFT] = {&election_state_words[ELECTION_DRAFT],
		{"下一步：推选产生居民选举委员会。", "Next: the election committee is formed."},
		"electionAdvance --to=committee_formed"},
	[ELECTION_COMMITTEE_FORMED] = {&election_state_words[ELECTION_COMMITTEE_FORMED],
		{"下一步：开始选民登记。", "Next: registration of voters begins."},
		"electionAdvance --to=registering"},
	[ELECTION_REGISTERING] = {&election_state_words[ELECTION_REGISTERING],
		{"请到居委会登记。下一步：公布选民名单。",
			"Register at the committee's office. Next: the voter list is published."},
		"listPublish"},
	[ELECTION_LIST_PUBLISHED] = {&election_state_words[ELECTION_LIST_PUBLISHED],
		{"请核对自己是否在名单上；有异议请在五日内向选举委员会提出。",
			"Check that you are on the list; objections go to the election committee "
			"within five days."},
		"electionAdvance --to=objections_closed"},
	[ELECTION_OBJECTIONS_CLOSED] = {&election_state_words[ELECTION_OBJECTIONS_CLOSED],
		{"下一步：提名候选人。", "Next: candidates are nominated."},
		"electionAdvance --to=nominating"},
	[ELECTION_NOMINATING] = {&election_state_words[ELECTION_NOMINATING],
		{"下一步：公布正式候选人名单。", "Next: the candidates are published."},
		"candidatesPublish"},
	[ELECTION_CANDIDATES_PUBLISHED] = {&election_state_words[ELECTION_CANDIDATES_PUBLISHED],
		{"请在截止前用手机登记投票密钥或领取选民证；也可以到投票站用纸质选票。",
			"Register your phone's voting key or fetch your voter card in time; paper "
			"at the polling station is always possible."}},
	[ELECTION_POLLING] = {&election_state_words[ELECTION_POLLING],
		{"现在可以投票。截止前可以重新投票，以最后一次为准。",
			"You can vote now, and again until closing: the last ballot counts."}},
	[ELECTION_COUNTING] = {&election_state_words[ELECTION_COUNTING],
		{"投票已结束。监票人共同计票，然后公布结果。",
			"Polling is over. The trustees open the sum together; then the result is "
			"announced."}},
	[ELECTION_ANNOUNCED] = {&election_state_words[ELECTION_ANNOUNCED],
		{"任何人都可以下载档案自行核验。",
			"Anyone may download the archive and verify it."}},
	[ELECTION_COMPLETED] = {&election_state_words[ELECTION_COMPLETED],
		{"下一步：新老委员会工作移交。", "Next: the old committee hands over."},
		"electionAdvance --to=handover"},
	[ELECTION_HANDOVER] = {&election_state_words[ELECTION_HANDOVER],
		{"移交完成后归档。", "Then the election goes to the archive."},
		"electionAdvance --to=archived"},
	[ELECTION_ARCHIVED] = {&election_state_words[ELECTION_ARCHIVED],
		{"任何人都可以下载档案自行核验。",
			"Anyone may download the archive and verify it."}},
	[ELECTION_INVALID_TURNOUT] = {&election_state_words[ELECTION_INVALID_TURNOUT],
		{"无人当选，本次选举到此结束。须另定投票日、重新公告，再办一次选举。",
			"Nobody is elected and this election ends here. Another one is held, with "
			"a new date and fresh notice."},
		"electionAdvance --to=archived"},
	[ELECTION_INCOMPLETE] = {&election_state_words[ELECTION_INCOMPLETE],
		{"再次投票后仍有空缺，不再投票。空缺是否保留，说明理由后作出决定（A71）。",
			"Seats are empty after the further votes; there is no other. Whether they "
			"stay empty is decided, with the reason (A71)."},
		"electionComplete --reason='…'"},
	[ELECTION_VOID] = {&election_state_words[ELECTION_VOID],
		{"无人当选，本次选举到此结束。须另定投票日、重新公告，再办一次选举。",
			"Nobody is elected and this election ends here. Another one is held, with "
			"a new date and fresh notice."},
		"electionAdvance --to=archived"},
};

/* What the same state means before a further round. */
static const struct said further_published_name = {
	"再次投票的候选人已公布", "Candidates of the further vote published"};
static const struct state_words further_published = {&further_published_name,
	{"选民名单、投票密钥和选民证都不变：仍用原来的密钥或选民证投票，也可以到投票站用纸质选票。",
		"List, voting keys and voter cards stay as they are: vote with the same key or "
		"card, or on paper at the polling station."},
	NULL};

const struct state_words *election_words(enum election_state state, enum round_kind kind)
{
	return state == ELECTION_CANDIDATES_PUBLISHED && kind != KIND_VOTE ? &further_published
									   : &by_state[state];
}

const struct said *act_words(const char *act)
{
	static const struct {
		const char *act;
		struct said said;
	} rows[] = {
		{"round.prepare",
			{"选票未能按时定稿：", "The ballot paper was not fixed in time:"}},
		{"polling.open", {"投票未能按时开始：", "Polling did not open in time:"}},
		{"polling.close", {"投票未能按时截止：", "Polling did not close in time:"}},
	};
	size_t i = 0;

	while (i + 1 < COUNT_OF(rows) && strcmp(rows[i].act, act) != 0)
		i++;
	return &rows[i].said;
}

const struct said round_kind_words[KIND_TIEBREAK + 1] = {
	[KIND_VOTE] = {"首轮投票", "First vote"},
	[KIND_RERUN] = {"另行选举", "Re-run"},
	[KIND_TIEBREAK] = {"票数相等再投", "Tie-break"},
};

const struct said mode_words[MODE_REPS + 1] = {
	[MODE_ALL] = {"全体居民投票", "All residents vote"},
	[MODE_HOUSEHOLD] = {"户代表投票", "Household representatives vote"},
	[MODE_REPS] = {"居民代表投票", "Residents' representatives vote"},
};

const struct said opens_words = {"投票开始", "Polling opens"};
const struct said closes_words = {"投票截止", "Polling closes"};
