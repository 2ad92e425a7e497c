/* The pages: the service's front, an election, a round, and those that explain. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "pages/assets.h"
#include "pages/guides.h"
#include "pages/outcome.h"
#include "pages/pages.h"
#include "pages/round.h"
#include "pages/store.h"
#include "pages/words.h"
#include "rules/dates.h"

static const char html_media[] = "text/html; charset=utf-8";

/* ---- replying ---- */

typedef enum err page_fn(struct call *call, struct buf *out);

static enum err reply_page(struct call *call, page_fn *write)
{
	struct raw_reply *out = call_out(call, raw_reply);
	auto_buf struct buf text = {0};

	buf_init(&text, PAGE_MAX);
	TRY(write(call, &text));
	out->bytes = (struct span){
		(const uint8_t *)arena_copy(call->arena, text.data, text.len), text.len};
	return buf_ok(&text) && out->bytes.data ? OK : fail(call->error, ERR_TOO_LARGE);
}

static const struct said see_link = {"查看这次选举", "See this election"};
static const struct said record_link = {"公开记录", "Public record"};
static const struct said to_paper_link = {"选票和投票办法", "Ballot paper, and how to vote"};
static const struct said to_archive_link = {"下载档案（.bel）", "Download the archive (.bel)"};
static const struct said list_link = {
	"选民名单（姓名已遮盖，JSON）", "Voter list (names masked, JSON)"};
static const struct said trustees_link = {"监票人及其公告", "Trustees and their announcements"};
static const struct said checkpoint_link = {
	"公开记录的签名（checkpoint）", "Checkpoint of the record"};

/* ---- / ---- */

static enum err show_election_line(
	struct call *call, const struct page_election_row *row, struct buf *out)
{
	const struct state_words *words = election_words(row->state, row->kind);

	html_say(out, "h3", &(struct said){row->title, NULL});
	html_say(out, "p", words->name);
	html_say(out, "p class=\"next\"", &words->next);
	html_facts_begin(out);
	html_fact_time(out, &opens_words, NULL, row->opens_at);
	html_fact_time(out, &closes_words, NULL, row->closes_at);
	html_facts_end(out);
	return guide_link(call, out, &see_link, "/e/%" PRId64, row->id.v);
}

static enum err show_body(struct call *call, struct body_id id, struct buf *out)
{
	static const struct said none = {"目前没有选举。", "No election at present."};
	static const struct said number = {"社区编号", "Number of the community"};
	static const struct said now = {"社区时间", "The community's clock"};
	struct page_election_row key = {.body_id = id};
	struct list rows;
	struct body body;

	TRY(body_get(call->txn, id, &body));
	html_say(out, "h2", &(struct said){body.name, NULL});
	guide_drill(out, &body);
	html_facts_begin(out);
	html_fact_number(out, &number, NULL, id.v);
	html_fact_time(out, &now, NULL, body.now);
	html_facts_end(out);
	TRY(db_all(call->txn, &pages_stmts[PAGE_ELECTIONS], &key, &rows));
	if (!rows.n)
		html_say(out, "p", &none);
	for (size_t i = 0; i < rows.n; i++)
		TRY(show_election_line(
			call, &((const struct page_election_row *)rows.items)[i], out));
	return guide_link(call, out, &record_link, "/v1/bodies/%" PRId64 "/record", id.v);
}

/* What home's client asks for before it can show anything. */
static enum err home_ahead(struct call *call, const struct list *bodies, struct buf *out)
{
	html_ahead(out, asset_home);
	html_ahead_reply(out, "/v1/bodies");
	for (size_t i = 0; i < bodies->n; i++) {
		const char *path = arena_printf(call->arena, "/v1/bodies/%" PRId64 "/elections",
			((const struct page_body_row *)bodies->items)[i].id.v);

		if (!path)
			return fail(call->error, ERR_BUSY);
		html_ahead_reply(out, path);
	}
	return OK;
}

static enum err write_home(struct call *call, struct buf *out)
{
	static const struct said none = {"这里还没有社区。", "No community is served here yet."};
	struct list rows;

