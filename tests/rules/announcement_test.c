/* The announced result as data: sums over channels, what a small channel hides, text and back. */
#include "rules/announcement.h"

#include <string.h>

#include "base/cleanup.h"
#include "harness/test.h"

enum { ARENA = 1 << 20 };

/* One post with one seat and two candidates, A and B; two boxes. */
struct sample {
	struct announced_candidate candidates[2];
	struct announced_post post;
	struct count votes[2][2];
	struct announced_box boxes[2];
	struct announcement announcement;
};

static void set_box(struct sample *sample, size_t i, int64_t recovered, int64_t a, int64_t b)
{
	sample->votes[i][0] = (struct count){"A", a};
	sample->votes[i][1] = (struct count){"B", b};
	sample->boxes[i] = (struct announced_box){.box = i ? "2" : "1",
		.name = "票箱",
		.kind = "station",
		.printed = recovered,
		.issued = recovered,
		.recovered = recovered,
		.valid = recovered,
		.votes = {sample->votes[i], 2}};
}

static void sample_init(struct sample *sample)
{
	*sample = (struct sample){
		.candidates = {{.candidate = "A", .name = "甲", .online = 500},
			{.candidate = "B", .name = "乙", .online = 100}},
	};
	sample->post = (struct announced_post){
		.post = "7", .title = "主任", .seats = 1, .candidates = {sample->candidates, 2}};
	set_box(sample, 0, 301, 60, 50);
	set_box(sample, 1, 200, 41, 0);
	sample->announcement = (struct announcement){.round = "uuid",
		.title = "换届选举",
		.n = 2400,
		.online = 700,
		.boxes = {sample->boxes, 2},
		.posts = {&sample->post, 1}};
}

static const struct announced_candidate *candidate(const struct sample *sample, size_t i)
{
	return &((const struct announced_candidate *)sample->post.candidates.items)[i];
}

static void decide(struct sample *sample, struct arena *arena)
{
	struct error error = {0};

	T_OK(announcement_sum(&sample->announcement, &error));
	T_OK(announcement_decide(&sample->announcement, arena, &error));
}

/* W14: 1,201 of 2,400 took part; 601 votes elect. */
TEST(rules, an_announcement_adds_the_channels_and_decides)
{
	auto_arena struct arena arena;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	T_INT(sample.announcement.p, 1201);
	T_INT(sample.announcement.verdict, ANNOUNCED_VALID);
	T_STR(sample.announcement.turnout, "2*1201 = 2402 > 2400");
	T_INT(candidate(&sample, 0)->paper, 101);
	T_INT(candidate(&sample, 0)->votes, 601);
	T_INT(candidate(&sample, 0)->fate, FATE_ELECTED);
	T_STR(candidate(&sample, 0)->test, "2*601 = 1202 > 1201");
	sample_init(&sample);
	sample.announcement.online = 699; /* W14: one less */
	decide(&sample, &arena);
	T_INT(sample.announcement.verdict, ANNOUNCED_NOT_VALID);
	T_INT(candidate(&sample, 0)->fate, FATE_NONE);
}

TEST(rules, an_announcement_is_ranked_and_shows_each_rerun)
{
	auto_arena struct arena arena;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	sample.candidates[0].online = 300;
	sample.candidates[1].online = 400;
	decide(&sample, &arena);
	T_STR(candidate(&sample, 0)->candidate, "B");
	T_INT(candidate(&sample, 0)->fate, FATE_RERUN);
	T_INT(candidate(&sample, 1)->fate, FATE_RERUN);
	T_INT(sample.post.rerun_seats, 1);
}

/* A88 */
TEST(rules, more_papers_out_of_the_boxes_than_were_issued_void_everything)
{
	auto_arena struct arena arena;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	sample.boxes[0].issued = 300;
	decide(&sample, &arena);
	T_INT(sample.announcement.verdict, ANNOUNCED_VOID);
	T_CHECK(sample.announcement.turnout == NULL);
	T_INT(candidate(&sample, 0)->fate, FATE_NONE);
	sample_init(&sample);
	sample.boxes[0].issued = 300;
	sample.boxes[1].issued = 201; /* not more over all boxes */
	decide(&sample, &arena);
	T_INT(sample.announcement.verdict, ANNOUNCED_VALID);
}

TEST(rules, votes_that_cannot_be_are_refused)
{
	struct sample sample;
	struct error error = {0};

	sample_init(&sample);
	sample.votes[0][0].name = "C";
	T_ERR(announcement_sum(&sample.announcement, &error), INVALID);
	sample_init(&sample);
	sample.votes[1][0].n = 201;
	T_ERR(announcement_sum(&sample.announcement, &error), INVALID);
	sample_init(&sample);
	sample.votes[1][0].n = 150; /* A84: one seat, and 200 ballots bear 201 marks */
	sample.votes[1][1].n = 51;
	T_ERR(announcement_sum(&sample.announcement, &error), INVALID);
	sample.votes[1][1].n = 50;
	T_OK(announcement_sum(&sample.announcement, &error));
}

