/* TLS: what is served through it, what is refused, and how certificates change. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/notes.h"
#include "harness/certificate.h"
#include "harness/http.h"
#include "harness/wire.h"

enum { SERIAL = 17, YEAR = 365, TEXT_MAX = 8192, SOON = 3000, CONNECTIONS = 100 };

static enum err read_count(struct call *call)
{
	struct note *out = call_out(call, note);

	out->name = "a";
	return note_count(call->txn, "a", &out->n);
}

static enum err write_note(struct call *call)
{
	return note_add(call->txn, call_in(call, note)->name);
}

static const struct route routes[] = {
	{.op = "count",
		GET("/count"),
		.out = &note_schema,
		.read = read_count,
		.live = true,
		.allow = allow_anyone},
	{.op = "large",
		GET("/large"),
		.out = &raw_reply_schema,
		.read = t_large_reply,
		.media = "text/plain",
		.slow = true,
		.allow = allow_anyone},
	{.op = "note",
		POST("/note", 204),
		.in = &note_schema,
		.write = write_note,
		.allow = allow_anyone},
};
static const struct module module = {"tls", routes, COUNT_OF(routes), &note_stmts};

struct served {
	struct t_http http;
	const char *folder;
	struct t_certificate files;
	struct http_tls tls;
};

static void start(struct served *served, int64_t message_ms)
{
	served->folder = t_folder();
	served->files = t_certificate_new(served->folder, "tls", SERIAL, YEAR);
	served->tls =
		(struct http_tls){"127.0.0.1", 0, served->files.certificate, served->files.key};
	t_http_start_tls(&served->http, &module, message_ms, &served->tls);
}

/* ---- a client ---- */

struct client {
	SSL_CTX *context;
	SSL *ssl;
	int fd;
};

/* Begins TLS up to the version given; whether it came to be. */
static bool try_client(const struct served *served, int version, struct client *client)
{
	static const unsigned char protocols[] = "\x02h2\x08http/1.1";

	client->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_max_proto_version(client->context, version);
	SSL_CTX_set_min_proto_version(client->context, TLS1_VERSION);
	SSL_CTX_set_security_level(client->context, 0);
	client->ssl = SSL_new(client->context);
	SSL_set_alpn_protos(client->ssl, protocols, sizeof protocols - 1);
	client->fd = t_connect(served->http.tls_port);
	SSL_set_fd(client->ssl, client->fd);
	return SSL_connect(client->ssl) == 1;
}

static struct client connected(const struct served *served)
{
	struct client client;

	if (!try_client(served, TLS1_3_VERSION, &client))
		t_fail(__FILE__, __LINE__, "no TLS: %s",
			ERR_reason_error_string(ERR_peek_last_error()));
	return client;
}

static void leave(struct client *client)
{
	ERR_clear_error();
	SSL_free(client->ssl);
	SSL_CTX_free(client->context);
	close(client->fd);
}

static void say(struct client *client, const char *text)
{
	T_INT(SSL_write(client->ssl, text, (int)strlen(text)), strlen(text));
}

/* What comes until `part` has; "" when the other side ends first. */
static const char *hear(struct client *client, const char *part)
{
	static char text[TEXT_MAX];
	size_t len = 0;

	text[0] = '\0';
	while (len + 1 < sizeof text && !strstr(text, part)) {
		int n = SSL_read(client->ssl, text + len, (int)(sizeof text - len - 1));

		if (n <= 0)
			return "";
		len += (size_t)n;
		text[len] = '\0';
	}
	return text;
}

static void expect_count(struct client *client)
{
	say(client, "GET /count HTTP/1.1\r\nHost: x\r\n\r\n");
	T_CHECK(strstr(hear(client, "{\"name\":\"a\",\"n\":"), "HTTP/1.1 200 "));
}

static long serial_of(const struct client *client)
{
	X509 *certificate = SSL_get1_peer_certificate(client->ssl);
	long serial = ASN1_INTEGER_get(X509_get_serialNumber(certificate));

	X509_free(certificate);
	return serial;
}

/* ---- what is served ---- */

