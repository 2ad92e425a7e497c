/* Voting, voting keys and voter cards from the command line, against a real service. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "harness/round.h"
#include "harness/run.h"
#include "harness/server.h"
#include "qr/qr.h"
#include "tool/choices.h"

enum { ARGUMENTS_MAX = 24, OUTPUT_MAX = 1 << 20 };

/* ---- what is written behind --choose ---- */

static const char *choices(const char *text)
{
	static const char *const members[] = {"甲", "乙", "丙"}, *const heads[] = {"丁", "戊"};
	static char marks[16];
	struct question questions[] = {
		{.text = "委员",
			.answers = members,
			.n_answers = 3,
			.blank = true,
			.min = 1,
			.max = 2},
		{.text = "主任", .answers = heads, .n_answers = 2, .min = 1, .max = 1},
	};
	struct election election = {.questions = questions, .n_questions = 2, .n_choices = 6};
	struct error error = {0};
	uint8_t votes[6] = {9, 9, 9, 9, 9, 9};

	questions[1].first = 4;
	if (choices_read(&election, text, votes, &error) != OK)
		return strcmp(error.fields[0].pointer, "--choose") == 0 ? "--choose" : "?";
	for (size_t i = 0; i < 6; i++)
		marks[i] = (char)('0' + votes[i]);
	return marks;
}

TEST(tool, choices_are_numbered_through_the_paper_or_by_question)
{
	T_STR(choices("1,3,5"), "010101");
	T_STR(choices("5"), "100001");
	T_STR(choices("3,4"), "000110");
	T_STR(choices("1,3;2"), "010101");
	T_STR(choices("-;1"), "100010");
	T_STR(choices(";1"), "100010");
}

