/* Reads a line, binds it by the field table below, decides and answers. A line that is not
 * acceptable is answered with its place and the others go on. */
#include "tool/decide.h"

#include <string.h>

#include "base/cleanup.h"
#include "rules/outcome.h"
#include "json/json.h"

enum { ARENA_MAX = 4 << 20, ANSWER_MAX = 4 << 20, ID_MAX = 200 };

#define MODE_ABSENT (-1)

/* A scope of an owners' vote. */
struct sums {
	int64_t total;
	int64_t participating;
	int64_t agree;
};

#define FIELD_FIGURE(type, member, ...)                                                            \
	FIELD_INT(type, member, .max = FIGURE_MAX, .fallback = FIGURE_ABSENT, __VA_ARGS__)

SCHEMA(sums, struct sums, FIELD_FIGURE(struct sums, total, .doc = "All"),
	FIELD_FIGURE(struct sums, participating, .doc = "Who take part"),
	FIELD_FIGURE(struct sums, agree, .doc = "Who agree"));

struct question {
	const char *id;
	const char *rule;
	int64_t p, n, v, ballots, s, s2, n2, reps, members, present, yes;
	const struct sums *area, *heads;
	int mode;
	const char *round;
	int64_t seats;
	struct counts votes;
};

SCHEMA(question, struct question, FIELD_TEXT(struct question, id, .doc = "Given back"),
	FIELD_STRING(struct question, rule, .required = true, .max = 64, .doc = "Which decision"),
	FIELD_FIGURE(struct question, p, .doc = "Who took part"),
	FIELD_FIGURE(struct question, n, .doc = "Who have the right"),
	FIELD_FIGURE(struct question, v, .doc = "Votes for"),
	FIELD_FIGURE(struct question, ballots, .doc = "Ballots cast in a re-run"),
	FIELD_FIGURE(struct question, s, .doc = "Signatures"),
	FIELD_FIGURE(struct question, s2, .doc = "Signatures of residents (audit.request)"),
	FIELD_FIGURE(struct question, n2, .doc = "All residents (audit.request)"),
	FIELD_FIGURE(struct question, reps, .doc = "Resident representatives"),
	FIELD_FIGURE(struct question, members, .doc = "Members of the committee"),
	FIELD_FIGURE(struct question, present, .doc = "Members present"),
	FIELD_FIGURE(struct question, yes, .doc = "Members who agree"),
	FIELD_OBJECT(struct question, area, sums_schema, .doc = "In 0.01 m²"),
	FIELD_OBJECT(struct question, heads, sums_schema, .doc = "Owners"),
	FIELD_ENUM(struct question, mode, election_mode_names, .fallback = MODE_ABSENT),
	FIELD_TEXT(struct question, round, .doc = "1, 2 or \"tiebreak\""),
	FIELD_INT(struct question, seats, .max = FIGURE_MAX, .fallback = FIGURE_ABSENT),
	FIELD_COUNTS(
		struct question, votes, .max = DECIDE_CANDIDATES_MAX, .doc = "Votes by candidate"));

static const char *const round_texts[] = {"1", "2", "\"tiebreak\"", NULL};

/* The line being answered. */
struct line {
	size_t number;
	const char *text;
	size_t len;
	struct arena *arena;
	struct error *error;
	struct json_writer *writer;
};

/* ---- from the line to figures ---- */

static struct figures figures_of(const struct question *question)
{
	struct figures figures = figures_none();

	for (enum figure f = FIGURE_P; f <= FIGURE_YES; f++) {
		const char *name = figure_pointer(f) + 1;
		const struct field *field = schema_field(&question_schema, name, strlen(name));

		figures.of[f] = *(const int64_t *)field_in(field, question);
	}
	if (question->area) {
		figures.of[FIGURE_AREA_TOTAL] = question->area->total;
		figures.of[FIGURE_AREA_PARTICIPATING] = question->area->participating;
		figures.of[FIGURE_AREA_AGREE] = question->area->agree;
	}
	if (question->heads) {
		figures.of[FIGURE_HEADS_TOTAL] = question->heads->total;
		figures.of[FIGURE_HEADS_PARTICIPATING] = question->heads->participating;
		figures.of[FIGURE_HEADS_AGREE] = question->heads->agree;
	}
	return figures;
}

