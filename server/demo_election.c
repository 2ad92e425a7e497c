/* The election's course, from the draft to polling with its first ballots. Times are the
 * rehearsal's: its clock moves from period to period. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "crypto/ballot.h"
#include "crypto/wire/documents.h"
#include "demo.h"
#include "tool/trustee_steps.h"

enum {
	DAYS_AHEAD = 30, /* from the draft to election day: the list's 20 days fit (A35) */
	NOMINATION_DAY = 16,
	POLLING_DAYS = 7,
	OPENS_HOUR = 8,
	SETUP_ROUNDS = 8,
	CARDS_TEXT_MAX = 1 << 15,
	BALLOT_ARENA = 16 << 20
};

#define MS_PER_HOUR INT64_C(3600000)

static const char *below(struct demo *demo, const char *rest)
{
	return demo_text(demo, "/v1/elections/%" PRId64 "%s", demo->election, rest);
}

static enum err advance(struct demo *demo, const char *to)
{
	return demo_send(demo, demo->officer.token, below(demo, "/state"),
		demo_text(demo, "{\"to\":\"%s\"}", to));
}

/* ---- draft ---- */

static enum err take_draft(struct demo *demo, const struct json *reply)
{
	const struct json *item;
	size_t n = 0;

	TRY(demo_id(demo, reply, "id", &demo->election));
	for (item = json_first(json_get(reply, "posts")); item && n < DEMO_POSTS;
		item = json_next(item))
		TRY(demo_id(demo, item, "id", &demo->posts[n++]));
	n = 0;
	for (item = json_first(json_get(reply, "rounds")); item && n < DEMO_UUIDS;
		item = json_next(item)) {
		const char *uuid = "";

		if (json_string(json_get(item, "uuid"), &uuid))
			demo->uuids[n++] = demo_text(demo, "%s", uuid);
	}
	return n == DEMO_UUIDS ? OK : fail_note(&demo->error, ERR_INTERNAL, "a draft lacks rounds");
}

enum err demo_draft(struct demo *demo)
{
	auto_json struct json *reply = NULL;
	char opens[TIME_TEXT_SIZE], closes[TIME_TEXT_SIZE];

	demo->opens_at = day_start(day_of(demo->clock()) + DAYS_AHEAD) + OPENS_HOUR * MS_PER_HOUR;
	time_format(demo->opens_at, opens);
	time_format(demo->opens_at + POLLING_DAYS * MS_PER_DAY, closes);
	TRY(demo_post(demo, demo->officer.token,
		demo_text(demo, "/v1/bodies/%" PRId64 "/elections", demo->body),
		demo_text(demo,
			"{\"title\":\"桥东社区居民委员会换届选举\",\"mode\":\"all\","
			"\"opens_at\":\"%s\",\"closes_at\":\"%s\",\"posts\":["
			"{\"title\":\"主任\",\"seats\":1},{\"title\":\"副主任\",\"seats\":1},"
			"{\"title\":\"委员\",\"seats\":3}]}",
			opens, closes),
		&reply));
	TRY(take_draft(demo, reply));
	TRY(advance(demo, "committee_formed"));
	return advance(demo, "registering");
}

enum err demo_list(struct demo *demo)
{
	auto_json struct json *reply = NULL;
	int64_t voters;

	TRY(demo_post(demo, demo->officer.token, below(demo, "/list"), "{}", &reply));
	TRY(demo_id(demo, reply, "voters", &voters));
	if (voters != DEMO_VOTERS)
		return fail_note(&demo->error, ERR_INTERNAL, "%" PRId64 " voters", voters);
	TRY(demo_clock(demo, demo->opens_at - (DAYS_AHEAD - NOMINATION_DAY) * MS_PER_DAY));
	TRY(advance(demo, "objections_closed"));
	return advance(demo, "nominating");
}

/* ---- candidates ---- */

