/* evhttp is lenient where leniency lets requests be smuggled: here its findings are checked again,
 * as far as they can still be seen (RFC 9112 sections 3.2, 6). */
#include <ctype.h>
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <string.h>
#include <strings.h>

#include "base/encoding.h"
#include "http/internal.h"

enum { HEADERS_MAX = 64, URI_MAX = 2048 };

struct header_counts {
	size_t total;
	size_t host;
	size_t length;
	size_t encodings;
	const char *encoding;
	const char *bad_length;
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

static const char *count_header(const struct evkeyval *header, struct header_counts *counts)
{
	uint64_t length;

	counts->total++;
	if (!is_token(header->key))
		return "a header's name is not a token";
	if (!utf8_valid(header->value, strlen(header->value)))
		return "a header is not UTF-8";
	if (strcasecmp(header->key, "Host") == 0)
		counts->host++;
	if (strcasecmp(header->key, "Transfer-Encoding") == 0) {
		counts->encodings++;
		counts->encoding = header->value;
	}
	if (strcasecmp(header->key, "Content-Length") == 0) {
		counts->length++;
		if (!parse_uint(header->value, INT64_MAX, &length))
			counts->bad_length = header->value;
	}
	return NULL;
}

const char *door_check(struct evhttp_request *in)
{
	struct header_counts counts = {0};
	const char *uri = evhttp_request_get_uri(in);
	const struct evkeyval *header;
	const char *wrong;

	for (header = evhttp_request_get_input_headers(in)->tqh_first; header;
		header = header->next.tqe_next) {
		wrong = count_header(header, &counts);
		if (wrong)
			return wrong;
	}
	if (counts.total > HEADERS_MAX)
		return "too many headers";
	if (counts.host != 1)
		return "exactly one Host header is needed";
	if (counts.length > 1 || counts.bad_length || (counts.length && counts.encoding))
		return "the body's length is not clear";
	if (counts.encodings > 1 ||
		(counts.encoding && strcasecmp(counts.encoding, "chunked") != 0))
		return "no such transfer encoding";
	if (!uri || uri[0] != '/' || strlen(uri) > URI_MAX)
		return "the address is not acceptable";
	for (; *uri; uri++)
		if ((unsigned char)*uri <= 0x20 || (unsigned char)*uri >= 0x7F)
			return "the address is not acceptable";
	return NULL;
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

/* A bearer token, or the session cookie of a browser. */
static const char *bearer_of(struct evhttp_request *in)
{
	static const char prefix[] = "Bearer ";
	const char *value = header(in, "Authorization");

	if (value && strncmp(value, prefix, sizeof prefix - 1) == 0)
		return value + sizeof prefix - 1;
	return NULL;
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
	request->idempotency_key = header(in, "Idempotency-Key");
	request->if_none_match = header(in, "If-None-Match");
	request->lang = lang_of(header(in, "Accept-Language"));
	request->body.len = evbuffer_get_length(body);
	request->body.data = evbuffer_pullup(body, -1);
	return request->path ? OK : ERR_MALFORMED;
}
