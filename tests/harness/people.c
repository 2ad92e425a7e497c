/* See people.h. */
#include "harness/people.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/wire/dsse.h"
#include "found.h"

char *t_text(struct t_app *app, const char *format, ...)
{
	char *text = NULL;
	char *copy;
	va_list list;

	va_start(list, format);
	if (vasprintf(&text, format, list) < 0)
		abort();
	va_end(list);
	copy = arena_string(&app->arena, text);
	free(text);
	return copy;
}

struct t_person t_person_key(struct t_app *app, int number)
{
	struct t_person person = {.id = number};
	uint8_t seed[SIGN_SEED_BYTES] = {0};

	(void)app;
	memcpy(seed, &number, sizeof number);
	seed[31] = 1;
	sign_secret_from_seed(seed, &person.key);
	return person;
}

const char *t_statement(
	struct t_app *app, const struct t_person *person, const char *kind, const char *payload)
{
	struct dsse dsse;
	struct buf buf;
	const char *text;

	T_OK(dsse_init(kind, (struct span){(const uint8_t *)payload, strlen(payload)}, &dsse));
	T_OK(dsse_sign(&dsse, &person->key));
	buf_init(&buf, DSSE_JSON_MAX);
	T_OK(dsse_write(&buf, &dsse, &app->arena));
	text = arena_string(&app->arena, buf.data);
	buf_done(&buf);
	return text;
}

static const char *key_text(struct t_app *app, const struct t_person *person)
{
	char text[BASE64_SIZE(SIGN_PUBLIC_BYTES)];

	base64_encode(BASE64, person->key.key.bytes, SIGN_PUBLIC_BYTES, text);
	return arena_string(&app->arena, text);
}

struct t_reply t_activate(struct t_app *app, struct t_person *person, const char *slip)
{
	const char *payload =
		t_text(app, "{\"slip\":\"%s\",\"public_key\":\"%s\",\"name\":\"officer\"}", slip,
			key_text(app, person));

	return t_call(app, NULL, "POST", "/v1/devices",
		t_text(app, "{\"envelope\":%s}", t_statement(app, person, "device", payload)));
}

const char *t_session_statement(struct t_app *app, const struct t_person *person,
	const char *origin, int64_t expires, const char *nonce)
{
	char at[TIME_TEXT_SIZE];

	time_format(expires, at);
	return t_statement(app, person, "session",
		t_text(app,
			"{\"public_key\":\"%s\",\"origin\":\"%s\",\"nonce\":\"%s\","
			"\"expires\":\"%s\"}",
			key_text(app, person), origin, nonce, at));
}

struct t_reply t_sign_in(struct t_app *app, const struct t_person *person, const char *origin,
	int64_t expires, const char *nonce)
{
	return t_call(app, NULL, "POST", "/v1/sessions",
		t_text(app, "{\"envelope\":%s}",
			t_session_statement(app, person, origin, expires, nonce)));
}

static const char *fresh_nonce(struct t_app *app)
{
	uint8_t bytes[16];
	char nonce[HEX_SIZE(sizeof bytes)];
	struct rand rand = rand_system();

	rand_bytes(&rand, bytes, sizeof bytes);
	hex_encode(bytes, sizeof bytes, nonce);
	return t_text(app, "%s", nonce);
}

const char *t_browser_sign_in(struct t_app *app, const struct t_person *person, const char *origin)
{
	return t_text(app, "{\"envelope\":%s,\"browser\":true}",
		t_session_statement(app, person, origin, app->now + 60000, fresh_nonce(app)));
}

void t_person_sign_in(struct t_app *app, struct t_person *person)
{
	struct t_reply r =
		t_sign_in(app, person, "http://test", app->now + 60000, fresh_nonce(app));

	T_STATUS(r, 201);
	person->token = t_json(app, r, "/token");
}

static struct t_body *body_found(struct t_app *app, const char *name, bool rehearsal)
{
	struct t_body *body = arena_new(&app->arena, struct t_body);
	struct founding founding = {.name = name, .officer = "陈主任", .rehearsal = rehearsal};
	struct error error = {0};

	if (found_body(&app->app, &founding, app->now, &error) != OK)
		t_fail(__FILE__, __LINE__, "found_body: %s", error.note);
	body->id = t_text(app, "%lld", (long long)founding.body.v);
	body->officer = t_person_key(app, (int)founding.body.v);
	body->officer.id = founding.person.v;
	body->slip_secret = t_text(app, "%s", founding.slip.secret);
	T_STATUS(t_activate(app, &body->officer, body->slip_secret), 201);
	t_person_sign_in(app, &body->officer);
	return body;
}

struct t_body *t_body_new(struct t_app *app, const char *name)
{
	return body_found(app, name, true);
}

struct t_body *t_body_real(struct t_app *app, const char *name)
{
	return body_found(app, name, false);
}

const char *t_sql(struct t_app *app, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	const char *text = "";

	T_INT(sqlite3_open(app->app.database, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		t_fail(__FILE__, __LINE__, "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
		text = t_text(app, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

void t_outsiders_in(const char *database, const char *body, int64_t first, int64_t last)
{
	sqlite3 *db = NULL;
	char *sql = sqlite3_mprintf(
		"WITH RECURSIVE number(n) AS (SELECT %lld UNION ALL SELECT n + 1 FROM number"
		" WHERE n < %lld) INSERT OR IGNORE INTO person(id, body_id, id_kind, name, born,"
		" sex, kind, proof, since, standing, residents_group, created_at, updated_at)"
		" SELECT n, %s, 'none', '陈' || n, 0, 'unknown', 'outsider', 'none', 0, 'normal',"
		" '', 0, 0 FROM number; UPDATE id_counter SET next = max(next, %lld)",
		(long long)first, (long long)last, body, (long long)last + 1);

	T_INT(sqlite3_open(database, &db), SQLITE_OK);
	T_INT(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_free(sql);
	sqlite3_close(db);
}

void t_outsiders(struct t_app *app, const struct t_body *body, int64_t first, int64_t last)
{
	t_outsiders_in(app->app.database, body->id, first, last);
}

struct t_reply t_grant(struct t_app *app, struct t_body *body, int64_t person, const char *role)
{
	t_outsiders(app, body, person, person);
	return t_call(app, body->officer.token, "POST",
		t_text(app, "/v1/bodies/%s/offices", body->id),
		t_text(app,
			"{\"person_id\":\"%lld\",\"role\":\"%s\",\"from_day\":\"2026-01-01\","
			"\"until_day\":\"2031-12-31\"}",
			(long long)person, role));
}

struct t_person t_person_in(struct t_app *app, struct t_body *body, int64_t person_id)
{
	struct t_person person = t_person_key(app, (int)person_id + 1000);
	struct t_reply r;

	t_outsiders(app, body, person_id, person_id);
	r = t_call(app, body->officer.token, "POST", t_text(app, "/v1/bodies/%s/slips", body->id),
		t_text(app, "{\"person_id\":\"%lld\"}", (long long)person_id));
	person.id = person_id;
	T_STATUS(r, 201);
	T_STATUS(t_activate(app, &person, strchr(t_json(app, r, "/url"), '#') + 1), 201);
	t_person_sign_in(app, &person);
	return person;
}

struct note_key t_record_key(struct t_app *app, const struct t_body *body)
{
	struct t_reply r =
		t_call(app, NULL, "GET", t_text(app, "/v1/bodies/%s/record", body->id), NULL);
	struct note_key key;

	T_STATUS(r, 200);
	T_CHECK(note_key_parse(t_json(app, r, "/key"), &key));
	return key;
}
