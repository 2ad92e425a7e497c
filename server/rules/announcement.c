/* Sums, verdict and text form of an announced result. */
#include "rules/announcement.h"

#include <string.h>

#include "base/cleanup.h"
#include "json/json.h"

static const char *const fate_names[] = {"none", "elected", "tied", "rerun", NULL};
const char *const announced_verdict_names[] = {"valid", "not_valid", "void", NULL};
static const char *const election_round_names[] = {"vote", "rerun", "tiebreak", NULL};

/* Whoever reads a statement of others computes with what it says: nothing may overflow. */
enum { FIGURE = 1000000000 };

SCHEMA(announced_box, struct announced_box, FIELD_STRING(struct announced_box, box),
	FIELD_STRING(struct announced_box, name), FIELD_STRING(struct announced_box, kind),
	FIELD_INT(struct announced_box, printed, .max = FIGURE),
	FIELD_INT(struct announced_box, issued, .max = FIGURE),
	FIELD_INT(struct announced_box, spoiled, .max = FIGURE),
	FIELD_INT(struct announced_box, spare, .max = FIGURE),
	FIELD_INT(struct announced_box, recovered, .max = FIGURE),
	FIELD_INT(struct announced_box, valid, .max = FIGURE),
	FIELD_INT(struct announced_box, invalid, .max = FIGURE),
	FIELD_COUNTS(struct announced_box, votes, .max = ANNOUNCED_CANDIDATES_MAX),
	FIELD_STRINGS(struct announced_box, entries, .max = 2),
	FIELD_STRING(struct announced_box, explanation));

SCHEMA(announced_candidate, struct announced_candidate,
	FIELD_STRING(struct announced_candidate, candidate, .required = true),
	FIELD_STRING(struct announced_candidate, name, .required = true),
	FIELD_INT(struct announced_candidate, online, .nullable = true, .max = FIGURE),
	FIELD_INT(struct announced_candidate, paper, .nullable = true, .max = FIGURE),
	FIELD_INT(struct announced_candidate, votes, .max = FIGURE),
	FIELD_ENUM(struct announced_candidate, fate, fate_names),
	FIELD_STRING(struct announced_candidate, test),
	FIELD_BOOL(struct announced_candidate, holds));

SCHEMA(announced_post, struct announced_post,
	FIELD_STRING(struct announced_post, post, .required = true),
	FIELD_STRING(struct announced_post, title, .required = true),
	FIELD_INT(struct announced_post, seats, .required = true, .min = 1, .max = 1000),
	FIELD_LIST(struct announced_post, candidates, announced_candidate_schema,
		.max = ANNOUNCED_CANDIDATES_MAX),
	FIELD_INT(struct announced_post, rerun_seats, .max = FIGURE),
	FIELD_BOOL(struct announced_post, incomplete));

SCHEMA(announcement, struct announcement, FIELD_STRING(struct announcement, body),
	FIELD_STRING(struct announcement, body_name), FIELD_BOOL(struct announcement, rehearsal),
	FIELD_STRING(struct announcement, legal_basis), FIELD_STRING(struct announcement, election),
	FIELD_STRING(struct announcement, title),
	FIELD_STRING(struct announcement, round, .required = true),
	FIELD_ENUM(struct announcement, kind, election_round_names),
	FIELD_ENUM(struct announcement, mode, election_mode_names),
	FIELD_STRING(struct announcement, profile), FIELD_STRING(struct announcement, profile_hash),
	FIELD_STRING(struct announcement, roll), FIELD_INT(struct announcement, n, .max = FIGURE),
	FIELD_STRING(struct announcement, archive),
	FIELD_INT(struct announcement, online, .max = FIGURE),
	FIELD_LIST(struct announcement, boxes, announced_box_schema, .max = ANNOUNCED_BOXES_MAX),
	FIELD_LIST(struct announcement, posts, announced_post_schema, .max = ANNOUNCED_POSTS_MAX),
	FIELD_BOOL(struct announcement, small), FIELD_INT(struct announcement, p, .max = FIGURE),
	FIELD_ENUM(struct announcement, verdict, announced_verdict_names),
	FIELD_STRING(struct announcement, turnout));

static struct announced_box *box_at(const struct announcement *announcement, size_t i)
{
	return &((struct announced_box *)announcement->boxes.items)[i];
}

static struct announced_post *post_at(const struct announcement *announcement, size_t i)
{
	return &((struct announced_post *)announcement->posts.items)[i];
}

static struct announced_candidate *candidate_at(const struct announced_post *post, size_t i)
{
	return &((struct announced_candidate *)post->candidates.items)[i];
}

