/* `gongyi cards`: voter cards (选民证) to print, made offline on an officer's own machine. The
 * secret of each card stands on the card and nowhere else; what is handed in is voter number and
 * public halves. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/charset.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/mask.h"
#include "base/options.h"
#include "base/text.h"
#include "qr/qr.h"
#include "tool/cards_page.h"
#include "tool/usage.h"
#include "tool/voting.h"

enum {
	VOTERS_MAX = 100000,
	VOTERS_BYTES_MAX = 32 << 20,
	FIELD_MAX = 400,
	LINK_SIZE = 400,
	PAGE_MAX = 1 << 30,
	SYMBOL_ARENA = 1 << 20
};

struct card_options {
	const char *voters, *uuids, *url, *html, *public, *title, *posts, *lang;
	bool rehearsal;
};

/* The making of all cards. */
struct making {
	struct tool *tool;
	const struct card_options *options;
	const char *uuids[UUIDS];
	struct rand rand;
	struct buf page;
	struct buf list;
	uint64_t last; /* voter number */
	size_t n;
};

/* ---- the voters' file ---- */

enum { COLUMN_NUMBER, COLUMN_NAME, COLUMN_BUILDING, COLUMNS };

static const char *const column_names[COLUMNS][3] = {
	[COLUMN_NUMBER] = {"number", "选民编号", "编号"},
	[COLUMN_NAME] = {"name", "姓名", "选民姓名"},
	[COLUMN_BUILDING] = {"building", "楼栋", "楼号"},
};

static enum err refuse(struct making *making, const struct csv_row *row, const char *rule)
{
	char place[ERROR_TEXT_MAX];

	snprintf(place, sizeof place, "--voters row %" PRIu32, row->row);
	return fail_field(&making->tool->error, place, rule);
}

static bool is_column(const char *title, size_t column)
{
	for (size_t i = 0; i < COUNT_OF(column_names[column]); i++)
		if (text_equal_fold(title, column_names[column][i]))
			return true;
	return false;
}

static enum err read_titles(struct making *making, struct csv_row *row, int at[COLUMNS])
{
	for (size_t column = 0; column < COLUMNS; column++) {
		at[column] = -1;
		for (uint32_t i = 0; i < row->n_fields; i++) {
			text_fold(row->fields[i]);
			if (is_column(row->fields[i], column))
				at[column] = (int)i;
		}
	}
	if (at[COLUMN_NUMBER] < 0 || at[COLUMN_NAME] < 0)
		return refuse(making, row, "the columns number (选民编号) and name (姓名)");
	return OK;
}

static const char *field_of(struct csv_row *row, int at)
{
	if (at < 0 || (uint32_t)at >= row->n_fields)
		return "";
	text_fold(row->fields[at]);
	return row->fields[at];
}

/* ---- one card ---- */

static void add_public(struct making *making, uint64_t number, const char *credential)
{
	buf_printf(&making->list, "%" PRIu64, number);
	for (size_t i = 0; i < UUIDS; i++) {
		char text[POINT_TEXT_SIZE];
		struct scalar secret;
		struct point point;

		credential_derive(making->uuids[i], credential, &secret, &point);
		explicit_bzero(&secret, sizeof secret);
		point_text(&point, text);
		buf_printf(&making->list, ",%s", text);
	}
	buf_str(&making->list, "\n");
}

/* The secret stands behind the #, which no browser sends; behind it the number, by which the
 * polling desk finds the voter without it. */
static enum err add_symbol(struct making *making, uint64_t number, const char *credential)
{
	char link[LINK_SIZE];
	struct qr qr;
	auto_arena struct arena arena = {0};
	enum err err;

	arena_init(&arena, SYMBOL_ARENA);
	snprintf(link, sizeof link, "%s/vote/%s#%s.%" PRIu64, making->options->url,
		making->uuids[0], credential, number);
	err = qr_encode(link, &arena, &qr);
	explicit_bzero(link, sizeof link);
	if (err != OK)
		return fail(&making->tool->error, err);
	qr_svg(&qr, "qr", &making->page);
	return OK;
}

static enum err add_card(
	struct making *making, uint64_t number, const char *name, const char *building)
{
	const struct card_options *options = making->options;
	char credential[CREDENTIAL_SIZE], masked[MASK_SIZE];
	struct card card = {.title = options->title,
		.posts = options->posts,
		.rehearsal = options->rehearsal,
		.number = number,
		.name = masked,
		.building = building};
	enum err err;

