/* `gongyi vote`: makes a ballot on this machine, sends it until it is acknowledged, and checks the
 * receipt. Nothing but the encrypted ballot leaves the machine. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/options.h"
#include "crypto/note.h"
#include "crypto/wire/documents.h"
#include "crypto/wire/dsse.h"
#include "tool/choices.h"
#include "tool/usage.h"
#include "tool/voting.h"
#include "json/json.h"

struct vote_options {
	const char *url, *choose, *credential, *store, *receipt, *out, *send, *lang;
	bool blank, show;
};

/* A round as its address names it. */
struct booth {
	struct tool *tool;
	const struct vote_options *options;
	const char *origin;
	const char *uuid;
	const char *card; /* the fragment of a voter card's link; NULL: none */
	struct election *election;
};

/* ---- the round ---- */

/* ORIGIN/…/UUID[#KEY[.NUMBER]], whatever stands between. */
static enum err read_url(struct booth *booth)
{
	char *url = arena_string(&booth->tool->arena, booth->options->url);
	char *card = url ? strchr(url, '#') : NULL;
	char *path, *name;

	if (card) {
		*card++ = '\0';
		card[strcspn(card, ".")] = '\0';
	}
	path = url ? strstr(url, "://") : NULL;
	path = path ? strchr(path + 3, '/') : NULL;
	name = path ? strrchr(path, '/') : NULL;
	if (!name || !uuid_valid(name + 1))
		return fail_field(&booth->tool->error, "URL", "http://…/v1/rounds/UUID");
	booth->uuid = name + 1;
	booth->card = card;
	booth->origin = arena_copy(&booth->tool->arena, url, (size_t)(path - url));
	return booth->origin ? OK : fail(&booth->tool->error, ERR_BUSY);
}

/* Reads an answer of the service; a refusal is printed and comes back as ERR_CONFLICT. */
static enum err ask(struct booth *booth, struct sending *sending, struct buf *reply)
{
	int status = 0;

	sending->url = booth->origin;
	if (!sending->target)
		return fail(&booth->tool->error, ERR_BUSY);
	TRY(send_steadily(booth->tool, sending, &status, reply));
	if (status >= 200 && status < 300)
		return OK;
	tool_refused(booth->tool, status, reply);
	return ERR_CONFLICT;
}

static enum err fetch_election(struct booth *booth)
{
	struct tool *tool = booth->tool;
	struct sending sending = {.method = METHOD_GET,
		.target = arena_printf(&tool->arena, "/v1/rounds/%s/election", booth->uuid)};
	auto_buf struct buf reply = {0};
	struct election *election;
	const char *text;

	buf_init(&reply, REPLY_MAX);
	TRY(ask(booth, &sending, &reply));
	text = arena_copy(&tool->arena, reply.data, reply.len);
	if (!text)
		return fail(&tool->error, ERR_BUSY);
	TRY(election_read(text, reply.len, &tool->arena, &election, &tool->error));
	if (strcmp(election->uuid, booth->uuid) != 0)
		return fail_field(&tool->error, "URL", "the service sent another round");
	booth->election = election;
	return OK;
}

static void show_election(const struct booth *booth, const uint8_t *votes)
{
	size_t number = 1;
	bool zh = booth->tool->lang == LANG_ZH;

	printf("%s\n", booth->election->name);
	for (size_t i = 0; i < booth->election->n_questions; i++) {
		const struct question *question = &booth->election->questions[i];

		printf(zh ? "\n%s（至多选 %u 名）\n" : "\n%s (at most %u)\n", question->text,
			question->max);
		for (size_t k = 0; k < question->n_answers; k++, number++)
			printf("  %s %3zu  %s\n",
				votes && votes[question->first + question->blank + k] ? "✓" : " ",
				number, question->answers[k]);
		if (votes && question->blank && votes[question->first])
			puts(zh ? "  ✓      弃权" : "  ✓      blank");
	}
	putchar('\n');
}

/* ---- the ballot ---- */

static enum err read_credential(struct booth *booth, char ret_credential[CREDENTIAL_SIZE])
{
	const struct vote_options *options = booth->options;
	const char *typed = options->credential ? options->credential : booth->card;

	if (options->store)
		return store_credential(booth->tool, options->store, ret_credential);
	return typed && credential_normalize(typed, ret_credential)
		       ? OK
		       : fail_field(&booth->tool->error, "--credential",
				 "22 characters, as on the voter card");
}

