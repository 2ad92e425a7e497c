/* The commands that speak to a running service. */
#include "app.h"
#include "commands.h"
#include "tool/tool.h"

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
