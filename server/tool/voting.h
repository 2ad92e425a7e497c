/* What the commands of voters and card makers share. */
#ifndef TOOL_VOTING_H
#define TOOL_VOTING_H

#include "crypto/credential.h"
#include "tool/internal.h"

enum { UUIDS = 3 }; /* of an election: vote, re-run, tie-break */

/* Three different uuids separated by commas; ERR_INVALID under "--uuids". */
enum err uuids_read(struct tool *tool, const char *text, const char *ret_uuids[UUIDS]) must_use;

/* The voting key in a store file, which nobody else may read. The caller wipes it. */
enum err store_credential(
	struct tool *tool, const char *path, char ret_credential[CREDENTIAL_SIZE]) must_use;

#endif
