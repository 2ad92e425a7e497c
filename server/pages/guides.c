/* See guides.h. */
#include "pages/guides.h"

#include <stdarg.h>
#include <stdio.h>

#include "pages/store.h"
#include "pages/words.h"

enum { COMMAND_MAX = 1000 };

static void say_all(struct buf *out, const char *tag, const struct said *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		html_say(out, tag, &items[i]);
}

enum err guide_command(struct call *call, struct buf *out, const char *format, ...)
{
	char text[COMMAND_MAX];
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(text, sizeof text, format, list);
	va_end(list);
	if (n < 0 || n >= COMMAND_MAX)
		return fail(call->error, ERR_TOO_LARGE);
	html_command(out, text);
	return OK;
}

enum err guide_link(
	struct call *call, struct buf *out, const struct said *said, const char *format, ...)
{
	char href[200];
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(href, sizeof href, format, list);
	va_end(list);
	if (n < 0 || (size_t)n >= sizeof href)
		return fail(call->error, ERR_TOO_LARGE);
	html_link(out, href, said);
	return OK;
}

void guide_drill(struct buf *out, const struct body *body)
{
	static const struct said drill = {
		"演练：这里的一切都没有法律效力。", "Rehearsal: nothing here is binding."};

	if (body->rehearsal)
		html_say(out, "p class=\"drill\"", &drill);
}

/* ---- /in ---- */

enum err guide_slip(struct call *call, struct buf *out)
{
	static const struct said first[] = {
		{"激活单上的二维码是您进入本系统的钥匙，只能用一次，请不要给别人看。",
			"The code on your slip is your key to this service. It works once; show it "
			"to nobody."},
		{"二维码中 # 号后面的密码只留在您的手机里：浏览器不会把它发给任何服务器，本系统只存"
		 "了它的校验值。",
			"What stands behind the # never leaves your phone: browsers do not send "
			"it, "
			"and the service keeps only a hash of it."},
		{"请用手机自带的相机扫码；有的扫码软件会把内容传给它的厂家。",
			"Scan with the phone's own camera: some scanner apps send what they scan "
			"to "
			"their makers."},
	};
	static const struct said steps = {"在电脑上启用", "On a computer"};
	static const struct said how = {"把下面「激活单网址」换成您扫出的完整网址：",
		"Put the whole address from your slip in place of 激活单网址:"};
	static const struct said by_hand = {
		"扫不了码，就输入激活单上的序号和八位代码（社区编号在首页）：",
		"If you cannot scan, type the list number and the eight characters:"};
	static const struct said help = {"不方便使用手机或电脑？", "No phone, no computer?"};
	static const struct said desk[] = {
		{"带上身份证到居委会，工作人员会帮您办理；投票时到投票站用纸质选票，效力相同。",
			"Bring your identity card to the committee's office. Paper ballots at the "
			"polling station count the same."},
		{"激活单丢了或被人看过，请到居委会换发，旧单随即作废。",
			"Slip lost or seen by others? The office issues a new one; the old one is "
			"void at once."},
	};

	html_begin(out, &(struct said){"收到激活单怎么办", "What to do with your slip"});
	say_all(out, "p", first, COUNT_OF(first));
	html_say(out, "h2", &steps);
	html_say(out, "p", &how);
	TRY(guide_command(call, out, "gongyi device new --key my.key --slip '激活单网址'"));
	html_say(out, "p", &by_hand);
	TRY(guide_command(call, out,
		"gongyi device new --key my.key --body 社区编号 --list-number 序号 --code "
		"XXXX-XXXX --url %s",
		call->origin));
	html_say(out, "h2", &help);
	say_all(out, "p", desk, COUNT_OF(desk));
	html_end(out);
	return OK;
}

/* ---- /audit ---- */

enum err guide_verify(struct call *call, const struct verifiable *round, struct buf *out)
{
	const char *uuid = round->uuid, *origin = call->origin, *result = "", *option = "";

