/* evhttp is lenient where leniency lets requests be smuggled: here its findings are checked again,
 * as far as they can still be seen (RFC 9112 sections 2.3, 3.2, 6). What it made of a chunked body
 * cannot be seen (it reads a size of "0x5", and trailers), so a body has a Content-Length. */
#include <ctype.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <string.h>
#include <strings.h>

#include "base/encoding.h"
#include "http/internal.h"

enum { HEADERS_MAX = 64, URI_MAX = 2048 };

struct header_counts {
	size_t total;
	size_t hosts;
	size_t lengths;
	size_t encodings;
	const char *host;
	bool bad_length;
	uint64_t length;
};

static bool is_token(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("!#$%&'*+-.^_`|~", *text))
			return false;
	return true;
}

/* No control character may hide in a value, but a tab. */
static bool is_value(const char *text)
{
	if (!utf8_valid(text, strlen(text)))
		return false;
	for (; *text; text++)
		if (iscntrl((unsigned char)*text) && *text != '\t')
			return false;
	return true;
}

/* A name or an address, and perhaps a port. */
static bool is_host(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("-._:[]", *text))
			return false;
	return true;
}

static const char *count_header(const struct evkeyval *header, struct header_counts *counts)
{
	counts->total++;
	if (!is_token(header->key))
		return "a header's name is not a token";
	if (!is_value(header->value))
		return "a header is not UTF-8, or has control characters";
	if (strcasecmp(header->key, "Host") == 0) {
		counts->hosts++;
		counts->host = header->value;
	}
	if (strcasecmp(header->key, "Transfer-Encoding") == 0)
		counts->encodings++;
	if (strcasecmp(header->key, "Content-Length") == 0) {
		counts->lengths++;
		if (!parse_uint(header->value, INT64_MAX, &counts->length))
			counts->bad_length = true;
	}
	return NULL;
}

static const char *check_headers(struct evhttp_request *in, struct header_counts *ret_counts)
{
	const struct evkeyval *header = evhttp_request_get_input_headers(in)->tqh_first;

	for (; header; header = header->next.tqe_next) {
		const char *wrong = count_header(header, ret_counts);

		if (wrong)
			return wrong;
	}
	if (ret_counts->total > HEADERS_MAX)
		return "too many headers";
	if (ret_counts->hosts != 1 || !is_host(ret_counts->host))
		return "exactly one Host header is needed";
	return NULL;
}

/* evhttp takes what follows a HEAD for the next request, whatever length it announces. */
static const char *check_body(struct evhttp_request *in, const struct header_counts *counts)
{
	enum evhttp_cmd_type method = evhttp_request_get_command(in);

	if (counts->encodings)
		return "a body needs a Content-Length: no transfer encoding is read";
	if (counts->lengths > 1 || counts->bad_length)
		return "the body's length is not clear";
	if (counts->length && method != EVHTTP_REQ_POST && method != EVHTTP_REQ_PUT)
		return "this method has no body";
	return NULL;
}

static const char *check_target(const char *uri)
{
	static const char wrong[] = "the address is not acceptable";

	if (!uri || uri[0] != '/' || strlen(uri) > URI_MAX)
		return wrong;
	for (; *uri; uri++)
		if ((unsigned char)*uri <= 0x20 || (unsigned char)*uri >= 0x7F || *uri == '#')
			return wrong;
	return NULL;
}

/* Where the version is another one the reply still says which one we speak. */
static const char *check_version(struct evhttp_request *in)
{
	if (in->major == 1 && (in->minor == 0 || in->minor == 1))
		return NULL;
	in->major = 1;
	in->minor = 1;
	return "HTTP/1.1 is needed";
}

const char *door_check(struct evhttp_request *in)
{
	struct header_counts counts = {0};
	const char *wrong = check_version(in);

	if (!wrong)
		wrong = check_headers(in, &counts);
	if (!wrong)
		wrong = check_body(in, &counts);
	return wrong ? wrong : check_target(evhttp_request_get_uri(in));
}

static bool method_of(struct evhttp_request *in, enum method *ret_method)
{
	static const struct {
		enum evhttp_cmd_type theirs;
		enum method ours;
	} methods[] = {{EVHTTP_REQ_GET, METHOD_GET}, {EVHTTP_REQ_HEAD, METHOD_GET},
		{EVHTTP_REQ_POST, METHOD_POST}, {EVHTTP_REQ_PUT, METHOD_PUT},
		{EVHTTP_REQ_DELETE, METHOD_DELETE}};

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (evhttp_request_get_command(in) == methods[i].theirs) {
			*ret_method = methods[i].ours;
			return true;
		}
	return false;
}

static const char *header(struct evhttp_request *in, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(in), name);
}

static const char *bearer_of(struct evhttp_request *in)
{
	static const char prefix[] = "Bearer ";
	const char *value = header(in, "Authorization");

	if (value && strncmp(value, prefix, sizeof prefix - 1) == 0)
		return value + sizeof prefix - 1;
	return NULL;
}

/* The session's token among a browser's cookies. */
static struct span cookie_of(struct evhttp_request *in)
{
	static const char name[] = COOKIE_NAME "=";
	const char *at = header(in, "Cookie");

	while (at && strncmp(at, name, sizeof name - 1) != 0) {
		at = strchr(at, ';');
		if (at)
			at += 1 + strspn(at + 1, " ");
	}
	if (!at)
		return (struct span){0};
	at += sizeof name - 1;
	return (struct span){(const uint8_t *)at, strcspn(at, ";")};
}

/* The first of the two languages that Accept-Language names; Chinese when it names none. */
static enum lang lang_of(const char *accept)
{
	const char *zh = accept ? strstr(accept, "zh") : NULL;
	const char *en = accept ? strstr(accept, "en") : NULL;

	return en && (!zh || en < zh) ? LANG_EN : LANG_ZH;
}

enum err door_enter(struct evhttp_request *in, struct request *request)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(in);
	struct evbuffer *body = evhttp_request_get_input_buffer(in);

	if (!method_of(in, &request->method) || !uri)
		return ERR_METHOD;
	request->path = evhttp_uri_get_path(uri);
	request->query = evhttp_uri_get_query(uri);
	request->bearer = bearer_of(in);
	request->cookie = cookie_of(in);
	request->sender = header(in, "Origin");
	request->idempotency_key = header(in, "Idempotency-Key");
	request->if_none_match = header(in, "If-None-Match");
	request->lang = lang_of(header(in, "Accept-Language"));
	request->body.len = evbuffer_get_length(body);
	request->body.data = evbuffer_pullup(body, -1);
	return request->path ? OK : ERR_MALFORMED;
}
