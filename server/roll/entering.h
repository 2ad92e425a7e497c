/* From a sheet into the roll; private to roll/. */
#ifndef ROLL_ENTERING_H
#define ROLL_ENTERING_H

#include "roll/sheet.h"
#include "roll/store.h"

/* Keeps the findings of the sheet and what each of its rows would do, and counts the latter into
 * `import`, whose row is there already. */
enum err sheet_report(struct txn *txn, const struct body *body, const struct sheet *sheet,
	struct import_row *import) must_use;

/* Enters the rows. ERR_ROLL_REPORT_STALE when they do something else than the report said. */
enum err sheet_enter(struct txn *txn, const struct body *body, const struct sheet *sheet,
	const struct import_row *import) must_use;

#endif
