/* What an endpoint is, with no HTTP in it: a row of data with its policy, and a handler that sees
 * nothing but a struct call. The dispatcher (dispatch.c) does everything a handler would otherwise
 * repeat: matching, binding, validation, who is asking, may they, idempotency, the check that the
 * record was appended to, and the reply. */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "db/db.h"
#include "schema/schema.h"

struct route;
struct keyring; /* crypto/keyring.h: the data folder's secrets */

/* Ids of the things that several modules speak of. */
struct body_id {
	int64_t v;
};
struct person_id {
	int64_t v;
};

/* Who asks. A visitor has person 0. */
struct actor {
	struct person_id person;
	struct body_id body; /* where the person is on the roll or holds office */
	int64_t device;      /* the device whose key opened the session */
	uint32_t roles;      /* bits of the roles held now (access/access.h) */
};

/* What a browser keeps of a session, out of reach of scripts. */
#define COOKIE_NAME "gongyi"

struct cookie {
	const char *token; /* NULL: what it has stays; "": it forgets it */
	int64_t seconds;
};

/* Everything a handler may use; nothing else exists for it. */
struct call {
	const struct route *route;
	const struct actor *actor; /* never NULL */
	struct txn *txn;           /* transaction: clock, randomness, statements */
	struct arena *arena;       /* dies with the request */
	struct error *error;
	const void *in;   /* bound and validated input */
	void *out;        /* reply, zeroed */
	struct span body; /* the bytes of the body as sent, where the route takes raw input */
	void *loaded;     /* what `load` prepared and `work` judged */
	const struct keyring *keys;
	const char *origin;     /* scheme and authority people reach us at, for links */
	const char *credential; /* by which the actor is known; NULL: by none */
	struct cookie cookie;   /* goes with the reply of a success */
};
typedef enum err call_fn(struct call *call);
typedef bool allow_fn(const struct call *call);

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE };

/* One endpoint. Exactly one of read and write is set; it decides thread and transaction. */
struct route {
	const char *op; /* "bodyList": also the command-line name */
	enum method method;
	const char *path; /* "/v1/bodies/{body_id}"; a {param} is an IN_PATH field; {param*} takes
			   * the rest of the path */
	int status;       /* of success */
	const struct schema *in;  /* NULL: no input */
	const struct schema *out; /* NULL: no body, or raw_reply_schema */
	call_fn *read;
	call_fn *write;
	call_fn *load;          /* before `work`: fetches what it needs, in a read transaction */
	call_fn *work;          /* pure CPU on a worker thread, no database (call->txn is NULL) */
	allow_fn *allow;        /* never NULL; allow_anyone says so */
	const enum err *errors; /* business errors, ends with OK; NULL: none */
	const char *records;    /* entry type a success must append to the record; NULL: none */
	const char *media; /* of a raw reply (a range where it says itself), else NULL for JSON */
	bool raw_input;    /* the body is not JSON; it reaches the handler in call->body */
	bool any_query;    /* a page: what others hang on to a link is ignored */
	bool slow;         /* a read that belongs on a worker */
	bool live;         /* a quick read that may be followed: told anew whenever it changes */
	bool private;      /* no log line of its own unless the service failed, and no answer
			    * is kept under an Idempotency-Key: both would tell when it came */
	bool secret;       /* the reply holds a secret: no answer is kept either */
	bool moves_clock;  /* of the actor's body: what becomes due happens before the reply */
	const char *doc;
};

#define GET(path_)           .method = METHOD_GET, .path = path_, .status = 200
#define POST(path_, status_) .method = METHOD_POST, .path = path_, .status = status_
#define PUT(path_)           .method = METHOD_PUT, .path = path_, .status = 204
#define DELETE(path_)        .method = METHOD_DELETE, .path = path_, .status = 204
#define ERRORS(...)          ((const enum err[]){__VA_ARGS__, OK})

/* The reply of a route with `media`. A long one comes in pieces, so that no request holds it whole:
 * `bytes` is the first, and as long as `more` is set it is called for the next one, each time in a
 * read transaction and with an arena of its own. What it must know it finds in call->loaded, in the
 * request's arena. Pieces have `length` bytes together. */
