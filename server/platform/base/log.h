/* The log: one event, typed values, one line of JSON on standard error. Values have a type of their
 * own, so names, addresses and ballots have no way in by accident. Lower layers return errors and
 * do not log; who answers a request or ends a program does. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };

struct log_value {
	const char *name;
	const char *text; /* NULL: the number counts */
	int64_t number;
};

#define LOG_TEXT(name_, value_)                                                                    \
	{                                                                                          \
		.name = (name_), .text = (value_)                                                  \
	}
#define LOG_INT(name_, value_)                                                                     \
	{                                                                                          \
		.name = (name_), .number = (int64_t)(value_)                                       \
	}

/* Lines below this level are not written. Set once, before there are threads. */
void log_set_level(enum log_level level);

/* log_event(LOG_INFO, "ready", LOG_INT("port", 8080)); `event` comes from a fixed vocabulary. */
#define log_event(level, event, ...)                                                               \
	log_values(level, event, (const struct log_value[]){__VA_ARGS__, {0}})
void log_values(enum log_level level, const char *event, const struct log_value *values);

#endif
