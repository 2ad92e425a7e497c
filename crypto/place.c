/* A JSON Pointer from a format. */
#include "crypto/place.h"

#include <stdarg.h>
#include <stdio.h>

enum err fail_place(struct error *error, const char *rule, const char *format, ...)
{
	char pointer[ERROR_TEXT_MAX];
	va_list list;

	va_start(list, format);
	vsnprintf(pointer, sizeof pointer, format, list);
	va_end(list);
	return fail_field(error, pointer, rule);
}
