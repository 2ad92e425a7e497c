/* Builds the whole line first and writes it with one call, so that threads do not mix theirs. */
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"

static enum log_level threshold = LOG_INFO;

void log_set_level(enum log_level level)
{
	threshold = level;
}

static void add_text(struct buf *buf, const char *text)
{
	buf_char(buf, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			buf_char(buf, '\\');
		if (c < 0x20)
			buf_printf(buf, "\\u%04x", c);
		else
			buf_char(buf, *text);
	}
	buf_char(buf, '"');
}

void log_values(enum log_level level, const char *event, const struct log_value *values)
{
	static const char *const names[] = {"debug", "info", "warn", "error", "off"};
	auto_buf struct buf buf = {0};
	char at[TIME_TEXT_SIZE];

	buf_init(&buf, 4096);
	if (level < threshold)
		return;
	time_format(clock_now_ms(), at);
	buf_printf(
		&buf, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", at, names[level], event);
	for (; values->name; values++) {
		buf_printf(&buf, ",\"%s\":", values->name);
		if (values->text)
			add_text(&buf, values->text);
		else
			buf_int(&buf, values->number);
	}
	buf_str(&buf, "}\n");
	if (buf_ok(&buf) && write(STDERR_FILENO, buf.data, buf.len) < 0)
		return;
}
