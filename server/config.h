/* Settings. One table gives the parser of the configuration file, the --name=value flags, the
 * help and the printed example. Precedence: flag over file over default. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct config {
	const char *data; /* the data folder */
	const char *host;
	int64_t port;
	const char *origin;          /* how people reach the service; default http://host:port, or
				      * https://tls_host:tls_port */
	const char *tls_certificate; /* NULL or "": no TLS */
	const char *tls_key;
	const char *tls_host; /* NULL or "": host */
	int64_t tls_port;
	int64_t workers;
	int64_t queue;
	int64_t body_limit;
	int64_t connections;
	int64_t message_seconds;
	int64_t drain_seconds;
	int64_t rate;
	const char *log;
};

/* The defaults. */
struct config config_default(void);

/* Sets one setting from text; ERR_INVALID with the setting's name when there is none such or the
 * value is out of its range. */
enum err config_set(struct config *config, const char *name, const char *value, struct arena *arena,
	struct error *error) must_use;

/* ERR_INVALID when settings that go together were not given together. */
enum err config_check(const struct config *config, struct error *error) must_use;

/* How people reach the service, made in `arena`; NULL when there is no memory. */
const char *config_origin(const struct config *config, struct arena *arena);

/* Whether TLS is served, and on which address. */
bool config_has_tls(const struct config *config);
const char *config_tls_host(const struct config *config);

/* Reads "name = value" lines; # begins a comment. ERR_INVALID names the line. */
enum err config_read(
	struct config *config, const char *text, struct arena *arena, struct error *error) must_use;

/* Writes every setting with its description and present value. */
struct buf;
void config_print(const struct config *config, struct buf *out);

#endif
