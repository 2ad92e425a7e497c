/* Requests on their way to a service, and again when they got lost. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "http/http.h"
#include "tool/internal.h"

enum { ATTEMPTS = 5, FIRST_WAIT_MS = 200, HEADERS_MAX = 8 };

static const char *const method_names[] = {"GET", "POST", "PUT", "DELETE"};

enum err send_once(
	struct tool *tool, const struct sending *sending, int *ret_status, struct buf *reply)
{
	struct http_header headers[HEADERS_MAX] = {
		{"Accept-Language", tool->lang == LANG_ZH ? "zh" : "en"}};
	struct http_exchange exchange = {
		.method = method_names[sending->method],
		.url = arena_printf(&tool->arena, "%.*s%s", (int)strcspn(sending->url, "?#"),
			sending->url, sending->target),
		.headers = headers,
		.body = sending->body,
		.reply = reply,
		.into = sending->into,
	};
	size_t n = 1;

	if (sending->body.len)
		headers[n++] = (struct http_header){"Content-Type",
			sending->raw ? "application/octet-stream" : "application/json"};
	if (sending->bearer)
		headers[n++] = (struct http_header){
			"Authorization", arena_printf(&tool->arena, "Bearer %s", sending->bearer)};
	if (sending->once)
		headers[n++] = (struct http_header){"Idempotency-Key", sending->once};
	for (size_t i = 0; i < n; i++)
		if (!headers[i].value)
			return fail(&tool->error, ERR_TOO_LARGE);
	if (!exchange.url)
		return fail(&tool->error, ERR_TOO_LARGE);
	buf_reset(reply);
	/* what a lost attempt left there goes */
	if (sending->into && (fseek(sending->into, 0, SEEK_SET) != 0 ||
				     ftruncate(fileno(sending->into), 0) != 0))
		return fail(&tool->error, ERR_IO);
	TRY(http_request(&exchange, &tool->error));
	*ret_status = exchange.status;
	return OK;
}

bool send_again(enum err err, int status, int n)
{
	int64_t ms = FIRST_WAIT_MS << n;
	struct timespec wait = {ms / MS_PER_SECOND, (ms % MS_PER_SECOND) * 1000000};

	if (n + 1 == ATTEMPTS || (err == OK ? status != 503 : err != ERR_IO))
		return false;
	nanosleep(&wait, NULL);
	return true;
}

enum err send_steadily(
	struct tool *tool, const struct sending *sending, int *ret_status, struct buf *reply)
{
	enum err err;
	int n = 0;

	do {
		*ret_status = 0;
		tool->error = (struct error){0};
		err = send_once(tool, sending, ret_status, reply);
	} while (send_again(err, *ret_status, n++));
	return err;
}
