/* What strangers' bytes reach first, each as a function of bytes alone. It must come back, must not
 * touch memory that is not its own, and what it checks by T_CHECK must hold of every input: what
 * is read is written again as it was, what is refused names a reason, reports are well formed.
 *
 * `make fuzz` lets libFuzzer search (main.c); `make test` gives each a fixed number of mutations of
 * its seeds (fuzz_test.c). */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/arena.h"

enum { FUZZ_SEEDS_MAX = 400 };

/* Inputs to begin with. */
struct fuzz_seeds {
	struct arena arena;
	struct span items[FUZZ_SEEDS_MAX];
	size_t n;
};

/* Adds a copy; `kind` goes in front unless it is 0. */
void fuzz_seed(struct fuzz_seeds *seeds, char kind, const void *data, size_t len);
void fuzz_seed_file(struct fuzz_seeds *seeds, char kind, const char *path);

struct fuzz_target {
	const char *name;
	void (*run)(const uint8_t *data, size_t len);
	void (*seed)(struct fuzz_seeds *seeds);
	size_t max;   /* bytes of an input */
	size_t smoke; /* inputs in `make test` */
};

extern const struct fuzz_target fuzz_targets[]; /* ends without a name */

/* NULL when there is none of this name. */
const struct fuzz_target *fuzz_find(const char *name);

/* ---- the targets, by file ---- */

/* archive.c */
void fuzz_archive(const uint8_t *data, size_t len);
void fuzz_archive_seed(struct fuzz_seeds *seeds);

/* documents.c: the first byte says which */
void fuzz_document(const uint8_t *data, size_t len);
void fuzz_document_seed(struct fuzz_seeds *seeds);

/* record.c */
void fuzz_record(const uint8_t *data, size_t len);
void fuzz_record_seed(struct fuzz_seeds *seeds);
void fuzz_note(const uint8_t *data, size_t len);
void fuzz_note_seed(struct fuzz_seeds *seeds);
void fuzz_statement(const uint8_t *data, size_t len);
void fuzz_statement_seed(struct fuzz_seeds *seeds);

/* text.c */
void fuzz_json(const uint8_t *data, size_t len);
void fuzz_json_seed(struct fuzz_seeds *seeds);
void fuzz_decide(const uint8_t *data, size_t len);
void fuzz_decide_seed(struct fuzz_seeds *seeds);
void fuzz_roll(const uint8_t *data, size_t len);
void fuzz_roll_seed(struct fuzz_seeds *seeds);
void fuzz_text(const uint8_t *data, size_t len);
void fuzz_text_seed(struct fuzz_seeds *seeds);

/* picture.c */
void fuzz_picture(const uint8_t *data, size_t len);
void fuzz_picture_seed(struct fuzz_seeds *seeds);

/* request.c: a request as lines of method and target, bearer, Idempotency-Key, then the body */
void fuzz_request(const uint8_t *data, size_t len);
void fuzz_request_seed(struct fuzz_seeds *seeds);

#endif