	TRY(db_all(call->txn, &pages_stmts[PAGE_BODIES], NULL, &rows));
	html_begin(
		out, &(struct said){"共议：居民自治与投票", "Gongyi: residents decide together"});
	TRY(home_ahead(call, &rows, out));
	if (!rows.n)
		html_say(out, "p", &none);
	for (size_t i = 0; i < rows.n; i++)
		TRY(show_body(call, ((const struct page_body_row *)rows.items)[i].id, out));
	html_say(out, "h2", &(struct said){"帮助", "Help"});
	html_link(out, "/in", &(struct said){"收到激活单怎么办", "What to do with a slip"});
	html_link(out, "/audit", &(struct said){"监督核验", "For auditors"});
	html_end(out);
	return OK;
}

static enum err page_home(struct call *call)
{
	return reply_page(call, write_home);
}

/* ---- /e/{election_id} ---- */

struct page_election_key {
	struct election_id election_id;
};
SCHEMA(page_election_key, struct page_election_key,
	FIELD_ID(struct page_election_key, election_id, .required = true, .in = IN_PATH));

static void fact_mode(struct buf *out, enum election_mode mode)
{
	char text[128];

	snprintf(text, sizeof text, "%s %s", mode_words[mode].zh, mode_words[mode].en);
	html_fact(out, &(struct said){"投票方式", "Who votes"}, "A60", text);
}

/* What is known once the list is published. */
static enum err show_list_dates(
	struct call *call, const struct election_scope *scope, struct buf *out)
{
	int64_t day = day_of(scope->election.list_published_at);
	struct calendar calendar;

	TRY(calendar_load(call->arena, call->error, &calendar));
	html_fact_day(out, &(struct said){"选民名单已公布", "Voter list published"}, "A35", day);
	html_fact_day(out, &(struct said){"异议截止", "Objections until"}, "A37",
		resident_last_day(&calendar, day, scope->profile.objection_days));
	html_fact_number(out, &(struct said){"登记选民人数", "Registered voters"}, "A61",
		scope->election.n_voters);
	return OK;
}

static enum err show_dates(struct call *call, const struct election_scope *scope, struct buf *out)
{
	const struct election_row *row = &scope->election;

	html_facts_begin(out);
	fact_mode(out, row->mode);
	html_fact_day(out, &(struct said){"选民名单最迟公布", "Voter list by"}, "A35",
		latest_day_before(row->election_day, scope->profile.list_days));
	if (row->list_published_at)
		TRY(show_list_dates(call, scope, out));
	html_fact_day(out, &(struct said){"正式候选人最迟公布", "Candidates by"}, "A52",
		latest_day_before(row->election_day, scope->profile.candidate_days));
	if (row->candidates_published_at)
		html_fact_day(out, &(struct said){"正式候选人已公布", "Candidates published"},
			"A52", day_of(row->candidates_published_at));
	html_fact_time(
		out, &(struct said){"投票密钥登记截止", "Voting keys until"}, NULL, row->freeze_at);
	html_fact_time(out, &opens_words, NULL, row->opens_at);
	html_fact_time(out, &closes_words, NULL, row->closes_at);
	html_fact(out, &(struct said){"法域配置", "Jurisdiction profile"}, "G8", row->profile);
	html_facts_end(out);
	return OK;
}

static enum err show_candidates(struct call *call, int64_t post, struct buf *out)
{
	struct page_candidate_row key = {.post_id = post};
	const struct page_candidate_row *row;
	struct list rows;

	TRY(db_all(call->txn, &pages_stmts[PAGE_CANDIDATES], &key, &rows));
	row = rows.items;
	buf_str(out, "<ol class=\"names\">\n");
	for (size_t i = 0; i < rows.n; i++) {
		buf_str(out, "<li>");
		html_text(out, row[i].name);
		if (*row[i].statement)
			html_say(out, "p", &(struct said){row[i].statement, NULL});
		buf_str(out, "</li>\n");
	}
	buf_str(out, "</ol>\n");
	return OK;
}

static enum err show_posts(struct call *call, const struct election_scope *scope, struct buf *out)
{
	static const struct said later = {
		"正式候选人公布后在此列出。", "Candidates are shown here once they are published."};
	struct page_post_row key = {.election_id = scope->election.id};
	const struct page_post_row *row;
	struct list rows;

	html_say(out, "h2", &(struct said){"职位和候选人", "Posts and candidates"});
	TRY(db_all(call->txn, &pages_stmts[PAGE_POSTS], &key, &rows));
	row = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		const char *zh = arena_printf(
			call->arena, "%s（选 %" PRId64 " 名）", row[i].title, row[i].seats);
		const char *en =
			arena_printf(call->arena, "%" PRId64 " to be elected", row[i].seats);

