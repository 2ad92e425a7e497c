/* Bodies: the communities and estates the service works for, each with its own clock, profile,
 * offices and acts that are due by themselves. Everything else belongs to a body. */
#ifndef BODIES_BODIES_H
#define BODIES_BODIES_H

#include <stdbool.h>
#include <stdint.h>

#include "api/api.h"

enum body_kind { BODY_COMMUNITY, BODY_ESTATE };

struct body {
	struct body_id id;
	const char *name;
	enum body_kind kind;
	const char *profile;
	bool rehearsal;
	int64_t clock_offset; /* milliseconds; 0 for a real body */
	int64_t now;          /* the body's time in this transaction */
};

/* Loads a body; `now` is the transaction's instant on the body's clock. ERR_NOT_FOUND. */
enum err body_get(struct txn *txn, struct body_id id, struct body *ret_body) must_use;

/* Founds a body; a rehearsal's clock starts at the real time. */
enum err body_create(struct txn *txn, const char *name, enum body_kind kind, const char *profile,
	bool rehearsal, struct body *ret_body) must_use;

/* ---- offices ---- */

enum role {
	ROLE_OFFICER,            /* 工作人员: runs the service for the body, grants offices */
	ROLE_ROLL_KEEPER,        /* 名册管理员: keeps the roll, never counts (D28) */
	ROLE_ELECTION_COMMITTEE, /* 居民选举委员会成员 */
	ROLE_DESK,               /* 投票站工作人员: issues ballots */
	ROLE_COUNTER,            /* 计票人 */
	ROLE_TRUSTEE,            /* 监票人, holder of a key share */
	ROLE_AUDITOR,            /* 审计 */
	ROLE__COUNT
};
extern const char *const role_names[];

#define ROLE_BIT(role) (UINT32_C(1) << (role))

/* The roles a person holds in a body on its present day, as bits. */
enum err office_roles(struct txn *txn, const struct body *body, struct person_id person,
	uint32_t *ret_roles) must_use;

/* An office that somebody holds, will hold or held. */
struct office {
	int64_t id;
	struct person_id person;
	enum role role;
	int64_t from_day; /* of the term: both days belong to it */
	int64_t until_day;
	int64_t ended_at; /* body time; 0: not ended before its term */
};

/* Gives the office described, whose id is filled in; access/ does this and tells the record.
 * ERR_DUTIES when it may not be joined with one the person holds. */
enum err office_grant(struct txn *txn, const struct body *body, struct office *office,
	struct person_id by) must_use;

/* Ends an office at the body's present instant. ERR_NOT_FOUND: none, or ended before. */
enum err office_end(
	struct txn *txn, const struct body *body, int64_t id, struct office *ret_office) must_use;

/* All offices of a body, past ones too: a list of struct office. */
enum err office_list(struct txn *txn, const struct body *body, struct list *ret_offices) must_use;

/* How many people hold an office in a body on its present day. */
enum err office_count(
	struct txn *txn, const struct body *body, enum role role, int64_t *ret_n) must_use;

/* Policies for route rows: the actor holds the office in the body she signed in to. A handler that
 * takes a body id compares it with actor->body through body_of(). */
bool allow_signed_in(const struct call *call);
bool allow_officer(const struct call *call);
bool allow_roll_keeper(const struct call *call);
bool allow_election_committee(const struct call *call);
bool allow_desk(const struct call *call);
bool allow_counter(const struct call *call);
bool allow_trustee(const struct call *call);
bool allow_staff(const struct call *call); /* any office */

/* Loads the body a request names and refuses it to those who hold no office there:
 * ERR_FORBIDDEN. */
enum err body_of(struct call *call, struct body_id id, struct body *ret_body) must_use;

/* ---- acts that are due by themselves ---- */

/* What runs when an act is due, inside the writer's transaction. txn->now is its instant on the
 * real clock; an error undoes this act alone. */
typedef enum err act_fn(struct txn *txn, const struct body *body, int64_t subject);

/* What the log calls the thing that an act is about. */
typedef enum err act_about_fn(struct txn *txn, int64_t subject, const char **ret_name);

struct act {
	const char *name;
	act_fn *run;
	act_about_fn *about;
};

/* Notes an act for an instant of the body's clock. */
enum err act_schedule(struct txn *txn, const struct body *body, int64_t at, const char *act,
	int64_t subject) must_use;

/* Runs everything due up to the real instant `until`, in order, in every body or (id not 0) in one.
 * An act that fails neither undoes nor delays the others. It is logged when its reason is new, and
 * kept for act_failed(); where storage or memory failed it is tried again after a minute. `acts`
 * ends with a NULL name. An error: the transaction cannot go on. */
enum err acts_run(
	struct txn *txn, int64_t until, struct body_id only, const struct act *acts) must_use;

/* Why an act did not happen. */
struct act_failure {
	const char *act;
	int64_t at;         /* body time at which it was due */
	const char *reason; /* token of the error */
	const char *chinese;
	const char *english;
};

/* The latest failure of an act on a subject, though it may have been made good by hand since.
 * ERR_NOT_FOUND. */
enum err act_failed(struct txn *txn, const char *act, int64_t subject,
	struct act_failure *ret_failure) must_use;

extern const struct module bodies_module;

#endif
