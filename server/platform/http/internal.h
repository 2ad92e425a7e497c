/* What the files of http/ share. */
#ifndef HTTP_INTERNAL_H
#define HTTP_INTERNAL_H

#include <event2/event.h>
#include <event2/http.h>
#include <sys/types.h>

#include "http/http.h"
#include "http/tls.h"

/* ---- conns.c: who is connected, and since when without ending a message ---- */

struct conns;

/* Never more than the process has descriptors for, with some left for storage. */
struct conns *conns_new(
	struct event_base *base, size_t max, int64_t message_ms, int64_t (*clock)(void));
void conns_free(struct conns *conns);

/* Remembers a connection by the bufferevent evhttp is given for it. */
void conns_add(struct conns *conns, struct bufferevent *connection);

/* A request was fully read (its deadline rests), or its reply is written (it starts anew). */
void conns_busy(struct conns *conns, int fd);
void conns_idle(struct conns *conns, int fd);
bool conns_full(const struct conns *conns);

/* Closes those that are too slow; called every second. Returns how many are busy. */
size_t conns_sweep(struct conns *conns);

/* ---- entrance.c: where connections come in ---- */

struct entrance;

struct entrance_config {
	struct event_base *base;
	struct conns *conns;
	const char *host;
	uint16_t port;   /* 0: any free one */
	struct tls *tls; /* NULL: plain HTTP */
	size_t body_limit;
	int64_t message_ms;
	void (*on_request)(struct evhttp_request *in, void *data);
	void *data;
};

/* ERR_IO with a note when nobody can listen there. */
enum err entrance_open(const struct entrance_config *config, struct entrance **ret_entrance,
	struct error *error) must_use;
uint16_t entrance_port(const struct entrance *entrance);

/* Each of the following does nothing with NULL, the first two nothing once it is closed. */
void entrance_pause(struct entrance *entrance);
void entrance_resume(struct entrance *entrance);
void entrance_close(struct entrance *entrance);

/* With every connection that came in by it; evhttp forbids that while a request is in hand. */
void entrance_free(struct entrance *entrance);

/* ---- rate.c: requests a second from one address ---- */

struct rate;

struct rate *rate_new(int64_t per_second);
void rate_free(struct rate *rate);
bool rate_allows(struct rate *rate, const char *address, int64_t now_ms);

/* ---- door.c: strict form of what evhttp lets through ---- */

/* NULL when the request may come in; else what is wrong with it. */
const char *door_check(struct evhttp_request *in);

/* Fills what the transport gives a request. The texts live as long as `in`. */
enum err door_enter(struct evhttp_request *in, struct request *request) must_use;

/* ---- live.c: reads that are followed as server-sent events ---- */

struct live;

struct live_config {
	const struct api *api;
	struct conn *reader;
	struct rand *rand;
	int64_t (*clock)(void);
	int64_t message_ms; /* how long what was sent may stay unread */
	size_t max;         /* who may follow at once */
};

struct live *live_new(const struct live_config *config);
void live_free(struct live *live);

/* Whether `in` asks to follow what `request` reads, and the ETag of what it saw last (NULL: of
 * nothing). */
bool live_wanted(struct evhttp_request *in, const struct request *request);
const char *live_seen(struct evhttp_request *in);

/* Whether nobody more can follow. */
bool live_full(const struct live *live);

/* Sends the reply of a read (200, or 304 for what was seen) as the first event, and goes on from
 * there; `in` belongs to the stream from now on. Its headers are set. */
void live_start(struct live *live, struct evhttp_request *in, const struct request *request);

/* Called every second; `changes` stands still as long as the database does. */
void live_second(struct live *live, uint64_t changes);

/* Ends every stream; who followed comes back later. */
void live_end(struct live *live);

/* ---- coding.c: replies in fewer bytes ---- */

enum coding { CODING_NONE, CODING_GZIP, CODING_BROTLI, CODING__COUNT };

/* Puts the best coding that `accept` (Accept-Encoding; NULL: not sent) allows into the reply's
 * place and says which one it is. */
enum coding coding_apply(struct request *request, const char *accept);
const char *coding_name(enum coding coding);

#endif
