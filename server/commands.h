/* The commands of gongyi. Each takes the arguments after its name and returns the exit status:
 * 0 done, 1 refused or failed, 2 wrongly called. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "base/error.h"

typedef int command_fn(int argc, char **argv);

command_fn command_init;
command_fn command_serve;
command_fn command_demo;
command_fn command_check;
command_fn command_backup;
command_fn command_restore;
command_fn command_openapi;
command_fn command_call;
command_fn command_device;
command_fn command_sign;
command_fn command_vote;
command_fn command_credential;
command_fn command_cards;
command_fn command_decide;
command_fn command_trustee;

/* Prints an error for the person at the terminal and returns 1. */
int command_failed(const char *what, const struct error *error);

#endif
