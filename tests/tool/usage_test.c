/* Every command says how it is called. */
#include <string.h>

#include "harness/people.h"
#include "harness/run.h"
#include "harness/server.h"

static int ask(struct t_app *app, const char *command, const char **ret_out)
{
	const char *const argv[] = {t_program("gongyi"), command, command ? "--help" : NULL, NULL};
	struct buf out;
	int status;

	buf_init(&out, 1 << 20);
	status = t_run(NULL, argv, (struct span){0}, &out, NULL);
	*ret_out = arena_string(&app->arena, buf_ok(&out) && out.data ? out.data : "");
	buf_done(&out);
	return status;
}

TEST(tool, every_command_says_how_it_is_called)
{
	struct t_app *app = t_app_new();
	const char *list, *text;
	size_t n = 0;

	T_INT(ask(app, "help", &list), 0);
	for (const char *at = list; (at = strstr(at, "\n  ")); n++) {
		const char *name = arena_copy(&app->arena, at + 3, strcspn(at + 3, " "));

		at += 3;
		T_INT(ask(app, name, &text), 0);
		T_CHECK(strstr(text, t_text(app, "gongyi %s", name)) != NULL);
	}
	T_CHECK(n >= 15);
	T_INT(ask(app, NULL, &text), 2);
	T_INT(ask(app, "nonsense", &text), 2);
}
