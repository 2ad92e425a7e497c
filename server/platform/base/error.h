/* The one error type of the program. Every fallible function returns enum err (0 is OK); what a
 * person needs to know beyond the code travels in a struct error that belongs to the request.
 *
 * A function either returns an error or logs it, never both. The place that knows calls fail…();
 * everyone above passes the code on with TRY(). */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum err {
	OK = 0,
#define E(name, status, token, english, chinese) ERR_##name,
#include "base/errors.def"
#undef E
	ERR__COUNT
};

enum lang { LANG_ZH, LANG_EN };

/* What is fixed about an error: its HTTP status, its stable token, its text in each language. */
struct error_info {
	const char *name; /* the enum's name without ERR_ */
	int status;
	const char *token;
	const char *text[2]; /* by enum lang */
};

enum { ERROR_FIELDS_MAX = 16, ERROR_ARGS_MAX = 4, ERROR_TEXT_MAX = 96 };

/* One unacceptable field: where (JSON Pointer, RFC 6901) and which rule it breaks. */
struct field_error {
	char pointer[ERROR_TEXT_MAX];
	char rule[ERROR_TEXT_MAX];
};

/* Everything known about one failure. `note` is for the log only and never reaches a client. */
struct error {
	enum err code;
	size_t n_args;
	size_t n_fields;
	size_t n_omitted; /* field errors beyond ERROR_FIELDS_MAX */
	char args[ERROR_ARGS_MAX][ERROR_TEXT_MAX];
	struct field_error fields[ERROR_FIELDS_MAX];
	char note[256];
};

const struct error_info *error_info(enum err code);

/* Writes the text of `error` in `lang` with its arguments filled in; always terminated. */
void error_text(const struct error *error, enum lang lang, char *ret_text, size_t size);

/* Sets the code and returns it. In sight of the compiler, so that it knows a failure for one. */
static inline enum err fail(struct error *error, enum err code)
{
	error->code = code;
	return code;
}

/* As fail(), with up to four arguments for the text's {0}…{3}:
 * fail_args(error, ERR_X, name, number, NULL). */
#define fail_args(error, code, ...) fail_with(error, code, (const char *const[]){__VA_ARGS__})
void error_set_args(struct error *error, const char *const *args);
static inline enum err fail_with(struct error *error, enum err code, const char *const *args)
{
	error_set_args(error, args);
	return fail(error, code);
}

/* As fail(), with a note for the log: fail_note(error, ERR_IO, "%s: …", path). */
#define fail_note(error, code, ...) (error_set_note(error, __VA_ARGS__), fail(error, code))
void error_set_note(struct error *error, const char *format, ...) printf_like(2, 3);

/* Adds an unacceptable field and returns ERR_INVALID; the first ERROR_FIELDS_MAX are kept. */
void error_add_field(struct error *error, const char *pointer, const char *rule);
static inline enum err fail_field(struct error *error, const char *pointer, const char *rule)
{
	error_add_field(error, pointer, rule);
	return fail(error, ERR_INVALID);
}

/* Adds "/name" to a JSON Pointer, escaped; what does not fit is cut at a character. */
void pointer_append(char *pointer, size_t size, const char *name);

/* Passes any error on to the caller. The only control-flow macro of the code base. */
#define TRY(call)                                                                                  \
	do {                                                                                       \
		enum err try_err_ = (call);                                                        \
		if (try_err_ != OK)                                                                \
			return try_err_;                                                           \
	} while (0)

#endif
