/* The SQL of the lifecycle. */
#include "elections/store.h"

const char *const election_state_names[] = {"draft", "committee_formed", "registering",
	"list_published", "objections_closed", "nominating", "candidates_published", "polling",
	"counting", "announced", "completed", "handover", "archived", "invalid_turnout",
	"incomplete", "void", NULL};
const char *const round_kind_names[] = {"vote", "rerun", "tiebreak", NULL};
const char *const round_state_names[] = {
	"reserved", "prepared", "polling", "closed", "tallied", "announced", "void", NULL};
const char *const right_state_names[] = {"free", "online", "paper", "proxy_paper", "void", NULL};
const char *const visit_outcome_names[] = {"", "not_home", "spoken", "wants_box", NULL};
static const char *const candidate_state_names[] = {"standing", "withdrawn", "refused", NULL};

SCHEMA(election_row, struct election_row, FIELD_ID(struct election_row, id),
	FIELD_ID(struct election_row, body_id), FIELD_STRING(struct election_row, title),
	FIELD_ENUM(struct election_row, mode, election_mode_names),
	FIELD_ENUM(struct election_row, state, election_state_names),
	FIELD_DAY(struct election_row, election_day), FIELD_TIME(struct election_row, opens_at),
	FIELD_TIME(struct election_row, closes_at), FIELD_TIME(struct election_row, freeze_at),
	FIELD_STRING(struct election_row, profile), FIELD_STRING(struct election_row, profile_hash),
	FIELD_INT(struct election_row, threshold),
	FIELD_TIME(struct election_row, list_published_at, .nullable = true),
	FIELD_TIME(struct election_row, candidates_published_at, .nullable = true),
	FIELD_STRING(struct election_row, roll_commitment),
	FIELD_INT(struct election_row, n_voters), FIELD_ID(struct election_row, convener_id),
	FIELD_TIME(struct election_row, created_at));

SCHEMA(election_move_row, struct election_move_row, FIELD_ID(struct election_move_row, id),
	FIELD_ENUM(struct election_move_row, from, election_state_names),
	FIELD_ENUM(struct election_move_row, to, election_state_names));

SCHEMA(post_row, struct post_row, FIELD_INT(struct post_row, id),
	FIELD_ID(struct post_row, election_id), FIELD_INT(struct post_row, position),
	FIELD_STRING(struct post_row, title), FIELD_INT(struct post_row, seats),
	FIELD_INT(struct post_row, n_candidates));

SCHEMA(candidate_row, struct candidate_row, FIELD_INT(struct candidate_row, id),
	FIELD_ID(struct candidate_row, election_id), FIELD_INT(struct candidate_row, post_id),
	FIELD_ID(struct candidate_row, person_id), FIELD_INT(struct candidate_row, position),
	FIELD_STRING(struct candidate_row, name), FIELD_STRING(struct candidate_row, statement),
	FIELD_ENUM(struct candidate_row, state, candidate_state_names),
	FIELD_STRING(struct candidate_row, ground), FIELD_STRING(struct candidate_row, photo));

SCHEMA(photo_row, struct photo_row, FIELD_INT(struct photo_row, candidate_id),
	FIELD_STRING(struct photo_row, digest), FIELD_BYTES(struct photo_row, bytes));

SCHEMA(voter_row, struct voter_row, FIELD_ID(struct voter_row, election_id),
	FIELD_INT(struct voter_row, number), FIELD_ID(struct voter_row, person_id),
	FIELD_STRING(struct voter_row, name), FIELD_STRING(struct voter_row, building),
	FIELD_BYTES(struct voter_row, salt), FIELD_BYTES(struct voter_row, commitment),
	FIELD_TIME(struct voter_row, removed_at, .nullable = true),
	FIELD_INT(struct voter_row, after), FIELD_INT(struct voter_row, limit));

