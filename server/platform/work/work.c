/* A mutex, a condition variable and a linked list for each direction. */
#include "work/work.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct job *first;
	struct job **last;
	size_t n;
	size_t max;
	bool closed;
};

struct queue *queue_new(size_t max)
{
	struct queue *queue = calloc(1, sizeof *queue);
	pthread_condattr_t clock;

	if (!queue)
		return NULL;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->filled, &clock);
	pthread_condattr_destroy(&clock);
	queue->last = &queue->first;
	queue->max = max;
	return queue;
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

bool queue_push(struct queue *queue, struct job *job)
{
	bool accepted;

	pthread_mutex_lock(&queue->lock);
	accepted = !queue->closed && queue->n < queue->max;
	if (accepted) {
		job->next = NULL;
		*queue->last = job;
		queue->last = &job->next;
		queue->n++;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->lock);
	return accepted;
}

static struct timespec instant_after(int64_t ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

struct job *queue_take_all(struct queue *queue, int64_t ms)
{
	struct timespec until = instant_after(ms);
	struct job *jobs;
	int waited = 0;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->closed && waited == 0)
		waited = pthread_cond_timedwait(&queue->filled, &queue->lock, &until);
	jobs = queue->first;
	queue->first = NULL;
	queue->last = &queue->first;
	queue->n = 0;
	pthread_mutex_unlock(&queue->lock);
	return jobs;
}

struct job *queue_take(struct queue *queue)
{
	struct job *job;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->closed)
		pthread_cond_wait(&queue->filled, &queue->lock);
	job = queue->first;
	if (job) {
		queue->first = job->next;
		if (!queue->first)
			queue->last = &queue->first;
		queue->n--;
		job->next = NULL;
	}
	pthread_mutex_unlock(&queue->lock);
	return job;
}

bool queue_closed(struct queue *queue)
{
	bool closed;

	pthread_mutex_lock(&queue->lock);
	closed = queue->closed && !queue->first;
	pthread_mutex_unlock(&queue->lock);
	return closed;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}

struct home {
	pthread_mutex_t lock;
	struct job *first;
	struct job **last;
	int fd;
};

struct home *home_new(void)
{
	struct home *home = calloc(1, sizeof *home);

	if (!home)
		return NULL;
	home->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (home->fd < 0) {
		free(home);
		return NULL;
	}
	pthread_mutex_init(&home->lock, NULL);
	home->last = &home->first;
	return home;
}

void home_free(struct home *home)
{
	if (!home)
		return;
	close(home->fd);
	pthread_mutex_destroy(&home->lock);
	free(home);
}

int home_fd(const struct home *home)
{
	return home->fd;
}

void home_deliver(struct home *home, struct job *jobs)
{
	const uint64_t one = 1;

	if (!jobs)
		return;
	pthread_mutex_lock(&home->lock);
	*home->last = jobs;
	while (*home->last)
		home->last = &(*home->last)->next;
	/* Under the lock, because the owner may free the home once it has collected its last job.
	 * A full counter is still readable, so a failed write loses no wake-up. */
	if (write(home->fd, &one, sizeof one) < 0)
		errno = 0;
	pthread_mutex_unlock(&home->lock);
}

struct job *home_collect(struct home *home)
{
	uint64_t count;
	struct job *jobs;

	if (read(home->fd, &count, sizeof count) < 0)
		count = 0;
	pthread_mutex_lock(&home->lock);
	jobs = home->first;
	home->first = NULL;
	home->last = &home->first;
	pthread_mutex_unlock(&home->lock);
	return jobs;
}
