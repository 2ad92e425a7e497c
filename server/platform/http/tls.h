/* TLS 1.2 and 1.3 for connections that come in (RFC 5246, RFC 8446), by OpenSSL. Only this file and
 * tls.c know it. */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include <event2/bufferevent.h>

#include "base/error.h"

struct tls;

/* Reads certificate (with the chain behind it) and key, both PEM. ERR_IO with a note that says
 * which file and why: missing, no PEM, not each other's, a key that everybody may read. A
 * certificate that does not hold now is used, and logged: people see what their browser says of it.
 * `certificate` and `key` are kept and must outlive it. */
enum err tls_new(const char *certificate, const char *key, struct tls **ret_tls,
	struct error *error) must_use;
void tls_free(struct tls *tls);

/* Reads both again, for connections from now on. Where that fails what it had stays in use. */
enum err tls_reload(struct tls *tls, struct error *error) must_use;

/* A bufferevent without a descriptor yet, on which a client is expected to begin TLS. NULL when
 * there is no memory. */
struct bufferevent *tls_accept(struct tls *tls, struct event_base *base);

#endif
