/* The commands that speak to a running service. */
#include "app.h"
#include "commands.h"
#include "tool/decide.h"
#include "tool/tool.h"
#include "tool/usage.h"

int command_call(int argc, char **argv)
{
	const struct api api = {.modules = app_modules};

	return tool_call(&api, argc, argv);
}

int command_device(int argc, char **argv)
{
	return tool_device(argc, argv);
}

int command_sign(int argc, char **argv)
{
	return tool_sign(argc, argv);
}

int command_vote(int argc, char **argv)
{
	return tool_vote(argc, argv);
}

int command_credential(int argc, char **argv)
{
	return tool_credential(argc, argv);
}

int command_cards(int argc, char **argv)
{
	return tool_cards(argc, argv);
}

int command_trustee(int argc, char **argv)
{
	return tool_trustee(argc, argv);
}

int command_decide(int argc, char **argv)
{
	struct error error = {0};
	size_t n_bad = 0;

	(void)argv;
	if (argc)
		return usage_wrong("decide");
	if (decide_lines(stdin, stdout, &error, &n_bad) != OK)
		return command_failed("decide", &error);
	return n_bad ? 1 : 0;
}
