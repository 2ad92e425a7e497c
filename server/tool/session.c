/* Signing in by a statement of kind "session", and remembering for how long that holds. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/options.h"
#include "tool/internal.h"
#include "json/json.h"

enum { NONCE_BYTES = 16, STATEMENT_MS = 60 * 1000, KEPT_MAX = 1024 };

/* A session as it is kept. It belongs to one address: a token is shown to no other service. */
struct kept_session {
	const char *url;
	const char *token;
	int64_t expires_at;
};
SCHEMA(kept_session, struct kept_session,
	FIELD_STRING(struct kept_session, url, .required = true, .max = 200),
	FIELD_STRING(struct kept_session, token, .required = true, .max = 200),
	FIELD_TIME(struct kept_session, expires_at, .required = true));

static bool find_kept(struct tool *tool, const char *path, const char *url, const char **ret_token)
{
	struct kept_session kept = {0};
	struct error error = {0};
	const char *text;

	if (file_read(path, &tool->arena, &text, &error) != OK ||
		json_read(&kept_session_schema, text, strlen(text), &tool->arena, &kept, &error) !=
			OK)
		return false;
	if (strcmp(kept.url, url) != 0 || kept.expires_at < clock_now_ms() + STATEMENT_MS)
		return false;
	*ret_token = kept.token;
	return true;
}

/* Not being able to keep a session costs one more sign-in, nothing else. */
static void keep(struct tool *tool, const char *path, const struct kept_session *session)
{
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	struct error error = {0};

	(void)tool;
	buf_init(&buf, KEPT_MAX);
	writer = json_writer(&buf);
	json_write(&writer, &kept_session_schema, session);
	if (!buf_ok(&buf) || file_replace(path, buf.data, buf.len, true, &error) != OK)
		unlink(path);
}

/* A fresh statement for each attempt: its nonce is good once. */
static enum err sign_in_body(struct tool *tool, const struct device_key *key, struct span *ret_body)
{
	auto_secret struct sign_secret secret = {0};
	struct rand rand = rand_system();
	uint8_t bytes[NONCE_BYTES];
	char nonce[HEX_SIZE(NONCE_BYTES)];
	char expires[TIME_TEXT_SIZE];
	auto_buf struct buf buf = {0};
	struct json_writer writer;
	const char *public_key;

	key_secret(key, &secret);
	public_key = key_public_text(tool, &secret);
	rand_bytes(&rand, bytes, sizeof bytes);
	hex_encode(bytes, sizeof bytes, nonce);
	time_format(clock_now_ms() + STATEMENT_MS, expires);
	buf_init(&buf, KEPT_MAX);
	writer = json_writer(&buf);
	json_begin_object(&writer);
	json_add_name(&writer, "public_key");
	json_add_string(&writer, public_key ? public_key : "");
	json_add_name(&writer, "origin");
	json_add_string(&writer, key->origin);
	json_add_name(&writer, "nonce");
	json_add_string(&writer, nonce);
	json_add_name(&writer, "expires");
	json_add_string(&writer, expires);
	json_end_object(&writer);
	if (!buf_ok(&buf))
		return fail(&tool->error, ERR_TOO_LARGE);
	return key_envelope(tool, &secret, "session", buf.data, ret_body);
}

static enum err read_session(
	struct tool *tool, const struct buf *reply, struct kept_session *session)
{
	auto_json struct json *root = NULL;
	const char *expires;

	TRY(json_parse(reply->data ? reply->data : "", reply->len, &root, &tool->error));
	if (!json_string(json_get(root, "token"), &session->token) ||
		!json_string(json_get(root, "expires_at"), &expires) ||
		!time_parse(expires, &session->expires_at))
		return fail(&tool->error, ERR_MALFORMED);
	session->token = arena_string(&tool->arena, session->token);
	return session->token ? OK : fail(&tool->error, ERR_BUSY);
}

static enum err sign_in(
	struct tool *tool, const struct device_key *key, struct kept_session *ret_session)
{
	struct sending sending = {.url = key->url, .target = "/v1/sessions", .method = METHOD_POST};
	auto_buf struct buf reply = {0};
	enum err err;
	int status;
	int n = 0;

	buf_init(&reply, REPLY_MAX);
	do {
		status = 0;
		tool->error = (struct error){0};
		TRY(sign_in_body(tool, key, &sending.body));
		err = send_once(tool, &sending, &status, &reply);
	} while (send_again(err, status, n++));
	TRY(err);
	if (status != 201) {
		tool_refused(tool, status, &reply);
		return ERR_UNAUTHENTICATED;
	}
	ret_session->url = key->url;
	return read_session(tool, &reply, ret_session);
}

/* Signs in, or finds the token of a session that has not ended in "<path>.session"; `fresh` does
 * not look there. ERR_UNAUTHENTICATED after the service's refusal was printed. */
static enum err session_token(struct tool *tool, const char *path, const struct device_key *key,
	bool fresh, const char **ret_token)
{
	const char *kept = arena_printf(&tool->arena, "%s.session", path);
	struct kept_session session = {0};

	if (!kept)
		return fail(&tool->error, ERR_BUSY);
	if (!fresh && find_kept(tool, kept, key->url, ret_token))
		return OK;
	TRY(sign_in(tool, key, &session));
	keep(tool, kept, &session);
	*ret_token = session.token;
	return OK;
}

enum err session_send(struct tool *tool, const char *path, const struct device_key *key,
	struct sending *sending, int *ret_status, struct buf *reply)
{
	TRY(session_token(tool, path, key, false, &sending->bearer));
	TRY(send_steadily(tool, sending, ret_status, reply));
	if (*ret_status != 401)
		return OK;
	TRY(session_token(tool, path, key, true, &sending->bearer));
	return send_steadily(tool, sending, ret_status, reply);
}
