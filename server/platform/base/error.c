/* The error table and the few ways to fill a struct error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

static const struct error_info infos[ERR__COUNT] = {
	[OK] = {"OK", 200, "ok", {"没有错误", "No error"}},
#define E(enum_name, http_status, stable_token, english, chinese)                                  \
	[ERR_##enum_name] = {#enum_name, http_status, stable_token, {chinese, english}},
#include "base/errors.def"
#undef E
};

const struct error_info *error_info(enum err code)
{
	return &infos[code < ERR__COUNT ? code : ERR_INTERNAL];
}

void error_text(const struct error *error, enum lang lang, char *ret_text, size_t size)
{
	const char *from = error_info(error->code)->text[lang];
	size_t at = 0;

	while (*from && at + 1 < size) {
		size_t arg = (size_t)(from[1] - '0');

		if (from[0] == '{' && arg < ERROR_ARGS_MAX && from[2] == '}') {
			const char *value = arg < error->n_args ? error->args[arg] : "";
			size_t len = strlen(value);

			if (len > size - at - 1)
				len = size - at - 1;
			memcpy(ret_text + at, value, len);
			at += len;
			from += 3;
		} else {
			ret_text[at++] = *from++;
		}
	}
	ret_text[at] = '\0';
}

void error_set_args(struct error *error, const char *const *args)
{
	error->n_args = 0;
	while (*args && error->n_args < ERROR_ARGS_MAX)
		copy_text(error->args[error->n_args++], ERROR_TEXT_MAX, *args++);
}

void error_set_note(struct error *error, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(error->note, sizeof error->note, format, list);
	va_end(list);
}

void pointer_append(char *pointer, size_t size, const char *name)
{
	char escaped[ERROR_TEXT_MAX * 2];
	size_t n = 0;

	escaped[n++] = '/';
	for (; *name && n + 2 < sizeof escaped; name++) {
		if (*name == '~' || *name == '/')
			escaped[n++] = '~';
		if (*name == '~' || *name == '/')
			escaped[n++] = *name == '~' ? '0' : '1';
		else
			escaped[n++] = *name;
	}
	escaped[n] = '\0';
	copy_text(pointer + strlen(pointer), size - strlen(pointer), escaped);
}

void error_add_field(struct error *error, const char *pointer, const char *rule)
{
	struct field_error *field;

	if (error->n_fields == ERROR_FIELDS_MAX) {
		error->n_omitted++;
		return;
	}
	field = &error->fields[error->n_fields++];
	copy_text(field->pointer, sizeof field->pointer, pointer);
	copy_text(field->rule, sizeof field->rule, rule);
}