/* ---- sums ---- */

static struct announced_candidate *find_candidate(
	const struct announcement *announcement, const char *id)
{
	for (size_t i = 0; i < announcement->posts.n; i++) {
		const struct announced_post *post = post_at(announcement, i);

		for (size_t k = 0; k < post->candidates.n; k++)
			if (strcmp(candidate_at(post, k)->candidate, id) == 0)
				return candidate_at(post, k);
	}
	return NULL;
}

/* Nobody marks more names than there are seats (A84). */
static enum err check_marks(
	const struct announced_post *post, const struct announced_box *box, struct error *error)
{
	int64_t marks = 0;

	for (size_t i = 0; i < post->candidates.n; i++)
		for (size_t k = 0; k < box->votes.n; k++)
			if (strcmp(candidate_at(post, i)->candidate, box->votes.items[k].name) == 0)
				marks += box->votes.items[k].n;
	return marks > post->seats * box->valid
		       ? fail_field(error, "/boxes", "more votes than seats for each valid ballot")
		       : OK;
}

static enum err add_box(
	struct announcement *announcement, const struct announced_box *box, struct error *error)
{
	for (size_t i = 0; i < box->votes.n; i++) {
		const struct count *count = &box->votes.items[i];
		struct announced_candidate *candidate = find_candidate(announcement, count->name);

		if (!candidate)
			return fail_field(error, "/boxes", "votes on somebody who does not stand");
		if (count->n > box->valid)
			return fail_field(error, "/boxes", "more votes than valid ballots");
		candidate->paper += count->n;
	}
	for (size_t i = 0; i < announcement->posts.n; i++)
		TRY(check_marks(post_at(announcement, i), box, error));
	return OK;
}

/* Invalid ballots among them (A64). */
static int64_t took_part(const struct announcement *announcement)
{
	int64_t p = announcement->online;

	for (size_t i = 0; i < announcement->boxes.n; i++)
		p += box_at(announcement, i)->recovered;
	return p;
}

enum err announcement_sum(struct announcement *announcement, struct error *error)
{
	announcement->p = took_part(announcement);
	for (size_t i = 0; i < announcement->posts.n; i++)
		for (size_t k = 0; k < post_at(announcement, i)->candidates.n; k++)
			candidate_at(post_at(announcement, i), k)->paper = 0;
	for (size_t i = 0; i < announcement->boxes.n; i++)
		TRY(add_box(announcement, box_at(announcement, i), error));
	for (size_t i = 0; i < announcement->posts.n; i++)
		for (size_t k = 0; k < post_at(announcement, i)->candidates.n; k++) {
			struct announced_candidate *candidate =
				candidate_at(post_at(announcement, i), k);

			candidate->votes = candidate->online + candidate->paper;
		}
	return OK;
}

static bool is_small(int64_t n_ballots, int64_t limit)
{
	return n_ballots > 0 && n_ballots < limit;
}

static void thin(struct announcement *announcement)
{
	for (size_t i = 0; i < announcement->boxes.n; i++)
		box_at(announcement, i)->votes = (struct counts){0};
	for (size_t i = 0; i < announcement->posts.n; i++)
		for (size_t k = 0; k < post_at(announcement, i)->candidates.n; k++) {
			struct announced_candidate *candidate =
				candidate_at(post_at(announcement, i), k);

			candidate->online = candidate->paper = 0;
		}
}

void announcement_thin(struct announcement *announcement, int64_t limit)
{
	bool small = is_small(announcement->online, limit);

	for (size_t i = 0; i < announcement->boxes.n; i++)
		small = small || is_small(box_at(announcement, i)->recovered, limit);
	announcement->small = small;
	if (small)
		thin(announcement);
}

/* ---- the verdict ---- */

static bool is_void(const struct announcement *announcement)
{
	int64_t issued = 0, recovered = 0;

	for (size_t i = 0; i < announcement->boxes.n; i++) {
		issued += box_at(announcement, i)->issued;
		recovered += box_at(announcement, i)->recovered;
	}
	return recovered > issued;
}

static enum err print_test(
	const struct comparison *test, struct arena *arena, const char **ret_text)
{
	char text[COMPARISON_TEXT_SIZE];

	*ret_text = NULL;
	if (!test->threshold)
		return OK;
	comparison_text(test, text);
	*ret_text = arena_string(arena, text);
	return *ret_text ? OK : ERR_BUSY;
}

/* The post's candidates in the order of their rank. */
static enum err store_fates(struct announced_post *post, const struct candidate *ranked,
	struct arena *arena, struct error *error)
{
	size_t n = post->candidates.n;
	struct announced_candidate *sorted = arena_array(arena, struct announced_candidate, n);

