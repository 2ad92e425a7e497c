/* See browser.h. */
#include "harness/browser.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "harness/run.h"
#include "harness/test.h"

enum { OUTPUT_MAX = 1 << 20 };

struct output {
	struct buf out, err;
};

static void output_free(void *at)
{
	struct output *output = at;

	buf_done(&output->out);
	buf_done(&output->err);
	free(output);
}

static struct output *output_new(void)
{
	struct output *output = calloc(1, sizeof *output);

	t_defer(output_free, output);
	buf_init(&output->out, OUTPUT_MAX);
	buf_init(&output->err, OUTPUT_MAX);
	return output;
}

const char *t_browse(const struct t_server *server, const char *script, const char *facts)
{
	const char *node = getenv("GONGYI_NODE");
	char path[128];
	const char *argv[] = {node ? node : "node", path, facts, NULL};
	struct output *output = output_new();
	int status;

	snprintf(path, sizeof path, "tests/web/%s", script);
	setenv("GONGYI_SERVICE", server ? server->url : "", 1);
	setenv("GONGYI_ORIGIN", T_ORIGIN, 1);
	status = t_run(NULL, argv, (struct span){0}, &output->out, &output->err);
	if (status != 0)
		t_fail(__FILE__, __LINE__, "%s: status %d\n%s%s", script, status,
			output->out.data ? output->out.data : "",
			output->err.data ? output->err.data : "");
	return output->out.data ? output->out.data : "";
}
