/* A record is a C struct plus one field table. From the table come JSON → struct with validation,
 * struct → JSON, struct → SQL parameters, SQL row → struct, command-line options and the OpenAPI
 * component. Nothing here knows JSON or SQL.
 *
 *   struct post { const char *title; int64_t seats; };
 *   SCHEMA(post, struct post,
 *          FIELD_STRING(struct post, title, .required = true, .max = 40, .doc = "Name of the
 * post"), FIELD_INT(struct post, seats, .required = true, .min = 1, .max = 9));
 *
 * defines `post_schema`. The macros refuse at compile time a member of another type than the kind
 * needs. */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct schema;

enum field_kind {
	KIND_STRING,  /* const char *, valid UTF-8; NULL when absent */
	KIND_INT,     /* int64_t, at most ±(2^53 − 1) in JSON */
	KIND_BOOL,    /* bool */
	KIND_ENUM,    /* an enum whose values index `names`; 0 is a value unless names[0] is "" */
	KIND_ID,      /* a struct with one int64_t; a decimal string in JSON */
	KIND_TIME,    /* int64_t, UTC milliseconds; RFC 3339 in JSON */
	KIND_DAY,     /* int64_t, Shanghai day number; "2026-06-21" in JSON */
	KIND_BYTES,   /* struct span; base64 in JSON */
	KIND_OBJECT,  /* const T *, described by `item`; NULL when absent */
	KIND_LIST,    /* struct list of T, described by `item`; `max` is mandatory */
	KIND_STRINGS, /* struct strings; `max` is mandatory */
	KIND_INTS,    /* struct ints; `max` is mandatory */
	KIND_COUNTS,  /* struct counts: object of name → integer ≥ 0; `max` names at most */
	KIND_TEXT     /* const char *: any JSON value, kept as its compact text */
};

enum field_in { IN_BODY, IN_PATH, IN_QUERY };

/* Arrays as they stand in records. `items` points to n elements of the item schema's struct. */
struct list {
	void *items;
	size_t n;
};
struct strings {
	const char **items;
	size_t n;
};
struct ints {
	int64_t *items;
	size_t n;
};
struct count {
	const char *name;
	int64_t n;
};
struct counts {
	struct count *items;
	size_t n;
};

/* A further rule for a string; returns NULL when the value is fine, else the name of the rule. */
typedef const char *field_rule(const char *value);

struct field {
	const char *name; /* C member = JSON key = SQL column = query parameter */
	enum field_kind kind;
	size_t offset;
	bool required;
	bool nullable;            /* 0 stands for SQL NULL and is left out of JSON */
	enum field_in in;         /* where an input's value comes from */
	int64_t min, max;         /* value; characters of a string; bytes; items of a list */
	int64_t fallback;         /* value of an absent int, enum or bool */
	const char *const *names; /* of an enum; ends with NULL */
	const struct schema *item;
	field_rule *rule;
	const char *doc;
};

struct schema {
	const char *name;
	size_t size; /* of the struct */
	const struct field *fields;
	size_t n_fields;
};

/* The largest integer JSON carries exactly (RFC 8259 section 6). */
#define JSON_INT_MAX INT64_C(9007199254740991)

/* Longest string where a field names no maximum. */
#define STRING_MAX 4000

#define SCHEMA_TYPED(record, member, type)                                                         \
	(offsetof(record, member) + 0 * sizeof(struct {                                            \
		int wrong_member_type : _Generic(((record *)0)->member, type : 1, default : -1);   \
	}))
#define SCHEMA_SIZED(record, member, bytes)                                                        \
	(offsetof(record, member) + 0 * sizeof(struct {                                            \
		int wrong_member_size : sizeof(((record *)0)->member) == (bytes) ? 1 : -1;         \
	}))
#define SCHEMA_FIELD(member, kind_, offset_, ...)                                                  \
	{                                                                                          \
		.name = #member, .kind = kind_, .offset = offset_, __VA_ARGS__                     \
	}

#define FIELD_STRING(record, member, ...)                                                          \
	SCHEMA_FIELD(member, KIND_STRING, SCHEMA_TYPED(record, member, const char *), __VA_ARGS__)
#define FIELD_INT(record, member, ...)                                                             \
	SCHEMA_FIELD(member, KIND_INT, SCHEMA_TYPED(record, member, int64_t), __VA_ARGS__)
