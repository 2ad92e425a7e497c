/* See model.h. */
#include "elections/model.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

#define FROM(state) (UINT32_C(1) << (state))

/* Row: the state moved to; value: the states it may be reached from. */
static const uint32_t reachable_from[ELECTION_STATE__COUNT] = {
	[ELECTION_COMMITTEE_FORMED] = FROM(ELECTION_DRAFT),
	[ELECTION_REGISTERING] = FROM(ELECTION_COMMITTEE_FORMED),
	[ELECTION_LIST_PUBLISHED] = FROM(ELECTION_REGISTERING),
	[ELECTION_OBJECTIONS_CLOSED] = FROM(ELECTION_LIST_PUBLISHED),
	[ELECTION_NOMINATING] = FROM(ELECTION_OBJECTIONS_CLOSED),
	[ELECTION_CANDIDATES_PUBLISHED] = FROM(ELECTION_NOMINATING) | FROM(ELECTION_ANNOUNCED),
	[ELECTION_POLLING] = FROM(ELECTION_CANDIDATES_PUBLISHED),
	[ELECTION_COUNTING] = FROM(ELECTION_POLLING),
	[ELECTION_ANNOUNCED] = FROM(ELECTION_COUNTING),
	[ELECTION_COMPLETED] = FROM(ELECTION_ANNOUNCED) | FROM(ELECTION_INCOMPLETE),
	[ELECTION_HANDOVER] = FROM(ELECTION_COMPLETED),
	[ELECTION_ARCHIVED] =
		FROM(ELECTION_HANDOVER) | FROM(ELECTION_INVALID_TURNOUT) | FROM(ELECTION_VOID),
	[ELECTION_INVALID_TURNOUT] = FROM(ELECTION_COUNTING),
	[ELECTION_INCOMPLETE] = FROM(ELECTION_ANNOUNCED) | FROM(ELECTION_COUNTING),
	[ELECTION_VOID] = FROM(ELECTION_COUNTING) | FROM(ELECTION_ANNOUNCED),
};

bool state_follows(enum election_state from, enum election_state to)
{
	return (reachable_from[to] & FROM(from)) != 0;
}

enum err polling_times_check(const struct polling_times *times, int64_t now, struct error *error)
{
	if (times->opens_at <= now)
		return fail_field(error, "/opens_at", "not in the future");
	if (times->closes_at <= times->opens_at)
		return fail_field(error, "/closes_at", "before:opens_at");
	return OK;
}

const char *public_half(const struct credential_row *row, enum round_kind kind)
{
	if (kind == KIND_RERUN)
		return row->rerun;
	return kind == KIND_TIEBREAK ? row->tiebreak : row->vote;
}

void answers_number(struct answer_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool same = i && rows[i].post_id == rows[i - 1].post_id;

		rows[i].answer = same ? rows[i - 1].answer + 1 : 0;
		rows[i].question = !i ? 0 : rows[i - 1].question + !same;
	}
}

static void number_text(int64_t value, char ret_text[24])
{
	snprintf(ret_text, 24, "%" PRId64, value);
}

enum err guard_committee(
	const struct election_scope *scope, const struct guard_facts *facts, struct error *error)
{
	char have[24], need[24];

	if (facts->committee_members >= scope->profile.committee_min)
		return OK;
	number_text(facts->committee_members, have);
	number_text(scope->profile.committee_min, need);
	return fail_args(error, ERR_COMMITTEE_SMALL, have, need, NULL);
}

/* Something that must be published at least `days` days before election day (G5: strictly). */
static enum err in_time(const struct election_scope *scope, int64_t published_day, int64_t days,
	enum err code, struct error *error)
{
	char latest[DAY_TEXT_SIZE], number[24];

	if (lead_time(published_day, scope->election.election_day, days) != LEAD_SHORT)
		return OK;
	day_format(latest_day_before(scope->election.election_day, days), latest);
	number_text(days, number);
	return fail_args(error, code, latest, number, NULL);
}

enum err guard_list_day(
	const struct election_scope *scope, int64_t published_day, struct error *error)
{
	return in_time(scope, published_day, scope->profile.list_days, ERR_LIST_LATE, error);
}

enum err guard_candidates_day(
	const struct election_scope *scope, int64_t published_day, struct error *error)
{
	return in_time(
		scope, published_day, scope->profile.candidate_days, ERR_CANDIDATES_LATE, error);
}

static enum err undecided(const struct guard_facts *facts, struct error *error)
{
	char number[24];

	if (!facts->open_objections || facts->objections_overridden)
		return OK;
	number_text(facts->open_objections, number);
	return fail_args(error, ERR_OBJECTIONS_OPEN, number, NULL);
}

enum err guard_objections(const struct election_scope *scope, const struct calendar *calendar,
	const struct guard_facts *facts, struct error *error)
{
	int64_t last = resident_last_day(
		calendar, day_of(scope->election.list_published_at), scope->profile.objection_days);
	char text[DAY_TEXT_SIZE];

	if (facts->now < period_end_ms(last)) {
		day_format(last, text);
		return fail_args(error, ERR_OBJECTION_PERIOD, text, NULL);
	}
	return undecided(facts, error);
}

enum err guard_candidates(
	const struct election_scope *scope, const struct guard_facts *facts, struct error *error)
{
	for (size_t i = 0; i < facts->n_posts; i++) {
		const struct post_row *post = &facts->posts[i];
		int64_t need = post->seats + scope->profile.candidate_margin;
		char have_text[24], seats_text[24], need_text[24];

		if (post->n_candidates >= need)
			continue;
		number_text(post->n_candidates, have_text);
		number_text(post->seats, seats_text);
		number_text(need, need_text);
		return fail_args(error, ERR_CANDIDATES_FEW, post->title, have_text, seats_text,
			need_text, NULL);
	}
	return OK;
}

enum err guard_polling(const struct election_scope *scope, const struct guard_facts *facts,
	enum round_kind kind, struct error *error)
{
	TRY(undecided(facts, error));
	if (kind != KIND_VOTE)
		return OK;
	TRY(guard_list_day(scope, day_of(scope->election.list_published_at), error));
	TRY(guard_candidates(scope, facts, error));
	return guard_candidates_day(scope, day_of(scope->election.candidates_published_at), error);
}

/* Polling that closes at 24:00 closes on the day that ends. */
int64_t further_last_day(const struct profile *profile, int64_t closes_at)
{
	return period_last_day(day_of(closes_at - 1), profile->rerun_days);
}

enum err guard_further_day(const struct election_scope *scope, int64_t last_day, int64_t closes_at,
	struct error *error)
{
	char last[DAY_TEXT_SIZE], days[24];

	if (closes_at <= period_end_ms(last_day))
		return OK;
	day_format(last_day, last);
	number_text(scope->profile.rerun_days, days);
	return fail_args(error, ERR_ROUND_LATE, last, days, NULL);
}

int64_t credential_freeze(int64_t opens_at, int64_t freeze_days)
{
	return day_start(day_of(opens_at) - freeze_days + 1);
}