SCHEMA(objection_row, struct objection_row, FIELD_INT(struct objection_row, id),
	FIELD_ID(struct objection_row, election_id), FIELD_ID(struct objection_row, by_person_id),
	FIELD_ID(struct objection_row, about_person_id, .nullable = true),
	FIELD_STRING(struct objection_row, kind), FIELD_STRING(struct objection_row, text),
	FIELD_TIME(struct objection_row, received_at), FIELD_DAY(struct objection_row, decide_by),
	FIELD_STRING(struct objection_row, outcome), FIELD_STRING(struct objection_row, reason),
	FIELD_TIME(struct objection_row, decided_at, .nullable = true),
	FIELD_INT(struct objection_row, limit));

SCHEMA(correction_row, struct correction_row, FIELD_INT(struct correction_row, id),
	FIELD_ID(struct correction_row, election_id), FIELD_INT(struct correction_row, number),
	FIELD_STRING(struct correction_row, change), FIELD_STRING(struct correction_row, ground),
	FIELD_INT(struct correction_row, objection_id, .nullable = true),
	FIELD_STRING(struct correction_row, reason), FIELD_ID(struct correction_row, by_person_id),
	FIELD_TIME(struct correction_row, at));

SCHEMA(override_row, struct override_row, FIELD_INT(struct override_row, id),
	FIELD_ID(struct override_row, election_id), FIELD_STRING(struct override_row, rule),
	FIELD_STRING(struct override_row, reason), FIELD_ID(struct override_row, by_person_id),
	FIELD_TIME(struct override_row, at));

SCHEMA(credential_row, struct credential_row, FIELD_ID(struct credential_row, election_id),
	FIELD_INT(struct credential_row, voter_number), FIELD_STRING(struct credential_row, kind),
	FIELD_STRING(struct credential_row, vote), FIELD_STRING(struct credential_row, rerun),
	FIELD_STRING(struct credential_row, tiebreak),
	FIELD_TIME(struct credential_row, registered_at));

SCHEMA(round_row, struct round_row, FIELD_ID(struct round_row, id),
	FIELD_ID(struct round_row, election_id),
	FIELD_ENUM(struct round_row, kind, round_kind_names), FIELD_STRING(struct round_row, uuid),
	FIELD_ENUM(struct round_row, state, round_state_names),
	FIELD_TIME(struct round_row, opens_at, .nullable = true),
	FIELD_TIME(struct round_row, closes_at, .nullable = true),
	FIELD_INT(struct round_row, timestamp, .nullable = true));

SCHEMA(round_move_row, struct round_move_row, FIELD_ID(struct round_move_row, id),
	FIELD_ENUM(struct round_move_row, from, round_state_names),
	FIELD_ENUM(struct round_move_row, to, round_state_names));

SCHEMA(round_setup_row, struct round_setup_row, FIELD_ID(struct round_setup_row, id),
	FIELD_TIME(struct round_setup_row, opens_at), FIELD_TIME(struct round_setup_row, closes_at),
	FIELD_STRING(struct round_setup_row, election_json),
	FIELD_STRING(struct round_setup_row, trustees_json),
	FIELD_STRING(struct round_setup_row, credentials_json),
	FIELD_INT(struct round_setup_row, timestamp));

SCHEMA(answer_row, struct answer_row, FIELD_ID(struct answer_row, round_id),
	FIELD_INT(struct answer_row, question), FIELD_INT(struct answer_row, answer),
	FIELD_INT(struct answer_row, post_id), FIELD_INT(struct answer_row, candidate_id),
	FIELD_INT(struct answer_row, seats), FIELD_STRING(struct answer_row, title),
	FIELD_STRING(struct answer_row, name));

SCHEMA(right_row, struct right_row, FIELD_ID(struct right_row, round_id),
	FIELD_INT(struct right_row, voter_number),
	FIELD_ENUM(struct right_row, state, right_state_names),
	FIELD_ENUM(struct right_row, from, right_state_names),
	FIELD_STRING(struct right_row, credential), FIELD_ID(struct right_row, person_id));