		if (!zh || !en)
			return fail(call->error, ERR_BUSY);
		html_say(out, "h3", &(struct said){zh, en});
		if (scope->election.candidates_published_at)
			TRY(show_candidates(call, row[i].id, out));
	}
	if (!scope->election.candidates_published_at)
		html_say(out, "p", &later);
	return OK;
}

static enum err show_rounds(struct call *call, const struct list *rounds, struct buf *out)
{
	const struct page_round_row *row = rounds->items;

	for (size_t i = 0; i < rounds->n; i++) {
		html_say(out, "h2", &round_kind_words[row[i].kind]);
		html_say(out, "p", &round_state_words[row[i].state]);
		html_facts_begin(out);
		html_fact_time(out, &opens_words, NULL, row[i].opens_at);
		html_fact_time(out, &closes_words, NULL, row[i].closes_at);
		html_facts_end(out);
		if (row[i].kind != KIND_VOTE) /* A52: who stands in it */
			TRY(round_paper(call, row[i].id, out));
		TRY(guide_link(call, out, &to_paper_link, "/vote/%s", row[i].uuid));
		TRY(guide_link(call, out, &to_archive_link, "/v1/rounds/%s/archive", row[i].uuid));
	}
	return OK;
}

static enum err show_downloads(
	struct call *call, const struct election_scope *scope, struct buf *out)
{
	html_say(out, "h2", &(struct said){"公开资料", "Downloads"});
	if (scope->election.list_published_at)
		TRY(guide_link(call, out, &list_link, "/v1/elections/%" PRId64 "/list",
			scope->election.id.v));
	TRY(guide_link(call, out, &trustees_link, "/v1/elections/%" PRId64 "/trustees",
		scope->election.id.v));
	return guide_link(call, out, &checkpoint_link, "/v1/bodies/%" PRId64 "/record/checkpoint",
		scope->body.id.v);
}

/* After an election that elected nobody another one is held, and this one is filed. */
static enum err show_commands(
	struct call *call, const struct election_scope *scope, const char *command, struct buf *out)
{
	static const struct said title = {"工作人员的下一步", "The officer's next step"};

	if (command)
		html_say(out, "h2", &title);
	if (scope->election.state == ELECTION_INVALID_TURNOUT ||
		scope->election.state == ELECTION_VOID)
		TRY(guide_command(call, out,
			"gongyi call electionCreate --body_id=%" PRId64
			" --json election.json --key officer.key --url %s",
			scope->body.id.v, call->origin));
	if (command)
		TRY(guide_command(call, out,
			"gongyi call %s --election_id=%" PRId64 " --key officer.key --url %s",
			command, scope->election.id.v, call->origin));
	html_say(out, "h2", &(struct said){"监督者", "Auditors"});
	html_link(out, "/audit", &(struct said){"怎样自行核验", "How to verify it yourself"});
	return OK;
}

/* What stopped by itself; the officer fixes the ballot paper by hand once its reason is gone. */
static enum err show_held_up(struct call *call, const struct election_scope *scope, struct buf *out,
	const char **ret_command)
{
	struct act_failure failure;
	enum err err = round_held_up(call->txn, scope, &failure);

	if (err == ERR_NOT_FOUND)
		return OK;
	TRY(err);
	html_say(out, "p class=\"drill\"", act_words(failure.act));
	html_say(out, "p", &(struct said){failure.chinese, failure.english});
	if (strcmp(failure.act, "round.prepare") == 0)
		*ret_command = "roundPrepare";
	return OK;
}

static enum round_kind latest_kind(const struct list *rounds)
{
	const struct page_round_row *row = rounds->items;

	return rounds->n ? row[rounds->n - 1].kind : KIND_VOTE;
}

static enum err write_election(struct call *call, struct buf *out)
{
	const struct page_election_key *in = call_in(call, page_election_key);
	struct page_round_row key = {.election_id = in->election_id};
	const struct state_words *words;
	struct election_scope scope;
	const char *command;
	struct list rounds;

