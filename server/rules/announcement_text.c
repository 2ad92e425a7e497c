/* An announced result in sentences: each number that decided stands in them. */
#include <inttypes.h>

#include "rules/announcement.h"

enum { SENTENCE_MAX = 2000, SENTENCES_MAX = 1024 };

/* Sentences on their way. */
struct telling {
	const struct announcement *announcement;
	enum lang lang;
	struct arena *arena;
	struct strings *sentences;
	struct buf buf;
};

static enum err end_sentence(struct telling *telling)
{
	struct strings *sentences = telling->sentences;
	const char *text = buf_ok(&telling->buf) ? telling->buf.data : NULL;

	if (text)
		text = arena_string(telling->arena, text);
	if (!text || sentences->n == SENTENCES_MAX)
		return ERR_BUSY;
	sentences->items[sentences->n++] = text;
	buf_reset(&telling->buf);
	return OK;
}

static enum err say(struct telling *telling, const char *chinese, const char *english)
{
	buf_str(&telling->buf, telling->lang == LANG_ZH ? chinese : english);
	return end_sentence(telling);
}

/* What each vote of an election is called, alone and as the subject of a sentence. */
static const struct {
	const char *name[2]; /* by enum lang */
	const char *subject[2];
} words[] = {
	[ROUND_FIRST] = {{"首轮投票", "first vote"}, {"选举", "the election"}},
	[ROUND_RERUN] = {{"另行选举", "re-run"}, {"另行选举", "the re-run"}},
	[ROUND_TIEBREAK] = {{"票数相等再投", "tie-break"}, {"再次投票", "the tie-break"}},
};

static enum err tell_round(struct telling *telling)
{
	const struct announcement *a = telling->announcement;

	buf_printf(&telling->buf,
		telling->lang == LANG_ZH ? "%s，%s结果：" : "%s, result of the %s:",
		a->title ? a->title : "", words[a->kind].name[telling->lang]);
	return end_sentence(telling);
}

static int64_t recovered(const struct announcement *announcement)
{
	int64_t n = 0;

	for (size_t i = 0; i < announcement->boxes.n; i++)
		n += ((const struct announced_box *)announcement->boxes.items)[i].recovered;
	return n;
}

static enum err tell_participation(struct telling *telling)
{
	const struct announcement *a = telling->announcement;

	if (telling->lang == LANG_ZH)
		buf_printf(&telling->buf,
			"登记选民 %" PRId64 " 人，参加投票 %" PRId64 " 人：线上 %" PRId64
			" 票，票箱收回 %" PRId64 " 票。",
			a->n, a->p, a->online, recovered(a));
	else
		buf_printf(&telling->buf,
			"%" PRId64 " voters on the list, %" PRId64 " took part: %" PRId64
			" ballots online, %" PRId64 " out of boxes.",
			a->n, a->p, a->online, recovered(a));
	return end_sentence(telling);
}

static enum err tell_turnout(struct telling *telling)
{
	const struct announcement *a = telling->announcement;
	const struct threshold *turnout = threshold_get(T_RC_VALID_ALL + a->mode);
	const char *subject = words[a->kind].subject[telling->lang];
	bool valid = a->verdict == ANNOUNCED_VALID;

	if (telling->lang == LANG_ZH)
		buf_printf(&telling->buf, "%s：%s，%s，%s%s（%s，%s）。", turnout->text[LANG_ZH],
			a->turnout, valid ? "成立" : "不成立", subject, valid ? "有效" : "无效",
			turnout->rule, turnout->law);
	else
		buf_printf(&telling->buf, "Test that %s: %s, %s; %s is %s (%s, %s).",
			turnout->text[LANG_EN], a->turnout, valid ? "true" : "false", subject,
			valid ? "valid" : "not valid", turnout->rule, turnout->law);
	return end_sentence(telling);
}

/* What follows from a vote that elects nobody. */
static enum err tell_failure(struct telling *telling)
{
	if (telling->announcement->kind == ROUND_FIRST)
		return say(telling,
			"无人当选，本次选举到此结束；须另定投票日、重新公告后再行选举。",
			"Nobody is elected and this election ends; another one needs a new date "
			"and fresh notice.");
	return say(telling, "此前已经当选的不受影响；本次投票的名额仍然空缺（A71）。",
		"Who was elected before stays elected; the seats of this vote stay empty (A71).");
}

