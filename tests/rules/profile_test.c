/* The profiles that travel in the program: readable, complete, and strict where the law is. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/embed.h"
#include "rules/profile.h"

static const char *const ids[] = {"cn-2026", "cn-shenzhen", "rehearsal"};

/* A20, A35, A37, A38, A101: fixed by law, so the same everywhere. A81: online only in rehearsals.
 */
TEST(rules, profiles_keep_what_the_law_fixes)
{
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		auto_arena struct arena arena;
		struct error error = {0};
		struct profile profile;

		arena_init(&arena, 1 << 20);
		T_OK(profile_load(ids[i], &arena, &profile, NULL, &error));
		T_STR(profile.id, ids[i]);
		T_INT(profile.voting_age, 18);
		T_INT(profile.list_days, 20);
		T_INT(profile.objection_days, 5);
		T_INT(profile.decision_days, 3);
		T_INT(profile.proxy_limit, 3);
		T_CHECK(profile.candidate_margin >= 1);
		T_CHECK(profile.committee_min <= profile.committee_max);
		T_CHECK(profile.sources.n > 0);
		T_INT(profile.online_ballot,
			strcmp(ids[i], "rehearsal") == 0 ? ONLINE_BINDING : ONLINE_OFF);
		T_CHECK(profile.online_ballot == ONLINE_OFF || profile.legal_basis);
	}
}

/* G8: the exact bytes are what a vote freezes. */
TEST(rules, a_profile_comes_with_its_exact_bytes)
{
	auto_arena struct arena arena;
	struct error error = {0};
	struct profile profile;
	struct span bytes;
	size_t len;
	const char *file = t_file("../server/rules/profiles/cn-2026.json", &len);

	arena_init(&arena, 1 << 20);
	T_OK(profile_load("cn-2026", &arena, &profile, &bytes, &error));
	T_INT(bytes.len, len);
	T_MEM(bytes.data, file, len);
}

TEST(rules, an_unknown_profile_is_not_found)
{
	static const char *const wrong[] = {"", "cn-2025", "../profiles/cn-2026", "cn-2026.json"};
	auto_arena struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct error error = {0};
		struct profile profile;

		T_ERR(profile_load(wrong[i], &arena, &profile, NULL, &error), NOT_FOUND);
	}
}
