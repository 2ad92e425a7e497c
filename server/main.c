/* gongyi: the service and its tools. Each command is one row of a table; what it does stands in a
 * file of its own. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/rand.h"
#include "commands.h"

static const struct command {
	const char *name;
	command_fn *run;
	const char *usage;
} commands[] = {
	/* in the order of the help */
	{"init", command_init, "--data=FOLDER --name=BODY --officer=NAME [--rehearsal] [--estate]"},
	{"serve", command_serve, "[--config=FILE] [--SETTING=VALUE …] [-n] [--print-config]"},
	{"demo", command_demo, "--data=FOLDER [--fresh] [--port=8080]"},
	{"check", command_check, "--data=FOLDER"},
	{"backup", command_backup, "--data=FOLDER --to=FILE"},
	{"restore", command_restore, "--from=BACKUP --key=MASTER.KEY --data=NEWFOLDER"},
	{"openapi", command_openapi, ""},
	{"call", command_call, "[OP [--help] [--FIELD=VALUE …] [--key FILE] [--url URL]]"},
	{"device", command_device, "new --key FILE --slip LINK"},
	{"decide", command_decide, "< QUESTIONS, one JSON object a line"},
	{"sign", command_sign, "--key FILE --kind KIND [--payload FILE]"},
	{"vote", command_vote,
		"URL --show | (--choose 3,5 | --blank) (--credential KEY | --store FILE)"},
	{"credential", command_credential, "new --uuids U1,U2,U3 --store FILE"},
	{"cards", command_cards,
		"--voters FILE --uuids U1,U2,U3 --url ORIGIN --html FILE --public FILE"},
	{"trustee", command_trustee,
		"setup --election ID --key FILE --file FILE | decrypt ARCHIVE --file FILE"},
};

static int help(FILE *out)
{
	fprintf(out, "gongyi — resident self-governance and voting\n\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  gongyi %-8s %s\n", commands[i].name, commands[i].usage);
	return out == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
	umask(0077); /* whatever is made here holds names, keys or both */
	if (!rand_init())
		return 2;
	if (argc < 2)
		return help(stderr);
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
		return help(stdout);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc - 2, argv + 2);
	fprintf(stderr, "gongyi: no command is called %s\n", argv[1]);
	return help(stderr);
}
