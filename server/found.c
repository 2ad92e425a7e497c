/* See found.h. */
#include "found.h"

#include "base/clock.h"
#include "roll/roll.h"

enum { FIRST_TERM_DAYS = 5 * 366 }; /* A5: five years */

static enum err found(struct txn *txn, void *data)
{
	static const enum role roles[] = {ROLE_OFFICER, ROLE_ELECTION_COMMITTEE, ROLE_DESK};
	struct founding *founding = data;
	struct body body;
	int64_t today;

	TRY(body_create(txn, founding->name, founding->estate ? BODY_ESTATE : BODY_COMMUNITY,
		founding->rehearsal ? "rehearsal" : "cn-2026", founding->rehearsal, &body));
	TRY(roll_person_add(txn, &body, founding->officer, &founding->person));
	today = day_of(body.now);
	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		struct office office = {.person = founding->person,
			.role = roles[i],
			.from_day = today,
			.until_day = today + FIRST_TERM_DAYS};

		TRY(office_give(txn, &body, &office, (struct person_id){0}));
	}
	founding->body = body.id;
	return slip_issue(
		txn, txn->keys, &body, founding->person, (struct person_id){0}, &founding->slip);
}

enum err found_body(struct app *app, struct founding *founding, int64_t now, struct error *error)
{
	return engine_run(app->engine, now, found, founding, error);
}