	TRY(election_open(call->txn, in->election_id, &scope));
	TRY(db_all(call->txn, &pages_stmts[PAGE_ROUNDS], &key, &rounds));
	words = election_words(scope.election.state, latest_kind(&rounds));
	html_begin(out, &(struct said){scope.election.title, NULL});
	html_say(out, "p", &(struct said){scope.body.name, NULL});
	guide_drill(out, &scope.body);
	html_say(out, "h2", words->name);
	html_say(out, "p class=\"next\"", &words->next);
	TRY(outcome_next(call, &scope, out, &command));
	TRY(show_held_up(call, &scope, out, &command));
	TRY(outcome_results(call, &scope, out));
	TRY(show_dates(call, &scope, out));
	TRY(show_rounds(call, &rounds, out));
	TRY(show_posts(call, &scope, out));
	TRY(show_downloads(call, &scope, out));
	TRY(show_commands(call, &scope, command, out));
	html_end(out);
	return OK;
}

static enum err page_election(struct call *call)
{
	return reply_page(call, write_election);
}

/* ---- /vote/{uuid} ---- */

static enum err page_round(struct call *call)
{
	return reply_page(call, round_page);
}

/* ---- the guides ---- */

static enum err page_slip(struct call *call)
{
	return reply_page(call, guide_slip);
}

static enum err page_audit(struct call *call)
{
	return reply_page(call, guide_audit);
}

static enum err page_test(struct call *call)
{
	return reply_page(call, guide_test);
}

/* ---- /office and what is below it, /in/desk: the client alone makes them ---- */

enum office_part { OFFICE_ROLL, OFFICE_STAFF };
enum office_thing { OFFICE_ELECTION, OFFICE_CARDS, OFFICE_DESK, OFFICE_COUNT };
static const char *const office_part_names[] = {"roll", "staff", NULL};
static const char *const office_thing_names[] = {"election", "cards", "desk", "count", NULL};

struct page_office_part {
	enum office_part part;
};
SCHEMA(page_office_part, struct page_office_part,
	FIELD_ENUM(
		struct page_office_part, part, office_part_names, .required = true, .in = IN_PATH));

struct page_office_thing {
	enum office_thing thing;
	const char *id;
};
SCHEMA(page_office_thing, struct page_office_thing,
	FIELD_ENUM(struct page_office_thing, thing, office_thing_names, .required = true,
		.in = IN_PATH),
	FIELD_STRING(struct page_office_thing, id, .required = true, .in = IN_PATH, .max = 64));

static enum err page_office(struct call *call)
{
	return reply_page(call, guide_office);
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "pageHome",
		GET("/"),
		.out = &raw_reply_schema,
		.read = page_home,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: the bodies served here and their elections"},
	{.op = "pageAudit",
		GET("/audit"),
		.out = &raw_reply_schema,
		.read = page_audit,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: what an auditor downloads and runs"},
	{.op = "pageElection",
		GET("/e/{election_id}"),
		.in = &page_election_key_schema,
		.out = &raw_reply_schema,
		.read = page_election,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = html_media,
		.any_query = true,
		.doc = "Page: one election"},
	{.op = "pageSlip",
		GET("/in"),
		.out = &raw_reply_schema,
		.read = page_slip,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: what to do with an activation slip"},
	{.op = "pageComputer",
		GET("/in/desk"),
		.out = &raw_reply_schema,
		.read = page_office,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: a desk computer, and the phone that lets it in"},
	{.op = "pageOffice",
		GET("/office"),
		.out = &raw_reply_schema,
		.read = page_office,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: the officers' console"},
	{.op = "pageOfficePart",
		GET("/office/{part}"),
		.in = &page_office_part_schema,
		.out = &raw_reply_schema,
		.read = page_office,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: a part of the officers' console"},
	{.op = "pageOfficeThing",
		GET("/office/{thing}/{id}"),
		.in = &page_office_thing_schema,
		.out = &raw_reply_schema,
		.read = page_office,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: the officers' console for an election, a polling desk, a count"},
	{.op = "pageScreen",
		GET("/screen/{uuid}"),
		.in = &page_round_key_schema,
		.out = &raw_reply_schema,
		.read = page_round,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = html_media,
		.any_query = true,
		.doc = "Page: how many have voted, and the result, for a big screen"},
	{.op = "pageTest",
		GET("/test"),
		.out = &raw_reply_schema,
		.read = page_test,
		.allow = allow_anyone,
		.media = html_media,
		.any_query = true,
		.doc = "Page: how a phone that votes is checked"},
	{.op = "pageRound",
		GET("/vote/{uuid}"),
		.in = &page_round_key_schema,
		.out = &raw_reply_schema,
		.read = page_round,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = html_media,
		.any_query = true,
		.doc = "Page: one round, its ballot paper and how to vote"},
};

const struct module pages_module = {"pages", routes, COUNT_OF(routes), &pages_stmt_table};