	mask_name(name, masked);
	credential_new(&making->rand, credential);
	add_public(making, number, credential);
	card_begin(&card, &making->page);
	err = add_symbol(making, number, credential);
	card_end(&card, credential, &making->page);
	explicit_bzero(credential, sizeof credential);
	making->n++;
	return err;
}

static enum err read_voter(struct making *making, struct csv_row *row, const int at[COLUMNS])
{
	const char *name = field_of(row, at[COLUMN_NAME]);
	uint64_t number;

	if (row->defect)
		return refuse(making, row, "a row that can be read");
	if (!parse_uint(field_of(row, at[COLUMN_NUMBER]), VOTERS_MAX, &number) ||
		number <= making->last)
		return refuse(making, row, "voter numbers in ascending order, each once");
	if (!*name)
		return refuse(making, row, "a name");
	making->last = number;
	return add_card(making, number, name, field_of(row, at[COLUMN_BUILDING]));
}

static enum err read_voters(struct making *making, struct buf *text)
{
	static const struct csv_limits limits = {VOTERS_MAX, CSV_COLUMNS_MAX, FIELD_MAX};
	struct csv csv;
	struct csv_row row;
	int at[COLUMNS];

	csv_init(&csv, text->data, text->len, csv_separator(text->data, text->len), &limits);
	if (!csv_next(&csv, &row))
		return fail_field(&making->tool->error, "--voters", "a row of column titles");
	TRY(read_titles(making, &row, at));
	while (csv_next(&csv, &row))
		if (!csv_row_is_blank(&row))
			TRY(read_voter(making, &row, at));
	return making->n ? OK : fail_field(&making->tool->error, "--voters", "at least one voter");
}

/* ---- the command ---- */

static enum err make_cards(struct making *making)
{
	struct tool *tool = making->tool;
	enum charset charset;
	struct span bytes;
	auto_buf struct buf text = {0};

	TRY(uuids_read(tool, making->options->uuids, making->uuids));
	TRY(file_bytes(making->options->voters, &tool->arena, &bytes, &tool->error));
	buf_init(&text, VOTERS_BYTES_MAX);
	TRY(charset_decode(bytes, &tool->error, &text, &charset));
	buf_str(&making->list, "number,vote,rerun,tiebreak\n");
	page_begin(making->options->title, &making->page);
	TRY(read_voters(making, &text));
	page_end(&making->page);
	if (!buf_ok(&making->page) || !buf_ok(&making->list))
		return fail(&tool->error, ERR_TOO_LARGE);
	TRY(file_write(
		making->options->html, making->page.data, making->page.len, true, &tool->error));
	return file_write(
		making->options->public, making->list.data, making->list.len, false, &tool->error);
}

static int run(const struct card_options *given)
{
	struct tool tool;
	struct making making = {.tool = &tool, .options = given, .rand = rand_system()};
	char number[24];
	int status = 2;

	buf_init(&making.page, PAGE_MAX);
	buf_init(&making.list, VOTERS_BYTES_MAX);
	if (tool_begin(&tool, given->lang)) {
		enum err err = group_init(&tool.error);

		if (err == OK)
			err = make_cards(&making);
		status = err == OK ? 0 : tool_failed(&tool);
		snprintf(number, sizeof number, "%zu", making.n);
		if (err == OK)
			tool_say(&tool, "{} cards. Print them, then delete their file",
				"已制作 {} 张选民证。打印后请删除该文件", number);
	}
	if (making.page.data)
		explicit_bzero(making.page.data, making.page.len);
	buf_done(&making.page);
	buf_done(&making.list);
	arena_done(&tool.arena);
	return status;
}

int tool_cards(int argc, char **argv)
{
	struct card_options given = {.title = "居民委员会选举", .posts = ""};
	const struct option options[] = {
		OPTION_TEXT("voters", &given.voters),
		OPTION_TEXT("uuids", &given.uuids),
		OPTION_TEXT("url", &given.url),
		OPTION_TEXT("html", &given.html),
		OPTION_TEXT("public", &given.public),
		OPTION_TEXT("title", &given.title),
		OPTION_TEXT("posts", &given.posts),
		OPTION_TEXT("lang", &given.lang),
		OPTION_FLAG("rehearsal", &given.rehearsal),
		{0},
	};

	if (!options_read(options, argc, argv) || !given.voters || !given.uuids || !given.url ||
		!given.html || !given.public || strlen(given.url) > LINK_SIZE / 2)
		return usage_wrong("cards");
	return run(&given);
}