	if (!sorted)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (strcmp(candidate_at(post, k)->candidate, ranked[i].id) != 0)
			k++;
		sorted[i] = *candidate_at(post, k);
		sorted[i].fate = ranked[i].fate;
		sorted[i].holds = ranked[i].test.holds;
		if (print_test(&ranked[i].test, arena, &sorted[i].test) != OK)
			return fail(error, ERR_BUSY);
	}
	post->candidates.items = sorted;
	return OK;
}

static enum err decide_post(struct announcement *announcement, struct announced_post *post,
	struct arena *arena, struct error *error)
{
	const struct contest contest = {.mode = announcement->mode,
		.round = announcement->kind,
		.seats = post->seats,
		.n = announcement->n,
		.p = announcement->p};
	struct candidate *ranked = arena_array(arena, struct candidate, post->candidates.n);
	struct outcome outcome;

	if (!ranked)
		return fail(error, ERR_BUSY);
	for (size_t i = 0; i < post->candidates.n; i++)
		ranked[i] = (struct candidate){.id = candidate_at(post, i)->candidate,
			.votes = candidate_at(post, i)->votes};
	TRY(outcome_decide(&contest, ranked, post->candidates.n, error, &outcome));
	announcement->verdict = outcome.valid ? ANNOUNCED_VALID : ANNOUNCED_NOT_VALID;
	post->rerun_seats = outcome.rerun_seats;
	post->incomplete = outcome.incomplete;
	if (print_test(&outcome.turnout, arena, &announcement->turnout) != OK)
		return fail(error, ERR_BUSY);
	return store_fates(post, ranked, arena, error);
}

enum err announcement_decide(
	struct announcement *announcement, struct arena *arena, struct error *error)
{
	announcement->turnout = NULL;
	announcement->verdict = ANNOUNCED_VOID;
	if (is_void(announcement))
		return OK;
	for (size_t i = 0; i < announcement->posts.n; i++)
		TRY(decide_post(announcement, post_at(announcement, i), arena, error));
	return OK;
}

/* ---- the same once more ---- */

bool announced_box_agrees(const struct announced_box *box)
{
	return box->printed == box->issued + box->spare + box->spoiled &&
	       box->recovered == box->issued && box->recovered == box->valid + box->invalid;
}

/* The list's elements in memory of their own. */
static enum err copy_list(struct list *list, size_t size, struct arena *arena, struct error *error)
{
	void *items = arena_calloc(arena, list->n, size);

	if (!items)
		return fail(error, ERR_BUSY);
	if (list->n)
		memcpy(items, list->items, list->n * size);
	list->items = items;
	return OK;
}

/* Takes out what follows, and keeps what it follows from. */
static enum err copy_figures(
	struct announcement *announcement, struct arena *arena, struct error *error)
{
	TRY(copy_list(&announcement->boxes, sizeof(struct announced_box), arena, error));
	TRY(copy_list(&announcement->posts, sizeof(struct announced_post), arena, error));
	for (size_t i = 0; i < announcement->posts.n; i++) {
		struct announced_post *post = post_at(announcement, i);

		TRY(copy_list(&post->candidates, sizeof(struct announced_candidate), arena, error));
		post->rerun_seats = 0;
		post->incomplete = false;
		for (size_t k = 0; k < post->candidates.n; k++) {
			candidate_at(post, k)->fate = FATE_NONE;
			candidate_at(post, k)->test = NULL;
			candidate_at(post, k)->holds = false;
		}
	}
	return OK;
}

enum err announcement_again(const struct announcement *stated, int64_t limit, struct arena *arena,
	struct announcement *ret_again, struct error *error)
{
	struct announcement again = *stated;

	TRY(copy_figures(&again, arena, error));
	if (again.small)
		again.p = took_part(&again);
	else
		TRY(announcement_sum(&again, error));
	if (limit)
		announcement_thin(&again, limit);
	else if (again.small)
		thin(&again);
	TRY(announcement_decide(&again, arena, error));
	*ret_again = again;
	return OK;
}

/* ---- text ---- */

void announcement_write(const struct announcement *announcement, struct buf *buf)
{
	struct json_writer writer = json_writer(buf);

	json_write(&writer, &announcement_schema, announcement);
}

enum err announcement_read(const char *text, size_t len, struct arena *arena,
	struct announcement *ret_announcement, struct error *error)
{
	struct announcement announcement = {0};

	TRY(json_read(&announcement_schema, text, len, arena, &announcement, error));
	*ret_announcement = announcement;
	return OK;
}
