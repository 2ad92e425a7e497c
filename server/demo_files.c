/* What the demo keeps beside its database: the ways in, and key files as `gongyi call` and `gongyi
 * trustee` use them. All of it is secret (0600). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/options.h"
#include "demo.h"
#include "folder.h"
#include "tool/internal.h"

enum { FACTS_MAX = 1 << 16 };

SCHEMA(demo_facts, struct demo_facts, FIELD_INT(struct demo_facts, body, .required = true),
	FIELD_INT(struct demo_facts, election, .required = true),
	FIELD_INT(struct demo_facts, auditor, .required = true),
	FIELD_STRING(struct demo_facts, round, .required = true),
	FIELD_STRINGS(struct demo_facts, cards, .required = true, .max = DEMO_CARDS));

const char *demo_facts_path(struct demo *demo)
{
	return demo_text(demo, "%s/demo.json", demo->data);
}

void demo_remove(struct demo *demo)
{
	static const char *const names[] = {"demo.json", "officer.key", "officer.key.session"};
	static const char *const of_trustees[] = {"json", "key", "key.session"};

	folder_empty(demo->data);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(demo_text(demo, "%s/%s", demo->data, names[i]));
	for (size_t i = 1; i <= DEMO_TRUSTEES; i++)
		for (size_t k = 0; k < COUNT_OF(of_trustees); k++)
			unlink(demo_text(demo, "%s/trustee-%zu.%s", demo->data, i, of_trustees[k]));
}

/* ---- keys ---- */

/* The n-th key file: the officer's, then the trustees'. */
static const char *key_path(struct demo *demo, size_t n)
{
	return n ? demo_text(demo, "%s/trustee-%zu.key", demo->data, n)
		 : demo_text(demo, "%s/officer.key", demo->data);
}

static enum err with_tool(struct demo *demo, enum err (*run)(struct demo *, struct tool *))
{
	struct tool tool;
	enum err err = ERR_INTERNAL;

	if (tool_begin(&tool, "en")) {
		err = run(demo, &tool);
		if (err != OK)
			demo->error = tool.error;
	}
	arena_done(&tool.arena);
	return err;
}

static enum err write_keys(struct demo *demo, struct tool *tool)
{
	for (size_t n = 0; n <= DEMO_TRUSTEES; n++) {
		const struct demo_person *person = n ? &demo->trustees[n - 1] : &demo->officer;
		const struct device_key key = {.url = demo->app->api.origin,
			.origin = demo->app->api.origin,
			.seed = {person->key.seed, SIGN_SEED_BYTES},
			.person = {person->id},
			.device = person->device};

		TRY(key_write(tool, key_path(demo, n), &key));
	}
	return OK;
}

static enum err read_keys(struct demo *demo, struct tool *tool)
{
	for (size_t n = 0; n <= DEMO_TRUSTEES; n++) {
		struct demo_person *person = n ? &demo->trustees[n - 1] : &demo->officer;
		struct device_key key;

		TRY(key_read(tool, key_path(demo, n), &key));
		key_secret(&key, &person->key);
		person->id = key.person.v;
		person->device = key.device;
	}
	return OK;
}

/* ---- facts ---- */

enum err demo_keep(struct demo *demo, struct demo_facts *ret_facts)
{
	const char *cards[DEMO_CARDS];
	const struct demo_facts facts = {
		demo->body, demo->election, demo->auditor.id, demo->uuids[0], {cards, DEMO_CARDS}};
	auto_buf struct buf text = {0};
	struct json_writer writer;

	for (size_t i = 0; i < DEMO_CARDS; i++)
		cards[i] = demo->cards[i];
	buf_init(&text, FACTS_MAX);
	writer = json_writer(&text);
	json_write(&writer, &demo_facts_schema, &facts);
	buf_char(&text, '\n');
	if (!buf_ok(&text))
		return fail(&demo->error, ERR_TOO_LARGE);
	TRY(with_tool(demo, write_keys));
	TRY(file_replace(demo_facts_path(demo), text.data, text.len, true, &demo->error));
	return json_read(
		&demo_facts_schema, text.data, text.len, &demo->arena, ret_facts, &demo->error);
}

enum err demo_resume(struct demo *demo, struct demo_facts *ret_facts)
{
	const char *text;

	TRY(file_read(demo_facts_path(demo), &demo->arena, &text, &demo->error));
	TRY(json_read(
		&demo_facts_schema, text, strlen(text), &demo->arena, ret_facts, &demo->error));
	demo->body = ret_facts->body;
	demo->election = ret_facts->election;
	TRY(with_tool(demo, read_keys));
	TRY(with_tool(demo, write_keys));
	return demo_sign_in(demo, &demo->officer);
}
