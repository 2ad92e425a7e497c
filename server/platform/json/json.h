/* JSON text in and out, stricter than the library it stands on: RFC 8259 to the letter, valid
 * UTF-8, no U+0000, no lone surrogates, no duplicate names, nothing after the value, bounded depth
 * and size. This folder is the only one that knows cJSON. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "schema/schema.h"

/* Values count wherever they stand: a short text of many costs the library much memory. */
enum { JSON_DEPTH_MAX = 32, JSON_MEMBERS_MAX = 20000, JSON_VALUES_MAX = 1000000 };

/* ---- reading ---- */

/* A parsed value. Everything reached from the root lives until json_free(root). */
struct json;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Parses the whole text. ERR_MALFORMED with the field error {"line:column", what} when it is not
 * one JSON value. */
enum err json_parse(
	const char *text, size_t len, struct json **ret_root, struct error *error) must_use;
void json_free(struct json *root);

static inline void cleanup_json(struct json **root)
{
	json_free(*root);
}
#define auto_json __attribute__((cleanup(cleanup_json)))

enum json_type json_type(const struct json *value);

/* The member with exactly this name; NULL when absent or `object` is none. */
const struct json *json_get(const struct json *object, const char *name);

/* The value a JSON Pointer (RFC 6901) leads to from `root`; NULL when it leads nowhere. */
const struct json *json_at(const struct json *root, const char *pointer);

/* The children of an array or object in order; a child of an object has a name. NULL has none. */
const struct json *json_first(const struct json *parent);
const struct json *json_next(const struct json *child);
const char *json_name(const struct json *child);
size_t json_count(const struct json *parent);

/* The value as a C type; false (untouched) when it is another type, or a number that is not written
 * as an integer: 1.0, 1e0 and -0 are none, nor is one beyond ±JSON_INT_MAX. */
bool json_string(const struct json *value, const char **ret_string);
bool json_int(const struct json *value, int64_t *ret_int);
bool json_bool(const struct json *value, bool *ret_bool);

/* ---- writing: compact, members in the order written, exact integers ---- */

struct json_writer {
	struct buf *buf;
	uint64_t has_items; /* bit d: depth d has an item already */
	unsigned depth;
	bool after_name;
};

struct json_writer json_writer(struct buf *buf);
void json_begin_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer);
void json_end_object(struct json_writer *writer);
void json_end_array(struct json_writer *writer);
void json_add_name(struct json_writer *writer, const char *name);
void json_add_string(struct json_writer *writer, const char *string);
void json_add_int(struct json_writer *writer, int64_t value);
void json_add_bool(struct json_writer *writer, bool value);
void json_add_text(struct json_writer *writer, const char *text); /* JSON text, as it is */

/* Writes a parsed value back, compactly, numbers as integers. */
void json_add_value(struct json_writer *writer, const struct json *value);

/* A string as it is, any other value as JSON text. */
void json_plain(const struct json *value, struct buf *out);

/* ---- records ---- */

/* Fills `record` (of schema->size, zeroed by the caller) from the text of a JSON object. Unknown
 * names, wrong types and broken rules are all collected in `error`; ERR_INVALID if there was any.
 * Fields that are not IN_BODY are left alone. What is pointed to lives in `arena`. */
enum err json_read(const struct schema *schema, const char *text, size_t len, struct arena *arena,
	void *record, struct error *error) must_use;

/* Writes a record as an object. Empty optional fields are left out. */
void json_write(struct json_writer *writer, const struct schema *schema, const void *record);

#endif
