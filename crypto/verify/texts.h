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
extern const struct text place_texts[PLACE__COUNT];        /* token, sentence with {0} … */
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
	LABEL_OMITTED,
	LABEL_CHECKS_RECORD,
	LABEL_CHECKS_RESULT,
	LABEL_NO_RESULT,
	LABEL_NO_RECORD,
	LABEL_NEEDS_KEYS,
	LABEL_NEEDS_RECORD,
	LABEL_NEEDS_RULES,
	LABEL_NEEDS_RESULT,
	LABEL_ONLY_SUMS,
	LABEL_RECORD,
	LABEL_RECORD_KEY,
	LABEL_RECORD_HEAD,
	LABEL_RECORD_BACK,
	LABEL_RECORD_FURTHER,
	LABEL_STATED,
	LABEL_CHECKED_ONLY,
	LABEL_TEST_SAID,
	LABEL_TEST_MADE,
	LABEL_TEST_CHOICES,
	LABEL_TEST_SAME,
	LABEL_TEST_OTHER,
	LABEL_TEST_CAST,
	LABEL_TEST_NOT_CAST,
	LABEL_TEST_UNREADABLE,
	LABEL__COUNT
};
extern const struct text label_texts[LABEL__COUNT];

#endif
