/* People over the API: lists with masked names, full data for those with the right and a reason,
 * each finding herself, decisions on a person's standing, who would be eligible. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/commitment.h"
#include "people.h"
#include "record/record.h"

enum { PAGE_MAX = 500 };

static bool allow_oversight(const struct call *call)
{
	return allow_officer(call) || (call->actor->roles & ROLE_BIT(ROLE_AUDITOR)) != 0;
}

/* ---- the list ---- */

struct people_query {
	struct body_id body_id;
	const char *building;
	const char *name;
	struct person_id after;
	int64_t limit;
};
SCHEMA(people_query, struct people_query, FIELD_ID(struct people_query, body_id, .in = IN_PATH),
	FIELD_STRING(struct people_query, building, .in = IN_QUERY, .max = 20),
	FIELD_STRING(struct people_query, name, .in = IN_QUERY, .max = 60, .doc = "The whole name"),
	FIELD_ID(struct people_query, after, .in = IN_QUERY, .doc = "Id of the last one seen"),
	FIELD_INT(struct people_query, limit, .in = IN_QUERY, .min = 1, .max = PAGE_MAX,
		.fallback = 100));

struct masked_person {
	struct person_id id;
	const char *name;
	const char *building;
	const char *entrance;
	const char *room;
	enum roll_kind kind;
	enum roll_standing standing;
};
SCHEMA(masked_person, struct masked_person, FIELD_ID(struct masked_person, id),
	FIELD_STRING(struct masked_person, name, .doc = "Surname and stars (D2)"),
	FIELD_STRING(struct masked_person, building), FIELD_STRING(struct masked_person, entrance),
	FIELD_STRING(struct masked_person, room),
	FIELD_ENUM(struct masked_person, kind, roll_kind_names),
	FIELD_ENUM(struct masked_person, standing, roll_standing_names));

struct people_page {
	struct list people;
};
SCHEMA(people_page, struct people_page,
	FIELD_LIST(struct people_page, people, masked_person_schema, .max = PAGE_MAX));

static enum err mask_row(
	struct call *call, const struct person_row *row, struct masked_person *ret_person)
{
	*ret_person = (struct masked_person){
		.id = row->id,
		.building = row->building,
		.entrance = row->entrance,
		.room = row->room,
		.kind = row->kind,
		.standing = row->standing,
	};
	return name_masked(call->txn, row->name, &ret_person->name);
}

static enum err person_list(struct call *call)
{
	const struct people_query *in = call_in(call, people_query);
	struct person_row key = {.body_id = in->body_id,
		.building = in->building,
		.name = in->name,
		.after = in->after,
		.limit = in->limit};
	struct people_page *out = call_out(call, people_page);
	struct masked_person *people;
	struct body body;
	struct list rows;

	TRY(body_of(call, in->body_id, &body));
	TRY(db_all(call->txn, &roll_stmts[PERSON_PAGE], &key, &rows));
	people = arena_array(call->arena, struct masked_person, rows.n);
	if (!people)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++)
		TRY(mask_row(call, &((const struct person_row *)rows.items)[i], &people[i]));
	out->people = (struct list){people, rows.n};
	return OK;
}

/* ---- who holds an office ---- */

struct staff_key {
	struct body_id body_id;
};
SCHEMA(staff_key, struct staff_key, FIELD_ID(struct staff_key, body_id, .in = IN_PATH));

static bool is_named(const struct masked_person *people, size_t n, struct person_id id)
{
	for (size_t i = 0; i < n; i++)
		if (people[i].id.v == id.v)
			return true;
	return false;
}

static enum err staff_list(struct call *call)
{
	struct people_page *out = call_out(call, people_page);
	struct body_id id = call_in(call, staff_key)->body_id;
	struct masked_person *people;
	struct list offices;
	struct body body;
	size_t n = 0;

	TRY(body_of(call, id, &body));
	TRY(office_list(call->txn, &body, &offices));
	people = arena_array(call->arena, struct masked_person, offices.n);
	if (!people)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < offices.n; i++) {
		struct person_row row = {
			.id = ((const struct office *)offices.items)[i].person, .body_id = id};

		if (is_named(people, n, row.id))
			continue;
		TRY(db_one(call->txn, &roll_stmts[PERSON_GET], &row, &row));
		TRY(mask_row(call, &row, &people[n++]));
	}
	out->people = (struct list){people, n};
	return OK;
}

