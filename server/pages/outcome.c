/* See outcome.h. What is shown here is read out of the statements that two officers signed. */
#include "pages/outcome.h"

#include <inttypes.h>
#include <string.h>

#include "pages/guides.h"
#include "pages/store.h"
#include "pages/words.h"
#include "rules/announcement.h"

enum { RESULTS_MAX = KIND_TIEBREAK + 1 };

/* The announced results of an election, in the order of its rounds. */
struct results {
	size_t n;
	const char *uuids[RESULTS_MAX];
	struct announcement of[RESULTS_MAX];
};

static enum err load_results(struct call *call, struct election_id id, struct results *ret_results)
{
	struct page_result_row key = {.election_id = id};
	struct list rows;

	TRY(db_all(call->txn, &pages_stmts[PAGE_RESULTS], &key, &rows));
	ret_results->n = rows.n < RESULTS_MAX ? rows.n : RESULTS_MAX;
	for (size_t i = 0; i < ret_results->n; i++) {
		const struct page_result_row *row =
			&((const struct page_result_row *)rows.items)[i];

		ret_results->uuids[i] = row->uuid;
		TRY(announcement_read((const char *)row->payload.data, row->payload.len,
			call->arena, &ret_results->of[i], call->error));
	}
	return OK;
}

/* ---- who is elected ---- */

static const struct announced_post *find_post(const struct announcement *result, const char *post)
{
	const struct announced_post *posts = result->posts.items;

	for (size_t i = 0; i < result->posts.n; i++)
		if (strcmp(posts[i].post, post) == 0)
			return &posts[i];
	return NULL;
}

/* Whom one round elected to a post; returns how many. */
static int64_t list_elected(
	const struct announcement *result, const struct announced_post *post, struct buf *out)
{
	const struct announced_candidate *candidates = post ? post->candidates.items : NULL;
	int64_t n = 0;

	for (size_t i = 0; post && i < post->candidates.n; i++) {
		if (candidates[i].fate != FATE_ELECTED)
			continue;
		n++;
		buf_str(out, "<li>");
		html_text(out, candidates[i].name);
		if (result->kind != ROUND_FIRST)
			html_say(out, "p", &round_kind_words[result->kind]);
		buf_str(out, "</li>\n");
	}
	return n;
}

static void show_open_seats(struct buf *out, int64_t seats)
{
	html_facts_begin(out);
	html_fact_number(out, &(struct said){"空缺名额", "Seats not filled"}, "A71", seats);
	html_facts_end(out);
}

static enum err show_elected(struct call *call, const struct results *results, struct buf *out)
{
	const struct announced_post *posts = results->of[0].posts.items;

	html_say(out, "h2", &(struct said){"当选名单", "Elected"});
	for (size_t i = 0; i < results->of[0].posts.n; i++) {
		const char *title = arena_printf(
			call->arena, "%s（%" PRId64 " 名）", posts[i].title, posts[i].seats);
		int64_t open = posts[i].seats;

		if (!title)
			return fail(call->error, ERR_BUSY);
		html_say(out, "h3", &(struct said){title, NULL});
		buf_str(out, "<ul class=\"names\">\n");
		for (size_t k = 0; k < results->n; k++)
			open -= list_elected(
				&results->of[k], find_post(&results->of[k], posts[i].post), out);
		buf_str(out, "</ul>\n");
		if (open)
			show_open_seats(out, open);
	}
	return OK;
}

/* ---- each result ---- */

static enum err show_result(
	struct call *call, const struct announcement *result, const char *uuid, struct buf *out)
{
	static const struct said envelope = {
		"下载两人签名的结果", "Download the result as two people signed it"};
	struct strings chinese, english;

	if (announcement_sentences(result, LANG_ZH, call->arena, &chinese) != OK ||
		announcement_sentences(result, LANG_EN, call->arena, &english) != OK)
		return fail(call->error, ERR_BUSY);
	html_say(out, "h3", &round_kind_words[result->kind]);
	for (size_t i = 0; i < chinese.n && i < english.n; i++)
		html_say(out, "p", &(struct said){chinese.items[i], english.items[i]});
	return guide_link(call, out, &envelope, "/v1/rounds/%s/result/envelope", uuid);
}

enum err outcome_results(struct call *call, const struct election_scope *scope, struct buf *out)
{
	struct results results;

	TRY(load_results(call, scope->election.id, &results));
	if (!results.n)
		return OK;
	TRY(show_elected(call, &results, out));
	html_say(out, "h2", &(struct said){"公布的结果", "Announced results"});
	for (size_t i = 0; i < results.n; i++)
		TRY(show_result(call, &results.of[i], results.uuids[i], out));
	return OK;
}

/* ---- what comes next ---- */

static enum err next_after_result(struct call *call, const struct election_scope *scope,
	struct buf *out, const char **ret_command)
{
	static const struct said due = {"须再次投票，最迟结束于", "A further vote, over by"};
	struct further further;
	enum err err = further_round(call->txn, scope, &further);

	*ret_command = "electionComplete --reason='…'";
	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	html_say(out, "p", &round_kind_words[further.kind]);
	html_facts_begin(out);
	html_fact_day(out, &due, "A70", further.last_day);
	html_facts_end(out);
	*ret_command = "roundSchedule --opens_at=… --closes_at=…";
	return OK;
}

enum err outcome_next(struct call *call, const struct election_scope *scope, struct buf *out,
	const char **ret_command)
{
	*ret_command = election_words(scope->election.state, KIND_VOTE)->command;
	return scope->election.state == ELECTION_ANNOUNCED
		       ? next_after_result(call, scope, out, ret_command)
		       : OK;
}