/* Which post each candidate stands for: 1 of 2, 1 of 2, 3 of 4. */
static const size_t post_of[DEMO_CANDIDATES] = {0, 0, 1, 1, 2, 2, 2, 2};

static const char *const statements[DEMO_CANDIDATES] = {
	"在社区工作十二年。想把老旧电梯的事办成。",
	"退休教师。办好老年食堂和儿童阅览室。",
	"做过物业经理。账目每月公开，逐笔可查。",
	"社区医生。推动家庭医生上门。",
	"楼栋长六年，熟悉三个小组。",
	"志愿者队长，组织过两次防汛。",
	"会计师，愿意管好公共收益。",
	"年轻父母代表，关注放学后的孩子。",
};

/* The full name as the ballot paper prints it; that it was read, and why, is kept (D10). */
static enum err read_name(struct demo *demo, int64_t person, const char **ret_name)
{
	auto_json struct json *reply = NULL;
	const char *name = "";

	TRY(demo_post(demo, demo->officer.token,
		demo_text(
			demo, "/v1/bodies/%" PRId64 "/people/%" PRId64 "/read", demo->body, person),
		"{\"purpose\":\"登记候选人或监票人\"}", &reply));
	if (!json_string(json_get(reply, "name"), &name))
		return fail_note(&demo->error, ERR_INTERNAL, "a person has no name");
	*ret_name = demo_text(demo, "%s", name);
	return OK;
}

enum err demo_candidates(struct demo *demo)
{
	for (size_t i = 0; i < DEMO_CANDIDATES; i++) {
		int64_t person = demo->people[AT_CANDIDATES + i];
		const char *name;

		TRY(read_name(demo, person, &name));
		TRY(demo_send(demo, demo->officer.token, below(demo, "/candidates"),
			demo_text(demo,
				"{\"post_id\":\"%" PRId64 "\",\"person_id\":\"%" PRId64
				"\",\"name\":\"%s\",\"statement\":\"%s\"}",
				demo->posts[post_of[i]], person, name, statements[i])));
	}
	return demo_send(demo, demo->officer.token, below(demo, "/candidates/publish"), "");
}

/* ---- trustees ---- */

static enum err appoint(struct demo *demo)
{
	auto_buf struct buf body = {0};

	buf_init(&body, CARDS_TEXT_MAX);
	buf_printf(&body, "{\"threshold\":%d,\"trustees\":[", DEMO_THRESHOLD);
	for (size_t i = 0; i < DEMO_TRUSTEES; i++) {
		const char *name;

		TRY(read_name(demo, demo->trustees[i].id, &name));
		buf_printf(&body, "%s{\"person_id\":\"%" PRId64 "\",\"name\":\"%s\"}", i ? "," : "",
			demo->trustees[i].id, name);
	}
	buf_str(&body, "]}");
	return buf_ok(&body)
		       ? demo_send(demo, demo->officer.token, below(demo, "/trustees"), body.data)
		       : fail(&demo->error, ERR_TOO_LARGE);
}

static enum err look(struct demo *demo, size_t i, struct setup_view *ret_view)
{
	const char *token = demo->trustees[i].token;
	struct span trustees, shares;

	TRY(demo_get_bytes(demo, token, below(demo, "/trustees"), &trustees));
	TRY(demo_get_bytes(demo, token, below(demo, "/trustees/shares"), &shares));
	return setup_view_read(trustees, shares, &demo->arena, ret_view, &demo->error);
}

/* What a trustee can do now; the demo's three have compared their certificates. */
static enum err trustee_goes_on(
	struct demo *demo, size_t i, struct trustee_file *file, enum setup_step *ret_step)
{
	auto_buf struct buf body = {0};
	struct setup_view view;

