/* Every word of the report: a stable token and its text in Chinese and English. */
#ifndef CRYPTO_VERIFY_TEXTS_H
#define CRYPTO_VERIFY_TEXTS_H

#include "base/error.h"
#include "crypto/verify/verify.h"

struct text {
	const char *token;
	const char *in[2]; /* by enum lang */
};

extern const struct text check_texts[VERIFY_CHECK__COUNT];
extern const struct text outcome_texts[VERIFY_OUTCOME__COUNT];
extern const struct text reason_texts[VERIFY_REASON__COUNT];
extern const struct text verdict_texts[];                  /* by enum audit_verdict */
extern const struct text stage_texts[ARCHIVE_TYPE__COUNT]; /* by the type of the last event */

/* Headings and sentences; {0}, {1} … are filled in. */
enum label {
	LABEL_TITLE,
	LABEL_ELECTION,
	LABEL_STAGE,
	LABEL_LAST_EVENT,
	LABEL_FILE,
	LABEL_HASH,
	LABEL_LIST,
	LABEL_BALLOTS,
	LABEL_TALLIED,
	LABEL_TRUSTEES,
	LABEL_BOUND,
	LABEL_UNBOUND,
	LABEL_CHECKS,
	LABEL_RESULT,
	LABEL_BLANK,
	LABEL_PLACE,
	LABEL_OMITTED,
	LABEL__COUNT
};
extern const struct text label_texts[LABEL__COUNT];

#endif