TEST(tool, choices_that_the_paper_does_not_allow_are_refused)
{
	static const char *const wrong[] = {"", "0,4", "6", "1,2,3,4", "4,5", "1", "1;", "1;3",
		"-;-", "1;1;1", "1,1;1", "1,;1", "1,,2", "a", "1 ,4", "01,4", "99999999", "1;-1"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		T_STR(choices(wrong[i]), "--choose");
	T_STR(choices(NULL), "--choose"); /* the second question cannot be left blank */
}

/* ---- somebody at a terminal ---- */

struct desk {
	struct t_app *app;
	struct t_round *round;
	struct t_server *server;
	const char *folder;
	struct buf out, err;
};

static void desk_done(void *data)
{
	struct desk *desk = data;

	buf_done(&desk->out);
	buf_done(&desk->err);
}

/* `n_voters` 0: no service. */
static struct desk *desk_new(size_t n_voters)
{
	struct t_app *app = t_app_new();
	struct desk *desk = arena_new(&app->arena, struct desk);

	desk->app = app;
	desk->folder = t_folder();
	buf_init(&desk->out, OUTPUT_MAX);
	buf_init(&desk->err, OUTPUT_MAX);
	t_defer(desk_done, desk);
	t_program("gongyi");
	if (!n_voters)
		return desk;
	app->now = clock_now_ms();
	desk->round = t_round_new(app, n_voters);
	app_close(&app->app);
	desk->server = t_server_start(app->folder);
	return desk;
}

/* Runs gongyi with these arguments; NULL ends them. */
static int gongyi(struct desk *desk, ...)
{
	const char *argv[ARGUMENTS_MAX];
	char program[PATH_MAX];
	size_t n = 1;
	va_list list;

	T_CHECK(realpath(t_program("gongyi"), program) != NULL);
	argv[0] = program;
	va_start(list, desk);
	while (n + 1 < ARGUMENTS_MAX && (argv[n] = va_arg(list, const char *)))
		n++;
	va_end(list);
	argv[n] = NULL;
	return t_run(desk->folder, argv, (struct span){0}, &desk->out, &desk->err);
}

static const char *url_of(struct desk *desk)
{
	return t_text(desk->app, "%s/v1/rounds/%s", desk->server->url, desk->round->uuid);
}

#define expect(...) expect_at(__LINE__, __VA_ARGS__)
static void expect_at(int line, int status, int expected, const struct desk *desk)
{
	if (status != expected)
		t_fail(__FILE__, line, "status %d: %s%s", status,
			desk->out.data ? desk->out.data : "", desk->err.data ? desk->err.data : "");
}

static bool said(const struct buf *buf, const char *what)
{
	return buf->data && strstr(buf->data, what);
}

static const char *read_file(struct desk *desk, const char *name)
{
	struct error error = {0};
	const char *text;

	T_OK(file_read(
		t_text(desk->app, "%s/%s", desk->folder, name), &desk->app->arena, &text, &error));
	return text;
}

TEST(tool, vote_shows_the_paper_and_casts_a_ballot_with_a_card)
{
	struct desk *desk = desk_new(3);
	const char *card = t_text(desk->app, "%s/vote/%s#%s.2", desk->server->url,
		desk->round->uuid, desk->round->cards[1]);

	expect(gongyi(desk, "vote", card, "--show", "--lang=en", NULL), 0, desk);
	T_CHECK(said(&desk->out, "委员 (at most 2)") && said(&desk->out, "  5  李娜"));
	expect(gongyi(desk, "vote", card, "--choose", "2,4", "--receipt=receipt.json", "--lang=en",
		       NULL),
		0, desk);
	T_CHECK(said(&desk->out, "✓   2  吴立") && said(&desk->out, "✓   4  王强"));
	T_CHECK(said(&desk->out, "tracker: ") && said(&desk->out, "valid signature: batch 1"));
	expect(gongyi(desk, "vote", card, "--blank", "--lang=zh", NULL), 0, desk);
	T_CHECK(said(&desk->out, "弃权") && said(&desk->out, "列入第 2 批"));
}

TEST(tool, vote_takes_a_store_and_a_ballot_that_was_written_before)
{
	struct desk *desk = desk_new(1);
	const char *url = url_of(desk);
	const char *store = t_text(desk->app, "{\"credential\":\"%s\",\"uuids\":[\"%s\"]}",
		desk->round->cards[0], desk->round->uuid);
	const char *path = t_text(desk->app, "%s/store", desk->folder);
	struct error error = {0};

	T_OK(file_write(path, store, strlen(store), true, &error));
	expect(gongyi(desk, "vote", url, "--choose=1,3;2", "--store=store", "--out=ballot", NULL),
		0, desk);
	expect(gongyi(desk, "vote", url, "--send=ballot", "--receipt=first", NULL), 0, desk);
	expect(gongyi(desk, "vote", url, "--send=ballot", "--receipt=second", NULL), 0, desk);
	expect(gongyi(desk, "vote", url, "--send=store", NULL), 1, desk);
	T_CHECK(said(&desk->err, "canonical"));
	T_INT(chmod(path, 0644), 0);
	expect(gongyi(desk, "vote", url, "--blank", "--store=store", NULL), 1, desk);
	t_server_stop(desk->server);
	t_app_reopen(desk->app, 0);
	T_STR(t_sql(desk->app, "SELECT count(*) FROM ballot"), "1");
	T_STR(read_file(desk, "first"), read_file(desk, "second"));
}

TEST(tool, vote_says_why_it_cannot)
{
	struct desk *desk = desk_new(1);
	const char *url = url_of(desk);
	const char *card = t_text(desk->app, "--credential=%s", desk->round->cards[0]);
	const char *other = t_text(desk->app, "%s/v1/rounds/aaaaaaaaaaaaaa", desk->server->url);

	expect(gongyi(desk, "vote", url, NULL), 2, desk);
	expect(gongyi(desk, "vote", url, "--blank", "--choose=1", card, NULL), 2, desk);
	expect(gongyi(desk, "vote", url, "--blank", NULL), 1, desk);
	T_CHECK(said(&desk->err, "--credential"));
	expect(gongyi(desk, "vote", url, "--blank", "--credential=abc", NULL), 1, desk);
	expect(gongyi(desk, "vote", "http://127.0.0.1/", "--blank", card, NULL), 1, desk);
	expect(gongyi(desk, "vote", other, "--blank", card, NULL), 1, desk);
	expect(gongyi(desk, "vote", url, "--choose=1,2,3", card, NULL), 1, desk);
	T_CHECK(said(&desk->err, "1 to 2 answers: 委员"));
	expect(gongyi(desk, "vote", url, "--blank", "--lang=en",
		       "--credential=XXXXX-XXXXXX-XXXXX-XXXXXX", NULL),
		1, desk);
	T_CHECK(said(&desk->err, "not on the list"));
}

/* ---- voting keys and cards ---- */

#define UUIDS_TEXT "aaaaaaaaaaaaaa,bbbbbbbbbbbbbb,cccccccccccccc"

TEST(tool, credential_new_keeps_the_secret_to_its_owner)
{
	struct desk *desk = desk_new(0);
	const char *shown;
	struct stat info;

	expect(gongyi(desk, "credential", "new", "--uuids=" UUIDS_TEXT, "--store=s", NULL), 0,
		desk);
	shown = t_text(desk->app, "%s", desk->out.data);
	T_CHECK(strncmp(shown, "{\"vote\":\"", 9) == 0 && strstr(shown, "\"tiebreak\":\""));
	T_INT(stat(t_text(desk->app, "%s/s", desk->folder), &info), 0);
	T_INT(info.st_mode & 0777, 0600);
	expect(gongyi(desk, "credential", "show", "--store=s", NULL), 0, desk);
	T_STR(desk->out.data, shown);
	expect(gongyi(desk, "credential", "new", "--uuids=" UUIDS_TEXT, "--store=s", NULL), 1,
		desk); /* never overwritten */
	expect(gongyi(desk, "credential", "new", "--uuids=aaaaaaaaaaaaaa", "--store=t", NULL), 1,
		desk);
	expect(gongyi(desk, "credential", "new",
		       "--uuids=aaaaaaaaaaaaaa,aaaaaaaaaaaaaa,bbbbbbbbbbbbbb", "--store=t", NULL),
		1, desk);
	expect(gongyi(desk, "credential", "forget", "--store=s", NULL), 2, desk);
}

static int cards(struct desk *desk, const char *voters, const char *name)
{
	struct error error = {0};

	T_OK(file_replace(t_text(desk->app, "%s/voters.csv", desk->folder), voters, strlen(voters),
		false, &error));
	return gongyi(desk, "cards", "--voters=voters.csv", "--uuids=" UUIDS_TEXT,
		"--url=http://gongyi.test", "--posts=主任 & 委员",
		t_text(desk->app, "--html=%s.html", name),
		t_text(desk->app, "--public=%s.csv", name), NULL);
}

/* The code printed on the n-th card. */
static const char *code_of(struct desk *desk, const char *page, size_t n)
{
	static const char before[] = "<p class=\"code\">";

	for (; n; n--)
		page = strstr(page, before) + sizeof before - 1;
	return t_text(desk->app, "%.*s", CREDENTIAL_SIZE - 1, page);
}

TEST(tool, cards_carry_the_secret_and_the_list_its_public_halves)
{
	struct desk *desk = desk_new(0);
	auto_buf struct buf svg = {0};
	const char *page, *list, *code;
	char public[POINT_TEXT_SIZE];
	struct scalar secret;
	struct point point;
	struct error error = {0};
	struct stat info;
	struct qr qr;

	T_OK(group_init(&error));
	expect(cards(desk, "编号;姓名;楼栋\n3;张三;1<2\n\n12;欧阳明月;\n", "a"), 0, desk);
	page = read_file(desk, "a.html");
	list = read_file(desk, "a.csv");
	T_CHECK(strstr(page, "3 号") && strstr(page, "12 号") && strstr(page, "欧阳**"));
	T_CHECK(strstr(page, "主任 &amp; 委员") && strstr(page, "1&lt;2") && !strstr(page, "张三"));
	code = code_of(desk, page, 2);
	buf_init(&svg, OUTPUT_MAX);
	T_OK(qr_encode(t_text(desk->app, "http://gongyi.test/vote/aaaaaaaaaaaaaa#%s.12", code),
		&desk->app->arena, &qr));
	qr_svg(&qr, "qr", &svg);
	T_CHECK(strstr(page, svg.data) != NULL);
	credential_derive("bbbbbbbbbbbbbb", code, &secret, &point);
	point_text(&point, public);
	T_CHECK(strncmp(list, "number,vote,rerun,tiebreak\n3,", 29) == 0);
	T_CHECK(strstr(strstr(list, "\n12,"), public) != NULL && !strstr(list, code));
	T_INT(stat(t_text(desk->app, "%s/a.html", desk->folder), &info), 0);
	T_INT(info.st_mode & 0777, 0600);
}

TEST(tool, cards_refuse_a_list_with_mistakes)
{
	struct desk *desk = desk_new(0);
	static const char *const wrong[] = {"", "number\n1\n", "number,name\n", "number,name\n1,\n",
		"number,name\nx,张三\n", "number,name\n0,张三\n", "number,name\n2,张三\n2,李四\n",
		"number,name\n1,\"张三\n"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		expect(cards(desk, wrong[i], "b"), 1, desk);
		T_CHECK(said(&desk->err, "--voters"));
	}
	T_INT(access(t_text(desk->app, "%s/b.html", desk->folder), F_OK), -1);
}

/* ---- QR codes ---- */

TEST(tool, a_qr_code_has_its_finders_and_its_limit)
{
	struct desk *desk = desk_new(0);
	auto_buf struct buf text = {0};
	char *longest = arena_alloc(&desk->app->arena, 2333);
	struct qr qr;

	T_OK(qr_encode("http://gongyi.test/", &desk->app->arena, &qr));
	T_INT(qr.size, 25);
	for (size_t i = 0; i < 7; i++)
		T_CHECK(qr.modules[i] && qr.modules[qr.size - 1 - i] && qr.modules[i * qr.size]);
	T_CHECK(!qr.modules[7] && !qr.modules[qr.size + 1]);
	buf_init(&text, OUTPUT_MAX);
	qr_terminal(&qr, &text);
	T_CHECK(strncmp(text.data, "██", 6) == 0 && text.data[text.len - 1] == '\n');
	memset(longest, 'x', 2331);
	T_OK(qr_encode(longest, &desk->app->arena, &qr));
	longest[2331] = 'x';
	T_ERR(qr_encode(longest, &desk->app->arena, &qr), TOO_LARGE);
}