/* ---- full data, with a reason ---- */

struct person_read_in {
	struct body_id body_id;
	struct person_id person_id;
	const char *purpose;
};
SCHEMA(person_read_in, struct person_read_in,
	FIELD_ID(struct person_read_in, body_id, .in = IN_PATH),
	FIELD_ID(struct person_read_in, person_id, .in = IN_PATH),
	FIELD_STRING(struct person_read_in, purpose, .required = true, .min = 2, .max = 200,
		.doc = "What it is needed for; kept with your name (D10)"));

struct full_person {
	struct person_id id;
	const char *name;
	const char *id_number;
	const char *building;
	const char *entrance;
	const char *room;
	const char *household;
	const char *born;
	enum roll_sex sex;
	enum roll_kind kind;
	enum roll_proof proof;
	const char *since;
	const char *group;
	const char *phone;
	enum roll_standing standing;
};
SCHEMA(full_person, struct full_person, FIELD_ID(struct full_person, id),
	FIELD_STRING(struct full_person, name), FIELD_STRING(struct full_person, id_number),
	FIELD_STRING(struct full_person, building), FIELD_STRING(struct full_person, entrance),
	FIELD_STRING(struct full_person, room), FIELD_STRING(struct full_person, household),
	FIELD_STRING(struct full_person, born, .doc = "Absent for an outsider"),
	FIELD_ENUM(struct full_person, sex, roll_sex_names),
	FIELD_ENUM(struct full_person, kind, roll_kind_names),
	FIELD_ENUM(struct full_person, proof, roll_proof_names),
	FIELD_STRING(struct full_person, since, .doc = "Absent when not known"),
	FIELD_STRING(struct full_person, group), FIELD_STRING(struct full_person, phone),
	FIELD_ENUM(struct full_person, standing, roll_standing_names));

static const char *day_text(struct arena *arena, int64_t day)
{
	char text[DAY_TEXT_SIZE];

	if (day == DAY_NONE)
		return NULL;
	day_format(day, text);
	return arena_string(arena, text);
}

static enum err note_read(
	struct call *call, const struct body *body, struct person_id person, const char *purpose)
{
	struct read_row row = {.body_id = body->id,
		.person_id = person,
		.by_person_id = call->actor->person,
		.purpose = purpose,
		.at = body->now};

	TRY(db_new_id(call->txn, &row.id));
	return db_do(call->txn, &roll_stmts[READ_INSERT], &row);
}

static enum err person_read(struct call *call)
{
	const struct person_read_in *in = call_in(call, person_read_in);
	struct person_row row = {.id = in->person_id, .body_id = in->body_id};
	struct roll_entry entry;
	struct body body;

	TRY(body_of(call, in->body_id, &body));
	TRY(db_one(call->txn, &roll_stmts[PERSON_GET], &row, &row));
	TRY(person_entry(call->txn, &row, &entry));
	*call_out(call, full_person) = (struct full_person){
		.id = row.id,
		.name = entry.name,
		.id_number = entry.id_number,
		.building = entry.building,
		.entrance = entry.entrance,
		.room = entry.room,
		.household = entry.household,
		.born = day_text(call->arena, entry.born),
		.sex = entry.sex,
		.kind = entry.kind,
		.proof = entry.proof,
		.since = day_text(call->arena, entry.since),
		.group = entry.group,
		.phone = entry.phone,
		.standing = row.standing,
	};
	return note_read(call, &body, row.id, in->purpose);
}

struct reads_query {
	struct body_id body_id;
	int64_t before;
	int64_t limit;
};
SCHEMA(reads_query, struct reads_query, FIELD_ID(struct reads_query, body_id, .in = IN_PATH),
	FIELD_INT(struct reads_query, before, .in = IN_QUERY, .fallback = JSON_INT_MAX,
		.doc = "Id of the last one seen"),
	FIELD_INT(struct reads_query, limit, .in = IN_QUERY, .min = 1, .max = PAGE_MAX,
		.fallback = 100));

struct read_view {
	int64_t id;
	struct person_id person_id;
	struct person_id by_person_id;
	const char *purpose;
	int64_t at;
};
SCHEMA(read_view, struct read_view, FIELD_ID(struct read_view, id),
	FIELD_ID(struct read_view, person_id), FIELD_ID(struct read_view, by_person_id),
	FIELD_STRING(struct read_view, purpose), FIELD_TIME(struct read_view, at));

