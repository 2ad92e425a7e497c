/* roll/: what a cell means, and who may vote on a given day. */
#include "harness/test.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "roll/cells.h"

static int64_t t_day(const char *text)
{
	int64_t day;

	T_CHECK(day_parse(text, &day));
	return day;
}

static const struct roll_terms law = {.voting_age = 18, .min_work_months = 6};
static const struct roll_terms shenzhen_2021 = {
	.voting_age = 18, .min_residence_months = 12, .min_work_months = 6};

static void t_ground(const struct roll_facts *facts, const struct roll_terms *terms,
	const char *day, enum roll_ground expected)
{
	T_STR(roll_ground_info(roll_eligibility(facts, terms, t_day(day)))->token,
		roll_ground_info(expected)->token);
}

/* A20, A21: the birthday itself counts; Dongxiao 2021-01-21. */
TEST(roll, age_is_reached_on_the_birthday)
{
	struct roll_facts facts = {.born = t_day("2003-01-21"), .since = DAY_NONE};

	t_ground(&facts, &law, "2021-01-21", GROUND_REGISTERED);
	t_ground(&facts, &law, "2021-01-20", GROUND_UNDER_AGE);
	facts.born = t_day("2008-02-29");
	t_ground(&facts, &law, "2026-02-28", GROUND_UNDER_AGE);
	t_ground(&facts, &law, "2026-03-01", GROUND_REGISTERED);
	facts.born = t_day("2010-02-28");
	t_ground(&facts, &law, "2028-02-28", GROUND_REGISTERED);
	facts.born = t_day("1900-01-01");
	t_ground(&facts, &law, "2026-01-01", GROUND_REGISTERED);
}

/* A22, A24, A25: with no number of months any one proof is enough, and needed. */
TEST(roll, habitual_residents_need_a_proof)
{
	struct roll_facts facts = {
		.born = t_day("1990-01-01"), .since = DAY_NONE, .kind = KIND_HABITUAL};

	t_ground(&facts, &law, "2026-06-01", GROUND_NO_PROOF);
	for (int proof = PROOF_PERMIT; proof <= PROOF_COMMUNITY; proof++) {
		facts.proof = (enum roll_proof)proof;
		t_ground(&facts, &law, "2026-06-01", GROUND_HABITUAL);
	}
}

/* A24: a number of months in the profile counts to election day. */
TEST(roll, habitual_residents_may_need_months)
{
	struct roll_facts facts = {
		.born = t_day("1990-01-01"), .since = t_day("2025-06-15"), .kind = KIND_HABITUAL};

	t_ground(&facts, &shenzhen_2021, "2026-06-14", GROUND_SHORT_RESIDENCE);
	t_ground(&facts, &shenzhen_2021, "2026-06-15", GROUND_HABITUAL);
	facts.since = DAY_NONE;
	facts.proof = PROOF_PERMIT;
	t_ground(&facts, &shenzhen_2021, "2026-06-15", GROUND_UNKNOWN_SINCE);
}

/* A23. */
TEST(roll, community_workers_need_six_months)
{
	struct roll_facts facts = {
		.born = t_day("1990-01-01"), .since = t_day("2025-12-31"), .kind = KIND_WORKER};

	t_ground(&facts, &law, "2026-06-29", GROUND_SHORT_WORK);
	t_ground(&facts, &law, "2026-06-30", GROUND_SHORT_WORK);
	t_ground(&facts, &law, "2026-07-01", GROUND_WORKER);
	facts.since = t_day("2025-12-30");
	t_ground(&facts, &law, "2026-06-30", GROUND_WORKER);
	facts.since = DAY_NONE;
	t_ground(&facts, &law, "2026-06-30", GROUND_UNKNOWN_SINCE);
}

