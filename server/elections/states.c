/* The states in words, see elections.h. */
#include "elections/elections.h"

const struct said election_state_words[ELECTION_STATE__COUNT] = {
	[ELECTION_DRAFT] = {"筹备", "Draft"},
	[ELECTION_COMMITTEE_FORMED] = {"选举委员会已产生", "Committee formed"},
	[ELECTION_REGISTERING] = {"选民登记", "Registration of voters"},
	[ELECTION_LIST_PUBLISHED] = {"选民名单已公布", "Voter list published"},
	[ELECTION_OBJECTIONS_CLOSED] = {"异议期已结束", "Objections closed"},
	[ELECTION_NOMINATING] = {"提名候选人", "Nomination"},
	[ELECTION_CANDIDATES_PUBLISHED] = {"正式候选人已公布", "Candidates published"},
	[ELECTION_POLLING] = {"正在投票", "Polling is open"},
	[ELECTION_COUNTING] = {"正在计票", "Counting"},
	[ELECTION_ANNOUNCED] = {"结果已公布", "Result announced"},
	[ELECTION_COMPLETED] = {"选举完成", "Completed"},
	[ELECTION_HANDOVER] = {"工作移交", "Handover"},
	[ELECTION_ARCHIVED] = {"已归档", "Archived"},
	[ELECTION_INVALID_TURNOUT] = {"参加人数未过法定数，选举无效", "Turnout too low: invalid"},
	[ELECTION_INCOMPLETE] = {"当选人数不足", "Seats left open"},
	[ELECTION_VOID] = {"投票无效，选举作废", "Void"},
};

const struct said round_state_words[ROUND_VOID + 1] = {
	[ROUND_RESERVED] = {"未准备", "Not prepared"},
	[ROUND_PREPARED] = {"选票已定稿，等待投票开始", "Ballot paper fixed; polling not yet open"},
	[ROUND_POLLING] = {"正在投票", "Polling is open"},
	[ROUND_CLOSED] = {"投票已结束", "Polling is closed"},
	[ROUND_TALLIED] = {"监票人正在计票", "The trustees are opening the sum"},
	[ROUND_ANNOUNCED] = {"结果已公布", "Result announced"},
	[ROUND_VOID] = {"已作废", "Void"},
};

static enum err refuse(const struct said *state, struct error *error)
{
	return fail_args(error, ERR_WRONG_STATE, state->en, state->zh, NULL);
}

enum err election_refuse_state(enum election_state state, struct error *error)
{
	return refuse(&election_state_words[state], error);
}

enum err round_refuse_state(enum round_state state, struct error *error)
{
	return refuse(&round_state_words[state], error);
}