	TRY(look(demo, i, &view));
	TRY(setup_next(file, &view, false, &demo->rand, &demo->arena, &demo->error, ret_step));
	if (*ret_step == SETUP_COMPARE)
		TRY(setup_next(
			file, &view, true, &demo->rand, &demo->arena, &demo->error, ret_step));
	if (!setup_target(*ret_step))
		return OK;
	buf_init(&body, CARDS_TEXT_MAX);
	setup_body(file, *ret_step, &body);
	if (!buf_ok(&body))
		return fail(&demo->error, ERR_TOO_LARGE);
	return demo_send(demo, demo->trustees[i].token,
		demo_text(demo, "%s/%s", below(demo, "/trustees"), setup_target(*ret_step)),
		body.data);
}

/* The trustee's file, with which `gongyi trustee decrypt` opens the count later. */
static enum err keep_trustee(struct demo *demo, size_t i, const struct trustee_file *file)
{
	auto_buf struct buf text = {0};
	struct json_writer writer;

	buf_init(&text, 1 << 20);
	writer = json_writer(&text);
	json_write(&writer, &trustee_file_schema, file);
	buf_char(&text, '\n');
	if (!buf_ok(&text))
		return fail(&demo->error, ERR_TOO_LARGE);
	return file_replace(demo_text(demo, "%s/trustee-%zu.json", demo->data, i + 1), text.data,
		text.len, true, &demo->error);
}

static bool all_ready(const enum setup_step steps[DEMO_TRUSTEES])
{
	for (size_t i = 0; i < DEMO_TRUSTEES; i++)
		if (steps[i] != SETUP_READY)
			return false;
	return true;
}

enum err demo_trustees(struct demo *demo)
{
	struct trustee_file files[DEMO_TRUSTEES];
	enum setup_step steps[DEMO_TRUSTEES] = {SETUP_WAIT};

	TRY(appoint(demo));
	for (size_t i = 0; i < DEMO_TRUSTEES; i++)
		TRY(trustee_file_new(demo->election, &demo->rand, &demo->arena, &files[i]));
	for (int round = 0; round < SETUP_ROUNDS && !all_ready(steps); round++)
		for (size_t i = 0; i < DEMO_TRUSTEES; i++)
			TRY(trustee_goes_on(demo, i, &files[i], &steps[i]));
	if (!all_ready(steps))
		return fail_note(&demo->error, ERR_INTERNAL, "the trustees do not get ready");
	for (size_t i = 0; i < DEMO_TRUSTEES; i++)
		TRY(keep_trustee(demo, i, &files[i]));
	return OK;
}

/* ---- voting keys ---- */

/* "vote":…,"rerun":…,"tiebreak":…: the public halves for the three rounds. */
static void write_halves(const struct demo *demo, const char *credential, struct buf *out)
{
	static const char *const names[DEMO_UUIDS] = {"vote", "rerun", "tiebreak"};

	for (size_t i = 0; i < DEMO_UUIDS; i++) {
		char text[POINT_TEXT_SIZE];
		struct scalar secret;
		struct point half;

		credential_derive(demo->uuids[i], credential, &secret, &half);
		explicit_bzero(&secret, sizeof secret);
		point_text(&half, text);
		buf_printf(out, "%s\"%s\":\"%s\"", i ? "," : "", names[i], text);
	}
}

/* Residents come in with their slips, each on a phone of her own that makes its key. */
enum err demo_keys(struct demo *demo)
{
	for (size_t i = 0; i < demo->n_phones; i++) {
		auto_buf struct buf body = {0};
		struct demo_person resident;

		buf_init(&body, CARDS_TEXT_MAX);
		TRY(demo_person_in(demo, demo->people[AT_PHONES + i], &resident));
		credential_new(&demo->rand, demo->phones[i]);
		buf_char(&body, '{');
		write_halves(demo, demo->phones[i], &body);
		buf_char(&body, '}');
		TRY(demo_send(demo, resident.token, below(demo, "/keys"), body.data));
	}
	return OK;
}

