/* What the files of api/ share. */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include "api/api.h"

enum { IDEMPOTENCY_KEY_MAX = 100 };

/* The parts of a path that stand for {params}. */
struct params {
	size_t n;
	const char *names[PARAMS_MAX]; /* in the route's path, not terminated */
	size_t name_lens[PARAMS_MAX];
	char values[PARAMS_MAX][PARAM_SIZE];
};

/* The row for a request; ERR_NOT_FOUND, or ERR_METHOD when the path has other methods. */
enum err match(const struct api *api, enum method method, const char *path,
	const struct route **ret_route, struct params *params) must_use;

/* Binds path, query and body into the route's input (bind.c). */
enum err bind_request(struct request *request, const struct params *params) must_use;

/* Writes the reply (reply.c). */
const char *reply_media(const struct route *route);
void reply_success(struct request *request);
void reply_error(struct request *request);

/* The statements of the platform's own tables (dispatch.c). */
extern const struct stmt_table api_stmts;

#endif
