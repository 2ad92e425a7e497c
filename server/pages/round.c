/* See round.h: the ballot paper, how far the round has come, and every command that goes on. */
#include "pages/round.h"

#include <inttypes.h>

#include "pages/guides.h"
#include "pages/store.h"
#include "pages/words.h"

SCHEMA_PUBLIC(page_round_key, struct page_round_key,
	FIELD_STRING(struct page_round_key, uuid, .required = true, .in = IN_PATH, .max = 64));

static const struct said back_link = {"返回这次选举", "Back to the election"};

static enum err begin_question(
	struct call *call, const struct page_answer_row *row, struct buf *out)
{
	const char *zh = arena_printf(
		call->arena, "%s（最多选 %" PRId64 " 名，可以弃权）", row->title, row->seats);
	const char *en =
		arena_printf(call->arena, "At most %" PRId64 "; may be left blank", row->seats);

	if (!zh || !en)
		return fail(call->error, ERR_BUSY);
	html_say(out, "h3", &(struct said){zh, en});
	buf_str(out, "<ol class=\"names\">\n");
	return OK;
}

enum err round_paper(struct call *call, struct round_id id, struct buf *out)
{
	struct page_answer_row key = {.round_id = id};
	const struct page_answer_row *row;
	struct list rows;

	TRY(db_all(call->txn, &pages_stmts[PAGE_ANSWERS], &key, &rows));
	row = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		if (!i || row[i].question != row[i - 1].question)
			TRY(begin_question(call, &row[i], out));
		buf_str(out, "<li>");
		html_text(out, row[i].name);
		buf_str(out, "</li>\n");
		if (i + 1 == rows.n || row[i].question != row[i + 1].question)
			buf_str(out, "</ol>\n");
	}
	return OK;
}

static enum err show_voting(struct call *call, const struct round_row *round, struct buf *out)
{
	static const struct said title = {"怎样投票", "How to vote"};
	static const struct said secret = {
		"选民证网址 # "
		"号后面是您的投票密钥，浏览器不会把它发给服务器。选票在您自己的设备上加密，"
		"谁也看不到您选了谁。",
		"Behind the # of a voter card's address stands your voting key; browsers do not "
		"send "
		"it. Your ballot is encrypted on your own device: nobody sees whom you chose."};
	static const struct said marks = {"先看编号，再投票；分号隔开各职位，- 表示弃权：",
		"See the numbers, then vote; semicolons part the posts, - leaves one blank:"};
	static const struct said paper = {
		"不用手机也可以：带上身份证到投票站领取纸质选票。纸质选票可以另选他人，网上不能。",
		"Without a phone: bring your identity card to the polling station. Only on paper "
		"can "
		"you write in another name."};

	html_say(out, "h2", &title);
	html_say(out, "p", &secret);
	html_say(out, "p", &marks);
	TRY(guide_command(call, out,
		"gongyi vote '%s/vote/%s' --show\n"
		"gongyi vote '%s/vote/%s#密钥' --choose='1;-;2,4'",
		call->origin, round->uuid, call->origin, round->uuid));
	html_say(out, "p", &paper);
	return OK;
}

static enum err show_progress(struct call *call, const struct round_row *round, struct buf *out)
{
	static const struct said recorded = {"已载入公开记录的选票", "Ballots in the record"};
	struct page_count_row count = {.round_id = round->id};

	TRY(db_one(call->txn, &pages_stmts[PAGE_BALLOTS], &count, &count));
	html_facts_begin(out);
	html_fact_time(out, &opens_words, NULL, round->opens_at);
	html_fact_time(out, &closes_words, NULL, round->closes_at);
	html_fact_number(out, &recorded, NULL, count.n);
	html_facts_end(out);
	return OK;
}

/* What the committee and the trustees run once polling is over. */
static enum err show_count(struct call *call, const struct round_row *round, struct buf *out)
{
	static const struct said title = {"计票", "The count"};

