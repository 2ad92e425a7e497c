/* JSON values held against the schemas of an OpenAPI 3.1 document, in the keywords our documents
 * use. Any other keyword fails: nothing is printed there that nobody checks. */
#ifndef TESTS_HARNESS_OPENAPI_H
#define TESTS_HARNESS_OPENAPI_H

#include "json/json.h"

enum { FINDING_SIZE = 256 };

/* What is wrong with the value and where; false when something is. */
bool openapi_holds(const struct json *document, const struct json *schema, const struct json *value,
	char ret_finding[FINDING_SIZE]);

/* The value at a JSON Pointer, NULL when there is none. */
const struct json *openapi_at(const struct json *document, const char *pointer);

#endif