SCHEMA(desk_row, struct desk_row, FIELD_ID(struct desk_row, round_id),
	FIELD_ID(struct desk_row, election_id), FIELD_INT(struct desk_row, number),
	FIELD_ID(struct desk_row, person_id), FIELD_STRING(struct desk_row, name),
	FIELD_STRING(struct desk_row, building),
	FIELD_ENUM(struct desk_row, state, right_state_names), FIELD_INT(struct desk_row, visits),
	FIELD_ENUM(struct desk_row, visit, visit_outcome_names),
	FIELD_TIME(struct desk_row, visited_at, .nullable = true),
	FIELD_BOOL(struct desk_row, pending), FIELD_INT(struct desk_row, after),
	FIELD_INT(struct desk_row, limit));

SCHEMA(visit_row, struct visit_row, FIELD_ID(struct visit_row, round_id),
	FIELD_INT(struct visit_row, voter_number), FIELD_INT(struct visit_row, id),
	FIELD_ENUM(struct visit_row, outcome, visit_outcome_names),
	FIELD_ID(struct visit_row, by_person_id), FIELD_TIME(struct visit_row, at),
	FIELD_INT(struct visit_row, limit));

SCHEMA(turnout_row, struct turnout_row, FIELD_ID(struct turnout_row, round_id),
	FIELD_ID(struct turnout_row, election_id), FIELD_STRING(struct turnout_row, building),
	FIELD_ENUM(struct turnout_row, state, right_state_names), FIELD_INT(struct turnout_row, n));

SCHEMA(count_row, struct count_row, FIELD_ID(struct count_row, election_id),
	FIELD_ID(struct count_row, round_id), FIELD_INT(struct count_row, n));

#define VISITS "visit WHERE visit.round_id = :round_id AND visit.voter_number = "

#define ROUND_COLUMNS                                                                              \
	"SELECT id, election_id, kind, uuid, state, opens_at, closes_at, timestamp FROM round"

