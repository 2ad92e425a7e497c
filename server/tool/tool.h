/* The command line as a client of a running service. Every operation of the API can be called from
 * the tables of routes and fields alone; a device key in a file stands for the person. Commands
 * take the arguments after their name and return the exit status: 0 done, 1 refused or failed, 2
 * wrongly called. */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "api/api.h"

/* `call OP --field=value…`; without OP the list of operations, with --help what one of them takes.
 * Only api->modules is used. */
int tool_call(const struct api *api, int argc, char **argv);

/* `device new`: makes a key and activates it with a slip. */
int tool_device(int argc, char **argv);

/* `sign`: prints a statement signed by the key. */
int tool_sign(int argc, char **argv);

/* `vote URL`: makes, sends and checks a secret ballot. */
int tool_vote(int argc, char **argv);

/* `credential new|show`: a voting key in a file, its public halves on standard output. */
int tool_credential(int argc, char **argv);

/* `cards`: voter cards to print, and the list of their public halves. Offline. */
int tool_cards(int argc, char **argv);

#endif