/* A89 */
TEST(rules, a_box_agrees_when_no_paper_is_lost_or_found)
{
	struct announced_box good = {.printed = 20,
		.issued = 10,
		.spare = 9,
		.spoiled = 1,
		.recovered = 10,
		.valid = 8,
		.invalid = 2};
	struct announced_box box;

	T_CHECK(announced_box_agrees(&good));
	box = good, box.printed++;
	T_CHECK(!announced_box_agrees(&box));
	box = good, box.recovered--, box.valid--;
	T_CHECK(!announced_box_agrees(&box));
	box = good, box.valid--;
	T_CHECK(!announced_box_agrees(&box));
}

TEST(rules, a_small_channel_leaves_sums_only)
{
	auto_arena struct arena arena;
	struct sample sample;
	struct error error = {0};

	arena_init(&arena, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	announcement_thin(&sample.announcement, 200);
	T_CHECK(!sample.announcement.small);
	announcement_thin(&sample.announcement, 201);
	T_CHECK(sample.announcement.small);
	T_INT(sample.boxes[0].votes.n, 0);
	T_INT(candidate(&sample, 0)->online, 0);
	T_INT(candidate(&sample, 0)->paper, 0);
	T_INT(candidate(&sample, 0)->votes, 601);
	T_OK(announcement_decide(&sample.announcement, &arena, &error)); /* from sums alone */
	T_INT(candidate(&sample, 0)->fate, FATE_ELECTED);
	sample_init(&sample);
	sample.announcement.boxes.n = 0;
	sample.announcement.online = 0; /* nothing to hide */
	announcement_thin(&sample.announcement, 10);
	T_CHECK(!sample.announcement.small);
}

TEST(rules, an_announcement_is_read_as_it_was_written)
{
	auto_arena struct arena arena;
	auto_buf struct buf first = {0}, again = {0};
	struct announcement read;
	struct sample sample;
	struct error error = {0};

	arena_init(&arena, ARENA);
	buf_init(&first, ARENA);
	buf_init(&again, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	announcement_write(&sample.announcement, &first);
	T_OK(announcement_read(first.data, first.len, &arena, &read, &error));
	announcement_write(&read, &again);
	T_STR(again.data, first.data);
	buf_reset(&again);
	T_OK(announcement_sum(&read, &error)); /* anybody computes it again */
	T_OK(announcement_decide(&read, &arena, &error));
	announcement_write(&read, &again);
	T_STR(again.data, first.data);
	T_ERR(announcement_read("{\"round\":\"x\",\"more\":1}", 22, &arena, &read, &error),
		INVALID);
}

static void put(const struct announcement *announcement, struct buf *out)
{
	buf_init(out, ARENA);
	announcement_write(announcement, out);
	T_CHECK(buf_ok(out));
}

/* What is stated, computed again with `limit`, gives the text that is expected. */
static bool comes_out(const struct announcement *stated, int64_t limit, struct arena *arena)
{
	auto_buf struct buf first = {0}, second = {0};
	struct announcement again;
	struct error error = {0};

	if (announcement_again(stated, limit, arena, &again, &error) != OK)
		return false;
	put(stated, &first);
	put(&again, &second);
	return first.len == second.len && memcmp(first.data, second.data, first.len) == 0;
}

TEST(rules, what_follows_is_computed_again_from_the_figures)
{
	auto_arena struct arena arena = {0};
	struct announced_candidate *first;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	first = sample.post.candidates.items;
	T_CHECK(comes_out(&sample.announcement, 10, &arena));
	T_CHECK(comes_out(&sample.announcement, 0, &arena));
	T_CHECK(!comes_out(&sample.announcement, 201, &arena)); /* a small channel was told */
	first->paper++;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	first->paper--;
	first->fate = FATE_NONE;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	first->fate = FATE_ELECTED;
	first->test = "2*602 = 1204 > 1201";
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	decide(&sample, &arena);
	sample.announcement.p++;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	sample.announcement.p--;
	sample.announcement.verdict = ANNOUNCED_NOT_VALID;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	sample.announcement.verdict = ANNOUNCED_VALID;
	sample.post.rerun_seats = 1;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
	sample.post.rerun_seats = 0;
	sample.boxes[0].valid = 0;
	T_CHECK(!comes_out(&sample.announcement, 10, &arena));
}

TEST(rules, a_small_result_is_computed_again_from_its_sums)
{
	auto_arena struct arena arena = {0};
	struct announced_candidate *first;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	announcement_thin(&sample.announcement, 201);
	first = sample.post.candidates.items;
	T_CHECK(comes_out(&sample.announcement, 201, &arena));
	T_CHECK(comes_out(&sample.announcement, 0, &arena));
	T_CHECK(!comes_out(&sample.announcement, 200, &arena)); /* nothing had to be hidden */
	first->votes = 600;                                     /* no majority */
	T_CHECK(!comes_out(&sample.announcement, 201, &arena));
	first->votes = 601;
	sample.boxes[0].recovered++;
	T_CHECK(!comes_out(&sample.announcement, 201, &arena));
	sample.boxes[0].recovered--;
	first->online = 500;
	T_CHECK(!comes_out(&sample.announcement, 0, &arena));
}

/* Figures of others that would overflow or stand for nothing are not read at all. */
TEST(rules, impossible_figures_are_not_read)
{
	static const char *const texts[] = {"{\"round\":\"x\",\"online\":1000000001}",
		"{\"round\":\"x\",\"n\":-1}",
		"{\"round\":\"x\",\"boxes\":[{\"valid\":9007199254740991}]}",
		"{\"round\":\"x\",\"posts\":[{\"post\":\"1\",\"title\":\"\",\"seats\":1001}]}"};
	auto_arena struct arena arena = {0};
	struct announcement read;
	struct error error = {0};

	arena_init(&arena, ARENA);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		T_ERR(announcement_read(texts[i], strlen(texts[i]), &arena, &read, &error),
			INVALID);
}

TEST(rules, an_announcement_is_told_in_sentences)
{
	auto_arena struct arena arena;
	struct strings sentences;
	struct sample sample;

	arena_init(&arena, ARENA);
	sample_init(&sample);
	decide(&sample, &arena);
	T_OK(announcement_sentences(&sample.announcement, LANG_ZH, &arena, &sentences));
	T_INT(sentences.n, 5);
	T_STR(sentences.items[0], "换届选举，首轮投票结果：");
	T_STR(sentences.items[1],
		"登记选民 2400 人，参加投票 1201 人：线上 700 票，票箱收回 501 票。");
	T_STR(sentences.items[2], "参加投票的人数超过登记选民的半数：2*1201 = 2402 > "
				  "2400，成立，选举有效（A61，城市居民委员会组织法 第19条）。");
	T_STR(sentences.items[3], "主任 甲：601 票，2*601 = 1202 > 1201，成立，当选。");
	sample.boxes[0].issued = 0;
	decide(&sample, &arena);
	T_OK(announcement_sentences(&sample.announcement, LANG_EN, &arena, &sentences));
	T_INT(sentences.n, 4);
	T_STR(sentences.items[0], "换届选举, result of the first vote:");
	T_STR(sentences.items[2],
		"More ballots came out of the boxes than were issued: the vote is void (A88).");
	T_STR(sentences.items[3], "Nobody is elected and this election ends; another one needs a "
				  "new date and fresh notice.");
}

/* One sentence of a further round; its candidates have so many votes each. */
static const char *told(struct arena *arena, enum election_round kind, int64_t seats, int64_t votes,
	int64_t n, enum lang lang, size_t sentence)
{
	struct strings sentences;
	struct sample sample;

	sample_init(&sample);
	sample.announcement.boxes.n = 0;
	sample.announcement.kind = kind;
	sample.announcement.n = n;
	sample.post.seats = seats;
	sample.candidates[0].online = sample.candidates[1].online = votes;
	decide(&sample, arena);
	T_OK(announcement_sentences(&sample.announcement, lang, arena, &sentences));
	T_CHECK(sentence < sentences.n);
	return sentences.items[sentence];
}

/* A66, A68, A69, A71: the sentences say which vote it was, and a tie-break promises no other. */
TEST(rules, a_further_round_is_told_as_what_it_is)
{
	auto_arena struct arena arena;

	arena_init(&arena, ARENA);
	T_STR(told(&arena, ROUND_RERUN, 1, 234, 1000, LANG_ZH, 0), "换届选举，另行选举结果：");
	T_STR(told(&arena, ROUND_RERUN, 1, 234, 1000, LANG_ZH, 3),
		"主任 甲：234 票，3*234 = 702 >= 700，成立，得票相同，须再次投票（A66）。");
	T_STR(told(&arena, ROUND_RERUN, 1, 233, 1000, LANG_EN, 3),
		"主任 甲: 233 votes, 3*233 = 699 >= 700 is false, not elected.");
	T_STR(told(&arena, ROUND_RERUN, 1, 233, 1000, LANG_EN, 5),
		"主任: seats stay empty after the re-run (A71).");
	T_STR(told(&arena, ROUND_RERUN, 1, 1, 1400, LANG_EN, 3),
		"Who was elected before stays elected; the seats of this vote stay empty (A71).");
	T_STR(told(&arena, ROUND_TIEBREAK, 1, 1, 1000, LANG_EN, 0),
		"换届选举, result of the tie-break:");
	T_STR(told(&arena, ROUND_TIEBREAK, 1, 1, 1000, LANG_ZH, 3),
		"主任 甲：1 票，得票仍然相同，未能决出。");
	T_STR(told(&arena, ROUND_TIEBREAK, 1, 1, 1000, LANG_ZH, 5),
		"主任经再次投票仍有缺额（A71）。");
	T_STR(told(&arena, ROUND_TIEBREAK, 2, 1, 1000, LANG_EN, 4), "主任 乙: 1 votes, elected.");
}