struct reads_page {
	struct list reads;
};
SCHEMA(reads_page, struct reads_page,
	FIELD_LIST(struct reads_page, reads, read_view_schema, .max = PAGE_MAX));

static enum err read_list(struct call *call)
{
	const struct reads_query *in = call_in(call, reads_query);
	struct read_row key = {.body_id = in->body_id, .before = in->before, .limit = in->limit};
	struct reads_page *out = call_out(call, reads_page);
	struct read_view *views;
	struct body body;
	struct list rows;

	TRY(body_of(call, in->body_id, &body));
	TRY(db_all(call->txn, &roll_stmts[READ_PAGE], &key, &rows));
	views = arena_array(call->arena, struct read_view, rows.n);
	if (!views)
		return fail(call->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < rows.n; i++) {
		const struct read_row *row = &((const struct read_row *)rows.items)[i];

		views[i] = (struct read_view){
			row->id, row->person_id, row->by_person_id, row->purpose, row->at};
	}
	out->reads = (struct list){views, rows.n};
	return OK;
}

/* ---- each finds herself (D4) ---- */

struct body_key {
	struct body_id body_id;
};
SCHEMA(body_key, struct body_key, FIELD_ID(struct body_key, body_id, .in = IN_PATH));

struct lookup_in {
	struct body_id body_id;
	const char *name;
	const char *id_number;
};
SCHEMA(lookup_in, struct lookup_in, FIELD_ID(struct lookup_in, body_id, .in = IN_PATH),
	FIELD_STRING(struct lookup_in, name, .required = true, .min = 1, .max = 40,
		.doc = "The whole name, so that nobody can go through ID numbers"),
	FIELD_STRING(struct lookup_in, id_number, .required = true, .min = 6, .max = 40));

struct roll_line {
	const char *name;
	const char *building;
	enum roll_kind kind;
};
SCHEMA(roll_line, struct roll_line, FIELD_STRING(struct roll_line, name, .doc = "Masked"),
	FIELD_STRING(struct roll_line, building),
	FIELD_ENUM(struct roll_line, kind, roll_kind_names));

struct lookup_view {
	bool found;
	const struct roll_line *line;
};
SCHEMA(lookup_view, struct lookup_view, FIELD_BOOL(struct lookup_view, found),
	FIELD_OBJECT(struct lookup_view, line, roll_line_schema));

/* Whether somebody has that number and that name. */
static enum err find_self(
	struct call *call, const struct lookup_in *in, struct person_row *ret_row, bool *ret_found)
{
	enum roll_reason reason;
	const char *name;

	TRY(name_fold(call->txn, in->name, &name, &reason));
	TRY(person_find(call->txn, call->keys, in->body_id, in->id_number, ret_row, ret_found));
	*ret_found = *ret_found && strcmp(name, ret_row->name) == 0;
	return OK;
}

/* Whoever holds somebody's ID number can ask, so the answer is what a list on the notice board
 * would say; why a person is no voter she reads signed in. */
static enum err person_lookup(struct call *call)
{
	const struct lookup_in *in = call_in(call, lookup_in);
	struct lookup_view *out = call_out(call, lookup_view);
	struct roll_line *line = arena_new(call->arena, struct roll_line);
	struct person_row row;
	struct body body;

	if (!line)
		return fail(call->error, ERR_BUSY);
	TRY(body_get(call->txn, in->body_id, &body));
	TRY(find_self(call, in, &row, &out->found));
	if (!out->found)
		return OK;
	*line = (struct roll_line){.building = row.building, .kind = row.kind};
	out->line = line;
	return name_masked(call->txn, row.name, &line->name);
}

struct self_view {
	const char *name;
	const char *building;
	enum roll_kind kind;
	bool eligible;
	enum roll_ground ground;
	const char *rule;
	const char *zh;
	const char *en;
};
SCHEMA(self_view, struct self_view, FIELD_STRING(struct self_view, name, .doc = "Masked"),
	FIELD_STRING(struct self_view, building),
	FIELD_ENUM(struct self_view, kind, roll_kind_names),
	FIELD_BOOL(struct self_view, eligible, .doc = "Were election day today"),
	FIELD_ENUM(struct self_view, ground, roll_ground_names),
	FIELD_STRING(struct self_view, rule), FIELD_STRING(struct self_view, zh),
	FIELD_STRING(struct self_view, en));