static enum err make_ballot(struct booth *booth, struct buf *text)
{
	struct tool *tool = booth->tool;
	struct rand rand = rand_system();
	uint8_t votes[ELECTION_CHOICES_MAX] = {0};
	char credential[CREDENTIAL_SIZE];
	struct scalar secret;
	struct ballot *ballot;
	enum err err;

	TRY(choices_read(booth->election, booth->options->choose, votes, &tool->error));
	TRY(read_credential(booth, credential));
	show_election(booth, votes);
	credential_secret(booth->uuid, credential, &secret);
	err = ballot_make(
		booth->election, &secret, votes, &rand, &tool->arena, &ballot, &tool->error);
	explicit_bzero(&secret, sizeof secret);
	explicit_bzero(credential, sizeof credential);
	explicit_bzero(votes, sizeof votes);
	TRY(err);
	ballot_write(booth->election, ballot, text);
	return buf_ok(text) ? OK : fail(&tool->error, ERR_TOO_LARGE);
}

/* ---- the receipt ---- */

/* What a receipt says (server/elections/ballots.c). */
struct receipt {
	struct body_id body;
	const char *round;
	const char *fingerprint;
	int64_t batch;
	int64_t due;
};
SCHEMA(receipt, struct receipt, FIELD_ID(struct receipt, body, .required = true),
	FIELD_STRING(struct receipt, round, .required = true),
	FIELD_STRING(struct receipt, fingerprint, .required = true),
	FIELD_INT(struct receipt, batch, .required = true),
	FIELD_TIME(struct receipt, due, .required = true));

struct receipt_reply {
	const char *fingerprint;
	int64_t batch;
	int64_t due;
	const char *receipt;
};
SCHEMA(receipt_reply, struct receipt_reply, FIELD_STRING(struct receipt_reply, fingerprint),
	FIELD_INT(struct receipt_reply, batch), FIELD_TIME(struct receipt_reply, due),
	FIELD_TEXT(struct receipt_reply, receipt, .required = true));

static enum err fetch_key(struct booth *booth, struct body_id body, struct sign_public *ret_key)
{
	struct tool *tool = booth->tool;
	struct sending sending = {.method = METHOD_GET,
		.target = arena_printf(&tool->arena, "/v1/bodies/%lld/record", (long long)body.v)};
	auto_buf struct buf reply = {0};
	auto_json struct json *root = NULL;
	struct note_key key;
	const char *text;

	buf_init(&reply, REPLY_MAX);
	TRY(ask(booth, &sending, &reply));
	TRY(json_parse(reply.data, reply.len, &root, &tool->error));
	if (!json_string(json_get(root, "key"), &text) || !note_key_parse(text, &key))
		return fail(&tool->error, ERR_MALFORMED);
	*ret_key = key.key;
	return OK;
}

/* The receipt must speak of this ballot in this round, under the record's key. */
static enum err check_receipt(struct booth *booth, const char *envelope, const char *fingerprint,
	struct receipt *ret_receipt)
{
	struct tool *tool = booth->tool;
	struct sign_public key;
	struct dsse dsse;
	uint64_t signed_by;

	TRY(dsse_read(envelope, strlen(envelope), &tool->arena, &dsse, &tool->error));
	TRY(dsse_payload(&dsse, &receipt_schema, &tool->arena, ret_receipt, &tool->error));
	TRY(fetch_key(booth, ret_receipt->body, &key));
	if (dsse_verify(&dsse, "receipt", &key, 1, 1, &signed_by) != OK)
		return fail(&tool->error, ERR_BAD_SIGNATURE);
	return strcmp(ret_receipt->fingerprint, fingerprint) == 0 &&
			       strcmp(ret_receipt->round, booth->uuid) == 0
		       ? OK
		       : fail_field(&tool->error, "receipt", "speaks of another ballot");
}

static enum err keep_receipt(struct booth *booth, const char *envelope)
{
	const char *path = booth->options->receipt;
	const char *line = arena_printf(&booth->tool->arena, "%s\n", envelope);

	if (!path)
		return OK;
	return line ? file_replace(path, line, strlen(line), true, &booth->tool->error)
		    : fail(&booth->tool->error, ERR_BUSY);
}