/* A20, A22, A26, A28, A41: what bars a person bars her whatever her kind; age comes first. */
TEST(roll, standing_bars_whoever_is_of_age)
{
	static const enum roll_ground expected[] = {[STANDING_WAIVED] = GROUND_WAIVED,
		[STANDING_ELSEWHERE] = GROUND_ELSEWHERE,
		[STANDING_DEPRIVED] = GROUND_DEPRIVED,
		[STANDING_LEFT_OFF] = GROUND_LEFT_OFF,
		[STANDING_LEFT] = GROUND_LEFT};

	for (int standing = STANDING_WAIVED; standing <= STANDING_LEFT; standing++) {
		for (int kind = KIND_REGISTERED; kind <= KIND_WORKER; kind++) {
			struct roll_facts facts = {.born = t_day("1990-01-01"),
				.since = t_day("2000-01-01"),
				.kind = (enum roll_kind)kind,
				.proof = PROOF_LEASE,
				.standing = (enum roll_standing)standing};

			t_ground(&facts, &law, "2026-06-30", expected[standing]);
			t_ground(&facts, &law, "2007-12-31", GROUND_UNDER_AGE);
		}
	}
}

TEST(roll, a_file_erases_nothing_but_moves_a_dwelling_whole)
{
	struct roll_entry known = {.building = "1",
		.entrance = "2",
		.room = "301",
		.household = "H",
		.name = "张三",
		.id_number = "1",
		.group = "g",
		.phone = "5",
		.since = 7,
		.sex = SEX_MALE,
		.proof = PROOF_LEASE};
	struct roll_entry file = {.building = "1",
		.entrance = "",
		.room = "301",
		.household = "",
		.name = "张三",
		.id_number = "1",
		.group = "",
		.phone = "",
		.since = DAY_NONE};
	struct roll_entry merged = roll_merge(&known, &file);

	T_INT(roll_differences(&known, &merged), 0);
	file.room = "302";
	file.since = 8;
	merged = roll_merge(&known, &file);
	T_INT(roll_differences(&known, &merged),
		1 << COLUMN_ENTRANCE | 1 << COLUMN_ROOM | 1 << COLUMN_SINCE);
	T_STR(merged.entrance, "");
	T_STR(merged.household, "H");
}

TEST(roll, grounds_are_complete)
{
	for (int i = 0; i < ROLL_GROUND__COUNT; i++) {
		const struct roll_ground_info *info = roll_ground_info((enum roll_ground)i);

		T_CHECK(*info->token && info->rule[0] == 'A');
		T_CHECK(*info->text[LANG_ZH] && *info->text[LANG_EN]);
		T_INT(info->eligible, i <= GROUND_WORKER);
		T_STR(roll_ground_names[i], info->token);
	}
}

/* Months pass one after the other, and never earlier for a later beginning. */
TEST(roll, months_pass_in_order)
{
	int64_t start = t_day("2023-12-01");

	for (int64_t from = start; from < start + 500; from++) {
		for (int64_t day = from; day < from + 70; day++) {
			if (months_passed(from, 2, day))
				T_CHECK(months_passed(from, 1, day) &&
					months_passed(from, 2, day + 1));
			if (months_passed(from + 1, 1, day))
				T_CHECK(months_passed(from, 1, day));
		}
		T_CHECK(months_passed(from, 0, from) && !months_passed(from, 1, from + 27));
	}
}

TEST(roll, dates_are_read_in_every_usual_spelling)
{
	static const char *const spellings[] = {"2008-01-05", "2008-1-5", "2008/1/5", "2008/01/05",
		"2008.1.5", "2008年1月5日", "2008年01月05日", "2008 年 1 月 5 日", "2008年1月5号",
		"20080105", "2008-01-05 00:00:00", "2008/1/5 0:00", "2008-01-05T00:00:00"};
	static const char *const refused[] = {"2008-13-01", "2008-02-30", "05/01/2008", "08-01-05",
		"2008-1", "2008", "200815", "2008/1-5", "2008-01-05 10:30", "一月五日",
		"2008-01-05x", "123456", "1234", "-2008-1-5", "2008--1-5"};

	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		char text[64];
		int64_t day = 0;

		snprintf(text, sizeof text, "%s", spellings[i]);
		T_INT(cell_date(text, &day), REASON_NONE);
		T_INT(day, t_day("2008-01-05"));
	}
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		char text[64];
		int64_t day = 0;

		snprintf(text, sizeof text, "%s", refused[i]);
		if (cell_date(text, &day) != REASON_DATE_FORMAT)
			t_fail(__FILE__, __LINE__, "%s was read as a date", refused[i]);
		T_INT(day, 0);
	}
}

