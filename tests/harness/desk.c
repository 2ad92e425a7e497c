/* See desk.h. */
#include "harness/desk.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "harness/box.h"
#include "harness/peer.h"
#include "harness/run.h"
#include "harness/test.h"
#include "verify/audit.h"

enum { OUTPUT_MAX = 1 << 22, ARGUMENTS_MAX = 20 };

/* ---- the tool ---------------------------------------------------------------------------------
 */

static void desk_free(void *at)
{
	struct desk *desk = at;

	buf_done(&desk->out);
	buf_done(&desk->err);
	free(desk);
}

struct desk *desk_new(void)
{
	struct desk *desk = calloc(1, sizeof *desk);

	t_defer(desk_free, desk);
	desk->folder = t_folder();
	buf_init(&desk->out, OUTPUT_MAX);
	buf_init(&desk->err, OUTPUT_MAX);
	return desk;
}

int tool(struct desk *desk, struct span input, ...)
{
	const char *argv[ARGUMENTS_MAX] = {t_peer("belenios-tool")};
	size_t n = 1;
	va_list list;

	va_start(list, input);
	do {
		T_CHECK(n < ARGUMENTS_MAX);
		argv[n] = va_arg(list, const char *);
	} while (argv[n++]);
	va_end(list);
	return t_run(desk->folder, argv, input, &desk->out, &desk->err);
}

void desk_write(const struct desk *desk, const char *name, struct span content)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", desk->folder, name);
	file = fopen(path, "wb");
	T_CHECK(file != NULL);
	T_INT(fwrite(content.data, 1, content.len, file), content.len);
	T_INT(fclose(file), 0);
}

void desk_write_text(const struct desk *desk, const char *name, const char *text)
{
	desk_write(desk, name, (struct span){(const uint8_t *)text, strlen(text)});
}

void desk_read(const struct desk *desk, const char *name, struct buf *ret_content)
{
	char path[PATH_MAX], chunk[4096];
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", desk->folder, name);
	file = fopen(path, "rb");
	T_CHECK(file != NULL);
	buf_reset(ret_content);
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(ret_content, chunk, n);
	fclose(file);
	T_CHECK(buf_ok(ret_content));
}

void desk_rename(const struct desk *desk, const char *from, const char *to)
{
	char one[PATH_MAX], two[PATH_MAX];

	snprintf(one, sizeof one, "%s/%s", desk->folder, from);
	snprintf(two, sizeof two, "%s/%s", desk->folder, to);
	T_INT(rename(one, two), 0);
}

/* ---- the tool judges --------------------------------------------------------------------------
 */

/* The second line of what the tool printed is the archive's record of the tally. */
static bool same_totals(const struct desk *desk, struct span sized)
{
	const char *line = desk->out.len ? strchr(desk->out.data, '\n') : NULL;
	size_t len = line ? strcspn(++line, "\n") : 0;

	return len == sized.len && memcmp(line, sized.data, len) == 0;
}

const char *refusal_of_tool(struct span archive)
{
	static const struct span nothing;
	auto_buf struct buf setup = {0};
	struct box box, first;
	struct desk *whole = desk_new(), *alone = desk_new();

	box_read(&box, archive); /* our grammar */
	desk_write(whole, "election.bel", archive);
	if (tool(whole, nothing, "election", "verify", NULL) != 0)
		return "verify";
	buf_init(&setup, archive.len);
	first = box;
	first.n = 1;
	box_write(&first, &setup);
	desk_write(alone, "election.bel", span_of_buf(&setup));
	for (size_t i = 0; i < box.n; i++) {
		if (strcmp(box.events[i].type, "Ballot") != 0)
			continue;
		desk_write(alone, "ballot.json", box.events[i].data[0]);
		if (tool(alone, nothing, "election", "verify-ballot", "--ballot", "ballot.json",
			    NULL) != 0)
			return "verify-ballot";
	}
	if (tool(whole, nothing, "election", "compute-encrypted-tally", NULL) != 0 ||
		!same_totals(whole, box_find(&box, "EncryptedTally")->data[1]))
		return "compute-encrypted-tally";
	return NULL;
}
