/* Civil-date arithmetic on the proleptic Gregorian calendar, by counting eras of 400 years. */
#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

int64_t clock_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

int64_t day_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t shifted = month > 2 ? month - 3 : month + 9; /* March is month 0 */
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * shifted + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

void day_to_civil(int64_t day, int64_t *ret_year, int64_t *ret_month, int64_t *ret_day)
{
	int64_t since = day + DAYS_TO_1970;
	int64_t era = floor_div(since, DAYS_PER_ERA);
	int64_t doe = since - era * DAYS_PER_ERA;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t shifted = (5 * doy + 2) / 153;

	*ret_day = doy - (153 * shifted + 2) / 5 + 1;
	*ret_month = shifted < 10 ? shifted + 3 : shifted - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

int64_t day_of(int64_t ms)
{
	return floor_div(ms + SHANGHAI_MS, MS_PER_DAY);
}

int64_t day_start(int64_t day)
{
	return day * MS_PER_DAY - SHANGHAI_MS;
}

void day_format(int64_t day, char ret_text[DAY_TEXT_SIZE])
{
	int64_t y, m, d;

	day_to_civil(day, &y, &m, &d);
	snprintf(ret_text, DAY_TEXT_SIZE, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
}

void time_say(int64_t ms, char ret_text[TIME_TEXT_SIZE])
{
	int64_t day = day_of(ms);
	int64_t minutes = (ms - day_start(day)) / (60 * MS_PER_SECOND);
	char text[DAY_TEXT_SIZE];

	day_format(day, text);
	snprintf(ret_text, TIME_TEXT_SIZE, "%s %02d:%02d", text, (int)(minutes / 60),
		(int)(minutes % 60));
}

/* Reads exactly `n` digits. */
static bool digits(const char **at, int n, int64_t *ret_value)
{
	int64_t value = 0;

	for (int i = 0; i < n; i++) {
		char c = (*at)[i];

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += n;
	*ret_value = value;
	return true;
}

static bool skip(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool date_part(const char **at, int64_t *ret_day)
{
	int64_t y, m, d, y2, m2, d2, day;

	if (!digits(at, 4, &y) || !skip(at, '-') || !digits(at, 2, &m) || !skip(at, '-') ||
		!digits(at, 2, &d))
		return false;
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	day = day_from_civil(y, m, d);
	day_to_civil(day, &y2, &m2, &d2);
	*ret_day = day;
	return y == y2 && m == m2 && d == d2;
}

bool day_parse(const char *text, int64_t *ret_day)
{
	int64_t day;

	if (!date_part(&text, &day) || *text)
		return false;
	*ret_day = day;
	return true;
}

void time_format(int64_t ms, char ret_text[TIME_TEXT_SIZE])
{
	int64_t day = floor_div(ms, MS_PER_DAY);
	int64_t rest = ms - day * MS_PER_DAY;
	int64_t y, m, d;
	int s = (int)(rest / 1000);
	char fraction[8] = "";

	day_to_civil(day, &y, &m, &d);
	if (rest % 1000)
		snprintf(fraction, sizeof fraction, ".%03d", (int)(rest % 1000));
	snprintf(ret_text, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", (int)y, (int)m,
		(int)d, s / 3600, s / 60 % 60, s % 60, fraction);
}

/* "Z" or "+08:00": minutes east of UTC. */
static bool offset_part(const char **at, int64_t *ret_minutes)
{
	int64_t h, m;
	int sign;

	if (skip(at, 'Z')) {
		*ret_minutes = 0;
		return true;
	}
	if (**at != '+' && **at != '-')
		return false;
	sign = *(*at)++ == '-' ? -1 : 1;
	if (!digits(at, 2, &h) || !skip(at, ':') || !digits(at, 2, &m) || h > 23 || m > 59)
		return false;
	*ret_minutes = sign * (h * 60 + m);
	return true;
}

static bool fraction_part(const char **at, int64_t *ret_ms)
{
	int64_t ms = 0;
	int n = 0;

	*ret_ms = 0;
	if (!skip(at, '.'))
		return true;
	for (; **at >= '0' && **at <= '9'; (*at)++, n++)
		if (n < 3)
			ms = ms * 10 + (**at - '0');
	for (int i = n; i < 3; i++)
		ms *= 10;
	*ret_ms = ms;
	return n > 0;
}

bool time_parse(const char *text, int64_t *ret_ms)
{
	int64_t day, h, m, s, ms, offset;

	if (!date_part(&text, &day) || !skip(&text, 'T') || !digits(&text, 2, &h) ||
		!skip(&text, ':') || !digits(&text, 2, &m) || !skip(&text, ':') ||
		!digits(&text, 2, &s) || !fraction_part(&text, &ms) || !offset_part(&text, &offset))
		return false;
	if (*text || h > 23 || m > 59 || s > 59)
		return false;
	*ret_ms = day * MS_PER_DAY + ((h * 60 + m - offset) * 60 + s) * MS_PER_SECOND + ms;
	return true;
}