/* Reports a member that is there though the rule does not know it, or the reverse. */
static enum err member_check(const char *pointer, bool given, bool used, struct error *error)
{
	if (given == used)
		return OK;
	return fail_field(error, pointer, used ? "required" : "unknown");
}

/* The members that are not figures. */
static enum err members_check(const struct question *question, bool by_mode, bool is_result,
	bool has_area, struct error *error)
{
	const struct {
		const char *pointer;
		bool given, used;
	} members[] = {
		{"/mode", question->mode != MODE_ABSENT, by_mode},
		{"/round", question->round != NULL, is_result},
		{"/seats", question->seats != FIGURE_ABSENT, is_result},
		{"/votes", question->votes.items != NULL, is_result},
		/* what they lack is named figure by figure */
		{"/area", question->area != NULL, has_area && question->area},
		{"/heads", question->heads != NULL, has_area && question->heads},
	};
	enum err err = OK;

	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (member_check(members[i].pointer, members[i].given, members[i].used, error))
			err = ERR_INVALID;
	return err;
}

/* ---- answers ---- */

static void write_test(
	struct json_writer *writer, const struct comparison *made, const char *candidate)
{
	char text[COMPARISON_TEXT_SIZE];

	comparison_text(made, text);
	json_begin_object(writer);
	json_add_name(writer, "test");
	json_add_string(writer, made->threshold->key);
	json_add_name(writer, "rule");
	json_add_string(writer, made->threshold->rule);
	json_add_name(writer, "law");
	json_add_string(writer, made->threshold->law);
	if (candidate) {
		json_add_name(writer, "candidate");
		json_add_string(writer, candidate);
	}
	json_add_name(writer, "text");
	json_add_string(writer, text);
	json_add_name(writer, "holds");
	json_add_bool(writer, made->holds);
	json_end_object(writer);
}

static void write_outcome(struct json_writer *writer, const char *outcome)
{
	json_add_name(writer, "outcome");
	json_add_string(writer, outcome);
}

static enum err answer_decision(
	struct line *line, const struct question *question, const struct rule *rule)
{
	struct figures figures = figures_of(question);
	struct decision decision;
	enum election_mode mode =
		question->mode == MODE_ABSENT ? MODE_ALL : (enum election_mode)question->mode;
	enum err err = members_check(
		question, rule->by_mode, false, rule_uses(rule, FIGURE_AREA_TOTAL), line->error);

	TRY(rule_decide(rule, mode, &figures, line->error, &decision));
	TRY(err);
	write_outcome(line->writer, verdict_names[decision.verdict]);
	json_add_name(line->writer, "tests");
	json_begin_array(line->writer);
	for (size_t i = 0; i < decision.n; i++)
		write_test(line->writer, &decision.comparisons[i], NULL);
	json_end_array(line->writer);
	return OK;
}

static void write_fates(struct json_writer *writer, const char *name,
	const struct candidate *candidates, size_t n, enum fate fate)
{
	json_add_name(writer, name);
	json_begin_array(writer);
	for (size_t i = 0; i < n; i++)
		if (candidates[i].fate == fate)
			json_add_string(writer, candidates[i].id);
	json_end_array(writer);
}

static void write_result(struct json_writer *writer, const struct outcome *outcome,
	const struct candidate *candidates, size_t n)
{
	write_outcome(writer, outcome->valid ? "valid" : "not_valid");
	write_fates(writer, "elected", candidates, n, FATE_ELECTED);
	write_fates(writer, "tied", candidates, n, FATE_TIED);
	if (outcome->rerun_seats) {
		json_add_name(writer, "rerun");
		json_begin_object(writer);
		json_add_name(writer, "seats");
		json_add_int(writer, outcome->rerun_seats);
		write_fates(writer, "candidates", candidates, n, FATE_RERUN);
		json_end_object(writer);
	}
	if (outcome->incomplete) {
		json_add_name(writer, "incomplete");
		json_add_bool(writer, true);
	}
	json_add_name(writer, "tests");
	json_begin_array(writer);
	write_test(writer, &outcome->turnout, NULL);
	for (size_t i = 0; i < n; i++)
		if (candidates[i].test.threshold)
			write_test(writer, &candidates[i].test, candidates[i].id);
	json_end_array(writer);
}

