/* See peer.h. */
#include "harness/peer.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "harness/run.h"
#include "harness/test.h"

enum { PEERS_MAX = 4, REASON_SIZE = 512 };

struct peer {
	const char *name;
	char program[PATH_MAX];
	char reason[REASON_SIZE]; /* why there is none */
};

static void keep_line(char *to, size_t size, const struct buf *text)
{
	snprintf(to, size, "%.*s", text->len ? (int)strcspn(text->data, "\n") : 0,
		text->len ? text->data : "");
}

static void look_for(struct peer *peer)
{
	char script[PATH_MAX];
	const char *folder = getenv("GONGYI_TESTS");
	const char *argv[] = {script, peer->name, NULL};
	auto_buf struct buf out = {0}, err = {0};

	buf_init(&out, PATH_MAX - 1);
	buf_init(&err, 1 << 16);
	snprintf(script, sizeof script, "%s/peers/obtain.sh", folder ? folder : "tests");
	if (t_run(NULL, argv, (struct span){0}, &out, &err) == 0)
		keep_line(peer->program, sizeof peer->program, &out);
	else
		keep_line(peer->reason, sizeof peer->reason, &err);
}

const char *t_peer(const char *name)
{
	static struct peer peers[PEERS_MAX];
	struct peer *peer = peers;

	while (peer < peers + PEERS_MAX && peer->name && strcmp(peer->name, name) != 0)
		peer++;
	if (peer == peers + PEERS_MAX)
		abort();
	if (!peer->name) {
		peer->name = name;
		look_for(peer);
	}
	if (!*peer->program)
		t_skip("%s", peer->reason);
	return peer->program;
}