static const char *fate_text(const struct telling *telling, enum fate fate)
{
	static const char *const still_tied[] = {
		"得票仍然相同，未能决出", "still tied, so not elected"};

	static const char *const texts[][2] = {
		[FATE_NONE] = {"未当选", "not elected"},
		[FATE_ELECTED] = {"当选", "elected"},
		[FATE_TIED] = {"得票相同，须再次投票（A66）", "tied; a further vote decides (A66)"},
		[FATE_RERUN] = {"进入另行选举（A67）", "stands in the re-run (A67)"},
	};

	return fate == FATE_TIED && telling->announcement->kind == ROUND_TIEBREAK
		       ? still_tied[telling->lang]
		       : texts[fate][telling->lang];
}

static enum err tell_candidate(struct telling *telling, const struct announced_post *post,
	const struct announced_candidate *candidate)
{
	const bool zh = telling->lang == LANG_ZH;
	struct buf *buf = &telling->buf;

	buf_printf(buf, zh ? "%s %s：%" PRId64 " 票，" : "%s %s: %" PRId64 " votes, ", post->title,
		candidate->name, candidate->votes);
	if (candidate->test && zh)
		buf_printf(buf, "%s，%s，", candidate->test, candidate->holds ? "成立" : "不成立");
	else if (candidate->test)
		buf_printf(buf, "%s is %s, ", candidate->test, candidate->holds ? "true" : "false");
	buf_str(buf, fate_text(telling, candidate->fate));
	buf_str(buf, zh ? "。" : ".");
	return end_sentence(telling);
}

/* Whether the tie-break itself ended in a tie. */
static bool stays_tied(const struct announcement *announcement, const struct announced_post *post)
{
	const struct announced_candidate *at = post->candidates.items;

	for (size_t i = 0; announcement->kind == ROUND_TIEBREAK && i < post->candidates.n; i++)
		if (at[i].fate == FATE_TIED)
			return true;
	return false;
}

static enum err tell_missing(struct telling *telling, const struct announced_post *post)
{
	const bool zh = telling->lang == LANG_ZH;

	if (post->rerun_seats) {
		buf_printf(&telling->buf,
			zh ? "%s缺额 %" PRId64 " 名，另行选举（A67）。"
			   : "%s: %" PRId64 " seats are filled by a re-run (A67).",
			post->title, post->rerun_seats);
		TRY(end_sentence(telling));
	}
	if (!post->incomplete && !stays_tied(telling->announcement, post))
		return OK;
	buf_printf(&telling->buf,
		zh ? "%s经%s仍有缺额（A71）。" : "%s: seats stay empty after %s (A71).",
		post->title, words[telling->announcement->kind].subject[telling->lang]);
	return end_sentence(telling);
}

static enum err tell_post(struct telling *telling, const struct announced_post *post)
{
	for (size_t i = 0; i < post->candidates.n; i++)
		TRY(tell_candidate(telling, post,
			&((const struct announced_candidate *)post->candidates.items)[i]));
	return tell_missing(telling, post);
}

static enum err tell(struct telling *telling)
{
	const struct announcement *a = telling->announcement;

	if (a->rehearsal)
		TRY(say(telling, "演练：本结果不具有效力。",
			"A rehearsal: this result binds nobody."));
	TRY(tell_round(telling));
	TRY(tell_participation(telling));
	if (a->verdict == ANNOUNCED_VOID)
		TRY(say(telling, "票箱收回的选票多于发出的选票，本次投票无效（A88）。",
			"More ballots came out of the boxes than were issued: the vote is void "
			"(A88)."));
	else
		TRY(tell_turnout(telling));
	if (a->small)
		TRY(say(telling, "有的投票渠道票数很少，为保守秘密只公布各渠道合计。",
			"A channel had very few ballots: only sums over all channels are told."));
	if (a->verdict != ANNOUNCED_VALID)
		return tell_failure(telling);
	for (size_t i = 0; i < a->posts.n; i++)
		TRY(tell_post(telling, &((const struct announced_post *)a->posts.items)[i]));
	return OK;
}

enum err announcement_sentences(const struct announcement *announcement, enum lang lang,
	struct arena *arena, struct strings *ret_sentences)
{
	struct strings sentences = {.items = arena_array(arena, const char *, SENTENCES_MAX)};
	struct telling telling = {.announcement = announcement,
		.lang = lang,
		.arena = arena,
		.sentences = &sentences};
	enum err err;

	if (!sentences.items)
		return ERR_BUSY;
	buf_init(&telling.buf, SENTENCE_MAX);
	err = tell(&telling);
	buf_done(&telling.buf);
	if (err == OK)
		*ret_sentences = sentences;
	return err;
}
