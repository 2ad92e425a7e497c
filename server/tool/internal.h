/* What the files of tool/ share. */
#ifndef TOOL_INTERNAL_H
#define TOOL_INTERNAL_H

#include <stdio.h>

#include "base/buf.h"
#include "crypto/sign.h"
#include "tool/tool.h"

enum { TOOL_ARENA = 64 << 20, REPLY_MAX = 64 << 20 };

/* One command on its way. */
struct tool {
	enum lang lang;
	struct arena arena;
	struct error error;
};

/* `lang` is "zh", "en" or NULL: what the environment says, else English. False, and a line on
 * standard error, for another one. The arena is released by whoever began. */
bool tool_begin(struct tool *tool, const char *lang) must_use;

/* ---- sentences (print.c) ---- */

/* One sentence on standard error in the tool's language, {} replaced by `what`. */
void tool_say(const struct tool *tool, const char *english, const char *chinese, const char *what);

/* The tool's error, or the problem document a service answered with, as sentences. Both return
 * 1. */
int tool_failed(const struct tool *tool);
int tool_refused(const struct tool *tool, int status, const struct buf *reply);

/* Indents JSON text; everything else in it stays as it is. */
void json_indent(struct buf *out, const char *json, size_t len);

/* ---- one request (fields.c) ---- */

struct outgoing {
	const struct route *route;
	const char *target; /* path and query, encoded */
	struct span body;
};

/* Puts "--field=value" arguments and the members of a JSON object (text; NULL: none) where the
 * route's fields belong; arguments win. ERR_INVALID with field errors for names the operation does
 * not have and fields it cannot do without; values are judged by the service. */
enum err outgoing_build(struct tool *tool, const char *json, int argc, char **argv,
	struct outgoing *outgoing) must_use;

/* A value as it is typed, as JSON of the field's kind; what is none of that kind goes as a string,
 * so that the service can say what is wrong with it. NULL: no UTF-8, or no memory. */
const char *value_json(struct tool *tool, const struct field *field, const char *text) must_use;

/* The rows of a CSV file as an array of the field's records (rows.c). ERR_INVALID with the row. */
enum err rows_read(struct tool *tool, const struct field *field, const char *path,
	const char **ret_json) must_use;

/* ---- sending (send.c) ---- */

struct sending {
	const char *url; /* of the service */
	const char *target;
	const char *bearer; /* NULL: none */
	const char *once;   /* Idempotency-Key; NULL: none */
	enum method method;
	bool raw; /* the body is not JSON */
	struct span body;
	FILE *into; /* NULL, or where the body of a success goes, instead of the reply */
};

/* One exchange. ERR_IO when there was no reply. */
enum err send_once(struct tool *tool, const struct sending *sending, int *ret_status,
	struct buf *reply) must_use;

/* After the n-th (from 0) attempt that was lost or met a busy service: waits a little longer each
 * time and says whether to try again. */
bool send_again(enum err err, int status, int n);

/* send_once() and send_again(): for what may be repeated safely. */
enum err send_steadily(struct tool *tool, const struct sending *sending, int *ret_status,
	struct buf *reply) must_use;

/* ---- keys (key.c, session.c) ---- */

/* The content of a key file. */
struct device_key {
	const char *url;    /* where the service is reached */
	const char *origin; /* what it calls itself */
	struct span seed;
	struct person_id person; /* both 0 until the key is activated */
	int64_t device;
};

/* The text of a file with secrets. A missing file is ERR_NOT_FOUND; one that others may read is
 * refused (ERR_IO). */
enum err secret_read(struct tool *tool, const char *path, const char **ret_text) must_use;

/* Writes a record as such a file, in the place of an older one; `max` bytes at most. */
enum err secret_write(struct tool *tool, const char *path, const struct schema *schema,
	const void *record, size_t max) must_use;

enum err key_read(struct tool *tool, const char *path, struct device_key *ret_key) must_use;
enum err key_write(struct tool *tool, const char *path, const struct device_key *key) must_use;
void key_secret(const struct device_key *key, struct sign_secret *ret_secret);

/* The public key in base64, as statements carry it; NULL when the arena is exhausted. */
const char *key_public_text(struct tool *tool, const struct sign_secret *secret);

/* {"envelope": …} around a statement signed by the key. */
enum err key_envelope(struct tool *tool, const struct sign_secret *secret, const char *kind,
	const char *payload, struct span *ret_body) must_use;

/* send_steadily() signed in as the person of the key in `path`; a session may have been ended
 * meanwhile: then signs in once more. */
enum err session_send(struct tool *tool, const char *path, const struct device_key *key,
	struct sending *sending, int *ret_status, struct buf *reply) must_use;

/* ---- help (help.c) ---- */

int help_operations(const struct tool *tool, const struct api *api);
int help_operation(const struct tool *tool, const struct route *route);

/* Says that there is no such operation and which ones have a similar name; returns 2. */
int help_unknown(const struct tool *tool, const struct api *api, const char *op);

#endif