	if (round->announced) {
		result = arena_printf(call->arena,
			"curl -o %s.result.json %s/v1/rounds/%s/result/envelope\n", uuid, origin,
			uuid);
		option = arena_printf(call->arena, " --result %s.result.json", uuid);
	}
	if (!result || !option)
		return fail(call->error, ERR_BUSY);
	return guide_command(call, out,
		"curl -o %s.bel %s/v1/rounds/%s/archive\n%s"
		"curl -o record.tar %s/v1/bodies/%lld/record/export\n"
		"gongyi-verify %s.bel%s --record record.tar",
		uuid, origin, uuid, result, origin, (long long)round->body.v, uuid, option);
}

static enum err other_tool(struct call *call, struct buf *out)
{
	static const struct said title = {
		"再用别人写的程序核验", "Verify again with a program others wrote"};
	static const struct said text[] = {
		{"Debian 13 的 belenios-tool 软件包与本系统无关，读的是同一个档案。",
			"Debian 13's package belenios-tool has nothing to do "
			"with this "
			"service and reads the same archive. Run it in a folder that holds the "
			"archive alone:"},
	};

	html_say(out, "h2", &title);
	say_all(out, "p", text, COUNT_OF(text));
	return guide_command(call, out,
		"mkdir check && cp UUID.bel check/ && cd check\n"
		"belenios-tool election verify");
}

static enum err record_of(struct call *call, struct body_id id, struct buf *out)
{
	struct body body;

	TRY(body_get(call->txn, id, &body));
	html_say(out, "h3", &(struct said){body.name, NULL});
	return guide_command(call, out,
		"curl -o record.tar %s/v1/bodies/%lld/record/export\n"
		"gongyi-verify record.tar\n"
		"curl %s/v1/bodies/%lld/record\n"
		"curl -o checkpoint %s/v1/bodies/%lld/record/checkpoint\n"
		"curl '%s/v1/bodies/%lld/record/consistency?from=SIZE'",
		call->origin, (long long)id.v, call->origin, (long long)id.v, call->origin,
		(long long)id.v, call->origin, (long long)id.v);
}

static enum err records(struct call *call, struct buf *out)
{
	static const struct said title = {"公开记录", "The public record"};
	static const struct said text = {
		"每个社区有一本只能添加、不能涂改的公开记录（C2SP tlog-tiles 格式）。留下今天的签名"
		"（checkpoint），以后就能证明其间没有改动。",
		"Each community has a public log that can only grow (C2SP tlog-tiles). Keep "
		"today's "
		"checkpoint, and later you can prove that nothing before it was changed. SIZE is "
		"the "
		"size your kept checkpoint states."};
	struct list rows;

