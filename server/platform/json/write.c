/* A streaming writer: compact, in the order of the calls, integers exact. */
#include <string.h>

#include "json/json.h"

struct json_writer json_writer(struct buf *buf)
{
	return (struct json_writer){.buf = buf};
}

/* Puts the comma that a further item needs. */
static void before_item(struct json_writer *writer)
{
	uint64_t bit = UINT64_C(1) << writer->depth;

	if (!writer->after_name && writer->has_items & bit)
		buf_char(writer->buf, ',');
	writer->has_items |= bit;
	writer->after_name = false;
}

static void begin(struct json_writer *writer, char c)
{
	before_item(writer);
	buf_char(writer->buf, c);
	if (writer->depth == 63)
		writer->buf->failed = true;
	else
		writer->depth++;
	writer->has_items &= ~(UINT64_C(1) << writer->depth);
}

static void end(struct json_writer *writer, char c)
{
	writer->depth--;
	buf_char(writer->buf, c);
}

void json_begin_object(struct json_writer *writer)
{
	begin(writer, '{');
}

void json_begin_array(struct json_writer *writer)
{
	begin(writer, '[');
}

void json_end_object(struct json_writer *writer)
{
	end(writer, '}');
}

void json_end_array(struct json_writer *writer)
{
	end(writer, ']');
}

static void add_escaped(struct buf *buf, const char *string)
{
	static const char shorts[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";

	buf_char(buf, '"');
	while (*string) {
		size_t plain = strcspn(string,
			"\"\\\x01\x02\x03\x04\x05\x06\x07\b\t\n\x0b\f\r\x0e\x0f\x10\x11\x12\x13"
			"\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");
		const char *found;

		buf_add(buf, string, plain);
		string += plain;
		if (!*string)
			break;
		found = strchr(shorts, *string);
		if (found)
			buf_printf(buf, "\\%c", letters[found - shorts]);
		else
			buf_printf(buf, "\\u%04x", (unsigned)*string);
		string++;
	}
	buf_char(buf, '"');
}

void json_add_name(struct json_writer *writer, const char *name)
{
	before_item(writer);
	add_escaped(writer->buf, name);
	buf_char(writer->buf, ':');
	writer->after_name = true;
}

void json_add_string(struct json_writer *writer, const char *string)
{
	before_item(writer);
	add_escaped(writer->buf, string);
}

void json_add_int(struct json_writer *writer, int64_t value)
{
	before_item(writer);
	buf_int(writer->buf, value);
}

void json_add_bool(struct json_writer *writer, bool value)
{
	json_add_text(writer, value ? "true" : "false");
}

void json_add_text(struct json_writer *writer, const char *text)
{
	before_item(writer);
	buf_str(writer->buf, text);
}

static void add_children(struct json_writer *writer, const struct json *value, bool named)
{
	for (const struct json *child = json_first(value); child; child = json_next(child)) {
		if (named)
			json_add_name(writer, json_name(child));
		json_add_value(writer, child);
	}
}

void json_add_value(struct json_writer *writer, const struct json *value)
{
	const char *string = "";
	int64_t number = 0;
	bool truth = false;

	switch (json_type(value)) {
	case JSON_OBJECT:
		json_begin_object(writer);
		add_children(writer, value, true);
		json_end_object(writer);
		break;
	case JSON_ARRAY:
		json_begin_array(writer);
		add_children(writer, value, false);
		json_end_array(writer);
		break;
	case JSON_STRING:
		if (json_string(value, &string))
			json_add_string(writer, string);
		break;
	case JSON_NUMBER:
		if (json_int(value, &number))
			json_add_int(writer, number);
		else
			writer->buf->failed = true;
		break;
	case JSON_BOOL:
		if (json_bool(value, &truth))
			json_add_bool(writer, truth);
		break;
	case JSON_NULL:
		json_add_text(writer, "null");
		break;
	}
}

void json_plain(const struct json *value, struct buf *out)
{
	struct json_writer writer = json_writer(out);
	const char *string;

	if (json_string(value, &string))
		buf_str(out, string);
	else
		json_add_value(&writer, value);
}