#define FIELD_BOOL(record, member, ...)                                                            \
	SCHEMA_FIELD(member, KIND_BOOL, SCHEMA_TYPED(record, member, bool), __VA_ARGS__)
#define FIELD_ENUM(record, member, names_, ...)                                                    \
	SCHEMA_FIELD(member, KIND_ENUM, SCHEMA_SIZED(record, member, sizeof(int)),                 \
		.names = names_, __VA_ARGS__)
#define FIELD_ID(record, member, ...)                                                              \
	SCHEMA_FIELD(member, KIND_ID, SCHEMA_SIZED(record, member, sizeof(int64_t)), __VA_ARGS__)
#define FIELD_TIME(record, member, ...)                                                            \
	SCHEMA_FIELD(member, KIND_TIME, SCHEMA_TYPED(record, member, int64_t), __VA_ARGS__)
#define FIELD_DAY(record, member, ...)                                                             \
	SCHEMA_FIELD(member, KIND_DAY, SCHEMA_TYPED(record, member, int64_t), __VA_ARGS__)
#define FIELD_BYTES(record, member, ...)                                                           \
	SCHEMA_FIELD(member, KIND_BYTES, SCHEMA_TYPED(record, member, struct span), __VA_ARGS__)
#define FIELD_OBJECT(record, member, item_, ...)                                                   \
	SCHEMA_FIELD(member, KIND_OBJECT, SCHEMA_SIZED(record, member, sizeof(void *)),            \
		.item = &item_, __VA_ARGS__)
#define FIELD_LIST(record, member, item_, ...)                                                     \
	SCHEMA_FIELD(member, KIND_LIST, SCHEMA_TYPED(record, member, struct list), .item = &item_, \
		__VA_ARGS__)
#define FIELD_STRINGS(record, member, ...)                                                         \
	SCHEMA_FIELD(                                                                              \
		member, KIND_STRINGS, SCHEMA_TYPED(record, member, struct strings), __VA_ARGS__)
#define FIELD_INTS(record, member, ...)                                                            \
	SCHEMA_FIELD(member, KIND_INTS, SCHEMA_TYPED(record, member, struct ints), __VA_ARGS__)
#define FIELD_COUNTS(record, member, ...)                                                          \
	SCHEMA_FIELD(member, KIND_COUNTS, SCHEMA_TYPED(record, member, struct counts), __VA_ARGS__)
#define FIELD_TEXT(record, member, ...)                                                            \
	SCHEMA_FIELD(member, KIND_TEXT, SCHEMA_TYPED(record, member, const char *), __VA_ARGS__)

/* Defines `<name>_schema`, private to its file, and `SCHEMA_PUBLIC` one that a header declares. */
#define SCHEMA_TABLE(name_, type, ...)                                                             \
	const struct schema name_##_schema = {                                                     \
		.name = #name_,                                                                    \
		.size = sizeof(type),                                                              \
		.fields = (const struct field[]){__VA_ARGS__},                                     \
		.n_fields = COUNT_OF(((const struct field[]){__VA_ARGS__})),                       \
	}
#define SCHEMA(name_, type, ...)        static SCHEMA_TABLE(name_, type, __VA_ARGS__)
#define SCHEMA_PUBLIC(name_, type, ...) SCHEMA_TABLE(name_, type, __VA_ARGS__)

/* The field with this name, or NULL. */
const struct field *schema_field(const struct schema *schema, const char *name, size_t len);

/* Where the field lives in a record. */
static inline void *field_at(const struct field *field, void *record)
{
	return (char *)record + field->offset;
}
static inline const void *field_in(const struct field *field, const void *record)
{
	return (const char *)record + field->offset;
}

/* Gives every absent int, enum and bool its fallback. */
void schema_defaults(const struct schema *schema, void *record);

/* Index of a name in an enum's table; -1 when it is not there. */
int names_find(const char *const *names, const char *name);

/* The rules of a value that has its C type already. Reports to `error` under `pointer`; OK or
 * ERR_INVALID. */
enum err field_check(const struct field *field, const void *record, const char *pointer,
	struct error *error) must_use;

/* Reports that a value is not of the field's kind: "type:integer", "enum:all|household|reps". */
enum err fail_kind(const struct field *field, const char *pointer, struct error *error);

/* Parses a value written as text (query, path, command line) into the record and checks it.
 * Lists of strings and integers are separated by commas; objects cannot be written so. */
enum err field_set_text(const struct field *field, void *record, const char *text,
	struct arena *arena, const char *pointer, struct error *error) must_use;

#endif
