/* election.json: the one document that people's words stand in, so the one read by the JSON layer.
 * A member that this protocol does not know might change what a vote means: it is refused. */
#include "crypto/wire/documents.h"

#include <string.h>

#include "crypto/place.h"
#include "json/json.h"

/* ---- writing -------------------------------------------------------------------------------- */

static void add_text(struct json_writer *writer, const char *name, const char *text)
{
	if (!text)
		return;
	json_add_name(writer, name);
	json_add_string(writer, text);
}

static void add_int(struct json_writer *writer, const char *name, int64_t value)
{
	json_add_name(writer, name);
	json_add_int(writer, value);
}

static void add_question(struct json_writer *writer, const struct question *question)
{
	json_begin_object(writer);
	json_add_name(writer, "answers");
	json_begin_array(writer);
	for (size_t k = 0; k < question->n_answers; k++)
		json_add_string(writer, question->answers[k]);
	json_end_array(writer);
	if (question->blank) {
		json_add_name(writer, "blank");
		json_add_bool(writer, true);
	}
	add_int(writer, "min", question->min);
	add_int(writer, "max", question->max);
	add_text(writer, "question", question->text);
	json_end_object(writer);
}

void election_write(const struct election *election, struct buf *buf)
{
	struct json_writer writer = json_writer(buf);
	char key[POINT_TEXT_SIZE];

	point_text(&election->public_key, key);
	json_begin_object(&writer);
	add_int(&writer, "version", 1);
	add_text(&writer, "description", election->description);
	add_text(&writer, "name", election->name);
	add_text(&writer, "group", GROUP_NAME);
	add_text(&writer, "public_key", key);
	json_add_name(&writer, "questions");
	json_begin_array(&writer);
	for (size_t i = 0; i < election->n_questions; i++)
		add_question(&writer, &election->questions[i]);
	json_end_array(&writer);
	add_text(&writer, "uuid", election->uuid);
	add_text(&writer, "administrator", election->administrator);
	add_text(&writer, "credential_authority", election->credential_authority);
	json_end_object(&writer);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* What a reader needs at every step; `place` is the object's JSON Pointer. */
struct reader {
	const struct json *object;
	struct arena *arena;
	struct error *error;
	char place[32];
};

static enum err refuse(const struct reader *reader, const char *name, const char *rule)
{
	return fail_place(reader->error, rule, "%s/%s", reader->place, name);
}

/* Every member is one of `names`, which ends with NULL. */
static enum err read_names(const struct reader *reader, const char *const *names)
{
	const struct json *child;

	if (json_type(reader->object) != JSON_OBJECT)
		return fail_field(reader->error, reader->place, "not an object");
	for (child = json_first(reader->object); child; child = json_next(child)) {
		size_t i = 0;

		while (names[i] && strcmp(names[i], json_name(child)) != 0)
			i++;
		if (!names[i])
			return refuse(reader, json_name(child), "unknown member");
	}
	return OK;
}

static enum err copy_string(const struct reader *reader, const struct json *value, const char *name,
	const char **ret_text)
{
	const char *text;

	if (!value || !json_string(value, &text))
		return refuse(reader, name, "not a string");
	*ret_text = arena_string(reader->arena, text);
	return *ret_text ? OK : fail(reader->error, ERR_BUSY);
}

static enum err read_string(const struct reader *reader, const char *name, const char **ret_text)
{
	return copy_string(reader, json_get(reader->object, name), name, ret_text);
}

static enum err read_optional(const struct reader *reader, const char *name, const char **ret_text)
{
	return json_get(reader->object, name) ? read_string(reader, name, ret_text) : OK;
}

/* A string that can only be this one. */
static enum err read_fixed(const struct reader *reader, const char *name, const char *expected)
{
	const struct json *value = json_get(reader->object, name);
	const char *text;

	if (!value || !json_string(value, &text) || strcmp(text, expected) != 0)
		return refuse(reader, name, "not the one this protocol has");
	return OK;
}

static enum err read_int(
	const struct reader *reader, const char *name, int64_t max, unsigned *ret_value)
{
	const struct json *value = json_get(reader->object, name);
	int64_t number;

	if (!value || !json_int(value, &number) || number < 0 || number > max)
		return refuse(reader, name, "not a number in range");
	*ret_value = (unsigned)number;
	return OK;
}

static enum err read_list(const struct reader *reader, const char *name, size_t max,
	const struct json **ret_list, size_t *ret_n)
{
	const struct json *list = json_get(reader->object, name);

	if (!list || json_type(list) != JSON_ARRAY)
		return refuse(reader, name, "not an array");
	*ret_n = json_count(list);
	if (*ret_n < 1 || *ret_n > max)
		return refuse(reader, name, "number of elements out of range");
	*ret_list = list;
	return OK;
}

static enum err read_answers(const struct reader *reader, struct question *question)
{
	const struct json *list = NULL, *child;
	const char **answers;
	size_t n = 0;

	TRY(read_list(reader, "answers", QUESTION_ANSWERS_MAX, &list, &n));
	answers = arena_array(reader->arena, const char *, n);
	if (!answers)
		return fail(reader->error, ERR_BUSY);
	question->answers = answers;
	question->n_answers = n;
	for (child = json_first(list); child; child = json_next(child))
		TRY(copy_string(reader, child, "answers", answers++));
	return OK;
}

static enum err read_question(const struct reader *reader, struct question *question)
{
	static const char *const names[] = {"answers", "blank", "min", "max", "question", NULL};
	const struct json *blank;

	TRY(read_names(reader, names));
	TRY(read_answers(reader, question));
	blank = json_get(reader->object, "blank");
	if (blank && !json_bool(blank, &question->blank))
		return refuse(reader, "blank", "neither true nor false");
	TRY(read_int(reader, "min", QUESTION_ANSWERS_MAX, &question->min));
	TRY(read_int(reader, "max", QUESTION_ANSWERS_MAX, &question->max));
	return read_string(reader, "question", &question->text);
}

static enum err read_questions(const struct reader *reader, struct election *election)
{
	const struct json *list = NULL, *child;
	size_t n = 0;

	TRY(read_list(reader, "questions", ELECTION_QUESTIONS_MAX, &list, &n));
	election->questions = arena_array(reader->arena, struct question, n);
	if (!election->questions)
		return fail(reader->error, ERR_BUSY);
	for (child = json_first(list); child; child = json_next(child)) {
		struct reader inner = {child, reader->arena, reader->error, ""};

		snprintf(inner.place, sizeof inner.place, "/questions/%zu", election->n_questions);
		TRY(read_question(&inner, &election->questions[election->n_questions++]));
	}
	return OK;
}

static enum err read_election(const struct reader *reader, struct election *election)
{
	/* `language` only tells a server in which words to speak */
	static const char *const names[] = {"version", "description", "name", "group", "public_key",
		"questions", "uuid", "administrator", "credential_authority", "language", NULL};
	const char *text = "";
	unsigned version = 0;

	TRY(read_names(reader, names));
	TRY(read_int(reader, "version", 1, &version));
	if (version != 1)
		return refuse(reader, "version", "not the one this protocol has");
	TRY(read_fixed(reader, "group", GROUP_NAME));
	TRY(read_string(reader, "description", &election->description));
	TRY(read_string(reader, "name", &election->name));
	TRY(read_string(reader, "public_key", &text));
	if (!point_parse(text, &election->public_key))
		return refuse(reader, "public_key", "not 64 hexadecimal digits");
	TRY(read_questions(reader, election));
	TRY(read_string(reader, "uuid", &text));
	copy_text(election->uuid, sizeof election->uuid, text);
	if (strcmp(election->uuid, text) != 0)
		return refuse(reader, "uuid", "not 14 to 64 Base58 digits");
	TRY(read_optional(reader, "administrator", &election->administrator));
	return read_optional(reader, "credential_authority", &election->credential_authority);
}

enum err election_read(const char *text, size_t len, struct arena *arena,
	struct election **ret_election, struct error *error)
{
	struct election *election = arena_new(arena, struct election);
	auto_json struct json *root = NULL;

	if (!election)
		return fail(error, ERR_BUSY);
	TRY(json_parse(text, len, &root, error));
	TRY(read_election(&(struct reader){root, arena, error, ""}, election));
	TRY(election_init(election, error));
	election_hash(text, len, election->hash);
	*ret_election = election;
	return OK;
}
