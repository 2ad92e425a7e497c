/* The table of endpoints: its check at start-up, and finding the row for a request. */
#include <stdio.h>
#include <string.h>

#include "api/internal.h"

const struct route *api_route(const struct api *api, size_t n)
{
	for (const struct module *const *module = api->modules; *module; module++) {
		if (n < (*module)->n_routes)
			return &(*module)->routes[n];
		n -= (*module)->n_routes;
	}
	return NULL;
}

const struct route *api_find(const struct api *api, const char *op)
{
	const struct route *route;

	for (size_t i = 0; (route = api_route(api, i)); i++)
		if (strcmp(route->op, op) == 0)
			return route;
	return NULL;
}

bool allow_anyone(const struct call *call)
{
	(void)call;
	return true;
}

SCHEMA_PUBLIC(raw_reply, struct raw_reply, FIELD_BYTES(struct raw_reply, bytes),
	FIELD_STRING(struct raw_reply, filename));

static enum err wrong(const struct route *route, const char *what, struct error *error)
{
	return fail_note(error, ERR_INTERNAL, "route %s: %s", route->op, what);
}

/* Every {param} of the path is an IN_PATH field of the input, and the reverse. */
static enum err check_params(const struct route *route, struct error *error)
{
	size_t n_in_path = 0;
	size_t n_params = 0;

	for (size_t i = 0; route->in && i < route->in->n_fields; i++)
		n_in_path += route->in->fields[i].in == IN_PATH;
	for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{')) {
		const struct field *field =
			route->in ? schema_field(route->in, at + 1, strcspn(at + 1, "*}")) : NULL;

		if (!field || field->in != IN_PATH)
			return wrong(route, "a path parameter has no IN_PATH field", error);
		n_params++;
	}
	return n_params == n_in_path ? OK
				     : wrong(route, "an IN_PATH field is not in the path", error);
}

static enum err check_route(const struct route *route, struct error *error)
{
	if (!route->allow)
		return wrong(route, "no policy", error);
	if (!route->read == !route->write)
		return wrong(route, "exactly one of read and write", error);
	if ((route->method == METHOD_GET) != (route->read != NULL))
		return wrong(route, "GET reads, everything else writes", error);
	if (route->records && !route->write)
		return wrong(route, "a read records nothing", error);
	if ((route->media != NULL) != (route->out == &raw_reply_schema))
		return wrong(route, "media and raw reply go together", error);
	if (route->live && (!route->read || route->slow || route->media))
		return wrong(route, "only a quick read of JSON is followed", error);
	if (route->in && route->in->n_fields > 64)
		return wrong(route, "more than 64 fields", error);
	return check_params(route, error);
}

static int compare(const struct route *a, const struct route *b)
{
	int order = strcmp(a->path, b->path);

	return order ? order : (int)a->method - (int)b->method;
}

enum err api_check(const struct api *api, struct error *error)
{
	for (const struct module *const *module = api->modules; *module; module++)
		for (size_t i = 0; i < (*module)->n_routes; i++) {
			const struct route *route = &(*module)->routes[i];

			TRY(check_route(route, error));
			if (i && compare(route - 1, route) >= 0)
				return wrong(route, "out of order, or twice", error);
			if (api_find(api, route->op) != route)
				return wrong(route, "its name is taken", error);
		}
	return OK;
}

/* Whether `path` fits the route's path; the parts that stand for {params} are kept. A {param*}
 * takes the rest of the path, slashes and all. */
static bool path_matches(const char *pattern, const char *path, struct params *params)
{
	params->n = 0;
	while (*pattern && *path) {
		size_t name_len, len;
		bool rest;

		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		name_len = strcspn(pattern + 1, "*}");
		rest = pattern[name_len + 1] == '*';
		len = rest ? strlen(path) : strcspn(path, "/");
		if (!len || len >= PARAM_SIZE || params->n == PARAMS_MAX)
			return false;
		params->names[params->n] = pattern + 1;
		params->name_lens[params->n] = name_len;
		memcpy(params->values[params->n], path, len);
		params->values[params->n++][len] = '\0';
		pattern += name_len + 2 + rest;
		path += len;
	}
	return !*pattern && !*path;
}

enum err match(const struct api *api, enum method method, const char *path,
	const struct route **ret_route, struct params *params)
{
	const struct route *route;
	bool path_known = false;

	for (size_t i = 0; (route = api_route(api, i)); i++) {
		if (!path_matches(route->path, path, params))
			continue;
		path_known = true;
		if (route->method == method) {
			*ret_route = route;
			return OK;
		}
	}
	return path_known ? ERR_METHOD : ERR_NOT_FOUND;
}