/* rc.result speaks of p and n and nothing else that is a figure. */
static enum err result_figures_check(const struct question *question, struct error *error)
{
	struct figures figures = figures_of(question);
	enum err err = OK;

	for (enum figure f = FIGURE_P; f <= FIGURE_YES; f++)
		if (member_check(figure_pointer(f), figures.of[f] != FIGURE_ABSENT,
			    f == FIGURE_P || f == FIGURE_N, error))
			err = ERR_INVALID;
	return err;
}

static enum err answer_result(struct line *line, const struct question *question)
{
	enum err err = result_figures_check(question, line->error);
	struct contest contest = {.seats = question->seats, .n = question->n, .p = question->p};
	struct candidate *candidates;
	struct outcome outcome;
	int round;

	TRY(members_check(question, true, true, false, line->error));
	TRY(err);
	round = names_find(round_texts, question->round);
	if (round < 0)
		return fail_field(line->error, "/round", "enum:1|2|tiebreak");
	contest.mode = (enum election_mode)question->mode;
	contest.round = (enum election_round)round;
	candidates = arena_array(line->arena, struct candidate, question->votes.n);
	if (!candidates)
		return fail(line->error, ERR_TOO_LARGE);
	for (size_t i = 0; i < question->votes.n; i++)
		candidates[i] = (struct candidate){
			.id = question->votes.items[i].name, .votes = question->votes.items[i].n};
	TRY(outcome_decide(&contest, candidates, question->votes.n, line->error, &outcome));
	write_result(line->writer, &outcome, candidates, question->votes.n);
	return OK;
}

/* ---- the id of a line that cannot be bound ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_blanks(const struct line *line, size_t at)
{
	while (at < line->len && is_blank(line->text[at]))
		at++;
	return at;
}

/* Just behind the string that begins at `at`. */
static size_t string_end(const struct line *line, size_t at)
{
	for (at++; at < line->len && line->text[at] != '"'; at++)
		at += line->text[at] == '\\';
	return at < line->len ? at + 1 : line->len;
}

/* Where the value of the outermost member "id" begins; line->len when there is none. Works on what
 * is not JSON as well, up to where it still looks like it. */
static size_t find_id(const struct line *line)
{
	static const char name[] = "\"id\"";
	int depth = 0;

	for (size_t at = 0, end; at < line->len; at = end) {
		char c = line->text[at];

		end = c == '"' ? string_end(line, at) : at + 1;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (depth != 1 || end - at != sizeof name - 1 ||
			memcmp(line->text + at, name, sizeof name - 1) != 0)
			continue;
		end = skip_blanks(line, end);
		if (end < line->len && line->text[end] == ':')
			return skip_blanks(line, end + 1);
	}
	return line->len;
}

/* Writes the id if it is a string or an integer of at most ID_MAX bytes; false when it is not. */
static bool write_id(struct json_writer *writer, const char *text, size_t len)
{
	auto_json struct json *value = NULL;
	struct error error = {0};
	const char *string;
	int64_t number;

	if (len > ID_MAX || json_parse(text, len, &value, &error) != OK ||
		!(json_string(value, &string) || json_int(value, &number)))
		return false;
	json_add_name(writer, "id");
	json_add_value(writer, value);
	return true;
}

/* Just behind the token that begins at `at`: a string, or what stands before a comma or bracket. */
static size_t token_end(const struct line *line, size_t at)
{
	if (line->text[at] == '"')
		return string_end(line, at);
	while (at < line->len && !strchr(" \t\r\n,{}[]", line->text[at]))
		at++;
	return at;
}

static void write_found_id(const struct line *line)
{
	size_t at = find_id(line);

	if (at < line->len)
		(void)write_id(line->writer, line->text + at, token_end(line, at) - at);
}

