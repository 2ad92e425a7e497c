/* Threads that do one kind of job each, and the way their results come home.
 *
 *   loop thread ── queue_push ──▶ queue ──▶ worker: job->run(job, worker's context)
 *        ▲                                           │
 *        └────────── home_deliver: one eventfd ◀─────┘
 *
 * A job belongs to one thread at a time; ownership moves with the queue. Nothing here knows what a
 * job does. */
#ifndef WORK_WORK_H
#define WORK_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"

/* Embedded as the first member of whatever is handed around. */
struct job {
	struct job *next;
};

/* A bounded first-in-first-out queue of jobs. */
struct queue;

struct queue *queue_new(size_t max);
void queue_free(struct queue *queue);

/* false at once when the queue is full or closed: the caller answers 503. */
bool queue_push(struct queue *queue, struct job *job) must_use;

/* Waits up to `ms` for jobs and takes everything there is, as a list in order; NULL when there is
 * nothing. */
struct job *queue_take_all(struct queue *queue, int64_t ms);
bool queue_closed(struct queue *queue);

/* Waits for one job; NULL once closed and empty. */
struct job *queue_take(struct queue *queue);

/* Lets waiting threads go when the queue is empty; nothing more is accepted. */
void queue_close(struct queue *queue);

/* Where finished jobs come home: pushes never fail, one eventfd wakes the owner. */
struct home;

struct home *home_new(void);
void home_free(struct home *home);
int home_fd(const struct home *home);                   /* readable when jobs wait */
void home_deliver(struct home *home, struct job *jobs); /* a list; from any thread */
struct job *home_collect(struct home *home);            /* a list in order; by the owner */

#endif
