/* The settings table is a field table like any other record's. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "schema/schema.h"

SCHEMA(config, struct config,
	FIELD_STRING(struct config, data, .required = true, .doc = "Data folder"),
	FIELD_STRING(struct config, host, .required = true, .doc = "Address to serve on"),
	FIELD_INT(struct config, port, .max = 65535, .doc = "Port to serve on; 0 takes a free one"),
	FIELD_STRING(struct config, origin, .max = 200,
		.doc = "How people reach the service, as https://vote.example; links carry it"),
	FIELD_STRING(struct config, tls_certificate, .max = 4000,
		.doc = "PEM file of the certificate with its chain; with it TLS is served too"),
	FIELD_STRING(struct config, tls_key, .max = 4000, .doc = "PEM file of its key"),
	FIELD_STRING(struct config, tls_host, .doc = "Address to serve TLS on; default: host"),
	FIELD_INT(struct config, tls_port, .max = 65535,
		.doc = "Port to serve TLS on; 0 takes a free one"),
	FIELD_INT(struct config, workers, .min = 1, .max = 16,
		.doc = "Threads that check ballots and read exports"),
	FIELD_INT(struct config, queue, .min = 1, .max = 100000,
		.doc = "Requests that may wait for the writer, and again for the workers"),
	FIELD_INT(struct config, body_limit, .min = 1024, .max = 64 << 20,
		.doc = "Largest request body in bytes"),
	FIELD_INT(struct config, connections, .min = 1, .max = 60000,
		.doc = "Connections at once; further ones wait"),
	FIELD_INT(struct config, message_seconds, .min = 1, .max = 3600,
		.doc = "A connection that ends no message for so long is closed"),
	FIELD_INT(struct config, drain_seconds, .min = 0, .max = 600,
		.doc = "How long a stop waits for requests under way"),
	FIELD_INT(struct config, rate, .min = 0, .max = 1000000,
		.doc = "Requests a second from one address; 0: no limit"),
	FIELD_STRING(struct config, log, .doc = "debug, info, warn, error or off"));

struct config config_default(void)
{
	return (struct config){
		.data = "data",
		.host = "127.0.0.1",
		.port = 8080,
		.tls_port = 8443,
		.workers = 2,
		.queue = 4096,
		.body_limit = 8 << 20,
		.connections = 4000,
		.message_seconds = 30,
		.drain_seconds = 10,
		.rate = 0,
		.log = "info",
	};
}

enum err config_set(struct config *config, const char *name, const char *value, struct arena *arena,
	struct error *error)
{
	char member[64];
	const struct field *field;

	copy_text(member, sizeof member, name);
	for (char *at = member; *at; at++)
		if (*at == '-')
			*at = '_';
	field = schema_field(&config_schema, member, strlen(member));
	if (!field)
		return fail_field(error, name, "no such setting");
	return field_set_text(field, config, value, arena, name, error);
}

static bool is_set(const char *text)
{
	return text && *text;
}

bool config_has_tls(const struct config *config)
{
	return is_set(config->tls_certificate);
}

enum err config_check(const struct config *config, struct error *error)
{
	if (is_set(config->tls_certificate) == is_set(config->tls_key))
		return OK;
	return fail_field(error, is_set(config->tls_key) ? "tls_certificate" : "tls_key",
		"tls_certificate and tls_key go together");
}

const char *config_tls_host(const struct config *config)
{
	return is_set(config->tls_host) ? config->tls_host : config->host;
}

const char *config_origin(const struct config *config, struct arena *arena)
{
	if (is_set(config->origin))
		return arena_string(arena, config->origin);
	if (config_has_tls(config))
		return arena_printf(
			arena, "https://%s:%d", config_tls_host(config), (int)config->tls_port);
	return arena_printf(arena, "http://%s:%d", config->host, (int)config->port);
}

/* Without the blanks around it. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r");
	len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static enum err read_line(
	struct config *config, char *line, int number, struct arena *arena, struct error *error)
{
	char place[32];
	char *value;

	line = trim(line);
	if (!*line || *line == '#')
		return OK;
	snprintf(place, sizeof place, "line %d", number);
	value = strchr(line, '=');
	if (!value)
		return fail_field(error, place, "name = value expected");
	*value++ = '\0';
	if (config_set(config, trim(line), trim(value), arena, error) != OK)
		return fail_field(error, place, "not acceptable");
	return OK;
}

enum err config_read(
	struct config *config, const char *text, struct arena *arena, struct error *error)
{
	char *rest = arena_string(arena, text);
	char *line;
	int number = 0;

	if (!rest)
		return fail(error, ERR_BUSY);
	while ((line = strsep(&rest, "\n")))
		TRY(read_line(config, line, ++number, arena, error));
	return OK;
}

void config_print(const struct config *config, struct buf *out)
{
	for (size_t i = 0; i < config_schema.n_fields; i++) {
		const struct field *field = &config_schema.fields[i];
		const void *at = field_in(field, config);

		buf_printf(out, "# %s\n%s = ", field->doc, field->name);
		if (field->kind == KIND_INT)
			buf_int(out, *(const int64_t *)at);
		else
			buf_str(out, *(const char *const *)at ? *(const char *const *)at : "");
		buf_char(out, '\n');
	}
}