	if (round->state == ROUND_CLOSED) {
		html_say(out, "h2", &title);
		return guide_command(call, out,
			"gongyi call tallyCreate --uuid=%s --key officer.key --url %s", round->uuid,
			call->origin);
	}
	if (round->state == ROUND_TALLIED) {
		html_say(out, "h2", &title);
		return guide_command(call, out,
			"curl -o %s.bel %s/v1/rounds/%s/archive\n"
			"gongyi trustee decrypt %s.bel --file trustee.key > decryption.json\n"
			"gongyi call decryptionCreate --uuid=%s --decryption=@decryption.json"
			" --key my.key --url %s",
			round->uuid, call->origin, round->uuid, round->uuid, round->uuid,
			call->origin);
	}
	return OK;
}

/* A card's address leads to the first round; what is open now may be a further one. */
static enum err show_current(struct call *call, const struct round_row *round, struct buf *out)
{
	static const struct said same = {"仍用原来的投票密钥或选民证，不另发。",
		"The same voting key or voter card is used; there is no other."};
	struct round_row current;
	enum err err = round_current(call->txn, round->election_id, &current);

	if (err == ERR_NOT_FOUND) {
		*call->error = (struct error){0};
		return OK;
	}
	TRY(err);
	if (current.id.v == round->id.v)
		return OK;
	TRY(guide_link(call, out, &round_kind_words[current.kind], "/vote/%s", current.uuid));
	html_say(out, "p", &same);
	return OK;
}

/* Why the archive that everybody gets ends with the encrypted tally. */
static enum err show_withheld(struct call *call, const struct round_row *round, struct buf *out)
{
	static const struct said reason = {"有一个投票渠道的选票很少，分开公布会让人看出个别人选了"
					   "谁。所以公开的档案到加密的计票为"
					   "止；完整的档案，监票人、审计人员和选举委员会可以下载。",
		"One channel had so few ballots that its own figures would tell how single people "
		"voted. The public archive therefore ends with the encrypted tally; trustees, "
		"auditors and the election committee can download all of it."};
	enum opening_state state;

	TRY(opening_state(call, round, &state));
	if (state == OPENING_WITHHELD)
		html_say(out, "p", &reason);
	return OK;
}

static enum err show_documents(struct call *call, const struct election_scope *scope,
	const struct round_row *round, struct buf *out)
{
	const struct verifiable verifiable = {
		scope->body.id, round->uuid, round->state == ROUND_ANNOUNCED};

	TRY(show_progress(call, round, out));
	html_say(out, "h2", &(struct said){"选票", "Ballot paper"});
	TRY(round_paper(call, round->id, out));
	if (round->state <= ROUND_POLLING)
		TRY(show_voting(call, round, out));
	TRY(show_count(call, round, out));
	html_say(out, "h2", &(struct said){"核验", "Verify"});
	TRY(show_withheld(call, round, out));
	return guide_verify(call, &verifiable, out);
}

enum err round_page(struct call *call, struct buf *out)
{
	struct election_scope scope;
	struct round_row round;
	const char *title;

	TRY(round_by_uuid(call->txn, call_in(call, page_round_key)->uuid, &round));
	TRY(election_open(call->txn, round.election_id, &scope));
	title = arena_printf(
		call->arena, "%s：%s", scope.election.title, round_kind_words[round.kind].zh);
	if (!title)
		return fail(call->error, ERR_BUSY);
	html_begin(out, &(struct said){title, round_kind_words[round.kind].en});
	html_say(out, "p", &(struct said){scope.body.name, NULL});
	guide_drill(out, &scope.body);
	html_say(out, "p class=\"next\"", &round_state_words[round.state]);
	TRY(show_current(call, &round, out));
	if (round.state != ROUND_RESERVED)
		TRY(show_documents(call, &scope, &round, out));
	TRY(guide_link(call, out, &back_link, "/e/%" PRId64, scope.election.id.v));
	html_end(out);
	return OK;
}