struct raw_reply {
	struct span bytes;
	const char *filename; /* NULL: shown, not saved */
	const char *etag;     /* names this state of the reply; NULL: made from `bytes` */
	const char *media;    /* NULL: the route's */
	struct span gzip;     /* the same bytes in other codings; empty: not made before */
	struct span brotli;
	bool immutable;  /* this address never means other bytes */
	uint64_t length; /* of all pieces; 0: there is one */
	call_fn *more;   /* NULL: `bytes` is the last */
};
extern const struct schema raw_reply_schema;

/* Everybody, signed in or not. */
bool allow_anyone(const struct call *call);

/* call->in and call->out as the records the route declares: call_in(call, office_new). Asserts that
 * they are, so that the void pointers never lie. */
#define call_in(call_, name_)  ((const struct name_ *)call_input(call_, &name_##_schema))
#define call_out(call_, name_) ((struct name_ *)call_output(call_, &name_##_schema))
const void *call_input(const struct call *call, const struct schema *schema);
void *call_output(const struct call *call, const struct schema *schema);

/* ---- the table of a program ---- */

struct module {
	const char *name;
	const struct route *routes; /* sorted by path, then method */
	size_t n_routes;
	const struct stmt_table *stmts;
};

/* Finds who is asking, by the credential of the request, inside its transaction. */
typedef enum err authenticate_fn(
	struct call *call, const char *credential, struct actor *ret_actor);

struct api {
	const struct module *const *modules; /* ends with NULL */
	authenticate_fn *authenticate;
	const struct keyring *keys;
	const char *origin;
	size_t arena_limit; /* bytes one request may use */
};

/* Every mistake a table can have: unsorted or double paths, a {param} without field, a missing
 * policy, two handlers or none. ERR_INTERNAL with a note that names the row. */
enum err api_check(const struct api *api, struct error *error) must_use;

/* The n-th route over all modules, NULL beyond the last. */
const struct route *api_route(const struct api *api, size_t n);
const struct route *api_find(const struct api *api, const char *op);

/* Writes the OpenAPI 3.1 document of the table. */
struct buf;
void api_describe(const struct api *api, struct buf *out);

/* ---- one request ---- */

enum { PARAMS_MAX = 8, PARAM_SIZE = 200 };

enum request_step { STEP_REPLY, STEP_READ, STEP_SLOW_READ, STEP_LOAD, STEP_WORK, STEP_WRITE };

/* A request on its way through the program. It owns its arena; whoever holds it owns it. */
struct request {
	/* given */
	const struct api *api;
	enum method method;
	const char *path;            /* decoded nowhere: as it stood on the request line */
	const char *query;           /* NULL: none */
	const char *bearer;          /* credential; NULL: none */
	struct span cookie;          /* the same from a browser; empty: none */
	const char *sender;          /* origin of the page that asks; NULL: not said */
	const char *idempotency_key; /* NULL: none */
	const char *if_none_match;   /* NULL: none */
	struct span body;
	enum lang lang;

	/* found */
	struct arena arena;
	const struct route *route;
	struct call call;
	struct actor actor;
	struct error error;
	enum request_step next; /* what has to happen now, and so on which thread */

	/* the reply */
	int status;
	const char *media;
	const char *filename;
	const char *etag;
	struct span reply;
	struct span gzip; /* the same in other codings; empty: not made before */
	struct span brotli;
	bool immutable;
	uint64_t length; /* of the whole reply */
	uint64_t given;  /* bytes of it in this piece and those before */
	call_fn *more;   /* makes the next piece; NULL: this is the last */
	struct arena piece;
	bool repeated; /* an idempotent repeat: the stored answer */
};

/* Fills in what was given by the transport, then: */
void request_begin(struct request *request); /* match, bind; sets `next` */
void request_read(struct request *request, struct conn *conn, int64_t now, struct rand *rand);
void request_load(struct request *request, struct conn *conn, int64_t now, struct rand *rand);
void request_work(struct request *request);

/* Puts the next piece of a reply that has `more` into its place. When it cannot be had, the error's
 * code says why and nothing can follow: the transport must cut the reply off. */
void request_more(struct request *request, struct conn *conn, int64_t now, struct rand *rand);

/* Inside the writer's transaction, in a savepoint of its own. When the batch cannot be committed
 * request_lost() takes the answer back. */
void request_write(struct request *request, struct conn *conn, int64_t now, struct rand *rand);
void request_lost(struct request *request);

/* Ends a request with an error of the transport (too large, too slow …). */
void request_refuse(struct request *request, enum err code);

/* Releases what the request holds. */
void request_done(struct request *request);

#endif
