/* evhttp neither counts connections nor ends slow ones. Here every connection is remembered by its
 * descriptor and the inode of its socket, from the moment evhttp asks for its bufferevent; one that
 * has not ended a message for too long is shut down, which makes evhttp drop it.
 *
 * evhttp creates the bufferevent before it knows the descriptor, so a new one is held by reference
 * until the next turn of the loop and looked at then. */
#include <event2/bufferevent.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "http/internal.h"

enum { NEW_MAX = 256, SLOTS_MAX = 65536, RESERVED = 64 };

struct conn_slot {
	ino_t inode;   /* 0: unused */
	int64_t since; /* when its last message ended, or it was opened */
	bool busy;
};

struct conns {
	struct conn_slot *slots; /* by descriptor */
	size_t n_slots;
	size_t n_open;
	size_t max;
	int64_t message_ms;
	int64_t (*clock)(void);
	struct event *look;
	struct bufferevent *fresh[NEW_MAX];
	size_t n_fresh;
};

static ino_t inode_of(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode) ? info.st_ino : 0;
}

/* Learns the descriptors of the connections that were opened since the last look. */
static void look(struct conns *conns)
{
	for (size_t i = 0; i < conns->n_fresh; i++) {
		int of = bufferevent_getfd(conns->fresh[i]);
		ino_t inode = of >= 0 ? inode_of(of) : 0;

		if (inode && (size_t)of < conns->n_slots) {
			conns->slots[of] = (struct conn_slot){inode, conns->clock(), false};
			conns->n_open++;
		}
		bufferevent_decref(conns->fresh[i]);
	}
	conns->n_fresh = 0;
}

static void on_look(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	look(data);
}

/* As many descriptors as the machine grants, up to the size of the table. */
static size_t descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	if (limit.rlim_cur < SLOTS_MAX && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max < SLOTS_MAX ? limit.rlim_max : SLOTS_MAX;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
			return 0;
	}
	return limit.rlim_cur < SLOTS_MAX ? limit.rlim_cur : SLOTS_MAX;
}

struct conns *conns_new(
	struct event_base *base, size_t max, int64_t message_ms, int64_t (*clock)(void))
{
	struct conns *conns = calloc(1, sizeof *conns);

	if (!conns)
		return NULL;
	conns->message_ms = message_ms;
	conns->clock = clock;
	conns->n_slots = descriptors();
	conns->look = evtimer_new(base, on_look, conns);
	if (conns->n_slots > RESERVED) {
		conns->max = max < conns->n_slots - RESERVED ? max : conns->n_slots - RESERVED;
		conns->slots = calloc(conns->n_slots, sizeof *conns->slots);
	}
	if (conns->slots && conns->look)
		return conns;
	conns_free(conns);
	return NULL;
}

void conns_free(struct conns *conns)
{
	if (!conns)
		return;
	for (size_t i = 0; i < conns->n_fresh; i++)
		bufferevent_decref(conns->fresh[i]);
	if (conns->look)
		event_free(conns->look);
	free(conns->slots);
	free(conns);
}

void conns_add(struct conns *conns, struct bufferevent *connection)
{
	static const struct timeval at_once = {0, 0};

	if (conns->n_fresh == NEW_MAX) /* all but this one know their descriptors by now */
		look(conns);
	bufferevent_incref(connection);
	conns->fresh[conns->n_fresh++] = connection;
	event_add(conns->look, &at_once);
}

static struct conn_slot *slot_of(struct conns *conns, int fd)
{
	return fd >= 0 && (size_t)fd < conns->n_slots ? &conns->slots[fd] : NULL;
}

void conns_busy(struct conns *conns, int fd)
{
	struct conn_slot *slot = slot_of(conns, fd);

	look(conns); /* a request may be read before the connection was looked at */
	if (slot)
		slot->busy = true;
}

void conns_idle(struct conns *conns, int fd)
{
	struct conn_slot *slot = slot_of(conns, fd);

	if (slot) {
		slot->busy = false;
		slot->since = conns->clock();
	}
}

bool conns_full(const struct conns *conns)
{
	return conns->n_open + conns->n_fresh >= conns->max;
}

size_t conns_sweep(struct conns *conns)
{
	int64_t too_old = conns->clock() - conns->message_ms;
	size_t n_busy = 0;

	conns->n_open = 0;
	for (size_t fd = 0; fd < conns->n_slots; fd++) {
		struct conn_slot *slot = &conns->slots[fd];

		if (!slot->inode)
			continue;
		if (inode_of((int)fd) != slot->inode) {
			*slot = (struct conn_slot){0};
			continue;
		}
		conns->n_open++;
		n_busy += slot->busy;
		if (!slot->busy && slot->since < too_old)
			shutdown((int)fd, SHUT_RDWR);
	}
	return n_busy;
}
