/* Periods and deadlines on Shanghai days (DOMAIN G4–G7). A period of N days does not count the day
 * it starts from and ends at 24:00 of its last day. Days are numbers as in base/clock.h. */
#ifndef RULES_DATES_H
#define RULES_DATES_H

#include "base/arena.h"
#include "base/error.h"
#include "schema/schema.h"

/* A holiday as the State Council announces it: from its first to its last day off. */
struct holiday {
	const char *name;
	int64_t from;
	int64_t to;
};

/* A weekend day that is worked in exchange for a holiday. */
struct working_day {
	int64_t day;
};

/* The announcement for one year. Every other Saturday and Sunday is off. */
struct holidays {
	int64_t year;
	const char *source; /* the announcement's title and date */
	struct list off;    /* struct holiday */
	struct list work;   /* struct working_day */
};

enum { HOLIDAY_YEARS_MAX = 16 };

/* The years that are known. */
struct calendar {
	struct holidays years[HOLIDAY_YEARS_MAX];
	size_t n;
};

/* Reads every server/rules/profiles/holidays-*.json that travels in the program. */
enum err calendar_load(
	struct arena *arena, struct error *error, struct calendar *ret_calendar) must_use;

/* Where the day's year has no announcement weekends alone are off, and a deadline computed so
 * should be looked at again once the announcement is in. */
bool is_working_day(const struct calendar *calendar, int64_t day);

/* The last day of a period of `days` that starts from `from`. Binds authorities (G5). */
int64_t period_last_day(int64_t from, int64_t days);

/* The same for residents, whose period does not end on a day off (G4, G5). */
int64_t resident_last_day(const struct calendar *calendar, int64_t from, int64_t days);

/* The instant a period ends: 24:00 of its last day, as UTC milliseconds. */
int64_t period_end_ms(int64_t last_day);

/* The latest day on which something due "at least `days` days before" an event may happen. */
int64_t latest_day_before(int64_t event, int64_t days);

/* How a publication stands to an event that it must precede by at least `days` days. */
enum lead {
	LEAD_SHORT, /* too late: refused */
	LEAD_EXACT, /* just enough; warn, as a stricter reading asks for a day more (G5) */
	LEAD_CLEAR
};
enum lead lead_time(int64_t published, int64_t event, int64_t days);

#endif