static enum err send_ballot(struct booth *booth, const struct buf *text, const char *fingerprint)
{
	struct tool *tool = booth->tool;
	struct sending sending = {.method = METHOD_POST,
		.target = arena_printf(&tool->arena, "/v1/rounds/%s/ballots", booth->uuid),
		.raw = true,
		.body = {(const uint8_t *)text->data, text->len}};
	struct receipt_reply answer = {0};
	struct receipt receipt = {0};
	char due[TIME_TEXT_SIZE];
	auto_buf struct buf reply = {0};

	buf_init(&reply, REPLY_MAX);
	TRY(ask(booth, &sending, &reply));
	TRY(json_read(
		&receipt_reply_schema, reply.data, reply.len, &tool->arena, &answer, &tool->error));
	TRY(keep_receipt(booth, answer.receipt));
	TRY(check_receipt(booth, answer.receipt, fingerprint, &receipt));
	time_say(receipt.due, due);
	printf(tool->lang == LANG_ZH
			? "已收到回执，签名有效：选票列入第 %lld 批，最迟 %s 载入公开记录。\n"
			  "投票结束前可以重新投票，以最后一次为准。\n核对：%s/v1/rounds/%s/ballots/"
			  "%s/proof\n"
			: "Receipt with a valid signature: batch %lld, in the public record by "
			  "%s.\n"
			  "You may vote again until closing; the last ballot counts.\n"
			  "Check: %s/v1/rounds/%s/ballots/%s/proof\n",
		(long long)receipt.batch, due, booth->origin, booth->uuid, fingerprint);
	return OK;
}

/* ---- the command ---- */

static enum err ballot_text(struct booth *booth, struct buf *text)
{
	struct span bytes;

	if (!booth->options->send)
		return make_ballot(booth, text);
	TRY(file_bytes(booth->options->send, &booth->tool->arena, &bytes, &booth->tool->error));
	buf_add(text, bytes.data, bytes.len);
	return buf_ok(text) ? OK : fail(&booth->tool->error, ERR_TOO_LARGE);
}

static enum err vote(struct booth *booth)
{
	struct tool *tool = booth->tool;
	char fingerprint[DIGEST_HEX_SIZE];
	struct digest digest;
	auto_buf struct buf text = {0};

	buf_init(&text, BALLOT_TEXT_MAX);
	TRY(read_url(booth));
	TRY(fetch_election(booth));
	if (!booth->election)
		return fail(&tool->error, ERR_INTERNAL);
	if (booth->options->show) {
		show_election(booth, NULL);
		return OK;
	}
	TRY(ballot_text(booth, &text));
	digest = digest_of(text.data, text.len);
	digest_hex(&digest, fingerprint);
	printf("%s%s\n", tool->lang == LANG_ZH ? "选票编号：" : "tracker: ", fingerprint);
	if (booth->options->out)
		return file_write(booth->options->out, text.data, text.len, true, &tool->error);
	return send_ballot(booth, &text, fingerprint);
}

static bool complete(const struct vote_options *given)
{
	int ways = (given->choose != NULL) + given->blank + given->show + (given->send != NULL);

	return given->url && ways == 1 && !(given->credential && given->store) &&
	       !(given->send && given->out);
}

static int run(const struct vote_options *given)
{
	struct tool tool;
	struct booth booth = {.tool = &tool, .options = given, .origin = "", .uuid = ""};
	int status = 2;
	enum err err;

	if (tool_begin(&tool, given->lang)) {
		err = group_init(&tool.error);
		if (err == OK)
			err = vote(&booth);
		status = err != OK;
		if (err != OK && tool.error.code)
			status = tool_failed(&tool);
	}
	arena_done(&tool.arena);
	return status;
}

int tool_vote(int argc, char **argv)
{
	struct vote_options given = {0};
	const struct option options[] = {
		OPTION_TEXT("choose", &given.choose),
		OPTION_TEXT("credential", &given.credential),
		OPTION_TEXT("store", &given.store),
		OPTION_TEXT("receipt", &given.receipt),
		OPTION_TEXT("out", &given.out),
		OPTION_TEXT("send", &given.send),
		OPTION_TEXT("lang", &given.lang),
		OPTION_FLAG("blank", &given.blank),
		OPTION_FLAG("show", &given.show),
		{0},
	};
	int left = options_take(options, argc, argv);

	if (left == 1 && strncmp(argv[0], "--", 2) != 0)
		given.url = argv[0];
	if (left != 1 || !complete(&given))
		return usage_wrong("vote");
	return run(&given);
}