const struct stmt_def elections_stmts[ELECTIONS_STMT__COUNT] = {
	[ELECTION_INSERT] = {WRITES, .in = &election_row_schema,
		.sql = "INSERT INTO election(id, body_id, title, mode, state, election_day, "
		       "opens_at,"
		       " closes_at, freeze_at, profile, profile_hash, threshold, convener_id,"
		       " created_at) VALUES (:id, :body_id, :title, :mode, :state, :election_day,"
		       " :opens_at, :closes_at, :freeze_at, :profile, :profile_hash, :threshold,"
		       " :convener_id, :created_at)"},
	[ELECTION_GET] = {.in = &election_row_schema,
		.out = &election_row_schema,
		.sql = "SELECT id, body_id, title, mode, state, election_day, opens_at, closes_at,"
		       " freeze_at, profile, profile_hash, threshold, list_published_at,"
		       " candidates_published_at, roll_commitment, n_voters, convener_id, "
		       "created_at"
		       " FROM election WHERE id = :id"},
	[ELECTION_LIST] = {.in = &election_row_schema,
		.out = &election_row_schema,
		.sql = "SELECT id, body_id, title, mode, state, election_day, opens_at, closes_at,"
		       " n_voters FROM election WHERE body_id = :body_id ORDER BY id DESC LIMIT "
		       "100"},
	[ELECTION_SET_STATE] = {WRITES, .in = &election_move_row_schema,
		.sql = "UPDATE election SET state = :to WHERE id = :id AND state = :from"},
	[ELECTION_SET_LIST] = {WRITES, .in = &election_row_schema,
		.sql = "UPDATE election SET list_published_at = :list_published_at,"
		       " roll_commitment = :roll_commitment, n_voters = :n_voters WHERE id = :id"},
	[ELECTION_SET_CANDIDATES] = {WRITES, .in = &election_row_schema,
		.sql = "UPDATE election SET candidates_published_at = :candidates_published_at"
		       " WHERE id = :id"},
	[POST_INSERT] = {WRITES, .in = &post_row_schema,
		.sql = "INSERT INTO election_post(id, election_id, position, title, seats)"
		       " VALUES (:id, :election_id, :position, :title, :seats)"},
	[POST_LIST] = {.in = &post_row_schema,
		.out = &post_row_schema,
		.sql = "SELECT id, position, title, seats, (SELECT count(*) FROM candidate"
		       " WHERE candidate.election_id = election_post.election_id"
		       " AND candidate.post_id = election_post.id AND state = 'standing')"
		       " AS n_candidates FROM election_post WHERE election_id = :election_id"
		       " ORDER BY position"},
	[CANDIDATE_INSERT] = {WRITES, .in = &candidate_row_schema,
		.sql = "INSERT INTO candidate(id, election_id, post_id, person_id, position, name,"
		       " statement, state, ground) VALUES (:id, :election_id, :post_id, :person_id,"
		       " :position, :name, :statement, :state, :ground)"},
	[CANDIDATE_LIST] = {.in = &candidate_row_schema,
		.out = &candidate_row_schema,
		.sql = "SELECT id, post_id, person_id, position, name, statement, state, ground,"
		       " digest AS photo FROM candidate"
		       " LEFT JOIN candidate_photo ON candidate_id = candidate.id"
		       " WHERE election_id = :election_id"
		       " ORDER BY post_id, position LIMIT 1000"},
	[CANDIDATE_GET] = {.in = &candidate_row_schema,
		.out = &candidate_row_schema,
		.sql = "SELECT id, state FROM candidate WHERE id = :id"
		       " AND election_id = :election_id"},
	[CANDIDATE_WITHDRAW] = {WRITES, .in = &candidate_row_schema,
		.sql = "UPDATE candidate SET state = 'withdrawn' WHERE id = :id"
		       " AND election_id = :election_id AND state = 'standing'"},
	[CANDIDATE_NEXT] = {.in = &candidate_row_schema,
		.out = &candidate_row_schema,
		.sql = "SELECT count(*) AS position FROM candidate WHERE election_id = :election_id"
		       " AND post_id = :post_id"},
	[CANDIDATE_STANDS] = {.in = &candidate_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT count(*) AS n FROM candidate WHERE election_id = :election_id"
		       " AND person_id = :person_id AND state = 'standing'"},
	[PHOTO_PUT] = {WRITES, .in = &photo_row_schema,
		.sql = "INSERT INTO candidate_photo(candidate_id, digest, bytes)"
		       " VALUES (:candidate_id, :digest, :bytes)"
		       " ON CONFLICT(candidate_id) DO UPDATE SET digest = :digest, bytes = :bytes"},
	[PHOTO_GET] = {.in = &photo_row_schema,
		.out = &photo_row_schema,
		.sql = "SELECT candidate_id, digest, bytes FROM candidate_photo"
		       " WHERE candidate_id = :candidate_id"},
	[PHOTO_DELETE] = {WRITES, .in = &photo_row_schema,
		.sql = "DELETE FROM candidate_photo WHERE candidate_id = :candidate_id"},
	[VOTER_INSERT] = {WRITES, .in = &voter_row_schema,
		.sql = "INSERT INTO voter(election_id, number, person_id, name, building, salt,"
		       " commitment) VALUES (:election_id, :number, :person_id, :name, :building,"
		       " :salt, :commitment)"},
	[VOTER_PAGE] = {.in = &voter_row_schema,
		.out = &voter_row_schema,
		.sql = "SELECT number, name, building, commitment FROM voter"
		       " WHERE election_id = :election_id AND number > :after AND removed_at IS "
		       "NULL"
		       " ORDER BY number LIMIT :limit"},
	[VOTER_OF_PERSON] = {.in = &voter_row_schema,
		.out = &voter_row_schema,
		.sql = "SELECT election_id, number, person_id, name, building, salt, commitment"
		       " FROM voter WHERE election_id = :election_id AND person_id = :person_id"
		       " AND removed_at IS NULL"},
	[VOTER_GET] = {.in = &voter_row_schema,
		.out = &voter_row_schema,
		.sql = "SELECT election_id, number, person_id, name, building FROM voter"
		       " WHERE election_id = :election_id AND number = :number"
		       " AND removed_at IS NULL"},
	[VOTER_LINE] = {.in = &voter_row_schema,
		.out = &voter_row_schema,
		.sql = "SELECT election_id, number, person_id, removed_at FROM voter"
		       " WHERE election_id = :election_id AND person_id = :person_id"},
	[VOTER_LAST] = {.in = &count_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT max(number) AS n FROM voter WHERE election_id = :election_id"},
	[VOTER_REDRAW] = {WRITES, .in = &voter_row_schema,
		.sql = "UPDATE voter SET name = :name, building = :building, salt = :salt,"
		       " commitment = :commitment, removed_at = NULL"
		       " WHERE election_id = :election_id AND number = :number"},
	[VOTER_REMOVE] = {WRITES, .in = &voter_row_schema,
		.sql = "UPDATE voter SET removed_at = :removed_at"
		       " WHERE election_id = :election_id AND number = :number"},
	[CORRECTION_INSERT] = {WRITES, .in = &correction_row_schema,
		.sql = "INSERT INTO list_correction(id, election_id, number, change, ground,"
		       " objection_id, reason, by_person_id, at) VALUES (:id, :election_id,"
		       " :number, :change, :ground, :objection_id, :reason, :by_person_id, :at)"},
	[OBJECTION_INSERT] = {WRITES, .in = &objection_row_schema,
		.sql = "INSERT INTO list_objection(id, election_id, by_person_id, about_person_id, "
		       "kind,"
		       " text, received_at, decide_by) VALUES (:id, :election_id, :by_person_id,"
		       " :about_person_id, :kind, :text, :received_at, :decide_by)"},
	[OBJECTION_GET] = {.in = &objection_row_schema,
		.out = &objection_row_schema,
		.sql = "SELECT id, election_id, by_person_id, about_person_id, kind, text, "
		       "received_at,"
		       " decide_by, outcome, reason, decided_at FROM list_objection WHERE id = "
		       ":id"},
	[OBJECTION_PAGE] = {.in = &objection_row_schema,
		.out = &objection_row_schema,
		.sql = "SELECT id, by_person_id, about_person_id, kind, text, received_at,"
		       " decide_by, outcome, reason FROM list_objection"
		       " WHERE election_id = :election_id AND id > :id ORDER BY id LIMIT :limit"},
	[OBJECTION_DECIDE] = {WRITES, .in = &objection_row_schema,
		.sql = "UPDATE list_objection SET outcome = :outcome, reason = :reason,"
		       " decided_at = :decided_at WHERE id = :id AND decided_at IS NULL"},
	[OBJECTIONS_OPEN] = {.in = &count_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT count(*) AS n FROM list_objection WHERE election_id = :election_id"
		       " AND decided_at IS NULL"},
	[OVERRIDE_INSERT] = {WRITES, .in = &override_row_schema,
		.sql = "INSERT INTO guard_override(id, election_id, rule, reason, by_person_id, at)"
		       " VALUES (:id, :election_id, :rule, :reason, :by_person_id, :at)"},
	[OVERRIDE_COUNT] = {.in = &override_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT count(*) AS n FROM guard_override WHERE election_id = :election_id"
		       " AND rule = :rule"},
	[CREDENTIAL_PUT] = {WRITES, .in = &credential_row_schema,
		.sql = "INSERT INTO voter_credential(election_id, voter_number, kind, vote, rerun,"
		       " tiebreak, registered_at) VALUES (:election_id, :voter_number, :kind, "
		       ":vote,"
		       " :rerun, :tiebreak, :registered_at) ON CONFLICT (election_id, voter_number)"
		       " DO UPDATE SET kind = excluded.kind, vote = excluded.vote,"
		       " rerun = excluded.rerun, tiebreak = excluded.tiebreak,"
		       " registered_at = excluded.registered_at"},
	[CREDENTIAL_LIST] = {.in = &credential_row_schema,
		.out = &credential_row_schema,
		.sql = "SELECT voter_number, kind, vote, rerun, tiebreak FROM voter_credential"
		       " WHERE election_id = :election_id ORDER BY voter_number"},
	[CREDENTIAL_GET] = {.in = &credential_row_schema,
		.out = &credential_row_schema,
		.sql = "SELECT kind, vote, rerun, tiebreak FROM voter_credential"
		       " WHERE election_id = :election_id AND voter_number = :voter_number"},
	[CREDENTIAL_COUNT] = {.in = &count_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT count(*) AS n FROM voter_credential WHERE election_id = "
		       ":election_id"},
	[CREDENTIAL_DELETE] = {WRITES, .in = &credential_row_schema,
		.sql = "DELETE FROM voter_credential WHERE election_id = :election_id"
		       " AND voter_number = :voter_number"},
	[ROUND_INSERT] = {WRITES, .in = &round_row_schema,
		.sql = "INSERT INTO round(id, election_id, kind, uuid, state)"
		       " VALUES (:id, :election_id, :kind, :uuid, :state)"},
	[ROUND_BY_UUID] = {.in = &round_row_schema,
		.out = &round_row_schema,
		.sql = ROUND_COLUMNS " WHERE uuid = :uuid"},
	[ROUND_BY_KIND] = {.in = &round_row_schema,
		.out = &round_row_schema,
		.sql = ROUND_COLUMNS " WHERE election_id = :election_id AND kind = :kind"},
	[ROUND_BY_ID] = {.in = &round_row_schema,
		.out = &round_row_schema,
		.sql = ROUND_COLUMNS " WHERE id = :id"},
	[ROUND_CURRENT] = {.in = &round_row_schema,
		.out = &round_row_schema,
		.sql = ROUND_COLUMNS " WHERE election_id = :election_id"
				     " AND state IN ('prepared', 'polling')"},
	[ROUND_SET_STATE] = {WRITES, .in = &round_move_row_schema,
		.sql = "UPDATE round SET state = :to WHERE id = :id AND state = :from"},
	[ROUND_SETUP] = {WRITES, .in = &round_setup_row_schema,
		.sql = "UPDATE round SET state = 'prepared', opens_at = :opens_at,"
		       " closes_at = :closes_at, timestamp = :timestamp"
		       " WHERE id = :id AND state = 'reserved'"},
	[ROUND_KEEP_DOCUMENTS] = {WRITES, .in = &round_setup_row_schema,
		.sql = "INSERT INTO round_document(round_id, election_json, trustees_json,"
		       " credentials_json) VALUES (:id, :election_json, :trustees_json,"
		       " :credentials_json)"},
	[ROUND_DOCUMENTS] = {.in = &round_setup_row_schema,
		.out = &round_setup_row_schema,
		.sql = "SELECT election_json, trustees_json, credentials_json FROM round_document"
		       " WHERE round_id = :id"},
	[ROUND_ELECTION] = {.in = &round_setup_row_schema,
		.out = &round_setup_row_schema,
		.sql = "SELECT election_json FROM round_document WHERE round_id = :id"},
	[ANSWER_INSERT] = {WRITES, .in = &answer_row_schema,
		.sql = "INSERT INTO round_answer(round_id, question, answer, post_id, candidate_id,"
		       " seats) VALUES (:round_id, :question, :answer, :post_id, :candidate_id,"
		       " :seats)"},
	[ANSWER_LIST] = {.in = &answer_row_schema,
		.out = &answer_row_schema,
		.sql = "SELECT round_id, question, answer, round_answer.post_id, candidate_id,"
		       " round_answer.seats, election_post.title, candidate.name FROM round_answer"
		       " JOIN election_post ON election_post.id = round_answer.post_id"
		       " JOIN candidate ON candidate.id = round_answer.candidate_id"
		       " WHERE round_id = :round_id ORDER BY question, answer"},
	[ANSWERS_STANDING] = {.in = &candidate_row_schema,
		.out = &answer_row_schema,
		.sql = "SELECT election_post.position AS question, post_id,"
		       " candidate.id AS candidate_id, seats, title, name FROM election_post"
		       " JOIN candidate ON candidate.election_id = election_post.election_id"
		       " AND candidate.post_id = election_post.id"
		       " WHERE election_post.election_id = :election_id AND state = 'standing'"
		       " ORDER BY election_post.position, candidate.position"},
	[RIGHT_INSERT] = {WRITES, .in = &right_row_schema,
		.sql = "INSERT INTO voting_right(round_id, voter_number, state, credential)"
		       " VALUES (:round_id, :voter_number, :state, :credential)"},
	[RIGHT_MOVE] = {WRITES, .in = &right_row_schema,
		.sql = "UPDATE voting_right SET state = :state WHERE round_id = :round_id"
		       " AND voter_number = :voter_number AND state = :from"},
	[RIGHT_BY_CREDENTIAL] = {.in = &right_row_schema,
		.out = &right_row_schema,
		.sql = "SELECT round_id, voter_number, state, credential FROM voting_right"
		       " WHERE round_id = :round_id AND credential = :credential"},
	[RIGHT_GET] = {.in = &right_row_schema,
		.out = &right_row_schema,
		.sql = "SELECT round_id, voter_number, state FROM voting_right"
		       " WHERE round_id = :round_id AND voter_number = :voter_number"},
	[RIGHT_PAGE] = {.in = &desk_row_schema,
		.out = &desk_row_schema,
		.sql = "SELECT voter_number AS number, person_id, name, building, state,"
		       " (SELECT count(*) FROM " VISITS "number) AS visits,"
		       " (SELECT outcome FROM " VISITS "number ORDER BY id DESC LIMIT 1) AS visit,"
		       " (SELECT at FROM " VISITS "number ORDER BY id DESC LIMIT 1) AS visited_at"
		       " FROM voting_right JOIN voter ON election_id = :election_id"
		       " AND number = voter_number WHERE round_id = :round_id"
		       " AND voter_number > :after"
		       " AND (NOT :number OR voter_number = :number)"
		       " AND (NOT :person_id OR person_id = :person_id)"
		       " AND (:building IS NULL OR building = :building)"
		       " AND (NOT :pending OR state = 'free')"
		       " ORDER BY voter_number LIMIT :limit"},
	[TURNOUT] = {.in = &turnout_row_schema,
		.out = &turnout_row_schema,
		.sql = "SELECT state, count(*) AS n FROM voting_right WHERE round_id = :round_id"
		       " GROUP BY state"},
	[TURNOUT_BY_BUILDING] = {.in = &turnout_row_schema,
		.out = &turnout_row_schema,
		.sql = "SELECT building, state, count(*) AS n FROM voting_right"
		       " JOIN voter ON election_id = :election_id AND number = voter_number"
		       " WHERE round_id = :round_id GROUP BY building, state"
		       " ORDER BY building, state"},
	[VISIT_INSERT] = {WRITES, .in = &visit_row_schema,
		.sql = "INSERT INTO visit(round_id, voter_number, id, outcome, by_person_id, at)"
		       " VALUES (:round_id, :voter_number, :id, :outcome, :by_person_id, :at)"},
	[VISIT_LATEST] = {.in = &visit_row_schema,
		.out = &visit_row_schema,
		.sql = "SELECT outcome, by_person_id, at FROM " VISITS ":voter_number"
		       " ORDER BY id DESC LIMIT :limit"},
	[VISIT_COUNT] = {.in = &visit_row_schema,
		.out = &count_row_schema,
		.sql = "SELECT count(*) AS n FROM " VISITS ":voter_number"},
	[CREDENTIALS_ERASE] = {WRITES, .in = &count_row_schema,
		.sql = "DELETE FROM voter_credential WHERE election_id = :election_id"},
	[RIGHTS_ERASE] = {WRITES, .in = &count_row_schema,
		.sql = "UPDATE voting_right SET credential = NULL WHERE round_id IN"
		       " (SELECT id FROM round WHERE election_id = :election_id)"},
	[VISITS_ERASE] = {WRITES, .in = &count_row_schema,
		.sql = "DELETE FROM visit WHERE round_id IN"
		       " (SELECT id FROM round WHERE election_id = :election_id)"},
};