static enum err terms_of(struct call *call, const struct body *body, struct roll_terms *ret_terms)
{
	struct profile profile;

	TRY(profile_load(body->profile, call->arena, &profile, NULL, call->error));
	*ret_terms = roll_terms_of(&profile);
	return OK;
}

static enum err person_self(struct call *call)
{
	struct person_row row = {.id = call->actor->person};
	struct self_view *out = call_out(call, self_view);
	const struct roll_ground_info *info;
	struct roll_terms terms;
	struct roll_facts facts;
	struct body body;

	TRY(body_of(call, call_in(call, body_key)->body_id, &body));
	row.body_id = body.id;
	TRY(db_one(call->txn, &roll_stmts[PERSON_GET], &row, &row));
	TRY(terms_of(call, &body, &terms));
	facts = (struct roll_facts){row.born, row.since, row.kind, row.proof, row.standing};
	out->ground = roll_eligibility(&facts, &terms, day_of(body.now));
	info = roll_ground_info(out->ground);
	out->building = row.building;
	out->kind = row.kind;
	out->eligible = info->eligible;
	out->rule = info->rule;
	out->zh = info->text[LANG_ZH];
	out->en = info->text[LANG_EN];
	return name_masked(call->txn, row.name, &out->name);
}

/* ---- decisions on a person's standing ---- */

struct standing_in {
	struct body_id body_id;
	struct person_id person_id;
	enum roll_standing standing;
	const char *reason;
};
SCHEMA(standing_in, struct standing_in, FIELD_ID(struct standing_in, body_id, .in = IN_PATH),
	FIELD_ID(struct standing_in, person_id, .in = IN_PATH),
	FIELD_ENUM(struct standing_in, standing, roll_standing_names, .required = true,
		.doc = "waived (A22), elsewhere (A26), deprived (A20), left_off (A28), left (A41); "
		       "normal restores"),
	FIELD_STRING(struct standing_in, reason, .required = true, .min = 2, .max = 400,
		.doc = "The decision and its ground; never details of a record or an illness "
		       "(A48)"));

struct decision_event {
	const char *commitment;
};
SCHEMA(decision_event, struct decision_event, FIELD_STRING(struct decision_event, commitment));

/* Keeps the decision and commits to it in the record. */
static enum err keep_decision(
	struct call *call, const struct body *body, const struct standing_in *in)
{
	struct decision_row row = {.body_id = body->id,
		.person_id = in->person_id,
		.standing = in->standing,
		.reason = in->reason,
		.by_person_id = call->actor->person,
		.at = body->now};
	char text[DIGEST_BASE64_SIZE];
	struct decision_event event = {text};
	struct commitment_salt salt;
	struct digest commitment;

	row.datum = arena_printf(call->arena, "gongyi:standing:1\n%" PRId64 "\n%s\n%s\n",
		in->person_id.v, roll_standing_names[in->standing], in->reason);
	if (!row.datum)
		return fail(call->error, ERR_BUSY);
	commitment = commitment_new(call->txn->rand, row.datum, strlen(row.datum), &salt);
	digest_base64(&commitment, text);
	row.salt = (struct span){salt.bytes, sizeof salt.bytes};
	TRY(db_new_id(call->txn, &row.id));
	TRY(db_do(call->txn, &roll_stmts[DECISION_INSERT], &row));
	return record_append(call->txn, body, "roll.decided", &decision_event_schema, &event, NULL);
}

static enum err person_set_standing(struct call *call)
{
	const struct standing_in *in = call_in(call, standing_in);
	struct person_row row = {.id = in->person_id, .body_id = in->body_id};
	struct body body;

	TRY(body_of(call, in->body_id, &body));
	TRY(db_one(call->txn, &roll_stmts[PERSON_GET], &row, &row));
	row.standing = in->standing;
	row.updated_at = body.now;
	TRY(db_do(call->txn, &roll_stmts[PERSON_SET_STANDING], &row));
	TRY(mask_row(call, &row, call_out(call, masked_person)));
	return keep_decision(call, &body, in);
}

/* ---- who would be eligible ---- */

struct eligibility_query {
	struct body_id body_id;
	int64_t day;
};
SCHEMA(eligibility_query, struct eligibility_query,
	FIELD_ID(struct eligibility_query, body_id, .in = IN_PATH),
	FIELD_DAY(struct eligibility_query, day, .in = IN_QUERY, .required = true,
		.doc = "Election day"));

