/* The community and its people: founding, the roll as an officer's CSV file, offices. Nobody here
 * exists: the ID numbers' region (990101) was never assigned. */
#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "demo.h"
#include "found.h"

enum { CSV_MAX = 1 << 20, TERM_DAYS = 5 * 365, PER_DWELLING = 3, PAGE = 500, ID_SIZE = 32 };

enum err demo_found(struct demo *demo)
{
	struct founding founding = {.name = "桥东社区", .officer = "陈静", .rehearsal = true};

	TRY(found_body(demo->app, &founding, demo->clock(), &demo->error));
	demo->body = founding.body.v;
	demo->officer.id = founding.person.v;
	TRY(demo_activate(demo, &demo->officer, founding.slip.secret, "demo"));
	return demo_sign_in(demo, &demo->officer);
}

/* ---- the roll ---- */

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
	"徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "郑", "梁", "谢", "宋", "唐",
	"许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "欧阳", "潘"};
static const char *const first[] = {"建", "秀", "志", "玉", "文", "海", "淑", "国", "丽", "晓",
	"春", "永", "桂", "明", "红", "家", "雪", "思", "德"};
static const char *const second[] = {"国", "英", "强", "兰", "华", "芳", "军", "梅", "平", "敏",
	"涛", "珍", "林", "霞", "杰", "云", "宁"};

/* 17 digits and the check character of GB 11643. */
static void id_number(int year, int i, char ret_text[ID_SIZE])
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	snprintf(ret_text, ID_SIZE, "990101%04d%02d%02d%03d", year, i % 12 + 1, i % 28 + 1,
		i % 999 + 1);
	for (size_t k = 0; k < COUNT_OF(weights); k++)
		sum += weights[k] * (ret_text[k] - '0');
	ret_text[17] = "10X98765432"[sum % 11];
	ret_text[18] = '\0';
}

/* Every tenth lives here under a lease, all others are registered (A22). */
static void add_row(struct buf *csv, int i, int born)
{
	int dwelling = i / PER_DWELLING;
	char id[ID_SIZE];

	id_number(born, i, id);
	buf_printf(csv, "%d栋,%d单元,%d室,%s%s%s,%s,%s,第%d小组\n", dwelling / 80 + 1,
		dwelling / 20 % 4 + 1, (dwelling / 4 % 5 + 1) * 100 + dwelling % 4 + 1,
		surnames[(size_t)(dwelling * 7 + i % PER_DWELLING * 11) % COUNT_OF(surnames)],
		first[(size_t)(i * 5) % COUNT_OF(first)],
		second[(size_t)(i * 3) % COUNT_OF(second)], id,
		i % 10 ? "户籍,," : "常住,租赁合同,2020-03-01", dwelling / 80 + 1);
}

/* Children under 14 are not on a roll; those up to 17 are, and do not vote (A20). */
static void write_roll(struct buf *csv, int year)
{
	buf_str(csv, "楼栋,单元,房号,姓名,证件号,类别,居住证,迁入日期,居民小组\n");
	for (int i = 0; i < DEMO_VOTERS; i++)
		add_row(csv, i, year - 20 - i * 7 % 62);
	for (int i = 0; i < DEMO_MINORS; i++)
		add_row(csv, i, year - 15 - i % 3);
}

static enum err import(struct demo *demo, const struct buf *csv)
{
	auto_json struct json *report = NULL;
	int64_t id, errors;

	TRY(demo_post_bytes(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/roll/imports", demo->body),
		(struct span){(const uint8_t *)csv->data, csv->len}, &report));
	TRY(demo_id(demo, report, "id", &id));
	TRY(demo_id(demo, report, "errors", &errors));
	if (errors)
		return fail_note(&demo->error, ERR_INTERNAL, "the roll file has errors");
	return demo_send(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/roll/imports/%" PRId64 "/accept",
			demo->body, id),
		"");
}

static enum err know_people(struct demo *demo)
{
	auto_json struct json *page = NULL;
	const struct json *item;

	TRY(demo_get(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/people?limit=%d", demo->body, PAGE),
		&page));
	for (item = json_first(json_get(page, "people")); item; item = json_next(item))
		TRY(demo_id(demo, item, "id", &demo->people[demo->n_people++]));
	return demo->n_people == DEMO_KNOWN
		       ? OK
		       : fail_note(&demo->error, ERR_INTERNAL, "the roll is too short");
}

static enum err grant(struct demo *demo, int64_t person, const char *role)
{
	char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
	int64_t today = day_of(demo->clock());

	day_format(today, from);
	day_format(today + TERM_DAYS, until);
	return demo_send(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/offices", demo->body),
		demo_text(demo,
			"{\"person_id\":\"%" PRId64 "\",\"role\":\"%s\",\"from_day\":\"%s\","
			"\"until_day\":\"%s\"}",
			person, role, from, until));
}

/* The officer keeps the roll too; she neither counts nor holds a key (D28). */
enum err demo_roll(struct demo *demo)
{
	auto_buf struct buf csv = {0};
	int64_t year, month, day;

	day_to_civil(day_of(demo->clock()), &year, &month, &day);
	buf_init(&csv, CSV_MAX);
	write_roll(&csv, (int)year);
	if (!buf_ok(&csv))
		return fail(&demo->error, ERR_TOO_LARGE);
	TRY(grant(demo, demo->officer.id, "roll_keeper"));
	TRY(import(demo, &csv));
	return know_people(demo);
}

/* ---- offices ---- */

/* A committee of five (A13) with the officer, three trustees, an auditor. */
enum err demo_offices(struct demo *demo)
{
	for (size_t i = AT_COMMITTEE; i < AT_AUDITOR; i++)
		TRY(grant(demo, demo->people[i], "election_committee"));
	TRY(grant(demo, demo->people[AT_AUDITOR], "auditor"));
	demo->auditor.id = demo->people[AT_AUDITOR];
	for (size_t i = 0; i < DEMO_TRUSTEES; i++) {
		TRY(grant(demo, demo->people[AT_TRUSTEES + i], "trustee"));
		TRY(demo_person_in(demo, demo->people[AT_TRUSTEES + i], &demo->trustees[i]));
	}
	return OK;
}
