/* Periods on Shanghai days: the dates of W20, holidays, shifted working days. */
#include "harness/test.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "rules/dates.h"

static int64_t day(const char *text)
{
	int64_t day;

	T_CHECK(day_parse(text, &day));
	return day;
}

static const char *text_of(int64_t day)
{
	static char text[DAY_TEXT_SIZE];

	day_format(day, text);
	return text;
}

static void release(void *arena)
{
	arena_done(arena);
}

static const struct calendar *calendar(void)
{
	static struct arena arena;
	static struct calendar calendar;
	struct error error = {0};

	arena_init(&arena, 1 << 20);
	t_defer(release, &arena);
	T_OK(calendar_load(&arena, &error, &calendar));
	return &calendar;
}

/* W20, A35, A37, A38 */
TEST(rules, dates_of_the_worked_example)
{
	const struct calendar *known = calendar();
	int64_t list = latest_day_before(day("2026-06-21"), 20);

	T_STR(text_of(list), "2026-06-01");
	T_STR(text_of(period_last_day(list, 5)), "2026-06-06");
	T_STR(text_of(resident_last_day(known, list, 5)), "2026-06-08");
	T_STR(text_of(period_last_day(day("2026-06-06"), 3)), "2026-06-09");
}

/* G4: a period in days ends at 24:00 of its last day, Shanghai time. */
TEST(rules, a_period_ends_at_midnight_in_shanghai)
{
	char text[TIME_TEXT_SIZE];

	time_format(period_end_ms(day("2026-06-06")), text);
	T_STR(text, "2026-06-06T16:00:00Z");
	T_INT(day_of(period_end_ms(day("2026-06-06")) - 1), day("2026-06-06"));
}

/* A35, G5 */
TEST(rules, lead_times_are_strict_and_warn_at_the_edge)
{
	int64_t event = day("2026-06-21");

	T_INT(lead_time(day("2026-06-02"), event, 20), LEAD_SHORT);
	T_INT(lead_time(day("2026-06-01"), event, 20), LEAD_EXACT);
	T_INT(lead_time(day("2026-05-31"), event, 20), LEAD_CLEAR);
	T_INT(lead_time(event, event, 0), LEAD_EXACT);
}

/* G4, G7 */
TEST(rules, residents_deadlines_leave_holidays_behind)
{
	static const struct {
		const char *from;
		int64_t days;
		const char *last;
	} cases[] = {
		{"2026-06-05", 5, "2026-06-10"}, /* a Wednesday stays */
		{"2026-06-14", 5, "2026-06-22"}, /* Dragon Boat Festival, Friday to Sunday */
		{"2026-02-09", 5, "2026-02-14"}, /* a Saturday that is worked stays */
		{"2026-02-10", 5, "2026-02-24"}, /* the nine days of Spring Festival */
		{"2026-09-26", 5, "2026-10-08"}, /* National Day */
		{"2026-10-05", 5, "2026-10-10"}, /* worked again */
		{"2026-05-04", 5, "2026-05-09"}, {"2026-05-05", 5, "2026-05-11"}, /* a Sunday */
		{"2025-12-29", 3, "2026-01-04"}, /* over the turn of the year; Sunday, worked */
		{"2027-01-01", 1, "2027-01-04"}, /* no announcement: weekends alone */
	};
	const struct calendar *known = calendar();

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		T_STR(text_of(resident_last_day(known, day(cases[i].from), cases[i].days)),
			cases[i].last);
}

/* The announcement counts 33 days off (3+9+3+5+3+3+7), six shifted working days. */
TEST(rules, the_year_2026_has_its_announced_days)
{
	const struct calendar *known = calendar();
	const struct calendar unknown = {0};
	int off = 0, worked_instead = 0, n = 0;

	for (int64_t at = day("2026-01-01"); at <= day("2026-12-31"); at++) {
		n += is_working_day(known, at);
		off += is_working_day(&unknown, at) && !is_working_day(known, at);
		worked_instead += !is_working_day(&unknown, at) && is_working_day(known, at);
	}
	T_INT(off, 33 - 14); /* 14 of them are weekend days anyway */
	T_INT(worked_instead, 6);
	T_INT(n, 261 - off + worked_instead);
	T_CHECK(!is_working_day(&unknown, day("1969-12-28")));
	T_CHECK(is_working_day(&unknown, day("1969-12-29")));
}