struct eligibility_view {
	int64_t people;
	int64_t eligible;
	struct counts grounds;
};
SCHEMA(eligibility_view, struct eligibility_view, FIELD_INT(struct eligibility_view, people),
	FIELD_INT(struct eligibility_view, eligible),
	FIELD_COUNTS(struct eligibility_view, grounds, .max = ROLL_GROUND__COUNT));

static enum err eligibility(struct call *call)
{
	const struct eligibility_query *in = call_in(call, eligibility_query);
	struct eligibility_view *out = call_out(call, eligibility_view);
	struct count *counts = arena_array(call->arena, struct count, ROLL_GROUND__COUNT);
	struct resident_row key = {.body_id = in->body_id};
	struct roll_terms terms;
	struct body body;
	struct list rows;

	if (!counts)
		return fail(call->error, ERR_BUSY);
	TRY(body_of(call, in->body_id, &body));
	TRY(terms_of(call, &body, &terms));
	TRY(db_all(call->txn, &roll_stmts[RESIDENT_ALL], &key, &rows));
	for (size_t i = 0; i < ROLL_GROUND__COUNT; i++)
		counts[i].name = roll_ground_names[i];
	for (size_t i = 0; i < rows.n; i++) {
		struct roll_facts facts = facts_of(&((const struct resident_row *)rows.items)[i]);
		enum roll_ground ground = roll_eligibility(&facts, &terms, in->day);

		counts[ground].n++;
		out->eligible += roll_ground_info(ground)->eligible;
	}
	out->people = (int64_t)rows.n;
	out->grounds = (struct counts){counts, ROLL_GROUND__COUNT};
	return OK;
}

static const struct route routes[] = {
	/* sorted by path, then method */
	{.op = "personList",
		GET("/v1/bodies/{body_id}/people"),
		.in = &people_query_schema,
		.out = &people_page_schema,
		.read = person_list,
		.allow = allow_staff,
		.doc = "People on the roll, names masked"},
	{.op = "personRead",
		POST("/v1/bodies/{body_id}/people/{person_id}/read", 200),
		.in = &person_read_in_schema,
		.out = &full_person_schema,
		.write = person_read,
		.allow = allow_roll_keeper,
		.errors = ERRORS(ERR_NOT_FOUND),
		.private = true, /* no answer is kept; who asked stands in roll_read */
		.doc = "One person's full data; who read it, and why, is kept"},
	{.op = "personSetStanding",
		POST("/v1/bodies/{body_id}/people/{person_id}/standing", 200),
		.in = &standing_in_schema,
		.out = &masked_person_schema,
		.write = person_set_standing,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_NOT_FOUND),
		.records = "roll.decided",
		.doc = "Decides that a person is not registered as a voter, or is again"},
	{.op = "rollEligibility",
		GET("/v1/bodies/{body_id}/roll/eligibility"),
		.in = &eligibility_query_schema,
		.out = &eligibility_view_schema,
		.read = eligibility,
		.slow = true,
		.allow = allow_staff,
		.doc = "How many could vote on a day, and on which grounds"},
	{.op = "rollLookup",
		POST("/v1/bodies/{body_id}/roll/lookup", 200),
		.in = &lookup_in_schema,
		.out = &lookup_view_schema,
		.write = person_lookup,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.private = true,
		.doc = "Am I on the roll? By whole name and ID number, neither of which is kept"},
	{.op = "rollReadList",
		GET("/v1/bodies/{body_id}/roll/reads"),
		.in = &reads_query_schema,
		.out = &reads_page_schema,
		.read = read_list,
		.allow = allow_oversight,
		.doc = "Who read whose full data, newest first"},
	{.op = "rollSelf",
		GET("/v1/bodies/{body_id}/roll/self"),
		.in = &body_key_schema,
		.out = &self_view_schema,
		.read = person_self,
		.allow = allow_signed_in,
		.errors = ERRORS(ERR_NOT_FOUND),
		.doc = "What the roll says of whoever asks"},
	{.op = "staffList",
		GET("/v1/bodies/{body_id}/staff"),
		.in = &staff_key_schema,
		.out = &people_page_schema,
		.read = staff_list,
		.allow = allow_staff,
		.doc = "Who holds or held an office, names masked"},
};

const struct module roll_module = {"roll", routes, COUNT_OF(routes), &roll_stmt_table};
