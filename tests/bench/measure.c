/* See measure.h. */
#include "bench/measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "harness/test.h"

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static double cpu_used(int who)
{
	struct rusage usage;

	T_INT(getrusage(who, &usage), 0);
	return seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

struct cost cost_now(void)
{
	return (struct cost){.cpu = cpu_used(RUSAGE_SELF) + cpu_used(RUSAGE_CHILDREN),
		.wall = (double)clock_monotonic_us() / 1e6};
}

struct cost cost_since(struct cost since)
{
	struct cost now = cost_now();

	return (struct cost){.cpu = now.cpu - since.cpu, .wall = now.wall - since.wall};
}

double cpu_of(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	T_INT(clock_getcpuclockid(pid, &clock), 0);
	T_INT(clock_gettime(clock, &used), 0);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, by_value);
	return values[n / 2];
}

void report(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	printf("  ");
	vprintf(format, list);
	printf("\n");
	va_end(list);
}