TEST(roll, a_spreadsheets_day_number_is_read_with_a_warning)
{
	char text[] = "39452";
	int64_t day;

	T_INT(cell_date(text, &day), REASON_DATE_SERIAL);
	T_INT(day, t_day("2008-01-05"));
}

/* GB 11643: one wrong character, or two neighbours exchanged, never passes. */
TEST(roll, the_checksum_catches_every_single_slip)
{
	static const char good[] = "11010519491231002X";
	char text[19];
	struct cell_id id;

	memcpy(text, good, sizeof good);
	T_INT(cell_id_number(text, &id), REASON_NONE);
	T_INT(id.born, t_day("1949-12-31"));
	T_INT(id.sex, SEX_FEMALE);
	for (size_t i = 0; i < 17; i++) {
		for (char digit = '0'; digit <= '9'; digit++) {
			memcpy(text, good, sizeof good);
			text[i] = digit;
			if (digit != good[i])
				T_CHECK(cell_id_number(text, &id) != REASON_NONE);
		}
		memcpy(text, good, sizeof good);
		text[i] = good[i + 1];
		text[i + 1] = good[i];
		if (good[i] != good[i + 1])
			T_CHECK(cell_id_number(text, &id) != REASON_NONE);
	}
}

TEST(roll, id_numbers_are_unwrapped)
{
	static const char *const spellings[] = {
		"'11010519491231002x", "=\"11010519491231002X\"", "110105 19491231 002X"};

	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		char text[64];
		struct cell_id id;

		snprintf(text, sizeof text, "%s", spellings[i]);
		T_INT(cell_id_number(text, &id), REASON_NONE);
		T_STR(text, "11010519491231002X");
	}
}

TEST(roll, other_documents_are_told_by_their_shape)
{
	static const char *const accepted[] = {
		"E12345678", "ea1234567", "H1234567890", "M12345678", "12345678", "C01X00T47"};
	static const char *const refused[] = {"1234567", "123456789", "ABCDEFGH", "E1234",
		"E123456789012", "1", "E1234 5678-9", "11010519491231002"};
	struct cell_id id;
	char text[64];

	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		snprintf(text, sizeof text, "%s", accepted[i]);
		T_INT(cell_id_number(text, &id), REASON_ID_OTHER);
		T_INT(id.kind, ID_OTHER_DOCUMENT);
	}
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		snprintf(text, sizeof text, "%s", refused[i]);
		T_INT(cell_id_number(text, &id), REASON_ID_FORMAT);
	}
}

TEST(roll, names_come_into_one_form)
{
	static const char *const cases[][2] = {
		{"张 三", "张三"},
		{"阿依古丽.买买提", "阿依古丽·买买提"},
		{"John A. Smith", "John A. Smith"},
		{"O'Neill-Li", "O'Neill-Li"},
		{"〇一", "〇一"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char name[128];

		T_INT(cell_name(cases[i][0], name), REASON_NONE);
		T_STR(name, cases[i][1]);
	}
}

TEST(roll, places_lose_their_classifiers)
{
	static const struct {
		enum roll_column column;
		const char *text, *expected;
	} cases[] = {
		{COLUMN_BUILDING, "3栋", "3"},
		{COLUMN_BUILDING, "3号楼", "3"},
		{COLUMN_BUILDING, "a座", "A"},
		{COLUMN_BUILDING, "座", "座"},
		{COLUMN_ENTRANCE, "2单元", "2"},
		{COLUMN_ROOM, "0701室", "0701"},
		{COLUMN_ROOM, "7 01", "701"},
		{COLUMN_ROOM, "室", "室"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[64];

		snprintf(text, sizeof text, "%s", cases[i].text);
		cell_place(cases[i].column, text);
		T_STR(text, cases[i].expected);
	}
}

TEST(roll, phones_are_reduced_to_digits)
{
	static const char *const cases[][2] = {
		{"138 0013 8000", "13800138000"},
		{"+86-13800138000", "13800138000"},
		{"0755-25551234", "075525551234"},
		{"(0755) 2555 1234", "075525551234"},
		{"25551234", "25551234"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[64];

		snprintf(text, sizeof text, "%s", cases[i][0]);
		T_INT(cell_phone(text), REASON_NONE);
		T_STR(text, cases[i][1]);
	}
}
