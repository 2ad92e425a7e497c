/* What the tests of the audit share. */
#ifndef TESTS_VERIFY_AUDIT_H
#define TESTS_VERIFY_AUDIT_H

#include "base/arena.h"
#include "base/cleanup.h"
#include "crypto/verify/verify.h"
#include "harness/test.h"

enum { AUDIT_THREADS = 2 };
#define AUDIT_MEMORY ((size_t)64 << 20)

/* The report lives in `arena`, which is emptied first. */
static inline void audit(struct span bytes, const char *fingerprint, struct arena *arena,
	struct verify_report *ret_report)
{
	struct verify_options options = {.fingerprint = fingerprint, .n_threads = AUDIT_THREADS};

	arena_done(arena);
	arena_init(arena, AUDIT_MEMORY);
	T_OK(verify_archive(bytes, &options, arena, ret_report));
}

static inline enum audit_verdict verdict_of(struct span bytes, const char *fingerprint)
{
	auto_arena struct arena arena = {0};
	struct verify_report report;

	audit(bytes, fingerprint, &arena, &report);
	return report.verdict;
}

static inline struct span span_of_buf(const struct buf *buf)
{
	return (struct span){(const uint8_t *)buf->data, buf->len};
}

static inline struct span span_of_file(const char *path)
{
	struct span span;

	span.data = (const uint8_t *)t_file(path, &span.len);
	return span;
}

#endif
