/* Failures with a place: the one way this folder names what does not hold. */
#ifndef CRYPTO_PLACE_H
#define CRYPTO_PLACE_H

#include "base/attr.h"
#include "base/error.h"

/* fail_field() with a JSON Pointer made by a format; returns ERR_INVALID. */
enum err fail_place(struct error *error, const char *rule, const char *format, ...)
	printf_like(3, 4);

#endif
