/* gongyi: the service and its tools. Each command is one row of a table; what it does stands in a
 * file of its own. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/rand.h"
#include "commands.h"
#include "tool/usage.h"

static const struct command {
	const char *name;
	command_fn *run;
} commands[] = {
	{"init", command_init},
	{"serve", command_serve},
	{"demo", command_demo},
	{"check", command_check},
	{"backup", command_backup},
	{"restore", command_restore},
	{"openapi", command_openapi},
	{"call", command_call},
	{"device", command_device},
	{"decide", command_decide},
	{"sign", command_sign},
	{"vote", command_vote},
	{"credential", command_credential},
	{"cards", command_cards},
	{"trustee", command_trustee},
};

static bool is_help(const char *argument)
{
	return strcmp(argument, "help") == 0 || strcmp(argument, "--help") == 0 ||
	       strcmp(argument, "-h") == 0;
}

/* `call` knows more: its operations, and the fields of each. */
static int run(const struct command *command, int argc, char **argv)
{
	if (argc && is_help(argv[0]) && command->run != command_call)
		return usage_print(command->name, stdout) ? 0 : 2;
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	umask(0077); /* whatever is made here holds names, keys or both */
	if (!rand_init())
		return 2;
	if (argc < 2 || is_help(argv[1])) {
		usage_list(argc < 2 ? stderr : stdout);
		return argc < 2 ? 2 : 0;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(&commands[i], argc - 2, argv + 2);
	fprintf(stderr, "gongyi: 没有这个命令 / no command is called %s\n\n", argv[1]);
	usage_list(stderr);
	return 2;
}