TEST(tls, requests_are_answered_on_a_connection_that_goes_on)
{
	struct served served;
	const unsigned char *protocol;
	unsigned int len;
	struct client client;

	start(&served, 20000);
	client = connected(&served);
	T_STR(SSL_get_version(client.ssl), "TLSv1.3");
	SSL_get0_alpn_selected(client.ssl, &protocol, &len);
	T_CHECK(len == 8 && memcmp(protocol, "http/1.1", 8) == 0);
	T_INT(serial_of(&client), SERIAL);
	for (int i = 0; i < 3; i++)
		expect_count(&client);
	leave(&client);
	t_http_stop(&served.http);
}

TEST(tls, old_versions_are_refused_and_1_2_is_not)
{
	static const int refused[] = {TLS1_VERSION, TLS1_1_VERSION};
	struct served served;
	struct client client;

	start(&served, 20000);
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		T_CHECK(!try_client(&served, refused[i], &client));
		leave(&client);
	}
	T_CHECK(try_client(&served, TLS1_2_VERSION, &client));
	expect_count(&client);
	leave(&client);
	t_http_stop(&served.http);
}

TEST(tls, a_large_reply_and_a_body_come_whole)
{
	static char part[1 << 16];
	struct served served;
	struct client client;
	size_t len = 0;
	int n;

	start(&served, 20000);
	client = connected(&served);
	say(&client, "POST /note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
		     "Content-Length: 12\r\n\r\n");
	usleep(50000);
	say(&client, "{\"name\":\"a\"}");
	T_CHECK(strstr(hear(&client, "\r\n\r\n"), " 204 "));
	expect_count(&client);
	say(&client, "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	while ((n = SSL_read(client.ssl, part, sizeof part)) > 0)
		len += (size_t)n;
	T_CHECK(len > T_LARGE);
	leave(&client);
	t_http_stop(&served.http);
}

/* What curl does with long bodies; the 100 and the reply must not get into each other's way. */
TEST(tls, who_asks_before_she_sends_gets_both_answers)
{
	struct served served;
	struct client client;

	start(&served, 20000);
	for (int i = 0; i < 40; i++) {
		client = connected(&served);
		say(&client, "POST /nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
			     "Content-Length: 5\r\n\r\n");
		say(&client, "12345");
		T_CHECK(*hear(&client, "HTTP/1.1 404 "));
		leave(&client);
	}
	t_http_stop(&served.http);
}

TEST(tls, a_read_is_followed)
{
	struct served served;
	struct client client, other;

	start(&served, 20000);
	client = connected(&served);
	other = connected(&served);
	say(&client, "GET /count HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
	T_CHECK(*hear(&client, "\"n\":0,"));
	say(&other, "POST /note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
		    "Content-Length: 12\r\n\r\n{\"name\":\"a\"}");
	T_CHECK(strstr(hear(&other, "\r\n\r\n"), " 204 "));
	T_CHECK(*hear(&client, "\"n\":1,"));
	leave(&other);
	leave(&client);
	t_http_stop(&served.http);
}

/* ---- what strangers send ---- */

static void expect_ended(int fd)
{
	char text[TEXT_MAX];

	T_CHECK(t_receive(fd, text, sizeof text, SOON));
	close(fd);
}

TEST(tls, what_is_not_tls_is_ended_and_does_no_harm)
{
	static const char *const texts[] = {"GET /count HTTP/1.1\r\nHost: x\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 nonsense of the same beginning",
		"\x80\x2e\x01\x00\x02 of another age", "\x15\x03\x01\x00\x02\x02\x28"};
	struct served served;
	struct client client;

	start(&served, 1000);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		int fd = t_connect(served.http.tls_port);

		t_send(fd, texts[i]);
		expect_ended(fd);
	}
	client = connected(&served);
	expect_count(&client);
	leave(&client);
	t_http_stop(&served.http);
}

/* Neither silence nor a handshake that stops halfway holds a connection. */
TEST(tls, a_slow_handshake_is_ended)
{
	struct served served;
	int silent, halfway;

	start(&served, 1000);
	silent = t_connect(served.http.tls_port);
	halfway = t_connect(served.http.tls_port);
	t_send(halfway, "\x16\x03\x01");
	expect_ended(silent);
	expect_ended(halfway);
	t_http_stop(&served.http);
}

TEST(tls, clients_that_vanish_leave_nothing_behind)
{
	struct served served;
	struct client client;

	start(&served, 20000);
	for (int i = 0; i < 20; i++) {
		int fd = t_connect(served.http.tls_port);

		if (i % 2)
			t_send(fd, "\x16\x03\x01\x02");
		t_break(fd);
		client = connected(&served);
		say(&client, i % 3 ? "GET /large HTTP/1.1\r\nHost: x\r\n\r\n" : "GET /cou");
		if (i % 4)
			t_break(dup(client.fd));
		leave(&client);
	}
	client = connected(&served);
	expect_count(&client);
	t_http_stop(&served.http); /* with a connection open */
	T_STR(hear(&client, "x"), "");
	leave(&client);
}

/* The cap is one for both entrances. */
TEST(tls, connections_are_counted_together)
{
	struct served served;
	int fds[CONNECTIONS];
	struct client client;
	char text[TEXT_MAX];

	start(&served, 20000);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fds[i] = t_connect(served.http.port);
	usleep(200000);
	client.fd = t_connect(served.http.tls_port); /* one more may be let in, the next waits */
	close(client.fd);
	client.fd = t_connect(served.http.port);
	t_send(client.fd, "GET /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	T_CHECK(!t_receive(client.fd, text, sizeof text, 500));
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
	T_CHECK(t_receive(client.fd, text, sizeof text, SOON) && strstr(text, " 200 "));
	close(client.fd);
	client = connected(&served);
	expect_count(&client);
	leave(&client);
	t_http_stop(&served.http);
}

/* ---- certificates ---- */

static void put(const struct t_certificate *from, const struct served *served)
{
	T_INT(rename(from->certificate, served->files.certificate), 0);
	T_INT(rename(from->key, served->files.key), 0);
}

static void read_again(void)
{
	kill(getpid(), SIGHUP);
	usleep(200000);
}

TEST(tls, a_new_certificate_serves_new_connections_while_old_ones_go_on)
{
	struct served served;
	struct t_certificate next;
	struct client old, new;

	start(&served, 20000);
	old = connected(&served);
	expect_count(&old);
	next = t_certificate_new(served.folder, "next", SERIAL + 1, YEAR);
	put(&next, &served);
	read_again();
	new = connected(&served);
	T_INT(serial_of(&new), SERIAL + 1);
	expect_count(&new);
	expect_count(&old);
	T_INT(serial_of(&old), SERIAL);
	leave(&new);
	leave(&old);
	t_http_stop(&served.http);
}

TEST(tls, a_certificate_that_cannot_be_read_changes_nothing)
{
	struct served served;
	struct client client;

	start(&served, 20000);
	T_INT(truncate(served.files.certificate, 40), 0);
	read_again();
	T_INT(unlink(served.files.key), 0);
	read_again();
	client = connected(&served);
	T_INT(serial_of(&client), SERIAL);
	expect_count(&client);
	leave(&client);
	t_http_stop(&served.http);
}

static const char *refusal(const char *certificate, const char *key)
{
	static struct error error;

	error = (struct error){0};
	T_ERR(http_check_tls(&(struct http_tls){"127.0.0.1", 0, certificate, key}, &error), IO);
	return error.note;
}

TEST(tls, files_that_do_not_do_are_refused_by_name_and_reason)
{
	const char *folder = t_folder();
	struct t_certificate one = t_certificate_new(folder, "one", 1, YEAR);
	struct t_certificate two = t_certificate_new(folder, "two", 2, YEAR);
	struct error error = {0};
	char none[300];

	snprintf(none, sizeof none, "%s/none", folder);
	T_OK(http_check_tls(&(struct http_tls){"127.0.0.1", 0, one.certificate, one.key}, &error));
	T_CHECK(strstr(refusal(none, one.key), "No such file"));
	T_CHECK(strstr(refusal(one.certificate, none), "No such file"));
	T_CHECK(strstr(refusal(one.certificate, two.key), "mismatch"));
	T_CHECK(strstr(refusal(one.certificate, two.key), "two.key"));
	T_CHECK(strstr(refusal(one.key, one.key), "one.key"));
	T_INT(chmod(one.key, 0644), 0);
	T_CHECK(strstr(refusal(one.certificate, one.key), "everybody may read it"));
}

/* It is the browsers' business to warn people; a hall goes on with its box. */
TEST(tls, an_expired_certificate_is_used_all_the_same)
{
	struct t_certificate old = t_certificate_new(t_folder(), "old", 1, -10);
	struct error error = {0};

	T_OK(http_check_tls(&(struct http_tls){"127.0.0.1", 0, old.certificate, old.key}, &error));
}