/* Printed cards for the last numbers of the list, whose voters have no phone here. */
enum err demo_cards(struct demo *demo)
{
	auto_buf struct buf body = {0};

	buf_init(&body, CARDS_TEXT_MAX);
	buf_str(&body, "{\"cards\":[");
	for (size_t i = 0; i < DEMO_CARDS; i++) {
		credential_new(&demo->rand, demo->cards[i]);
		buf_printf(&body, "%s{\"number\":%zu,", i ? "," : "", (size_t)demo_card_number(i));
		write_halves(demo, demo->cards[i], &body);
		buf_char(&body, '}');
	}
	buf_str(&body, "]}");
	return buf_ok(&body)
		       ? demo_send(demo, demo->officer.token, below(demo, "/cards"), body.data)
		       : fail(&demo->error, ERR_TOO_LARGE);
}

/* ---- polling ---- */

static enum err expect_round(struct demo *demo, const char *state)
{
	auto_json struct json *reply = NULL;
	const char *found = "";

	TRY(demo_get(demo, NULL, demo_text(demo, "/v1/rounds/%s", demo->uuids[0]), &reply));
	if (!json_string(json_get(reply, "state"), &found) || strcmp(found, state) != 0)
		return fail_note(
			&demo->error, ERR_INTERNAL, "the round is not %s but %s", state, found);
	return OK;
}

/* The ballot paper is fixed by itself when registration of keys ends … */
enum err demo_prepare(struct demo *demo)
{
	TRY(demo_clock(demo, demo->opens_at - MS_PER_HOUR));
	return expect_round(demo, "prepared");
}

/* … and polling opens by itself at its hour. */
enum err demo_open(struct demo *demo)
{
	TRY(demo_clock(demo, demo->opens_at));
	return expect_round(demo, "polling");
}

/* Marks up to `max` answers of a question, earlier ones more often; one voter in fifteen leaves it
 * blank. */
static void choose(struct rand *rand, const struct question *question, uint8_t *votes)
{
	uint8_t *answers = votes + question->first + question->blank;
	unsigned n = 0;

	if (rand_below(rand, 15) == 0) {
		votes[question->first] = 1;
		return;
	}
	for (size_t i = 0; n < question->max && i < question->n_answers; i++)
		if (rand_below(rand, 100) < 60) {
			answers[i] = 1;
			n++;
		}
	if (!n)
		answers[question->n_answers - 1] = 1;
}

static enum err cast_one(struct demo *demo, const struct election *election, size_t i)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf text = {0};
	auto_json struct json *receipt = NULL;
	uint8_t votes[ELECTION_CHOICES_MAX] = {0};
	struct scalar secret;
	struct ballot *ballot;

	arena_init(&arena, BALLOT_ARENA);
	buf_init(&text, BALLOT_TEXT_MAX);
	for (size_t k = 0; k < election->n_questions; k++)
		choose(&demo->rand, &election->questions[k], votes);
	credential_secret(demo->uuids[0], demo->phones[i], &secret);
	TRY(ballot_make(election, &secret, votes, &demo->rand, &arena, &ballot, &demo->error));
	ballot_write(election, ballot, &text);
	if (!buf_ok(&text))
		return fail(&demo->error, ERR_TOO_LARGE);
	return demo_post_bytes(demo, NULL, demo_text(demo, "/v1/rounds/%s/ballots", demo->uuids[0]),
		(struct span){(const uint8_t *)text.data, text.len}, &receipt);
}

enum err demo_ballots(struct demo *demo)
{
	struct election *election;
	struct span document;

	TRY(demo_get_bytes(
		demo, NULL, demo_text(demo, "/v1/rounds/%s/election", demo->uuids[0]), &document));
	TRY(election_read(
		(const char *)document.data, document.len, &demo->arena, &election, &demo->error));
	for (size_t i = 0; i < demo->n_phones; i++)
		TRY(cast_one(demo, election, i));
	return OK;
}
