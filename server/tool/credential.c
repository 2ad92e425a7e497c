/* `gongyi credential`: a voting key made on the voter's own machine. Only its public halves, one
 * for each round of the election, are ever handed in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "crypto/credential.h"
#include "tool/internal.h"
#include "tool/usage.h"
#include "tool/voting.h"
#include "json/json.h"

enum { STORE_MAX = 4096 };

/* The content of a store. */
struct store {
	const char *credential;
	struct strings uuids;
};
SCHEMA(store, struct store, FIELD_STRING(struct store, credential, .required = true, .max = 40),
	FIELD_STRINGS(struct store, uuids, .required = true, .max = UUIDS));

enum err uuids_read(struct tool *tool, const char *text, const char *ret_uuids[UUIDS])
{
	char *rest = arena_string(&tool->arena, text ? text : "");
	size_t n = 0;
	char *item;

	while (rest && (item = strsep(&rest, ","))) {
		if (n == UUIDS || !uuid_valid(item))
			return fail_field(&tool->error, "--uuids", "three uuids of one election");
		for (size_t i = 0; i < n; i++)
			if (strcmp(ret_uuids[i], item) == 0)
				return fail_field(&tool->error, "--uuids", "one uuid stands twice");
		ret_uuids[n++] = item;
	}
	return n == UUIDS ? OK : fail_field(&tool->error, "--uuids", "three uuids of one election");
}

static enum err read_store(struct tool *tool, const char *path, struct store *ret_store)
{
	const char *text;
	struct stat info;

	if (stat(path, &info) != 0)
		return fail_note(&tool->error, ERR_IO, "%s: %s", path, strerror(errno));
	if (info.st_mode & (S_IRWXG | S_IRWXO))
		return fail_note(&tool->error, ERR_IO, "%s: others may read it; chmod 600", path);
	TRY(file_read(path, &tool->arena, &text, &tool->error));
	return json_read(&store_schema, text, strlen(text), &tool->arena, ret_store, &tool->error);
}

enum err store_credential(struct tool *tool, const char *path, char ret_credential[CREDENTIAL_SIZE])
{
	struct store store = {0};

	TRY(read_store(tool, path, &store));
	return credential_normalize(store.credential, ret_credential)
		       ? OK
		       : fail_field(&tool->error, "--store", "holds no voting key");
}

static enum err write_store(struct tool *tool, const char *path, const struct store *store)
{
	auto_buf struct buf text = {0};
	struct json_writer writer;
	enum err err = ERR_TOO_LARGE;

	buf_init(&text, STORE_MAX);
	writer = json_writer(&text);
	json_write(&writer, &store_schema, store);
	buf_char(&text, '\n');
	if (buf_ok(&text))
		err = file_write(path, text.data, text.len, true, &tool->error);
	if (text.data)
		explicit_bzero(text.data, text.len);
	return err == ERR_TOO_LARGE ? fail(&tool->error, err) : err;
}

/* As credentialRegister takes them. */
static void print_public(const struct store *store)
{
	static const char *const names[UUIDS] = {"vote", "rerun", "tiebreak"};

	for (size_t i = 0; i < store->uuids.n; i++) {
		char text[POINT_TEXT_SIZE];
		struct scalar secret;
		struct point point;

		credential_derive(store->uuids.items[i], store->credential, &secret, &point);
		explicit_bzero(&secret, sizeof secret);
		point_text(&point, text);
		printf("%s\"%s\":\"%s\"", i ? "," : "{", names[i], text);
	}
	printf("}\n");
}

static enum err make_store(struct tool *tool, const char *uuids, const char *path)
{
	struct rand rand = rand_system();
	const char *names[UUIDS];
	char credential[CREDENTIAL_SIZE];
	struct store store = {credential, {names, UUIDS}};
	enum err err;

	TRY(uuids_read(tool, uuids, names));
	credential_new(&rand, credential);
	err = write_store(tool, path, &store);
	if (err == OK)
		print_public(&store);
	explicit_bzero(credential, sizeof credential);
	return err;
}

static enum err show_store(struct tool *tool, const char *path)
{
	struct store store = {0};

	TRY(read_store(tool, path, &store));
	for (size_t i = 0; i < store.uuids.n; i++)
		if (!uuid_valid(store.uuids.items[i]))
			return fail_field(&tool->error, "--store", "holds no voting key");
	print_public(&store);
	return OK;
}

int tool_credential(int argc, char **argv)
{
	const char *uuids = NULL, *path = NULL, *lang = NULL;
	const struct option options[] = {OPTION_TEXT("uuids", &uuids), OPTION_TEXT("store", &path),
		OPTION_TEXT("lang", &lang), {0}};
	bool make = argc && strcmp(argv[0], "new") == 0;
	struct tool tool;
	int status = 2;

	if (!argc || (!make && strcmp(argv[0], "show") != 0) ||
		!options_read(options, argc - 1, argv + 1) || !path || (make && !uuids))
		return usage_wrong("credential");
	if (tool_begin(&tool, lang)) {
		enum err err = group_init(&tool.error);

		if (err == OK)
			err = make ? make_store(&tool, uuids, path) : show_store(&tool, path);
		status = err == OK ? 0 : tool_failed(&tool);
	}
	arena_done(&tool.arena);
	return status;
}