	html_say(out, "h2", &title);
	html_say(out, "p", &text);
	TRY(db_all(call->txn, &pages_stmts[PAGE_BODIES], NULL, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(record_of(call, ((const struct page_body_row *)rows.items)[i].id, out));
	return OK;
}

static enum err archives(struct call *call, struct buf *out)
{
	static const struct said title = {"选举档案", "Election archives"};
	static const struct said text = {
		"档案里有每一张加密选票和全部证明，没有任何选民的姓名。下载后断网也能核验。",
		"An archive holds every encrypted ballot and all proofs, and no voter's name. It "
		"is "
		"verified without network."};
	static const struct said none = {"还没有已定稿的投票。", "No vote has been prepared yet."};
	const struct page_round_row *row;
	struct list rows;

	html_say(out, "h2", &title);
	html_say(out, "p", &text);
	TRY(db_all(call->txn, &pages_stmts[PAGE_ALL_ROUNDS], NULL, &rows));
	row = rows.items;
	if (!rows.n)
		html_say(out, "p", &none);
	for (size_t i = 0; i < rows.n; i++) {
		html_say(out, "h3", &(struct said){row[i].title, round_kind_words[row[i].kind].en});
		html_say(out, "p", &round_state_words[row[i].state]);
		TRY(guide_verify(call,
			&(struct verifiable){
				row[i].body_id, row[i].uuid, row[i].state == ROUND_ANNOUNCED},
			out));
	}
	return OK;
}

/* A phone trusts the program it is sent: whoever builds the same sources sees that it is theirs. */
static enum err client_files(struct call *call, struct buf *out)
{
	static const struct said title = {"手机客户端", "The phone client"};
	static const struct said about = {"选票在手机上加密，所以要核对手机运行的程序。用公开的源代"
					  "码在自己的电脑上构建，每个文件的"
					  "SHA-256 应当与这里的一致：",
		"Ballots are encrypted on the phone, so what the phone runs is checked too: a "
		"build "
		"of the published sources on your own computer gives files with these SHA-256:"};

	html_say(out, "h2", &title);
	html_say(out, "p", &about);
	TRY(guide_command(call, out, "make && (cd build/client/files && sha256sum assets/*)"));
	return guide_link(
		call, out, &(struct said){"各文件的 SHA-256", "The files' SHA-256"}, "/v1/client");
}

enum err guide_audit(struct call *call, struct buf *out)
{
	static const struct said intro = {"不必相信本系统：下载数据，在自己的电脑上重新计算一遍。",
		"Do not take our word for it: download the data and compute everything again on "
		"your "
		"own computer."};
	static const struct said text[] = {
		{"--result 是两名工作人员签署的结果：票箱、合计、门槛和当选人逐项重算。--record "
		 "是公开记录：签署人的公钥、选票的次序、公布的是哪一份，都以它为准。记录的密钥请与"
		 "公"
		 "告栏上的核对。",
			"--result is the result as two officers signed it: boxes, sums, thresholds "
			"and who is elected are computed again. --record is the public record: it "
			"says whose keys signed, in which order the ballots came, what was "
			"announced. Compare its key with the notice board."},
		{"gongyi-verify 逐项报告；全部成立时退出码为 0，有一项不成立为 1，无法核验为 2。",
			"gongyi-verify reports each check; its exit status is 0 only when all "
			"holds, 1 when a check fails, 2 when nothing can be checked."},
	};

	html_begin(out, &(struct said){"监督核验", "For auditors"});
	html_say(out, "p", &intro);
	TRY(archives(call, out));
	say_all(out, "p", text, COUNT_OF(text));
	TRY(other_tool(call, out));
	TRY(records(call, out));
	TRY(client_files(call, out));
	html_end(out);
	return OK;
}

/* ---- /test ---- */

enum err guide_test(struct call *call, struct buf *out)
{
	static const struct said text[] = {
		{"投票的手机公开一张试验选票，这一页在另一台设备上核对：它封的是不是它显示的选择。"
		 "要"
		 "在浏览器里核对，需要启用 JavaScript。# 号后面的内容不会发给服务器。",
			"A phone that votes reveals a test ballot, and this page checks on another "
			"device whether it had sealed what it shows. In the browser this needs "
			"JavaScript. What stands behind the # is not sent to the service."},
		{"也可以用不依赖浏览器的程序核对；把 UUID 换成这次投票的，把 TEXT "
		 "换成手机给出的链接或文字。只给编号的链接，它就说票箱里有没有这个编号的选票：",
			"A program that needs no browser checks the same; put the vote's own in "
			"place of UUID, and the phone's link or text in place of TEXT. Of a link "
			"that only names a ballot it says whether that ballot is in the box:"},
	};

	html_begin(out, &(struct said){"核对一部投票手机", "Check a phone that votes"});
	say_all(out, "p", text, COUNT_OF(text));
	TRY(guide_command(call, out,
		"curl -o UUID.bel %s/v1/rounds/UUID/archive\n"
		"gongyi-verify UUID.bel --test-ballot 'TEXT'",
		call->origin));
	html_end(out);
	return OK;
}

/* ---- /office ---- */

enum err guide_office(struct call *call, struct buf *out)
{
	static const struct said text[] = {
		{"工作台在浏览器里运行，需要启用 JavaScript。",
			"The officers' console runs in the browser and needs JavaScript."},
		{"也可以在命令行办理；下面的命令列出全部操作：",
			"Everything can be done by the command line too; this lists all "
			"operations:"},
	};

	html_begin(out, &(struct said){"工作台", "Officers' console"});
	say_all(out, "p", text, COUNT_OF(text));
	TRY(guide_command(call, out, "gongyi call"));
	html_end(out);
	return OK;
}
