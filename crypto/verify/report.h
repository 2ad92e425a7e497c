/* A report of the audit as text for people, in Chinese or English, and as JSON for programs. */
#ifndef CRYPTO_VERIFY_REPORT_H
#define CRYPTO_VERIFY_REPORT_H

#include "base/buf.h"
#include "base/error.h"
#include "crypto/verify/texts.h"
#include "crypto/verify/verify.h"

enum { REPORT_MAX = 4 << 20 };

/* Both append to `out`, which tells whether everything fitted. Text from the archive is shown
 * without control characters. */
void report_print(const struct verify_report *report, enum lang lang, struct buf *out);

/* {"format":"gongyi-verify:1","verdict":…,"checks":[…],…}; members are only ever added. */
void report_json(const struct verify_report *report, struct buf *out);

/* What both are made of, for shorter ones: text from outside on one line, without control
 * characters and direction marks; a sentence with its {0}, {1} … filled in. */
void report_outside(struct buf *out, const char *text);
void report_label(struct buf *out, enum lang lang, enum label label, const char *const *args);

#endif
