/* Day arithmetic and the yearly holiday files. */
#include "rules/dates.h"

#include <string.h>

#include "base/clock.h"
#include "base/embed.h"
#include "json/json.h"

enum { DAYS_PER_WEEK = 7, FIRST_SATURDAY = 2 }; /* 1970-01-01, day 0, was a Thursday */

#define HOLIDAYS_PREFIX "server/rules/profiles/holidays-"

SCHEMA(holiday, struct holiday,
	FIELD_STRING(struct holiday, name, .required = true, .max = 20, .doc = "春节"),
	FIELD_DAY(struct holiday, from, .required = true, .doc = "First day off"),
	FIELD_DAY(struct holiday, to, .required = true, .doc = "Last day off"));

SCHEMA(working_day, struct working_day,
	FIELD_DAY(struct working_day, day, .required = true,
		.doc = "A Saturday or Sunday that is worked"));

SCHEMA(holidays, struct holidays,
	FIELD_INT(struct holidays, year, .required = true, .min = 2000, .max = 2999),
	FIELD_STRING(struct holidays, source, .required = true, .max = 200,
		.doc = "The announcement the days are taken from"),
	FIELD_LIST(struct holidays, off, holiday_schema, .required = true, .max = 30),
	FIELD_LIST(struct holidays, work, working_day_schema, .required = true, .max = 30));

static int64_t year_of(int64_t day)
{
	int64_t year, month, day_of_month;

	day_to_civil(day, &year, &month, &day_of_month);
	return year;
}

static const struct holidays *holidays_of(const struct calendar *calendar, int64_t year)
{
	for (size_t i = 0; i < calendar->n; i++)
		if (calendar->years[i].year == year)
			return &calendar->years[i];
	return NULL;
}

/* Every day named lies in the file's year, and what is worked is a weekend day. */
static enum err holidays_check(const struct holidays *holidays, struct error *error)
{
	const struct holiday *off = holidays->off.items;
	const struct working_day *work = holidays->work.items;

	for (size_t i = 0; i < holidays->off.n; i++)
		if (year_of(off[i].from) != holidays->year || off[i].from > off[i].to ||
			off[i].to - off[i].from > 31)
			return fail_field(error, "/off", off[i].name);
	for (size_t i = 0; i < holidays->work.n; i++)
		if (year_of(work[i].day) != holidays->year ||
			is_working_day(&(struct calendar){0}, work[i].day))
			return fail_field(error, "/work", "a weekend day of the year");
	return OK;
}

enum err calendar_load(struct arena *arena, struct error *error, struct calendar *ret_calendar)
{
	struct calendar calendar = {0};

	for (const struct embedded *file = embedded_files; file->name; file++) {
		struct holidays *year = &calendar.years[calendar.n];

		if (strncmp(file->name, HOLIDAYS_PREFIX, strlen(HOLIDAYS_PREFIX)) != 0)
			continue;
		if (calendar.n == HOLIDAY_YEARS_MAX)
			return fail_note(error, ERR_INTERNAL, "too many holiday files");
		TRY(json_read(&holidays_schema, (const char *)file->data,
			(size_t)(file->end - file->data), arena, year, error));
		TRY(holidays_check(year, error));
		if (holidays_of(&calendar, year->year))
			return fail_note(error, ERR_INTERNAL, "%s: second file", file->name);
		calendar.n++;
	}
	*ret_calendar = calendar;
	return OK;
}

static bool is_weekend(int64_t day)
{
	int64_t weekday = (day - FIRST_SATURDAY) % DAYS_PER_WEEK;

	if (weekday < 0)
		weekday += DAYS_PER_WEEK;
	return weekday < 2;
}

static bool is_shifted(const struct holidays *holidays, int64_t day)
{
	const struct working_day *work = holidays->work.items;

	for (size_t i = 0; i < holidays->work.n; i++)
		if (work[i].day == day)
			return true;
	return false;
}

static bool is_holiday(const struct holidays *holidays, int64_t day)
{
	const struct holiday *off = holidays->off.items;

	for (size_t i = 0; i < holidays->off.n; i++)
		if (day >= off[i].from && day <= off[i].to)
			return true;
	return false;
}

bool is_working_day(const struct calendar *calendar, int64_t day)
{
	const struct holidays *holidays = holidays_of(calendar, year_of(day));

	if (holidays && is_shifted(holidays, day))
		return true;
	return !is_weekend(day) && !(holidays && is_holiday(holidays, day));
}

static int64_t next_working_day(const struct calendar *calendar, int64_t day)
{
	while (!is_working_day(calendar, day))
		day++;
	return day;
}

int64_t period_last_day(int64_t from, int64_t days)
{
	return from + days;
}

int64_t resident_last_day(const struct calendar *calendar, int64_t from, int64_t days)
{
	return next_working_day(calendar, period_last_day(from, days));
}

int64_t period_end_ms(int64_t last_day)
{
	return day_start(last_day + 1);
}

int64_t latest_day_before(int64_t event, int64_t days)
{
	return event - days;
}

enum lead lead_time(int64_t published, int64_t event, int64_t days)
{
	if (published > latest_day_before(event, days))
		return LEAD_SHORT;
	return published == latest_day_before(event, days) ? LEAD_EXACT : LEAD_CLEAR;
}
