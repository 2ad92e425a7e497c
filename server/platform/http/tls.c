/* See tls.h. */
#include "http/tls.h"

#include <errno.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

struct tls {
	SSL_CTX *context;
	const char *certificate;
	const char *key;
};

/* What OpenSSL complained of first: what follows says what it was doing. */
static enum err refuse(const char *path, struct error *error)
{
	unsigned long code = ERR_peek_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	if (ERR_GET_LIB(code) == ERR_LIB_SYS)
		reason = strerror(ERR_GET_REASON(code));
	ERR_clear_error();
	return fail_note(error, ERR_IO, "%s: %s", path, reason ? reason : "cannot be used");
}

/* Nobody sits at the terminal of a service: a key under a passphrase is refused, not asked for. */
static int no_passphrase(char *buf, int size, int writing, void *data)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)data;
	return -1;
}

/* HTTP/1.1 is all there is (RFC 7301). */
static int choose_protocol(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_len,
	const unsigned char *offered, unsigned int len, void *data)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *name = NULL;

	(void)ssl;
	(void)data;
	if (SSL_select_next_proto(&name, ret_len, ours, sizeof ours - 1, offered, len) !=
		OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*ret_name = name;
	return SSL_TLSEXT_ERR_OK;
}

static void configure(SSL_CTX *context)
{
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					     SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS); /* idle connections hold little */
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
}

static enum err check_private(const char *path, struct error *error)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return fail_note(error, ERR_IO, "%s: %s", path, strerror(errno));
	if (status.st_mode & S_IRWXO)
		return fail_note(error, ERR_IO, "%s: everybody may read it; chmod 640", path);
	return OK;
}

static void warn_of_dates(const SSL_CTX *context, const char *path)
{
	const X509 *certificate = SSL_CTX_get0_certificate(context);

	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
		log_event(LOG_WARN, "certificate-expired", LOG_TEXT("file", path));
	if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
		log_event(LOG_WARN, "certificate-not-yet-valid", LOG_TEXT("file", path));
}

static enum err load(const struct tls *tls, SSL_CTX *context, struct error *error)
{
	ERR_clear_error();
	TRY(check_private(tls->key, error));
	if (SSL_CTX_use_certificate_chain_file(context, tls->certificate) != 1)
		return refuse(tls->certificate, error);
	if (SSL_CTX_use_PrivateKey_file(context, tls->key, SSL_FILETYPE_PEM) != 1 ||
		SSL_CTX_check_private_key(context) != 1)
		return refuse(tls->key, error);
	warn_of_dates(context, tls->certificate);
	return OK;
}

/* Connections that began with the old context keep it alive. */
enum err tls_reload(struct tls *tls, struct error *error)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	enum err err;

	if (!context)
		return fail(error, ERR_BUSY);
	configure(context);
	err = load(tls, context, error);
	if (err != OK) {
		SSL_CTX_free(context);
		return err;
	}
	SSL_CTX_free(tls->context);
	tls->context = context;
	return OK;
}

enum err tls_new(
	const char *certificate, const char *key, struct tls **ret_tls, struct error *error)
{
	struct tls *tls = calloc(1, sizeof *tls);
	enum err err;

	if (!tls)
		return fail(error, ERR_BUSY);
	tls->certificate = certificate;
	tls->key = key;
	err = tls_reload(tls, error);
	if (err != OK) {
		free(tls);
		return err;
	}
	*ret_tls = tls;
	return OK;
}

void tls_free(struct tls *tls)
{
	if (tls)
		SSL_CTX_free(tls->context);
	free(tls);
}

/* Phones leave without a goodbye; that is an end, not an error. */
struct bufferevent *tls_accept(struct tls *tls, struct event_base *base)
{
	SSL *ssl = SSL_new(tls->context);
	struct bufferevent *connection;

	if (!ssl)
		return NULL;
	connection = bufferevent_openssl_socket_new(
		base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
	if (connection)
		bufferevent_openssl_set_allow_dirty_shutdown(connection, 1);
	else
		SSL_free(ssl);
	return connection;
}
