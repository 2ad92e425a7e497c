/* People with devices, and a rehearsal body with its first officer, made through the API. */
#ifndef TESTS_HARNESS_PEOPLE_H
#define TESTS_HARNESS_PEOPLE_H

#include "crypto/note.h"
#include "harness/fixture.h"

struct t_person {
	struct sign_secret key;
	int64_t id;
	const char *token; /* of the present session */
};

struct t_body {
	const char *id;
	struct t_person officer; /* holds every office that may be joined with officer */
	const char *slip_secret; /* the officer's, used */
};

/* A formatted text that lives as long as the app. */
char *t_text(struct t_app *app, const char *format, ...) printf_like(2, 3);

/* Runs any SQL on the database, as a test's own eyes and hands. The first column of the first row,
 * "" when there is none. */
const char *t_sql(struct t_app *app, const char *sql);

/* Puts people with numbers `first` … `last` on a body's roll who are no residents: officers of the
 * test's own choice. */
void t_outsiders_in(const char *database, const char *body, int64_t first, int64_t last);
void t_outsiders(struct t_app *app, const struct t_body *body, int64_t first, int64_t last);

/* A key of its own for each number. */
struct t_person t_person_key(struct t_app *app, int number);

/* The two statements a device makes. */
struct t_reply t_activate(struct t_app *app, struct t_person *person, const char *slip);
struct t_reply t_sign_in(struct t_app *app, const struct t_person *person, const char *origin,
	int64_t expires, const char *nonce);

/* A statement of kind session as envelope text. */
const char *t_session_statement(struct t_app *app, const struct t_person *person,
	const char *origin, int64_t expires, const char *nonce);

/* What a browser signs in with at a service of that origin, as the body of its request. */
const char *t_browser_sign_in(struct t_app *app, const struct t_person *person, const char *origin);

/* Signs in with a fresh nonce and keeps the token. */
void t_person_sign_in(struct t_app *app, struct t_person *person);

/* Founds a rehearsal body and brings its first officer in; or a real one, under cn-2026. */
struct t_body *t_body_new(struct t_app *app, const char *name);
struct t_body *t_body_real(struct t_app *app, const char *name);

/* The officer gives a person an office for the years around now; an outsider, if nobody has the
 * number. */
struct t_reply t_grant(struct t_app *app, struct t_body *body, int64_t person, const char *role);

/* Issues a slip for a person, activates a device of hers, signs in. */
struct t_person t_person_in(struct t_app *app, struct t_body *body, int64_t person_id);

/* The key that a body's record is signed with. */
struct note_key t_record_key(struct t_app *app, const struct t_body *body);

/* A signed statement as envelope text. */
const char *t_statement(
	struct t_app *app, const struct t_person *person, const char *kind, const char *payload);

#endif
