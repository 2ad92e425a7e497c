/* `gongyi demo`: a rehearsal community with an election in its polling week, made step by step
 * through the same requests that officers, residents and trustees send, then served. What the steps
 * share; each file of demo_*.c holds some of them.
 *
 * A step gets the demo as the steps before it left it. To add one: write it, declare it here, and
 * give it its row in demo.c. */
#ifndef DEMO_H
#define DEMO_H

#include <stdio.h>

#include "app.h"
#include "crypto/credential.h"
#include "crypto/sign.h"
#include "json/json.h"

enum {
	DEMO_VOTERS = 2400, /* on the voter list */
	DEMO_MINORS = 180,  /* on the roll only */
	DEMO_KNOWN = 500,   /* people whose ids are asked for, at most */
	DEMO_PHONES = 300,  /* register a key and vote, at most */
	DEMO_CARDS = 10,    /* printed voter cards for visitors of the demo */
	DEMO_TRUSTEES = 3,
	DEMO_THRESHOLD = 2,
	DEMO_POSTS = 3,
	DEMO_CANDIDATES = 8,
	DEMO_UUIDS = 3
};

/* The list number of each card's voter: they are the last of the list. */
static inline int demo_card_number(size_t card)
{
	return DEMO_VOTERS - (int)card;
}

/* A person with a device. */
struct demo_person {
	int64_t id;
	int64_t device;
	struct sign_secret key;
	const char *token; /* of her session */
};

struct demo {
	struct app *app; /* without workers */
	int64_t (*clock)(void);
	FILE *progress;  /* NULL: silent */
	size_t n_phones; /* as many as take part, at most DEMO_PHONES */
	struct arena arena;
	struct error error;
	struct rand rand;
	const char *data; /* the folder */
	int64_t body;
	int64_t election;
	int64_t opens_at;
	int64_t posts[DEMO_POSTS];
	const char *uuids[DEMO_UUIDS];
	struct demo_person officer, auditor, trustees[DEMO_TRUSTEES];
	int64_t people[DEMO_KNOWN]; /* ids, in the roll's order */
	size_t n_people;
	char phones[DEMO_PHONES][CREDENTIAL_SIZE];
	char cards[DEMO_CARDS][CREDENTIAL_SIZE];
};

/* Whom the steps take from demo->people. Phones come last. */
enum { AT_COMMITTEE = 0, AT_AUDITOR = 4, AT_TRUSTEES = 5, AT_CANDIDATES = 8, AT_PHONES = 20 };

/* ---- requests (demo_calls.c) ---- */

/* A text in the demo's arena; "" when it is exhausted, which the next request will tell. */
const char *demo_text(struct demo *demo, const char *format, ...) printf_like(2, 3);

/* One request, run to its end inside this program. Whatever it refuses is the demo's error. The
 * reply is parsed into `ret_reply` (the caller frees it), or copied into the demo's arena. */
enum err demo_get(
	struct demo *demo, const char *token, const char *path, struct json **ret_reply) must_use;
enum err demo_get_bytes(
	struct demo *demo, const char *token, const char *path, struct span *ret_bytes) must_use;
enum err demo_post(struct demo *demo, const char *token, const char *path, const char *body,
	struct json **ret_reply) must_use;
enum err demo_post_bytes(struct demo *demo, const char *token, const char *path, struct span body,
	struct json **ret_reply) must_use;

/* The same where the reply says nothing that is needed. */
enum err demo_send(
	struct demo *demo, const char *token, const char *path, const char *body) must_use;

/* An id or number at the top of a reply; ERR_INTERNAL when it is not there. */
enum err demo_id(
	struct demo *demo, const struct json *reply, const char *name, int64_t *ret_id) must_use;

/* A new device key, activated with a slip's secret; then a session. */
enum err demo_activate(
	struct demo *demo, struct demo_person *person, const char *slip, const char *name) must_use;
enum err demo_sign_in(struct demo *demo, struct demo_person *person) must_use;

/* The officer issues a slip for a person. `ret_url` is its link. */
enum err demo_slip(struct demo *demo, int64_t person, const char **ret_url) must_use;

/* All three: the person comes in with a device of her own. */
enum err demo_person_in(struct demo *demo, int64_t id, struct demo_person *ret_person) must_use;

/* Moves the rehearsal's clock forward. */
enum err demo_clock(struct demo *demo, int64_t to) must_use;

/* ---- files (demo_files.c) ---- */

/* What a second start needs beside the database. */
struct demo_facts {
	int64_t body;
	int64_t election;
	int64_t auditor;
	const char *round;
	struct strings cards;
};

/* The file demo.json: there only when every step was done. */
const char *demo_facts_path(struct demo *demo);
enum err demo_keep(struct demo *demo, struct demo_facts *ret_facts) must_use;

/* Reads what demo_keep() kept, tells the key files where the service is now, and signs the officer
 * in. */
enum err demo_resume(struct demo *demo, struct demo_facts *ret_facts) must_use;

/* Removes what the demo itself made, nothing else. */
void demo_remove(struct demo *demo);

/* ---- steps ---- */

/* All of them, on an empty database. The caller has filled in app, clock, rand, data, n_phones and
 * begun the arena. */
enum err demo_make(struct demo *demo) must_use;

typedef enum err demo_step_fn(struct demo *demo);

demo_step_fn demo_found, demo_roll, demo_offices; /* demo_people.c */
demo_step_fn demo_draft, demo_list, demo_candidates, demo_trustees, demo_keys, demo_cards,
	demo_prepare, demo_open, demo_ballots; /* demo_election.c */

#endif
