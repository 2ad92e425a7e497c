/* Instants and calendar days. An instant is UTC milliseconds since 1970; a day is the number of
 * days since 1970-01-01 in Asia/Shanghai (UTC+8, no daylight saving; DOMAIN G6). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_DAY    INT64_C(86400000)
#define SHANGHAI_MS   INT64_C(28800000)

enum { TIME_TEXT_SIZE = 64, DAY_TEXT_SIZE = 40 };

/* The machine's clock. Rules take their time from a transaction, never from here. */
int64_t clock_now_ms(void);

/* Monotonic microseconds, for measuring how long something took. */
int64_t clock_monotonic_us(void);

/* "2026-06-21T00:00:00Z" or, when there are milliseconds, "…00.250Z" (RFC 3339). */
void time_format(int64_t ms, char ret_text[TIME_TEXT_SIZE]);

/* "2026-06-21 08:00" as the clock on the wall shows it: for sentences, not for programs. */
void time_say(int64_t ms, char ret_text[TIME_TEXT_SIZE]);

/* RFC 3339 with `Z` or a numeric offset; false when it is no such time. */
bool time_parse(const char *text, int64_t *ret_ms);

/* The Shanghai day an instant falls on, and the instant its day begins. */
int64_t day_of(int64_t ms);
int64_t day_start(int64_t day);

int64_t day_from_civil(int64_t year, int64_t month, int64_t day);
void day_to_civil(int64_t day, int64_t *ret_year, int64_t *ret_month, int64_t *ret_day);

/* "2026-06-21"; day_parse() refuses days that do not exist. */
void day_format(int64_t day, char ret_text[DAY_TEXT_SIZE]);
bool day_parse(const char *text, int64_t *ret_day);

#endif
