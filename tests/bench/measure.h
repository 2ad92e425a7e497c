/* Times of one run, and ratios of them: on machines that others share only the ratio of two things
 * measured side by side says anything. Nothing here fails because something was slow. */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"

/* Seconds: of the processors (user and system), and on the wall. */
struct cost {
	double cpu;
	double wall;
};

/* What passed since `since`; zero before. Of this process and of the children that have ended. */
struct cost cost_now(void);
struct cost cost_since(struct cost since);

/* Processor time of another process so far. */
double cpu_of(pid_t pid);

/* The middle one of an odd number; sorts them. */
double median(double *values, size_t n);

/* One line of the report. */
void report(const char *format, ...) printf_like(1, 2);

#endif