/* A place inside a malformed line comes as "1:column", since the line was parsed alone. */
static void write_field_error(const struct line *line, const struct field_error *field)
{
	char place[ERROR_TEXT_MAX + 24];

	copy_text(place, sizeof place, field->pointer);
	if (line->error->code == ERR_MALFORMED && strncmp(field->pointer, "1:", 2) == 0)
		snprintf(place, sizeof place, "%zu:%s", line->number, field->pointer + 2);
	json_begin_object(line->writer);
	json_add_name(line->writer, "pointer");
	json_add_string(line->writer, place);
	json_add_name(line->writer, "rule");
	json_add_string(line->writer, field->rule);
	json_end_object(line->writer);
}

static void write_error(const struct line *line)
{
	const struct error *error = line->error;

	json_begin_object(line->writer);
	write_found_id(line);
	json_add_name(line->writer, "error");
	json_begin_object(line->writer);
	json_add_name(line->writer, "type");
	json_add_string(line->writer, error_info(error->code)->token);
	json_add_name(line->writer, "line");
	json_add_int(line->writer, (int64_t)line->number);
	json_add_name(line->writer, "errors");
	json_begin_array(line->writer);
	for (size_t i = 0; i < error->n_fields; i++)
		write_field_error(line, &error->fields[i]);
	json_end_array(line->writer);
	json_end_object(line->writer);
	json_end_object(line->writer);
}

/* ---- lines ---- */

static enum err answer(struct line *line)
{
	struct question question = {0};
	const struct rule *rule;

	if (line->len > DECIDE_LINE_MAX) {
		fail_field(line->error, "", "max:65536");
		return fail(line->error, ERR_TOO_LARGE);
	}
	TRY(json_read(
		&question_schema, line->text, line->len, line->arena, &question, line->error));
	rule = rule_find(question.rule);
	if (!rule && strcmp(question.rule, "rc.result") != 0)
		return fail_field(line->error, "/rule", "unknown");
	json_begin_object(line->writer);
	if (question.id && !write_id(line->writer, question.id, strlen(question.id)))
		return fail_field(line->error, "/id", "type:string");
	TRY(rule ? answer_decision(line, &question, rule) : answer_result(line, &question));
	json_end_object(line->writer);
	return OK;
}

/* Writes the answer, or the error that stands in its place. */
static bool answer_line(size_t number, const char *text, size_t len, struct buf *buf)
{
	auto_arena struct arena arena = {0};
	struct error error = {0};
	struct json_writer writer = json_writer(buf);
	struct line line = {number, text, len, &arena, &error, &writer};

	arena_init(&arena, ARENA_MAX);
	buf_reset(buf);
	if (answer(&line) == OK)
		return true;
	buf_reset(buf);
	writer = json_writer(buf);
	write_error(&line);
	return false;
}

/* Reads up to the next line feed; of a longer line the first DECIDE_LINE_MAX + 1 bytes are kept.
 * False at the end of the input. */
static bool read_line(FILE *in, char *text, size_t *ret_len)
{
	size_t len = 0;
	int c;

	while ((c = getc_unlocked(in)) != EOF && c != '\n')
		if (len <= DECIDE_LINE_MAX)
			text[len++] = (char)c;
	*ret_len = len;
	return c == '\n' || len > 0;
}

enum err decide_lines(FILE *in, FILE *out, struct error *error, size_t *ret_n_bad)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf buf = {0};
	size_t n_bad = 0, number = 0, len;
	char *text;

	arena_init(&arena, ARENA_MAX);
	buf_init(&buf, ANSWER_MAX);
	text = arena_alloc(&arena, DECIDE_LINE_MAX + 1);
	if (!text)
		return fail(error, ERR_BUSY);
	while (read_line(in, text, &len)) {
		n_bad += !answer_line(++number, text, len, &buf);
		buf_char(&buf, '\n');
		if (!buf_ok(&buf) || fwrite(buf.data, 1, buf.len, out) != buf.len)
			return fail(error, ERR_IO);
	}
	if (ferror(in) || fflush(out) != 0)
		return fail(error, ERR_IO);
	*ret_n_bad = n_bad;
	return OK;
}
